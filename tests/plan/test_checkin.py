"""Life with a plan: scenarios of check-ins a dermatologist can read."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from porewise.explain import explain_causes
from porewise.io.profile import profile_from_dict
from porewise.plan import check_in
from porewise.plan.checker import violations
from porewise.plan.checkin import entry_of
from porewise.values.diary import CheckedIn, Diary, LifeEvent, Told
from porewise.values.profile import Profile

sys.path.insert(0, str(Path(__file__).parent))
from catalogue import product

SCENARIOS = yaml.safe_load(
    (Path(__file__).parents[1] / "scenarios" / "life" / "checkins.yaml").read_text("utf-8")
)
START = date(2026, 3, 2)
DEFAULTS = {"age": 30, "pregnant": False, "skin_type": "oily", "country": "SG"}


def profile_of(scenario: dict[str, Any]) -> Profile:
    data = {
        "person": {**DEFAULTS, **scenario.get("person", {})},
        "product": [product(n) for n in ("gel cleanser", "moisturiser", "spf50", *scenario.get("shelf", []))],
        "event": scenario.get("events", []),
        "days": scenario.get("days", 42),
    }
    return profile_from_dict(data, scenario["name"])


def on(day: int) -> date:
    return START + timedelta(days=day)


def tellings(line: dict[str, Any], diary: Diary) -> Iterator[Told]:
    """One telling for each evening of a line of the log."""
    if "next" in line:  # the next evening that uses this product
        last = max(e.day for e in diary.entries)
        first = next(p.day for p in diary.planned if p.day > last and line["next"] in p.pm)
        nights = range((first - START).days, (first - START).days + 1)
    else:
        nights = range(line["nights"][0], line["nights"][1] + 1)
    events = tuple(LifeEvent(e["type"], on(e["day"]), on(e["day"])) for e in line.get("events", []))
    words = {k: tuple(line.get(k, ())) for k in ("symptoms", "state", "reactions")}
    for night in nights:
        yield Told(
            day=on(night),
            kept=line.get("kept"),
            irritation=line.get("irritation"),
            events=events,
            cleared=line.get("cleared", False),
            **words,
        )


def live(scenario: dict[str, Any]) -> tuple[Profile, Diary, CheckedIn]:
    """Live through the log; quiet evenings in a row are logged without planning after each."""
    profile = profile_of(scenario)
    findings = explain_causes(profile)
    owned = {p.id for p in profile.products}
    answer = check_in(profile, findings, Diary(START), Told(START))
    diary = answer.diary
    for line in scenario["log"]:
        told = list(tellings(line, diary))
        for one in told[:-1]:
            diary = diary.with_entry(entry_of(diary, one, owned))
        before = diary
        answer = check_in(profile, findings, diary, told[-1])
        if answer.routine.days:
            days = tuple(type(d)(n, d.date, d.am, d.pm, d.tasks) for n, d in enumerate(answer.routine.days))
            assert (
                violations(
                    profile,
                    days,
                    answer.diary.with_plan((), answer.first).with_plan(
                        tuple(p for p in before.planned if p.day >= answer.first), answer.first
                    ),
                )
                == []
            )
        diary = answer.diary
    return profile, before, answer


def used_on(answer: CheckedIn, name: str) -> list[int]:
    return [d.day for d in answer.routine.days for s in (*d.am, *d.pm) if s.product == name]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda s: s["name"].replace(" ", "-"))
def test_the_plan_lives_as_a_dermatologist_expects(scenario: dict[str, Any]):
    """Every line of the scenario's ``expect`` holds after the last check-in."""
    expect = scenario["expect"]
    _, _, answer = live(scenario)
    routine = answer.routine
    assert routine.outcome in expect.get("outcome", "plan base_only").split(), sorted(routine.codes())
    assert set(expect.get("codes", [])) <= routine.codes(), sorted(routine.codes())
    assert not set(expect.get("no_codes", [])) & routine.codes()
    assert routine.refer == expect.get("refer", routine.refer)
    for name in expect.get("never", []):
        assert used_on(answer, name) == [], name
    for name, span in expect.get("rests", {}).items():
        days = used_on(answer, name)
        assert not [d for d in days if span[0] <= d <= span[1]], name
        assert [d for d in days if d > span[1]], f"{name} never comes back"
    check_moves(answer, expect)
    check_counts(answer, expect)


def check_moves(answer: CheckedIn, expect: dict[str, Any]) -> None:
    moved = [(m.day - START).days for m in answer.moved]
    if "moved" in expect:
        assert len(moved) == expect["moved"], answer.moved
    if "only_moved" in expect:
        assert moved
        assert all(expect["only_moved"][0] <= d <= expect["only_moved"][1] for d in moved), answer.moved
    dropped = {r for m in answer.moved if m.kind == "dropped" for r in m.because}
    assert set(expect.get("because", [])) <= dropped, answer.moved
    share = answer.adherence.share
    if "adherence" in expect:
        assert share == expect["adherence"]
    if "adherence_below" in expect:
        assert share is not None
        assert share < expect["adherence_below"]


def check_counts(answer: CheckedIn, expect: dict[str, Any]) -> None:
    first = (answer.first - START).days
    for name, span in expect.get("nights_after", {}).items():
        days = used_on(answer, name)
        counts = [sum(1 for d in days if b <= d < b + 7) for b in range(first, first + 15, 7)]
        assert all(span[0] <= n <= span[1] for n in counts), (name, counts)
    for name, most in expect.get("most_in_two_weeks", {}).items():
        assert 0 < sum(1 for d in used_on(answer, name) if d < first + 14) <= most, name
    for name, (begin, most) in expect.get("most_in_week_from", {}).items():
        assert 0 < sum(1 for d in used_on(answer, name) if begin <= d < begin + 7) <= most, name
    for name, (begin, least) in expect.get("least_in_week_from", {}).items():
        assert sum(1 for d in used_on(answer, name) if begin <= d < begin + 7) >= least, name


def test_stop_rules_and_missed_nights_are_all_covered():
    """T01 to T07 and the rule of missed nights each have a scenario of daily life."""
    named = {r for s in SCENARIOS for r in s["rules"]}
    assert {f"T0{n}" for n in range(1, 8)} | {"D01", "I05", "S04", "R03"} <= named
