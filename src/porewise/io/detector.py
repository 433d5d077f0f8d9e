"""
Where faces may be: MediaPipe's short-range detector, asked at several scales.

The detector sees 128 pixels and finds faces from about a sixth of the view to nearly all of it. So the
whole photo is shown, the photo with a margin (for a face cut off by the frame) and overlapping parts
of it (for a small face), and all answers are merged.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from porewise.io.crops import Source, Square
from porewise.io.networks import DETECTOR, network

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]
    Floats = NDArray[np.float64]

VIEW_PX = 128
SURE_ENOUGH = 0.5  # the model's own score; the mesh decides later what is a face
SAME_FACE_OVERLAP = 0.3  # intersection over union, as in the published model card
PART_SHARES = (0.6, 0.36)  # sides of the smaller views, as shares of the photo's shorter side
PART_STEP = 0.5  # overlap of neighbouring views
SMALLEST_PART_PX = 64.0  # a face in a smaller part has no readable eyes
MOST_PARTS = 16  # in a row or column: of a longer panorama the parts overlap less


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something like a face: the model's score, the square to frame it, turned so that the eyes lie level."""

    score: float
    square: Square


def find_candidates(photo: Pixels, *, turns: Iterable[float] = (0.0,)) -> list[Candidate]:
    """
    Everything that may be a face, the largest first. ``turns``: how the camera may have been held (radians).
    """
    height, width = photo.shape[:2]
    long_side = max(height, width)
    source = Source(photo, (width - 1) / 2, (height - 1) / 2, long_side, 6 * VIEW_PX)
    found: list[Candidate] = []
    for turn in turns:
        for view in _views(height, width, turn):
            found += _detect(source, view)
    return _merged(found)


def _views(height: int, width: int, turn: float) -> Iterator[Square]:
    x, y, long_side, short_side = (width - 1) / 2, (height - 1) / 2, max(height, width), min(height, width)
    yield Square(x, y, long_side, turn)
    yield Square(x, y, 1.6 * long_side, turn)
    for share in PART_SHARES:
        side = share * short_side
        if side < SMALLEST_PART_PX:
            return
        for centre_y in _centres(height, side):
            for centre_x in _centres(width, side):
                yield Square(centre_x, centre_y, side, turn)


def _centres(length: int, side: float) -> Floats:
    count = min(MOST_PARTS, max(2, math.ceil((length - side) / (side * PART_STEP)) + 1))
    return np.linspace((side - 1) / 2, length - 1 - (side - 1) / 2, count)


def _detect(source: Source, view: Square) -> list[Candidate]:
    picture = source.look(view, VIEW_PX, repeat_edge=False).astype(np.float32) / 127.5 - 1
    scores, boxes = network(DETECTOR)(picture)
    scores = 1 / (1 + np.exp(-np.clip(scores, -60, 60)))
    good = np.flatnonzero(scores >= SURE_ENOUGH)
    # (n, 8, 2): box centre, box size, then six points (right eye, left eye, ...), about the anchor
    raw = boxes.reshape(-1, 8, 2)[good]
    places = raw + _anchors()[good][:, None] * VIEW_PX
    return [
        _candidate(float(scores[g]), view, place, size)
        for g, place, size in zip(good, places, raw[:, 1], strict=True)
    ]


def _candidate(score: float, view: Square, place: Floats, size: Floats) -> Candidate:
    photo = view.to_photo(place[[0, 2, 3]] - 0.5, VIEW_PX)  # box centre, right eye, left eye
    across = photo[2] - photo[1]
    side = float(size.max()) * view.side / VIEW_PX
    turn = math.atan2(across[1], across[0])
    return Candidate(score, Square(float(photo[0, 0]), float(photo[0, 1]), side, turn))


@cache
def _anchors() -> Floats:
    """(896, 2): where the model's answers sit, in shares of the view: two a cell of 16, six a cell of 8."""
    parts = []
    for cells, per_cell in ((VIEW_PX // 8, 2), (VIEW_PX // 16, 6)):
        middle = (np.arange(cells) + 0.5) / cells
        grid = np.stack(np.meshgrid(middle, middle), axis=-1).reshape(-1, 2)
        parts.append(np.repeat(grid, per_cell, axis=0))
    return np.concatenate(parts)


def _merged(found: list[Candidate]) -> list[Candidate]:
    """One candidate per face: the answers that overlap are averaged, weighted by their scores."""
    left = sorted(found, key=lambda c: -c.score)
    merged = []
    while left:
        same = [c for c in left if c is left[0] or _overlap(c.square, left[0].square) > SAME_FACE_OVERLAP]
        left = [c for c in left if not any(c is s for s in same)]
        merged.append(_average(same))
    return sorted(merged, key=lambda c: -c.square.side)


def _average(same: list[Candidate]) -> Candidate:
    weights = np.array([c.score for c in same])
    rows = np.array([(c.square.x, c.square.y, c.square.side) for c in same])
    x, y, side = (float(v) for v in weights @ rows / weights.sum())
    return Candidate(same[0].score, Square(x, y, side, same[0].square.turn))


def _overlap(a: Square, b: Square) -> float:
    """Intersection over union of the two squares, their turns left aside."""
    wide = min(a.x + a.side / 2, b.x + b.side / 2) - max(a.x - a.side / 2, b.x - b.side / 2)
    high = min(a.y + a.side / 2, b.y + b.side / 2) - max(a.y - a.side / 2, b.y - b.side / 2)
    if wide <= 0 or high <= 0:
        return 0.0
    shared = wide * high
    return shared / (a.side**2 + b.side**2 - shared)
