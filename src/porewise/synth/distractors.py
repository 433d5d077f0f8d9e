"""All that lies on skin and is no pore: hair, stubble, freckles, moles, papules, milia, lines, flakes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import cv2
import numpy as np

from porewise.synth.layers import Layers
from porewise.synth.recipe import Surroundings

if TYPE_CHECKING:
    from numpy.typing import NDArray

Rng = np.random.Generator
Kind = Literal["hair", "freckle", "other"]
ON_A_LINE_MM = 0.12

MELANIN = np.array([0.6, 1.0, 1.4])  # how strongly each pigment absorbs in R, G, B, relative to G
BLOOD = np.array([0.2, 1.2, 1.0])


def smooth_noise(
    rng: Rng, shape: tuple[int, int], size_px: float, *, stretch: float = 1.0, angle_deg: float = 0.0
) -> NDArray[np.float64]:
    """Smooth random field of unit variance; ``size_px``: sd of its kernel, ``stretch``: its elongation."""
    step = max(1, int(size_px / 4))
    small = (int(np.ceil(shape[0] / step)) + 8, int(np.ceil(shape[1] / step)) + 8)
    field = rng.standard_normal(small)
    sigma = size_px / step
    if stretch == 1.0:
        field = _soft(field, sigma)
    else:
        field = np.asarray(cv2.filter2D(field, -1, _oval_kernel(sigma, stretch, angle_deg)), np.float64)
    large = cv2.resize(field, None, fx=step, fy=step, interpolation=cv2.INTER_CUBIC)[: shape[0], : shape[1]]
    return np.asarray((large - large.mean()) / (large.std() + 1e-12), np.float64)


def _soft(sheet: NDArray[np.float64], sd: float) -> NDArray[np.float64]:
    return np.asarray(cv2.GaussianBlur(sheet, (0, 0), sd), np.float64)


def _oval_kernel(sigma: float, stretch: float, angle_deg: float) -> NDArray[np.float64]:
    r = int(np.ceil(3 * sigma * stretch))
    y, x = np.mgrid[-r : r + 1, -r : r + 1].astype(float)
    t = np.radians(angle_deg)
    along, across = x * np.cos(t) + y * np.sin(t), -x * np.sin(t) + y * np.cos(t)
    kernel = np.exp(-0.5 * ((along / (sigma * stretch)) ** 2 + (across / sigma) ** 2))
    return np.asarray(kernel / kernel.sum(), np.float64)


@dataclass(frozen=True, slots=True)
class Other:
    """Something that is no pore: all places within ``reach_mm`` of ``x_mm``, ``y_mm`` are on it."""

    kind: Kind
    x_mm: float
    y_mm: float
    reach_mm: float


def add_distractors(layers: Layers, around: Surroundings, rng: Rng) -> list[Other]:
    """Put all of ``around`` on the skin (changes the layers in place), and say where it lies: a line in many places."""
    others: list[Other] = []
    h, w = layers.shape
    cm2 = h * w / layers.px_per_mm**2 / 100
    drawers: tuple[tuple[Kind, float, Callable[[Layers, Rng], None]], ...] = (
        ("freckle", around.freckles, _freckle),
        ("freckle", around.pinpoint_freckles, _pinpoint),
        ("freckle", around.moles, _mole),
        ("other", around.papules, _papule),
        ("other", around.milia, _milium),
        ("other", around.flakes, _flake),
        ("other", around.wrinkles, _wrinkle),
        ("other", around.vessels, _vessel),
        ("hair", around.vellus_hairs, _vellus),
        ("hair", around.stubble, _stubble),
    )
    for kind, per_cm2, draw in drawers:
        before = len(layers.put)
        for _ in range(int(rng.poisson(per_cm2 * cm2))):
            draw(layers, rng)
        others += [Other(kind, *place) for place in layers.put[before:]]
    return others


def _somewhere(layers: Layers, rng: Rng, reach_mm: float | None = None) -> tuple[float, float]:
    """A random place, noted where its reach is known."""
    h, w = layers.shape
    x, y = float(rng.uniform(0, w / layers.px_per_mm)), float(rng.uniform(0, h / layers.px_per_mm))
    if reach_mm is not None:
        layers.put.append((x, y, reach_mm))
    return x, y


def _spot(layers: Layers, rng: Rng, diameter: float, softness: float, density: NDArray[np.float64]) -> None:
    ratio = rng.uniform(1.0, 1.4)
    window, rho = layers.ellipse(
        *_somewhere(layers, rng, diameter / 2), diameter * ratio, diameter, rng.uniform(0, 180), reach=2.5
    )
    layers.log_albedo[window] -= (1 / (1 + rho**softness))[..., None] * density


def _freckle(layers: Layers, rng: Rng) -> None:
    _spot(layers, rng, rng.uniform(0.7, 3.0), rng.uniform(3, 6), rng.uniform(0.08, 0.35) * MELANIN)


def _pinpoint(layers: Layers, rng: Rng) -> None:
    _spot(layers, rng, rng.uniform(0.18, 0.5), rng.uniform(2.5, 5), rng.uniform(0.10, 0.35) * MELANIN)


def _mole(layers: Layers, rng: Rng) -> None:
    _spot(
        layers,
        rng,
        rng.uniform(1.0, 3.5),
        rng.uniform(6, 14),
        rng.uniform(0.5, 1.2) * np.array([0.8, 1.0, 1.2]),
    )


def _papule(layers: Layers, rng: Rng) -> None:
    diameter = rng.uniform(0.8, 3.0)
    window, rho = layers.ellipse(*_somewhere(layers, rng, diameter / 2), diameter, diameter, 0, reach=2.2)
    bump = np.exp(-(rho**2))
    layers.height[window] += 0.08 * diameter * bump
    layers.log_albedo[window] -= rng.uniform(0.15, 0.45) * bump[..., None] * BLOOD


def _milium(layers: Layers, rng: Rng) -> None:
    diameter = rng.uniform(0.3, 1.0)
    window, rho = layers.ellipse(*_somewhere(layers, rng, diameter / 2), diameter, diameter, 0, reach=2.0)
    bump = 1 / (1 + rho**6)
    layers.height[window] += 0.12 * diameter * bump
    layers.log_albedo[window] += rng.uniform(0.1, 0.3) * bump[..., None]


def _curve(layers: Layers, rng: Rng, length_mm: float, bend: float) -> NDArray[np.int32]:
    """A smooth random curve as points in 1/16 fine pixels, for OpenCV's anti-aliased drawing."""
    x, y = _somewhere(layers, rng)
    n = 24
    heading = rng.uniform(0, 2 * np.pi) + np.cumsum(rng.normal(0, bend / np.sqrt(n), n))
    step = length_mm / n
    points = np.column_stack([x + np.cumsum(np.cos(heading)) * step, y + np.cumsum(np.sin(heading)) * step])
    layers.put.extend((float(px), float(py), ON_A_LINE_MM) for px, py in points)
    scaled: NDArray[np.int32] = np.round((points * layers.px_per_mm - 0.5) * 16).astype(np.int32)
    return scaled


