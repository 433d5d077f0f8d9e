"""The camera: perspective, lens, sensor, developing and JPEG."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, hypot, pi, radians, sin, sqrt

import cv2
import numpy as np
from fourth_records import LUMINANCE, Floats, FourthCamera, FourthScene, Sheet
from numpy.typing import NDArray

DEMOSAIC_PX = 0.35  # what filling in a colour mosaic blurs the brightness, counted within the lens


@dataclass(frozen=True, slots=True, eq=False)
class Camera:
    """A camera set over a sheet: `to_px` maps skin mm (x, y, 1) to pixels, `psf_px` is the whole blur's sd."""

    how: FourthCamera
    shape: tuple[int, int]
    fine: int
    to_px: NDArray[np.float64]
    from_texel: NDArray[np.float64]
    psf_px: float
    kernel_px: float


def aim_camera(scene: FourthScene, sheet: Sheet) -> Camera:
    """Set the pinhole above the patch, tilted a little, so that the middle has the wanted scale."""
    how, scale = scene.camera, scene.px_per_mm
    rows, columns = round(scene.height_mm * scale), round(scene.width_mm * scale)
    lean, towards = radians(how.tilt_deg), radians(how.tilt_towards_deg)
    ahead = -np.array([sin(lean) * cos(towards), sin(lean) * sin(towards), cos(lean)])
    right = np.array([1.0, 0, 0]) - ahead[0] * ahead
    right /= np.linalg.norm(right)
    down = np.cross(right, ahead)
    depth = np.array([ahead[0], ahead[1], how.distance_mm])
    focal = scale * how.distance_mm
    to_px = np.array(
        [
            focal * np.array([right[0], right[1], 0]) + (columns - 1) / 2 * depth,
            focal * np.array([down[0], down[1], 0]) + (rows - 1) / 2 * depth,
            depth,
        ]
    )
    fine = 3 if scale < 18 else 2
    psf_px = hypot(how.blur_mm * scale, how.lens_px)
    texel_to_mm = np.array(
        [
            [1 / sheet.per_mm, 0, float(sheet.x_mm[0, 0])],
            [0, 1 / sheet.per_mm, float(sheet.y_mm[0, 0])],
            [0, 0, 1],
        ]
    )
    enlarge = np.array([[fine, 0, (fine - 1) / 2], [0, fine, (fine - 1) / 2], [0, 0, 1.0]])
    known = (0.41 * scale / sheet.per_mm) ** 2 + (DEMOSAIC_PX**2 if how.demosaic else 0)
    return Camera(
        how=how,
        shape=(rows, columns),
        fine=fine,
        to_px=to_px,
        from_texel=enlarge @ to_px @ texel_to_mm,
        psf_px=psf_px,
        kernel_px=sqrt(max(psf_px**2 - known, 0.05)),
    )


def place_px(camera: Camera, x_mm: float, y_mm: float) -> tuple[float, float]:
    """Where a point of the skin falls in the picture; the first pixel's centre is (0, 0)."""
    x, y, w = camera.to_px @ np.array([x_mm, y_mm, 1.0])
    return float(x / w), float(y / w)


def psf_kernel(kind: str, sd: float) -> Floats:
    """A kernel of this family whose sd, averaged over the two axes, is `sd` of its own pixels."""
    half = int(np.ceil(4.5 * sd)) + 1
    x, y = np.meshgrid(np.arange(-half, half + 1), np.arange(-half, half + 1))
    square = (x**2 + y**2).astype(float)
    if kind == "two":
        core = sd / sqrt(0.82 + 0.18 * 1.9**2)
        wide = 1.9 * core
        kernel = 0.82 / core**2 * np.exp(-square / (2 * core**2))
        kernel += 0.18 / wide**2 * np.exp(-square / (2 * wide**2))
    elif kind == "disc":
        radius, soft = 1.6 * sd, 0.6 * sd  # 1.6^2 / 4 + 0.6^2 = 1
        disc = np.clip(radius + 0.5 - np.sqrt(square), 0, 1)
        kernel = cv2.GaussianBlur(disc, (0, 0), soft, borderType=cv2.BORDER_CONSTANT)
    elif kind == "shake":
        along, across = sd * 1.22, sd * sqrt(2 - 1.22**2)
        kernel = np.exp(-(((x + y) / along) ** 2 + ((x - y) / across) ** 2) / 4)
    else:
        kernel = np.exp(-square / (2 * sd**2))
    return np.asarray(kernel / kernel.sum(), dtype=np.float32)


def look_through(light: Floats, camera: Camera) -> Floats:
    """The picture on the sensor, before noise: perspective, blur and the pixels' own area."""
    rows, columns = camera.shape
    size = (columns * camera.fine, rows * camera.fine)
    flags, border = cv2.INTER_LINEAR, cv2.BORDER_REFLECT
    seen = cv2.warpPerspective(light, camera.from_texel, size, flags=flags, borderMode=border)
    slope = camera.how.focus_slope
    sd = camera.kernel_px * camera.fine
    blurred = cv2.filter2D(seen, -1, psf_kernel(camera.how.psf, sd * (1 - slope)))
    if slope > 0:
        softer = cv2.filter2D(seen, -1, psf_kernel(camera.how.psf, sd * (1 + slope)))
        share = np.linspace(0, 1, size[0], dtype=np.float32)[None, :, None]
        blurred = blurred * (1 - share) + softer * share
    return np.asarray(cv2.resize(blurred, (columns, rows), interpolation=cv2.INTER_AREA), np.float32)


