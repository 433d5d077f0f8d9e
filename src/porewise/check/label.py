"""The whole answer about one label."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from porewise import __version__
from porewise.check.amounts import order_of, with_amounts
from porewise.check.person import conflicts, pregnancy, shelf_product, suits
from porewise.check.read import read_label
from porewise.check.reader import reader
from porewise.check.remarks import actives, flags
from porewise.check.resolve import Resolver
from porewise.knowledge import KNOWLEDGE_VERSION, traits
from porewise.values.document import MadeWith
from porewise.values.label import CheckedProduct, Order
from porewise.values.profile import Profile

ASSUMED_KIND = "treatment"  # leave-on care: the stricter reading where nobody says what it is


@cache
def _origin() -> MadeWith:
    return MadeWith(version=__version__, knowledge=KNOWLEDGE_VERSION)


def check_label(
    text: str, *, kind: str | None = None, profile: Profile | None = None, resolver: Resolver | None = None
) -> CheckedProduct:
    """
    Read a label and say what follows from it.

    ``kind``: the product's category, where it is known. ``resolver``: the reader of another dictionary than
    the curated one, such as one with imported names. Never fails: a text without an ingredient list is
    answered with the verdict ``no_list``.
    """
    read = read_label(text, resolver or reader(), made_with=_origin())
    if read.verdict == "no_list":
        return read
    orders = [order_of(s) for s in read.sections]
    order = _whole_order(read, orders)
    sections = tuple(with_amounts(s, o) for s, o in zip(read.sections, orders, strict=True))
    product = replace(
        read,
        sections=sections,
        order=order,
        actives=actives(sections),
        flags=flags(text, sections, order, kind),
        pregnancy=pregnancy(read.ingredients),
    )
    if profile is None:
        return product
    bought = traits(shelf_product(product, category=kind or ASSUMED_KIND))
    return replace(product, conflicts=conflicts(product, bought, profile), suits=suits(bought))


def _whole_order(read: CheckedProduct, orders: list[Order]) -> Order:
    """The order of the longest list speaks for the product."""
    lists = [
        (len(s.ingredients), o)
        for s, o in zip(read.sections, orders, strict=True)
        if s.role not in ("active", "may_contain")
    ]
    return max(lists, key=lambda pair: pair[0])[1] if lists else "unknown"
