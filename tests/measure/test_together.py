"""Several shots of one visit as one reading."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from jsonschema import Draft202012Validator

from porewise.measure.together import combine_shots
from porewise.report.contracts import contract
from porewise.report.text import shots_lines
from porewise.values.document import MadeWith
from porewise.values.estimate import Estimate
from porewise.values.reading import PhotoId, Quality, Reading, Rejected, Scale, ZoneReading

MADE = MadeWith("test", (), ())


def _zone(density: float, sd: float, diameter: float = 0.3, plugged: float = 0.2) -> ZoneReading:
    half = math.exp(1.645 * sd)
    d = Estimate(density, density / half, density * half)
    return ZoneReading(
        "nose", 10.0, 400.0, 60, d, Estimate(diameter, diameter * 0.95, diameter * 1.05), None, None, None, None,
        Estimate(plugged, max(0.0, plugged - 0.05), plugged + 0.05), None, 0.2,
    )  # fmt: skip


def _reading(zone: ZoneReading, number: int, source: str = "given") -> Reading:
    photo = PhotoId(f"{number}.jpg", f"{number:064x}", 4000, 3000)
    scale = Scale(source, Estimate(10.0, 9.9, 10.1))  # type: ignore[arg-type]
    return Reading(photo, "measured", Quality(10.0, 0.8, 0.0), scale, (zone,), (), MADE)


def _refused(number: int) -> Rejected:
    return Rejected(PhotoId(f"{number}.jpg", f"{number:064x}", 40, 30), Quality(None, None, None), None, MADE)


def test_shots_are_averaged_and_their_scatter_is_shown() -> None:
    """The value lies in the middle on the ratio scale; the scatter is the relative sd of the shots."""
    shots = [_reading(_zone(d, 0.05), i) for i, d in enumerate((20.0, 25.0, 31.25))]
    answer = combine_shots(shots, version="test")
    density = next(t for t in answer.zones[0].quantities if t.quantity == "density_per_cm2")
    assert density.estimate.value == pytest.approx(25.0)
    assert density.between_shots == pytest.approx(math.log(1.25))
    assert density.shots == 3
    Draft202012Validator(contract("shots")).validate(answer.to_json())


def test_the_interval_holds_the_truth_and_more_shots_narrow_it() -> None:
    """Shots scattered by 15 % about the truth: 90 % intervals hold it in 86 to 94 of 100 visits of three shots."""
    rng = np.random.default_rng(3)
    held, widths = 0, {3: [], 8: []}
    for _i in range(400):
        for n in (3, 8):
            values = 30.0 * np.exp(rng.normal(0, 0.15, n))
            answer = combine_shots(
                [_reading(_zone(float(v), 0.03), j) for j, v in enumerate(values)], version="t"
            )
            e = next(t for t in answer.zones[0].quantities if t.quantity == "density_per_cm2").estimate
            widths[n].append(math.log(e.high / e.low))
            held += n == 3 and e.low <= 30.0 <= e.high
    assert 0.86 <= held / 400 <= 0.94
    assert np.median(widths[8]) < 0.7 * np.median(widths[3])


def test_what_all_photos_share_does_not_average_away() -> None:
    """Scaled by the iris, the person's own iris width stays in the interval, however many shots agree."""
    many = [_reading(_zone(30.0, 0.08), i, "iris") for i in range(30)]
    e = next(
        t for t in combine_shots(many, version="t").zones[0].quantities if t.quantity == "density_per_cm2"
    )
    assert math.log(e.estimate.high / e.estimate.low) / (2 * 1.645) > 2 * 0.035


def test_one_photo_is_not_several() -> None:
    """Refused with the numbers and what to do; the photo that failed is named."""
    answer = combine_shots([_reading(_zone(30.0, 0.05), 1), _refused(2)], version="t")
    assert answer.verdict == "refused"
    assert answer.zones == ()
    assert [p.name for p in answer.left_out] == ["2.jpg"]
    assert "three photos" in answer.says
    Draft202012Validator(contract("shots")).validate(answer.to_json())


def test_the_order_of_the_photos_does_not_matter() -> None:
    """The same numbers whichever came first."""
    shots = [
        _reading(_zone(d, 0.05, plugged=p), i) for i, (d, p) in enumerate(((20, 0.0), (26, 0.1), (31, 0.3)))
    ]
    one, two = (combine_shots(s, version="t").zones for s in (shots, shots[::-1]))
    for a, b in zip(one[0].quantities, two[0].quantities, strict=True):
        assert replace(a, estimate=b.estimate) == replace(b, between_shots=a.between_shots)
        assert a.estimate.value == pytest.approx(b.estimate.value)


def test_a_copy_of_a_photo_makes_nothing_surer() -> None:
    """The same file four times is one photo; beside another it changes nothing."""
    one, other = _reading(_zone(20.0, 0.05), 1), _reading(_zone(25.0, 0.05), 2)
    assert combine_shots([one] * 4, version="t").verdict == "refused"
    twice, copied = (
        combine_shots([one, other], version="t"),
        combine_shots([one, one, other, one], version="t"),
    )
    assert copied.zones == twice.zones
    assert "counts once" in copied.says


def test_photos_of_two_people_are_told_apart_by_their_pupils() -> None:
    """60 and 68 mm between the pupils: the answer asks whether all are of one person; 62 and 63 mm pass."""

    def shot(mm: float, number: int) -> Reading:
        reading = _reading(_zone(20.0, 0.05), number, "iris")
        return replace(reading, scale=replace(reading.scale, pupil_distance_mm=Estimate(mm, mm - 4, mm + 4)))

    assert "one person" in combine_shots([shot(60, 1), shot(68, 2)], version="t").says
    assert "one person" not in combine_shots([shot(62, 1), shot(63, 2)], version="t").says


def test_a_share_of_skin_scatters_in_per_cent_of_itself() -> None:
    """Only shares that may be nought scatter in percentage points (an area share of 1.5 % cannot by 15)."""
    area = Estimate(0.015, 0.012, 0.019)
    shots = [_reading(replace(_zone(d, 0.05), area_share=area), i) for i, d in enumerate((20.0, 25.0))]
    lines = "\n".join(shots_lines(combine_shots(shots, version="t")))
    assert "percentage points" not in next(line for line in lines.splitlines() if "area share" in line)
    assert "percentage points" in next(line for line in lines.splitlines() if "look plugged" in line)
