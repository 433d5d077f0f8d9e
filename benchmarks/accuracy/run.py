"""
How well does Porewise see pores, beside every public spot finder, on pictures it was not made on.

    python benchmarks/accuracy/run.py [--quick] [--no-peers]

Pictures come from ``fourth_hand.py`` (nothing was trained or chosen on its skin), from other seeds of the hands that
draw for training (``other_hand.py``, ``porewise.synth``), and the trials of one thing at a time from ``other_hand.py``.
Peers stand at the best of their settings, chosen knowing the truth; Porewise stands at its one setting.
Prints the tables and keeps them in ``benchmarks/results/accuracy.json``.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import cv2
import faces
import numpy as np
import trials
from match import Tally
from ours import Case
from peers import settings
from trials import Pair, Seen

RESULTS = Path(__file__).parents[1] / "results" / "accuracy.json"


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--quick", action="store_true", help="fewer pictures: about ten minutes")
    ask.add_argument("--no-peers", action="store_true", help="Porewise alone")
    o = ask.parse_args()
    cv2.setNumThreads(1)
    amount = trials.QUICK if o.quick else trials.FULL
    start = time.perf_counter()
    kept: dict[str, Any] = {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "python": platform.python_version(),
        "amount": "quick" if o.quick else "full",
    }
    seen = {group: [trials.look(c) for c in cases] for group, cases in trials.mixed_cases(amount).items()}
    kept["detection"] = show_detection(seen, o.no_peers)
    fixed = [trials.look(c) for c in trials.fixed_cases(amount)]
    fine = seen[f"{trials.UNSEEN} 10-40"]
    kept["figures"] = show_figures(amount, fine, fixed, kept["detection"])
    kept["where"] = {hand: show_where(seen[f"{hand} 10-40"], hand) for hand in (trials.UNSEEN, trials.KNOWN)}
    kept["demo_faces"] = faces.show()
    kept["seconds"] = round(time.perf_counter() - start)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")
    print(f"\n{kept['seconds']} s")


def show_detection(seen: dict[str, list[Seen]], alone: bool) -> dict[str, Any]:
    """The tables of finders, one for each hand."""
    mine, peers = trials.detection(seen, [] if alone else settings())
    out: dict[str, Any] = {hand: show_finders(hand, mine, peers) for hand in (trials.UNSEEN, trials.KNOWN)}
    refused = {
        g: sum(s.reading.verdict == "refused" if hasattr(s.reading, "verdict") else True for s in r)
        for g, r in seen.items()
    }
    print("\nrefused by Porewise:", ", ".join(f"{n} of {len(seen[g])} {g}" for g, n in refused.items()))
    synth = mine["synth 10-32"].f1
    print(f"F1 on other seeds of porewise.synth: {synth:.3f}")
    return {"finders": out, "refused": refused, "f1_synth": synth}


def show_finders(hand: str, mine: dict[str, Tally], peers: dict[str, dict[str, Tally]]) -> dict[str, Any]:
    """The table of finders on skin by one hand, the best peer first."""
    print(f"\n{hand:20} {'F1 10-40':>9} {'recall':>9} {'clear':>9} {'F1 at 8':>9} {'false/cm² bare':>15}")
    out = {}
    rows = {"Porewise": mine} | dict(sorted(peers.items(), key=lambda p: -p[1][f"{hand} 10-40"].f1))
    for name, groups in rows.items():
        main, coarse, bare = (groups[f"{hand} {g}"] for g in ("10-40", "8", "bare"))
        cells = (main.f1, main.recall, main.clear_recall, coarse.f1)
        print(f"{name:20} " + " ".join(f"{c:9.3f}" for c in cells) + f" {bare.false_per_cm2:15.2f}")
        out[name] = {
            "f1": main.f1, "recall": main.recall, "clear_recall": main.clear_recall, "f1_at_8": coarse.f1,
            "false_per_cm2_bare": bare.false_per_cm2,
        }  # fmt: skip
    return out


def show_figures(
    amount: trials.Amount, fine: list[Seen], fixed: list[Seen], detection: dict[str, Any]
) -> dict[str, Any]:
    """The issue's figures one by one, each with what is asked."""
    pairs, at_ten = trials.pairs_of(fine), trials.pairs_of(fixed)
    size, centre = trials.sizes(pairs), trials.centre(at_ten, 10.0)
    slope, oval, again = trials.slope(amount), trials.ovalness(amount), trials.reshot(amount)
    moved, tones, spoilt = trials.moved(amount), trials.tones(amount), trials.gate(amount)
    kinds, names = trials.each_distractor(amount), trials.named(amount)
    blur = np.array([e for e, _ in trials.blur_errors(fine)])
    plug = trials.plugged_f1(pairs)
    unseen, known = (detection["finders"][hand] for hand in (trials.UNSEEN, trials.KNOWN))
    tone_values = np.array([v for v in tones.values() if np.isfinite(v)])
    tone_off = float(np.abs(tone_values / tone_values.mean() - 1).max()) if len(tone_values) else None
    lines: list[tuple[str, float | None, str, bool | None]] = []

    def line(name: str, value: float | None, asked: str, good: Callable[[float], bool]) -> None:
        lines.append((name, value, asked, None if value is None else good(value)))

    for hand, finders in ((trials.UNSEEN, unseen), (trials.KNOWN, known)):
        me = finders["Porewise"]
        best = max((f["f1"] for n, f in finders.items() if n != "Porewise"), default=float("nan"))
        line(f"{hand}: F1, 10-40 px/mm", me["f1"], "≥ 0.88", lambda v: v >= 0.88)
        line("… above the best peer", me["f1"] - best, "≥ 0.10", lambda v: v >= 0.10)
        line(f"{hand}: F1 at 8 px/mm", me["f1_at_8"], "≥ 0.78", lambda v: v >= 0.78)
        line(f"{hand}: false finds per cm², bare skin", me["false_per_cm2_bare"], "< 1", lambda v: v < 1)
    line("centre error at 10 px/mm, rms, px", centre["rms_px"], "≤ 0.25", lambda v: v <= 0.25)
    line("centre error at 10 px/mm, rms, µm", centre["rms_um"], "≤ 30", lambda v: v <= 30)
    line("diameter bias, 0.25-0.45 mm", size["bias"], "± 0.10", lambda v: abs(v) <= 0.10)
    line("coverage of 90 % intervals", size["coverage"], "0.86-0.94", lambda v: 0.86 <= v <= 0.94)
    line("slope of density", slope["slope"], "0.9-1.1", lambda v: 0.9 <= v <= 1.1)
    line("density, said over true", slope["ratio"], "0.9-1.1", lambda v: 0.9 <= v <= 1.1)
    line("zone ovalness, RMSE", oval["rmse"], "≤ 0.06", lambda v: v <= 0.06)
    line("round pores read (mean)", oval["round_read_mean"], "≤ 1.06", lambda v: v <= 1.06)
    line("plugged against open, F1", plug, "≥ 0.75", lambda v: v >= 0.75)
    line("re-shot wCV of density", again["density"], "≤ 0.10", lambda v: v <= 0.10)
    line("re-shot wCV of area share", again["area_share"], "≤ 0.15", lambda v: v <= 0.15)
    for way, moves in moved.items():
        for name, value in sorted(moves.items()):
            line(f"{name} moved, {way}", value, "< 0.03", lambda v: v < 0.03)
    line("density across tones, largest departure", tone_off, "≤ 0.08", lambda v: v <= 0.08)
    line("blur estimate, bias of ln", float(np.median(blur)), "", lambda v: abs(v) < 0.1)
    line("blur estimate, rms of ln", float(np.sqrt((blur**2).mean())), "", lambda v: v < 0.25)
    print(f"\n{'figure':44} {'measured':>9} {'asked':>10}  met")
    for name, number, asked, good in lines:
        shown = "    none" if number is None else f"{number:9.3f}"
        print(f"{name:44} {shown:>9} {asked:>10}  {'-' if good is None else 'yes' if good else 'NO'}")
    print(
        "\nfalse finds per cm² by kind:",
        ", ".join(f"{k} {v:.1f}" for k, v in sorted(kinds.items(), key=lambda i: -i[1])),
    )
    print("named hair or freckle rightly (share):", ", ".join(f"{k} {v:.2f}" for k, v in names.items()))
    print("density said / true by ITA:", ", ".join(f"{k}° {v:.2f}" for k, v in tones.items()))
    print("not measured (share):", ", ".join(f"{k} {v:.2f}" for k, v in spoilt.items()))
    return {
        "lines": [{"name": n, "value": v, "asked": a, "met": g} for n, v, a, g in lines],
        "false_by_kind": kinds, "named_rightly": names,
        "density_by_tone": tones, "not_measured": spoilt, "ovalness": oval,
        "slope": slope, "centre": centre, "diameter": size, "reshot": again,
    }  # fmt: skip


