"""
The checker's own reading of a product: what is in it, what it counts as, what one use costs.

Written apart from the reading that the planner uses, from the same records; a test compares both.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from porewise.knowledge.records import record_file
from porewise.knowledge.rules import limit
from porewise.values.shelf import Product

ACIDS = frozenset({"aha", "bha", "pha", "scrub"})
ANY_ACTIVE = frozenset({*ACIDS, "retinoid", "bha_wash", "bpo", "azelaic", "clay", "strip"})
MILD = frozenset({"vitamin_c", "niacinamide"})
PLAIN_CARE = frozenset({"cleanser", "oil_cleanser", "sunscreen", "moisturiser"})


@dataclass(frozen=True, slots=True)
class Part:
    """One active in a product, as its record counts it at this percentage."""

    kind: str
    band: str
    group: str
    percent: float | None
    cost: float
    strong: bool
    rank: int


@dataclass(frozen=True, slots=True)
class Owned:
    """One product as the checker sees it. ``names``: the words an allergy is looked for among."""

    product: Product
    parts: tuple[Part, ...]
    names: frozenset[str]
    drying_alcohol: bool

    @property
    def id(self) -> str:
        return self.product.id

    @property
    def classes(self) -> frozenset[str]:
        """Classes that count: vitamin C and niacinamide within plain care are part of that care."""
        found = {p.group for p in self.parts}
        plain_care = self.product.category in PLAIN_CARE and not found & (ANY_ACTIVE - {"bha_wash"})
        return frozenset(found - MILD if plain_care else found)

    @property
    def strong(self) -> bool:
        return any(p.strong for p in self.parts)

    @property
    def cost(self) -> float:
        return sum(p.cost for p in self.parts)

    @property
    def stays_on(self) -> bool:
        return self.product.category not in record_file("actives")["detect"]["rinse_off"]

    @property
    def retinoid_rank(self) -> int:
        return max((p.rank for p in self.parts if p.group == "retinoid"), default=0)

    def is_a(self, *names: str) -> bool:
        return not self.classes.isdisjoint(names)


def spelled(name: str) -> str:
    """Lower case, one blank between words, no hyphens, underscores or footnote stars."""
    return " ".join(re.split(r"[\s_\-]+", name.lower().strip("*. \t\n"))).strip(" *.")


def names_of(pattern: str) -> frozenset[str]:
    """The names of one pattern of ingredients."""
    return frozenset(
        spelled(n) for p in record_file("patterns")["pattern"] if p["id"] == pattern for n in p["names"]
    )


def _label(text: str | None) -> list[tuple[str, float | None]]:
    rest = re.sub(r"(?i)^\s*(?:ingredient(?:e)?s|ingrédients|inci)\s*[:\-]", "", text or "")
    listed = []
    for piece in re.findall(r"(?:[^;,•\n]|,(?=\d))+", rest):
        if not piece.strip(" ."):
            continue
        amount = re.search(r"(\d+(?:[.,]\d+)?)\s*%", piece)
        percent = float(amount[1].replace(",", ".")) if amount else None
        word = re.sub(r"\(?\s*\d+(?:[.,]\d+)?\s*%[^)]*\)?", " ", piece)
        listed.append((spelled(word), percent if percent and percent <= 100 else None))
    return listed


def read_product(product: Product) -> Owned:
    """Read one product: what its owner declares, and what its label adds."""
    records = {spelled(n): a for a in record_file("actives")["active"] for n in a["names"]}
    label = _label(product.ingredients)
    amounts: dict[str, float | None] = {}
    for place, (name, percent) in enumerate(label, start=1):
        record = records.get(name)
        if record is not None and not _regulator(product, record, place, percent):
            amounts.setdefault(record["id"], percent)
    declared = {
        records[spelled(a.name)]["id"]: a.percent for a in product.actives if spelled(a.name) in records
    }
    amounts |= declared
    by_id = {a["id"]: a for a in records.values()}
    parts = [_part(product, by_id[id_], percent) for id_, percent in amounts.items()]
    early = next(p["within"] for p in record_file("patterns")["pattern"] if p["id"] == "drying_alcohol")
    return Owned(
        product=product,
        parts=tuple(_shaped(product, [p for p in parts if p is not None])),
        names=frozenset([n for n, _ in label] + [spelled(a.name) for a in product.actives]),
        drying_alcohol=any(n in names_of("drying_alcohol") for n, _ in label[:early]),
    )


def _regulator(product: Product, record: dict[str, Any], place: int, percent: float | None) -> bool:
    """An acid far down the label of plain care sets the acidity; it does not exfoliate."""
    detect = record_file("actives")["detect"]
    return (
        record["group"] in detect["acid_groups"]
        and product.category not in detect["acid_categories"]
        and percent is None
        and place > detect["acids_count_within"]
    )


def _part(product: Product, record: dict[str, Any], percent: float | None) -> Part | None:
    data = record_file("actives")
    detect, group = data["detect"], record["group"]
    if group == "clay" and product.category not in detect["clay_categories"]:
        return None
    amount = record.get("assumed_percent") if percent is None else percent
    fitting = [b for b in record["band"] if amount is not None and amount <= b.get("up_to", 1e9) + 1e-9]
    band = fitting[0] if fitting else record["band"][-1]
    if group in detect["acid_groups"] and product.category in detect["rinse_off"]:
        cost = float(data["wash"]["cost"])
        return Part(
            record["id"], f"{band['id']}_wash", detect["wash_group"], amount, cost, False, band["rank"]
        )
    return Part(record["id"], band["id"], group, amount, float(band["cost"]), band["strong"], band["rank"])


def _shaped(product: Product, parts: list[Part]) -> list[Part]:
    """A scrub, strip or peel pad counts by its form too, unless its actives say the same already."""
    for form in record_file("actives")["form"]:
        if form["category"] != product.category or any(p.group == form["group"] for p in parts):
            continue
        if product.category == "peel_pad" and parts:
            continue
        kind = form["category"]
        return [*parts, Part(kind, kind, form["group"], None, float(form["cost"]), form["strong"], 1)]
    return parts


def protects(product: Product) -> bool:
    """B01: a sunscreen of the least SPF or more, by its number or its name, and not declared narrow."""
    if product.category != "sunscreen" or product.broad_spectrum is False:
        return False
    named = re.findall(r"(?i)\b(?:spf|lsf)\s*(\d{1,3})", product.name)
    factor = product.spf if product.spf is not None else float(named[0]) if named else 0.0
    return factor >= limit("B01", "least_spf")
