"""The forward model: a hole of known width behind a known blur is read back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from porewise.measure.hole import WIDTH
from porewise.measure.refine import Fits, fit_holes
from porewise.measure.settings import STANDARD

SHAPE = (97, 131)


def _sheet(
    x: float, y: float, d_mm: float, ratio: float, angle: float, contrast: float, k: float, blur: float
) -> np.ndarray:
    """One elliptical hole drawn by brute force: fine sampling, then blur, then pixels; not by the fit's formula."""
    import cv2

    fine = 8
    rows, columns = (np.arange(n * fine) / fine + 0.5 / fine - 0.5 for n in SHAPE)
    dx, dy = (columns[None] - x) / k, (rows[:, None] - y) / k
    t = np.radians(angle)
    along, across = dx * np.cos(t) + dy * np.sin(t), -dx * np.sin(t) + dy * np.cos(t)
    s = d_mm / WIDTH
    u = np.exp(-0.5 * ((along / (s * np.sqrt(ratio))) ** 2 + (across / (s / np.sqrt(ratio))) ** 2))
    hole = cv2.GaussianBlur(-contrast * u * (2 - u), (0, 0), blur * fine)
    seen = cv2.resize(hole, SHAPE[::-1], interpolation=cv2.INTER_AREA)
    return seen.astype(np.float32)


def _fit(sheet: np.ndarray, k: float, blur: float, x: float, y: float, d: float = 0.3) -> Fits:
    """One fit, started a third of a pixel and a fifth of the width off; a pixel's own area belongs to the blur."""
    at = np.array([x + 0.3]), np.array([y - 0.3]), np.array([0.8 * d])
    softened = float(np.hypot(blur, 0.2887))
    return fit_holes(sheet, np.ones(SHAPE, bool), *at, px_per_mm=k, blur_px=softened, how=STANDARD)


@settings(max_examples=25, deadline=None)
@given(
    x=st.floats(55, 75),
    y=st.floats(40, 55),
    d=st.floats(0.25, 0.5),
    ratio=st.floats(1.0, 1.6),
    angle=st.floats(0, 179),
    k=st.floats(10, 16),
    blur=st.floats(0.4, 1.0),
)
def test_a_noise_free_hole_is_read_back(
    x: float, y: float, d: float, ratio: float, angle: float, k: float, blur: float
) -> None:
    """Centre within 0.05 px, diameter within 3 %, ratio within 0.06, angle where there is one, flux within 5 %."""
    fits = _fit(_sheet(x, y, d, ratio, angle, 0.3, k, blur), k, blur, x, y, d)
    assert np.hypot(fits.x[0] - x, fits.y[0] - y) < 0.05
    assert fits.diameter_mm[0] == pytest.approx(d, rel=0.03)
    assert fits.axis_ratio[0] == pytest.approx(ratio, abs=0.06)
    if ratio > 1.25:
        assert abs((fits.angle_deg[0] - angle + 90) % 180 - 90) < 4
    s = d / WIDTH
    assert fits.flux_mm2[0] == pytest.approx(0.3 * 3 * np.pi * s * s, rel=0.05)


def test_blur_alone_does_not_change_the_diameter() -> None:
    """The same hole behind three known blurs reads the same width; a naive outline would double it."""
    widths = []
    for blur in (0.5, 0.9, 1.4):
        fits = _fit(_sheet(64.2, 47.7, 0.30, 1.0, 0, 0.3, 10.0, blur), 10.0, blur, 64.2, 47.7)
        widths.append(float(fits.diameter_mm[0]))
    assert max(widths) / min(widths) < 1.05


def test_more_noise_gives_more_doubt() -> None:
    """The interval of the diameter grows with the noise."""
    clean = _sheet(64, 47, 0.3, 1.0, 0, 0.3, 12.0, 0.8)
    doubts = []
    for noise in (0.003, 0.01, 0.03):
        sheet = clean + np.random.default_rng(0).normal(0, noise, clean.shape).astype(np.float32)
        doubts.append(float(_fit(sheet, 12.0, 0.8, 64, 47).log_d_sd[0]))
    assert doubts[0] < doubts[1] < doubts[2]


def test_without_places_there_are_no_fits() -> None:
    """Nothing seen, nothing fitted."""
    none = np.zeros(0)
    flat, mask = np.zeros(SHAPE, np.float32), np.ones(SHAPE, bool)
    assert len(fit_holes(flat, mask, none, none, none, px_per_mm=12, blur_px=0.8, how=STANDARD).x) == 0
