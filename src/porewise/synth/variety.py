"""Skin, light and cameras of every kind: random recipes for training, benchmarks and property tests."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from porewise.synth.recipe import Camera, Light, Pores, SkinRecipe, Surroundings

Rng = np.random.Generator
COARSE, USUAL, COARSE_SHARE = (6.0, 11.0), (9.0, 34.0), 0.33  # pixels per mm: selfies, and closer
PIT_SHARE = 0.6


def random_recipe(
    rng: Rng,
    *,
    px_per_mm: float | None = None,
    pore_free: bool = False,
    width_mm: float = 16.0,
    height_mm: float = 13.0,
) -> SkinRecipe:
    """
    Draw a recipe from a very wide range of skin, light and camera (wider than ordinary photos).

    ``px_per_mm``: fixed, or log-uniform, a third of it from 6 to 11, the rest from 9 to 34. ``pore_free``: skin
    with everything but pores. In six of ten skins the pores are true pits, in the others stains (``Pores.form``).
    """
    low, high = COARSE if rng.random() < COARSE_SHARE else USUAL
    scale = px_per_mm or float(np.exp(rng.uniform(np.log(low), np.log(high))))
    pores = random_pores(rng)
    if pore_free:
        pores = replace(pores, density_per_cm2=0.0)
    return SkinRecipe(
        width_mm, height_mm, pores, random_surroundings(rng), random_light(rng), random_camera(rng, scale)
    )


def random_pores(rng: Rng) -> Pores:
    dark, filament = rng.uniform(0, 0.5), rng.uniform(0, 0.4)
    return Pores(
        density_per_cm2=float(rng.uniform(5, 120)),
        median_mm=float(np.exp(rng.uniform(np.log(0.15), np.log(0.42)))),
        spread=float(rng.uniform(0.2, 0.45)),
        largest_mm=float(rng.uniform(0.5, 0.9)),
        ovalness=float(1 + rng.gamma(2, 0.12)),
        axis_deg=float(rng.uniform(0, 180)),
        axis_scatter_deg=float(rng.choice([10, 25, 60, 90])),
        contrast=float(np.exp(rng.uniform(np.log(0.09), np.log(0.75)))),
        contrast_spread=float(rng.uniform(0.2, 0.5)),
        dark_plug_share=float(dark),
        filament_share=float(filament),
        spacing_mm=float(rng.uniform(0.25, 0.6)),
        form="pit" if rng.random() < PIT_SHARE else "stain",
        depth=float(np.exp(rng.uniform(np.log(0.25), np.log(1.2)))),
        depth_spread=float(rng.uniform(0.1, 0.45)),
        matter=_sometimes(rng, 0.6, 0.0, 0.35),
        red=float(rng.uniform(0.35, 1.05)),
    )


def _sometimes(rng: Rng, chance: float, low: float, high: float) -> float:
    return float(rng.uniform(low, high)) if rng.random() < chance else 0.0


def random_surroundings(rng: Rng) -> Surroundings:
    return Surroundings(
        ita_deg=float(rng.uniform(-30, 60)),
        relief=float(np.exp(rng.uniform(np.log(0.3), np.log(2.2)))),
        mottling=float(np.exp(rng.uniform(np.log(0.3), np.log(2.2)))),
        vellus_hairs=_sometimes(rng, 0.7, 0.5, 15),
        stubble=_sometimes(rng, 0.35, 3, 50),
        freckles=_sometimes(rng, 0.5, 0.3, 6),
        pinpoint_freckles=_sometimes(rng, 0.55, 1, 25),
        moles=_sometimes(rng, 0.2, 0.1, 0.8),
        papules=_sometimes(rng, 0.4, 0.2, 3),
        milia=_sometimes(rng, 0.3, 0.2, 3),
        wrinkles=_sometimes(rng, 0.3, 0.3, 2),
        vessels=_sometimes(rng, 0.3, 0.3, 4),
        flakes=_sometimes(rng, 0.3, 0.5, 8),
    )


def random_light(rng: Rng) -> Light:
    warmth = rng.normal(0, 0.15)
    return Light(
        from_deg=float(rng.uniform(0, 360)),
        height_deg=float(rng.uniform(20, 85)),
        ambient=float(rng.uniform(0.15, 0.9)),
        gradient=float(rng.choice([0.2, 0.6, 1.2, 2.4]) * rng.uniform(0.3, 1.0)),
        shine=float(rng.choice([0, 0.3, 0.8, 1.6])),
        roughness=float(rng.uniform(0.2, 0.5)),
        colour=(float(np.exp(warmth)), 1.0, float(np.exp(-warmth))),
        wander=float(np.exp(rng.uniform(np.log(0.5), np.log(2.0)))),
    )


def random_camera(rng: Rng, px_per_mm: float) -> Camera:
    soft = 0.3 + rng.gamma(1.6, 0.3)
    return Camera(
        px_per_mm=px_per_mm,
        blur_px=float(min(soft * max(1.0, px_per_mm / 16), 0.11 * px_per_mm + 0.3)),
        psf=str(rng.choice(["gaussian", "gaussian", "disc", "oval"])),  # type: ignore[arg-type]  # the three names
        psf_angle_deg=float(rng.uniform(0, 180)),
        exposure=float(np.exp(rng.uniform(np.log(0.06), np.log(0.5)))),
        noise=float(np.exp(rng.uniform(np.log(0.002), np.log(0.04)))),
        grain_px=_sometimes(rng, 0.6, 0.35, 1.4),
        denoise=_sometimes(rng, 0.4, 0.1, 1.0),
        sharpen=_sometimes(rng, 0.4, 0.2, 1.2),
        contrast_curve=_sometimes(rng, 0.4, 0.1, 0.6),
        jpeg=None if rng.random() < 0.1 else int(rng.integers(60, 99)),
    )
