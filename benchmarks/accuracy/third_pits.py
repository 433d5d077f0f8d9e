"""
Follicle openings as solid forms: a dished lip, a leaning shaft with a ragged rim, and perhaps a plug.

Four families come out of one form: a dimple (no shaft), a funnel (narrow shaft in a wide lip), a crater
(wide crisp shaft with a small wall) and a tear-drop or slit (pinched or stretched outline).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from third_noise import smoothstep
from third_records import Field, PitLaw, Plug, Skin

DARK_PLUG = np.array([0.085, 0.066, 0.052], dtype=np.float32)  # oxidised, low chroma
LINING = np.array([0.7, 1.0, 1.15], dtype=np.float32)  # thin, blood-backed, brown wall
PALE_PLUG = np.array([0.46, 0.40, 0.29], dtype=np.float32)  # keratin and sebum


@dataclass(frozen=True, slots=True)
class Pit:
    """One opening; lengths in mm, `lean` and `shaft_size` in radii of the opening."""

    x_mm: float
    y_mm: float
    opening_mm: float
    ratio: float
    turn_rad: float
    depth_mm: float
    shaft_share: float
    shaft_size: float
    shaft_power: float
    lean: tuple[float, float]
    tear: float
    lining: float  # absorption of the shaft's own wall
    wall: float
    rim: tuple[tuple[float, float], ...]  # amplitude and phase of waves 2, 3, ... round the rim
    plug: Plug
    plug_level: float
    plug_size: float
    plug_strength: float

    @property
    def reach_mm(self) -> float:
        """How far from its centre the pit changes the skin."""
        return 0.5 * self.opening_mm * (1.75 * float(np.sqrt(self.ratio)) + 0.15)


def draw_pit(rng: np.random.Generator, law: PitLaw, place: tuple[float, float], tension: float) -> Pit:
    """Throw the dice for one opening."""
    opening = float(np.clip(1.15 * law.median_mm * np.exp(law.spread * rng.standard_normal()), 0.08, 0.8))
    deep = float(np.clip(law.deepness + 0.22 * rng.standard_normal(), 0, 1))
    ratio = 1 + (law.ratio - 1) * float(rng.gamma(3.0, 1 / 3.0))
    turn = tension + float(rng.normal(0, 0.15 + 1.2 * (1 - law.aligned) ** 2))
    slit = rng.random() < 0.08
    away = float(rng.normal(0, 0.5)) + tension
    lean = law.lean * float(rng.uniform(0.3, 1.2))
    waves = tuple(
        (law.ragged * float(rng.uniform(0.2, 1)) / k, float(rng.uniform(0, 2 * np.pi))) for k in range(2, 8)
    )
    share = float(np.clip(1.25 * deep - 0.1 + 0.15 * rng.standard_normal(), 0, 0.9))
    return Pit(
        x_mm=place[0],
        y_mm=place[1],
        opening_mm=opening,
        ratio=float(np.clip(ratio * (1.7 if slit else 1), 1, 3)),
        turn_rad=turn,
        depth_mm=opening * (0.13 + 0.47 * deep**1.3) * float(np.exp(0.25 * rng.standard_normal())),
        shaft_share=share,
        shaft_size=float(rng.uniform(0.5, 0.95)),
        shaft_power=float(np.clip(3 + 6 * deep + rng.normal(), 2.5, 10)),
        lean=(lean * float(np.cos(away - turn)), lean * float(np.sin(away - turn))),
        tear=float(rng.uniform(0.25, 0.6)) if rng.random() < 0.25 else 0.0,
        lining=law.lining * max(share, 0.2) * float(rng.uniform(0.5, 1.5)),
        wall=float(rng.uniform(0, 0.06)) if rng.random() < 0.35 else 0.0,
        rim=waves,
        plug="none",
        plug_level=1.0,
        plug_size=0.5,
        plug_strength=0.0,
    )


def stop_pit(rng: np.random.Generator, law: PitLaw, pit: Pit) -> Pit:
    """Put a dark plug, a pale filament or nothing into an opening."""
    dice = float(rng.random())
    if dice < law.dark_share:
        level, strength = float(rng.uniform(0.2, 0.7)), float(rng.uniform(0.35, 1.0))
        size = float(rng.uniform(0.4, 0.72))
        return replace(pit, plug="dark", plug_level=level, plug_size=size, plug_strength=strength)
    if dice < law.dark_share + law.filament_share:
        level, strength = float(rng.uniform(0.3, 0.75)), float(rng.uniform(0.15, 0.6))
        size = float(rng.uniform(0.3, 0.6))
        return replace(pit, plug="filament", plug_level=level, plug_size=size, plug_strength=strength)
    return pit


def carve_pit(skin: Skin, pit: Pit, x_mm: float, y_mm: float, albedo: Field) -> None:
    """Sink `pit` into the skin with its centre at (x_mm, y_mm); the skin's own relief ends at its rim."""
    step, (rows, columns) = skin.step_mm, skin.shape
    left, right = int((x_mm - pit.reach_mm) / step), int((x_mm + pit.reach_mm) / step) + 2
    top, bottom = int((y_mm - pit.reach_mm) / step), int((y_mm + pit.reach_mm) / step) + 2
    left, top, right, bottom = max(left, 0), max(top, 0), min(right, columns), min(bottom, rows)
    if left >= right or top >= bottom:
        return
    box = np.s_[top:bottom, left:right]
    dx = (np.arange(left, right, dtype=np.float32) * step - x_mm)[None, :]
    dy = (np.arange(top, bottom, dtype=np.float32) * step - y_mm)[:, None]
    u, v, rim, r = _own_frame(pit, dx, dy)
    depth, tone, plugged, hole = _form(pit, u, v, rim, r, albedo)
    skin.height[box] = skin.height[box] * smoothstep(r, 0.55, 1.25) - depth
    skin.log_albedo[box] += plugged[..., None] * tone - (pit.lining * hole)[..., None] * LINING
    skin.gloss[box] *= 1 - 0.6 * smoothstep(-r, -1.0, -0.5)


