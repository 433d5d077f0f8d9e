"""The records of the fourth hand: what a scene is asked to be, and what a drawn picture truly holds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from true_pore import TruePore

Floats = NDArray[np.float32]
Colour = tuple[float, float, float]
LUMINANCE: Colour = (0.2126, 0.7152, 0.0722)


@dataclass(frozen=True, slots=True)
class FourthLight:
    """One lamp and the sky about it; `fill` is the share of the flat skin's light that the sky gives."""

    kind: str  # "window", "flash", "ring" or "sky"
    azimuth_deg: float
    elevation_deg: float
    distance_mm: float
    size_mm: float
    fill: float
    sky_tilt: float
    colour: Colour
    sky_colour: Colour


@dataclass(frozen=True, slots=True)
class FourthSkin:
    """Bare skin between the pores: its colour, its relief and its oil."""

    ita_deg: float
    blood: float
    mottling: float
    blotches: float
    furrow_mm: float
    furrow_depth_mm: float
    furrow_deg: tuple[float, float]
    undulation_mm: float
    grain_mm: float
    oil: float
    tension_deg: float


@dataclass(frozen=True, slots=True)
class FourthPits:
    """The crowd of follicle openings."""

    density_per_cm2: float
    median_mm: float
    spread: float
    dark_share: float
    filament_share: float
    dimple_share: float
    depth_ratio: float
    elongation: float
    pair_share: float
    row_share: float
    gradient: float
    gradient_deg: float


@dataclass(frozen=True, slots=True)
class FourthThings:
    """What is not a pore: counts per patch, and the strength of a veil or a powder."""

    vellus: int = 0
    blond: bool = False
    stubble: int = 0
    freckles: int = 0
    pinpoints: int = 0
    moles: int = 0
    papules: int = 0
    milia: int = 0
    marks: int = 0
    capillaries: int = 0
    wrinkles: int = 0
    scales: int = 0
    lint: int = 0
    veil: float = 0.0
    powder: float = 0.0


@dataclass(frozen=True, slots=True)
class FourthCamera:
    """The lens, the sensor and the developing; `jpeg` 0 means none."""

    distance_mm: float
    tilt_deg: float
    tilt_towards_deg: float
    vignette: float
    focus_slope: float
    psf: str  # "gauss", "two", "disc" or "shake"
    blur_mm: float
    lens_px: float
    noise: float
    demosaic: bool
    chroma_denoise: float
    luma_denoise: float
    sharpen: float
    sharpen_px: float
    tone: float
    white: Colour
    exposure: float
    jpeg: int


@dataclass(frozen=True, slots=True)
class FourthScene:
    """Everything asked of one picture; the seed of `render_fourth` draws the rest."""

    px_per_mm: float
    width_mm: float
    height_mm: float
    light: FourthLight
    skin: FourthSkin
    pits: FourthPits
    things: FourthThings
    camera: FourthCamera


@dataclass(frozen=True, slots=True, eq=False)
class FourthDrawn:
    """A finished picture with its truth."""

    picture: NDArray[np.uint8]
    px_per_mm: float
    pores: tuple[TruePore, ...]
    blur_px: float
    noise: float
    scene: FourthScene


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A grid of texels on the skin: `x_mm` and `y_mm` say where each stands (centre of the picture is 0, 0)."""

    per_mm: float
    x_mm: Floats
    y_mm: Floats

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        rows, columns = self.x_mm.shape
        return int(rows), int(columns)


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """What the rays meet: height, colour (h, w, 3) and the film of sebum (0 to 1) of every texel."""

    sheet: Sheet
    height_mm: Floats
    albedo: Floats
    film: Floats


def open_sheet(width_mm: float, height_mm: float, per_mm: float) -> Sheet:
    """Lay a sheet of texels centred on the picture."""
    columns, rows = round(width_mm * per_mm), round(height_mm * per_mm)
    x = ((np.arange(columns) - (columns - 1) / 2) / per_mm).astype(np.float32)
    y = ((np.arange(rows) - (rows - 1) / 2) / per_mm).astype(np.float32)
    grid_x, grid_y = np.meshgrid(x, y)
    return Sheet(per_mm=per_mm, x_mm=grid_x, y_mm=grid_y)
