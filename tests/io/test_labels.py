"""Photos of labels are read line by line, whatever their turn, bend and light, or refused with a number."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFont

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks" / "check"))

from draw_label import Scene, draw_label
from label_lists import LISTS

from porewise.io import label_models, labels
from porewise.io.labels import read_label
from porewise.values.errors import PorewiseError
from porewise.values.label_photo import Label, UnreadLabel

pytestmark = pytest.mark.skipif(
    label_models.find_spec("rapidocr") is None, reason="the extra “ocr” is not installed: no label is read"
)
SMALL = (1000, 900)
SHORT = Scene((660, 420), letters_px=22)  # one look, a few lines: quick


def font(size: int) -> ImageFont.FreeTypeFont:
    """The font inside Pillow, so that the test needs none of the machine's."""
    found = ImageFont.load_default(size)
    assert isinstance(found, ImageFont.FreeTypeFont)
    return found


def read(tmp_path: Path, picture: Image.Image) -> Label | UnreadLabel:
    picture.save(tmp_path / "label.png", compress_level=1)
    return read_label(tmp_path / "label.png")


def letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.replace("-\n", "").lower())


SCENES = {
    "flat": Scene(SMALL, letters_px=24),
    "bottle": Scene(
        SMALL,
        letters_px=26,
        curve_deg=50,
        above_deg=13,
        tilt_deg=7,
        shade=0.5,
        glare=0.25,
        noise=4,
        blur_px=0.8,
    ),
    "dark": Scene(SMALL, letters_px=20, paper="dark", capitals=True, tilt_deg=-14, noise=4),
}


@pytest.mark.parametrize("scene", SCENES.values(), ids=SCENES)
def test_the_list_on_a_label_is_read_whole(tmp_path: Path, scene: Scene) -> None:
    """Flat, round, tilted, shaded: every name of the list stands in the text, and the list starts it."""
    label = read(tmp_path, draw_label(LISTS[0], scene, font=font))
    assert isinstance(label, Label)
    missing = [name for name in LISTS[0][:-1] if letters(name) not in letters(label.text)]
    assert missing == []
    assert letters(label.text).startswith("ingredientsaqua")
    assert label.reasons == ()
    assert not {"rapidocr", "onnxruntime"} & set(sys.modules), "only the model files of the extra are used"


def test_a_label_upside_down_or_on_its_side_is_read_the_right_way(tmp_path: Path) -> None:
    """All four turns give the same list."""
    upright = draw_label(LISTS[3][:8], SHORT, font=font)
    for turn in (90, 180, 270):
        label = read(tmp_path, upright.rotate(turn, expand=True))
        assert isinstance(label, Label)
        assert letters(label.text).startswith("ingredientswaterascorbicacid"), turn


def test_each_line_knows_where_it_stands_in_the_text_and_in_the_photo(tmp_path: Path) -> None:
    """Spans cut the line out of the text; corners lie in the photo, and go down the label in order."""
    label = read(tmp_path, draw_label(LISTS[1][:9], SHORT, font=font))
    assert isinstance(label, Label)
    listed = [line for line in label.lines if line.listed]
    assert len(listed) == 5
    for line in listed:
        assert label.text[slice(*line.span)] == line.text
        assert len(line.letter_at) == len(line.text)
        assert list(line.letter_at) == sorted(line.letter_at)
    tops = [line.corners[0][1] for line in listed]
    assert tops == sorted(tops)
    corners = np.array([line.corners for line in label.lines])
    assert corners.min() > -20
    assert (corners.max(axis=(0, 1)) < np.array(SHORT.size) + 20).all()


def test_what_is_no_list_is_kept_out_of_the_text_but_shown(tmp_path: Path) -> None:
    """The product's name and the small print are lines of the label, not of its list."""
    label = read(tmp_path, draw_label(LISTS[2][:8], SHORT, font=font, title="Calm Wash"))
    assert isinstance(label, Label)
    assert "Calm Wash" not in label.text
    assert any("Calm Wash" in line.text for line in label.lines if not line.listed)


def test_a_side_without_a_list_is_told_so(tmp_path: Path) -> None:
    """The print is shown all the same, with the remedy."""
    label = read(tmp_path, draw_label(["Gently foams"], SHORT, font=font, heading="Daily care"))
    assert isinstance(label, Label)
    assert [r.code for r in label.reasons] == ["no_list_found"]
    assert "foams" in label.text


def test_a_line_that_was_covered_is_told_as_a_gap(tmp_path: Path) -> None:
    """What stands below the gap is still read, and the person is asked to compare."""
    picture = draw_label(LISTS[0][:18], Scene((660, 560), letters_px=22), font=font)
    label = read(tmp_path, picture)
    assert isinstance(label, Label)
    third = label.lines[3].corners
    top, bottom = (round(f(y for _, y in third)) for f in (min, max))
    picture.paste((247, 246, 242), (70, top, 600, bottom))
    covered = read(tmp_path, picture)
    assert isinstance(covered, Label)
    assert [r.code for r in covered.reasons] == ["gap_in_list"]
    assert covered.text.startswith("Ingredients: Aqua")
    assert letters(covered.text).endswith("ethylhexylglycerin")


def test_a_photo_without_print_is_refused(tmp_path: Path) -> None:
    label = read(tmp_path, Image.effect_noise((400, 300), 9).convert("RGB"))
    assert isinstance(label, UnreadLabel)
    assert [(r.code, r.severity, r.value) for r in label.reasons] == [("no_text", "refuse", 0)]


def test_print_too_small_is_refused_with_its_height(tmp_path: Path) -> None:
    """The letters' height in pixels, the limit, and the remedy: go closer."""
    label = read(tmp_path, draw_label(LISTS[0][:12], Scene((400, 300), letters_px=9, blur_px=0.9), font=font))
    assert isinstance(label, UnreadLabel)
    (reason,) = label.reasons
    assert reason.code == "too_small"
    assert reason.value is not None
    assert reason.limit is not None
    assert reason.value < reason.limit
    assert "closer" in reason.remedy


def test_without_the_extra_one_sentence_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    Image.new("RGB", (64, 64)).save(tmp_path / "label.png")
    monkeypatch.setattr(label_models, "find_spec", lambda name: None)
    for made in (label_models.reader, label_models.characters):
        made.cache_clear()
    with pytest.raises(PorewiseError, match=r"porewise\[ocr\]"):
        labels.read_label(tmp_path / "label.png")
