"""What goes on paper: the data of the doctor's page and of the printable week. Words here, layout in the templates."""

from __future__ import annotations

from collections.abc import Iterable

from porewise.knowledge import words
from porewise.report.picture import ZONE_NAMES
from porewise.report.text import CONFIDENCE_WORDS, EDUCATION, number
from porewise.report.visit import VisitReport
from porewise.values.diary import Adherence
from porewise.values.json import Json
from porewise.values.profile import Person, Profile
from porewise.values.reading import Reading
from porewise.values.routine import Day, Routine
from porewise.values.shelf import Product

LEVELS = {
    "emergency": "Emergency",
    "urgent": "Urgent",
    "soon": "Soon",
    "routine": "At the next occasion",
    "none": "No sign that asks for a doctor was named",
}
MOST_PRODUCTS, MOST_LINES = 12, 5


def doctor_sheet(report: VisitReport, profile: Profile, adherence: Adherence | None = None) -> Json:
    """Give everything one page for a doctor or pharmacist needs, most pressing first."""
    routine, referrals = report.routine, report.referrals
    first = routine.days[0].date.isoformat() if routine.days else ""
    return {
        "title": "Summary for a doctor or pharmacist",
        "made": f"Written with Porewise {report.made_with.version}, knowledge {report.made_with.knowledge}",
        "first": first,
        "level": LEVELS[routine.refer],
        "pressing": routine.refer in ("emergency", "urgent"),
        "flags": [f.says for f in referrals.red_flags][:MOST_LINES],
        "person": list(_person(profile.person)),
        "products": [_product(p, profile, routine) for p in profile.products][:MOST_PRODUCTS],
        "more_products": max(0, len(profile.products) - MOST_PRODUCTS),
        "measured": list(_measured(report)),
        "causes": list(_causes(report)),
        "careful": [b.says for b in (*routine.warnings, *routine.gaps)][:MOST_LINES],
        "kept": _kept(adherence),
        "orders": [f"{_name(profile, o.product)}: {o.text}" for o in profile.clinician][:MOST_LINES],
        "ask": list(dict.fromkeys(q for p in routine.procedures for q in p.ask))[:3],
        "education": f"{EDUCATION} Outcomes differ from person to person.",
    }


def _name(profile: Profile, id_: str) -> str:
    return next((p.name for p in profile.products if p.id == id_), id_)


def _labels(field: str, chosen: Iterable[str]) -> str:
    return ", ".join(words(field).get(w, w).lower() for w in chosen)


def _person(person: Person) -> Iterable[tuple[str, str]]:
    """What the person said about themselves, as (name, value); what was not said is said to be so."""
    unsaid = "not said"
    yes_no = {True: "yes", False: "no", None: unsaid}
    yield "Age", unsaid if person.age is None else str(person.age)
    yield "Skin, in my own words", words("skin_type").get(person.skin_type or "", unsaid).lower()
    yield "Fitzpatrick, self-reported", person.fitzpatrick or unsaid
    expecting = (person.pregnant, person.trying_to_conceive, person.breastfeeding)
    yield "Pregnant, trying, breastfeeding", ", ".join(yes_no[x] for x in expecting)
    yield "Conditions", _labels("conditions", person.conditions) or "none named"
    yield "Allergies", _labels("allergies", person.allergies) or "none named"
    yield "Medicines", _labels("medications", person.medications) or "none named"
    felt = _labels("symptoms", person.symptoms), _labels("state", person.state)
    yield "Skin just now", ", ".join(x for x in felt if x) or "nothing named"


def _product(product: Product, profile: Profile, routine: Routine) -> Json:
    actives = ", ".join(
        a.name + (f" {a.percent:g} %" if a.percent is not None else "") for a in product.actives
    )
    aside = next((s for s in routine.set_aside if s.product == product.id), None)
    use = how_often(product.id, routine.days) if aside is None else f"set aside ({', '.join(aside.because)})"
    if product.category == "makeup":
        use = "worn"
    return {"name": product.name, "what": actives or words("category")[product.category].lower(), "use": use}


