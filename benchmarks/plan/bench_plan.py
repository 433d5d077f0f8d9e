"""How long a proven optimal plan takes: 12 weeks × 12 products, several shelves, one process."""

from __future__ import annotations

import os
import platform
import statistics
import time
from datetime import date

from porewise.io.profile import profile_from_dict
from porewise.plan import plan_routine


def active(name: str, percent: float) -> dict[str, object]:
    return {"name": name, "percent": percent}


SHELF = [
    {"id": "gel", "category": "cleanser", "format": "gel"},
    {"id": "oil", "category": "oil_cleanser"},
    {"id": "sun", "category": "sunscreen", "spf": 50, "broad_spectrum": True, "water_resistant": True},
    {"id": "cream", "category": "moisturiser"},
    {"id": "retinol", "category": "treatment", "actives": [active("retinol", 0.3)]},
    {"id": "bha", "category": "treatment", "actives": [active("salicylic acid", 2)]},
    {"id": "aha", "category": "toner", "actives": [active("glycolic acid", 7)]},
    {"id": "peroxide", "category": "treatment", "actives": [active("benzoyl peroxide", 5)]},
    {"id": "azelaic", "category": "treatment", "actives": [active("azelaic acid", 10)]},
    {"id": "niacinamide", "category": "treatment", "actives": [active("niacinamide", 5)]},
    {"id": "vitamin_c", "category": "treatment", "actives": [active("ascorbic acid", 15)]},
    {"id": "clay", "category": "mask", "actives": [{"name": "kaolin"}]},
]
PEOPLE: list[dict[str, object]] = [
    {"skin_type": skin, "sensitive": sensitive, "experience": {"retinoid_nights_per_week": nights}}
    for skin in ("oily", "combination", "normal", "dry")
    for sensitive in (False, True)
    for nights in (0, 3)
]
EVENTS: list[list[dict[str, object]]] = [[], [{"type": "high_uv_trip", "start": 30, "end": 40}]]


def main() -> None:
    seconds = []
    cases = [
        profile_from_dict({"person": {"age": 30, "pregnant": False, **p}, "product": SHELF, "event": e})
        for p in PEOPLE
        for e in EVENTS
    ]
    plan_routine(cases[0], start=date(2026, 1, 5), days=7)  # loads the solver
    for profile in cases:
        begin = time.perf_counter()
        routine = plan_routine(profile, start=date(2026, 1, 5))
        seconds.append(time.perf_counter() - begin)
        assert routine.proven_optimal, routine.outcome
    seconds.sort()
    p95 = seconds[int(0.95 * len(seconds))]
    print(f"plan: 12 weeks x 12 products, {len(cases)} people, all proven optimal")
    print(
        f"median {statistics.median(seconds):.2f} s (aim 0.5), p95 {p95:.2f} s (aim 2), slowest {seconds[-1]:.2f} s"
    )
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")


if __name__ == "__main__":
    main()
