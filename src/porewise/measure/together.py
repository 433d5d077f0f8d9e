"""
Several shots of one visit as one reading: what they share, what they differ by, and what that leaves.

Photos that the gate lets through all count, whatever they say; the gate never sees the result, so that nobody can
keep the shot they like. Random effects on the log scale: the scatter between shots shrinks with their number, what
all shots share (the width of the person's iris) does not.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import get_args

import numpy as np

from porewise.measure.pupils import learn_pupil_distance
from porewise.measure.scale import IRIS_SD_SHARE, NORMAL_90
from porewise.values.document import MadeWith
from porewise.values.estimate import Estimate
from porewise.values.reading import Reading, Rejected, ZoneReading
from porewise.values.shots import Quantity, ShotsReading, Together, ZoneShots

FEWEST = 2
# How a shared error of the scale (natural log of px/mm) moves each quantity.
MOVED_BY_SCALE: dict[Quantity, float] = {"density_per_cm2": 2.0, "diameter_mm": 1.0}
MAY_BE_ZERO: tuple[Quantity, ...] = ("plugged_share", "shine")
# Pupil distances of one person, each by the irises of its own photo, agree within their fits (0.03 each).
ONE_PERSON = 0.10
LEAST = 0.05  # an interval that reaches zero is taken to reach a twentieth of its value, where logarithms are needed
PEOPLE_DIFFER = ("iris",)  # scales whose error is the person's own, shared by all their photos


def combine_shots(readings: Sequence[Reading | Rejected], *, version: str) -> ShotsReading:
    """
    Read the photos of one visit as one.

    Zones and quantities that at least two shots told are stated, with the scatter between shots beside them.
    The answer is ``refused`` with fewer than two measured photos.
    """
    once = list({r.photo.sha256: r for r in readings}.values())  # a copy of a photo tells nothing new
    used = [r for r in once if isinstance(r, Reading)]
    left_out = tuple(r.photo for r in once if isinstance(r, Rejected))
    photos = tuple(r.photo.sha256 for r in once)
    made_with = MadeWith(version=version, settings=(("measure", "together/1"),), photos=photos)
    pupils = learn_pupil_distance(
        [r.scale.pupil_distance_mm for r in once if r.scale and r.scale.pupil_distance_mm]
    )
    if len(used) < FEWEST:
        says = (
            f"{len(used)} of {len(once)} different photos that could be read were measured; at least {FEWEST} are "
            "needed to read them as one. Take three photos, put the phone down between them, and keep the light."
        )
        return ShotsReading("refused", tuple(r.photo for r in used), left_out, (), pupils, says, made_with)
    shared = IRIS_SD_SHARE if all(r.scale.source in PEOPLE_DIFFER for r in used) else 0.0
    zones = []
    for name in dict.fromkeys(z.zone for r in used for z in r.zones):
        rows = [z for r in used for z in r.zones if z.zone == name]
        told = [_together(q, rows, shared) for q in get_args(Quantity)]
        zones.append(ZoneShots(name, tuple(t for t in told if t is not None)))
    says = f"{len(used)} photos read as one; the scatter between them stands beside each number."
    if len(once) < len(readings):
        says += " A photo that was given twice counts once."
    if (apart := _pupils_apart(used)) > ONE_PERSON:
        says += (
            f" The distance between the pupils differs by {100 * apart:.0f} % between these photos: make sure that "
            "they are all of one person."
        )
    return ShotsReading(
        "measured", tuple(r.photo for r in used), left_out, tuple(zones), pupils, says, made_with
    )


def _pupils_apart(used: Sequence[Reading]) -> float:
    """By what share the largest pupil distance of the photos is above the smallest; 0 where fewer than two tell it."""
    told = [r.scale.pupil_distance_mm.value for r in used if r.scale.pupil_distance_mm is not None]
    return max(told) / min(told) - 1 if len(told) > 1 else 0.0


def _together(quantity: Quantity, rows: Sequence[ZoneReading], shared_scale: float) -> Together | None:
    told = [e for e in (getattr(z, quantity) for z in rows) if e is not None]
    if len(told) < FEWEST:
        return None
    plain = quantity in MAY_BE_ZERO or any(e.value <= 0 for e in told)
    values = np.array([[e.low if plain else max(e.low, LEAST * e.value), e.value, e.high] for e in told])
    if not plain:
        values = np.log(values)
    n, middle = len(told), float(values[:, 1].mean())
    own = (values[:, 2] - values[:, 0]) / (2 * NORMAL_90)
    shared = 0.0 if plain else MOVED_BY_SCALE.get(quantity, 0.0) * shared_scale
    scatter = float(values[:, 1].std(ddof=1))
    within = float(np.sqrt(np.maximum(own**2 - shared**2, 0).mean()))
    half = math.hypot(NORMAL_90 * shared, max(_quantile(n) * scatter, NORMAL_90 * within) / math.sqrt(n))
    ends = np.array([middle - half, middle, middle + half])
    low, value, high = (float(v) for v in (np.maximum(ends, 0.0) if plain else np.exp(ends)))
    if plain and quantity not in MAY_BE_ZERO:
        scatter /= max(middle, 1e-9)
    return Together(quantity, Estimate(value, low, high), scatter, n)


def _quantile(shots: int) -> float:
    """Half width of a 90 % interval in standard errors when the scatter itself is told by that few shots."""
    from scipy.stats import t

    return float(t.ppf(0.95, shots - 1))
