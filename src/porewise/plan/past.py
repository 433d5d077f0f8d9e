"""
What has been so far, laid out for the next plan: uses, misses, tolerance, all counted from today.

Days before today are negative. A session that nobody logged counts as done as planned wherever that is
the careful reading (limits on any seven nights), and as unknown where growth asks for logged tolerance.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from porewise.knowledge.rules import limit, passing, rules
from porewise.values.diary import SESSIONS, Adherence, CheckIn, Diary
from porewise.values.profile import Event, Person, Profile

Key = tuple[str, int, str]  # product, day, session
GRADES = ("none", "mild", "moderate", "severe")
SKIN = ("redness", "peeling")


@dataclass(frozen=True, slots=True)
class Episode:
    """How the skin was on one day: passing symptoms and states. ``cleared``: it is over, by a later check-in."""

    day: int
    symptoms: tuple[str, ...]
    state: tuple[str, ...]
    cleared: bool


@dataclass(frozen=True, slots=True)
class Past:
    """
    Everything before today. ``day``: days since the routine began. ``uses`` lie before day 0, ``missed`` too;
    ``planned`` is the last plan from day 0 on. ``grades``: (day, logged irritation), oldest first.
    """

    day: int = 0
    uses: frozenset[Key] = frozenset()
    missed: frozenset[Key] = frozenset()
    planned: frozenset[Key] = frozenset()
    tests: frozenset[tuple[str, int]] = frozenset()
    grades: tuple[tuple[int, str], ...] = ()
    episodes: tuple[Episode, ...] = ()
    reactions: tuple[str, ...] = ()

    def first_use(self, product: str) -> int | None:
        """The day a product first touched the face, or None."""
        return min((d for name, d, _ in self.uses if name == product), default=None)

    def last_use(self, product: str) -> int | None:
        return max((d for name, d, _ in self.uses if name == product), default=None)

    def tested_days(self, product: str) -> int:
        """How many days ago the patch test of a product began; 0 where none was done."""
        return -min((d for name, d in self.tests if name == product), default=0)

    def tolerated(self, product: str, first: int, last: int, *, nights: int, kept_share: float) -> bool:
        """
        Say whether the days ``first`` to ``last`` allow growth (R03): no irritation was logged; of ``nights``
        a week the asked share was kept, or can be in the days to come; and where all lie in the past,
        somebody logged that the skin was calm.
        """
        grades = [g for d, g in self.grades if first <= d <= last]
        if any(g != "none" for g in grades):
            return False
        used = sum(1 for name, d, _ in self.uses if name == product and first <= d <= last)
        to_come = max(0, last + 1 - max(0, first))
        enough = used + nights * to_come / 7 >= kept_share * nights * (last + 1 - first) / 7
        return enough and (last >= 0 or bool(grades))


def look_back(profile: Profile, diary: Diary | None, today: date) -> Past:
    """Read a diary as it stands on the morning of ``today``."""
    if diary is None:
        return Past(episodes=(Episode(0, *_passing_words(profile.person), cleared=False),))
    day = (today - diary.start).days
    owned = {p.id for p in profile.products}
    uses, missed = _lived(diary, today, owned)
    return Past(
        day=day,
        uses=uses,
        missed=missed,
        planned=frozenset(
            (name, (p.day - today).days, slot)
            for p in diary.planned
            if p.day >= today
            for slot in SESSIONS
            for name in p.session(slot)
        ),
        tests=frozenset(_tests(diary, today)),
        grades=tuple(((e.day - today).days, e.irritation) for e in diary.entries if e.irritation),
        episodes=tuple(_episodes(profile, diary, today)),
        reactions=tuple(dict.fromkeys(r for e in diary.entries for r in e.reactions)),
    )


def _lived(diary: Diary, today: date, owned: set[str]) -> tuple[frozenset[Key], frozenset[Key]]:
    """The uses before today and the planned uses that were missed."""
    uses: set[Key] = set()
    missed: set[Key] = set()
    days = {d.day for d in diary.planned} | {e.day for e in diary.entries}
    for day in (d for d in days if d < today):
        for slot in SESSIONS:
            entry = diary.on(day, slot)
            logged = entry is not None and (entry.done or entry.missed)
            planned = diary.plan_of(day).session(slot)
            done = entry.done if entry is not None and logged else planned
            gone = entry.missed if entry is not None and logged else ()
            uses |= {(name, (day - today).days, slot) for name in done if name in owned}
            missed |= {(name, (day - today).days, slot) for name in gone if name in owned}
    return frozenset(uses), frozenset(missed)


def _tests(diary: Diary, today: date) -> Iterator[tuple[str, int]]:
    for plan in (p for p in diary.planned if p.day < today):
        logged = [e for e in diary.entries if e.day == plan.day and (e.done or e.missed or e.tested)]
        names = {n for e in logged for n in e.tested} if logged else set(plan.tests)
        yield from ((name, (plan.day - today).days) for name in names)


def _passing_words(person: Person) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return (
        tuple(s for s in person.symptoms if s in passing("symptoms")),
        tuple(s for s in person.state if s in passing("state")),
    )


def _episodes(profile: Profile, diary: Diary, today: date) -> Iterator[Episode]:
    """How the skin was: at the start as the profile says, later as logged."""
    clearings = [(e.day, e.session) for e in diary.entries if e.cleared]
    first = any(c >= (diary.start, "") for c in clearings)
    yield Episode((diary.start - today).days, *_passing_words(profile.person), cleared=first)
    graded = {e.day: e.irritation for e in diary.entries if e.irritation}
    for entry in diary.entries:
        over = any(c > (entry.day, entry.session) for c in clearings)
        symptoms = _felt(entry, graded.get(entry.day - timedelta(days=1)))
        if symptoms or entry.state:
            yield Episode((entry.day - today).days, symptoms, entry.state, over)


def _felt(entry: CheckIn, day_before: str | None) -> tuple[str, ...]:
    """T02 asks for moderate irritation on two days running: one such day alone counts as mild (T03)."""
    grade = entry.irritation
    second = day_before in ("moderate", "severe")
    if grade == "moderate" and not second:
        grade = "mild"
    graded = () if grade in (None, "none") else (f"redness_{grade}",)
    listed = tuple(
        s.replace("_moderate", "_mild") if s.endswith("_moderate") and not second else s
        for s in entry.symptoms
    )
    return tuple(dict.fromkeys((*graded, *listed)))


def as_of_today(profile: Profile, past: Past, diary: Diary | None, today: date) -> Profile:
    """The profile as it would be written today: events counted from today, the skin as it is now."""
    if diary is None:
        return profile
    person = profile.person
    stopped = person.isotretinoin_stopped_days_ago
    symptoms, state = _now(profile, past)
    weeks = adherence(diary, today).weeks_adherent
    events = [replace(e, start=e.start - past.day, end=e.end - past.day) for e in profile.events]
    events += [
        Event(e.type, (e.start - today).days, (e.end - today).days) for c in diary.entries for e in c.events
    ]
    return replace(
        profile,
        person=replace(
            person,
            symptoms=symptoms,
            state=state,
            isotretinoin_stopped_days_ago=None if stopped is None else stopped + past.day,
            weeks_adherent=max(weeks, person.weeks_adherent or 0) or None,
        ),
        events=tuple(dict.fromkeys(events)),
    )


def _now(profile: Profile, past: Past) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Lasting words of the profile, and of the passing ones those of today and yesterday, or not yet cleared."""
    person = profile.person
    fresh = [e for e in past.episodes if not e.cleared and e.day >= -1]
    symptoms = [s for s in person.symptoms if s not in passing("symptoms")]
    state = [s for s in person.state if s not in passing("state")]
    return (
        tuple(dict.fromkeys([*symptoms, *(s for e in fresh for s in e.symptoms)])),
        tuple(dict.fromkeys([*state, *(s for e in fresh for s in e.state)])),
    )


