"""Ask for a scene at random: every kind of skin, light and camera, each distractor only now and then."""

from __future__ import annotations

from dataclasses import replace
from math import exp, log

import numpy as np
from fourth_records import (
    Colour,
    FourthCamera,
    FourthLight,
    FourthPits,
    FourthScene,
    FourthSkin,
    FourthThings,
)


def random_fourth(
    rng: np.random.Generator,
    *,
    px_per_mm: float | None = None,
    pore_free: bool = False,
    width_mm: float = 14,
    height_mm: float = 11,
) -> FourthScene:
    """Ask for one scene; without `px_per_mm` the scale is log-uniform from 10 to 40."""
    scale = exp(rng.uniform(log(10), log(40)))
    skin = _random_skin(rng)
    pits = _random_pits(rng)
    return FourthScene(
        px_per_mm=float(scale if px_per_mm is None else px_per_mm),
        width_mm=float(width_mm),
        height_mm=float(height_mm),
        light=_random_light(rng),
        skin=skin,
        pits=replace(pits, density_per_cm2=0.0) if pore_free else pits,
        things=_random_things(rng, skin, width_mm * height_mm / 154),
        camera=_random_camera(rng),
    )


def _warmth(rng: np.random.Generator, spread: float) -> Colour:
    warm = rng.normal(0, spread)
    return exp(warm), 1.0, exp(-1.2 * warm)


def _random_light(rng: np.random.Generator) -> FourthLight:
    kind = str(rng.choice(["window", "flash", "ring", "sky"], p=[0.42, 0.22, 0.18, 0.18]))
    elevation = {"window": rng.uniform(28, 65), "flash": rng.uniform(70, 84), "ring": 90.0, "sky": 50.0}[kind]
    distance = {
        "window": rng.uniform(500, 1500),
        "flash": rng.uniform(140, 320),
        "ring": rng.uniform(90, 260),
        "sky": 900.0,
    }[kind]
    size = {
        "window": rng.uniform(300, 1100),
        "flash": rng.uniform(6, 40),
        "ring": rng.uniform(80, 180),
        "sky": 900.0,
    }[kind]
    fill = {
        "window": rng.uniform(0.2, 0.6),
        "flash": rng.uniform(0.05, 0.45),
        "ring": rng.uniform(0.1, 0.4),
        "sky": 1.0,
    }[kind]
    return FourthLight(
        kind=kind,
        azimuth_deg=rng.uniform(0, 360),
        elevation_deg=elevation,
        distance_mm=distance,
        size_mm=size,
        fill=fill,
        sky_tilt=rng.uniform(0.1, 0.8),
        colour=_warmth(rng, 0.05),
        sky_colour=_warmth(rng, 0.07),
    )


def _random_skin(rng: np.random.Generator) -> FourthSkin:
    first = rng.uniform(0, 180)
    return FourthSkin(
        ita_deg=rng.uniform(-30, 60),
        blood=rng.uniform(0.2, 0.75),
        mottling=rng.uniform(0.02, 0.09),
        blotches=rng.uniform(0.06, 0.24),
        furrow_mm=rng.uniform(0.28, 0.6),
        furrow_depth_mm=exp(rng.uniform(log(0.007), log(0.040))),
        furrow_deg=(first, first + rng.uniform(50, 105)),
        undulation_mm=exp(rng.uniform(log(0.002), log(0.014))),
        grain_mm=rng.uniform(0.0008, 0.0035),
        oil=0.0 if rng.random() < 0.2 else rng.beta(1.3, 1.6),
        tension_deg=rng.uniform(0, 180),
    )


def _random_pits(rng: np.random.Generator) -> FourthPits:
    return FourthPits(
        density_per_cm2=rng.uniform(15, 90),
        median_mm=rng.uniform(0.20, 0.34),
        spread=rng.uniform(0.2, 0.4),
        dark_share=rng.uniform(0, 0.4) * (rng.random() < 0.7),
        filament_share=rng.uniform(0, 0.35) * (rng.random() < 0.7),
        dimple_share=rng.uniform(0.05, 0.8),
        depth_ratio=rng.uniform(0.25, 1.05),
        elongation=rng.uniform(0.12, 0.6),
        pair_share=rng.uniform(0, 0.12),
        row_share=rng.uniform(0.4, 0.95) if rng.random() < 0.35 else 0.0,
        gradient=rng.uniform(0, 0.9),
        gradient_deg=rng.uniform(0, 360),
    )


def _random_things(rng: np.random.Generator, skin: FourthSkin, area: float) -> FourthThings:
    def some(chance: float, low: float, high: float) -> int:
        count = round(area * exp(rng.uniform(log(low), log(high))))
        return count if rng.random() < chance else 0

    pale = 1.0 if skin.ita_deg > 20 else 0.4
    return FourthThings(
        vellus=some(0.4, 4, 60),
        blond=bool(rng.random() < (0.55 if skin.ita_deg > 25 else 0.1)),
        stubble=some(0.13, 12, 90),
        freckles=some(0.25 * pale, 2, 18),
        pinpoints=some(0.22 * pale, 4, 45),
        moles=some(0.12, 1, 2),
        papules=some(0.2, 1, 3),
        milia=some(0.08, 1, 3),
        marks=some(0.22, 1, 6),
        capillaries=some(0.18, 1, 8),
        wrinkles=some(0.18, 1, 4),
        scales=some(0.13, 3, 25),
        lint=some(0.15, 1, 7),
        veil=rng.uniform(0.02, 0.10) if rng.random() < 0.15 else 0.0,
        powder=rng.uniform(0.1, 0.6) if rng.random() < 0.13 else 0.0,
    )


def _random_camera(rng: np.random.Generator) -> FourthCamera:
    demosaic = bool(rng.random() < 0.7)
    return FourthCamera(
        distance_mm=rng.uniform(90, 350),
        tilt_deg=rng.uniform(0, 7),
        tilt_towards_deg=rng.uniform(0, 360),
        vignette=rng.uniform(0, 0.22),
        focus_slope=rng.uniform(0.05, 0.16) if rng.random() < 0.4 else 0.0,
        psf=str(rng.choice(["gauss", "two", "disc", "shake"], p=[0.35, 0.3, 0.2, 0.15])),
        blur_mm=rng.uniform(0.045, 0.07),
        lens_px=rng.uniform(0.45, 0.9),
        noise=exp(rng.uniform(log(0.004), log(0.035))),
        demosaic=demosaic,
        chroma_denoise=rng.uniform(0.6, 2.0) if rng.random() < 0.7 else 0.0,
        luma_denoise=rng.uniform(0.2, 0.8) if rng.random() < 0.35 else 0.0,
        sharpen=rng.uniform(0.1, 0.7) if rng.random() < 0.5 else 0.0,
        sharpen_px=rng.uniform(0.8, 1.6),
        tone=rng.uniform(-0.05, 0.3),
        white=_warmth(rng, 0.05),
        exposure=rng.uniform(0.2, 0.42),
        jpeg=0 if rng.random() < 0.15 else int(rng.integers(75, 99)),
    )
