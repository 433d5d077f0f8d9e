"""A camera of its own: lens in the Fourier domain, Bayer raw with photon and read noise, cooking, JPEG."""

from __future__ import annotations

import cv2
import numpy as np
from scipy import fft
from scipy.special import j1
from third_records import LUMINANCE, Camera, Field, ThirdScene

# The upper left quarters of Malvar, He and Cutler's kernels, times 16; the rest is their mirror image.
CROSS = ((0, 0, -2), (0, 0, 4), (-2, 4, 8))
ROWWISE = ((0, 0, 1), (0, -2, 0), (-2, 8, 10))
DIAGONAL = ((0, 0, -3), (0, 4, 0), (-3, 0, 12))


def lens_gain(camera: Camera, fx: Field, fy: Field) -> Field:
    """
    Gain of a lens at frequencies in cycles per picture pixel.

    Every family has the same second moment: `psf_sd_px` squared, averaged over both axes.
    """
    sd, k = camera.psf_sd_px, 2 * np.pi * np.hypot(fx, fy)
    if camera.psf == "gauss":
        return np.asarray(np.exp(-((k * sd) ** 2) / 2))
    if camera.psf == "halo":  # core and a wider skirt: 0.86 s2 + 0.14 (2.2 s)2
        core = sd / np.sqrt(0.86 + 0.14 * 2.2**2)
        return np.asarray(0.86 * np.exp(-((k * core) ** 2) / 2) + 0.14 * np.exp(-((k * 2.2 * core) ** 2) / 2))
    if camera.psf == "disc":  # defocus of radius r has variance r2 / 4 on each axis
        radius = 2 * sd * np.sqrt(0.6)
        x = np.maximum(k * radius, 1e-6)
        return np.asarray(2 * j1(x) / x * np.exp(-((k * sd) ** 2) * 0.4 / 2))
    turn, length = (
        np.radians(camera.psf_turn_deg),
        sd * np.sqrt(24 * 0.35),
    )  # a streak: length2 / 12 on one axis
    along = fx * np.cos(turn) + fy * np.sin(turn)
    return np.asarray(np.sinc(along * length) * np.exp(-((k * sd) ** 2) * 0.65 / 2))


