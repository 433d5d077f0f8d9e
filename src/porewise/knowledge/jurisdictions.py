"""What differs by country: Singapore, the European Union, the United States, and the most careful reading elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from porewise.knowledge.records import record_file
from porewise.values.source import Strength


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """One set of rules about care and procedures. ``emergency``: the number to call."""

    id: str
    name: str
    countries: tuple[str, ...]
    emergency: str
    says: str
    source: tuple[str, ...]
    strength: Strength


@cache
def jurisdictions() -> tuple[Jurisdiction, ...]:
    """All of them; the last one is for every other country."""
    found = record_file("jurisdictions")["jurisdiction"]
    return tuple(
        Jurisdiction(**{**j, "countries": tuple(j["countries"]), "source": tuple(j["source"])}) for j in found
    )


def jurisdiction(country: str | None) -> Jurisdiction:
    """
    Give the jurisdiction of a country (two letters); unknown or unsaid countries get the most careful one.

    >>> jurisdiction("DE").id, jurisdiction(None).id, jurisdiction("NZ").id
    ('EU', 'any', 'any')
    """
    return next((j for j in jurisdictions() if country in j.countries), jurisdictions()[-1])
