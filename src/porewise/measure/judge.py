"""
Which sightings are counted, which of those hold a dark plug, how wide they look, and what the others are.

The eye says how likely a pore is; eye and fit together say how wide. A small network says plug or open from both and
from the zone's other pores: a plug is darker than its neighbours and of another colour. Trained by
``benchmarks/train/plugs.py`` on drawn skin measured as a user's photo is.
It was tried as a judge of the pores themselves: better on skin drawn by the
hand it was trained on, worse on the other's, so the eye's word stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from porewise.measure.eye import EYE_PX_PER_MM, weight_of
from porewise.measure.light import soften
from porewise.measure.network import network, softmax
from porewise.measure.settings import HowToMeasure
from porewise.measure.spots import Spots

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

NAMES = (
    "logit",
    "log_d",
    "log_d_sd",
    "fit_wider",
    "fit_log_d_sd",
    "log_contrast",
    "log_peak",
    "log_peak_to_rest",
    "log_axis_ratio",
    "shape_sd",
    "red_share",
    "blue_share",
    "line",
    "ring",
    "moved",
    "darker_than_usual",
    "wider_than_usual",
    "redder_than_usual",
    "crowd",
    "log_blur_mm",
    "log_px_per_mm",
    "log_noise",
)
KINDS = (
    "other",
    "hair",
    "freckle",
)  # what a spot can be that is no pore, in the order of the network `kinds`
SURE_LOGIT = 8.0
# How much the eye's word counts beside the fit's. The eye knows how far a blur can be trusted and holds its word from
# dark skin to light, but leans to the usual width where a photo shows little; the fit knows this pore alone, and goes
# wrong with the blur, which is read too wide on dark skin. Of the shares tried, 0.5 to 1, this one moves least with the
# scale of a photo.
EYE_SHARE = 0.5
# The eye's doubt is of its own word; eye and fit err apart. With the whole of it 90 % intervals held 96 to 97 % of the
# pores of skin by another hand.
SURER = 0.85
USUAL_FROM = 0.5  # spots at least this likely say what is usual in a zone
CROWD_MM = 1.0
ENOUGH = 8  # likely pores, to say what is usual


@dataclass(frozen=True, slots=True, eq=False)
class Judgement:
    """
    One row per spot. ``score``: probability of being a pore; ``plugged``: probability of a dark plug, given it
    is one; ``log_d``: ln of the apparent diameter in mm with ``log_d_sd``; ``counted``: taken for a pore;
    ``weight``: how much of a pore it is to densities, 0 to 1; ``hair``, ``freckle``: probabilities of being that
    instead.
    """

    score: Array
    plugged: Array
    log_d: Array
    log_d_sd: Array
    counted: NDArray[np.bool_]
    weight: Array
    hair: Array
    freckle: Array


def judge(spots: Spots, how: HowToMeasure) -> Judgement:
    """Count what is likely enough, has the width of a pore, and is dark at all by the fit."""
    plugs, numbers = network("plugs"), spot_numbers(spots)
    instead = (1 - spots.seen.chance)[:, None] * softmax(network("kinds")(numbers))
    log_d = said_log_d(spots) + float(plugs.record["shift"])
    pore_like = looks_like_a_pore(log_d, spots.fits.peak, how)
    return Judgement(
        score=spots.seen.chance,
        plugged=1 / (1 + np.exp(-plugs(numbers)[:, 0])),
        log_d=log_d,
        log_d_sd=spots.seen.log_d_sd * float(plugs.record["doubt"]) * SURER,
        counted=pore_like & (spots.seen.chance >= how.counted_score),
        weight=np.where(pore_like, weight_of(spots.seen.chance, how), 0.0),
        hair=instead[:, KINDS.index("hair")],
        freckle=instead[:, KINDS.index("freckle")],
    )


def said_log_d(spots: Spots) -> Array:
    """ln D between what the eye says and what the fit finds, before what both lack (the record's shift) is added."""
    return EYE_SHARE * spots.seen.log_d + (1 - EYE_SHARE) * spots.fits.log_d


def looks_like_a_pore(log_d: Array, peak: Array, how: HowToMeasure) -> NDArray[np.bool_]:
    """Whether each spot has the width of a pore and is dark at all, by the fit."""
    sized = (log_d > np.log(how.smallest_mm)) & (log_d < np.log(how.largest_mm))
    return np.asarray(sized & (peak >= how.faintest_contrast), bool)


def spot_numbers(spots: Spots) -> Array:
    """What the network reads of each spot: (n, len(NAMES))."""
    seen, fits, sheet = spots.seen, spots.fits, spots.sheet
    n = len(spots)
    if n == 0:
        return np.zeros((0, len(NAMES)))
    light = sheet.planes[0]
    peak = np.maximum(fits.peak, 1e-3)
    log_contrast = np.log(np.maximum(fits.contrast, 1e-3))
    at = _Sampler(fits.x, fits.y)
    red, blue = (at(soften(sheet.planes[c], sheet.blur_px)) / peak for c in (1, 2))
    logit = np.log(seen.chance / np.maximum(1 - seen.chance, 1e-9))
    usual = seen.chance >= USUAL_FROM
    noise = float(np.median(np.abs(cv2.Laplacian(light, cv2.CV_32F)))) / 0.6745 / np.sqrt(20)
    columns = (
        np.clip(logit, -SURE_LOGIT, SURE_LOGIT),
        seen.log_d,
        np.log(seen.log_d_sd),
        fits.log_d - seen.log_d,
        np.log(fits.log_d_sd),
        log_contrast,
        np.log(peak),
        np.log(peak / np.maximum(fits.rest, 1e-4)),
        np.hypot(fits.shape[:, 0], fits.shape[:, 1]),
        fits.shape_sd,
        red,
        blue,
        _line(light, at, float(np.hypot(0.08 * EYE_PX_PER_MM, sheet.blur_px))),
        _ring(light, fits.x, fits.y, np.exp(seen.log_d) * EYE_PX_PER_MM, sheet.blur_px) / peak,
        np.hypot(fits.x - seen.x, fits.y - seen.y) / EYE_PX_PER_MM,
        _above_usual(log_contrast, usual),
        _above_usual(seen.log_d, usual),
        _above_usual(red, usual),
        _crowd(fits.x, fits.y),
        np.full(n, np.log(sheet.blur_mm)),
        np.full(n, np.log(sheet.photo_px_per_mm)),
        np.full(n, np.log(max(noise, 1e-5))),
    )
    return np.nan_to_num(np.column_stack(columns).astype(np.float64), posinf=10.0, neginf=-10.0)


class _Sampler:
    """Read sheets at the spots' places (nearest sample, edges held)."""

    def __init__(self, x: Array, y: Array) -> None:
        self._x, self._y = np.rint(x).astype(int), np.rint(y).astype(int)

    def __call__(self, sheet: NDArray[np.float32]) -> Array:
        h, w = sheet.shape
        return np.asarray(sheet[np.clip(self._y, 0, h - 1), np.clip(self._x, 0, w - 1)], np.float64)


def _line(light: NDArray[np.float32], at: _Sampler, sd: float) -> Array:
    """How much more the light bends across than along: 0 for a round spot, 1 and more for a line (Hessian)."""
    soft = soften(light, sd)
    xx, yy, xy = (
        at(np.asarray(cv2.Sobel(soft, cv2.CV_32F, *order, ksize=3), np.float32))
        for order in ((2, 0), (0, 2), (1, 1))
    )
    spread = np.sqrt(((xx - yy) / 2) ** 2 + xy**2)
    return np.asarray(np.clip(spread / np.maximum(np.abs(xx + yy) / 2, 1e-6), 0, 3), np.float64)


def _ring(light: NDArray[np.float32], x: Array, y: Array, diameter: Array, blur: float) -> Array:
    """Mean light of a ring just outside the hole."""
    radius = 0.9 * np.maximum(diameter, 1.0) + 1.2 * blur + 0.8
    angles = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    xs = (x[:, None] + radius[:, None] * np.cos(angles)).astype(np.float32)
    ys = (y[:, None] + radius[:, None] * np.sin(angles)).astype(np.float32)
    around = cv2.remap(light, xs, ys, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(np.mean(around, axis=1), np.float64)


def _above_usual(values: Array, usual: NDArray[np.bool_]) -> Array:
    """Less the median of the zone's likely pores; 0 where there are too few to say what is usual."""
    middle = float(np.median(values[usual])) if usual.sum() >= ENOUGH else None
    return np.zeros(len(values)) if middle is None else np.asarray(values - middle, np.float64)


def _crowd(x: Array, y: Array) -> Array:
    """Other spots within a millimetre."""
    from scipy.spatial import cKDTree

    places = np.column_stack([x, y])
    counts = cKDTree(places).query_ball_point(places, CROWD_MM * EYE_PX_PER_MM, return_length=True)
    return np.asarray(counts, np.float64) - 1
