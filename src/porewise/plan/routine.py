"""Plan every morning and evening of the coming weeks, proven safe and optimal; or say why not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from porewise import __version__
from porewise.knowledge import KNOWLEDGE_VERSION, cause_model
from porewise.knowledge.rules import plan_text
from porewise.plan.case import Case, lay_out
from porewise.plan.checker import check_plan
from porewise.plan.days import days_of
from porewise.plan.expand import Key
from porewise.plan.past import as_of_today, look_back
from porewise.plan.solve import STANDARD, HowToSolve, best_plan, nearest_plan, smallest_clash
from porewise.plan.tell import Told, nothing_active, refer_level, set_aside, tell, tell_clash
from porewise.plan.wishes import given_up
from porewise.values.diary import Diary
from porewise.values.document import MadeWith
from porewise.values.findings import Findings
from porewise.values.profile import Profile
from porewise.values.referrals import Referrals, highest
from porewise.values.routine import Day, Nearest, Outcome, Routine

DEFAULT_DAYS = 84
LONGEST_DAYS = 182


def plan_routine(
    profile: Profile,
    findings: Findings | None = None,
    *,
    start: date,
    days: int | None = None,
    referrals: Referrals | None = None,
    how: HowToSolve = STANDARD,
    diary: Diary | None = None,
) -> Routine:
    """
    Plan a routine from what the person owns, from ``start`` on for ``days`` (else the profile's, else 84).

    With a ``diary``, ``start`` is today: the plan goes on from what was done, missed and felt since the
    diary began, and changes only what it must. Its days stay numbered from the diary's first day.

    The plan breaks no hard rule: an independent checker verifies it before it is returned, and a
    failed check raises ``PlanError``, a bug to report. Wishes that clash with rules give the
    outcome ``infeasible`` with a smallest clashing set of rules and the nearest plan.
    """
    horizon = days if days is not None else profile.days or DEFAULT_DAYS
    if not 1 <= horizon <= LONGEST_DAYS:
        raise ValueError(f"days must be from 1 to {LONGEST_DAYS}, got {horizon}")
    past = look_back(profile, diary, start)
    now = as_of_today(profile, past, diary, start)
    case = lay_out(now, horizon, weigh(profile, findings), past)
    if case.effect("refer_only"):
        return _routine(case, "refer_only", tell(case, frozenset()), how, referrals)
    solution = best_plan(case, how=how)
    if solution is None:
        return _infeasible(case, start, how, referrals, profile, diary)
    told = tell(case, solution.uses)
    planned = _checked(case, solution.uses, start, profile, diary)
    routine = _routine(case, _outcome(case, solution.uses, told), told, how, referrals)
    return replace(
        routine, proven_optimal=solution.optimal, days=planned, set_aside=set_aside(case, solution.uses)
    )


def weigh(profile: Profile, findings: Findings | None) -> dict[str, float]:
    """How likely each cause contributes: known causes first, then the findings, then the priors."""
    model = cause_model()
    weights = {c.id: c.prior for c in model.causes}
    if findings is not None:
        weights |= {f.cause: f.probability.value for f in findings.causes}
    for cause in profile.person.causes:
        weights[cause] = model.number("most_probability")
    return weights


def _checked(
    case: Case, uses: frozenset[Key], start: date, profile: Profile, diary: Diary | None
) -> tuple[Day, ...]:
    planned = days_of(case, uses, start)
    check_plan(profile, planned, diary)
    return tuple(replace(d, day=d.day + case.past.day) for d in planned)


def _outcome(case: Case, uses: frozenset[Key], told: Told) -> Outcome:
    people = any(g.effect == "bar" and g.days is None and "all" in g.bars for g in case.gates)
    if nothing_active(case, uses) and (people or not told.get("gaps")):
        return "base_only"
    return "plan_with_gap" if told.get("gaps") else "plan"


def _infeasible(
    case: Case,
    start: date,
    how: HowToSolve,
    referrals: Referrals | None,
    profile: Profile,
    diary: Diary | None,
) -> Routine:
    clash = smallest_clash(case, how=how)
    solution = nearest_plan(case, how=how)
    uses = frozenset() if solution is None else solution.uses
    told = tell(case, uses)
    tell_clash(case, clash, told)
    near = None
    if solution is not None:
        near = Nearest(given_up(case, solution), _checked(case, uses, start, profile, diary))
    routine = _routine(case, "infeasible", told, how, referrals)
    return replace(routine, clash=clash, nearest=near, set_aside=set_aside(case, uses))


def _routine(
    case: Case, outcome: Outcome, told: Told, how: HowToSolve, referrals: Referrals | None
) -> Routine:
    return Routine(
        outcome=outcome,
        proven_optimal=False,
        reasons=tuple(told.get("reasons", ())),
        warnings=tuple(told.get("warnings", ())),
        gaps=tuple(told.get("gaps", ())),
        refer=highest([refer_level(case), *([referrals.refer] if referrals else [])]),
        disclaimer=plan_text("disclaimer"),
        days=(),
        made_with=MadeWith(
            version=__version__,
            knowledge=KNOWLEDGE_VERSION,
            settings=(("plan", how.name), ("seed", str(how.seed))),
        ),
        procedures=referrals.procedures if referrals else (),
    )
