"""What skin to draw, under which light, through which camera: frozen records with units."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Plug = Literal["none", "filament", "dark"]


@dataclass(frozen=True, slots=True)
class Pores:
    """
    The pores to plant. Diameters are apparent ones: full width at half of the opening's darkness.

    ``density_per_cm2`` counts all of them; diameters are log-normal around ``median_mm`` with
    ``spread`` (sd of the natural log), cut to ``smallest_mm`` .. ``largest_mm``. ``ovalness`` is the
    mean axis ratio, ``axis_deg`` the common axis with ``axis_scatter_deg`` (90 means none).
    ``contrast`` is the mean darkness in natural-log luminance. ``form``: ``stain`` paints that darkness;
    ``pit`` digs holes about ``depth`` times as deep as wide (sd of its natural log ``depth_spread``), which lamp and
    sky make dark, and leaves ``matter`` (ln) of dark matter in open ones: what they look like is then measured.
    ``red``: how dark an opening is in red light against green.
    """

    density_per_cm2: float = 40.0
    median_mm: float = 0.24
    spread: float = 0.35
    smallest_mm: float = 0.10
    largest_mm: float = 0.60
    ovalness: float = 1.2
    axis_deg: float = 60.0
    axis_scatter_deg: float = 30.0
    contrast: float = 0.30
    contrast_spread: float = 0.35
    dark_plug_share: float = 0.15
    filament_share: float = 0.15
    spacing_mm: float = 0.35
    form: Literal["stain", "pit"] = "stain"
    depth: float = 0.65
    depth_spread: float = 0.25
    matter: float = 0.05
    red: float | None = None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """
    Everything on skin that is not a pore. Numbers are counts per cm² unless they say otherwise.

    ``relief`` and ``mottling`` are strengths (1 ordinary); ``ita_deg`` is the skin tone as an
    individual typology angle in degrees (60 very light, −30 dark).
    """

    ita_deg: float = 35.0
    relief: float = 1.0
    mottling: float = 1.0
    vellus_hairs: float = 6.0
    stubble: float = 0.0
    freckles: float = 1.0
    pinpoint_freckles: float = 0.0
    moles: float = 0.0
    papules: float = 0.2
    milia: float = 0.0
    wrinkles: float = 0.0
    vessels: float = 0.0
    flakes: float = 0.0


@dataclass(frozen=True, slots=True)
class Light:
    """
    One key light over an even sky. ``from_deg``: azimuth it comes from (+x towards +y, image);
    ``height_deg``: above the skin; ``ambient``: share of even light; ``gradient``: natural-log
    fall-off across the patch; ``shine``: strength of the specular film; ``colour``: linear RGB;
    ``wander``: how far light wanders under the skin, against the ordinary.
    """

    from_deg: float = 250.0
    height_deg: float = 50.0
    ambient: float = 0.5
    gradient: float = 0.2
    shine: float = 0.3
    roughness: float = 0.35
    colour: tuple[float, float, float] = (1.0, 1.0, 1.0)
    wander: float = 1.0


@dataclass(frozen=True, slots=True)
class Camera:
    """
    From light to file. ``blur_px``: sd of the blur in picture pixels, of shape ``psf`` (the long axis of
    an oval one lies at ``psf_angle_deg``, as a moving hand leaves it);
    ``exposure``: mean linear level of the skin; ``noise``: sd relative to that level; ``grain_px``: how far
    noise is shared between neighbouring pixels (sd);
    ``denoise``, ``sharpen``: strengths (0 none, 1 strong); ``jpeg``: quality, None for none.
    """

    px_per_mm: float = 12.0
    blur_px: float = 0.8
    psf: Literal["gaussian", "disc", "oval"] = "gaussian"
    psf_angle_deg: float = 0.0
    exposure: float = 0.30
    noise: float = 0.01
    grain_px: float = 0.0
    denoise: float = 0.0
    sharpen: float = 0.0
    contrast_curve: float = 0.0
    jpeg: int | None = 92


@dataclass(frozen=True, slots=True)
class SkinRecipe:
    """A patch of skin: its size and all the records above."""

    width_mm: float = 24.0
    height_mm: float = 19.0
    pores: Pores = field(default_factory=Pores)
    around: Surroundings = field(default_factory=Surroundings)
    light: Light = field(default_factory=Light)
    camera: Camera = field(default_factory=Camera)
