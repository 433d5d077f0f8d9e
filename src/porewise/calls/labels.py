"""What is in a bottle: from pasted text, a photographed pack, or a barcode."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from porewise.values.json import Json

if TYPE_CHECKING:
    from porewise.check.resolve import Resolver
    from porewise.values.label import CheckedProduct
    from porewise.values.label_photo import Label, UnreadLabel
    from porewise.values.profile import Profile

JPEG_QUALITY = 88


def check(
    text: str, *, kind: str | None = None, profile: Profile | None = None, data: Path | None = None
) -> CheckedProduct:
    """
    Read the text of a label: what it lists, what that means for visible pores, what could not be read.

    ``kind``: the product's category (``cleanser``, ``sunscreen`` …), where it is known; some remarks hold
    only for what stays on the skin. ``profile`` adds what concerns this person. Any text is answered: one
    without an ingredient list is the verdict ``no_list``. ``data``: the folder whose imported names are known
    as well (``porewise import``); without it ``PORE_DATA`` or ``~/Porewise``.
    """
    from porewise.check import check_label

    return check_label(text, kind=kind, profile=profile, resolver=_resolver(data))


def check_many(
    texts: Iterable[str],
    *,
    kind: str | None = None,
    profile: Profile | None = None,
    data: Path | None = None,
) -> list[CheckedProduct]:
    """Read many labels as ``check`` reads one; for files of thousands, hand them over a few hundred at a time."""
    from porewise.check import check_label
    from porewise.check.reader import uncollected

    resolver = _resolver(data)
    with uncollected():
        return [check_label(text, kind=kind, profile=profile, resolver=resolver) for text in texts]


def _resolver(data: Path | None) -> Resolver | None:
    """Give the reader with imported names, or None where nothing was imported."""
    from porewise.io.imported import data_folder, imported_at

    folder = data_folder(data)
    changed = imported_at(folder)
    return _reader_of(folder, changed) if changed else None


@lru_cache(maxsize=2)
def _reader_of(folder: Path, changed: int) -> Resolver:  # `changed` makes an import be seen
    from porewise.check.names import Names
    from porewise.check.resolve import Resolver
    from porewise.io.imported import imported_names
    from porewise.knowledge.ingredients import ingredients

    return Resolver(Names((*ingredients(), *imported_names(folder))))


def import_cosing(file: Path, *, data: Path | None = None) -> int:
    """Import the ingredient names of the official CosIng export; say how many."""
    from porewise.io.imported import data_folder
    from porewise.io.imported import import_cosing as take

    return take(file, data_folder(data))


def import_open_beauty_facts(file: Path, *, data: Path | None = None) -> int:
    """Import products by barcode from the Open Beauty Facts export; say how many."""
    from porewise.io.imported import data_folder
    from porewise.io.imported import import_open_beauty_facts as take

    return take(file, data_folder(data))


def check_shelf(profile: Profile) -> tuple[CheckedProduct, ...]:
    """Check every product of a shelf whose ingredients are given, each beside the others."""
    listed = [p for p in profile.products if p.ingredients]
    return tuple(check(str(p.ingredients), kind=p.category, profile=_without(profile, p.id)) for p in listed)


def _without(profile: Profile, product_id: str) -> Profile:
    return replace(profile, products=tuple(p for p in profile.products if p.id != product_id))


def read_label_photo(path: str | Path) -> Label | UnreadLabel:
    """
    Read the ingredient list on a photographed pack, line by line; a photo that cannot be read is an
    ``UnreadLabel`` with the number that failed.

    Raises ``PorewiseError`` for a file that is no photo, and where the extra ``ocr`` is not installed.
    """
    from porewise.io.labels import read_label

    return read_label(path)


def check_label_photo(
    path: str | Path, *, kind: str | None = None, profile: Profile | None = None
) -> tuple[Label | UnreadLabel, CheckedProduct]:
    """Read a photographed label and check what it lists; an unread label lists nothing (``no_list``)."""
    from porewise.values.label_photo import Label

    label = read_label_photo(path)
    text = label.text if isinstance(label, Label) else ""
    return label, check(text, kind=kind, profile=profile)


def read_label_upload(path: str, out_dir: str) -> Json:
    """
    Read a label photo for pages, with pictures written into a folder.

    Returns ``{"label": document, "pictures": [{"file", "width", "height"} of each line], "barcodes": [digits]}``;
    ``label.jpg`` beside them is the whole photo, small.
    """
    from porewise.io.barcodes import barcodes_in
    from porewise.io.labels import read_label_with_strips
    from porewise.io.pictures import write_jpeg, write_small_copy

    folder = Path(out_dir)
    label, strips = read_label_with_strips(path)
    pictures = []
    for i, strip in enumerate(strips):
        write_jpeg(strip, folder / f"line-{i}.jpg", quality=JPEG_QUALITY)
        pictures.append({"file": f"line-{i}.jpg", "width": strip.shape[1], "height": strip.shape[0]})
    write_small_copy(Path(path), folder / "label.jpg", quality=JPEG_QUALITY)
    return {
        "label": label.to_json(),
        "pictures": pictures,
        "barcodes": list(barcodes_in(Path(path))),
    }


def product_by_barcode(given: str, *, data: Path | None = None) -> Json:
    """
    Look digits up in the products imported into a data folder: ``{"barcode", "name", "text"}``.

    Raises ``PorewiseError`` for digits that are no barcode, and where nothing is known of it.
    """
    from porewise.io.barcodes import barcode_from_digits
    from porewise.io.imported import data_folder, imported_product
    from porewise.values.errors import PorewiseError

    code = barcode_from_digits(given)
    found = imported_product(code, data_folder(data))
    if found is not None:
        name = " ".join(part for part in (found.brand, found.name) if part)
        return {"barcode": code, "name": name, "text": found.ingredients}
    raise PorewiseError(
        f"No product with the barcode {code} is known here; import a product list first"
        " (porewise import openbeautyfacts FILE), or paste the ingredient list."
    )


def barcode_in_photo(path: str) -> str:
    """The one product barcode in a photo. Raises ``PorewiseError`` where there is none, or more than one."""
    from porewise.io.barcodes import barcode_from_photo

    return barcode_from_photo(Path(path))
