"""
Replay a finished plan against the hard rules, day by day.

This package shares no code with the model: it reads the plan, the products and the diary in its own way,
as a person would, and takes the rules from the same knowledge records. Every plan passes it before it is
shown; a finding here is a bug, not an answer.
"""

from __future__ import annotations

from datetime import date

from porewise.plan.checker import base, often, people
from porewise.plan.checker.life import read_life
from porewise.plan.checker.replay import Replay, Use, Violation
from porewise.plan.checker.shelf import read_product
from porewise.values.diary import Diary
from porewise.values.profile import Profile
from porewise.values.routine import Day

__all__ = ["PlanError", "Violation", "check_plan", "violations"]

CHECKS = (
    base.sunscreen_mornings,
    base.cleansing,
    base.evenings_only,
    base.one_retinoid,
    base.together,
    often.frequency,
    often.introduction,
    often.burden,
    people.people,
    people.around_events,
    people.harsh,
    people.not_made_up,
)


class PlanError(RuntimeError):
    """The planner made a plan that its checker refuses: a bug to report, never a plan to show."""


def check_plan(profile: Profile, days: tuple[Day, ...], diary: Diary | None = None) -> None:
    """Raise ``PlanError`` if the plan breaks a hard rule."""
    found = violations(profile, days, diary)
    if found:
        first = found[0]
        raise PlanError(
            f"This plan would break rule {first.rule} on day {first.day} with {first.product!r}"
            f" ({len(found)} findings); it is not shown. Please report this with the profile."
        )


def violations(profile: Profile, days: tuple[Day, ...], diary: Diary | None = None) -> list[Violation]:
    """
    List every broken hard rule of a plan, empty for a good one.

    ``profile`` is as it was when the routine began; ``diary`` holds what happened since. Days of the plan
    are counted from its first day (0), days before it are negative.
    """
    shelf = {p.id: read_product(p) for p in profile.products}
    strangers = [
        Violation("G01", d.day, s.product) for d in days for s in (*d.am, *d.pm) if s.product not in shelf
    ]
    if strangers:
        return strangers
    life = read_life(profile, diary, days[0].date if days else date.min)
    before = tuple(Use(day, slot, 0, shelf[p]) for day, slot, p in life.used if p in shelf)
    uses = tuple(
        Use(d.day, slot, place, shelf[step.product])
        for d in days
        for slot, steps in (("am", d.am), ("pm", d.pm))
        for place, step in enumerate(steps)
    )
    replay = Replay(profile, days, uses, shelf, life, before)
    return [v for check in CHECKS for v in check(replay)]
