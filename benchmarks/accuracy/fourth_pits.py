"""Follicle openings: where they stand, how they are shaped, and how they are dug into a grid."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import cos, exp, log, pi, radians, sin, sqrt

import numpy as np
from fourth_records import Floats, FourthPits, FourthSkin


@dataclass(frozen=True, slots=True)
class Pit:
    """One infundibulum; `pair` is the same number for two that merge, else -1."""

    x_mm: float
    y_mm: float
    radius_mm: float
    depth_mm: float
    dimple_mm: float
    dimple_width: float
    edge: float
    stretch: float
    angle_deg: float
    bend: float
    lobes: tuple[tuple[float, float], ...]  # amplitude and phase of the rim's waves 2, 3, 4, 5
    plug: str
    plug_depth_mm: float
    plug_strength: float
    pair: int = -1

    @property
    def reach_mm(self) -> float:
        """How far from the middle the skin is still bent."""
        return self.radius_mm * max(2.2 * self.dimple_width, 2.6) * sqrt(self.stretch) + 0.06


def place_pits(
    rng: np.random.Generator, pits: FourthPits, skin: FourthSkin, size_mm: tuple[float, float]
) -> list[Pit]:
    """Throw the pits on the patch: thinner to one side, in rows or free, never one upon another."""
    width, height = size_mm
    wanted = rng.poisson(pits.density_per_cm2 * width * height / 100)
    placed: list[Pit] = []
    spacing, offset = rng.uniform(0.8, 1.3), rng.uniform(0, 1)
    for _ in range(40 * wanted):
        if len(placed) >= wanted:
            break
        x, y = rng.uniform(-width / 2, width / 2), rng.uniform(-height / 2, height / 2)
        if rng.random() < pits.row_share:
            x, y = _join_row(rng, (x, y), skin.tension_deg, spacing, offset)
        lean = (x * cos(radians(pits.gradient_deg)) + y * sin(radians(pits.gradient_deg))) / (width / 2)
        if rng.random() * (1 + pits.gradient) > 1 + pits.gradient * lean:
            continue
        pit = shape_pit(rng, pits, skin, (x, y))
        if _is_free(pit, placed):
            placed += _pair_up(rng, pit, pits, placed)
    return placed


def _join_row(
    rng: np.random.Generator, at: tuple[float, float], angle_deg: float, spacing: float, offset: float
) -> tuple[float, float]:
    """Move a point across the tension lines onto the nearest row, loosely."""
    across_x, across_y = -sin(radians(angle_deg)), cos(radians(angle_deg))
    place = at[0] * across_x + at[1] * across_y
    row = (round(place / spacing - offset) + offset) * spacing + rng.normal(0, 0.09)
    return at[0] + (row - place) * across_x, at[1] + (row - place) * across_y


def _is_free(pit: Pit, others: list[Pit]) -> bool:
    return all(
        (pit.x_mm - one.x_mm) ** 2 + (pit.y_mm - one.y_mm) ** 2
        > (1.25 * (pit.radius_mm + one.radius_mm) + 0.12) ** 2
        for one in others
    )


def _pair_up(rng: np.random.Generator, pit: Pit, pits: FourthPits, placed: list[Pit]) -> list[Pit]:
    """Give some pits a smaller brother that touches them."""
    if rng.random() >= pits.pair_share:
        return [pit]
    radius = pit.radius_mm * rng.uniform(0.55, 0.95)
    gap = (pit.radius_mm + radius) * rng.uniform(0.75, 1.1)
    turn = rng.uniform(0, 2 * pi)
    brother = replace(
        pit,
        x_mm=pit.x_mm + gap * cos(turn),
        y_mm=pit.y_mm + gap * sin(turn),
        radius_mm=radius,
        depth_mm=pit.depth_mm * rng.uniform(0.5, 1.0),
        dimple_mm=pit.dimple_mm * 0.6,
        angle_deg=pit.angle_deg + rng.normal(0, 20),
        pair=len(placed),
    )
    return [replace(pit, pair=len(placed)), brother] if _is_free(brother, placed) else [pit]


def shape_pit(rng: np.random.Generator, pits: FourthPits, skin: FourthSkin, at: tuple[float, float]) -> Pit:
    """Shape one opening: a narrow hole, a soft dimple, or something between."""
    radius = float(np.clip(exp(rng.normal(log(pits.median_mm), pits.spread)), 0.09, 0.8)) / 2
    soft = float(np.clip(rng.normal(pits.dimple_share, 0.25), 0, 1))
    depth = 2 * radius * pits.depth_ratio * exp(rng.normal(0, 0.4)) * (1 - 0.72 * soft)
    chance = rng.random()
    plug = "none"
    if chance < pits.dark_share:
        plug = "dark"
    elif chance < pits.dark_share + pits.filament_share:
        plug = "filament"
    return Pit(
        x_mm=at[0],
        y_mm=at[1],
        radius_mm=radius,
        depth_mm=float(np.clip(depth, 0.015, 0.5)),
        dimple_mm=2 * radius * soft * rng.uniform(0.03, 0.12),
        dimple_width=rng.uniform(1.25, 1.9),
        edge=rng.uniform(3.0, 8.0) * (1 - 0.45 * soft),
        stretch=1 + float(abs(rng.normal(0, pits.elongation))),
        angle_deg=skin.tension_deg + rng.normal(0, 22),
        bend=rng.normal(0, 0.28) if rng.random() < 0.5 else 0.0,
        lobes=tuple((abs(rng.normal(0, 0.16 / wave)), rng.uniform(0, 2 * pi)) for wave in (2, 3, 4, 5)),
        plug=plug,
        plug_depth_mm=float(np.clip(depth, 0.015, 0.5)) * rng.uniform(0.15, 0.65),
        plug_strength=rng.uniform(0.35, 0.85),
    )


def dig_pit(depth_mm: Floats, tint: Floats, per_mm: float, pit: Pit, at: tuple[float, float]) -> None:
    """Dig a pit into a grid of depths and of colour factors, in place, at this (column, row)."""
    rows, columns = depth_mm.shape
    reach = int(pit.reach_mm * per_mm) + 2
    left, right = max(int(at[0]) - reach, 0), min(int(at[0]) + reach + 1, columns)
    top, bottom = max(int(at[1]) - reach, 0), min(int(at[1]) + reach + 1, rows)
    if left >= right or top >= bottom:
        return
    x, y = np.meshgrid(np.arange(left, right) - at[0], np.arange(top, bottom) - at[1])
    rho = _rim_distance(pit, (x / per_mm).astype(np.float32), (y / per_mm).astype(np.float32))
    window = (slice(top, bottom), slice(left, right))
    dug = _profile(pit, rho)
    old = depth_mm[window]
    depth_mm[window] = (old**4 + dug**4) ** 0.25
    tint[window] *= _stain(pit, rho)


def film_left(depth_mm: Floats) -> Floats:
    """What a pit leaves of the smooth film: its horny wall is rough."""
    return np.asarray(np.exp(-depth_mm / np.float32(0.07)), dtype=np.float32)


def _rim_distance(pit: Pit, x_mm: Floats, y_mm: Floats) -> Floats:
    """The distance from the middle in units of the rim: stretched, bent like a comma, and lobed."""
    turn = radians(pit.angle_deg)
    along = (x_mm * cos(turn) + y_mm * sin(turn)) / pit.radius_mm
    across = (y_mm * cos(turn) - x_mm * sin(turn)) / pit.radius_mm
    across = across + pit.bend * (np.minimum(along**2, 4) - 0.5)
    along, across = along / pit.stretch**0.5, across * pit.stretch**0.5
    theta = np.arctan2(across, along)
    rim = np.ones_like(theta)
    for wave, (amplitude, phase) in enumerate(pit.lobes, start=2):
        rim = rim + amplitude * np.cos(wave * theta + phase)
    return np.asarray(np.hypot(along, across) / np.maximum(rim, 0.5), dtype=np.float32)


def _profile(pit: Pit, rho: Floats) -> Floats:
    """The depth below the skin: hole and dimple, filled from beneath by a slightly domed plug."""
    hole = pit.depth_mm / (1 + rho**pit.edge)
    if pit.plug != "none":
        floor = pit.plug_depth_mm + 0.10 * pit.radius_mm * rho**2
        hole = (np.maximum(hole, 1e-4) ** -6.0 + floor**-6.0) ** (-1 / 6)
    fade = np.clip((pit.reach_mm / pit.radius_mm - rho) / 0.5, 0, 1)
    dimple = pit.dimple_mm * np.exp(-((rho / pit.dimple_width) ** 2))
    return np.asarray((hole + dimple) * fade, dtype=np.float32)


def _stain(pit: Pit, rho: Floats) -> Floats:
    """The colour factors of the plug, or of the thin brown wall of an open pit."""
    inside = (1 / (1 + (rho / 0.78) ** 7))[:, :, None]
    colour = {"dark": (0.16, 0.14, 0.13), "filament": (1.10, 1.06, 0.92), "none": (0.82, 0.77, 0.73)}[
        pit.plug
    ]
    strength = pit.plug_strength if pit.plug != "none" else 0.5 * pit.plug_strength
    return np.asarray(1 - strength * inside * (1 - np.array(colour)), dtype=np.float32)
