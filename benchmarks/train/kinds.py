"""Train ``kinds``: what a dark spot is that is no pore. ``plugs.py`` measures the skins and calls it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from train import write_dense

from porewise.measure.judge import KINDS

NAMES = KINDS  # in the order of the network's answers


def train_kinds(
    x: NDArray[np.float64],
    kind: NDArray[np.float64],
    held: NDArray[np.bool_],
    record: dict[str, Any],
    out: Path,
) -> None:
    """A small network of three answers, on spots that lie on no pore; figures on skins never trained on."""
    from sklearn.neural_network import MLPClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    net = MLPClassifier(
        hidden_layer_sizes=(24,), alpha=1e-1, max_iter=300, early_stopping=True, random_state=1
    )
    model = make_pipeline(StandardScaler(), net).fit(x[~held], kind[~held].astype(int))
    said, true = model.predict_proba(x[held]), kind[held].astype(int)
    figures = {
        "calibration_error": calibration_error(said, true),
        "share_right": float((said.argmax(1) == true).mean()),
    }
    for i, name in enumerate(NAMES):
        hit = ((said.argmax(1) == i) & (true == i)).sum()
        figures[f"{name}_f1"] = float(2 * hit / max((said.argmax(1) == i).sum() + (true == i).sum(), 1))
    answers = {"outputs": [f"logit of {name}" for name in NAMES]}
    write_dense("kinds", model, {**record, **answers, "held_out": figures}, out)


def calibration_error(said: NDArray[np.float64], true: NDArray[np.int_]) -> float:
    """Mean distance between the chance of the answer given and how often it is right, over ten bands."""
    sure, right = said.max(1), said.argmax(1) == true
    band = np.clip((sure * 10).astype(int), 0, 9)
    gaps = [
        abs(sure[band == b].mean() - right[band == b].mean()) * (band == b).mean() for b in set(band.tolist())
    ]
    return float(sum(gaps))
