"""A photo as Porewise sees it: upright, in linear light, without where or by whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the web process reads values without loading NumPy
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Photo:
    """
    An upright photo. Arrays are read-only; pixel (0, 0) is the centre of the top-left pixel.

    ``linear``: (height, width, 3) float32, linear light with sRGB primaries, 0 black to 1 white
    (colours outside sRGB may be slightly outside 0 to 1).
    ``display``: (height, width, 3) uint8 sRGB, for eyes and for the face finder.
    ``clipped``: (height, width) bool, True where the file's own values are at the top of the scale
    in any channel.
    """

    name: str
    sha256: str
    linear: NDArray[np.float32]
    display: NDArray[np.uint8]
    clipped: NDArray[np.bool_]
    format: str
    bits: int
    profile: str
    jpeg_quality: int | None = None
    software: str | None = None
    notes: tuple[str, ...] = ()
    focal_35mm: float | None = None  # from EXIF: tells how far the camera stood

    @property
    def width(self) -> int:
        return int(self.linear.shape[1])

    @property
    def height(self) -> int:
        return int(self.linear.shape[0])
