"""
Train ``blur``: the sd of a photo's blur, read off the skin; for photos in focus as for those far out of it.

    python benchmarks/train/blur.py --cache build/train [--skins 1200] [--out src/porewise/measure/models]

It learns from the shards of ``draw.py`` and from as many skins again whose blur is drawn from a wider range (a third of
a pixel to a third of a millimetre). Run it before ``train.py``, which tells the eye the blur that this network reads.
"""

from __future__ import annotations

import argparse
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
from draw import linear_of
from hands import PIXEL_BLUR
from numpy.typing import NDArray
from train import HELD_OUT, HELD_OUT_EVERY, write_dense

from porewise.measure.blur import blur_features
from porewise.measure.light import LUMINANCE
from porewise.synth import draw_skin, random_recipe

SHARPEST_PX, SOFTEST_MM = 0.35, 0.33


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--cache", type=Path, required=True, help="the shards of draw.py")
    ask.add_argument("--skins", type=int, default=1200)
    ask.add_argument("--seed", type=int, default=92)
    ask.add_argument("--workers", type=int, default=2)
    ask.add_argument("--out", type=Path, default=Path("src/porewise/measure/models"))
    o = ask.parse_args()
    wide = o.cache / "wide_blur.npy"
    if not wide.exists():
        with ProcessPoolExecutor(o.workers) as pool:
            np.save(
                wide, np.array(list(pool.map(look_at, [(o.seed, i) for i in range(o.skins)], chunksize=8)))
            )
    shards = [np.load(p) for p in sorted(o.cache.glob("*.npz"))]
    usual = np.array([[*d["blur_features"], np.log(float(d["blur_px"]))] for d in shards])
    rows = np.concatenate([usual, np.load(wide)])
    fit(rows[:, :-1], rows[:, -1], len(usual), o.out)


def look_at(task: tuple[int, int]) -> NDArray[np.float64]:
    """Features of one skin under any blur, and ln of that blur."""
    seed, i = task
    cv2.setNumThreads(1)
    rng = np.random.default_rng([seed, i])
    k = float(np.exp(rng.uniform(np.log(6), np.log(28))))
    recipe = random_recipe(
        rng, px_per_mm=k, pore_free=i % 4 == 0, width_mm=min(14.0, 220 / k), height_mm=min(12.0, 180 / k)
    )
    blur = float(np.exp(rng.uniform(np.log(SHARPEST_PX), np.log(SOFTEST_MM * k))))
    recipe = replace(recipe, camera=replace(recipe.camera, blur_px=blur))
    linear = linear_of(draw_skin(recipe, seed=i + seed * 100_000).picture)
    features = blur_features(np.ascontiguousarray(linear @ LUMINANCE), k)
    return np.array([*features, np.log(np.hypot(blur, PIXEL_BLUR))])


def fit(x: NDArray[np.float64], y: NDArray[np.float64], usual: int, out: Path) -> None:
    """A small dense network; figures for ordinary photos and for blurred ones apart."""
    from sklearn.neural_network import MLPRegressor
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    rows = np.arange(len(y))
    held = rows % HELD_OUT_EVERY == HELD_OUT
    net = MLPRegressor(
        hidden_layer_sizes=(48, 24), alpha=0.3, max_iter=2000, early_stopping=True, random_state=1
    )
    model = make_pipeline(StandardScaler(), net).fit(x[~held], y[~held])
    off = model.predict(x) - y
    ordinary, wide = held & (rows < usual), held & (rows >= usual)
    figures = {
        "rms": float(np.sqrt((off[ordinary] ** 2).mean())),
        "rms_any_blur": float(np.sqrt((off[wide] ** 2).mean())),
        "slope_on_truth": float(np.polyfit(y[held], (y + off)[held], 1)[0]),
    }
    record = {
        "skins": len(y),
        "drawn_by": "benchmarks/train/draw.py",
        "trained_by": "benchmarks/train/blur.py",
    }
    write_dense("blur", model, {**record, "outputs": ["ln blur sd in pixels"], "held_out": figures}, out)


if __name__ == "__main__":
    main()
