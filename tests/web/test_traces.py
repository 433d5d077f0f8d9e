"""What a photo carries about its maker never reaches the disk; what is needed to read it stays."""

from __future__ import annotations

import hashlib
import importlib.util
import struct
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageCms, PngImagePlugin, TiffImagePlugin
from web_helpers import small_photo

from porewise.io.photos import read_photo_bytes
from porewise.values.errors import PorewiseError
from porewise.web.accept import accept_photo, shown_name
from porewise.web.folder import Folder
from porewise.web.traces import kind_of, without_traces

SECRETS = (b"Anna Secret", b"SERIAL-4711", b"1971:01:02", b"hidden-comment", b"52.5163", b"Phone X99")


def _exif(orientation: int = 6) -> Image.Exif:
    exif = Image.Exif()
    exif[274] = orientation
    exif[272] = "Phone X99"
    exif[305] = "Adobe Photoshop 27 of Anna Secret"
    exif[315] = "Anna Secret"
    exif[306] = "1971:01:02 03:04:05"
    details = exif.get_ifd(0x8769)
    details[42033] = "SERIAL-4711"
    details[36867] = "1971:01:02 03:04:05"
    details[41989] = 27
    details[40965] = {1: "R03"}
    exif[0x8769] = details
    gps = exif.get_ifd(0x8825)
    gps.update({1: "N", 2: (52.0, 30.0, 58.0), 3: "E", 4: (13.0, 22.0, 39.0), 29: "1971:01:02"})
    exif[0x8825] = gps
    return exif


XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><a exif:GPSLatitude="52.5163" aux:SerialNumber="SERIAL-4711"/></x:xmpmeta>'


def _jpeg() -> bytes:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    plain = small_photo(exif=_exif().tobytes(), icc_profile=profile, quality=93, comment=b"hidden-comment")
    body = b"http://ns.adobe.com/xap/1.0/\0" + XMP
    xmp = b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
    return plain[:2] + xmp + plain[2:] + b"trailer Anna Secret"


def _png() -> bytes:
    text = PngImagePlugin.PngInfo()
    text.add_text("Author", "Anna Secret")
    text.add_itxt("XML:com.adobe.xmp", XMP.decode())
    return small_photo(format_="PNG", pnginfo=text, exif=_exif().tobytes()) + b"Anna Secret"


def _webp() -> bytes:
    return small_photo(format_="WEBP", lossless=True, exif=_exif().tobytes(), xmp=XMP)


def _tiff() -> bytes:
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[315], tags[272], tags[306], tags[700] = "Anna Secret", "Phone X99", "1971:01:02 03:04:05", XMP
    image = Image.open(BytesIO(small_photo(format_="PNG")))
    out = BytesIO()
    exif = _exif(1)
    for tag, value in tags.items():
        exif[tag] = value
    image.save(out, "TIFF", exif=exif)
    return out.getvalue()


PHOTOS = {"jpg": _jpeg, "png": _png, "webp": _webp, "tif": _tiff}


@pytest.mark.parametrize("kind", PHOTOS)
def test_no_place_time_name_or_serial_number_is_left_in_a_kept_photo(kind: str) -> None:
    """Promise 6: what identifies the maker of a photo is not kept, in any format."""
    given = PHOTOS[kind]()
    assert kind_of(given) == kind
    kept = without_traces(given, kind)
    for secret in SECRETS:
        assert secret not in kept, secret
    with Image.open(BytesIO(kept)) as image:
        exif = image.getexif()
        assert not exif.get_ifd(0x8825)
        assert set(exif) <= {274, 305, 34665, *(range(254, 350) if kind == "tif" else ())}
        assert set(exif.get_ifd(0x8769)) <= {41989, 40965}


@pytest.mark.parametrize("kind", PHOTOS)
def test_the_pixels_and_what_is_read_from_them_stay_the_same(kind: str) -> None:
    """Promise 7: the kept file is read exactly as the given one, but for its own hash."""
    given = PHOTOS[kind]()
    kept = without_traces(given, kind)
    before, after = read_photo_bytes(given, "a"), read_photo_bytes(kept, "a")
    assert before.linear.tobytes() == after.linear.tobytes()
    assert (before.width, before.height) == (after.width, after.height)
    for name in ("profile", "bits", "jpeg_quality", "format", "focal_35mm"):
        assert getattr(before, name) == getattr(after, name), name
    assert before.software == after.software == "Photoshop"
    assert after.focal_35mm == 27
    assert after.profile == ("sRGB" if kind == "jpg" else before.profile)


def test_cleaning_twice_changes_nothing_more() -> None:
    """A clean photo has nothing left to clean."""
    for kind, make in PHOTOS.items():
        once = without_traces(make(), kind)
        assert without_traces(once, kind) == once


def test_a_photo_without_metadata_keeps_its_bytes() -> None:
    """Nothing is rewritten without need."""
    plain = small_photo()
    assert without_traces(plain, "jpg") == plain


