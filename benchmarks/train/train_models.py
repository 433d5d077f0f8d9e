"""
Train the small networks of ``porewise.measure`` on drawn skin, and write them with their record.

    python benchmarks/train/train_models.py [--skins 1600] [--seed 77] [--out src/porewise/measure/models]

Needs scikit-learn (``pip install porewise[bench]``). Every fourth skin is held out and never trained on;
the record in each file states the figures on those. Same seed, same versions: same networks.
"""

from __future__ import annotations

import argparse
import json
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from scipy.spatial import cKDTree

from porewise.measure.blur import blur_features
from porewise.measure.light import LUMINANCE
from porewise.measure.settings import STANDARD
from porewise.measure.spots import look_for_spots, working_sheet
from porewise.synth.skin import Skin, draw_skin
from porewise.synth.variety import random_recipe

PIXEL_BLUR = 0.3  # sd in pixels of what the sensor's own area adds to the drawn blur
BLUR_JITTER = 0.2  # sd of ln(blur): training sees the fit made with a blur as wrong as the estimate is


@dataclass
class Rows:
    """All candidates of one skin: features, label (0 none, 1 pore, 2 plugged), ln of true and fitted diameter."""

    features: np.ndarray
    label: np.ndarray
    true_log_d: np.ndarray
    fit_log_d: np.ndarray
    blur_features: np.ndarray
    log_blur: float


def linear_of(picture: np.ndarray) -> np.ndarray:
    """sRGB bytes to linear light."""
    x = picture.astype(np.float32) / 255
    return np.where(x <= 0.04045, x / 12.92, ((x + 0.055) / 1.055) ** 2.4).astype(np.float32)


def rows_of(args: tuple[int, int]) -> Rows:
    """Draw one skin and look at it."""
    seed, i = args
    cv2.setNumThreads(1)
    rng = np.random.default_rng([seed, i])
    skin = draw_skin(random_recipe(rng, pore_free=i % 5 == 0), seed=i)
    linear = linear_of(skin.picture)
    blur = float(np.hypot(skin.recipe.camera.blur_px, PIXEL_BLUR))
    used = blur * float(np.exp(rng.normal(0, BLUR_JITTER)))
    mask = np.ones(linear.shape[:2], bool)
    sheet = working_sheet(linear, mask, px_per_mm=skin.px_per_mm, blur_px=used, how=STANDARD)
    spots = look_for_spots(sheet, STANDARD)
    label, true_log_d = match(skin, spots.fits.x, spots.fits.y, sheet.shrink, sheet.px_per_mm)
    return Rows(
        spots.features,
        label,
        true_log_d,
        spots.fits.log_d,
        blur_features(linear @ LUMINANCE, skin.px_per_mm),
        np.log(blur),
    )


def match(skin: Skin, x: np.ndarray, y: np.ndarray, shrink: float, k: float) -> tuple[np.ndarray, np.ndarray]:
    """Give each candidate the planted pore it lies on, the clearest pores first, each at most once."""
    label, log_d = np.zeros(len(x), int), np.full(len(x), np.nan)
    pores = sorted(skin.pores, key=lambda p: -p.darkness * p.diameter_mm**2)
    if not len(x) or not pores:
        return label, log_d
    places = np.array([[(p.x_px + 0.5) / shrink - 0.5, (p.y_px + 0.5) / shrink - 0.5] for p in pores])
    distance, nearest = cKDTree(np.column_stack([x, y])).query(places)
    for pore, d, j in zip(pores, distance, nearest, strict=True):
        if d <= max(max(0.12, 0.4 * pore.diameter_mm) * k, 1.2) and label[j] == 0:
            label[j] = 2 if pore.plug == "dark" else 1
            log_d[j] = np.log(pore.diameter_mm)
    return label, log_d


def to_json(pipeline: object, record: dict[str, object]) -> str:
    """A fitted scaler and multi-layer perceptron as our own plain format, six digits each."""
    scaler, net = (step for _, step in pipeline.steps)  # type: ignore[attr-defined]
    short = lambda a: [[float(f"{v:.6g}") for v in row] for row in np.atleast_2d(a)]  # noqa: E731
    layers = [[short(w), short(b)[0]] for w, b in zip(net.coefs_, net.intercepts_, strict=True)]
    return json.dumps(
        {
            "record": record,
            "centre": short(scaler.mean_)[0],
            "spread": short(scaler.scale_)[0],
            "layers": layers,
        },
        separators=(",", ":"),
    )


