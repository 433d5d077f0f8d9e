"""When to see someone, and what a doctor might discuss."""

from __future__ import annotations

from dataclasses import dataclass

from porewise.values.json import Json
from porewise.web.story.citations import Citations
from porewise.web.story.wording import word
from porewise.web.templatetags.porewise import words


@dataclass(frozen=True)
class RedFlag:
    says: str
    level: str
    level_words: str
    cites: tuple[int, ...]


@dataclass(frozen=True)
class ProcedureStory:
    name: str
    fit: str
    fit_code: str
    because: tuple[str, ...]
    evidence: str
    strength: str
    sessions: str
    downtime: str
    risks: tuple[str, ...]
    ask: tuple[str, ...]
    cites: tuple[int, ...]


@dataclass(frozen=True)
class ReferralStory:
    level: str
    level_words: str
    flags: tuple[RedFlag, ...]
    home_care_first: str
    procedures: tuple[ProcedureStory, ...]


def referral_story(referrals: Json, cite: Citations) -> ReferralStory:
    """Tell when to see someone, and what a doctor might discuss."""
    return ReferralStory(
        level=referrals["refer"],
        level_words=word("refer", referrals["refer"]),
        flags=tuple(
            RedFlag(f["says"], f["level"], word("refer", f["level"]), cite.cite(f["source"]))
            for f in referrals["red_flags"]
        ),
        home_care_first=referrals["home_care_first"],
        procedures=tuple(_procedure(p, cite) for p in referrals["procedures"]),
    )


def _procedure(p: Json, cite: Citations) -> ProcedureStory:
    return ProcedureStory(
        name=p.get("name") or words(p["procedure"]).capitalize(),
        fit=word("fit", p["fit"]),
        fit_code=p["fit"],
        because=tuple(p["because"]),
        evidence=p.get("evidence", ""),
        strength=word("strength", p["strength"]),
        sessions=p["sessions"],
        downtime=p["downtime"],
        risks=tuple(p["risks"]),
        ask=tuple(p["ask"]),
        cites=cite.cite(p.get("source", ())),
    )
