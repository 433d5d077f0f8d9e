"""The other hand's pictures show what their truth says, and finds are matched as the tables claim."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from match import pair_up, tally
from other_hand import LUMINANCE, Drawn, Scene, linear_of, random_scene, render
from pigment import ORDINARY_BLOOD, melanin_for, reflectance
from true_pore import TruePore


@pytest.fixture(scope="module")
def plain() -> Drawn:
    """Even skin with crisp pores, drawn sharply and without noise."""
    scene = random_scene(np.random.default_rng(3), px_per_mm=18.0, width_mm=13.0, height_mm=10.0)
    skin = replace(scene.skin, relief=0.0, mottle=0.0, ita_deg=40.0, things=type(scene.skin.things)())
    light = replace(scene.light, kind="cloudy", sky=0.6, oil=0.0, falls=0.0)
    camera = replace(
        scene.camera,
        blur_px=0.5,
        noise=1e-4,
        sensor="binned",
        denoise="none",
        sharpen=0.0,
        tone=0.0,
        jpeg=None,
    )
    pores = replace(scene.pores, density_per_cm2=40.0, crisp=0.9)
    return render(Scene(13.0, 10.0, pores, skin, light, camera), seed=3)


def darkness(drawn: Drawn) -> np.ndarray:
    luminance = linear_of(drawn.picture) @ LUMINANCE
    return 1 - luminance / np.median(luminance)


def inner(drawn: Drawn) -> list[TruePore]:
    """Pores whose surroundings are in the picture, too far from others to be confused."""
    h, w = drawn.picture.shape[:2]
    margin = drawn.px_per_mm
    wide = [p for p in drawn.pores if p.resolvable and p.diameter_mm > 0.2]
    return [
        p
        for p in wide
        if margin < p.x_px < w - margin
        and margin < p.y_px < h - margin
        and all(q is p or np.hypot(q.x_px - p.x_px, q.y_px - p.y_px) > 0.6 * margin for q in drawn.pores)
    ]


def test_the_picture_is_dark_where_the_truth_says(plain: Drawn) -> None:
    """The darkness-weighted centre of each hole lies on the true centre, within half a pixel."""
    dark, pores = darkness(plain), inner(plain)
    assert len(pores) >= 5
    for p in pores:
        r = int(1.2 * p.diameter_mm * plain.px_per_mm)
        y, x = np.mgrid[round(p.y_px) - r : round(p.y_px) + r + 1, round(p.x_px) - r : round(p.x_px) + r + 1]
        hole = np.where(dark[y, x] > 0.5 * dark[y, x].max(), dark[y, x], 0)
        assert abs((hole * x).sum() / hole.sum() - p.x_px) < 0.5
        assert abs((hole * y).sum() / hole.sum() - p.y_px) < 0.5


def test_the_true_width_is_the_width_in_a_sharp_picture(plain: Drawn) -> None:
    """The area above half of the deepest darkness agrees with the true diameter within 15 %."""
    dark, ratios = darkness(plain), []
    for p in inner(plain):
        r = int(1.2 * p.diameter_mm * plain.px_per_mm)
        hole = dark[round(p.y_px) - r : round(p.y_px) + r + 1, round(p.x_px) - r : round(p.x_px) + r + 1]
        area = (hole > 0.5 * hole.max()).sum() / plain.px_per_mm**2
        ratios.append(np.sqrt(4 * area / np.pi) / p.diameter_mm)
    assert np.median(ratios) == pytest.approx(1.0, abs=0.15)


def test_the_same_seed_is_the_same_picture() -> None:
    scene = random_scene(np.random.default_rng(8), px_per_mm=10.0, width_mm=6.0, height_mm=5.0)
    first, second = render(scene, seed=8), render(scene, seed=8)
    assert (first.picture == second.picture).all()
    assert first.pores == second.pores
    assert first.picture.shape == (50, 60, 3)


def test_another_shot_is_the_same_skin() -> None:
    """Truth stays; only the noise is new."""
    scene = random_scene(np.random.default_rng(9), px_per_mm=10.0, width_mm=6.0, height_mm=5.0)
    first, second = render(scene, seed=9), render(scene, seed=9, shot=1)
    assert (first.picture != second.picture).any()
    assert [(p.x_px, p.diameter_mm) for p in first.pores] == [(p.x_px, p.diameter_mm) for p in second.pores]


def test_bare_skin_has_no_pores() -> None:
    scene = random_scene(
        np.random.default_rng(4), pore_free=True, px_per_mm=10.0, width_mm=6.0, height_mm=5.0
    )
    assert render(scene, seed=4).pores == ()


@pytest.mark.parametrize("ita", [-30.0, 10.0, 55.0])
def test_more_melanin_is_darker_skin_of_the_asked_tone(ita: float) -> None:
    one = np.ones((1, 1), np.float32)
    red, green, blue = reflectance(one * melanin_for(ita), one * ORDINARY_BLOOD)[0, 0]
    assert red > green > blue > 0
    assert melanin_for(ita) > melanin_for(ita + 5)


def pore(x: float, y: float, *, resolvable: bool = True, diameter: float = 0.3) -> TruePore:
    return TruePore(x, y, diameter, diameter, 0.0, 0.3, "none", resolvable, resolvable)


def test_one_find_serves_one_pore_and_resolvable_pores_choose_first() -> None:
    """A find between a faint pore and a clear one belongs to the clear one, even if the faint one is nearer."""
    pores = [pore(50.0, 50.0, resolvable=False), pore(51.5, 50.0)]
    rows, columns = pair_up(np.array([[50.3, 50.0]]), pores, 10.0)
    assert rows.tolist() == [0]
    assert columns.tolist() == [1]


def test_wide_pores_may_be_found_off_their_middle() -> None:
    """The tolerance is 0.15 mm or half the pore."""
    found = np.array([[52.4, 50.0]])
    assert len(pair_up(found, [pore(50.0, 50.0, diameter=0.5)], 10.0)[0]) == 1
    assert len(pair_up(found, [pore(50.0, 50.0, diameter=0.3)], 10.0)[0]) == 0


def test_a_tally_ignores_the_edge_and_what_cannot_be_resolved() -> None:
    pores = [pore(50.0, 40.0), pore(70.0, 40.0), pore(30.0, 60.0, resolvable=False), pore(2.0, 40.0)]
    found = np.array([[50.2, 40.1], [30.0, 60.3], [90.0, 20.0], [3.0, 70.0]])
    counts = tally(found, pores, (80, 120, 3), 10.0)
    assert (counts.hits, counts.misses, counts.false) == (1, 1, 1)
    assert counts.f1 == pytest.approx(0.5)
    assert counts.cm2 == pytest.approx(0.77, abs=0.01)
    assert (counts + counts).false_per_cm2 == pytest.approx(counts.false_per_cm2)
