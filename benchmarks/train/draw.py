"""
Draw the training skins and write what Porewise sees of each: one shard a skin, resumable.

    python benchmarks/train/draw.py --cache build/train --skins 4000 [--seed 90] [--workers 2]

Every fourth skin has no pores. A shard holds the flat sheet at the eye's own resolution, the planted pores on
it, and what the blur is read from.
"""

from __future__ import annotations

import argparse
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from porewise.measure.blur import blur_features
from porewise.measure.eye import eye_planes
from porewise.measure.light import LUMINANCE
from porewise.measure.settings import STANDARD
from porewise.synth import draw_skin, random_recipe

PIXEL_BLUR = 0.289  # sd in pixels of what the sensor's own area adds to the drawn blur
PORE_FREE_EVERY = 4


def main() -> None:
    """Draw what is not drawn yet."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--cache", type=Path, required=True)
    ask.add_argument("--skins", type=int, default=4000)
    ask.add_argument("--seed", type=int, default=90)
    ask.add_argument("--workers", type=int, default=2)
    o = ask.parse_args()
    o.cache.mkdir(parents=True, exist_ok=True)
    todo = [(o.cache, o.seed, i) for i in range(o.skins) if not shard(o.cache, o.seed, i).exists()]
    with ProcessPoolExecutor(o.workers) as pool:
        list(pool.map(write_shard, todo, chunksize=8))


def shard(cache: Path, seed: int, i: int) -> Path:
    """Where skin ``i`` is kept."""
    return cache / f"{seed}_{i}.npz"


def write_shard(task: tuple[Path, int, int]) -> None:
    """Draw one skin, flatten it as a photo would be, keep its planes and its truth."""
    cache, seed, i = task
    cv2.setNumThreads(1)
    rng = np.random.default_rng([seed, i])
    skin = draw_skin(random_recipe(rng, pore_free=i % PORE_FREE_EVERY == 0), seed=i + seed * 100_000)
    linear = linear_of(skin.picture)
    mask = np.ones(linear.shape[:2], bool)
    planes, _, shrink = eye_planes(linear, mask, px_per_mm=skin.px_per_mm, how=STANDARD)
    truth = [
        (
            (p.x_px + 0.5) / shrink[0] - 0.5,
            (p.y_px + 0.5) / shrink[1] - 0.5,
            p.diameter_mm,
            p.darkness,
            p.plug == "dark",
        )
        for p in skin.pores
    ]
    np.savez(
        shard(cache, seed, i),
        planes=planes.astype(np.float16),
        truth=np.array(truth, np.float32).reshape(-1, 5),
        px_per_mm=skin.px_per_mm,
        blur_px=float(np.hypot(skin.recipe.camera.blur_px, PIXEL_BLUR)),
        blur_features=blur_features(linear @ LUMINANCE, skin.px_per_mm),
    )


def linear_of(picture: NDArray[np.uint8]) -> NDArray[np.float32]:
    """sRGB bytes to linear light."""
    x = picture.astype(np.float32) / 255
    return np.where(x <= 0.04045, x / 12.92, ((x + 0.055) / 1.055) ** 2.4).astype(np.float32)


if __name__ == "__main__":
    main()
