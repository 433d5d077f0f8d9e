"""Both irises of a face, each a witness for the other."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from porewise.io.limbus import fit_limbus, guessed
from porewise.values.face import Eye

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from porewise.io.landmarks import Landmarks


@dataclass(frozen=True, slots=True)
class HowToTrust:
    """
    When a fitted iris is believed.

    ``pupil_shares``: an iris of 11.7 mm (standard deviation 0.42) against a pupil distance of 63 mm (3.7),
    shorter by up to 4 mm when the eyes meet on a near phone, gives 0.155 to 0.235 for nearly everyone.
    ``disagreement``: the two irises of a person are equal (Rüfer 2005); seen from nearby and a little from
    the side they may differ by this much. ``alone_sd_share``: doubt of a fit without a witness.
    """

    pupil_shares: tuple[float, float] = (0.155, 0.235)
    disagreement: float = 0.06
    alone_sd_share: float = 0.02


STANDARD = HowToTrust()


def measure_irises(
    linear: NDArray[np.float32], face: Landmarks, *, how: HowToTrust = STANDARD
) -> tuple[Eye, Eye]:
    """
    The right and the left eye, their irises fitted on the picture where that can be trusted.

    A fit out of proportion to the pupil distance, or two fits that contradict each other, give way to the
    landmark models' guess; a fit whose fellow is missing gets a larger standard error.
    """
    turn = math.atan2(*(face.left.centre - face.right.centre)[::-1])
    right, left = (
        _in_proportion(fit_limbus(linear, g, turn=turn), face, how) for g in (face.right, face.left)
    )
    right, left = right or guessed(face.right), left or guessed(face.left)
    if right.fitted and left.fitted:
        apart = abs(math.log(right.iris_px / left.iris_px))
        if apart > how.disagreement:
            return guessed(face.right), guessed(face.left)
        half = abs(right.iris_px - left.iris_px) / 2
        return _at_least(right, half), _at_least(left, half)
    return _alone(right, how), _alone(left, how)


def _in_proportion(eye: Eye, face: Landmarks, how: HowToTrust) -> Eye | None:
    low, high = how.pupil_shares
    return eye if not eye.fitted or low <= eye.iris_px / face.pupils_px <= high else None


def _at_least(eye: Eye, sd_px: float) -> Eye:
    return replace(eye, iris_sd_px=max(eye.iris_sd_px, sd_px))


def _alone(eye: Eye, how: HowToTrust) -> Eye:
    if not eye.fitted:
        return eye
    return replace(eye, iris_sd_px=math.hypot(eye.iris_sd_px, how.alone_sd_share * eye.iris_px))
