"""Linear light to flat log luminance: the sheet on which pores are sought."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

LUMINANCE = np.array([0.2126, 0.7152, 0.0722], np.float32)  # of linear sRGB primaries (IEC 61966-2-1)
DARKEST = 1 / 4096  # keeps the logarithm finite; skin is never that dark where it can be measured


def log_light(linear: NDArray[np.float32]) -> NDArray[np.float32]:
    """Natural log of linear luminance, of red and of blue: (3, h, w)."""
    stack = np.stack([linear @ LUMINANCE, linear[..., 0], linear[..., 2]])
    return np.asarray(np.log(np.maximum(stack, DARKEST)), np.float32)


def flatten(
    plane: NDArray[np.float32], mask: NDArray[np.bool_], *, size_px: float, passes: int = 2
) -> NDArray[np.float32]:
    """
    Take shading away from one plane (h, w): subtract a masked Gaussian mean of that size (homomorphic flattening).

    The second pass holds dark and bright outliers at ±0.1, so that a crowd of pores does not pull
    its own background down. Outside the mask the result is 0.
    """
    weight = mask.astype(np.float32)
    reach = np.maximum(_mean(weight, size_px), 1e-3)
    ground = _mean(plane * weight, size_px) / reach
    for _ in range(passes - 1):
        held = np.clip(plane, ground - 0.1, ground + 0.1)
        ground = _mean(held * weight, size_px) / reach
    return np.asarray((plane - ground) * weight, np.float32)


def soften(sheet: NDArray[np.float32], sd: float) -> NDArray[np.float32]:
    """Gaussian blur of that sd in pixels, edges mirrored."""
    return np.asarray(cv2.GaussianBlur(sheet, (0, 0), sd, borderType=cv2.BORDER_REFLECT), np.float32)


def _mean(plane: NDArray[np.float32], size_px: float) -> NDArray[np.float32]:
    """Gaussian mean; large kernels run on a reduced picture, where they cost nothing and differ by < 1e-3."""
    step = max(1, int(size_px / 2.5))
    if step == 1:
        return soften(plane, size_px)
    h, w = plane.shape
    small_size = (max(1, -(-w // step)), max(1, -(-h // step)))
    small = cv2.resize(plane, small_size, interpolation=cv2.INTER_AREA)
    blurred = soften(np.asarray(small, np.float32), size_px / step)
    return np.asarray(cv2.resize(blurred, (w, h), interpolation=cv2.INTER_LINEAR), np.float32)
