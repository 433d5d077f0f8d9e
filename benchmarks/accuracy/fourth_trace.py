"""The path tracer: lamps by next-event estimation, bounces by cosine rays, exit points moved under the skin."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from fourth_lamps import Lamp, aim_at_lamp, hang_lamp, sky_radiance
from fourth_rays import Field, draw_numbers, march, ready_field, spread_numbers
from fourth_records import Floats, FourthLight, Ground
from scipy import sparse

BOUNCES = 3
# Radii in mm and weights of the two exponentials of each channel (red, green, blue); the far part stands for
# the dermis, the near part for the epidermis. Chosen by this hand from common skin mean free paths.
SCATTER = (((0.045, 0.24), 0.50), ((0.030, 0.12), 0.58), ((0.022, 0.07), 0.65))
FRESNEL = 0.028


@dataclass(frozen=True, slots=True)
class Effort:
    """How many samples each texel spends."""

    lamp: int = 40
    bounce: int = 40
    gloss: int = 8
    exit: int = 28


@dataclass(frozen=True, slots=True, eq=False)
class _Film:
    """The GGX surface of each texel: roughness squared, and strength of the mirror part."""

    alpha: Floats
    strength: Floats


def _spread_film(ground: Ground) -> _Film:
    film = ground.film.ravel()
    return _Film(alpha=0.52 - 0.31 * film, strength=FRESNEL * (0.5 + 0.65 * film))


def trace_ground(
    ground: Ground, light: FourthLight, eye: Floats, rng: np.random.Generator, effort: Effort
) -> Floats:
    """The light that leaves every texel towards the eye, (h, w, 3); white matt flat skin would give 1."""
    field = ready_field(ground)
    film = _spread_film(ground)
    colour = np.array(light.colour, np.float32)
    sky_colour = np.array(light.sky_colour, np.float32)
    bare = np.zeros((field.height.size, 3), np.float32)
    gloss = np.zeros_like(bare)
    if light.fill < 1:
        direct, mirrored = _ask_lamp(field, ground, film, hang_lamp(light), eye, rng, effort.lamp)
        bare += direct[:, None] * colour * np.float32(1 - light.fill)
        gloss += mirrored[:, None] * colour * np.float32(1 - light.fill)
    sky, open_share, links = _cast_cosine(field, light, rng, effort.bounce)
    bare += sky[:, None] * sky_colour * np.float32(light.fill)
    if light.fill > 0:
        mirrored = _mirror_sky(field, film, light, rng, effort.gloss) * open_share
        gloss += mirrored[:, None] * sky_colour * np.float32(light.fill)
    albedo = ground.albedo.reshape(-1, 3)
    total = bare
    for _ in range(BOUNCES):
        total = bare + links @ (albedo * total)
    lit = _move_exits(field, ground.sheet.per_mm, total, albedo, rng, effort.exit)
    return np.asarray((lit + gloss).reshape(*field.shape, 3), dtype=np.float32)


def _ask_lamp(
    field: Field,
    ground: Ground,
    film: _Film,
    lamp: Lamp,
    eye: Floats,
    rng: np.random.Generator,
    samples: int,
) -> tuple[Floats, Floats]:
    """Next-event estimation: the irradiance and the mirrored light that the lamp gives each texel."""
    x, y = ground.sheet.x_mm.ravel(), ground.sheet.y_mm.ravel()
    shift = spread_numbers(rng, x.size, 2)
    nx, ny, nz = field.normal
    direct, mirrored = np.zeros(x.size, np.float32), np.zeros(x.size, np.float32)
    for sample in range(samples):
        u, v = draw_numbers(shift, sample)
        (dx, dy, dz), strength = aim_at_lamp(lamp, u, v, x, y)
        cosine = np.maximum(nx * dx + ny * dy + nz * dz, 0)
        seen = strength * (march(field, dx, dy, dz) < 0)
        direct += seen * cosine
        mirrored += seen * _ggx(field, film, (dx, dy, dz), eye, cosine)
    return direct / np.float32(samples), np.asarray(mirrored * np.float32(np.pi / samples))


def _ggx(
    field: Field, film: _Film, towards: tuple[Floats, Floats, Floats], eye: Floats, cosine: Floats
) -> Floats:
    """The GGX lobe times the cosine of the light (Smith's shadowing in Karis's short form)."""
    hx, hy, hz = (part + eye[i] for i, part in enumerate(towards))
    one = 1 / np.sqrt(hx * hx + hy * hy + hz * hz)
    nx, ny, nz = field.normal
    n_h = np.clip((nx * hx + ny * hy + nz * hz) * one, 0, 1)
    n_v = np.clip(nx * eye[0] + ny * eye[1] + nz * eye[2], 0.05, 1)
    v_h = (eye[0] * hx + eye[1] * hy + eye[2] * hz) * one
    square = film.alpha**2
    crowd = square / (np.pi * (n_h * n_h * (square - 1) + 1) ** 2)
    k = film.alpha / 2
    shade = 1 / ((cosine * (1 - k) + k) * (n_v * (1 - k) + k))
    fresnel = film.strength + (1 - film.strength) * (1 - v_h) ** 5
    return np.asarray(crowd * fresnel * shade * cosine / 4, dtype=np.float32)


def _cast_cosine(
    field: Field, light: FourthLight, rng: np.random.Generator, samples: int
) -> tuple[Floats, Floats, sparse.csr_array]:
    """Cosine rays: the sky's irradiance, the open share, and the links along which bounced light comes."""
    texels = field.height.size
    shift = spread_numbers(rng, texels, 2)
    nx, ny, nz = field.normal
    sky, free = np.zeros(texels, np.float32), np.zeros(texels, np.float32)
    sources, targets = [], []
    for sample in range(samples):
        u, v = draw_numbers(shift, sample)
        z = 1 - 2 * u
        flat, turn = np.sqrt(np.maximum(1 - z * z, 0)), np.float32(2 * np.pi) * v
        dx, dy, dz = nx + flat * np.cos(turn), ny + flat * np.sin(turn), nz + z
        one = 1 / np.sqrt(dx * dx + dy * dy + dz * dz + 1e-9)
        dx, dy, dz = dx * one, dy * one, dz * one
        hit = march(field, dx, dy, dz)
        away = (hit < 0) & (dz > 0)
        free += away
        sky += away * sky_radiance(light, dx, dy, dz)
        landed = np.flatnonzero(hit >= 0)
        targets.append(landed)
        sources.append(hit[landed])
    rows, columns = np.concatenate(targets), np.concatenate(sources)
    weights = np.full(rows.size, 1 / samples, np.float32)
    links = sparse.csr_array((weights, (rows, columns)), shape=(texels, texels))
    return sky / np.float32(samples), free / np.float32(samples), links


