"""Scenarios a dermatologist can read: who, what is owned, and what the plan must and must not hold."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from porewise.explain import explain_causes
from porewise.io.profile import profile_from_dict
from porewise.knowledge import traits
from porewise.knowledge.rules import rules
from porewise.plan import plan_routine
from porewise.plan.checker import violations
from porewise.values.routine import Day, Routine

sys.path.insert(0, str(Path(__file__).parent))
from catalogue import product

FOLDER = Path(__file__).parents[1] / "scenarios"
SCENARIOS = [s for f in sorted(FOLDER.glob("*.yaml")) for s in yaml.safe_load(f.read_text("utf-8"))]
EXFOLIANTS = {"aha", "bha", "pha", "scrub"}
DEFAULTS = {"age": 30, "pregnant": False, "skin_type": "oily", "country": "SG"}
CARE = ["gel cleanser", "moisturiser", "spf50"]


def plan_of(scenario: dict[str, Any]) -> Routine:
    """Plan one scenario. ``shelf`` is added to plain care unless ``only`` is given."""
    shelf = scenario.get("only") or [*CARE, *scenario.get("shelf", [])]
    data = {
        "person": {**DEFAULTS, **scenario.get("person", {})},
        "product": [product(name) for name in shelf],
        "event": scenario.get("events", []),
        "wish": scenario.get("wishes", []),
        "clinician": scenario.get("clinician", []),
        "days": scenario.get("days", 28),
    }
    profile = profile_from_dict(data, scenario["name"])
    routine = plan_routine(profile, explain_causes(profile), start=date(2026, 3, 2))
    assert violations(profile, routine.days) == []
    return routine


def groups(name: str) -> frozenset[str]:
    return traits(profile_from_dict({"product": [product(name)]}).products[0]).groups


def days_with(days: tuple[Day, ...], wanted: set[str] | str) -> list[int]:
    """The days on which a product (by name) or a class is used."""

    def fits(name: str) -> bool:
        return name == wanted if isinstance(wanted, str) else bool(groups(name) & wanted)

    return [d.day for d in days for s in (*d.am, *d.pm) if fits(s.product)]


def check_nights(days: tuple[Day, ...], wanted: set[str] | str, span: list[int]) -> None:
    """In any seven days at most so many, and at least so many in whole weeks after the first."""
    used = days_with(days, wanted)
    assert used, f"{wanted} is never used"
    for last in used:
        assert sum(1 for d in used if last - 7 < d <= last) <= span[1]
    whole = range(used[0], days[-1].day - 5, 7)
    assert all(sum(1 for d in used if b <= d < b + 7) >= span[0] for b in whole)


def check_steps(days: tuple[Day, ...], expect: dict[str, Any]) -> None:
    for name in expect.get("every_morning", []):
        assert all(any(s.product == name for s in d.am) for d in days), name
    for name in expect.get("every_evening", []):
        assert all(any(s.product == name for s in d.pm) for d in days), name
    for name in expect.get("never", []):
        assert days_with(days, name) == [], name
    check_times(days, expect)
    for before, after in expect.get("order", []):
        for d in days:
            for steps in (d.am, d.pm):
                names = [s.product for s in steps]
                if before in names and after in names:
                    assert names.index(before) < names.index(after)


def check_times(days: tuple[Day, ...], expect: dict[str, Any]) -> None:
    for name, span in expect.get("rests", {}).items():
        assert not [d for d in days_with(days, name) if span[0] <= d <= span[1]], name
    for name, day in expect.get("not_before", {}).items():
        used = days_with(days, name)
        assert used, f"{name} is never used"
        assert used[0] >= day, name
    for name, session in expect.get("session", {}).items():
        assert all(s.product != name for d in days for s in (d.am if session == "pm" else d.pm))
        assert days_with(days, name), name
    for name, span in expect.get("nights", {}).items():
        check_nights(
            days, {name} if name in ("retinoid", "bpo") else EXFOLIANTS if name == "acid" else name, span
        )


def check_texts(routine: Routine, days: tuple[Day, ...], expect: dict[str, Any]) -> None:
    steps = [s for d in days for s in (*d.am, *d.pm)]
    for name, words in expect.get("amount", {}).items():
        assert all(words in s.amount for s in steps if s.product == name)
    for name, minutes in expect.get("waits", {}).items():
        assert {s.wait_minutes for s in steps if s.product == name} == {minutes}
    for name, wanted in expect.get("why", {}).items():
        why = {r for s in steps if s.product == name for r in s.why}
        assert set(wanted) <= why, (name, why)
    for name in expect.get("patch_tests", []):
        assert any(t.product == name for d in days for t in d.tasks), name


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda s: s["name"].replace(" ", "-"))
def test_the_plan_is_as_a_dermatologist_expects(scenario: dict[str, Any]):
    """Every line of the scenario's ``expect`` holds."""
    expect = scenario["expect"]
    routine = plan_of(scenario)
    days = routine.days or (routine.nearest.days if routine.nearest else ())
    assert routine.outcome in expect.get("outcome", "plan").split(" or "), (
        routine.outcome,
        sorted(routine.codes()),
    )
    assert set(expect.get("codes", [])) <= routine.codes(), sorted(routine.codes())
    assert not set(expect.get("no_codes", [])) & routine.codes()
    assert routine.refer == expect.get("refer", routine.refer)
    assert list(routine.clash) == expect.get("clash", list(routine.clash))
    aside = {s.product: set(s.because) for s in routine.set_aside}
    for name, wanted in expect.get("aside", {}).items():
        assert set(wanted) <= aside.get(name, set()), (name, aside)
    check_steps(days, expect)
    check_texts(routine, days, expect)
    if expect.get("shared_nights") == 0:
        assert not set(days_with(days, {"retinoid"})) & set(days_with(days, EXFOLIANTS))


def test_scenarios_cover_every_rule():
    """Every rule of planning is named by at least one scenario, and no scenario names a stranger."""
    lived = yaml.safe_load((FOLDER / "life" / "checkins.yaml").read_text("utf-8"))
    named = {r for s in (*SCENARIOS, *lived) for r in s["rules"]}
    assert named <= set(rules())
    assert set(rules()) - named == set()


def test_scenarios_have_different_names():
    names = [s["name"] for s in SCENARIOS]
    assert len(names) == len(set(names)) >= 80