def expose(light: Floats, camera: Camera) -> Floats:
    """The sensor's linear picture: seen through the lens, vignetted, exposed and white-balanced."""
    seen = look_through(light, camera)
    rows, columns = camera.shape
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float32)
    away = ((x - columns / 2) ** 2 + (y - rows / 2) ** 2) / ((columns**2 + rows**2) / 4)
    seen = seen * (1 - camera.how.vignette * away)[:, :, None]
    mean = float((seen @ np.array(LUMINANCE, np.float32)).mean())
    gain = camera.how.exposure * (mean / 0.35) ** 0.4 / mean  # dark skin is exposed longer, not fully so
    return np.asarray(seen * np.float32(gain) * np.array(camera.how.white, np.float32), np.float32)


def finish(seen: Floats, camera: Camera, level: float, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Record and develop: photon and read noise, mosaic, denoising, sharpening, tone, 8 bits and JPEG."""
    how = camera.how
    spread = level * np.sqrt(0.3 * np.clip(seen, 0, None) + 0.003)
    raw = np.clip(seen + spread * rng.standard_normal(seen.shape, dtype=np.float32), 0, 1.2)
    if how.demosaic:
        raw = _fill_mosaic(raw)
    encoded = _encode(np.clip(raw, 0, 1))
    encoded = _develop(encoded, how, level)
    encoded = encoded + np.float32(how.tone) * (encoded**2 * (3 - 2 * encoded) - encoded)
    picture = np.clip(np.rint(encoded * 255), 0, 255).astype(np.uint8)
    if how.jpeg:
        done, data = cv2.imencode(
            ".jpg", np.ascontiguousarray(picture[:, :, ::-1]), [cv2.IMWRITE_JPEG_QUALITY, how.jpeg]
        )
        assert done
        decoded = np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)
        picture = np.ascontiguousarray(decoded[:, :, ::-1])
    return picture


def _fill_mosaic(raw: Floats) -> Floats:
    """Keep one colour a pixel (RGGB) and fill the rest in, edge-aware."""
    rows, columns = raw.shape[:2]
    wide = np.pad(raw, ((4, 4), (4, 4), (0, 0)), mode="reflect")
    mosaic = wide[:, :, 1].copy()
    mosaic[0::2, 0::2] = wide[0::2, 0::2, 0]
    mosaic[1::2, 1::2] = wide[1::2, 1::2, 2]
    grid = np.rint(np.clip(mosaic / 1.2, 0, 1) * 65535).astype(np.uint16)
    filled = cv2.cvtColor(grid, cv2.COLOR_BayerBG2RGB_EA)  # OpenCV's BG is the RGGB of everyone else
    return np.asarray(filled[4 : 4 + rows, 4 : 4 + columns].astype(np.float32) * (1.2 / 65535))


def _develop(encoded: Floats, how: FourthCamera, level: float) -> Floats:
    """Denoise colour and brightness, then sharpen the brightness."""
    split = cv2.cvtColor(encoded, cv2.COLOR_RGB2YCrCb)
    bright, colours = np.ascontiguousarray(split[:, :, 0]), split[:, :, 1:]
    if how.chroma_denoise > 0:
        colours = cv2.GaussianBlur(colours, (0, 0), how.chroma_denoise)
    if how.luma_denoise > 0:
        smooth = cv2.bilateralFilter(bright, 5, 0.02 + level, 1.3)
        bright = bright + np.float32(how.luma_denoise) * (smooth - bright)
    if how.sharpen > 0:
        bright = bright + np.float32(how.sharpen) * (
            bright - cv2.GaussianBlur(bright, (0, 0), how.sharpen_px)
        )
    joined = np.dstack([bright, colours]).astype(np.float32)
    return np.asarray(np.clip(cv2.cvtColor(joined, cv2.COLOR_YCrCb2RGB), 0, 1), np.float32)


def _encode(linear: Floats) -> Floats:
    return np.asarray(
        np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * np.maximum(linear, 1e-6) ** (1 / 2.4) - 0.055),
        dtype=np.float32,
    )


def ln_luminance(picture: NDArray[np.uint8]) -> Floats:
    """The natural logarithm of the linear luminance of an sRGB picture."""
    value = np.arange(256) / 255
    linear = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4).astype(np.float32)
    return np.asarray(np.log(np.maximum(linear[picture] @ np.array(LUMINANCE, np.float32), 1e-3)))


def measure_noise(seen: Floats, camera: Camera, rng: np.random.Generator) -> tuple[float, float]:
    """Find the sensor's noise level that gives the wanted finished noise, and the noise it truly gives."""
    level = camera.how.noise
    for _ in range(3):
        first, second = (ln_luminance(finish(seen, camera, level, rng)) for _ in range(2))
        noise = float(np.std(first - second) / sqrt(2))
        level = float(np.clip(level * camera.how.noise / max(noise, 1e-4), 0.3 * level, 3 * level))
    first, second = (ln_luminance(finish(seen, camera, level, rng)) for _ in range(2))
    return level, float(np.std(first - second) / sqrt(2))


def region_axes(area: float, spread: NDArray[np.float64]) -> tuple[float, float, float]:
    """The major and minor axis of a region of this area and second moments, and its angle in degrees."""
    values, vectors = np.linalg.eigh(spread)
    ratio = sqrt(max(values[1], 1e-9) / max(values[0], 1e-9))
    diameter = sqrt(4 * area / pi)
    angle = float(np.degrees(np.arctan2(vectors[1, 1], vectors[0, 1])))
    return diameter * sqrt(ratio), diameter / sqrt(ratio), (angle + 90) % 180 - 90
