"""The zones of the face and the quality gate, as records."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from porewise.knowledge.records import record_file


@dataclass(frozen=True, slots=True)
class Outline:
    """A closed outline over the 468-point face mesh; ``grow_mm`` widens what is left out."""

    name: str
    points: tuple[int, ...]
    grow_mm: float = 0.0


@dataclass(frozen=True, slots=True)
class Gate:
    """One limit of the quality gate, with the words for it."""

    id: str
    severity: str
    limit: float
    unit: str
    says: str
    remedy: str


@cache
def zone_outlines() -> tuple[Outline, ...]:
    """The zones that are measured, in the order they are shown."""
    return tuple(_outline(z) for z in record_file("zones")["zone"])


@cache
def left_out_outlines() -> tuple[Outline, ...]:
    """What lies in or near the zones and is not skin: eyes, brows, lips, nostrils."""
    return tuple(_outline(z) for z in record_file("zones")["leave_out"])


def _outline(record: dict[str, Any]) -> Outline:
    return Outline(record["name"], tuple(record["outline"]), float(record.get("grow_mm", 0.0)))


@cache
def gates() -> dict[str, Gate]:
    """All gates by id."""
    return {
        g["id"]: Gate(g["id"], g["severity"], g["limit"], g["unit"], g["says"], g["remedy"])
        for g in record_file("capture")["gate"]
    }


@cache
def face_problem(code: str) -> tuple[str, str]:
    """What is said, and the remedy, where there is no face to measure."""
    record = next(p for p in record_file("capture")["face_problem"] if p["id"] == code)
    return record["says"], record["remedy"]
