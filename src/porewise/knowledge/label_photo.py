"""When a label photo can be read, and how the list is found on it, as records."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from porewise.knowledge.face import Gate
from porewise.knowledge.records import record_file


@dataclass(frozen=True, slots=True)
class LabelKnowledge:
    """What marks an ingredient list on a pack. Gaps are in heights of a line."""

    heads: frozenset[str]
    first_words: frozenset[str]
    least_separators: int
    gap_below: float
    gap_beside: float
    least_commas_per_word: float
    least_line_confidence: float
    gates: dict[str, Gate]


@cache
def label_knowledge() -> LabelKnowledge:
    """Read the record once."""
    record = record_file("label_photo")
    return LabelKnowledge(
        heads=frozenset(record["heads"]),
        first_words=frozenset(record["first_words"]),
        least_separators=record["least_separators"],
        gap_below=record["gap_below"],
        gap_beside=record["gap_beside"],
        least_commas_per_word=record["least_commas_per_word"],
        least_line_confidence=record["least_line_confidence"],
        gates={
            g["id"]: Gate(g["id"], g["severity"], g["limit"], g["unit"], g["says"], g["remedy"])
            for g in record["gate"]
        },
    )
