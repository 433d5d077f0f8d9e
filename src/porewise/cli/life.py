"""`porewise checkin` and the files a plan can be taken along in."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from porewise.cli.show import Progress, print_json, print_lines, say
from porewise.values.errors import PorewiseError

DAY = ["%Y-%m-%d"]
IcsFile = Annotated[
    Path | None,
    typer.Option("--ics", help="Write the routine as a calendar file; importing it again updates it."),
]
PdfFile = Annotated[
    Path | None, typer.Option("--pdf", help="Write one page for a doctor or pharmacist (PDF).")
]
WeekFile = Annotated[
    Path | None, typer.Option("--week", help="Write the first week as a page to print (PDF).")
]
Zone = Annotated[
    str | None,
    typer.Option(
        "--time-zone", help="Time zone of the reminders, such as Asia/Singapore. Default: this computer's."
    ),
]


def checkin(
    profile: Annotated[
        Path, typer.Option("--profile", help="A profile in TOML: the person and what they own.")
    ],
    log: Annotated[
        Path | None,
        typer.Option("--log", help="The diary file. Default: beside the profile, NAME.diary.json."),
    ] = None,
    day: Annotated[
        datetime | None, typer.Option("--day", formats=DAY, help="The day of the check-in. Default: today.")
    ] = None,
    start: Annotated[
        datetime | None,
        typer.Option("--start", formats=DAY, help="First day of a new diary. Default: that day."),
    ] = None,
    session: Annotated[
        str, typer.Option("--session", help="am or pm: which care the check-in is about.")
    ] = "pm",
    done: Annotated[bool, typer.Option("--done", help="Everything planned was done.")] = False,
    missed: Annotated[bool, typer.Option("--missed", help="Nothing of it was done.")] = False,
    used: Annotated[
        list[str] | None, typer.Option("--used", help="Only, or also, this product was used.")
    ] = None,
    skipped: Annotated[list[str] | None, typer.Option("--skipped", help="This product was left out.")] = None,
    irritation: Annotated[
        str | None, typer.Option("--irritation", help="none, mild, moderate or severe: how the skin feels.")
    ] = None,
    symptom: Annotated[list[str] | None, typer.Option("--symptom", help="A sign, such as hives.")] = None,
    state: Annotated[list[str] | None, typer.Option("--state", help="A state, such as sunburn.")] = None,
    reaction: Annotated[
        list[str] | None,
        typer.Option("--reaction", help="A product the skin reacted to; it stays out for good."),
    ] = None,
    event: Annotated[
        str | None, typer.Option("--event", help="Something that comes up, such as laser.")
    ] = None,
    event_on: Annotated[
        datetime | None, typer.Option("--on", formats=DAY, help="First day of the event.")
    ] = None,
    event_until: Annotated[
        datetime | None, typer.Option("--until", formats=DAY, help="Last day of the event.")
    ] = None,
    cleared: Annotated[
        bool,
        typer.Option(
            "--cleared", help="The skin is well again, and a doctor has looked where one was needed."
        ),
    ] = False,
    ics: IcsFile = None,
    week: WeekFile = None,
    time_zone: Zone = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the answer as JSON (see: porewise schema).")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress on stderr.")] = False,
) -> None:
    """Log a morning or evening, and plan again from the next one on."""
    from porewise import calls
    from porewise.report.text import checkin_lines

    if done and missed:
        raise typer.BadParameter("--done and --missed contradict each other; give one of them")
    if event is not None and event_on is None:
        raise typer.BadParameter("--event needs its first day; add --on YYYY-MM-DD")
    words = {
        "day": _date(day).isoformat(),
        "session": session,
        "kept": True if done else False if missed else None,
        "used": used or [],
        "skipped": skipped or [],
        "irritation": irritation,
        "symptoms": symptom or [],
        "state": state or [],
        "reactions": reaction or [],
        "events": [_event(event, event_on, event_until)] if event is not None else [],
        "cleared": cleared,
    }
    told = calls.read_told({k: v for k, v in words.items() if v not in (None, [], False) or k == "kept"})
    with Progress("Planning", 1, quiet=quiet):
        before = calls.read_diary_file(profile, log)
        answer = calls.check_in_file(profile, told, log=log, start=None if start is None else start.date())
    person = calls.read_profile(profile)
    if ics is not None:
        write_file(ics, calls.calendar_after(answer, person, before, zone=zone_of(time_zone)))
    if week is not None:
        write_file(week, calls.week_pdf(answer.routine, person))
    print_json(answer.to_json()) if as_json else print_lines(checkin_lines(answer, person))


def _event(kind: str, on: datetime | None, until: datetime | None) -> dict[str, str]:
    dated = {"type": kind, "start": _date(on).isoformat()}
    return dated if until is None else {**dated, "end": until.date().isoformat()}


def _date(moment: datetime | None) -> date:
    return (moment or datetime.now().astimezone()).date()


def zone_of(name: str | None) -> str | None:
    """The zone that was asked for, or this computer's own."""
    from porewise.io.clock import own_zone
    from porewise.report.calendar import zone_exists

    if name is not None and not zone_exists(name):
        raise typer.BadParameter(
            f"{name!r} is no time zone; write one such as Europe/Berlin or Asia/Singapore"
        )
    return name or own_zone()


def write_file(path: Path, content: bytes) -> None:
    """Write a file the user asked for, and say so on stderr."""
    try:
        path.write_bytes(content)
    except OSError:
        raise PorewiseError(f"{path} cannot be written; choose a folder that exists and is yours.") from None
    say(f"Written: {path}")
