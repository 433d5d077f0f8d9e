"""
The plan as an open question, asked of a solver.

A plan is a set of weekly rhythms. For each week and product the solver chooses how many uses there
are; for each product that must keep its distance it also chooses *which* nights, as a ranking of the
seven nights: with three uses a week the first three of the ranking are taken. A ranking stays the
same in all weeks, so that in any seven days in a row, not only in calendar weeks, a product is used
at most as often as in the busier of the two weeks they touch. All weekly limits are asked of that
larger number, and therefore hold for any seven days.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from porewise.knowledge.rules import limit
from porewise.plan.case import Case, Item, meant, settling_days
from porewise.plan.target import most_uses

AM, PM = "am", "pm"
WEEK = 7
MORNING_ROLES = ("vitamin_c", "niacinamide")
# Nights of products that need no distance: used in this order, so that few uses lie far apart.
EVEN_ORDER = (0, 3, 5, 1, 4, 6, 2)
BASE_SLOTS = {"cleanser": (AM, PM), "oil_cleanser": (PM,), "sunscreen": (AM,), "moisturiser": (AM, PM)}


@dataclass
class Draft:
    """
    The variables of one model; ``rules`` are the hard rules it holds.

    ``ranked[item][week][k]``: in this week the item is used more than ``k`` times (yes/no).
    ``night[item][weekday][k]``: the weekday is the item's ``k``-th choice (spaced items only).
    ``ever[item][k]``: in some week the item is used more than ``k`` times.
    ``begun[item][week]``: a new strong active has started by this week. ``base[item, session]``: the
    product does the base step of its role in this session every day.
    """

    case: Case
    model: Any
    weeks: tuple[range, ...]
    rules: frozenset[str] = frozenset()
    ranked: dict[str, list[list[Any]]] = field(default_factory=dict)
    night: dict[str, list[list[Any]]] = field(default_factory=dict)
    ever: dict[str, list[Any]] = field(default_factory=dict)
    begun: dict[str, list[Any]] = field(default_factory=dict)
    used: dict[str, Any] = field(default_factory=dict)
    base: dict[tuple[str, str], Any] = field(default_factory=dict)
    on: dict[tuple[str, int], Any] = field(default_factory=dict)

    @property
    def first_week(self) -> int:
        """The day on which the routine's first week began, counted from today (0 or less)."""
        start = self.weeks[0].start
        return start - WEEK * max(0, -((-start - self.case.past.day) // WEEK))

    def use_on(self, item: str, day: int) -> Any:
        """At least 1 where the rhythm uses an item on a day and no window around an event swallows that use."""
        if (item, day) not in self.on:
            self.on[item, day] = self._use_on(item, day)
        return self.on[item, day]

    def _use_on(self, item: str, day: int) -> Any:
        ranked = self.ranked.get(item)
        if ranked is None or any(b.rule in self.rules for b in self.case.barred(item, day)):
            return 0
        week, weekday = divmod(day - self.weeks[0].start, WEEK)
        nights = self.night.get(item)
        if nights is None:
            return next((v for k, v in enumerate(ranked[week]) if EVEN_ORDER[k] == weekday), 0)
        used = self.model.new_bool_var("")
        for v, chosen in zip(ranked[week], nights[weekday], strict=True):
            self.model.add(used >= v + chosen - 1)
        return used

    def count(self, item: str, week: int) -> Any:
        """Uses of an item in one week."""
        return sum(self.ranked[item][week])

    def since(self, item: str, week: int) -> Any:
        """1 where the item has been in use by this week (a known one from the routine's first), else 0."""
        if item not in self.begun:
            begun = self.case.item(item).begun
            return int(week >= ((self.first_week if begun is None else begun) - self.weeks[0].start) // WEEK)
        return self.begun[item][week] if week >= 0 else 0

    def starts(self, item: str, week: int) -> Any:
        """1 in the week in which a new strong active starts."""
        return self.since(item, week) - self.since(item, week - 1)

    def busier(self, item: str, week: int) -> list[Any]:
        """Per rank: used in this week or in the next."""
        here, there = self.ranked[item][week], self.ranked[item][min(week + 1, len(self.weeks) - 1)]
        either = []
        for a, b in zip(here, there, strict=True):
            v = self.model.new_bool_var("")
            self.model.add_implication(a, v)
            self.model.add_implication(b, v)
            either.append(v)
        return either


def open_draft(case: Case, rules: tuple[str, ...] = ()) -> Draft:
    """Make the variables; nothing is forbidden yet but what makes no sense."""
    from ortools.sat.python import cp_model

    draft = Draft(case, cp_model.CpModel(), weeks_of(case), frozenset(rules))
    for item in planned_items(case):
        if item.active or item.role == "other":
            _add_active(draft, item)
        for slot in _base_slots(case, item):
            draft.base[item.id, slot] = draft.model.new_bool_var("")
    return draft


def weeks_of(case: Case) -> tuple[range, ...]:
    """The weeks of the rhythm. They begin on the day new products may first touch the face (I01)."""
    strong_new = [i for i in planned_items(case) if i.strong and (i.new or i.begun is not None)]
    shift = (min((tested_from(case, i) for i in strong_new), default=0) - case.past.day) % WEEK
    begins = range(shift - WEEK if shift else 0, case.days, WEEK)
    return tuple(range(b, b + WEEK) for b in begins)


def _add_active(draft: Draft, item: Item) -> None:
    model, weeks = draft.model, draft.weeks
    most = most_uses(draft.case, item)
    draft.ranked[item.id] = [[model.new_bool_var("") for _ in range(most)] for _ in weeks]
    ever = [model.new_bool_var("") for _ in range(most)]
    for ranks in draft.ranked[item.id]:
        for k, v in enumerate(ranks):
            model.add_implication(v, ever[k])
            if k:
                model.add_implication(v, ranks[k - 1])
    for k in range(most):
        model.add_bool_or([ranks[k] for ranks in draft.ranked[item.id]] + [ever[k].negated()])
    draft.ever[item.id] = ever
    draft.used[item.id] = ever[0] if ever else model.new_constant(0)
    if not ever:
        return
    if spaced(draft.case, item):
        _add_nights(draft, item, ever)
    if introduced(item):
        _add_start(draft, item)
    if item.id in draft.night and (introduced(item) or item.begun is not None):
        _first_is_earliest(draft, item)


def _add_nights(draft: Draft, item: Item, ever: list[Any]) -> None:
    model = draft.model
    nights = [[model.new_bool_var("") for _ in ever] for _ in range(WEEK)]
    draft.night[item.id] = nights
    for weekday in nights:
        model.add_at_most_one(weekday)
    for k, v in enumerate(ever):
        model.add(sum(weekday[k] for weekday in nights) == v)


def _add_start(draft: Draft, item: Item) -> None:
    """A new active starts on its first-choice night."""
    model, ranks = draft.model, draft.ranked[item.id]
    begun = [model.new_bool_var("") for _ in draft.weeks]
    draft.begun[item.id] = begun
    model.add(begun[-1] == draft.used[item.id])
    for week, v in enumerate(begun):
        if week:
            model.add_implication(begun[week - 1], v)
        model.add_implication(ranks[week][0], v)
        model.add(ranks[week][0] >= draft.starts(item.id, week))


def _first_is_earliest(draft: Draft, item: Item) -> None:
    """The first-choice night of a young active is the earliest of its nights in the week, and stays it."""
    model, nights = draft.model, draft.night[item.id]
    for later in range(1, len(nights[0])):
        for weekday in range(WEEK):
            earlier = [nights[w][later] for w in range(weekday)]
            model.add(sum(earlier) + nights[weekday][0] <= 1)


def first_choice(draft: Draft, item: str) -> Any:
    """The weekday of the first choice, 0 to 6."""
    return sum(weekday * draft.night[item][weekday][0] for weekday in range(WEEK))


def introduced(item: Item) -> bool:
    """New strong actives are introduced on a first day that the plan chooses."""
    return item.new and item.strong


def spaced(case: Case, item: Item) -> bool:
    """Items whose nights matter: strong ones, and evening actives that keep off each other."""
    return item.strong or (item.active and PM in slots(case, item))


def wished(case: Case, item: Item) -> bool:
    """Someone asked for this product, or for its class, to be used."""
    return any(
        w.type in ("min_per_week", "slot") and meant(w.product, w.group, item) for w in case.profile.wishes
    )


def planned_items(case: Case) -> list[Item]:
    """Products that may appear: strips, scrubs and care without a purpose only on request."""
    return [i for i in case.items if i.role not in ("strip", "scrub", "other") or wished(case, i)]


def slots(case: Case, item: Item) -> tuple[str, ...]:
    """The sessions an item may be planned in; a wish about the time of day comes first."""
    for wish in case.profile.wishes:
        if wish.type == "slot" and wish.slot and meant(wish.product, wish.group, item):
            return (wish.slot,)
    if item.role in BASE_SLOTS:
        return BASE_SLOTS[item.role]
    if item.role in (*MORNING_ROLES, "bha_wash"):
        return (AM,)
    busy = any(i.role == "retinoid" or i.exfoliates for i in case.items if i.id != item.id)
    return (AM,) if item.role in ("bpo", "azelaic") and busy else (PM,)


def _base_slots(case: Case, item: Item) -> tuple[str, ...]:
    if item.role == "oil_cleanser" and not any(i.role == "cleanser" for i in case.items):
        return (AM, PM)
    return slots(case, item) if item.role in BASE_SLOTS else ()


def first_ready(case: Case, item: Item) -> int:
    """I01: the first day a new leave-on product may touch the face; days of a patch test so far count."""
    if not item.new:
        return 0
    return max(0, tested_from(case, item) - case.past.tested_days(item.id))


def tested_from(case: Case, item: Item) -> int:
    """I01: how many days after the start of its patch test a product may touch the face."""
    if not item.traits.leave_on or item.role == "sunscreen":
        return 0
    person = case.profile.person
    eczema = "eczema_face_active" in person.conditions
    careful = person.sensitive or person.barrier_damaged or bool(person.allergies) or eczema
    return limit("I01", "sensitive_days" if careful else "least_days")


def settled_first(case: Case, item: Item) -> int:
    """I03: the first day outside the quiet days before events, for a new product that is not chosen freely."""
    quiet = settling_days(case.profile, case.days)
    return next((d for d in range(first_ready(case, item), case.days) if d not in quiet), case.days)


def strong_items(case: Case) -> list[Item]:
    """Planned items with a strong active that can be used at all."""
    return [i for i in planned_items(case) if i.strong and most_uses(case, i)]
