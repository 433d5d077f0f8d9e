"""Bad photo files: one plain sentence that names the file, what is wrong and what to do; never a crash."""

from __future__ import annotations

import io
import os
import re
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from porewise.io.photos import read_photo, read_photo_bytes
from porewise.values.errors import PorewiseError
from porewise.values.photo import Photo

SENTENCE = re.compile(r"^The photo [^\n]+ [^\n]+; [^\n]+\.$")


def refused(data: bytes, name: str = "me.jpg") -> str:
    """Read, expect a refusal, and give its sentence."""
    with pytest.raises(PorewiseError) as caught:
        read_photo_bytes(data, name)
    sentence = str(caught.value)
    assert SENTENCE.match(sentence), sentence
    assert sentence.startswith(f"The photo {name} ")
    assert len(sentence) < 250
    return sentence


def tried(data: bytes) -> Photo | None:
    """Read; give the photo, or None after a refusal in one plain sentence."""
    try:
        return read_photo_bytes(data, "x")
    except PorewiseError as sorry:
        sentence = str(sorry)
    assert SENTENCE.match(sentence), sentence
    return None


def encoded(form: str, **options: Any) -> bytes:
    noise = np.random.default_rng(2).integers(0, 256, (61, 83, 3), dtype=np.uint8)
    file = io.BytesIO()
    Image.fromarray(noise).resize((83, 61)).save(file, form, **options)
    return file.getvalue()


def deep(ending: str) -> bytes:
    import cv2

    noise = np.random.default_rng(2).integers(0, 65536, (31, 43, 3), dtype=np.uint16)
    return bytes(cv2.imencode(ending, noise)[1].tobytes())


FILES = {
    "JPEG": encoded("JPEG", quality=85),
    "progressive JPEG": encoded("JPEG", quality=85, progressive=True),
    "PNG": encoded("PNG"),
    "TIFF": encoded("TIFF"),
    "compressed TIFF": encoded("TIFF", compression="tiff_lzw"),
    "WebP": encoded("WEBP", quality=80),
    "lossless WebP": encoded("WEBP", lossless=True),
    "16-bit PNG": deep(".png"),
    "16-bit TIFF": deep(".tiff"),
}


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty (0 bytes)"),
        (b"Dear diary, today my skin ...", "is of an unknown kind"),
        (b"GIF89a" + bytes(40), "is a GIF"),
        (b"%PDF-1.7" + bytes(40), "is a PDF"),
        (b"BM" + bytes(60), "is a BMP"),
        (b"PK\x03\x04" + bytes(60), "is a ZIP archive"),
        (b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf" + bytes(40), "is an AVIF"),
        (b"\0\0\0\x18ftypisom\0\0\0\0isommp42" + bytes(40), "is a video"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(40), "HEIC"),
        (b"\xff\xd8\xff\xe0" + bytes(9), "JPEG"),
        (b"\x89PNG\r\n\x1a\n" + bytes(9), "PNG"),
        (b"II*\0" + bytes(9), "TIFF"),
        (b"RIFF\x08\0\0\0WEBPVP8 ", "WebP"),
    ],
)
def test_what_is_no_photo_is_named_in_one_sentence(data: bytes, says: str) -> None:
    """The person learns what the file is instead, and what to do."""
    assert says in refused(data)


@pytest.mark.parametrize("form", ["GIF", "BMP", "ICO"])
def test_other_picture_formats_are_refused_by_name(form: str) -> None:
    """Formats with palettes or lossless oddities are not photos of skin."""
    assert form in refused(encoded(form)).upper() or form == "ICO"


@pytest.mark.parametrize("kind", FILES)
def test_a_file_cut_short_anywhere_is_refused_or_whole(kind: str) -> None:
    """No half face is ever measured: a photo cut short is refused, unless only a checksum is missing."""
    data = FILES[kind]
    whole = read_photo_bytes(data, "whole").display
    for end in {*range(1, len(data), max(1, len(data) // 80)), *range(len(data) - 25, len(data))}:
        photo = tried(data[:end])
        if photo is not None:
            assert np.array_equal(photo.display, whole), f"read {end} of {len(data)} bytes"
            assert end > len(data) - 25


def png_claiming(width: int, height: int, bits: int = 8) -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, bits, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(100)))
        + chunk(b"IEND", b"")
    )


def tiff_claiming(width: int, height: int) -> bytes:
    entries = [
        (256, 4, 1, width),
        (257, 4, 1, height),
        (258, 3, 1, 8),
        (262, 3, 1, 1),
        (273, 4, 1, 8),
        (279, 4, 1, 9),
    ]
    table = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return b"II*\0\x08\0\0\0" + struct.pack("<H", len(entries)) + table + bytes(4)


