"""
Calibrate the judge's diameters on fresh drawn skins, measured as a user's photo is: with the blur as it is read.

    python benchmarks/train/calibrate.py [--models src/porewise/measure/models] [--skins 160] [--seed 82]

Training knows the true blur, use does not: what that costs in the middle of the clinical range (0.25 to 0.45 mm) is
one number, the median of ln(true / said). It is added to the network's last bias and written into its record.
"""

from __future__ import annotations

import argparse
import json
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import cv2
import numpy as np
from draw import linear_of, match

from porewise.measure.blur import estimate_blur_px
from porewise.measure.judge import judge
from porewise.measure.light import LUMINANCE
from porewise.measure.settings import STANDARD
from porewise.measure.spots import look_for_spots, working_sheet
from porewise.synth import draw_skin, random_recipe

LOW_MM, HIGH_MM = 0.25, 0.45
COARSEST, FINEST = 9.0, 24.0  # pixels per mm at which sizes are told and phones are held


def main() -> None:
    """Measure, take the median, write it into the network."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--models", type=Path, default=Path("src/porewise/measure/models"))
    ask.add_argument("--skins", type=int, default=160)
    ask.add_argument("--seed", type=int, default=82)
    ask.add_argument("--workers", type=int, default=2)
    o = ask.parse_args()
    with ProcessPoolExecutor(o.workers) as pool:
        off = np.concatenate(list(pool.map(misses, [(o.seed, i) for i in range(o.skins)], chunksize=4)))
    shift = float(np.median(off))
    path = o.models / "judge.npz"
    data = dict(np.load(path))
    data["o.bias"][3] += shift
    record = json.loads(str(data["record"]))
    note = {"skins": o.skins, "pores": len(off), "added_to_ln_diameter": round(shift, 4)}
    data["record"] = np.array(
        json.dumps({**record, "calibrated_by": "benchmarks/train/calibrate.py", "calibration": note})
    )
    np.savez(path, **data)
    print(note, "scatter", round(float(off.std()), 3))


def misses(task: tuple[int, int]) -> np.ndarray:
    """ln(true / said) of the counted pores of one skin in the middle of the clinical range."""
    seed, i = task
    cv2.setNumThreads(1)
    rng = np.random.default_rng([seed, i])
    k = float(np.exp(rng.uniform(np.log(COARSEST), np.log(FINEST))))
    skin = draw_skin(random_recipe(rng, px_per_mm=k), seed=i + seed * 100_000)
    linear = linear_of(skin.picture)
    blur = estimate_blur_px(linear @ LUMINANCE, k) or 0.8
    sheet = working_sheet(linear, np.ones(linear.shape[:2], bool), px_per_mm=k, blur_px=blur, how=STANDARD)
    spots = look_for_spots(sheet, STANDARD)
    judged = judge(spots, blur_mm=sheet.blur_px / sheet.px_per_mm, how=STANDARD)
    places = np.array(
        [((p.x_px + 0.5) / sheet.shrink - 0.5, (p.y_px + 0.5) / sheet.shrink - 0.5) for p in skin.pores]
    )
    pore = match(skin, places, np.column_stack([spots.fits.x, spots.fits.y]), sheet.px_per_mm)
    rows = np.nonzero((pore >= 0) & judged.counted)[0]
    true = np.array([skin.pores[j].diameter_mm for j in pore[rows]])
    middle = (true >= LOW_MM) & (true <= HIGH_MM)
    return np.log(true[middle]) - judged.log_d[rows][middle]


if __name__ == "__main__":
    main()
