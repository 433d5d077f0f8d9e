"""What lies in and on skin and is no pore: spots of pigment, bumps, lines, flakes and hair."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray
from relief import perlin

Sheet = NDArray[np.float32]
Rng = np.random.Generator
MELANIN_PER_DENSITY = 1 / (3.0 * 0.0075 * 525)  # melanin share that adds one unit of density in green light


@dataclass(slots=True, eq=False)
class Ground:
    """Sheets a patch is built on: ``height`` mm, ``melanin`` and ``blood`` shares, ``pale`` 0-1, hair above."""

    px_per_mm: float
    height: Sheet
    melanin: Sheet
    blood: Sheet
    pale: Sheet
    hair: Sheet  # how much of the pixel hair covers, 0 to 1
    hair_colour: Sheet  # (h, w, 3)
    hair_shadow: Sheet

    @classmethod
    def blank(cls, shape: tuple[int, int], px_per_mm: float) -> Ground:
        def sheet() -> Sheet:
            return np.zeros(shape, np.float32)

        colour = np.zeros((*shape, 3), np.float32)
        return cls(px_per_mm, sheet(), sheet(), sheet(), sheet(), sheet(), colour, sheet())

    @property
    def shape(self) -> tuple[int, int]:
        return self.height.shape[0], self.height.shape[1]


@dataclass(frozen=True, slots=True)
class Things:
    """How many of each stand on a square centimetre."""

    vellus: float = 0.0
    stubble: float = 0.0
    freckles: float = 0.0
    pinpoint_freckles: float = 0.0
    moles: float = 0.0
    papules: float = 0.0
    milia: float = 0.0
    wrinkles: float = 0.0
    vessels: float = 0.0
    flakes: float = 0.0


def scatter_things(ground: Ground, things: Things, rng: Rng) -> None:
    """Put them all on the ground (changes it)."""
    h, w = ground.shape
    cm2 = h * w / ground.px_per_mm**2 / 100
    for name, put in PUT.items():
        for _ in range(int(rng.poisson(getattr(things, name) * cm2))):
            put(ground, rng, rng.uniform(0, w), rng.uniform(0, h))


Window = tuple[slice, slice]


def _blob(
    ground: Ground, rng: Rng, x: float, y: float, diameter_mm: float, ragged: float
) -> tuple[Window, Sheet]:
    """A window and, in it, a radius that is 1 on a ragged, somewhat oval outline."""
    r = diameter_mm / 2 * ground.px_per_mm
    reach, (h, w) = int(2.4 * r) + 3, ground.shape
    y0, y1, x0, x1 = (
        max(0, int(y) - reach),
        min(h, int(y) + reach),
        max(0, int(x) - reach),
        min(w, int(x) + reach),
    )
    v, u = np.mgrid[y0:y1, x0:x1].astype(np.float32)
    v, u = v - y, u - x
    oval, turn = rng.uniform(1, 1.5) ** 0.5, rng.uniform(0, np.pi)
    along, across = u * np.cos(turn) + v * np.sin(turn), -u * np.sin(turn) + v * np.cos(turn)
    angle = np.arctan2(v, u)
    outline = sum(ragged / n * np.cos(n * angle + rng.uniform(0, 2 * np.pi)) for n in (2, 3, 5))
    radius = np.hypot(along / oval, across * oval) / r * (1 + outline)
    return (slice(y0, y1), slice(x0, x1)), np.asarray(radius, np.float32)


def _step(radius: Sheet, edge: float) -> Sheet:
    return np.asarray(1 / (1 + np.exp(np.clip((radius - 1) / edge, -30, 30))), np.float32)


def _freckle(ground: Ground, rng: Rng, x: float, y: float) -> None:
    window, r = _blob(ground, rng, x, y, rng.uniform(0.8, 3.2), 0.15)
    ground.melanin[window] += rng.uniform(0.08, 0.4) * MELANIN_PER_DENSITY * _step(r, rng.uniform(0.1, 0.3))


def _pinpoint(ground: Ground, rng: Rng, x: float, y: float) -> None:
    window, r = _blob(ground, rng, x, y, rng.uniform(0.15, 0.55), 0.1)
    ground.melanin[window] += rng.uniform(0.1, 0.45) * MELANIN_PER_DENSITY * _step(r, rng.uniform(0.12, 0.35))


def _mole(ground: Ground, rng: Rng, x: float, y: float) -> None:
    window, r = _blob(ground, rng, x, y, rng.uniform(1.0, 3.5), 0.12)
    inside = _step(r, rng.uniform(0.06, 0.15))
    ground.melanin[window] += rng.uniform(0.5, 1.3) * MELANIN_PER_DENSITY * inside
    ground.height[window] += rng.uniform(0, 0.15) * np.clip(1 - r * r, 0, 1)


def _papule(ground: Ground, rng: Rng, x: float, y: float) -> None:
    size = rng.uniform(0.8, 3.0)
    window, r = _blob(ground, rng, x, y, size, 0.05)
    ground.height[window] += rng.uniform(0.05, 0.12) * size * np.exp(-1.2 * r * r)
    ground.blood[window] += rng.uniform(0.006, 0.03) * np.exp(-0.7 * r * r)


def _milium(ground: Ground, rng: Rng, x: float, y: float) -> None:
    size = rng.uniform(0.35, 1.1)
    window, r = _blob(ground, rng, x, y, size, 0.03)
    ground.height[window] += 0.2 * size * np.sqrt(np.clip(1 - r * r, 0, 1))
    ground.pale[window] = np.maximum(ground.pale[window], rng.uniform(0.2, 0.7) * _step(r, 0.12))


def _flake(ground: Ground, rng: Rng, x: float, y: float) -> None:
    window, r = _blob(ground, rng, x, y, rng.uniform(0.25, 1.1), 0.3)
    plate = _step(r, 0.05)
    ground.height[window] += rng.uniform(0.015, 0.05) * plate * (0.4 + 0.6 * np.clip(r, 0, 1))
    ground.pale[window] = np.maximum(ground.pale[window], rng.uniform(0.1, 0.5) * plate)


def _strand(
    rng: Rng, x: float, y: float, length_px: float, bend: float, points: int = 14
) -> NDArray[np.float64]:
    """A random walk of slowly turning steps: (points, 2) x, y."""
    heading = rng.uniform(0, 2 * np.pi) + rng.normal(0, bend / np.sqrt(points), points).cumsum()
    steps = length_px / points * np.column_stack([np.cos(heading), np.sin(heading)])
    return np.asarray(np.array([x, y]) + np.vstack([np.zeros(2), steps.cumsum(0)]), np.float64)


def _distance(ground: Ground, strand: NDArray[np.float64], reach_px: float) -> tuple[Window, Sheet, Sheet]:
    """A window around a strand with each pixel's distance to it, and how far along (0 to 1) the nearest point is."""
    h, w = ground.shape
    low, high = strand.min(0) - reach_px - 1, strand.max(0) + reach_px + 2
    x0, y0 = np.clip(low, 0, [w, h]).astype(int)
    x1, y1 = np.clip(high, 0, [w, h]).astype(int)
    v, u = np.mgrid[y0:y1, x0:x1].astype(np.float32)
    best, along = np.full(u.shape, 1e9, np.float32), np.zeros(u.shape, np.float32)
    for i, (a, b) in enumerate(pairwise(strand)):
        d = b - a
        t = np.clip(((u - a[0]) * d[0] + (v - a[1]) * d[1]) / max(float(d @ d), 1e-9), 0, 1)
        squared = (u - a[0] - t * d[0]) ** 2 + (v - a[1] - t * d[1]) ** 2
        nearer = squared < best
        best[nearer] = squared[nearer]
        along[nearer] = ((i + t) / (len(strand) - 1))[nearer]
    return (slice(y0, y1), slice(x0, x1)), np.sqrt(best), along


