"""The calendar file: stable names, updates on re-import, alarms, daylight saving; read by two libraries."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, time, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest
import vobject

from porewise import calls
from porewise.report.calendar import HowToRemind, make_calendar
from porewise.values.diary import Told
from porewise.values.profile import Profile
from porewise.values.routine import Routine

PROFILE = Path(__file__).parents[2] / "examples" / "oily-beginner.toml"
START = date(2026, 3, 23)  # the week before daylight saving begins in Europe


@pytest.fixture(scope="module")
def profile() -> Profile:
    return calls.read_profile(PROFILE)


@pytest.fixture(scope="module")
def routine(profile: Profile) -> Routine:
    return calls.plan_routine(profile, start=START, days=14)


def read_icalendar(content: bytes) -> dict[str, dict[str, Any]]:
    calendar = icalendar.Calendar.from_ical(content)
    return {
        str(e["uid"]): {
            "sequence": int(e["sequence"]),
            "summary": str(e["summary"]),
            "start": e["dtstart"].dt,
        }
        for e in calendar.walk("VEVENT")
    }


def read_vobject(content: bytes) -> dict[str, dict[str, Any]]:
    calendar = vobject.readOne(content.decode())
    return {
        e.uid.value: {
            "sequence": int(e.sequence.value),
            "summary": e.summary.value,
            "start": e.dtstart.value,
        }
        for e in calendar.vevent_list
    }


READERS = [read_icalendar, read_vobject]


def imported(kept: dict[str, dict[str, Any]], new: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """What a calendar holds after an import (RFC 5546): by UID, a higher or equal SEQUENCE takes the place."""
    merged = dict(kept)
    for uid, event in new.items():
        if uid not in merged or event["sequence"] >= merged[uid]["sequence"]:
            merged[uid] = event
    return merged


@pytest.mark.parametrize("read", READERS)
def test_each_morning_and_evening_is_one_event(profile: Profile, routine: Routine, read: Any):
    """28 sessions, 28 lasting names; both libraries agree on the local hour."""
    events = read(make_calendar(routine, profile, how=HowToRemind(zone="Europe/Berlin")))
    assert len(events) == 28
    assert all(e["start"].hour in (7, 21) for e in events.values())


@pytest.mark.parametrize("read", READERS)
def test_the_hour_stays_when_daylight_saving_begins(profile: Profile, routine: Routine, read: Any):
    """07:30 in Berlin is 06:30 UTC on 28 March 2026 and 05:30 UTC a day later."""
    events = read(make_calendar(routine, profile, how=HowToRemind(zone="Europe/Berlin")))
    mornings = {e["start"].date(): e["start"] for e in events.values() if e["start"].hour == 7}
    before, after = mornings[date(2026, 3, 28)], mornings[date(2026, 3, 29)]
    assert before.time() == after.time() == time(7, 30)
    assert before.astimezone(UTC).time() == time(6, 30)
    assert after.astimezone(UTC).time() == time(5, 30)


@pytest.mark.parametrize("read", READERS)
def test_importing_a_later_plan_updates_and_doubles_nothing(profile: Profile, read: Any):
    """After a check-in with a reaction the same evenings bear new steps under the same names."""
    first = calls.check_in(profile, Told(START))
    kept = read(calls.calendar_after(first, profile, None))
    later = calls.check_in(
        profile, Told(START + timedelta(days=1), kept=True, reactions=("adapalene",)), first.diary
    )
    merged = imported(kept, read(calls.calendar_after(later, profile, first.diary)))
    days = {d.date: d for d in later.routine.days}
    assert len(merged) == len(kept) + 2 * 2  # the horizon moved on by two days
    coming = [e for e in merged.values() if e["start"].date() in days and e["start"].hour == 21]
    assert coming
    assert not any("Adapalene" in e["summary"] for e in coming)
    assert {e["sequence"] for e in coming} == {2}


def test_a_plan_that_closes_cancels_what_was_imported(profile: Profile):
    """After an emergency no reminder of the old plan stays in force."""
    first = calls.check_in(profile, Told(START))
    closed = calls.check_in(profile, Told(START, symptoms=("hives",)), first.diary)
    calendar = icalendar.Calendar.from_ical(calls.calendar_after(closed, profile, first.diary))
    events = calendar.walk("VEVENT")
    assert len(events) == 2 * 83
    assert {str(e["status"]) for e in events} == {"CANCELLED"}


def test_every_event_rings_and_keeps_to_itself(profile: Profile, routine: Routine):
    """An alarm, private, not blocking the day, with steps, amounts and the disclaimer."""
    content = make_calendar(routine, profile, how=replace(HowToRemind(), alarm_minutes_before=10))
    for event in icalendar.Calendar.from_ical(content).walk("VEVENT"):
        (alarm,) = event.walk("VALARM")
        assert alarm["trigger"].dt == timedelta(minutes=-10)
        assert (str(event["class"]), str(event["transp"])) == ("PRIVATE", "TRANSPARENT")
        assert "1. Gel cleanser: " in event["description"]
        assert "not medical advice" in event["description"]


def test_no_clock_and_no_machine_is_in_it(profile: Profile, routine: Routine):
    """Same plan, same bytes; the stamp is the first planned day; hours without a zone float."""
    one, two = (make_calendar(routine, profile) for _ in range(2))
    assert one == two
    assert b"DTSTAMP:20260323T000000Z" in one
    assert b"DTSTART:20260323T073000\r\n" in one
    assert b"VTIMEZONE" not in one
    assert all(len(line) <= 75 for line in one.split(b"\r\n"))
