"""
Square looks at a photo, turned and scaled, for the models; and the way back to photo pixels.

All coordinates count from the centre of the first pixel, of the photo as of a crop.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from porewise.io.opencv import cv2_quietly

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]
    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Square:
    """A square on the photo: its centre, its side in photo pixels, its turn in radians (+x towards +y)."""

    x: float
    y: float
    side: float
    turn: float = 0.0
    mirrored: bool = False

    def moved(self, right: float, down: float, zoom: float, turn: float) -> Square:
        """A slightly other look: shifted by shares of the side, zoomed, turned."""
        x, y = self.x + right * self.side, self.y + down * self.side
        return Square(x, y, self.side * zoom, self.turn + turn, self.mirrored)

    def axes(self, pixels: int) -> Floats:
        """(2, 2): one crop step to the right and one down, as columns, in photo pixels."""
        step = self.side / pixels
        c, s = math.cos(self.turn) * step, math.sin(self.turn) * step
        flip = -1.0 if self.mirrored else 1.0
        return np.array([[c * flip, -s], [s * flip, c]])

    def to_photo(self, points: Floats, pixels: int) -> Floats:
        """Crop coordinates (n, 2) of a ``pixels`` wide crop to photo coordinates."""
        return np.asarray((points - (pixels - 1) / 2) @ self.axes(pixels).T + [self.x, self.y])


class Source:
    """
    A part of a photo, area-averaged to about the resolution the looks need.

    Sampling a 12-megapixel photo straight into 128 pixels would alias; averaging first does not.
    """

    def __init__(self, photo: Pixels, x: float, y: float, side: float, pixels: float) -> None:
        cv2 = cv2_quietly()
        height, width = photo.shape[:2]
        left, right = _span(x, side, width)
        top, bottom = _span(y, side, height)
        part = photo[top:bottom, left:right]
        n = max(
            1, math.floor(side / pixels)
        )  # whole blocks of pixels average many times faster than fractions
        rows, columns = max(2, part.shape[0] // n), max(2, part.shape[1] // n)
        if n > 1 and min(part.shape[:2]) >= 2 * n:
            part = part[: rows * n, : columns * n]
            self.image = cv2.resize(part, (columns, rows), interpolation=cv2.INTER_AREA)
        else:
            self.image = part
        # (2,): pixels of the averaged picture per photo pixel, and the photo place of its first corner
        self.scale = np.array([self.image.shape[1] / part.shape[1], self.image.shape[0] / part.shape[0]])
        self.corner = np.array([left - 0.5, top - 0.5])

    def look(self, square: Square, pixels: int, *, repeat_edge: bool = True) -> Pixels:
        """Sample the square as a (pixels, pixels, 3) crop; outside the photo repeat its edge, or be black."""
        cv2 = cv2_quietly()
        axes = square.axes(pixels) * self.scale[:, None]
        first = square.to_photo(np.zeros((1, 2)), pixels)[0]
        start = (first - self.corner) * self.scale - 0.5
        border = cv2.BORDER_REPLICATE if repeat_edge else cv2.BORDER_CONSTANT
        how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        matrix = np.column_stack([axes, start])
        return np.asarray(cv2.warpAffine(self.image, matrix, (pixels, pixels), flags=how, borderMode=border))


def _span(centre: float, side: float, length: int) -> tuple[int, int]:
    """First and last pixel (exclusive) of a side around a centre, at least two pixels, inside the photo."""
    first = min(max(0, math.floor(centre - side / 2)), length - 1)
    last = max(min(length, math.ceil(centre + side / 2)), first + 1)
    return (max(0, last - 2), last) if last - first < 2 else (first, last)
