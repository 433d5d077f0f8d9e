"""Random people and shelves, drawn from the words of the records: for properties and for the benchmark."""

from __future__ import annotations

import random
from typing import Any

from porewise.knowledge import words


def active(name: str, percent: float | None = None) -> dict[str, Any]:
    return {"name": name} if percent is None else {"name": name, "percent": percent}


# category, actives, further fields
SHELF: list[tuple[str, list[dict[str, Any]], dict[str, Any]]] = [
    ("cleanser", [], {"format": "gel"}),
    ("sunscreen", [], {"spf": 50, "broad_spectrum": True, "water_resistant": True}),
    ("moisturiser", [], {}),
    ("cleanser", [], {"format": "milk"}),
    ("cleanser", [active("salicylic acid", 2)], {}),
    ("oil_cleanser", [], {}),
    ("sunscreen", [], {"spf": 15}),
    ("moisturiser", [active("retinol", 0.2)], {}),
    ("moisturiser", [active("niacinamide", 4)], {}),
    ("treatment", [active("retinol", 0.3)], {}),
    ("treatment", [active("retinol", 1)], {}),
    ("treatment", [active("adapalene", 0.1)], {}),
    ("treatment", [active("tretinoin", 0.05)], {}),
    ("treatment", [active("adapalene", 0.1), active("benzoyl peroxide", 2.5)], {}),
    ("treatment", [active("tretinoin", 0.025), active("glycolic acid", 4)], {}),
    ("treatment", [active("salicylic acid", 2)], {}),
    ("toner", [active("glycolic acid", 7)], {}),
    ("treatment", [active("glycolic acid", 20)], {}),
    ("peel_pad", [], {}),
    ("scrub", [], {}),
    ("strip", [], {}),
    ("mask", [active("kaolin")], {}),
    ("mask", [active("lactic acid", 5)], {}),
    ("treatment", [active("benzoyl peroxide", 5)], {}),
    ("treatment", [active("azelaic acid", 20)], {}),
    ("treatment", [active("azelaic acid", 10)], {}),
    ("treatment", [active("niacinamide", 5)], {}),
    ("treatment", [active("ascorbic acid", 15)], {}),
    ("toner", [], {"ingredients": "Water, Alcohol Denat., Parfum"}),
    ("treatment", [active("gluconolactone", 5)], {}),
    ("makeup", [], {}),
]


def person(r: random.Random) -> dict[str, Any]:
    def some(field: str, share: float) -> list[str]:
        return [w for w in words(field) if r.random() < share]

    data: dict[str, Any] = {
        "skin_type": r.choice(list(words("skin_type"))),
        "sensitive": r.random() < 0.2,
        "barrier_damaged": r.random() < 0.1,
        "conditions": some("conditions", 0.03),
        "allergies": some("allergies", 0.05),
        "medications": some("medications", 0.03),
        "state": some("state", 0.05),
        "symptoms": some("symptoms", 0.01),
        "wants": some("wants", 0.1),
        "pih_prone": r.random() < 0.1,
        "makeup": r.choice(["none", "daily"]),
    }
    if r.random() < 0.9:
        data["age"] = r.choice([9, 13, 15, 17, 22, 28, 35, 48, 60])
    if r.random() < 0.8:
        data["pregnant"] = r.random() < 0.1
    for name in ("trying_to_conceive", "breastfeeding"):
        if r.random() < 0.1:
            data[name] = True
    if r.random() < 0.1:
        data["isotretinoin_stopped_days_ago"] = r.choice([10, 100, 400])
    if r.random() < 0.3:
        data["fitzpatrick"] = r.choice(list(words("fitzpatrick")))
    if r.random() < 0.2:
        data["weeks_adherent"] = r.choice([4, 13])
    if r.random() < 0.4:
        data["experience"] = {
            "retinoid_nights_per_week": r.randint(0, 7),
            "exfoliant_nights_per_week": r.randint(0, 7),
        }
    return data


def products(r: random.Random) -> list[dict[str, Any]]:
    kinds = [0, 1, 2] if r.random() < 0.8 else []
    kinds += [r.randrange(len(SHELF)) for _ in range(r.randint(0, 9))]
    shelf = []
    for n, kind in enumerate(kinds):
        category, actives, more = SHELF[kind]
        product = {"id": f"p{n}", "name": f"Product {n}", "category": category, "actives": actives, **more}
        if r.random() < 0.4:
            product["new"] = r.random() < 0.6
        shelf.append(product)
    return shelf


def events(r: random.Random) -> list[dict[str, Any]]:
    found = []
    while r.random() < 0.3:
        kind, start = r.choice(list(words("event"))), r.randint(0, 80)
        length = r.randint(0, 20) if kind == "high_uv_trip" else 0
        found.append({"type": kind, "start": start, "end": start + length})
    return found


def wishes(r: random.Random) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    while r.random() < 0.25:
        kind, group = r.choice(list(words("wish"))), r.choice(list(words("class")))
        wish: dict[str, Any] = {"type": kind, "class": group}
        if kind.endswith("_per_week"):
            wish["n"] = r.randint(0, 7)
        if kind == "slot":
            wish["slot"] = r.choice(["am", "pm"])
        found[group] = wish
    return list(found.values())


def random_profile(seed: int) -> dict[str, Any]:
    """One random profile as plain data; the same seed gives the same person."""
    r = random.Random(seed)  # noqa: S311 - not for secrets
    shelf = products(r)
    orders = []
    if shelf and r.random() < 0.15:
        orders.append({"product": r.choice(shelf)["id"], "text": "as told", "max_per_week": r.choice([3, 7])})
    return {
        "person": person(r),
        "product": shelf,
        "event": events(r),
        "wish": wishes(r),
        "clinician": orders,
        "days": r.choice([5, 7, 14, 28, 40, 84]),
    }
