"""How much of each ingredient there can be: an interval with the reason for each bound."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import Any

from porewise.knowledge.records import record_file
from porewise.values.estimate import Estimate
from porewise.values.label import LabelSection, Order

WHOLE = 100.0  # per cent


def order_of(section: LabelSection) -> Order:
    """
    Say whether a list descends by weight, as the law asks, or is alphabetical.

    A list of fewer than three names tells nothing.
    """
    rule = record_file("labels")["alphabetical"]
    names = [i.text.lower() for i in section.ingredients]
    if len(names) < 3:
        return "unknown"
    ascending = sum(a <= b for a, b in pairwise(names))
    if len(names) >= rule["fewest"] and ascending >= rule["share"] * (len(names) - 1):
        return "alphabetical"
    return "descending"


def one_percent_line(section: LabelSection) -> tuple[int, str] | None:
    """Find the place from which on nothing exceeds about 1 %, and the ingredient that shows it."""
    line = record_file("labels")["one_percent"]
    marks = {*line["legal"], *line["usual"]}
    for place, listed in enumerate(section.ingredients, start=1):
        if listed.inci in marks and place > 1:
            return place, str(listed.inci)
    return None


def with_amounts(section: LabelSection, order: Order) -> LabelSection:
    """
    Give every ingredient the interval it must lie in.

    From a printed percentage; from its place where the list descends (the i-th of a list cannot exceed
    100/i %, none behind a printed percentage exceeds that); from the 1 % line; from legal maxima.
    """
    if section.role == "may_contain":
        return section
    descends = order == "descending" and section.role != "active"
    line = one_percent_line(section) if descends else None
    ceilings = _printed_ceilings(section) if descends else [None] * len(section.ingredients)
    floors = _printed_floors(section) if descends else [None] * len(section.ingredients)
    done = []
    size = len(section.ingredients)
    for place, listed in enumerate(section.ingredients, start=1):
        where = (place, size, line) if descends else None
        amount, because = _amount(listed.inci, listed.printed, where, floors[place - 1], ceilings[place - 1])
        done.append(listed if amount is None else listed.with_amount(amount, because))
    return LabelSection(section.role, section.name, tuple(done))


Bound = tuple[float, float, str]


def _place_bounds(place: int, size: int, line: tuple[int, str] | None) -> list[Bound]:
    bounds: list[Bound] = []
    if place == 1 and size > 1:
        bounds.append((WHOLE / size, WHOLE, f"the first of {size} is at least their average"))
    elif place > 1:
        bounds.append(
            (0.0, WHOLE / place, f"number {place} of a descending list cannot exceed {WHOLE / place:.3g} %")
        )
    if line and place >= line[0]:
        bounds.append((0.0, 1.0, f"from {line[1]} on, about 1 % or less"))
    return bounds


def _printed_ceilings(section: LabelSection) -> list[float | None]:
    lowest: float | None = None
    found: list[float | None] = []
    for listed in section.ingredients:
        found.append(lowest)
        if listed.printed is not None and listed.printed >= 1:
            lowest = listed.printed if lowest is None else min(lowest, listed.printed)
    return found


def _printed_floors(section: LabelSection) -> list[float | None]:
    highest: float | None = None
    found: list[float | None] = []
    for listed in reversed(section.ingredients):
        found.append(highest)
        if listed.printed is not None and listed.printed >= 1:
            highest = listed.printed if highest is None else max(highest, listed.printed)
    return found[::-1]


def _legal_bounds(inci: str | None) -> list[Bound]:
    limits: list[dict[str, Any]] = [rule for rule in record_file("labels")["limit"] if inci in rule["names"]]
    if not limits:
        return []
    widest = max(limits, key=lambda rule: float(rule["most"]))
    says = f"{widest['region']}{_LAW}{widest['since'][:4]}: {widest['basis']}; sold elsewhere it may be more"
    return [(0.0, float(widest["most"]), says)]


_LAW = " law since "


@lru_cache(maxsize=65536)  # the same places and names come again in every list
def _amount(
    inci: str | None,
    printed: float | None,
    where: tuple[int, int, tuple[int, str] | None] | None,
    floor: float | None,
    ceiling: float | None,
) -> tuple[Estimate | None, str | None]:
    """Narrow one amount by all that bounds it, and name the bounds that count."""
    if printed is not None:
        return Estimate(printed, printed, printed), "printed on the label"
    bounds = _place_bounds(*where) if where else []
    bounds += [(0.0, ceiling, f"it stands behind a printed {ceiling:g} %")] if ceiling is not None else []
    bounds += [(floor, WHOLE, f"it stands before a printed {floor:g} %")] if floor is not None else []
    bounds += _legal_bounds(inci)
    low, high = _narrowed(bounds)
    if low > high:  # the label contradicts the law assumed here: the label's own words win
        bounds = [b for b in bounds if _LAW not in b[2]]
        low, high = _narrowed(bounds)
    if low > high or not bounds:
        return None, None
    reasons = [b[2] for b in bounds if (b[0] == low and low > 0) or (b[1] == high and high < WHOLE)]
    return Estimate((low + high) / 2, low, high), "; ".join(dict.fromkeys(reasons)) or None


def _narrowed(bounds: list[Bound]) -> tuple[float, float]:
    return max((b[0] for b in bounds), default=0.0), min((b[1] for b in bounds), default=WHOLE)
