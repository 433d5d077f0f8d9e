"""Keep a diary in a file: read it, check it, write it whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from porewise.io.profile_fields import Field
from porewise.knowledge import words
from porewise.values.diary import SCHEMA, SESSIONS, CheckIn, Diary, LifeEvent, PlannedDay, Told
from porewise.values.errors import PorewiseError

GRADES = ("none", "mild", "moderate", "severe")
LARGEST_BYTES = 20_000_000


def diary_beside(profile: Path) -> Path:
    """
    Where the diary of a profile lies if nobody says otherwise.

    >>> diary_beside(Path("me.toml")).name
    'me.diary.json'
    """
    return profile.with_suffix(".diary.json")


def read_diary(path: Path) -> Diary | None:
    """Read a diary, or None where there is no file yet. Raises ``PorewiseError`` for a file that is none."""
    try:
        if not path.exists():
            return None
        if path.stat().st_size > LARGEST_BYTES:
            raise PorewiseError(
                f"{path.name} is larger than 20 MB; a diary is a short file, choose the right one."
            )
        data = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        raise PorewiseError(
            f"{path.name} cannot be read as a diary; name the file Porewise wrote, or a new one, with --log."
        ) from None
    if not isinstance(data, dict):
        raise PorewiseError(
            f"{path.name} is no diary; name the file Porewise wrote, or a new one, with --log."
        )
    return diary_from_dict(data, path.name)


def write_diary(diary: Diary, path: Path) -> None:
    """Write a diary; a crash half-way leaves the old one whole."""
    text = json.dumps(diary.to_json(), ensure_ascii=False, indent=1) + "\n"
    half = path.with_name(path.name + ".new")
    try:
        half.write_text(text, "utf-8")
        half.replace(path)
    except OSError:
        raise PorewiseError(
            f"{path} cannot be written; choose a place you can write to with --log."
        ) from None


def diary_from_dict(data: Mapping[str, Any], name: str = "diary") -> Diary:
    """Check and read a diary given as plain data."""
    top = Field(name, "", data)
    top.only_keys(("schema", "start", "entries", "planned"))
    if data.get("schema") != SCHEMA:
        top.fail("schema", data.get("schema"), f"a diary says {SCHEMA}; choose the file Porewise wrote")
    return Diary(
        start=read_date(top, "start"),
        entries=tuple(_entry(f) for f in top.tables("entries", most=20_000)),
        planned=tuple(_planned(f) for f in top.tables("planned", most=20_000)),
    )


def read_date(field: Field, key: str) -> date:
    """Read a date written as YYYY-MM-DD."""
    value = field.data.get(key)
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        field.fail(key, value, "write a date as YYYY-MM-DD")


def _ids(field: Field, key: str) -> tuple[str, ...]:
    value = field.data.get(key, [])
    if not isinstance(value, list) or not all(isinstance(x, str) for x in value):
        field.fail(key, value, "write a list of product ids")
    return tuple(value)


KEYS = (
    "day",
    "session",
    "done",
    "missed",
    "tested",
    "irritation",
    "symptoms",
    "state",
    "reactions",
    "events",
)


def _entry(field: Field) -> CheckIn:
    field.only_keys((*KEYS, "cleared"))
    return CheckIn(
        day=read_date(field, "day"),
        session=field.word("session", SESSIONS) or "pm",
        done=_ids(field, "done"),
        missed=_ids(field, "missed"),
        tested=_ids(field, "tested"),
        irritation=field.word("irritation", GRADES),
        symptoms=field.words("symptoms", words("symptoms")),
        state=field.words("state", words("state")),
        reactions=_ids(field, "reactions"),
        events=tuple(life_event(f) for f in field.tables("events")),
        cleared=bool(field.yes_no("cleared")),
    )


def life_event(field: Field) -> LifeEvent:
    """Read something in life with its dates."""
    field.only_keys(("type", "start", "end"))
    kind = field.word("type", words("event"))
    if kind is None:
        field.missing("type", f"say which, one of {', '.join(words('event'))}")
    start = read_date(field, "start")
    end = read_date(field, "end") if "end" in field.data else start
    if end < start:
        field.fail("end", end.isoformat(), f"it must not be before start ({start})")
    return LifeEvent(str(kind), start, end)


TOLD = ("day", "session", "kept", "used", "skipped", "irritation", "symptoms", "state", "reactions", "events")


def told_from_dict(data: Mapping[str, Any], name: str = "check-in") -> Told:
    """Check and read what a person says at a check-in, given as plain data."""
    field = Field(name, "", data)
    field.only_keys((*TOLD, "cleared"))
    return Told(
        day=read_date(field, "day"),
        session=field.word("session", SESSIONS) or "pm",
        kept=field.yes_no("kept"),
        used=_ids(field, "used"),
        skipped=_ids(field, "skipped"),
        irritation=field.word("irritation", GRADES),
        symptoms=field.words("symptoms", words("symptoms")),
        state=field.words("state", words("state")),
        reactions=_ids(field, "reactions"),
        events=tuple(life_event(f) for f in field.tables("events")),
        cleared=bool(field.yes_no("cleared")),
    )


def _planned(field: Field) -> PlannedDay:
    field.only_keys(("day", "am", "pm", "tests"))
    return PlannedDay(read_date(field, "day"), _ids(field, "am"), _ids(field, "pm"), _ids(field, "tests"))
