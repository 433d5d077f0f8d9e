"""
What can this photo show: plant known pores into the same skin and find them again.

As astronomers plant stars. The planted hole is the fit's own model in the zone's own blur, so the
answer holds for holes of that form; places are clear skin away from what was found.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from porewise.measure.eye import EYE_PX_PER_MM, look, weight_of
from porewise.measure.hole import WIDTH
from porewise.measure.settings import HowToMeasure
from porewise.measure.spots import Sheet, Spots

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

SMALLEST_MM, LARGEST_MM = 0.10, 0.50
USUAL_CONTRAST = 0.22  # where too few pores were found to say what this skin's pores look like
ENOUGH = 8
# Darkness in luminance, in red − luminance and in blue − luminance: what leaves a pore is a little redder.
COLOUR = np.array([1.0, -0.08, 0.04])
FOUND_MM = 0.15  # a find that near to where a pore was planted is that pore
CLEAR_MM = 0.35  # distance kept from spots that are there already: near enough to feel the crowd
APART_MM = 0.9  # distance between planted pores
FEWEST_PLANTED = 20
LEAST = 0.25  # completeness is never believed to be lower: a correction beyond fourfold is a guess


@dataclass(frozen=True, slots=True)
class Completeness:
    """
    What a pore weighs on average (its chance to be found): logistic in ln(diameter), at this skin's usual contrast.

    ``limiting_mm``: diameter found with even chance, None where none of the planted sizes is; ``slope``
    per unit of ln(diameter); ``ceiling``: share of even the widest that is found; ``planted``: how many.
    """

    limiting_mm: float | None
    slope: float
    ceiling: float
    planted: int

    def chance(self, diameter_mm: Array) -> Array:
        """Chance of being found, held above ``LEAST``."""
        if self.limiting_mm is None:
            return np.full(len(diameter_mm), LEAST)
        rise = 1 / (1 + np.exp(-self.slope * (np.log(diameter_mm) - np.log(self.limiting_mm))))
        return np.asarray(np.clip(self.ceiling * rise, LEAST, 1), np.float64)


def measure_completeness(
    sheet: Sheet, spots: Spots, counted: NDArray[np.bool_], rng: np.random.Generator, how: HowToMeasure
) -> Completeness:
    """Plant pores in up to ``how.plantings`` rounds, look again each time, and fit the chance of finding one."""
    seen = spots.fits.contrast[counted]
    sizes: list[Array] = []
    found: list[Array] = []
    for _ in range(how.plantings):
        places = _clear_places(sheet, spots, rng, how.planted_per_zone - sum(map(len, sizes)))
        n = len(places)
        diameter = np.exp(rng.uniform(np.log(SMALLEST_MM), np.log(LARGEST_MM), n))
        contrast = rng.choice(seen, n) if len(seen) >= ENOUGH else np.full(n, USUAL_CONTRAST)
        planted = _plant(sheet, places, diameter, np.clip(contrast, 0.05, 0.8))
        sizes.append(np.log(diameter))
        found.append(_found_again(planted, places, how))
        if sum(map(len, sizes)) >= how.planted_per_zone:
            break
    total = sum(map(len, sizes))
    if total < FEWEST_PLANTED:
        return Completeness(None, 0.0, 0.0, total)
    return _fit_chance(np.concatenate(sizes), np.concatenate(found))


def _clear_places(sheet: Sheet, spots: Spots, rng: np.random.Generator, wanted: int) -> Array:
    """Up to ``wanted`` random places on clear skin, apart from spots and from each other; (n, 2) x, y."""
    from scipy.spatial import cKDTree

    rows, columns = np.nonzero(sheet.mask)
    if not len(rows):
        return np.zeros((0, 2))
    pick = rng.integers(0, len(rows), 6 * wanted)
    places = np.column_stack([columns[pick], rows[pick]]) + rng.uniform(-0.5, 0.5, (len(pick), 2))
    reach = CLEAR_MM * EYE_PX_PER_MM
    if len(spots):
        taken = np.column_stack([spots.seen.x, spots.seen.y])
        places = places[cKDTree(taken).query(places)[0] > reach]
    kept: list[int] = []
    if len(places):
        tree, blocked = cKDTree(places), np.zeros(len(places), bool)
        for i in range(len(places)):
            if not blocked[i] and len(kept) < wanted:
                kept.append(i)
                blocked[tree.query_ball_point(places[i], APART_MM * EYE_PX_PER_MM)] = True
    return np.asarray(places[kept], np.float64)


def _plant(sheet: Sheet, places: Array, diameter: Array, contrast: Array) -> Sheet:
    """The same sheet with round soft holes, blurred as the photo is."""
    planes = sheet.planes.copy()
    h, w = sheet.mask.shape
    variance = sheet.blur_px**2
    for (x, y), d, c in zip(places, diameter, contrast, strict=True):
        s2 = (d / WIDTH * EYE_PX_PER_MM) ** 2
        r = int(np.ceil(3.5 * np.sqrt(s2 + variance)))
        y0, y1, x0, x1 = (
            max(0, int(y) - r),
            min(h, int(y) + r + 1),
            max(0, int(x) - r),
            min(w, int(x) + r + 1),
        )
        squared = (np.arange(y0, y1)[:, None] - y) ** 2 + (np.arange(x0, x1) - x) ** 2
        wide, narrow = s2 + variance, s2 / 2 + variance
        hole = 2 * s2 / wide * np.exp(-squared / 2 / wide) - s2 / 2 / narrow * np.exp(-squared / 2 / narrow)
        planes[:, y0:y1, x0:x1] -= (c * hole * COLOUR[:, None, None]).astype(np.float32)
    return Sheet(planes, sheet.mask, sheet.blur_mm, sheet.photo_px_per_mm, sheet.shrink)


def _found_again(planted: Sheet, places: Array, how: HowToMeasure) -> Array:
    """
    What each planted pore weighs to the eye (0: not seen); none is fitted again, as size and darkness rule out next to
    none of them.
    """
    from scipy.spatial import cKDTree

    seen = look(
        planted.planes,
        planted.mask,
        blur_mm=planted.blur_mm,
        px_per_mm=planted.photo_px_per_mm,
        lowest=how.weighs_from,
    )
    if not len(seen) or not len(places):
        return np.zeros(len(places))
    distance, nearest = cKDTree(np.column_stack([seen.x, seen.y])).query(places)
    return np.where(distance <= FOUND_MM * EYE_PX_PER_MM, weight_of(seen.chance[nearest], how), 0.0)


def _fit_chance(log_d: Array, found: Array) -> Completeness:
    """Logistic regression of weights with a ceiling, by a coarse search: robust with 20 points as with 200."""
    n = len(found)
    widest = log_d > np.quantile(log_d, 0.7)
    ceiling = float(np.clip((found[widest].sum() + 0.5) / (widest.sum() + 1), 0.02, 0.995))
    centres = np.linspace(np.log(0.08), np.log(0.6), 60)
    slopes = np.array([4.0, 6.0, 9.0, 14.0])
    rise = 1 / (1 + np.exp(-slopes[None, :, None] * (log_d[None, None] - centres[:, None, None])))
    p = np.clip(ceiling * rise, 1e-3, 1 - 1e-3)
    likelihood = (found * np.log(p) + (1 - found) * np.log(1 - p)).sum(-1)
    i, j = np.unravel_index(int(likelihood.argmax()), likelihood.shape)
    limiting = float(np.exp(centres[i]))
    if ceiling < 0.5:  # not even the widest are found half the time
        return Completeness(None, float(slopes[j]), ceiling, n)
    return Completeness(limiting, float(slopes[j]), ceiling, n)
