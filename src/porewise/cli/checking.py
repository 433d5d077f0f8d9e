"""`porewise check`: one label, or a file of many."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from porewise.cli.show import print_json, print_lines, say
from porewise.values.errors import PorewiseError

if TYPE_CHECKING:
    from porewise.values.profile import Profile

BLOCK = 500  # lines of a file read together


def check_one(text: str, kind: str | None, profile: Profile | None, *, as_json: bool) -> None:
    """Print what one label says."""
    from porewise import calls
    from porewise.report.product import product_lines

    product = calls.check(text, kind=kind, profile=profile)
    print_json(product.to_json()) if as_json else print_lines(product_lines(product))


def check_photo(photo: Path, kind: str | None, profile: Profile | None, *, as_json: bool) -> None:
    """Print what a photographed label says; what was hard to read, or why nothing was, goes to stderr."""
    from porewise import calls
    from porewise.report.product import product_lines

    label, product = calls.check_label_photo(photo, kind=kind, profile=profile)
    for reason in label.reasons:
        say(f"{photo.name}: {reason.says} {reason.remedy}")
    print_json(product.to_json()) if as_json else print_lines(product_lines(product))


def check_many(file: Path, kind: str | None, profile: Profile | None) -> bool:
    """Print one product per line of a ``{"id", "text"}`` file; say whether every line could be used."""
    from porewise import calls

    usable = True
    lines = _lines(file)
    while block := list(islice(lines, BLOCK)):
        entries = []
        for number, line in block:
            entry = _entry(line)
            if entry is None:
                usable = False
                say(
                    f'{file.name}, line {number}: not {{"id": …, "text": …}} on one line; correct or remove it.'
                )
            else:
                entries.append(entry)
        products = calls.check_many((text for _, text in entries), kind=kind, profile=profile)
        for (name, _), product in zip(entries, products, strict=True):
            print_json({"id": name, **product.to_json()}, one_line=True)
    return usable


def _lines(file: Path) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(read_text(file).splitlines(), start=1):
        if line.strip():
            yield number, line


def _entry(line: str) -> tuple[str, str] | None:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(entry, dict) or not isinstance(entry.get("text"), str):
        return None
    return str(entry.get("id", "")), entry["text"]


def read_text(file: Path | None) -> str:
    """Read a text file, or stdin for None; bytes that are no UTF-8 become replacement marks."""
    try:
        data = sys.stdin.buffer.read() if file is None else file.read_bytes()
    except OSError as error:
        raise PorewiseError(f"{file} cannot be read ({error.strerror}); give a text file.") from error
    return data.decode("utf-8-sig", errors="replace")


def import_file(what: str, file: Path, data: Path | None) -> None:
    """Import an official export that the user downloaded."""
    from porewise import calls

    if what == "cosing":
        say(
            f"{calls.import_cosing(file, data=data)} ingredient names were imported; labels are read with them now."
        )
    else:
        count = calls.import_open_beauty_facts(file, data=data)
        say(f"{count} products were imported; their barcodes are known now.")


def text_by_barcode(given: str) -> str:
    """The list of a product by its barcode, in digits or in a photo; its name goes to stderr."""
    from porewise import calls

    digits = given if given.replace(" ", "").replace("-", "").isdigit() else calls.barcode_in_photo(given)
    found = calls.product_by_barcode(digits)
    say(f"{found['name'] or 'A product without a name'}, barcode {found['barcode']}.")
    return str(found["text"])
