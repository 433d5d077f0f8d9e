"""The numbers of the soft rules, as data."""

from __future__ import annotations

from functools import cache

from porewise.knowledge.records import record_file


@cache
def points(table: str, name: str) -> int:
    """One number of a soft rule (``points("spread", "close")``)."""
    return int(record_file("preferences")[table][name])


@cache
def grade_points(grade: str) -> int:
    """What the grade of a home active is worth, D least."""
    return points("grade_points", grade)


@cache
def most_grade_points() -> int:
    """What the best grade is worth."""
    return max(points("grade_points", g) for g in "ABCD")


@cache
def family_place(family: str) -> int:
    """The place of a class among those that are asked for equally; unknown ones come last."""
    families: list[str] = record_file("preferences")["family_order"]["families"]
    return families.index(family) if family in families else len(families)


@cache
def cleanser_formats(skin: str) -> tuple[str, ...]:
    """The cleanser formats that suit a skin type."""
    return tuple(record_file("preferences")["cleanser_formats"][skin])
