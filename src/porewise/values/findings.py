"""What may stand behind the visible pores, with the evidence for and against."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from porewise.values.document import INTERVAL, MadeWith
from porewise.values.estimate import Estimate
from porewise.values.json import Json, rounded
from porewise.values.source import Strength

SCHEMA = "porewise/findings/1"

Confidence = Literal["strong_hint", "possible", "little_sign", "cannot_tell"]
Origin = Literal["photo", "answer"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """
    One sign that was seen or answered and speaks to a cause.

    ``supports`` is ``for`` in the document. ``likelihood_ratio`` is the value of the record before
    signs of one group are weighed together; ``group`` names that group.
    """

    sign: str
    origin: Origin
    observed: str
    supports: bool
    likelihood_ratio: float
    group: str
    source: tuple[str, ...]
    strength: Strength

    def to_json(self) -> Json:
        return {
            "sign": self.sign,
            "origin": self.origin,
            "observed": self.observed,
            "for": self.supports,
            "likelihood_ratio": rounded(self.likelihood_ratio),
            "group": self.group,
            "source": list(self.source),
            "strength": self.strength,
        }


@dataclass(frozen=True, slots=True)
class Missing:
    """A sign that would speak to the cause but is not known, and how it could become known."""

    sign: str
    says: str

    def to_json(self) -> Json:
        return {"sign": self.sign, "says": self.says}


@dataclass(frozen=True, slots=True)
class Finding:
    """One cause: how likely it contributes, how sure that is, and what would change the answer."""

    cause: str
    name: str
    says: str
    probability: Estimate
    confidence: Confidence
    modifiable: bool
    evidence: tuple[Evidence, ...]
    missing: tuple[Missing, ...]
    would_change: tuple[str, ...] = ()

    def to_json(self) -> Json:
        return {
            "cause": self.cause,
            "name": self.name,
            "says": self.says,
            "probability": self.probability.to_json(),
            "confidence": self.confidence,
            "modifiable": self.modifiable,
            "evidence": [e.to_json() for e in self.evidence],
            "missing": [m.to_json() for m in self.missing],
            "would_change": list(self.would_change),
        }


@dataclass(frozen=True, slots=True)
class Findings:
    """All eight causes, most likely first. ``rank_stability``: share of draws that keep the first first."""

    causes: tuple[Finding, ...]
    rank_stability: float
    says: tuple[str, ...]
    made_with: MadeWith

    def probability(self, cause: str) -> float | None:
        """How likely one cause contributes, or None for a word that is no cause."""
        return next((f.probability.value for f in self.causes if f.cause == cause), None)

    def to_json(self) -> Json:
        return {
            "schema": SCHEMA,
            "made_with": self.made_with.to_json(),
            "interval": INTERVAL,
            "causes": [f.to_json() for f in self.causes],
            "rank_stability": rounded(self.rank_stability),
            "says": list(self.says),
        }
