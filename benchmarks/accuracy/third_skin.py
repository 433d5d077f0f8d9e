"""The bare skin: colour by ITA, mottled pigments, plateaus between furrows, and where follicles open."""

from __future__ import annotations

import cv2
import numpy as np
from scipy.spatial import Voronoi, cKDTree
from third_noise import cloud
from third_records import Field, Skin, ThirdScene, Tissue, bare_skin

MELANIN = np.array([0.50, 0.80, 1.10], dtype=np.float32)  # log reflectance per unit of pigment
BLOOD = np.array([0.14, 1.00, 0.80], dtype=np.float32)


def skin_albedo(tissue: Tissue) -> Field:
    """Mean linear sRGB reflectance of skin of a given ITA (arctan of (L* - 50) / b*)."""
    ita = tissue.ita_deg
    b = float(np.interp(ita, [-50, -30, 10, 30, 60], [12, 15, 20, 17.5, 12.5]))
    a = float(np.interp(ita, [-50, -30, 10, 30, 60], [7, 9, 12, 11, 9])) * tissue.redness
    lightness = 50 + b * float(np.tan(np.radians(ita)))
    fy = (lightness + 16) / 116
    xyz = np.array([0.9505, 1.0, 1.089]) * np.array([fy + a / 500, fy, fy - b / 200]) ** 3
    to_rgb = np.array([[3.2406, -1.5372, -0.4986], [-0.9689, 1.8758, 0.0415], [0.0557, -0.2040, 1.0570]])
    return np.asarray(np.clip(to_rgb @ xyz, 0.012, 0.85), np.float32)


def grow_skin(scene: ThirdScene, rng: np.random.Generator) -> tuple[Skin, Field]:
    """Lay out a skin without pits or things; also give the corners of its plateaus, (n, 2) in mm."""
    rows, columns = (n * scene.fineness for n in scene.size_px)
    step, tissue = 1 / (scene.px_per_mm * scene.fineness), scene.tissue
    skin = bare_skin((rows, columns), step, skin_albedo(tissue))
    x = (np.arange(columns, dtype=np.float32) * step - scene.width_mm / 2)[None, :]
    y = (np.arange(rows, dtype=np.float32) * step - scene.height_mm / 2)[:, None]
    skin.slope_x += -x / tissue.curve_mm[0]
    skin.slope_y += -y / tissue.curve_mm[1]
    _mottle(skin, tissue, rng)
    corners = _furrow(skin, tissue, rng)
    swell = cloud(rng, skin.shape, step, coarsest_mm=3.0, finest_mm=0.7, power=3.5)
    grain = cloud(rng, skin.shape, step, coarsest_mm=0.5, finest_mm=0.06, power=2.6)
    skin.height += tissue.undulation_mm * swell + 0.0016 * grain
    skin.gloss *= np.exp(0.35 * cloud(rng, skin.shape, step, coarsest_mm=6, finest_mm=0.8, power=2.5))
    return skin, corners


def _mottle(skin: Skin, tissue: Tissue, rng: np.random.Generator) -> None:
    """Melanin and blood are never even."""
    brown = cloud(rng, skin.shape, skin.step_mm, coarsest_mm=9, finest_mm=0.15, power=2.3)
    red = cloud(rng, skin.shape, skin.step_mm, coarsest_mm=4, finest_mm=0.30, power=2.0)
    skin.log_albedo -= tissue.mottle_melanin * brown[..., None] * MELANIN
    skin.log_albedo -= tissue.mottle_blood * red[..., None] * BLOOD


