"""
Find the lines of print in a photo, however turned, bent or small.

The finder's map is cut at a threshold; each island is the shrunken core of one line and is grown back
(Liao et al. 2020, "Real-time scene text detection with differentiable binarization"). The core of a line
on a bottle is an arc: a parabola is laid through it. The first look is at the whole photo; the next ones
at the part with print, turned upright and as close as helps.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from porewise.io.label_models import finder
from porewise.io.opencv import cv2_quietly
from porewise.io.strips import Strip, reading_way

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from porewise.io.strips import Pyramid


@dataclass(frozen=True)
class HowToFind:
    """
    Numbers of the finder: thresholds as published with PP-OCRv6, the rest chosen on drawn labels.

    ``looked_at_px``: pixels of one look, which bounds time and memory; ``best_height_px``: how high a
    strip is then best; ``worth_it``: gain in closeness, or turn in degrees, that deserves another look.
    """

    looked_at_px: int = 1280 * 960
    best_height_px: float = 34.0
    most_magnified: float = 2.0
    closer_looks: int = 2
    worth_it: tuple[float, float] = (1.25, 3.0)
    margin_lines: float = 5.0
    threshold: float = 0.3
    least_mean: float = 0.5
    grow: float = 1.6
    least_core_px: float = 3.0
    most_lines: int = 400


@dataclass(frozen=True)
class View:
    """
    A look at a rectangle of the photo turned by ``degrees``: left, top, right, bottom in the turned frame
    about pixel (0, 0), ``times`` larger than in the photo.
    """

    degrees: float
    left: float
    top: float
    right: float
    bottom: float
    times: float

    @property
    def turn(self) -> NDArray[np.float64]:
        """Rows: the photo's x and y of the view's own axes."""
        c, s = np.cos(np.radians(self.degrees)), np.sin(np.radians(self.degrees))
        return np.array([[c, -s], [s, c]])

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the picture the finder gets: multiples of 32."""
        width, height = (self.right - self.left) * self.times, (self.bottom - self.top) * self.times
        return max(32, int(np.ceil(width / 32)) * 32), max(32, int(np.ceil(height / 32)) * 32)

    def to_photo(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Photo coordinates of picture coordinates (n, 2)."""
        turned: NDArray[np.float64] = (
            (points + 0.5) / self.times + [self.left, self.top]
        ) @ self.turn.T - 0.5
        return turned

    def cut(self, pyramid: Pyramid) -> NDArray[np.uint8]:
        """The picture itself: (h, w, 3)."""
        cv2 = cv2_quietly()
        level = min(len(pyramid) - 1, max(0, int(np.log2(1 / self.times)))) if self.times < 1 else 0
        ends = self.to_photo(np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]))
        ends = (ends + 0.5) / 2**level - 0.5
        matrix = np.stack([ends[1] - ends[0], ends[2] - ends[0], ends[0]], axis=1)
        how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        picture: NDArray[np.uint8] = cv2.warpAffine(
            pyramid[level], matrix, self.size, flags=how, borderMode=cv2.BORDER_REPLICATE
        )
        return picture

    def holds(self, other: View) -> bool:
        """Whether the other lies inside this one, both turned alike."""
        return (
            self.left <= other.left + 1
            and self.top <= other.top + 1
            and self.right >= other.right - 1
            and self.bottom >= other.bottom - 1
        )


def find_strips(pyramid: Pyramid, how: HowToFind) -> list[Strip]:
    """Find the lines of print in a photo, given with its halvings."""
    height, width = pyramid[0].shape[:2]
    view = _as_close_as_helps(View(0.0, 0, 0, width, height, 1.0), np.inf, how)
    look = _Look(pyramid, how)
    strips = look(view) or _look_at_quarters(look, view)
    for _ in range(how.closer_looks if strips else 0):
        closer = _closer(strips, (width, height), how)
        gain, turn = closer.times / view.times, abs(closer.degrees - view.degrees)
        if gain < how.worth_it[0] and turn < how.worth_it[1] and view.holds(closer):
            break
        view, strips = closer, look(closer) or strips
    return strips


def _look_at_quarters(look: _Look, view: View) -> list[Strip]:
    """Before saying there is no print: look at four overlapping parts, twice as close."""
    how = look.how
    if view.times > 1 / how.worth_it[0]:
        return []
    wide, high = (view.right - view.left) * 5 / 9, (view.bottom - view.top) * 5 / 9
    parts = [
        _as_close_as_helps(View(0.0, x, y, x + wide, y + high, 1.0), np.inf, how)
        for y in (0.0, high * 4 / 5)
        for x in (0.0, wide * 4 / 5)
    ]
    return [strip for part in parts for strip in look(part)]


def _closer(strips: Sequence[Strip], size: tuple[int, int], how: HowToFind) -> View:
    """The view of all strips, upright, with a margin: small print is often half seen at first."""
    way = reading_way(strips)
    view = View(float(np.degrees(np.arctan2(way[1], way[0]))), 0, 0, 0, 0, 1.0)
    corners = np.concatenate([s.corners() for s in strips]) @ view.turn
    height = float(np.median([s.height for s in strips]))
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    photo = np.array([[0, 0], [size[0], 0], [0, size[1]], list(size)]) @ view.turn
    margin = how.margin_lines * height
    low = np.maximum([left - margin, top - margin], photo.min(axis=0))
    high = np.minimum([right + margin, bottom + margin], photo.max(axis=0))
    window = replace(view, left=float(low[0]), top=float(low[1]), right=float(high[0]), bottom=float(high[1]))
    return _as_close_as_helps(window, height, how)


def _as_close_as_helps(view: View, height: float, how: HowToFind) -> View:
    """As large as the budget of pixels allows, enlarged only where the print is small."""
    area = (view.right - view.left) * (view.bottom - view.top)
    fits = (how.looked_at_px / max(area, 1.0)) ** 0.5
    helps = min(how.most_magnified, max(1.0, how.best_height_px / height)) if np.isfinite(height) else 1.0
    return replace(view, times=float(min(fits, helps)))


class _Look:
    """The finder at work on one photo: a view to the strips in it."""

    def __init__(self, pyramid: Pyramid, how: HowToFind) -> None:
        self.pyramid, self.how, self._find = pyramid, how, finder()

    def __call__(self, view: View) -> list[Strip]:
        cv2, how = cv2_quietly(), self.how
        chance = self._find(view.cut(self.pyramid)[None])[0, 0]
        core = cv2.dilate((chance > how.threshold).astype(np.uint8), np.ones((2, 2), np.uint8))
        _, islands, about, _ = cv2.connectedComponentsWithStats(core, connectivity=4)
        strips = []
        for i in np.argsort(-about[1:, cv2.CC_STAT_AREA])[: how.most_lines] + 1:
            x, y, w, h = (int(v) for v in about[i, :4])
            inside = islands[y : y + h, x : x + w] == i
            if (
                min(w, h) >= how.least_core_px
                and chance[y : y + h, x : x + w][inside].mean() >= how.least_mean
            ):
                rows, columns = np.nonzero(inside)
                points = view.to_photo(np.stack([columns + x, rows + y], axis=1).astype(np.float64))
                strips.append(_strip(points, 1 / view.times, how))
        return [s for s in strips if s is not None]


def _strip(points: NDArray[np.float64], pixel: float, how: HowToFind) -> Strip | None:
    """
    Lay a strip along the core of a line, grown back to the line's full height.

    ``points``: the core's pixels in the photo (n, 2); ``pixel``: their size in pixels of the photo.
    """
    cv2 = cv2_quietly()
    (cx, cy), (w, h), degrees = cv2.minAreaRect(points.astype(np.float32))
    angle = np.radians(degrees + (90 if h > w else 0))
    along = np.array([np.cos(angle), np.sin(angle)])
    length, thick = max(w, h) + pixel, min(w, h) + pixel
    if thick < how.least_core_px * pixel:
        return None
    away = points - np.array([cx, cy])
    u, v = away @ along, away @ np.array([-along[1], along[0]])
    bend = (0.0, 0.0, 0.0)
    if length > 4 * thick / 2:
        b2, b1, b0 = np.polyfit(u, v, 2)
        bend = (float(b0), float(b1), float(b2))
        thick = min(thick, len(points) * pixel**2 / length)
    grow = how.grow * length * thick / (2 * (length + thick))
    return Strip(np.array([cx, cy]), along, length + 2 * grow, thick + 2 * grow, bend)
