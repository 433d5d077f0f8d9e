"""
Train the networks of ``porewise.measure`` on the shards of ``draw.py``, and write them with their record.

    python benchmarks/train/train.py --cache build/train [--out src/porewise/measure/models]

Needs PyTorch and scikit-learn (``pip install porewise[train]``). Every eighth skin is held out and never trained
on; the record in each file states the figures on those. ``sift`` and ``blur`` are dense networks over
numbers; ``judge`` also looks at a stamp of each candidate that ``sift`` lets through.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from porewise.measure.refine import WIDTH
from porewise.measure.settings import STANDARD

HELD_OUT_EVERY, HELD_OUT = 8, 3
# A planted pore that nobody could see says nothing: it is neither pore nor none.
FAINTEST_SEEN, FEWEST_PX = 0.035, 2.0
SMALLEST_SIZED_MM = 0.12
KEPT_NONE = 0.3  # share of candidates on no pore that ``judge`` is trained on; weighted back up
PATCH_CM2 = 2.08


@dataclass(frozen=True)
class Table:
    """All candidates of all skins, row by row; ``label`` 0 none, 1 pore, 2 dark plug; ``weight`` 0 or 1."""

    features: NDArray[np.float32]
    stamps: NDArray[np.float16]
    label: NDArray[np.int_]
    weight: NDArray[np.float32]
    miss: NDArray[np.float32]  # ln true − ln fitted diameter, NaN on no pore
    skin: NDArray[np.int_]
    true_log_d: NDArray[np.float32]
    size_weight: NDArray[
        np.float32
    ]  # makes all diameters equally common, so that none is pulled to the usual one

    def rows(self, keep: NDArray[np.bool_]) -> Table:
        """Some of the rows."""
        return Table(*(getattr(self, name)[keep] for name in self.__dataclass_fields__))

    @property
    def held(self) -> NDArray[np.bool_]:
        """Rows of held-out skins."""
        return self.skin % HELD_OUT_EVERY == HELD_OUT


def main() -> None:
    """Load, train, report, write."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--cache", type=Path, required=True)
    ask.add_argument("--out", type=Path, default=Path("src/porewise/measure/models"))
    ask.add_argument("--epochs", type=int, default=6)
    o = ask.parse_args()
    shards = sorted(o.cache.glob("*.npz"), key=lambda p: [int(n) for n in p.stem.split("_")])
    record = {
        "skins": len(shards),
        "drawn_by": "benchmarks/train/draw.py",
        "trained_by": "benchmarks/train/train.py",
    }
    train_blur(shards, record, o.out)
    table = load(shards)
    sift = train_sift(table, record, o.out)
    train_judge(table.rows(sift >= STANDARD.sifted_score), record, o.epochs, o.out)


def load(shards: list[Path]) -> Table:
    """Read all shards into one table."""
    parts: list[tuple[NDArray[Any], ...]] = []
    for path in shards:
        d = np.load(path)
        pore, truth, n = d["pore"], d["truth"], len(d["pore"])
        label, weight, miss = np.zeros(n, int), np.ones(n, np.float32), np.full(n, np.nan, np.float32)
        on = pore >= 0
        if on.any():
            diameter, darkness, dark = truth[pore[on]].T
            hole, blur = (diameter / WIDTH) ** 2, float(d["blur_px"] / d["px_per_mm"]) ** 2
            unseen = (darkness * hole / (hole + blur) < FAINTEST_SEEN) | (
                diameter * float(d["px_per_mm"]) < FEWEST_PX
            )
            label[on], weight[on] = 1 + dark.astype(int), ~unseen
            miss[on] = np.where(diameter > SMALLEST_SIZED_MM, np.log(diameter) - d["fit_log_d"][on], np.nan)
        skin = np.full(n, int(path.stem.split("_")[-1]))
        parts.append((d["features"], d["stamps"], label, weight, miss, skin, d["fit_log_d"] + miss))
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    return Table(*columns, size_weight=_evened(columns[-1]))


def _evened(log_d: NDArray[np.float32]) -> NDArray[np.float32]:
    """Weights inverse to how common a true diameter is, at most tenfold."""
    known = log_d[np.isfinite(log_d)]
    count, edges = np.histogram(known, bins=24)
    rare = count.max() / np.maximum(count, 1)
    place = np.clip(np.digitize(np.nan_to_num(log_d), edges) - 1, 0, len(count) - 1)
    return np.minimum(rare[place], 10).astype(np.float32)


