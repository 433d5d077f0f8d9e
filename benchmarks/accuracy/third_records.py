"""The plain records of the third hand: what a scene is made of, before anything is drawn."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

Field: TypeAlias = NDArray[Any]  # (h, w) or (h, w, 3) on the fine grid
Plug = Literal["none", "filament", "dark"]
LampKind = Literal["window", "flash", "ring", "overcast", "sun"]
PsfKind = Literal["gauss", "disc", "halo", "motion"]
LUMINANCE = np.array([0.2126, 0.7152, 0.0722], dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Lamp:
    """A key light and its surroundings; directions point from the skin to the light, y downwards."""

    kind: LampKind
    azimuth_deg: float
    elevation_deg: float
    half_size: float  # radians
    key_share: float  # of the light on level skin
    sky_gradient: float
    key_tint: tuple[float, float, float]
    sky_tint: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Tissue:
    """Optics and micro-relief of one skin."""

    ita_deg: float
    redness: float
    glow_mm: tuple[float, float, float]  # Christensen-Burley d of red, green, blue
    glow_share: tuple[float, float, float]
    oil: float  # 0 to 1
    mottle_melanin: float
    mottle_blood: float
    cell_mm: float
    furrow_mm: float
    fine_furrow_mm: float
    tension_deg: float
    stretch: float
    curve_mm: tuple[float, float]  # radii of the face here
    undulation_mm: float


@dataclass(frozen=True, slots=True)
class PitLaw:
    """How the follicle openings of one skin are drawn."""

    density_per_cm2: float
    median_mm: float
    spread: float
    ratio: float
    aligned: float  # 0 to 1, how strictly the axes follow the skin's tension
    rows: float  # 0 to 1
    deepness: float  # 0 soft dimples, 1 crisp deep holes
    lean: float
    ragged: float
    lining: float
    dark_share: float
    filament_share: float


@dataclass(frozen=True, slots=True)
class Things:
    """What else lies on the skin: amounts, where 0 means none."""

    vellus: int = 0
    stubble_per_cm2: float = 0.0
    freckles: int = 0
    pinpoints: int = 0
    moles: int = 0
    papules: int = 0
    milia: int = 0
    wrinkles: int = 0
    vessels: int = 0
    flakes: int = 0
    specks: int = 0
    film: float = 0.0  # cover of a make-up film
    powder: float = 0.0


@dataclass(frozen=True, slots=True)
class Camera:
    """Lens, sensor and the cooking of the picture."""

    psf: PsfKind
    psf_sd_px: float
    psf_turn_deg: float
    noise: float  # wanted, relative, in the finished picture
    read_share: float
    denoise: float
    sharpen: float
    curve: float
    key_level: float  # sRGB grey of the mean skin
    white_error: tuple[float, float, float]
    jpeg: int | None
    chroma_halved: bool


@dataclass(frozen=True, slots=True)
class ThirdScene:
    """Everything that can be said of a picture before its dice are thrown."""

    width_mm: float
    height_mm: float
    px_per_mm: float
    lamp: Lamp
    tissue: Tissue
    pits: PitLaw | None
    camera: Camera
    things: Things = field(default_factory=Things)

    @property
    def size_px(self) -> tuple[int, int]:
        """Height and width of the finished picture."""
        return round(self.height_mm * self.px_per_mm), round(self.width_mm * self.px_per_mm)

    @property
    def fineness(self) -> int:
        """How many fine steps make one pixel of the picture."""
        return max(2, int(np.ceil(40.0 / self.px_per_mm)))


@dataclass(slots=True, eq=False)
class Skin:
    """A skin in the making, on the fine grid. Heights in mm, towards the camera."""

    step_mm: float
    height: Field
    log_albedo: Field  # (h, w, 3)
    slope_x: Field  # of the face itself, broad
    slope_y: Field
    gloss: Field  # multiplies the sheen
    shade: Field  # share of key light that hairs take away
    cover: Field  # (h, w) opacity of hairs
    cover_rgb: Field  # (h, w, 3) reflectance of hairs, times opacity

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return int(self.height.shape[0]), int(self.height.shape[1])


def bare_skin(shape: tuple[int, int], step_mm: float, albedo: Field) -> Skin:
    """Flat, even skin of one colour."""
    height, slope_x, slope_y, shade, cover = (np.zeros(shape, np.float32) for _ in range(5))
    colour = np.broadcast_to(np.log(albedo).astype(np.float32), (*shape, 3)).copy()
    gloss, rgb = np.ones(shape, np.float32), np.zeros((*shape, 3), np.float32)
    return Skin(step_mm, height, colour, slope_x, slope_y, gloss, shade, cover, rgb)
