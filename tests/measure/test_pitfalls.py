"""
The ways in which pore scores flatter themselves, each with the test that would catch it.

The rows are those of the measuring standard. Rows about two visits wait for tracking: until there is a command that
compares visits, none can mislead.
"""

from __future__ import annotations

import ast
import json
import re
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from drawn import NO_FACE, photo_of, skin_photo

from porewise.measure import measure_pores
from porewise.report.contracts import contract, contract_names
from porewise.synth import Camera, Light, Pores, Skin, SkinRecipe, Surroundings, draw_skin
from porewise.values.reading import Reading, Rejected, ZoneReading

ROOT = Path(__file__).parents[2]
ROWS = {
    "detector tuned to a fixed count": "test_density_follows_the_truth",
    "noise-relative threshold": "test_a_dirtier_photo_does_not_have_fewer_pores",
    "blur read as improvement": "test_blur_does_not_read_as_improvement",
    "pixels called size": "test_millimetres_do_not_move_with_the_pixels",
    "pixel accuracy": "test_the_benchmark_counts_pores_not_pixels",
    "percentile or 0-100 score": "test_no_document_grades_a_person",
    "ICC from a varied crowd": "test_repeatability_is_stated_as_variation_within_one_skin",
    "same burst called test-retest": "test_a_shot_again_is_not_the_same_burst",
    "renderer twin": "test_the_hands_share_nothing",
    "truth includes invisible pores": "test_what_nobody_can_see_counts_for_nothing",
    "leakage of the same face": "test_training_and_benchmark_share_no_skin",
    "single-pore ovalness": "test_round_pores_do_not_read_oval",
    "empty pore called blackhead": "test_the_light_does_not_fill_pores",
    "hair, freckle, stubble, JPEG blocks as pores": "test_what_is_no_pore_is_not_counted",
    "super-resolution first": "test_enlarging_invents_no_pores",
    "highlights filled in": "test_highlights_leave_the_denominator",
    "scale prior forgotten": "test_the_scale_of_the_iris_carries_what_people_differ_by",
    "cherry-picked photo of three": "test_every_photo_that_passes_counts",
}
WAITS_FOR_TRACKING = (
    "matching by nearest neighbour only",
    "over-flexible warp",
    "tracking landmarks instead of skin",
    "selection on the first visit",
    "cycle, hour, wash, season",
    "many zones x metrics",
)
EVEN = Surroundings(vellus_hairs=0, freckles=0, papules=0, relief=0.6)


def _measure(picture: np.ndarray, k: float) -> Reading | Rejected:
    return measure_pores(photo_of(picture), NO_FACE, version="t", px_per_mm=k)


def _zone(skin: Skin) -> ZoneReading:
    reading = measure_pores(skin_photo(skin), NO_FACE, version="t", px_per_mm=skin.px_per_mm)
    assert isinstance(reading, Reading), reading
    return reading.zones[0]


def _visible(skin: Skin) -> float:
    """True density of what the density means: pores that look 0.25 mm or wider."""
    area = skin.recipe.width_mm * skin.recipe.height_mm / 100
    return sum(p.diameter_mm >= 0.25 and p.darkness >= 0.05 for p in skin.pores) / area


@pytest.fixture(scope="module")
def skin() -> Skin:
    recipe = SkinRecipe(
        20, 15, Pores(40, median_mm=0.29, contrast=0.35), Surroundings(), Light(), Camera(12.0, 0.7)
    )
    return draw_skin(recipe, seed=301)


def test_every_row_has_its_test() -> None:
    """No row is forgotten: 24 of them, each with a test here or waiting for the command it is about."""
    assert len(ROWS) + len(WAITS_FOR_TRACKING) == 24
    assert all(name in globals() for name in ROWS.values())
    assert "change" not in contract_names()


