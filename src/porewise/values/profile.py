"""Who the person is, as far as they chose to say."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from porewise.values.json import Json
from porewise.values.shelf import Product

Answer = bool | str


@dataclass(frozen=True, slots=True)
class Experience:
    """How many nights a week the person uses a class already and tolerates it. None: not said."""

    retinoid_nights_per_week: int | None = None
    exfoliant_nights_per_week: int | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """
    What the person says about themselves; None and () mean "not said".

    ``fitzpatrick`` (I to VI) is self-reported, never guessed from a photo. ``answers`` holds the
    questionnaire as (sign, answer) pairs, sorted, so that the order of answering cannot matter.
    ``pupil_distance_mm``: looking far, from a spectacle prescription or learnt from photos.
    """

    age: int | None = None
    pregnant: bool | None = None
    trying_to_conceive: bool | None = None
    breastfeeding: bool | None = None
    skin_type: str | None = None
    sensitive: bool = False
    barrier_damaged: bool = False
    conditions: tuple[str, ...] = ()
    allergies: tuple[str, ...] = ()
    medications: tuple[str, ...] = ()
    isotretinoin_stopped_days_ago: int | None = None
    fitzpatrick: str | None = None
    pih_prone: bool = False
    makeup: str | None = None
    state: tuple[str, ...] = ()
    symptoms: tuple[str, ...] = ()
    weeks_adherent: int | None = None
    wants: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()
    country: str | None = None
    pupil_distance_mm: float | None = None
    experience: Experience = field(default_factory=Experience)
    answers: tuple[tuple[str, Answer], ...] = ()

    def answer(self, sign: str) -> Answer | None:
        """The answer given for one sign of the questionnaire, or None."""
        return dict(self.answers).get(sign)


@dataclass(frozen=True, slots=True)
class Event:
    """Something in life that the routine must respect; days count from the start of the plan (0)."""

    type: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ClinicianOrder:
    """What a clinician said about one product. It may lift rules of strength B, C and E, never A."""

    product: str
    text: str
    max_per_week: int | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person would like: ``min_per_week``, ``max_per_week``, ``slot`` or ``avoid``."""

    type: str
    group: str | None = None
    product: str | None = None
    n: int | None = None
    slot: str | None = None

    def to_json(self) -> Json:
        whole = {
            "type": self.type,
            "class": self.group,
            "product": self.product,
            "n": self.n,
            "slot": self.slot,
        }
        return {k: v for k, v in whole.items() if v is not None}


@dataclass(frozen=True, slots=True)
class Profile:
    """One person, their shelf, their calendar, their clinician's word and their wishes."""

    person: Person = field(default_factory=Person)
    products: tuple[Product, ...] = ()
    events: tuple[Event, ...] = ()
    clinician: tuple[ClinicianOrder, ...] = ()
    wishes: tuple[Wish, ...] = ()
    days: int | None = None
    name: str = "profile"

    def to_json(self) -> Json:
        """Give the profile in the same shape as the TOML file, without what was not said."""
        whole = {
            "days": self.days,
            "person": _person_json(self.person),
            "product": [p.to_json() for p in self.products],
            "event": [_event_json(e) for e in self.events],
            "clinician": [_said(c, ("product", "text", "max_per_week")) for c in self.clinician],
            "wish": [w.to_json() for w in self.wishes],
        }
        return {k: v for k, v in whole.items() if v not in (None, [], {})}


PERSON_FIELDS = (
    *("age", "pregnant", "trying_to_conceive", "breastfeeding", "skin_type", "sensitive", "barrier_damaged"),
    *("conditions", "allergies", "medications", "isotretinoin_stopped_days_ago", "fitzpatrick", "pih_prone"),
    *("makeup", "state", "symptoms", "weeks_adherent", "wants", "causes", "country", "pupil_distance_mm"),
)


def _said(value: object, names: tuple[str, ...]) -> dict[str, Any]:
    pairs = ((name, getattr(value, name)) for name in names)
    return {k: list(v) if isinstance(v, tuple) else v for k, v in pairs if v is not None and v != ()}


def _person_json(person: Person) -> Json:
    data = _said(person, PERSON_FIELDS)
    experience = _said(person.experience, ("retinoid_nights_per_week", "exfoliant_nights_per_week"))
    if experience:
        data["experience"] = experience
    if person.answers:
        data["answers"] = dict(person.answers)
    return data


def _event_json(event: Event) -> Json:
    if event.start == event.end:
        return {"type": event.type, "day": event.start}
    return {"type": event.type, "start": event.start, "end": event.end}
