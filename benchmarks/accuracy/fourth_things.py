"""What lies on or in the skin and is no pore: spots, bumps, lines, flakes, dust and veils."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from fourth_fields import cloud
from fourth_hairs import draw_strokes, lay_stubble, lay_vellus, wander
from fourth_lamps import sphere_direction
from fourth_records import Floats, FourthScene, Ground, Sheet


@dataclass(frozen=True, slots=True, eq=False)
class Laid:
    """The skin's layers, changed in place: pigments, height, colour factors, and what is drawn over the light."""

    height_mm: Floats
    melanin: Floats
    blood: Floats
    tint: Floats
    matt: Floats
    over: Floats
    add: Floats


def lay_things(
    rng: np.random.Generator, scene: FourthScene, sheet: Sheet, bare: tuple[Floats, Floats, Floats]
) -> Laid:
    """Lay every distractor the scene asks for on bare skin (height, melanin, blood)."""
    colour, one = (*sheet.shape, 3), np.float32(1)
    laid = Laid(
        *bare,
        tint=np.full(colour, one),
        matt=np.full(sheet.shape, one),
        over=np.full(colour, one),
        add=np.zeros(colour, np.float32),
    )
    things = scene.things
    _lay_spots(rng, laid, sheet, things.freckles, things.pinpoints)
    for count, lay_one in (
        (things.marks, _lay_mark),
        (things.moles, _lay_mole),
        (things.papules, _lay_papule),
        (things.milia, _lay_milium),
        (things.scales, _lay_scale),
    ):
        for _ in range(count):
            lay_one(rng, laid, sheet)
    if things.capillaries:
        _lay_capillaries(rng, laid, sheet, things.capillaries)
    for _ in range(things.wrinkles):
        _lay_wrinkle(rng, laid, sheet, scene.skin.tension_deg)
    shade = sphere_direction(scene.light.azimuth_deg, scene.light.elevation_deg)
    hard = 1 - scene.light.fill
    if things.stubble:
        lay_stubble(rng, sheet, things.stubble, (laid.melanin, laid.over, laid.add), shade, hard)
    if things.vellus:
        lay_vellus(rng, sheet, things.vellus, things.blond, (laid.over, laid.add), shade, hard)
    if things.lint:
        _lay_lint(rng, laid, sheet, things.lint)
    return laid


def _somewhere(rng: np.random.Generator, sheet: Sheet) -> tuple[float, float]:
    return float(rng.choice(sheet.x_mm[0])), float(rng.choice(sheet.y_mm[:, 0]))


def _blob(
    rng: np.random.Generator, sheet: Sheet, radius_mm: float, edge: float, rough: float = 0.25
) -> tuple[tuple[slice, slice], Floats, Floats]:
    """A soft irregular spot somewhere: its window, its share 0..1 and its distance in radii."""
    x, y = _somewhere(rng, sheet)
    reach = int(3.2 * radius_mm * sheet.per_mm) + 2
    column, row = int((x - sheet.x_mm[0, 0]) * sheet.per_mm), int((y - sheet.y_mm[0, 0]) * sheet.per_mm)
    window = (slice(max(row - reach, 0), row + reach), slice(max(column - reach, 0), column + reach))
    dx, dy = sheet.x_mm[window] - x, sheet.y_mm[window] - y
    turn, stretch = rng.uniform(0, np.pi), np.exp(abs(rng.normal(0, 0.18)))
    along = (dx * np.cos(turn) + dy * np.sin(turn)) / stretch
    across = (dy * np.cos(turn) - dx * np.sin(turn)) * stretch
    distance = np.hypot(along, across) / radius_mm
    if radius_mm * sheet.per_mm > 3:
        wobble = cloud(rng, (dx.shape[0], dx.shape[1]), sheet.per_mm, radius_mm * 0.4)
        distance = np.maximum(distance * (1 + rough * np.clip(wobble, -2, 2)), 0)
    return window, np.asarray(1 / (1 + distance**edge), np.float32), np.asarray(distance, np.float32)


def _lay_spots(rng: np.random.Generator, laid: Laid, sheet: Sheet, freckles: int, pinpoints: int) -> None:
    for _ in range(freckles):
        window, share, _ = _blob(rng, sheet, rng.uniform(0.35, 1.4), rng.uniform(3, 6))
        laid.melanin[window] += share * rng.uniform(0.10, 0.45)
    for _ in range(pinpoints):
        window, share, _ = _blob(rng, sheet, rng.uniform(0.09, 0.24), rng.uniform(2.5, 4))
        laid.melanin[window] += share * rng.uniform(0.10, 0.40)


def _lay_mark(rng: np.random.Generator, laid: Laid, sheet: Sheet) -> None:
    window, share, _ = _blob(rng, sheet, rng.uniform(0.7, 1.8), rng.uniform(2.5, 4))
    laid.melanin[window] += share * rng.uniform(0.0, 0.3)
    laid.blood[window] += share * rng.uniform(0.1, 0.6)


def _lay_mole(rng: np.random.Generator, laid: Laid, sheet: Sheet) -> None:
    window, share, distance = _blob(rng, sheet, rng.uniform(0.5, 1.6), rng.uniform(5, 10), 0.12)
    laid.melanin[window] += share * rng.uniform(0.9, 2.4)
    laid.height_mm[window] += rng.uniform(0, 0.25) * np.exp(-(distance**2) * 1.2)


