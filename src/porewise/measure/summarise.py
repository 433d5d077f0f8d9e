"""From judged spots to the numbers of a zone, each with its interval."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from porewise.measure.complete import Completeness
from porewise.measure.judge import Judgement
from porewise.measure.light import LUMINANCE
from porewise.measure.settings import HowToMeasure
from porewise.measure.shape import stacked_ovalness
from porewise.measure.spots import Spots
from porewise.measure.zones import Zone
from porewise.values.estimate import Estimate

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

LEVEL = (5.0, 95.0)  # percentiles of a 90 % interval
FEWEST_FOR_SIZE = 5
# What all diameters of a photo are wrong by together (sd of ln D: a misread blur, a light of its own), as pictures by
# another hand show it. It moves densities about thrice as far.
SHARED_LOG_D_SD = 0.065
# What densities and area shares of a picture are wrong by beyond all that is counted below (sd of ln): pores too soft
# to be seen at all, and other things taken for pores. Chosen on 79 pictures by the other and the third hand.
UNCOUNTED_SD = 0.42
SHINY = 1.35  # times the surrounding skin's light, with less colour: a mirror-like spot
SHINE_MM, SHINE_PX_PER_MM = 0.25, 6.0


@dataclass(frozen=True, slots=True)
class ZoneNumbers:
    """The estimates of one zone; None where the photo does not carry them."""

    density_per_cm2: Estimate | None
    diameter_mm: Estimate | None
    area_share: Estimate | None
    ovalness: Estimate | None
    axis_deg: float | None
    darkness: Estimate | None
    plugged_share: Estimate | None


def zone_numbers(
    spots: Spots,
    judged: Judgement,
    complete: Completeness,
    zone: Zone,
    area_mm2: float,
    rng: np.random.Generator,
    how: HowToMeasure,
) -> ZoneNumbers:
    """
    Summarise the counted pores of a zone.

    Sizes are of the counted pores; densities weigh every spot (``HowToMeasure.weighs_from``). Intervals come from one
    set of draws: pores resampled (counting noise included), each diameter moved by its own error and all by the
    photo's, the whole by the scale's error, the completeness by its own.
    """
    rows, area_cm2 = np.nonzero(judged.counted)[0], area_mm2 / 100
    some = np.nonzero(judged.weight > 0)[0]
    n, log_d, sd, own = len(some), judged.log_d[some], judged.log_d_sd[some], judged.weight[some]
    whole = judged.counted[some]
    scale = rng.normal(0, zone.px_per_mm_sd, how.draws)  # ln(px/mm): larger means finer, pores smaller
    photo = rng.normal(0, SHARED_LOG_D_SD, how.draws)
    trust = np.exp(
        rng.normal(0, math.hypot(UNCOUNTED_SD, 1 / math.sqrt(max(complete.planted, 4))), how.draws)
    )
    counts = rng.poisson(n, how.draws)
    draw = np.repeat(np.arange(how.draws), counts)  # all draws at once, one after the other
    pick = rng.integers(0, max(n, 1), len(draw))
    d = np.exp(log_d[pick] + sd[pick] * rng.standard_normal(len(draw)) + (photo - scale)[draw])
    weight = own[pick] / complete.chance(d) if n else d
    per_cm2 = trust * np.exp(2 * scale) / area_cm2
    density = per_cm2 * _sums(draw, weight * (d >= how.clinical_mm), how.draws)
    share = per_cm2 * _sums(draw, weight * np.pi / 4 * (d / 10) ** 2, how.draws)
    kept = whole[pick]
    middle = _middles(d[kept], np.bincount(draw[kept], minlength=how.draws))
    d = np.exp(log_d)
    weight = own / complete.chance(d) if n else np.ones(0)
    clinical = _expected_above(log_d, sd, how.clinical_mm)
    sized = len(rows) >= FEWEST_FOR_SIZE
    oval, axis = stacked_ovalness(spots, judged.log_d, rows, rng)
    return ZoneNumbers(
        density_per_cm2=None
        if n
        and complete.limiting_mm
        is None  # how many are missed is unknown: a corrected number would be a guess
        else _density(float((clinical * weight).sum() / area_cm2), density, area_cm2),
        diameter_mm=_around(float(np.median(d[whole])), middle) if sized else None,
        area_share=_around(float((np.pi / 4 * (d / 10) ** 2 * weight).sum() / area_cm2), share)
        if sized
        else None,
        ovalness=oval,
        axis_deg=axis,
        darkness=_median(spots.fits.contrast[rows]) if sized else None,
        plugged_share=_share(judged.plugged[rows], rng, how) if sized else None,
    )


def _sums(draw: NDArray[np.int_], values: Array, draws: int) -> Array:
    return np.asarray(np.bincount(draw, values, minlength=draws), np.float64)


def _middles(values: Array, counts: NDArray[np.int_]) -> Array:
    """The median of each draw (the upper one of an even number), NaN of an empty one; ``counts``: values of each."""
    ends = np.cumsum(counts)
    return np.array(
        [
            np.partition(values[end - m : end], m // 2)[m // 2] if m else np.nan
            for m, end in zip(counts.tolist(), ends.tolist(), strict=True)
        ]
    )


def _expected_above(log_d: Array, sd: Array, limit_mm: float) -> Array:
    """Chance that each pore's true diameter is above the limit: a hard cut would count noise."""
    from scipy.special import ndtr

    return np.asarray(ndtr((log_d - math.log(limit_mm)) / np.maximum(sd, 1e-3)), np.float64)


