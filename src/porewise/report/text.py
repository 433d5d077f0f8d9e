"""The answers as plain text for a terminal: every number with unit, interval and origin."""

from __future__ import annotations

from collections.abc import Iterable

from porewise.knowledge.rules import rules
from porewise.report.picture import ZONE_NAMES
from porewise.report.visit import VisitReport
from porewise.values.diary import CheckedIn
from porewise.values.estimate import Estimate
from porewise.values.findings import Finding, Findings
from porewise.values.profile import Profile
from porewise.values.reading import Reading, Reason, Rejected, Scale, ZoneReading
from porewise.values.referrals import Referrals
from porewise.values.routine import Day, Routine, Step
from porewise.values.shots import ShotsReading, Together

EDUCATION = (
    "Education about how skin looks, not medical advice. Pores cannot be closed or erased; "
    "how they look can change."
)
SCALE_WORDS = {
    "iris": "read off the irises (11.7 mm on average, people differ by 3.6 %)",
    "given": "as you gave it",
    "reference": "read off the reference in the picture",
    "person": "from this person's own pupil distance",
}
QUANTITY_WORDS = {  # name, unit, digits, in per cent
    "density_per_cm2": ("density", "per cm² of pores that look 0.25 mm or wider", 0, False),
    "diameter_mm": ("diameter", "mm, middle of all counted", 2, False),
    "area_share": ("area share", "% of the skin", 1, True),
    "ovalness": ("ovalness", "times as long as wide, shared", 2, False),
    "darkness": ("darkness", "(natural log of light)", 2, False),
    "plugged_share": ("look plugged", "%", 0, True),
    "shine": ("shine", "% of the skin", 1, True),
}
FLAG_WORDS = {
    "density_only": "too coarse for sizes",
    "completeness_unknown": "even wide pores are often missed here, so no density is stated",
    "incomplete": "pores of 0.25 mm are partly missed here; the density is corrected for it",
    "few_pores": "few pores, wide intervals",
    "partly_hidden": "more than half of the zone is hidden or burnt out",
    "tilted": "seen at a slant",
    "blur_unknown": "blur could not be read here",
}
MOST_MOVES = 10
CONFIDENCE_WORDS = {
    "strong_hint": "strong hint",
    "possible": "possible",
    "little_sign": "little sign",
    "cannot_tell": "cannot tell from this",
}


def number(estimate: Estimate | None, unit: str, *, digits: int = 2, percent: bool = False) -> str:
    """
    A number as people read it: value, unit, interval.

    >>> number(Estimate(0.213, 0.18, 0.251), "mm")
    '0.21 mm (0.18 to 0.25)'
    >>> number(None, "mm")
    'cannot be told'
    """
    if estimate is None:
        return "cannot be told"
    factor = 100 if percent else 1
    digits = max(digits, 1) if 0 < estimate.high * factor < 1 else digits  # never "0 (0 to 0)"
    value, low, high = (f"{x * factor:.{digits}f}" for x in (estimate.value, estimate.low, estimate.high))
    return f"{value} {unit} ({low} to {high})"


def reading_lines(reading: Reading | Rejected) -> Iterable[str]:
    """What was measured in one photo."""
    yield f"{reading.photo.name} ({reading.photo.width} × {reading.photo.height} pixels)"
    if isinstance(reading, Rejected):
        yield "  Not measured:"
        yield from _reasons(reading.reasons)
        return
    yield f"  Scale: {_scale(reading.scale)}. Intervals hold the true value in 90 of 100 cases."
    if reading.verdict == "density_only":
        yield "  Pores could be counted in this photo, but not sized:"
    yield from _reasons(reading.quality.reasons)
    for zone in reading.zones:
        yield from _zone(zone)


def _scale(scale: Scale) -> str:
    return f"{number(scale.px_per_mm, 'pixels per mm', digits=1)}, {SCALE_WORDS[scale.source]}"


def _reasons(reasons: Iterable[Reason]) -> Iterable[str]:
    for reason in reasons:
        yield f"  - {reason.says} {reason.remedy}"


