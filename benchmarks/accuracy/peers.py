"""
Public spot finders on the same pictures, each at several settings; the best on the whole set is what counts.

All get the same flattened darkness (background of 0.9 mm taken off ln luminance) and sizes in mm, which is
kinder than their defaults. Those that are not installed are left out with a word.
    pip install photutils sep trackpy scikit-image
"""

from __future__ import annotations

import importlib.util
import logging
import warnings
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from other_hand import LUMINANCE, linear_of

Sheet = NDArray[np.float32]
Points = NDArray[np.float64]
NONE: Points = np.zeros((0, 2))


@dataclass(frozen=True, slots=True)
class Setting:
    """One way to call a peer: ``call(darkness, px_per_mm)`` gives (n, 2) x, y."""

    peer: str
    words: str
    call: Callable[[Sheet, float], Points]


def darkness_of(picture: NDArray[np.uint8], px_per_mm: float) -> Sheet:
    """How much darker than around, in ln luminance."""
    log = np.log(np.maximum(linear_of(picture) @ LUMINANCE, 1e-3)).astype(np.float32)
    return np.asarray(cv2.GaussianBlur(log, (0, 0), 0.9 * px_per_mm) - log, np.float32)


def settings() -> list[Setting]:
    """Every peer that is installed, at every setting."""
    logging.getLogger("trackpy").setLevel(logging.ERROR)
    warnings.filterwarnings("ignore")
    found: list[Setting] = []
    for module, make in (("sep", _sep), ("photutils", _stars), ("trackpy", _trackpy), ("skimage", _skimage)):
        if importlib.util.find_spec(module):
            found += make()
        else:
            print(f"{module} is not installed: left out")
    return found + _opencv()


def _sep() -> list[Setting]:
    def way(limit: float, noises: float, least_mm2: float) -> Setting:
        def call(dark: Sheet, k: float) -> Points:
            import sep

            field = np.ascontiguousarray(dark, np.float32)
            back = sep.Background(field, bw=max(16, int(3 * k)), bh=max(16, int(3 * k)))
            level = max(limit, noises * back.globalrms)
            least = max(3, int(least_mm2 * k * k))
            sep.set_extract_pixstack(2_000_000)
            rows = sep.extract(field - back.back(), level, minarea=least, deblend_cont=0.02)
            return np.column_stack([rows["x"], rows["y"]])

        return Setting("sep", f"limit {limit}, {noises} rms, {least_mm2} mm²", call)

    return [
        way(a, b, c)
        for a, b in ((0.04, 1.0), (0.06, 1.5), (0.09, 2.0), (0.12, 2.5), (0.0, 3.0))
        for c in (0.015,)
    ]


def _stars() -> list[Setting]:
    def way(
        name: str,
        limit: float,
        noises: float,
        width_mm: float,
        kwargs: dict[str, float | tuple[float, float]],
    ) -> Setting:
        def call(dark: Sheet, k: float) -> Points:
            from photutils import detection

            rms = 1.4826 * float(np.median(np.abs(dark - np.median(dark))))
            width = float(np.hypot(width_mm * k, 1.6))
            finder = getattr(detection, name)(threshold=max(limit, noises * rms), fwhm=width, **kwargs)
            rows = finder(np.asarray(dark, np.float64))
            if rows is None:
                return NONE
            x, y = (
                ("x_centroid", "y_centroid") if "x_centroid" in rows.colnames else ("xcentroid", "ycentroid")
            )
            return np.column_stack([np.asarray(rows[x]), np.asarray(rows[y])])

        return Setting(name, f"limit {limit}, {noises} rms, {width_mm} mm, {kwargs}", call)

    ladder = ((0.03, 1.0), (0.05, 1.5), (0.08, 2.0))
    dao = [way("DAOStarFinder", a, b, w, {}) for a, b in ladder for w in (0.2, 0.3)]
    return dao + [way("IRAFStarFinder", a, b, w, {}) for a, b in ladder for w in (0.12, 0.2)]


def _trackpy() -> list[Setting]:
    def way(diameter_mm: float, mass: float) -> Setting:
        def call(dark: Sheet, k: float) -> Points:
            import trackpy

            size = max(3, int(diameter_mm * k) // 2 * 2 + 1)
            image = np.clip(dark, 0, None)
            rows = trackpy.locate(
                image, size, minmass=mass * size * size, noise_size=1, percentile=70, engine="python"
            )
            return np.asarray(rows[["x", "y"]], np.float64) if len(rows) else NONE

        return Setting("trackpy", f"{diameter_mm} mm, mass {mass}", call)

    return [way(d, m) for d in (0.35, 0.5) for m in (0.008, 0.015, 0.025)]


def _skimage() -> list[Setting]:
    def way(name: str, limit: float) -> Setting:
        def call(dark: Sheet, k: float) -> Points:
            from skimage import feature

            small, large = max(1.0, 0.07 * k), max(2.0, 0.24 * k)
            more = {"num_sigma": 5} if name != "blob_dog" else {}
            rows = getattr(feature, name)(
                np.clip(dark, -1, 2), min_sigma=small, max_sigma=large, threshold=limit, overlap=0.5, **more
            )
            return np.asarray(rows[:, 1::-1], np.float64) if len(rows) else NONE

        return Setting(name, f"limit {limit}", call)

    limits = {
        "blob_log": (0.05, 0.08, 0.12),
        "blob_dog": (0.035, 0.06, 0.09),
        "blob_doh": (0.0003, 0.001, 0.003),
    }
    return [way(name, limit) for name, ladder in limits.items() for limit in ladder]


def _opencv() -> list[Setting]:
    def way(top: float, step: float, round_: float, inertia: float, soft_mm: float) -> Setting:
        def call(dark: Sheet, k: float) -> Points:
            p = cv2.SimpleBlobDetector.Params()
            grow = max(1.0, 12 / k)  # small spots need pixels to have a circularity
            image = cv2.GaussianBlur(dark, (0, 0), max(soft_mm * k, 0.3))
            grey = np.clip(200 - image * 255 / top * 0.7, 0, 255).astype(np.uint8)
            grey = cv2.resize(grey, None, fx=grow, fy=grow, interpolation=cv2.INTER_CUBIC)
            big = k * grow
            p.minThreshold, p.maxThreshold, p.thresholdStep = 20.0, 195.0, step
            p.minRepeatability, p.minDistBetweenBlobs = 2, 0.2 * big
            p.filterByColor, p.blobColor = True, 0
            p.filterByArea, p.minArea, p.maxArea = True, 0.012 * big * big, 0.5 * big * big
            p.filterByCircularity, p.minCircularity = True, round_
            p.filterByInertia, p.minInertiaRatio = True, inertia
            p.filterByConvexity, p.minConvexity = True, 0.8
            spots = cv2.SimpleBlobDetector.create(p).detect(grey)
            return np.array(
                [((s.pt[0] + 0.5) / grow - 0.5, (s.pt[1] + 0.5) / grow - 0.5) for s in spots]
            ).reshape(-1, 2)

        words = f"top {top}, step {step}, round {round_}, inertia {inertia}, soft {soft_mm} mm"
        return Setting("SimpleBlobDetector", words, call)

    return [
        way(t, s, c, i, m)
        for t, s in ((0.5, 5.0), (0.5, 10.0), (0.8, 10.0))
        for c, i, m in ((0.6, 0.2, 0.03), (0.75, 0.3, 0.05))
    ]