def test_density_follows_the_truth() -> None:
    """10 to 80 pores per cm²: the slope of measured on true is 0.85 to 1.15."""
    true, said = [], []
    for i, density in enumerate((20, 50, 85, 115)):
        pores = Pores(density, median_mm=0.31, contrast=0.35, spacing_mm=0.4)
        drawn = draw_skin(SkinRecipe(20, 16, pores, EVEN, Light(), Camera(12.0, 0.7)), seed=310 + i)
        estimate = _zone(drawn).density_per_cm2
        assert estimate is not None
        true.append(_visible(drawn))
        said.append(estimate.value)
    assert np.polyfit(true, said, 1)[0] == pytest.approx(1.0, abs=0.15)


def test_a_dirtier_photo_does_not_have_fewer_pores(skin: Skin) -> None:
    """Noise and JPEG ladder on one skin: the true density stays inside the interval, or nothing is told."""
    for noise, jpeg in ((0.003, 97), (0.012, 90), (0.03, 75)):
        dirty = replace(skin.recipe, camera=replace(skin.recipe.camera, noise=noise, jpeg=jpeg))
        reading = _measure(draw_skin(dirty, seed=301, camera_seed=9).picture, 12.0)
        if isinstance(reading, Reading) and (estimate := reading.zones[0].density_per_cm2):
            assert estimate.low <= _visible(skin) <= estimate.high, (noise, estimate)


def test_blur_does_not_read_as_improvement(skin: Skin) -> None:
    """One picture blurred by 0.3 to 0.9 px more: the intervals still meet, or nothing is told."""
    sharp = _zone(skin).density_per_cm2
    assert sharp is not None
    for more in (0.3, 0.6, 0.9):
        soft = _measure(np.asarray(cv2.GaussianBlur(skin.picture, (0, 0), more), np.uint8), 12.0)
        if isinstance(soft, Reading) and (estimate := soft.zones[0].density_per_cm2):
            assert max(sharp.low, estimate.low) <= min(sharp.high, estimate.high), more


def test_millimetres_do_not_move_with_the_pixels(skin: Skin) -> None:
    """Rescaled by 0.7 to 1.4: the middle diameter moves by less than 6 %, or is not told."""
    one = _zone(skin).diameter_mm
    assert one is not None
    for by in (0.7, 0.85, 1.2, 1.4):
        how = cv2.INTER_AREA if by < 1 else cv2.INTER_CUBIC
        picture = np.asarray(cv2.resize(skin.picture, None, fx=by, fy=by, interpolation=how), np.uint8)
        other = _measure(picture, 12.0 * by)
        if isinstance(other, Reading) and (d := other.zones[0].diameter_mm):
            assert d.value == pytest.approx(one.value, rel=0.06), by


def test_the_benchmark_counts_pores_not_pixels() -> None:
    """Nine of ten pixels are no pore: finding nothing scores nothing."""
    tally = _bench("match").tally
    nothing = tally(np.zeros((0, 2)), _pores_at([(50, 50), (90, 90)]), (200, 200), 10.0)
    assert nothing.f1 == 0


def test_no_document_grades_a_person() -> None:
    """No field of any document is a grade, a percentile or an age of skin; zone numbers are estimates."""
    words = json.dumps([contract(n) for n in contract_names()])
    assert not any(f'"{w}"' in words for w in ("grade", "percentile", "skin_age", "rating", "score_100"))
    zone = contract("reading")["properties"]["zones"]["items"]["properties"]
    for name in (
        "density_per_cm2",
        "diameter_mm",
        "area_share",
        "ovalness",
        "darkness",
        "plugged_share",
        "shine",
    ):
        assert "estimate" in json.dumps(zone[name])


def test_repeatability_is_stated_as_variation_within_one_skin() -> None:
    """The kept figures give the within-subject variation, never a correlation over a crowd."""
    kept = (ROOT / "benchmarks" / "results" / "accuracy.json").read_text("utf-8")
    assert "wCV" in kept
    assert "icc" not in kept.lower()


def test_a_shot_again_is_not_the_same_burst() -> None:
    """A shot again differs in light, blur, exposure and noise, not in noise alone."""
    trials, other = _bench("trials"), _bench("other_hand")
    base = other.random_scene(np.random.default_rng(1), px_per_mm=10.0)
    again = trials._shot(base, np.random.default_rng(2))
    assert again.light != base.light
    for name in ("blur_px", "level", "noise"):
        assert getattr(again.camera, name) != getattr(base.camera, name)


