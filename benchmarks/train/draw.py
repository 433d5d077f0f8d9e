"""
Draw the training skins and write what Porewise sees of each: one shard a skin, resumable.

    python benchmarks/train/draw.py --cache build/train --skins 1500 [--seed 80] [--workers 2]

Every fifth skin has no pores. The fit is made with a blur that is off as much as the estimate is.
"""

from __future__ import annotations

import argparse
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from porewise.measure.blur import blur_features
from porewise.measure.light import LUMINANCE
from porewise.measure.settings import STANDARD
from porewise.measure.spots import look_for_spots, working_sheet
from porewise.synth import Skin, draw_skin, random_recipe

PIXEL_BLUR = 0.3  # sd in pixels of what the sensor's own area adds to the drawn blur
BLUR_JITTER = 0.2  # sd of ln(blur)
PORE_FREE_EVERY = 5


def main() -> None:
    """Draw what is not drawn yet."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--cache", type=Path, required=True)
    ask.add_argument("--skins", type=int, default=1500)
    ask.add_argument("--seed", type=int, default=80)
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
    """Draw one skin, look at it, label each candidate with the planted pore it lies on."""
    cache, seed, i = task
    cv2.setNumThreads(1)
    rng = np.random.default_rng([seed, i])
    skin = draw_skin(random_recipe(rng, pore_free=i % PORE_FREE_EVERY == 0), seed=i + seed * 100_000)
    linear = linear_of(skin.picture)
    blur = float(np.hypot(skin.recipe.camera.blur_px, PIXEL_BLUR))
    used = blur * float(np.exp(rng.normal(0, BLUR_JITTER)))
    mask = np.ones(linear.shape[:2], bool)
    sheet = working_sheet(linear, mask, px_per_mm=skin.px_per_mm, blur_px=used, how=STANDARD)
    spots = look_for_spots(sheet, STANDARD)
    places = np.array(
        [((p.x_px + 0.5) / sheet.shrink - 0.5, (p.y_px + 0.5) / sheet.shrink - 0.5) for p in skin.pores]
    )
    pore = match(skin, places, np.column_stack([spots.fits.x, spots.fits.y]), sheet.px_per_mm)
    truth = [(p.diameter_mm, p.darkness, p.plug == "dark") for p in skin.pores]
    np.savez(
        shard(cache, seed, i),
        features=spots.features.astype(np.float32),
        stamps=spots.stamps(np.arange(len(spots.found))).astype(np.float16),
        fit_log_d=spots.fits.log_d,
        pore=pore,
        truth=np.array(truth, float).reshape(-1, 3),
        px_per_mm=skin.px_per_mm,
        blur_px=blur,
        blur_features=blur_features(linear @ LUMINANCE, skin.px_per_mm),
    )


def match(skin: Skin, places: NDArray[np.float64], found: NDArray[np.float64], k: float) -> NDArray[np.int_]:
    """Row of the planted pore each candidate lies on, -1 for none; the clearest pores choose first."""
    pore = np.full(len(found), -1)
    if not len(found) or not len(places):
        return pore
    distance, nearest = cKDTree(found).query(places)
    clearest = sorted(
        range(len(places)), key=lambda j: -skin.pores[j].darkness * skin.pores[j].diameter_mm ** 2
    )
    for j in clearest:
        reach = max(max(0.12, 0.4 * skin.pores[j].diameter_mm) * k, 1.2)
        if distance[j] <= reach and pore[nearest[j]] < 0:
            pore[nearest[j]] = j
    return pore


def linear_of(picture: NDArray[np.uint8]) -> NDArray[np.float32]:
    """sRGB bytes to linear light."""
    x = picture.astype(np.float32) / 255
    return np.where(x <= 0.04045, x / 12.92, ((x + 0.055) / 1.055) ** 2.4).astype(np.float32)


if __name__ == "__main__":
    main()
