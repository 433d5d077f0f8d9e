"""The photo with what was measured drawn on it, zone by zone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from porewise.values.photo import Photo
from porewise.values.reading import Pore, Reading, ZoneReading

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Colours that differ in lightness as well as hue, so that they can be told apart without colour (R, G, B).
COUNTED = (255, 214, 64)
PLUGGED = (64, 196, 255)
DOUBTFUL = (255, 255, 255)
OUTLINE = (255, 255, 255)
FACE_LONG_SIDE = 1400  # pixels of the whole-face picture
ZONE_LONG_SIDE = 1200
ZONE_NAMES = {
    "nose": "nose",
    "left_cheek": "left cheek",
    "right_cheek": "right cheek",
    "forehead": "forehead",
    "chin": "chin",
    "patch": "patch of skin",
}


@dataclass(frozen=True, slots=True, eq=False)
class DrawnPicture:
    """One picture for people: which zone (``face`` for all), its sRGB pixels, its words for those who cannot see it."""

    zone: str
    plain: NDArray[np.uint8]
    drawn: NDArray[np.uint8]
    alt: str


def draw_reading(photo: Photo, reading: Reading) -> Iterator[DrawnPicture]:
    """
    Draw the whole face with its zones, then each zone close up with a ring around every counted pore.

    A solid ring is a pore, a double ring one that looks plugged, a dot a doubtful spot that is not counted.
    """
    yield _face(photo, reading)
    for zone in reading.zones:
        yield _zone(photo, zone, [p for p in reading.pores if p.zone == zone.zone])


def _face(photo: Photo, reading: Reading) -> DrawnPicture:
    import cv2

    points = np.array([xy for z in reading.zones for xy in z.outline_px]).reshape(-1, 2)
    box = _box(points, photo, margin=0.25) if len(points) else (0, 0, photo.width, photo.height)
    plain, k = _cut(photo, box, FACE_LONG_SIDE)
    drawn = plain.copy()
    for zone in reading.zones:
        outline = _to_picture(np.array(zone.outline_px), box, k)
        cv2.polylines(drawn, [outline], True, (40, 40, 40), 5, cv2.LINE_AA)
        cv2.polylines(drawn, [outline], True, OUTLINE, 2, cv2.LINE_AA)
    for pore in reading.pores:
        if pore.counted:
            x, y = _to_picture(np.array([[pore.x_px, pore.y_px]]), box, k)[0, 0]
            cv2.circle(
                drawn, (int(x), int(y)), 2, PLUGGED if _looks_plugged(pore) else COUNTED, -1, cv2.LINE_AA
            )
    counts = ", ".join(f"{ZONE_NAMES[z.zone]} {z.pore_count}" for z in reading.zones)
    return DrawnPicture(
        "face", plain, drawn, f"Your photo with the measured zones outlined. Pores counted: {counts}."
    )


def _zone(photo: Photo, zone: ZoneReading, pores: list[Pore]) -> DrawnPicture:
    import cv2

    box = _box(np.array(zone.outline_px), photo, margin=0.04)
    plain, k = _cut(photo, box, ZONE_LONG_SIDE)
    drawn = plain.copy()
    for pore in pores:
        x, y = _to_picture(np.array([[pore.x_px, pore.y_px]]), box, k, shift=4)[0, 0]
        if pore.counted:
            radius = (pore.diameter_mm.value if pore.diameter_mm else 0.3) * zone.px_per_mm * k / 2 + 5
            colour = PLUGGED if _looks_plugged(pore) else COUNTED
            cv2.circle(drawn, (int(x), int(y)), int(radius * 16), (30, 30, 30), 3, cv2.LINE_AA, 4)
            cv2.circle(drawn, (int(x), int(y)), int(radius * 16), colour, 1, cv2.LINE_AA, 4)
            if _looks_plugged(pore):
                cv2.circle(drawn, (int(x), int(y)), int((radius + 4) * 16), colour, 1, cv2.LINE_AA, 4)
        elif "doubtful" in pore.flags:
            cv2.circle(drawn, (int(x), int(y)), 2 * 16, DOUBTFUL, -1, cv2.LINE_AA, 4)
    outline = _to_picture(np.array(zone.outline_px), box, k)
    cv2.polylines(drawn, [outline], True, OUTLINE, 1, cv2.LINE_AA)
    name = ZONE_NAMES[zone.zone]
    return DrawnPicture(
        zone.zone,
        plain,
        drawn,
        f"Close-up of the {name} with a ring around each of {zone.pore_count} counted pores.",
    )


def _looks_plugged(pore: Pore) -> bool:
    return pore.plugged is not None and pore.plugged >= 0.5


def _box(points: NDArray[np.float64], photo: Photo, *, margin: float) -> tuple[int, int, int, int]:
    low, high = points.min(0), points.max(0)
    grow = margin * float((high - low).max())
    x0, y0 = np.maximum(np.floor(low - grow), 0).astype(int)
    x1, y1 = int(min(photo.width, high[0] + grow + 1)), int(min(photo.height, high[1] + grow + 1))
    return int(x0), int(y0), max(x1, int(x0) + 1), max(y1, int(y0) + 1)


def _cut(photo: Photo, box: tuple[int, int, int, int], long_side: int) -> tuple[NDArray[np.uint8], float]:
    import cv2

    x0, y0, x1, y1 = box
    piece = photo.display[y0:y1, x0:x1]
    k = min(long_side / max(piece.shape[:2]), 3.0)
    size = (max(1, round(piece.shape[1] * k)), max(1, round(piece.shape[0] * k)))
    how = cv2.INTER_AREA if k < 1 else cv2.INTER_CUBIC
    return np.ascontiguousarray(cv2.resize(piece, size, interpolation=how), np.uint8), k


def _to_picture(
    points: NDArray[np.float64], box: tuple[int, int, int, int], k: float, *, shift: int = 0
) -> NDArray[np.int32]:
    moved = ((points - [box[0], box[1]] + 0.5) * k - 0.5) * (1 << shift)
    return np.round(moved).astype(np.int32).reshape(-1, 1, 2)