Key = Callable[[Case], str | None]


def _band(name: str, *edges: float) -> Key:
    def key(case: Case) -> str | None:
        value = {"px/mm": case.px_per_mm, "blur": case.blur_px, "noise": case.noise}.get(
            name, case.about.get(name)
        )
        if not isinstance(value, float):
            return None
        i = sum(value >= e for e in edges)
        low = "" if i == 0 else f"{edges[i - 1]:g}"
        high = "" if i == len(edges) else f"{edges[i]:g}"
        return f"{name} {low}–{high}"

    return key


def _word(name: str) -> Key:
    return lambda case: f"{name} {case.about[name]}" if name in case.about else None


CONDITIONS: tuple[Key, ...] = (
    _band("px/mm", 13.0, 20.0), _band("ita", 0.0, 28.0), _band("crisp", 0.33, 0.66), _word("light"),
    _band("blur", 0.8, 1.2),
    _band("noise", 0.01, 0.02), _band("relief", 0.8, 1.3), _word("oil"), _word("denoise"), _word("sharpen"),
    _word("sensor"), _word("spread"),
)  # fmt: skip


def show_where(fine: list[Seen], hand: str) -> dict[str, Any]:
    """For one hand: F1, misses, false finds, diameter bias and blur bias by condition: where it hurts."""
    pairs = trials.pairs_of(fine)
    blurs = trials.blur_errors(fine)
    words = f"{'F1':>6} {'recall':>7} {'false/cm²':>9} {'diam. bias':>10} {'cover':>6} {'ln blur':>8}"
    print(f"\n{hand:22} {'n':>3} {words}")
    out = {}
    for key in CONDITIONS:
        for name in sorted({k for s in fine if (k := key(s.case)) is not None}):
            rows = [s for s in fine if key(s.case) == name]
            total = sum((s.tally for s in rows), Tally())
            size = trials.sizes(p for p in pairs if key(p.case) == name)
            blur = [e for e, c in blurs if key(c) == name]
            out[name] = {
                "pictures": len(rows), "f1": total.f1, "recall": total.recall, "false_per_cm2": total.false_per_cm2,
                "diameter_bias": size["bias"], "coverage": size["coverage"],
                "ln_blur": float(np.median(blur)) if blur else None,
            }  # fmt: skip
            print(
                f"{name:22} {len(rows):3} {total.f1:6.3f} {total.recall:7.3f} {total.false_per_cm2:9.2f} "
                f"{_number(size['bias']):>10} {_number(size['coverage']):>6} {_number(out[name]['ln_blur']):>8}"
            )
    out |= _by_pore(pairs)
    return out


