"""
The two text models that read a label: one finds lines of print, one reads a line.

They are PaddleOCR's PP-OCRv6 (Apache License 2.0) as the package ``rapidocr`` carries them (the extra
``ocr``). Only its files are used: OpenCV runs them, and neither that package nor its engine is imported,
so nothing is fetched and nothing is reported anywhere.
"""

from __future__ import annotations

import threading
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from porewise.io.opencv import cv2_quietly
from porewise.values.errors import PorewiseError

if TYPE_CHECKING:
    from numpy.typing import NDArray

NOT_INSTALLED = (
    "Reading a label photo needs the text models of the extra “ocr”, which are not installed;"
    ' install them with: pip install "porewise[ocr]", or paste the ingredient list as text.'
)
BLANK = 0  # class 0 of the line model: "no letter here"; the last class is the space
CHARACTERS_KEY = b"character"
METADATA_FIELD = 14  # of ONNX's ModelProto


class LineModel:
    """A network with one input and one output; calls are one at a time."""

    def __init__(self, path: Path) -> None:
        self._net: Any = cv2_quietly().dnn.readNetFromONNX(str(path))
        self._lock = threading.Lock()

    def __call__(self, pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Run on pictures (n, h, w, 3), blue first as the models were trained; values become -1 to 1."""
        blob = pictures.transpose(0, 3, 1, 2).astype(np.float32) / np.float32(127.5) - np.float32(1)
        with self._lock:
            self._net.setInput(np.ascontiguousarray(blob))
            answer: NDArray[np.float32] = self._net.forward()
        return answer


def finder() -> LineModel:
    """
    The model that finds print: (n, h, w, 3) to (n, 1, h, w), the chance that a pixel is inside a line.

    Loaded anew each time (a tenth of a second): while it lives it holds 400 MB of its last look.
    """
    return LineModel(_model_file("det"))


@cache
def reader() -> LineModel:
    """The model that reads a line: (n, 48, w, 3) to (n, w / 8, classes)."""
    return LineModel(_model_file("rec"))


@cache
def characters() -> tuple[str, ...]:
    """The character of each class of the line model; the empty one stands for "no letter here"."""
    listed = onnx_metadata(_model_file("rec"), CHARACTERS_KEY)
    if listed is None:
        raise PorewiseError(NOT_INSTALLED)
    return ("", *listed.decode("utf-8").split("\n"), " ")


def _model_file(task: str) -> Path:
    spec = find_spec("rapidocr")  # finds the folder without running anything in it
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        found = sorted((Path(folder) / "models").glob(f"PP-OCRv6_{task}_*.onnx"))
        if found:
            return found[0]
    raise PorewiseError(NOT_INSTALLED)


def onnx_metadata(path: Path, key: bytes) -> bytes | None:
    """Read one metadata entry of an ONNX file (a protobuf message; the weights are skipped over)."""
    data = memoryview(path.read_bytes())
    for field, entry in _fields(data):
        if field == METADATA_FIELD:
            pair = dict(_fields(entry))
            if bytes(pair.get(1, b"")) == key:
                return bytes(pair[2])
    return None


def _fields(data: memoryview) -> list[tuple[int, memoryview]]:
    """The length-delimited fields of a protobuf message, as (number, content)."""
    found, at = [], 0
    while at < len(data):
        tag, at = _varint(data, at)
        kind = tag & 7
        if kind == 0:
            _, at = _varint(data, at)
        elif kind == 2:
            length, at = _varint(data, at)
            found.append((tag >> 3, data[at : at + length]))
            at += length
        else:
            at += 8 if kind == 1 else 4
    return found


def _varint(data: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at
