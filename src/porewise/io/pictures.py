"""Write pictures for people."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def write_jpeg(rgb: NDArray[np.uint8], path: Path, *, quality: int) -> None:
    """Write sRGB pixels as a JPEG without any metadata."""
    from PIL import Image

    Image.fromarray(rgb).save(path, "JPEG", quality=quality, optimize=True)


def write_small_copy(photo: Path, path: Path, *, quality: int, longest_px: int = 1400) -> None:
    """Write a photo again, upright, small, as a JPEG without any metadata."""
    from PIL import Image

    from porewise.io.photos import read_codes

    image = Image.fromarray(read_codes(photo)[0])
    image.thumbnail((longest_px, longest_px))
    image.save(path, "JPEG", quality=quality, optimize=True)
