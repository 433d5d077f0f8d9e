"""
Where are the pores: a small convolutional network looks over the flat skin at one fixed physical resolution.

It is a matched filter that has learnt what pores stand beside: every cell of the skin gets the chance that a pore's
centre lies there, the centre itself, the chance of a dark plug, and the apparent diameter with its doubt. Trained by
``benchmarks/train`` on widely varied drawn skin; its record is inside its file. OpenCV runs it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from porewise.measure.light import flatten, log_light
from porewise.measure.settings import HowToMeasure

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Sheet = NDArray[np.float32]

EYE_PX_PER_MM = 12.0  # a pore of 0.25 mm is three samples wide
CELL = 2  # samples per cell, along each side
GAIN, HELD = 4.0, 3.0  # brings the contrast of a clear pore to about 1, and holds what is beyond skin
USUAL_BLUR_MM, USUAL_SPREAD = 0.07, 0.5
USUAL_MM = 0.25
LOG_DOUBT = (-3.5, 0.5)
APART_MM = 0.2  # two pores nearer than that are one to the eye


@dataclass(frozen=True, slots=True, eq=False)
class Sightings:
    """
    What the eye saw, one row each: ``x``, ``y`` in samples of its planes; ``chance`` of a pore; ``plug``:
    chance of a dark plug, given a pore; ``log_d``: ln of the apparent diameter in mm, with ``log_d_sd``.
    """

    x: Array
    y: Array
    chance: Array
    plug: Array
    log_d: Array
    log_d_sd: Array

    def __len__(self) -> int:
        return len(self.x)

    def rows(self, which: NDArray[np.int_]) -> Sightings:
        """Some of them."""
        return Sightings(*(getattr(self, name)[which] for name in self.__dataclass_fields__))


def eye_planes(
    linear: Sheet, mask: NDArray[np.bool_], *, px_per_mm: float, how: HowToMeasure
) -> tuple[Sheet, NDArray[np.bool_], tuple[float, float]]:
    """
    Resample to the eye's resolution and flatten: (3, h, w) luminance, red − luminance, blue − luminance.

    Returns the planes, the mask at their resolution, and photo pixels per sample along x and y.
    """
    h, w = mask.shape
    size = (max(1, round(w * EYE_PX_PER_MM / px_per_mm)), max(1, round(h * EYE_PX_PER_MM / px_per_mm)))
    how_to = cv2.INTER_AREA if size[0] < w else cv2.INTER_CUBIC
    small = np.asarray(cv2.resize(linear, size, interpolation=how_to), np.float32)
    clear = cv2.resize(mask.astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0.99
    size_px = how.background_mm / 2 * EYE_PX_PER_MM
    light, red, blue = (flatten(plane, clear, size_px=size_px) for plane in log_light(small))
    planes = np.stack([light, red - light, blue - light])
    return planes, clear, (w / size[0], h / size[1])


def eye_input(planes: Sheet, *, blur_mm: float, px_per_mm: float) -> Sheet:
    """(5, h, w): the planes, and what is known of the photo (its blur and its own resolution) on every sample."""
    known = (
        np.log(blur_mm / USUAL_BLUR_MM) / USUAL_SPREAD,
        np.log(px_per_mm / EYE_PX_PER_MM) / USUAL_SPREAD,
    )
    flat = [np.full(planes.shape[1:], np.clip(v, -HELD, HELD), np.float32) for v in known]
    return np.concatenate([np.clip(GAIN * planes, -HELD, HELD), np.stack(flat)])


def look(
    planes: Sheet, mask: NDArray[np.bool_], *, blur_mm: float, px_per_mm: float, lowest: float
) -> Sightings:
    """
    Look over the skin. ``planes``, ``mask``: of ``eye_planes``; ``blur_mm``: sd of the photo's blur on the
    skin; ``px_per_mm``: of the photo; ``lowest``: chance below which nothing is told. One look is enough: the eye was
    taught the mean of what it saw from eight sides, so that little depends on the way the photo is held.
    """
    h, w = mask.shape
    padded = np.pad(
        eye_input(planes, blur_mm=blur_mm, px_per_mm=px_per_mm), ((0, 0), (0, -h % 4), (0, -w % 4)), "edge"
    )
    net = _network()
    net.setInput(padded[None])
    return sightings(np.array(net.forward()[0], np.float32), mask, lowest)


def weight_of(chance: Array, how: HowToMeasure) -> Array:
    """How much of a pore a sighting is to densities: rises from 0 to 1 between two chances."""
    rise = (chance - how.weighs_from) / (how.weighs_fully - how.weighs_from)
    return np.asarray(np.clip(rise, 0, 1), np.float64)


def sightings(said: Sheet, mask: NDArray[np.bool_], lowest: float) -> Sightings:
    """Read the cells: peaks of the chance, each at its own centre, the surer of two that nearly coincide."""
    h, w = mask.shape
    rows_in, columns_in = -(-h // CELL), -(-w // CELL)
    said = said[:, :rows_in, :columns_in]
    chance = 1 / (1 + np.exp(-said[0].astype(np.float64)))
    peak = said[0] >= cv2.dilate(np.ascontiguousarray(said[0]), np.ones((3, 3), np.uint8))
    i, j = np.nonzero(peak & (chance >= lowest))
    middle = (CELL - 1) / 2
    x = np.clip(j * CELL + middle + said[1, i, j], 0, w - 1).astype(np.float64)
    y = np.clip(i * CELL + middle + said[2, i, j], 0, h - 1).astype(np.float64)
    keep = mask[y.round().astype(int), x.round().astype(int)]
    i, j, x, y = i[keep], j[keep], x[keep], y[keep]
    sure = chance[i, j]
    keep = _apart(x, y, sure)
    i, j, x, y, sure = i[keep], j[keep], x[keep], y[keep], sure[keep]
    log_sd = np.clip(said[5, i, j].astype(np.float64), *LOG_DOUBT)
    return Sightings(
        x=x,
        y=y,
        chance=sure,
        plug=1 / (1 + np.exp(-said[3, i, j].astype(np.float64))),
        log_d=said[4, i, j].astype(np.float64) + np.log(USUAL_MM),
        log_d_sd=np.exp(log_sd),
    )


def _apart(x: Array, y: Array, sure: Array) -> NDArray[np.bool_]:
    """Of sightings nearer than ``APART_MM`` the surer stays."""
    from scipy.spatial import cKDTree

    keep = np.ones(len(x), bool)
    if len(x) > 1:
        for a, b in cKDTree(np.column_stack([x, y])).query_pairs(APART_MM * EYE_PX_PER_MM):
            if keep[a] and keep[b]:
                keep[b if sure[a] >= sure[b] else a] = False
    return keep


@cache
def _model() -> bytes:
    return (resources.files("porewise.measure") / "models" / "eye.onnx").read_bytes()


def _network() -> Any:
    """A fresh reader each time: OpenCV's networks hold state, and zones are looked at side by side."""
    return cv2.dnn.readNetFromONNX(np.frombuffer(_model(), np.uint8))
