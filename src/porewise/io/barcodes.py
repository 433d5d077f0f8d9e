"""The barcode of a pack, from its digits or from a photo: EAN-13, EAN-8, UPC-A and UPC-E, as a 13-digit GTIN."""

from __future__ import annotations

import re
from pathlib import Path

from porewise.values.errors import PorewiseError

LONGEST_PX = 1600  # a barcode that fills a tenth of the picture still has two pixels per bar
LENGTHS = (8, 12, 13, 14)


def barcode_of(given: str | Path) -> str:
    """
    The barcode in digits a person typed, or in a photo file.

    Raises ``PorewiseError`` in one sentence for digits that are no barcode, for a photo without one and for
    a photo with several.
    """
    text = str(given)
    if re.fullmatch(r"[\d\s-]+", text):
        return barcode_from_digits(text)
    return barcode_from_photo(Path(given))


def barcode_from_digits(text: str) -> str:
    """
    Check the digits under a barcode and write them with 13 of them.

    >>> barcode_from_digits("0 36000 29145 2")
    '0036000291452'
    """
    digits = re.sub(r"[\s-]", "", text)
    if not digits.isascii() or not digits.isdigit() or len(digits) not in LENGTHS:
        shown = text.strip()[:40] or "nothing"
        raise PorewiseError(
            f"“{shown}” is no barcode; type the 13 digits under the bars (8, 12 or 14 on some packs)."
        )
    if check_digit(digits[:-1]) != int(digits[-1]):
        raise PorewiseError(
            f"The last digit of {digits} does not fit the others, so one of them is mistyped;"
            " compare them with the pack."
        )
    return digits.zfill(13)[-13:] if len(digits) != 14 else digits.removeprefix("0").zfill(13)


def check_digit(digits: str) -> int:
    """
    The check digit of a GTIN: from the right, digits weigh 3 and 1 in turn (GS1 General Specifications 7.9).

    >>> check_digit("400638133393")
    1
    """
    weighed = sum(int(d) * (3 if i % 2 == 0 else 1) for i, d in enumerate(reversed(digits)))
    return -weighed % 10


def barcode_from_photo(path: Path) -> str:
    """Find the one barcode in a photo. Raises ``PorewiseError`` where there is none, or more than one."""
    found = barcodes_in(path)
    if not found:
        raise PorewiseError(
            f"No barcode was found in {path.name}; photograph the bars alone, sharp and straight on,"
            " or type the digits under them."
        )
    if len(found) > 1:
        raise PorewiseError(
            f"{path.name} shows {len(found)} barcodes ({', '.join(found)});"
            " photograph one alone, or type its digits."
        )
    return found[0]


def barcodes_in(path: Path) -> tuple[str, ...]:
    """Every product barcode in a photo file, in ascending order."""
    import zxingcpp
    from PIL import Image

    from porewise.io.photos import read_codes

    codes, _ = read_codes(path)
    picture = Image.fromarray(codes).convert("L")
    for longest in (LONGEST_PX, 2 * LONGEST_PX):  # shrunk first: quick, and it smooths noise away
        shrunk = picture.copy()
        shrunk.thumbnail((longest, longest))
        read = zxingcpp.read_barcodes(shrunk, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.EANUPC))
        found = {_thirteen(code.text) for code in read if code.valid}
        if found or max(picture.size) <= longest:
            return tuple(sorted(found))
    return ()


def _thirteen(text: str) -> str:
    return re.sub(r"\D", "", text).zfill(13)
