"""Drawn skin as a photo, for the tests of measure."""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray

from porewise.synth import Skin
from porewise.values.face import NoFace
from porewise.values.photo import Photo

NO_FACE = NoFace("no_face", "No face was found.", "Take a photo of a face.")


def photo_of(picture: NDArray[np.uint8], name: str = "drawn.png") -> Photo:
    """sRGB bytes as the photo reader would give them."""
    x = picture.astype(np.float32) / 255
    linear = np.where(x <= 0.04045, x / 12.92, ((x + 0.055) / 1.055) ** 2.4).astype(np.float32)
    return Photo(
        name=name,
        sha256=hashlib.sha256(picture.tobytes()).hexdigest(),
        linear=linear,
        display=picture,
        clipped=(picture >= 254).any(-1),
        format="PNG",
        bits=8,
        profile="sRGB",
    )


def skin_photo(skin: Skin) -> Photo:
    """A drawn patch as a photo."""
    return photo_of(skin.picture)


def pair_up(
    skin: Skin, x: NDArray[np.float64], y: NDArray[np.float64]
) -> tuple[NDArray[np.int_], NDArray[np.int_]]:
    """Match found places to planted pores one to one within 0.15 mm: (rows of found, rows of planted)."""
    from scipy.optimize import linear_sum_assignment
    from scipy.spatial.distance import cdist

    places = np.array([(p.x_px, p.y_px) for p in skin.pores]).reshape(-1, 2)
    distance = cdist(np.column_stack([x, y]), places)
    limit = 0.15 * skin.px_per_mm
    rows, columns = linear_sum_assignment(np.minimum(distance, 4 * limit))
    good = distance[rows, columns] <= limit
    return rows[good], columns[good]
