"""Read the letters of a straightened line of print (CTC: Graves et al. 2006, best path)."""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from porewise.io.label_models import BLANK, characters, reader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

LEAST_WIDTH_PX = 320  # narrower lines are padded, as in training
STEP_PX = 8


@dataclass(frozen=True, slots=True)
class ReadLine:
    """
    ``text`` with the confidence of each letter (0 to 1) and where its middle lies along the line (0 to 1).
    """

    text: str
    confidences: tuple[float, ...]
    letter_at: tuple[float, ...]

    @property
    def confidence(self) -> float:
        """The mean over the letters; 0 for an empty line."""
        return sum(self.confidences) / len(self.confidences) if self.confidences else 0.0


def read_lines(strips: Sequence[NDArray[np.uint8]]) -> list[ReadLine]:
    """Read strips (48, w, 3), each by itself."""
    return [_read(strip) for strip in strips]


def _read(strip: NDArray[np.uint8]) -> ReadLine:
    width = strip.shape[1]
    padded = max(LEAST_WIDTH_PX, math.ceil(width / 32) * 32)
    picture = np.full((1, strip.shape[0], padded, 3), 127, np.uint8)
    picture[0, :, :width] = strip
    chances = reader()(picture)[0]  # (steps, classes)
    best = chances.argmax(axis=1)
    new = (best != BLANK) & np.concatenate([[True], best[1:] != best[:-1]])
    at = np.flatnonzero(new)
    letters = [plain(characters()[int(c)]) for c in best[at]]
    sure = chances[at, best[at]]
    place = np.clip((at + 0.5) * STEP_PX / width, 0.0, 1.0)
    return _trimmed(letters, [float(s) for s in sure], [float(p) for p in place])


def _trimmed(letters: list[str], sure: list[float], place: list[float]) -> ReadLine:
    text, confidences, at = "", [], []
    for letter, confidence, where in zip(letters, sure, place, strict=True):
        if letter == " " and (not text or text[-1] == " "):
            continue
        for sign in letter:
            text += sign
            confidences.append(confidence)
            at.append(where)
    end = len(text.rstrip())
    return ReadLine(text[:end], tuple(confidences[:end]), tuple(at[:end]))


def plain(letter: str) -> str:
    """
    Write East Asian wide forms of Latin letters and punctuation as the narrow ones they stand for.

    >>> plain("，"), plain("Ａ"), plain("、"), plain("é")
    (',', 'A', ',', 'é')
    """
    if letter in "、﹐":
        return ","
    if letter and unicodedata.east_asian_width(letter[0]) == "F":
        return unicodedata.normalize("NFKC", letter)
    return letter
