"""A finished plan laid out for checking: uses by day and session, read without the planner's help."""

from __future__ import annotations

from dataclasses import dataclass

from porewise.values.profile import Profile
from porewise.values.routine import Day
from porewise.values.shelf import Traits

ACIDS = {"aha", "bha", "pha", "scrub"}
ANY_ACTIVE = {"retinoid", "aha", "bha", "pha", "bha_wash", "bpo", "azelaic", "clay", "scrub", "strip"}
MILD = {"vitamin_c", "niacinamide"}
PLAIN_CARE = {"cleanser", "oil_cleanser", "sunscreen", "moisturiser"}


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule: which, on which day, by which product."""

    rule: str
    day: int
    product: str


@dataclass(frozen=True, slots=True)
class Use:
    """One product in one session, with what is in it and its place among the session's steps."""

    day: int
    slot: str
    place: int
    what: Traits

    @property
    def id(self) -> str:
        return self.what.product.id

    @property
    def classes(self) -> set[str]:
        """Classes that count: vitamin C and niacinamide within plain care are part of that care."""
        plain_care = self.what.product.category in PLAIN_CARE and not self.what.groups & (
            ANY_ACTIVE - {"bha_wash"}
        )
        return set(self.what.groups) - (MILD if plain_care else set())

    @property
    def strong(self) -> bool:
        return self.what.strong

    def is_a(self, *names: str) -> bool:
        return bool(self.classes & set(names))


@dataclass(frozen=True, slots=True)
class Replay:
    """A plan laid out for checking."""

    profile: Profile
    days: tuple[Day, ...]
    uses: tuple[Use, ...]

    def of(self, product: str) -> list[int]:
        """The days on which a product is used, in order."""
        return sorted({u.day for u in self.uses if u.id == product})

    def on(self, day: int, slot: str | None = None) -> list[Use]:
        return [u for u in self.uses if u.day == day and slot in (None, u.slot)]

    def products(self) -> dict[str, Traits]:
        return {u.id: u.what for u in self.uses}

    def ordered(self, product: str) -> bool:
        return any(c.product == product for c in self.profile.clinician)

    def pace_is_free(self, product: str) -> bool:
        return any(c.product == product and c.max_per_week is not None for c in self.profile.clinician)