def expose(fine: Field, scene: ThirdScene) -> Field:
    """Blur the fine light by the lens and gather it on square pixels."""
    rows, columns = fine.shape[:2]
    n, pad = scene.fineness, 12 * scene.fineness
    tall, wide = (fft.next_fast_len(m + 2 * pad, real=True) for m in (rows, columns))
    fy = (fft.fftfreq(tall) * n)[:, None].astype(np.float32)
    fx = (fft.rfftfreq(wide) * n)[None, :].astype(np.float32)
    gain = lens_gain(scene.camera, fx, fy).astype(np.float32)
    out = np.empty((rows // n, columns // n, 3), np.float32)
    frame = (pad, tall - rows - pad, pad, wide - columns - pad)
    for c in range(3):
        sheet = cv2.copyMakeBorder(np.ascontiguousarray(fine[..., c]), *frame, cv2.BORDER_REFLECT)
        seen = fft.irfft2(fft.rfft2(sheet) * gain, s=(tall, wide))[pad : pad + rows, pad : pad + columns]
        out[..., c] = seen.reshape(rows // n, n, columns // n, n).mean((1, 3))
    return np.maximum(out, 1e-5)


def take_picture(light: Field, camera: Camera, noise: float, rng: np.random.Generator) -> Field:
    """Turn light on the sensor (h, w, 3) into an 8-bit sRGB picture; `noise` is the raw's, at mean level."""
    level = float((light @ LUMINANCE).mean())
    raw = light / level
    channel = _bayer(raw.shape[:2])
    mosaic = np.take_along_axis(raw, channel[..., None], 2)[..., 0]
    variance = noise**2 * ((1 - camera.read_share) * mosaic + camera.read_share)
    mosaic = mosaic + np.sqrt(variance) * rng.standard_normal(mosaic.shape, dtype=np.float32)
    picture = demosaic(mosaic.astype(np.float32)) * np.array(camera.white_error, np.float32)
    tones = _tone(np.clip(picture, 0, None), camera)
    tones = _denoise(tones, camera, noise)
    if camera.sharpen:
        smooth = cv2.GaussianBlur(tones, (0, 0), 1.0)
        grey = (tones - smooth) @ np.array([0.299, 0.587, 0.114], np.float32)
        tones = tones + camera.sharpen * grey[..., None]
    finished = np.round(np.clip(tones, 0, 1) * 255).astype(np.uint8)
    return _squeeze(finished, camera)


def _bayer(shape: tuple[int, int]) -> Field:
    """Which colour each photosite sees: RGGB."""
    y, x = np.mgrid[: shape[0], : shape[1]]
    return np.asarray((y % 2) + (x % 2))


def demosaic(mosaic: Field) -> Field:
    """Malvar, He and Cutler's (2004) gradient-corrected linear interpolation of an RGGB mosaic."""
    cross, rowwise, diagonal = _whole(CROSS), _whole(ROWWISE), _whole(DIAGONAL)
    green, across, down, slant = (
        cv2.filter2D(mosaic, -1, kernel, borderType=cv2.BORDER_REFLECT_101)
        for kernel in (cross, rowwise, np.ascontiguousarray(rowwise.T), diagonal)
    )
    y, x = np.mgrid[: mosaic.shape[0], : mosaic.shape[1]] % 2
    colour = y + x
    red = np.where(colour == 0, mosaic, np.where(colour == 2, slant, np.where(y == 0, across, down)))
    blue = np.where(colour == 2, mosaic, np.where(colour == 0, slant, np.where(y == 1, across, down)))
    return np.stack([red, np.where(colour == 1, mosaic, green), blue], 2)


def _whole(quarter: tuple[tuple[int, ...], ...]) -> Field:
    """Mirror the quarter of a kernel to all 5 x 5 weights, whose sum is one."""
    return np.asarray(np.pad(np.array(quarter, np.float32) / 16, ((0, 2), (0, 2)), mode="reflect"))


def _tone(linear: Field, camera: Camera) -> Field:
    """Expose mean skin to its grey, encode, and bend by a gentle S about that grey; lights roll off."""
    grey = ((camera.key_level + 0.055) / 1.055) ** 2.4
    linear = linear * np.float32(grey)
    linear = np.where(linear > 0.7, 0.7 + 0.3 * np.tanh((linear - 0.7) / 0.3), linear)
    coded = np.where(
        linear < 0.0031308, 12.92 * linear, 1.055 * np.maximum(linear, 1e-9) ** (1 / 2.4) - 0.055
    )
    away = coded - camera.key_level
    return np.asarray(coded + camera.curve * away * np.exp(-((away / 0.25) ** 2)), np.float32)


def _denoise(tones: Field, camera: Camera, noise: float) -> Field:
    """Smooth colour more than lightness, and lightness only where it is nearly flat."""
    if not camera.denoise:
        return tones
    luma = cv2.cvtColor(tones, cv2.COLOR_RGB2YCrCb)
    limit = 0.9 * camera.denoise * noise * camera.key_level
    flat = cv2.bilateralFilter(np.ascontiguousarray(luma[..., 0]), 5, max(limit, 1e-3), 1.3)
    colour = cv2.GaussianBlur(luma[..., 1:], (0, 0), 0.5 + camera.denoise)
    return np.asarray(cv2.cvtColor(np.dstack([flat, colour]).astype(np.float32), cv2.COLOR_YCrCb2RGB))


def _squeeze(picture: Field, camera: Camera) -> Field:
    """Pass through JPEG, if this camera does."""
    if camera.jpeg is None:
        return picture
    sampling = (
        cv2.IMWRITE_JPEG_SAMPLING_FACTOR_420 if camera.chroma_halved else cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444
    )
    how = [cv2.IMWRITE_JPEG_QUALITY, camera.jpeg, cv2.IMWRITE_JPEG_SAMPLING_FACTOR, sampling]
    _, data = cv2.imencode(".jpg", np.ascontiguousarray(picture[..., ::-1]), how)
    read = cv2.imdecode(data, cv2.IMREAD_COLOR)
    assert read is not None
    return np.ascontiguousarray(np.asarray(read)[..., ::-1])


def log_luminance(picture: Field) -> Field:
    """Natural log of linear luminance of an 8-bit sRGB picture."""
    coded = picture.astype(np.float32) / 255
    linear = np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)
    return np.asarray(np.log(np.maximum(linear @ LUMINANCE, 1e-4)))


def noise_between(one: Field, other: Field) -> float:
    """Relative noise of one picture, from two that differ in nothing else."""
    return float((log_luminance(one) - log_luminance(other)).std() / np.sqrt(2))