def webp_claiming(width: int, height: int) -> bytes:
    body = b"WEBPVP8X" + struct.pack("<I", 10) + bytes(4)
    body += (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return b"RIFF" + struct.pack("<I", len(body)) + body


def jpeg_claiming(width: int, height: int) -> bytes:
    frame = struct.pack(">HBHHB", 17, 8, height, width, 3) + b"\1\x11\0\2\x11\0\3\x11\0"
    return b"\xff\xd8\xff\xc0" + frame + b"\xff\xda" + bytes(20)


@pytest.mark.parametrize(
    "bomb",
    [
        png_claiming(60_000, 60_000),
        png_claiming(60_000, 60_000, bits=16),
        png_claiming(2**31 - 1, 2**31 - 1),
        tiff_claiming(100_000, 100_000),
        webp_claiming(16_384, 16_384),
        jpeg_claiming(65_000, 65_000),
    ],
    ids=["png", "deep png", "largest png", "tiff", "webp", "jpeg"],
)
def test_a_small_file_that_unpacks_to_a_giant_is_refused_unopened(bomb: bytes) -> None:
    """Decompression bombs are told by their header; no memory is taken for them."""
    assert "megapixels" in refused(bomb)


def test_a_picture_of_no_size_is_refused() -> None:
    """Zero rows are no photo."""
    refused(jpeg_claiming(10, 0))
    refused(png_claiming(0, 10))


def test_animations_are_refused() -> None:
    """Which of its faces should be measured?"""
    frames = [Image.new("RGB", (20, 30), colour) for colour in ("red", "blue")]
    for form in ("PNG", "WEBP"):
        file = io.BytesIO()
        frames[0].save(file, form, save_all=True, append_images=frames[1:])
        assert "animation" in refused(file.getvalue())


@pytest.mark.parametrize("mode", ["I", "F"])
def test_scientific_numbers_are_refused(mode: str) -> None:
    """A 32-bit TIFF has no white."""
    file = io.BytesIO()
    Image.new("L", (20, 30), 90).convert(mode).save(file, "TIFF")
    assert "32-bit" in refused(file.getvalue())


def test_missing_files_folders_and_pipes_are_refused(tmp_path: Path) -> None:
    """Every wrong path has its own sentence."""
    for path, says in (
        (tmp_path / "gone.jpg", "does not exist"),
        (tmp_path, "is a folder"),
        (Path("a\0b"), "name"),
    ):
        with pytest.raises(PorewiseError, match=says):
            read_photo(path)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.jpg")
        with pytest.raises(PorewiseError, match="not an ordinary file"):
            read_photo(tmp_path / "pipe.jpg")


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may read everything"
)
def test_a_photo_without_the_right_to_read_is_refused(tmp_path: Path) -> None:
    """Permission is the person's to give."""
    path = tmp_path / "locked.jpg"
    path.write_bytes(FILES["JPEG"])
    path.chmod(0)
    with pytest.raises(PorewiseError, match="may not be read"):
        read_photo(path)


def test_the_right_to_read_is_asked_of_the_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same, also where the tests run as the superuser."""

    def denied(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    path = tmp_path / "locked.jpg"
    path.write_bytes(FILES["JPEG"])
    monkeypatch.setattr(Path, "read_bytes", denied)
    with pytest.raises(PorewiseError, match=r"^The photo locked\.jpg may not be read by you; [^\n]+\.$"):
        read_photo(path)


def test_a_file_of_absurd_length_is_not_read(tmp_path: Path) -> None:
    """A disk image named .jpg must not fill the memory."""
    path = tmp_path / "disk.jpg"
    with path.open("wb") as file:
        file.truncate(600_000_000)  # sparse: takes no space
    with pytest.raises(PorewiseError, match="has 600 MB"):
        read_photo(path)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
@example(b"\xff\xd8\xff" + bytes(100))
@example(b"MM\0*" + b"\xff" * 60)
def test_no_bytes_whatever_crash_the_reader(data: bytes) -> None:
    """Any bytes are a photo or a plain refusal."""
    for start in (
        b"",
        b"\xff\xd8\xff",
        b"\x89PNG\r\n\x1a\n",
        b"II*\0",
        b"RIFF\xff\0\0\0WEBP",
        b"\0\0\0\x18ftypheic",
    ):
        tried(start + data)


@settings(max_examples=250, deadline=None)
@given(
    kind=st.sampled_from(sorted(FILES)),
    harm=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=12),
)
def test_a_real_photo_with_wrong_bytes_is_read_or_refused(kind: str, harm: list[tuple[float, int]]) -> None:
    """A failing disk or cable changes a few bytes: never a crash, never a traceback."""
    data = bytearray(FILES[kind])
    for place, value in harm:
        # half of the harm falls on the header, where it hurts most
        index = int(place * 2 * min(200, len(data))) if place < 0.5 else int(place * len(data))
        data[index % len(data)] = value
    photo = tried(bytes(data))
    if photo is not None:
        assert photo.linear.dtype == np.float32
        assert np.isfinite(photo.linear).all()


def test_a_refusal_writes_nothing_to_the_console(capfd: pytest.CaptureFixture[str]) -> None:
    """The decoders' own complaints do not reach stderr: the sentence is all."""
    for kind in ("JPEG", "PNG", "TIFF", "WebP", "16-bit TIFF", "16-bit PNG"):
        data = FILES[kind]
        refused(data[: len(data) // 2])
    refused(
        FILES["TIFF"].replace(
            struct.pack("<HHI", 277, 3, 1) + b"\3", struct.pack("<HHI", 277, 3, 1) + b"\xff"
        )
    )
    out, err = capfd.readouterr()
    assert (out, err) == ("", "")
