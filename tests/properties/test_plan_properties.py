"""Laws that hold for every person and every shelf."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from porewise.io.profile import profile_from_dict
from porewise.plan import plan_routine
from porewise.plan.case import lay_out
from porewise.plan.checker import violations
from porewise.plan.routine import weigh
from porewise.plan.solve import STANDARD, _feasible, hard_rules

sys.path.insert(0, str(Path(__file__).parent))
from plan_people import random_profile

START = date(2026, 3, 1)
CASES = int(os.environ.get("POREWISE_PLAN_CASES", "120"))  # 5000 for the long run
LAW = settings(max_examples=CASES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@LAW
@given(seed=st.integers(0, 10**9))
def test_no_shelf_and_no_person_ever_get_a_plan_that_breaks_a_hard_rule(seed: int):
    """The independent checker finds nothing, every shown plan is proven optimal, nothing crashes."""
    profile = profile_from_dict(random_profile(seed))
    routine = plan_routine(profile, start=START)
    shown = routine.outcome in ("plan", "plan_with_gap", "base_only")
    assert violations(profile, routine.days) == []
    assert bool(routine.days) == shown
    assert routine.proven_optimal == shown
    assert (routine.outcome == "infeasible") == bool(routine.nearest or routine.clash)
    if routine.nearest is not None:
        assert violations(profile, routine.nearest.days) == []
        assert routine.nearest.given_up


@settings(LAW, max_examples=max(20, CASES // 6))
@given(seed=st.integers(0, 10**9))
def test_a_clash_is_minimal_leaving_out_any_one_rule_makes_a_plan_possible(seed: int):
    """The clash stands against the wishes as a whole; without any one of its rules it does not."""
    data = random_profile(seed)
    data["wish"] = [
        {"type": "min_per_week", "class": "retinoid", "n": 3 + seed % 5},
        {"type": "min_per_week", "class": "exfoliant", "n": 1 + seed % 4},
    ]
    data["days"] = 28
    data["product"] = [
        *data["product"][:4],
        {"id": "r", "category": "treatment", "actives": [{"name": "retinol", "percent": 0.3}]},
        {"id": "b", "category": "treatment", "actives": [{"name": "salicylic acid", "percent": 2}]},
    ]
    data["clinician"] = []
    profile = profile_from_dict(data)
    routine = plan_routine(profile, start=START)
    if routine.outcome != "infeasible" or routine.clash in (("G01",), ("G02",)):
        return  # kept, or not a matter of rules: not owned, contradictory
    case = lay_out(profile, 28, weigh(profile, None))
    assert set(routine.clash) <= set(hard_rules(case))
    assert not _feasible(case, routine.clash, STANDARD)
    for rule in routine.clash:
        others = tuple(r for r in routine.clash if r != rule)
        assert _feasible(case, others, STANDARD), rule


@settings(LAW, max_examples=10)
@given(seed=st.integers(0, 10**9))
def test_the_same_case_gives_the_same_plan_byte_for_byte(seed: int):
    """Same profile, same start, same version: the same document."""
    profile = profile_from_dict(random_profile(seed))
    first = plan_routine(profile, start=START).to_json()
    assert plan_routine(profile, start=START).to_json() == first


@settings(LAW, max_examples=15)
@given(seed=st.integers(0, 10**9))
def test_pregnancy_never_meets_a_retinoid(seed: int):
    """Pregnant, trying, or not said: whatever is owned, wished or ordered, no retinoid is planned."""
    data = random_profile(seed)
    for name in ("pregnant", "trying_to_conceive", "breastfeeding"):
        data["person"].pop(name, None)
    if seed % 2:
        data["person"]["pregnant"] = True
    data["person"].pop("age", None)
    profile = profile_from_dict(data)
    routine = plan_routine(profile, start=START)
    case = lay_out(profile, routine.days[-1].day + 1 if routine.days else 7, {})
    retinoids = {i.id for i in case.items if "retinoid" in i.groups}
    days = routine.days or (routine.nearest.days if routine.nearest else ())
    assert not retinoids & {s.product for d in days for s in (*d.am, *d.pm)}
