"""Drawn skin is what it says it is: the truth every other test leans on."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from porewise.synth import (
    Camera,
    Light,
    Pores,
    SkinRecipe,
    Surroundings,
    draw_skin,
    draw_visits,
    random_recipe,
)

BARE = Surroundings(vellus_hairs=0, freckles=0, papules=0, relief=0.3, mottling=0.3)


def test_the_same_seed_draws_the_same_picture_byte_for_byte() -> None:
    """Everything drawn can be drawn again."""
    one, two = draw_skin(SkinRecipe(), seed=4), draw_skin(SkinRecipe(), seed=4)
    assert one.picture.tobytes() == two.picture.tobytes()
    assert one.pores == two.pores
    assert draw_skin(SkinRecipe(), seed=5).picture.tobytes() != one.picture.tobytes()


def test_a_pore_is_darker_at_its_centre_than_around_it() -> None:
    """The truth lies where the picture is dark, at every scale (pixel convention included)."""
    for scale in (9.0, 14.5, 23.0):
        recipe = SkinRecipe(
            17,
            13,
            Pores(contrast=0.5, median_mm=0.35, spacing_mm=1.2),
            BARE,
            Light(),
            Camera(scale, jpeg=None),
        )
        skin = draw_skin(recipe, seed=1)
        light = skin.picture.astype(float).mean(-1)
        h, w = light.shape
        inner = [p for p in skin.pores if 12 < p.x_px < w - 13 and 12 < p.y_px < h - 13]
        assert len(inner) > 30
        ring = round(0.55 * scale)
        darker = [
            light[round(p.y_px), round(p.x_px)]
            < light[[round(p.y_px) - ring, round(p.y_px) + ring], round(p.x_px)].mean()
            for p in inner
        ]
        assert np.mean(darker) > 0.97


def test_the_apparent_diameter_is_the_full_width_at_half_darkness() -> None:
    """Measured on the picture itself: a large round pore, sharp, under even light."""
    pores = Pores(density_per_cm2=6, median_mm=0.5, spread=0.0, ovalness=1.0, contrast=0.4, contrast_spread=0.0,
                  dark_plug_share=1.0, filament_share=0.0, spacing_mm=3)  # fmt: skip
    bare = replace(BARE, relief=0, mottling=0)
    recipe = SkinRecipe(
        23, 17, pores, bare, Light(ambient=1.0, gradient=0, shine=0), Camera(40, 0.1, noise=0, jpeg=None)
    )
    skin = draw_skin(recipe, seed=2)
    widths = []
    for p in skin.pores:
        row = np.log(_linear(skin.picture[round(p.y_px), :, 1]))
        x = round(p.x_px)
        if 30 < x < row.size - 30:
            piece = row[x - 30 : x + 31]
            half = (np.median(np.r_[piece[:6], piece[-6:]]) + piece.min()) / 2
            widths.append((piece < half).sum() / 40)
    assert len(widths) >= 8
    assert np.median(widths) == pytest.approx(0.5, abs=0.035)


def test_density_follows_the_recipe() -> None:
    """Planted pores per cm², over many skins, are what was asked for."""
    counts = [
        len(draw_skin(SkinRecipe(20, 15, Pores(density_per_cm2=30), BARE), seed=s).pores) / 3.0
        for s in range(12)
    ]
    assert np.mean(counts) == pytest.approx(30, rel=0.1)


def test_two_visits_show_the_same_pores_in_another_light() -> None:
    """Ids, places and sizes agree; only the darkness changes, by the factor that was asked for."""
    first = SkinRecipe()
    second = SkinRecipe(light=Light(from_deg=20), camera=Camera(px_per_mm=10))
    before, after = draw_visits(first, second, seed=3, darkness_factor=0.8)
    assert [p.id for p in before.pores] == [p.id for p in after.pores]
    for a, b in zip(before.pores, after.pores, strict=True):
        assert (a.x_px + 0.5) / 12 == pytest.approx((b.x_px + 0.5) / 10)
        assert (a.major_mm, a.minor_mm) == (b.major_mm, b.minor_mm)
    ratios = [
        b.darkness / a.darkness
        for a, b in zip(before.pores, after.pores, strict=True)
        if 0.05 < a.darkness < 1
    ]
    assert np.median(ratios) == pytest.approx(0.8, abs=0.01)
    assert before.picture.shape != after.picture.shape


def test_pores_keep_their_distance() -> None:
    """No two pores closer than their spacing: pores of skin do not overlap."""
    skin = draw_skin(SkinRecipe(pores=Pores(density_per_cm2=80, spacing_mm=0.5)), seed=8)
    places = np.array([(p.x_px, p.y_px) for p in skin.pores]) / skin.px_per_mm
    gaps = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1)) + 9 * np.eye(len(places))
    assert gaps.min() >= 0.5


def test_random_recipes_span_tones_and_scales_and_can_be_free_of_pores() -> None:
    """The variety is wide, seeded, and its pore-free skin has none."""
    rng = np.random.default_rng(0)
    recipes = [random_recipe(rng) for _ in range(60)]
    tones, scales = [r.around.ita_deg for r in recipes], [r.camera.px_per_mm for r in recipes]
    assert min(tones) < -10
    assert max(tones) > 45
    assert min(scales) < 10
    assert max(scales) > 22
    free = random_recipe(np.random.default_rng(1), pore_free=True, px_per_mm=9)
    assert draw_skin(free, seed=1).pores == ()


def _linear(code: np.ndarray) -> np.ndarray:
    x = code / 255
    return np.where(x <= 0.04045, x / 12.92, ((x + 0.055) / 1.055) ** 2.4)


def test_what_is_no_pore_lies_where_the_truth_says() -> None:
    """Stubble and freckles are dark at the places that the truth names."""
    around = replace(BARE, stubble=8, pinpoint_freckles=4)
    skin = draw_skin(
        SkinRecipe(20, 15, Pores(density_per_cm2=0), around, Light(), Camera(16.0, jpeg=None)), seed=6
    )
    light = skin.picture.astype(float).mean(-1)
    usual = cv2.GaussianBlur(light, (0, 0), 20)
    for kind in ("hair", "freckle"):
        at = [(o.x_mm * 16 - 0.5, o.y_mm * 16 - 0.5) for o in skin.others if o.kind == kind]
        inside = [(x, y) for x, y in at if 1 < x < light.shape[1] - 2 and 1 < y < light.shape[0] - 2]
        assert len(inside) > 5
        assert np.mean([light[round(y), round(x)] < usual[round(y), round(x)] for x, y in inside]) > 0.9
