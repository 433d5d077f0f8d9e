"""The soft rules as objectives in their stated order, and the wishes."""

from __future__ import annotations

from typing import Any

from porewise.knowledge.preferences import (
    cleanser_formats,
    family_place,
    grade_points,
    most_grade_points,
    points,
)
from porewise.plan.case import Case, Item, meant
from porewise.plan.draft import (
    EVEN_ORDER,
    PM,
    WEEK,
    Draft,
    first_choice,
    first_ready,
    planned_items,
    slots,
    strong_items,
)
from porewise.plan.stable import moved
from porewise.plan.target import clogged, target_nights
from porewise.values.profile import Wish


def objectives(draft: Draft) -> list[Any]:
    """
    Give the objectives, first things first; all are minimised.

    1 cover the likely causes with the best-graded allowed active (I06, E02);
    2 stay near the usual frequencies (R11, E02); 3 spread strong nights (Y03);
    4 few active products (B11); 5 the base that suits best (B02, B04, B07, B08, B09, B10, C05);
    6 in a plan that goes on from a diary: as few nights as possible move.
    """
    return [_uncovered(draft), *_short(draft), *_crowded(draft), _products(draft), *_stable(draft)]


def _stable(draft: Draft) -> list[Any]:
    return [moved(draft)] if draft.case.past.planned else []


def _uncovered(draft: Draft) -> Any:
    """1: grade points of each cause, by its probability, that no used active covers."""
    terms = []
    items = [i for i in planned_items(draft.case) if i.id in draft.used]
    for cause, weight in draft.case.weights:
        worth = round(100 * weight)
        for level in range(1, most_grade_points() + 1):
            able = [draft.used[i.id] for i in items if _covers(i, cause, level)]
            if able and worth:
                uncovered = draft.model.new_bool_var("")
                draft.model.add_bool_or([*able, uncovered])
                terms.append(worth * uncovered)
    return sum(terms)


def _covers(item: Item, cause: str, level: int) -> bool:
    found = (f for f in item.traits.found if f.group in item.groups and cause in f.causes)
    return any(grade_points(f.grade) >= level for f in found)


def _families(draft: Draft) -> dict[str, list[Item]]:
    """Active products that are planned, by what counts together."""
    found: dict[str, list[Item]] = {}
    for item in planned_items(draft.case):
        if item.active and draft.ranked.get(item.id, [[]])[0]:
            found.setdefault(item.family, []).append(item)
    return found


def _short(draft: Draft) -> list[Any]:
    """2: uses per week that miss the target of their class; one objective per class, the most asked for first."""
    found = _families(draft)
    order = sorted(found, key=lambda f: (-_importance(draft.case, found[f]), family_place(f)))
    return [_missed(draft, found[f]) for f in order]


def _missed(draft: Draft, items: list[Item]) -> Any:
    terms = []
    target = max(target_nights(draft.case, i) for i in items)
    for week, days in enumerate(draft.weeks):
        if all(draft.case.barred(i.id, d) for i in items for d in days if 0 <= d < draft.case.days):
            continue
        short = draft.model.new_int_var(0, target, "")
        draft.model.add(sum(draft.count(i.id, week) for i in items) + short >= target)
        terms.append(short)
    return sum(terms)


def _importance(case: Case, items: list[Item]) -> int:
    """How much the likely causes ask for a class: probability times grade, at least 1."""
    weights = dict(case.weights)
    found = [f for i in items for f in i.traits.found if f.group in i.groups]
    worth = [weights.get(cause, 0.0) * grade_points(f.grade) for f in found for cause in f.causes]
    return max(1, round(4 * max(worth, default=0)))


def _crowded(draft: Draft) -> list[Any]:
    """3: late starts; strong nights side by side; first and second choice close together."""
    model, beside, close = draft.model, [], []
    items = [i for i in strong_items(draft.case) if i.id in draft.night and slots(draft.case, i) == (PM,)]
    strong = [sum(v for i in items for v in draft.night[i.id][weekday]) for weekday in range(WEEK)]
    for weekday in range(WEEK) if items else ():
        both = model.new_int_var(0, 2, "")
        model.add(both >= strong[weekday] + strong[(weekday + 1) % WEEK] - 1)
        beside.append(both)
    for item in items:
        nights = draft.night[item.id]
        for weekday in range(WEEK) if len(nights[0]) > 1 else ():
            near = [nights[(weekday + n) % WEEK][1] for n in (1, 2, 5, 6)]
            v = model.new_bool_var("")
            model.add(nights[weekday][0] + sum(near) <= 1 + v)
            close.append(v)
    young = [i for i in strong_items(draft.case) if i.id in draft.begun or i.begun is not None]
    late = [first_choice(draft, i.id) for i in young if i.id in draft.night]
    return [
        sum(beside) * points("spread", "side_by_side") + sum(close) * points("spread", "close") + sum(late)
    ]


def _products(draft: Draft) -> Any:
    """4 and 5 in one number: active products first, then base steps that do not suit or are missing."""
    one_product = points("base", "product")  # more than all base steps together
    place = {i.id: n for n, i in enumerate(draft.case.items)}  # of two alike, the one named first
    return sum((one_product + place[name]) * v for name, v in draft.used.items()) + _base(draft)


