"""
Draw skin whose pores are known.

The skin is a height field with pigment: pores are pits (shaded by their own walls and by the key
light) that may hold a plug; micro-relief, hair, freckles, moles, papules, milia, wrinkles, vessels
and flakes lie around them. It is drawn on a fine grid, lit, blurred, sampled, and developed the way
a phone does. The method is ours and deliberately not the forward model that ``measure`` fits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from porewise.synth.camera import develop, see
from porewise.synth.distractors import add_distractors, smooth_noise
from porewise.synth.layers import Layers
from porewise.synth.recipe import Light, Plug, Pores, SkinRecipe

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Linear reflectance (R, G, B) of light and dark skin at ITA 60 and −30 degrees, between which tones are
# mixed in log space; read off published skin reflectance curves, good to about 10 %.
LIGHT_SKIN = np.log([0.62, 0.42, 0.33])
DARK_SKIN = np.log([0.10, 0.055, 0.036])
# How far red, green and blue light wander under skin before they leave it (sd, mm), and the share that does.
WANDERS_MM, WANDERING = (0.20, 0.08, 0.05), 0.6
PLUGS: tuple[Plug, ...] = ("dark", "filament", "none")


@dataclass(frozen=True, slots=True)
class TruePore:
    """A planted pore: centre in picture pixels, apparent axes in mm, darkness in natural-log luminance."""

    id: int
    x_px: float
    y_px: float
    major_mm: float
    minor_mm: float
    angle_deg: float
    darkness: float
    plug: Plug

    @property
    def diameter_mm(self) -> float:
        """Apparent diameter: the geometric mean of the axes."""
        return float(np.sqrt(self.major_mm * self.minor_mm))


@dataclass(frozen=True, slots=True, eq=False)
class Skin:
    """A drawn patch: ``picture`` (height, width, 3) uint8 sRGB, and the truth about it."""

    picture: NDArray[np.uint8]
    px_per_mm: float
    pores: tuple[TruePore, ...]
    recipe: SkinRecipe


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """The planted pores before they are drawn: columns x_mm, y_mm, major_mm, minor_mm, angle, darkness."""

    table: NDArray[np.float64]
    plugs: tuple[Plug, ...]


def draw_skin(recipe: SkinRecipe, *, seed: int, camera_seed: int | None = None) -> Skin:
    """
    Draw one patch. ``seed`` fixes the skin, ``camera_seed`` the noise of the shot (default: ``seed``).

    The same seed with another light or camera is the same skin, photographed again.
    """
    rng = np.random.default_rng([seed, 1])
    plan = plant_pores(recipe, np.random.default_rng([seed, 0]))
    layers = _lay_skin(recipe, plan, rng)
    linear = _light_skin(layers, recipe)
    shot = np.random.default_rng([seed if camera_seed is None else camera_seed, 2])
    seen = see(linear, layers.px_per_mm, recipe.camera)
    picture = develop(seen, recipe.camera, shot)
    return Skin(picture, recipe.camera.px_per_mm, _truth(plan, recipe), recipe)


def draw_visits(
    before: SkinRecipe, after: SkinRecipe, *, seed: int, darkness_factor: float = 1.0
) -> tuple[Skin, Skin]:
    """
    Draw the same skin at two visits. The second has its own light and camera; ``darkness_factor``
    multiplies the darkness of every pore (1: nothing changed). Pore ids agree between the visits.
    """
    changed = SkinRecipe(
        before.width_mm,
        before.height_mm,
        _darker(before.pores, darkness_factor),
        before.around,
        after.light,
        after.camera,
    )
    return draw_skin(before, seed=seed), draw_skin(changed, seed=seed, camera_seed=seed + 1_000_003)


def _darker(pores: Pores, factor: float) -> Pores:
    from dataclasses import replace

    return replace(pores, contrast=pores.contrast * factor)


def plant_pores(recipe: SkinRecipe, rng: np.random.Generator) -> Plan:
    """Choose places (no two closer than their spacing), sizes, ovalness, axes, darkness and plugs."""
    how = recipe.pores
    area_cm2 = recipe.width_mm * recipe.height_mm / 100
    wanted = int(rng.poisson(how.density_per_cm2 * area_cm2))
    places = _scatter(rng, wanted, recipe.width_mm, recipe.height_mm, how.spacing_mm)
    n = len(places)
    diameter = np.exp(rng.normal(np.log(how.median_mm), how.spread, n)).clip(how.smallest_mm, how.largest_mm)
    ratio = 1 + rng.gamma(2.0, max(how.ovalness - 1, 1e-6) / 2.0, n)
    ratio = np.minimum(ratio, 2.5)
    angle = np.mod(how.axis_deg + rng.normal(0, how.axis_scatter_deg, n), 180)
    darkness = how.contrast * np.exp(rng.normal(0, how.contrast_spread, n))
    darkness = darkness * (diameter / how.median_mm) ** 0.5  # wider pores are deeper and look darker
    shares = [how.dark_plug_share, how.filament_share, 1 - how.dark_plug_share - how.filament_share]
    plugs = rng.choice(3, n, p=shares)
    darkness = darkness * np.array([2.0, 0.7, 1.0])[plugs]
    table = np.column_stack(
        [places, diameter * np.sqrt(ratio), diameter / np.sqrt(ratio), angle, darkness.clip(0.03, 1.6)]
    )
    return Plan(table, tuple(PLUGS[int(p)] for p in plugs))


def _scatter(rng: np.random.Generator, n: int, w: float, h: float, spacing: float) -> NDArray[np.float64]:
    """Up to ``n`` places at least ``spacing`` mm apart (dart throwing on a grid of cells)."""
    cell = spacing / np.sqrt(2)
    taken: dict[tuple[int, int], tuple[float, float]] = {}
    for x, y in rng.uniform((0, 0), (w, h), (max(4 * n, 1), 2)):
        if len(taken) >= n:
            break
        i, j = int(x / cell), int(y / cell)
        near = (taken.get((i + a, j + b)) for a in range(-2, 3) for b in range(-2, 3))
        if all(q is None or (q[0] - x) ** 2 + (q[1] - y) ** 2 >= spacing**2 for q in near):
            taken[i, j] = (float(x), float(y))
    return np.array(list(taken.values())).reshape(-1, 2)


def _truth(plan: Plan, recipe: SkinRecipe) -> tuple[TruePore, ...]:
    k = recipe.camera.px_per_mm
    return tuple(
        TruePore(i, float(x * k - 0.5), float(y * k - 0.5), float(a), float(b), float(t), float(c), plug)
        for i, ((x, y, a, b, t, c), plug) in enumerate(zip(plan.table, plan.plugs, strict=True))
    )


def _lay_skin(recipe: SkinRecipe, plan: Plan, rng: np.random.Generator) -> Layers:
    fine = float(np.clip(2.5 * recipe.camera.px_per_mm, 30.0, 60.0))
    layers = Layers.blank(recipe.width_mm, recipe.height_mm, fine)
    tone = np.clip((recipe.around.ita_deg + 30) / 90, 0, 1)
    layers.log_albedo[:] = tone * LIGHT_SKIN + (1 - tone) * DARK_SKIN
    _add_relief(layers, recipe.around.relief, rng)
    _add_mottling(layers, recipe.around.mottling, rng)
    _add_pores(layers, plan, rng)
    add_distractors(layers, recipe.around, rng)
    return layers


def _add_relief(layers: Layers, strength: float, rng: np.random.Generator) -> None:
    """Micro-relief: two families of furrows 0.3 to 0.6 mm apart, 5 to 20 µm deep, over soft waves."""
    for angle in (rng.uniform(0, 180), rng.uniform(0, 180)):
        spacing = rng.uniform(0.3, 0.6)
        ridge = smooth_noise(
            rng, layers.shape, spacing * 0.35 * layers.px_per_mm, stretch=3.0, angle_deg=angle
        )
        layers.height[:] += strength * 0.006 * ridge
    layers.height[:] += strength * 0.02 * smooth_noise(rng, layers.shape, 1.5 * layers.px_per_mm)


def _add_mottling(layers: Layers, strength: float, rng: np.random.Generator) -> None:
    """Uneven melanin and blood: fractal, a few per cent, in the directions those pigments take."""
    for size_mm, amount in ((2.5, 0.05), (0.8, 0.025), (0.25, 0.012)):
        melanin = smooth_noise(rng, layers.shape, size_mm * layers.px_per_mm)
        blood = smooth_noise(rng, layers.shape, size_mm * layers.px_per_mm)
        layers.log_albedo[:] -= strength * amount * melanin[..., None] * np.array([0.6, 1.0, 1.4])
        layers.log_albedo[:] -= strength * amount * 0.7 * blood[..., None] * np.array([0.25, 1.2, 1.0])


def _add_pores(layers: Layers, plan: Plan, rng: np.random.Generator) -> None:
    n = len(plan.plugs)
    soft = np.where(rng.random(n) < 0.3, rng.uniform(6.0, 14.0, n), rng.uniform(1.7, 6.0, n))
    tailed, deep = rng.random(n) < 0.25, rng.uniform(0.3, 1.6, n)
    # what enters an open pore comes back redder: how dark it is in red light, shared by skin and single pore
    red = np.clip(rng.uniform(0.55, 1.0) + rng.normal(0, 0.08, n), 0.4, 1.05)
    for i, ((x, y, major, minor, angle, darkness), plug) in enumerate(
        zip(plan.table, plan.plugs, strict=True)
    ):
        window, rho = layers.ellipse(x, y, major, minor, angle, reach=2.6)
        profile = _opening(rho, float(soft[i]), tailed=bool(tailed[i]) and plug != "dark")
        filled = {"none": 1.0, "filament": 0.5, "dark": 0.15}[plug]
        layers.height[window] -= deep[i] * filled * darkness * minor * profile
        colour = (
            [0.97, 1.0, 1.0]
            if plug == "dark"
            else [red[i], 1.0 + 0.2 * (1 - red[i]), 1.0 + 0.5 * (1 - red[i])]
        )
        layers.log_albedo[window] -= darkness * profile[..., None] * np.array(colour)


def _opening(rho: NDArray[np.float64], soft: float, *, tailed: bool) -> NDArray[np.float64]:
    """Darkness across an opening: 1 in the middle, half at rho = 1, with a hard to soft edge or a tail."""
    if tailed:
        return np.asarray(1 / (1 + rho ** (soft + 1.5)), np.float64)
    return np.asarray(np.exp(-np.log(2) * rho**soft), np.float64)


def _light_skin(layers: Layers, recipe: SkinRecipe) -> NDArray[np.float64]:
    """Lambert shading under key light and sky, a thin specular film, and what stands above the skin."""
    light = recipe.light
    dy, dx = np.gradient(layers.height * layers.px_per_mm)
    norm = np.sqrt(1 + dx**2 + dy**2)
    az, el = np.radians(light.from_deg), np.radians(light.height_deg)
    toward = np.array([np.cos(az) * np.cos(el), np.sin(az) * np.cos(el), np.sin(el)])
    cosine = np.clip((-dx * toward[0] - dy * toward[1] + toward[2]) / norm, 0, None)
    shade = _scatter_within((1 - light.ambient) * cosine / toward[2], layers.px_per_mm) + light.ambient
    diffuse = np.exp(layers.log_albedo) * shade * _fall_off(layers, light)[..., None]
    half = toward + np.array([0, 0, 1])
    half = half / np.linalg.norm(half)
    facing = np.clip((-dx * half[0] - dy * half[1] + half[2]) / norm, 0, 1)
    film = 0.06 * light.shine * facing ** (2 / light.roughness**2)
    lit = (diffuse + (film * _fall_off(layers, light) * layers.oil)[..., None]) * np.array(light.colour)
    return np.asarray(lit * np.exp(-layers.cover_density) + layers.cover_light, np.float64)


def _scatter_within(shade: NDArray[np.float64], px_per_mm: float) -> NDArray[np.float64]:
    """Light wanders under the skin, red the farthest, and softens the shading of what is small: (h, w, 3)."""
    wandered = [cv2.GaussianBlur(shade, (0, 0), mm * px_per_mm) for mm in WANDERS_MM]
    return np.asarray(np.stack([(1 - WANDERING) * shade + WANDERING * w for w in wandered], -1), np.float64)


def _fall_off(layers: Layers, light: Light) -> NDArray[np.float64]:
    h, w = layers.shape
    y, x = np.mgrid[-1 : 1 : h * 1j, -1 : 1 : w * 1j]
    az = np.radians(light.from_deg)
    fall: NDArray[np.float64] = np.exp(0.5 * light.gradient * (x * np.cos(az) + y * np.sin(az)))
    return fall
