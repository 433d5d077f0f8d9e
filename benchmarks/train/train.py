"""
Train the eye on the shards of ``draw.py``, and write it with its record inside.

    python benchmarks/train/train.py --cache build/train [--out src/porewise/measure/models] [--epochs 12]

Needs PyTorch, ONNX and scikit-learn (``pip install porewise[train]``). Every ninth skin is held out and never
trained on; the record states the figures on those. The eye knows the blur as ``blur`` reads it: run ``blur.py`` first.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from eye_network import (
    OUTPUTS,
    Eye,
    as_onnx,
    load_weights,
    loss_of,
    seen_from_all_sides,
    targets,
    taught_loss,
    turned,
)
from numpy.typing import NDArray

from porewise.measure.eye import CELL, eye_input, sightings
from porewise.measure.hole import WIDTH
from porewise.measure.network import network
from porewise.measure.settings import STANDARD

HELD_OUT_EVERY, HELD_OUT = 9, 3
# A planted pore that nobody could see says nothing: it is neither pore nor none.
FAINTEST_SEEN, FEWEST_PX = 0.035, 2.0
SIDE = 96  # samples of a training patch
BATCH, THREADS = 24, 2
RATE = 3e-3
MATCH_MM = 0.15
HOLES = 0.3  # chance that a patch has a masked part, as highlights leave it
# Hues of real skin are wider than those of drawn skin: colour planes are weakened, mixed and sometimes taken away,
# and all contrast is stretched a little (a phone's tone curve is unknown).
COLOURLESS, WEAKEST, STRONGEST, MIXED_DEG, STRETCH = 0.25, 0.3, 1.2, 25.0, 0.15
JITTER = 0.12  # sd of ln(blur): the blur as told is not the blur as read off the next photo
# sd of ln(px/mm): the resolution as told only hints at the camera, and an enlarged photo shows the same pores.
LOOSELY = 0.3
BANDS = 24


@dataclass(frozen=True, eq=False)
class Sample:
    """One skin: planes, pores, which of them can be seen, the photo's blur as read (mm) and resolution."""

    planes: NDArray[np.float16]
    truth: NDArray[np.float32]
    seen: NDArray[np.bool_]
    blur_mm: float
    px_per_mm: float
    pore_free: bool
    taught: NDArray[np.float16] | None = None  # what a teacher says of its cells, (6, h / 2, w / 2)


