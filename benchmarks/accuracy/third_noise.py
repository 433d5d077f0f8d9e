"""Random fields: power-law clouds and their kin, by the Fourier transform."""

from __future__ import annotations

import numpy as np
from scipy import fft
from third_records import Field


def frequencies(shape: tuple[int, int], step_mm: float) -> Field:
    """Return the radial angular frequency (1/mm) of every coefficient of a real transform."""
    fy = fft.fftfreq(shape[0], step_mm)[:, None]
    fx = fft.rfftfreq(shape[1], step_mm)[None, :]
    return (2 * np.pi * np.hypot(fx, fy)).astype(np.float32)


def cloud(
    rng: np.random.Generator,
    shape: tuple[int, int],
    step_mm: float,
    *,
    coarsest_mm: float,
    finest_mm: float,
    power: float = 2.0,
) -> Field:
    """
    Draw a zero-mean field of unit sd whose power falls as k**-power between two wavelengths.

    The field is drawn on its own padded grid, so opposite edges of the skin do not match.
    """
    tall, wide = (fft.next_fast_len(n + n // 8, real=True) for n in shape)
    k = frequencies((tall, wide), step_mm)
    low, high = 2 * np.pi / coarsest_mm, 2 * np.pi / finest_mm
    gain = (k * k + low * low) ** (-power / 4) * np.exp(-((k / high) ** 2) / 2)
    gain[0, 0] = 0
    white = rng.standard_normal((tall, wide), dtype=np.float32)
    drawn = fft.irfft2(fft.rfft2(white) * gain, s=(tall, wide))[: shape[0], : shape[1]]
    drawn -= drawn.mean()
    return np.asarray(drawn / max(float(drawn.std()), 1e-9), np.float32)


def smoothstep(x: Field, low: float, high: float) -> Field:
    """Rise from 0 at `low` to 1 at `high` with level ends."""
    t = np.clip((x - low) / (high - low), 0, 1)
    return np.asarray(t * t * (3 - 2 * t))
