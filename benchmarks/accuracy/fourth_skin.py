"""Bare skin: the colour a tone index asks for, the mottling of its pigments, its relief and its oil."""

from __future__ import annotations

import cv2
import numpy as np
from fourth_fields import cloud, clouds, furrows
from fourth_records import Colour, Floats, FourthSkin

PALE = np.array([0.78, 0.66, 0.55])
MELANIN = np.array([0.64, 0.88, 1.08])  # per unit of melanin and channel, red to blue
BLOOD = np.array([0.05, 0.42, 0.36])


def skin_colour(melanin: Floats, blood: Floats) -> Floats:
    """The linear sRGB reflectance of skin with these amounts of the two pigments."""
    density = melanin[..., None] * MELANIN + blood[..., None] * BLOOD
    return np.asarray(PALE * np.exp(-density), dtype=np.float32)


def _tone_index(colour: Floats) -> Floats:
    """ITA in degrees of linear sRGB (D65): atan((L* - 50) / b*)."""
    y = colour @ np.array([0.2126, 0.7152, 0.0722])
    z = colour @ np.array([0.0193, 0.1192, 0.9505]) / 1.089
    root_y, root_z = np.cbrt(y), np.cbrt(z)
    return np.asarray(np.degrees(np.arctan2(116 * root_y - 66, np.maximum(200 * (root_y - root_z), 1))))


def melanin_for(ita_deg: float, blood: float) -> float:
    """How much melanin gives this tone."""
    amounts = np.linspace(0, 5, 500).astype(np.float32)
    tones = _tone_index(skin_colour(amounts, np.full_like(amounts, blood)))
    return float(amounts[int(np.argmin(np.abs(tones - ita_deg)))])


def even_colour(skin: FourthSkin) -> Colour:
    """The colour of this skin where nothing mottles it."""
    melanin = np.array([melanin_for(skin.ita_deg, skin.blood)], np.float32)
    red, green, blue = skin_colour(melanin, np.array([skin.blood], np.float32))[0]
    return float(red), float(green), float(blue)


def mottle(
    rng: np.random.Generator, skin: FourthSkin, shape: tuple[int, int], per_mm: float
) -> tuple[Floats, Floats]:
    """The two pigments of every texel, before anything is laid on the skin."""
    base = melanin_for(skin.ita_deg, skin.blood)
    patches = clouds(rng, shape, per_mm, (0.05, 0.12, 0.35, 0.9, 2.2))
    flush = clouds(rng, shape, per_mm, (0.25, 0.6, 1.6))
    melanin = (base + 0.12) * np.exp(skin.mottling * patches) - 0.12
    return np.maximum(melanin, 0), skin.blood * np.exp(skin.blotches * flush)


def raise_relief(rng: np.random.Generator, skin: FourthSkin, shape: tuple[int, int], per_mm: float) -> Floats:
    """The height of poreless skin in mm: two crossing furrow families, goose bumps and a fine grain."""
    first = furrows(rng, shape, per_mm, skin.furrow_mm, skin.furrow_deg[0])
    second = furrows(rng, shape, per_mm, skin.furrow_mm * rng.uniform(0.8, 1.25), skin.furrow_deg[1])
    fine = furrows(rng, shape, per_mm, skin.furrow_mm * 0.45, rng.uniform(0, 180))
    patchy = np.clip(0.75 + 0.45 * cloud(rng, shape, per_mm, 1.2), 0.1, 1.8)
    grooves = (first + 0.8 * second + 0.25 * fine) * patchy
    bumps = cloud(rng, shape, per_mm, rng.uniform(0.25, 0.55))
    wide = cloud(rng, shape, per_mm, 1.8)
    height = skin.undulation_mm * (bumps + 3 * wide) - skin.furrow_depth_mm * grooves
    return np.asarray(height + skin.grain_mm * cloud(rng, shape, per_mm, 0.026), dtype=np.float32)


def find_grooves(height_mm: Floats, per_mm: float) -> Floats:
    """How deep each texel lies beneath its neighbourhood, 0 to 1 at 0.02 mm: there skin is duller and browner."""
    around = cv2.GaussianBlur(height_mm, (0, 0), 0.15 * per_mm)
    return np.asarray(np.clip((around - height_mm) / 0.02, 0, 1), dtype=np.float32)


def spread_oil(rng: np.random.Generator, skin: FourthSkin, shape: tuple[int, int], per_mm: float) -> Floats:
    """The film of sebum, 0 to 1, in lakes and dry islands."""
    lakes = clouds(rng, shape, per_mm, (0.2, 0.7, 2.0))
    return np.asarray(np.clip(skin.oil * (1 + 0.55 * lakes), 0, 1), dtype=np.float32)
