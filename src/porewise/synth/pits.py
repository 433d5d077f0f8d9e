"""
Pores as true pits: walls hide the lamp and the sky, light bounces within and wanders under the skin.

What such a pore looks like is not what was planted (a shallow pit under frontal light is hardly seen, a leaning one
looks darkest on one side), so its truth is measured: on the same pits in bare, even skin, under the same light,
before any camera.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from porewise.synth.recipe import Light

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Sheet = NDArray[np.float64]

LUMINANCE = np.array([0.2126, 0.7152, 0.0722])
# A wall farther away than the widest pit is high hides nothing of the sky.
REACH_MM = (0.025, 0.045, 0.075, 0.12, 0.18, 0.26, 0.38)
SKY_FROM = 10  # directions of the compass from which the sky's light is gathered
LAMP_WIDE_DEG = (-9.0, 0.0, 9.0)
BOUNCE_MM = 0.08  # how far within a pit bounced light evens out
WINDOW = 1.3  # half side of the window in which a pit's look is measured, in planted widths
NO_LOOK = 0.01  # ln luminance: less than that is no mark at all
UPSAMPLED = 2


def horizon(height: Sheet, px_per_mm: float, azimuth: float) -> NDArray[np.float32]:
    """Tangent of the highest elevation that walls reach, seen from every point towards ``azimuth`` (radians)."""
    ground = height.astype(np.float32)
    step = np.array([np.cos(azimuth), np.sin(azimuth)]) * px_per_mm
    h, w = ground.shape
    highest = np.zeros_like(ground)
    for mm in REACH_MM:
        move = np.array([[1, 0, mm * step[0]], [0, 1, mm * step[1]]], np.float32)
        there = cv2.warpAffine(
            ground,
            move,
            (w, h),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE,
        )
        np.maximum(highest, (there - ground) / np.float32(mm), out=highest)
    return highest


def gathered(height: Sheet, px_per_mm: float, light: Light) -> tuple[Sheet, Sheet, Sheet]:
    """
    What arrives at each point, 1 on flat open skin: the lamp's light with its shadows, the sky's, and the share of
    the lamp that is in sight (for what mirrors).
    """
    dy, dx = np.gradient(height * px_per_mm)
    norm = np.sqrt(1 + dx**2 + dy**2)
    high = np.radians(light.height_deg)
    lamp, in_sight = np.zeros_like(height), np.zeros_like(height)
    for off in np.radians(LAMP_WIDE_DEG):
        az = np.radians(light.from_deg) + off
        up = np.tan(high)
        sight = np.clip((up - horizon(height, px_per_mm, az)) / (0.3 * up) + 0.5, 0, 1)
        facing = (-dx * np.cos(az) * np.cos(high) - dy * np.sin(az) * np.cos(high) + np.sin(high)) / norm
        lamp += np.clip(facing, 0, None) / np.sin(high) * sight / len(LAMP_WIDE_DEG)
        in_sight += sight / len(LAMP_WIDE_DEG)
    sky = np.zeros_like(height)
    for az in 2 * np.pi * (np.arange(SKY_FROM) + 0.35) / SKY_FROM:
        sky += 1 / (1 + horizon(height, px_per_mm, float(az)).astype(np.float64) ** 2) / SKY_FROM
    return lamp, sky, in_sight


def lit_pits(height: Sheet, albedo: Sheet, px_per_mm: float, light: Light) -> tuple[Sheet, Sheet]:
    """
    Irradiance (h, w, 3) of skin with pits, 1 on flat open skin, and the share of the lamp in sight (h, w).
    Light that walls take from the sky they give back in the skin's own colour: what is deep looks redder.
    """
    lamp, sky, in_sight = gathered(height, px_per_mm, light)
    arrives = (1 - light.ambient) * lamp + light.ambient * sky
    walls = (1 - sky)[..., None] * np.clip(albedo, 0, 0.9)
    inside = cv2.GaussianBlur(arrives, (0, 0), BOUNCE_MM * px_per_mm)[..., None]
    return arrives[..., None] + walls * inside / (1 - walls), in_sight


def looks_of(
    bare: Sheet, px_per_mm: float, places_mm: Sheet, widths_mm: Sequence[float]
) -> list[tuple[float, float, float, float, float, float]]:
    """
    What each pit looks like on bare lit skin ``bare`` (h, w, 3, linear): x_mm, y_mm, major_mm, minor_mm,
    angle_deg, darkness (ln luminance); a pit that leaves no mark keeps its place and has darkness 0.
    """
    dark = -np.log(np.maximum(bare @ LUMINANCE, 1e-9))
    dark = cv2.GaussianBlur(dark - np.median(dark), (0, 0), 0.015 * px_per_mm)
    return [
        _look(dark, px_per_mm, float(x), float(y), float(w), places_mm)
        for (x, y), w in zip(places_mm, widths_mm, strict=True)
    ]


def _look(
    dark: Sheet, k: float, x_mm: float, y_mm: float, width: float, places: Sheet
) -> tuple[float, float, float, float, float, float]:
    """The connected region at half of the greatest darkness: its weighted centre, area and second moments."""
    h, w = dark.shape
    r = WINDOW * width
    near = np.hypot(places[:, 0] - x_mm, places[:, 1] - y_mm)
    near = near[near > 1e-9]
    if len(near):  # a neighbour's half of the way is the neighbour's
        r = min(r, max(0.55 * float(near.min()), 0.6 * width))
    x, y = x_mm * k - 0.5, y_mm * k - 0.5
    y0, y1 = max(0, round(y - r * k)), min(h, round(y + r * k) + 1)
    x0, x1 = max(0, round(x - r * k)), min(w, round(x + r * k) + 1)
    nothing = (x_mm, y_mm, width, width, 0.0, 0.0)
    if y1 - y0 < 3 or x1 - x0 < 3:
        return nothing
    part = cv2.resize(dark[y0:y1, x0:x1], None, fx=UPSAMPLED, fy=UPSAMPLED, interpolation=cv2.INTER_CUBIC)
    deepest = float(part.max())
    if deepest < NO_LOOK:
        return nothing
    _, labels = cv2.connectedComponents((part >= deepest / 2).astype(np.uint8))
    at = np.unravel_index(int(part.argmax()), part.shape)
    region = (labels == labels[at]).astype(np.uint8)
    outline, _ = cv2.findContours(region, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    cv2.drawContours(region, outline, -1, 1, cv2.FILLED)  # a lit floor makes an opening no smaller
    rows, columns = np.nonzero(region)
    weight = np.clip(part[rows, columns], 1e-6, None)
    points = (np.column_stack([columns, rows]) + 0.5) / UPSAMPLED
    middle = np.average(points, axis=0, weights=weight) + np.array([x0, y0])
    spread = np.cov(points.T, bias=True) + np.eye(2) / 12 / UPSAMPLED**2
    values, vectors = np.linalg.eigh(spread)
    ratio = float(np.sqrt(values[1] / values[0]))
    diameter = 2 * float(np.sqrt(len(rows) / np.pi)) / UPSAMPLED / k
    angle = float(np.degrees(np.arctan2(vectors[1, 1], vectors[0, 1])) % 180)
    return (
        float(middle[0]) / k, float(middle[1]) / k,
        diameter * ratio**0.5, diameter / ratio**0.5, angle, deepest,
    )  # fmt: skip