def _mirror_sky(
    field: Field, film: _Film, light: FourthLight, rng: np.random.Generator, samples: int
) -> Floats:
    """The sky in the film: facets drawn from GGX, the eye straight above, hiding left to the open share."""
    shift = spread_numbers(rng, field.height.size, 2)
    nx, ny, nz = field.normal
    total = np.zeros(field.height.size, np.float32)
    for sample in range(samples):
        u, v = draw_numbers(shift, sample)
        cosine = np.sqrt((1 - u) / (1 + (film.alpha**2 - 1) * u))
        sine, turn = np.sqrt(np.maximum(1 - cosine**2, 0)), np.float32(2 * np.pi) * v
        hx, hy, hz = nx + sine * np.cos(turn), ny + sine * np.sin(turn), nz * cosine
        one = 1 / np.sqrt(hx * hx + hy * hy + hz * hz)
        hx, hy, hz = hx * one, hy * one, hz * one
        dx, dy, dz = 2 * hz * hx, 2 * hz * hy, 2 * hz * hz - 1
        fresnel = film.strength + (1 - film.strength) * (1 - hz) ** 5
        total += fresnel * np.where(dz > 0, sky_radiance(light, dx, dy, dz), 0)
    return total / np.float32(samples)


def _move_exits(
    field: Field, per_mm: float, lit: Floats, albedo: Floats, rng: np.random.Generator, samples: int
) -> Floats:
    """
    Let light leave the skin beside where it entered.

    For each channel the distance is drawn by inversion from a mixture of two 2-D exponentials
    (r = -d ln(u1 u2)); half of the skin's colour acts at the entry and half at the exit.
    """
    rows, columns = field.shape
    root = np.sqrt(albedo)
    entering = [np.ascontiguousarray((root * lit)[:, channel]) for channel in range(3)]
    leaving = np.zeros_like(lit)
    row_of, column_of = np.divmod(np.arange(rows * columns, dtype=np.int32), columns)
    shift = spread_numbers(rng, rows * columns, 4)
    for sample in range(samples):
        first, second, turn, which = draw_numbers(shift, sample)
        span = -np.log(np.maximum(first * second, 1e-6)) * np.float32(per_mm)
        along, across = span * np.cos(2 * np.pi * turn), span * np.sin(2 * np.pi * turn)
        for channel, ((near, far), share) in enumerate(SCATTER):
            scale = np.where(which < share, np.float32(near), np.float32(far))
            column = np.clip(column_of + np.rint(along * scale).astype(np.int32), 0, columns - 1)
            row = np.clip(row_of + np.rint(across * scale).astype(np.int32), 0, rows - 1)
            leaving[:, channel] += entering[channel].take(row * columns + column)
    return np.asarray(leaving * root / samples, dtype=np.float32)
