"""The lamps: area sampling of a window, a flash or a ring, and the brightness of the sky."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from fourth_records import Floats, FourthLight


@dataclass(frozen=True, slots=True, eq=False)
class Lamp:
    """A flat lamp: centre, two half axes, a facing, and the power that gives flat skin an irradiance of 1."""

    kind: str
    centre: Floats
    right: Floats
    up: Floats
    facing: Floats
    power: float


def sphere_direction(azimuth_deg: float, elevation_deg: float) -> Floats:
    """The unit vector at this azimuth (from +x towards +y) and height above the skin."""
    turn, rise = np.deg2rad(azimuth_deg), np.deg2rad(elevation_deg)
    flat = np.cos(rise)
    return np.array([flat * np.cos(turn), flat * np.sin(turn), np.sin(rise)], np.float32)


def hang_lamp(light: FourthLight) -> Lamp:
    """Hang the scene's lamp so that it faces the patch."""
    facing = sphere_direction(light.azimuth_deg, light.elevation_deg)
    side = np.cross(np.array([0.0, 0.0, 1.0]), facing)
    if np.linalg.norm(side) < 1e-3:
        side = np.array([1.0, 0.0, 0.0])
    side = side / np.linalg.norm(side)
    up = np.cross(facing, side)
    half = light.size_mm / 2
    tall = 1.4 if light.kind == "window" else 1.0
    lamp = Lamp(
        kind=light.kind,
        centre=(facing * light.distance_mm).astype(np.float32),
        right=(side * half).astype(np.float32),
        up=(up * half * tall).astype(np.float32),
        facing=facing,
        power=1.0,
    )
    rng = np.random.default_rng(5)
    u, v = rng.random((2, 1, 20000)).astype(np.float32)
    zero = np.zeros_like(u)
    towards, strength = aim_at_lamp(lamp, u, v, zero, zero)
    power = 1 / float(np.mean(strength * towards[2]))
    return Lamp(lamp.kind, lamp.centre, lamp.right, lamp.up, lamp.facing, power)


def aim_at_lamp(
    lamp: Lamp, u: Floats, v: Floats, x_mm: Floats, y_mm: Floats
) -> tuple[tuple[Floats, Floats, Floats], Floats]:
    """
    Pick a point of the lamp for every texel by two numbers in 0..1.

    Returns the unit direction towards it and its strength: power x cosine at the lamp / distance squared.
    """
    if lamp.kind == "window":
        a, b = 2 * u - 1, 2 * v - 1
    else:
        inner = 0.72 if lamp.kind == "ring" else 0.0
        radius = np.sqrt(inner**2 + (1 - inner**2) * u)
        a, b = radius * np.cos(2 * np.pi * v), radius * np.sin(2 * np.pi * v)
    dx, dy, dz = (lamp.centre[i] + a * lamp.right[i] + b * lamp.up[i] for i in range(3))
    dx, dy = dx - x_mm, dy - y_mm
    square = dx**2 + dy**2 + dz**2
    one = 1 / np.sqrt(square)
    dx, dy, dz = dx * one, dy * one, dz * one
    cosine = dx * lamp.facing[0] + dy * lamp.facing[1] + dz * lamp.facing[2]
    strength = lamp.power * np.clip(cosine, 0, None) / square
    return (dx, dy, np.maximum(dz, 1e-3)), strength


def sky_radiance(light: FourthLight, dx: Floats, dy: Floats, dz: Floats) -> Floats:
    """The overcast sky (CIE: 1 + 2 sin of the height), brighter on one side, for a flat irradiance of 1."""
    turn = np.deg2rad(light.azimuth_deg)
    side = 1 + light.sky_tilt * (dx * np.cos(turn) + dy * np.sin(turn))
    cie = (1 + 2 * np.clip(dz, 0, 1)) / 3
    return np.asarray(cie * side * np.float32(9 / 7), dtype=np.float32)  # pi x mean of cie is 7/9 pi
