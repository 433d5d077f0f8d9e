"""Say what may stand behind visible pores, how sure that is, and what would change the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from porewise import __version__
from porewise.explain.model import draws, log_lr, probability
from porewise.explain.signs import Known, known_signs, told_by_photo
from porewise.knowledge import KNOWLEDGE_VERSION, CauseModel, cause_model
from porewise.knowledge.causes import Cause, Sign
from porewise.values.document import INTERVAL, MadeWith
from porewise.values.estimate import Estimate
from porewise.values.findings import Confidence, Evidence, Finding, Findings, Missing
from porewise.values.profile import Profile
from porewise.values.reading import Reading, Rejected

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_CHANGES = 3  # how many missing signs are named with what they would change


@dataclass(frozen=True, slots=True)
class HowToExplain:
    """Settings of ``explain_causes``; the numbers of the model itself are knowledge records."""

    name: str = "standard/1"
    seed: int = 20


STANDARD = HowToExplain()


def explain_causes(
    profile: Profile, reading: Reading | Rejected | None = None, *, how: HowToExplain = STANDARD
) -> Findings:
    """
    Say how likely each of eight causes contributes to how the pores look.

    Probabilities carry 90 % intervals from seeded draws. Photo signs come only from a reading with
    the verdict ``measured``; otherwise they are missing, never low. Ancestry is not an input.
    """
    model = cause_model()
    measured = reading if isinstance(reading, Reading) and reading.verdict == "measured" else None
    known = known_signs(model, profile, measured)
    drawn = draws(model, known, seed=how.seed)
    told = told_by_photo(model, measured)
    found = [_finding(model, cause, known, drawn[cause.id], told) for cause in model.causes]
    found.sort(key=lambda f: -f.probability.value)  # stable: equal ones keep the model's order
    stability = _rank_stability(found[0].cause, drawn)
    return Findings(
        causes=tuple(found),
        rank_stability=stability,
        says=_says(model, stability, measured),
        made_with=MadeWith(
            version=__version__,
            knowledge=KNOWLEDGE_VERSION,
            settings=(("explain", how.name), ("seed", str(how.seed))),
            photos=(measured.photo.sha256,) if measured else (),
        ),
    )


def _says(model: CauseModel, stability: float, reading: Reading | None) -> tuple[str, ...]:
    names = ["education", "baseline"]
    if stability < model.number("stable_rank"):
        names.insert(0, "unstable")
    names.append("reference" if reading else "no_photo")
    return tuple(model.text(name) for name in names)


def _rank_stability(top: str, drawn: Mapping[str, NDArray[np.float64]]) -> float:
    import numpy as np

    others = np.max([values for cause, values in drawn.items() if cause != top], axis=0)
    return float(np.mean(drawn[top] >= others))


def _finding(
    model: CauseModel,
    cause: Cause,
    known: tuple[Known, ...],
    drawn: NDArray[np.float64],
    told: frozenset[str],
) -> Finding:
    import numpy as np

    value = probability(model, cause, known)
    tail = (1 - INTERVAL) / 2
    low, high = (float(x) for x in np.quantile(drawn, [tail, 1 - tail]))
    estimate = Estimate(value, min(low, value), max(high, value))
    evidence = tuple(_evidence(one, cause.id) for one in known if log_lr(one.level, cause.id))
    absent = [
        s
        for s in model.signs
        if s.speaks_to(cause.id) and s.missing and s.id not in {k.sign.id for k in known} | told
    ]
    return Finding(
        cause=cause.id,
        name=cause.name,
        says=cause.says,
        probability=estimate,
        confidence=_confidence(model, estimate, evidence),
        modifiable=cause.modifiable,
        evidence=tuple(sorted(evidence, key=lambda e: -abs(np.log(e.likelihood_ratio)))),
        missing=tuple(Missing(s.id, str(s.missing)) for s in absent),
        would_change=_would_change(model, cause, known, absent),
    )


def _evidence(one: Known, cause: str) -> Evidence:
    ratio = dict(one.level.lr)[cause]
    return Evidence(
        sign=one.sign.id,
        origin=one.origin,
        observed=one.observed,
        supports=ratio > 1,
        likelihood_ratio=ratio,
        group=one.sign.group,
        source=one.level.source,
        strength=one.level.strength,
    )


def _confidence(model: CauseModel, p: Estimate, evidence: tuple[Evidence, ...]) -> Confidence:
    """The stated rule: a strong hint needs two groups that agree and one photo sign that passed the gate."""
    for_it = {e.group for e in evidence if e.supports}
    photographed = any(e.origin == "photo" and e.supports for e in evidence)
    enough = len(for_it) >= model.number("strong_hint_groups") and photographed
    if p.low >= model.number("strong_hint_low") and enough:
        return "strong_hint"
    if p.high <= model.number("little_sign_high"):
        return "little_sign"
    if p.value >= model.number("possible_value") and for_it:
        return "possible"
    return "cannot_tell"


def _would_change(
    model: CauseModel, cause: Cause, known: tuple[Known, ...], absent: list[Sign]
) -> tuple[str, ...]:
    """Name the missing signs that could move the probability most, and how far."""
    now = probability(model, cause, known)
    swings = []
    for sign in absent:
        could = [
            probability(model, cause, (*known, Known(sign, level, "answer", level.says)))
            for level in sign.levels
        ]
        low, high = min((now, *could)), max((now, *could))
        swings.append((high - low, sign.missing, low, high))
    swings.sort(key=lambda s: -s[0])
    return tuple(
        model.text("missing_changes").format(
            ask=ask, now=round(100 * now), low=round(100 * low), high=round(100 * high)
        )
        for swing, ask, low, high in swings[:MOST_CHANGES]
        if swing >= 0.01
    )
