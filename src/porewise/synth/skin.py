"""
Draw skin whose pores are known.

The skin is a height field with pigment: pores are pits (shaded by their own walls and by the key
light) that may hold a plug; micro-relief, hair, freckles, moles, papules, milia, wrinkles, vessels
and flakes lie around them. It is drawn on a fine grid, lit, blurred, sampled, and developed the way
a phone does. The method is ours and deliberately not the forward model that ``measure`` fits.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import cv2
import numpy as np

from porewise.synth.camera import develop, see
from porewise.synth.distractors import Other, add_distractors, smooth_noise
from porewise.synth.layers import Layers
from porewise.synth.pits import lit_pits, looks_of
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
    """
    A drawn patch: ``picture`` (height, width, 3) uint8 sRGB, and the truth about it: its pores, and the ``others``
    that are none.
    """

    picture: NDArray[np.uint8]
    px_per_mm: float
    pores: tuple[TruePore, ...]
    recipe: SkinRecipe
    others: tuple[Other, ...] = ()


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
    layers, others = _lay_skin(recipe, plan, rng, seed)
    linear = _light_skin(layers, recipe)
    shot = np.random.default_rng([seed if camera_seed is None else camera_seed, 2])
    seen = see(linear, layers.px_per_mm, recipe.camera)
    picture = develop(seen, recipe.camera, shot)
    seen_as = _looks(recipe, plan, seed) if recipe.pores.form == "pit" and plan.plugs else plan.table
    return Skin(picture, recipe.camera.px_per_mm, _truth(seen_as, plan.plugs, recipe), recipe, others)


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


def _truth(table: NDArray[np.float64], plugs: tuple[Plug, ...], recipe: SkinRecipe) -> tuple[TruePore, ...]:
    k = recipe.camera.px_per_mm
    return tuple(
        TruePore(i, float(x * k - 0.5), float(y * k - 0.5), float(a), float(b), float(t), float(c), plug)
        for i, ((x, y, a, b, t, c), plug) in enumerate(zip(table, plugs, strict=True))
    )


def _looks(recipe: SkinRecipe, plan: Plan, seed: int) -> NDArray[np.float64]:
    """The same pits in bare even skin under the same light, without camera: what each looks like."""
    layers = _bare(recipe)
    _dig_pores(layers, plan, recipe.pores, np.random.default_rng([seed, 3]))
    even = replace(recipe.light, gradient=0.0, shine=0.0)
    bare = _light_skin(layers, replace(recipe, light=even))
    widths = np.sqrt(plan.table[:, 2] * plan.table[:, 3])
    return np.array(looks_of(bare, layers.px_per_mm, plan.table[:, :2], widths.tolist()))


def _lay_skin(
    recipe: SkinRecipe, plan: Plan, rng: np.random.Generator, seed: int
) -> tuple[Layers, tuple[Other, ...]]:
    layers = _bare(recipe)
    _add_relief(layers, recipe.around.relief, rng)
    _add_mottling(layers, recipe.around.mottling, rng)
    if recipe.pores.form == "pit":
        _dig_pores(layers, plan, recipe.pores, np.random.default_rng([seed, 3]))
    else:
        _add_pores(layers, plan, recipe.pores.red, rng)
    return layers, tuple(add_distractors(layers, recipe.around, rng))


def _bare(recipe: SkinRecipe) -> Layers:
    """Even skin of that tone, nothing on it."""
    fine = float(np.clip(2.5 * recipe.camera.px_per_mm, 30.0, 60.0))
    layers = Layers.blank(recipe.width_mm, recipe.height_mm, fine)
    tone = np.clip((recipe.around.ita_deg + 30) / 90, 0, 1)
    layers.log_albedo[:] = tone * LIGHT_SKIN + (1 - tone) * DARK_SKIN
    return layers


def _add_relief(layers: Layers, strength: float, rng: np.random.Generator) -> None:
    """Micro-relief: two families of furrows 0.3 to 0.6 mm apart, 5 to 20 µm deep, over soft waves."""
    for angle in (rng.uniform(0, 180), rng.uniform(0, 180)):
        spacing, stretch = rng.uniform(0.3, 0.7), rng.uniform(1.3, 3.5)
        ridge = smooth_noise(
            rng, layers.shape, spacing * 0.35 * layers.px_per_mm, stretch=stretch, angle_deg=angle
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


def _add_pores(layers: Layers, plan: Plan, redness: float | None, rng: np.random.Generator) -> None:
    n = len(plan.plugs)
    soft = np.where(rng.random(n) < 0.3, rng.uniform(6.0, 14.0, n), rng.uniform(1.7, 6.0, n))
    tailed, deep = rng.random(n) < 0.25, rng.uniform(0.3, 1.6, n)
    # what enters an open pore comes back redder: how dark it is in red light, shared by skin and single pore
    usual = rng.uniform(0.55, 1.0)
    red = np.clip((usual if redness is None else redness) + rng.normal(0, 0.08, n), 0.3, 1.1)
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


# What stands in a pit, as ln dark for red, green, blue per unit: oxidised plugs brown-black, filaments waxy.
PLUG_COLOUR, WAX_COLOUR = np.array([0.93, 1.0, 1.04]), np.array([0.75, 0.95, 1.2])


def _dig_pores(layers: Layers, plan: Plan, how: Pores, rng: np.random.Generator) -> None:
    """Pits of every form: steep or bowl-shaped, leaning, lipped, and partly filled where there is a plug."""
    n = len(plan.plugs)
    edge = np.exp(rng.uniform(np.log(1.8), np.log(9.0)) + rng.normal(0, 0.3, n)).clip(1.6, 14)
    deep = how.depth * np.exp(rng.normal(0, how.depth_spread, n))
    lean, toward = rng.uniform(0, 0.25, n), np.radians(how.axis_deg + rng.normal(0, 50, n))
    lip = np.maximum(rng.normal(0, 0.04), 0) * np.ones(n)
    left = {"none": (0.0, 0.0), "filament": (0.35, 0.9), "dark": (0.4, 0.95)}
    red = how.red if how.red is not None else rng.uniform(0.5, 1.0)
    for i, ((x, y, major, minor, angle, _), plug) in enumerate(zip(plan.table, plan.plugs, strict=True)):
        window, rho = layers.ellipse(x, y, major, minor, angle, reach=2.6)
        width = float(np.sqrt(major * minor))
        off = lean[i] * width
        _, deeper = layers.ellipse(
            x + off * np.cos(toward[i]),
            y + off * np.sin(toward[i]),
            major,
            minor,
            angle,
            reach=2.6,
            window=window,
        )
        opening = _opening(rho, float(edge[i]), tailed=False)
        profile = 0.5 * opening + 0.5 * opening * _opening(0.8 * deeper, float(edge[i]), tailed=False) / max(
            float(opening.max()), 1e-6
        )
        depth = deep[i] * width
        floor = -depth * profile
        filled = rng.uniform(*left[plug]) if plug != "none" else 0.0
        top = -(1 - filled) * depth
        stuff = np.clip((top - floor) / max(filled * depth, 1e-9), 0, 1) if filled else np.zeros_like(floor)
        layers.height[window] += np.maximum(floor, top) if filled else floor
        layers.height[window] += lip[i] * width * np.exp(-(((rho - 1.35) / 0.35) ** 2))
        layers.log_albedo[window] -= (
            how.matter * profile[..., None] * np.array([red, 1.0, 1.0 + 0.5 * (1 - red)])
        )
        if plug == "dark":
            amount = np.exp(rng.uniform(np.log(0.3), np.log(1.6)))
            layers.log_albedo[window] -= amount * np.sqrt(stuff)[..., None] * PLUG_COLOUR
        elif plug == "filament":
            layers.log_albedo[window] -= rng.uniform(0.05, 0.45) * np.sqrt(stuff)[..., None] * WAX_COLOUR


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
    if recipe.pores.form == "pit":
        albedo = np.exp(layers.log_albedo)
        irradiance, in_sight = lit_pits(layers.height, albedo, layers.px_per_mm, light)
        # light that wanders takes the colour of where it enters and of where it leaves, half each
        root = np.sqrt(albedo)
        shade = _scatter_within(irradiance * root, layers.px_per_mm, light.wander) / root
    else:
        cosine = np.clip((-dx * toward[0] - dy * toward[1] + toward[2]) / norm, 0, None)
        key = np.repeat(((1 - light.ambient) * cosine / toward[2])[..., None], 3, -1)
        shade, in_sight = (
            _scatter_within(key, layers.px_per_mm, light.wander) + light.ambient,
            np.ones_like(norm),
        )
    diffuse = np.exp(layers.log_albedo) * shade * _fall_off(layers, light)[..., None]
    half = toward + np.array([0, 0, 1])
    half = half / np.linalg.norm(half)
    facing = np.clip((-dx * half[0] - dy * half[1] + half[2]) / norm, 0, 1)
    film = 0.06 * light.shine * facing ** (2 / light.roughness**2) * in_sight
    lit = (diffuse + (film * _fall_off(layers, light) * layers.oil)[..., None]) * np.array(light.colour)
    return np.asarray(lit * np.exp(-layers.cover_density) + layers.cover_light, np.float64)


def _scatter_within(shade: NDArray[np.float64], px_per_mm: float, wander: float) -> NDArray[np.float64]:
    """Light wanders under the skin, red the farthest, and softens the shading of what is small: (h, w, 3)."""
    bands = [np.ascontiguousarray(shade[..., i]) for i in range(3)]
    wandered = [
        cv2.GaussianBlur(band, (0, 0), wander * mm * px_per_mm)
        for band, mm in zip(bands, WANDERS_MM, strict=True)
    ]
    return np.asarray((1 - WANDERING) * shade + WANDERING * np.stack(wandered, -1), np.float64)


def _fall_off(layers: Layers, light: Light) -> NDArray[np.float64]:
    h, w = layers.shape
    y, x = np.mgrid[-1 : 1 : h * 1j, -1 : 1 : w * 1j]
    az = np.radians(light.from_deg)
    fall: NDArray[np.float64] = np.exp(0.5 * light.gradient * (x * np.cos(az) + y * np.sin(az)))
    return fall