def _lay_papule(rng: np.random.Generator, laid: Laid, sheet: Sheet) -> None:
    window, share, distance = _blob(rng, sheet, rng.uniform(0.6, 1.3), 3, 0.12)
    laid.blood[window] += share * rng.uniform(0.5, 1.3)
    laid.height_mm[window] += rng.uniform(0.06, 0.22) * np.exp(-(distance**2) * 1.3)
    if rng.random() < 0.4:
        head = np.exp(-((distance / 0.4) ** 4))[:, :, None]
        laid.tint[window] *= 1 + head * (np.array([0.30, 0.45, 0.30]) * rng.uniform(0.5, 1.2))


def _lay_milium(rng: np.random.Generator, laid: Laid, sheet: Sheet) -> None:
    window, share, distance = _blob(rng, sheet, rng.uniform(0.25, 0.5), 6, 0.05)
    laid.height_mm[window] += 0.12 * np.exp(-(distance**2) * 1.5)
    laid.tint[window] *= 1 + share[:, :, None] * np.array([0.22, 0.30, 0.30])


def _lay_capillaries(rng: np.random.Generator, laid: Laid, sheet: Sheet, count: int) -> None:
    paths = []
    for _ in range(count):
        trunk = wander(rng, _somewhere(rng, sheet), rng.uniform(1.2, 4.5), rng.uniform(0, 360), 0.5)
        paths.append((trunk, rng.uniform(0.03, 0.08), rng.uniform(0.4, 1.0)))
        for _ in range(int(rng.integers(0, 3))):
            start = trunk[int(rng.integers(3, len(trunk)))]
            twig = wander(
                rng, (float(start[0]), float(start[1])), rng.uniform(0.4, 1.5), rng.uniform(0, 360), 0.6
            )
            paths.append((twig, 0.03, rng.uniform(0.3, 0.7)))
    lines = cv2.GaussianBlur(draw_strokes(sheet, paths), (0, 0), 0.05 * sheet.per_mm)
    laid.blood[...] += 1.3 * lines


def _lay_wrinkle(rng: np.random.Generator, laid: Laid, sheet: Sheet, tension_deg: float) -> None:
    path = wander(
        rng, _somewhere(rng, sheet), rng.uniform(5, 16), tension_deg + rng.normal(0, 12), 0.12, both=True
    )
    line = draw_strokes(sheet, [(path, 0.05, 1.0)])
    width = rng.uniform(0.06, 0.16) * sheet.per_mm
    soft = cv2.GaussianBlur(line, (0, 0), width) * width / (0.05 * sheet.per_mm) * np.sqrt(2 * np.pi)
    laid.height_mm[...] -= rng.uniform(0.02, 0.075) * np.clip(soft, 0, 1.2)


def _lay_scale(rng: np.random.Generator, laid: Laid, sheet: Sheet) -> None:
    window, share, distance = _blob(rng, sheet, rng.uniform(0.12, 0.5), 14, 0.5)
    laid.height_mm[window] += 0.02 * share
    pale = share * (0.5 + 0.5 * np.clip(distance, 0, 1) ** 2) * rng.uniform(0.06, 0.3)
    laid.tint[window] *= 1 + pale[:, :, None] * np.array([0.8, 1.0, 1.1])
    laid.matt[window] *= 1 - 0.6 * share


def _lay_lint(rng: np.random.Generator, laid: Laid, sheet: Sheet, count: int) -> None:
    for _ in range(count):
        colour = np.array(
            [[0.75, 0.76, 0.8], [0.06, 0.07, 0.1], [0.2, 0.3, 0.55], [0.6, 0.2, 0.2]][rng.integers(0, 4)]
        )
        if rng.random() < 0.5:
            path = wander(rng, _somewhere(rng, sheet), rng.uniform(0.5, 3), rng.uniform(0, 360), 1.6)
            cover = draw_strokes(sheet, [(path, rng.uniform(0.012, 0.03), 0.9)])[:, :, None]
        else:
            cover = np.zeros((*sheet.shape, 1), np.float32)
            window, share, _ = _blob(rng, sheet, rng.uniform(0.025, 0.09), 8)
            cover[window] = share[:, :, None] * 0.8
        laid.over[...] *= 1 - cover
        laid.add[...] = laid.add * (1 - cover) + cover * colour * 0.8


def lay_veil(rng: np.random.Generator, light: Floats, scene: FourthScene, ground: Ground) -> Floats:
    """Cast a sunscreen's veil, or dust the skin with powder that gathers in the hollows."""
    things, sheet = scene.things, ground.sheet
    if things.veil > 0:
        uneven = things.veil * (1 + 0.4 * cloud(rng, sheet.shape, sheet.per_mm, 0.8))
        hollow = ground.height_mm - cv2.GaussianBlur(ground.height_mm, (0, 0), 0.2 * sheet.per_mm)
        share = np.clip(uneven - np.clip(hollow, -0.05, 0) * things.veil * 4, 0, 0.3)[:, :, None]
        pale = 1.5 * float(light[:, :, 1].mean())  # on dark skin a thin film is grey, not white
        light = light * (1 - share) + share * pale * np.array([1.1, 1.1, 1.16])
    if things.powder > 0:
        grains = cloud(rng, sheet.shape, sheet.per_mm, 0.03)
        patches = np.clip(1 + 0.5 * cloud(rng, sheet.shape, sheet.per_mm, 0.9), 0, 2)
        share = things.powder * 0.25 * patches * np.clip(grains - 0.9, 0, 2)
        light = light * (1 - share[:, :, None]) + share[:, :, None] * np.array([0.66, 0.58, 0.50])
    return np.asarray(light, dtype=np.float32)
