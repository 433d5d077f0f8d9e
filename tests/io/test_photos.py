"""Reading photos: by content, upright, at full depth, and without what is nobody's business."""

from __future__ import annotations

import dataclasses
import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageOps, TiffImagePlugin

from porewise.io.colour import linear_to_srgb, srgb_to_linear
from porewise.io.photos import read_photo, read_photo_bytes
from porewise.values.photo import Photo

LOSSLESS: dict[str, dict[str, Any]] = {"PNG": {}, "TIFF": {}, "WEBP": {"lossless": True}}
KINDS = {  # the kinds of pixels that each format can hold
    "JPEG": "L CMYK YCbCr",
    "PNG": "1 L LA P RGBA",
    "TIFF": "1 L LA P RGBA CMYK YCbCr LAB",
    "WEBP": "L LA P RGBA CMYK",
}


def picture(height: int = 61, width: int = 83, seed: int = 1) -> NDArray[np.uint8]:
    """A smooth coloured picture that uses the whole scale, of odd size and never square."""
    import cv2

    noise = np.random.default_rng(seed).uniform(size=(height, width, 3))
    smooth = cv2.GaussianBlur(noise, (0, 0), 5)
    return np.rint((smooth - smooth.min()) / np.ptp(smooth) * 255).astype(np.uint8)


def encoded(image: Image.Image | NDArray[Any], form: str, **options: Any) -> bytes:
    file = io.BytesIO()
    (image if isinstance(image, Image.Image) else Image.fromarray(image)).save(file, form, **options)
    return file.getvalue()


def sixteen(pixels: NDArray[np.uint16], ending: str) -> bytes:
    """A 16-bit PNG or TIFF of grey, RGB or RGBA pixels."""
    import cv2

    swapped = pixels if pixels.ndim == 2 else pixels[..., [2, 1, 0, 3][: pixels.shape[2]]]
    return bytes(cv2.imencode(ending, np.ascontiguousarray(swapped))[1].tobytes())


def plain_fields(photo: Photo) -> str:
    """Everything of a photo but its pixels, as text."""
    values = {f.name: getattr(photo, f.name) for f in dataclasses.fields(photo)}
    return repr({k: v for k, v in values.items() if not isinstance(v, np.ndarray)})


@pytest.mark.parametrize("form", LOSSLESS)
def test_a_lossless_photo_keeps_every_value(form: str) -> None:
    """What the eye sees is the file's own numbers; the light is their sRGB decoding."""
    pixels = picture()
    photo = read_photo_bytes(encoded(pixels, form, **LOSSLESS[form]), "photo.jpg")
    assert photo.format.upper() == form
    assert photo.bits == 8
    assert np.array_equal(photo.display, pixels)
    assert np.allclose(photo.linear, srgb_to_linear(pixels / 255), atol=1e-6)
    assert (photo.width, photo.height) == (83, 61)


def test_the_content_tells_the_format_not_the_ending(tmp_path: Path) -> None:
    """People rename files; the bytes know better."""
    path = tmp_path / "really.a.png.heic"
    path.write_bytes(encoded(picture(), "JPEG", quality=92))
    photo = read_photo(path)
    assert photo.format == "JPEG"
    assert photo.name == "really.a.png.heic"