def _base(draft: Draft) -> Any:
    terms = []
    for (name, slot), use in draft.base.items():
        terms.append(base_cost(draft.case, draft.case.item(name), slot) * use)
    return sum(terms)


def base_cost(case: Case, item: Item, slot: str) -> int:
    """What one base step costs; below 0 where the step is wanted."""
    place = [i.id for i in case.items].index(item.id)
    wanted, unwanted = -points("base", "wanted"), points("base", "unwanted")
    history = min(points("base", "clogging_most"), item.traits.clogging_history)
    clogging = points("base", "clogging") * history * _oily(case)
    unsuited = points("base", "unsuited") * _unsuited(case, item) + clogging + place
    if item.role == "moisturiser":
        return (wanted if slot == PM or case.gentle else unwanted) + unsuited
    if item.role == "cleanser" or (
        item.role == "oil_cleanser" and all(i.role != "cleanser" for i in case.items)
    ):
        return wanted + unsuited  # B02: once in the morning, once in the evening
    if item.role == "oil_cleanser":
        return (wanted if slot == PM and _removes(case) else unwanted) + unsuited
    return unsuited


def _oily(case: Case) -> int:
    return int(case.profile.person.skin_type in ("oily", "combination") or clogged(case))


def _unsuited(case: Case, item: Item) -> int:
    """B07: the wrong kind of cleanser; B12: a drying alcohol where another is owned."""
    if item.role != "cleanser" or item.product.format is None:
        return 0
    skin = "dry" if case.gentle else (case.profile.person.skin_type or "normal")
    return int(item.product.format not in cleanser_formats(skin))


def _removes(case: Case) -> bool:
    """B04: makeup or a water-resistant sunscreen is worn."""
    worn = [case.item(n) for n in case.sunscreens or case.weak_sunscreens]
    return case.profile.person.makeup == "daily" or any(i.product.water_resistant for i in worn)


def wish_weeks(draft: Draft, items: list[Item]) -> list[int]:
    """The weeks in which a wish for uses counts: not those in which a patch test still runs."""
    ready = min((first_ready(draft.case, i) for i in items), default=0)
    inside = [w for w, days in enumerate(draft.weeks) if days[0] >= 0 and days[-1] < draft.case.days]
    return [w for w in inside if draft.weeks[w][0] >= ready] or inside[-1:] or [len(draft.weeks) - 1]


def add_wish(draft: Draft, wish: Wish, *, relaxed: bool = False) -> Any:
    """Demand a wish; relaxed, give what is missing of it instead (0 when it is kept)."""
    items = [i for i in planned_items(draft.case) if meant(wish.product, wish.group, i)]
    if wish.type == "min_per_week":
        return _at_least(draft, items, wish.n or 0, relaxed)
    if wish.type == "max_per_week":
        return _at_most(draft, items, wish.n or 0, relaxed)
    if wish.type == "slot":
        uses = [draft.used[i.id] for i in items if i.id in draft.used]
        uses += [v for (name, _), v in draft.base.items() if any(name == i.id for i in items)]
        slack = _slack(draft, 1, relaxed)
        draft.model.add(sum(uses) + slack >= int(bool(items)))
        return slack
    return _at_most(draft, items, 0, relaxed)  # avoid


def _slack(draft: Draft, most: int, relaxed: bool) -> Any:
    return draft.model.new_int_var(0, most, "") if relaxed else 0


def _per_week(draft: Draft, items: list[Item], week: int) -> Any:
    actives = sum(_actual(draft, i, week) for i in items if i.id in draft.ranked)
    names = {i.id for i in items}
    return actives + sum(WEEK * v for (name, _), v in draft.base.items() if name in names)


def _at_least(draft: Draft, items: list[Item], n: int, relaxed: bool) -> Any:
    missing = []
    for week in wish_weeks(draft, items):
        slack = _slack(draft, n, relaxed)
        draft.model.add(_per_week(draft, items, week) + slack >= n)
        missing.append(slack)
    return sum(missing)


def _at_most(draft: Draft, items: list[Item], n: int, relaxed: bool) -> Any:
    slack = _slack(draft, 2 * WEEK * max(1, len(items)), relaxed)
    names = {i.id for i in items}
    base = sum(WEEK * v for (name, _), v in draft.base.items() if name in names)
    for week in range(len(draft.weeks)):
        uses = sum(v for i in items if i.id in draft.ranked for v in draft.busier(i.id, week))
        draft.model.add(uses + base - slack <= n)
    return slack


def _actual(draft: Draft, item: Item, week: int) -> Any:
    """Uses in a week without those that a barred day swallows (a bar of the whole plan leaves none anyway)."""
    total = draft.count(item.id, week)
    windows = [b for b in draft.case.bars if b.item == item.id and b.rule in draft.rules]
    windows = [b for b in windows if b not in draft.case.whole_bars(item.id)]
    for weekday, day in enumerate(draft.weeks[week]):
        if any(b.first <= day <= b.last for b in windows):
            for k, v in enumerate(draft.ranked[item.id][week]):
                total -= _swallowed(draft, item, weekday, k, v)
    return total


def _swallowed(draft: Draft, item: Item, weekday: int, rank: int, used: Any) -> Any:
    if item.id not in draft.night:
        return used if EVEN_ORDER[rank] == weekday else 0
    both = draft.model.new_bool_var("")
    draft.model.add(both >= used + draft.night[item.id][weekday][rank] - 1)
    return both
