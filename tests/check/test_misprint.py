"""A misprint is read as what it means; a neighbour is left what it is."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import pytest

import porewise
from porewise.check.misprint import is_misprint
from porewise.check.names import Names, key
from porewise.check.reader import reader
from porewise.check.resolve import Resolver
from porewise.knowledge.ingredients import ingredients

COSING = Path(__file__).parents[3] / "shared" / "products" / "cosing_names.csv"
NONE: frozenset[str] = frozenset()


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("gylcerin", "glycerin"),
        ("dimenthicone", "dimethicone"),
        ("niacinimide", "niacinamide"),
        ("parafin", "paraffin"),
        ("nacinamide", "niacinamide"),
        ("carb0mer", "carbomer"),
        ("sodium phosphatc", "sodium phosphate"),
        ("olcohol denat", "alcohol denat"),
        ("salicylic acdi", "salicylic acid"),
        ("xanthan gun", "xanthan gum"),
    ],
)
def test_letters_swapped_doubled_or_dropped_are_misprints(wrong: str, right: str) -> None:
    assert is_misprint(wrong, right, NONE)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ethyl salicylate", "methyl salicylate"),
        ("squalene", "squalane"),
        ("retinal", "retinol"),
        ("laureth-4", "laureth-5"),
        ("sodium taurate", "sodium laurate"),
        ("tea-lauryl sulfate", "dea-lauryl sulfate"),
        ("sodium phosphite", "sodium phosphate"),
        ("decyltetradecanol", "dodecyltetradecanol"),
        ("gum", "gun"),
        ("peg-100", "peg-1o0"),
    ],
)
def test_another_substance_is_no_misprint(one: str, other: str) -> None:
    assert not is_misprint(one, other, NONE)
    assert not is_misprint(other, one, NONE)


def test_a_word_of_other_names_is_no_misprint() -> None:
    assert not is_misprint("sodium citrite", "sodium citrate", frozenset({"citrite"}))


def _one_letter_apart(keys: list[str]) -> set[tuple[str, str]]:
    near: dict[str, set[str]] = defaultdict(set)
    for k in keys:
        for n in range(len(k)):
            near[k[:n] + k[n + 1 :]].add(k)
        near[k].add(k)
    return {(a, b) for group in near.values() if len(group) > 1 for a in group for b in group if a != b}


@pytest.mark.skipif(
    not COSING.exists(), reason="needs ../shared/products/cosing_names.csv, real names for tests"
)
@pytest.mark.parametrize("every_other", [0, 1])
def test_no_official_name_is_taken_for_its_neighbour(every_other: int) -> None:
    """Of two official names one letter or digit apart, one is in the dictionary; the other is not read as it."""
    with COSING.open(encoding="utf-8") as file:
        official = {key(row["inci_name"]): row["inci_name"] for row in csv.DictReader(file)}
    known = Resolver(Names(ingredients()))
    pairs = sorted(_one_letter_apart([k for k in official if len(k) > 4]))[every_other::2]
    merged = []
    for unknown, neighbour in pairs:
        if neighbour in known.names.by_key and unknown not in known.names.by_key:
            found = known.known(official[unknown])
            found = found if found.ingredient is not None else known.corrected(official[unknown])
            if found.ingredient is known.names.by_key[neighbour].ingredient:
                merged.append((official[unknown], official[neighbour]))
    assert merged == []


def test_an_active_with_its_first_letter_misread_is_shown_as_read_as() -> None:
    listed = porewise.check("Aqua, Nacinamide, Salicylic Acdi, Glycerin").ingredients
    assert [i.notes for i in listed[1:3]] == [("read as niacinamide",), ("read as salicylic acid",)]


def test_of_two_equally_near_names_neither_is_taken() -> None:
    assert reader().corrected("ceteareth-2x").ingredient is None
