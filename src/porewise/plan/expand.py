"""From weekly rhythms to days: which product is used on which day, in which session."""

from __future__ import annotations

from typing import Any

from porewise.plan.case import Case, Item, settling_days
from porewise.plan.draft import (
    AM,
    EVEN_ORDER,
    Draft,
    first_ready,
    introduced,
    planned_items,
    settled_first,
    slots,
)
from porewise.plan.soft import base_cost

Key = tuple[str, int, str]  # item, day, session


def expand(draft: Draft, solver: Any) -> frozenset[Key]:
    """Lay the solver's rhythms out over the days; what falls on a barred day is left out, never shifted."""
    uses: set[Key] = set()
    for item in planned_items(draft.case):
        if item.id in draft.ranked:
            slot = slots(draft.case, item)[0]
            uses |= {(item.id, day, slot) for day in _active_days(draft, solver, item)}
    return frozenset(uses | _base_days(draft, solver, uses))


def _active_days(draft: Draft, solver: Any, item: Item) -> list[int]:
    case = draft.case
    order = _order(draft, solver, item)
    days = []
    for week, ranks in zip(draft.weeks, draft.ranked[item.id], strict=True):
        count = sum(int(solver.boolean_value(v)) for v in ranks)
        days += [week[weekday] for weekday in order[:count]]
    free_days = sorted(d for d in days if 0 <= d < case.days and not case.barred(item.id, d))
    if introduced(item) or not (item.new and item.traits.leave_on):
        return free_days
    quiet = settling_days(case.profile, case.days)  # I03: a first use does not fall on a quiet day
    tested = [d for d in free_days if d >= first_ready(case, item)]
    begin = next((d for d in tested if d not in quiet), case.days)
    return [d for d in tested if d >= begin]


def _order(draft: Draft, solver: Any, item: Item) -> list[int]:
    nights = draft.night.get(item.id)
    if nights is None:
        return list(EVEN_ORDER)
    ranks = range(len(nights[0]))
    chosen = [[w for w in range(len(nights)) if solver.boolean_value(nights[w][k])] for k in ranks]
    return [weekday for one in chosen for weekday in one]


def _base_days(draft: Draft, solver: Any, actives: set[Key]) -> set[Key]:
    uses: set[Key] = set()
    case = draft.case
    for (name, slot), v in draft.base.items():
        if not solver.boolean_value(v):
            continue
        item = case.item(name)
        for day in range(case.days):
            stand_in = _stand_in(case, item, day, slot)
            if stand_in is not None and not _washed(case, item, day, slot, actives):
                uses.add((stand_in, day, slot))
    return uses


def _washed(case: Case, item: Item, day: int, slot: str, actives: set[Key]) -> bool:
    """An acid wash takes the place of the plain cleanser."""
    washes = [i.id for i in case.items if i.role == "bha_wash"]
    return item.role == "cleanser" and any((w, day, slot) in actives for w in washes)


def _stand_in(case: Case, item: Item, day: int, slot: str) -> str | None:
    """The chosen base product, or on days it may not be used the next best of its role."""
    if free(case, item, day):
        return item.id
    others = [i for i in case.items if i.role == item.role and free(case, i, day)]
    if item.role == "cleanser" and not others:
        others = [i for i in case.items if i.role == "oil_cleanser" and free(case, i, day)]
    if item.role == "sunscreen":
        others = [i for i in others if i.id in (case.sunscreens or case.weak_sunscreens)]
    others = [i for i in others if not (slot == AM and "bha_wash" in i.groups)]
    return min(others, key=lambda i: base_cost(case, i, slot)).id if others else None


def free(case: Case, item: Item, day: int) -> bool:
    """Not barred, and a new one that stays on is tested and outside the quiet days."""
    waits = item.new and item.traits.leave_on and item.role != "sunscreen"
    return not case.barred(item.id, day) and not (waits and day < settled_first(case, item))
