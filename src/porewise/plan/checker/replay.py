"""A finished plan laid out for checking: uses by day and session, read without the planner's help."""

from __future__ import annotations

from dataclasses import dataclass, field

from porewise.plan.checker.life import Life
from porewise.plan.checker.shelf import Owned
from porewise.values.profile import Profile
from porewise.values.routine import Day


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule: which, on which day, by which product."""

    rule: str
    day: int
    product: str


@dataclass(frozen=True, slots=True)
class Use:
    """One product in one session, and its place among the session's steps."""

    day: int
    slot: str
    place: int
    what: Owned

    @property
    def id(self) -> str:
        return self.what.product.id

    @property
    def category(self) -> str:
        return self.what.product.category

    @property
    def strong(self) -> bool:
        return self.what.strong

    def is_a(self, *names: str) -> bool:
        return self.what.is_a(*names)


@dataclass(frozen=True, slots=True)
class Replay:
    """A plan laid out for checking. ``before``: what was used before its first day (negative days)."""

    profile: Profile
    days: tuple[Day, ...]
    uses: tuple[Use, ...]
    shelf: dict[str, Owned]
    life: Life = field(default_factory=Life)
    before: tuple[Use, ...] = ()

    @property
    def all_uses(self) -> tuple[Use, ...]:
        return (*self.before, *self.uses)

    def of(self, product: str) -> list[int]:
        """The days on which a product is used, before the plan and in it, in order."""
        return sorted({u.day for u in self.all_uses if u.id == product})

    def on(self, day: int, slot: str | None = None) -> list[Use]:
        return [u for u in self.uses if u.day == day and slot in (None, u.slot)]

    def products(self) -> dict[str, Owned]:
        """The products the plan uses."""
        return {u.id: u.what for u in self.uses}

    def ordered(self, product: str) -> bool:
        return any(c.product == product for c in self.profile.clinician)

    def pace_is_free(self, product: str) -> bool:
        return any(c.product == product and c.max_per_week is not None for c in self.profile.clinician)

    @property
    def gentle(self) -> bool:
        """Skin that starts lowest: sensitive, dry, or a damaged barrier."""
        person = self.profile.person
        return person.sensitive or person.barrier_damaged or person.skin_type == "dry"

    def new(self, product: str) -> bool:
        """New as declared; undeclared, a strong active of a class the person does not use yet."""
        what = self.shelf[product]
        if what.product.new is not None:
            return what.product.new
        experience = self.profile.person.experience
        if not what.strong:
            return False
        if what.is_a("retinoid"):
            return not experience.retinoid_nights_per_week
        if what.is_a("aha", "bha", "pha", "scrub"):
            return not experience.exfoliant_nights_per_week
        return True
