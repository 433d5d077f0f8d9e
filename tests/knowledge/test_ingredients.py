"""The ingredient dictionary: every entry is whole, every name has one owner, the traps stay apart."""

from __future__ import annotations

import csv
import re
from collections import Counter
from importlib import resources
from typing import get_args

import pytest

from porewise.knowledge.ingredients import Group, Ingredient, ingredients
from porewise.knowledge.rules import sources

GROUPS = set(get_args(Group))
FILES = [
    f
    for f in (resources.files("porewise.knowledge") / "records" / "ingredients").iterdir()
    if f.name.endswith(".csv")
]


def same(name: str) -> str:
    """Write a name as a careless reader sees it: letters and digits only."""
    return re.sub(r"[\W_]+", " ", name).strip()


def names(entry: Ingredient) -> tuple[str, ...]:
    return (entry.inci, *entry.also)


def owner(name: str) -> Ingredient:
    return next(e for e in ingredients() if name in names(e))


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.name)
def test_every_file_has_the_header_and_full_rows(file):
    rows = list(csv.reader(file.read_text("utf-8").splitlines()))
    assert rows[0] == ["inci", "also", "group", "roles", "source", "strength"]
    assert {len(row) for row in rows} == {6}


def test_every_entry_is_whole_and_written_plainly():
    for e in ingredients():
        assert e.group in GROUPS, e
        assert e.strength in {"A", "B", "C", "E"}, e
        for text in (*names(e), *e.roles):
            assert text, e
            assert text == " ".join(text.lower().split()), e


def test_there_are_at_least_1500_ingredients():
    assert len(ingredients()) == len({e.inci for e in ingredients()}) >= 1500


def test_every_group_is_met():
    assert {e.group for e in ingredients()} == GROUPS


def test_every_source_is_a_known_work():
    assert {e.source for e in ingredients()} <= set(sources())


def test_a_name_belongs_to_one_ingredient_only():
    """Also where only commas, brackets or hyphens differ, for labels lose those."""
    owners = Counter(name for e in ingredients() for name in {same(n) for n in names(e)})
    assert [name for name, count in owners.items() if count > 1] == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("menthyl salicylate", "methyl salicylate"),
        ("methyl salicylate", "ethyl salicylate"),
        ("retinol", "retinal"),
        ("squalane", "squalene"),
        ("maleic acid", "malic acid"),
        ("linoleic acid", "linolenic acid"),
        ("laureth-4", "laureth-23"),
        ("ceramide ap", "ceramide np"),
        ("cetyl alcohol", "ethyl alcohol"),
        ("sodium hyaluronate", "hyaluronic acid"),
        ("salix alba bark extract", "salicylic acid"),
        ("alcohol", "benzyl alcohol"),
        ("salicylic acid", "sodium salicylate"),
        ("niacinamide", "niacin"),
    ],
)
def test_neighbours_are_different_ingredients(one: str, other: str):
    assert owner(one) != owner(other)


def test_no_bare_abbreviation_stands_for_an_acid():
    """BHA on a label is butylated hydroxyanisole, never salicylic acid."""
    taken = {name for e in ingredients() if e.group in {"aha", "bha", "pha"} for name in names(e)}
    assert not taken & {"aha", "bha", "pha", "lha", "ha"}


@pytest.mark.parametrize(
    ("name", "inci", "group"),
    [
        ("water", "aqua", "solvent"),
        ("vitamin a", "retinol", "retinoid"),
        ("avobenzone", "butyl methoxydibenzoylmethane", "uv_filter_organic"),
        ("octinoxate", "ethylhexyl methoxycinnamate", "uv_filter_organic"),
        ("beta hydroxy acid", "salicylic acid", "bha"),
        ("sulphur", "sulfur", "sulphur"),
        ("alcohol denat", "alcohol denat.", "drying_alcohol"),
        ("fragrance", "parfum", "fragrance"),
        ("1 2-hexanediol", "1,2-hexanediol", "humectant"),
        ("정제수", "aqua", "solvent"),
        ("glycérine", "glycerin", "humectant"),
        ("white soft paraffin", "petrolatum", "occlusive"),
        ("cocos nucifera (coconut) oil", "cocos nucifera oil", "oil"),
        ("shea butter", "butyrospermum parkii butter", "butter"),
        ("red 7 lake", "ci 15850", "colorant"),
        ("ceramide 3", "ceramide np", "ceramide_lipid"),
        ("sodium lauryl sulphate", "sodium lauryl sulfate", "surfactant_harsh"),
    ],
)
def test_names_of_shops_and_countries_lead_to_the_international_one(name: str, inci: str, group: str):
    assert (owner(name).inci, owner(name).group) == (inci, group)


@pytest.mark.parametrize(
    ("name", "group"),
    [
        ("benzyl alcohol", "preservative"),
        ("cetyl alcohol", "fatty_alcohol"),
        ("citric acid", "ph_adjuster"),
        ("sodium lactate", "humectant"),
        ("willow bark extract", "plant_extract"),
        ("butyloctyl salicylate", "emollient"),
        ("bakuchiol", "antioxidant"),
        ("ethylhexyl methoxycrylene", "other"),
        ("octisalate", "uv_filter_organic"),
    ],
)
def test_what_only_sounds_like_an_active_is_in_its_own_group(name: str, group: str):
    """Fatty and aromatic alcohols dry nothing; salicylate esters and willow bark are no BHA."""
    assert owner(name).group == group
