"""
Read drawn label photos and keep the figures in ``benchmarks/results/label_photos.json``.

    make bench-check        or        python benchmarks/check/label_photos.py

Ten fonts, each on two of six scenes (flat, tilted, round, shaded, glaring, dark, coarse paper) at 12 megapixels.
A name counts as named where the label's answer holds the ingredient that the printed list, read as text,
holds there. Time and memory are those of a fresh process that reads one photo, models and dictionary included.
"""

from __future__ import annotations

import json
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from draw_label import Scene, draw_label
from label_lists import LISTS
from PIL import ImageFont

from porewise import calls
from porewise.values.label_photo import Label

if TYPE_CHECKING:
    from collections.abc import Callable

    from porewise.values.label import CheckedProduct

RESULT = Path(__file__).parents[1] / "results" / "label_photos.json"
FONT_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/Library/Fonts",
    "C:/Windows/Fonts",
    "~/.fonts",
)
FONTS = (
    "DejaVuSans.ttf", "DejaVuSansCondensed.ttf", "DejaVuSerif.ttf", "LiberationSans-Regular.ttf",
    "LiberationSansNarrow-Regular.ttf", "LiberationSerif-Regular.ttf", "NimbusSans-Regular.otf",
    "URWGothic-Book.otf", "URWBookman-Light.otf", "C059-Roman.otf",
)  # fmt: skip
SCENES = (
    Scene(),
    Scene(letters_px=34, tilt_deg=-11, capitals=True, paper="cream"),
    Scene(letters_px=46, curve_deg=45, above_deg=10, shade=0.4, hyphenate=True),
    Scene(
        letters_px=40, curve_deg=55, above_deg=14, tilt_deg=7, shade=0.5, glare=0.25, blur_px=1.8, noise=5, quality=75
    ),
    Scene(letters_px=36, paper="dark", curve_deg=35, above_deg=-8, tilt_deg=-5, noise=6),
    Scene(letters_px=30, paper="kraft", tilt_deg=14, shade=0.6, blur_px=1.5, noise=6, quality=70),
)  # fmt: skip
ONE = """
import sys, time
start = time.perf_counter()
from porewise import calls
calls.check_label_photo(sys.argv[1])
seconds = time.perf_counter() - start
try:  # ru_maxrss would count what the parent held before this process was its own
    from pathlib import Path
    peak = next(l for l in Path("/proc/self/status").read_text().splitlines() if l.startswith("VmHWM"))
    mb = int(peak.split()[1]) / 1024
except OSError:
    import resource
    mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
print(seconds, time.process_time(), mb)
"""


def fonts() -> dict[str, Callable[[int], ImageFont.FreeTypeFont]]:
    """The fonts that this machine has, by name, as functions of the size."""
    files = {f.name: f for folder in FONT_FOLDERS for f in Path(folder).expanduser().rglob("*.[to]tf")}
    return {n: (lambda size, f=files[n]: ImageFont.truetype(str(f), size)) for n in FONTS if n in files}  # type: ignore[misc]


def names_of(product: CheckedProduct) -> set[str]:
    """What a product holds: the ingredient where it is known, the printed letters where not."""
    return {i.inci or re.sub(r"[^a-z0-9]", "", i.text.lower()) for i in product.ingredients}


def one_photo(path: Path) -> tuple[float, float, float]:
    """Seconds on the clock, seconds of processor and MB of a process that reads this photo and nothing else."""
    done = subprocess.run([sys.executable, "-c", ONE, str(path)], check=True, capture_output=True, text=True)
    seconds, busy, mb = map(float, done.stdout.split())
    return seconds, busy, mb


def figures(folder: Path) -> dict[str, object]:
    named = asked = 0
    rows = []
    for i, (font_name, font) in enumerate(fonts().items()):
        for number in (i % len(SCENES), (i + 3) % len(SCENES)):
            names, scene = LISTS[(i + number) % len(LISTS)], SCENES[number]
            path = folder / f"{i}-{number}.jpg"
            draw_label(names, scene, font=font).save(path, quality=scene.quality)
            label, product = calls.check_label_photo(path)
            wanted = names_of(calls.check("Ingredients: " + ", ".join(names)))
            found = wanted & names_of(product)
            named, asked = named + len(found), asked + len(wanted)
            listed = (
                [line.confidence for line in label.lines if line.listed] if isinstance(label, Label) else []
            )
            rows.append(
                {
                    "font": font_name,
                    "scene": number,
                    "named": len(found),
                    "of": len(wanted),
                    "lowest_line_confidence": round(min(listed, default=0.0), 2),
                    "missing": sorted(wanted - found),
                }
            )
            print(
                f"{font_name:34} scene {number}: {len(found)} of {len(wanted)} {sorted(wanted - found) or ''}"
            )
    costs = [one_photo(folder / f"{number}-{number}.jpg") for number in range(3)]
    return {
        "fonts": len({r["font"] for r in rows}),
        "photos": len(rows),
        "megapixels": 12,
        "named_share": round(named / asked, 4),
        "worst_photo_share": round(min(int(str(r["named"])) / int(str(r["of"])) for r in rows), 4),
        "seconds_best": round(min(s for s, _, _ in costs), 2),
        "processor_seconds": round(max(b for _, b, _ in costs), 2),
        "peak_mb": round(max(mb for _, _, mb in costs)),
        "rows": rows,
    }


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        measured = figures(Path(folder))
    print(f"named {measured['named_share']:.1%} (asked 90 %), worst photo {measured['worst_photo_share']:.1%},"
          f" {measured['seconds_best']} s (asked 6 s), {measured['peak_mb']} MB (asked 700 MB),"
          f" {time.perf_counter() - start:.0f} s in all")  # fmt: skip
    about = {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": platform.machine(),
        "cores": os.cpu_count(),
    }
    RESULT.write_text(
        json.dumps({**about, **measured}, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
