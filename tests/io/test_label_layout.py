"""Lines are brought into reading order, and the ingredient list is found among them."""

from __future__ import annotations

import numpy as np
import pytest

from porewise.io.label_layout import blocks, goes_on, heads_list, list_lines, place
from porewise.io.label_models import onnx_metadata
from porewise.io.strips import Strip
from porewise.knowledge.label_photo import label_knowledge

ABOUT = label_knowledge()
RIGHT = np.array([1.0, 0.0])


def strip(x: float, y: float, length: float = 400, height: float = 20, bend: float = 0.0) -> Strip:
    return Strip(np.array([x, y]), RIGHT, length, height, (0.0, 0.0, bend))


def test_lines_on_a_bottle_keep_their_rows_although_their_ends_hang_lower() -> None:
    """A row broken in two and bent by 40 px is still one row: the bend is shared by all lines."""
    bend = 0.001  # an end 200 px from the middle lies 40 px higher or lower
    whole = [strip(0, 30 * i, bend=bend) for i in (0, 2)]
    left = Strip(np.array([-110.0, 30 + bend * 110**2]), RIGHT, 180, 20, (0.0, -2 * bend * 110, bend))
    right = Strip(np.array([110.0, 30 + bend * 110**2]), RIGHT, 180, 20, (0.0, 2 * bend * 110, bend))
    placed = place([right, whole[1], left, whole[0]], RIGHT)
    assert [(p.index, p.row) for p in placed] == [(3, 0), (2, 1), (0, 1), (1, 2)]


def test_two_columns_are_two_blocks() -> None:
    columns = [strip(200 + 600 * (i % 2), 24 * (i // 2)) for i in range(8)]
    found = blocks(place(columns, RIGHT), ABOUT)
    assert sorted(sorted(p.index for p in block) for block in found) == [[0, 2, 4, 6], [1, 3, 5, 7]]


@pytest.mark.parametrize(
    "line", ["INGREDIENTS:", "Ingrédients: Aqua", "INCI Aqua, Glycerin", "Bestandteile / Ingredients: Aqua"]
)
def test_headings_in_the_languages_of_packs_are_known(line: str) -> None:
    assert heads_list(line, ABOUT)


@pytest.mark.parametrize("line", ["Rich in natural ingredients", "Directions: apply daily", "", "50 ml"])
def test_other_lines_are_no_headings(line: str) -> None:
    assert not heads_list(line, ABOUT)


def test_a_heading_alone_takes_the_next_block_along() -> None:
    texts = [
        ["Daily Cream"],
        ["INGREDIENTS"],
        ["Aqua, Glycerin, Urea,", "Panthenol, Squalane"],
        ["Made in Spain"],
    ]
    assert list_lines(texts, ABOUT) == [(1, 0), (2, 0), (2, 1)]


def test_without_a_heading_the_block_with_the_commas_is_the_list() -> None:
    texts = [["Apply, then rinse"], ["Water, Glycerin, Niacinamide", "Urea, Panthenol, Parfum"]]
    assert list_lines(texts, ABOUT) == [(1, 0), (1, 1)]
    assert list_lines([["Apply, then rinse"], ["50 ml"]], ABOUT) == []


def test_a_model_file_s_metadata_is_found_behind_its_weights(tmp_path) -> None:
    """Protobuf by hand: field 1 a number, field 7 the graph, field 14 two entries."""
    first, second = b"\x0a\x04date\x12\x042026", b"\x0a\x09character\x12\x03a\nb"
    graph = b"\x3a\xac\x02" + bytes(300)
    message = b"\x08\x0a" + graph + b"".join(b"\x72" + bytes([len(e)]) + e for e in (first, second))
    (tmp_path / "model.onnx").write_bytes(message)
    assert onnx_metadata(tmp_path / "model.onnx", b"character") == b"a\nb"
    assert onnx_metadata(tmp_path / "model.onnx", b"absent") is None


def test_a_list_with_an_unread_line_in_it_goes_on_below_the_gap_but_not_into_prose() -> None:
    """Lists have a comma every two or three words; directions do not, and another list has its own heading."""
    begun = [["INGREDIENTS: Aqua, Glycerin, Urea,"]]
    rest = ["Panthenol, Squalane, Cetearyl Alcohol,", "Limonene, Linalool."]
    prose = ["Apply in the evening to clean, dry skin, avoid the eyes, and use sunscreen in the morning."]
    other = ["Ingredientes: Agua, Glicerina, Urea, Pantenol"]
    assert goes_on([*begun, rest, prose], [(0, 0)], ABOUT) == 1
    assert goes_on([*begun, prose, rest], [(0, 0)], ABOUT) == 0
    assert goes_on([*begun, other], [(0, 0)], ABOUT) == 0
    assert goes_on([], [], ABOUT) == 0
