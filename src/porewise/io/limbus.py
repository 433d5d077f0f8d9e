"""
The width of the iris, measured on the picture itself.

The border of iris and white (the limbus) is sought along rays to the left and to the right, where lids
seldom hide it: each ray's light is compared with a blurred step, in linear light because blur adds light
linearly. An ellipse is then fitted to the steps, ray by ray robust against reflections and lashes. The
idea is Daugman's (integro-differential operator, 2004) with the sub-pixel edge fit of metrology.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from porewise.io.opencv import cv2_quietly
from porewise.values.face import Eye

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from porewise.io.landmarks import EyeGuess

    Floats = NDArray[np.float64]

WINDOWS = (0.14, 0.1, 0.07, 0.05, 0.05, 0.05)  # how far from the ellipse a step is sought, round by round
CLIPPED_LIGHT = 0.98  # luminance of an overexposed white of the eye
LUMINANCE = np.array([0.2126, 0.7152, 0.0722], dtype=np.float32)  # of linear sRGB (ITU-R BT.709)


@dataclass(frozen=True, slots=True)
class HowToFit:
    """
    The fit's numbers; lengths are shares of the iris radius. Chosen on the two rendered heads of the
    example (iris known), shrunk, blurred, noised and compressed, and checked on real portraits.
    """

    model_sd_share: float = 0.08  # scatter of the landmark model's own iris between photos of one person
    smallest_radius_px: float = 8.0
    half_arc_deg: float = 50.0  # rays this far up and down from the horizontal, each side
    from_lid: float = 0.08  # a ray nearer to a lid is not used
    reach: float = 0.18  # light compared this far inside and outside the border, farther where it is blurred
    farthest: float = 0.22  # the fit may leave the model's radius or centre by this much
    match: float = 0.75  # least share of a ray's variation that the step must explain
    rays_a_side: int = 6
    rough: float = 0.05  # more scatter of the border than this is no clean border
    height_sd: float = 0.06  # how well the models know the height of the centre, which the side arcs do not
    ratio_sd: float = 0.03  # irises are round, turned eyes narrower
    floor_sd_share: float = 0.006  # what a limbus is: it is no sharp line in nature
    blur_sd_share: float = 0.10  # doubt per blur of the border
    clipped_sd_share: float = (
        0.5  # doubt per blur where the white of the eye is overexposed: it moves inwards
    )
    blurred: float = 0.16  # more blur than this hides the border


STANDARD = HowToFit()


@dataclass(frozen=True, slots=True)
class Ellipse:
    """In the eye's own frame: centre, horizontal half axis, and the vertical one's ratio to it."""

    x: float
    y: float
    radius: float
    ratio: float = 1.0

    def along(self, angles: Floats) -> Floats:
        """Distance of the border from the centre along each angle."""
        return self.radius / np.sqrt(np.cos(angles) ** 2 + (np.sin(angles) / self.ratio) ** 2)


def fit_limbus(linear: NDArray[np.float32], guess: EyeGuess, *, turn: float, how: HowToFit = STANDARD) -> Eye:
    """
    Measure the horizontal visible iris diameter and its standard error.

    ``linear``: the photo; ``guess``: where the models see the eye; ``turn``: direction from the right eye to
    the left one in radians. Where the border is hidden, blurred away or unlike a border, the model's guess
    stands with its large error and ``fitted`` is False. Turned eyes look narrower: what is visible is told.
    """
    eye = _Patch.around(linear, guess, turn)
    radius = guess.iris_px / 2
    if eye is None or radius < how.smallest_radius_px:
        return guessed(guess, how=how)
    rays = _rays(radius, how)
    rays = rays[_free_of_lids(eye.lids, rays, radius, how)]
    if min(_per_side(rays)) < how.rays_a_side:
        return guessed(guess, how=how)
    start = _rough_ellipse(eye, rays, radius, how)
    fit = _refine(eye, rays, start, how)
    if fit is None or not _is_plausible(fit.ellipse, radius, how):
        return guessed(guess, how=how)
    x, y = eye.to_photo(fit.ellipse.x, fit.ellipse.y)
    return Eye(x, y, 2 * fit.ellipse.radius, 2 * fit.radius_sd, True)


def guessed(guess: EyeGuess, *, how: HowToFit = STANDARD) -> Eye:
    """The eye as the landmark models see it, with their error."""
    x, y = (float(v) for v in guess.centre)
    return Eye(x, y, guess.iris_px, math.hypot(how.model_sd_share * guess.iris_px, guess.spread_px), False)


def _is_plausible(found: Ellipse, radius: float, how: HowToFit) -> bool:
    near = math.hypot(found.x, found.y) <= how.farthest * radius
    return near and abs(math.log(found.radius / radius)) <= how.farthest


@dataclass(frozen=True, slots=True, eq=False)
class _Patch:
    """The eye's surroundings in light, and its own frame: origin at the guessed centre, x along the eyes."""

    light: NDArray[np.float32]
    corner: Floats
    centre: Floats
    axes: Floats
    lids: Floats

    @classmethod
    def around(cls, linear: NDArray[np.float32], guess: EyeGuess, turn: float) -> _Patch | None:
        reach = math.ceil(1.1 * guess.iris_px) + 3
        low = np.maximum(np.floor(guess.centre).astype(int) - reach, 0)
        high = np.minimum(np.ceil(guess.centre).astype(int) + reach + 1, linear.shape[1::-1])
        if (high - low).min() < 8:
            return None
        light = linear[low[1] : high[1], low[0] : high[0]] @ LUMINANCE
        axes = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
        return cls(light, low.astype(np.float64), guess.centre, axes, (guess.lids - guess.centre) @ axes)

    def to_photo(self, x: float, y: float) -> tuple[float, float]:
        place = self.axes @ np.array([x, y]) + self.centre
        return float(place[0]), float(place[1])

    def along(self, x: float, y: float, angles: Floats, distances: Floats) -> Floats:
        """Light at the distances (n, m) from (x, y) along the n angles; (n, m)."""
        cv2 = cv2_quietly()
        own_x = x + distances * np.cos(angles)[:, None]
        own_y = y + distances * np.sin(angles)[:, None]
        start = self.centre - self.corner
        at_x = (own_x * self.axes[0, 0] + own_y * self.axes[0, 1] + start[0]).astype(np.float32)
        at_y = (own_x * self.axes[1, 0] + own_y * self.axes[1, 1] + start[1]).astype(np.float32)
        sampled = cv2.remap(self.light, at_x, at_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(sampled, dtype=np.float64)


def _rays(radius: float, how: HowToFit) -> Floats:
    """Angles of the rays, about one a pixel of the border: right of the centre, then left."""
    half = math.radians(how.half_arc_deg)
    count = int(np.clip(2 * half * radius, 16, 96))
    side = np.linspace(-half, half, count)
    return np.concatenate([side, math.pi + side])


def _per_side(rays: Floats) -> tuple[int, int]:
    right = int((np.cos(rays) > 0).sum())
    return right, len(rays) - right


def _free_of_lids(lids: Floats, rays: Floats, radius: float, how: HowToFit) -> NDArray[np.bool_]:
    """True where the guessed border lies inside the lids and not close to them."""
    cv2 = cv2_quietly()
    outline = lids.astype(np.float32)
    points = radius * np.column_stack([np.cos(rays), np.sin(rays)])
    inside = [cv2.pointPolygonTest(outline, (float(x), float(y)), True) for x, y in points]
    return np.array(inside) >= how.from_lid * radius


def _rough_ellipse(eye: _Patch, rays: Floats, radius: float, how: HowToFit) -> Ellipse:
    """The circle with the strongest step from dark to bright, capped so that no reflection decides."""
    distances = np.linspace(0.6, 1.45, 120) * radius
    light = np.log(np.maximum(eye.along(0.0, 0.0, rays, np.tile(distances, (len(rays), 1))), 0) + 0.01)
    step = distances[1] - distances[0]
    width = max(1, round(0.06 * radius / step))
    sums = np.cumsum(np.pad(light, ((0, 0), (width, width)), mode="edge"), axis=1)
    means = (sums[:, width:] - sums[:, :-width]) / width
    rise = (
        means[:, width:] - means[:, :-width]
    )  # (n rays, m): outer mean less inner mean, about each distance
    rise = np.clip(rise, 0, np.quantile(rise.max(axis=1), 0.7))
    middle = distances[: rise.shape[1]] + step / 2
    best, best_score = Ellipse(0.0, 0.0, radius), -math.inf
    right = np.cos(rays) > 0
    index, sizes = np.arange(len(rays)), np.linspace(0.8, 1.22, 22)
    for x in np.linspace(-0.18, 0.18, 13) * radius:
        for y in np.linspace(-0.12, 0.12, 5) * radius:
            reach = x * np.cos(rays) + y * np.sin(rays)
            across = np.maximum(0.0, radius**2 - (x**2 + y**2) + reach**2)
            where = reach + np.sqrt(np.maximum(0.0, across + (sizes[:, None] ** 2 - 1) * radius**2))
            place = np.clip(np.searchsorted(middle, where), 0, len(middle) - 1)
            got = rise[index, place]  # (sizes, rays)
            halves = np.minimum(got[:, right].mean(1), got[:, ~right].mean(1))
            scores = halves + 0.25 * got.mean(1)
            top = int(scores.argmax())
            if scores[top] > best_score:
                best, best_score = Ellipse(float(x), float(y), float(sizes[top] * radius)), float(scores[top])
    return best


@dataclass(frozen=True, slots=True)
class _Fit:
    ellipse: Ellipse
    radius_sd: float


@dataclass(frozen=True, slots=True, eq=False)
class _Steps:
    """
    Per ray: how far outside the ellipse its step lies, how well it matches (correlation), how high it is,
    whether the white beyond is clipped; ``blur``: the standard deviation of all steps' blur in pixels.
    """

    offset: Floats
    match: Floats
    rise: Floats
    clipped: NDArray[np.bool_]
    blur: float

    def goodness(self) -> float:
        """Median match of the better three quarters of the rays."""
        return float(np.median(np.sort(self.match)[len(self.match) // 4 :]))


def _refine(eye: _Patch, rays: Floats, start: Ellipse, how: HowToFit) -> _Fit | None:
    ellipse, blur = start, 0.0
    for window in WINDOWS:
        steps = _steps(eye, rays, ellipse, window, max(how.reach * ellipse.radius, 2.2 * blur))
        blur = min(steps.blur, how.blurred * ellipse.radius)
        weighed = _weights(rays, steps, ellipse, how)
        if weighed is None:
            return None
        weights = weighed
        ellipse = _moved(ellipse, rays, steps.offset, weights, how)
    return _judged(ellipse, rays, steps, weights, how)


def _judged(ellipse: Ellipse, rays: Floats, steps: _Steps, weights: Floats, how: HowToFit) -> _Fit | None:
    """Refuse a border that is rough or blurred away; else say how well its radius is known."""
    radius = ellipse.radius
    rest = steps.offset - _predicted(ellipse, rays, steps.offset, weights, how)
    if _scatter(rest, weights) > how.rough * radius or steps.blur > how.blurred * radius:
        return None
    doubt = (
        _jackknife(ellipse, rays, steps.offset, weights, how),
        how.floor_sd_share * radius,
        how.blur_sd_share * steps.blur,
        how.clipped_sd_share * steps.blur * float(np.average(steps.clipped, weights=weights)),
    )
    # the half-way line of a blurred dark disc lies inside its border by blur squared over twice its radius
    return _Fit(replace(ellipse, radius=radius + steps.blur**2 / (2 * radius)), math.hypot(*doubt))


def _steps(eye: _Patch, rays: Floats, ellipse: Ellipse, window: float, reach: float) -> _Steps:
    """Find the blurred step near the ellipse on every ray, by correlation; the blur is common to all rays."""
    from scipy.special import ndtr

    radius = ellipse.radius
    reach = max(3.0, reach)
    offsets = np.linspace(-reach, reach, 2 * math.ceil(2 * reach) + 1)
    light = eye.along(ellipse.x, ellipse.y, rays, ellipse.along(rays)[:, None] + offsets)
    clipped = light.max(axis=1) >= CLIPPED_LIGHT
    light = light - light.mean(axis=1, keepdims=True)
    size = np.sqrt((light**2).sum(axis=1)) + 1e-9
    span = max(1.5, window * radius)
    shifts = np.linspace(-span, span, 41)
    found = []
    for blur in _blurs(radius):
        template = ndtr((offsets[None] - shifts[:, None]) / blur)
        template = template - template.mean(axis=1, keepdims=True)
        norm = np.sqrt((template**2).sum(axis=1))
        match = (light @ template.T) / (size[:, None] * norm)  # (n rays, m shifts)
        place = match.argmax(axis=1)
        offset, height = _peak(match, place, shifts)
        found.append(_Steps(offset, height, height * size / norm[place], clipped, float(blur)))
    return max(found, key=_Steps.goodness)


def _blurs(radius: float) -> Floats:
    return np.maximum(0.5, radius * np.array([0.012, 0.02, 0.03, 0.045, 0.065, 0.09, 0.12, 0.16, 0.2]))


def _peak(match: Floats, place: NDArray[np.intp], shifts: Floats) -> tuple[Floats, Floats]:
    """The top of a parabola through the best shift and its neighbours."""
    inner = np.clip(place, 1, len(shifts) - 2)
    row = np.arange(len(match))
    before, at, after = match[row, inner - 1], match[row, inner], match[row, inner + 1]
    curve = np.minimum(before - 2 * at + after, -1e-12)
    move = np.clip(0.5 * (before - after) / curve, -1, 1)
    return shifts[inner] + move * (shifts[1] - shifts[0]), at - 0.25 * (before - after) * move


def _weights(rays: Floats, steps: _Steps, ellipse: Ellipse, how: HowToFit) -> Floats | None:
    """Weight per ray: nothing for rays without a clear step, less for those off the common ellipse."""
    clear: NDArray[np.bool_] = (steps.match**2 >= how.match) & (
        steps.rise > 0.25 * np.median(np.maximum(steps.rise, 0))
    )
    if min(_per_side(rays[clear])) < how.rays_a_side:
        return None
    weights: Floats = clear.astype(np.float64)
    for _ in range(8):
        rest = steps.offset - _predicted(ellipse, rays, steps.offset, weights, how)
        scale = max(0.15, 0.002 * ellipse.radius, _scatter(rest, clear.astype(np.float64)))
        weights = clear * np.maximum(0.0, 1 - (rest / (4 * scale)) ** 2) ** 2
    if min(_per_side(rays[weights > 0.2])) < how.rays_a_side:
        return None
    return weights


def _scatter(rest: Floats, weights: Floats) -> float:
    """Robust standard deviation of the border about the ellipse."""
    return 1.4826 * float(np.median(np.abs(rest[weights > 0])))


def _design(ellipse: Ellipse, rays: Floats) -> Floats:
    """(n, 4): how the border moves along each ray with x, y, radius and log ratio of the axes."""
    grow = ellipse.along(rays)
    return np.column_stack([np.cos(rays), np.sin(rays), grow / ellipse.radius, grow * np.sin(rays) ** 2])


def _solve(ellipse: Ellipse, rays: Floats, offset: Floats, weights: Floats, how: HowToFit) -> Floats:
    """Weighted least squares, held to round and to the models' height, of which side arcs say little."""
    design = _design(ellipse, rays)
    noise = max(0.3, 0.03 * ellipse.radius)  # neighbouring rays err together, so each counts as a rough one
    keep = np.diag([0.0, noise / (how.height_sd * ellipse.radius), 0.0, noise / how.ratio_sd]) ** 2
    pull = -keep @ np.array([0.0, ellipse.y, 0.0, math.log(ellipse.ratio)])
    left = design.T @ (weights[:, None] * design) + keep
    return np.asarray(np.linalg.solve(left + 1e-9 * np.eye(4), design.T @ (weights * offset) + pull))


def _predicted(ellipse: Ellipse, rays: Floats, offset: Floats, weights: Floats, how: HowToFit) -> Floats:
    return np.asarray(_design(ellipse, rays) @ _solve(ellipse, rays, offset, weights, how))


def _moved(ellipse: Ellipse, rays: Floats, offset: Floats, weights: Floats, how: HowToFit) -> Ellipse:
    x, y, radius, ratio = (float(v) for v in _solve(ellipse, rays, offset, weights, how))
    grown = max(1.0, ellipse.radius + radius)
    ratio = float(np.clip(ellipse.ratio * math.exp(np.clip(ratio, -0.1, 0.1)), 0.85, 1.18))
    return replace(ellipse, x=ellipse.x + x, y=ellipse.y + y, radius=grown, ratio=ratio)


def _jackknife(ellipse: Ellipse, rays: Floats, offset: Floats, weights: Floats, how: HowToFit) -> float:
    """Standard error of the radius when neighbouring rays err together: leave out one block at a time."""
    blocks = _blocks(rays)
    radii = []
    for block in range(blocks.max() + 1):
        kept = weights * (blocks != block)
        if min(_per_side(rays[kept > 0])) >= 2:
            radii.append(float(_solve(ellipse, rays, offset, kept, how)[2]))
    count = len(radii)
    return math.sqrt((count - 1) / count * float(((np.array(radii) - np.mean(radii)) ** 2).sum()))


def _blocks(rays: Floats) -> NDArray[np.intp]:
    """Five blocks a side, by order of angle."""
    right = np.cos(rays) > 0
    blocks = np.zeros(len(rays), dtype=np.intp)
    for first, side in ((0, right), (5, ~right)):
        blocks[side] = first + (5 * np.arange(side.sum())) // max(1, int(side.sum()))
    return blocks
