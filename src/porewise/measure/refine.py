"""
Fit each candidate with the forward model of ``hole``: alone first, then with its neighbours taken away.

All candidates are fitted at once, in chunks that stay in the processor's cache.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from porewise.measure.hole import VOLUME, WIDTH, Solution, Window, hole, solve
from porewise.measure.light import flatten
from porewise.measure.settings import HowToMeasure

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

LOOSE_SHAPE_SD = 1.0  # of a stack, which the picture holds by itself
# Of a fit from the eye's own guess, and of the one with its neighbours taken away. More move no diameter by a tenth of
# its error (bias and scatter against truth are the same with 5 and 3).
STEPS, STEPS_AGAIN = 2, 3
STEPS_STACK, STEPS_TWIN = 10, 2  # of a stack, from no guess, and of its resampled twins
CHUNK = 128


@dataclass(frozen=True, slots=True, eq=False)
class Fits:
    """
    One row per candidate, n in all.

    ``x``, ``y``: working pixels; ``log_d``: ln of the apparent diameter in mm with ``log_d_sd``;
    ``shape``: (n, 2) ln(axis ratio) × (cos 2θ, sin 2θ) with ``shape_sd``; ``contrast``: centre
    darkness with blur removed; ``peak``: centre darkness as blurred; ``rest``: rms of what the fit
    leaves; ``amplitude_sd``: of ``peak``.
    """

    x: Array
    y: Array
    log_d: Array
    log_d_sd: Array
    shape: Array
    shape_sd: Array
    contrast: Array
    peak: Array
    amplitude_sd: Array
    rest: Array

    @property
    def diameter_mm(self) -> Array:
        return np.exp(self.log_d)

    @property
    def axis_ratio(self) -> Array:
        return np.asarray(np.exp(np.hypot(self.shape[:, 0], self.shape[:, 1])), np.float64)

    @property
    def angle_deg(self) -> Array:
        return np.asarray(np.degrees(0.5 * np.arctan2(self.shape[:, 1], self.shape[:, 0])) % 180, np.float64)

    @property
    def flux_mm2(self) -> Array:
        """Area × darkness: the integral of the hole's contrast over the skin, in mm²."""
        s = self.diameter_mm / WIDTH
        return self.contrast * VOLUME * s**2


def fit_holes(
    flat: NDArray[np.float32],
    mask: NDArray[np.bool_],
    x: Array,
    y: Array,
    diameter_mm: Array,
    *,
    px_per_mm: float,
    blur_px: float,
    how: HowToMeasure,
) -> Fits:
    """
    Fit a hole at each place. ``flat``: (h, w) flat log luminance; ``x``, ``y``: pixels of it; ``diameter_mm``:
    where the fit starts from; ``blur_px``: sd of all that softens the sheet, its own pixels included.
    """
    half = int(np.ceil(how.window_mm * px_per_mm + 1.5 * blur_px))
    padded = np.pad(flat, half)
    weight = np.pad(mask, half).astype(np.float32)
    start = np.zeros((len(x), 5))
    start[:, 2] = np.log(np.clip(diameter_mm, 0.1, 0.7))
    return _in_chunks(padded, weight, (x, y, start, np.zeros(len(x))), half, px_per_mm, blur_px)


def fit_apart(
    flat: NDArray[np.float32],
    mask: NDArray[np.bool_],
    fits: Fits,
    *,
    px_per_mm: float,
    blur_px: float,
    background_px: float,
    how: HowToMeasure,
) -> Fits:
    """
    Fit each hole once more with all others taken away, and the ground under the crowd levelled anew.

    As in crowded star fields (DAOPHOT, Stetson 1987): neighbours in the window pull the ground down and make a hole
    look narrower and fainter than it is.
    """
    if not len(fits.x):
        return fits
    half = int(np.ceil(how.window_mm * px_per_mm + 1.5 * blur_px))
    bare = flat + _drawn(fits, flat.shape, half, px_per_mm, blur_px)
    bare = flatten(bare, mask, size_px=background_px)
    weight = np.pad(mask, half).astype(np.float32)
    theta = np.column_stack([np.zeros((len(fits.x), 2)), fits.log_d, fits.shape])
    start = fits.x, fits.y, theta, fits.contrast
    return _in_chunks(np.pad(bare, half), weight, start, half, px_per_mm, blur_px, steps=STEPS_AGAIN)


def _in_chunks(
    padded: NDArray[np.float32],
    weight: NDArray[np.float32],
    start: tuple[Array, Array, Array, Array],
    half: int,
    k: float,
    blur_px: float,
    steps: int = STEPS,
) -> Fits:
    n = len(start[0])
    parts = [
        _fit_chunk(padded, weight, tuple(a[i : i + CHUNK] for a in start), half, k, blur_px, steps)
        for i in range(0, n, CHUNK)
    ]
    if not parts:
        return _no_fits()
    return Fits(*(np.concatenate([getattr(p, name) for p in parts]) for name in Fits.__dataclass_fields__))


