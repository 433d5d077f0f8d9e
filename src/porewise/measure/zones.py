"""Cut the face into zones: where the skin is, how it is tilted, and how many pixels a millimetre has there."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from porewise.knowledge.face import left_out_outlines, zone_outlines
from porewise.measure.scale import camera_distance_mm, sd_share
from porewise.values.face import Face
from porewise.values.photo import Photo
from porewise.values.reading import Scale, ZoneName

if TYPE_CHECKING:
    from typing import TypeVar

    from numpy.typing import NDArray

    Pixel = TypeVar("Pixel", bound=np.generic)

STEEPEST = math.cos(math.radians(50))  # skin tilted further away is not measured
GRID_PX = 16  # tilt and depth are smooth: they are kept on a coarse grid
NEIGHBOURS = 14  # mesh points that share one local plane


@dataclass(frozen=True, slots=True, eq=False)
class Zone:
    """
    One zone of a photo.

    ``left``, ``top``: corner of the cut-out in the photo; ``mask``: its usable skin (h, w);
    ``px_per_mm``: along the skin's own plane facing the camera, at the zone's depth, with ``px_per_mm_sd``
    (of its natural log); ``cos_tilt``: mean cosine between skin and camera over the mask;
    ``outline_px``: (n, 2) in the photo; ``wanted_px``: pixels of the zone before anything was left out.
    """

    name: ZoneName
    left: int
    top: int
    mask: NDArray[np.bool_]
    px_per_mm: float
    px_per_mm_sd: float
    cos_tilt: float
    outline_px: NDArray[np.float64]
    wanted_px: int

    @property
    def area_mm2(self) -> float:
        """Skin area of the usable part, along the skin."""
        return float(self.mask.sum()) / self.px_per_mm**2 / self.cos_tilt

    def cut(self, sheet: NDArray[Pixel]) -> NDArray[Pixel]:
        """The zone's own piece of a full-size sheet."""
        h, w = self.mask.shape
        return sheet[self.top : self.top + h, self.left : self.left + w]


def patch_zone(photo: Photo, scale: Scale) -> Zone:
    """The whole picture as one zone, for close-ups of known scale."""
    mask = np.ones((photo.height, photo.width), bool)
    w, h = photo.width - 1.0, photo.height - 1.0
    outline = np.array([[0.0, 0.0], [w, 0.0], [w, h], [0.0, h]])
    return Zone(
        "patch", 0, 0, mask, scale.px_per_mm.value, sd_share(scale.px_per_mm), 1.0, outline, mask.size
    )


def face_zones(
    photo: Photo, face: Face, scale: Scale, *, focal_35mm: float | None = None
) -> tuple[Zone, ...]:
    """
    Cut all zones of a face. Depth and tilt come from the mesh: nearer skin has more pixels per
    millimetre, and tilted skin is larger than it looks.
    """
    from scipy.interpolate import LinearNDInterpolator

    k = scale.px_per_mm.value
    distance, distance_sd = camera_distance_mm(k, max(photo.width, photo.height), focal_35mm)
    eye_depth = float(face.mesh[[33, 133, 263, 362], 2].mean())
    depth_mm = (face.mesh[:, 2] - eye_depth) / k
    table = np.column_stack([depth_mm, _cos_tilt(face.mesh)])
    surface = LinearNDInterpolator(face.mesh[:, :2], table)
    blocked = _blocked(photo, face, k)
    zones = []
    for outline in zone_outlines():
        polygon = face.mesh[list(outline.points), :2]
        window = _window(polygon, photo)
        if window is None:
            continue
        left, top, width, height = window
        full = _fill(polygon, left, top, width, height)
        depth, tilt = _surface_on(surface, window)
        mask = full & ~blocked[top : top + height, left : left + width] & (tilt >= STEEPEST)
        nearer = float(np.median(depth[mask])) if mask.any() else 0.0
        factor = distance / max(distance + nearer, 0.3 * distance)
        doubt = abs(math.log(factor)) * distance_sd + 0.015
        zones.append(
            Zone(
                name=outline.name,  # type: ignore[arg-type]  # the records hold only the five names
                left=left,
                top=top,
                mask=mask,
                px_per_mm=k * factor,
                px_per_mm_sd=math.hypot(sd_share(scale.px_per_mm), doubt),
                cos_tilt=float(tilt[mask].mean()) if mask.any() else 1.0,
                outline_px=polygon.copy(),
                wanted_px=int(full.sum()),
            )
        )
    return tuple(zones)