@pytest.mark.parametrize("form", ["JPEG", "PNG", "TIFF", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_exif_orientation_is_turned_upright(form: str, orientation: int) -> None:
    """All eight ways a camera can be held or a picture mirrored, in every format that can say so."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    image = Image.fromarray(picture())
    options: dict[str, Any] = {"quality": 95} if form == "JPEG" else dict(LOSSLESS[form])
    data = encoded(image, form, exif=exif, **options)
    upright = ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGB")
    assert np.array_equal(read_photo_bytes(data, "p").display, np.asarray(upright))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_sixteen_bit_tiffs_are_turned_upright_too(orientation: int) -> None:
    """The decoder for deep files must not turn twice, nor forget to turn."""
    deep = picture()[..., 0].astype(np.uint16) * 257
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[0x0112] = orientation
    data = encoded(Image.fromarray(deep), "TIFF", tiffinfo=tags)
    shallow = encoded(Image.fromarray(picture()[..., 0]), "TIFF", tiffinfo=tags)
    assert np.array_equal(read_photo_bytes(data, "p").display, read_photo_bytes(shallow, "p").display)


@pytest.mark.parametrize("ending", [".png", ".tiff"])
@pytest.mark.parametrize("channels", [1, 3, 4])
def test_sixteen_bits_stay_sixteen_bits(ending: str, channels: int) -> None:
    """A ramp finer than 8 bits comes through whole: each of 65536 steps is told from the next."""
    ramp = np.arange(65536, dtype=np.uint16).reshape(128, 512)
    pixels = ramp if channels == 1 else np.stack([ramp] * channels, axis=-1)
    if channels == 4:
        pixels[..., 3] = 65535
    photo = read_photo_bytes(sixteen(pixels, ending), "deep")
    assert photo.bits == 16
    back = linear_to_srgb(photo.linear.astype(np.float64)) * 65535
    assert np.abs(back - ramp[..., None]).max() < 0.5
    assert np.abs(photo.display - ramp[..., None] / 257).max() <= 0.51


def test_sixteen_bits_in_colour_keep_red_green_and_blue_apart() -> None:
    """The deep decoder thinks in blue, green, red; the photo must not."""
    pixels = picture().astype(np.uint16) * 257
    for ending in (".png", ".tiff"):
        assert np.array_equal(read_photo_bytes(sixteen(pixels, ending), "p").display, picture())


@pytest.mark.parametrize(
    ("form", "mode"),
    [(form, mode) for form, modes in KINDS.items() for mode in modes.split()],
)
def test_every_kind_of_pixel_is_understood(form: str, mode: str) -> None:
    """Grey, black-and-white, palette, alpha, ink and Lab pictures look as Pillow shows them, within rounding."""
    image = Image.fromarray(picture()).convert(mode)
    options: dict[str, Any] = {"quality": 100, "subsampling": 0} if form == "JPEG" else dict(LOSSLESS[form])
    data = encoded(image, form, **options)
    shown = Image.open(io.BytesIO(data))
    if shown.mode == "LAB":
        shown = Image.fromarray(picture())
    difference = np.abs(read_photo_bytes(data, "p").display.astype(int) - np.asarray(shown.convert("RGB")))
    assert float(np.median(difference)) <= 1


def test_a_grey_photo_has_three_equal_channels() -> None:
    """Grey light is grey."""
    photo = read_photo_bytes(encoded(picture()[..., 0], "PNG"), "p")
    assert photo.linear.shape == (61, 83, 3)
    assert np.array_equal(photo.linear[..., 0], photo.linear[..., 2])


def test_transparent_parts_are_shown_on_white_and_never_clipped() -> None:
    """As picture viewers do; a cut-out background must not read as overexposure."""
    pixels = np.dstack([np.full((40, 51, 3), 100, np.uint8), np.full((40, 51), 255, np.uint8)])
    pixels[:20, :, 3] = 0
    pixels[:, :10, 3] = 128
    photo = read_photo_bytes(encoded(pixels, "PNG"), "p")
    assert tuple(photo.display[5, 30]) == (255, 255, 255)
    assert tuple(photo.display[30, 30]) == (100, 100, 100)
    assert 175 <= photo.display[30, 5, 0] <= 179
    assert not photo.clipped.any()
    assert "Transparent parts are shown on white." in photo.notes


def test_an_opaque_alpha_channel_is_no_news() -> None:
    """Screenshots carry a useless alpha channel; the photo is the same without it."""
    pixels = np.dstack([picture(), np.full((61, 83), 255, np.uint8)])
    photo = read_photo_bytes(encoded(pixels, "PNG"), "p")
    assert np.array_equal(photo.display, picture())
    assert photo.notes == ()


def test_a_transparent_palette_colour_is_shown_on_white() -> None:
    """Transparency of a palette picture is a property of one colour."""
    image = Image.fromarray(np.tile(np.uint8([[0, 1]]), (9, 11)), mode=None).convert("P")
    image.putpalette([10, 20, 30, 200, 100, 50])
    photo = read_photo_bytes(encoded(image, "PNG", transparency=0), "p")
    assert tuple(photo.display[0, 0]) == (255, 255, 255)
    assert tuple(photo.display[0, 1]) == (200, 100, 50)


def test_clipped_marks_the_top_of_the_files_own_scale() -> None:
    """One full channel is enough: its light is unknown from there on."""
    pixels = np.full((9, 11, 3), 200, np.uint8)
    pixels[2, 3] = (255, 90, 90)
    pixels[4, 5] = (253, 253, 253)
    photo = read_photo_bytes(encoded(pixels, "PNG"), "p")
    assert photo.clipped[2, 3]
    assert photo.clipped.sum() == 1


def test_nothing_about_where_and_who_is_kept() -> None:
    """Position, serial numbers, names, comments and dates stay in the file."""
    exif = Image.Exif()
    exif[0x010E], exif[0x013B], exif[0x010F] = "secret-description", "secret-artist", "secret-maker"
    exif[0x0131] = "secret-owner's Photoshop 25.1 on secret-machine"
    exif.get_ifd(0x8769).update({0xA431: "secret-serial", 0xA430: "secret-owner", 0x927C: b"secret-note"})
    exif.get_ifd(0x8825).update(
        {1: "N", 2: (48.0, 51.0, 29.6), 3: "E", 4: (2.0, 17.0, 40.2), 27: b"secret-gps"}
    )
    data = encoded(picture(), "JPEG", exif=exif, comment=b"secret-comment")
    assert data.count(b"secret") >= 6
    photo = read_photo_bytes(data, "me.jpg")
    assert "secret" not in plain_fields(photo)
    assert not any(word in plain_fields(photo) for word in ("48", "17.0", "40.2") if word not in photo.sha256)
    assert photo.software == "Photoshop"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Adobe Photoshop Lightroom Classic 13.1 (Macintosh)", "Photoshop"),
        ("FACETUNE2 2.9", None),
        ("Facetune 3", "Facetune"),
        ("17.1.1", None),
        ("HDR+ 1.0.585804376zd", None),
        ("Snapseed 2.0", "Snapseed"),
    ],
)
def test_an_editor_is_kept_as_one_known_word(said: str, kept: str | None) -> None:
    """A beauty app matters to the measurement; a phone's version and a person's words do not."""
    exif = Image.Exif()
    exif[0x0131] = said
    expected = "Facetune" if said == "FACETUNE2 2.9" else kept
    assert read_photo_bytes(encoded(picture(), "JPEG", exif=exif), "p").software == expected


def test_an_editor_named_in_xmp_or_png_text_is_found() -> None:
    """Editors hide in several places."""
    from PIL.PngImagePlugin import PngInfo

    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description xmp:CreatorTool="GIMP 2.10"/></x:xmpmeta>'
    assert read_photo_bytes(encoded(picture(), "JPEG", xmp=xmp), "p").software == "GIMP"
    text = PngInfo()
    text.add_text("Software", "darktable 4.6")
    assert read_photo_bytes(encoded(picture(), "PNG", pnginfo=text), "p").software == "darktable"


@pytest.mark.parametrize("quality", [12, 40, 60, 75, 88, 95, 100])
def test_the_jpeg_quality_is_read_from_its_tables(quality: int) -> None:
    """The quantisation tables say how hard the picture was pressed."""
    photo = read_photo_bytes(encoded(picture(), "JPEG", quality=quality), "p")
    assert photo.jpeg_quality is not None
    assert abs(photo.jpeg_quality - quality) <= 1
    assert read_photo_bytes(encoded(picture(), "PNG"), "p").jpeg_quality is None


def test_an_hdr_gain_map_is_ignored_and_said() -> None:
    """The base picture is measured; the map that brightens it on some screens is not."""
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description hdrgm:Version="1.0"/></x:xmpmeta>'
    assert any(
        "gain map" in note for note in read_photo_bytes(encoded(picture(), "JPEG", xmp=xmp), "p").notes
    )


def test_only_the_first_page_of_a_tiff_is_read() -> None:
    """A scan of several pages is its first page, and the photo says so."""
    pages = [Image.fromarray(picture(seed=s)) for s in (1, 2)]
    photo = read_photo_bytes(encoded(pages[0], "TIFF", save_all=True, append_images=pages[1:]), "p")
    assert np.array_equal(photo.display, picture(seed=1))
    assert "Only the first page of the file was read." in photo.notes


def test_arrays_are_read_only_and_the_hash_is_of_the_bytes() -> None:
    """Photos travel between the parts; nobody may scribble on them."""
    import hashlib

    data = encoded(picture(), "PNG")
    photo = read_photo_bytes(data, "C:\\Users\\me\\holiday\x07.png")
    assert photo.name == "holiday?.png"
    assert photo.sha256 == hashlib.sha256(data).hexdigest()
    for array in (photo.linear, photo.display, photo.clipped):
        assert not array.flags.writeable
        assert array.flags.c_contiguous


def test_the_same_bytes_give_the_same_photo() -> None:
    """Byte for byte."""
    data = encoded(picture(), "JPEG", quality=83)
    first, second = read_photo_bytes(data, "p"), read_photo_bytes(data, "p")
    assert first.linear.tobytes() == second.linear.tobytes()
    assert plain_fields(first) == plain_fields(second)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is read from /proc (Linux)")
def test_twelve_megapixels_need_less_than_400_megabytes(tmp_path: Path) -> None:
    """The whole measurement must fit 1.2 GB; reading takes the smaller part."""
    small = Image.fromarray(picture(75, 100))
    path = tmp_path / "big.jpg"
    small.resize((4000, 3000), Image.Resampling.BICUBIC).save(path, quality=92)
    # the process's own high-water mark: getrusage would tell that of the test runner it was forked from
    program = (
        "import re, sys; from porewise.io.photos import read_photo; p = read_photo(sys.argv[1]);"
        "print(p.width * p.height, re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True
    )
    pixels, peak_kb = (int(n) for n in done.stdout.split())
    assert pixels == 12_000_000
    assert peak_kb / 1024 < 400


def test_real_photos_are_read(shared_dir: Path) -> None:
    """Fifteen pictures as they come from the world."""
    for path in sorted((shared_dir / "photos").glob("*.*g")):
        photo = read_photo(path)
        assert photo.linear.shape == (*photo.display.shape[:2], 3)
        assert 0.005 < float(photo.linear.mean()) < 0.9
