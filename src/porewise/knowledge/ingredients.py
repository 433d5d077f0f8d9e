"""The ingredient dictionary: names people meet on labels, what each ingredient is and does."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal, cast

from porewise.values.source import Strength

# The classes an ingredient can count as, one each.
# fmt: off
Group = Literal[
    "retinoid", "aha", "bha", "pha", "azelaic", "benzoyl_peroxide", "niacinamide", "vitamin_c", "sulphur",
    "zinc", "clay", "uv_filter_organic", "uv_filter_mineral", "drying_alcohol", "fatty_alcohol", "solvent",
    "humectant", "emollient", "oil", "butter", "wax", "occlusive", "silicone", "surfactant_gentle",
    "surfactant_harsh", "emulsifier", "thickener", "preservative", "fragrance", "fragrance_allergen",
    "essential_oil", "plant_extract", "peptide", "antioxidant", "soothing", "brightening", "colorant",
    "enzyme", "abrasive", "chelator", "ph_adjuster", "film_former", "powder", "mineral", "vitamin",
    "ferment", "amino_acid", "protein", "ceramide_lipid", "other",
]
# fmt: on


@dataclass(frozen=True, slots=True)
class Ingredient:
    """
    One ingredient. ``inci``: its international name in lower case; ``also``: every other name it goes
    by on labels (US, common, trade and older names); ``group``: the one class it counts as;
    ``roles``: what it does, in plain words; ``source`` and ``strength``: what the entry rests on.
    """

    inci: str
    also: tuple[str, ...]
    group: Group
    roles: tuple[str, ...]
    source: str
    strength: Strength


@cache
def ingredients() -> tuple[Ingredient, ...]:
    """
    Give the whole dictionary, topic by topic, in the order of its files.

    A name belongs to one ingredient only: one-letter neighbours such as retinol and retinal
    are entries of their own, and no abbreviation is a name that could mean two substances.
    """
    return tuple(_entry(row) for text in _files() for row in csv.reader(text.splitlines()[1:]))


def _files() -> Iterator[str]:
    folder = resources.files("porewise.knowledge") / "records" / "ingredients"
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if file.name.endswith(".csv"):
            yield file.read_text("utf-8")


def _entry(row: list[str]) -> Ingredient:
    inci, also, group, roles, source, strength = row
    return Ingredient(inci, _words(also), cast(Group, group), _words(roles), source, cast(Strength, strength))


def _words(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("|")) if cell else ()