def _wrinkle(ground: Ground, rng: Rng, x: float, y: float) -> None:
    k = ground.px_per_mm
    width = rng.uniform(0.08, 0.3) * k
    strand = _strand(rng, x, y, rng.uniform(4, 14) * k, 0.7)
    window, d, along = _distance(ground, strand, 4 * width)
    fade = np.sqrt(np.clip(4 * along * (1 - along), 0, 1))
    ground.height[window] -= rng.uniform(0.02, 0.09) * fade * np.exp(-((d / width) ** 2))


def _vessel(ground: Ground, rng: Rng, x: float, y: float) -> None:
    k = ground.px_per_mm
    width = rng.uniform(0.04, 0.12) * k
    window, d, _ = _distance(ground, _strand(rng, x, y, rng.uniform(1.5, 7) * k, 2.0), 4 * width)
    ground.blood[window] += rng.uniform(0.01, 0.05) * np.exp(-((d / width) ** 2))


def _lay(
    ground: Ground,
    rng: Rng,
    strand: NDArray[np.float64],
    width_mm: float,
    colour: NDArray[np.float64],
    opaque: float,
) -> None:
    """A fibre above the skin: coverage by its own width, its gloss along the middle, its shadow beside."""
    k = ground.px_per_mm
    half = width_mm / 2 * k
    window, d, along = _distance(ground, strand, half + 2)
    taper = np.sqrt(np.clip(1.05 - along, 0, 1)) if rng.random() < 0.7 else np.ones_like(along)
    cover = np.clip(half * taper + 0.5 - d, 0, 1) * min(1.0, 2 * half) * opaque
    over = cover > ground.hair[window]
    gloss = 1 + 0.5 * np.exp(-((d / max(half, 0.5) / 0.4) ** 2)) * rng.uniform(0, 1)
    ground.hair_colour[window][over] = (gloss[..., None] * colour)[over]
    ground.hair[window] = np.maximum(ground.hair[window], cover)
    shift = rng.uniform(0.02, 0.08) * k * np.array([np.cos(0.7), np.sin(0.7)])
    window, d, _ = _distance(ground, strand + shift, 3 * half + 2)
    shade = 0.3 * opaque * np.exp(-((d / (1.2 * half + 0.7)) ** 2)) * min(1.0, 2 * half)
    ground.hair_shadow[window] = np.maximum(ground.hair_shadow[window], shade)


