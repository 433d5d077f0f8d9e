"""
From a file's numbers to linear light with sRGB primaries.

A colour space is three curves and a matrix. Everything is referred to the ICC profile connection space
(CIE XYZ under D50), so a profile's own colorants can be used as they stand.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Codes = NDArray[np.uint8] | NDArray[np.uint16]

Curve = Callable[["Floats"], "Floats"]  # encoded value 0..1 to linear light 0..1

# White under which profiles meet (ICC.1:2022, 7.2.16), and the daylight of screens (x 0.3127, y 0.3290).
D50_XYZ = (0.9642, 1.0, 0.8249)
D65_XY = (0.3127, 0.3290)

# Bradford cone responses (Lam 1985; ICC.1:2022, annex E).
BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])

Primaries = tuple[tuple[float, float], tuple[float, float], tuple[float, float]]  # x, y of red, green, blue
PRIMARIES: dict[str, Primaries] = {
    "sRGB": ((0.640, 0.330), (0.300, 0.600), (0.150, 0.060)),
    "Display P3": ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060)),
    "Adobe RGB (1998)": ((0.640, 0.330), (0.210, 0.710), (0.150, 0.060)),
    "Rec. 2020": ((0.708, 0.292), (0.170, 0.797), (0.131, 0.046)),
}
PROPHOTO_XYZ = np.array([[0.79767, 0.13519, 0.03135], [0.28804, 0.71188, 0.00009], [0.0, 0.0, 0.82491]])

ROWS_AT_ONCE_PX = 1 << 18  # pixels converted at a time: keeps the working memory small


def srgb_to_linear(encoded: Floats) -> Floats:
    """Decode the sRGB curve (IEC 61966-2-1)."""
    power = ((np.maximum(encoded, 0.04045) + 0.055) / 1.055) ** 2.4
    return np.where(encoded <= 0.04045, encoded / 12.92, power)


def linear_to_srgb(linear: Floats) -> Floats:
    """Encode linear light 0..1 with the sRGB curve (IEC 61966-2-1)."""
    power = 1.055 * np.maximum(linear, 0.0031308) ** (1 / 2.4) - 0.055
    return np.where(linear <= 0.0031308, linear * 12.92, power)


def gamma_curve(gamma: float) -> Curve:
    """A pure power law."""

    def curve(encoded: Floats) -> Floats:
        return np.asarray(np.clip(encoded, 0, 1) ** gamma, dtype=np.float64)

    return curve


def colorants(primaries: Primaries, white_xy: tuple[float, float] = D65_XY) -> Floats:
    """XYZ under D50 of the three primaries, one a column (Lindbloom's construction, Bradford-adapted)."""
    xy = np.array(primaries)
    raw = np.stack([xy[:, 0] / xy[:, 1], np.ones(3), (1 - xy.sum(1)) / xy[:, 1]])
    x, y = white_xy
    white = np.array([x / y, 1.0, (1 - x - y) / y])
    native = raw * np.linalg.solve(raw, white)
    cones = (BRADFORD @ np.array(D50_XYZ)) / (BRADFORD @ white)
    return np.asarray(np.linalg.solve(BRADFORD, cones[:, None] * (BRADFORD @ native)))


SRGB_COLORANTS = colorants(PRIMARIES["sRGB"])


def name_of(rgb_to_xyz: Floats) -> str:
    """
    Name the colour space by its colorants; an unknown one is ``other``.

    The profile's own description is never kept: it may name a person's monitor or its serial number.
    """
    known = {name: colorants(p) for name, p in PRIMARIES.items()} | {"ProPhoto RGB": PROPHOTO_XYZ}
    distance = {name: float(np.abs(matrix - rgb_to_xyz).max()) for name, matrix in known.items()}
    nearest = min(distance, key=distance.__getitem__)
    return nearest if distance[nearest] < 0.006 else "other"


@dataclass(frozen=True, eq=False)
class ColourSpace:
    """
    How a file's numbers mean light. ``curves``: one (grey) or three; ``to_srgb``: (3, 3), linear light of
    this space to linear light with sRGB primaries, None where nothing needs to change.
    """

    name: str
    curves: tuple[Curve, ...]
    to_srgb: Floats | None = None

    @property
    def is_srgb(self) -> bool:
        return self.to_srgb is None and all(curve is srgb_to_linear for curve in self.curves)


SRGB = ColourSpace("sRGB", (srgb_to_linear,) * 3)
ASSUMED_SRGB = ColourSpace("assumed sRGB", (srgb_to_linear,) * 3)


def colour_space(curves: tuple[Curve, ...], rgb_to_xyz: Floats, name: str | None = None) -> ColourSpace:
    """Make a colour space of three curves and the primaries' XYZ (D50); what is sRGB becomes exactly sRGB."""
    to_srgb = np.asarray(np.linalg.solve(SRGB_COLORANTS, rgb_to_xyz), dtype=np.float64)
    same_primaries = float(np.abs(to_srgb - np.eye(3)).max()) < 2e-3
    settled = tuple(settle(curve) for curve in curves)
    return ColourSpace(name or name_of(rgb_to_xyz), settled, None if same_primaries else to_srgb)


def settle(curve: Curve) -> Curve:
    """Take a curve that is sRGB's but for the rounding of a profile as exactly sRGB's."""
    ramp = np.linspace(0, 1, 1024)
    return srgb_to_linear if float(np.abs(curve(ramp) - srgb_to_linear(ramp)).max()) < 1e-3 else curve


def known_space(name: str, curve: Curve | None = None) -> ColourSpace:
    """One of the spaces in ``PRIMARIES``, with its usual curve unless another is given."""
    usual = gamma_curve(563 / 256) if name == "Adobe RGB (1998)" else srgb_to_linear
    return colour_space((curve or usual,) * 3, colorants(PRIMARIES[name]), name)


def to_light(codes: Codes, space: ColourSpace) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    """
    Turn code values into linear light (float32) and into 8-bit sRGB for the eye, both (h, w, 3).

    ``codes``: (h, w, 1 or 3) uint8 or uint16, full scale. 16-bit files keep their depth in the linear light.
    """
    height, width = codes.shape[:2]
    top = int(np.iinfo(codes.dtype).max)
    scale = np.arange(top + 1, dtype=np.float64) / top
    tables = [curve(scale).astype(np.float32) for curve in space.curves]
    one_table = all(curve is space.curves[0] for curve in space.curves)
    linear = np.empty((height, width, 3), np.float32)
    display = np.empty((height, width, 3), np.uint8)
    rows = max(1, ROWS_AT_ONCE_PX // max(1, width))
    for start in range(0, height, rows):
        part = slice(start, start + rows)
        if one_table:
            linear[part] = np.take(tables[0], codes[part])
        else:
            for channel, table in enumerate(tables):
                linear[part, :, channel] = np.take(table, codes[part, :, channel])
        if space.to_srgb is not None:
            flat = linear[part].reshape(-1, 3)
            linear[part] = (flat @ space.to_srgb.T.astype(np.float32)).reshape(linear[part].shape)
        display[part] = _eight_bits(codes[part]) if space.is_srgb else _for_the_eye(linear[part])
    return linear, display


def _eight_bits(codes: Codes) -> NDArray[np.uint8]:
    if codes.dtype == np.uint8:
        return codes.astype(np.uint8, copy=False)
    return ((codes.astype(np.uint32) + 128) // 257).astype(np.uint8)


# linear light in 1/65535 to 8-bit sRGB: finer than 0.05 of an 8-bit step even in the deepest shadow
_EYE = np.rint(linear_to_srgb(np.arange(65536) / 65535) * 255).astype(np.uint8)


def _for_the_eye(linear: NDArray[np.float32]) -> NDArray[np.uint8]:
    index = np.rint(np.clip(linear, 0, 1) * np.float32(65535)).astype(np.uint16)
    return np.asarray(np.take(_EYE, index))
