"""
A third hand: close-up skin with exact truth, drawn by none of the code that the measuring was tuned on.

Follicle openings are solid forms in a height field of Voronoi plateaus. Light is marched through it along
discrete ordinates with soft shadows and several bounces, spreads under the surface by the Christensen-Burley
profile, and shines on a finer normal map. A camera with a Bayer sensor looks at it. A pore's truth is what
its pit looks like alone on flat skin under the same light: see `third_truth`.

>>> scene = random_third(np.random.default_rng(1), px_per_mm=10, width_mm=6, height_mm=5)
>>> drawn = render_third(scene, seed=1)
>>> drawn.picture.shape
(50, 60, 3)
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from third_camera import expose, noise_between, take_picture
from third_hairs import grow_hairs
from third_light import light_skin, relief_ruffle
from third_noise import cloud
from third_pits import Pit, carve_pit, draw_pit, stop_pit
from third_records import Camera, Field, Lamp, LampKind, PitLaw, PsfKind, Things, ThirdScene, Tissue
from third_skin import choose_places, grow_skin, skin_albedo
from third_things import colour_skin, strew_things
from third_truth import look_at_pits, tell_truth
from true_pore import TruePore

__all__ = ["ThirdDrawn", "ThirdScene", "random_third", "render_third"]

LAMPS: tuple[LampKind, ...] = ("window", "flash", "ring", "overcast", "sun")
LENSES: tuple[PsfKind, ...] = ("gauss", "disc", "halo", "motion")


@dataclass(frozen=True, slots=True, eq=False)
class ThirdDrawn:
    """A finished picture and everything that is true of it."""

    picture: Field  # uint8 sRGB (h, w, 3)
    px_per_mm: float
    pores: tuple[TruePore, ...]
    blur_px: float  # sd, with the pixel's own area
    noise: float  # sd of ln luminance from shot to shot
    scene: ThirdScene


def render_third(scene: ThirdScene, *, seed: int, shot: int = 0) -> ThirdDrawn:
    """Draw a scene: `seed` throws the dice of the skin, `shot` only those of the sensor."""
    rng = np.random.default_rng([seed, 3])
    skin, corners = grow_skin(scene, rng)
    pits = draw_pits(scene, rng, corners)
    facets = 0.0022 * cloud(rng, skin.shape, skin.step_mm, coarsest_mm=0.15, finest_mm=0.05, power=1.0)
    ruffle = relief_ruffle(skin, facets, scene.tissue)
    colour_skin(skin, scene, rng)
    albedo = skin_albedo(scene.tissue)
    for pit in pits:
        carve_pit(skin, pit, pit.x_mm, pit.y_mm, albedo)
    strew_things(skin, scene, rng)
    grow_hairs(skin, scene, rng)
    light = light_skin(skin, scene.lamp, scene.tissue, fine=facets)
    lamp = scene.lamp
    white = lamp.key_share * np.array(lamp.key_tint) + (1 - lamp.key_share) * np.array(lamp.sky_tint)
    seen = expose(light / white.astype(np.float32), scene)
    raw_noise = _settle_noise(seen, scene.camera, np.random.default_rng([seed, 5]))
    first, second = (
        take_picture(seen, scene.camera, raw_noise, np.random.default_rng([seed, 7, shot, k])) for k in (0, 1)
    )
    noise, blur = noise_between(first, second), float(np.hypot(scene.camera.psf_sd_px, 0.289))
    looks = look_at_pits(pits, scene, ruffle)
    pores = tuple(
        tell_truth(pit, look, scene, blur, noise) for pit, look in zip(pits, looks, strict=True) if look
    )
    return ThirdDrawn(first, scene.px_per_mm, pores, blur, noise, scene)


def draw_pits(scene: ThirdScene, rng: np.random.Generator, corners: Field) -> list[Pit]:
    """All follicle openings of a skin."""
    if scene.pits is None:
        return []
    tension = float(np.radians(scene.tissue.tension_deg))
    places = choose_places(scene, rng, corners)
    dug = [draw_pit(rng, scene.pits, place, tension) for place in places]
    return [stop_pit(rng, scene.pits, pit) for pit in dug]


def _settle_noise(seen: Field, camera: Camera, rng: np.random.Generator) -> float:
    """Find the raw noise that leaves the wanted noise in the finished picture."""
    raw = camera.noise
    for _ in range(2):
        one, other = (take_picture(seen, camera, raw, rng) for _ in range(2))
        raw *= float(np.clip(camera.noise / max(noise_between(one, other), 1e-4), 0.4, 2.5))
    return min(raw, 0.15)


def random_third(
    rng: np.random.Generator,
    *,
    px_per_mm: float | None = None,
    pore_free: bool = False,
    width_mm: float = 14,
    height_mm: float = 11,
) -> ThirdScene:
    """Choose a skin, its light and its camera at random; `pore_free` skin has everything but openings."""
    drawn_scale = float(10 * 4 ** rng.random())
    scale = drawn_scale if px_per_mm is None else float(px_per_mm)
    tissue = _random_tissue(rng)
    pits = _random_pits(rng)
    return ThirdScene(
        width_mm=float(width_mm),
        height_mm=float(height_mm),
        px_per_mm=scale,
        lamp=_random_lamp(rng),
        tissue=tissue,
        pits=None if pore_free else pits,
        camera=_random_camera(rng, scale, tissue.ita_deg),
        things=_random_things(rng, width_mm * height_mm / 154, tissue.ita_deg),
    )


def _random_lamp(rng: np.random.Generator) -> Lamp:
    kind = LAMPS[int(rng.choice(5, p=[0.4, 0.2, 0.15, 0.17, 0.08]))]
    warm = float(rng.normal(0, 0.06))
    even = Lamp(
        kind="overcast",
        azimuth_deg=float(rng.uniform(0, 360)),
        elevation_deg=60.0,
        half_size=0.0,
        key_share=0.0,
        sky_gradient=float(rng.uniform(0.1, 0.8)),
        key_tint=(1 + warm, 1.0, 1 - warm),
        sky_tint=(1.0, 1.0, 1 + 0.5 * abs(float(rng.normal(0, 0.1)))),
    )
    low, high, small, large, least, most = {
        "window": (27.0, 62.0, 0.12, 0.4, 0.45, 0.75),
        "flash": (66.0, 85.0, 0.02, 0.06, 0.7, 0.92),
        "ring": (55.0, 75.0, 0.05, 0.12, 0.65, 0.9),
        "overcast": (60.0, 60.0, 0.0, 0.0, 0.0, 0.0),
        "sun": (35.0, 70.0, 0.005, 0.01, 0.6, 0.8),
    }[kind]
    return replace(
        even,
        kind=kind,
        elevation_deg=float(rng.uniform(low, high)),
        half_size=float(rng.uniform(small, large)),
        key_share=float(rng.uniform(least, most)),
    )


def _random_tissue(rng: np.random.Generator) -> Tissue:
    ita = float(rng.uniform(-30, 60))
    glow = float(np.exp(rng.normal(0, 0.2)))
    cell = float(rng.uniform(0.45, 0.85))
    furrow = float(0.004 * 6.0 ** rng.random())
    return Tissue(
        ita_deg=ita,
        redness=float(rng.uniform(0.85, 1.35)),
        glow_mm=(0.30 * glow, 0.16 * glow, 0.10 * glow),
        glow_share=(0.80, 0.69, 0.58),
        oil=float(max(0.0, rng.uniform(-0.35, 1.0))),
        mottle_melanin=float(rng.uniform(0.02, 0.07)),
        mottle_blood=float(rng.uniform(0.02, 0.08)),
        cell_mm=cell,
        furrow_mm=furrow,
        fine_furrow_mm=furrow * float(rng.uniform(0.2, 0.5)),
        tension_deg=float(rng.uniform(0, 180)),
        stretch=float(rng.uniform(1.0, 2.0)),
        curve_mm=(float(rng.uniform(22, 90)), float(rng.uniform(30, 120))),
        undulation_mm=float(rng.uniform(0.002, 0.014)),
    )


def _random_pits(rng: np.random.Generator) -> PitLaw:
    plugged, threaded = rng.random() < 0.55, rng.random() < 0.5
    return PitLaw(
        density_per_cm2=float(15 * 6 ** rng.random()),
        median_mm=float(rng.uniform(0.20, 0.34)),
        spread=float(rng.uniform(0.2, 0.4)),
        ratio=float(1.05 + rng.gamma(2.0, 0.14)),
        aligned=float(rng.uniform(0.1, 0.95)),
        rows=float(rng.uniform(0.4, 1)) if rng.random() < 0.3 else 0.0,
        deepness=float(rng.beta(1.3, 1.9)),
        lean=float(rng.uniform(0, 0.45)),
        ragged=float(rng.uniform(0.05, 0.4)),
        lining=float(rng.uniform(0.1, 0.65)),
        dark_share=float(rng.uniform(0.02, 0.4)) if plugged else 0.0,
        filament_share=float(rng.uniform(0.05, 0.35)) if threaded else 0.0,
    )


def _random_camera(rng: np.random.Generator, scale: float, ita: float) -> Camera:
    kind = LENSES[int(rng.choice(4, p=[0.35, 0.25, 0.25, 0.15]))]
    blur = float(np.hypot(rng.uniform(0.045, 0.07) * scale, rng.uniform(0.45, 0.9)))
    jpeg = int(rng.integers(75, 99)) if rng.random() < 0.85 else None
    return Camera(
        psf=kind,
        psf_sd_px=blur,
        psf_turn_deg=float(rng.uniform(0, 180)),
        noise=float(0.004 * (0.035 / 0.004) ** rng.random()),
        read_share=float(rng.uniform(0.05, 0.4)),
        denoise=float(rng.uniform(0.5, 2.0)) if rng.random() < 0.6 else 0.0,
        sharpen=float(rng.uniform(0.1, 0.7)) if rng.random() < 0.6 else 0.0,
        curve=float(rng.uniform(-0.05, 0.15)),
        key_level=float(np.interp(ita, [-30, 60], [0.42, 0.66]) + rng.normal(0, 0.04)),
        white_error=(float(np.exp(rng.normal(0, 0.03))), 1.0, float(np.exp(rng.normal(0, 0.04)))),
        jpeg=jpeg,
        chroma_halved=bool(rng.random() < 0.6),
    )


def _random_things(rng: np.random.Generator, share: float, ita: float) -> Things:
    """Each thing is absent from most skins; counts are for a patch of 14 x 11 mm, times `share`."""

    def some(chance: float, low: int, high: int) -> int:
        there, count = rng.random() < chance, int(rng.integers(low, high + 1))
        return max(1, round(count * share)) if there else 0

    pale = 1.4 if ita > 20 else 0.6
    return Things(
        vellus=some(0.35, 8, 70),
        stubble_per_cm2=float(rng.uniform(15, 60)) if rng.random() < 0.12 else 0.0,
        freckles=some(0.2 * pale, 4, 40),
        pinpoints=some(0.15 * pale, 5, 50),
        moles=some(0.08, 1, 2),
        papules=some(0.12, 1, 4),
        milia=some(0.06, 1, 4),
        wrinkles=some(0.15, 1, 5),
        vessels=some(0.12, 2, 10),
        flakes=some(0.12, 3, 25),
        specks=some(0.15, 3, 25),
        film=float(rng.uniform(0.2, 0.7)) if rng.random() < 0.12 else 0.0,
        powder=float(rng.uniform(0.2, 0.8)) if rng.random() < 0.06 else 0.0,
    )
