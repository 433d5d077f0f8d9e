"""What a candidate looks like, in numbers that mean the same at every scale, tone and light."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from porewise.measure.detect import Candidates
from porewise.measure.light import soften
from porewise.measure.refine import Fits

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

NAMES = (
    "log_diameter",
    "log_diameter_sd",
    "log_axis_ratio",
    "shape_sd",
    "log_contrast",
    "log_peak",
    "log_peak_to_rest",
    "log_peak_to_floor",
    "explained",
    "red_share",
    "blue_share",
    "blue_minus_red",
    "line_small",
    "line_large",
    "ring",
    "rim_slope",
    "log_clutter",
    "log_peak_to_clutter",
    "crowd",
    "log_filter_to_fit",
    "log_px_per_mm",
    "log_blur_mm",
    "log_floor",
    "log_pixel_noise",
    "wide_dark",
    "moved",
)


def candidate_features(
    flat: NDArray[np.float32], found: Candidates, fits: Fits, *, px_per_mm: float, blur_px: float
) -> Array:
    """
    Describe each candidate: (n, len(NAMES)) float64.

    ``flat``: (h, w, 4) flat log light; colours are shares of the darkness in luminance, so a pore's
    own shadow is near 1 in every channel while melanin is strong in blue and blood weak in red.
    """
    luminance = flat[..., 3]
    n = len(found)
    if n == 0:
        return np.zeros((0, len(NAMES)))
    at = _Sampler(fits.x, fits.y)
    peak = np.maximum(fits.peak, 1e-3)
    diameter_px = np.maximum(fits.diameter_mm * px_per_mm, 1.0)
    small = _line_likeness(luminance, at, np.hypot(0.06 * px_per_mm, blur_px))
    large = _line_likeness(luminance, at, np.hypot(0.14 * px_per_mm, blur_px))
    ring, slope = _ring(luminance, fits, diameter_px, blur_px)
    clutter = at(_local_sd(luminance, 0.7 * px_per_mm))
    wide = at(soften(luminance, 0.35 * px_per_mm))
    noise = float(np.median(np.abs(cv2.Laplacian(luminance, cv2.CV_32F)))) / 0.6745 / np.sqrt(20)
    colour = np.clip(fits.colour / peak[:, None], -1, 4)
    columns = (
        fits.log_d,
        np.log(fits.log_d_sd),
        np.log(fits.axis_ratio),
        fits.shape_sd,
        np.log(np.maximum(fits.contrast, 1e-3)),
        np.log(peak),
        np.log(peak / np.maximum(fits.rest, 1e-4)),
        np.log(peak / np.maximum(found.floor, 1e-4)),
        fits.explained,
        colour[:, 0],
        colour[:, 2],
        colour[:, 2] - colour[:, 0],
        small,
        large,
        ring / peak,
        slope / peak,
        np.log(np.maximum(clutter, 1e-4)),
        np.log(peak / np.maximum(clutter, 1e-4)),
        _crowd(fits, 1.0 * px_per_mm),
        np.log(found.diameter_mm) - fits.log_d,
        np.full(n, np.log(px_per_mm)),
        np.full(n, np.log(blur_px / px_per_mm)),
        np.log(np.maximum(found.floor, 1e-4)),
        np.full(n, np.log(max(noise, 1e-5))),
        wide / peak,
        np.hypot(fits.x - found.x, fits.y - found.y) / px_per_mm,
    )
    return np.nan_to_num(np.column_stack(columns).astype(np.float64), posinf=10.0, neginf=-10.0)


class _Sampler:
    """Read sheets at the candidates' places (nearest pixel, edges held)."""

    def __init__(self, x: Array, y: Array) -> None:
        self.x, self.y = np.round(x).astype(int), np.round(y).astype(int)

    def __call__(self, sheet: NDArray[Any]) -> Array:  # OpenCV's stubs lose the type
        h, w = sheet.shape[:2]
        return np.asarray(sheet[np.clip(self.y, 0, h - 1), np.clip(self.x, 0, w - 1)], np.float64)


def _line_likeness(luminance: NDArray[np.float32], at: _Sampler, sd: float) -> Array:
    """1 for a line, 0 for a round spot: how unequal the two curvatures are at that scale."""
    soft = soften(luminance, float(sd))
    xx = at(cv2.Sobel(soft, cv2.CV_32F, 2, 0, ksize=3))
    yy = at(cv2.Sobel(soft, cv2.CV_32F, 0, 2, ksize=3))
    xy = at(cv2.Sobel(soft, cv2.CV_32F, 1, 1, ksize=3))
    spread = np.sqrt(((xx - yy) / 2) ** 2 + xy**2)
    return np.asarray(np.clip(spread / np.maximum(np.abs(xx + yy) / 2, 1e-6), 0, 3), np.float64)


def _ring(
    luminance: NDArray[np.float32], fits: Fits, diameter_px: Array, blur_px: float
) -> tuple[Array, Array]:
    """Mean of a ring just outside the hole, and the strength of a bright-dark slope across it (relief)."""
    radius = 0.9 * diameter_px + 1.2 * blur_px + 0.8
    angles = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    x = (fits.x[:, None] + radius[:, None] * np.cos(angles)).astype(np.float32)
    y = (fits.y[:, None] + radius[:, None] * np.sin(angles)).astype(np.float32)
    around = cv2.remap(luminance, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE).astype(np.float64)
    slope = np.hypot(around @ np.cos(angles), around @ np.sin(angles)) / 8
    return around.mean(1), slope


def _local_sd(luminance: NDArray[np.float32], sd: float) -> NDArray[np.float32]:
    mean = soften(luminance, sd)
    square = soften(luminance * luminance, sd)
    return np.asarray(np.sqrt(np.maximum(square - mean * mean, 0)), np.float32)


def _crowd(fits: Fits, radius_px: float) -> Array:
    """Other candidates within a millimetre: hairs come as rows of spots."""
    from scipy.spatial import cKDTree

    places = np.column_stack([fits.x, fits.y])
    counts = cKDTree(places).query_ball_point(places, radius_px, return_length=True)
    return np.asarray(counts, np.float64) - 1