def _around(value: float, draws: Array) -> Estimate:
    """The interval of the draws, moved so that their median sits on the value (ratio scale)."""
    good = draws[np.isfinite(draws) & (draws > 0)]
    if not len(good) or value <= 0:
        return Estimate(value, value, value)
    low, high = np.percentile(good, LEVEL) / np.median(good) * value
    return Estimate(value, min(float(low), value), max(float(high), value))


def _density(value: float, draws: Array, area_cm2: float) -> Estimate:
    """Density with its interval; with no pore found the upper end is the Poisson one (Garwood 1936)."""
    ceiling = 3.0 / area_cm2  # −ln(0.05) pores, the one-sided 95 % limit of a zero count
    if value <= 0:
        return Estimate(0.0, 0.0, ceiling)
    low, high = np.percentile(draws, LEVEL)
    moved = value - float(np.median(draws))
    return Estimate(
        value, max(0.0, min(float(low) + moved, value)), max(float(high) + moved, value + 0.1 * ceiling)
    )


def _median(values: Array) -> Estimate:
    """A median and the values between which it lies by their ranks alone (binomial; Conover 1999, section 3.2)."""
    from scipy.stats import binom

    n, ordered = len(values), np.sort(values)
    low = int(binom.ppf(LEVEL[0] / 100, n, 0.5)) - 1
    high = int(binom.ppf(LEVEL[1] / 100, n, 0.5))
    return Estimate(float(np.median(values)), float(ordered[max(low, 0)]), float(ordered[min(high, n - 1)]))


def _share(chances: Array, rng: np.random.Generator, how: HowToMeasure) -> Estimate:
    """Mean of probabilities; each draw resamples the pores and flips each one's coin."""
    picked = rng.choice(chances, (how.draws, len(chances)))
    draws = (rng.random(picked.shape) < picked).mean(1)
    return _between(float(chances.mean()), draws)


def _between(value: float, draws: Array) -> Estimate:
    low, high = np.percentile(draws, LEVEL)
    return Estimate(value, min(float(low), value), max(float(high), value))


def zone_shine(
    rgb: NDArray[np.float32], usable: NDArray[np.bool_], zone: Zone, burnt_share: float
) -> Estimate | None:
    """
    Share of the zone that mirrors the light (0 to 1): burnt out, or brighter and paler than around.

    Without polarisation it depends on the light: compare it only with photos in the same light.
    """
    if usable.sum() < 400:
        return None
    shrink = max(1.0, zone.px_per_mm / SHINE_PX_PER_MM)  # shine is a matter of millimetres
    if shrink > 1:
        size = (round(usable.shape[1] / shrink), round(usable.shape[0] / shrink))
        rgb = np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.float32)
        usable = cv2.resize(usable.astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0.5
    k = zone.px_per_mm / shrink
    soft = np.maximum(cv2.GaussianBlur(rgb, (0, 0), SHINE_MM * k), 1e-4)
    wide = np.maximum(cv2.GaussianBlur(soft, (0, 0), 6 * SHINE_MM * k), 1e-4)
    brighter = (soft @ LUMINANCE) / (wide @ LUMINANCE)
    paler = (soft[..., 2] / soft[..., 0]) > (wide[..., 2] / wide[..., 0])
    mirror = (brighter > SHINY) & paler & usable
    tile = max(8, round(3 * k))
    h, w = usable.shape
    tiles = [
        (mirror[y : y + tile, x : x + tile].sum(), usable[y : y + tile, x : x + tile].sum())
        for y in range(0, h, tile)
        for x in range(0, w, tile)
    ]
    counts = np.array([t for t in tiles if t[1] > 0.3 * tile * tile], float).reshape(-1, 2)
    if len(counts) < 4:
        return None
    seen = counts[:, 0] / counts[:, 1]
    # as if one tile more, half of it shiny, lay out of view: a zone that looks all alike is not known exactly
    se = float(np.append(seen, 0.5).std() / math.sqrt(len(seen)))
    value = min(1.0, burnt_share + (1 - burnt_share) * float(counts[:, 0].sum() / counts[:, 1].sum()))
    return Estimate(value, max(0.0, value - 1.645 * se), min(1.0, value + 1.645 * se))