def train_blur(shards: list[Path], record: dict[str, Any], out: Path) -> None:
    """ln blur from what the skin shows of it."""
    from sklearn.neural_network import MLPRegressor
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    read = [np.load(p) for p in shards]
    x, y = np.array([d["blur_features"] for d in read]), np.log([float(d["blur_px"]) for d in read])
    held = np.array([int(p.stem.split("_")[-1]) % HELD_OUT_EVERY == HELD_OUT for p in shards])
    net = MLPRegressor(hidden_layer_sizes=(32,), alpha=1.0, max_iter=2000, random_state=1)
    model = make_pipeline(StandardScaler(), net).fit(x[~held], y[~held])
    said = model.predict(x[held])
    slope = float(np.polyfit(y[held], said, 1)[0])
    figures = {"rms": float((said - y[held]).std()), "slope_on_truth": slope}
    write_dense("blur", model, {**record, "outputs": ["ln blur sd in pixels"], "held_out": figures}, out)


def train_sift(table: Table, record: dict[str, Any], out: Path) -> NDArray[np.float64]:
    """A first guess from the numbers alone. Returns its probability of a pore for every row."""
    from sklearn.metrics import roc_auc_score
    from sklearn.neural_network import MLPClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    x, y = table.features.astype(float), np.minimum(table.label, 1)
    use = ~table.held & (table.weight > 0)
    net = MLPClassifier((48, 24), alpha=1e-3, max_iter=25, early_stopping=True, random_state=1)
    model = make_pipeline(StandardScaler(), net).fit(x[use], y[use])
    said: NDArray[np.float64] = model.predict_proba(x)[:, 1]
    seen = table.held & (table.weight > 0)
    let_through = said >= STANDARD.sifted_score
    figures = {
        "auc": float(roc_auc_score(y[seen], said[seen])),
        "pores_lost": float((~let_through)[seen & (y > 0)].mean()),
        "let_through": float(let_through[table.held].mean()),
    }
    write_dense("sift", model, {**record, "outputs": ["logit of a pore"], "held_out": figures}, out)
    return said


def train_judge(table: Table, record: dict[str, Any], epochs: int, out: Path) -> None:
    """Look at the stamp and the numbers: none, pore or dark plug; correction of ln D; ln of its sd."""
    from judge_network import train_network

    rng = np.random.default_rng(5)
    table = table.rows(table.held | (table.label > 0) | (rng.random(len(table.label)) < KEPT_NONE))
    held, mine = table.rows(table.held), table.rows(~table.held)
    mean, spread = mine.features.mean(0), mine.features.std(0) + 1e-6
    parts, said = train_network(mine, held, mean, spread, none_weight=1 / KEPT_NONE, epochs=epochs)
    figures = judge_figures(held, said)
    print("judge", figures)
    record = {
        **record,
        "outputs": ["none", "pore", "dark plug", "ln D correction", "ln sd of ln D"],
        "held_out": figures,
    }
    np.savez(out / "judge.npz", record=json.dumps(record), centre=mean, spread=spread, **parts)


def judge_figures(held: Table, said: NDArray[np.float32]) -> dict[str, float]:
    """Figures on skins never trained on, at the one threshold that is used."""
    chances = np.exp(said[:, :3] - said[:, :3].max(1, keepdims=True))
    score = 1 - chances[:, 0] / chances.sum(1)
    counted, seen, pore = score >= STANDARD.counted_score, held.weight > 0, held.label > 0
    free = held.skin % 5 == 0
    sized = np.isfinite(held.miss)
    left, sd = (held.miss - said[:, 3])[sized], np.exp(said[sized, 4])
    plug = counted & pore & seen
    looks, dark = chances[:, 2] > chances[:, 1], held.label == 2
    middle = sized & (held.true_log_d > np.log(0.25)) & (held.true_log_d < np.log(0.45)) & counted
    figures = {
        "size_bias_025_045": np.median((said[:, 3] - held.miss)[middle]),
        "precision": (counted & pore & seen).sum() / max((counted & seen).sum(), 1),
        "recall_of_candidates": (counted & pore & seen).sum() / (pore & seen).sum(),
        "false_per_cm2_pore_free": (counted & free).sum() / (len(np.unique(held.skin[free])) * PATCH_CM2),
        "plug_f1": 2 * (plug & looks & dark).sum() / max((plug & looks).sum() + (plug & dark).sum(), 1),
        "size_rms": np.sqrt((left**2).mean()),
        "size_rms_before": np.sqrt((held.miss[sized] ** 2).mean()),
        "size_cover_90": (np.abs(left) < 1.645 * sd).mean(),
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
