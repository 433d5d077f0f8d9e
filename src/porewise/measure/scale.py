"""
How many pixels a millimetre has, with an interval that is true.

The visible iris of adults is 11.7 mm wide on average, with a spread between people of 0.42 mm (3.6 %;
Rüfer 2005, n = 390). That spread is shared by every photo of one person; the fit's own error is not.
"""

from __future__ import annotations

import math

from porewise.values.estimate import Estimate
from porewise.values.face import Face
from porewise.values.reading import Scale
from porewise.values.ruler import Reference

IRIS_MM = 11.7
IRIS_SD_SHARE = 0.42 / 11.7
MODEL_SD_SHARE = 0.03  # floor of the error of one eye: lids, gaze and refraction move the visible limbus
NORMAL_90 = 1.645  # half width of a 90 % interval in standard deviations
POINT_SD_PX = 1.0  # where a finger or a mouse puts a point
LENGTH_SD = 0.003  # coins and rulers are that exact; reading them is not much better
BESIDE_FACE_SD = 0.03  # a centimetre nearer than the eyes, at arm's length
# How far the camera stood, where the file does not tell: selfies are taken at 25 to 45 cm, and the long
# side of a phone's picture spans about 0.95 times the focal length in pixels.
USUAL_DISTANCE_MM = 330.0
FOCAL_PER_LONG_SIDE = 0.95
DISTANCE_SD = 0.35  # of the natural log


def scale_from_iris(face: Face) -> Scale:
    """
    Read the scale off both irises, weighting each by its own error.

    The interval holds the spread of iris widths between people, each fit's error, and any
    disagreement between the two eyes.
    """
    eyes = (face.right_eye, face.left_eye)
    sds = [max(e.iris_sd_px / e.iris_px, MODEL_SD_SHARE / (1 if e.fitted else 0.5)) for e in eyes]
    weights = [1 / s**2 for s in sds]
    px = math.exp(sum(w * math.log(e.iris_px) for w, e in zip(weights, eyes, strict=True)) / sum(weights))
    fit = 1 / math.sqrt(sum(weights))
    apart = abs(math.log(eyes[0].iris_px / eyes[1].iris_px)) / 2
    sd = math.sqrt(IRIS_SD_SHARE**2 + fit**2 + (0.5 * apart) ** 2)
    return Scale("iris", spread(px / IRIS_MM, sd))


def scale_given(px_per_mm: float) -> Scale:
    """A scale the caller knows (a ruler in the picture, a lens with a stop); taken as exact to 1 %."""
    if not (math.isfinite(px_per_mm) and px_per_mm > 0):
        raise ValueError(
            f"px_per_mm must be a number above 0, got {px_per_mm}; measure a known length in the picture"
        )
    return Scale("given", spread(px_per_mm, 0.01 / NORMAL_90))


def scale_from_reference(reference: Reference, *, on_face: bool) -> Scale:
    """
    Read the scale off two points of known distance.

    Each point is good to a pixel; beside a whole face the reference may lie nearer or farther than the eyes.
    """
    points = math.sqrt(2) * POINT_SD_PX / reference.px
    depth = BESIDE_FACE_SD if on_face else 0.0
    return Scale("reference", spread(reference.px / reference.mm, math.hypot(points, depth, LENGTH_SD)))


def spread(value: float, sd_share: float) -> Estimate:
    """A 90 % interval around a positive value whose natural log has that sd."""
    factor = math.exp(NORMAL_90 * sd_share)
    return Estimate(value, value / factor, value * factor)


def sd_share(estimate: Estimate) -> float:
    """The sd of the natural log that an interval of ``spread`` stands for."""
    return math.log(estimate.high / estimate.low) / (2 * NORMAL_90)


def camera_distance_mm(px_per_mm: float, long_side_px: int, focal_35mm: float | None) -> tuple[float, float]:
    """
    How far the camera stood from the eyes, in mm, and the sd of its natural log.

    With a focal length (35 mm equivalent, over the 43.27 mm diagonal of a 4:3 picture) it is geometry;
    without one, a guess between the usual distance and the usual lens.
    """
    if focal_35mm:
        return focal_35mm * long_side_px / (34.6 * px_per_mm), 0.12
    by_lens = FOCAL_PER_LONG_SIDE * long_side_px / px_per_mm
    return math.sqrt(by_lens * USUAL_DISTANCE_MM), DISTANCE_SD
