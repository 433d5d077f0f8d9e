"""The checker reads products on its own; both readings agree, and neither borrows from the other."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from porewise.io.profile import profile_from_dict
from porewise.knowledge import known_actives, traits, words
from porewise.plan import checker
from porewise.plan.checker.shelf import protects, read_product
from porewise.plan.sun import is_good_sunscreen
from porewise.values.shelf import Active, Product

FILLERS = ("Aqua", "Glycerin", "Alcohol Denat.", "1,2-Hexanediol", "Parfum", "Cetearyl Alcohol")
ALLOWED = {"porewise.knowledge", "porewise.knowledge.rules", "porewise.knowledge.records"}


def test_the_checker_imports_nothing_of_the_planner():
    """Values, the rules as data, the language of conditions; no trait, no model, no look at the past."""
    folder = Path(checker.__file__).parent
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("porewise."):
                module = str(node.module)
                assert module.startswith(("porewise.values", "porewise.plan.checker")) or module in ALLOWED, (
                    module
                )
                if module == "porewise.knowledge":
                    assert {a.name for a in node.names} <= {"facts"}, path.name


names = st.lists(st.sampled_from([*FILLERS, *(n.title() for n in known_actives())]), max_size=14)
actives = st.lists(
    st.builds(
        Active,
        st.sampled_from(known_actives()),
        st.one_of(st.none(), st.sampled_from([0.1, 0.5, 2.0, 5, 10, 20])),
    ),
    max_size=2,
)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(category=st.sampled_from(sorted(words("category"))), listed=names, declared=actives)
def test_both_readings_of_a_product_agree(category: str, listed: list[str], declared: list[Active]):
    """Classes, strength, cost and time on the skin are the same, whatever the label says."""
    product = Product("p", "P", category, ingredients=", ".join(listed) or None, actives=tuple(declared))
    ours, theirs = read_product(product), traits(product)
    assert {(p.kind, p.band, p.group) for p in ours.parts} == {
        (f.kind, f.band, f.group) for f in theirs.found
    }
    assert (ours.strong, ours.cost, ours.stays_on) == (theirs.strong, theirs.cost, theirs.leave_on)
    assert (ours.names, ours.drying_alcohol) == (frozenset(theirs.allergens), theirs.drying_alcohol)


@pytest.mark.parametrize(
    ("data", "good"),
    [
        ({"spf": 30}, True),
        ({"spf": 29}, False),
        ({"name": "Day fluid SPF50+"}, True),
        ({"name": "Cream LSF 15"}, False),
        ({"spf": 50, "broad_spectrum": False}, False),
        ({}, False),
    ],
)
def test_both_know_a_good_sunscreen(data: dict[str, object], good: bool):
    product = profile_from_dict({"product": [{"id": "s", "category": "sunscreen", **data}]}).products[0]
    assert protects(product) is good
    assert is_good_sunscreen(product) is good
