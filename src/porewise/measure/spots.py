"""A piece of skin as Porewise looks at it, and what was seen and fitted on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from porewise.measure.eye import EYE_PX_PER_MM, Sightings, eye_planes, look
from porewise.measure.refine import Fits, fit_apart, fit_holes
from porewise.measure.settings import HowToMeasure

if TYPE_CHECKING:
    from numpy.typing import NDArray

PIXEL_VARIANCE = 1 / 12  # averaging over a square pixel, in pixels²


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """
    A piece of skin at the eye's resolution. ``planes``: (3, h, w) flat log luminance and two colours;
    ``mask``: (h, w); ``blur_mm``: sd of the photo's blur on the skin; ``photo_px_per_mm``: of the photo;
    ``shrink``: photo pixels per sample along x and y.
    """

    planes: NDArray[np.float32]
    mask: NDArray[np.bool_]
    blur_mm: float
    photo_px_per_mm: float
    shrink: tuple[float, float]

    @property
    def blur_px(self) -> float:
        """Sd in samples of all that softens the sheet: the photo's blur, and what averaging down added."""
        averaged = PIXEL_VARIANCE if max(self.shrink) > 1 else 0.0
        return float(np.sqrt((self.blur_mm * EYE_PX_PER_MM) ** 2 + averaged))


@dataclass(frozen=True, slots=True, eq=False)
class Spots:
    """What the eye saw and the hole fitted there, row for row; ``sheet`` is where they lie."""

    seen: Sightings
    fits: Fits
    sheet: Sheet

    def __len__(self) -> int:
        return len(self.seen)


def skin_sheet(
    linear: NDArray[np.float32],
    mask: NDArray[np.bool_],
    *,
    px_per_mm: float,
    blur_px: float,
    how: HowToMeasure,
) -> Sheet:
    """Flatten linear light for the eye. ``blur_px``: sd in photo pixels."""
    planes, clear, shrink = eye_planes(linear, mask, px_per_mm=px_per_mm, how=how)
    return Sheet(planes, clear, blur_px / px_per_mm, px_per_mm, shrink)


def look_for_spots(sheet: Sheet, how: HowToMeasure) -> Spots:
    """Find every spot that may be a pore and fit it."""
    seen = look(
        sheet.planes,
        sheet.mask,
        blur_mm=sheet.blur_mm,
        px_per_mm=sheet.photo_px_per_mm,
        lowest=how.told_score,
    )
    return Spots(seen, fit_seen(sheet, seen, how), sheet)


def fit_seen(sheet: Sheet, seen: Sightings, how: HowToMeasure) -> Fits:
    """The forward model at each sighting: alone, then with all others taken away."""
    return fit_apart(
        sheet.planes[0],
        sheet.mask,
        fit_once(sheet, seen, how),
        px_per_mm=EYE_PX_PER_MM,
        blur_px=sheet.blur_px,
        background_px=how.background_mm / 2 * EYE_PX_PER_MM,
        how=how,
    )


def fit_once(sheet: Sheet, seen: Sightings, how: HowToMeasure) -> Fits:
    """The forward model at each sighting, as if it stood alone."""
    return fit_holes(
        sheet.planes[0],
        sheet.mask,
        seen.x,
        seen.y,
        np.exp(seen.log_d),
        px_per_mm=EYE_PX_PER_MM,
        blur_px=sheet.blur_px,
        how=how,
    )
