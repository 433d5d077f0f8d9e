"""
The hands that draw for training: each gives a picture of skin and what its pores look like.

``ours`` is ``porewise.synth``; the others stand in ``benchmarks/accuracy`` and were written apart from it and from each
other, as an eye that knows several hands is less surprised by the next.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from porewise.synth import Skin, draw_skin, random_recipe

sys.path.insert(0, str(Path(__file__).parents[1] / "accuracy"))
PIXEL_BLUR = 0.289  # sd in pixels of what the sensor's own area adds to the drawn blur
SIDE_MM = 12.0
ANY, COARSE, CROWDED = (
    (6.5, 30.0),
    (7.0, 14.0),
    (7.0, 22.0),
)  # px/mm of the other hands' skins; half of them coarse
BLACK = 1e-3  # of the light around: no hole is darker
# Of skins with much on them: the most there is of each thing, where there is any (seven of ten times).
MOST = {
    "vellus": 12.0, "stubble": 20.0, "freckles": 3.0, "pinpoint_freckles": 12.0, "moles": 0.8, "papules": 1.4,
    "milia": 1.4, "wrinkles": 1.4, "vessels": 2.0, "flakes": 4.0,
}  # fmt: skip
SOME = 0.7
Truth = list[tuple[float, float, float, float, bool]]


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """
    A picture and its truth: rows of x, y in pixels, diameter in mm, darkness (natural log), dark plug or not.
    ``skin``: of our own hand, which also knows what else lies there.
    """

    picture: NDArray[np.uint8]
    px_per_mm: float
    blur_px: float
    truth: Truth
    skin: Skin | None = None


def ours(seed: int, i: int) -> Shown:
    """A skin of ``porewise.synth``; every fourth has no pores."""
    rng = np.random.default_rng([seed, i])
    skin = draw_skin(random_recipe(rng, pore_free=i % 4 == 0), seed=i + seed * 100_000)
    return Shown(
        skin.picture,
        skin.px_per_mm,
        float(np.hypot(skin.recipe.camera.blur_px, PIXEL_BLUR)),
        [(p.x_px, p.y_px, p.diameter_mm, p.darkness, p.plug == "dark") for p in skin.pores],
        skin,
    )


def other(seed: int, i: int) -> Shown:
    """Pits in a height field whose walls hide lamps and sky; every sixth skin has none."""
    from other_hand import random_scene, render

    rng = np.random.default_rng([seed, i])
    k = _scale(rng)
    scene = random_scene(rng, px_per_mm=k, pore_free=i % 6 == 0, width_mm=SIDE_MM, height_mm=SIDE_MM)
    return _shown(render(scene, seed=seed * 100_000 + i))


def crowded(seed: int, i: int) -> Shown:
    """The same hand with many hairs, freckles and other things on the skin; every second has no pores."""
    from other_hand import random_scene, render
    from things import Things

    rng = np.random.default_rng([seed, i])
    k = float(np.exp(rng.uniform(*np.log(CROWDED))))
    scene = random_scene(rng, px_per_mm=k, pore_free=i % 2 == 0, width_mm=SIDE_MM, height_mm=SIDE_MM)
    much = {name: float(rng.uniform(0, most)) if rng.random() < SOME else 0.0 for name, most in MOST.items()}
    return _shown(
        render(replace(scene, skin=replace(scene.skin, things=Things(**much))), seed=seed * 100_000 + i)
    )


def third(seed: int, i: int) -> Shown:
    """Beams and bounces over plateaus and furrows; every fifth skin has no pores."""
    from third_hand import random_third, render_third

    rng = np.random.default_rng([seed, i])
    k = _scale(rng)
    scene = random_third(rng, px_per_mm=k, pore_free=i % 5 == 0, width_mm=SIDE_MM, height_mm=SIDE_MM)
    return _shown(render_third(scene, seed=seed * 100_000 + i))


HANDS: dict[str, Callable[[int, int], Shown]] = {
    "ours": ours,
    "other": other,
    "crowded": crowded,
    "third": third,
}


def _scale(rng: np.random.Generator) -> float:
    low, high = np.log(ANY if rng.random() < 0.5 else COARSE)
    return float(np.exp(rng.uniform(low, high)))


def _shown(drawn: Any) -> Shown:
    truth = [
        (p.x_px, p.y_px, p.diameter_mm, -float(np.log(max(1 - p.contrast, BLACK))), p.plug == "dark")
        for p in drawn.pores
    ]
    return Shown(drawn.picture, drawn.px_per_mm, drawn.blur_px, truth)
