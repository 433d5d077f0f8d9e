"""
The dense mesh and the eyes of one face: MediaPipe's models, used more carefully than MediaPipe does.

The face is framed by its own mesh in a second pass, and the answers of nine slightly different looks
are averaged: this cuts the points' jitter to a quarter. The spread of the nine says how much to trust
them (a face turned away or cut off scatters more).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from porewise.io.crops import Source, Square
from porewise.io.networks import IRIS, MESH, network

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]
    Floats = NDArray[np.float64]

MESH_PX, EYE_PX = 192, 64
MARGIN = 1.5  # the mesh model wants half a face of room around
PASSES = 2

# Corners of the eyes in the mesh (outer, inner), right and left.
RIGHT_CORNERS, LEFT_CORNERS = (33, 133), (263, 362)
# The mesh points of the eye's rim in the order in which the iris model gives them: lower lid from the outer
# corner to the inner one, then upper lid from outside to inside.
RIGHT_RIM = (33, 7, 163, 144, 145, 153, 154, 155, 133, 246, 161, 160, 159, 158, 157, 173)
LEFT_RIM = (263, 249, 390, 373, 374, 380, 381, 382, 362, 466, 388, 387, 386, 385, 384, 398)
AROUND = (*range(9), *range(15, 8, -1))  # the same points as one closed outline

# Looks: shift right, shift down (shares of the side), zoom, turn (radians).
FACE_LOOKS = (
    (0.0, 0.0, 1.0, 0.0),
    (0.025, 0.0, 1.0, 0.03),
    (-0.025, 0.0, 1.0, -0.03),
    (0.0, 0.025, 1.0, 0.06),
    (0.0, -0.025, 1.0, -0.06),
    (0.015, 0.015, 1.06, -0.04),
    (-0.015, -0.015, 1.06, 0.04),
    (0.015, -0.015, 0.95, 0.0),
    (-0.015, 0.015, 0.95, 0.0),
)
EYE_LOOKS = (
    (0.0, 0.0, 1.0, 0.0),
    (0.02, 0.0, 1.0, 0.05),
    (-0.02, 0.0, 1.0, -0.05),
    (0.0, 0.02, 1.07, 0.0),
    (0.0, -0.02, 0.93, 0.0),
)
EYE_ROOM = 2.3  # side of the eye crop in eye lengths, as the iris model was trained


@dataclass(frozen=True, slots=True, eq=False)
class EyeGuess:
    """
    The models' guess of one eye. ``centre``: (2,); ``iris_px``: horizontal iris diameter, ``spread_px`` its
    scatter over the looks; ``lids``: (16, 2) closed outline from the outer corner, lower lid first.
    """

    centre: Floats
    iris_px: float
    spread_px: float
    lids: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Landmarks:
    """Mesh (468, 3), the eyes, how sure the model is of a face, and the mesh's scatter over the looks."""

    mesh: Floats
    right: EyeGuess
    left: EyeGuess
    presence: float
    wobble_share: float

    @property
    def pupils_px(self) -> float:
        return float(np.hypot(*(self.left.centre - self.right.centre)))


def landmarks_in(photo: Pixels, square: Square) -> Landmarks:
    """Find the mesh and the eyes of the face in the square."""
    room = Square(square.x, square.y, MARGIN * square.side, square.turn)
    source = Source(photo, room.x, room.y, 1.8 * room.side, 1.5 * 1.8 * MESH_PX)
    mesh, presence = _mesh(source, room)
    for _ in range(PASSES - 1):
        room = _framing(mesh)
        source = Source(photo, room.x, room.y, 1.8 * room.side, 1.5 * 1.8 * MESH_PX)
        mesh, presence = _mesh(source, room)
    room = _framing(mesh)
    looks = np.array([_mesh(source, room.moved(*look))[0] for look in FACE_LOOKS])  # (9, 468, 3)
    mesh = looks.mean(axis=0)
    right, left = (
        _eye(photo, mesh, RIGHT_CORNERS, mirrored=False),
        _eye(photo, mesh, LEFT_CORNERS, mirrored=True),
    )
    order = np.argsort(AROUND)
    mesh[RIGHT_RIM, :2], mesh[LEFT_RIM, :2] = right.lids[order], left.lids[order]
    pupils = max(1.0, float(np.hypot(*(left.centre - right.centre))))
    scatter = np.sqrt(looks[..., :2].var(axis=0).sum(axis=1))
    return Landmarks(mesh, right, left, presence, float(np.median(scatter)) / pupils)


def _mesh(source: Source, square: Square) -> tuple[Floats, float]:
    flag, points = network(MESH)(source.look(square, MESH_PX).astype(np.float32) / 255)
    points = points.reshape(-1, 3)
    flat = square.to_photo(points[:, :2] - 0.5, MESH_PX)
    deep = points[:, 2:] * square.side / MESH_PX
    return np.hstack([flat, deep]), float(1 / (1 + np.exp(-np.clip(flag[0], -60, 60))))


def _framing(mesh: Floats) -> Square:
    """Frame a face by its mesh: eyes level, half a face of room."""
    across = mesh[LEFT_CORNERS[0], :2] - mesh[RIGHT_CORNERS[0], :2]
    turn = math.atan2(across[1], across[0])
    back = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    level = mesh[:, :2] @ back
    low, high = level.min(axis=0), level.max(axis=0)
    x, y = back @ ((low + high) / 2)
    return Square(float(x), float(y), MARGIN * float((high - low).max()), turn)


def _eye(photo: Pixels, mesh: Floats, corners: tuple[int, int], *, mirrored: bool) -> EyeGuess:
    """Ask the iris model, which knows right eyes: the left one is shown mirrored."""
    outer, inner = mesh[corners[0], :2], mesh[corners[1], :2]
    along = outer - inner if mirrored else inner - outer
    length = max(2.0, float(np.hypot(*along)))
    x, y = (float(v) for v in (outer + inner) / 2)
    square = Square(x, y, EYE_ROOM * length, math.atan2(along[1], along[0]), mirrored)
    source = Source(photo, x, y, 1.5 * square.side, 1.5 * 1.5 * EYE_PX)
    irises, rims = [], []
    for look in EYE_LOOKS:
        crop = square.moved(*look)
        iris, rim = network(IRIS)(source.look(crop, EYE_PX).astype(np.float32) / 255)
        irises.append(crop.to_photo(iris.reshape(5, 3)[:, :2] - 0.5, EYE_PX))
        rims.append(crop.to_photo(rim.reshape(71, 3)[:16, :2] - 0.5, EYE_PX))
    # the iris model gives the centre, then the rim at four sides; points 1 and 3 lie left and right
    widths = [float(np.hypot(*(iris[1] - iris[3]))) for iris in irises]
    lids = np.mean(rims, axis=0)[list(AROUND)]
    return EyeGuess(np.mean(irises, axis=0)[0], float(np.mean(widths)), float(np.std(widths)), lids)