HANDS = {
    "other": ("other_hand", "lens", "lamps", "relief", "things", "pigment"),
    "third": ("third_*",),
    "fourth": ("fourth_*",),
}


@pytest.mark.parametrize("hand", HANDS)
def test_the_hands_share_nothing(hand: str) -> None:
    """No module of a hand imports ``porewise`` or a module of another hand."""
    folder = ROOT / "benchmarks" / "accuracy"
    modules = {h: {f.stem for n in names for f in folder.glob(f"{n}.py")} for h, names in HANDS.items()}
    others = {m for h, ms in modules.items() if h != hand for m in ms}
    for name in modules[hand]:
        tree = ast.parse((folder / f"{name}.py").read_text("utf-8"))
        imports = [n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)]
        imports += [a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names]
        assert not any(i.startswith("porewise") or i in others for i in imports), name


def test_nothing_is_trained_on_the_hand_that_judges() -> None:
    """No script of training imports a module of the fourth hand."""
    for script in (ROOT / "benchmarks" / "train").glob("*.py"):
        assert "fourth_" not in script.read_text("utf-8"), script.name


def test_what_nobody_can_see_counts_for_nothing() -> None:
    """A find on a pore that the picture does not resolve is neither hit nor false, and missing it is no miss."""
    tally = _bench("match").tally
    pores = _pores_at([(50, 50)], resolvable=False)
    for found in (np.array([[50.0, 50.0]]), np.zeros((0, 2))):
        counts = tally(found, pores, (200, 200), 10.0)
        assert (counts.hits, counts.misses, counts.false) == (0, 0, 0)


def test_training_and_benchmark_share_no_skin() -> None:
    """Seeds of the benchmark's own skins lie beyond all that training draws."""
    trials = _bench("trials")
    for script in (ROOT / "benchmarks" / "train").glob("*.py"):
        for seed in re.findall(r'"--seed", type=int, default=(\d+)', script.read_text("utf-8")):
            assert int(seed) * 100_000 + 1_000_000 < trials.HELD_OUT, script.name


def test_round_pores_do_not_read_oval() -> None:
    """At 8 to 10 px/mm one pore's shape is noise; a zone's round pores read at most 1.12, and 1 is in the interval."""
    for i, k in enumerate((8.2, 10.0)):
        pores = Pores(45, median_mm=0.32, contrast=0.4, ovalness=1.0, axis_scatter_deg=90)
        drawn = draw_skin(SkinRecipe(22, 16, pores, EVEN, Light(ambient=0.9), Camera(k, 0.6)), seed=330 + i)
        oval = _zone(drawn).ovalness
        assert oval is not None
        assert oval.value <= 1.12
        assert oval.low == 1.0


def test_a_blur_longer_one_way_is_told_from_the_shape_of_pores() -> None:
    """Round pores under a blur of one long axis: under 1.14 on the mean (1.17 by one stack)."""
    read = []
    for i in range(4):
        pores = Pores(60, median_mm=0.30, contrast=0.4, ovalness=1.0, axis_scatter_deg=90)
        camera = Camera(12.0, 1.1, psf="oval", psf_angle_deg=45.0 * i)
        oval = _zone(
            draw_skin(SkinRecipe(24, 18, pores, EVEN, Light(ambient=0.9), camera), seed=350 + i)
        ).ovalness
        assert oval is not None
        read.append(oval)
    assert np.mean([o.value for o in read]) < 1.14
    assert sum(o.low <= 1.02 for o in read) >= 2


def test_the_light_does_not_fill_pores() -> None:
    """Open pores under light from two sides: the share that looks plugged stays low in both."""
    pores = Pores(40, median_mm=0.3, contrast=0.4, dark_plug_share=0.0, filament_share=0.0)
    for side in (20.0, 200.0):
        light = Light(from_deg=side, height_deg=40, ambient=0.35)
        share = _zone(
            draw_skin(SkinRecipe(20, 15, pores, EVEN, light, Camera(12.0, 0.6)), seed=340)
        ).plugged_share
        assert share is not None
        assert share.value < 0.3