def _drawn(fits: Fits, shape: tuple[int, ...], half: int, k: float, blur_px: float) -> NDArray[np.float32]:
    """All fitted holes on one sheet, as blurred: what to add to the skin to fill them."""
    cx = np.clip(fits.x.round().astype(int), 0, shape[1] - 1)
    cy = np.clip(fits.y.round().astype(int), 0, shape[0] - 1)
    dx, dy = _grid(half, k)
    theta = np.column_stack([(fits.x - cx) / k, (fits.y - cy) / k, fits.log_d, fits.shape])
    window, side = Window(dx, dy, (blur_px / k) ** 2), 2 * half + 1
    sheet = np.zeros((shape[0] + 2 * half, shape[1] + 2 * half), np.float32)
    for i in range(0, len(cx), CHUNK):
        part = slice(i, i + CHUNK)
        holes = hole(window, theta[part]) * fits.contrast[part, None].astype(np.float32)
        for picture, row, column in zip(holes.reshape(-1, side, side), cy[part], cx[part], strict=True):
            sheet[row : row + side, column : column + side] += picture
    return sheet[half : half + shape[0], half : half + shape[1]]


def _grid(half: int, k: float) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Offsets of a window's pixels from its centre, in mm."""
    span = np.arange(-half, half + 1)
    dy, dx = ((a.ravel() / k).astype(np.float32) for a in np.meshgrid(span, span, indexing="ij"))
    return dx, dy


def _no_fits() -> Fits:
    none, pairs = np.zeros(0), np.zeros((0, 2))
    return Fits(none, none, none, none, pairs, none, none, none, none, none)


def _fit_chunk(
    padded: NDArray[np.float32],
    weight: NDArray[np.float32],
    start: tuple[Array, ...],
    half: int,
    k: float,
    blur_px: float,
    steps: int,
) -> Fits:
    """``start``: x and y in pixels, theta, and the darkness of the own hole where it was taken out of the sheet."""
    x, y, theta, darkness = start
    cx = np.clip(x.round().astype(int), 0, padded.shape[1] - 2 * half - 1)
    cy = np.clip(y.round().astype(int), 0, padded.shape[0] - 2 * half - 1)
    span = np.arange(-half, half + 1)
    wy, wx = cy[:, None, None] + span[:, None] + half, cx[:, None, None] + span + half
    n = len(cx)
    dx, dy = _grid(half, k)
    disc = np.hypot(dx, dy) <= half / k  # the window's corners weigh next to nothing
    dx, dy = dx[disc], dy[disc]
    window = Window(dx, dy, (blur_px / k) ** 2)
    theta = theta.copy()
    theta[:, 0], theta[:, 1] = (x - cx) / k, (y - cy) / k
    light = padded[wy, wx].reshape(n, -1)[:, disc]
    if darkness.any():
        light = light - darkness[:, None].astype(np.float32) * hole(window, theta)
    taper = np.exp(-0.5 * ((dx**2 + dy**2) / np.float32((0.62 * half / k) ** 2)))
    solution = solve(window, light, weight[wy, wx].reshape(n, -1)[:, disc] * taper, theta, steps=steps)
    return _read_out(solution, (cx, cy), k)


def fit_stacks(
    stacks: Array, weight: Array, *, half: int, px_per_mm: float, blur_px: float, start_mm: float
) -> Array:
    """
    Shapes of stacked pores: (n, 2) ln(axis ratio) × (cos 2θ, sin 2θ), with no prior on them.

    ``stacks``, ``weight``: (n, pixels) square windows of ``half`` pixels around the centre. The first is fitted from a
    round hole of ``start_mm``; the others are its resampled twins and start where it ended.
    """
    dx, dy = _grid(half, px_per_mm)
    disc = np.hypot(dx, dy) <= half / px_per_mm
    dx, dy = dx[disc], dy[disc]
    window = Window(dx, dy, (blur_px / px_per_mm) ** 2)
    taper = np.exp(-0.5 * ((dx**2 + dy**2) / (0.5 * half / px_per_mm) ** 2))
    single, heavy = stacks[:, disc].astype(np.float32), (weight[:, disc] * taper).astype(np.float32)
    start = np.zeros((1, 5))
    start[:, 2] = np.log(start_mm)
    first = solve(window, single[:1], heavy[:1], start, steps=STEPS_STACK, shape_sd=LOOSE_SHAPE_SD).theta
    again = np.repeat(first, len(stacks) - 1, axis=0)
    twins = solve(window, single[1:], heavy[1:], again, steps=STEPS_TWIN, shape_sd=LOOSE_SHAPE_SD).theta
    return np.concatenate([first, twins])[:, 3:5]


def _read_out(solution: Solution, corner: tuple[NDArray[np.int_], NDArray[np.int_]], k: float) -> Fits:
    theta, linear, weight = solution.theta, solution.linear, solution.weight
    rest_var = (weight * solution.rest**2).sum(1) / np.maximum(weight.sum(1), 1e-6)
    covariance = np.linalg.inv(solution.precision + 1e-9 * np.eye(9))
    sd = np.sqrt(np.maximum(np.einsum("nii->ni", covariance), 1e-12))
    return Fits(
        x=corner[0] + theta[:, 0] * k,
        y=corner[1] + theta[:, 1] * k,
        log_d=theta[:, 2],
        log_d_sd=sd[:, 2],
        shape=theta[:, 3:5],
        shape_sd=sd[:, 3:5].mean(1),
        contrast=linear[:, 0],
        peak=linear[:, 0] * solution.centre,
        amplitude_sd=sd[:, 5] * solution.centre,
        rest=np.sqrt(rest_var),
    )
