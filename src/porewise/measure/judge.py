"""
Is it a pore, is it plugged, how wide does it look: the fitted candidates judged by small networks.

Trained by ``benchmarks/train`` on widely varied drawn skin; each network carries its training record. The
filter and the fit stay physical; the networks only weigh what they found.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from porewise.measure.blur import BLUR_SD
from porewise.measure.detect import FWHM
from porewise.measure.features import NAMES
from porewise.measure.network import network, softmax, stamp_network
from porewise.measure.settings import HowToMeasure
from porewise.measure.spots import Spots

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

LINE = NAMES.index("line_large")
DOUBT_UNSEEN = 0.5  # sd of ln(diameter) of a candidate that was sifted out: it is no pore, nobody looked
LOG_DOUBT = (-4.0, 1.0)


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


def judge(spots: Spots, *, blur_mm: float, how: HowToMeasure) -> Judgement:
    """
    Judge every candidate from its features, its fit and its stamp.

    Most candidates are noise and are sifted out by their numbers alone; only the rest are looked at.
    """
    features, fits = spots.features, spots.fits
    n = len(features)
    chances = np.tile([1.0, 0.0, 0.0], (n, 1))
    log_d, log_d_sd = fits.log_d.copy(), np.full(n, DOUBT_UNSEEN)
    if n:
        chances[:, 1] = 1 / (1 + np.exp(-network("sift")(features)[:, 0]))
        chances[:, 0] = 1 - chances[:, 1]
    worth = np.nonzero(1 - chances[:, 0] >= how.sifted_score)[0]
    if len(worth):
        said = stamp_network("judge")(spots.stamps(worth), features[worth])
        chances[worth] = softmax(said[:, :3])
        log_d[worth] += said[:, 3]
        log_d_sd[worth] = np.exp(np.clip(said[:, 4], *LOG_DOUBT))
    score = 1 - chances[:, 0]
    # how much a wrong blur moves the diameter: d ln D / d ln b = −(b / D)²
    by_blur = BLUR_SD * np.minimum((FWHM * blur_mm / np.exp(log_d)) ** 2, 1.5)
    sized = (log_d > np.log(how.smallest_mm)) & (log_d < np.log(how.largest_mm))
    return Judgement(
        score=score,
        plugged=chances[:, 2] / np.maximum(score, 1e-9),
        log_d=log_d,
        log_d_sd=np.hypot(log_d_sd, 0.5 * by_blur),
        counted=(score >= how.counted_score) & sized & (fits.peak > 0),
    )
