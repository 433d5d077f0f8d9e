"""Hairs and other strokes: wandering paths drawn finer than the texels, with the shadow they throw."""

from __future__ import annotations

import cv2
import numpy as np
from fourth_records import Floats, Sheet
from numpy.typing import NDArray

FINER = 4
Path = NDArray[np.float64]  # (n, 2): x and y in mm
Stroke = tuple[Path, float, float]  # path, width in mm, strength 0 to 1


def wander(
    rng: np.random.Generator,
    start: tuple[float, float],
    length_mm: float,
    angle_deg: float,
    curl: float,
    both: bool = False,
) -> Path:
    """A smooth path from `start` whose direction drifts by about `curl` radians per mm (root of length)."""
    steps = max(int(length_mm / 0.06), 6)
    stride = length_mm / steps
    drift = np.cumsum(rng.normal(0, curl * np.sqrt(stride), steps)) + np.linspace(
        0, rng.normal(0, curl), steps
    )
    turn = np.deg2rad(angle_deg) + drift
    path = np.cumsum(np.stack([np.cos(turn), np.sin(turn)], axis=1) * stride, axis=0)
    if both:
        path = path - path[steps // 2]
    return np.asarray(path + np.array(start))


def draw_strokes(sheet: Sheet, strokes: list[Stroke]) -> Floats:
    """The cover of each texel (0 to 1) by strokes; later ones never lighten earlier ones."""
    rows, columns = sheet.shape
    canvas = np.zeros((rows * FINER, columns * FINER), np.uint8)
    scale = sheet.per_mm * FINER
    for path, width_mm, strength in sorted(strokes, key=lambda stroke: stroke[2]):
        points = (path - np.array([sheet.x_mm[0, 0], sheet.y_mm[0, 0]])) * scale + FINER / 2
        ends = np.rint(points * 16).astype(np.int32).reshape(-1, 1, 2)
        thick = max(round(width_mm * scale), 1)
        cv2.polylines(canvas, [ends], False, int(255 * strength), thick, cv2.LINE_AA, 4)
    small = cv2.resize(canvas, (columns, rows), interpolation=cv2.INTER_AREA)
    return np.asarray(small / np.float32(255), dtype=np.float32)


def _cast(cover: Floats, sheet: Sheet, towards: Floats, lift_mm: float) -> Floats:
    """The shadow of what floats `lift_mm` above the skin: moved away from the lamp and softened."""
    far = lift_mm * sheet.per_mm / max(float(towards[2]), 0.3)
    move = np.array([[1, 0, -towards[0] * far], [0, 1, -towards[1] * far]], np.float32)
    moved = cv2.warpAffine(cover, move, (cover.shape[1], cover.shape[0]))
    return np.asarray(cv2.GaussianBlur(moved, (0, 0), 0.035 * sheet.per_mm), dtype=np.float32)


def lay_vellus(
    rng: np.random.Generator,
    sheet: Sheet,
    count: int,
    blond: bool,
    layers: tuple[Floats, Floats],
    towards: Floats,
    hard: float,
) -> None:
    """Lay fine curved hairs, mostly combed one way, over the light."""
    over, add = layers
    combed, curl = rng.uniform(0, 360), rng.uniform(0.15, 0.7)
    strokes: list[Stroke] = []
    for _ in range(count):
        start = (float(rng.choice(sheet.x_mm[0])), float(rng.choice(sheet.y_mm[:, 0])))
        length = float(np.clip(np.exp(rng.normal(0.35, 0.5)), 0.4, 6))
        path = wander(rng, start, length, combed + rng.normal(0, 28), curl)
        cut = len(path) // 2
        width = rng.uniform(0.014, 0.030)
        strength = rng.uniform(0.25, 0.9)
        strokes += [(path[: cut + 1], width, strength), (path[cut:], 0.65 * width, 0.7 * strength)]
    cover = draw_strokes(sheet, strokes)
    colour = np.array([0.75, 0.62, 0.42]) if blond else np.array([0.09, 0.06, 0.045])
    shadow = _cast(cover, sheet, towards, rng.uniform(0.05, 0.2)) * (0.45 * hard)
    over[...] *= ((1 - cover) * (1 - shadow))[:, :, None]
    add[...] = add * (1 - cover)[:, :, None] + cover[:, :, None] * colour


def lay_stubble(
    rng: np.random.Generator,
    sheet: Sheet,
    count: int,
    layers: tuple[Floats, Floats, Floats],
    towards: Floats,
    hard: float,
) -> None:
    """Lay shaved stubs: a short dark stump, its shadow, and the bluish root seen through the skin."""
    melanin, over, add = layers
    combed = rng.uniform(0, 360)
    shade = rng.uniform(0.6, 1.0)
    stumps: list[Stroke] = []
    roots: list[Stroke] = []
    for _ in range(count):
        start = (float(rng.choice(sheet.x_mm[0])), float(rng.choice(sheet.y_mm[:, 0])))
        angle, width = combed + rng.normal(0, 25), rng.uniform(0.05, 0.11)
        length = 0.04 + 0.45 * rng.random() ** 2
        stumps.append((wander(rng, start, length, angle, 0.3), width, shade * rng.uniform(0.7, 1.0)))
        roots.append((wander(rng, start, rng.uniform(0.25, 0.6), angle + 180, 0.1), 1.3 * width, 1.0))
    cover = draw_strokes(sheet, stumps)
    under = cv2.GaussianBlur(draw_strokes(sheet, roots), (0, 0), 0.09 * sheet.per_mm)
    melanin += 0.25 * under
    shadow = _cast(cover, sheet, towards, rng.uniform(0.04, 0.12)) * (0.5 * hard)
    colour = np.array([0.055, 0.045, 0.042])
    blue = 1 - under[:, :, None] * np.array([0.34, 0.26, 0.12])
    over[...] *= ((1 - cover) * (1 - shadow))[:, :, None] * blue
    add[...] = add * (1 - cover)[:, :, None] + cover[:, :, None] * colour
