"""Pores as true pits: what hides light hides it, and the measured look is the look."""

from __future__ import annotations

import numpy as np
import pytest

from porewise.synth import Camera, Light, Pores, SkinRecipe, Surroundings, draw_skin
from porewise.synth.pits import gathered, horizon, lit_pits, looks_of

EVEN = Surroundings(relief=0, mottling=0, vellus_hairs=0, freckles=0, papules=0)
K = 40.0


def _bowl(depth_mm: float, width_mm: float = 0.4, side_mm: float = 2.0) -> np.ndarray:
    n = round(side_mm * K)
    y, x = (np.mgrid[:n, :n] - (n - 1) / 2) / K
    return -depth_mm * np.exp(-np.log(2) * (np.hypot(x, y) / (width_mm / 2)) ** 4)


def test_the_horizon_of_a_step_is_its_height_over_the_distance() -> None:
    ground = np.zeros((80, 80))
    ground[:, 44:] = 0.2  # a wall 0.2 mm high
    tangent = horizon(ground, K, 0.0)[40]
    at = 44 - round(0.12 * K) - 1  # the wall stands between 0.12 and 0.18 mm to the right
    assert 0.2 / 0.18 - 0.01 <= tangent[at] <= 0.2 / 0.10
    assert horizon(ground, K, np.pi)[40, :40].max() == 0  # nothing stands on the left


def test_open_flat_skin_gets_all_the_light() -> None:
    lamp, sky, in_sight = gathered(np.zeros((40, 40)), K, Light(height_deg=50))
    for part in (lamp, sky, in_sight):
        assert np.allclose(part, 1, atol=1e-6)


def test_a_deeper_pit_is_darker_and_redder_inside() -> None:
    albedo = np.full((80, 80, 3), [0.6, 0.35, 0.25])
    shallow, deep = (lit_pits(_bowl(d), albedo, K, Light(ambient=0.6))[0][40, 40] for d in (0.1, 0.35))
    assert (deep < shallow).all()
    assert deep[0] / deep[2] > shallow[0] / shallow[2] > 1


def test_a_round_pit_under_an_even_sky_looks_round_and_lies_where_it_was_dug() -> None:
    irradiance, _ = lit_pits(_bowl(0.25), np.full((80, 80, 3), 0.3), K, Light(ambient=1.0))
    x, y, major, minor, _, darkness = looks_of(irradiance, K, np.array([[1.0, 1.0]]), [0.4])[0]
    assert (x, y) == pytest.approx((1.0, 1.0), abs=0.01)
    assert major / minor < 1.05
    assert 0.28 < np.sqrt(major * minor) < 0.5
    assert darkness > 0.1


def test_flat_skin_shows_no_pit() -> None:
    flat = np.full((80, 80, 3), 0.4)
    assert looks_of(flat, K, np.array([[1.0, 1.0]]), [0.4])[0] == (1.0, 1.0, 0.4, 0.4, 0.0, 0.0)


def test_drawn_pits_are_seen_where_and_as_dark_as_their_truth_says() -> None:
    """In a sharp picture without noise the darkest point of a pore lies in the pore, and is about that dark."""
    recipe = SkinRecipe(
        10, 8, Pores(form="pit", density_per_cm2=25, median_mm=0.4, spread=0.1, spacing_mm=1.0), EVEN,
        Light(gradient=0, shine=0), Camera(px_per_mm=24, blur_px=0.3, noise=0, jpeg=None),
    )  # fmt: skip
    skin = draw_skin(recipe, seed=5)
    linear = (skin.picture / 255.0) ** 2.2 @ np.array([0.2126, 0.7152, 0.0722])
    level = np.median(linear)
    inside = [p for p in skin.pores if 12 < p.x_px < 228 and 12 < p.y_px < 180 and p.darkness > 0.1]
    assert len(inside) >= 8
    for p in inside:
        r = int(np.ceil(0.5 * p.major_mm * 24))
        cut = linear[round(p.y_px) - r : round(p.y_px) + r + 1, round(p.x_px) - r : round(p.x_px) + r + 1]
        assert -np.log(cut.min() / level) == pytest.approx(p.darkness, rel=0.3)


def test_the_same_seed_under_another_light_is_the_same_skin_with_another_look() -> None:
    pores = Pores(form="pit", density_per_cm2=30)
    low, high = (draw_skin(SkinRecipe(8, 7, pores, light=Light(height_deg=d)), seed=3) for d in (30, 80))
    assert [(p.id, p.plug) for p in low.pores] == [(p.id, p.plug) for p in high.pores]
    gap = [np.hypot(a.x_px - b.x_px, a.y_px - b.y_px) for a, b in zip(low.pores, high.pores, strict=True)]
    assert 0 < np.median(gap) < 0.15 * 12  # a low lamp draws the look to one wall
