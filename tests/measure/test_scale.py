"""Pixels per millimetre: from both irises, with an interval that holds people's own spread."""

from __future__ import annotations

import numpy as np
import pytest

from porewise.measure.scale import IRIS_MM, camera_distance_mm, scale_from_iris, scale_given
from porewise.values.face import Eye, Face


def _face(right: float, left: float, sd: float = 0.5, *, fitted: bool = True) -> Face:
    lids, mesh = np.zeros((16, 2)), np.zeros((468, 3))
    return Face(mesh, Eye(0, 0, right, sd, fitted), Eye(0, 0, left, sd, fitted), lids, lids, 0.01, 1.0)


def test_the_scale_is_the_mean_iris_over_its_known_width() -> None:
    """117 pixels of iris are 10 pixels per millimetre."""
    scale = scale_from_iris(_face(117, 117))
    assert scale.source == "iris"
    assert scale.px_per_mm.value == pytest.approx(10.0)


def test_the_interval_covers_people_as_they_are() -> None:
    """With irises drawn from the population (11.7 ± 0.42 mm) and fits off by 2 %, 90 % of intervals hold the truth."""
    rng = np.random.default_rng(3)
    truth, hits, n = 9.0, 0, 3000
    for _ in range(n):
        iris_px = rng.normal(IRIS_MM, 0.42) * truth
        eyes = iris_px * np.exp(rng.normal(0, 0.02, 2))
        interval = scale_from_iris(_face(float(eyes[0]), float(eyes[1]), sd=0.02 * iris_px)).px_per_mm
        hits += interval.low <= truth <= interval.high
    assert 0.88 <= hits / n <= 0.97


def test_eyes_that_disagree_widen_the_interval() -> None:
    """The left eye says 100, the right 120: the scale is less sure than if both said 110."""
    agree, apart = (scale_from_iris(f).px_per_mm for f in (_face(110, 110), _face(100, 120)))
    assert apart.high / apart.low > 1.05 * agree.high / agree.low


def test_a_guess_by_the_model_is_trusted_less_than_a_fit() -> None:
    """Where the limbus could not be fitted, the interval is wider."""
    fitted, guessed = (scale_from_iris(_face(90, 90, fitted=f)).px_per_mm for f in (True, False))
    assert guessed.high / guessed.low > fitted.high / fitted.low


@pytest.mark.parametrize("bad", [0.0, -3.0, float("nan"), float("inf")])
def test_a_scale_that_is_no_scale_is_refused(bad: float) -> None:
    """A given scale must be a number above 0."""
    with pytest.raises(ValueError, match="px_per_mm"):
        scale_given(bad)


def test_a_known_lens_tells_the_distance() -> None:
    """12 MP, 23 mm lens, 8.9 px/mm: about 30 cm, and surer than without a lens."""
    distance, sd = camera_distance_mm(8.9, 4032, 23.0)
    assert distance == pytest.approx(301, rel=0.02)
    assert sd < camera_distance_mm(8.9, 4032, None)[1]