def head_turn_deg(face: Face) -> float:
    """How far the face looks past the camera, in degrees: the angle of its mean plane's normal."""
    left_right = face.mesh[454] - face.mesh[234]
    down = face.mesh[152] - face.mesh[10]
    normal = np.cross(left_right, down)
    return float(np.degrees(np.arccos(abs(normal[2]) / np.linalg.norm(normal))))


def _cos_tilt(mesh: NDArray[np.float64]) -> NDArray[np.float64]:
    """Cosine between the line of sight and the skin at each mesh point, from planes through its neighbours."""
    from scipy.spatial import cKDTree

    _, near = cKDTree(mesh).query(mesh, NEIGHBOURS)
    around = mesh[near] - mesh[near].mean(1, keepdims=True)  # (468, k, 3)
    _, _, axes = np.linalg.svd(around, full_matrices=False)
    return np.asarray(np.abs(axes[:, 2, 2]), np.float64)  # the normal is the direction of least spread


def _window(polygon: NDArray[np.float64], photo: Photo) -> tuple[int, int, int, int] | None:
    x0, y0 = np.floor(polygon.min(0)).astype(int)
    x1, y1 = np.ceil(polygon.max(0)).astype(int) + 1
    x0, y0, x1, y1 = max(0, x0), max(0, y0), min(photo.width, x1), min(photo.height, y1)
    if x1 - x0 < 16 or y1 - y0 < 16:
        return None
    return int(x0), int(y0), int(x1 - x0), int(y1 - y0)


def _fill(polygon: NDArray[np.float64], left: int, top: int, width: int, height: int) -> NDArray[np.bool_]:
    sheet = np.zeros((height, width), np.uint8)
    cv2.fillPoly(sheet, [np.round(polygon - [left, top]).astype(np.int32)], 1)
    return sheet.astype(bool)


def _blocked(photo: Photo, face: Face, px_per_mm: float) -> NDArray[np.bool_]:
    """What is not skin: eyes, brows, lips, nostrils, each grown by its margin."""
    sheet = np.zeros((photo.height, photo.width), np.uint8)
    for outline in left_out_outlines():
        polygon = cv2.convexHull(np.round(face.mesh[list(outline.points), :2]).astype(np.int32))
        cv2.fillPoly(sheet, [polygon], 1)
        cv2.polylines(sheet, [polygon], True, 1, max(1, round(2 * outline.grow_mm * px_per_mm)))
    return sheet.astype(bool)


def _surface_on(
    surface: object, window: tuple[int, int, int, int]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Depth in mm (smaller is nearer) and cosine of tilt for each pixel of a window."""
    left, top, width, height = window
    xs = np.arange(0, width + GRID_PX, GRID_PX)
    ys = np.arange(0, height + GRID_PX, GRID_PX)
    coarse = surface(left + xs[None, :], top + ys[:, None])  # type: ignore[operator]  # SciPy's interpolator
    filled = np.where(np.isnan(coarse), np.nanmedian(coarse.reshape(-1, 2), axis=0), coarse).astype(
        np.float32
    )
    size = (len(xs) * GRID_PX, len(ys) * GRID_PX)
    fine = [
        cv2.resize(filled[..., c], size, interpolation=cv2.INTER_LINEAR)[:height, :width] for c in range(2)
    ]
    return np.asarray(fine[0], np.float32), np.asarray(fine[1], np.float32)
