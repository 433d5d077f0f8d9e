"""From lit skin to a file: blur, sampling, noise, a phone's denoising and sharpening, gamma, JPEG."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from porewise.synth.recipe import Camera

if TYPE_CHECKING:
    from numpy.typing import NDArray


def see(linear: NDArray[np.float64], fine_px_per_mm: float, camera: Camera) -> NDArray[np.float64]:
    """Blur on the fine grid, then average over the picture's pixels (the sensor's own area)."""
    k = fine_px_per_mm / camera.px_per_mm
    blurred = _blur(linear, camera.blur_px * k, camera.psf, camera.psf_angle_deg)
    h, w = linear.shape[:2]
    size = (round(w / k), round(h / k))
    return np.asarray(cv2.resize(blurred, size, interpolation=cv2.INTER_AREA), np.float64)


def _blur(image: NDArray[np.float64], sigma: float, shape: str, angle_deg: float) -> NDArray[np.float64]:
    if sigma <= 0.05:
        return image
    if shape == "gaussian":
        return np.asarray(cv2.GaussianBlur(image, (0, 0), sigma), np.float64)
    if shape == "oval":
        return np.asarray(cv2.filter2D(image, -1, _oval(1.25 * sigma, 0.8 * sigma, angle_deg)), np.float64)
    radius = 2 * sigma  # a disc of radius r has sd r / 2 along each axis
    r = int(np.ceil(radius))
    y, x = np.mgrid[-r : r + 1, -r : r + 1]
    disc = np.clip(radius + 0.5 - np.hypot(x, y), 0, 1)
    return np.asarray(cv2.filter2D(image, -1, disc / disc.sum()), np.float64)


def _oval(along: float, across: float, angle_deg: float) -> NDArray[np.float64]:
    """An elliptical Gaussian that sums to 1."""
    r = int(np.ceil(3 * along))
    y, x = np.mgrid[-r : r + 1, -r : r + 1].astype(float)
    t = np.radians(angle_deg)
    u, v = x * np.cos(t) + y * np.sin(t), -x * np.sin(t) + y * np.cos(t)
    kernel = np.exp(-0.5 * ((u / along) ** 2 + (v / across) ** 2))
    return np.asarray(kernel / kernel.sum(), np.float64)


def develop(linear: NDArray[np.float64], camera: Camera, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Expose, add shot noise, denoise and sharpen as phones do, encode as sRGB and as JPEG and back."""
    level = float(np.median(linear[..., 1]))
    exposed = linear * (camera.exposure / max(level, 1e-9))
    noise = _sensor_noise(exposed.shape, camera, rng)
    noisy = exposed + camera.noise * np.sqrt(np.clip(exposed, 0, None) * camera.exposure) * noise
    encoded = _srgb(np.clip(noisy, 0, 1))
    if camera.contrast_curve:
        curve = encoded * encoded * (3 - 2 * encoded)
        encoded = encoded + camera.contrast_curve * (curve - encoded)
    image = np.round(np.clip(encoded, 0, 1) * 255).astype(np.uint8)
    if camera.denoise:
        quiet = cv2.bilateralFilter(image, 5, 12 + 40 * camera.denoise, 0.8 + 1.2 * camera.denoise)
        image = np.asarray(quiet, np.uint8)
    if camera.sharpen:
        soft = cv2.GaussianBlur(image, (0, 0), 1.2)
        image = np.asarray(cv2.addWeighted(image, 1 + camera.sharpen, soft, -camera.sharpen, 0), np.uint8)
    return _jpeg(image, camera.jpeg)


def _sensor_noise(shape: tuple[int, ...], camera: Camera, rng: np.random.Generator) -> NDArray[np.float64]:
    """Unit noise per channel; ``grain_px`` > 0 spreads it over neighbours, as demosaicing does, colours more."""
    white = rng.standard_normal(shape)
    if camera.grain_px <= 0:
        return white
    grey = _unit(cv2.GaussianBlur(white.mean(-1), (0, 0), camera.grain_px))
    colour = _unit(cv2.GaussianBlur(white, (0, 0), 1.6 * camera.grain_px))
    return np.asarray(0.8 * grey[..., None] + 0.6 * colour, np.float64)


def _unit(noise: NDArray[Any]) -> NDArray[np.float64]:
    return np.asarray(noise / max(float(noise.std()), 1e-12), np.float64)


def _jpeg(rgb: NDArray[np.uint8], quality: int | None) -> NDArray[np.uint8]:
    if quality is None:
        return rgb
    _, data = cv2.imencode(".jpg", rgb[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    decoded = np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)
    return np.ascontiguousarray(decoded[..., ::-1], np.uint8)


def _srgb(linear: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * np.power(linear, 1 / 2.4) - 0.055)
