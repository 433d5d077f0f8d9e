"""What a person owns, and what Porewise takes each product to be."""

from __future__ import annotations

from dataclasses import dataclass

from porewise.values.json import Json


@dataclass(frozen=True, slots=True)
class Active:
    """An active as the person or the label declares it. ``percent`` is None where nobody says."""

    name: str
    percent: float | None = None

    def to_json(self) -> Json:
        return {"name": self.name, "percent": self.percent}


@dataclass(frozen=True, slots=True)
class Product:
    """
    One product on the shelf, as declared.

    ``new`` is None when not said: a product with a strong active then counts as new unless the
    person already uses that class; everything else counts as known.
    """

    id: str
    name: str
    category: str
    format: str | None = None
    ingredients: str | None = None
    actives: tuple[Active, ...] = ()
    spf: float | None = None
    broad_spectrum: bool | None = None
    water_resistant: bool | None = None
    new: bool | None = None

    def to_json(self) -> Json:
        whole = {
            "id": self.id,
            "name": self.name,
            "category": self.category,
            "format": self.format,
            "ingredients": self.ingredients,
            "actives": [a.to_json() for a in self.actives],
            "spf": self.spf,
            "broad_spectrum": self.broad_spectrum,
            "water_resistant": self.water_resistant,
            "new": self.new,
        }
        return {k: v for k, v in whole.items() if v not in (None, [])}


@dataclass(frozen=True, slots=True)
class FoundActive:
    """
    An active recognised in a product: its dictionary ``kind`` (``retinol``), the ``band`` its
    percentage falls in (``retinol_low``), its ``group`` (``retinoid``), and the irritation cost of
    one use. ``percent_known`` is False where the middle of the class was assumed.
    """

    kind: str
    band: str
    group: str
    percent: float | None
    percent_known: bool
    cost: float
    grade: str
    strong: bool
    rank: int
    causes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Traits:
    """
    What a product is for planning: what was found in it, whether it stays on the skin, what it
    costs the skin per use, and the ingredient words that allergies are checked against.

    The planner, its checker and the ingredient reader all speak this one value.
    """

    product: Product
    found: tuple[FoundActive, ...]
    leave_on: bool
    drying_alcohol: bool
    clogging_history: int
    allergens: tuple[str, ...]

    @property
    def id(self) -> str:
        return self.product.id

    @property
    def groups(self) -> frozenset[str]:
        """The active classes in it: retinoid, aha, bha, bha_wash, bpo, azelaic, vitamin_c …"""
        return frozenset(f.group for f in self.found)

    @property
    def cost(self) -> float:
        """Irritation points of one use."""
        return sum(f.cost for f in self.found)

    @property
    def strong(self) -> bool:
        return any(f.strong for f in self.found)

    def percent(self, group: str) -> float | None:
        """The highest declared or assumed percentage within one class."""
        known = [f.percent for f in self.found if f.group == group and f.percent is not None]
        return max(known, default=None)
