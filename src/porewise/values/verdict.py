"""What is known of a claim; or that there is no verdict, and what to do instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from porewise.values.document import MadeWith
from porewise.values.json import Json

SCHEMA = "porewise/verdict/1"

Truth = Literal["true", "false", "partly", "unproven"]
Action = Literal["decline", "clarify", "abstain", "refer", "refer_emergency"]

TURNED: dict[Truth, Truth] = {"true": "false", "false": "true", "partly": "partly", "unproven": "unproven"}


@dataclass(frozen=True, slots=True)
class Cited:
    """A work a verdict rests on: its id, the strength of what it says, and its reference in words."""

    id: str
    strength: str
    says: str

    def to_json(self) -> Json:
        return {"id": self.id, "strength": self.strength, "says": self.says}


@dataclass(frozen=True, slots=True)
class Related:
    """Another claim that a reader may want to see, with its verdict."""

    id: str
    claim: str
    verdict: Truth

    def to_json(self) -> Json:
        return {"id": self.id, "claim": self.claim, "verdict": self.verdict}


@dataclass(frozen=True, slots=True)
class Verdict:
    """
    The answer to a claim.

    ``understood_as`` is the sentence that was answered; ``says`` gives the reason; ``known`` and
    ``not_known`` draw the line between both. ``claims`` names the records it rests on.
    """

    verdict: Truth
    understood_as: str
    says: str
    known: str
    not_known: str
    sources: tuple[Cited, ...]
    see_also: tuple[Related, ...]
    claims: tuple[str, ...]
    made_with: MadeWith

    def to_json(self) -> Json:
        return {
            "schema": SCHEMA,
            "made_with": self.made_with.to_json(),
            "verdict": self.verdict,
            "action": None,
            "understood_as": self.understood_as,
            "says": self.says,
            "known": self.known,
            "not_known": self.not_known,
            "sources": [s.to_json() for s in self.sources],
            "see_also": [r.to_json() for r in self.see_also],
        }


@dataclass(frozen=True, slots=True)
class NoVerdict:
    """
    No verdict, and the next step.

    ``action``: ``clarify`` (say it otherwise), ``decline`` (not Porewise's business), ``abstain`` (no record),
    ``refer`` (someone should look), ``refer_emergency`` (at once). ``code`` names the reason.
    """

    action: Action
    code: str
    understood_as: str
    says: str
    see_also: tuple[Related, ...]
    made_with: MadeWith

    def to_json(self) -> Json:
        return {
            "schema": SCHEMA,
            "made_with": self.made_with.to_json(),
            "verdict": "no_verdict",
            "action": self.action,
            "understood_as": self.understood_as,
            "says": self.says,
            "known": "",
            "not_known": "",
            "sources": [],
            "see_also": [r.to_json() for r in self.see_also],
        }
