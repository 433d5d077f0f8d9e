"""
Light on a height field: discrete ordinates, soft shadows by marching, bounces by gathering, then tissue.

1. Each lamp is a handful of beams. For each beam the whole sheet marches towards the light and keeps the
   smallest clearance, which gives a soft shadow of the beam's angular width.
2. Sky: a cosine-spread set of ordinates marched the same way; where one is blocked, the first blocker's
   place is kept, and light bounces along those links until it fades (radiosity over links, per channel).
3. Under the surface: the Christensen-Burley profile, exact in the Fourier domain.
4. On it: a GGX sheen on a finer normal map.
Nothing is sampled at random, so nothing flickers.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from scipy import fft
from third_noise import frequencies
from third_records import Field, Lamp, Skin, Tissue

REACH_MM = 0.75
SKY_ORDINATES = 24
BOUNCES = 3


@dataclass(frozen=True, slots=True)
class Beam:
    """A direction to the light, its share of the light on level skin, and its angular half width."""

    x: float
    y: float
    z: float
    share: float
    spread: float


@dataclass(frozen=True, slots=True, eq=False)
class Link:
    """Places (flat indices) that see, along one ordinate, other places instead of the sky."""

    here: Field
    there: Field
    weight: Field


def lamp_beams(lamp: Lamp) -> list[Beam]:
    """Split the key light into beams of equal radiance."""
    azimuth, elevation, half = np.radians(lamp.azimuth_deg), np.radians(lamp.elevation_deg), lamp.half_size
    if lamp.kind == "overcast":
        return []
    if lamp.kind == "ring":
        spots = [(azimuth + 2 * np.pi * k / 12, elevation) for k in range(12)]
        spread = max(half, 0.10)
    elif lamp.kind == "window":
        spots = [
            (azimuth + half * a, elevation + 0.7 * half * e)
            for a in (-0.75, -0.25, 0.25, 0.75)
            for e in (-0.6, 0, 0.6)
        ]
        spread = 0.35 * half
    else:
        turns = np.pi * (0.25 + 0.5 * np.arange(4))
        spots = [
            (azimuth + 0.6 * half * np.cos(t) / np.cos(elevation), elevation + 0.6 * half * np.sin(t))
            for t in turns
        ]
        spread = max(0.7 * half, 0.02)
    heights = np.array([max(np.sin(e), 0.08) for _, e in spots])
    shares = lamp.key_share * heights / heights.sum()
    return [
        Beam(float(np.cos(a) * np.cos(e)), float(np.sin(a) * np.cos(e)), float(z), float(s), float(spread))
        for (a, e), z, s in zip(spots, heights, shares, strict=True)
    ]


def sky_beams(lamp: Lamp) -> list[Beam]:
    """Cosine-spread ordinates of the surroundings, brighter towards the lamp's side."""
    k = np.arange(SKY_ORDINATES) + 0.5
    z = np.sqrt(1 - k / SKY_ORDINATES)
    turn = k * np.pi * (3 - np.sqrt(5)) + np.radians(lamp.azimuth_deg)
    flat = np.sqrt(1 - z * z)
    side = flat * np.cos(turn - np.radians(lamp.azimuth_deg))
    bright = np.maximum(1 + lamp.sky_gradient * side, 0.1) * (0.6 + 0.4 * z)
    share = (1 - lamp.key_share) * bright / bright.sum()
    return [
        Beam(float(f * np.cos(t)), float(f * np.sin(t)), float(h), float(s), min(0.22, 0.9 * float(h)))
        for f, t, h, s in zip(flat, turn, z, share, strict=True)
    ]


