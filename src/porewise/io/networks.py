"""
The three small face models, run by OpenCV on the CPU.

They are Google's (Apache License 2.0), lie inside the installed package in ``io/models`` and are loaded
when first needed. Nothing is fetched at run time.
"""

from __future__ import annotations

import threading
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from porewise.io.opencv import cv2_quietly
from porewise.values.errors import PorewiseError

if TYPE_CHECKING:
    from numpy.typing import NDArray

FOLDER = Path(__file__).parent / "models"
DETECTOR = "face_detection_short_range.tflite"
MESH = "face_landmark.tflite"
IRIS = "iris_landmark.tflite"


class Network:
    """One model. Calls are one at a time: OpenCV's networks hold state while they run."""

    def __init__(self, path: Path) -> None:
        cv2 = cv2_quietly()
        # OpenCV 5's new engine shows one output of several in these files; the classic engine shows all.
        engine = getattr(cv2.dnn, "ENGINE_CLASSIC", None)
        extra = () if engine is None else (engine,)
        self._net: Any = cv2.dnn.readNetFromTFLite(str(path), *extra)
        self._outputs = self._net.getUnconnectedOutLayersNames()
        self._lock = threading.Lock()

    def __call__(self, picture: NDArray[np.floating]) -> list[NDArray[np.float64]]:
        """Run on a (h, w, 3) RGB picture; give the flat outputs, the shortest first."""
        blob = np.ascontiguousarray(picture.transpose(2, 0, 1)[None], dtype=np.float32)
        with self._lock:
            self._net.setInput(blob)
            outputs = [np.array(out, dtype=np.float64).ravel() for out in self._net.forward(self._outputs)]
        return sorted(outputs, key=len)


@cache
def network(name: str) -> Network:
    """Load a model once per process. Raises ``PorewiseError`` if it is not inside the package."""
    path = FOLDER / name
    if not path.is_file():
        raise PorewiseError(
            f"The face model {name} is missing from this installation of Porewise;"
            " install Porewise again (in a checkout: run `python hatch_build.py`)."
        )
    return Network(path)
