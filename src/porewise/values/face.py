"""Where the face is: a dense mesh, both eyes, and the honest no."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Eye:
    """
    One eye. ``iris_px`` is the horizontal visible iris diameter in the picture, ``iris_sd_px`` the
    standard error of that diameter in this photo, ``fitted`` whether the limbus was fitted on the
    image itself (else the landmark model's own guess stands).
    """

    x_px: float
    y_px: float
    iris_px: float
    iris_sd_px: float
    fitted: bool


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """
    The one face in the photo. Right and left are the person's own.

    ``mesh``: (468, 3) float64, x and y in photo pixels, z in the same unit (smaller is nearer to
    the camera), in the numbering of the MediaPipe canonical face.
    ``right_lids``, ``left_lids``: (16, 2) eye contour in photo pixels, one closed outline: from the outer
    corner along the lower lid to the inner corner, then back along the upper lid.
    ``wobble_share``: median movement of the mesh over jittered crops, as a share of the pupil
    distance; ``presence``: 0 to 1, the model's belief that this is a face.
    """

    mesh: NDArray[np.float64]
    right_eye: Eye
    left_eye: Eye
    right_lids: NDArray[np.float64]
    left_lids: NDArray[np.float64]
    wobble_share: float
    presence: float


@dataclass(frozen=True, slots=True)
class NoFace:
    """Why there is no face to measure: ``no_face``, ``several_faces`` or ``face_doubtful``."""

    code: str
    says: str
    remedy: str
    value: float | None = None
    limit: float | None = None
