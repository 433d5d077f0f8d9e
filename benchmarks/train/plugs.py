"""
Train ``plugs`` and ``kinds`` on fresh drawn skins, measured as a user's photo is: the blur as it is read, then the
eye, then the fit.

    python benchmarks/train/plugs.py [--skins 640] [--cache build/plugs.npz] [--out src/porewise/measure/models]

Run it after ``train.py``. ``plugs`` says whether a pore holds a dark plug, ``kinds`` (``kinds.py``) what a spot is that
is no pore. The first one's record also calibrates the fit's diameters: one number added to ln D (the mean of what the
pits of two hands lack, whose truth is what they look like), and the factor by which the eye's doubt is stretched to be
true. Half of the skins are by our own
hand, which alone knows what else lies on the skin; the others share the rest. Every fifth skin is held out.
"""

from __future__ import annotations

import argparse
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from draw import linear_of
from hands import HANDS, Shown
from kinds import NAMES, train_kinds
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from train import FAINTEST_SEEN, FEWEST_PX, MATCH_MM, write_dense

from porewise.measure.blur import estimate_blur_px
from porewise.measure.eye import EYE_PX_PER_MM
from porewise.measure.hole import WIDTH
from porewise.measure.judge import NAMES as NUMBERS
from porewise.measure.judge import said_log_d, spot_numbers
from porewise.measure.light import LUMINANCE
from porewise.measure.settings import STANDARD
from porewise.measure.spots import look_for_spots, skin_sheet
from porewise.synth import Skin

HELD_OUT_EVERY = 5
COLUMNS = ("label", "weight", "log_d", "said_log_d", "seen_sd", "skin", "kind", "hand")
# rows of the second table
LABEL, WEIGHT, TRUE_LOG_D, SAID_LOG_D, SEEN_SD, SKIN, KIND, HAND = range(len(COLUMNS))
TURNS = ("ours", "other", "ours", "third")  # whose skin is whose
NOT_KNOWN = -1
PITS = ("other", "third")  # hands all of whose pores are pits that only light and what they hold make dark
SIZED_PX_PER_MM = 8.0  # coarser photos tell no sizes
SMALLEST_SIZED_MM = 0.12
ON_IT_MM = 0.12


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--skins", type=int, default=640)
    ask.add_argument("--seed", type=int, default=91)
    ask.add_argument("--workers", type=int, default=2)
    ask.add_argument("--cache", type=Path, default=Path("build/plugs.npz"))
    ask.add_argument("--out", type=Path, default=Path("src/porewise/measure/models"))
    o = ask.parse_args()
    if not o.cache.exists():
        with ProcessPoolExecutor(o.workers) as pool:
            rows = list(pool.map(measured, [(o.seed, i) for i in range(o.skins)], chunksize=8))
        o.cache.parent.mkdir(parents=True, exist_ok=True)
        np.savez(o.cache, x=np.concatenate([r[0] for r in rows]), y=np.concatenate([r[1] for r in rows]))
    kept = np.load(o.cache)
    record = {"skins": o.skins, "trained_by": "benchmarks/train/plugs.py"}
    held = kept["y"][:, SKIN] % HELD_OUT_EVERY == 0
    train_plugs(kept["x"], kept["y"], held, record, o.out)
    no_pore = (kept["y"][:, LABEL] == 0) & (kept["y"][:, KIND] != NOT_KNOWN)
    train_kinds(kept["x"][no_pore], kept["y"][no_pore, KIND], held[no_pore], record, o.out)


