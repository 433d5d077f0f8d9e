"""
Is it a pore, is it plugged, how wide does it look: the fitted candidates judged by small networks.

Trained by ``benchmarks/train/train_models.py`` on widely varied drawn skin; each network carries its
training record. The filter and the fit stay physical; the networks only weigh what they found.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from porewise.measure.blur import BLUR_SD
from porewise.measure.detect import FWHM
from porewise.measure.features import NAMES
from porewise.measure.network import network, softmax
from porewise.measure.refine import Fits
from porewise.measure.settings import HowToMeasure

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

LINE = NAMES.index("line_large")


@dataclass(frozen=True, slots=True, eq=False)
class Judgement:
    """
    One row per candidate. ``score``: probability of being a pore; ``plugged``: probability of a dark
    plug, given it is one; ``log_d``: ln of the apparent diameter in mm with ``log_d_sd``;
    ``counted``: taken for a pore.
    """

    score: Array
    plugged: Array
    log_d: Array
    log_d_sd: Array
    counted: NDArray[np.bool_]


def judge(features: Array, fits: Fits, *, blur_mm: float, how: HowToMeasure) -> Judgement:
    """Judge every candidate from its features and its fit."""
    if len(features) == 0:
        none = np.zeros(0)
        return Judgement(none, none, none, none, np.zeros(0, bool))
    chances = softmax(network("judge")(features))  # not a pore, pore, pore with a dark plug
    score = 1 - chances[:, 0]
    log_d = fits.log_d + network("size")(features)[:, 0]
    own = np.exp(network("size_doubt")(features)[:, 0])
    # how much a wrong blur moves the diameter: d ln D / d ln b = −(b / D)²
    by_blur = BLUR_SD * np.minimum((FWHM * blur_mm / np.exp(log_d)) ** 2, 1.5)
    log_d_sd = np.hypot(own, 0.5 * by_blur)
    sized = (log_d > np.log(how.smallest_mm)) & (log_d < np.log(how.largest_mm))
    counted = (score >= how.counted_score) & sized & (fits.peak > 0)
    return Judgement(score, chances[:, 2] / np.maximum(score, 1e-9), log_d, log_d_sd, counted)