def _zone(zone: ZoneReading) -> Iterable[str]:
    yield f"  {ZONE_NAMES[zone.zone].capitalize()}: {zone.pore_count} pores counted on {zone.area_mm2:.0f} mm² of skin"
    yield f"    density      {number(zone.density_per_cm2, 'per cm² of pores that look 0.25 mm or wider', digits=0)}"
    if zone.diameter_mm is not None:
        yield f"    diameter     {number(zone.diameter_mm, 'mm, middle of all counted')}"
    if zone.darkness is not None:
        yield f"    darkness     {number(zone.darkness, '(natural log of light)')}"
    if zone.ovalness is not None:
        yield f"    ovalness     {number(zone.ovalness, 'times as long as wide, shared')}"
    if zone.plugged_share is not None:
        yield f"    look plugged {number(zone.plugged_share, '%', digits=0, percent=True)}"
    if zone.limiting_diameter_mm is not None:
        yield f"    In this photo pores down to {zone.limiting_diameter_mm:.2f} mm are seen at least half of the time."
    for flag in zone.flags:
        yield f"    Note: {FLAG_WORDS.get(flag, flag)}."


def shots_lines(shots: ShotsReading) -> Iterable[str]:
    """Several photos of one visit as one."""
    yield shots.says
    for photo in shots.left_out:
        yield f"  {photo.name} was left out: it did not pass the quality gate."
    for zone in shots.zones:
        yield f"  {ZONE_NAMES[zone.zone].capitalize()}"
        yield from (f"    {_together(t)}" for t in zone.quantities)
        missing = {"density_per_cm2", "diameter_mm"} - {t.quantity for t in zone.quantities}
        if missing:
            names = " and ".join(QUANTITY_WORDS[q][0] for q in sorted(missing))
            yield f"    Not stated: {names}; fewer than two of the photos tell it here."
    if shots.pupil_distance_mm is not None:
        yield f"  Pupil distance, learnt from these photos: {number(shots.pupil_distance_mm, 'mm', digits=1)}."
        yield "  Write it into the profile (pupil_distance_mm) and later photos of this person share one scale."


def _together(t: Together) -> str:
    name, unit, digits, percent = QUANTITY_WORDS[t.quantity]
    shown = number(t.estimate, unit, digits=digits, percent=percent)
    scatter = f"{100 * t.between_shots:.1f} " + (
        "percentage points" if t.quantity in ("plugged_share", "shine") else "%"
    )
    return f"{name:13}{shown}; the {t.shots} shots scatter by {scatter}"


def findings_lines(findings: Findings) -> Iterable[str]:
    """What may stand behind the visible pores."""
    yield "What may stand behind it"
    for finding in findings.causes:
        yield from _finding(finding)
    for line in findings.says:
        yield f"  {line}"


def _finding(finding: Finding) -> Iterable[str]:
    chance = number(finding.probability, "% chance that it contributes", digits=0, percent=True)
    yield f"  {finding.name}: {CONFIDENCE_WORDS[finding.confidence]}, {chance}"
    for e in finding.evidence:
        side = "speaks for it" if e.supports else "speaks against it"
        yield f"    - {e.observed}: {side} (×{e.likelihood_ratio:g}, strength {e.strength}, {', '.join(e.source)})"


def routine_lines(routine: Routine, *, days: int = 7) -> Iterable[str]:
    """The first days of a routine, with its reasons, warnings and gaps."""
    yield "A routine from what you own" + (" (proven best under the rules)" if routine.proven_optimal else "")
    for title, parts in (("", routine.reasons), ("Careful: ", routine.warnings), ("Missing: ", routine.gaps)):
        yield from (f"  - {title}{b.says}" for b in parts)
    if routine.clash:
        yield f"  These rules and wishes cannot all be kept: {', '.join(routine.clash)}"
    for day in routine.days[:days]:
        yield from _day(day)
    if len(routine.days) > days:
        yield f"  … and {len(routine.days) - days} more days (see --json)."
    yield from _why(routine)
    for aside in routine.set_aside:
        yield f"  Set aside: {aside.product}: {_rule(aside.because[0])} (rules {', '.join(aside.because)})"
    yield f"  {routine.disclaimer}"


