"""Where a statement comes from, and how much it weighs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from porewise.values.json import Json

# A: trial, label or regulation. B: guideline, cohort or small trial. C: expert. E: engineering choice.
Strength = Literal["A", "B", "C", "E"]


@dataclass(frozen=True, slots=True)
class Source:
    """
    One work a statement rests on. ``seen`` says how it was read: ``abstract``, ``page``,
    ``review`` (reported by a review that was read) or ``memory`` (not verified).
    """

    id: str
    reference: str
    seen: str

    def to_json(self) -> Json:
        return {"id": self.id, "reference": self.reference, "seen": self.seen}
