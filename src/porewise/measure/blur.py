"""
How blurred is this photo: the sd of its point spread in pixels, read off the skin itself.

Skin has detail at every size; blur takes the fine away first. A small network, trained on drawn skin
under cameras of every kind, reads the blur from how much detail is left octave by octave and from how
far edges soften when the picture is blurred once more (the re-blur ratio of Zhuo and Sim, Pattern
Recognition 2011). Its error on skin it never saw stands in its training record.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import cv2
import numpy as np

from porewise.measure.light import DARKEST, soften
from porewise.measure.network import network

if TYPE_CHECKING:
    from numpy.typing import NDArray

BAND_SDS = (0.6, 0.85, 1.2, 1.7, 2.4, 3.4, 4.8)  # pixels, half an octave apart
REFERENCE_BAND = 7  # the contrast of the others is stated relative to this one
REBLURS = ((0.6, 1.0), (1.0, 1.5))  # sd of the quieting blur before, sd of the second blur
ENOUGH_SIDE = (
    256  # of a larger piece every other pixel of a band tells its contrast as well, in a quarter of the time
)
LARGEST_SIDE = 640  # a piece that size tells as much as the whole zone


def estimate_blur_px(luminance: NDArray[np.float32], px_per_mm: float) -> float | None:
    """
    Estimate the sd of the blur in pixels; None where the piece is too small or has no detail.

    ``luminance``: (h, w) linear light of bare skin, at least 48 pixels on each side.
    """
    if min(luminance.shape) < 48:
        return None
    piece = _middle(luminance)
    if float(piece.std()) < 1e-6:
        return None
    return blur_px_of(blur_features(piece, px_per_mm))


def blur_px_of(features: NDArray[np.float64]) -> float:
    """The sd of the blur in pixels, from what ``blur_features`` says of a piece."""
    return float(np.exp(network("blur")(features[None])[0, 0]))


def blur_features(luminance: NDArray[np.float32], px_per_mm: float) -> NDArray[np.float64]:
    """What the network reads: band contrasts (typical and strongest), re-blur ratios, the scale."""
    sheet = np.log(np.maximum(luminance, DARKEST)).astype(np.float32)
    softer = [sheet] + [soften(sheet, sd) for sd in BAND_SDS]
    bands, step = [], 1 if min(sheet.shape) < ENOUGH_SIDE else 2
    for sharp, soft in pairwise(softer):
        size = np.abs(sharp - soft)[::step, ::step]
        bands += [np.log(np.median(size) / 0.6745 + 1e-5), np.log(np.quantile(size, 0.995) / 2.8 + 1e-5)]
    ratios = [r for quiet, again in REBLURS for r in _reblur_ratios(sheet, quiet, again)]
    reference = bands[REFERENCE_BAND]
    return np.array([*(b - reference for b in bands), reference, *ratios, np.log(px_per_mm)], np.float64)


def _reblur_ratios(sheet: NDArray[np.float32], quiet: float, again: float) -> NDArray[np.float64]:
    """Quartiles of the blur's log variance as the strongest edges tell it."""
    light = soften(sheet, quiet)
    sharp, soft = _gradient(light)[4:-4, 4:-4], _gradient(soften(light, again))[4:-4, 4:-4]
    ridge = (sharp >= np.quantile(sharp, 0.98)) & (
        sharp >= cv2.dilate(sharp, np.ones((3, 3), np.uint8)) * 0.98
    )
    squared = np.maximum((sharp[ridge] / np.maximum(soft[ridge], 1e-9)) ** 2, 1.0001)
    return np.asarray(np.log(np.quantile(again**2 / (squared - 1), [0.1, 0.25, 0.5, 0.75])), np.float64)


def _gradient(light: NDArray[np.float32]) -> NDArray[np.float32]:
    dx = cv2.Sobel(light, cv2.CV_32F, 1, 0, ksize=1)
    dy = cv2.Sobel(light, cv2.CV_32F, 0, 1, ksize=1)
    return np.asarray(np.hypot(dx, dy), np.float32)


def _middle(sheet: NDArray[np.float32]) -> NDArray[np.float32]:
    h, w = sheet.shape
    top, left = max(0, (h - LARGEST_SIDE) // 2), max(0, (w - LARGEST_SIDE) // 2)
    return sheet[top : top + LARGEST_SIDE, left : left + LARGEST_SIDE]