def how_often(product: str, days: tuple[Day, ...]) -> str:
    """
    Say how often a product is planned, in the first and in the last whole week.

    >>> how_often("sun", ())
    'not planned'
    """
    weeks = [days[i : i + 7] for i in range(0, len(days), 7)]
    weeks = [w for w in weeks if len(w) == 7] or weeks[:1]
    counts = [sum(1 for d in w for s in (*d.am, *d.pm) if s.product == product) for w in weeks]
    used = [n for n in counts if n]
    if not used:
        return "not planned"
    slots = {slot for d in days for slot in ("am", "pm") for s in getattr(d, slot) if s.product == product}
    when = {"am": "mornings", "pm": "evenings"}
    if counts[0] == counts[-1] and counts[0] in (7, 14):
        return "daily, morning and evening" if counts[0] == 14 else f"daily, {when[next(iter(slots))]}"
    span = f"{used[0]}" if used[0] == used[-1] else f"{used[0]} growing to {used[-1]}"
    start = f", from week {counts.index(used[0]) + 1}" if not counts[0] else ""
    return f"{span} a week, {' and '.join(when[s] for s in sorted(slots))}{start}"


def _measured(report: VisitReport) -> Iterable[str]:
    reading = report.reading
    if not isinstance(reading, Reading):
        yield "No photo was measured."
        return
    for zone in reading.zones[:MOST_LINES]:
        density = number(zone.density_per_cm2, "visible pores per cm²", digits=0)
        diameter = "" if zone.diameter_mm is None else f"; middle diameter {number(zone.diameter_mm, 'mm')}"
        yield f"{ZONE_NAMES[zone.zone].capitalize()}: {density}{diameter}"


def _causes(report: VisitReport) -> Iterable[str]:
    told = [f for f in report.findings.causes if f.confidence in ("strong_hint", "possible")]
    for finding in told[:3]:
        chance = number(finding.probability, "%", digits=0, percent=True)
        yield f"{finding.name}: {CONFIDENCE_WORDS[finding.confidence]}, {chance}"
    if not told:
        yield "Nothing points clearly to one cause."


def _kept(adherence: Adherence | None) -> str:
    if adherence is None or adherence.share is None:
        return ""
    return (
        f"Of {adherence.planned} planned steps so far {adherence.done} were done, {adherence.missed} missed, "
        f"{adherence.unlogged} not logged."
    )


def week_sheet(routine: Routine, profile: Profile, *, week: int = 1) -> Json:
    """Give one week of a routine for the bathroom wall; ``week`` counts from 1."""
    days = routine.days or (routine.nearest.days if routine.nearest else ())
    chosen = days[7 * (week - 1) : 7 * week]
    return {
        "title": f"Week {week}" if chosen else "No routine",
        "span": f"{_date(chosen[0])} to {_date(chosen[-1])}" if chosen else "",
        "days": [
            {
                "name": f"{d.date:%A}",
                "date": f"{d.date.day} {d.date:%B}",
                "am": [_step(profile, s.product, s.wait_minutes) for s in d.am],
                "pm": [_step(profile, s.product, s.wait_minutes) for s in d.pm],
                "tests": [_name(profile, t.product) for t in d.tasks],
            }
            for d in chosen
        ],
        "amounts": sorted(
            {f"{_name(profile, s.product)}: {s.amount}" for d in chosen for s in (*d.am, *d.pm)},
            key=str.lower,
        ),
        "careful": [b.says for b in routine.warnings][:2],
        "disclaimer": routine.disclaimer,
    }


def _date(day: Day) -> str:
    return f"{day.date.day} {day.date:%B %Y}"


def _step(profile: Profile, product: str, wait: int) -> str:
    return (f"wait {wait} min, then " if wait else "") + _name(profile, product)
