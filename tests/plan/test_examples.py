"""The six example profiles give valid documents, and the checker is not asleep."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from importlib import resources
from pathlib import Path

import jsonschema
import pytest

from porewise.explain import explain_causes
from porewise.io.profile import read_profile
from porewise.plan import plan_routine
from porewise.plan.checker import PlanError, check_plan, violations
from porewise.refer import refer_options
from porewise.values.profile import Profile
from porewise.values.routine import Day, Routine, Step

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.toml"))
START = date(2026, 3, 2)


def contract(name: str) -> dict[str, object]:
    folder = resources.files("porewise.report") / "contracts"
    schema: dict[str, object] = json.loads((folder / f"{name}.schema.json").read_text("utf-8"))
    return schema


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_an_example_gives_documents_by_contract(path: Path):
    """Profile, findings, routine and referrals validate; the plan is proven optimal."""
    profile = read_profile(path)
    findings = explain_causes(profile)
    referrals = refer_options(profile, findings)
    routine = plan_routine(profile, findings, start=START, referrals=referrals)
    documents = {"profile": profile, "findings": findings, "referrals": referrals, "routine": routine}
    for name, value in documents.items():
        jsonschema.validate(value.to_json(), contract(name), format_checker=jsonschema.FormatChecker())
    assert routine.proven_optimal
    assert len(routine.days) == 84


def oily() -> tuple[Profile, Routine]:
    profile = read_profile(next(p for p in EXAMPLES if p.stem == "oily-beginner"))
    return profile, plan_routine(profile, start=START, days=28)


def with_step(days: tuple[Day, ...], day: int, slot: str, product: str) -> tuple[Day, ...]:
    step = Step(product, "x", "x", 0, ("B11",))
    steps = (step, *getattr(days[day], slot))
    return (*days[:day], replace(days[day], **{slot: steps}), *days[day + 1 :])


TAMPERED = [("am", "adapalene", "R01"), ("am", "bha", "E04"), ("pm", "sun", "B01"), ("pm", "stranger", "G01")]


@pytest.mark.parametrize(("slot", "product", "rule"), TAMPERED)
def test_the_checker_finds_what_was_slipped_in(slot: str, product: str, rule: str):
    """A plan changed by hand is refused, with the rule that it breaks."""
    profile, routine = oily()
    assert rule in {v.rule for v in violations(profile, with_step(routine.days, 26, slot, product))}


def test_the_checker_finds_a_shared_night_and_a_missing_evening_wash():
    profile, routine = oily()
    night = next(d.day for d in routine.days if any(s.product == "adapalene" for s in d.pm))
    assert "C01" in {v.rule for v in violations(profile, with_step(routine.days, night, "pm", "bha"))}
    bare = (replace(routine.days[0], pm=()), *routine.days[1:])
    assert "B03" in {v.rule for v in violations(profile, bare)}


def test_the_checker_finds_too_early_and_too_often():
    profile, routine = oily()
    early = with_step(routine.days, 0, "pm", "adapalene")
    assert "I01" in {v.rule for v in violations(profile, early)}
    often = routine.days
    for day in range(20, 28):
        often = with_step(often, day, "pm", "adapalene")
    assert {"R04", "R06"} & {v.rule for v in violations(profile, often)}


def test_a_plan_for_someone_else_is_refused():
    """The same plan in pregnancy: the checker raises, nothing is shown."""
    profile, routine = oily()
    pregnant = replace(profile, person=replace(profile.person, pregnant=True))
    with pytest.raises(PlanError, match="P01"):
        check_plan(pregnant, routine.days)


@pytest.mark.parametrize("days", [0, 183, -1])
def test_a_horizon_out_of_range_is_the_callers_mistake(days: int):
    profile, _ = oily()
    with pytest.raises(ValueError, match="days must be from 1 to 182"):
        plan_routine(profile, start=START, days=days)


@pytest.mark.parametrize("days", [1, 3, 7, 182])
def test_every_horizon_gets_a_plan(days: int):
    profile, _ = oily()
    routine = plan_routine(profile, start=START, days=days)
    assert len(routine.days) == days
    assert routine.days[-1].date.toordinal() == START.toordinal() + days - 1
