"""How much of each ingredient there can be: an interval with the reason for each bound."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from operator import le
from typing import Any

from porewise.check.hazards import hazardous
from porewise.knowledge.records import record_file
from porewise.values.estimate import Estimate
from porewise.values.label import Order, Role, against_print

WHOLE = 100.0  # per cent
Amount = tuple[Estimate | None, str | None]  # the interval, and the reason for each of its bounds
NO_AMOUNT: Amount = (None, None)


def order_of(names: Sequence[str], printed: Sequence[float | None] = ()) -> Order:
    """
    Say whether a list of printed names descends by weight, as the law asks, or is alphabetical.

    A list of fewer than three names tells nothing, nor does one whose printed percentages ascend.
    """
    if len(names) < 3:
        return "unknown"
    descending: Order = "descending" if against_print(printed) is None else "unknown"
    rule = record_file("labels")["alphabetical"]
    if len(names) < rule["fewest"]:
        return descending
    low = [name.lower() for name in names]
    ascending = sum(map(le, low, low[1:]))
    return "alphabetical" if ascending >= rule["share"] * (len(names) - 1) else descending


@cache
def _line_marks() -> frozenset[str]:
    line = record_file("labels")["one_percent"]
    return frozenset((*line["legal"], *line["usual"]))


def one_percent_line(incis: Sequence[str | None]) -> tuple[int, str] | None:
    """Find the place from which on nothing exceeds about 1 %, and the ingredient that shows it."""
    marks = _line_marks()
    for place, inci in enumerate(incis[1:], start=2):
        if inci in marks:
            return place, str(inci)
    return None


def amounts_of(
    incis: Sequence[str | None], printed: Sequence[float | None], role: Role, order: Order
) -> list[Amount]:
    """
    Give the interval every ingredient of a section must lie in, with the reason for each bound.

    From a printed percentage; from its place where the list descends (the i-th of a list cannot exceed
    100/i %, none behind a printed percentage exceeds that); from the 1 % line; from legal maxima. ``incis``
    and ``printed`` (per cent) are those of the section, in its order.
    """
    if role == "may_contain":
        return [NO_AMOUNT] * len(incis)
    amounts = _bounded(incis, printed, role, order)
    if not hazardous().isdisjoint(incis):  # a medicine's or a poison's place in a list tells no strength
        for place, (inci, stated) in enumerate(zip(incis, printed, strict=True)):
            if stated is None and inci in hazardous():
                amounts[place] = NO_AMOUNT
    return amounts


def _bounded(
    incis: Sequence[str | None], printed: Sequence[float | None], role: Role, order: Order
) -> list[Amount]:
    size = len(incis)
    limited = _limited()
    laws = [inci if inci in limited else None for inci in incis]
    if order != "descending" or role == "active":
        return [_amount(law, p, 0, 0, None, None, None) for law, p in zip(laws, printed, strict=True)]
    begins, mark = one_percent_line(incis) or (size + 1, None)
    if printed.count(None) < size:
        rows = zip(laws, printed, _printed_floors(printed), _printed_ceilings(printed), strict=True)
        return [
            _amount(law, p, *_where(place, size, begins, mark), floor, ceiling)
            for place, (law, p, floor, ceiling) in enumerate(rows, start=1)
        ]
    amounts = _by_place(size, begins, mark)
    for place, law in enumerate(laws, start=1):
        if law is not None:
            amounts[place - 1] = _amount(law, None, *_where(place, size, begins, mark), None, None)
    return amounts


def _where(place: int, size: int, begins: int, mark: str | None) -> tuple[int, int, str | None]:
    """Give what counts of a place: the first has its list's size, and below 1 % the place adds nothing."""
    if place == 1:
        return place, size, None
    return (place, 0, None) if place < begins else (place if place >= WHOLE else 2, 0, mark)


