"""Barcodes from digits and from photos; a mistyped digit is noticed."""

from __future__ import annotations

from pathlib import Path

import pytest
import zxingcpp
from PIL import Image, ImageFilter

from porewise.io.barcodes import barcode_from_digits, barcode_of, barcodes_in
from porewise.values.errors import PorewiseError

CODE = "4006381333931"


def bars(code: str = CODE, height: int = 160) -> Image.Image:
    """The bars themselves, drawn by a writer that Porewise does not use for reading."""
    drawn = zxingcpp.create_barcode(code, zxingcpp.BarcodeFormat.EAN13)
    return (
        Image.fromarray(zxingcpp.write_barcode_to_image(drawn, scale=4)).resize((480, height)).convert("RGB")
    )


def on_table(*pictures: Image.Image, turn: float = 0) -> Image.Image:
    """A dim photo of packs on a table."""
    table = Image.effect_noise((1500, 1100), 18).convert("RGB")
    for i, picture in enumerate(pictures):
        turned = picture.rotate(turn, expand=True, fillcolor="white")
        table.paste(turned, (120, 120 + 480 * i))
    return table.filter(ImageFilter.GaussianBlur(0.8))


@pytest.mark.parametrize("turn", [0, 17, 90])
def test_a_photo_shows_its_barcode_however_it_is_held(tmp_path: Path, turn: float) -> None:
    on_table(bars(), turn=turn).save(tmp_path / "pack.jpg", quality=80)
    assert barcode_of(tmp_path / "pack.jpg") == CODE


def test_two_barcodes_in_one_photo_are_not_chosen_between(tmp_path: Path) -> None:
    on_table(bars(), bars("5901234123457")).save(tmp_path / "two.png")
    assert barcodes_in(tmp_path / "two.png") == (CODE, "5901234123457")
    with pytest.raises(PorewiseError, match="2 barcodes"):
        barcode_of(tmp_path / "two.png")


def test_a_photo_without_bars_says_so_by_its_name(tmp_path: Path) -> None:
    on_table().save(tmp_path / "table.jpg")
    with pytest.raises(PorewiseError, match=r"No barcode was found in table\.jpg"):
        barcode_of(tmp_path / "table.jpg")


@pytest.mark.parametrize(
    ("typed", "code"),
    [(CODE, CODE), ("4 006381 333931", CODE), ("036000291452", "0036000291452"), ("04006381333931", CODE)],
)
def test_digits_are_taken_as_they_are_printed(typed: str, code: str) -> None:
    """With blanks, as 12-digit UPC, as 14-digit GTIN."""
    assert barcode_from_digits(typed) == code


@pytest.mark.parametrize("place", range(12))
def test_any_one_mistyped_digit_is_noticed(place: int) -> None:
    wrong = CODE[:place] + str((int(CODE[place]) + 3) % 10) + CODE[place + 1 :]
    with pytest.raises(PorewiseError, match="mistyped"):
        barcode_from_digits(wrong)


@pytest.mark.parametrize("typed", ["", "12345", "4006381333931000", "٤٠٠٦٣٨١٣٣٣٩٣١"])
def test_what_is_no_barcode_is_told_what_one_looks_like(typed: str) -> None:
    with pytest.raises(PorewiseError, match="13 digits"):
        barcode_from_digits(typed)
