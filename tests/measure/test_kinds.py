"""What a dark spot is that is no pore: named on skin that has only one such thing on it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from drawn import NO_FACE, skin_photo

from porewise.measure import measure_pores
from porewise.synth import Camera, Light, Pores, SkinRecipe, Surroundings, draw_skin
from porewise.values.reading import Reading

BARE = Surroundings(vellus_hairs=0, freckles=0, papules=0, relief=0.7, mottling=0.7)


def _reading(around: Surroundings, seed: int, pores: Pores) -> Reading:
    skin = draw_skin(SkinRecipe(20, 15, pores, around, Light(), Camera(14.0, 0.8)), seed=seed)
    reading = measure_pores(skin_photo(skin), NO_FACE, version="t", px_per_mm=14.0)
    assert isinstance(reading, Reading), reading
    return reading


@pytest.mark.parametrize(("kind", "other"), [("hair", "freckle"), ("freckle", "hair")])
def test_the_kind_of_thing_that_is_there_is_the_likelier(kind: str, other: str) -> None:
    """Three skins with stubble, or pin-point freckles, and no pores: the mean chance is that of what is there."""
    things = {"hair": replace(BARE, stubble=25), "freckle": replace(BARE, pinpoint_freckles=25)}
    pores = [
        p for i in range(3) for p in _reading(things[kind], 800_000_100 + i, Pores(density_per_cm2=0)).pores
    ]
    assert len(pores) >= 10
    assert np.mean([getattr(p, kind) for p in pores]) > 2 * np.mean([getattr(p, other) for p in pores])


def test_the_chances_of_one_spot_are_at_most_one_and_none_is_named_that_is_counted() -> None:
    """Pore, hair and freckle shut each other out; only what is not counted gets another name."""
    reading = _reading(replace(BARE, stubble=10), 800_000_200, Pores(40, median_mm=0.3))
    assert reading.pores
    for p in reading.pores:
        assert p.hair is not None
        assert p.freckle is not None
        assert p.score + p.hair + p.freckle <= 1 + 1e-9
        assert not (p.counted and {"hair", "freckle"} & set(p.flags))
