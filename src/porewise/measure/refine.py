"""
Fit each candidate with a forward model: an elliptical soft hole behind the photo's own blur.

The hole's profile is u(2 − u) with u a Gaussian: flat-topped and soft-edged, between a disc and a
Gaussian, and a sum of two Gaussians, so that its convolution with a Gaussian blur is exact. All
candidates are fitted at once (damped Gauss-Newton with weak priors, i.e. a posterior mode).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from porewise.measure.light import flatten
from porewise.measure.settings import HowToMeasure

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

# u(2 − u) = ½ where u = 1 − √½, i.e. at r = 1.5673 s: its full width at half contrast is 3.1346 s.
WIDTH = 2 * float(np.sqrt(-2 * np.log(1 - np.sqrt(0.5))))
# ∫ u(2 − u) dA = 2π s² (2 − ½)
VOLUME = 3 * np.pi
# Priors, in units of the fit: ln(diameter) about 0.22 mm ± 0.5, two shape numbers about 0 ± 0.3 (an axis
# ratio of 1.35 is one sd away), the centre within 0.06 mm of the filter's peak. They hold a fit that the
# picture does not: at selfie scale the noise would otherwise choose the shape.
PRIOR_LOG_D = (float(np.log(0.22)), 0.5)
PRIOR_SHAPE_SD = 0.3
LOOSE_SHAPE_SD = 1.0  # of a stack, which the picture holds by itself
PRIOR_PLACE_MM = 0.06
STEPS, STEPS_AGAIN = 5, 3  # of a fit from a guess, and of one that only settles
SPARE_AT = 2  # the step at which neighbours lose their weight: the hole is roughly known by then
CHUNK = 400


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
    span = np.arange(-half, half + 1)
    sheet = np.zeros((shape[0] + 2 * half, shape[1] + 2 * half), np.float32)
    for i in range(0, len(cx), CHUNK):
        part = slice(i, i + CHUNK)
        holes = _Model(dx, dy, (blur_px / k) ** 2).hole(theta[part])[0] * fits.contrast[part, None]
        rows = cy[part, None, None] + span[:, None] + half
        columns = cx[part, None, None] + span + half
        np.add.at(sheet, (rows, columns), holes.reshape(len(holes), len(span), len(span)).astype(np.float32))
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
    model = _Model(dx, dy, (blur_px / k) ** 2)
    theta = theta.copy()
    theta[:, 0], theta[:, 1] = (x - cx) / k, (y - cy) / k
    light = (
        padded[wy, wx].reshape(n, -1)[:, disc].astype(np.float64) - darkness[:, None] * model.hole(theta)[0]
    )
    taper = np.exp(-0.5 * ((dx**2 + dy**2) / (0.62 * half / k) ** 2))
    w = (weight[wy, wx].reshape(n, -1)[:, disc] * taper).astype(np.float64)
    theta, linear, w, precision = _solve(model, light, w, theta, steps=steps)
    return _read_out(model, light, w, theta, linear, precision, (cx, cy), k)


def fit_stacks(
    stacks: Array, weight: Array, *, half: int, px_per_mm: float, blur_px: float, start_mm: float
) -> Array:
    """
    Shapes of stacked pores: (n, 2) ln(axis ratio) × (cos 2θ, sin 2θ), with no prior on them.

    ``stacks``, ``weight``: (n, pixels) square windows of ``half`` pixels around the centre.
    """
    dx, dy = _grid(half, px_per_mm)
    model = _Model(dx, dy, (blur_px / px_per_mm) ** 2)
    taper = np.exp(-0.5 * ((dx**2 + dy**2) / (0.5 * half / px_per_mm) ** 2))
    start = np.zeros((len(stacks), 5))
    start[:, 2] = np.log(start_mm)
    theta, _, _, _ = _solve(model, stacks, weight * taper, start, steps=2 * STEPS, shape_sd=LOOSE_SHAPE_SD)
    return theta[:, 3:5]


@dataclass(frozen=True, slots=True, eq=False)
class _Model:
    """The hole as seen, on one window grid: ``dx``, ``dy`` (p,) in mm, ``var`` of the blur in mm²."""

    dx: NDArray[np.float32]
    dy: NDArray[np.float32]
    var: float

    @property
    def ground(self) -> Array:
        """A level and two slopes: (p, 3)."""
        return np.stack([np.ones(len(self.dx)), self.dx, self.dy], -1)

    def hole(self, theta: Array) -> tuple[Array, Array]:
        """Unit-contrast hole as blurred (n, p) and its derivative by theta (n, p, 5); single precision will do."""
        theta = theta.astype(np.float32)
        wide, d_wide = self._gaussian(theta, 1.0)
        narrow, d_narrow = self._gaussian(theta, 0.5)
        return 2 * wide - narrow, 2 * d_wide - d_narrow

    def _gaussian(self, theta: Array, share: float) -> tuple[Array, Array]:
        """exp(−½ q) of covariance share × Σ behind the blur; theta = x, y, ln D, g1, g2."""
        x, y, log_d, g1, g2 = (theta[:, i, None] for i in range(5))
        s2 = share * np.exp(2 * log_d) / WIDTH**2
        g = np.hypot(g1, g2) + 1e-9
        c, sh = np.cosh(g), np.sinh(g) / g
        a, b, d = s2 * (c + sh * g1), s2 * (sh * g2), s2 * (c - sh * g1)  # Σ = [[a, b], [b, d]]
        aa, dd = a + self.var, d + self.var
        det = aa * dd - b * b
        u, v = self.dx - x, self.dy - y
        iu, iv = (dd * u - b * v) / det, (aa * v - b * u) / det  # Σ⁻¹ (u, v)
        value = s2 / np.sqrt(det) * np.exp(-0.5 * (u * iu + v * iv))

        def by(da: Array, db: Array, ddd: Array, d_log_s2: float) -> Array:
            d_q = -(iu * iu * da + 2 * iu * iv * db + iv * iv * ddd)
            d_det = da * dd + aa * ddd - 2 * b * db
            return value * (d_log_s2 - 0.5 * d_det / det - 0.5 * d_q)

        # derivatives of cosh g and sinh(g)/g with respect to g1, g2
        sp = (np.cosh(g) - sh) / g**2  # (d/dg)(sinh g / g) / g
        d_g1 = by(
            s2 * (sh * g1 + sp * g1 * g1 + sh), s2 * sp * g1 * g2, s2 * (sh * g1 - sp * g1 * g1 - sh), 0.0
        )
        d_g2 = by(s2 * (sh * g2 + sp * g1 * g2), s2 * (sp * g2 * g2 + sh), s2 * (sh * g2 - sp * g1 * g2), 0.0)
        grads = [value * iu, value * iv, by(2 * a, 2 * b, 2 * d, 2.0), d_g1, d_g2]
        return value, np.stack(grads, -1)


def _solve(
    model: _Model,
    seen: Array,
    w: Array,
    theta: Array,
    *,
    steps: int = STEPS,
    shape_sd: float = PRIOR_SHAPE_SD,
) -> tuple[Array, Array, Array, Array]:
    """
    Damped Gauss-Newton on x, y, ln D, g1, g2, darkness and a tilted ground (9 numbers a spot).

    Returns theta, the four linear numbers (darkness, ground, two slopes), final weights, and the
    (n, 9, 9) posterior precision.
    """
    n, p = seen.shape
    ground = np.broadcast_to(model.ground, (n, p, 3))
    prior_mean = np.zeros((n, 9))
    prior_mean[:, :2], prior_mean[:, 2] = (
        theta[:, :2],
        PRIOR_LOG_D[0],
    )  # the centre is about where it was seen
    prior = np.array([PRIOR_PLACE_MM, PRIOR_PLACE_MM, PRIOR_LOG_D[1], shape_sd, shape_sd]) ** -2.0
    prior9 = np.concatenate([prior, np.zeros(4)])
    linear = _linear_part(model.hole(theta)[0], ground, seen, w)
    precision = np.zeros((n, 9, 9))
    for step in range(steps):
        hole, slopes = model.hole(theta)
        rest = seen - _predict(hole, ground, linear)
        if step == SPARE_AT:
            w = _spare_neighbours(model, theta, rest, w)
        noise = np.maximum((w * rest**2).sum(1) / np.maximum(w.sum(1) - 6, 3), 1e-7)
        jac = np.concatenate([-linear[:, :1, None] * slopes, -hole[..., None], ground], -1).astype(np.float32)
        weighted = (jac * (w / noise[:, None])[..., None].astype(np.float32)).transpose(0, 2, 1)
        precision = np.matmul(weighted, jac).astype(np.float64) + np.diag(prior9)
        full = np.concatenate([theta, linear], 1)
        slope = np.matmul(weighted, rest[..., None].astype(np.float32))[..., 0].astype(np.float64)
        pull = slope + prior9 * (prior_mean - full)
        damped = precision + 1e-3 * np.einsum("nii->ni", precision)[..., None] * np.eye(9) + 1e-9 * np.eye(9)
        move = np.linalg.solve(damped, pull[..., None])[..., 0]
        theta = theta + np.clip(move[:, :5], -0.25, 0.25)
        theta[:, 2] = np.clip(theta[:, 2], np.log(0.05), np.log(1.2))
        theta[:, :2] = np.clip(theta[:, :2], -0.2, 0.2)
        theta[:, 3:5] = np.clip(theta[:, 3:5], -1.2, 1.2)
        linear = linear + move[:, 5:]
    return theta, _linear_part(model.hole(theta)[0], ground, seen, w), w, precision


def _predict(hole: Array, ground: Array, linear: Array) -> Array:
    slopes = np.matmul(ground, linear[:, 1:, None])[..., 0]
    return np.asarray(slopes - linear[:, :1] * hole, np.float64)


def _linear_part(hole: Array, ground: Array, seen: Array, w: Array) -> Array:
    """Best darkness, ground and slopes for given holes (weighted least squares)."""
    design = np.concatenate([-hole[..., None], ground], -1)
    weighted = (design * w[..., None]).transpose(0, 2, 1)
    normal = np.matmul(weighted, design) + 1e-9 * np.eye(4)
    return np.asarray(np.linalg.solve(normal, np.matmul(weighted, seen[..., None]))[..., 0], np.float64)


def _spare_neighbours(model: _Model, theta: Array, rest: Array, w: Array) -> Array:
    """Take weight from what is clearly darker or brighter than the model outside the hole: the next pore, a hair."""
    radius = np.hypot(model.dx - theta[:, :1], model.dy - theta[:, 1:2])
    outside = radius > 0.75 * np.exp(theta[:, 2:3]) + np.sqrt(model.var)
    sd = np.sqrt((w * rest**2).sum(1, keepdims=True) / np.maximum(w.sum(1, keepdims=True), 1e-6))
    odd = np.abs(rest) / np.maximum(sd, 1e-6)
    return np.asarray(np.where(outside, w / (1 + (odd / 2.0) ** 4), w), np.float64)


def _read_out(
    model: _Model,
    light: Array,
    w: Array,
    theta: Array,
    linear: Array,
    precision: Array,
    corner: tuple[NDArray[np.int_], NDArray[np.int_]],
    k: float,
) -> Fits:
    n, p = w.shape
    hole, _ = model.hole(theta)
    ground = np.broadcast_to(model.ground, (n, p, 3))
    rest = light - _predict(hole, ground, linear)
    rest_var = (w * rest**2).sum(1) / np.maximum(w.sum(1), 1e-6)
    centre = hole.max(1)
    covariance = np.linalg.inv(precision + 1e-9 * np.eye(9))
    sd = np.sqrt(np.maximum(np.einsum("nii->ni", covariance), 1e-12))
    return Fits(
        x=corner[0] + theta[:, 0] * k,
        y=corner[1] + theta[:, 1] * k,
        log_d=theta[:, 2],
        log_d_sd=sd[:, 2],
        shape=theta[:, 3:5],
        shape_sd=sd[:, 3:5].mean(1),
        contrast=linear[:, 0],
        peak=linear[:, 0] * centre,
        amplitude_sd=sd[:, 5] * centre,
        rest=np.sqrt(rest_var),
    )
