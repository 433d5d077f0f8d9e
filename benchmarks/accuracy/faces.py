"""The two demo faces against their truth: one rendered head, a sanity check and no proof."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from match import pair_up
from ours import counted, places

from porewise.values.reading import Pore, ZoneReading

SHARED = Path(os.environ.get("PORE_SHARED", Path(__file__).parents[3] / "shared"))
LOOKS = {"none": 1.18, "filament": 1.0, "dark": 0.89}  # how wide a pit looks against its own width
COLUMNS = ("asked", "found", "f1", "recall", "false_per_cm2", "diameter_bias", "density", "seen_share")


@dataclass(frozen=True, slots=True)
class FacePore:
    """A pore of the face's truth, in the words of ``match.Known``."""

    x_px: float
    y_px: float
    diameter_mm: float
    resolvable: bool
    clear: bool = False


def show() -> dict[str, Any]:
    """Print and return, per visit and zone: F1, false finds, diameter bias, density against truth."""
    visits = [SHARED / "faces" / f"demo_visit_{i}.jpg" for i in (1, 2)]
    return {visit.stem: one(visit) for visit in visits if visit.exists()}


def one(path: Path) -> dict[str, Any]:
    """One visit."""
    from porewise import measure_photo
    from porewise.values.reading import Rejected

    truth = json.loads(path.with_suffix(".json").read_text())
    reading = measure_photo(path)
    if isinstance(reading, Rejected):
        print(f"{path.stem}: refused", [r.code for r in reading.reasons])
        return {"refused": [r.code for r in reading.reasons]}
    scale, blur = reading.scale.px_per_mm.value, reading.quality.blur_px
    true_scale = float(np.mean([e["px_per_mm"] for e in truth["eyes"]]))
    print(f"\n{path.stem}: {reading.verdict}, px/mm {scale:.2f} (true {true_scale:.2f}), blur {blur} px")
    print(" ".join(f"{word:>12}" for word in ("zone", *COLUMNS)))
    out: dict[str, Any] = {"px_per_mm": scale, "true_px_per_mm": true_scale, "blur_px": blur}
    for zone in reading.zones:
        figures = _zone(zone, [p for p in counted(reading) if p.zone == zone.zone], _true_pores(truth), scale)
        out[zone.zone] = figures
        cells = (figures[name] for name in COLUMNS)
        print(f"{zone.zone:>12} " + " ".join(f"{'-':>12}" if c is None else f"{c:12.3f}" for c in cells))
    return out


def _true_pores(truth: dict[str, Any]) -> list[FacePore]:
    return [
        FacePore(
            p["x_px"], p["y_px"], (p["major_mm"] * p["minor_mm"]) ** 0.5 * LOOKS[p["plug"]], p["resolvable"]
        )
        for p in truth["pores"]
    ]


def _zone(zone: ZoneReading, mine: list[Pore], true: list[FacePore], scale: float) -> dict[str, float | None]:
    outline = np.array(zone.outline_px, np.float32)
    inside = [p for p in true if cv2.pointPolygonTest(outline, (p.x_px, p.y_px), False) > 0]
    # pores just outside the outline may be found too: they are no false finds
    near = [p for p in true if cv2.pointPolygonTest(outline, (p.x_px, p.y_px), True) > -2 * scale]
    _, columns = pair_up(places(mine), inside, scale)
    rows, _ = pair_up(places(mine), near, scale)
    asked, hits = sum(p.resolvable for p in inside), sum(inside[i].resolvable for i in columns)
    false, cm2 = len(mine) - len(rows), zone.area_mm2 / 100
    logs = []
    for j, i in zip(*pair_up(places(mine), inside, scale), strict=True):
        said, p = mine[j].diameter_mm, inside[i]
        if said and p.resolvable and 0.25 <= p.diameter_mm <= 0.45:
            logs.append(np.log(said.value / p.diameter_mm))
    return {
        "asked": float(asked),
        "found": float(len(mine)),
        "f1": 2 * hits / max(hits + asked + false, 1),
        "recall": hits / max(asked, 1),
        "false_per_cm2": false / cm2,
        "diameter_bias": float(np.exp(np.median(logs)) - 1) if logs else None,
        "density": zone.density_per_cm2.value if zone.density_per_cm2 else None,
        "seen_share": zone.area_mm2 / max(float(cv2.contourArea(outline)) / zone.px_per_mm**2, 1e-9),
    }


if __name__ == "__main__":
    show()
