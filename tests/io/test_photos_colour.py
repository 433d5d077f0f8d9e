"""Colour: whatever the profile, the same light gives the same numbers."""

from __future__ import annotations

import io
import struct
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image, ImageCms, PngImagePlugin

from porewise.io.colour import PRIMARIES, SRGB_COLORANTS, colorants, linear_to_srgb, srgb_to_linear
from porewise.io.icc import read_icc
from porewise.io.photos import read_photo_bytes

SRGB_CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)  # parametric curve of type 3


def icc_profile(matrix: NDArray[Any], *curves: bytes) -> bytes:
    """Write a small display profile: colorants (columns, XYZ under D50) and one or three tone curves."""
    tags = {
        b"desc": b"desc" + struct.pack(">II", 0, 5) + b"mine\0" + bytes(79),
        b"wtpt": xyz(0.9642, 1, 0.8249),
    }
    tags |= {name: xyz(*column) for name, column in zip((b"rXYZ", b"gXYZ", b"bXYZ"), matrix.T, strict=True)}
    tags |= dict(zip((b"rTRC", b"gTRC", b"bTRC"), curves * (3 // len(curves)), strict=True))
    return assembled(b"RGB ", tags)


def assembled(space: bytes, tags: dict[bytes, bytes]) -> bytes:
    table, body, start = b"", b"", 128 + 4 + 12 * len(tags)
    for name, data in tags.items():
        padded = data + bytes(-len(data) % 4)
        table += name + struct.pack(">II", start + len(body), len(data))
        body += padded
    header = struct.pack(">I4sI4s4s4s", start + len(body), b"lcms", 0x02400000, b"mntr", space, b"XYZ ")
    header += bytes(12) + b"acsp" + bytes(28) + struct.pack(">3i", 63190, 65536, 54061) + bytes(48)
    return header + struct.pack(">I", len(tags)) + table + body


def xyz(x: float, y: float, z: float) -> bytes:
    return b"XYZ " + bytes(4) + struct.pack(">3i", *(round(v * 65536) for v in (x, y, z)))


def para(kind: int, *numbers: float) -> bytes:
    return (
        b"para"
        + bytes(4)
        + struct.pack(">HH", kind, 0)
        + struct.pack(f">{len(numbers)}i", *(round(n * 65536) for n in numbers))
    )


def gamma(value: float) -> bytes:
    return b"curv" + bytes(4) + struct.pack(">IH", 1, round(value * 256))


def sampled(values: NDArray[Any]) -> bytes:
    return (
        b"curv" + bytes(4) + struct.pack(">I", len(values)) + np.rint(values * 65535).astype(">u2").tobytes()
    )


P3 = icc_profile(colorants(PRIMARIES["Display P3"]), para(3, *SRGB_CURVE))
ADOBE = icc_profile(colorants(PRIMARIES["Adobe RGB (1998)"]), gamma(563 / 256))


def png(pixels: NDArray[Any], **options: Any) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG", **options)
    return file.getvalue()


def deep_png(pixels: NDArray[np.uint16], profile: bytes) -> bytes:
    """A 16-bit PNG with an ICC profile: OpenCV writes the pixels, the chunk is put in by hand."""
    import zlib

    import cv2

    data = bytes(cv2.imencode(".png", np.ascontiguousarray(pixels[..., ::-1]))[1].tobytes())
    chunk = b"iCCP" + b"p\0\0" + zlib.compress(profile)
    return (
        data[:33]
        + struct.pack(">I", len(chunk) - 4)
        + chunk
        + struct.pack(">I", zlib.crc32(chunk))
        + data[33:]
    )


@pytest.fixture(scope="module")
def skin() -> NDArray[np.float64]:
    """Linear sRGB light of many skin-like and grey colours, inside the sRGB gamut."""
    light = np.random.default_rng(5).uniform(0.02, 0.9, (37, 53, 1))
    tint = np.random.default_rng(6).uniform([1.0, 0.45, 0.25], [1.0, 0.9, 0.85], (37, 53, 3))
    return np.asarray(light * tint)


def test_display_p3_and_srgb_files_of_one_scene_give_the_same_light(skin: NDArray[np.float64]) -> None:
    """An iPhone writes Display P3, an Android sRGB: the skin is the same."""
    to_p3 = np.linalg.solve(colorants(PRIMARIES["Display P3"]), SRGB_COLORANTS)
    in_p3 = np.rint(linear_to_srgb(skin @ to_p3.T) * 65535).astype(np.uint16)
    in_srgb = np.rint(linear_to_srgb(skin) * 65535).astype(np.uint16)
    p3, srgb = read_photo_bytes(deep_png(in_p3, P3), "p"), read_photo_bytes(deep_png(in_srgb, b""), "s")
    assert p3.profile == "Display P3"
    assert np.abs(p3.linear - skin).max() < 1e-4
    assert np.abs(p3.linear - srgb.linear).max() < 1e-4
    assert np.abs(p3.display.astype(int) - srgb.display).max() <= 1


def test_eight_bits_of_display_p3_differ_from_srgb_by_rounding_only(skin: NDArray[np.float64]) -> None:
    """At 8 bits one step of rounding is all that may remain."""
    to_p3 = np.linalg.solve(colorants(PRIMARIES["Display P3"]), SRGB_COLORANTS)
    in_p3 = np.rint(linear_to_srgb(skin @ to_p3.T) * 255).astype(np.uint8)
    in_srgb = np.rint(linear_to_srgb(skin) * 255).astype(np.uint8)
    p3, srgb = read_photo_bytes(png(in_p3, icc_profile=P3), "p"), read_photo_bytes(png(in_srgb), "s")
    assert np.abs(p3.display.astype(int) - srgb.display).max() <= 2


@pytest.mark.parametrize("profile", [P3, ADOBE], ids=["Display P3", "Adobe RGB"])
def test_the_profile_reader_agrees_with_little_cms(skin: NDArray[np.float64], profile: bytes) -> None:
    """An independent colour engine gives the same 8-bit picture."""
    codes = np.rint(linear_to_srgb(skin) * 255).astype(np.uint8)
    own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    intent = ImageCms.Intent.RELATIVE_COLORIMETRIC
    theirs = ImageCms.profileToProfile(
        Image.fromarray(codes), own, ImageCms.createProfile("sRGB"), intent, "RGB"
    )
    ours = read_photo_bytes(png(codes, icc_profile=profile), "p").display
    difference = np.abs(ours.astype(int) - np.asarray(theirs))
    assert difference.max() <= 2
    assert difference.mean() < 0.2


def test_an_srgb_profile_changes_nothing() -> None:
    """The commonest profile must not cost a single rounding."""
    codes = np.arange(256, dtype=np.uint8).reshape(16, 16).repeat(3).reshape(16, 16, 3)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    photo = read_photo_bytes(png(codes, icc_profile=profile), "p")
    assert photo.profile == "sRGB"
    assert np.array_equal(photo.linear, read_photo_bytes(png(codes), "p").linear)
    assert np.array_equal(photo.display, codes)


def test_colours_beyond_srgb_are_kept_in_the_light() -> None:
    """Display P3's purest red lies outside sRGB: the light says so, the display copy clips."""
    codes = np.tile(np.uint8([[[255, 0, 0]]]), (5, 7, 1))
    photo = read_photo_bytes(png(codes, icc_profile=P3), "p")
    assert np.allclose(photo.linear[0, 0], [1.2249, -0.0420, -0.0196], atol=2e-3)  # CSS Color 4, sample code
    assert tuple(photo.display[0, 0]) == (255, 0, 0)


X = np.linspace(0, 1, 401)


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        (para(0, 2.2), X**2.2),
        (para(1, 2.0, 1.25, -0.25), np.where(X >= 0.2, np.maximum(1.25 * X - 0.25, 0) ** 2, 0)),
        (para(2, 2.0, 1.0, -0.1, 0.05), np.where(X >= 0.1, np.maximum(X - 0.1, 0) ** 2 + 0.05, 0.05)),
        (para(3, *SRGB_CURVE), srgb_to_linear(X)),
        (
            para(4, 2.4, 0.9, 0.08, 0.1, 0.0512, 0.0, 0.0),
            np.where(X >= 0.0512, (0.9 * X + 0.08) ** 2.4, 0.1 * X),
        ),
        (gamma(1.8), X**1.80078),
        (b"curv" + bytes(8), X),
        (sampled(X**2), X**2),
    ],
    ids=["power", "type 1", "type 2", "type 3", "type 4", "gamma", "identity", "table"],
)
def test_every_tone_curve_of_the_standard_is_read(tag: bytes, expected: NDArray[np.float64]) -> None:
    """ICC.1:2022, 10.6 and 10.18."""
    space = read_icc(icc_profile(SRGB_COLORANTS, tag))
    assert space is not None
    assert np.abs(space.curves[0](X) - expected).max() < 2e-4


def test_a_grey_profile_is_read_exactly() -> None:
    """Scanners write grey profiles with a gamma of their own."""
    profile = assembled(b"GRAY", {b"kTRC": gamma(2.0), b"wtpt": xyz(0.9642, 1, 0.8249)})
    codes = np.arange(250, dtype=np.uint8).reshape(10, 25)
    photo = read_photo_bytes(png(codes, icc_profile=profile), "p")
    assert np.allclose(photo.linear[..., 1], (codes / 255) ** 2, atol=1e-5)


def test_a_cmyk_photo_with_a_table_profile_is_converted_by_it() -> None:
    """Ink profiles are tables: Little CMS reads them, and the photo says that 8 bits is what there is."""
    lab = Image.fromarray(np.full((9, 11, 3), 128, np.uint8)).convert("LAB")
    file = io.BytesIO()
    lab.save(file, "TIFF")
    photo = read_photo_bytes(file.getvalue(), "p")
    assert any("table profile" in note for note in photo.notes)
    assert np.abs(photo.display.astype(int) - 128).max() <= 3


def test_a_camera_that_says_adobe_rgb_without_a_profile_is_believed() -> None:
    """DCF cameras mark Adobe RGB by an index in the EXIF tags only."""
    # three folders of one entry each: the first points to the camera's, that to the interoperability index
    folder = struct.Struct("<HHHI4sI")
    exif = b"Exif\0\0II*\0" + struct.pack("<I", 8)
    exif += folder.pack(1, 0x8769, 4, 1, struct.pack("<I", 26), 0)
    exif += folder.pack(1, 0xA005, 4, 1, struct.pack("<I", 44), 0)
    exif += folder.pack(1, 0x0001, 2, 4, b"R03\0", 0)
    file = io.BytesIO()
    Image.fromarray(np.full((16, 24, 3), (90, 160, 90), np.uint8)).save(file, "JPEG", quality=98, exif=exif)
    assert read_photo_bytes(file.getvalue(), "p").profile == "Adobe RGB (1998)"


def test_a_png_without_profile_obeys_its_gamma() -> None:
    """The gAMA chunk: 1.0 means that the numbers are light already."""
    info = PngImagePlugin.PngInfo()
    info.add(b"gAMA", struct.pack(">I", 100000))
    codes = np.arange(250, dtype=np.uint8).reshape(10, 25).repeat(3).reshape(10, 25, 3)
    data = png(codes, pnginfo=info)
    if Image.open(io.BytesIO(data)).info.get("gamma") is None:
        chunk = b"gAMA" + struct.pack(">I", 100000)
        import zlib

        data = data[:33] + struct.pack(">I", 4) + chunk + struct.pack(">I", zlib.crc32(chunk)) + data[33:]
    assert np.allclose(read_photo_bytes(data, "p").linear, codes / 255, atol=1e-6)


@given(st.binary(max_size=300))
def test_a_damaged_profile_never_harms_the_photo(garbage: bytes) -> None:
    """The picture is good even where its profile is not: sRGB is assumed and said."""
    for profile in (garbage, P3[: len(garbage)], P3[:60] + garbage + P3[60:]):
        read_icc(profile)
    if garbage:
        photo = read_photo_bytes(png(np.full((3, 5, 3), 77, np.uint8), icc_profile=garbage), "p")
        assert photo.profile == "assumed sRGB"
        assert photo.display[0, 0, 0] == 77


def test_the_profiles_own_name_is_never_kept() -> None:
    """It may name a person's monitor."""
    odd = icc_profile(
        SRGB_COLORANTS @ np.array([[0.9, 0.1, 0], [0.05, 0.9, 0.05], [0, 0.1, 0.9]]), gamma(2.0)
    )
    assert read_photo_bytes(png(np.full((3, 5, 3), 77, np.uint8), icc_profile=odd), "p").profile == "other"
