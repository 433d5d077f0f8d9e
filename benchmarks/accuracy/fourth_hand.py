"""
The fourth hand: close-up skin photographs by Monte Carlo path tracing, with exact truth.

Written apart from the other renderers of this project, as a test that no detector was tuned on.
A scene is asked for with `random_fourth` and drawn with `render_fourth`.
"""

from __future__ import annotations

from math import hypot

import numpy as np
from fourth_camera import aim_camera, expose, finish, measure_noise
from fourth_lamps import sphere_direction
from fourth_pits import Pit, dig_pit, film_left, place_pits
from fourth_records import Floats, FourthDrawn, FourthScene, Ground, Sheet, open_sheet
from fourth_scenes import random_fourth
from fourth_skin import find_grooves, mottle, raise_relief, skin_colour, spread_oil
from fourth_things import lay_things, lay_veil
from fourth_trace import Effort, trace_ground
from fourth_truth import name_pores

__all__ = ["FourthDrawn", "FourthScene", "random_fourth", "render_fourth"]

MARGIN_MM = 0.8


def render_fourth(scene: FourthScene, *, seed: int, shot: int = 0) -> FourthDrawn:
    """Draw the skin of this seed; `shot` changes the sensor's noise and nothing else."""
    sheet, light, pits = _draw_skin(scene, seed)
    camera = aim_camera(scene, sheet)
    seen = expose(light, camera)
    level, noise = measure_noise(seen, camera, np.random.default_rng([seed, 77]))
    picture = finish(seen, camera, level, np.random.default_rng([seed, shot, 9]))
    blur_px = hypot(camera.psf_px, 0.289)
    pores = name_pores(scene, pits, camera, (blur_px, noise), np.random.default_rng([seed, 5]))
    return FourthDrawn(picture, scene.px_per_mm, pores, blur_px, noise, scene)


def eye_of(scene: FourthScene) -> Floats:
    """The unit vector from the skin to the lens."""
    return sphere_direction(scene.camera.tilt_towards_deg, 90 - scene.camera.tilt_deg)


def texels_per_mm(px_per_mm: float) -> float:
    """A grid finer than the picture, and never so coarse that a pore is lost in it."""
    return float(np.clip(1.15 * px_per_mm, 30, 44))


def _draw_skin(scene: FourthScene, seed: int, trace: int = 0) -> tuple[Sheet, Floats, list[Pit]]:
    """The light leaving the skin of this seed; `trace` redraws the paths only, to measure their noise."""
    rng = np.random.default_rng([seed, 1])
    size = (scene.width_mm + 2 * MARGIN_MM, scene.height_mm + 2 * MARGIN_MM)
    sheet = open_sheet(*size, texels_per_mm(scene.px_per_mm))
    pits = place_pits(rng, scene.pits, scene.skin, size)
    height = raise_relief(rng, scene.skin, sheet.shape, sheet.per_mm)
    melanin, blood = mottle(rng, scene.skin, sheet.shape, sheet.per_mm)
    film = spread_oil(rng, scene.skin, sheet.shape, sheet.per_mm)
    groove = find_grooves(height, sheet.per_mm)
    melanin, film = melanin + np.float32(scene.skin.mottling) * groove, film * (1 - 0.5 * groove)
    depth, tint = np.zeros(sheet.shape, np.float32), np.ones((*sheet.shape, 3), np.float32)
    for pit in pits:
        column = (pit.x_mm - float(sheet.x_mm[0, 0])) * sheet.per_mm
        row = (pit.y_mm - float(sheet.y_mm[0, 0])) * sheet.per_mm
        dig_pit(depth, tint, sheet.per_mm, pit, (column, row))
    things = np.random.default_rng([seed, 2])
    laid = lay_things(things, scene, sheet, (height, melanin, blood))
    albedo = np.clip(skin_colour(laid.melanin, laid.blood) * tint * laid.tint, 0.004, 0.92)
    ground = Ground(
        sheet, laid.height_mm - depth, np.asarray(albedo, np.float32), film * laid.matt * film_left(depth)
    )
    paths = np.random.default_rng([seed, 3, trace])
    light = trace_ground(ground, scene.light, eye_of(scene), paths, Effort())
    light = light * laid.over + laid.add
    return sheet, lay_veil(things, light, scene, ground), pits
