"""What is on or in the skin and is no pore: spots, bumps, lines, flakes, specks and films."""

from __future__ import annotations

import cv2
import numpy as np
from third_noise import cloud, smoothstep
from third_records import LUMINANCE, Field, Skin, ThirdScene
from third_skin import BLOOD, MELANIN

Box = tuple[slice, slice]


def colour_skin(skin: Skin, scene: ThirdScene, rng: np.random.Generator) -> None:
    """Draw what is in the skin or painted on it; follicles open through this."""
    things = scene.things
    for _ in range(things.vessels):
        _vessel(skin, rng)
    for _ in range(things.freckles):
        _spot(skin, rng, float(np.clip(0.42 * np.exp(0.5 * rng.standard_normal()), 0.2, 1.6)), 0.45)
    for _ in range(things.pinpoints):
        _spot(skin, rng, float(rng.uniform(0.12, 0.3)), 0.4)
    for _ in range(things.moles):
        _mole(skin, rng)
    if things.film:
        _film(skin, things.film)


def strew_things(skin: Skin, scene: ThirdScene, rng: np.random.Generator) -> None:
    """Put bumps, grooves, flakes, specks and powder on the skin."""
    things = scene.things
    for _ in range(things.papules):
        _papule(skin, rng)
    for _ in range(things.milia):
        _milium(skin, rng)
    for _ in range(things.wrinkles):
        _wrinkle(skin, rng, np.radians(scene.tissue.tension_deg))
    for _ in range(things.flakes):
        _flake(skin, rng)
    for _ in range(things.specks):
        _speck(skin, rng)
    if things.powder:
        _powder(skin, things.powder, rng)


def _around(
    skin: Skin, rng: np.random.Generator, reach_mm: float, ratio: float = 1.0
) -> tuple[Box, Field, Field]:
    """Choose a place; give its box, and distance (mm, of an ellipse) and bearing from its centre."""
    rows, columns = skin.shape
    x, y = rng.uniform(0, columns), rng.uniform(0, rows)
    reach = int(reach_mm * np.sqrt(ratio) / skin.step_mm) + 2
    box = np.s_[max(int(y) - reach, 0) : int(y) + reach, max(int(x) - reach, 0) : int(x) + reach]
    dy, dx = np.mgrid[box[0].start : min(box[0].stop, rows), box[1].start : min(box[1].stop, columns)]
    dx, dy = (dx - x) * skin.step_mm, (dy - y) * skin.step_mm
    turn = rng.uniform(0, np.pi)
    u = (dx * np.cos(turn) + dy * np.sin(turn)) / np.sqrt(ratio)
    v = (dy * np.cos(turn) - dx * np.sin(turn)) * np.sqrt(ratio)
    return box, np.hypot(u, v), np.arctan2(v, u)


def _wobble(rng: np.random.Generator, bearing: Field, size: float) -> Field:
    """An outline that is never a circle."""
    waves = [size / k * rng.uniform(0.3, 1) * np.cos(k * bearing + rng.uniform(0, 6.3)) for k in range(2, 8)]
    return np.asarray(1 + sum(waves))


def _spot(skin: Skin, rng: np.random.Generator, width_mm: float, ragged: float) -> None:
    """A freckle: more melanin, softly edged."""
    box, r, bearing = _around(skin, rng, 1.4 * width_mm, float(rng.uniform(1, 1.6)))
    r = r / (0.5 * width_mm * _wobble(rng, bearing, ragged))
    soft = rng.uniform(0.12, 0.3)
    inside = 1 / (1 + np.exp(np.clip((r - 1) / soft, -30, 30)))
    skin.log_albedo[box] -= (float(rng.uniform(0.12, 0.5)) * inside)[..., None] * MELANIN


