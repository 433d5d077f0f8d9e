"""A check-in: lay what was said beside the plan, plan again from the next session on, say what moved."""

from __future__ import annotations

from datetime import date, timedelta

from porewise.knowledge import Facts
from porewise.knowledge.rules import people_gates
from porewise.plan.case import Case, lay_out
from porewise.plan.past import GRADES, adherence, as_of_today, look_back
from porewise.plan.routine import DEFAULT_DAYS, plan_routine, weigh
from porewise.plan.solve import STANDARD, HowToSolve
from porewise.values.diary import SESSIONS, CheckedIn, CheckIn, Diary, Moved, PlannedDay, Told
from porewise.values.findings import Findings
from porewise.values.profile import Profile
from porewise.values.referrals import Referrals
from porewise.values.routine import Routine

SLIGHT = ("stinging", "tight")


def check_in(
    profile: Profile,
    findings: Findings | None,
    diary: Diary,
    told: Told,
    *,
    referrals: Referrals | None = None,
    how: HowToSolve = STANDARD,
) -> CheckedIn:
    """
    Log one session and plan again from the next one on, for as many days as the profile asks.

    A diary without a plan gets its first one, from its own start. Raises ``ValueError`` for a day before
    the diary's start, or for products that are not on the shelf.
    """
    if told.day < diary.start:
        raise ValueError(
            f"day is {told.day}, before the start of the diary ({diary.start}); choose {diary.start} or later"
        )
    if not diary.planned and not diary.entries:
        first_plan = plan_routine(profile, findings, start=diary.start, referrals=referrals, how=how)
        diary = diary.with_plan(planned_days(first_plan), diary.start)
    before = diary
    if told.says_something:
        diary = diary.with_entry(entry_of(diary, told, {p.id for p in profile.products}))
    first = first_day(diary, told)
    routine = plan_routine(
        profile,
        findings,
        start=first,
        days=profile.days or DEFAULT_DAYS,
        referrals=referrals,
        how=how,
        diary=diary,
    )
    past = look_back(profile, diary, first)
    case = lay_out(
        as_of_today(profile, past, diary, first), profile.days or DEFAULT_DAYS, weigh(profile, findings), past
    )
    return CheckedIn(
        diary=diary.with_plan(planned_days(routine), first),
        first=first,
        routine=routine,
        moved=what_moved(before, routine, case, first),
        adherence=adherence(diary, first),
    )


def first_day(diary: Diary, told: Told) -> date:
    """The first day to plan: the next one once the evening is logged, else the day itself."""
    entry = diary.on(told.day, "pm")
    return told.day + timedelta(days=1) if entry is not None else told.day


def entry_of(diary: Diary, told: Told, owned: set[str]) -> CheckIn:
    """Lay what was said beside what was planned for that session."""
    named = {*told.used, *told.skipped, *told.reactions}
    if not named <= owned:
        stranger = sorted(named - owned)[0]
        raise ValueError(
            f"{stranger!r} is not on the shelf; name a product by its id: {', '.join(sorted(owned))}"
        )
    plan = diary.plan_of(told.day)
    asked = plan.session(told.session)
    done = [p for p in asked if p not in told.skipped] if told.kept else []
    missed = list(asked) if told.kept is False else [p for p in asked if p in told.skipped]
    if told.kept is None and (told.used or told.skipped):
        done = [p for p in asked if p not in told.skipped and not told.used]
    done += [p for p in told.used if p not in done]
    missed = [p for p in missed if p not in done]
    return CheckIn(
        day=told.day,
        session=told.session,
        done=tuple(done),
        missed=tuple(dict.fromkeys(missed)),
        tested=plan.tests if told.kept or told.used else (),
        irritation=_grade(told),
        symptoms=told.symptoms,
        state=told.state,
        reactions=told.reactions,
        events=told.events,
        cleared=told.cleared,
    )


def _grade(told: Told) -> str | None:
    """The worst of the grade that was given and of what the named signs amount to."""
    implied = [s.rsplit("_", 1)[-1] for s in told.symptoms if s.rsplit("_", 1)[-1] in GRADES]
    implied += ["mild" for s in told.symptoms if s in SLIGHT]
    known = Facts(frozenset(f"symptoms:{s}" for s in told.symptoms), ())
    implied += ["severe" for g in people_gates() if g.effect == "refer_only" and known.holds(g.when)]
    return max([*implied, *([told.irritation] if told.irritation else [])], key=GRADES.index, default=None)


def planned_days(routine: Routine) -> tuple[PlannedDay, ...]:
    """A routine as the diary keeps it."""
    return tuple(
        PlannedDay(
            d.date,
            tuple(s.product for s in d.am),
            tuple(s.product for s in d.pm),
            tuple(t.product for t in d.tasks),
        )
        for d in routine.days
    )


def what_moved(before: Diary, routine: Routine, case: Case, first: date) -> tuple[Moved, ...]:
    """Compare the days both plans cover; each step that came or went, with the rules behind it."""
    old = {(p.day, s, n) for p in before.planned if p.day >= first for s in SESSIONS for n in p.session(s)}
    new = {(p.day, s, n) for p in planned_days(routine) for s in SESSIONS for n in p.session(s)}
    last = max((day for day, _, _ in old), default=first - timedelta(days=1))
    found = [Moved(d, s, n, "dropped", _dropped(case, n, (d - first).days)) for d, s, n in old - new]
    found += [Moved(d, s, n, "added", ()) for d, s, n in new - old if d <= last]
    return tuple(sorted(found, key=lambda m: (m.day, m.session, m.kind, m.product)))


def _dropped(case: Case, product: str, day: int) -> tuple[str, ...]:
    closed = [g.rule for g in case.gates if g.effect == "refer_only"]
    barred = [b.rule for b in case.barred(product, day)]
    slower = [g.rule for g in case.gates if g.effect == "reduce" or g.step_down]
    return tuple(dict.fromkeys(closed or barred or slower or ["R03"]))
