"""
The person's own ruler: the distance between the pupils hardly changes in an adult's life.

Learnt from a few frontal photos by their irises, or typed in from a spectacle prescription, it scales every later
photo of the person: then all photos share one scale, whatever the iris of each looked like. Pupils turn towards the
camera at arm's length and come nearer to each other; distances are kept as for a far look.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from porewise.measure.scale import IRIS_SD_SHARE, camera_distance_mm, scale_from_iris, sd_share, spread
from porewise.values.estimate import Estimate
from porewise.values.face import Face
from porewise.values.reading import Scale

RIGHT_CORNERS, LEFT_CORNERS = (33, 133), (263, 362)  # mesh points at the corners of each eye
# The eye turns about a point 13.5 mm behind its front; the pupil as seen lies 10.5 mm before that point.
TURNS_MM, PUPIL_BEFORE_MM = 13.5, 10.5
TYPED_SD = 0.008  # opticians state it to half a millimetre
CENTRES_SD = 0.004  # of the distance between the two iris centres as fitted, with the turn taken out
FRONTAL_DEG = 10.0  # a face turned further says less about the distance than about the mesh
EYES_AGREE = 0.06  # irises that differ more are badly fitted
FEWEST_PHOTOS = 3


def pupils_apart_px(face: Face) -> float:
    """Distance between the iris centres in pixels, with the turn of the head taken out by the mesh's depth."""
    right, left = face.right_eye, face.left_eye
    depth = float(face.mesh[list(LEFT_CORNERS), 2].mean() - face.mesh[list(RIGHT_CORNERS), 2].mean())
    return math.sqrt((left.x_px - right.x_px) ** 2 + (left.y_px - right.y_px) ** 2 + depth**2)


def nearer_by(distance_mm: float) -> float:
    """Pupil distance looking at something that far away, as a share of the far one."""
    return 1 - PUPIL_BEFORE_MM / (distance_mm + TURNS_MM)


def scale_from_pupils(face: Face, far_mm: float, long_side_px: int, focal_35mm: float | None) -> Scale:
    """Read the scale off the person's own pupil distance (``far_mm``: looking far)."""
    px = pupils_apart_px(face)
    k = px / far_mm
    for _ in range(3):  # how near the camera stood follows from the scale, and the scale from how near
        distance, distance_sd = camera_distance_mm(k, long_side_px, focal_35mm)
        near = nearer_by(distance)
        k = px / (far_mm * near)
    turned = (1 / near - 1) * distance_sd
    return Scale("person", spread(k, math.sqrt(TYPED_SD**2 + CENTRES_SD**2 + turned**2)))


def pupil_distance_of(
    face: Face, long_side_px: int, focal_35mm: float | None, turn_deg: float
) -> Estimate | None:
    """
    The far pupil distance in mm as this photo's irises tell it; None where the face is turned, or the irises
    disagree. Its interval holds the spread of iris widths between people, which all photos of a person share.
    """
    right, left = face.right_eye, face.left_eye
    if min(right.iris_px, left.iris_px) <= 0 or not (right.fitted and left.fitted):
        return None
    if turn_deg > FRONTAL_DEG or abs(math.log(right.iris_px / left.iris_px)) > EYES_AGREE:
        return None
    scale = scale_from_iris(face).px_per_mm
    distance, distance_sd = camera_distance_mm(scale.value, long_side_px, focal_35mm)
    near = nearer_by(distance)
    value = pupils_apart_px(face) / scale.value / near
    return spread(value, math.hypot(sd_share(scale), (1 / near - 1) * distance_sd))


def learn_pupil_distance(seen: Sequence[Estimate]) -> Estimate | None:
    """
    One person's far pupil distance from those of several photos; None from fewer than three.

    The median is taken, so that one bad photo does not move it. The interval holds what the photos share (the
    person's iris may be wider or narrower than most) and what is left of their scatter.
    """
    if len(seen) < FEWEST_PHOTOS:
        return None
    logs = np.log([e.value for e in seen])
    middle = float(np.median(logs))
    scatter = 1.4826 * float(np.median(np.abs(logs - middle)))
    own = math.sqrt(max(float(np.median([sd_share(e) for e in seen])) ** 2 - IRIS_SD_SHARE**2, 0.0))
    left = 1.25 * max(scatter, own) / math.sqrt(len(seen))  # 1.25: a median's error over a mean's
    return spread(math.exp(middle), math.hypot(IRIS_SD_SHARE, left))
