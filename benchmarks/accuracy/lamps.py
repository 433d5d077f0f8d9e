"""
Light on a height field: each lamp's shadows and each hollow's share of the sky, by marching to the horizon.

No shading formula of ``porewise.synth`` is used: what is dark here is dark because walls hide lamps and sky.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

Sheet = NDArray[np.float32]
Kind = Literal["window", "flash", "ring", "cloudy"]
STEPS_MM = (0.02, 0.035, 0.055, 0.08, 0.11, 0.15, 0.2, 0.27, 0.36, 0.48)
AZIMUTHS = 8
# Light wanders under the skin before it leaves: two Gaussians per band (sd in mm), and their shares;
# the rest leaves where it entered.
WANDER = (((0.07, 0.30), (0.25, 0.35)), ((0.05, 0.30), (0.12, 0.25)), ((0.04, 0.30), (0.09, 0.15)))
FRESNEL = 0.028


@dataclass(frozen=True, slots=True)
class Light:
    """
    ``kind``: a window (wide lamp from ``from_deg`` and ``height_deg``), a phone's flash, a ring, or a cloudy
    sky. ``sky``: share of light from all around; ``oil``: strength of the mirroring film, ``rough`` its
    roughness; ``falls``: natural-log fall-off across the patch; ``colour``: linear RGB.
    """

    kind: Kind = "window"
    from_deg: float = 220.0
    height_deg: float = 45.0
    sky: float = 0.4
    oil: float = 0.5
    rough: float = 0.45
    falls: float = 0.2
    colour: tuple[float, float, float] = (1.0, 1.0, 1.0)


def lamps_of(light: Light) -> list[tuple[float, float, float]]:
    """The lamps as (azimuth, elevation in degrees, share)."""
    if light.kind == "flash":
        return [(light.from_deg, 68.0, 1.0)]  # skin is seldom square to the camera: 22 degrees off
    if light.kind == "ring":
        return [(light.from_deg + 45 * i, 68.0, 1 / 8) for i in range(8)]
    if light.kind == "cloudy":
        return [(light.from_deg + 120 * i, 60.0, 1 / 3) for i in range(3)]
    return [
        (light.from_deg + d, light.height_deg + e, 1 / 4) for d, e in ((-14, -6), (14, -6), (-12, 8), (12, 8))
    ]


def horizon(height: Sheet, px_per_mm: float, azimuth_deg: float) -> Sheet:
    """The slope (rise over run) of the highest wall seen in that direction; below 0: looking down."""
    dx, dy = math.cos(math.radians(azimuth_deg)), math.sin(math.radians(azimuth_deg))
    h, w = height.shape
    r = int(np.ceil(STEPS_MM[-1] * px_per_mm)) + 1
    padded = cv2.copyMakeBorder(height, r, r, r, r, cv2.BORDER_REPLICATE)
    highest = np.full((h, w), -9.0, np.float32)
    last = (0, 0)
    for mm in STEPS_MM:
        step = (round(mm * px_per_mm * dy), round(mm * px_per_mm * dx))
        if step in (last, (0, 0)):
            continue
        last = step
        there = padded[r + step[0] : r + step[0] + h, r + step[1] : r + step[1] + w]
        run = np.float32(np.hypot(*step) / px_per_mm)
        np.maximum(highest, (there - height) / run, out=highest)
    return highest


def shine_on(
    height: Sheet, fine_relief: Sheet, albedo: Sheet, film: Sheet, px_per_mm: float, light: Light
) -> Sheet:
    """Linear light that leaves the skin towards the camera, (h, w, 3), about the albedo on flat open skin."""
    dy, dx = np.gradient(height * px_per_mm)
    norm = np.sqrt(1 + dx * dx + dy * dy)
    lamps, mirror = np.zeros_like(height), np.zeros_like(height)
    fy, fx = np.gradient(fine_relief * px_per_mm)
    for azimuth, elevation, share in lamps_of(light):
        a, e = math.radians(azimuth), math.radians(min(max(elevation, 12), 88))
        toward = (math.cos(a) * math.cos(e), math.sin(a) * math.cos(e), math.sin(e))
        lit = np.clip((math.tan(e) - horizon(height, px_per_mm, azimuth)) / (0.25 * math.tan(e)) + 0.5, 0, 1)
        cosine = np.clip((-dx * toward[0] - dy * toward[1] + toward[2]) / norm, 0, None)
        lamps += share / toward[2] * cosine * lit
        if light.oil > 0:
            mirror += share * lit * _microfacets(dx + fx, dy + fy, toward, light.rough)
    sky = _open_sky(height, px_per_mm)
    shade = (1 - light.sky) * lamps + light.sky * sky
    # what a wall takes from the sky it gives back in its own colour, bounce after bounce
    hidden = np.clip(1 - sky, 0, 1)[..., None]
    bounced = shade[..., None] / (1 - np.minimum(albedo * hidden, 0.9))
    root = np.sqrt(albedo)
    left = _wander(bounced * root, px_per_mm) * root
    shining = (light.oil * film * mirror)[..., None]
    return np.asarray((left + shining) * np.array(light.colour, np.float32), np.float32)


def _open_sky(height: Sheet, px_per_mm: float) -> Sheet:
    """Share of an even sky's light that arrives: cos² of the horizon, averaged around."""
    total = np.zeros_like(height)
    for i in range(AZIMUTHS):
        slope = np.maximum(horizon(height, px_per_mm, 360 / AZIMUTHS * i + 11), 0)
        total += 1 / (1 + slope * slope)
    return np.asarray(total / AZIMUTHS, np.float32)


def _microfacets(dx: Sheet, dy: Sheet, toward: tuple[float, float, float], rough: float) -> Sheet:
    """Cook and Torrance with the GGX distribution and Smith's shadowing, seen from straight above."""
    long = math.sqrt(2 + 2 * toward[2])
    half = (toward[0] / long, toward[1] / long, (toward[2] + 1) / long)
    norm = np.sqrt(1 + dx * dx + dy * dy)
    facing = np.clip((-dx * half[0] - dy * half[1] + half[2]) / norm, 0, 1)
    a2 = rough**4
    spread = a2 / (np.pi * (facing * facing * (a2 - 1) + 1) ** 2)
    nl = np.clip((-dx * toward[0] - dy * toward[1] + toward[2]) / norm, 0.02, 1)
    nv = np.clip(1 / norm, 0.02, 1)
    smith = 0.5 / (nl * np.sqrt(a2 + (1 - a2) * nv * nv) + nv * np.sqrt(a2 + (1 - a2) * nl * nl))
    fresnel = FRESNEL + (1 - FRESNEL) * (1 - sum(a * b for a, b in zip(half, toward, strict=True))) ** 5
    return np.asarray(np.pi * spread * smith * fresnel * nl, np.float32)


def _wander(light: Sheet, px_per_mm: float) -> Sheet:
    bands = []
    for band, gaussians in enumerate(WANDER):
        sheet = np.ascontiguousarray(light[..., band])
        out = sheet * np.float32(1 - sum(share for _, share in gaussians))
        for mm, share in gaussians:
            out += np.float32(share) * cv2.GaussianBlur(sheet, (0, 0), mm * px_per_mm)
        bands.append(out)
    return np.stack(bands, -1)
