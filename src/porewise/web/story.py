"""
From the report document to what the page shows: plain values, no wording of its own.

Words come from the document, from the knowledge, or from ``words.toml``; the templates lay them out.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from porewise.values.json import Json
from porewise.values.source import Source
from porewise.web.templatetags.porewise import shown_estimate, words


@cache
def _word_file() -> dict[str, Any]:
    return tomllib.loads((resources.files("porewise.web") / "words.toml").read_text("utf-8"))


def word(table: str, code: str) -> str:
    """The words for a code, or the code itself written plainly."""
    known: dict[str, str] = _word_file().get(table, {})
    plain = words(code)
    return known.get(code) or plain[:1].upper() + plain[1:]


# --- sources: one numbered list at the end of the page -----------------------------------------------


@dataclass(frozen=True)
class Cited:
    """A work as listed at the end. ``number`` is how the text refers to it."""

    number: int
    id: str
    reference: str
    seen: str


@dataclass
class Citations:
    """Numbers the works in the order the page meets them."""

    known: Mapping[str, Source]
    order: dict[str, int] = field(default_factory=dict)

    def cite(self, source: str | Iterable[str] | None) -> tuple[int, ...]:
        ids = [source] if isinstance(source, str) else list(source or ())
        return tuple(sorted({self.order.setdefault(id_, len(self.order) + 1) for id_ in ids if id_}))

    def listed(self) -> tuple[Cited, ...]:
        return tuple(self._listed(id_, number) for id_, number in self.order.items())

    def _listed(self, id_: str, number: int) -> Cited:
        work = self.known.get(id_) or Source(id_, id_, "")
        return Cited(number, id_, work.reference, work.seen)


# --- what was measured ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Measure:
    """One line of a zone's table. ``value`` is empty where it could not be told."""

    name: str
    value: str
    interval: str
    origin: str


@dataclass(frozen=True)
class Picture:
    """A picture with the pores drawn, and the same without."""

    file: str
    plain: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True)
class Zone:
    code: str
    name: str
    picture: Picture | None
    count: int
    headline: tuple[Measure, ...]
    measures: tuple[Measure, ...]
    smallest_mm: str
    scale: str
    flags: tuple[str, ...]


@dataclass(frozen=True)
class GateReason:
    """One thing the quality gate found, with its remedy."""

    severity: str
    says: str
    remedy: str


