"""The hard rules as named constraints: each function bears the id of its rule."""

from __future__ import annotations

from collections.abc import Callable, Container
from typing import Any

from porewise.knowledge.rules import limit
from porewise.plan.case import Item, settling_days
from porewise.plan.draft import (
    AM,
    PM,
    WEEK,
    Draft,
    first_choice,
    first_ready,
    introduced,
    planned_items,
    slots,
    strong_items,
)
from porewise.plan.hard_base import b01, b03, b06, bases, cleansers, of_role, one_moisturiser
from porewise.plan.pace import fewer, pace_in_use, steps
from porewise.plan.target import start_nights

Constraint = Callable[[Draft], None]


def bars(rule: str) -> Constraint:
    """Give the constraint of what one rule bars: not used at all, or not started on a barred day."""

    def constraint(draft: Draft) -> None:
        case = draft.case
        for bar in case.bars:
            if bar.rule != rule:
                continue
            whole = bar.first <= 0 and bar.last >= case.days - 1
            if whole and bar.item in draft.used:
                draft.model.add(draft.used[bar.item] == 0)
            if whole:
                draft.model.add(sum(draft.base.get((bar.item, s), 0) for s in (AM, PM)) == 0)
            elif bar.item in draft.begun:
                _no_start(draft, bar.item, set(range(bar.first, bar.last + 1)))

    return constraint


def _no_start(draft: Draft, item: str, forbidden: Container[int]) -> None:
    for week, days in enumerate(draft.weeks):
        for weekday, day in enumerate(days):
            if day in forbidden:
                draft.model.add(draft.starts(item, week) + draft.night[item][weekday][0] <= 1)


def in_plan(draft: Draft) -> None:
    """Structure, no rule: a start lies inside the plan; one moisturiser at a time."""
    one_moisturiser(draft)
    for item in draft.begun:
        outside = {d for week in draft.weeks for d in week if not 0 <= d < draft.case.days}
        _no_start(draft, item, outside)


def r01(draft: Draft) -> None:
    """Retinoids in the evening only."""
    _only_evenings(draft, [i for i in planned_items(draft.case) if "retinoid" in i.groups])


def e04(draft: Draft) -> None:
    """Leave-on acids in the evening only."""
    _only_evenings(draft, [i for i in planned_items(draft.case) if i.exfoliates])


def _only_evenings(draft: Draft, items: list[Item]) -> None:
    for item in items:
        if slots(draft.case, item) == (AM,) and item.id in draft.used:
            draft.model.add(draft.used[item.id] == 0)


def _retinoids(draft: Draft) -> list[Item]:
    return [i for i in strong_items(draft.case) if "retinoid" in i.groups]


def _acids(draft: Draft) -> list[Item]:
    return [i for i in strong_items(draft.case) if i.exfoliates]


def r05(draft: Draft) -> None:
    """One retinoid in the plan."""
    draft.model.add(sum(draft.used[i.id] for i in _retinoids(draft)) <= 1)


def retinoid_strength(item: Item) -> int:
    return max((f.rank for f in item.traits.found if f.group == "retinoid"), default=0)


def r13(draft: Draft) -> None:
    """A new retinoid is the weakest owned one that may be used; one in use already may stay."""
    owned = [i for i in _retinoids(draft) if not draft.case.whole_bars(i.id)]
    weakest = min((retinoid_strength(i) for i in owned), default=0)
    for item in owned:
        if item.new and item.order is None and retinoid_strength(item) > weakest:
            draft.model.add(draft.used[item.id] == 0)


def r02(draft: Draft) -> None:
    """A new retinoid starts low."""
    _start_low(draft, "retinoid", limit("R02", "weeks"))