def _mole(skin: Skin, rng: np.random.Generator) -> None:
    """A mole: dark, uneven, sometimes raised."""
    width = float(rng.uniform(1.2, 3.2))
    box, r, bearing = _around(skin, rng, width, float(rng.uniform(1, 1.5)))
    r = r / (0.5 * width * _wobble(rng, bearing, 0.3))
    inside = 1 / (1 + np.exp(np.clip((r - 1) / 0.1, -30, 30)))
    uneven = 1 + 0.25 * cloud(rng, r.shape, skin.step_mm, coarsest_mm=1, finest_mm=0.12)
    skin.log_albedo[box] -= (float(rng.uniform(0.5, 1.3)) * inside * uneven)[..., None] * MELANIN
    skin.height[box] += float(rng.choice([0, 0.1, 0.3])) * np.maximum(1 - r * r, 0) ** 0.7


def _papule(skin: Skin, rng: np.random.Generator) -> None:
    """An inflamed bump: red, domed, fading outwards."""
    width = float(rng.uniform(0.8, 2.4))
    box, r, bearing = _around(skin, rng, 1.8 * width)
    r = r / (0.5 * width * _wobble(rng, bearing, 0.2))
    skin.log_albedo[box] -= (float(rng.uniform(0.15, 0.5)) * np.exp(-((r / 1.4) ** 2)))[..., None] * BLOOD
    skin.height[box] += float(rng.uniform(0.04, 0.14)) * width * np.exp(-1.2 * r * r)


def _milium(skin: Skin, rng: np.random.Generator) -> None:
    """A pearl of keratin under thin skin: pale, domed."""
    width = float(rng.uniform(0.3, 0.9))
    box, r, _ = _around(skin, rng, width)
    r = r / (0.5 * width)
    pale = float(rng.uniform(0.15, 0.4)) * smoothstep(-r, -1.2, -0.6)
    skin.log_albedo[box] += pale[..., None] * np.array([0.5, 0.8, 0.8], np.float32)
    skin.height[box] += 0.16 * width * np.sqrt(np.maximum(1 - (r / 1.2) ** 2, 0))


def curl(rng: np.random.Generator, start: Field, turn: float, length: float, bend: float) -> Field:
    """A smooth wandering line of (n, 2) points in mm."""
    count = max(int(length / 0.05), 3)
    turns = turn + np.cumsum(rng.normal(0, bend, count) * 0.05) + np.linspace(0, rng.normal(0, bend), count)
    steps = np.stack([np.cos(turns), np.sin(turns)], 1) * length / count
    return np.asarray(start + np.cumsum(steps, axis=0))


def draw_line(skin: Skin, points: Field, width_mm: float) -> tuple[Box, Field]:
    """Opacity (0 to 1) of a drawn line on the box that holds it; thin lines fade rather than alias."""
    width = width_mm / skin.step_mm
    rows, columns = skin.shape
    low = np.clip((points.min(0) / skin.step_mm - 3 * width - 3).astype(int), 0, None)
    high = (points.max(0) / skin.step_mm + 3 * width + 4).astype(int)
    right, bottom = max(min(int(high[0]), columns), 1), max(min(int(high[1]), rows), 1)
    low = np.minimum(low, [right - 1, bottom - 1])
    sheet = np.zeros((bottom - low[1], right - low[0]), np.uint8)
    places = np.round((points / skin.step_mm - low) * 16).astype(np.int32)
    thick = max(round(width), 1)
    cv2.polylines(sheet, [places], False, 255, thick, cv2.LINE_AA, 4)
    box = np.s_[int(low[1]) : bottom, int(low[0]) : right]
    return box, sheet.astype(np.float32) * np.float32(min(width / thick, 1.3) / 255)