def _line(layers: Layers, curve: NDArray[np.int32], width_mm: float) -> NDArray[np.float64]:
    """Coverage 0 to 1 of a line of that width (narrower than a fine pixel: thinned)."""
    width = width_mm * layers.px_per_mm
    sheet = np.zeros(layers.shape, np.uint8)
    cv2.polylines(sheet, [curve.reshape(-1, 1, 2)], False, 255, max(1, round(width)), cv2.LINE_AA, 4)
    return sheet / 255.0 * min(1.0, width)


def _vellus(layers: Layers, rng: Rng) -> None:
    line = _line(layers, _curve(layers, rng, rng.uniform(1.5, 6), 0.8), rng.uniform(0.015, 0.05))
    _lay_hair(layers, line, rng, dark=rng.random() < 0.6, amount=rng.uniform(0.4, 1.4))


def _stubble(layers: Layers, rng: Rng) -> None:
    line = _line(layers, _curve(layers, rng, rng.uniform(0.08, 0.9), 0.15), rng.uniform(0.06, 0.13))
    line = _soft(line, 0.02 * layers.px_per_mm + 0.3)
    _lay_hair(layers, line, rng, dark=True, amount=rng.uniform(0.4, 1.6))


def _lay_hair(layers: Layers, line: NDArray[np.float64], rng: Rng, *, dark: bool, amount: float) -> None:
    if dark:
        layers.cover_density[:] += amount * line[..., None] * np.array([0.9, 1.0, 1.05])
    else:
        layers.cover_light[:] += 0.05 * amount * line[..., None] * np.exp(layers.log_albedo.mean((0, 1)))


def _wrinkle(layers: Layers, rng: Rng) -> None:
    line = _line(layers, _curve(layers, rng, rng.uniform(4, 14), 0.5), rng.uniform(0.08, 0.25))
    soft = _soft(line, rng.uniform(0.05, 0.15) * layers.px_per_mm)
    layers.height[:] -= rng.uniform(0.02, 0.07) * soft
    layers.log_albedo[:] -= rng.uniform(0.05, 0.2) * soft[..., None] * np.array([0.9, 1.0, 1.05])


def _vessel(layers: Layers, rng: Rng) -> None:
    line = _line(layers, _curve(layers, rng, rng.uniform(1.5, 6), 1.5), rng.uniform(0.06, 0.2))
    soft = _soft(line, 0.05 * layers.px_per_mm)
    layers.log_albedo[:] -= rng.uniform(0.1, 0.35) * soft[..., None] * BLOOD


def _flake(layers: Layers, rng: Rng) -> None:
    diameter = rng.uniform(0.2, 0.9)
    window, rho = layers.ellipse(
        *_somewhere(layers, rng, diameter / 2),
        diameter * rng.uniform(1, 2.5),
        diameter,
        rng.uniform(0, 180),
        reach=2,
    )
    edge = 1 / (1 + rho**10)
    layers.height[window] += 0.02 * edge
    layers.log_albedo[window] += rng.uniform(0.05, 0.3) * edge[..., None]
