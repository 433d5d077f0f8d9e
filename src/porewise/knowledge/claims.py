"""Claims about pores as data: what an agent does to an object, the verdict, its reason and its sources."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from porewise.knowledge.records import record_file, record_index
from porewise.values.source import Strength
from porewise.values.verdict import Truth


@dataclass(frozen=True, slots=True)
class Topic:
    """What several claims are about, and what else in Porewise that touches."""

    id: str
    name: str
    causes: tuple[str, ...]
    groups: tuple[str, ...]
    categories: tuple[str, ...]
    procedures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """
    One effect record.

    ``agent``, ``relation`` and ``object`` each list alternatives (an empty list asks for nothing);
    ``with_all`` and ``with_any`` name circumstances that must be there, ``days`` a span of days.
    ``under`` says which verdict holds when the claim is bounded ("for good", "for everyone").
    ``claim`` and ``denied`` are the canonical sentence and its negation; ``law`` is a pattern for agents
    of a class that nobody listed.
    """

    id: str
    topic: str
    claim: str
    denied: str
    agent: tuple[str, ...]
    relation: tuple[str, ...]
    object: tuple[str, ...]
    verdict: Truth
    says: str
    known: str
    not_known: str
    source: tuple[str, ...]
    strength: Strength
    law: str = ""
    disagree: str = ""
    under: tuple[tuple[str, Truth], ...] = ()
    with_all: tuple[str, ...] = ()
    with_any: tuple[str, ...] = ()
    with_relation: tuple[str, ...] = ()
    quantifier: str = ""
    order: str = ""
    days: tuple[float, ...] = ()
    needs_pore: bool = False
    exact: bool = False
    assertions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wordings:
    """Ways in which people say what a record says, or deny it, in our own words."""

    claim: str
    says: tuple[str, ...]
    denies: tuple[str, ...]


def _claim(data: dict[str, Any]) -> Claim:
    fields: dict[str, Any] = {("with_all" if k == "with" else k): v for k, v in data.items()}
    fields["under"] = tuple(fields.get("under", {}).items())
    return Claim(**_frozen(fields))


def _frozen(data: dict[str, Any]) -> dict[str, Any]:
    return {k: tuple(v) if isinstance(v, list) else v for k, v in data.items()}


@cache
def claims() -> dict[str, Claim]:
    """All claims by id, in the order of the files."""
    return {c["id"]: _claim(c) for c in record_file("claims")["claim"]}


@cache
def wordings() -> tuple[Wordings, ...]:
    """The wordings of all records."""
    return tuple(
        Wordings(w["id"], tuple(w.get("says", ())), tuple(w.get("denies", ())))
        for w in record_file("wordings")["wording"]
    )


@cache
def wording_index() -> dict[str, Any]:
    """What was counted of the wordings beforehand (``porewise.answer.examples.build_index``)."""
    return record_index("wordings")


@cache
def topics() -> dict[str, Topic]:
    """All topics by id."""
    found = [Topic(**_frozen(t)) for t in record_file("claims")["topic"]]
    return {t.id: t for t in found}


def claims_touching(kind: str, code: str) -> tuple[Topic, ...]:
    """
    Name the topics that touch a cause, a class of actives, a kind of product or a procedure.

    >>> [t.id for t in claims_touching("causes", "photodamage")]
    ['sun', 'retinoids']
    """
    return tuple(t for t in topics().values() if code in getattr(t, kind))
