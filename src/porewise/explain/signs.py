"""Which signs are known for a person: from their answers, and from a photo that passed the gate."""

from __future__ import annotations

from dataclasses import dataclass

from porewise.knowledge import CauseModel, facts, traits
from porewise.knowledge.causes import Level, PhotoSign, Sign
from porewise.knowledge.when import Facts
from porewise.values.findings import Origin
from porewise.values.profile import Profile
from porewise.values.reading import Reading, ZoneReading


@dataclass(frozen=True, slots=True)
class Known:
    """One known sign: the level it is in, where that comes from, and the number seen, if any."""

    sign: Sign
    level: Level
    origin: Origin
    observed: str


def known_signs(model: CauseModel, profile: Profile, reading: Reading | None) -> tuple[Known, ...]:
    """List the known signs in the model's own order, so that the order of answers cannot matter."""
    known_facts = _facts_with_labels(profile)
    found = []
    for sign in model.signs:
        known = _from_photo(sign, reading) if sign.photo else _from_person(sign, profile, known_facts)
        if known is not None:
            found.append(known)
    return tuple(found)


def _facts_with_labels(profile: Profile) -> Facts:
    base = facts(profile)
    most = max((traits(p).clogging_history for p in profile.products), default=0)
    return Facts(base.words, (*base.numbers, ("clogging_ingredients", float(most))))


def _from_person(sign: Sign, profile: Profile, known: Facts) -> Known | None:
    if sign.id == "age":
        level = _age_level(sign, profile.person.age)
    else:
        answer = profile.person.answer(sign.id)
        level = _answered(sign, str(answer)) if answer is not None else None
        if answer is None:
            level = next((one for one in sign.levels if known.holds(one.when)), None)
    return None if level is None else Known(sign, level, "answer", level.says)


def _answered(sign: Sign, answer: str) -> Level | None:
    word = {"True": "yes", "False": "no"}.get(answer, answer)
    return sign.level(word)


def _age_level(sign: Sign, age: int | None) -> Level | None:
    if age is None:
        return None
    return next((one for one in sign.levels if (one.from_age or 0) <= age <= (one.to_age or 0)), None)


def _from_photo(sign: Sign, reading: Reading | None) -> Known | None:
    """A photo sign counts only under the verdict ``measured``; else it is missing, not low."""
    value = _value(sign, reading)
    if value is None or sign.photo is None:
        return None
    word = "high" if value > sign.photo.high_above else "low" if value < sign.photo.low_below else "middle"
    level = sign.level(word)
    if level is None:
        return None
    return Known(sign, level, "photo", f"{level.says} ({value:.2f})")


def told_by_photo(model: CauseModel, reading: Reading | None) -> frozenset[str]:
    """Signs that the photo has a value for; it may lie in the middle and speak for nothing, but it is not missing."""
    return frozenset(s.id for s in model.signs if _value(s, reading) is not None)


def _value(sign: Sign, reading: Reading | None) -> float | None:
    if reading is None or reading.verdict != "measured" or sign.photo is None:
        return None
    zones = [z for z in reading.zones if z.zone in sign.photo.zones]
    return _aligned(zones) if sign.photo.measure == "axis" else _mean(zones, sign.photo)


def _mean(zones: list[ZoneReading], photo: PhotoSign) -> float | None:
    if photo.measure not in ("shine", "plugged_share", "ovalness"):
        return None
    seen = [getattr(z, photo.measure) for z in zones]
    values = [e.value for e in seen if e is not None]
    return sum(values) / len(values) if values else None


def _aligned(zones: list[ZoneReading]) -> float | None:
    """Give the lesser stacked ovalness of two cheeks that both show an axis; a stack is round without one."""
    values = [z.ovalness.value for z in zones if z.axis_deg is not None and z.ovalness is not None]
    return min(values) if len(values) >= 2 else None
