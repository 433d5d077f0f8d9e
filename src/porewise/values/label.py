"""What was read from a label: its ingredients where they stand, and what follows from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from porewise.values.document import INTERVAL, MadeWith
from porewise.values.estimate import Estimate, json_or_none
from porewise.values.json import Json

SCHEMA = "porewise/product/1"

Role = Literal["ingredients", "active", "inactive", "may_contain", "kit"]
Match = Literal["exact", "synonym", "corrected", "unknown"]
Order = Literal["descending", "alphabetical", "unknown"]
AcidRole = Literal["exfoliant", "too_low"]
Scent = Literal["declared", "named", "none"]
# Flags that speak against using a product as ordinary care: said first, and nothing is said to suit beside them.
HAZARDS = frozenset(
    {"banned_in_cosmetics", "prescription_only", "above_legal_limit", "professional_strength"}
)


def against_print(printed: Sequence[float | None]) -> tuple[int, int] | None:
    """
    Find where printed percentages (per cent) deny that a list goes from most to least: the two places, from 0.

    What is there with 1 % or less may stand in any order.

    >>> against_print([None, 3.0, 30.0]), against_print([30.0, 3.0]), against_print([0.2, 0.5])
    ((1, 2), None, None)
    """
    least: int | None = None
    for place, stated in enumerate(printed):
        if stated is None:
            continue
        before = None if least is None else printed[least]
        if least is not None and before is not None and stated > max(before, 1.0):
            return least, place
        if before is None or stated < before:
            least = place
    return None


class ListedIngredient(NamedTuple):
    """
    One ingredient of a label; a named tuple, for thousands of them are made in a second.

    ``text`` is as printed, without percentage and footnote marks; ``span`` is where it stands in the raw
    text (start inclusive, end exclusive). ``inci`` is None where nobody knows the name. ``percent`` is in
    per cent by weight, with ``percent_because`` saying where each bound comes from; ``printed`` is the
    percentage the label itself states; ``group``
    is the dictionary's class of it. ``rank`` counts over the whole declared list, from 1; it is None
    for what a shade may contain.
    """

    text: str
    inci: str | None
    rank: int | None
    match: Match
    span: tuple[int, int]
    confidence: float
    printed: float | None = None
    percent: Estimate | None = None
    percent_because: str | None = None
    group: str | None = None
    roles: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def to_json(self) -> Json:
        return {
            "text": self.text,
            "inci": self.inci,
            "rank": self.rank,
            "percent": json_or_none(self.percent),
            "percent_because": self.percent_because,
            "match": self.match,
            "confidence": self.confidence,
            "roles": list(self.roles),
            "notes": list(self.notes),
            "span": list(self.span),
        }


@dataclass(frozen=True, slots=True)
class LabelSection:
    """A part of a label: its role, the name printed over it (a product of a kit), its ingredients."""

    role: Role
    name: str | None
    ingredients: tuple[ListedIngredient, ...]

    def to_json(self) -> Json:
        return {
            "role": self.role,
            "name": self.name,
            "ingredients": [i.to_json() for i in self.ingredients],
        }


@dataclass(frozen=True, slots=True)
class LabelActive:
    """
    An active found on a label, with the class the planner uses (``retinoid``, ``aha``, …).

    ``role``: whether an acid can exfoliate, as far as its place and percentage tell; None for all else.
    """

    group: str
    inci: str
    percent: Estimate | None
    says: str
    role: AcidRole | None = None

    def to_json(self) -> Json:
        return {
            "class": self.group,
            "inci": self.inci,
            "percent": json_or_none(self.percent),
            "role": self.role,
            "says": self.says,
        }


@dataclass(frozen=True, slots=True)
class LabelFlag:
    """One thing worth knowing about a product, which ingredient says so, and who says why."""

    code: str
    inci: str | None
    rank: int | None
    says: str
    source: tuple[str, ...]
    strength: str

    def to_json(self) -> Json:
        return {
            "code": self.code,
            "inci": self.inci,
            "rank": self.rank,
            "says": self.says,
            "source": list(self.source),
            "strength": self.strength,
        }


@dataclass(frozen=True, slots=True)
class CheckedProduct:
    """
    All that could be read from one label, and nothing that could not.

    ``unread`` is text that is no ingredient (marketing, footnotes, codes). ``order`` says whether rank
    means anything. ``conflicts``, ``pregnancy`` and ``suits`` speak about one person and stay empty
    where no profile was given.
    """

    verdict: Literal["list", "no_list"]
    made_with: MadeWith
    sections: tuple[LabelSection, ...] = ()
    unread: tuple[str, ...] = ()
    order: Order = "unknown"
    actives: tuple[LabelActive, ...] = ()
    flags: tuple[LabelFlag, ...] = ()
    conflicts: tuple[LabelFlag, ...] = ()
    pregnancy: LabelFlag | None = None
    suits: tuple[str, ...] = field(default=())

    @property
    def ingredients(self) -> tuple[ListedIngredient, ...]:
        """Everything declared, in label order, without what shades may contain."""
        return tuple(i for s in self.sections if s.role != "may_contain" for i in s.ingredients)

    @property
    def may_contain(self) -> tuple[ListedIngredient, ...]:
        return tuple(i for s in self.sections if s.role == "may_contain" for i in s.ingredients)

    @property
    def hazards(self) -> tuple[LabelFlag, ...]:
        """The flags that speak against using it as ordinary care."""
        return tuple(f for f in self.flags if f.code in HAZARDS)

    @property
    def against_print(self) -> tuple[ListedIngredient, ListedIngredient] | None:
        """Two ingredients whose printed percentages deny that the list goes from most to least."""
        for section in self.sections if self.order == "unknown" else ():
            if section.role in ("active", "may_contain"):
                continue
            places = against_print([i.printed for i in section.ingredients])
            if places is not None:
                return section.ingredients[places[0]], section.ingredients[places[1]]
        return None

    @property
    def scent(self) -> Scent:
        """
        How the product is scented: by a composition (``parfum``), only by scents that are named, or not.

        Whoever avoids a composition looks for the first, whoever avoids any scent for both.
        """
        codes = {f.code for f in self.flags}
        if "fragrance" in codes:
            return "declared"
        return "named" if codes & {"fragrance_allergen", "essential_oil"} else "none"

    def to_json(self) -> Json:
        return {
            "schema": SCHEMA,
            "made_with": self.made_with.to_json(),
            "interval": INTERVAL,
            "verdict": self.verdict,
            "sections": [s.to_json() for s in self.sections],
            "unread": list(self.unread),
            "order": self.order,
            "actives": [a.to_json() for a in self.actives],
            "flags": [f.to_json() for f in self.flags],
            "scent": self.scent,
            "conflicts": [c.to_json() for c in self.conflicts],
            "pregnancy": None if self.pregnancy is None else self.pregnancy.to_json(),
            "suits": list(self.suits),
        }