def test_what_is_no_pore_is_not_counted() -> None:
    """Hair, freckles, stubble, moles and papules on skin without pores: about one find per cm² at most."""
    around = Surroundings(
        vellus_hairs=6, stubble=4, freckles=2, pinpoint_freckles=2, moles=0.3, papules=1, milia=1, wrinkles=0.5,
        vessels=1, flakes=2,
    )  # fmt: skip
    counts = []
    for i in range(4):
        drawn = draw_skin(
            SkinRecipe(20, 15, Pores(0), around, Light(), Camera(12.0, 0.8, jpeg=80)), seed=350 + i
        )
        counts.append(_zone(drawn).pore_count)
    assert sum(counts) / (4 * 3.0) <= 1.5


def test_enlarging_invents_no_pores(skin: Skin) -> None:
    """Twice as many pixels of the same skin show no more pores."""
    large = np.asarray(cv2.resize(skin.picture, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC), np.uint8)
    reading = _measure(large, 24.0)
    if isinstance(reading, Reading):
        assert reading.zones[0].pore_count <= 1.1 * _zone(skin).pore_count


def test_highlights_leave_the_denominator(skin: Skin) -> None:
    """A burnt-out disc takes its area out of the zone and holds no pore."""
    picture = skin.picture.copy()
    cv2.circle(picture, (120, 90), 40, (255, 255, 255), -1)
    reading = _measure(picture, 12.0)
    assert isinstance(reading, Reading)
    lost = _zone(skin).area_mm2 - reading.zones[0].area_mm2
    assert lost >= np.pi * (40 / 12) ** 2 * 0.95
    counted = [p for p in reading.pores if p.counted]
    assert all(np.hypot(p.x_px - 120, p.y_px - 90) >= 40 for p in counted)


def test_the_scale_of_the_iris_carries_what_people_differ_by() -> None:
    """Irises drawn from 11.7 ± 0.42 mm: the 90 % interval of px/mm holds the true scale in 86 to 97 of 100."""
    from porewise.measure.scale import scale_from_iris
    from porewise.values.face import Eye, Face

    rng = np.random.default_rng(5)
    none = np.zeros((16, 2))
    held = 0
    for _ in range(400):
        iris_px = rng.normal(11.7, 0.42) * 10.0
        eyes = [
            Eye(0, 0, float(iris_px * np.exp(rng.normal(0, 0.02))), 0.02 * iris_px, True) for _ in range(2)
        ]
        scale = scale_from_iris(Face(np.zeros((468, 3)), *eyes, none, none, 0.01, 1.0)).px_per_mm
        held += scale.low <= 10.0 <= scale.high
    assert 0.86 <= held / 400 <= 0.97


def test_every_photo_that_passes_counts(skin: Skin) -> None:
    """Three shots, one of them softer: all three are used, whatever they say."""
    from porewise.measure import combine_shots

    pictures = [skin.picture, cv2.GaussianBlur(skin.picture, (0, 0), 0.6), skin.picture[:, ::-1]]
    readings = [_measure(np.ascontiguousarray(p), 12.0) for p in pictures]
    together = combine_shots(readings, version="t")
    assert len(together.used) == sum(isinstance(r, Reading) for r in readings) == 3


def _bench(name: str) -> object:
    import importlib
    import sys

    folder = str(ROOT / "benchmarks" / "accuracy")
    if folder not in sys.path:
        sys.path.insert(0, folder)
    return importlib.import_module(name)


def _pores_at(places: list[tuple[float, float]], *, resolvable: bool = True) -> list[object]:
    true_pore = _bench("true_pore").TruePore
    return [true_pore(x, y, 0.3, 0.3, 0.0, 0.3, "none", resolvable, resolvable) for x, y in places]
