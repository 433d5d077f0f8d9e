"""List, show and search the records, for people who want to read what Porewise knows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from porewise.knowledge.records import record_file
from porewise.values.json import Json

# file, table, name of the id
TABLES = (
    ("rules", "rule", "id"),
    ("gates", "gate", "code"),
    ("gates", "hold", "event"),
    ("causes", "cause", "id"),
    ("causes", "sign", "id"),
    ("actives", "active", "id"),
    ("procedures", "procedure", "id"),
    ("red_flags", "flag", "code"),
    ("jurisdictions", "jurisdiction", "id"),
    ("claims", "claim", "id"),
    ("patterns", "pattern", "id"),
    ("statements", "statement", "id"),
    ("assertions", "assertion", "id"),
    ("sources", "source", "id"),
)


@dataclass(frozen=True, slots=True)
class Record:
    """One record: kind and id, what it says in one line, strength, when it was last reviewed, all of it as data."""

    kind: str
    id: str
    says: str
    strength: str | None
    source: tuple[str, ...]
    review: str
    data: Json

    def to_json(self) -> Json:
        return {"kind": self.kind, "id": self.id, "review": self.review, "record": self.data}


@cache
def all_records() -> tuple[Record, ...]:
    """Every record, by kind, in the order of the files."""
    return tuple(r for file, table, key in TABLES for r in _table(file, table, key))


def _table(file: str, table: str, key: str) -> Iterator[Record]:
    for data in record_file(file)[table]:
        says = (
            data.get("claim")
            or data.get("says")
            or data.get("name")
            or data.get("reference")
            or _carried(data)
            or _first_level(data)
        )
        review = data.get("review") or record_file(file)["review"]
        grounds = tuple(data.get("source", ()))
        yield Record(table, data[key], str(says), data.get("strength"), grounds, review, data)


def _carried(data: dict[str, Any]) -> str:
    carried = ", ".join(data.get("carried_by", ()))
    return f"{data['otherwise']} ({carried})" if "otherwise" in data else carried


def _first_level(data: dict[str, Any]) -> str:
    levels = data.get("level") or data.get("band") or [{}]
    return str(levels[0].get("says") or levels[0].get("name") or data.get("id", ""))


def find_records(text: str) -> tuple[Record, ...]:
    """
    Find records by id or by a word they say; case does not matter.

    >>> [r.id for r in find_records("R05")]
    ['R05']
    """
    wanted = text.strip().lower()
    exact = tuple(r for r in all_records() if r.id.lower() == wanted)
    return exact or tuple(r for r in all_records() if wanted and wanted in f"{r.id} {r.says}".lower())
