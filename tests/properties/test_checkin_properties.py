"""Laws of plans that go on from a diary, for random people, shelves and lives."""

from __future__ import annotations

import os
import random
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from porewise.io.profile import profile_from_dict
from porewise.plan import check_in
from porewise.plan.checker import violations
from porewise.values.diary import CheckedIn, Diary, LifeEvent, Told
from porewise.values.profile import Profile

sys.path.insert(0, str(Path(__file__).parent))
from plan_people import random_profile

START = date(2026, 3, 1)
CASES = int(os.environ.get("POREWISE_CHECKIN_CASES", "9"))
LAW = settings(max_examples=CASES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
EVENINGS = 12


def telling(r: random.Random, day: date, profile: Profile) -> Told:
    """One random evening: mostly kept and calm, sometimes missed, extra, irritated, or with news."""
    ids = [p.id for p in profile.products]
    event = LifeEvent(
        r.choice(["chemical_peel", "high_uv_trip", "wax_face"]), day + timedelta(5), day + timedelta(9)
    )
    return Told(
        day,
        kept=r.choice([True, True, True, False, None]),
        used=(r.choice(ids),) if ids and r.random() < 0.15 else (),
        skipped=(r.choice(ids),) if ids and r.random() < 0.1 else (),
        irritation=r.choice(["none", "none", "none", "none", "mild", "moderate", None]),
        symptoms=("burning_over_1h",) if r.random() < 0.02 else (),
        state=("sunburn",) if r.random() < 0.04 else (),
        reactions=(r.choice(ids),) if ids and r.random() < 0.03 else (),
        events=(event,) if r.random() < 0.05 else (),
        cleared=r.random() < 0.1,
    )


def checked(profile: Profile, before: Diary, answer: CheckedIn) -> list[object]:
    """What the checker finds in the new plan, given the diary as the planner had it."""
    seen = answer.diary.with_plan(tuple(p for p in before.planned if p.day >= answer.first), answer.first)
    days = answer.routine.days or (answer.routine.nearest.days if answer.routine.nearest else ())
    return list(violations(profile, tuple(replace(d, day=n) for n, d in enumerate(days)), seen))


@LAW
@given(seed=st.integers(0, 10**9))
def test_no_life_ever_leads_to_a_plan_that_breaks_a_hard_rule(seed: int):
    """After any run of evenings the checker finds nothing, and what is shown is proven optimal."""
    profile = replace(profile_from_dict(random_profile(seed)), days=35)
    r = random.Random(seed)  # noqa: S311 - not for secrets
    answer = check_in(profile, None, Diary(START), Told(START))
    day = START
    for _ in range(EVENINGS):
        before = answer.diary
        answer = check_in(profile, None, before, telling(r, day, profile))
        assert checked(profile, before, answer) == []
        assert answer.routine.proven_optimal or not answer.routine.days
        day += timedelta(days=r.choice([1, 1, 1, 2, 3]))


@settings(LAW, max_examples=max(4, CASES // 3))
@given(seed=st.integers(0, 10**9))
def test_who_follows_a_plan_calmly_sees_nothing_move(seed: int):
    """
    Evenings done as planned, without irritation, never change a night of the coming two weeks. Later
    ones may: at the far end of the plan a better place can turn up as the horizon moves on.
    """
    profile = replace(profile_from_dict(random_profile(seed)), days=42)
    answer = check_in(profile, None, Diary(START), Told(START))
    for n in range(16):
        day = START + timedelta(days=n)
        for session in ("am", "pm"):
            answer = check_in(profile, None, answer.diary, Told(day, session, kept=True, irritation="none"))
            if session == "pm":
                assert [m for m in answer.moved if m.day <= day + timedelta(days=14)] == []


@settings(LAW, max_examples=max(4, CASES // 3))
@given(seed=st.integers(0, 10**9), miss=st.integers(2, 12))
def test_a_missed_evening_adds_nothing(seed: int, miss: int):
    """After a missed evening no use is added in the week after it, on any night, for any product."""
    data = random_profile(seed)
    data["person"]["symptoms"] = data["person"]["state"] = []
    profile = replace(profile_from_dict(data), days=42)
    answer = check_in(profile, None, Diary(START), Told(START))
    for n in range(miss + 1):
        told = Told(START + timedelta(days=n), kept=n != miss, irritation="none")
        answer = check_in(profile, None, answer.diary, told)
    week = [m for m in answer.moved if m.kind == "added" and m.day <= START + timedelta(days=miss + 7)]
    assert week == []
