"""
How oval do the pores of a zone look, and along which axis: their pictures laid on one another.

One pore's ovalness is noise; the stack of a zone's pores is not (as in weak lensing). The stack is fitted with the
forward model without a prior on its shape; resampling the pores gives its error. A blur that is wider along one axis
makes narrow pores more oval than wide ones: stacks of both tell it from the pores' own shape.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
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
STRATA = 4  # stacks of pores alike in width, from narrow to wide, where there are enough of them
DRAWS = 40
HALF = 8  # samples around the centre: two thirds of a millimetre
NARROWEST_MM = 0.13
LOUDEST = 2.0  # no pore weighs more than this many usual ones
BLUR_SHAPE_SD = 0.3  # of ln(axis ratio) of a phone's blur: the lens, and a hand that moves
LEAST_SHAPE_SD = 0.01  # of a stack, beyond what resampling shows
UNEXPLAINED_SD = (
    0.05  # of a shape: light from one side, blurs of another form; as pictures by another hand show
)
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
    if len(rows) < FEWEST:
        return None, None
    strata = np.array_split(rows[np.argsort(log_d[rows], kind="stable")], min(STRATA, len(rows) // FEWEST))
    stacks = [_stack(spots, log_d, part, rng) for part in strata]
    return _estimate(*_without_blur(stacks, spots.sheet.blur_mm))


@dataclass(frozen=True, slots=True, eq=False)
class _Stack:
    """Shape of one stack (2,), its variance (of either number), and the hole's variance in mm²."""

    shape: Array
    variance: float
    size_mm2: float


def _stack(spots: Spots, log_d: Array, rows: NDArray[np.int_], rng: np.random.Generator) -> _Stack:
    n = len(rows)
    windows, weights = _windows(spots, rows)
    counts = rng.multinomial(n, np.full(n, 1 / n), DRAWS).astype(np.float64)
    shares = np.vstack([np.ones(n), counts])
    total = shares @ weights
    stacks = shares @ (windows * weights) / np.maximum(total, 1e-6)
    usual_mm = float(np.exp(np.median(log_d[rows])))
    shapes = fit_stacks(
        stacks,
        total / n,
        half=HALF,
        px_per_mm=EYE_PX_PER_MM,
        blur_px=spots.sheet.blur_px,
        start_mm=usual_mm,
    )
    return _Stack(shapes[0], float(shapes[1:].var(0).mean()) + LEAST_SHAPE_SD**2, (usual_mm / WIDTH) ** 2)


def _without_blur(stacks: list[_Stack], blur_mm: float) -> tuple[Array, float]:
    """
    The shape that pores of every size share (2,), and its variance: what grows as pores get narrower is the blur's.

    A blur wider along one axis by β (mm² of variance) adds β / s² to the shape of a hole of variance s². Both are
    fitted to the stacks together, β held by what lenses and hands do; of a single stack the prior alone says how much.
    """
    weight = np.array([1 / s.variance for s in stacks])
    lever = np.array([blur_mm**2 / s.size_mm2 for s in stacks])  # so that β is in units of ln(axis ratio)
    normal = np.array(
        [
            [weight.sum(), (weight * lever).sum()],
            [(weight * lever).sum(), (weight * lever**2).sum() + BLUR_SHAPE_SD**-2],
        ]
    )
    shapes = np.array([s.shape for s in stacks])
    along = np.stack([weight @ shapes, (weight * lever) @ shapes])
    inverse = np.linalg.inv(normal)
    return np.asarray((inverse @ along)[0], np.float64), float(inverse[0, 0])


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


def _estimate(shape: Array, variance: float) -> tuple[Estimate, float | None]:
    """From a shape and its variance to an axis ratio: the error's own share is taken off."""
    size = math.sqrt(max(float(shape @ shape) - 2 * variance, 0.0))
    half = NORMAL_90 * math.hypot(math.sqrt(variance), UNEXPLAINED_SD)
    oval = Estimate(math.exp(size), math.exp(max(size - half, 0.0)), math.exp(size + half))
    axis = float(np.degrees(0.5 * math.atan2(shape[1], shape[0])) % 180) if size > half else None
    return oval, axis