def main() -> None:
    """Load, train, report, write."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--cache", type=Path, required=True)
    ask.add_argument("--out", type=Path, default=Path("src/porewise/measure/models"))
    ask.add_argument("--epochs", type=int, default=12)
    ask.add_argument("--start", type=Path, help="an eye to go on from, at a third of the rate")
    ask.add_argument(
        "--teacher", type=Path, help="an eye whose mean answer over eight views is learnt as well"
    )
    ask.add_argument("--minutes", type=float, default=60.0, help="stop after the epoch that passes this")
    o = ask.parse_args()
    torch.manual_seed(3)
    torch.set_num_threads(THREADS)
    shards = sorted(o.cache.glob("*.npz"), key=lambda p: [int(n) for n in p.stem.split("_")])
    record = {
        "skins": len(shards),
        "drawn_by": "benchmarks/train/draw.py",
        "trained_by": "benchmarks/train/train.py",
    }
    samples = [load(p) for p in shards]
    if o.teacher is not None:
        samples = taught_by(o.teacher, samples)
        record["taught_by_itself_from_eight_sides"] = "yes"
    train_eye(samples, record, o)


def load(path: Path) -> Sample:
    """Read one shard; the blur is what ``blur`` says of it."""
    d = np.load(path)
    said_blur_px = float(np.exp(network("blur")(d["blur_features"][None])[0, 0]))
    truth, k, blur = d["truth"], float(d["px_per_mm"]), float(d["blur_px"] / d["px_per_mm"])
    hole = (truth[:, 2] / WIDTH) ** 2
    seen = (truth[:, 3] * hole / (hole + blur**2) >= FAINTEST_SEEN) & (truth[:, 2] * k >= FEWEST_PX)
    return Sample(d["planes"], truth, seen, said_blur_px / k, k, not len(truth))


def taught_by(teacher: Path, samples: list[Sample]) -> list[Sample]:
    """
    Give every skin its teacher's answer: what an eye says of it on the mean of eight views.

    The mean is steadier and better than any one view; a pupil that learns it sees as well at an eighth of the price.
    """
    eye = Eye()
    load_weights(eye, teacher)
    eye.eval()
    return [replace(s, taught=_answer(eye, s)) for s in samples]


def _answer(eye: Eye, s: Sample) -> NDArray[np.float16]:
    h, w = (n // 4 * 4 for n in s.planes.shape[1:])
    x = eye_input(s.planes[:, :h, :w].astype(np.float32), blur_mm=s.blur_mm, px_per_mm=s.px_per_mm)
    return seen_from_all_sides(eye, x).astype(np.float16)


def train_eye(samples: list[Sample], record: dict[str, Any], o: argparse.Namespace) -> None:
    """Adam with a warm-up and a cosine, patches cut, turned, mirrored and masked at random."""
    held = [s for i, s in enumerate(samples) if i % HELD_OUT_EVERY == HELD_OUT]
    mine = [s for i, s in enumerate(samples) if i % HELD_OUT_EVERY != HELD_OUT]
    even = evened(mine)
    eye, rng, rate = Eye(), np.random.default_rng(5), RATE
    if o.start is not None:
        taught = load_weights(eye, o.start)
        record, rate = {**record, "went_on_from": taught}, RATE / 3
        rng = np.random.default_rng(6)
    optimiser = torch.optim.AdamW(eye.parameters(), lr=rate, weight_decay=1e-4)
    order = np.array([i for i, s in enumerate(mine) for _ in range(patches_of(s))])
    steps = o.epochs * (len(order) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rate, total_steps=steps + 1, pct_start=0.1)
    start = time.perf_counter()
    for epoch in range(o.epochs):
        rng.shuffle(order)
        sums: dict[str, float] = {}
        batches = len(order) // BATCH
        cut = [[mine[i] for i in order[b * BATCH : (b + 1) * BATCH]] for b in range(batches)]
        for x, want in ahead(cut, even, rng):
            optimiser.zero_grad()
            said = eye(x)
            loss, parts = loss_of(said, want)
            if "by" in want:
                loss = (loss + taught_loss(said, want["by"], want["told"])) / 2
            loss.backward()
            torch.nn.utils.clip_grad_norm_(eye.parameters(), 5.0)
            optimiser.step()
            schedule.step()
            for name, v in parts.items():
                sums[name] = sums.get(name, 0.0) + v / batches
        spent = (time.perf_counter() - start) / 60
        print(epoch, {k: round(v, 5) for k, v in sums.items()}, f"{spent:.1f} min", flush=True)
        if epoch % 3 == 2 or epoch == o.epochs - 1:
            figures = figures_of(eye, held)
            print("  held out", figures, flush=True)
            write_eye(eye, {**record, "epochs": epoch + 1, "held_out": figures}, o.out)
        if spent > o.minutes:
            break


def write_eye(eye: Eye, record: dict[str, Any], out: Path) -> None:
    """The network for OpenCV, its training record inside."""
    (out / "eye.onnx").write_bytes(as_onnx(eye, json.dumps(record)))


def patches_of(sample: Sample) -> int:
    """How many patches an epoch cuts from one skin."""
    h, w = sample.planes.shape[1:]
    return max(1, round(h * w / SIDE**2))


def evened(samples: list[Sample]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weights inverse to how common a true diameter is, at most tenfold: none is pulled to the usual one."""
    log_d = np.concatenate([np.log(s.truth[s.seen, 2]) for s in samples])
    count, edges = np.histogram(log_d, bins=BANDS)
    return edges, np.minimum(count.max() / np.maximum(count, 1), 10.0)


def batch(
    samples: list[Sample], even: tuple[NDArray[np.float64], NDArray[np.float64]], rng: np.random.Generator
) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
    """Random patches of these skins and what their cells should say."""
    pairs = [patch(s, rng) for s in samples]
    want = {k: torch.from_numpy(np.stack([t[k] for _, t in pairs])) for k in pairs[0][1]}
    edges, rare = even
    place = np.clip(np.digitize(want["log_d"].numpy() + np.log(0.25), edges) - 1, 0, BANDS - 1)
    want["even"] = torch.from_numpy(rare[place].astype(np.float32))
    return torch.from_numpy(np.stack([x for x, _ in pairs])), want


