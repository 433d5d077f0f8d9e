"""The whole answer about one label."""

from __future__ import annotations

from dataclasses import replace
from functools import cache, lru_cache

from porewise import __version__
from porewise.check.hazards import hazards
from porewise.check.person import conflicts, shelf_product, suits
from porewise.check.read import read_label
from porewise.check.reader import reader
from porewise.check.remarks import actives, declared, flags, pregnancy
from porewise.check.resolve import Resolver
from porewise.knowledge import KNOWLEDGE_VERSION, traits
from porewise.values.document import MadeWith
from porewise.values.label import CheckedProduct
from porewise.values.profile import Profile

MOST_KEPT = 512  # answers; about 20 kB each
LONGEST_KEPT = 6_000  # letters of a text whose answer is kept
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
    known = resolver or reader()
    answer = _kept if len(text) <= LONGEST_KEPT else _answer
    product = answer(text, kind, known)
    if profile is None or product.verdict == "no_list":
        return product
    bought = traits(shelf_product(product, category=kind or ASSUMED_KIND))
    helps = () if product.hazards else suits(bought)
    return replace(product, conflicts=conflicts(product, bought, profile), suits=helps)


def _answer(text: str, kind: str | None, resolver: Resolver) -> CheckedProduct:
    read = read_label(text, resolver, made_with=_origin())
    if read.verdict == "no_list":
        return read
    found = declared(read.sections)
    grave = hazards(tuple(s for s, _ in found), kind)
    return CheckedProduct(
        read.verdict,
        read.made_with,
        read.sections,
        read.unread,
        read.order,
        actives=actives(found),
        flags=(*grave, *flags(text, found, read.order, kind)),
        pregnancy=pregnancy(found),
    )


# Shops repeat a product in many sizes and shades, and a page asks again for the list it shows. An answer is
# a value that nobody can change, so the same one may be given twice.
_kept = lru_cache(maxsize=MOST_KEPT)(_answer)


def forget_answers() -> None:
    """Let go of every kept answer; what was learnt about single names stays."""
    _kept.cache_clear()
