"""The sheets a patch of skin is drawn on, before light and camera."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Window = tuple[slice, slice]


@dataclass(frozen=True, slots=True, eq=False)
class Layers:
    """
    Fine-grid sheets of one patch, all (height, width[, 3]).

    ``height``: mm above the mean skin; ``log_albedo``: natural log of linear reflectance per channel;
    ``oil``: 0 to about 2, how much of the film stands there; ``cover_density`` and ``cover_light``:
    what lies above the skin (hair, flakes) as optical density and as light of its own; ``put``: where whatever was put
    on the skin lies, rows of x, y, reach in mm, in the order of putting.
    """

    px_per_mm: float
    height: NDArray[np.float64]
    log_albedo: NDArray[np.float64]
    oil: NDArray[np.float64]
    cover_density: NDArray[np.float64]
    cover_light: NDArray[np.float64]
    put: list[tuple[float, float, float]] = field(default_factory=list)

    @classmethod
    def blank(cls, width_mm: float, height_mm: float, px_per_mm: float) -> Layers:
        shape = (round(height_mm * px_per_mm), round(width_mm * px_per_mm))
        return cls(
            px_per_mm,
            np.zeros(shape),
            np.zeros((*shape, 3)),
            np.ones(shape),
            np.zeros((*shape, 3)),
            np.zeros((*shape, 3)),
        )

    @property
    def shape(self) -> tuple[int, int]:
        return self.height.shape[0], self.height.shape[1]

    def ellipse(
        self,
        x_mm: float,
        y_mm: float,
        major_mm: float,
        minor_mm: float,
        angle_deg: float,
        *,
        reach: float,
        window: Window | None = None,
    ) -> tuple[Window, NDArray[np.float64]]:
        """
        A window around an ellipse and, in it, the elliptical radius (1 on the ellipse itself).
        ``reach``: how many radii the window extends; or ``window``, if it is given.
        """
        k, (h, w) = self.px_per_mm, self.shape
        r = reach * major_mm / 2 * k + 1
        x, y = x_mm * k - 0.5, y_mm * k - 0.5
        y0, y1 = max(0, int(y - r)), min(h, int(y + r) + 2)
        x0, x1 = max(0, int(x - r)), min(w, int(x + r) + 2)
        if window is not None:
            (y0, y1), (x0, x1) = ((s.start, s.stop) for s in window)
        dy, dx = np.mgrid[y0:y1, x0:x1].astype(float)
        dy, dx = (dy - y) / k, (dx - x) / k
        t = np.radians(angle_deg)
        along, across = dx * np.cos(t) + dy * np.sin(t), -dx * np.sin(t) + dy * np.cos(t)
        rho = np.sqrt((along / (major_mm / 2)) ** 2 + (across / (minor_mm / 2)) ** 2)
        return (slice(y0, y1), slice(x0, x1)), rho
