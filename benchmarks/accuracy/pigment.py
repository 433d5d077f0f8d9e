"""
Skin colour from what absorbs in it: melanin above, blood below, light scattered between.

Three bands (R 610, G 540, B 460 nm). Absorption and scattering after Jacques (Phys Med Biol 2013, 58:R37),
rounded; the reflectance of the lower layer is Kubelka and Munk's. Good for tone and hue, not for spectra.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

Sheet = NDArray[np.float32]

MELANIN_PER_CM = np.array([350.0, 525.0, 897.0])  # a melanosome's inside
BLOOD_PER_CM = np.array([11.0, 265.0, 190.0])  # whole blood, three quarters of it bright
BASE_PER_CM = np.array([0.33, 0.49, 1.09])
SCATTER_PER_CM = np.array([34.7, 41.0, 51.8])
EPIDERMIS_CM = 0.0075
TWICE_AND_SLANTED = 3.0  # light crosses the upper layer on the way in and out, never straight
ORDINARY_BLOOD = 0.012


def reflectance(melanin: Sheet, blood: Sheet) -> Sheet:
    """Share of the light given back, (h, w, 3), for volume shares of melanin (upper layer) and blood (lower)."""
    bands = []
    for dark, red, base, scatter in zip(
        MELANIN_PER_CM, BLOOD_PER_CM, BASE_PER_CM, SCATTER_PER_CM, strict=True
    ):
        upper = float(dark - base) * melanin + float(base)
        ratio = (float(red) * blood + float(base)) * float(2.0 / (0.75 * scatter))
        below = 1 + ratio - np.sqrt(ratio * ratio + 2 * ratio)
        bands.append(below * np.exp(-TWICE_AND_SLANTED * EPIDERMIS_CM * upper))
    return np.asarray(np.stack(bands, -1), np.float32)


def melanin_for(ita_deg: float) -> float:
    """The melanin share that gives skin of ordinary blood that individual typology angle."""
    shares, angles = _ladder()
    return float(np.exp(np.interp(ita_deg, angles, np.log(shares))))


@cache
def _ladder() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    shares = np.geomspace(0.5, 0.003, 60)
    sheet = shares[:, None].astype(np.float32)
    lightness, yellow = _lab(reflectance(sheet, np.full_like(sheet, ORDINARY_BLOOD))[:, 0])
    angles = np.degrees(np.arctan2(lightness - 50, yellow))
    return shares, np.maximum.accumulate(angles)


def _lab(rgb: Sheet) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """L* and b* of linear sRGB."""
    y = rgb @ np.array([0.2126, 0.7152, 0.0722])
    z = rgb @ np.array([0.0193, 0.1192, 0.9505]) / 1.089
    f = [np.where(v > 0.008856, np.cbrt(v), 7.787 * v + 16 / 116) for v in (y, z)]
    return 116 * f[0] - 16, 200 * (f[0] - f[1])
