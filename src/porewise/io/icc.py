"""
Read an ICC profile exactly: matrix and tone curves at full depth (ICC.1:2022, 8.3 and 10.5 to 10.18).

Little CMS through Pillow converts 8 bits only; cameras and phones write matrix profiles, which need
no more than three curves and a matrix. Profiles built on lookup tables give None here.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import numpy as np

from porewise.io.colour import ColourSpace, Curve, colour_space, gamma_curve, settle

if TYPE_CHECKING:
    from numpy.typing import NDArray

HEADER_BYTES = 128
MAX_TAGS = 200
PARAMETERS = {0: 1, 1: 3, 2: 4, 3: 5, 4: 7}  # parametric curve type: how many numbers it has


def read_icc(profile: bytes) -> ColourSpace | None:
    """
    Make a colour space of a matrix or grey profile; None if it is of another kind or damaged.

    A grey profile gives one curve. Rendering is relative to the profile's white, as for any photo.
    """
    try:
        tags = _tags(profile)
        if profile[16:20] == b"GRAY":
            return ColourSpace("grey", (settle(_curve(tags[b"kTRC"])),))
        if profile[16:20] != b"RGB " or profile[20:24] != b"XYZ ":
            return None
        curves = tuple(_curve(tags[name]) for name in (b"rTRC", b"gTRC", b"bTRC"))
        matrix = np.stack([_xyz(tags[name]) for name in (b"rXYZ", b"gXYZ", b"bXYZ")], axis=1)
        if abs(np.linalg.det(matrix)) < 1e-4:
            return None
        return colour_space(curves, matrix)
    except (KeyError, ValueError, struct.error, ArithmeticError):
        return None


def _tags(profile: bytes) -> dict[bytes, bytes]:
    if profile[36:40] != b"acsp":
        raise ValueError("the profile has no ICC signature")
    (count,) = struct.unpack_from(">I", profile, HEADER_BYTES)
    if count > MAX_TAGS:
        raise ValueError(f"the profile claims {count} tags, more than {MAX_TAGS}")
    table = (struct.unpack_from(">4sII", profile, HEADER_BYTES + 4 + 12 * i) for i in range(count))
    return {name: profile[start : start + size] for name, start, size in table}


def _xyz(tag: bytes) -> NDArray[np.float64]:
    if tag[:4] != b"XYZ ":
        raise ValueError("a colorant is not of type XYZ")
    return np.array(struct.unpack_from(">3i", tag, 8)) / 65536


def _curve(tag: bytes) -> Curve:
    if tag[:4] == b"curv":
        return _sampled_curve(tag)
    if tag[:4] == b"para":
        return _parametric_curve(tag)
    raise ValueError("a tone curve is of an unknown type")


def _sampled_curve(tag: bytes) -> Curve:
    (count,) = struct.unpack_from(">I", tag, 8)
    if count == 0:
        return gamma_curve(1.0)
    if count == 1:
        (gamma,) = struct.unpack_from(">H", tag, 12)
        return gamma_curve(gamma / 256)
    if len(tag) < 12 + 2 * count:
        raise ValueError("a tone curve is cut short")
    samples = np.frombuffer(tag, ">u2", count, 12) / 65535
    places = np.linspace(0, 1, count)

    def curve(encoded: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.interp(encoded, places, samples)

    return curve


def _parametric_curve(tag: bytes) -> Curve:
    (kind,) = struct.unpack_from(">H", tag, 8)
    numbers = [n / 65536 for n in struct.unpack_from(f">{PARAMETERS[kind]}i", tag, 12)]
    g, a, b, c, d, e, f = (numbers + [0.0] * 7)[:7]
    if kind == 0:
        return gamma_curve(g)
    if kind in (1, 2):  # flat below the point where the power law starts
        c, d, e, f = 0.0, -b / a, c, c

    def curve(encoded: NDArray[np.float64]) -> NDArray[np.float64]:
        power = np.maximum(a * encoded + b, 0.0) ** g + e
        return np.asarray(np.clip(np.where(encoded >= d, power, c * encoded + f), 0.0, 1.0))

    return curve
