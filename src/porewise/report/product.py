"""What was read from a label, as plain text for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from porewise.report.verdict import STRENGTH_WORDS
from porewise.values.label import HAZARDS, CheckedProduct, LabelFlag, ListedIngredient

HEADS = {
    "ingredients": "Ingredients",
    "active": "Active ingredients",
    "inactive": "Inactive ingredients",
    "may_contain": "May contain (shades; not part of the formula)",
    "kit": "Product of the kit",
}
ORDER_WORDS = {
    "descending": "Order: from most to least; below 1 % in any order.",
    "alphabetical": "Order: alphabetical, so the place in the list says nothing about amounts.",
    "unknown": "Order: cannot be told, so nothing is concluded from the place in the list.",
}
NO_LIST = (
    'There is no ingredient list in this text. Paste the words under "Ingredients" on the pack or its page.'
)


def product_lines(product: CheckedProduct) -> Iterable[str]:
    """Everything about one product: the list as read, what matters, and what was not read."""
    if product.verdict == "no_list":
        yield NO_LIST
        return
    yield from _summary(product)
    if product.hazards:
        yield "Before you use it:"
        yield from (f"  {_flag(flag)}" for flag in product.hazards)
    for section in product.sections:
        head = HEADS[section.role]
        yield f"{head}: {section.name}" if section.name else head
        for listed in section.ingredients:
            yield f"  {_line(listed)}"
    yield _order(product)
    yield from _told(product)
    if product.unread:
        yield "Not read as ingredients:"
        yield from (f"  {text}" for text in product.unread)


SCENT_WORDS = {
    "declared": "Scented with perfume, whose parts are not all named.",
    "named": "Without perfume, but with scents that are named below.",
    "none": "No scent was read.",
}


def _summary(product: CheckedProduct) -> Iterator[str]:
    """Say first how much was read, and what of it a person should look at."""
    listed = (*product.ingredients, *product.may_contain)
    yield f"{len(listed)} {'name was' if len(listed) == 1 else 'names were'} read."
    corrected = sum(i.match == "corrected" for i in listed)
    unknown = sum(i.match == "unknown" for i in listed)
    if corrected:
        yield f"{corrected} of them read as another word: please compare with the pack."
    if unknown:
        yield f"{unknown} of them nobody here knows; nothing is concluded from {'it' if unknown == 1 else 'them'}."


def _order(product: CheckedProduct) -> str:
    denied = product.against_print
    if denied is None:
        return ORDER_WORDS[product.order]
    return f"Order: {denied_order(*((i.text, i.printed or 0.0) for i in denied))}"


def denied_order(first: tuple[str, float], later: tuple[str, float]) -> str:
    """
    Say that two printed percentages deny the order of a list.

    >>> denied_order(("retinol", 3), ("glycolic acid", 30)).split(", so ")[0]
    'a printed 30 % stands behind a printed 3 % (glycolic acid, retinol)'
    """
    return (
        f"a printed {later[1]:g} % stands behind a printed {first[1]:g} % ({later[0]}, {first[0]}), so the list "
        "does not go from most to least, and nothing is concluded from the place in it."
    )


def _told(product: CheckedProduct) -> Iterator[str]:
    yield SCENT_WORDS[product.scent]
    if product.actives:
        yield "Actives:"
        yield from (f"  {active.says}" for active in product.actives)
    further = [flag for flag in product.flags if flag.code not in HAZARDS]
    if further:
        yield "Worth knowing:"
        yield from (f"  {_flag(flag)}" for flag in further)
    if product.pregnancy is not None:
        yield f"Pregnancy: {product.pregnancy.says}"
    if product.conflicts:
        yield "For you:"
        yield from (f"  {_flag(flag)}" for flag in product.conflicts)
    if product.suits:
        yield "Suits:"
        yield from (f"  {text}" for text in product.suits)


def _flag(flag: LabelFlag) -> str:
    return f"{flag.says} (evidence {flag.strength}: {STRENGTH_WORDS.get(flag.strength, 'not graded')})"


def _line(listed: ListedIngredient) -> str:
    rank = "  -" if listed.rank is None else f"{listed.rank:3d}"
    words = [f"{rank} {listed.text}"]
    if listed.printed is not None:
        words.append(f"{listed.printed:g} %")
    if listed.match == "unknown":
        words.append("(not known)")
    elif listed.match == "corrected":
        words.append(f"(read as {listed.inci}; please compare with the pack)")
    elif listed.inci and listed.inci.lower() not in listed.text.lower():
        words.append(f"= {listed.inci}")
    return " ".join(words)
