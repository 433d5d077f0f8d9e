"""Which pixels of a zone are clear skin: no highlight, no deep shadow, no hair or other foreign body."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from porewise.measure.light import LUMINANCE
from porewise.measure.settings import HowToMeasure
from porewise.measure.zones import Zone
from porewise.values.photo import Photo

if TYPE_CHECKING:
    from numpy.typing import NDArray

COARSE_MM = 0.8  # hair tufts, lashes and nostrils are wider than this; pores are not
DARKER = 0.30  # ... and reflect less than this share of the zone's median
OTHER_COLOUR = 0.45  # distance in log chromaticity from the zone's median: hair dye, lipstick, cloth
FULL = 0.97  # linear light of a channel that has nothing above it
SOFT_SD = 2.5  # pixels of the reduced picture on which coarse things are looked for
MARGIN_MM = 0.15  # highlights spread by blur


@dataclass(frozen=True, slots=True, eq=False)
class ClearSkin:
    """``mask`` (h, w): clear skin; ``clipped_share``: burnt-out part of the zone; ``level``: median linear light."""

    mask: NDArray[np.bool_]
    clipped_share: float
    level: float


def clear_skin(photo: Photo, zone: Zone, how: HowToMeasure) -> ClearSkin:
    """Find the clear skin of a zone. What is left out leaves every denominator too."""
    rgb = zone.cut(photo.linear)
    if not zone.mask.any():
        return ClearSkin(zone.mask, 0.0, 0.0)
    luminance = rgb @ LUMINANCE
    # red alone reaches the top first on well-lit skin; luminance still tells a pore from its surroundings there
    burnt = (luminance >= how.highlight) | ((rgb >= FULL).sum(-1) >= 2)
    share = float(burnt[zone.mask].mean())
    r = max(1, round(MARGIN_MM * zone.px_per_mm))
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * r + 1, 2 * r + 1))
    near_burnt = cv2.dilate(burnt.astype(np.uint8), disc).astype(bool)
    usable = zone.mask & ~near_burnt & (luminance > how.deepest_shadow)
    if not usable.any():
        return ClearSkin(usable, share, float(np.median(luminance[zone.mask])))
    foreign = _foreign(rgb, luminance, usable, zone.px_per_mm)
    return ClearSkin(usable & ~foreign, share, float(np.median(luminance[usable])))


def _foreign(
    rgb: NDArray[np.float32], luminance: NDArray[np.float32], usable: NDArray[np.bool_], px_per_mm: float
) -> NDArray[np.bool_]:
    """Large parts much darker than the zone, or of another colour."""
    size = usable.shape[1], usable.shape[0]
    step = max(
        1.0, COARSE_MM / 2 * px_per_mm / SOFT_SD
    )  # what is that coarse is as well seen on a reduced picture
    small = max(1, round(size[0] / step)), max(1, round(size[1] / step))
    soft = cv2.GaussianBlur(cv2.resize(rgb, small, interpolation=cv2.INTER_AREA), (0, 0), SOFT_SD)
    soft = np.maximum(soft, 1e-4)
    chroma = np.log(soft[..., [0, 2]] / soft[..., 1:2])
    here = cv2.resize(usable.astype(np.uint8), small, interpolation=cv2.INTER_NEAREST).astype(bool)
    typical = np.median(chroma[here] if here.any() else chroma.reshape(-1, 2), axis=0)
    other = np.hypot(*np.moveaxis(chroma - typical, -1, 0)) > OTHER_COLOUR
    dark = soft @ LUMINANCE < DARKER * float(np.median(luminance[usable]))
    foreign = np.asarray(other | dark, np.uint8)
    if not foreign.any():
        return np.zeros(usable.shape, np.bool_)
    foreign = np.asarray(cv2.resize(foreign, size, interpolation=cv2.INTER_NEAREST), np.uint8)
    grow = max(1, round(0.5 * px_per_mm))
    return cv2.dilate(foreign, np.ones((2 * grow + 1, 2 * grow + 1), np.uint8)).astype(bool)
