"""The shelf of the scenarios: short names for products, as a dermatologist would say them."""

from __future__ import annotations

from typing import Any

_ = None
# short name: category, actives (name, percent), further fields
CATALOGUE: dict[str, dict[str, Any]] = {
    "gel cleanser": {"category": "cleanser", "format": "gel"},
    "cream cleanser": {"category": "cleanser", "format": "cream"},
    "acid wash": {"category": "cleanser", "actives": [("salicylic acid", 2)]},
    "second acid wash": {"category": "cleanser", "actives": [("salicylic acid", 1)]},
    "oil cleanser": {"category": "oil_cleanser"},
    "spf50": {"category": "sunscreen", "spf": 50, "broad_spectrum": True},
    "spf50 water-resistant": {
        "category": "sunscreen",
        "spf": 50,
        "broad_spectrum": True,
        "water_resistant": True,
    },
    "spf15": {"category": "sunscreen", "spf": 15, "broad_spectrum": True},
    "new spf50": {"category": "sunscreen", "spf": 50, "broad_spectrum": True, "new": True},
    "moisturiser": {"category": "moisturiser"},
    "clogging moisturiser": {
        "category": "moisturiser",
        "ingredients": "Aqua, Isopropyl Myristate, Cocos Nucifera Oil",
    },
    "new moisturiser": {"category": "moisturiser", "new": True},
    "perfumed cream": {"category": "moisturiser", "ingredients": "Aqua, Glycerin, Parfum"},
    "retinol": {"category": "treatment", "actives": [("retinol", 0.3)]},
    "retinol 1": {"category": "treatment", "actives": [("retinol", 1)]},
    "retinol of unknown strength": {"category": "treatment", "actives": [("retinol", _)]},
    "retinol in use": {"category": "treatment", "actives": [("retinol", 0.3)], "new": False},
    "adapalene": {"category": "treatment", "actives": [("adapalene", 0.1)]},
    "tretinoin": {"category": "treatment", "actives": [("tretinoin", 0.05)], "new": False},
    "tretinoin with glycolic": {
        "category": "treatment",
        "actives": [("tretinoin", 0.025), ("glycolic acid", 4)],
    },
    "bha": {"category": "treatment", "actives": [("salicylic acid", 2)]},
    "bha in use": {"category": "treatment", "actives": [("salicylic acid", 2)], "new": False},
    "bha 5": {"category": "treatment", "actives": [("salicylic acid", 5)]},
    "aha": {"category": "toner", "actives": [("glycolic acid", 7)]},
    "aha 20": {"category": "treatment", "actives": [("glycolic acid", 20)]},
    "bpo": {"category": "treatment", "actives": [("benzoyl peroxide", 5)]},
    "azelaic 10": {"category": "treatment", "actives": [("azelaic acid", 10)]},
    "azelaic 20": {"category": "treatment", "actives": [("azelaic acid", 20)]},
    "niacinamide": {"category": "treatment", "actives": [("niacinamide", 5)]},
    "vitamin c": {"category": "treatment", "actives": [("ascorbic acid", 15)]},
    "clay mask": {"category": "mask", "actives": [("kaolin", _)]},
    "scrub": {"category": "scrub"},
    "strip": {"category": "strip"},
    "alcohol toner": {"category": "toner", "ingredients": "Aqua, Alcohol Denat., Menthol"},
    "hydrating toner": {"category": "toner", "ingredients": "Aqua, Glycerin"},
}


def product(name: str) -> dict[str, Any]:
    """One product of the catalogue, its short name as its id."""
    entry = dict(CATALOGUE[name])
    actives = [
        {"name": n} if percent is None else {"name": n, "percent": percent}
        for n, percent in entry.pop("actives", [])
    ]
    return {"id": name, "name": name, "actives": actives, **entry}
