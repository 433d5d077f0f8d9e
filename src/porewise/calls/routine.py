"""Causes, plans, check-ins and what is taken along."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from porewise.values.json import Json

if TYPE_CHECKING:
    from porewise.report.visit import VisitReport
    from porewise.values.diary import CheckedIn, Diary, Told
    from porewise.values.findings import Findings
    from porewise.values.profile import Profile
    from porewise.values.reading import Reading, Rejected
    from porewise.values.referrals import Referrals
    from porewise.values.routine import Routine


def read_profile(path: str | Path) -> Profile:
    """Read a profile (TOML). Raises ``PorewiseError`` naming the field, the value and the remedy."""
    from porewise.io.profile import read_profile as read

    return read(Path(path))


def explain_causes(profile: Profile, reading: Reading | Rejected | None = None) -> Findings:
    """Say what may stand behind the visible pores, and how sure that is."""
    from porewise.explain import explain_causes as explain
    from porewise.values.reading import Reading

    return explain(profile, reading if isinstance(reading, Reading) else None)


def refer_options(profile: Profile, findings: Findings | None = None) -> Referrals:
    """Say when to see someone, red flags first, and what a doctor might discuss."""
    from porewise.refer import refer_options as refer

    return refer(profile, explain_causes(profile) if findings is None else findings)


def plan_routine(
    profile: Profile, *, start: date, findings: Findings | None = None, days: int | None = None
) -> Routine:
    """Plan every morning and evening from ``start``, from what the person owns, proven and checked."""
    from porewise.plan import plan_routine as plan

    found = explain_causes(profile) if findings is None else findings
    return plan(profile, found, start=start, days=days, referrals=refer_options(profile, found))


def check_in(
    profile: Profile, told: Told, diary: Diary | None = None, *, start: date | None = None
) -> CheckedIn:
    """
    Log a morning or evening and plan again from the next session on.

    Without a diary a new one begins on ``start`` (else on the day of the check-in). Raises ``PorewiseError``
    for a day before the diary begins, and for products that are not on the shelf.
    """
    from porewise.plan import check_in as log
    from porewise.values.diary import Diary
    from porewise.values.errors import PorewiseError

    found = explain_causes(profile)
    kept = Diary(start or told.day) if diary is None else diary
    try:
        return log(profile, found, kept, told, referrals=refer_options(profile, found))
    except ValueError as error:
        raise PorewiseError(f"check-in: {error}.") from None


def check_in_file(
    profile: str | Path, told: Told, *, log: str | Path | None = None, start: date | None = None
) -> CheckedIn:
    """``check_in`` for a profile file and its diary file (beside the profile unless ``log`` names another)."""
    from porewise.io.diary import diary_beside, read_diary, write_diary

    path = diary_beside(Path(profile)) if log is None else Path(log)
    answer = check_in(read_profile(profile), told, read_diary(path), start=start)
    write_diary(answer.diary, path)
    return answer


def read_told(data: Json) -> Told:
    """Check what a person says at a check-in (plain data). Raises ``PorewiseError`` naming field and value."""
    from porewise.io.diary import told_from_dict

    return told_from_dict(data)


def read_diary_file(profile: str | Path, log: str | Path | None = None) -> Diary | None:
    """The diary of a profile file, or None where none was begun."""
    from porewise.io.diary import diary_beside, read_diary

    return read_diary(diary_beside(Path(profile)) if log is None else Path(log))


def calendar(routine: Routine, profile: Profile, *, zone: str | None = None) -> bytes:
    """A routine as a calendar file (.ics), with reminders in the given time zone (None: floating hours)."""
    from porewise.report.calendar import HowToRemind, make_calendar

    return make_calendar(routine, profile, how=HowToRemind(zone=zone))


def calendar_after(
    answer: CheckedIn, profile: Profile, before: Diary | None, *, zone: str | None = None
) -> bytes:
    """The calendar file after a check-in: it updates what was imported before and cancels what has gone."""
    from porewise.report.calendar import HowToRemind, make_calendar

    planned = {(d.day, s) for d in answer.diary.planned for s in ("am", "pm") if d.session(s)}
    was = before.planned if before is not None else ()
    gone = {(d.day, s) for d in was if d.day >= answer.first for s in ("am", "pm") if d.session(s)} - planned
    return make_calendar(answer.routine, profile, how=HowToRemind(zone=zone), gone=gone)


def doctor_pdf(report: VisitReport, profile: Profile) -> bytes:
    """One page for a doctor or pharmacist: a tagged PDF, the same bytes for the same answers."""
    from porewise.report.pdf import make_pdf
    from porewise.report.sheet import doctor_sheet

    return make_pdf("doctor", doctor_sheet(report, profile))


def week_pdf(routine: Routine, profile: Profile, *, week: int = 1) -> bytes:
    """One week of a routine as a page to print, with boxes to tick."""
    from porewise.report.pdf import make_pdf
    from porewise.report.sheet import week_sheet

    return make_pdf("week", week_sheet(routine, profile, week=week))