def _why(routine: Routine) -> Iterable[str]:
    """Why each product stands where it stands: the first of its rules in words, the others by their ids."""
    found: dict[str, dict[str, None]] = {}
    for day in routine.days:
        for step in (*day.am, *day.pm):
            found.setdefault(step.product, {}).update(dict.fromkeys(step.why))
    for product, why in found.items():
        yield f"  Why {product}: {_rule(next(iter(why)))} (rules {', '.join(why)})"


def _rule(id_: str) -> str:
    known = rules().get(id_)
    return id_ if known is None else known.says


def checkin_lines(answer: CheckedIn, profile: Profile) -> Iterable[str]:
    """What a check-in changes: what moved and why, how much was kept, and the days to come."""
    names = {p.id: p.name for p in profile.products}
    yield f"Planned from {answer.first:%a %d %b} on; the routine began on {answer.diary.start:%a %d %b}."
    kept = answer.adherence
    if kept.share is not None:
        yield f"So far {kept.done} steps done, {kept.missed} missed, {kept.unlogged} not logged."
    for moved in answer.moved[:MOST_MOVES]:
        why = f" (rules {', '.join(moved.because)})" if moved.because else ""
        slot = "morning" if moved.session == "am" else "evening"
        verb = "comes off" if moved.kind == "dropped" else "is new on"
        yield f"  {names.get(moved.product, moved.product)} {verb} {moved.day:%a %d %b}, {slot}{why}"
    if len(answer.moved) > MOST_MOVES:
        yield f"  … and {len(answer.moved) - MOST_MOVES} more changes (see --json)."
    if not answer.moved:
        yield "  Nothing that was planned has moved."
    yield from routine_lines(answer.routine)


def _day(day: Day) -> Iterable[str]:
    yield f"  {day.date:%a %d %b}  morning: {_steps(day.am)}"
    yield f"              evening: {_steps(day.pm)}"
    for task in day.tasks:
        yield f"              {task.type.replace('_', ' ')}: {task.product}"


def _steps(steps: tuple[Step, ...]) -> str:
    return " → ".join(_step(s) for s in steps) or "nothing"


def _step(step: Step) -> str:
    wait = f"wait {step.wait_minutes} min, " if step.wait_minutes else ""
    return f"{wait}{step.product}"


def referrals_lines(referrals: Referrals) -> Iterable[str]:
    """Red flags, home care, and what a doctor might discuss."""
    yield "When to see someone"
    yield from (f"  {flag.level.upper()}: {flag.says}" for flag in referrals.red_flags)
    if not referrals.red_flags:
        yield "  Nothing you said asks for a doctor now."
    yield f"  {referrals.home_care_first}"
    for p in referrals.procedures:
        yield f"  {p.name}: {p.fit.replace('_', ' ')} ({'; '.join(p.because)}; evidence {p.strength})"


def visit_lines(report: VisitReport) -> Iterable[str]:
    """The whole report of one visit: pressing red flags first."""
    pressing = [f for f in report.referrals.red_flags if f.level in ("emergency", "urgent")]
    yield from (f"{flag.level.upper()}: {flag.says}" for flag in pressing)
    if report.reading is not None:
        yield "What was measured"
        yield from reading_lines(report.reading)
        yield ""
    yield from findings_lines(report.findings)
    yield ""
    yield from routine_lines(report.routine)
    yield ""
    yield from referrals_lines(report.referrals)
    yield ""
    yield "What could not be told"
    yield from (f"  - {line}" for line in untold(report))
    yield ""
    yield EDUCATION


def untold(report: VisitReport) -> Iterable[str]:
    """Everything this visit leaves open, in words."""
    reading = report.reading
    if reading is None:
        yield "Nothing was measured: there was no photo."
    elif isinstance(reading, Rejected):
        yield "Nothing was measured: the photo was refused (see above)."
    else:
        if reading.verdict == "density_only":
            yield "How wide the pores look: the photo is too coarse or too soft for sizes."
        names = {z.zone for z in reading.zones}
        for zone in ("nose", "left_cheek", "right_cheek", "forehead", "chin"):
            if "patch" not in names and zone not in names:
                yield f"The {ZONE_NAMES[zone]}: too little clear skin could be seen there."
    missing = dict.fromkeys(m.says for f in report.findings.causes for m in f.missing)
    yield from missing
    yield "Whether anything changed: that needs a second visit."
