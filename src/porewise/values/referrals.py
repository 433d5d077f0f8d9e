"""When to see someone, and which procedures a doctor might discuss."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from porewise.values.document import MadeWith
from porewise.values.json import Json

SCHEMA = "porewise/referrals/1"

ReferLevel = Literal["none", "routine", "soon", "urgent", "emergency"]
LEVELS: tuple[ReferLevel, ...] = ("none", "routine", "soon", "urgent", "emergency")
Fit = Literal["may_suit", "with_caution", "not_now"]


def highest(levels: list[ReferLevel]) -> ReferLevel:
    """
    Say which of several levels is the most pressing.

    >>> highest(["soon", "routine"])
    'soon'
    """
    return max(levels, key=LEVELS.index, default="none")


@dataclass(frozen=True, slots=True)
class RedFlag:
    """A sign that should be seen by someone, how soon, and in which words."""

    code: str
    level: ReferLevel
    says: str
    source: tuple[str, ...]

    def to_json(self) -> Json:
        return {"code": self.code, "level": self.level, "says": self.says, "source": list(self.source)}


@dataclass(frozen=True, slots=True)
class Procedure:
    """One procedure, how it fits this person and why; always for a talk with a doctor, never a booking."""

    procedure: str
    name: str
    fit: Fit
    because: tuple[str, ...]
    evidence: str
    strength: str
    sessions: str
    downtime: str
    risks: tuple[str, ...]
    ask: tuple[str, ...]
    hold_days_before: int
    hold_days_after: int
    source: tuple[str, ...]

    def to_json(self) -> Json:
        return {
            "procedure": self.procedure,
            "name": self.name,
            "fit": self.fit,
            "because": list(self.because),
            "evidence": self.evidence,
            "strength": self.strength,
            "sessions": self.sessions,
            "downtime": self.downtime,
            "risks": list(self.risks),
            "ask": list(self.ask),
            "hold_days_before": self.hold_days_before,
            "hold_days_after": self.hold_days_after,
            "source": list(self.source),
        }


@dataclass(frozen=True, slots=True)
class Referrals:
    """Red flags first, then home care, then what a doctor might discuss."""

    refer: ReferLevel
    red_flags: tuple[RedFlag, ...]
    home_care_first: str
    procedures: tuple[Procedure, ...]
    disclaimer: str
    made_with: MadeWith

    def to_json(self) -> Json:
        return {
            "schema": SCHEMA,
            "made_with": self.made_with.to_json(),
            "refer": self.refer,
            "red_flags": [f.to_json() for f in self.red_flags],
            "home_care_first": self.home_care_first,
            "procedures": [p.to_json() for p in self.procedures],
            "disclaimer": self.disclaimer,
        }
