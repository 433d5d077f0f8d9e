"""
The checker's own reading of a diary: what was used, missed and felt before the first planned day.

Written apart from the planner's reading. Days before the plan are negative.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from porewise.knowledge import facts
from porewise.knowledge.records import record_file
from porewise.knowledge.rules import Gate, people_gates, rules
from porewise.values.diary import CheckIn, Diary
from porewise.values.profile import Event, Person, Profile

FOREVER = 1_000_000
UNCALM = ("mild", "moderate", "severe")


@dataclass(frozen=True, slots=True)
class Closed:
    """A gate about the person bars from day ``first`` to day ``last`` of the plan."""

    gate: Gate
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Life:
    """
    What was before the plan. ``age``: days since the routine began; ``used``: (day, session, product);
    ``missed``: (day, product); ``asked``: (day, product) of the plan before, from today on.
    """

    age: int = 0
    used: tuple[tuple[int, str, str], ...] = ()
    missed: tuple[tuple[int, str], ...] = ()
    asked: frozenset[tuple[int, str]] = frozenset()
    tested: tuple[tuple[int, str], ...] = ()
    felt: tuple[tuple[int, str], ...] = ()
    reacted: frozenset[str] = frozenset()
    events: tuple[Event, ...] = ()
    closed: tuple[Closed, ...] = ()

    def grown(self, product: str, first: int, day: int, every: int, nights: int) -> int:
        """
        How many stretches of ``every`` days since ``first`` were over by ``day``, free of irritation, and kept
        to ``nights`` a week well enough (R03).
        """
        steps, begin = 0, first
        while begin + every <= day:
            felt = [f for d, f in self.felt if begin <= d < begin + every]
            used = len([1 for d, _, p in self.used if p == product and begin <= d < begin + every])
            left = min(every, max(0, begin + every))  # days of the stretch that lie in the plan
            kept = used + nights * left / 7 >= rules()["R03"].limit("kept_share") * nights * every / 7
            known = kept and (bool(felt) or left > 0)
            steps += int(known and not any(f in UNCALM for f in felt))
            begin += every
        return steps


def read_life(profile: Profile, diary: Diary | None, first_day: date) -> Life:
    """Read what was before ``first_day``, and which gates about the person are closed from when to when."""
    if diary is None:
        return Life(events=profile.events, closed=_closed(profile, (), 0))
    age = (first_day - diary.start).days
    used, missed, tested = [], [], []
    for back in range(age, 0, -1):
        day = first_day - timedelta(days=back)
        plan = diary.plan_of(day)
        for slot in ("am", "pm"):
            entry = diary.on(day, slot)
            told = entry is not None and bool(entry.done or entry.missed)
            used += [(-back, slot, p) for p in (entry.done if entry and told else plan.session(slot))]
            missed += [(-back, p) for p in (entry.missed if entry and told else ())]
        told_today = [e for e in diary.entries if e.day == day and (e.done or e.missed or e.tested)]
        tested += [(-back, p) for p in plan.tests if not told_today or any(p in e.tested for e in told_today)]
    events = [replace(e, start=e.start - age, end=e.end - age) for e in profile.events]
    events += [
        Event(e.type, (e.start - first_day).days, (e.end - first_day).days)
        for c in diary.entries
        for e in c.events
    ]
    logged = tuple(((c.day - first_day).days, c) for c in diary.entries)
    return Life(
        age=age,
        used=tuple(used),
        missed=tuple(missed),
        asked=frozenset(
            ((p.day - first_day).days, name)
            for p in diary.planned
            if p.day >= first_day
            for name in (*p.am, *p.pm)
        ),
        tested=tuple(tested),
        felt=tuple((d, c.irritation) for d, c in logged if c.irritation),
        reacted=frozenset(r for c in diary.entries for r in c.reactions),
        events=tuple(events),
        closed=_closed(replace(profile, events=tuple(events)), logged, age),
    )


def _calm(person: Person, skin: tuple[str, ...] = (), state: tuple[str, ...] = ()) -> Person:
    """The person with only these words about how the skin is just now."""
    passing = record_file("gates")["passing"]
    return replace(
        person,
        symptoms=(*(s for s in person.symptoms if s not in passing["symptoms"]), *skin),
        state=(*(s for s in person.state if s not in passing["state"]), *state),
    )


def _closed(profile: Profile, logged: tuple[tuple[int, CheckIn], ...], age: int) -> tuple[Closed, ...]:
    passing = record_file("gates")["passing"]
    person = profile.person
    skins = [(-age, person.symptoms, person.state)]
    skins += [(d, _words(d, c, logged), c.state) for d, c in logged]
    over = [d for d, c in logged if c.cleared]
    found = []
    calm = facts(replace(profile, person=_calm(person)))
    for gate in people_gates():
        lasts = FOREVER if gate.days is None else gate.days
        if calm.holds(gate.when) or "anyone" in gate.when:
            found.append(Closed(gate, -age, -age + lasts - 1))
            continue
        for day, skin, state in skins:
            now = tuple(s for s in skin if s in passing["symptoms"])
            then = facts(
                replace(profile, person=_calm(person, now, tuple(s for s in state if s in passing["state"])))
            )
            ended = gate.days is None and any(d > day or (d == day and day > -age) for d in over)
            if then.holds(gate.when) and not ended:
                found.append(Closed(gate, day, day + lasts - 1))
    return tuple(found)


def _words(day: int, entry: CheckIn, logged: tuple[tuple[int, CheckIn], ...]) -> tuple[str, ...]:
    """A check-in's signs; a moderate grade counts as such on the second day in a row, else as mild (T02)."""
    again = any(d == day - 1 and c.irritation in ("moderate", "severe") for d, c in logged)
    signs = list(entry.symptoms)
    if entry.irritation in UNCALM:
        signs.append(f"redness_{entry.irritation}")
    return tuple(s if again else s.replace("_moderate", "_mild") for s in signs)