def _own_frame(pit: Pit, dx: Field, dy: Field) -> tuple[Field, Field, Field, Field]:
    """Coordinates along and across the pit in radii, the rim's wobble, and the radius it leaves."""
    cos, sin, radius = np.cos(pit.turn_rad), np.sin(pit.turn_rad), pit.opening_mm / 2
    u = (dx * cos + dy * sin) / (radius * np.sqrt(pit.ratio))
    v = (dy * cos - dx * sin) / (radius / np.sqrt(pit.ratio))
    v = v / np.clip(1 - pit.tear * u, 0.45, 1.6)
    around = np.arctan2(v, u)
    rim = np.ones_like(around)
    for k, (size, phase) in enumerate(pit.rim, start=2):
        rim += size * np.cos(k * around + phase)
    return u, v, rim, np.hypot(u, v) / rim


def _form(
    pit: Pit, u: Field, v: Field, rim: Field, r: Field, albedo: Field
) -> tuple[Field, Field, Field, Field]:
    """Depth in mm, the plug's change of log reflectance, where the plug shows, and where the open shaft does."""
    lip = 0.5 + 0.5 * np.cos(np.pi * np.clip(r / 1.45, 0, 1))
    inner = np.hypot(u - pit.lean[0], v - pit.lean[1]) / rim / pit.shaft_size
    hole = 1 / (1 + inner**pit.shaft_power)
    fade = smoothstep(-r, -1.75, -1.2)
    depth = pit.depth_mm * ((1 - pit.shaft_share) * lip + pit.shaft_share * hole) * fade
    depth -= pit.wall * pit.opening_mm * np.exp(-(((r - 1.15) / 0.2) ** 2)) * fade
    if pit.plug == "none":
        return depth, np.zeros(3, np.float32), np.zeros_like(r), hole
    seat = np.hypot(u - 0.7 * pit.lean[0], v - 0.7 * pit.lean[1]) / rim / pit.plug_size
    plugged = pit.plug_strength / (1 + seat**6)
    floor = pit.plug_level * pit.depth_mm * (0.8 + 0.2 * np.minimum(seat, 1.5) ** 2)
    filled = -np.log(np.exp(-depth * 60) + np.exp(-np.maximum(floor, 0) * 60)) / 60 + np.log(2) / 120
    depth = depth + (np.minimum(filled, depth) - depth) * np.clip(1.6 / (1 + seat**6), 0, 1)
    target = DARK_PLUG if pit.plug == "dark" else 0.5 * PALE_PLUG + 0.5 * albedo
    return depth, np.log(target / albedo).astype(np.float32), plugged, hole * (1 - plugged)
