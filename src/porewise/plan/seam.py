"""
Where the days before today meet the plan: the same hard rules for windows that reach back over the seam.

The rhythm keeps every limit on seven days by itself as long as it was followed from the start. After
missed, extra or irritated nights the last days were not the rhythm's own; these constraints count what
really happened before day 0 together with the first planned days.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from porewise.knowledge.rules import limit
from porewise.plan.case import Item
from porewise.plan.draft import PM, WEEK, Draft, introduced, planned_items, slots, strong_items
from porewise.plan.pace import pace_in_use
from porewise.plan.past import missed_lately


def _windows(draft: Draft) -> Iterator[tuple[range, range]]:
    """Every run of seven days that reaches from before today into the plan: its past and its planned days."""
    for last in range(min(WEEK - 1, draft.case.days)):
        yield range(last - WEEK + 1, 0), range(last + 1)


def _before(draft: Draft, item: Item, days: range) -> int:
    return len({d for name, d, _ in draft.case.past.uses if name == item.id and d in days})


def _at_most(draft: Draft, items: list[Item], most: int, worth: Callable[[Item], int] = lambda _: 1) -> None:
    for before, planned in _windows(draft):
        spent = sum(worth(i) * _before(draft, i, before) for i in items)
        used = sum(worth(i) * draft.use_on(i.id, d) for i in items for d in planned)
        _limit(draft, used, max(0, most - spent))


def _limit(draft: Draft, used: Any, most: int) -> None:
    if not isinstance(used, int):
        draft.model.add(used <= most)


def e01(draft: Draft) -> None:
    """At most three exfoliation nights in any seven days."""
    acids = [i for i in strong_items(draft.case) if i.exfoliates and not i.free_pace]
    _at_most(draft, acids, limit("E01", "nights"))


def y01(draft: Draft) -> None:
    """The irritation points of any seven days."""
    case = draft.case
    items = [i for i in planned_items(case) if i.traits.cost and not i.free_pace]
    cap = limit("Y01", "cap_gentle" if case.gentle else "cap_copes" if case.copes else "cap")
    costs = {i.id: round(4 * i.traits.cost) for i in case.items if not i.free_pace}
    washes = [(costs[name], use) for (name, _), use in draft.base.items() if costs.get(name)]
    actives = [i for i in items if i.id in draft.ranked]
    for before, planned in _windows(draft):
        spent = sum(costs.get(name, 0) for name, d, _ in case.past.uses if d in before)
        left = 4 * cap - spent
        used = sum(costs[i.id] * draft.use_on(i.id, d) for i in actives for d in planned)
        most_washing = len(planned) * sum(cost for cost, _ in washes)
        if left >= most_washing:
            washing = len(planned) * sum(cost * use for cost, use in washes)
            _limit(draft, used + washing, left)
        else:  # what was used before leaves room for washing at most
            _limit(draft, used, 0)


def y02(draft: Draft) -> None:
    """Recovery nights in any seven days."""
    items = [i for i in strong_items(draft.case) if not i.free_pace and slots(draft.case, i) == (PM,)]
    early = draft.case.past.day < limit("Y02", "first_days")
    _at_most(draft, items, WEEK - limit("Y02", "nights" if early else "nights_later"))


def p21(draft: Draft) -> None:
    """A clinician's number of uses in any seven days."""
    for item in planned_items(draft.case):
        if item.order is not None and item.order.max_per_week is not None and item.id in draft.ranked:
            _at_most(draft, [item], item.order.max_per_week)


def r03(draft: Draft) -> None:
    """No more uses in any seven days than the pace of an active allows."""
    for item in strong_items(draft.case):
        if introduced(item) or item.free_pace:
            continue
        pace = pace_in_use(draft.case, item, draft.first_week)
        for before, planned in _windows(draft):
            used = sum(draft.use_on(item.id, d) for d in planned)
            _limit(draft, used, max(0, pace.on(planned[-1]) - _before(draft, item, before)))


def r04(draft: Draft) -> None:
    """A young retinoid does not follow on last night's."""
    for item in strong_items(draft.case):
        if "retinoid" in item.groups and not item.free_pace:
            _not_after(draft, [item], item, limit("R04", "first_days"))


def e06(draft: Draft) -> None:
    """A young acid does not follow on last night's acid."""
    acids = [i for i in strong_items(draft.case) if i.exfoliates and not i.free_pace]
    for item in acids:
        _not_after(draft, acids, item, limit("E06", "first_days"))


def _not_after(draft: Draft, items: list[Item], item: Item, young_days: int) -> None:
    young = item.begun is not None and -item.begun < young_days
    if young and any(_before(draft, i, range(-1, 0)) for i in items):
        _limit(draft, draft.use_on(item.id, 0), 0)


def d01(draft: Draft) -> None:
    """A missed night is not made up for: in the week after it no use lies on a night not planned before."""
    past = draft.case.past
    planned = {(name, day) for name, day, _ in past.planned}
    for item in planned_items(draft.case):
        last = missed_lately(past, item.id)
        for day in range(min(last + 1, draft.case.days)) if last is not None else ():
            if (item.id, day) not in planned:
                _limit(draft, draft.use_on(item.id, day), 0)


SEAM: dict[str, Callable[[Draft], None]] = {
    "D01": d01,
    "E01": e01,
    "E06": e06,
    "P21": p21,
    "R03": r03,
    "R04": r04,
    "Y01": y01,
    "Y02": y02,
}
