"""Where may pores be: matched filters at fixed physical sizes, one absolute threshold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from porewise.measure.light import soften
from porewise.measure.settings import HowToMeasure

if TYPE_CHECKING:
    from numpy.typing import NDArray

FWHM = 2.3548  # of a Gaussian of sd 1


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """
    Dark spots above the threshold, one row each.

    ``x``, ``y``: working pixels; ``diameter_mm``: of the filter that answered most; ``contrast``:
    the filter's estimate of the blurred centre contrast; ``floor``: the noise of that filter here.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    diameter_mm: NDArray[np.float64]
    contrast: NDArray[np.float64]
    floor: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.x)


def find_candidates(
    flat: NDArray[np.float32], mask: NDArray[np.bool_], *, px_per_mm: float, blur_px: float, how: HowToMeasure
) -> Candidates:
    """
    Find dark spots in flat log luminance.

    Each filter is a scale-normalised Laplacian of Gaussian whose sd is that of a pore of its diameter
    behind the photo's blur, so that its answer, doubled, is the contrast at the spot's centre.
    """
    sizes = np.array(how.filter_diameters_mm)
    sds = np.sqrt((sizes / FWHM * px_per_mm) ** 2 + blur_px**2)
    answers = np.stack([_answer(flat, float(sd)) for sd in sds])
    inside = cv2.erode(mask.astype(np.uint8), np.ones((3, 3), np.uint8)).astype(bool)
    floors = np.array([_floor(a[inside]) for a in answers])
    limits = np.maximum(how.faintest_contrast, how.noise_floor_sigmas * floors)
    best = (answers / limits[:, None, None]).argmax(0)
    strongest = np.take_along_axis(answers / limits[:, None, None], best[None], 0)[0]
    peak = strongest == cv2.dilate(strongest, np.ones((3, 3), np.uint8))
    rows, columns = np.nonzero(peak & inside & (strongest >= 1))
    scale = best[rows, columns]
    return Candidates(
        x=columns.astype(float),
        y=rows.astype(float),
        diameter_mm=sizes[scale],
        contrast=answers[scale, rows, columns].astype(float),
        floor=floors[scale],
    )


def _answer(flat: NDArray[np.float32], sd: float) -> NDArray[np.float32]:
    """Twice the scale-normalised Laplacian: the contrast of a matching Gaussian dark spot, positive."""
    lap = cv2.Laplacian(soften(flat, sd), cv2.CV_32F, ksize=1, borderType=cv2.BORDER_REFLECT)
    return np.asarray(2 * sd * sd * lap, np.float32)


def _floor(values: NDArray[np.float32]) -> float:
    """Robust sd of the bright side: noise and texture, but no pores."""
    bright = -values[values < 0]
    return float(np.median(bright) / 0.6745) if bright.size else 0.0
