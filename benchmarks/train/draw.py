"""
Draw the training skins and write what Porewise sees of each: one shard a skin, resumable.

    python benchmarks/train/draw.py --cache build/train --skins 1300 --seed 90 [--workers 2]
    python benchmarks/train/draw.py --cache build/train --skins 1400 --seed 94 --hand other
    python benchmarks/train/draw.py --cache build/train --skins 700 --seed 95 --hand crowded
    python benchmarks/train/draw.py --cache build/train --skins 1100 --seed 96 --hand third

A shard holds the flat sheet at the eye's own resolution, the pores on it as they look (``hands.py``), and what the
blur is read from.
"""

from __future__ import annotations

import argparse
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import cv2
import numpy as np
from hands import HANDS
from numpy.typing import NDArray

from porewise.measure.blur import blur_features
from porewise.measure.eye import eye_planes
from porewise.measure.light import LUMINANCE
from porewise.measure.settings import STANDARD


def main() -> None:
    """Draw what is not drawn yet."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--cache", type=Path, required=True)
    ask.add_argument("--skins", type=int, default=4000)
    ask.add_argument("--seed", type=int, default=90)
    ask.add_argument("--workers", type=int, default=2)
    ask.add_argument("--hand", choices=tuple(HANDS), default="ours")
    o = ask.parse_args()
    o.cache.mkdir(parents=True, exist_ok=True)
    todo = [(o.cache, o.hand, o.seed, i) for i in range(o.skins) if not shard(o.cache, o.seed, i).exists()]
    with ProcessPoolExecutor(o.workers) as pool:
        list(pool.map(write_shard, todo, chunksize=8))


def shard(cache: Path, seed: int, i: int) -> Path:
    """Where skin ``i`` is kept."""
    return cache / f"{seed}_{i}.npz"


def write_shard(task: tuple[Path, str, int, int]) -> None:
    """Draw one skin, flatten it as a photo would be, keep its planes and its truth."""
    cache, hand, seed, i = task
    cv2.setNumThreads(1)
    shown = HANDS[hand](seed, i)
    linear = linear_of(shown.picture)
    mask = np.ones(linear.shape[:2], bool)
    planes, _, shrink = eye_planes(linear, mask, px_per_mm=shown.px_per_mm, how=STANDARD)
    truth = [((x + 0.5) / shrink[0] - 0.5, (y + 0.5) / shrink[1] - 0.5, *rest) for x, y, *rest in shown.truth]
    np.savez(
        shard(cache, seed, i),
        planes=planes.astype(np.float16),
        truth=np.array(truth, np.float32).reshape(-1, 5),
        px_per_mm=shown.px_per_mm,
        blur_px=shown.blur_px,
        blur_features=blur_features(linear @ LUMINANCE, shown.px_per_mm),
    )


def linear_of(picture: NDArray[np.uint8]) -> NDArray[np.float32]:
    """sRGB bytes to linear light."""
    x = picture.astype(np.float32) / 255
    return np.where(x <= 0.04045, x / 12.92, ((x + 0.055) / 1.055) ** 2.4).astype(np.float32)


if __name__ == "__main__":
    main()