class Ground:
    """A skin's form made ready for marching."""

    def __init__(self, skin: Skin) -> None:
        self.step = skin.step_mm
        self.margin = int(np.ceil(REACH_MM / skin.step_mm)) + 1
        self.height = np.ascontiguousarray(skin.height, np.float32)
        self.padded = np.pad(self.height, self.margin, mode="edge")
        self.relief_mm = float(np.percentile(self.height, 99.9) - self.height.min())
        self.slope_x, self.slope_y = skin.slope_x, skin.slope_y
        self.normal = normals(self.height, skin, 1.0)

    def march(self, beam: Beam, *, links: bool = False) -> tuple[Field, Field | None]:
        """Share of a beam that arrives (h, w), and the flat offset index of the worst blocker's step."""
        flat = max(float(np.hypot(beam.x, beam.y)), 1e-6)
        ux, uy, rise = beam.x / flat, beam.y / flat, max(beam.z, 0.02) / flat
        reach = min(REACH_MM, self.relief_mm / rise)
        clear = np.ones_like(self.height)
        worst = np.zeros(self.height.shape, np.uint8) if links else None
        climb = rise - (self.slope_x * ux + self.slope_y * uy)
        for number, (dx, dy) in enumerate(self.steps(ux, uy, reach), start=1):
            way = float(np.hypot(dx, dy)) * self.step
            gap = self.height - self.shifted(dx, dy) + way * climb
            gap *= 1 / (2 * way * beam.spread * float(np.hypot(1, rise)))
            gap += 0.5
            if worst is not None:
                worst[(gap < clear) & (gap < 0.98)] = number
            np.minimum(clear, gap, out=clear)
        return np.maximum(clear, 0), worst

    def steps(self, ux: float, uy: float, reach_mm: float) -> list[tuple[int, int]]:
        """Whole-pixel steps of a march, ever wider."""
        last, way, found = reach_mm / self.step, 1.5, list[tuple[int, int]]()
        while way <= last + 1 and way < self.margin:
            step = (round(ux * way), round(uy * way))
            if step != (0, 0) and step not in found:
                found.append(step)
            way = max(way + 1.6, way * 1.25)
        return found

    def shifted(self, dx: int, dy: int) -> Field:
        """Heights seen (dx, dy) pixels further on."""
        m, (rows, columns) = self.margin, self.height.shape
        return np.asarray(self.padded[m + dy : m + dy + rows, m + dx : m + dx + columns])


def normals(height: Field, skin: Skin, gain: float) -> tuple[Field, Field, Field]:
    """Unit normals of a height field on the broad form of the face."""
    smooth = np.float32(gain / (2 * skin.step_mm))
    x = -cv2.filter2D(height, -1, np.array([[-1, 0, 1]], np.float32) * smooth) - skin.slope_x
    y = -cv2.filter2D(height, -1, np.array([[-1], [0], [1]], np.float32) * smooth) - skin.slope_y
    z = 1 / np.sqrt(1 + x * x + y * y)
    return x * z, y * z, z


def light_skin(
    skin: Skin, lamp: Lamp, tissue: Tissue, *, fine: Field | None = None, ruffle: float = 0.0
) -> Field:
    """
    Linear radiance (h, w, 3) of a lit skin seen from above.

    `fine` is relief that only the sheen sees; `ruffle` stands for relief not drawn: the variance of its slopes.
    """
    ground = Ground(skin)
    nx, ny, nz = ground.normal
    shiny = normals(skin.height if fine is None else skin.height + fine, skin, sheen_gain(tissue))
    key, sheen = np.zeros_like(skin.height), np.zeros_like(skin.height)
    for beam in lamp_beams(lamp):
        arrives = ground.march(beam)[0]
        cosine = np.maximum(nx * beam.x + ny * beam.y + nz * beam.z, 0)
        lit = arrives * cosine * np.float32(beam.share / beam.z)
        key += lit
        sheen += lit * sheen_of(shiny, beam, tissue.oil, ruffle)
    key *= 1 - skin.shade
    sky, links = gather_sky(ground, lamp)
    sky *= 1 - 0.5 * skin.shade
    tints = np.array([lamp.key_tint, lamp.sky_tint], np.float32)
    light = key[..., None] * tints[0] + sky[..., None] * tints[1]
    albedo = np.exp(skin.log_albedo)
    light = bounce(light, albedo, links, nz)
    out = glow(light, albedo, tissue, skin.step_mm)
    oil = np.float32(0.55 + 1.1 * tissue.oil)
    out += (oil * skin.gloss * sheen)[..., None] * tints[0]
    out += (0.04 * oil * np.minimum(skin.gloss, 1) ** 0.5 * sky)[..., None] * tints[1]
    hair = light * skin.cover_rgb
    return np.asarray(out * (1 - skin.cover[..., None]) + hair, np.float32)


def sheen_gain(tissue: Tissue) -> float:
    """How much of the relief's slopes a film of oil leaves."""
    return 1 - 0.35 * tissue.oil