def _by_place(size: int, begins: int, mark: str | None) -> list[Amount]:
    """Give what places alone say of a list whose 1 % line ``begins`` at a place."""
    last = min(size, int(WHOLE) - 1)
    below = [_amount(None, None, 2, 0, mark, None, None)] * (last + 1 - begins) if begins <= last else []
    further = [
        _amount(None, None, *_where(place, size, begins, mark), None, None)
        for place in range(last + 1, size + 1)
    ]
    first = [_amount(None, None, 1, size, None, None, None)] if size else []
    return [*first, *_above_line(min(begins, last + 1)), *below, *further]


@lru_cache(maxsize=256)
def _above_line(begins: int) -> tuple[Amount, ...]:
    """Say what places from the second on alone say, above the 1 % line."""
    return tuple(_amount(None, None, place, 0, None, None, None) for place in range(2, begins))


Bound = tuple[float, float, str]


def _place_bounds(place: int, size: int, mark: str | None) -> list[Bound]:
    bounds: list[Bound] = []
    if place == 1 and size > 1:
        bounds.append((WHOLE / size, WHOLE, f"the first of {size} is at least their average"))
    elif place > 1:
        bounds.append(
            (0.0, WHOLE / place, f"number {place} of a descending list cannot exceed {WHOLE / place:.3g} %")
        )
    if mark is not None:
        bounds.append((0.0, 1.0, f"from {mark} on, about 1 % or less"))
    return bounds


def _printed_ceilings(printed: Sequence[float | None]) -> list[float | None]:
    lowest: float | None = None
    found: list[float | None] = []
    for stated in printed:
        found.append(lowest)
        if stated is not None and stated >= 1:
            lowest = stated if lowest is None else min(lowest, stated)
    return found


def _printed_floors(printed: Sequence[float | None]) -> list[float | None]:
    highest: float | None = None
    found: list[float | None] = []
    for stated in reversed(printed):
        found.append(highest)
        if stated is not None and stated >= 1:
            highest = stated if highest is None else max(highest, stated)
    return found[::-1]


@cache
def _limited() -> frozenset[str]:
    return frozenset(name for rule in record_file("labels")["limit"] for name in rule["names"])


def _legal_bounds(inci: str | None) -> list[Bound]:
    limits: list[dict[str, Any]] = [rule for rule in record_file("labels")["limit"] if inci in rule["names"]]
    if not limits:
        return []
    widest = max(limits, key=lambda rule: float(rule["most"]))
    says = f"{widest['region']}{_LAW}{widest['since'][:4]}: {widest['basis']}; sold elsewhere it may be more"
    return [(0.0, float(widest["most"]), says)]


_LAW = " law since "


@lru_cache(maxsize=65536)  # the same places come again in every list
def _amount(
    law: str | None,
    printed: float | None,
    place: int,
    size: int,
    mark: str | None,
    floor: float | None,
    ceiling: float | None,
) -> Amount:
    """
    Narrow one amount by all that bounds it, and name the bounds that count.

    ``law``: the name, where a law limits it; ``place``: from 1 in a descending list, else 0; ``size``: of the
    list, for its first place only; ``mark``: what showed the 1 % line, at and behind it.
    """
    if printed is not None:
        return Estimate(printed, printed, printed), "printed on the label"
    bounds = _place_bounds(place, size, mark) if place else []
    bounds += [(0.0, ceiling, f"it stands behind a printed {ceiling:g} %")] if ceiling is not None else []
    bounds += [(floor, WHOLE, f"it stands before a printed {floor:g} %")] if floor is not None else []
    bounds += _legal_bounds(law)
    low, high = _narrowed(bounds)
    if low > high:  # the label contradicts the law assumed here: the label's own words win
        bounds = [b for b in bounds if _LAW not in b[2]]
        low, high = _narrowed(bounds)
    if low > high or not bounds:
        return NO_AMOUNT
    reasons = [b[2] for b in bounds if (b[0] == low and low > 0) or (b[1] == high and high < WHOLE)]
    return Estimate((low + high) / 2, low, high), "; ".join(dict.fromkeys(reasons)) or None


def _narrowed(bounds: list[Bound]) -> tuple[float, float]:
    return max((b[0] for b in bounds), default=0.0), min((b[1] for b in bounds), default=WHOLE)
