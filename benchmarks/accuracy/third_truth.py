"""The truth of a pore is its look: each pit alone on flat, even, bare skin under the scene's light."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from scipy import ndimage
from third_light import light_skin
from third_pits import Pit, carve_pit
from third_records import LUMINANCE, Field, Skin, ThirdScene, bare_skin
from third_skin import skin_albedo
from true_pore import TruePore, resolved

TRUTH_PER_MM = 50.0  # fine steps of the truth's own sheet
SMOOTH_MM = 0.015
SHEET_MM = 15.0


@dataclass(frozen=True, slots=True)
class Look:
    """The dark region of a lonely pit, relative to the middle of the pit as it was dug."""

    x_mm: float
    y_mm: float
    major_mm: float
    minor_mm: float
    angle_deg: float
    contrast: float


def look_at_pits(pits: list[Pit], scene: ThirdScene, ruffle: float) -> list[Look | None]:
    """Lay all pits out on one flat sheet, far apart, light it once, and measure each; `ruffle` as in `light_skin`."""
    if not pits:
        return []
    places, cells, shape = _lay_out(pits)
    albedo = skin_albedo(scene.tissue)
    sheet, flat = (bare_skin(shape, 1 / TRUTH_PER_MM, albedo) for _ in "ab")
    for pit, (x, y), box in zip(pits, places, cells, strict=True):
        for skin in (sheet, flat):
            skin.slope_x[box] = -(pit.x_mm - scene.width_mm / 2) / scene.tissue.curve_mm[0]
            skin.slope_y[box] = -(pit.y_mm - scene.height_mm / 2) / scene.tissue.curve_mm[1]
        carve_pit(sheet, pit, x, y, albedo)
    dark = 1 - _luminance(sheet, scene, ruffle) / _luminance(flat, scene, ruffle)
    return [_measure(dark[box], place, box) for place, box in zip(places, cells, strict=True)]


def _luminance(skin: Skin, scene: ThirdScene, ruffle: float) -> Field:
    return np.asarray(light_skin(skin, scene.lamp, scene.tissue, ruffle=ruffle) @ LUMINANCE)


def _lay_out(pits: list[Pit]) -> tuple[list[tuple[float, float]], list[tuple[slice, slice]], tuple[int, int]]:
    """Shelves of like-sized pits: centres in mm, cells as slices, and the sheet's shape."""
    order = sorted(range(len(pits)), key=lambda k: -pits[k].reach_mm)
    wide = round(SHEET_MM * TRUTH_PER_MM)
    places = [(0.0, 0.0)] * len(pits)
    cells = [np.s_[0:0, 0:0]] * len(pits)
    x = y = tall = 0
    for k in order:
        side = 2 * round((pits[k].reach_mm + 0.34) * TRUTH_PER_MM)
        if x + side > wide or tall == 0:
            x, y, tall = 0, y + tall, side
        places[k] = ((x + side / 2) / TRUTH_PER_MM, (y + side / 2) / TRUTH_PER_MM)
        cells[k] = np.s_[y : y + side, x : x + side]
        x += side
    return places, cells, (y + tall, wide)


def _measure(dark: Field, place: tuple[float, float], box: tuple[slice, slice]) -> Look | None:
    """Measure the region at or above half of the deepest darkness; None if the pit is nowhere dark."""
    border = np.concatenate([dark[:2].ravel(), dark[-2:].ravel(), dark[:, :2].ravel(), dark[:, -2:].ravel()])
    level = float(np.median(border))
    dark = 1 - (1 - dark) / (1 - level)
    dark = cv2.GaussianBlur(dark.astype(np.float32), (0, 0), SMOOTH_MM * TRUTH_PER_MM)
    dark = cv2.resize(dark, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)  # half-step outline
    deepest = int(dark.argmax())
    contrast = float(dark.ravel()[deepest])
    if contrast < 0.004:
        return None
    labels, _ = ndimage.label(dark >= contrast / 2)
    region = ndimage.binary_fill_holes(labels == labels.ravel()[deepest])
    y, x = np.nonzero(region)
    step = 0.5 / TRUTH_PER_MM
    spread = np.cov(np.stack([x, y]) * step) if len(x) > 2 else np.zeros((2, 2))
    spread = spread + np.eye(2) * step**2 / 12
    values, vectors = np.linalg.eigh(spread)
    ratio = float(np.sqrt(values[1] / values[0]))
    diameter = float(np.sqrt(4 * len(x) / np.pi)) * step
    middle = (np.array([x.mean(), y.mean()]) + 0.5) * step
    return Look(
        x_mm=float(middle[0]) + box[1].start / TRUTH_PER_MM - place[0],
        y_mm=float(middle[1]) + box[0].start / TRUTH_PER_MM - place[1],
        major_mm=diameter * ratio**0.5,
        minor_mm=diameter * ratio**-0.5,
        angle_deg=float(np.degrees(np.arctan2(vectors[1, 1], vectors[0, 1]))) % 180,
        contrast=contrast,
    )


def tell_truth(pit: Pit, look: Look, scene: ThirdScene, blur_px: float, noise: float) -> TruePore:
    """Say where a pore stands in the picture and whether it can be seen there."""
    scale = scene.px_per_mm
    resolvable, clear = resolved(
        look.major_mm, look.minor_mm, look.contrast, px_per_mm=scale, blur_px=blur_px, noise=noise
    )
    return TruePore(
        x_px=(pit.x_mm + look.x_mm) * scale - 0.5,
        y_px=(pit.y_mm + look.y_mm) * scale - 0.5,
        major_mm=look.major_mm,
        minor_mm=look.minor_mm,
        angle_deg=look.angle_deg,
        contrast=look.contrast,
        plug=pit.plug,
        resolvable=resolvable,
        clear=clear,
    )
