"""What Porewise takes a product to be, by its declared actives and its label."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from porewise.knowledge.records import record_file
from porewise.values.shelf import FoundActive, Product, Traits

Ingredient = tuple[str, float | None]  # name as the dictionary writes it, percent where the label gives it


def plain(name: str) -> str:
    """
    Write an ingredient name so that case, spaces, hyphens and underscores do not matter.

    >>> plain("Benzoyl_Peroxide")
    'benzoyl peroxide'
    """
    return " ".join(name.strip().strip("*.").lower().replace("_", " ").replace("-", " ").split())


@cache
def _dictionary() -> dict[str, dict[str, Any]]:
    return {plain(n): a for a in record_file("actives")["active"] for n in a["names"]}


@cache
def known_actives() -> tuple[str, ...]:
    """Every name of an active that the dictionary knows."""
    return tuple(dict.fromkeys(n for a in record_file("actives")["active"] for n in a["names"]))


@cache
def pattern(name: str) -> frozenset[str]:
    """Give the ingredient names of one pattern (``"fragrance"``), written plainly."""
    found = next(p for p in record_file("patterns")["pattern"] if p["id"] == name)
    return frozenset(plain(n) for n in found["names"])


def _within(name: str) -> int:
    found = next(p for p in record_file("patterns")["pattern"] if p["id"] == name)
    return int(found["within"])


def _early(listed: tuple[Ingredient, ...], name: str) -> int:
    """Count the first ingredients of a label that belong to a pattern."""
    return sum(1 for ingredient, _ in listed[: _within(name)] if ingredient in pattern(name))


def label_ingredients(text: str | None) -> tuple[Ingredient, ...]:
    """Split a label's list at its commas; percent signs are read, footnote marks dropped."""
    if not text:
        return ()
    body = re.sub(
        r"^\s*(ingredients|inci|ingredientes|ingrédients)\s*[:\-]\s*", "", text, flags=re.IGNORECASE
    )
    parts = re.split(r"[;,•\n](?!\d)", body)  # the comma of 1,2-hexanediol is no border
    return tuple(_ingredient(p) for p in parts if p.strip(" ."))


def _ingredient(part: str) -> Ingredient:
    percent = re.search(r"(\d+(?:[.,]\d+)?)\s*%", part)
    name = re.sub(r"\(?\s*\d+(?:[.,]\d+)?\s*%[^)]*\)?", " ", part)
    value = float(percent.group(1).replace(",", ".")) if percent else None
    return plain(name), value if value and value <= 100 else None


def _band(active: dict[str, Any], percent: float | None) -> dict[str, Any]:
    bands: list[dict[str, Any]] = active["band"]
    if percent is None:
        return bands[-1]
    return next(b for b in bands if percent <= b.get("up_to", float("inf")) + 1e-9)


def _found(active: dict[str, Any], percent: float | None) -> FoundActive:
    used = percent if percent is not None else active.get("assumed_percent")
    band = _band(active, used)
    return FoundActive(
        kind=active["id"],
        band=band["id"],
        group=active["group"],
        percent=used,
        percent_known=percent is not None,
        cost=float(band["cost"]),
        grade=band["grade"],
        strong=band["strong"],
        rank=band["rank"],
        causes=tuple(active["causes"]),
    )


def _declared(product: Product) -> dict[str, FoundActive]:
    names = _dictionary()
    found: dict[str, FoundActive] = {}
    for active in product.actives:
        record = names.get(plain(active.name))
        if record:
            found[record["id"]] = _found(record, active.percent)
    return found


def _from_label(product: Product, listed: tuple[Ingredient, ...]) -> dict[str, FoundActive]:
    detect = record_file("actives")["detect"]
    names = _dictionary()
    found: dict[str, FoundActive] = {}
    for place, (name, percent) in enumerate(listed, start=1):
        record = names.get(name)
        if record is None:
            continue
        acid = record["group"] in detect["acid_groups"] and product.category not in detect["acid_categories"]
        if acid and percent is None and place > detect["acids_count_within"]:
            continue
        found.setdefault(record["id"], _found(record, percent))
    return found


def _as_used(product: Product, found: dict[str, FoundActive]) -> list[FoundActive]:
    """Acids that are rinsed off become the class of acid washes; clay counts in masks only."""
    data = record_file("actives")
    detect, wash = data["detect"], data["wash"]
    kept: list[FoundActive] = []
    for active in found.values():
        if active.group in detect["acid_groups"] and product.category in detect["rinse_off"]:
            kept.append(_rinsed(active, wash, detect["wash_group"]))
        elif active.group != "clay" or product.category in detect["clay_categories"]:
            kept.append(active)
    return kept


def _rinsed(active: FoundActive, wash: dict[str, Any], group: str) -> FoundActive:
    return FoundActive(
        kind=active.kind,
        band=f"{active.band}_wash",
        group=group,
        percent=active.percent,
        percent_known=active.percent_known,
        cost=float(wash["cost"]),
        grade=wash["grade"],
        strong=False,
        rank=active.rank,
        causes=tuple(wash["causes"]),
    )


def _form(product: Product, found: list[FoundActive]) -> list[FoundActive]:
    """A scrub, a strip or a peel pad acts by its form, whatever else is in it."""
    for form in record_file("actives")["form"]:
        already = form["group"] in {f.group for f in found} or (form["category"] == "peel_pad" and found)
        if form["category"] == product.category and not already:
            entry = FoundActive(
                kind=form["category"],
                band=form["category"],
                group=form["group"],
                percent=None,
                percent_known=True,
                cost=float(form["cost"]),
                grade=form["grade"],
                strong=form["strong"],
                rank=1,
                causes=tuple(form["causes"]),
            )
            return [*found, entry]
    return found


def traits(product: Product) -> Traits:
    """
    Say what a product is for planning: actives, costs, whether it stays on, allergy words.

    Declared actives come first; the label adds what was not declared. An unknown percentage counts
    as the assumed one of its class, and ``percent_known`` says so.
    """
    listed = label_ingredients(product.ingredients)
    found = {**_from_label(product, listed), **_declared(product)}
    names = tuple(dict.fromkeys([n for n, _ in listed] + [plain(a.name) for a in product.actives]))
    detect = record_file("actives")["detect"]
    return Traits(
        product=product,
        found=tuple(sorted(_form(product, _as_used(product, found)), key=lambda f: (f.group, f.kind))),
        leave_on=product.category not in detect["rinse_off"],
        drying_alcohol=_early(listed, "drying_alcohol") > 0,
        clogging_history=_early(listed, "clogging_history"),
        allergens=names,
    )
