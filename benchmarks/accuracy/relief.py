"""The shape of skin as a height field in mm: Perlin waves, polygons of Voronoi cells, and pits cut level by level."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

Sheet = NDArray[np.float32]
Rng = np.random.Generator
Shape = tuple[int, int]
LEVELS = 14  # slices a pit is cut in


def perlin(rng: Rng, shape: Shape, cell_px: float) -> Sheet:
    """Perlin's gradient noise of about unit deviation: a random slope at each lattice point, faded between."""
    cell = max(2.0, cell_px)
    y, x = np.arange(shape[0], dtype=np.float32) / cell, np.arange(shape[1], dtype=np.float32) / cell
    rows, columns = y.astype(int), x.astype(int)
    turn = rng.uniform(0, 2 * np.pi, (int(rows[-1]) + 2, int(columns[-1]) + 2))
    gy, gx = np.sin(turn).astype(np.float32), np.cos(turn).astype(np.float32)
    v, u = (y - np.floor(y))[:, None], (x - np.floor(x))[None]
    fy, fx = v * v * v * (v * (6 * v - 15) + 10), u * u * u * (u * (6 * u - 15) + 10)
    corner = {}
    for a in (0, 1):
        for b in (0, 1):
            at = np.ix_(rows + a, columns + b)
            corner[a, b] = gy[at] * (v - a) + gx[at] * (u - b)
    top = corner[0, 0] + fx * (corner[0, 1] - corner[0, 0])
    low = corner[1, 0] + fx * (corner[1, 1] - corner[1, 0])
    return np.asarray((top + fy * (low - top)) * np.float32(3.6), np.float32)


def octaves(rng: Rng, shape: Shape, cell_px: float, count: int, fall: float = 0.55) -> Sheet:
    """A sum of Perlin noises, each half as wide and ``fall`` times as strong, of about unit deviation."""
    total, power = np.zeros(shape, np.float32), 0.0
    for i in range(count):
        total += fall**i * perlin(rng, shape, cell_px / 2**i)
        power += fall ** (2 * i)
    return total / np.float32(np.sqrt(power))


def furrows(rng: Rng, shape: Shape, cell_px: float, stretch: float, angle_deg: float) -> Sheet:
    """
    Polygonal micro-relief: 0 on the plateaus to −1 in the furrows between Voronoi cells.

    The seeds stand on a jittered lattice stretched along an axis, and the borders are warped by noise.
    """
    step = max(1, int(cell_px / 9))  # furrows are several pixels wide: a coarser sheet holds them
    h, w = -(-shape[0] // step), -(-shape[1] // step)
    y, x = np.mgrid[:h, :w].astype(np.float32) * step
    warp = 0.18 * cell_px
    x, y = x + warp * perlin(rng, (h, w), 12), y + warp * perlin(rng, (h, w), 12)
    t = np.radians(angle_deg)
    along, across = (x * np.cos(t) + y * np.sin(t)) / stretch, -x * np.sin(t) + y * np.cos(t)
    reach = int(1.1 * np.hypot(*shape) / cell_px) + 3
    lattice = np.mgrid[-reach : reach + 1, -reach : reach + 1].reshape(2, -1).T.astype(float)
    seeds = (lattice + rng.uniform(-0.42, 0.42, lattice.shape)) * cell_px
    near = np.asarray(cKDTree(seeds).query(np.column_stack([along.ravel(), across.ravel()]), k=2)[0])
    border = ((near[:, 1] - near[:, 0]) / cell_px).reshape(h, w).astype(np.float32)
    valley = -np.exp(-((border / 0.16) ** 1.4))
    return np.asarray(cv2.resize(valley, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR), np.float32)


@dataclass(frozen=True, slots=True)
class Pit:
    """
    One pit. Opening ``wide_mm`` × ``narrow_mm``, ``depth_mm`` deep, walls by ``wall`` (0.4: a funnel that
    narrows at once, 1: a cone, 4: a shaft), leaning ``lean_mm`` towards ``lean_deg`` on the way down,
    ``lip_mm`` of soft rounding at the edge. ``plug``: what it holds, up to ``filled`` of its depth.
    """

    x_mm: float
    y_mm: float
    wide_mm: float
    narrow_mm: float
    angle_deg: float
    depth_mm: float
    wall: float
    lean_mm: float
    lean_deg: float
    lip_mm: float
    plug: str
    filled: float
    darkness: float


def footprint(
    shape: Shape, px_per_mm: float, pit: Pit, reach_mm: float
) -> tuple[tuple[slice, slice], Sheet, Sheet]:
    """A window of the sheet around a pit, and x and y in it, in mm from the pit's opening."""
    k, r = px_per_mm, reach_mm * px_per_mm
    cx, cy = pit.x_mm * k - 0.5, pit.y_mm * k - 0.5
    y0, y1 = max(0, int(cy - r)), min(shape[0], int(cy + r) + 2)
    x0, x1 = max(0, int(cx - r)), min(shape[1], int(cx + r) + 2)
    y, x = np.mgrid[y0 : max(y0, y1), x0 : max(x0, x1)].astype(np.float32)
    return (slice(y0, max(y0, y1)), slice(x0, max(x0, x1))), (x - cx) / k, (y - cy) / k


def depth_of(pit: Pit, x: Sheet, y: Sheet) -> Sheet:
    """Depth in mm at places given in mm from the opening's centre: the sum of its soft-edged slices."""
    t, lean = math.radians(pit.angle_deg), math.radians(pit.lean_deg)
    c, s = math.cos(t), math.sin(t)
    total = np.zeros(x.shape, np.float32)
    for i in range(LEVELS):
        down = (i + 0.5) / LEVELS
        left = (1 - down**pit.wall) if pit.wall >= 1 else (1 - down) ** (1 / pit.wall)
        size = max(0.04, left)
        sx = x - pit.lean_mm * down * math.cos(lean)
        sy = y - pit.lean_mm * down * math.sin(lean)
        along, across = sx * c + sy * s, sy * c - sx * s
        a, b = size * pit.wide_mm / 2, size * pit.narrow_mm / 2
        inside = np.sqrt((along / a) ** 2 + (across / b) ** 2) - 1
        edge = pit.lip_mm / math.sqrt(a * b) * (1 - 0.6 * down)
        total += 1 / (1 + np.exp(np.clip(inside / (0.25 * edge + 0.02), -30, 30)))
    return total * np.float32(pit.depth_mm / LEVELS)


def cut_pits(height: Sheet, px_per_mm: float, pits: list[Pit]) -> tuple[Sheet, Sheet]:
    """Cut the pits (changes ``height``); returns how much dark and how much pale matter lies at each place, 0 to 1."""
    shape = (height.shape[0], height.shape[1])
    dark, pale = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    for pit in pits:
        window, x, y = footprint(shape, px_per_mm, pit, 0.75 * pit.wide_mm + pit.lean_mm + 3 * pit.lip_mm)
        if not x.size:
            continue
        depth = depth_of(pit, x, y)
        if pit.plug != "none":
            surface = np.float32((1 - pit.filled) * pit.depth_mm)
            matter = np.clip((depth - surface) / (0.15 * pit.depth_mm), 0, 1)
            depth = np.minimum(depth, surface + 0.1 * np.maximum(depth - surface, 0))
            sheet = dark if pit.plug == "dark" else pale
            sheet[window] = np.maximum(sheet[window], matter * pit.darkness)
        height[window] -= depth
    return dark, pale
