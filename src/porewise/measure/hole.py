"""
The forward model of one pore and its solver: an elliptical soft hole behind the photo's own blur, on tilted ground.

The hole's profile is u(2 − u) with u a Gaussian: flat-topped and soft-edged, between a disc and a Gaussian, and a
sum of two Gaussians, so that its convolution with a Gaussian blur is exact. Derivatives of both Gaussians lie in the
span of six pictures each (the Gaussian and its products with the offsets); the normal equations are formed among
those and turned into the nine numbers of a fit afterwards, which makes thousands of fits cheap.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Single = NDArray[np.float32]

# u(2 − u) = ½ where u = 1 − √½, i.e. at r = 1.5673 s: its full width at half contrast is 3.1346 s.
WIDTH = 2 * float(np.sqrt(-2 * np.log(1 - np.sqrt(0.5))))
# ∫ u(2 − u) dA = 2π s² (2 − ½)
VOLUME = 3 * np.pi
# Priors, in units of the fit: ln(diameter) about 0.22 mm ± 0.5, two shape numbers about 0 ± 0.3 (an axis
# ratio of 1.35 is one sd away), the centre within 0.06 mm of the filter's peak. They hold a fit that the
# picture does not: at selfie scale the noise would otherwise choose the shape.
PRIOR_LOG_D = (float(np.log(0.22)), 0.5)
PRIOR_SHAPE_SD = 0.3
PRIOR_PLACE_MM = 0.06
SPARE_AT = 2  # the step at which neighbours lose their weight: the hole is roughly known by then
SHARES, AMOUNTS = (1.0, 0.5), (2.0, -1.0)  # u(2 − u) = 2u − u²: covariances and amounts of its two Gaussians
PICTURES = 6  # of each Gaussian: itself, and times iu, iv, iu², iu·iv, iv²
GROUND = slice(PICTURES * len(SHARES), PICTURES * len(SHARES) + 3)


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """Where a fit looks: ``dx``, ``dy`` (p,) offsets in mm; ``var``: variance of the blur in mm²."""

    dx: Single
    dy: Single
    var: float

    def ground(self, n: int) -> Single:
        """A level and two slopes for each of ``n`` fits: (n, 3, p)."""
        planes = np.stack([np.ones_like(self.dx), self.dx, self.dy])
        return np.broadcast_to(planes, (n, *planes.shape))


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """
    n fits: ``theta`` (n, 5) x, y (mm), ln D, g1, g2; ``linear`` (n, 4) darkness, ground, two slopes; ``weight``
    (n, p) as it ended; ``precision`` (n, 9, 9) of the posterior; ``rest`` (n, p) what the model leaves;
    ``centre`` (n,): the blurred hole's own depth for darkness 1.
    """

    theta: Array
    linear: Array
    weight: Single
    precision: Array
    rest: Single
    centre: Array


def hole(window: Window, theta: Array) -> Single:
    """Holes of darkness 1 as blurred, (n, p). ``theta``: (n, 5) x, y, ln D, g1, g2."""
    out = np.zeros((len(theta), len(window.dx)), np.float32)
    for share, amount in zip(SHARES, AMOUNTS, strict=True):
        shape = _Gaussian.of(theta, share, window.var)
        out += np.float32(amount) * shape.pictures(window)[0]
    return out


def solve(
    window: Window,
    seen: Single,
    weight: Single,
    theta: Array,
    *,
    steps: int,
    shape_sd: float = PRIOR_SHAPE_SD,
) -> Solution:
    """
    Damped Gauss-Newton on nine numbers a fit, all fits at once (a posterior mode under weak priors).

    ``seen``, ``weight``: (n, p); ``theta``: where to start, and, for the place, the prior's middle.
    """
    mean = np.zeros((len(theta), 9))
    mean[:, :2], mean[:, 2] = theta[:, :2], PRIOR_LOG_D[0]
    spread = np.array([PRIOR_PLACE_MM, PRIOR_PLACE_MM, PRIOR_LOG_D[1], shape_sd, shape_sd])
    prior = np.concatenate([spread**-2.0, np.zeros(4)])
    pictures, turns = _pictures(window, theta)
    linear = _best_linear(pictures, seen, weight)
    precision = np.zeros((len(theta), 9, 9))
    for step in range(steps):
        rest = _rest(pictures, seen, linear)
        if step == SPARE_AT:
            weight = _spare_neighbours(window, theta, rest, weight)
        noise = _mean_square(rest, weight, spent=6)
        jacobian = _jacobian(turns, linear)
        heavy = pictures * (weight / noise[:, None])[:, None, :]
        among = np.matmul(heavy, pictures.transpose(0, 2, 1)).astype(np.float64)
        along = np.matmul(heavy, rest[..., None])[..., 0].astype(np.float64)
        precision = np.matmul(jacobian.transpose(0, 2, 1), np.matmul(among, jacobian)) + np.diag(prior)
        pull = np.matmul(along[:, None, :], jacobian)[:, 0] + prior * (
            mean - np.concatenate([theta, linear], 1)
        )
        damped = precision + (1e-3 * np.einsum("nii->ni", precision)[..., None] + 1e-9) * np.eye(9)
        move = np.linalg.solve(damped, pull[..., None])[..., 0]
        theta = _held(theta + np.clip(move[:, :5], -0.25, 0.25))
        linear = linear + move[:, 5:]
        pictures, turns = _pictures(window, theta)
    linear = _best_linear(pictures, seen, weight)
    centre = sum(a * pictures[:, PICTURES * i] for i, a in enumerate(AMOUNTS)).max(1)  # type: ignore[union-attr]
    return Solution(
        theta, linear, weight, precision, _rest(pictures, seen, linear), centre.astype(np.float64)
    )


def _held(theta: Array) -> Array:
    theta[:, :2] = np.clip(theta[:, :2], -0.2, 0.2)
    theta[:, 2] = np.clip(theta[:, 2], np.log(0.05), np.log(1.2))
    theta[:, 3:5] = np.clip(theta[:, 3:5], -1.2, 1.2)
    return theta


@dataclass(frozen=True, slots=True, eq=False)
class _Gaussian:
    """
    n blurred Gaussians, arrays (n, 1): places; covariance Σ = [[a, b], [b, d]] and its derivatives by ln D, g1 and
    g2 (n, 3) each; ``level``: the middle's height.
    """

    x: Array
    y: Array
    s2: Array
    aa: Array
    b: Array
    dd: Array
    slopes: tuple[Array, Array, Array]

    @classmethod
    def of(cls, theta: Array, share: float, var: float) -> _Gaussian:
        x, y, log_d, g1, g2 = (theta[:, i, None] for i in range(5))
        s2 = share * np.exp(2 * log_d) / WIDTH**2
        g = np.hypot(g1, g2) + 1e-9
        c, sh = np.cosh(g), np.sinh(g) / g
        sp = (c - sh) / g**2  # (d/dg)(sinh g / g) / g
        a, b, d = s2 * (c + sh * g1), s2 * sh * g2, s2 * (c - sh * g1)
        by_a = np.hstack([2 * a, s2 * (sh * g1 + sp * g1 * g1 + sh), s2 * (sh * g2 + sp * g1 * g2)])
        by_b = np.hstack([2 * b, s2 * sp * g1 * g2, s2 * (sp * g2 * g2 + sh)])
        by_d = np.hstack([2 * d, s2 * (sh * g1 - sp * g1 * g1 - sh), s2 * (sh * g2 - sp * g1 * g2)])
        return cls(x, y, s2, a + var, b, d + var, (by_a, by_b, by_d))

    @property
    def det(self) -> Array:
        return self.aa * self.dd - self.b * self.b

    def pictures(self, window: Window) -> tuple[Single, Single, Single]:
        """The Gaussian (n, p), and iu, iv = Σ⁻¹ (u, v)."""
        single = np.float32
        u, v = window.dx - self.x.astype(single), window.dy - self.y.astype(single)
        p, q, r = ((m / self.det).astype(single) for m in (self.dd, self.b, self.aa))
        iu, iv = p * u - q * v, r * v - q * u
        u *= iu
        v *= iv
        u += v
        u *= single(-0.5)
        value = np.exp(u, out=u)
        value *= (self.s2 / np.sqrt(self.det)).astype(single)
        return value, iu, iv

    def turn(self) -> Array:
        """How the six pictures make up the derivatives by x, y, ln D, g1, g2: (n, 6, 5)."""
        by_a, by_b, by_d = self.slopes
        by_det = by_a * self.dd + self.aa * by_d - 2 * self.b * by_b
        turn = np.zeros((len(self.x), PICTURES, 5))
        turn[:, 1, 0] = turn[:, 2, 1] = 1.0
        turn[:, 0, 2:] = np.array([2.0, 0.0, 0.0]) - 0.5 * by_det / self.det
        turn[:, 3, 2:], turn[:, 4, 2:], turn[:, 5, 2:] = 0.5 * by_a, by_b, 0.5 * by_d
        return turn


def _pictures(window: Window, theta: Array) -> tuple[Single, list[Array]]:
    """All that a fit's derivatives are made of, (n, 15, p), and each Gaussian's turn."""
    n = len(theta)
    out = np.empty((n, GROUND.stop, len(window.dx)), np.float32)
    turns = []
    for i, share in enumerate(SHARES):
        shape = _Gaussian.of(theta, share, window.var)
        value, iu, iv = shape.pictures(window)
        six = out[:, PICTURES * i : PICTURES * (i + 1)]
        six[:, 0] = value
        np.multiply(value, iu, out=six[:, 1])
        np.multiply(value, iv, out=six[:, 2])
        np.multiply(six[:, 1], iu, out=six[:, 3])
        np.multiply(six[:, 1], iv, out=six[:, 4])
        np.multiply(six[:, 2], iv, out=six[:, 5])
        turns.append(shape.turn())
    out[:, GROUND] = window.ground(n)
    return out, turns


def _jacobian(turns: list[Array], linear: Array) -> Array:
    """From pictures to the prediction's derivatives by the nine numbers: (n, 15, 9)."""
    out = np.zeros((len(linear), GROUND.stop, 9))
    for i, (turn, amount) in enumerate(zip(turns, AMOUNTS, strict=True)):
        rows = slice(PICTURES * i, PICTURES * (i + 1))
        out[:, rows, :5] = -amount * linear[:, :1, None] * turn
        out[:, rows.start, 5] = -amount
    out[:, GROUND, 6:] = np.eye(3)
    return out


