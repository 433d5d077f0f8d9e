"""The person's own pupil distance as a ruler: geometry, learning, and what it is worth."""

from __future__ import annotations

import numpy as np
import pytest

from porewise.measure.pupils import learn_pupil_distance, nearer_by, pupil_distance_of, scale_from_pupils
from porewise.measure.scale import IRIS_SD_SHARE, scale_from_iris, scale_from_reference, sd_share, spread
from porewise.values.errors import PorewiseError
from porewise.values.face import Eye, Face
from porewise.values.ruler import Reference

FAR_MM, DISTANCE_MM, FOCAL_35MM, LONG_SIDE = 63.0, 300.0, 26.0, 4032


def _face(*, yaw_deg: float = 0.0, iris_mm: float = 11.7, iris_slip: float = 0.0) -> tuple[Face, float]:
    """A person with a far pupil distance of 63 mm, looking into a camera at 30 cm; and the true px/mm."""
    k = FOCAL_35MM * LONG_SIDE / (34.6 * DISTANCE_MM)
    # each eye turns in about a point 13.5 mm behind its front, 10.5 mm behind the pupil
    converge = np.arctan(FAR_MM / 2 / (DISTANCE_MM + 13.5))
    near = FAR_MM - 2 * 10.5 * np.sin(converge)
    half, turn = near / 2 * k, np.radians(yaw_deg)
    mesh = np.zeros((468, 3))
    centres = {}
    for side, corners in ((-1, (33, 133)), (1, (263, 362))):
        x, z = side * half * np.cos(turn), side * half * np.sin(turn)
        centres[side] = x
        mesh[list(corners)] = [1000 + x, 800, z]
    iris = iris_mm * k * (1 + iris_slip)
    eyes = [Eye(1000 + centres[s], 800, iris, 0.01 * iris, True) for s in (-1, 1)]
    return Face(mesh, *eyes, np.zeros((16, 2)), np.zeros((16, 2)), 0.01, 1.0), k


@pytest.mark.parametrize("yaw_deg", [-15.0, 0.0, 9.0])
def test_the_scale_follows_from_the_pupils_whatever_the_iris(yaw_deg: float) -> None:
    """A person with wide irises, a badly fitted limbus, a turned head: px/mm within 1 %."""
    face, k = _face(yaw_deg=yaw_deg, iris_mm=12.4, iris_slip=0.05)
    scale = scale_from_pupils(face, FAR_MM, LONG_SIDE, FOCAL_35MM)
    assert scale.source == "person"
    assert scale.px_per_mm.value == pytest.approx(k, rel=0.01)
    assert scale.px_per_mm.low < k < scale.px_per_mm.high


def test_the_persons_ruler_is_surer_than_the_iris() -> None:
    """It is what makes later photos comparable: under 2 % where the iris leaves more than 4."""
    face, _ = _face()
    by_pupils = sd_share(scale_from_pupils(face, FAR_MM, LONG_SIDE, FOCAL_35MM).px_per_mm)
    assert by_pupils < 0.02
    assert sd_share(scale_from_iris(face).px_per_mm) > 0.04


def test_eyes_that_look_at_a_near_camera_stand_closer() -> None:
    """Two to four millimetres of 63 at selfie range, next to nothing across a room."""
    assert 2.0 < 63 * (1 - nearer_by(250)) < 4.0
    assert 63 * (1 - nearer_by(5000)) < 0.2


def test_the_distance_is_learnt_from_three_photos_and_holds_the_truth() -> None:
    """Irises of people drawn from 11.7 ± 0.42 mm, each photo's fit off by 3 %: 90 % intervals hold in 85 to 96 %."""
    rng = np.random.default_rng(7)
    held, n = 0, 200
    for _ in range(n):
        iris = rng.normal(11.7, 0.42)
        faces = [_face(iris_mm=iris, iris_slip=rng.normal(0, 0.02))[0] for _ in range(4)]
        seen = [pupil_distance_of(f, LONG_SIDE, FOCAL_35MM, 2.0) for f in faces]
        learnt = learn_pupil_distance([e for e in seen if e is not None])
        assert learnt is not None
        held += learnt.low <= FAR_MM <= learnt.high
    assert 0.85 < held / n < 0.99


def test_two_photos_or_a_turned_head_teach_nothing() -> None:
    """None, not a guess."""
    face, _ = _face()
    one = pupil_distance_of(face, LONG_SIDE, FOCAL_35MM, 2.0)
    assert one is not None
    assert learn_pupil_distance([one, one]) is None
    assert pupil_distance_of(face, LONG_SIDE, FOCAL_35MM, 14.0) is None


def test_more_photos_leave_only_what_they_share() -> None:
    """The spread of iris widths between people stays, however many photos there are."""
    many = learn_pupil_distance([spread(63.0, 0.06)] * 400)
    assert many is not None
    assert sd_share(many) == pytest.approx(IRIS_SD_SHARE, rel=0.05)


def test_a_reference_scales_by_its_two_points() -> None:
    """25 mm across 500 pixels are 20 px/mm; a longer reference is surer; beside a face it is less so."""
    scale = scale_from_reference(Reference(100, 100, 400, 500, 25.0), on_face=False)
    assert scale.source == "reference"
    assert scale.px_per_mm.value == pytest.approx(20.0)
    short = scale_from_reference(Reference(0, 0, 40, 0, 2.0), on_face=False)
    face = scale_from_reference(Reference(100, 100, 400, 500, 25.0), on_face=True)
    assert sd_share(scale.px_per_mm) < sd_share(short.px_per_mm)
    assert sd_share(scale.px_per_mm) < sd_share(face.px_per_mm)


@pytest.mark.parametrize(
    ("points", "mm", "word"),
    [((0, 0, 3, 0), 25, "apart"), ((0, 0, 300, 0), 0, "length"), ((0, 0, 300, 0), float("nan"), "length")],
)
def test_a_reference_that_is_none_is_refused_in_words(
    points: tuple[float, ...], mm: float, word: str
) -> None:
    """One sentence with the value and the remedy."""
    with pytest.raises(PorewiseError, match=word):
        Reference(*points, mm)
