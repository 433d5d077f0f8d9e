"""
Was this picture left as the camera made it? Smoothed skin and enlarged pictures give themselves away.

A smoothing filter makes neighbours alike where a camera would leave noise; enlarging leaves a beat in the second
derivative, with the period of the interpolation (Gallagher, CRV 2005). A small network weighs both with what the
blur is read from. Trained by ``benchmarks/train/filters.py``; its record says what it catches and wrongly accuses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from porewise.measure.network import network, softmax

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

SMALLEST_PX = 96
JPEG_PERIOD = 8
BEATS = (0.2, 0.5)  # frequencies per pixel in which enlarging by 2 to 5, or by less than 2 folded back, beats


def altered(picture: NDArray[np.uint8], finest: Array) -> tuple[float, float] | None:
    """
    Probabilities that this piece of bare skin was smoothed, and that it was enlarged.

    ``picture``: (h, w, 3) uint8 sRGB; ``finest``: what ``blur_features`` says of the same piece in linear light. None
    where it is too small to say.
    """
    if min(picture.shape[:2]) < SMALLEST_PX:
        return None
    features = natural_features(picture, finest)
    _, smoothed, enlarged = softmax(network("natural")(features[None]))[0].tolist()
    return smoothed, enlarged


def natural_features(picture: NDArray[np.uint8], finest: Array) -> Array:
    """What the network reads of a piece; arguments as of ``altered``."""
    green = picture[..., 1].astype(np.float64)
    return np.concatenate([finest, _alike(green), _noise_shape(green), _beats(green), _beats(green.T)])


def _alike(green: Array) -> Array:
    """Shares of neighbours that are the same, or a step apart, across and down."""
    steps = np.abs(np.diff(green, axis=1)), np.abs(np.diff(green, axis=0))
    return np.array([(s <= limit).mean() for s in steps for limit in (0, 1)])


def _noise_shape(green: Array) -> Array:
    """How heavy the tails of the finest detail are, and how far it is shared between neighbours."""
    fine = cv2.Laplacian(green, cv2.CV_64F)[2:-2, 2:-2]
    size = np.abs(fine)
    tails = [np.log((np.quantile(size, q) + 0.5) / (np.median(size) + 0.5)) for q in (0.9, 0.99)]
    power = float((fine**2).mean()) + 1e-6
    lags = [float((fine[:, k:] * fine[:, :-k]).mean()) / power for k in (1, 2, 3)]
    lags += [float((fine[k:] * fine[:-k]).mean()) / power for k in (1, 2, 3)]
    return np.array([*tails, *lags, np.log(power)])


def _beats(green: Array) -> Array:
    """The strongest beat of the second derivative across columns, over what is usual, JPEG's own beats left out."""
    second = np.abs(np.diff(green, n=2, axis=1)).mean(0)
    n = len(second)
    spectrum = np.abs(np.fft.rfft((second - second.mean()) * np.hanning(n)))
    frequency = np.arange(len(spectrum)) / n
    nearest = np.round(frequency * JPEG_PERIOD) / JPEG_PERIOD
    in_use = (frequency >= BEATS[0]) & (np.abs(frequency - nearest) > 1.6 / n)
    half = spectrum[-3:].max()  # twice as large beats at every other pixel, which is JPEG's too
    usual = float(np.median(spectrum[frequency >= BEATS[0]])) + 1e-6
    strongest = float(spectrum[in_use].max()) if in_use.any() else usual
    return np.array([float(np.log((beat + 1e-6) / usual)) for beat in (strongest, float(half))])
