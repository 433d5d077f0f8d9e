"""From a piece of skin to described spots: flatten, find, fit, describe."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from porewise.measure.detect import Candidates, find_candidates
from porewise.measure.features import candidate_features
from porewise.measure.light import flatten, log_light
from porewise.measure.refine import Fits, fit_candidates
from porewise.measure.settings import HowToMeasure
from porewise.measure.stamps import candidate_stamps

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """
    A piece of skin at working resolution. ``flat``: (h, w, 4) flat log light; ``mask``: (h, w);
    ``shrink``: photo pixels per working pixel.
    """

    flat: NDArray[np.float32]
    mask: NDArray[np.bool_]
    px_per_mm: float
    blur_px: float
    shrink: float


@dataclass(frozen=True, slots=True, eq=False)
class Spots:
    """Candidates, their fits and their features, row for row; ``sheet`` is where they lie."""

    found: Candidates
    fits: Fits
    features: NDArray[np.float64]
    sheet: Sheet

    def stamps(self, rows: NDArray[np.int_]) -> NDArray[np.float32]:
        """A small picture around each of some candidates."""
        x, y = self.fits.x[rows], self.fits.y[rows]
        return candidate_stamps(self.sheet.flat, x, y, px_per_mm=self.sheet.px_per_mm)


def working_sheet(
    linear: NDArray[np.float32],
    mask: NDArray[np.bool_],
    *,
    px_per_mm: float,
    blur_px: float,
    how: HowToMeasure,
) -> Sheet:
    """Average very fine pictures down to the working resolution (never up), then flatten."""
    shrink = max(1.0, px_per_mm / how.finest_px_per_mm)
    if shrink > 1.02:
        h, w = mask.shape
        size = (max(1, round(w / shrink)), max(1, round(h / shrink)))
        linear = np.asarray(cv2.resize(linear, size, interpolation=cv2.INTER_AREA), np.float32)
        mask = cv2.resize(mask.astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0.99
        shrink = w / size[0]
    else:
        shrink = 1.0
    k = px_per_mm / shrink
    flat = flatten(log_light(linear), mask, size_px=how.background_mm / 2 * k)
    return Sheet(flat, mask, k, blur_px / shrink, shrink)


def look_for_spots(sheet: Sheet, how: HowToMeasure) -> Spots:
    """Find and describe every dark spot of a sheet."""
    luminance = sheet.flat[..., 3]
    found = find_candidates(luminance, sheet.mask, px_per_mm=sheet.px_per_mm, blur_px=sheet.blur_px, how=how)
    fits = fit_candidates(
        sheet.flat, sheet.mask, found, px_per_mm=sheet.px_per_mm, blur_px=sheet.blur_px, how=how
    )
    features = candidate_features(sheet.flat, found, fits, px_per_mm=sheet.px_per_mm, blur_px=sheet.blur_px)
    return Spots(found, fits, features, sheet)