def _furrow(skin: Skin, tissue: Tissue, rng: np.random.Generator) -> Field:
    """Cut primary and secondary furrows between plateaus; give the corners of the primary ones."""
    rows, columns = skin.shape
    width, height = columns * skin.step_mm, rows * skin.step_mm
    half = (rows // 2 + 1, columns // 2 + 1)
    y, x = np.mgrid[: half[0], : half[1]].astype(np.float32) * (2 * skin.step_mm)
    warp = [cloud(rng, half, 2 * skin.step_mm, coarsest_mm=1.5, finest_mm=0.25, power=3.0) for _ in "xy"]
    bend = 0.10 * tissue.cell_mm
    x, y = x + bend * warp[0], y + bend * warp[1]
    vary = np.exp(0.5 * cloud(rng, half, 2 * skin.step_mm, coarsest_mm=3, finest_mm=0.6, power=2.5))
    relief = np.zeros(half, np.float32)
    corners = np.zeros((0, 2))
    for cell, depth, wide in (
        (tissue.cell_mm, tissue.furrow_mm, 0.055),
        (0.48 * tissue.cell_mm, tissue.fine_furrow_mm, 0.035),
    ):
        seeds, turned = _seeds(rng, (width, height), cell, tissue)
        ways = np.asarray(cKDTree(turned(seeds)).query(turned(np.stack([x.ravel(), y.ravel()], 1)), k=2)[0])
        edge = ((ways[:, 1] - ways[:, 0]) / 2).reshape(half).astype(np.float32)
        relief -= depth * vary * np.exp(-((edge / wide) ** 1.4))
        relief += 0.4 * depth * np.minimum(edge / (0.4 * cell), 1)
        if not len(corners):
            corners = _corners(seeds, turned, bend, warp, skin.step_mm)
    skin.height += cv2.resize(relief, None, fx=2, fy=2, interpolation=cv2.INTER_LINEAR)[:rows, :columns]
    return corners


class _Turned:
    """A stretch along the skin's tension, in which plateaus are round."""

    def __init__(self, turn: float, stretch: float) -> None:
        along = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
        self.matrix = (np.diag([stretch**-0.5, stretch**0.5]) @ along).T

    def __call__(self, points: Field) -> Field:
        return np.asarray(points @ self.matrix)

    def back(self, points: Field) -> Field:
        """Undo the stretch."""
        return np.asarray(points @ np.linalg.inv(self.matrix))


def _seeds(
    rng: np.random.Generator, size: tuple[float, float], cell: float, tissue: Tissue
) -> tuple[Field, _Turned]:
    """Jittered centres of plateaus (n, 2), a margin wider than the skin."""
    turned = _Turned(float(np.radians(tissue.tension_deg)), tissue.stretch)
    reach = 0.5 * float(np.hypot(*size)) * float(np.sqrt(tissue.stretch)) + 2 * cell
    line = np.arange(-reach, reach, cell)
    lattice = np.stack([g.ravel() for g in np.meshgrid(line, line * 0.866)], 1)
    lattice[:, 0] += 0.5 * cell * (np.round(lattice[:, 1] / (0.866 * cell)) % 2)
    lattice += rng.normal(0, 0.24 * cell, lattice.shape)
    seeds = turned.back(lattice) + np.array(size) / 2
    inside = np.all((seeds > -2 * cell) & (seeds < np.array(size) + 2 * cell), axis=1)
    return seeds[inside], turned


def _corners(seeds: Field, turned: _Turned, bend: float, warp: list[Field], step: float) -> Field:
    """Where three plateaus meet, in mm on the skin as it is bent."""
    met = turned.back(Voronoi(turned(seeds)).vertices)
    column = np.clip((met[:, 0] / (2 * step)).astype(int), 0, warp[0].shape[1] - 1)
    row = np.clip((met[:, 1] / (2 * step)).astype(int), 0, warp[0].shape[0] - 1)
    return met - bend * np.stack([warp[0][row, column], warp[1][row, column]], 1)


def choose_places(scene: ThirdScene, rng: np.random.Generator, corners: Field) -> list[tuple[float, float]]:
    """Pick follicle places, mostly at furrow corners, apart from each other and on some skins in rows."""
    law = scene.pits
    if law is None:
        return []
    size = np.array([scene.width_mm, scene.height_mm])
    strewn = rng.uniform(0, 1, (400, 2)) * size
    pool = np.concatenate([corners[rng.random(len(corners)) < 0.8], strewn])
    pool = pool[np.all((pool > 0) & (pool < size), axis=1)]
    turn = np.radians(scene.tissue.tension_deg)
    across = pool @ np.array([-np.sin(turn), np.cos(turn)])
    gap = 1.05 / np.sqrt(law.density_per_cm2 / 100)
    off = np.abs((across + 0.3 * np.sin(2.1 * across)) / gap % 1.0 - 0.5)
    patchy = 0.35 * np.sin(pool @ rng.normal(0, 0.5, 2) + rng.uniform(0, 6))
    rank = rng.gumbel(size=len(pool)) + 9 * law.rows * (0.5 - off) + patchy
    count = int(rng.poisson(law.density_per_cm2 * scene.width_mm * scene.height_mm / 100))
    apart = max(0.34, 0.5 / float(np.sqrt(law.density_per_cm2 / 100)))
    kept: list[tuple[float, float]] = []
    for x, y in pool[np.argsort(rank)]:
        if len(kept) >= count:
            break
        if all((x - a) ** 2 + (y - b) ** 2 > apart**2 for a, b in kept):
            kept.append((float(x), float(y)))
    return kept