def _wrinkle(skin: Skin, rng: np.random.Generator, tension: float) -> None:
    """A long groove, roughly along the skin's tension."""
    wide = skin.shape[1] * skin.step_mm
    start = rng.uniform(-0.2, 0.8, 2) * wide
    line = curl(rng, start, tension + float(rng.normal(0, 0.25)), float(rng.uniform(0.5, 1.2)) * wide, 0.25)
    box, mask = draw_line(skin, line, 0.06)
    width = float(rng.uniform(0.05, 0.16)) / skin.step_mm
    groove: Field = np.asarray(cv2.GaussianBlur(mask, (0, 0), width))
    groove = groove / max(float(groove.max()), 1e-6)
    skin.height[box] -= float(rng.uniform(0.015, 0.07)) * groove


def _vessel(skin: Skin, rng: np.random.Generator) -> None:
    """A dilated vessel with a branch or two, seen through the skin."""
    rows, columns = skin.shape
    start = rng.uniform(0, 1, 2) * np.array([columns, rows]) * skin.step_mm
    turn, strength = float(rng.uniform(0, 6.3)), float(rng.uniform(0.15, 0.5))
    for branch in range(int(rng.integers(1, 4))):
        line = curl(rng, start, turn, float(rng.uniform(1, 5)), 1.2)
        box, mask = draw_line(skin, line, 0.09 / (1 + 0.5 * branch))
        soft = cv2.GaussianBlur(mask, (0, 0), 0.04 / skin.step_mm)
        skin.log_albedo[box] -= strength * soft[..., None] * BLOOD
        start, turn = line[len(line) // 2], turn + float(rng.choice([-0.7, 0.7]))


def _flake(skin: Skin, rng: np.random.Generator) -> None:
    """A lifted scale of horn: pale, with an edge."""
    width = float(rng.uniform(0.15, 0.7))
    box, r, bearing = _around(skin, rng, 1.3 * width, float(rng.uniform(1, 2.2)))
    r = r / (0.5 * width * _wobble(rng, bearing, 0.9))
    inside = smoothstep(-r, -1.05, -0.95)
    skin.height[box] += inside * (0.008 + 0.025 * np.cos(bearing) ** 2 * r)
    skin.log_albedo[box] += (float(rng.uniform(0.05, 0.25)) * inside)[..., None]
    skin.gloss[box] *= 1 - 0.5 * inside


def _speck(skin: Skin, rng: np.random.Generator) -> None:
    """A grain of dust or keratin: mostly pale, sometimes dark."""
    width = float(rng.uniform(0.04, 0.16))
    box, r, bearing = _around(skin, rng, 1.5 * width, float(rng.uniform(1, 3)))
    r = r / (0.5 * width * _wobble(rng, bearing, 0.6))
    inside = smoothstep(-r, -1.15, -0.85)
    tone = float(rng.uniform(0.2, 0.5)) if rng.random() < 0.7 else -float(rng.uniform(0.3, 0.9))
    skin.log_albedo[box] += (tone * inside)[..., None]
    skin.height[box] += 0.3 * width * np.sqrt(np.maximum(1 - r * r, 0))


def _film(skin: Skin, cover: float) -> None:
    """Foundation: every colour is drawn towards the mean one."""
    mean = skin.log_albedo.mean((0, 1))
    warm = np.array([0.04, 0.02, -0.02], np.float32)
    skin.log_albedo += cover * (mean + warm - skin.log_albedo)
    skin.gloss *= 1 - 0.3 * cover


def _powder(skin: Skin, amount: float, rng: np.random.Generator) -> None:
    """Fine pale grains, thicker in furrows."""
    grain = cloud(rng, skin.shape, skin.step_mm, coarsest_mm=0.2, finest_mm=0.05, power=1.5)
    low = smoothstep(-skin.height, -0.01, 0.03)
    cover = amount * smoothstep(grain, 0.8, 2.2) * (0.7 + 0.3 * low)
    grey = float(np.exp(skin.log_albedo.mean((0, 1))) @ LUMINANCE)
    skin.log_albedo += cover[..., None] * np.float32(np.log((0.5 + 0.6 * grey) / grey) * 0.5)
    skin.gloss *= 1 - 0.5 * min(amount, 1)
