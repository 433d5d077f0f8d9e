"""Hairs: vellus that arches over the skin, and shaven stubble with its root seen through the skin."""

from __future__ import annotations

import cv2
import numpy as np
from third_records import Field, Skin, ThirdScene
from third_things import Box, curl, draw_line

ROOT = np.array([1.0, 0.9, 0.7], dtype=np.float32)  # log reflectance, a hair seen through skin


def grow_hairs(skin: Skin, scene: ThirdScene, rng: np.random.Generator) -> None:
    """Grow the scene's hairs, each with its shadow."""
    way = _towards_shadow(scene)
    lie = float(rng.uniform(0, 2 * np.pi))
    width, height = scene.width_mm, scene.height_mm
    dark = scene.tissue.ita_deg < 25
    for _ in range(scene.things.vellus):
        start = rng.uniform(-0.5, 1, 2) + rng.uniform(0, 1, 2) * np.array([width, height])
        line = curl(rng, start, lie + float(rng.normal(0, 0.35)), float(rng.uniform(0.6, 2.8)), 0.5)
        tone = np.array([0.05, 0.035, 0.025]) if dark or rng.random() < 0.3 else np.array([0.5, 0.42, 0.3])
        thick, opaque = float(rng.uniform(0.012, 0.032)), float(rng.uniform(0.3, 0.7))
        _lay(skin, line, thick, tone, opaque, way * float(rng.uniform(0.02, 0.25)))
    area = scene.width_mm * scene.height_mm / 100
    count = int(rng.poisson(scene.things.stubble_per_cm2 * area)) if scene.things.stubble_per_cm2 else 0
    length = float(rng.uniform(0.1, 0.7))
    for x, y in _spread_out(rng, count, width, height):
        _stub(skin, rng, np.array([x, y]), (lie, length), way)


def _towards_shadow(scene: ThirdScene) -> Field:
    """Where the shadow of something one mm above the skin falls, in mm."""
    lamp = scene.lamp
    if lamp.kind in ("ring", "overcast"):
        return np.zeros(2)
    turn = np.radians(lamp.azimuth_deg)
    far = min(1 / float(np.tan(np.radians(lamp.elevation_deg))), 3)
    return -far * np.array([np.cos(turn), np.sin(turn)])


def _spread_out(rng: np.random.Generator, count: int, width: float, height: float) -> Field:
    """Places on a shaken lattice: hair roots keep their distance."""
    if not count:
        return np.zeros((0, 2))
    cell = float(np.sqrt(width * height / count))
    grid = np.stack(np.meshgrid(np.arange(0, width, cell), np.arange(0, height, cell)), -1).reshape(-1, 2)
    return np.asarray(grid + rng.uniform(0, 1, 2) * cell + rng.normal(0, 0.24 * cell, grid.shape))


def _stub(
    skin: Skin, rng: np.random.Generator, root: Field, lie_and_length: tuple[float, float], way: Field
) -> None:
    """One shaven hair: a dark stub, and the blur of its root under the skin."""
    lie, length = lie_and_length
    turn = lie + float(rng.normal(0, 0.25))
    length = length * float(rng.uniform(0.4, 1.3))
    thick = float(rng.uniform(0.05, 0.11))
    under = root - np.array([np.cos(turn), np.sin(turn)]) * 0.18
    box, mask = draw_line(skin, np.stack([under, root]), thick)
    soft = cv2.GaussianBlur(mask, (0, 0), 0.05 / skin.step_mm)
    skin.log_albedo[box] -= float(rng.uniform(0.1, 0.45)) * np.asarray(soft)[..., None] * ROOT
    tone = np.array([0.03, 0.025, 0.022]) * float(rng.uniform(0.7, 2.5))
    line = curl(rng, root, turn, max(length, 0.05), 0.3)
    _lay(skin, line, thick, tone, 0.92, way * 0.4 * length)


def _lay(skin: Skin, line: Field, thick: float, tone: Field, opaque: float, shadow: Field) -> None:
    """Draw a hair over the skin, and its shadow beside it."""
    if line.max() < 0 or np.any(line.min(0) > np.array(skin.shape[::-1]) * skin.step_mm):
        return
    box, mask = draw_line(skin, line, thick)
    cover = np.clip(opaque * mask, 0, 1)
    skin.cover_rgb[box] = skin.cover_rgb[box] * (1 - cover[..., None]) + cover[..., None] * tone.astype(
        np.float32
    )
    skin.cover[box] = 1 - (1 - skin.cover[box]) * (1 - cover)
    away = float(np.hypot(*shadow))
    where = line + shadow * np.linspace(0.1, 1, len(line))[:, None]
    _shade(skin, draw_line(skin, where, thick * 1.2), 0.7 * opaque / (1 + 4 * away), 0.02 + 0.12 * away)


def _shade(skin: Skin, drawn: tuple[Box, Field], strength: float, blur_mm: float) -> None:
    """Darken the key light under a hair."""
    box, mask = drawn
    soft = cv2.GaussianBlur(mask, (0, 0), blur_mm / skin.step_mm)
    skin.shade[box] = np.maximum(skin.shade[box], np.float32(strength) * soft)
