"""A routine day by day, each step with its rules; or, in words, why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from porewise.values.document import MadeWith
from porewise.values.json import Json
from porewise.values.referrals import Procedure, ReferLevel

SCHEMA = "porewise/routine/1"

Outcome = Literal["plan", "plan_with_gap", "base_only", "infeasible", "refer_only"]


@dataclass(frozen=True, slots=True)
class Because:
    """A reason, warning or gap: its code, in words, by which rule and from which sources."""

    code: str
    says: str
    rule: str
    source: tuple[str, ...]

    def to_json(self) -> Json:
        return {"code": self.code, "says": self.says, "rule": self.rule, "source": list(self.source)}


@dataclass(frozen=True, slots=True)
class Step:
    """One product in one session. ``wait_minutes``: how long to wait before putting it on."""

    product: str
    step: str
    amount: str
    wait_minutes: int
    why: tuple[str, ...]

    def to_json(self) -> Json:
        return {
            "product": self.product,
            "step": self.step,
            "amount": self.amount,
            "wait_minutes": self.wait_minutes,
            "why": list(self.why),
        }


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do beside the face: a patch test of a product."""

    type: str
    product: str

    def to_json(self) -> Json:
        return {"type": self.type, "product": self.product}


@dataclass(frozen=True, slots=True)
class Day:
    """One day: morning, evening, tasks."""

    day: int
    date: date
    am: tuple[Step, ...]
    pm: tuple[Step, ...]
    tasks: tuple[Task, ...] = ()

    def to_json(self) -> Json:
        return {
            "day": self.day,
            "date": self.date.isoformat(),
            "am": [s.to_json() for s in self.am],
            "pm": [s.to_json() for s in self.pm],
            "tasks": [t.to_json() for t in self.tasks],
        }


@dataclass(frozen=True, slots=True)
class SetAside:
    """An owned product that the plan does not use, and the rules that say so."""

    product: str
    because: tuple[str, ...]

    def to_json(self) -> Json:
        return {"product": self.product, "because": list(self.because)}


@dataclass(frozen=True, slots=True)
class GivenUp:
    """A wish that could not be kept: what was asked, what is possible, in words."""

    wish: Json
    possible: int | None
    says: str

    def to_json(self) -> Json:
        return {"wish": self.wish, "possible": self.possible, "says": self.says}


@dataclass(frozen=True, slots=True)
class Nearest:
    """The feasible plan that comes nearest to wishes that clash with the rules."""

    given_up: tuple[GivenUp, ...]
    days: tuple[Day, ...]

    def to_json(self) -> Json:
        return {"given_up": [g.to_json() for g in self.given_up], "days": [d.to_json() for d in self.days]}


@dataclass(frozen=True, slots=True)
class Routine:
    """
    The answer of the planner. ``days`` is empty when ``infeasible`` or ``refer_only``.

    ``proven_optimal``: the solver proved that no plan serves the soft rules better, in their order.
    ``clash``: a minimal set of rules that stand against the wishes; leaving out any one would do.
    """

    outcome: Outcome
    proven_optimal: bool
    reasons: tuple[Because, ...]
    warnings: tuple[Because, ...]
    gaps: tuple[Because, ...]
    refer: ReferLevel
    disclaimer: str
    days: tuple[Day, ...]
    made_with: MadeWith
    procedures: tuple[Procedure, ...] = ()
    clash: tuple[str, ...] = ()
    nearest: Nearest | None = None
    set_aside: tuple[SetAside, ...] = ()

    def codes(self) -> frozenset[str]:
        """All reason, warning and gap codes."""
        return frozenset(b.code for b in (*self.reasons, *self.warnings, *self.gaps))

    def to_json(self) -> Json:
        return {
            "schema": SCHEMA,
            "made_with": self.made_with.to_json(),
            "outcome": self.outcome,
            "proven_optimal": self.proven_optimal,
            "reasons": [b.to_json() for b in self.reasons],
            "warnings": [b.to_json() for b in self.warnings],
            "gaps": [b.to_json() for b in self.gaps],
            "refer": self.refer,
            "procedures": [p.to_json() for p in self.procedures],
            "disclaimer": self.disclaimer,
            "days": [d.to_json() for d in self.days],
            "clash": list(self.clash),
            "nearest": None if self.nearest is None else self.nearest.to_json(),
            "set_aside": [s.to_json() for s in self.set_aside],
        }
