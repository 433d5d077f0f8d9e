"""
How oval do the pores of a zone look, and along which axis: their pictures laid on one another.

One pore's ovalness is noise; the stack of a zone's pores is not (as in weak lensing). The stack is fitted with the
forward model without a prior on its shape; resampling the pores gives its error, and the shape of the blur, which
nobody knows, is part of it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import cv2
import numpy as np

from porewise.measure.eye import EYE_PX_PER_MM
from porewise.measure.hole import WIDTH
from porewise.measure.refine import fit_stacks
from porewise.measure.spots import Spots
from porewise.values.estimate import Estimate

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

FEWEST, MOST = 12, 1500  # pores in a stack; OpenCV samples at most 32,767 rows at a time
DRAWS = 60
HALF = 8  # samples around the centre: two thirds of a millimetre
NARROWEST_MM = 0.16  # narrower pores take the shape of the blur
LOUDEST = 2.0  # no pore weighs more than this many usual ones
BLUR_SHAPE_SD = 0.10  # of ln(axis ratio) of an ordinary phone's blur; moving hands make more of it
NORMAL_90 = 1.645


def stacked_ovalness(
    spots: Spots, log_d: Array, rows: NDArray[np.int_], rng: np.random.Generator
) -> tuple[Estimate | None, float | None]:
    """
    Mean axis ratio (1 is round) of the counted pores ``rows``, and its axis in degrees where it is sure.

    None with fewer than a dozen pores wide enough to have a shape.
    """
    rows = rows[log_d[rows] > math.log(NARROWEST_MM)]
    if len(rows) > MOST:
        rows = np.sort(rng.choice(rows, MOST, replace=False))
    n = len(rows)
    if n < FEWEST:
        return None, None
    windows, weights = _windows(spots, rows)
    counts = rng.multinomial(n, np.full(n, 1 / n), DRAWS).astype(np.float64)
    shares = np.vstack([np.ones(n), counts])
    total = shares @ weights
    stacks = shares @ (windows * weights) / np.maximum(total, 1e-6)
    usual_mm = float(np.exp(np.median(log_d[rows])))
    blur_px = spots.sheet.blur_px
    shapes = fit_stacks(
        stacks, total / n, half=HALF, px_per_mm=EYE_PX_PER_MM, blur_px=blur_px, start_mm=usual_mm
    )
    return _estimate(shapes[0], shapes[1:], spots.sheet.blur_mm, usual_mm)


def _windows(spots: Spots, rows: NDArray[np.int_]) -> tuple[Array, Array]:
    """Pictures of the pores, each scaled to its own darkness (n, pixels), and their weights."""
    fits, sheet = spots.fits, spots.sheet
    span = np.arange(-HALF, HALF + 1, dtype=np.float32)
    x = fits.x[rows, None, None].astype(np.float32) + span[None, None, :]
    y = fits.y[rows, None, None].astype(np.float32) + span[None, :, None]
    side = len(span)
    x, y = (
        np.ascontiguousarray(np.broadcast_to(a, (len(rows), side, side)).reshape(-1, side)) for a in (x, y)
    )
    light = cv2.remap(sheet.planes[0], x, y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT)
    clear = cv2.remap(sheet.mask.astype(np.float32), x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
    peak = np.maximum(fits.peak[rows], 1e-3)
    loud = np.clip(peak / np.median(peak), 1 / LOUDEST, LOUDEST) ** 2
    windows = light.reshape(len(rows), -1).astype(np.float64) / peak[:, None]
    return windows, clear.reshape(len(rows), -1) * loud[:, None]


def _estimate(shape: Array, drawn: Array, blur_mm: float, usual_mm: float) -> tuple[Estimate, float | None]:
    """From the stack's shape and its resampled twins to an axis ratio: the error's own share is taken off."""
    variance = float(drawn.var(0).mean())
    size = math.sqrt(max(float(shape @ shape) - 2 * variance, 0.0))
    hole = usual_mm / WIDTH
    by_blur = BLUR_SHAPE_SD * blur_mm**2 / (blur_mm**2 + hole**2)
    half = NORMAL_90 * math.hypot(math.sqrt(variance), by_blur)
    oval = Estimate(math.exp(size), math.exp(max(size - half, 0.0)), math.exp(size + half))
    axis = float(np.degrees(0.5 * math.atan2(shape[1], shape[0])) % 180) if size > half else None
    return oval, axis
