"""What a person can tell about the size of things in a photo."""

from __future__ import annotations

import math
from dataclasses import dataclass

from porewise.values.errors import PorewiseError


@dataclass(frozen=True, slots=True)
class Reference:
    """
    Two points of the upright photo (pixels) whose distance on the skin is known: a ruler's marks, a coin's edges.

    Raises ``PorewiseError`` where the points coincide or the length is no length.
    """

    x1_px: float
    y1_px: float
    x2_px: float
    y2_px: float
    mm: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.mm) and 0 < self.mm <= 500):
            raise PorewiseError(
                f"The reference's length is {self.mm:g} mm; give the true length in mm, above 0 and up to 500."
            )
        if not (math.isfinite(self.px) and self.px >= 10):
            raise PorewiseError(
                f"The reference's two points are {self.px:g} pixels apart; take two points at least 10 pixels apart."
            )

    @property
    def px(self) -> float:
        """How far apart the two points are, in pixels."""
        return math.hypot(self.x2_px - self.x1_px, self.y2_px - self.y1_px)


@dataclass(frozen=True, slots=True)
class Ruler:
    """
    What is known beside the irises; the first that is there decides: a scale in pixels per mm, a reference
    in the picture, the person's own pupil distance (looking far, in mm).
    """

    px_per_mm: float | None = None
    reference: Reference | None = None
    pupil_distance_mm: float | None = None

    @property
    def known(self) -> bool:
        """Whether the picture's scale follows without a face."""
        return self.px_per_mm is not None or self.reference is not None


NOTHING_KNOWN = Ruler()
