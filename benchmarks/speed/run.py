"""
How fast is Porewise on one core, beside the public spot finders, on the same close-up in the same run.

    python benchmarks/speed/run.py [--times 5]

``detection alone``: from linear light to sightings; ``everything``: gate, blur, sightings, fits, judgement,
completeness and the zone's numbers. Best of some runs; milliseconds per megapixel.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")
sys.path.insert(0, str(Path(__file__).parents[1] / "accuracy"))

import cv2  # noqa: E402  # the threads are fixed first
import numpy as np  # noqa: E402
from numpy.typing import NDArray  # noqa: E402
from other_hand import random_scene, render  # noqa: E402
from ours import NO_FACE, photo_of  # noqa: E402
from peers import darkness_of, settings  # noqa: E402

from porewise.measure import STANDARD, measure_pores  # noqa: E402
from porewise.measure.eye import look  # noqa: E402
from porewise.measure.spots import skin_sheet  # noqa: E402

RESULTS = Path(__file__).parents[1] / "results" / "speed.json"


def best_ms(call: Callable[[], object], times: int) -> float:
    """The shortest of some runs, as processor time: what others do on the machine does not count."""
    call()
    taken = []
    for _ in range(times):
        start = time.process_time()
        call()
        taken.append(time.process_time() - start)
    return 1000 * min(taken)


def close_up() -> tuple[NDArray[np.uint8], float]:
    """About one megapixel of skin at 16 px/mm, of patches side by side."""
    scene = random_scene(np.random.default_rng(42), px_per_mm=16.0, width_mm=32, height_mm=24)
    patch = render(scene, seed=42).picture
    return np.tile(patch, (3, 2, 1)), 16.0


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--times", type=int, default=5)
    o = ask.parse_args()
    cv2.setNumThreads(1)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    picture, k = close_up()
    megapixels = picture.shape[0] * picture.shape[1] / 1e6
    photo = photo_of(picture)
    mask = np.ones(picture.shape[:2], bool)

    def detect() -> object:
        sheet = skin_sheet(photo.linear, mask, px_per_mm=k, blur_px=0.9, how=STANDARD)
        return look(sheet.planes, sheet.mask, blur_mm=sheet.blur_mm, px_per_mm=k, lowest=STANDARD.told_score)

    def everything() -> object:
        return measure_pores(photo, NO_FACE, version="bench", px_per_mm=k)

    rows = {
        "Porewise, detection alone": best_ms(detect, o.times) / megapixels,
        "Porewise, everything": best_ms(everything, max(2, o.times // 2)) / megapixels,
    }
    dark = darkness_of(picture, k)
    for setting in settings():
        if setting.peer not in rows:  # the first setting of each
            rows[setting.peer] = best_ms(lambda s=setting: s.call(dark, k), max(1, o.times // 2)) / megapixels  # type: ignore[misc]
    asked = {"Porewise, detection alone": 80.0, "Porewise, everything": 250.0}
    print(f"{'finder':28} {'ms/MP':>8} {'asked':>8}")
    for name, ms in sorted(rows.items(), key=lambda r: r[1]):
        print(f"{name:28} {ms:8.0f} {asked.get(name, ''):>8}")
    RESULTS.parent.mkdir(exist_ok=True)
    kept = {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": f"{platform.system()} {platform.machine()}, one core",
        "python": platform.python_version(),
        "megapixels": megapixels,
        "ms_per_megapixel": {name: round(ms, 1) for name, ms in rows.items()},
    }
    RESULTS.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