def patch(s: Sample, rng: np.random.Generator) -> tuple[NDArray[np.float32], dict[str, NDArray[np.float32]]]:
    """One patch, turned and mirrored at random, sometimes with a hole in it."""
    _, h, w = s.planes.shape
    top, left = (int(rng.integers(0, max(n - SIDE, 0) + 1)) // CELL * CELL for n in (h, w))
    planes = np.zeros((3, SIDE, SIDE), np.float32)
    cut = s.planes[:, top : top + SIDE, left : left + SIDE]
    planes[:, : cut.shape[1], : cut.shape[2]] = cut
    truth = s.truth.copy()
    truth[:, 0] -= left
    truth[:, 1] -= top
    turns, mirror = int(rng.integers(4)), bool(rng.integers(2))
    if mirror:
        planes, truth[:, 0] = planes[:, :, ::-1], SIDE - 1 - truth[:, 0]
    for _ in range(turns):  # a quarter turn: (x, y) goes to (y, side − 1 − x)
        planes = np.rot90(planes, 1, (1, 2))
        truth[:, 0], truth[:, 1] = truth[:, 1].copy(), SIDE - 1 - truth[:, 0]
    want = targets(truth, s.seen, SIDE)
    if s.taught is not None:
        want |= lesson(s.taught[:, top // CELL :, left // CELL :], turns, mirror)
    planes = np.ascontiguousarray(planes)
    if rng.random() < HOLES:
        y, x = np.mgrid[:SIDE, :SIDE]
        cy, cx, r = rng.uniform(0, SIDE), rng.uniform(0, SIDE), rng.uniform(4, 30)
        planes[:, np.hypot(y - cy, x - cx) < r] = 0
        cells = np.arange(SIDE // 2) * 2 + 0.5
        for name in {"weight", "sized", "told"} & set(want):
            want[name][np.hypot(cells[:, None] - cy, cells - cx) < r + 2] = 0
    planes = recoloured(planes, rng)
    blur = s.blur_mm * float(np.exp(rng.normal(0, JITTER)))
    loosely = s.px_per_mm * float(np.exp(rng.normal(0, LOOSELY)))
    return eye_input(planes, blur_mm=blur, px_per_mm=loosely), want


def lesson(answer: NDArray[np.float16], turns: int, mirror: bool) -> dict[str, NDArray[np.float32]]:
    """The teacher's answer for one patch, mirrored and turned as it is; ``told`` is 1 where there is one."""
    side = SIDE // CELL
    by, told = np.zeros((OUTPUTS, side, side), np.float32), np.zeros((side, side), np.float32)
    cut = answer[:, :side, :side]
    by[:, : cut.shape[1], : cut.shape[2]] = cut
    told[: cut.shape[1], : cut.shape[2]] = 1
    told = told[:, ::-1] if mirror else told
    return {"by": turned(by, turns, mirror), "told": np.ascontiguousarray(np.rot90(told, turns))}


def ahead(
    cut: list[list[Sample]], even: tuple[NDArray[np.float64], NDArray[np.float64]], rng: np.random.Generator
) -> Iterator[tuple[torch.Tensor, dict[str, torch.Tensor]]]:
    """The batches in order, each made while the one before is learnt from (one maker: the draws stay in order)."""
    with ThreadPoolExecutor(1) as maker:
        coming = maker.submit(batch, cut[0], even, rng)
        for following in [*cut[1:], None]:
            now = coming.result()
            if following is not None:
                coming = maker.submit(batch, following, even, rng)
            yield now


def recoloured(planes: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    """The same patch of skin in other hues and with another contrast."""
    strength = 0.0 if rng.random() < COLOURLESS else float(rng.uniform(WEAKEST, STRONGEST))
    t = np.radians(rng.normal(0, MIXED_DEG))
    red, blue = planes[1], planes[2]
    mixed = strength * np.stack([np.cos(t) * red - np.sin(t) * blue, np.sin(t) * red + np.cos(t) * blue])
    stretch = float(np.exp(rng.normal(0, STRETCH)))
    return np.asarray(stretch * np.concatenate([planes[:1], mixed]), np.float32)


def figures_of(eye: Eye, held: list[Sample]) -> dict[str, float]:
    """Figures on skins never trained on: best threshold, F1 there and at the standard one, sizes, plugs."""
    from scipy.spatial import cKDTree

    rows = []  # chance, on a seen pore, on an unseen one, plug said, plug true, miss of ln D, sd, true D, free
    missed, cm2 = 0, 0.0
    eye.eval()
    for s in held:
        h, w = (n // 4 * 4 for n in s.planes.shape[1:])
        x = eye_input(s.planes[:, :h, :w].astype(np.float32), blur_mm=s.blur_mm, px_per_mm=s.px_per_mm)
        with torch.no_grad():
            said = eye(torch.from_numpy(x[None]))[0].numpy()
        found = sightings(said, np.ones((h, w), bool), 0.05)
        cm2 += s.pore_free * h * w / 144 / 100
        taken = np.full(len(found), -1)
        if len(found) and len(s.truth):
            tree = cKDTree(np.column_stack([found.x, found.y]))
            for seen in (True, False):
                for p in np.nonzero(s.seen == seen)[0]:
                    reach = max(MATCH_MM, s.truth[p, 2] / 2) * 12
                    near = [r for r in tree.query_ball_point(s.truth[p, :2], reach) if taken[r] < 0]
                    if near:
                        taken[max(near, key=lambda r: found.chance[r])] = p
                    elif seen:
                        missed += 1
        elif len(s.truth):
            missed += int(s.seen.sum())
        for r, p in enumerate(taken):
            t = s.truth[p] if p >= 0 else np.full(5, np.nan)
            seen = bool(p >= 0 and s.seen[p])
            said_of = (found.plug[r], t[4], found.log_d[r] - np.log(t[2]), found.log_d_sd[r], t[2])
            rows.append((found.chance[r], seen, p >= 0 and not seen, *said_of, s.pore_free))
    eye.train()
    chance, on, off, plug, dark, miss, sd, true, free = np.array(rows, float).T
    on, off, free = on > 0, off > 0, free > 0
    total = on.sum() + missed

    def f1(t: float) -> float:
        hit, wrong = (on & (chance >= t)).sum(), (~on & ~off & (chance >= t)).sum()
        return float(2 * hit / (total + hit + wrong))

    best = max(np.arange(0.1, 0.9, 0.05), key=f1)
    t = STANDARD.counted_score
    counted = on & (chance >= t)
    middle = counted & (true >= 0.25) & (true <= 0.45)
    says, is_dark = plug >= 0.5, dark > 0.5
    figures = {
        "best_threshold": best,
        "f1_best": f1(best),
        "f1": f1(t),
        "recall": counted.sum() / total,
        "false_per_cm2_pore_free": (free & (chance >= t)).sum() / max(cm2, 1e-9),
        "plug_f1": 2
        * (counted & says & is_dark).sum()
        / max((counted & says).sum() + (counted & is_dark).sum(), 1),
        "size_bias_025_045": np.median(miss[middle]),
        "size_rms": np.sqrt((miss[counted] ** 2).mean()),
        "size_cover_90": (np.abs(miss) < 1.645 * sd)[counted].mean(),
    }
    return {k: round(float(v), 4) for k, v in figures.items()}


def write_dense(name: str, pipeline: Any, record: dict[str, Any], out: Path) -> None:
    """A fitted scaler and multi-layer perceptron as plain JSON, six digits each."""
    scaler, net = (step for _, step in pipeline.steps)

    def short(a: NDArray[np.float64]) -> list[Any]:
        return np.vectorize(lambda v: float(f"{v:.6g}"))(a).tolist()  # type: ignore[no-any-return]

    record["held_out"] = {k: round(v, 4) for k, v in record["held_out"].items()}
    print(name, record["held_out"])
    layers = [[short(w), short(b)] for w, b in zip(net.coefs_, net.intercepts_, strict=True)]
    data = {"record": record, "centre": short(scaler.mean_), "spread": short(scaler.scale_), "layers": layers}
    (out / f"{name}.json").write_text(json.dumps(data, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
