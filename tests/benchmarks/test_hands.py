"""The third and the fourth hand: their pictures are dark where their truth says, and depend on their seeds alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from fourth_hand import random_fourth, render_fourth
from other_hand import LUMINANCE, linear_of
from third_hand import random_third, render_third


@dataclass(frozen=True)
class Hand:
    """How one hand chooses a scene and draws it."""

    choose: Callable[..., Any]
    draw: Callable[..., Any]


HANDS = [
    pytest.param(Hand(random_third, render_third), id="third"),
    pytest.param(Hand(random_fourth, render_fourth), id="fourth"),
]


def small(hand: Hand, seed: int, **asked: Any) -> Any:
    return hand.choose(np.random.default_rng(seed), px_per_mm=10.0, width_mm=6.0, height_mm=5.0, **asked)


@pytest.mark.parametrize("hand", HANDS)
def test_the_picture_is_dark_where_the_truth_says(hand: Hand) -> None:
    """Clear pores are darker than a ring around them by about what their truth promises; nearly all are."""
    dips, promised = [], []
    for seed in range(4):
        drawn = hand.draw(
            hand.choose(np.random.default_rng(seed), px_per_mm=14.0, width_mm=8, height_mm=7), seed=seed
        )
        light, k = np.log(np.maximum(linear_of(drawn.picture) @ LUMINANCE, 1e-4)), drawn.px_per_mm
        y, x = np.mgrid[: light.shape[0], : light.shape[1]]
        for p in (p for p in drawn.pores if p.clear):
            far = np.hypot(x - p.x_px, y - p.y_px) / k
            ring = (far > 0.45) & (far < 0.7)
            dips.append(np.median(light[ring]) - light[far < max(0.35 * p.diameter_mm, 0.6 / k)].mean())
            a, b = (d * k / 2.3548 for d in (p.major_mm, p.minor_mm))
            left = p.contrast * a * b / np.hypot(a, drawn.blur_px) / np.hypot(b, drawn.blur_px)
            promised.append(-np.log1p(-left))
    assert len(dips) >= 20
    assert np.mean(np.array(dips) > 0.03) > 0.9
    assert 0.6 < np.median(dips) / np.median(promised) < 1.3


@pytest.mark.parametrize("hand", HANDS)
def test_the_same_seed_is_the_same_picture_and_another_shot_the_same_skin(hand: Hand) -> None:
    scene = small(hand, 8)
    first, second, shot = (
        hand.draw(scene, seed=8),
        hand.draw(scene, seed=8),
        hand.draw(scene, seed=8, shot=1),
    )
    assert first.picture.shape == (50, 60, 3)
    assert (first.picture == second.picture).all()
    assert first.pores == second.pores
    assert (first.picture != shot.picture).any()
    assert [(p.x_px, p.diameter_mm) for p in first.pores] == [(p.x_px, p.diameter_mm) for p in shot.pores]


@pytest.mark.parametrize("hand", HANDS)
def test_bare_skin_has_no_pores(hand: Hand) -> None:
    assert hand.draw(small(hand, 4, pore_free=True), seed=4).pores == ()


@pytest.mark.parametrize("hand", HANDS)
def test_what_counts_as_resolvable_is_three_pixels_wide_and_stands_out(hand: Hand) -> None:
    drawn = hand.draw(small(hand, 5), seed=5)
    assert drawn.pores
    for p in drawn.pores:
        if p.resolvable:
            assert p.diameter_mm * drawn.px_per_mm >= 3
            assert p.contrast >= max(0.05, 2.5 * drawn.noise)
        assert p.resolvable or not p.clear
