"""What may stand behind the visible pores."""

from __future__ import annotations

from dataclasses import dataclass

from porewise.values.json import Json
from porewise.web.story.citations import Citations
from porewise.web.story.wording import word
from porewise.web.templatetags.porewise import shown_estimate


@dataclass(frozen=True)
class Sign:
    """One piece of evidence. ``weight``: how strongly it speaks, in words."""

    observed: str
    origin: str
    supports: bool
    weight: str
    strength: str
    cites: tuple[int, ...]


@dataclass(frozen=True)
class CauseStory:
    code: str
    name: str
    says: str
    confidence: str
    confidence_code: str
    value: str
    interval: str
    low: float
    width: float
    middle: float
    modifiable: bool
    speaks_for: tuple[Sign, ...]
    speaks_against: tuple[Sign, ...]
    missing: tuple[str, ...]
    would_change: tuple[str, ...]


@dataclass(frozen=True)
class CausesStory:
    causes: tuple[CauseStory, ...]
    says: tuple[str, ...]
    stability: str

    @property
    def untold(self) -> tuple[str, ...]:
        """The causes nothing can be said about."""
        return tuple(c.name for c in self.causes if c.confidence_code == "cannot_tell")


def causes_story(findings: Json, cite: Citations) -> CausesStory:
    """Tell what may stand behind the visible pores, most likely first."""
    stability = f"{100 * findings['rank_stability']:.0f} of 100"
    return CausesStory(
        tuple(_cause(c, cite) for c in findings["causes"]), tuple(findings.get("says", ())), stability
    )


def _cause(cause: Json, cite: Citations) -> CauseStory:
    p = cause["probability"]
    value, interval = shown_estimate(p, "%", 100)
    signs = [_sign(e, cite) for e in cause["evidence"]]
    changes = tuple(cause.get("would_change", ()))
    return CauseStory(
        code=cause["cause"],
        name=cause.get("name") or word("cause", cause["cause"]),
        says=cause.get("says", ""),
        confidence=word("confidence", cause["confidence"]),
        confidence_code=cause["confidence"],
        value=value,
        interval=interval,
        low=round(100 * p["low"], 1),
        width=round(max(1.5, 100 * (p["high"] - p["low"])), 1),
        middle=round(100 * p["value"], 1),
        modifiable=cause["modifiable"],
        speaks_for=tuple(s for s in signs if s.supports),
        speaks_against=tuple(s for s in signs if not s.supports),
        missing=tuple(
            m for m in map(_missing, cause["missing"]) if not any(c.startswith(m) for c in changes)
        ),
        would_change=changes,
    )


def _missing(missing: Json | str) -> str:
    return missing if isinstance(missing, str) else str(missing["says"])


def _sign(evidence: Json, cite: Citations) -> Sign:
    ratio = evidence["likelihood_ratio"]
    times = ratio if ratio >= 1 else 1 / ratio
    return Sign(
        observed=evidence["observed"],
        origin=evidence["origin"],
        supports=evidence["for"],
        weight=f"{times:.1f}",
        strength=word("strength", evidence["strength"]),
        cites=cite.cite(evidence["source"]),
    )