def test_a_progressive_jpeg_with_many_scans_keeps_all_of_them() -> None:
    """Scans follow each other; the end of one is not the end of the picture."""
    given = small_photo(size=(257, 181), progressive=True, exif=_exif().tobytes())
    kept = without_traces(given, "jpg")
    assert Image.open(BytesIO(given)).tobytes() == Image.open(BytesIO(kept)).tobytes()


WRONG = {
    "empty.jpg": b"",
    "notes.jpg": b"these are my notes, not a photo",
    "page.png": b"<html><body>no</body></html>",
    "moving.gif": b"GIF89a" + bytes(40),
    "half.jpg": small_photo(size=(640, 480))[:900],
    "half.png": small_photo(size=(640, 480), format_="PNG")[:700],
    "head.jpg": b"\xff\xd8\xff\xe0" + bytes(30),
    "broken.webp": b"RIFF\x20\0\0\0WEBPVP8 " + bytes(16),
    "broken.tif": b"II*\0\x08\0\0\0\xff\xff" + bytes(20),
    "broken.heic": b"\0\0\0\x18ftypheic\0\0\0\0heicmif1" + bytes(30),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_file_is_refused_in_one_sentence_and_leaves_nothing(name: str, folder: Folder) -> None:
    """Bad input: one plain sentence that names the file and says what to do."""
    with pytest.raises(PorewiseError) as refused:
        accept_photo(WRONG[name], name, folder)
    says = str(refused.value)
    assert name in says
    assert says.endswith(".")
    assert says.count(". ") == 0
    assert "\n" not in says
    assert list(folder.photos.iterdir()) == []


def test_an_accepted_photo_lies_whole_in_the_folder_under_a_name_that_tells_nothing(folder: Folder) -> None:
    """The hash is that of the file the person gave."""
    given = _jpeg()
    accepted = accept_photo(given, "C:\\Users\\anna\\me at the beach.jpg", folder)
    assert accepted.name == "me at the beach.jpg"
    assert accepted.sha256 == hashlib.sha256(given).hexdigest()
    assert [p.name for p in folder.photos.iterdir()] == [accepted.file]
    assert (folder.photos / accepted.file).stat().st_size > 500


def test_a_file_name_is_shown_short_and_without_folders_or_control_signs() -> None:
    """A name is shown on pages and in the report: it must not carry anything else."""
    assert shown_name("/home/anna/x\x00y\n.jpg") == "xy.jpg"
    assert len(shown_name("a" * 300 + ".jpg")) <= 80
    assert shown_name("") == "photo"


def test_a_folder_that_cannot_be_used_is_refused_in_one_sentence(tmp_path: Path) -> None:
    """A file where the folder should be, and a database that is none."""
    file = tmp_path / "file"
    file.write_text("x")
    with pytest.raises(PorewiseError, match=r"cannot be used .*; choose a folder"):
        Folder(file).prepare()
    Folder(tmp_path / "data").prepare()
    (tmp_path / "data" / "porewise.sqlite3").write_text("this is no database at all")
    with pytest.raises(PorewiseError, match="not a Porewise database"):
        Folder(tmp_path / "data").prepare()


def test_sweeping_removes_only_what_porewise_named(folder: Folder) -> None:
    """What a person put into the folder stays."""
    ours, theirs = folder.photos / ("0" * 32 + ".jpg.part"), folder.photos / "my own.jpg"
    known = folder.photos / ("1" * 32 + ".jpg")
    for path in (ours, theirs, known):
        path.write_bytes(b"x")
    folder.sweep({known.name}, set())
    assert not ours.exists()
    assert theirs.exists()
    assert known.exists()
    theirs.unlink()


def _heic_writer() -> Any:
    """The HEIC writer of the photo reader's own tests (no program that writes HEIC is free to ship)."""
    place = Path(__file__).parents[1] / "io" / "test_photos_heic.py"
    spec = importlib.util.spec_from_file_location("heic_writer", place)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_heic_photo_loses_its_traces_in_place_and_keeps_its_pixels() -> None:
    """Its parts are found by their place in the file, so the file keeps its length."""
    ramp = (np.add.outer(np.arange(48) * 2, np.arange(64) * 2) % 250).astype(np.uint8)
    given = _heic_writer().heic(ramp, exif=_exif(1).tobytes().removeprefix(b"Exif\0\0"))
    assert kind_of(given) == "heic"
    kept = without_traces(given, "heic")
    assert len(kept) == len(given)
    for secret in SECRETS:
        assert secret not in kept, secret
    before, after = read_photo_bytes(given, "a"), read_photo_bytes(kept, "a")
    assert before.linear.tobytes() == after.linear.tobytes()
    assert before.software == after.software == "Photoshop"
    assert before.focal_35mm == after.focal_35mm == 27
    assert without_traces(kept, "heic") == kept