def _coefficients(linear: Array) -> Array:
    """How the pictures make up the prediction: (n, 15)."""
    out = np.zeros((len(linear), GROUND.stop))
    for i, amount in enumerate(AMOUNTS):
        out[:, PICTURES * i] = -amount * linear[:, 0]
    out[:, GROUND] = linear[:, 1:]
    return out


def _rest(pictures: Single, seen: Single, linear: Array) -> Single:
    share = _coefficients(linear).astype(np.float32)
    return np.asarray(seen - np.matmul(share[:, None, :], pictures)[:, 0], np.float32)


def _best_linear(pictures: Single, seen: Single, weight: Single) -> Array:
    """Best darkness, ground and slopes for given holes (weighted least squares)."""
    hollow = sum(np.float32(a) * pictures[:, PICTURES * i] for i, a in enumerate(AMOUNTS))
    design = np.concatenate([-np.asarray(hollow)[:, None], pictures[:, GROUND]], 1)
    heavy = design * weight[:, None, :]
    normal = np.matmul(heavy, design.transpose(0, 2, 1)).astype(np.float64) + 1e-9 * np.eye(4)
    along = np.matmul(heavy, seen[..., None]).astype(np.float64)
    return np.asarray(np.linalg.solve(normal, along)[..., 0], np.float64)


def _mean_square(rest: Single, weight: Single, *, spent: float) -> Single:
    total = np.maximum(weight.sum(1) - spent, 3)
    return np.asarray(np.maximum((weight * rest * rest).sum(1) / total, 1e-7), np.float32)


def _spare_neighbours(window: Window, theta: Array, rest: Single, weight: Single) -> Single:
    """Take weight from what is clearly darker or brighter than the model outside the hole: the next pore, a hair."""
    at = theta.astype(np.float32)
    squared = (window.dx - at[:, :1]) ** 2 + (window.dy - at[:, 1:2]) ** 2
    outside = squared > (0.75 * np.exp(at[:, 2:3]) + np.sqrt(np.float32(window.var))) ** 2
    mean = (weight * rest**2).sum(1, keepdims=True) / np.maximum(weight.sum(1, keepdims=True), 1e-6)
    odd = rest**2 / np.maximum(mean, 1e-12)
    return np.asarray(np.where(outside, weight / (1 + (odd / 4.0) ** 2), weight), np.float32)