def _vellus(ground: Ground, rng: Rng, x: float, y: float) -> None:
    strand = _strand(rng, x, y, rng.uniform(1.5, 7) * ground.px_per_mm, 1.2)
    light = rng.uniform(0.02, 0.5)
    colour = light * np.array([1.0, 0.75, 0.5])
    _lay(ground, rng, strand, rng.uniform(0.015, 0.045), colour, rng.uniform(0.4, 1.0))


def _stubble(ground: Ground, rng: Rng, x: float, y: float) -> None:
    """A cut hair, from a dot seen end on to a stroke; some still lie under the skin as a soft dark dot."""
    k = ground.px_per_mm
    strand = _strand(rng, x, y, rng.uniform(0.03, 0.9) * k, 0.2, points=3)
    width = rng.uniform(0.06, 0.13)
    if rng.random() < 0.3:
        soft = 0.5 * width * k + 0.04 * k
        window, d, _ = _distance(ground, strand, 4 * soft)
        ground.melanin[window] += rng.uniform(0.15, 0.6) * MELANIN_PER_DENSITY * np.exp(-((d / soft) ** 2))
    else:
        colour = rng.uniform(0.015, 0.06) * np.array([1.0, 0.85, 0.7])
        _lay(ground, rng, strand, width, colour, rng.uniform(0.5, 1.0))


def mottle(rng: Rng, shape: tuple[int, int], px_per_mm: float, strength: float) -> tuple[Sheet, Sheet]:
    """Uneven melanin and blood, as factors about 1: patchy at many sizes, blood more blotched than melanin."""
    out = []
    for sizes, amounts in (
        ((6, 2.2, 0.8, 0.3), (0.05, 0.04, 0.025, 0.02)),
        ((5, 1.5, 0.5, 0.2), (0.10, 0.08, 0.06, 0.05)),
    ):
        field = sum(a * perlin(rng, shape, s * px_per_mm) for s, a in zip(sizes, amounts, strict=True))
        out.append(np.exp(strength * field).astype(np.float32))
    return out[0], out[1]


def cover_with_hair(linear: Sheet, ground: Ground, shade_level: Sheet) -> Sheet:
    """Hair over the lit skin, its shadow first."""
    shadowed = linear * (1 - ground.hair_shadow[..., None])
    a = cv2.GaussianBlur(ground.hair, (0, 0), 0.6)[..., None]
    return np.asarray(shadowed * (1 - a) + a * ground.hair_colour * shade_level, np.float32)


PUT: dict[str, Callable[[Ground, Rng, float, float], None]] = {
    "freckles": _freckle,
    "pinpoint_freckles": _pinpoint,
    "moles": _mole,
    "papules": _papule,
    "milia": _milium,
    "flakes": _flake,
    "wrinkles": _wrinkle,
    "vessels": _vessel,
    "vellus": _vellus,
    "stubble": _stubble,
}
