"""Lines of print as strips of the photo that follow the line's bend, and how a strip is cut out straight."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from porewise.io.opencv import cv2_quietly

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Pyramid = Sequence[NDArray[np.uint8]]  # the photo, and the photo halved and halved again; blue first

STRIP_PX = 48  # the height the line model was trained on


@dataclass(frozen=True, eq=False)
class Strip:
    """
    One line of print in pixels of the photo: about ``centre``, along the unit vector ``along``.

    Its middle runs at ``bend[0] + bend[1] u + bend[2] u²`` beside the axis, for u from -length/2 to length/2.
    """

    centre: NDArray[np.float64]
    along: NDArray[np.float64]
    length: float
    height: float
    bend: tuple[float, float, float]

    def points(self, u: NDArray[np.float64], v: NDArray[np.float64] | float = 0.0) -> NDArray[np.float64]:
        """Photo coordinates of points u along and v below the middle of the line: (..., 2)."""
        b0, b1, b2 = self.bend
        slope = b1 + 2 * b2 * u
        stretch = np.sqrt(1 + slope**2)
        x, y = u - v * slope / stretch, b0 + b1 * u + b2 * u**2 + v / stretch
        across = np.array([-self.along[1], self.along[0]])
        points: NDArray[np.float64] = self.centre + x[..., None] * self.along + y[..., None] * across
        return points

    def corners(self) -> NDArray[np.float64]:
        """Top left, top right, bottom right, bottom left: (4, 2)."""
        ends = np.array([-0.5, 0.5, 0.5, -0.5]) * self.length
        return self.points(ends, np.array([-0.5, -0.5, 0.5, 0.5]) * self.height)

    def reversed(self) -> Strip:
        """The same strip read the other way round."""
        b0, b1, b2 = self.bend
        return Strip(self.centre, -self.along, self.length, self.height, (-b0, b1, -b2))


def cut_strip(pyramid: Pyramid, strip: Strip) -> NDArray[np.uint8]:
    """Cut a strip out, straightened, 48 pixels high: (48, w, 3). ``pyramid``: the photo, halved and halved."""
    cv2 = cv2_quietly()
    level = (
        min(len(pyramid) - 1, max(0, int(np.log2(strip.height / STRIP_PX)))) if strip.height > STRIP_PX else 0
    )
    width = max(STRIP_PX // 3, round(strip.length / strip.height * STRIP_PX))
    u = (np.arange(width) + 0.5) / width * strip.length - strip.length / 2
    v = (np.arange(STRIP_PX) + 0.5) / STRIP_PX * strip.height - strip.height / 2
    at = strip.points(np.broadcast_to(u, (STRIP_PX, width)), np.broadcast_to(v[:, None], (STRIP_PX, width)))
    at = ((at + 0.5) / 2**level - 0.5).astype(np.float32)
    cut: NDArray[np.uint8] = cv2.remap(
        pyramid[level], at[..., 0], at[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return cut


def pyramid_of(photo: NDArray[np.uint8]) -> Pyramid:
    """The photo, and the photo halved three times over."""
    cv2 = cv2_quietly()
    levels = [photo]
    while len(levels) < 4 and min(levels[-1].shape[:2]) > 2 * STRIP_PX:
        half = (levels[-1].shape[1] // 2, levels[-1].shape[0] // 2)
        levels.append(cv2.resize(levels[-1], half, interpolation=cv2.INTER_AREA))
    return levels


def reading_way(strips: Sequence[Strip]) -> NDArray[np.float64]:
    """The direction most of the print runs, a unit vector towards the right (or down, for a turned label)."""
    doubled = sum(s.length * np.exp(2j * np.arctan2(s.along[1], s.along[0])) for s in strips if _is_long(s))
    if doubled == 0:
        return np.array([1.0, 0.0])
    angle = float(np.angle(doubled)) / 2
    return np.array([np.cos(angle), np.sin(angle)])


def _is_long(strip: Strip) -> bool:
    return strip.length > 2 * strip.height
