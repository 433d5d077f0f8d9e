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
    """Natural log of linear light per channel, and of luminance as a fourth plane: (h, w, 4)."""
    stack = np.concatenate([linear, (linear @ LUMINANCE)[..., None]], axis=-1)
    return np.asarray(np.log(np.maximum(stack, DARKEST)), np.float32)


def flatten(
    sheet: NDArray[np.float32], mask: NDArray[np.bool_], *, size_px: float, passes: int = 2
) -> NDArray[np.float32]:
    """
    Take shading away: subtract a masked Gaussian mean of that size (homomorphic flattening).

    The second pass holds dark and bright outliers at ±0.1, so that a crowd of pores does not pull
    its own background down. Outside the mask the result is 0. Works on (h, w) or (h, w, c).
    """
    weight = mask.astype(np.float32)
    reach = _mean(weight, size_px)
    planes = sheet if sheet.ndim == 3 else sheet[..., None]
    flat = np.empty_like(planes)
    for c in range(planes.shape[2]):
        plane = planes[..., c]
        ground = _masked_mean(plane, weight, reach, size_px)
        for _ in range(passes - 1):
            held = ground + np.clip(plane - ground, -0.1, 0.1)
            ground = _masked_mean(held, weight, reach, size_px)
        flat[..., c] = (plane - ground) * weight
    return flat if sheet.ndim == 3 else flat[..., 0]


def soften(sheet: NDArray[np.float32], sd: float) -> NDArray[np.float32]:
    """Gaussian blur of that sd in pixels, edges mirrored."""
    return np.asarray(cv2.GaussianBlur(sheet, (0, 0), sd, borderType=cv2.BORDER_REFLECT), np.float32)


def _mean(plane: NDArray[np.float32], size_px: float) -> NDArray[np.float32]:
    """Gaussian mean; large kernels run on a reduced picture, where they cost nothing and differ by < 1e-3."""
    step = max(1, int(size_px / 4))
    if step == 1:
        return soften(plane, size_px)
    h, w = plane.shape
    small_size = (max(1, -(-w // step)), max(1, -(-h // step)))
    small = cv2.resize(plane, small_size, interpolation=cv2.INTER_AREA)
    blurred = soften(np.asarray(small, np.float32), size_px / step)
    return np.asarray(cv2.resize(blurred, (w, h), interpolation=cv2.INTER_LINEAR), np.float32)


def _masked_mean(
    plane: NDArray[np.float32], weight: NDArray[np.float32], reach: NDArray[np.float32], size_px: float
) -> NDArray[np.float32]:
    return np.asarray(_mean(plane * weight, size_px) / np.maximum(reach, 1e-3), np.float32)