@dataclass(frozen=True)
class PhotoStory:
    """``verdict``: measured, density_only, refused, unusable (no reading at all)."""

    verdict: str
    name: str
    face: Picture | None
    zones: tuple[Zone, ...]
    reasons: tuple[GateReason, ...]
    scale_value: str
    scale_interval: str
    scale_source: str
    unusable_because: str

    @property
    def total(self) -> int:
        return sum(z.count for z in self.zones)

    @property
    def untold(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Zones with lines that could not be told, as (zone, names of the lines)."""
        lines = ((z.name, tuple(m.name.lower() for m in z.measures if not m.value)) for z in self.zones)
        return tuple((name, missing) for name, missing in lines if missing)


def photo_story(reading: Json | None, pictures: Sequence[Json], name: str, unusable: str) -> PhotoStory:
    """Tell what was measured in the photo."""
    if reading is None:
        return PhotoStory("unusable", name, None, (), (), "", "", "", unusable)
    scale = reading["scale"]
    value, interval = shown_estimate(scale["px_per_mm"], "pixels per mm") if scale else ("", "")
    shown = {p["zone"]: p for p in pictures}
    return PhotoStory(
        verdict=reading["verdict"],
        name=name,
        face=_picture(shown.get("face")),
        zones=tuple(_zone(z, _picture(shown.get(z["zone"]))) for z in reading["zones"]),
        reasons=tuple(
            GateReason(r["severity"], r["says"], r["remedy"]) for r in reading["quality"]["reasons"]
        ),
        scale_value=value,
        scale_interval=interval,
        scale_source=word("scale", scale["source"]) if scale else "",
        unusable_because="",
    )


def _picture(data: Json | None) -> Picture | None:
    if data is None:
        return None
    plain = data["file"].removesuffix(".jpg") + "-plain.jpg"
    return Picture(data["file"], plain, data["alt"], data["width"], data["height"])


HEADLINE = ("density_per_cm2", "diameter_mm")


def _zone(zone: Json, picture: Picture | None) -> Zone:
    lines = {m["field"]: _measure(m, zone[m["field"]]) for m in _word_file()["measure"]}
    smallest = zone["limiting_diameter_mm"]
    return Zone(
        code=zone["zone"],
        name=word("zone", zone["zone"]),
        picture=picture,
        count=zone["pore_count"],
        headline=tuple(lines[f] for f in HEADLINE if lines[f].value),
        measures=tuple(lines.values()),
        smallest_mm="" if smallest is None else f"{smallest:.2f} mm",
        scale=f"{zone['px_per_mm']:.1f} pixels per mm",
        flags=tuple(word("flag", f) for f in zone["flags"]),
    )


def _measure(about: Json, estimate: Json | None) -> Measure:
    if estimate is None:
        return Measure(about["name"], "", "", about["origin"])
    if about.get("log"):  # natural-log contrast, shown as how much less light comes back
        estimate = {k: -math.expm1(-v) for k, v in estimate.items()}
    value, interval = shown_estimate(estimate, about["unit"], about["times"])
    return Measure(about["name"], value, interval, about["origin"])


# --- what may stand behind it ----------------------------------------------------------------------------


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


# --- the plan --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class StepStory:
    product: str
    step: str
    amount: str
    wait_minutes: int


@dataclass(frozen=True)
class DayStory:
    number: int
    date: date
    am: tuple[StepStory, ...]
    pm: tuple[StepStory, ...]
    tasks: tuple[str, ...]
    today: bool


@dataclass(frozen=True)
class Rule:
    """A rule in words, with where it comes from."""

    says: str
    strength: str
    cites: tuple[int, ...]


@dataclass(frozen=True)
class WhyProduct:
    """Why a product stands where it stands in the plan, or why it was set aside."""

    name: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Remark:
    """A reason, warning or gap of the plan."""

    says: str
    cites: tuple[int, ...]


@dataclass(frozen=True)
class PlanStory:
    outcome: str
    outcome_words: str
    proven: bool
    week: tuple[DayStory, ...]
    later: tuple[tuple[DayStory, ...], ...]
    why: tuple[WhyProduct, ...]
    set_aside: tuple[WhyProduct, ...]
    reasons: tuple[Remark, ...]
    warnings: tuple[Remark, ...]
    gaps: tuple[Remark, ...]
    clash: tuple[Rule, ...]
    nearest: tuple[str, ...]
    nearest_week: tuple[DayStory, ...]
    disclaimer: str

    @property
    def last_day(self) -> date | None:
        weeks = self.later or (self.week,)
        return weeks[-1][-1].date if weeks[-1] else None


def plan_story(
    routine: Json, products: dict[str, str], rule: Callable[[str], Rule], cite: Citations
) -> PlanStory:
    """Tell the plan: this week, the rest, why, and what was set aside."""
    days = _days(routine["days"], products)
    nearest = routine.get("nearest") or {}
    return PlanStory(
        outcome=routine["outcome"],
        outcome_words=word("outcome", routine["outcome"]),
        proven=routine["proven_optimal"],
        week=days[:7],
        later=tuple(days[i : i + 7] for i in range(7, len(days), 7)),
        why=_why(routine["days"], products, rule),
        set_aside=tuple(
            WhyProduct(products.get(s["product"], s["product"]), tuple(rule(r) for r in s["because"]))
            for s in routine["set_aside"]
        ),
        reasons=_remarks(routine["reasons"], cite),
        warnings=_remarks(routine["warnings"], cite),
        gaps=_remarks(routine["gaps"], cite),
        clash=tuple(rule(r) for r in routine["clash"]),
        nearest=tuple(g["says"] for g in nearest.get("given_up", ())),
        nearest_week=_days(nearest.get("days", ()), products)[:7],
        disclaimer=routine["disclaimer"],
    )


def _days(days: Sequence[Json], products: dict[str, str]) -> tuple[DayStory, ...]:
    return tuple(
        DayStory(
            number=d["day"],
            date=date.fromisoformat(d["date"]),
            am=_steps(d["am"], products),
            pm=_steps(d["pm"], products),
            tasks=tuple(products.get(t["product"], t["product"]) for t in d["tasks"]),
            today=d["day"] == 0,
        )
        for d in days
    )


def _steps(steps: Sequence[Json], products: dict[str, str]) -> tuple[StepStory, ...]:
    return tuple(
        StepStory(
            products.get(s["product"], words(s["product"])),
            word("step", s["step"]),
            s["amount"],
            s["wait_minutes"],
        )
        for s in steps
    )


def _why(
    days: Sequence[Json], products: dict[str, str], rule: Callable[[str], Rule]
) -> tuple[WhyProduct, ...]:
    found: dict[str, dict[str, None]] = {}
    for day in days:
        for step in (*day["am"], *day["pm"]):
            found.setdefault(step["product"], {}).update(dict.fromkeys(step["why"]))
    return tuple(
        WhyProduct(products.get(id_, words(id_)), tuple(rule(r) for r in rules))
        for id_, rules in found.items()
    )


def _remarks(found: Sequence[Json], cite: Citations) -> tuple[Remark, ...]:
    return tuple(Remark(b["says"], cite.cite(b["source"])) for b in found)


# --- when to see someone -----------------------------------------------------------------------------------


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


# --- in short ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ShortStory:
    """The report in three glances: where pores show most, what leads the causes, what to do tonight."""

    most: Zone | None
    leading: tuple[CauseStory, ...]
    tonight: DayStory | None


def short_story(
    photo: PhotoStory | None, causes: CausesStory, plan: PlanStory, reading: Json | None
) -> ShortStory:
    """Pick what a person wants to know first. Nothing here is new."""
    density = {
        z["zone"]: (z["density_per_cm2"] or {}).get("value", -1.0) for z in (reading or {}).get("zones", ())
    }
    zones = [z for z in (photo.zones if photo else ()) if z.headline]
    leading = [c for c in causes.causes if c.confidence_code in ("strong_hint", "possible")]
    return ShortStory(
        most=max(zones, key=lambda z: density.get(z.code, -1.0), default=None),
        leading=tuple(leading[:2]),
        tonight=plan.week[0] if plan.week else None,
    )
