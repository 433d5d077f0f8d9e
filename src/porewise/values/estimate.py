"""A measured or reasoned number that carries its own doubt."""

from __future__ import annotations

import math
from dataclasses import dataclass

from porewise.values.json import Json, rounded


@dataclass(frozen=True, slots=True)
class Estimate:
    """
    A number with the interval it is believed to lie in.

    The level of the interval is stated once per document (``"interval": 0.9``), never here.
    A number that could not be told is ``None`` in its place, never an ``Estimate`` of 0.

    >>> Estimate(0.21, 0.18, 0.25).to_json()
    {'value': 0.21, 'low': 0.18, 'high': 0.25}
    """

    value: float
    low: float
    high: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.value) and math.isfinite(self.low) and math.isfinite(self.high)):
            raise ValueError(f"Estimate needs finite numbers, got {self!r}; use None for an absent one")
        if not self.low <= self.value <= self.high:
            raise ValueError(f"Estimate needs low <= value <= high, got {self!r}")

    def scaled(self, factor: float) -> Estimate:
        """Multiply all three numbers by a positive factor (a change of unit)."""
        if factor <= 0:
            raise ValueError(f"factor must be above 0, got {factor}")
        return Estimate(self.value * factor, self.low * factor, self.high * factor)

    def to_json(self) -> Json:
        return {"value": rounded(self.value), "low": rounded(self.low), "high": rounded(self.high)}

    @classmethod
    def from_json(cls, data: Json) -> Estimate:
        return cls(float(data["value"]), float(data["low"]), float(data["high"]))


def estimate_or_none(data: Json | None) -> Estimate | None:
    """Read an ``Estimate`` where the document may hold ``null``."""
    return None if data is None else Estimate.from_json(data)


def json_or_none(estimate: Estimate | None) -> Json | None:
    """Write an ``Estimate`` where the document may hold ``null``."""
    return None if estimate is None else estimate.to_json()
