"""The words a profile may use and the questions that fill one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from porewise.knowledge.records import record_file


@cache
def words(field: str) -> dict[str, str]:
    """Give the known words of one field with the label people see (``words("skin_type")``)."""
    known: dict[str, str] = record_file("words")[field]
    return known


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a question, and what it fills in the profile."""

    id: str
    label: str
    exclusive: bool
    set: tuple[tuple[str, Any], ...]
    add: tuple[tuple[str, tuple[str, ...]], ...]
    answer: tuple[tuple[str, bool | str], ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the web app. ``kind``: ``number``, ``one`` or ``many``."""

    id: str
    kind: str
    asks: str
    why: str
    field: str | None
    min: int | None
    max: int | None
    options: tuple[Option, ...]


def _option(data: dict[str, Any]) -> Option:
    return Option(
        id=data["id"],
        label=data["label"],
        exclusive=data.get("exclusive", False),
        set=tuple(data.get("set", {}).items()),
        add=tuple((k, tuple(v)) for k, v in data.get("add", {}).items()),
        answer=tuple(data.get("answer", {}).items()),
    )


@cache
def questionnaire() -> tuple[Question, ...]:
    """Give the six questions of the web app, in their order."""
    return tuple(
        Question(
            id=q["id"],
            kind=q["kind"],
            asks=q["asks"],
            why=q["why"],
            field=q.get("field"),
            min=q.get("min"),
            max=q.get("max"),
            options=tuple(_option(o) for o in q.get("option", ())),
        )
        for q in record_file("questionnaire")["question"]
    )
