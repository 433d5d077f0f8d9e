"""
Train ``natural``: does this skin look as a camera left it, or was it smoothed or enlarged?

    python benchmarks/train/filters.py [--skins 700] [--out src/porewise/measure/models]

Each drawn skin is shown as it is, out of focus, smoothed (twice bilateral, median, or a beauty filter that blurs the
skin and keeps its edges, all of random strength) and enlarged from a coarser picture. What the network reads is
``measure.natural.natural_features``. Every fifth skin is held out; the record states what is caught and what is
wrongly accused.
"""

from __future__ import annotations

import argparse
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import cv2
import numpy as np
from draw import linear_of
from numpy.typing import NDArray
from train import write_dense

from porewise.measure.blur import blur_features
from porewise.measure.light import LUMINANCE
from porewise.measure.natural import natural_features
from porewise.synth import draw_skin, random_recipe

CLASSES = ("natural", "smoothed", "enlarged")
HELD_OUT_EVERY = 5
Picture = NDArray[np.uint8]


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--skins", type=int, default=700)
    ask.add_argument("--seed", type=int, default=93)
    ask.add_argument("--workers", type=int, default=2)
    ask.add_argument(
        "--cache", type=Path, default=Path("build/filters.npz"), help="keeps what was read of the skins"
    )
    ask.add_argument("--out", type=Path, default=Path("src/porewise/measure/models"))
    o = ask.parse_args()
    if not o.cache.exists():
        with ProcessPoolExecutor(o.workers) as pool:
            rows = list(pool.map(look_at, [(o.seed, i) for i in range(o.skins)], chunksize=8))
        o.cache.parent.mkdir(parents=True, exist_ok=True)
        np.savez(o.cache, x=np.stack([r[0] for r in rows]), y=np.stack([r[1] for r in rows]))
    kept = np.load(o.cache)
    x, y = kept["x"], kept["y"]
    held = np.repeat(np.arange(len(x)) % HELD_OUT_EVERY == 0, x.shape[1])
    fit(x.reshape(len(held), -1), y.ravel(), held, o)


def look_at(task: tuple[int, int]) -> tuple[NDArray[np.float64], NDArray[np.int_]]:
    """Features of one skin in every guise, and which class each is."""
    seed, i = task
    cv2.setNumThreads(1)
    rng = np.random.default_rng([seed, i])
    k = float(np.exp(rng.uniform(np.log(6), np.log(24))))
    picture = draw_skin(
        random_recipe(rng, px_per_mm=k, pore_free=i % 6 == 0), seed=i + seed * 100_000
    ).picture
    blurred = cv2.GaussianBlur(picture, (0, 0), float(rng.uniform(0.5, 2.5)))
    smoothed, enlarged = _smoothed(picture, rng), _enlarged(picture, rng)
    guises = [(picture, 0), *((_saved(p, rng), c) for p, c in ((blurred, 0), (smoothed, 1), (enlarged, 2)))]
    features = [natural_features(p, _finest(p, k)) for p, _ in guises]
    return np.array(features), np.array([c for _, c in guises])


def _finest(picture: Picture, px_per_mm: float) -> NDArray[np.float64]:
    return blur_features(np.ascontiguousarray(linear_of(picture) @ LUMINANCE), px_per_mm)


def _saved(picture: Picture, rng: np.random.Generator) -> Picture:
    """As an app saves it again."""
    _, data = cv2.imencode(".jpg", picture[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(75, 99))])
    return np.ascontiguousarray(np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)[..., ::-1])


def _smoothed(p: Picture, rng: np.random.Generator) -> Picture:
    way = int(rng.integers(3))
    if way == 0:
        width, colour = float(rng.uniform(3, 8)), float(rng.uniform(35, 90))
        for _ in range(2):
            p = np.asarray(cv2.bilateralFilter(p, 9, colour, width), np.uint8)
        return p
    if way == 1:
        return np.asarray(cv2.medianBlur(p, int(rng.choice([5, 7]))), np.uint8)
    soft = cv2.GaussianBlur(p, (0, 0), float(rng.uniform(2.5, 7))).astype(np.float32)
    rest, edge, left = p.astype(np.float32) - soft, float(rng.uniform(8, 18)), float(rng.uniform(0.0, 0.3))
    kept = np.sign(rest) * np.maximum(np.abs(rest) - edge, 0) + left * np.clip(rest, -edge, edge)
    return np.asarray(np.clip(soft + kept, 0, 255), np.uint8)


def _enlarged(p: Picture, rng: np.random.Generator) -> Picture:
    by = float(rng.uniform(1.8, 3.5))
    small = cv2.resize(p, None, fx=1 / by, fy=1 / by, interpolation=cv2.INTER_AREA)
    way = int(rng.choice([cv2.INTER_LINEAR, cv2.INTER_CUBIC, cv2.INTER_LANCZOS4]))
    return np.asarray(cv2.resize(small, p.shape[1::-1], interpolation=way), np.uint8)


def fit(x: NDArray[np.float64], y: NDArray[np.int_], held: NDArray[np.bool_], o: argparse.Namespace) -> None:
    """Fit, report at the limit that the gate uses, write."""
    from sklearn.neural_network import MLPClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    from porewise.knowledge.face import gates

    net = MLPClassifier(hidden_layer_sizes=(32, 16), alpha=1.0, max_iter=1500, random_state=1)
    model = make_pipeline(StandardScaler(), net).fit(x[~held], y[~held])
    said, limit, truth = model.predict_proba(x[held]), gates()["smoothed"].limit, y[held]
    accused = said[:, 1:].max(1) > limit
    figures = {
        "natural_accused": float(accused[truth == 0].mean()),
        "smoothed_caught": float(accused[truth == 1].mean()),
        "enlarged_caught": float(accused[truth == 2].mean()),
    }
    record = {"skins": o.skins, "trained_by": "benchmarks/train/filters.py", "outputs": list(CLASSES)}
    write_dense("natural", model, {**record, "held_out": figures}, o.out)


if __name__ == "__main__":
    main()
