"""Real labels, read by a person who wrote none of the code: the reader must agree."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

import porewise

PRODUCTS = Path(__file__).parents[3] / "shared" / "products" / "products.jsonl"
TRUTH = Path(__file__).parents[2] / "benchmarks" / "check" / "truth.py"

pytestmark = pytest.mark.skipif(
    not PRODUCTS.exists(), reason="needs ../shared/products, real retail strings for tests"
)


@pytest.fixture(scope="module")
def truth() -> ModuleType:
    spec = importlib.util.spec_from_file_location("check_truth", TRUTH)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["check_truth"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["dev", "heldout", "third", "fourth", "fifth"])
def test_nine_of_ten_lists_are_read_exactly(truth: ModuleType, name: str) -> None:
    """Every name, in order, none more: 83 % is asked. The first four were labelled by others."""
    lists = [t for t in truth.truths(name) if t.kind == "list"]
    exact = sum(
        tuple(truth.plain(i.text) for i in porewise.check(t.raw).ingredients) == t.tokens for t in lists
    )
    assert exact / len(lists) >= 0.9


def test_every_string_without_a_list_is_refused(truth: ModuleType) -> None:
    verdicts = {porewise.check(t.raw).verdict for t in truth.truths("dev") if t.kind == "no_list"}
    assert verdicts == {"no_list"}


def test_reading_what_was_read_gives_the_same_names(truth: ModuleType) -> None:
    """Joined by commas again, the names of a list are the same names."""
    for t in truth.truths("dev")[:20]:
        if t.kind == "list" and not t.actives:
            first = porewise.check(t.raw)
            again = porewise.check(", ".join(i.text for i in first.ingredients if ", " not in i.text))
            assert [i.text for i in again.ingredients] == [
                i.text for i in first.ingredients if ", " not in i.text
            ]