def e03(draft: Draft) -> None:
    """A new acid starts low."""
    _start_low(draft, "exfoliant", limit("E03", "first_days") // WEEK)


def _start_low(draft: Draft, family: str, weeks: int) -> None:
    for item in strong_items(draft.case):
        if item.family == family and introduced(item) and not item.free_pace:
            nights = start_nights(draft.case, item)
            for week in range(len(draft.weeks)):
                later = WEEK * draft.since(item.id, week - weeks)
                draft.model.add(draft.count(item.id, week) <= nights + later)


def r03(draft: Draft) -> None:
    """More uses only step by step; fewer for a while after irritation or a long pause."""
    case = draft.case
    for item in strong_items(case):
        if item.free_pace:
            continue
        if not introduced(item):
            _pace_in_use(draft, item)
            continue
        nights = start_nights(case, item)
        ages = steps(case, item, nights)
        for week, days in enumerate(draft.weeks):
            less = min(nights, fewer(case, item, days))
            allowed = (nights - less) * draft.since(item.id, week)
            allowed += sum(draft.since(item.id, week - age) for age in ages if age <= week)
            draft.model.add(draft.count(item.id, week) <= allowed)


def _pace_in_use(draft: Draft, item: Item) -> None:
    """What is in use grows from the days that tolerance allows; the night that is new lies on or after them."""
    pace = pace_in_use(draft.case, item, draft.first_week)
    for week, days in enumerate(draft.weeks):
        less = min(pace.nights, fewer(draft.case, item, days))
        draft.model.add(draft.count(item.id, week) <= pace.on(days[-1]) - less)
        for weekday, day in enumerate(days):
            for k, v in enumerate(draft.ranked[item.id][week]):
                if k >= pace.on(day) - less:
                    draft.model.add(v + draft.night[item.id][weekday][k] <= 1)


def r04(draft: Draft) -> None:
    """A young retinoid is never used on consecutive nights: its first nights keep apart, three at most fit."""
    for item in _retinoids(draft):
        if not item.free_pace and not _seasoned(draft, item):
            _apart(draft, [item], limit("R04", "first_days") // WEEK)


def e06(draft: Draft) -> None:
    """Exfoliation nights do not follow each other, unless every acid is well known."""
    items = [i for i in _acids(draft) if not i.free_pace]
    if any(not _seasoned(draft, i) for i in items):
        _apart(draft, items, limit("E06", "first_days") // WEEK)


def _seasoned(draft: Draft, item: Item) -> bool:
    experience = draft.case.profile.person.experience
    nights = {
        "retinoid": experience.retinoid_nights_per_week,
        "exfoliant": experience.exfoliant_nights_per_week,
    }
    return not introduced(item) and item.begun is None and bool(nights.get(item.family))


def _apart(draft: Draft, items: list[Item], young_weeks: int) -> None:
    """The first three choices of the items never lie on neighbouring nights; more only when grown up."""
    fit = WEEK // 2
    for weekday in range(WEEK):
        today = [v for i in items for v in draft.night[i.id][weekday][:fit]]
        tomorrow = [v for i in items for v in draft.night[i.id][(weekday + 1) % WEEK][:fit]]
        draft.model.add(sum(today) + sum(tomorrow) <= 1)
    # follows from the lines above; said aloud it spares the solver a long proof
    draft.model.add(sum(v for i in items for v in draft.ever[i.id][:fit]) <= fit)
    for item in items:
        for week in range(len(draft.weeks)):
            for v in draft.ranked[item.id][week][fit:]:
                draft.model.add(v <= draft.since(item.id, week - young_weeks))


def _busier(draft: Draft, items: list[Item], week: int) -> list[Any]:
    return [v for i in items for v in draft.busier(i.id, week)]


def e01(draft: Draft) -> None:
    """At most three exfoliation nights in any seven days, all exfoliants together."""
    items = [i for i in _acids(draft) if not i.free_pace]
    for week in range(len(draft.weeks)):
        draft.model.add(sum(_busier(draft, items, week)) <= limit("E01", "nights"))


def _never_together(draft: Draft, items: list[Item], slot: str = PM) -> None:
    """These items never share a night."""
    there = [i for i in items if i.id in draft.night and slots(draft.case, i) == (slot,)]
    for weekday in range(WEEK):
        draft.model.add(sum(v for i in there for v in draft.night[i.id][weekday]) <= 1)
    # follows from the lines above; said aloud it spares the solver a long proof
    draft.model.add(sum(v for i in there for v in draft.ever[i.id]) <= WEEK)


def e05(draft: Draft) -> None:
    """One exfoliant a night."""
    _never_together(draft, _acids(draft))


def c01(draft: Draft) -> None:
    """A retinoid and an exfoliant never on one night (a clay mask keeps off both)."""
    acids = [i for i in _acids(draft) if "retinoid" not in i.groups]
    _never_together(draft, [*_retinoids(draft), *acids, *of_role(draft, "clay", "strip")])


def c02(draft: Draft) -> None:
    """On the night of a fixed combination nothing else active is used."""
    for item in strong_items(draft.case):
        others = [i for i in planned_items(draft.case) if i.active and i.id != item.id]
        for other in others if item.fixed_combination else []:
            _never_together(draft, [item, other])


def c03(draft: Draft) -> None:
    """Benzoyl peroxide never in one session with a retinoid that it breaks down."""
    for peroxide in (i for i in planned_items(draft.case) if "bpo" in i.groups):
        for item in _retinoids(draft):
            fragile = any(f.group == "retinoid" and f.kind != "adapalene" for f in item.traits.found)
            if fragile and item.id != peroxide.id and "bpo" not in item.groups:
                for slot in (AM, PM):
                    _never_together(draft, [peroxide, item], slot)


def c07(draft: Draft) -> None:
    """One strong active per evening in a plan that builds any up."""
    items = strong_items(draft.case)
    if any(introduced(i) or i.begun is not None for i in items):
        _never_together(draft, items)


def c09(draft: Draft) -> None:
    """Strips and scrubs are out while a retinoid is in the plan or the skin is irritated."""
    irritated = draft.case.effect("reduce") or draft.case.effect("gentle")
    for item in of_role(draft, "strip", "scrub"):
        if irritated:
            draft.model.add(draft.used[item.id] == 0)
        for other in _retinoids(draft):
            draft.model.add(draft.used[item.id] + draft.used[other.id] <= 1)


def e09(draft: Draft) -> None:
    """An acid wash once a day, and in the morning where another cleanser washes in the evening."""
    washes = [i for i in cleansers(draft.case) if "bha_wash" in i.groups]
    plain = [i for i in cleansers(draft.case) if i not in washes]
    for item in washes:
        for slot in (AM, PM) if plain else (AM,):
            draft.model.add(draft.base.get((item.id, slot), 0) == 0)
    draft.model.add(sum(draft.used[i.id] for i in of_role(draft, "bha_wash")) <= limit("E09", "per_day"))
    for item in of_role(draft, "bha_wash"):
        young = item.new or item.begun is not None
        for week, days in enumerate(draft.weeks) if young and item.id in draft.ranked else ():
            age = week if item.begun is None else max(0, -((item.begun - days[0]) // WEEK))
            draft.model.add(
                draft.count(item.id, week) <= limit("E09", "start") + limit("E09", "growth") * age
            )


def i01(draft: Draft) -> None:
    """Patch test first."""
    for name in draft.begun:
        _no_start(draft, name, range(first_ready(draft.case, draft.case.item(name))))


def i02(draft: Draft) -> None:
    """New strong actives start at least 14 days apart."""
    names = [n for n in draft.begun if not draft.case.item(n).free_pace]
    for item in draft.case.items:
        if item.begun is not None and item.strong and not item.free_pace:
            for name in names:
                _no_start(draft, name, range(item.begun + limit("I02", "days")))
    for a, one in enumerate(names):
        for other in names[a + 1 :]:
            _start_apart(draft, one, other, limit("I02", "days"))


def _start_apart(draft: Draft, one: str, other: str, days: int) -> None:
    model, weeks = draft.model, range(len(draft.weeks))
    gap = WEEK * sum(w * (draft.starts(other, w) - draft.starts(one, w)) for w in weeks)
    gap += first_choice(draft, other) - first_choice(draft, one)
    first, second = model.new_bool_var(""), model.new_bool_var("")
    model.add(gap >= days).only_enforce_if(first)
    model.add(gap <= -days).only_enforce_if(second)
    model.add_bool_or([first, second, draft.used[one].negated(), draft.used[other].negated()])


def i03(draft: Draft) -> None:
    """Nothing new starts shortly before or during an event."""
    quiet = settling_days(draft.case.profile, draft.case.days)
    for name in draft.begun:
        _no_start(draft, name, quiet)


def p20(draft: Draft) -> None:
    """Sensitive skin: one strong active in all."""
    if draft.case.effect("gentle"):
        strong = [draft.used[i.id] for i in strong_items(draft.case) if not i.free_pace]
        draft.model.add(sum(strong) <= limit("P20", "actives"))


def p21(draft: Draft) -> None:
    """A clinician's number of uses a week is an upper limit."""
    for item in planned_items(draft.case):
        if item.order is not None and item.order.max_per_week is not None and item.id in draft.ranked:
            for week in range(len(draft.weeks)):
                draft.model.add(sum(draft.busier(item.id, week)) <= item.order.max_per_week)


def y01(draft: Draft) -> None:
    """The irritation points of any seven days stay below the cap (in quarter points)."""
    items = [i for i in planned_items(draft.case) if i.traits.cost and not i.free_pace]
    name = "cap_gentle" if draft.case.gentle else "cap_copes" if draft.case.copes else "cap"
    base = sum(WEEK * _points(i) * v for i in items for v in bases(draft, [i], AM) + bases(draft, [i], PM))
    for week in range(len(draft.weeks)):
        points = sum(_points(i) * v for i in items if i.id in draft.ranked for v in draft.busier(i.id, week))
        draft.model.add(points + base <= 4 * limit("Y01", name))


def _points(item: Item) -> int:
    return round(4 * item.traits.cost)


def y02(draft: Draft) -> None:
    """Recovery nights without a strong active in every seven days."""
    items = [i for i in strong_items(draft.case) if not i.free_pace and slots(draft.case, i) == (PM,)]
    early = limit("Y02", "first_days")
    for week, days in enumerate(draft.weeks):
        free = limit("Y02", "nights" if days[0] + draft.case.past.day < early else "nights_later")
        draft.model.add(sum(_busier(draft, items, week)) <= WEEK - free)


HARD: dict[str, Constraint] = {
    "B01": b01,
    "B03": b03,
    "B06": b06,
    "R01": r01,
    "R02": r02,
    "R03": r03,
    "R04": r04,
    "R05": r05,
    "R13": r13,
    "E01": e01,
    "E03": e03,
    "E04": e04,
    "E05": e05,
    "E06": e06,
    "E09": e09,
    "C01": c01,
    "C02": c02,
    "C03": c03,
    "C07": c07,
    "C09": c09,
    "I01": i01,
    "I02": i02,
    "I03": i03,
    "P20": p20,
    "P21": p21,
    "Y01": y01,
    "Y02": y02,
}
