"""From light to a phone's file: lens, hand, colour filter, noise, demosaicing, denoising, sharpening, tone, JPEG."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

Sheet = NDArray[np.float32]
Picture = NDArray[np.uint8]
FULL_WELL = 16383.0


@dataclass(frozen=True, slots=True)
class Camera:
    """
    ``blur_px``: sd of the point spread in picture pixels (geometric mean of its axes), by ``spread``:
    a Gaussian, a defocused lens, a moving hand, an astigmatic lens, or ``sharp_core`` (a core and a veil).
    ``sensor``: one colour per pixel (``bayer``) or several pixels joined (``binned``). ``noise``: relative sd
    at the skin's own level, before the phone's denoising. ``tone``: strength of the contrast curve.
    """

    px_per_mm: float = 12.0
    blur_px: float = 0.8
    spread: Literal["gaussian", "defocus", "motion", "astigmatic", "sharp_core"] = "gaussian"
    spread_deg: float = 30.0
    level: float = 0.3
    noise: float = 0.012
    sensor: Literal["bayer", "binned"] = "binned"
    denoise: Literal["none", "bilateral", "nlm"] = "none"
    strength: float = 0.5
    sharpen: float = 0.0
    tone: float = 0.0
    jpeg: int | None = 92
    chroma_halved: bool = True


def spread_of(camera: Camera, fine_per_pixel: float) -> NDArray[np.float32]:
    """The point spread on the fine grid, summing to 1."""
    sd = max(camera.blur_px * fine_per_pixel, 0.25)
    r = int(np.ceil(4 * sd)) + 1
    y, x = np.mgrid[-r : r + 1, -r : r + 1].astype(np.float64)
    t = np.radians(camera.spread_deg)
    along, across = x * np.cos(t) + y * np.sin(t), -x * np.sin(t) + y * np.cos(t)
    if camera.spread == "defocus":  # a disc of radius 2 sd, its rim softened by the lens
        kernel = np.clip(2 * sd + 0.5 - np.hypot(x, y), 0, 1)
    elif camera.spread == "motion":  # a short stroke across a small Gaussian; area kept at sd²
        thin = 0.7 * sd
        length = np.sqrt(12 * ((sd * sd / thin) ** 2 - thin * thin))
        place = np.linspace(-length / 2, length / 2, 15)
        kernel = sum(np.exp(-((along - p) ** 2 + across**2) / 2 / thin**2) for p in place)
    elif camera.spread == "astigmatic":
        kernel = np.exp(-0.5 * ((along / (1.3 * sd)) ** 2 + (across * 1.3 / sd) ** 2))
    elif camera.spread == "sharp_core":
        core, veil = 0.75 * sd, 1.75 * sd  # 0.8 · 0.75² + 0.2 · 1.75² is close to 1
        kernel = 0.8 * np.exp(-(x * x + y * y) / 2 / core**2) / core**2
        kernel = kernel + 0.2 * np.exp(-(x * x + y * y) / 2 / veil**2) / veil**2
    else:
        kernel = np.exp(-(x * x + y * y) / 2 / sd**2)
    return np.asarray(kernel / kernel.sum(), np.float32)


def project(linear: Sheet, fine_px_per_mm: float, camera: Camera) -> Sheet:
    """The light on the sensor: spread, then gathered by the pixels' areas."""
    k = fine_px_per_mm / camera.px_per_mm
    spread = cv2.filter2D(linear, -1, spread_of(camera, k), borderType=cv2.BORDER_REFLECT)
    size = (round(linear.shape[1] / k), round(linear.shape[0] / k))
    return np.asarray(cv2.resize(spread, size, interpolation=cv2.INTER_AREA), np.float32)


def develop(light: Sheet, camera: Camera, rng: np.random.Generator) -> Picture:
    """What the phone makes of the light on its sensor."""
    green = float(np.median(light[..., 1]))
    exposed = light * (camera.level / max(green, 1e-9))
    raw = exposed / np.array([1.9, 1.0, 1.6])  # the filters pass less red and blue; white balance restores it
    noisy = _noisy(raw, camera, rng)
    rgb = _demosaic(noisy) if camera.sensor == "bayer" else noisy
    rgb = np.clip(rgb * np.array([1.9, 1.0, 1.6]), 0, 1)
    picture = np.round(255 * _tone(rgb, camera.tone)).astype(np.uint8)
    picture = _denoise(picture, camera)
    if camera.sharpen > 0:
        soft = cv2.GaussianBlur(picture, (0, 0), 0.9)
        picture = np.asarray(cv2.addWeighted(picture, 1 + camera.sharpen, soft, -camera.sharpen, 0), np.uint8)
    return _jpeg(picture, camera)


def _noisy(raw: Sheet, camera: Camera, rng: np.random.Generator) -> Sheet:
    """Photon noise in proportion to the square root of light, and a little read noise."""
    shot = camera.noise * np.sqrt(np.clip(raw, 0, None) * camera.level)
    read = 0.15 * camera.noise * camera.level
    return np.asarray(raw + np.hypot(shot, read) * rng.standard_normal(raw.shape), np.float32)


def _demosaic(raw: Sheet) -> Sheet:
    mosaic = np.empty(raw.shape[:2], np.float32)
    mosaic[0::2, 0::2], mosaic[1::2, 1::2] = raw[0::2, 0::2, 0], raw[1::2, 1::2, 2]
    mosaic[0::2, 1::2], mosaic[1::2, 0::2] = raw[0::2, 1::2, 1], raw[1::2, 0::2, 1]
    # red and blue filters pass less: balanced before demosaicing, as cameras do, or edges turn to zips
    gain = np.ones_like(mosaic)
    gain[0::2, 0::2], gain[1::2, 1::2] = 1.9, 1.6
    counts = np.clip(mosaic * gain * FULL_WELL, 0, 65535).astype(np.uint16)
    rgb = cv2.cvtColor(counts, cv2.COLOR_BayerRGGB2RGB_EA)
    return np.asarray(rgb / FULL_WELL / np.array([1.9, 1.0, 1.6]), np.float32)


def _tone(linear: Sheet, strength: float) -> Sheet:
    encoded = np.where(
        linear <= 0.0031308, 12.92 * linear, 1.055 * np.power(np.maximum(linear, 1e-9), 1 / 2.4) - 0.055
    )
    bent = 0.5 - 0.5 * np.cos(np.pi * encoded)
    return np.asarray(encoded + strength * (bent - encoded), np.float32)


def _denoise(picture: Picture, camera: Camera) -> Picture:
    if camera.denoise == "bilateral":
        quiet = cv2.bilateralFilter(picture, 5, 10 + 30 * camera.strength, 1.0 + camera.strength)
        return np.asarray(quiet, np.uint8)
    if camera.denoise == "nlm":
        h = 1.5 + 4.0 * camera.strength
        return np.asarray(cv2.fastNlMeansDenoisingColored(picture, None, h, 2 * h, 5, 13), np.uint8)
    return picture


def _jpeg(picture: Picture, camera: Camera) -> Picture:
    if camera.jpeg is None:
        return picture
    sampling = 0x221111 if camera.chroma_halved else 0x111111
    how = [cv2.IMWRITE_JPEG_QUALITY, camera.jpeg, cv2.IMWRITE_JPEG_SAMPLING_FACTOR, sampling]
    _, data = cv2.imencode(".jpg", picture[..., ::-1], how)
    return np.ascontiguousarray(np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)[..., ::-1])
