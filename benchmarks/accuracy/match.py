"""Which find is which pore: one to one, within 0.15 mm or half the pore, resolvable pores first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

TOLERANCE_MM = 0.15
MARGIN_MM = 0.5  # finds and pores nearer to the picture's edge count for nothing


class Known(Protocol):
    """A true pore of either renderer, as far as matching needs it."""

    @property
    def x_px(self) -> float: ...
    @property
    def y_px(self) -> float: ...
    @property
    def diameter_mm(self) -> float: ...
    @property
    def resolvable(self) -> bool: ...
    @property
    def clear(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts over pictures; they add up."""

    hits: int = 0
    misses: int = 0
    false: int = 0
    clear_hits: int = 0
    clear: int = 0
    cm2: float = 0.0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.hits + other.hits,
            self.misses + other.misses,
            self.false + other.false,
            self.clear_hits + other.clear_hits,
            self.clear + other.clear,
            self.cm2 + other.cm2,
        )

    @property
    def f1(self) -> float:
        return 2 * self.hits / max(2 * self.hits + self.misses + self.false, 1)

    @property
    def recall(self) -> float:
        return self.hits / max(self.hits + self.misses, 1)

    @property
    def clear_recall(self) -> float:
        return self.clear_hits / max(self.clear, 1)

    @property
    def false_per_cm2(self) -> float:
        return self.false / max(self.cm2, 1e-9)


def pair_up(
    found: NDArray[np.float64], pores: Sequence[Known], px_per_mm: float
) -> tuple[NDArray[np.int_], NDArray[np.int_]]:
    """Rows of finds (n, 2) and of pores that belong together. Resolvable pores choose first."""
    if not len(found) or not pores:
        return np.zeros(0, int), np.zeros(0, int)
    places = np.array([(p.x_px, p.y_px) for p in pores])
    limit = np.array([max(TOLERANCE_MM, p.diameter_mm / 2) for p in pores]) * px_per_mm
    seen = np.array([p.resolvable for p in pores])
    free = np.ones(len(found), bool)
    rows, columns = [], []
    for choose in (seen, ~seen):
        f, p = np.nonzero(free)[0], np.nonzero(choose)[0]
        if not len(f) or not len(p):
            continue
        share = np.hypot(*(found[f][:, None] - places[p][None]).transpose(2, 0, 1)) / limit[p]
        a, b = linear_sum_assignment(np.where(share <= 1, share, 1e3))
        good = share[a, b] <= 1
        rows.append(f[a[good]])
        columns.append(p[b[good]])
        free[f[a[good]]] = False
    return np.concatenate([*rows, np.zeros(0, int)]), np.concatenate([*columns, np.zeros(0, int)])


def tally(
    found: NDArray[np.float64], pores: Sequence[Known], shape: tuple[int, ...], px_per_mm: float
) -> Tally:
    """Count one picture: finds on pores that the picture does not resolve count for nothing."""
    h, w = shape[:2]
    m = MARGIN_MM * px_per_mm

    def within(x: float, y: float) -> bool:
        return m <= x <= w - 1 - m and m <= y <= h - 1 - m

    rows, columns = pair_up(found, pores, px_per_mm)
    matched, hit = set(rows.tolist()), set(columns.tolist())
    asked = [i for i, p in enumerate(pores) if p.resolvable and within(p.x_px, p.y_px)]
    clear = [i for i in asked if pores[i].clear]
    return Tally(
        hits=sum(i in hit for i in asked),
        misses=sum(i not in hit for i in asked),
        false=sum(j not in matched and within(float(x), float(y)) for j, (x, y) in enumerate(found)),
        clear_hits=sum(i in hit for i in clear),
        clear=len(clear),
        cm2=(w - 2 * m) * (h - 2 * m) / px_per_mm**2 / 100,
    )