def relief_ruffle(skin: Skin, fine: Field, tissue: Tissue) -> float:
    """Variance of the slopes that the sheen sees on skin without pits, per axis, outliers set aside."""
    x, y, z = normals(skin.height + fine, skin, sheen_gain(tissue))
    slopes = np.concatenate([(x / z + skin.slope_x).ravel()[::7], (y / z + skin.slope_y).ravel()[::7]])
    return float(np.percentile(np.abs(slopes), 68.3)) ** 2


def sheen_of(normal: tuple[Field, Field, Field], beam: Beam, oil: float, ruffle: float) -> Field:
    """Pi times the GGX reflectance towards the zenith, Kelemen's visibility, Schlick's Fresnel."""
    hx, hy, hz = beam.x, beam.y, beam.z + 1
    size = float(np.sqrt(hx * hx + hy * hy + hz * hz))
    facing = (normal[0] * hx + normal[1] * hy + normal[2] * hz) / size
    across = hz / size  # cosine between half vector and either ray
    rough = (0.24 - 0.15 * oil) ** 2 + (0.5 * beam.spread) ** 2 + 2 * ruffle
    lobe = rough / (np.pi * (facing * facing * (rough - 1) + 1) ** 2)
    fresnel = 0.03 + 0.97 * (1 - across) ** 5
    return np.asarray(lobe * np.float32(np.pi * fresnel / (4 * across * across)))


def gather_sky(ground: Ground, lamp: Lamp) -> tuple[Field, list[Link]]:
    """Light of the surroundings, and links along which blocked ordinates see skin instead."""
    nx, ny, nz = ground.normal
    sky, links = np.zeros_like(ground.height), list[Link]()
    rows, columns = ground.height.shape
    for beam in sky_beams(lamp):
        clear, worst = ground.march(beam, links=True)
        cosine = np.maximum(nx * beam.x + ny * beam.y + nz * beam.z, 0) * np.float32(1 / beam.z)
        sky += clear * cosine * np.float32(beam.share)
        assert worst is not None
        here = np.flatnonzero((worst > 0) & (clear < 0.95))
        flat = max(float(np.hypot(beam.x, beam.y)), 1e-6)
        found = ground.steps(beam.x / flat, beam.y / flat, REACH_MM)
        moves = np.array([(0, 0), *found])[worst.ravel()[here]]
        row, column = np.divmod(here, columns)
        there = np.clip(row + moves[:, 1], 0, rows - 1) * columns + np.clip(
            column + moves[:, 0], 0, columns - 1
        )
        weight = (1 - clear.ravel()[here]) * cosine.ravel()[here] / SKY_ORDINATES
        links.append(Link(here, there, weight.astype(np.float32)))
    return sky, links


def bounce(light: Field, albedo: Field, links: list[Link], nz: Field) -> Field:
    """Let light jump along the links; walls also see what lies below their horizon."""
    total, last = light.reshape(-1, 3).copy(), light.reshape(-1, 3)
    rho = albedo.reshape(-1, 3)
    below = (0.5 - 0.5 * nz).ravel()
    steep = np.flatnonzero(below > 0.02)
    for _ in range(BOUNCES):
        sent, new = last * rho, np.zeros_like(last)
        for link in links:
            new[link.here] += link.weight[:, None] * sent[link.there]
        new[steep] += below[steep, None] * sent[steep]
        total += new
        last = new
    return total.reshape(light.shape)


def glow(light: Field, albedo: Field, tissue: Tissue, step_mm: float) -> Field:
    """Spread light under the surface; pigment is passed going in and coming out."""
    rows, columns = light.shape[:2]
    pad = int(1.2 / step_mm)
    tall, wide = (fft.next_fast_len(n + 2 * pad, real=True) for n in (rows, columns))
    k2 = frequencies((tall, wide), step_mm) ** 2
    thin = np.sqrt(albedo)
    entered = light * thin
    out = np.empty_like(entered)
    for c, (d, share) in enumerate(zip(tissue.glow_mm, tissue.glow_share, strict=True)):
        frame = (pad, tall - rows - pad, pad, wide - columns - pad)
        sheet = cv2.copyMakeBorder(np.ascontiguousarray(entered[..., c]), *frame, cv2.BORDER_REFLECT)
        profile = ((k2 + 1 / d**2) ** -0.5 + (k2 + 1 / (3 * d) ** 2) ** -0.5) / (4 * d)
        spread = fft.irfft2(fft.rfft2(sheet) * profile, s=(tall, wide))[pad : pad + rows, pad : pad + columns]
        out[..., c] = thin[..., c] * ((1 - share) * entered[..., c] + share * spread)
    return out
