"""The rules of planning, who must not get what, windows around events, and what is said about it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from porewise.knowledge.records import record_file
from porewise.values.referrals import ReferLevel
from porewise.values.source import Source, Strength


@dataclass(frozen=True, slots=True)
class Rule:
    """
    One rule of planning. ``limits`` are its numbers; ``kind``: hard, soft or info; ``jurisdiction``:
    where it holds, if not everywhere.
    """

    id: str
    kind: str
    group: str
    says: str
    source: tuple[str, ...]
    strength: Strength
    assertions: tuple[str, ...] = ()
    limits: tuple[tuple[str, float], ...] = ()
    jurisdiction: tuple[str, ...] = ()

    def limit(self, name: str) -> float:
        return dict(self.limits)[name]

    @property
    def clinician_may_lift(self) -> bool:
        """A recorded clinician instruction lifts strength B, C and E, never A (P21)."""
        return self.strength != "A"


@dataclass(frozen=True, slots=True)
class Gate:
    """What a condition of the person bars. ``days``: only so many days from the start."""

    rule: str
    code: str
    when: tuple[str, ...]
    says: str
    effect: str = "bar"
    bars: tuple[str, ...] = ()
    bars_pattern: str | None = None
    bars_drying_alcohol: bool = False
    over_percent: tuple[tuple[str, float], ...] = ()
    allows: tuple[str, ...] = ()
    allows_groups: tuple[str, ...] = ()
    touches_bands: tuple[str, ...] = ()
    days: int | None = None
    step_down: bool = False
    refer: ReferLevel = "none"
    always: bool = False


@dataclass(frozen=True, slots=True)
class Hold:
    """What rests around an event, from ``before`` days before its start to ``after`` days after its end."""

    event: str
    rule: str
    code: str
    bars: tuple[str, ...]
    before: int
    after: int
    says: str


@dataclass(frozen=True, slots=True)
class ReasonText:
    """What the planner says under one code."""

    code: str
    kind: str
    rule: str
    says: str


@dataclass(frozen=True, slots=True)
class StepText:
    """How one kind of product is used: the step's name, its place in a session, the amount."""

    role: str
    step: str
    place: int
    amount: str
    why_am: tuple[str, ...]
    why_pm: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a class is used: at the start, as a target, at most (per week)."""

    group: str
    start: int
    target: int
    most: int


@dataclass(frozen=True, slots=True)
class RedFlagRecord:
    """A sign that should be seen by someone, and when it is raised."""

    code: str
    level: ReferLevel
    when: tuple[str, ...]
    says: str
    source: tuple[str, ...]
    strength: Strength


def _tuples(data: dict[str, Any]) -> dict[str, Any]:
    """Freeze a record: lists become tuples, tables become tuples of pairs."""
    frozen: dict[str, Any] = {}
    for key, value in data.items():
        if isinstance(value, list):
            frozen[key] = tuple(value)
        elif isinstance(value, dict):
            frozen[key] = tuple(value.items())
        else:
            frozen[key] = value
    return frozen


@cache
def rules() -> dict[str, Rule]:
    """All rules by id."""
    return {r["id"]: Rule(**_tuples(r)) for r in record_file("rules")["rule"]}


def limit(rule: str, name: str) -> int:
    """One whole number of a rule (``limit("E01", "nights")``)."""
    return int(rules()[rule].limit(name))


@cache
def sources() -> dict[str, Source]:
    """All sources by id."""
    return {s["id"]: Source(**s) for s in record_file("sources")["source"]}


@cache
def people_gates() -> tuple[Gate, ...]:
    """All gates about people, the most pressing first."""
    return tuple(Gate(**_tuples(g)) for g in record_file("gates")["gate"])


@cache
def holds() -> tuple[Hold, ...]:
    """All windows around events."""
    return tuple(Hold(**_tuples(h)) for h in record_file("gates")["hold"])


@cache
def settling_events() -> tuple[str, ...]:
    """Events before which nothing new starts (I03)."""
    return tuple(record_file("gates")["settle"]["events"])


@cache
def passing(field: str) -> frozenset[str]:
    """Words of ``symptoms`` or ``state`` that tell how the skin is just now, not how the person is."""
    return frozenset(record_file("gates")["passing"][field])


@cache
def reason_texts() -> dict[str, ReasonText]:
    """Reasons, warnings and gaps by code."""
    return {r["code"]: ReasonText(**r) for r in record_file("reasons")["reason"]}


@cache
def clash_code(rule: str) -> str | None:
    """The code under which a clash with one rule is told, or None."""
    found: str | None = record_file("reasons")["clash"].get(rule)
    return found


def plan_text(name: str) -> str:
    """One of the planner's sentences (``"disclaimer"``, ``"nearest_less"``)."""
    data = record_file("reasons")
    text: str = data["disclaimer"] if name == "disclaimer" else data["says"][name]
    return text


@cache
def step_texts() -> dict[str, StepText]:
    """How each kind of product is used, by role."""
    return {s["role"]: StepText(**_tuples(s)) for s in record_file("reasons")["step"]}


@cache
def paces() -> dict[str, Pace]:
    """How often each class is used, by class."""
    return {
        p["group"]: Pace(p["group"], p["start"], p["target"], p["most"])
        for p in record_file("actives")["pace"]
    }


@cache
def red_flags() -> tuple[RedFlagRecord, ...]:
    """All red flags, the most pressing first."""
    return tuple(RedFlagRecord(**_tuples(f)) for f in record_file("red_flags")["flag"])