def measured(task: tuple[int, int]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The numbers of every spot of one skin, and what it truly is."""
    seed, i = task
    cv2.setNumThreads(1)
    hand = i % len(TURNS)
    shown = HANDS[TURNS[hand]](seed, i // 2 if TURNS[hand] == "ours" else i // len(TURNS))
    linear = linear_of(shown.picture)
    blur = estimate_blur_px(np.ascontiguousarray(linear @ LUMINANCE), shown.px_per_mm) or 0.8
    mask = np.ones(linear.shape[:2], bool)
    sheet = skin_sheet(linear, mask, px_per_mm=shown.px_per_mm, blur_px=blur, how=STANDARD)
    spots = look_for_spots(sheet, STANDARD)
    y = np.zeros((len(spots), len(COLUMNS)))
    y[:, WEIGHT], y[:, TRUE_LOG_D], y[:, SKIN], y[:, HAND] = 1, np.nan, i, hand
    y[:, SAID_LOG_D], y[:, SEEN_SD] = said_log_d(spots), spots.seen.log_d_sd
    for row, pore in paired(shown, spots.seen.x, spots.seen.y, sheet.shrink):
        _, _, diameter_mm, darkness, dark = shown.truth[pore]
        y[row, LABEL] = 2 if dark else 1
        y[row, TRUE_LOG_D] = np.log(diameter_mm)
        y[row, WEIGHT] = visible(diameter_mm, darkness, shown)
    px = np.column_stack([(spots.seen.x + 0.5) * sheet.shrink[0], (spots.seen.y + 0.5) * sheet.shrink[1]])
    y[:, KIND] = NOT_KNOWN if shown.skin is None else kinds_at(shown.skin, px / shown.px_per_mm)
    return spot_numbers(spots), y


def kinds_at(skin: Skin, places_mm: NDArray[np.float64]) -> NDArray[np.int_]:
    """Which of ``kinds.NAMES`` lies at each place (0 where nothing was put); the nearest of several."""
    if not skin.others or not len(places_mm):
        return np.zeros(len(places_mm), int)
    at = np.array([(o.x_mm, o.y_mm, max(o.reach_mm, ON_IT_MM)) for o in skin.others])
    named = np.array([NAMES.index(o.kind) for o in skin.others])
    away = np.hypot(*(places_mm[:, None] - at[None, :, :2]).transpose(2, 0, 1)) / at[:, 2]
    nearest = away.argmin(1)
    return np.where(away.min(1) <= 1, named[nearest], 0)


def visible(diameter_mm: float, darkness: float, shown: Shown) -> bool:
    """Whether anyone could see a pore in this picture."""
    hole, blur = (diameter_mm / WIDTH) ** 2, (shown.blur_px / shown.px_per_mm) ** 2
    return bool(
        darkness * hole / (hole + blur) >= FAINTEST_SEEN and diameter_mm * shown.px_per_mm >= FEWEST_PX
    )


def paired(
    shown: Shown, x: NDArray[np.float64], y: NDArray[np.float64], shrink: tuple[float, float]
) -> list[tuple[int, int]]:
    """Spots and the true pores they lie on, one to one, the clearest pores first."""
    if not len(x) or not shown.truth:
        return []
    tree, free = cKDTree(np.column_stack([x, y])), np.ones(len(x), bool)
    pairs = []
    for p, (x_px, y_px, diameter_mm, _, _) in sorted(
        enumerate(shown.truth), key=lambda row: -row[1][3] * row[1][2] ** 2
    ):
        at = (x_px + 0.5) / shrink[0] - 0.5, (y_px + 0.5) / shrink[1] - 0.5
        near = [
            r for r in tree.query_ball_point(at, max(MATCH_MM, diameter_mm / 2) * EYE_PX_PER_MM) if free[r]
        ]
        if near:
            row = min(near, key=lambda r: (x[r] - at[0]) ** 2 + (y[r] - at[1]) ** 2)
            free[row] = False
            pairs.append((row, p))
    return pairs


def train_plugs(
    x: NDArray[np.float64], y: NDArray[np.float64], held: NDArray[np.bool_], record: dict[str, Any], out: Path
) -> None:
    """Dark plug or not, of spots that are pores."""
    from sklearn.neural_network import MLPClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    use = (y[:, WEIGHT] > 0) & (y[:, LABEL] > 0)
    net = MLPClassifier(
        hidden_layer_sizes=(24,), alpha=1e-1, max_iter=300, early_stopping=True, random_state=1
    )
    model = make_pipeline(StandardScaler(), net).fit(x[use & ~held], y[use & ~held, LABEL] == 2)
    test = use & held
    said, dark = model.predict_proba(x[test])[:, 1], y[test, LABEL] == 2
    shift, doubt, sizes = sizes_of(y, use & (x[:, NUMBERS.index("log_px_per_mm")] >= np.log(SIZED_PX_PER_MM)))
    figures = {
        "plug_f1": _f1(said >= 0.5, dark),
        "calibration_error": _calibration_error(said, dark),
        **sizes,
    }
    record = {
        **record,
        "outputs": ["logit of a dark plug"],
        "shift": round(shift, 4),
        "doubt": round(doubt, 3),
        "held_out": figures,
    }
    write_dense("plugs", model, record, out)


def sizes_of(y: NDArray[np.float64], rows: NDArray[np.bool_]) -> tuple[float, float, dict[str, float]]:
    """
    What ln D of pits lacks in the middle of the clinical range (knowing the blur only as it is read), both hands
    counting alike, and how many times the eye's sd it is off there, so that 90 % intervals hold. One number each: no
    skin need be held out.
    """
    rows = rows & (y[:, TRUE_LOG_D] > np.log(SMALLEST_SIZED_MM))
    lacks = y[rows, TRUE_LOG_D] - y[rows, SAID_LOG_D]
    middle = (y[rows, TRUE_LOG_D] > np.log(0.25)) & (y[rows, TRUE_LOG_D] < np.log(0.45))
    names = np.array(TURNS)[y[rows, HAND].astype(int)]
    by_hand = {n: float(np.median(lacks[middle & (names == n)])) for n in dict.fromkeys(TURNS)}
    shift = float(np.mean([by_hand[n] for n in PITS]))
    pits = middle & np.isin(names, PITS)
    doubt = float(np.quantile((np.abs(lacks - shift) / y[rows, SEEN_SD])[pits], 0.9) / 1.645)
    lacking = {f"lacks_{n}": v for n, v in by_hand.items()}
    return shift, doubt, {"size_rms": float((lacks - shift).std()), **lacking}


def _f1(said: NDArray[np.bool_], true: NDArray[np.bool_]) -> float:
    return float(2 * (said & true).sum() / max(said.sum() + true.sum(), 1))


def _calibration_error(score: NDArray[np.float64], true: NDArray[np.bool_]) -> float:
    """Mean distance between what is said and what is so, over ten bands of probability."""
    band = np.clip((score * 10).astype(int), 0, 9)
    gaps = [
        abs(score[band == b].mean() - true[band == b].mean()) * (band == b).mean() for b in set(band.tolist())
    ]
    return float(sum(gaps))


if __name__ == "__main__":
    main()
