"""What a pore of a drawn picture looks like, and which pores a picture resolves: one rule for all hands."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

FEWEST_PX, FAINTEST, NOISES = 3.0, 0.05, 2.5  # what `resolvable` asks
CLEAR_MM = 0.25


@dataclass(frozen=True, slots=True)
class TruePore:
    """
    What a pore looks like: centre in picture pixels (the first pixel's centre is 0, 0), apparent axes in mm (full width
    at half darkness), ``angle_deg`` of the longer one from +x towards +y, ``contrast`` 0 to 1 (linear luminance lost in
    the middle), what it holds, whether this picture resolves it.
    """

    x_px: float
    y_px: float
    major_mm: float
    minor_mm: float
    angle_deg: float
    contrast: float
    plug: str
    resolvable: bool
    clear: bool

    @property
    def diameter_mm(self) -> float:
        """The diameter of the circle of equal area."""
        return float(np.sqrt(self.major_mm * self.minor_mm))


def resolved(
    major_mm: float, minor_mm: float, contrast: float, *, px_per_mm: float, blur_px: float, noise: float
) -> tuple[bool, bool]:
    """
    Whether a picture resolves a pore, and clearly: three pixels wide, and after the blur (sd in pixels) darker than 5 %
    and than two and a half times the noise (sd of ln luminance); clearly: twice that, and 0.25 mm wide.
    """
    a, b = (d * px_per_mm / 2.3548 for d in (major_mm, minor_mm))
    left = contrast * a * b / np.hypot(a, blur_px) / np.hypot(b, blur_px)
    diameter, least = np.sqrt(major_mm * minor_mm), max(FAINTEST, NOISES * noise)
    seen = diameter * px_per_mm >= FEWEST_PX and left >= least
    return bool(seen), bool(seen and diameter >= CLEAR_MM and left >= 2 * least)
