"""Whole visits, answers, and the same from and to stored documents."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from porewise import __version__
from porewise.calls.labels import check_shelf
from porewise.calls.photos import measure_photo, ruler_of
from porewise.calls.routine import (
    calendar,
    calendar_after,
    check_in,
    doctor_pdf,
    explain_causes,
    plan_routine,
    read_profile,
    read_told,
    refer_options,
    week_pdf,
)
from porewise.values.json import Json

if TYPE_CHECKING:
    from porewise.report.visit import VisitReport
    from porewise.values.profile import Profile
    from porewise.values.reading import Reading, Rejected
    from porewise.values.verdict import NoVerdict, Verdict


def ask(claim: str) -> Verdict | NoVerdict:
    """Answer a claim about pores: true, false, partly or unproven with sources, or no verdict and the next step."""
    from porewise.answer import answer_claim

    return answer_claim(claim, version=__version__)


def assess_reading(reading: Reading | Rejected | None, profile: Profile, *, start: date) -> VisitReport:
    """Explain, plan and refer for a reading that was taken already (or none), as one report."""
    from porewise.report import assemble

    findings = explain_causes(profile, reading)
    routine = plan_routine(profile, start=start, findings=findings)
    return assemble(reading, findings, routine, refer_options(profile, findings), check_shelf(profile))


def assess(
    photo: str | Path | None, profile: Profile, *, start: date, px_per_mm: float | None = None
) -> VisitReport:
    """One photo, one profile, one report."""
    ruler = ruler_of(profile, px_per_mm)
    reading = None if photo is None else measure_photo(photo, ruler=ruler)
    return assess_reading(reading, profile, start=start)


def assess_document(reading: Json | None, profile: Json, start: date) -> Json:
    """``assess_reading`` from stored JSON: a reading document and a profile in the shape of its TOML."""
    from porewise.io.profile import profile_from_dict
    from porewise.values.reading import reading_from_json

    read = None if reading is None else reading_from_json(reading)
    return assess_reading(read, profile_from_dict(profile), start=start).to_json()


def assess_document_to_take(reading: Json | None, profile: Json, start: date) -> Json:
    """``assess_document`` with its files: ``{"report": document, "files": {name: base64}}``."""
    from porewise.io.clock import own_zone
    from porewise.io.profile import profile_from_dict
    from porewise.values.reading import reading_from_json

    person = profile_from_dict(profile)
    report = assess_reading(None if reading is None else reading_from_json(reading), person, start=start)
    files = {
        "calendar.ics": calendar(report.routine, person, zone=own_zone()),
        "doctor.pdf": doctor_pdf(report, person),
        "week.pdf": week_pdf(report.routine, person),
    }
    return {"report": report.to_json(), "files": _as_text(files)}


def check_in_document(profile: Json, told: Json, diary: Json | None, start: date) -> Json:
    """``check_in`` from stored JSON: ``{"diary", "answer", "files": {name: base64}}``."""
    from porewise.io.clock import own_zone
    from porewise.io.diary import diary_from_dict
    from porewise.io.profile import profile_from_dict
    from porewise.values.diary import Diary

    person = profile_from_dict(profile)
    before = Diary(start) if diary is None else diary_from_dict(diary)
    answer = check_in(person, read_told(told), before)
    files = {
        "calendar.ics": calendar_after(answer, person, before, zone=own_zone()),
        "week.pdf": week_pdf(answer.routine, person),
    }
    return {"diary": answer.diary.to_json(), "answer": answer.to_json(), "files": _as_text(files)}


def _as_text(files: dict[str, bytes]) -> dict[str, str]:
    from base64 import b64encode

    return {name: b64encode(content).decode("ascii") for name, content in files.items()}


def assess_demo(*, start: date, visit: int = 1) -> VisitReport:
    """The whole report of the example person, through the same steps as anyone's."""
    from porewise.synth import demo

    return assess(demo.photos()[visit - 1], read_profile(demo.profile_path()), start=start)