def adherence(diary: Diary, today: date) -> Adherence:
    """
    Count how much of the plan before ``today`` was followed, overall and per product.

    ``weeks_adherent`` counts whole weeks since the start in which the logged share reached the share
    that T07 asks for.
    """
    tally: dict[str, list[int]] = {}
    weeks: dict[int, list[int]] = {}
    for plan in (p for p in diary.planned if p.day < today):
        for slot in SESSIONS:
            entry = diary.on(plan.day, slot)
            for name in plan.session(slot):
                done, missed = _kept(entry, name)
                week = weeks.setdefault((plan.day - diary.start).days // 7, [0, 0])
                for row in (tally.setdefault(name, [0, 0, 0]), week):
                    row[0] += done
                    row[1] += missed
                tally[name][2] += 1
    asked = rules()["T07"].limit("adherence")
    whole = (today - diary.start).days // 7
    steady = sum(1 for w, (d, m) in weeks.items() if w < whole and d + m and d / (d + m) >= asked)
    total = [sum(row[i] for row in tally.values()) for i in range(3)]
    return Adherence(
        planned=total[2],
        done=total[0],
        missed=total[1],
        weeks_adherent=steady,
        by_product=tuple(sorted((name, Adherence(row[2], row[0], row[1])) for name, row in tally.items())),
    )


def _kept(entry: CheckIn | None, name: str) -> tuple[int, int]:
    if entry is None or not (entry.done or entry.missed):
        return 0, 0
    return int(name in entry.done), int(name in entry.missed)


def missed_lately(past: Past, product: str) -> int | None:
    """The last day of the days on which a missed use must not be made up for (D01), or None."""
    days = [d for name, d, _ in past.missed if name == product]
    last = max(days) + limit("D01", "days") if days else -1
    return last if last >= 0 else None
