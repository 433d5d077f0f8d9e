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
    Stack = NDArray[np.float32]

HELD = 6.0  # deviations: a feature far outside what was trained must not run away
CHUNK = 512


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


@dataclass(frozen=True, slots=True, eq=False)
class StampNetwork:
    """
    Looks at a stamp and at numbers about it: three 3 × 3 convolutions (the second and third take every other
    pixel), then dense layers over what they saw and the standardised numbers. ``parts`` as PyTorch names them.
    """

    parts: dict[str, Stack]
    record: dict[str, Any]

    def __call__(self, stamps: Stack, features: Array) -> Array:
        """``stamps`` (n, 3, side, side), ``features`` (n, inputs): (n, outputs)."""
        chunks = [slice(i, i + CHUNK) for i in range(0, len(features), CHUNK)]
        outputs = [self._look(stamps[c], features[c]) for c in chunks]
        width = len(self.parts["o.bias"])
        return np.concatenate(outputs).astype(np.float64) if outputs else np.zeros((0, width))

    def _look(self, stamps: Stack, features: Array) -> Stack:
        p = self.parts
        signal = np.ascontiguousarray(stamps.transpose(0, 2, 3, 1))  # channels last
        for name, step in (("c1", 1), ("c2", 2), ("c3", 2)):
            signal = np.maximum(_convolve(signal, p[f"{name}.weight"], p[f"{name}.bias"], step), 0)
        seen = signal.transpose(0, 3, 1, 2).reshape(len(signal), -1)
        numbers = np.clip((features - p["centre"]) / p["spread"], -HELD, HELD).astype(np.float32)
        signal = np.concatenate([seen, numbers], 1)
        for name in ("f1", "f2"):
            signal = np.maximum(signal @ p[f"{name}.weight"].T + p[f"{name}.bias"], 0)
        return np.asarray(signal @ p["o.weight"].T + p["o.bias"], np.float32)


def _convolve(signal: Stack, weight: Stack, bias: Stack, step: int) -> Stack:
    """3 × 3 convolution with a border of zeros. ``signal`` (n, h, w, c), ``weight`` (out, c, 3, 3)."""
    padded = np.pad(signal, ((0, 0), (1, 1), (1, 1), (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), (1, 2))[:, ::step, ::step]
    n, h, w = windows.shape[:3]
    flat = windows.reshape(n * h * w, -1) @ weight.reshape(len(weight), -1).T
    return np.asarray(flat.reshape(n, h, w, -1) + bias, np.float32)


@cache
def network(name: str) -> Network:
    """Load a network of dense layers that ships with Porewise: ``sift`` or ``blur``."""
    text = (resources.files("porewise.measure") / "models" / f"{name}.json").read_text("utf-8")
    data = json.loads(text)
    layers = tuple((np.array(w, np.float64), np.array(b, np.float64)) for w, b in data["layers"])
    return Network(np.array(data["centre"]), np.array(data["spread"]), layers, data["record"])


@cache
def stamp_network(name: str) -> StampNetwork:
    """Load a network over stamps that ships with Porewise: ``judge``."""
    with resources.as_file(resources.files("porewise.measure") / "models" / f"{name}.npz") as path:
        data = np.load(path)
        parts = {k: np.asarray(data[k], np.float32) for k in data.files if k != "record"}
        record = json.loads(str(data["record"]))
    return StampNetwork(parts, record)


def softmax(logits: Array) -> Array:
    """Rows of scores to rows of probabilities."""
    raised = np.exp(logits - logits.max(1, keepdims=True))
    return np.asarray(raised / raised.sum(1, keepdims=True), np.float64)
