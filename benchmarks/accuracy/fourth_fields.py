"""Random fields over the skin: soft clouds, and phasor furrows."""

from __future__ import annotations

import numpy as np
from fourth_records import Floats
from scipy import fft


def _waves(shape: tuple[int, int], per_mm: float) -> tuple[Floats, Floats]:
    """The wave numbers of a padded grid, in cycles per mm."""
    rows, columns = (fft.next_fast_len(side + 32) for side in shape)
    ky = (np.fft.fftfreq(rows) * per_mm).astype(np.float32)[:, None]
    kx = (np.fft.fftfreq(columns) * per_mm).astype(np.float32)[None, :]
    return kx, ky


def cloud(rng: np.random.Generator, shape: tuple[int, int], per_mm: float, scale_mm: float) -> Floats:
    """A Gaussian field of mean 0 and sd 1 whose grains are about `scale_mm` (sd of the kernel)."""
    kx, ky = _waves(shape, per_mm)
    white = rng.standard_normal((ky.shape[0], kx.shape[1]), dtype=np.float32)
    lens = np.exp(-2 * (np.pi * scale_mm) ** 2 * (kx**2 + ky**2)).astype(np.float32)
    field = fft.ifft2(fft.fft2(white) * lens).real
    field = field[: shape[0], : shape[1]]
    return np.asarray((field - field.mean()) / (field.std() + 1e-9), dtype=np.float32)


def clouds(
    rng: np.random.Generator, shape: tuple[int, int], per_mm: float, scales_mm: tuple[float, ...]
) -> Floats:
    """A sum of clouds, the wide ones strongest, of sd 1."""
    total = np.zeros(shape, np.float32)
    for scale in scales_mm:
        total += cloud(rng, shape, per_mm, scale) * np.float32(scale**0.5)
    return np.asarray(total / (total.std() + 1e-9), dtype=np.float32)


def furrows(
    rng: np.random.Generator, shape: tuple[int, int], per_mm: float, period_mm: float, angle_deg: float
) -> Floats:
    """
    One family of quasi-periodic furrows, 0 on the plateau to 1 in the groove.

    Phasor noise: complex white noise through one oriented lobe of the Fourier plane leaves a phase whose
    wave fronts wander, fork and end as skin lines do; the groove is a narrow function of that phase.
    """
    kx, ky = _waves(shape, per_mm)
    size = (ky.shape[0], kx.shape[1])
    white = rng.standard_normal(size, dtype=np.float32) + 1j * rng.standard_normal(size, dtype=np.float32)
    turn = np.deg2rad(angle_deg)
    along = kx * np.cos(turn) + ky * np.sin(turn)
    across = ky * np.cos(turn) - kx * np.sin(turn)
    middle = 1 / period_mm
    lobe = np.exp(-(((along - middle) / (0.2 * middle)) ** 2) - (across / (0.32 * middle)) ** 2)
    wave = fft.ifft2(fft.fft2(white.astype(np.complex64)) * lobe.astype(np.float32))
    wave = wave[: shape[0], : shape[1]]
    strength = np.abs(wave)
    strength = strength / (strength.mean() + 1e-12)
    groove = np.exp(-((np.angle(wave) / 0.75) ** 2))
    return np.asarray(groove * np.clip(strength, 0, 1.6) / 1.6, dtype=np.float32)
