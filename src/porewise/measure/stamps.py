"""Cut a small picture around each candidate, always the same patch of skin at the same scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIDE = 19  # samples
STEP_MM = 0.06  # between samples: the stamp shows 1.1 mm of skin
GAIN = 4.0  # brings the contrast of a clear pore to about 1
HELD = 3.0


def candidate_stamps(
    flat: NDArray[np.float32], at_x: NDArray[np.float64], at_y: NDArray[np.float64], *, px_per_mm: float
) -> NDArray[np.float32]:
    """
    (n, 3, SIDE, SIDE) float32: flat log luminance, red minus luminance, blue minus luminance.

    Centred on the fitted place; beyond the sheet it shows 0, the level of the skin.
    """
    n = len(at_x)
    planes = (flat[..., 3], flat[..., 0] - flat[..., 3], flat[..., 2] - flat[..., 3])
    offsets = (np.arange(SIDE) - SIDE // 2) * STEP_MM * px_per_mm
    x = (at_x[:, None, None] + offsets[None, None, :]).astype(np.float32)
    y = (at_y[:, None, None] + offsets[None, :, None]).astype(np.float32)
    x, y = (np.broadcast_to(a, (n, SIDE, SIDE)).reshape(n * SIDE, SIDE) for a in (x, y))
    stamps = np.empty((3, n * SIDE, SIDE), np.float32)
    rows = max(1, 30_000 // SIDE) * SIDE  # OpenCV maps at most 32,767 rows at a time
    for c, plane in enumerate(planes):
        for start in range(0, n * SIDE, rows):
            part = slice(start, start + rows)
            stamps[c, part] = cv2.remap(
                np.ascontiguousarray(plane),
                x[part],
                y[part],
                cv2.INTER_LINEAR,
                borderMode=cv2.BORDER_CONSTANT,
            )
    shaped = stamps.reshape(3, n, SIDE, SIDE).transpose(1, 0, 2, 3)
    return np.asarray(np.clip(GAIN * shaped, -HELD, HELD), np.float32)
