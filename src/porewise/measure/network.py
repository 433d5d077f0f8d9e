"""The small learned steps: plain feed-forward networks on NumPy, shipped with their training record."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

HELD = 6.0  # deviations: a feature far outside what was trained must not run away


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """
    Standardise, then layers of weights with a rectifier between them; the last layer is linear.

    ``record`` says how it was trained and how well it did on skin it had never seen.
    """

    centre: Array
    spread: Array
    layers: tuple[tuple[Array, Array], ...]
    record: dict[str, Any]

    def __call__(self, features: Array) -> Array:
        """(n, inputs) to (n, outputs)."""
        signal = np.clip((features - self.centre) / self.spread, -HELD, HELD)
        for i, (weights, bias) in enumerate(self.layers):
            signal = signal @ weights + bias
            if i < len(self.layers) - 1:
                signal = np.maximum(signal, 0)
        return np.asarray(signal, np.float64)


@cache
def network(name: str) -> Network:
    """Load a network of dense layers that ships with Porewise, by its name."""
    text = (resources.files("porewise.measure") / "models" / f"{name}.json").read_text("utf-8")
    data = json.loads(text)
    layers = tuple((np.array(w, np.float64), np.array(b, np.float64)) for w, b in data["layers"])
    return Network(np.array(data["centre"]), np.array(data["spread"]), layers, data["record"])


def softmax(logits: Array) -> Array:
    """Rows of scores to rows of probabilities."""
    raised = np.exp(logits - logits.max(1, keepdims=True))
    return np.asarray(raised / raised.sum(1, keepdims=True), np.float64)
