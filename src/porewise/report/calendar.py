"""
A routine as a calendar file (RFC 5545) that can be imported again: the same morning keeps the same UID.

Nothing in it comes from a clock. ``DTSTAMP`` is the first planned day; ``SEQUENCE`` counts the days since
the routine began, so that a plan made later replaces the one before it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from porewise.values.profile import Profile
from porewise.values.routine import Day, Routine, Step

PRODUCT_ID = "-//Porewise//Routine//EN"
SESSIONS = {"am": "Morning care", "pm": "Evening care"}


@dataclass(frozen=True, slots=True)
class HowToRemind:
    """
    When the reminders ring. ``zone``: a time zone by its IANA name, so that daylight saving moves the
    hour as life does; None lets the hour float with whatever clock shows the calendar.
    """

    morning: time = time(7, 30)
    evening: time = time(21, 30)
    zone: str | None = None
    alarm_minutes_before: int | None = 0

    def at(self, day: date, session: str) -> datetime:
        from zoneinfo import ZoneInfo

        moment = datetime.combine(day, self.morning if session == "am" else self.evening)
        return moment if self.zone is None else moment.replace(tzinfo=ZoneInfo(self.zone))


def zone_exists(name: str) -> bool:
    """Say whether a time zone is known by this name (``Europe/Berlin``)."""
    from zoneinfo import available_timezones

    return name in available_timezones()


def make_calendar(
    routine: Routine,
    profile: Profile,
    *,
    how: HowToRemind | None = None,
    gone: Iterable[tuple[date, str]] = (),
) -> bytes:
    """
    Give the bytes of the calendar file: one event for each morning and evening that has steps.

    ``gone`` names sessions of an earlier plan that have no steps any more; they are sent as cancelled.
    """
    from icalendar import Calendar

    how, gone = how or HowToRemind(), tuple(gone)
    days = routine.days or (routine.nearest.days if routine.nearest else ())
    calendar = Calendar()
    calendar.add("prodid", PRODUCT_ID)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Porewise")
    first = days[0] if days else None
    for day in days:
        for session in SESSIONS:
            steps = day.am if session == "am" else day.pm
            if steps and first is not None:
                calendar.add_component(_event(day, session, steps, first, profile, routine, how))
    for when, session in sorted(gone):
        calendar.add_component(_cancelled(when, session, profile, first, how))
    if how.zone is not None and (days or gone):
        spans = [d.date for d in days] + [day for day, _ in gone]
        # the changes of the clock from the year before to the year after the plan
        calendar.add_missing_timezones(date(min(spans).year - 1, 1, 1), date(max(spans).year + 2, 1, 1))
    return bytes(calendar.to_ical())


def uid(profile: Profile, day: date, session: str) -> str:
    """The lasting name of one session of one profile: by the profile's name, the day and the session."""
    whose = hashlib.sha256(profile.name.encode()).hexdigest()[:16]
    return f"{day:%Y%m%d}-{session}-{whose}@porewise.invalid"


def _event(
    day: Day,
    session: str,
    steps: tuple[Step, ...],
    first: Day,
    profile: Profile,
    routine: Routine,
    how: HowToRemind,
) -> Any:
    names = {p.id: p.name for p in profile.products}
    tests = [names.get(t.product, t.product) for t in day.tasks] if session == "am" else []
    event = _frame(day.date, session, profile, how, stamp=first.date, sequence=first.day)
    shown = [names.get(s.product, s.product) for s in steps]
    event.add("summary", f"{SESSIONS[session]}: {', '.join(shown)}")
    lines = [f"{n}. {_said(s, names)}" for n, s in enumerate(steps, start=1)]
    lines += [f"Inner arm test: {name}" for name in tests]
    event.add("description", "\n".join([*lines, "", routine.disclaimer]))
    waits = sum(s.wait_minutes for s in steps)
    event.add("duration", timedelta(minutes=10 + waits))
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    event.add("status", "CONFIRMED")
    if how.alarm_minutes_before is not None:
        event.add_component(_alarm(f"{SESSIONS[session]}", how.alarm_minutes_before))
    return event


def _frame(day: date, session: str, profile: Profile, how: HowToRemind, *, stamp: date, sequence: int) -> Any:
    from icalendar import Event

    moment = datetime.combine(stamp, time(), UTC)
    event = Event()
    event.add("uid", uid(profile, day, session))
    event.add("dtstamp", moment)
    event.add("last-modified", moment)
    event.add("sequence", sequence)
    event.add("dtstart", how.at(day, session))
    return event


def _said(step: Step, names: dict[str, str]) -> str:
    wait = f"Wait {step.wait_minutes} minutes, then " if step.wait_minutes else ""
    return f"{wait}{names.get(step.product, step.product)}: {step.amount}"


def _alarm(says: str, minutes: int) -> Any:
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", says)
    alarm.add("trigger", -timedelta(minutes=minutes))
    return alarm


def _cancelled(day: date, session: str, profile: Profile, first: Day | None, how: HowToRemind) -> Any:
    stamp, sequence = (first.date, first.day) if first else (day, 1_000)
    event = _frame(day, session, profile, how, stamp=stamp, sequence=sequence)
    event.add("summary", SESSIONS[session])
    event.add("status", "CANCELLED")
    return event
