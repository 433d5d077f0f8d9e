"""
Conditions of records, as a person who reads skin writes them.

A condition is a list; one line of it must hold. A line joins facts by "and"; "not" turns one round;
numbers compare: ``["symptoms:hirsutism and symptoms:irregular_periods", "age<12"]``. A number that
nobody said makes its comparison false.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from porewise.knowledge.jurisdictions import jurisdiction
from porewise.values.profile import Profile

COMPARISON = re.compile(r"^(\w+)\s*(<=|>=|<|>|=)\s*(-?\d+(?:\.\d+)?)$")


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a person, as words (``"symptoms:hives"``) and numbers (``"age"``)."""

    words: frozenset[str]
    numbers: tuple[tuple[str, float], ...]

    def holds(self, when: Iterable[str]) -> bool:
        """Say whether one line of a condition holds. An empty condition holds for nobody."""
        return any(all(self._fact(token) for token in line.split(" and ")) for line in when)

    def _fact(self, token: str) -> bool:
        text = token.strip()
        if text.startswith("not "):
            return not self._fact(text[4:])
        compared = COMPARISON.match(text)
        if compared is None:
            return text in self.words
        value = dict(self.numbers).get(compared.group(1))
        return value is not None and _compare(value, compared.group(2), float(compared.group(3)))


def _compare(value: float, sign: str, limit: float) -> bool:
    if sign == "<":
        return value < limit
    if sign == "<=":
        return value <= limit
    if sign == ">":
        return value > limit
    return value >= limit if sign == ">=" else value == limit


LISTS = ("conditions", "allergies", "medications", "state", "symptoms", "wants", "causes")
FLAGS = ("pregnant", "trying_to_conceive", "breastfeeding", "sensitive", "barrier_damaged", "pih_prone")
WORDS = ("skin_type", "fitzpatrick", "makeup", "country")
NUMBERS = ("age", "isotretinoin_stopped_days_ago", "weeks_adherent")


def facts(profile: Profile) -> Facts:
    """Gather the facts that conditions of records may name."""
    person = profile.person
    words = {f"{name}:{word}" for name in LISTS for word in getattr(person, name)}
    words |= {name for name in FLAGS if getattr(person, name)}
    words |= {f"{name}:{getattr(person, name)}" for name in WORDS if getattr(person, name)}
    words |= {f"{sign}:{answer}" for sign, answer in person.answers}
    words |= {f"event:{event.type}" for event in profile.events}
    words |= {f"{name}_unsaid" for name in NUMBERS if getattr(person, name) is None}
    words.add(f"jurisdiction:{jurisdiction(person.country).id}")
    if all(getattr(person, name) is None for name in ("pregnant", "trying_to_conceive", "breastfeeding")):
        words.add("pregnancy_unsaid")
    numbers = {name: float(getattr(person, name)) for name in NUMBERS if getattr(person, name) is not None}
    experience = person.experience
    numbers["retinoid_nights"] = float(experience.retinoid_nights_per_week or 0)
    numbers["exfoliant_nights"] = float(experience.exfoliant_nights_per_week or 0)
    return Facts(frozenset(words), tuple(sorted(numbers.items())))
