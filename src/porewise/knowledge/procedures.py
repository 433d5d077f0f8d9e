"""Procedures a doctor might discuss, and the texts that go with referrals."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from porewise.knowledge.records import record_file


@dataclass(frozen=True, slots=True)
class Condition:
    """What speaks against a procedure, or for caution, and by which rule."""

    says: str
    when: tuple[str, ...]
    rule: str


@dataclass(frozen=True, slots=True)
class ProcedureRecord:
    """One procedure as the records describe it. ``want``: the word by which a person asks for it."""

    id: str
    name: str
    want: str
    causes: tuple[str, ...]
    evidence: str
    strength: str
    sessions: str
    downtime: str
    risks: tuple[str, ...]
    ask: tuple[str, ...]
    hold_days_before: int
    hold_days_after: int
    source: tuple[str, ...]
    bars: tuple[Condition, ...]
    cautions: tuple[Condition, ...]


def _record(data: dict[str, Any]) -> ProcedureRecord:
    lists = {k: tuple(v) for k, v in data.items() if isinstance(v, list)}
    conditions = {
        kind: tuple(Condition(c["says"], tuple(c["when"]), c["rule"]) for c in data.get(kind, ()))
        for kind in ("bars", "cautions")
    }
    return ProcedureRecord(**{**data, **lists, **conditions})


@cache
def procedures() -> tuple[ProcedureRecord, ...]:
    """All procedures, in the order they are shown."""
    return tuple(_record(p) for p in record_file("procedures")["procedure"])


def refer_text(name: str) -> str:
    """One of the sentences of referrals (``"home_care"``, ``"disclaimer"``, ``"says_suits"``)."""
    texts = {**record_file("red_flags"), **record_file("procedures")}
    return str(texts[name])
