"""Rays over a height field: low-discrepancy numbers, the conservative horizon, and the march."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from fourth_records import Floats, Ground
from numpy.typing import NDArray

FINE = 2  # the march reads a height grid this much finer than the texels
REACH_MM = 1.1
STEPS_MM = tuple(0.028 * 1.3**k for k in range(15))  # 0.028 to 1.1 mm along the skin


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """A ground made ready for rays; everything is flat, one entry per texel."""

    shape: tuple[int, int]
    fine_per_mm: float
    fine_height: Floats  # raveled
    fine_shape: tuple[int, int]
    fine_x: Floats
    fine_y: Floats
    height: Floats
    normal: tuple[Floats, Floats, Floats]
    horizon: Floats  # the steepest rise that could hide anything


def ready_field(ground: Ground) -> Field:
    """Prepare the finer grid, the normals and the horizon bound."""
    height, per_mm = ground.height_mm, ground.sheet.per_mm
    rows, columns = height.shape
    fine = cv2.resize(height, (columns * FINE, rows * FINE), interpolation=cv2.INTER_LINEAR)
    slope_y, slope_x = np.gradient(height, 1 / per_mm)
    length = 1 / np.sqrt(1 + slope_x**2 + slope_y**2)
    normal = tuple(part.astype(np.float32).ravel() for part in (-slope_x * length, -slope_y * length, length))
    grid_y, grid_x = np.mgrid[0:rows, 0:columns].astype(np.float32)
    return Field(
        shape=(rows, columns),
        fine_per_mm=per_mm * FINE,
        fine_height=np.asarray(fine, np.float32).ravel(),
        fine_shape=(rows * FINE, columns * FINE),
        fine_x=(grid_x.ravel() + 0.5) * FINE,
        fine_y=(grid_y.ravel() + 0.5) * FINE,
        height=height.ravel(),
        normal=(normal[0], normal[1], normal[2]),
        horizon=_bound_horizon(height, per_mm).ravel(),
    )


def _bound_horizon(height: Floats, per_mm: float) -> Floats:
    """The steepest rise from each texel to anything within reach, never too low: rays above it are free."""
    bound = np.full(height.shape, -1.0, np.float32)
    nearer = 0.5 / per_mm
    for step in STEPS_MM:
        size = 2 * int(np.ceil(step * per_mm)) + 1
        top = cv2.dilate(height, np.ones((size, size), np.uint8))
        bound = np.maximum(bound, (top - height) / nearer)
        nearer = step
    return bound


def spread_numbers(rng: np.random.Generator, texels: int, dimensions: int) -> Floats:
    """A random shift of the sequence for every texel (Cranley-Patterson)."""
    return rng.random((dimensions, texels), dtype=np.float32)


def draw_numbers(shift: Floats, sample: int) -> Floats:
    """The sample-th point of the R-sequence (Roberts), shifted for every texel; (dimensions, texels)."""
    dimensions = len(shift)
    root = 1.5
    for _ in range(30):
        root = (1 + root) ** (1 / (dimensions + 1))
    steps = (0.5 + (sample + 1) * root ** -np.arange(1, dimensions + 1)) % 1
    number = shift + steps[:, None].astype(np.float32)
    return np.asarray(number - np.floor(number), dtype=np.float32)


def march(field: Field, dx: Floats, dy: Floats, dz: Floats) -> NDArray[np.int64]:
    """
    Follow one ray from every texel; say which texel it hits, or -1 when it leaves the skin.

    Rays steeper than the horizon bound are let go at once, the others walk in growing steps along the skin.
    """
    hit = np.full(dx.size, -1, np.int64)
    flat = np.sqrt(dx * dx + dy * dy) + 1e-6
    rise = dz / flat
    alive = np.flatnonzero(rise < field.horizon)
    if alive.size == 0:
        return hit
    reach = field.fine_per_mm / flat[alive]
    step_x, step_y = dx[alive] * reach, dy[alive] * reach
    start_x, start_y = field.fine_x[alive], field.fine_y[alive]
    start_z, rise = field.height[alive] + np.float32(0.003), rise[alive]
    rows, columns = field.fine_shape
    for count, far in enumerate(STEPS_MM):
        reach_mm = np.float32(far)
        column = np.clip((start_x + step_x * reach_mm).astype(np.int32), 0, columns - 1)
        row = np.clip((start_y + step_y * reach_mm).astype(np.int32), 0, rows - 1)
        under = field.fine_height.take(row * columns + column) > start_z + rise * reach_mm
        hit[alive[under]] = (row[under] // FINE) * field.shape[1] + column[under] // FINE
        if count % 2 == 0:
            keep = np.flatnonzero(~under)
            alive, rise, start_z = alive[keep], rise[keep], start_z[keep]
            step_x, step_y, start_x, start_y = step_x[keep], step_y[keep], start_x[keep], start_y[keep]
        else:
            start_z = np.where(under, np.float32(1e3), start_z)  # a ray ends where it first lands
    return hit
