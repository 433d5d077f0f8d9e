"""Labels read by hand: which stretches of which raw string are names, and what the product is."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("PORE_SHARED", ROOT.parent / "shared"))
LABELS = ROOT / "tests" / "check" / "labels"
KINDS = {
    "sunscreen": "sunscreen",
    "cleanser": "cleanser",
    "mask": "mask",
    "moisturizer": "moisturiser",
    "serum": "treatment",
    "exfoliant": "treatment",
    "eye": "treatment",
    "toner_mist": "toner",
}


@dataclass(frozen=True)
class Truth:
    """One hand-labelled string; names are cut out of the raw text, which stays where it is."""

    id: str
    kind: str
    raw: str
    product: str | None
    tokens: tuple[str, ...]
    may_contain: tuple[str, ...]
    actives: tuple[float, ...]
    labels: frozenset[str]


def products() -> dict[str, dict[str, Any]]:
    lines = (SHARED / "products" / "products.jsonl").read_text("utf-8").splitlines()
    return {entry["id"]: entry for entry in map(json.loads, lines)}


def truths(name: str) -> list[Truth]:
    """Read one set of labels: ``dev``, ``heldout``, ``third``, ``fourth`` or ``fifth``."""
    known = products()
    found = []
    for line in (LABELS / f"{name}.jsonl").read_text("utf-8").splitlines():
        entry = json.loads(line)
        source = known[entry["id"]]
        raw = source["raw"]
        found.append(
            Truth(
                id=entry["id"],
                kind=entry["kind"],
                raw=raw,
                product=KINDS.get(source["product_type"]),
                tokens=tuple(plain(raw[a:b]) for a, b in entry["tokens"]),
                may_contain=tuple(plain(raw[a:b]) for a, b in entry["may_contain"]),
                actives=tuple(entry["actives"]),
                labels=frozenset(entry["labels"]),
            )
        )
    return found


def plain(text: str) -> str:
    """Blanks collapsed, case and a last full stop ignored."""
    return re.sub(r"\s+", " ", text).strip().strip(".").lower()


def f1(pairs: list[tuple[tuple[str, ...], tuple[str, ...]]]) -> float:
    """Token F1 over (read, true) lists, each name counted as often as it stands."""
    hit = read = true = 0
    for ours, theirs in pairs:
        hit += sum((Counter(ours) & Counter(theirs)).values())
        read += len(ours)
        true += len(theirs)
    return 2 * hit / (read + true) if read + true else 1.0