def main() -> None:
    """Draw, train, report, write."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--skins", type=int, default=1600)
    ask.add_argument("--seed", type=int, default=77)
    ask.add_argument("--workers", type=int, default=2)
    ask.add_argument("--out", type=Path, default=Path("src/porewise/measure/models"))
    o = ask.parse_args()
    with ProcessPoolExecutor(o.workers) as pool:
        rows = list(pool.map(rows_of, [(o.seed, i) for i in range(o.skins)], chunksize=8))
    for name, text in train(
        rows, {"skins": o.skins, "seed": o.seed, "script": "benchmarks/train/train_models.py"}
    ).items():
        (o.out / f"{name}.json").write_text(text + "\n")


def train(rows: list[Rows], record: dict[str, object]) -> dict[str, str]:
    """Train the four networks; held-out skins are every fourth."""
    from sklearn.metrics import log_loss, roc_auc_score
    from sklearn.neural_network import MLPClassifier, MLPRegressor
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    group = np.concatenate([np.full(len(r.label), i) for i, r in enumerate(rows)])
    x, label = np.concatenate([r.features for r in rows]), np.concatenate([r.label for r in rows])
    held = group % 4 == 3
    judge = make_pipeline(
        StandardScaler(),
        MLPClassifier((64, 32), alpha=1e-3, max_iter=80, early_stopping=True, random_state=1),
    ).fit(x[~held], label[~held])
    chance = judge.predict_proba(x[held])
    score, is_pore = 1 - chance[:, 0], label[held] > 0
    said = score >= STANDARD.counted_score
    figures = {
        "auc": roc_auc_score(is_pore, score),
        "log_loss": log_loss(label[held], chance),
        "precision": (said & is_pore).sum() / said.sum(),
        "recall_of_candidates": (said & is_pore).sum() / is_pore.sum(),
    }
    out = {
        "judge": to_json(
            judge, {**record, "outputs": ["none", "pore", "plugged"], "held_out": rounded(figures)}
        )
    }

    true, fitted = np.concatenate([r.true_log_d for r in rows]), np.concatenate([r.fit_log_d for r in rows])
    known = np.isfinite(true) & (true > np.log(0.12))
    miss = (true - fitted).clip(-1, 1)
    a, b = known & ~held, known & held
    size = make_pipeline(
        StandardScaler(),
        MLPRegressor(hidden_layer_sizes=(24,), alpha=1.0, early_stopping=True, random_state=1),
    ).fit(x[a], miss[a])
    left = np.abs(miss - np.where(known, size.predict(x), 0)).clip(0.005, 1.5)
    # ln of the sd from ln |error|: E ln|z| of a standard normal is −0.635
    doubt = make_pipeline(
        StandardScaler(),
        MLPRegressor(hidden_layer_sizes=(16,), alpha=1.0, early_stopping=True, random_state=1),
    ).fit(x[a], np.log(left[a]) + 0.635)
    z = left[b] / np.exp(doubt.predict(x[b]))
    figures = {"rms": float(np.sqrt((left[b] ** 2).mean())), "before": float(np.sqrt((miss[b] ** 2).mean()))}
    out["size"] = to_json(
        size, {**record, "outputs": ["ln true − ln fitted diameter"], "held_out": rounded(figures)}
    )
    figures = {"cover_90": float((z < 1.645).mean()), "median_z": float(np.median(z))}
    out["size_doubt"] = to_json(
        doubt, {**record, "outputs": ["ln sd of ln diameter"], "held_out": rounded(figures)}
    )

    bx, by = np.array([r.blur_features for r in rows]), np.array([r.log_blur for r in rows])
    held = np.arange(len(rows)) % 4 == 3
    blur = make_pipeline(
        StandardScaler(), MLPRegressor(hidden_layer_sizes=(24,), alpha=3.0, max_iter=2000, random_state=1)
    ).fit(bx[~held], by[~held])
    error = blur.predict(bx[held]) - by[held]
    out["blur"] = to_json(
        blur, {**record, "outputs": ["ln blur sd in pixels"], "held_out": rounded({"rms": error.std()})}
    )
    for name, text in out.items():
        print(name, json.loads(text)["record"]["held_out"])
    return out


def rounded(figures: dict[str, float]) -> dict[str, float]:
    """Four digits are enough for a record."""
    return {k: round(float(v), 4) for k, v in figures.items()}


if __name__ == "__main__":
    main()
