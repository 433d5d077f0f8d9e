"""The gate: each refusal carries its number, its limit and its remedy, from the records."""

from __future__ import annotations

import inspect

import numpy as np
import pytest
from drawn import photo_of

from porewise.knowledge.face import gates, zone_outlines
from porewise.measure import measure_pores, reading
from porewise.measure.gate import above, below, reason, verdict_of
from porewise.measure.settings import STANDARD
from porewise.measure.skin import clear_skin
from porewise.measure.zones import Zone, face_zones, head_turn_deg
from porewise.values.face import NoFace
from porewise.values.photo import Photo
from porewise.values.reading import Reading, Rejected


@pytest.mark.parametrize("gate_id", sorted(gates()))
def test_every_gate_words_its_number_and_its_remedy(gate_id: str) -> None:
    """No gate leaves a placeholder or a missing remedy behind."""
    said = reason(gate_id, 0.1234)
    assert "{" not in said.says + said.remedy
    assert "12 %" in said.says or "0.12" in said.says
    assert said.remedy.endswith(".")


def test_every_gate_is_asked_by_the_measurement() -> None:
    """A record nobody asks for would promise a check that is not made."""
    asked = inspect.getsource(reading)
    assert [gate_id for gate_id in gates() if f'"{gate_id}"' not in asked] == []


def test_a_share_is_shown_in_per_cent() -> None:
    """5.8 % of the skin, not 0.058 of it."""
    assert "5.8 % of the skin" in reason("clipped", 0.058).says


def test_the_strictest_gate_that_fails_speaks_alone() -> None:
    """4 px/mm is too coarse, 6 is coarse, 9 is fine; nothing is said twice."""
    ladder = ("too_coarse", "coarse")
    assert [[r.code for r in below(v, *ladder)] for v in (4.0, 6.0, 9.0, None)] == [
        ["too_coarse"],
        ["coarse"],
        [],
        [],
    ]
    assert [r.code for r in above(0.02, "overlit", "clipped")] == ["clipped"]


def test_the_worst_reason_decides() -> None:
    """A refusal outweighs a limit, a limit outweighs a warning."""
    warn, limit, refuse = reason("clipped", 0.02), reason("coarse", 6), reason("too_dark", 0.001)
    assert verdict_of((warn,)) == "measured"
    assert verdict_of((warn, limit)) == "density_only"
    assert verdict_of((limit, refuse, warn)) == "refused"


@pytest.mark.parametrize("code", ["no_face", "several_faces", "face_doubtful"])
def test_each_answer_of_the_finder_becomes_a_refusal(code: str) -> None:
    """The finder's no is an answer with words; several faces are refused even where a scale is given."""
    photo = photo_of(np.full((300, 260, 3), 150, np.uint8))
    answer = measure_pores(
        photo, NoFace(code, "", ""), version="t", px_per_mm=12.0 if code == "several_faces" else None
    )
    assert isinstance(answer, Rejected)
    assert answer.reasons[0].code == code
    assert answer.reasons[0].remedy


@pytest.fixture(scope="module")
def demo_zones(demo_photo: Photo) -> tuple[Zone, ...]:
    from porewise.io.faces import find_face
    from porewise.measure.scale import scale_from_iris
    from porewise.values.face import Face

    face = find_face(demo_photo)
    assert isinstance(face, Face)
    assert head_turn_deg(face) < 15
    return face_zones(demo_photo, face, scale_from_iris(face))


def test_the_five_zones_lie_where_they_should(demo_photo: Photo, demo_zones: tuple[Zone, ...]) -> None:
    """Forehead above nose above chin; the person's right cheek on the left of the photo."""
    middle = {z.name: z.outline_px.mean(0) for z in demo_zones}
    assert set(middle) == {o.name for o in zone_outlines()}
    assert middle["forehead"][1] < middle["nose"][1] < middle["chin"][1]
    assert middle["right_cheek"][0] < middle["nose"][0] < middle["left_cheek"][0]


def test_a_zone_nearer_to_the_camera_has_more_pixels_per_mm(demo_zones: tuple[Zone, ...]) -> None:
    """The nose stands before the cheeks."""
    scale = {z.name: z.px_per_mm for z in demo_zones}
    assert scale["nose"] > 1.02 * scale["left_cheek"]


def test_zone_areas_are_those_of_a_face(demo_zones: tuple[Zone, ...]) -> None:
    """In mm² along the skin: a nose of 6 to 20 cm², cheeks of 10 to 40, a forehead of 15 to 60."""
    area = {z.name: z.area_mm2 for z in demo_zones}
    assert 600 < area["nose"] < 2000
    assert 1000 < area["left_cheek"] < 4000
    assert 1500 < area["forehead"] < 6000


def test_highlights_leave_the_denominator_but_well_lit_skin_stays(
    demo_photo: Photo, demo_zones: tuple[Zone, ...]
) -> None:
    """What is burnt out is not measured; skin where only red is at the top still tells light from dark."""
    zone = next(z for z in demo_zones if z.name == "right_cheek")
    skin = clear_skin(demo_photo, zone, STANDARD)
    full = zone.cut(demo_photo.linear) >= 0.97
    assert not (skin.mask & full[..., 1] & full[..., 0]).any()
    only_red = zone.mask & full[..., 0] & ~full[..., 1]
    assert only_red.sum() > 1000
    assert (skin.mask & only_red).sum() > 0.5 * only_red.sum()


def test_the_example_face_is_measured_with_its_true_scale(demo_photo: Photo) -> None:
    """The rendered face is 14.99 px/mm at the eyes; the interval holds it and the value is within 4 %."""
    from porewise.io.faces import find_face

    reading = measure_pores(demo_photo, find_face(demo_photo), version="t")
    assert isinstance(reading, Reading)
    scale = reading.scale.px_per_mm
    assert scale.low < 14.99 < scale.high
    assert scale.value == pytest.approx(14.99, rel=0.04)
    assert reading.verdict == "measured"


def test_one_flat_colour_is_no_skin() -> None:
    """A close-up without any detail is refused with its number, and never read as skin without pores."""
    flat = np.full((400, 400, 3), (205, 160, 140), np.uint8)
    answer = measure_pores(photo_of(flat), NoFace("no_face", "", ""), version="t", px_per_mm=15.0)
    assert isinstance(answer, Rejected)
    assert "no_detail" in [r.code for r in answer.reasons]