def _by_pore(pairs: Iterable[Pair]) -> dict[str, Any]:
    """Diameter bias by what the pore is."""
    rows = [p for p in pairs if p.resolvable and p.said_mm]
    groups: dict[str, Callable[[Pair], bool]] = {
        "plug none": lambda p: p.plug == "none",
        "plug filament": lambda p: p.plug == "filament",
        "plug dark": lambda p: p.plug == "dark",
        "contrast < 0.2": lambda p: p.contrast < 0.2,
        "contrast 0.2–0.4": lambda p: 0.2 <= p.contrast < 0.4,
        "contrast ≥ 0.4": lambda p: p.contrast >= 0.4,
        "blur said < 0.8 true": lambda p: (
            p.said_blur_px is not None and p.said_blur_px < 0.8 * p.case.blur_px
        ),
        "blur said within 20 %": lambda p: (
            p.said_blur_px is not None and 0.8 <= p.said_blur_px / p.case.blur_px <= 1.25
        ),
        "blur said > 1.25 true": lambda p: (
            p.said_blur_px is not None and p.said_blur_px > 1.25 * p.case.blur_px
        ),
        "0.15–0.25 mm": lambda p: 0.15 <= p.true_mm < 0.25,
        "0.25–0.45 mm": lambda p: 0.25 <= p.true_mm < 0.45,
        "0.45 mm and wider": lambda p: p.true_mm >= 0.45,
    }
    out: dict[str, Any] = {}
    print(f"\n{'pores':24} {'n':>5} {'diam. bias':>10} {'scatter':>8} {'cover':>6}")
    for name, choose in groups.items():
        some = [p for p in rows if choose(p)]
        if not some:
            continue
        log = np.array([np.log((p.said_mm or 0) / p.true_mm) for p in some])
        inside = float(np.mean([(p.low_mm or 0) <= p.true_mm <= (p.high_mm or 0) for p in some]))
        bias, scatter = (
            float(np.exp(np.median(log)) - 1),
            float(1.4826 * np.median(np.abs(log - np.median(log)))),
        )
        out[name] = {"n": len(some), "diameter_bias": bias, "scatter": scatter, "coverage": inside}
        print(f"{name:24} {len(some):5} {bias:10.3f} {scatter:8.3f} {inside:6.3f}")
    return out


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


if __name__ == "__main__":
    main()
