"""
Find the one face in a photo, or say why there is none to measure.

The models are described in ``networks``, the method in ``landmarks``; the iris is then fitted on the
picture itself (``limbus``, ``irises``). All runs on the CPU and offline.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from porewise.io.detector import Candidate, find_candidates
from porewise.io.irises import measure_irises
from porewise.io.landmarks import Landmarks, landmarks_in
from porewise.values.face import Face, NoFace

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from porewise.values.photo import Photo


@dataclass(frozen=True, slots=True)
class HowToFind:
    """
    When a face is one. ``presence``: MediaPipe's own limit. ``wobble_share``: good faces scatter 0.9 to 1.5 %
    of the pupil distance over nine looks, upside-down or cut-off ones 2 to 9 % (measured on 13 portraits).
    ``bystander_share``: a second face this large beside the largest, by pupil distance, is a second person
    and not someone in the background. ``pupils_px``: below this no eye can be read at all.
    """

    presence: float = 0.5
    wobble_share: float = 0.02
    bystander_share: float = 0.35
    pupils_px: float = 16.0


STANDARD = HowToFind()
QUARTER_TURNS = (math.pi / 2, -math.pi / 2, math.pi)


def find_face(photo: Photo, *, how: HowToFind = STANDARD) -> Face | NoFace:
    """
    Find the one face in the photo: mesh, eyes and how much to trust them.

    Answers ``NoFace`` with ``several_faces`` (``value``: how many), ``face_doubtful`` (``value`` and
    ``limit``: presence or wobble) or ``no_face``. Faces much smaller than the largest are bystanders.
    Raises ``PorewiseError`` if the models are missing from the installation.
    """
    found, doubtful = _faces(photo.display, find_candidates(photo.display), how)
    if not found:
        turned = find_candidates(photo.display, turns=QUARTER_TURNS)
        found, doubtful_turned = _faces(photo.display, turned, how)
        doubtful = doubtful + doubtful_turned
    if not found:
        return _none_found(doubtful, how)
    largest = max(face.pupils_px for face in found)
    persons = [face for face in found if face.pupils_px >= how.bystander_share * largest]
    if len(persons) > 1:
        return _several(len(persons))
    return _face(photo, persons[0])


def _faces(
    display: NDArray[np.uint8], candidates: list[Candidate], how: HowToFind
) -> tuple[list[Landmarks], list[Landmarks]]:
    """Tell the candidates that are faces from the doubtful ones; each face once."""
    found: list[Landmarks] = []
    doubtful: list[Landmarks] = []
    for candidate in candidates:
        face = landmarks_in(display, candidate.square)
        if any(_same(face, other) for other in found):
            continue
        good = face.presence >= how.presence and face.wobble_share <= how.wobble_share
        good = good and face.pupils_px >= how.pupils_px
        (found if good else doubtful).append(face)
    return found, doubtful


def _same(a: Landmarks, b: Landmarks) -> bool:
    """Two candidates that grew into one face: their centres lie within half a pupil distance."""
    apart = np.hypot(*(a.mesh[:, :2].mean(axis=0) - b.mesh[:, :2].mean(axis=0)))
    return float(apart) < 0.75 * max(a.pupils_px, b.pupils_px)


def _face(photo: Photo, found: Landmarks) -> Face:
    right, left = measure_irises(photo.linear, found)
    mesh, right_lids, left_lids = found.mesh, found.right.lids, found.left.lids
    for array in (mesh, right_lids, left_lids):
        array.setflags(write=False)
    return Face(mesh, right, left, right_lids, left_lids, found.wobble_share, found.presence)


def _several(count: int) -> NoFace:
    return NoFace(
        "several_faces",
        f"There are {count} faces in the photo, and Porewise measures one person at a time.",
        "Take or crop a photo with one face only.",
        float(count),
        1.0,
    )


def _none_found(doubtful: list[Landmarks], how: HowToFind) -> NoFace:
    if not doubtful:
        return NoFace(
            "no_face",
            "No face was found in the photo.",
            "Take the photo from the front with the whole face in the frame; for a close-up give its scale.",
        )
    best = max(doubtful, key=lambda face: (face.presence >= how.presence, -face.wobble_share))
    remedy = "Take the photo from the front, in even light, with the whole face free and in the frame."
    if best.presence < how.presence:
        says = "Something in the photo looks a little like a face, but not enough to measure it."
        return NoFace("face_doubtful", says, remedy, round(best.presence, 3), how.presence)
    says = "The outline of the face cannot be placed reliably in this photo."
    return NoFace("face_doubtful", says, remedy, round(best.wobble_share, 4), how.wobble_share)
