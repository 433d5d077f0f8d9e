"""Sixty made-up labels with shades, in the ways packs and shops write them; twenty were read before anyone looked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import porewise

ROWS = [
    json.loads(line)
    for line in (Path(__file__).parent / "labels" / "shades.jsonl").read_text("utf-8").splitlines()
]


def names(texts: list[str]) -> list[str]:
    return [text.strip(" .").lower() for text in texts]


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_shades_are_told_from_the_formula(row: dict[str, list[str]]) -> None:
    product = porewise.check(str(row["text"]))
    assert names([i.text for i in product.ingredients]) == names(row["names"])
    assert names([i.text for i in product.may_contain]) == names(row["shades"])
