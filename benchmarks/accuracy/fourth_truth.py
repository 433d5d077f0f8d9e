"""The truth: every pit alone on flat even skin under the scene's light, measured as it looks."""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot

import cv2
import numpy as np
from fourth_camera import Camera, place_px, region_axes
from fourth_lamps import sphere_direction
from fourth_pits import Pit, dig_pit, film_left
from fourth_records import LUMINANCE, Floats, FourthScene, Ground, Sheet
from fourth_skin import even_colour
from fourth_trace import Effort, trace_ground
from numpy.typing import NDArray
from scipy import ndimage
from true_pore import TruePore, resolved

PER_MM = 36.0
LONE = Effort(lamp=32, bounce=32, gloss=6, exit=24)
SOFT_MM = 0.015
FINER = 2


@dataclass(frozen=True, slots=True, eq=False)
class _Look:
    """A half-darkness region, in mm from the middle of its cell."""

    x_mm: float
    y_mm: float
    major_mm: float
    minor_mm: float
    angle_deg: float
    contrast: float


def name_pores(
    scene: FourthScene,
    pits: list[Pit],
    camera: Camera,
    seen: tuple[float, float],
    rng: np.random.Generator,
) -> tuple[TruePore, ...]:
    """Name every pore whose middle lies in the picture; `seen` is the blur in pixels and the noise."""
    groups = [group for group in _group(pits) if _may_show(group[0], scene)]
    groups.sort(key=_cell_mm)
    pores: list[TruePore] = []
    size = max((len(groups) + 4) // 5, 1)  # like sizes together, so that no cell is needlessly wide
    for start in range(0, len(groups), size):
        batch = groups[start : start + size]
        for group, dark in zip(batch, _draw_alone(scene, batch, rng), strict=True):
            for look, plug in _looks(group, dark, seen[0] / scene.px_per_mm):
                pore = _judge(look, plug, group[0], scene, camera, seen)
                if pore is not None:
                    pores.append(pore)
    return tuple(sorted(pores, key=lambda pore: (pore.y_px, pore.x_px)))


def _group(pits: list[Pit]) -> list[list[Pit]]:
    alone = [[pit] for pit in pits if pit.pair < 0]
    names = sorted({pit.pair for pit in pits if pit.pair >= 0})
    return alone + [[pit for pit in pits if pit.pair == name] for name in names]


def _may_show(pit: Pit, scene: FourthScene) -> bool:
    """Whether a pit is in the picture or so near it that its look may be."""
    edge = 0.4 + pit.radius_mm
    return abs(pit.x_mm) < scene.width_mm / 2 + edge and abs(pit.y_mm) < scene.height_mm / 2 + edge


def _cell_mm(group: list[Pit]) -> float:
    """The side of the square a group needs about its first pit."""
    first = group[0]
    far = max(hypot(pit.x_mm - first.x_mm, pit.y_mm - first.y_mm) + pit.reach_mm for pit in group)
    return 2 * (far + 0.12)


def _draw_alone(scene: FourthScene, groups: list[list[Pit]], rng: np.random.Generator) -> list[Floats]:
    """The darkness map of each group, traced together on one sheet of cells that do not know each other."""
    side = int(np.ceil(max(_cell_mm(group) for group in groups) * PER_MM)) | 1
    across = int(np.ceil(len(groups) ** 0.5))
    down = -(-len(groups) // across)
    shape = (down * side, across * side)
    x, y = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    depth, tint = np.zeros(shape, np.float32), np.ones((*shape, 3), np.float32)
    grid = (np.arange(side) - side // 2) / PER_MM
    windows = []
    for number, group in enumerate(groups):
        row, column = (number // across) * side, (number % across) * side
        window = (slice(row, row + side), slice(column, column + side))
        windows.append(window)
        x[window], y[window] = group[0].x_mm + grid[None, :], group[0].y_mm + grid[:, None]
        for pit in group:
            at = (
                side // 2 + (pit.x_mm - group[0].x_mm) * PER_MM,
                side // 2 + (pit.y_mm - group[0].y_mm) * PER_MM,
            )
            dig_pit(depth[window], tint[window], PER_MM, pit, at)
    albedo = (np.array(even_colour(scene.skin), np.float32) * tint).astype(np.float32)
    film = film_left(depth) * np.float32(np.clip(scene.skin.oil, 0, 1))
    ground = Ground(Sheet(PER_MM, x, y), -depth, albedo, film)
    eye = sphere_direction(scene.camera.tilt_towards_deg, 90 - scene.camera.tilt_deg)
    light = trace_ground(ground, scene.light, eye, rng, LONE) @ np.array(LUMINANCE, np.float32)
    return [_darkness(light[window]) for window in windows]


def _darkness(light: Floats) -> Floats:
    """1 - luminance / flat luminance, softened a little and drawn finer."""
    rim = np.concatenate([light[:3].ravel(), light[-3:].ravel(), light[:, :3].ravel(), light[:, -3:].ravel()])
    dark = 1 - light / np.median(rim)
    dark = cv2.GaussianBlur(dark, (0, 0), SOFT_MM * PER_MM)
    size = (dark.shape[1] * FINER, dark.shape[0] * FINER)
    return np.asarray(cv2.resize(dark, size, interpolation=cv2.INTER_CUBIC), np.float32)


def _looks(group: list[Pit], dark: Floats, blur_mm: float) -> list[tuple[_Look, str]]:
    """One look for a lone pit; for two, one or two, as the blurred picture keeps them apart or not."""
    finer = PER_MM * FINER
    rows, columns = dark.shape
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float32)
    x, y = (x - (columns - 1) / 2) / finer, (y - (rows - 1) / 2) / finer
    places = [(pit.x_mm - group[0].x_mm, pit.y_mm - group[0].y_mm) for pit in group]
    gaps = np.stack([np.hypot(x - px, y - py) for px, py in places])
    near = [gap < pit.reach_mm for gap, pit in zip(gaps, group, strict=True)]
    nearest = np.argmin(gaps, axis=0)
    parts = [near[number] & (nearest == number) for number in range(len(group))]
    if len(group) == 2 and _melt(dark, parts, blur_mm * finer):
        parts = [near[0] | near[1]]
    found = [(_measure(dark, part, x, y), pit.plug) for part, pit in zip(parts, group, strict=False)]
    return [(look, plug) for look, plug in found if look is not None]


def _melt(dark: Floats, parts: list[NDArray[np.bool_]], blur: float) -> bool:
    """Whether two pits are one dark spot after the camera's blur: no deep saddle between their darkest points."""
    soft = cv2.GaussianBlur(dark, (0, 0), blur)
    peaks = [np.unravel_index(int(np.argmax(np.where(part, soft, -9))), soft.shape) for part in parts]
    line = np.linspace(np.array(peaks[0]), np.array(peaks[1]), 40).round().astype(int)
    saddle = float(soft[line[:, 0], line[:, 1]].min())
    return saddle > 0.8 * min(float(soft[peak]) for peak in peaks)


def _measure(dark: Floats, part: NDArray[np.bool_], x_mm: Floats, y_mm: Floats) -> _Look | None:
    """The connected region at or above half of the deepest darkness, holes filled."""
    inside = np.where(part, dark, -9)
    deepest = np.unravel_index(int(np.argmax(inside)), dark.shape)
    contrast = float(dark[deepest])
    if contrast < 0.015:
        return None
    labels, _ = ndimage.label(inside >= contrast / 2)
    region = ndimage.binary_fill_holes(labels == labels[deepest])
    x, y = x_mm[region].astype(float), y_mm[region].astype(float)
    area = float(region.sum()) / (PER_MM * FINER) ** 2
    texel = 1 / (12 * (PER_MM * FINER) ** 2)
    spread = np.cov(np.stack([x, y]), bias=True) + texel * np.eye(2)
    major, minor, angle = region_axes(area, spread)
    return _Look(float(x.mean()), float(y.mean()), major, minor, angle, contrast)


def _judge(
    look: _Look, plug: str, first: Pit, scene: FourthScene, camera: Camera, seen: tuple[float, float]
) -> TruePore | None:
    """Place a look in the picture and say whether the picture can show it."""
    blur_px, noise = seen
    x_px, y_px = place_px(camera, first.x_mm + look.x_mm, first.y_mm + look.y_mm)
    rows, columns = camera.shape
    if not (-0.5 <= x_px < columns - 0.5 and -0.5 <= y_px < rows - 0.5):
        return None
    resolvable, clear = resolved(
        look.major_mm, look.minor_mm, look.contrast, px_per_mm=scene.px_per_mm, blur_px=blur_px, noise=noise
    )
    return TruePore(
        x_px=x_px,
        y_px=y_px,
        major_mm=look.major_mm,
        minor_mm=look.minor_mm,
        angle_deg=look.angle_deg,
        contrast=look.contrast,
        plug=plug,
        resolvable=resolvable,
        clear=clear,
    )


def contrast_left(
    contrast: float, major_mm: float, minor_mm: float, px_per_mm: float, blur_px: float
) -> float:
    """What the blur leaves of a Gaussian dark spot of these widths at half depth."""
    a, b = major_mm * px_per_mm / 2.3548, minor_mm * px_per_mm / 2.3548
    return contrast * a * b / hypot(a, blur_px) / hypot(b, blur_px)
