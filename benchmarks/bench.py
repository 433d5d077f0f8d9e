"""
Print the figures Porewise promises and keep them, with date and machine, in ``benchmarks/results``.

    make bench        or        python benchmarks/bench.py

Each figure is measured in a process of its own, as a user would meet it.
"""

from __future__ import annotations

import json
import os
import platform
import re
import resource
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

RESULTS = Path(__file__).parent / "results"
SHARED = Path(os.environ.get("PORE_SHARED", Path(__file__).parents[2] / "shared"))
RUN = "from porewise.cli import main; main()"


@dataclass(frozen=True)
class Figure:
    """One line of the table."""

    name: str
    value: float
    unit: str
    asked: str
    met: bool


def timed(words: list[str], times: int = 1) -> tuple[float, float]:
    """Best wall seconds of some runs, and the largest peak memory in MB of a child so far."""
    best = float("inf")
    for _ in range(times):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", RUN, *words], check=True, capture_output=True)
        best = min(best, time.perf_counter() - start)
    return best, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def twelve_megapixels(folder: Path) -> Path:
    """The example face at 3024 × 4032 pixels, as a phone would store it."""
    from PIL import Image

    from porewise.synth import demo

    path = folder / "selfie.jpg"
    Image.open(demo.photos()[0]).resize((3024, 4032), Image.Resampling.LANCZOS).save(path, quality=93)
    return path


def selfie(folder: Path) -> list[Figure]:
    """From a 12-megapixel file to the printed reading."""
    path = twelve_megapixels(folder)
    seconds, megabytes = timed(["measure", str(path), "--json"], times=3)
    return [
        Figure("12-megapixel selfie to reading", seconds, "s", "≤ 6", seconds <= 6),
        Figure("its peak memory", megabytes, "MB", "≤ 1200", megabytes <= 1200),
    ]


def help_text() -> list[Figure]:
    """How soon the command answers."""
    seconds, _ = timed(["--help"], times=5)
    return [Figure("porewise --help", seconds, "s", "≤ 0.8", seconds <= 0.8)]


def server(folder: Path) -> list[Figure]:
    """First page after start, and what an idle server holds."""
    start = time.perf_counter()
    words = ["serve", "--port", "0", "--no-browser", "--data", str(folder / "data")]
    with subprocess.Popen([sys.executable, "-c", RUN, *words], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        urllib.request.urlopen(address, timeout=20).read()  # noqa: S310  # our own address
        seconds = time.perf_counter() - start
        time.sleep(2)
        status = Path(f"/proc/{process.pid}/status")
        match = re.search(r"VmRSS:\s+(\d+)", status.read_text()) if status.exists() else None
        process.terminate()
        process.wait(20)
    idle = int(match.group(1)) / 1024 if match else float("nan")
    return [
        Figure("first page after start", seconds, "s", "≤ 2", seconds <= 2),
        Figure("idle server", idle, "MB", "≤ 120", idle <= 120),
    ]


def portraits() -> list[dict[str, object]]:
    """What Porewise says of the real portraits, beside what their list says about them."""
    manifest = SHARED / "photos" / "MANIFEST.json"
    if not manifest.exists():
        return []
    rows = []
    for photo in json.loads(manifest.read_text())["photos"]:
        done = subprocess.run(
            [sys.executable, "-c", RUN, "measure", str(SHARED / "photos" / photo["file"]), "--json"],
            capture_output=True,
            text=True,
            check=False,
        )
        answer = json.loads(done.stdout) if done.stdout else {"verdict": done.stderr.strip(), "quality": {}}
        listed = photo.get("face")
        scale = answer["quality"].get("px_per_mm")
        reasons = [r["code"] for r in answer["quality"].get("reasons", [])]
        rows.append(
            {
                "photo": photo["file"],
                "listed_px_per_mm": round(1 / listed["mm_per_px_iris"], 1) if listed else None,
                "px_per_mm": scale and round(scale, 1),
                "verdict": answer["verdict"],
                "reasons": reasons,
            }
        )
    return rows


def main() -> None:
    """Measure, print, keep."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        figures = [*help_text(), *selfie(folder), *server(folder)]
    print(f"{'figure':34} {'measured':>10}      asked   met")
    for f in figures:
        print(f"{f.name:34} {f.value:10.2f} {f.unit:3} {f.asked:>8}   {'yes' if f.met else 'NO'}")
    rows = portraits()
    for row in rows:
        scale = f"{row['px_per_mm']!s:>5} px/mm (listed {row['listed_px_per_mm']})"
        print(f"{row['photo']:30} {scale}  {row['verdict']} {row['reasons']}")
    RESULTS.mkdir(exist_ok=True)
    system = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    kept = {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": f"{system}, Python {platform.python_version()}",
        "figures": [f.__dict__ for f in figures],
        "portraits": rows,
    }
    (RESULTS / "bench.json").write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
