"""What of a product concerns one person: allergies, and what they own already."""

from __future__ import annotations

from typing import Any

from porewise.check.remarks import class_of
from porewise.knowledge import pattern, plain, traits
from porewise.knowledge.records import record_file
from porewise.values.label import CheckedProduct, LabelFlag
from porewise.values.profile import Profile
from porewise.values.shelf import Active, Product, Traits

_PATTERN_OF_ALLERGY = {"aspirin": "salicylates"}
_BY_PATTERN = ("salicylates", "fragrance", "benzoyl_peroxide")


def conflicts(product: CheckedProduct, bought: Traits, profile: Profile) -> tuple[LabelFlag, ...]:
    """List what speaks against a product for this person: allergies first, then what they own."""
    return (*_allergies(product, profile), *_skin(product, profile), *_shelf(bought, profile))


def _allergies(product: CheckedProduct, profile: Profile) -> list[LabelFlag]:
    found: list[LabelFlag] = []
    for allergy in profile.person.allergies:
        word = _PATTERN_OF_ALLERGY.get(allergy, allergy)
        names = pattern(word) if word in _BY_PATTERN else {plain(allergy)}
        for i in (*product.ingredients, *product.may_contain):
            scented = word == "fragrance" and i.group in ("fragrance", "fragrance_allergen", "essential_oil")
            if scented or plain(i.text) in names or (i.inci is not None and plain(i.inci) in names):
                says = (
                    f"{i.text} is in it, and you are allergic to {allergy.replace('_', ' ')}: leave it out."
                )
                found.append(LabelFlag("allergy", i.inci, i.rank, says, ("FDA2014",), "B"))
    return found


def _skin(product: CheckedProduct, profile: Profile) -> list[LabelFlag]:
    """Repeat, for dry or sensitive skin, what dries."""
    person = profile.person
    if not (person.sensitive or person.barrier_damaged or person.skin_type == "dry"):
        return []
    found = {f.code: f for f in product.flags if f.code in ("drying_alcohol", "harsh_surfactant")}
    return [
        LabelFlag(
            f"{f.code}_for_you", f.inci, f.rank, f"{f.says} Yours is dry or sensitive.", f.source, f.strength
        )
        for f in found.values()
    ]


def _classes(of: Traits) -> set[str]:
    exfoliants = set(record_file("labels")["exfoliants"]["classes"]) | {"scrub", "bha_wash"}
    groups = set(of.groups)
    return groups | ({"exfoliant"} if groups & exfoliants else set())


def _shelf(bought: Traits, profile: Profile) -> list[LabelFlag]:
    found: list[LabelFlag] = []
    mine = _classes(bought)
    for owned in profile.products:
        theirs = _classes(traits(owned))
        for pair in record_file("labels")["pair"]:
            if owned.id != bought.id and _meets(pair, mine, theirs):
                says = pair["says"].format(this="This product", other=owned.name)
                found.append(
                    LabelFlag("with_your_shelf", None, None, says, tuple(pair["source"]), pair["strength"])
                )
    return found


def _meets(pair: dict[str, Any], mine: set[str], theirs: set[str]) -> bool:
    first, second = pair["classes"]
    return (first in mine and second in theirs) or (second in mine and first in theirs)


def shelf_product(
    product: CheckedProduct,
    *,
    product_id: str = "checked",
    name: str = "This product",
    category: str,
    spf: float | None = None,
) -> Product:
    """
    Make of a checked label the product that goes on the shelf as it is.

    Names are those the dictionary writes, so that the planner meets no misprint; declared percentages
    travel with their actives.
    """
    listed = product.ingredients
    declared = tuple(
        Active(str(i.inci), i.printed) for i in listed if i.printed is not None and class_of(i.inci, i.group)
    )
    return Product(
        id=product_id,
        name=name,
        category=category,
        ingredients=", ".join((i.inci or i.text).replace(", ", " ") for i in listed) or None,
        actives=declared,
        spf=spf,
    )


def suits(bought: Traits) -> tuple[str, ...]:
    """Name the causes of visible pores that the actives of a product are used for."""
    return tuple(sorted({cause for found in bought.found for cause in found.causes}))
