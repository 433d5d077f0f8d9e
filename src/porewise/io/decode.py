"""
Open a picture file by its content and give its code values, whatever wrote it.

One opener per format. Each looks at the header first and decodes only what is small enough. What is
wrong with a file is an ``Unfit``: what is wrong, and the remedy, to be put into one sentence.
"""

from __future__ import annotations

import io
import logging
import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from porewise.io import metadata
from porewise.io.colour import (
    ASSUMED_SRGB,
    SRGB,
    ColourSpace,
    colorants,
    colour_space,
    gamma_curve,
    known_space,
)
from porewise.io.icc import read_icc

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL import Image

    Codes = NDArray[np.uint8] | NDArray[np.uint16]

logging.getLogger("PIL").addHandler(logging.NullHandler())  # its complaints are told in our own sentence

MAX_PIXELS = 200_000_000  # the largest phone sensors make 199.8 megapixels
SAVE_AS_JPEG = "save it as JPEG, PNG, HEIC, TIFF or WebP and try again"
PNG_END = b"IEND\xaeB`\x82"
AGAIN = "copy the photo again from where it came from"


class UnfitError(Exception):
    """The file cannot be used: ``what`` is wrong with it, and the ``remedy``."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what, remedy)
        self.what, self.remedy = what, remedy


@dataclass
class Decoded:
    """
    Code values and what they mean. ``codes``: (h, w, 1 or 3) uint8 or uint16 over their full scale;
    ``alpha``: (h, w) of the same type, or None; ``bits``: depth in the file; ``orientation``: EXIF
    orientation still to be applied.
    """

    codes: Codes
    space: ColourSpace
    bits: int
    format: str
    alpha: Codes | None = None
    orientation: int = 1
    jpeg_quality: int | None = None
    software: str | None = None
    notes: list[str] = field(default_factory=list)
    focal_35mm: float | None = None


def decode(data: bytes) -> Decoded:
    """Decode a picture by its content. Raises ``UnfitError``."""
    opener = {
        "JPEG": _decode_jpeg,
        "PNG": _decode_png,
        "TIFF": _decode_tiff,
        "WebP": _decode_webp,
        "HEIC": _decode_heic,
    }
    kind = kind_of(data)
    if kind not in opener:
        raise UnfitError(f"is {kind}, not a photo that Porewise reads", SAVE_AS_JPEG)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # damaged tags: what matters is said in our own words
            return opener[kind](data)
    except UnfitError:
        raise
    except MemoryError:
        raise UnfitError("needs more memory than there is", "make the photo smaller and try again") from None
    except Exception as broken:  # decoders raise anything at all on damaged bytes
        raise UnfitError(f"is damaged or cut short (its {kind} data cannot be decoded)", AGAIN) from broken


def kind_of(data: bytes) -> str:
    """Name the format by the first bytes: one of the five, or in words what it is instead."""
    starts = {
        b"\xff\xd8\xff": "JPEG",
        b"\x89PNG\r\n\x1a\n": "PNG",
        b"II*\x00": "TIFF",
        b"MM\x00*": "TIFF",
        b"GIF8": "a GIF",
        b"BM": "a BMP",
        b"%PDF": "a PDF",
        b"PK\x03\x04": "a ZIP archive",
        b"\x00\x00\x01\x00": "an icon",
    }
    for start, kind in starts.items():
        if data.startswith(start):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WebP"
    if data[4:8] == b"ftyp":
        return _iso_media_kind(data)
    return "of an unknown kind"


def _iso_media_kind(data: bytes) -> str:
    length = min(int.from_bytes(data[:4], "big"), 256)
    brands = {data[8:12], *(data[i : i + 4] for i in range(16, length, 4))}
    if brands & {b"avif", b"avis"}:
        return "an AVIF"
    if brands & {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}:
        return "HEIC"
    return "a video or another media file"


def _check_size(width: int, height: int) -> None:
    if width < 1 or height < 1:
        raise UnfitError("has no pixels", AGAIN)
    if width * height > MAX_PIXELS:
        raise UnfitError(
            f"claims {width} x {height} pixels, over the {MAX_PIXELS // 10**6} megapixels Porewise reads",
            "make the photo smaller and try again",
        )


def _decode_jpeg(data: bytes) -> Decoded:
    from PIL import JpegImagePlugin

    image = JpegImagePlugin.JpegImageFile(io.BytesIO(data))
    _check_size(*image.size)
    decoded = _from_pillow(image, "JPEG", 8)
    decoded.jpeg_quality = metadata.jpeg_quality(image.quantization)
    _note_gain_map(decoded, data)
    return decoded


def _decode_png(data: bytes) -> Decoded:
    from PIL import PngImagePlugin

    image = PngImagePlugin.PngImageFile(io.BytesIO(data))
    _check_size(*image.size)
    if image.is_animated:
        raise UnfitError("is an animation", "choose a single photo")
    if data[24] == 16:  # bit depth in the IHDR chunk
        if PNG_END not in data:
            raise UnfitError("is cut short (PNG data is missing at its end)", AGAIN)
        PngImagePlugin.PngImageFile(io.BytesIO(data)).verify()  # every checksum, before OpenCV sees the bytes
        return _sixteen_bits(data, image, "PNG")
    decoded = _from_pillow(image, "PNG", 8)
    decoded.space = _png_space(image) if decoded.space is ASSUMED_SRGB else decoded.space
    return decoded


def _png_space(image: Image.Image) -> ColourSpace:
    """The colour space of a PNG without a profile: its sRGB, gAMA and cHRM chunks (PNG, 3rd ed., 13.16)."""
    gamma, chromaticity = image.info.get("gamma"), image.info.get("chromaticity")
    if "srgb" in image.info or not gamma:
        return SRGB if "srgb" in image.info else ASSUMED_SRGB
    if not chromaticity:
        near_srgb = abs(gamma - 1 / 2.2) < 0.002
        return ASSUMED_SRGB if near_srgb else known_space("sRGB", gamma_curve(1 / gamma))
    white, *rgb = ((float(chromaticity[i]), float(chromaticity[i + 1])) for i in (0, 2, 4, 6))
    curve = None if abs(gamma - 1 / 2.2) < 0.002 else gamma_curve(1 / gamma)
    return colour_space((curve or SRGB.curves[0],) * 3, colorants((rgb[0], rgb[1], rgb[2]), white))


def _decode_tiff(data: bytes) -> Decoded:
    from PIL import TiffImagePlugin

    image = TiffImagePlugin.TiffImageFile(io.BytesIO(data))
    _check_size(*image.size)
    _check_tiff_is_whole(image, len(data))
    bits = max(np.atleast_1d(image.tag_v2.get(258, 8)))
    unsigned = set(np.atleast_1d(image.tag_v2.get(339, 1))) <= {1}
    if bits > 16 or (bits > 8 and not unsigned):
        raise UnfitError(
            f"holds {bits}-bit scientific numbers, not a photo", "save it with 8 or 16 bits per channel"
        )
    pages = getattr(image, "n_frames", 1)
    decoded = _sixteen_bits(data, image, "TIFF") if bits > 8 else _from_pillow(image, "TIFF", 8)
    decoded.orientation = 1  # both decoders have applied it
    if pages > 1:
        decoded.notes.append("Only the first page of the file was read.")
    return decoded


def _check_tiff_is_whole(image: Any, length: int) -> None:
    """Refuse a TIFF whose strips or tiles end beyond the file: decoders may fill them with grey."""
    tags = image.tag_v2
    for starts, sizes in ((273, 279), (324, 325)):
        if starts in tags and sizes in tags:
            ends = np.atleast_1d(tags[starts]).astype(np.int64) + np.atleast_1d(tags[sizes]).astype(np.int64)
            if int(ends.max()) > length:
                raise UnfitError("is cut short (TIFF data is missing at its end)", AGAIN)


def _decode_webp(data: bytes) -> Decoded:
    from PIL import WebPImagePlugin

    _check_webp_header(data)
    return _from_pillow(WebPImagePlugin.WebPImageFile(io.BytesIO(data)), "WebP", 8)


def _check_webp_header(data: bytes) -> None:
    """Read size and animation from the header: opening already takes memory for the whole canvas."""
    if len(data) < int.from_bytes(data[4:8], "little") + 8:
        raise UnfitError("is cut short (WebP data is missing at its end)", AGAIN)
    if data[12:16] == b"VP8X":
        if data[20] & 0x02:
            raise UnfitError("is an animation", "choose a single photo")
        _check_size(int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1)


def _decode_heic(data: bytes) -> Decoded:
    import pi_heif

    heif = pi_heif.open_heif(data, convert_hdr_to_8bit=False)
    _check_size(*heif.size)
    info = heif.info
    space = _heic_space(info)
    pixels = np.array(heif)  # a copy: the decoder's own memory goes when its object goes
    height, width = pixels.shape[:2]
    pixels = pixels.reshape(height, width, -1)[:, : heif.size[0]]
    channels = 1 if pixels.shape[2] < 3 else 3
    alpha = np.ascontiguousarray(pixels[..., -1]) if heif.has_alpha else None
    decoded = Decoded(pixels[..., :channels], space, int(info.get("bit_depth", 8)), "HEIC", alpha)
    exif = _heic_exif(info)
    decoded.software = metadata.editor_of(exif, info)
    decoded.focal_35mm = metadata.focal_35mm_of(exif)
    _note_gain_map(decoded, data)
    return decoded  # libheif has applied the container's own rotation; the EXIF one must not be applied again


def _heic_exif(info: dict[str, Any]) -> Any:
    from PIL import Image

    exif = Image.Exif()
    try:
        exif.load(info.get("exif") or b"")
    except Exception:  # as in metadata.exif_of
        return {}
    return exif


def _heic_space(info: dict[str, Any]) -> ColourSpace:
    """The ICC profile, or the code points of ITU-T H.273."""
    if info.get("icc_profile"):
        return read_icc(info["icc_profile"]) or ASSUMED_SRGB
    nclx = info.get("nclx_profile")
    if not nclx:
        return ASSUMED_SRGB
    transfer = int(nclx.get("transfer_characteristics", 2))
    if transfer in (16, 18):
        raise UnfitError("is an HDR picture (PQ or HLG), which has no fixed light scale", "save it as JPEG")
    primaries = {12: "Display P3", 9: "Rec. 2020"}.get(int(nclx.get("color_primaries", 2)), "sRGB")
    return known_space(primaries, {4: gamma_curve(2.2), 8: gamma_curve(1.0)}.get(transfer))


def _note_gain_map(decoded: Decoded, data: bytes) -> None:
    if metadata.has_gain_map(data):
        decoded.notes.append("The HDR gain map was ignored; the base picture was read.")


def _sixteen_bits(data: bytes, image: Image.Image, name: str) -> Decoded:
    """Decode 16 bits per channel with OpenCV; Pillow would drop the lower eight."""
    from porewise.io.opencv import cv2_quietly

    cv2 = cv2_quietly()
    if name == "TIFF" and image.tag_v2.get(262, 1) not in (1, 2):  # type: ignore[attr-defined]
        raise UnfitError("is a 16-bit TIFF in other colours than grey or RGB", "save it as RGB and try again")
    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    if pixels is None or pixels.dtype != np.uint16:
        raise UnfitError(
            f"is damaged or of a rare kind (its 16-bit {name} data cannot be decoded)", SAVE_AS_JPEG
        )
    exif = metadata.exif_of(image)
    pixels = pixels.reshape(*pixels.shape[:2], -1)
    alpha = np.ascontiguousarray(pixels[..., -1]) if pixels.shape[2] in (2, 4) else None
    codes = pixels[..., :1] if pixels.shape[2] < 3 else pixels[..., 2::-1]
    notes: list[str] = []
    space = _space_by_profile(image, notes) or ASSUMED_SRGB
    if name == "PNG" and space is ASSUMED_SRGB:
        space = _png_space(image)
    return Decoded(
        codes,
        space,
        16,
        name,
        alpha,
        metadata.orientation_of(exif),
        None,
        metadata.editor_of(exif, image.info),
        notes,
        metadata.focal_35mm_of(exif),
    )


def _space_by_profile(image: Image.Image, notes: list[str]) -> ColourSpace | None:
    profile = image.info.get("icc_profile")
    if not profile:
        return None
    space = read_icc(profile)
    if space is None:
        notes.append("The colour profile is of a kind that only 8-bit pictures support; sRGB was assumed.")
    return space


def _from_pillow(image: Image.Image, name: str, bits: int) -> Decoded:
    """Decode up to 8 bits per channel with Pillow, colours by profile, transparency apart."""
    exif = metadata.exif_of(image)
    notes: list[str] = []
    orientation = metadata.orientation_of(exif)
    software = metadata.editor_of(exif, image.info)
    focal = metadata.focal_35mm_of(exif)
    adobe = metadata.is_adobe_rgb_by_exif(exif)
    image.load()
    plain = _plain(image)
    alpha = np.asarray(plain.getchannel("A")) if plain.mode in ("LA", "RGBA") else None
    plain, space = _coloured(plain, image.info.get("icc_profile"), notes)
    if space is ASSUMED_SRGB and adobe:
        space = known_space("Adobe RGB (1998)")
    codes = np.asarray(plain)
    codes = codes[..., None] if codes.ndim == 2 else codes
    codes = codes[..., :1] if plain.mode == "LA" else codes[..., :3]
    return Decoded(codes, space, bits, name, alpha, orientation, None, software, notes, focal)


def _plain(image: Image.Image) -> Image.Image:
    """Bring every Pillow mode to one of L, LA, RGB, RGBA, CMYK, LAB."""
    if "transparency" in image.info:
        return image.convert("RGBA")
    target = {"1": "L", "P": "RGB", "PA": "RGBA", "La": "LA", "RGBa": "RGBA", "RGBX": "RGB", "YCbCr": "RGB"}
    if image.mode in target:
        return image.convert(target[image.mode])
    if image.mode not in ("L", "LA", "RGB", "RGBA", "CMYK", "LAB"):
        raise UnfitError(f"has a pixel format that is no photo's ({image.mode})", SAVE_AS_JPEG)
    return image


def _coloured(image: Image.Image, profile: bytes | None, notes: list[str]) -> tuple[Image.Image, ColourSpace]:
    """Choose how the numbers mean light: by the profile exactly, by Little CMS, or as sRGB."""
    if profile and image.mode in ("L", "LA", "RGB", "RGBA"):
        space = read_icc(profile)
        channels = 1 if image.mode in ("L", "LA") else 3
        if space is not None and (len(space.curves) == channels or channels == 1):
            return image, space
    if image.mode == "LAB" or (profile and image.mode in ("CMYK", "RGB", "RGBA")):
        converted = _by_little_cms(image, profile)
        if converted is not None:
            notes.append("The colours were converted to 8-bit sRGB by the photo's own table profile.")
            return converted, SRGB
    if profile:
        notes.append("The photo's colour profile could not be used; sRGB was assumed.")
    if image.mode in ("CMYK", "LAB"):
        notes.append("Ink colours without a usable profile were turned into sRGB by a plain formula.")
        return image.convert("RGB"), ASSUMED_SRGB
    return image, ASSUMED_SRGB


def _by_little_cms(image: Image.Image, profile: bytes | None) -> Image.Image | None:
    from PIL import ImageCms

    flags = ImageCms.Flags.BLACKPOINTCOMPENSATION
    intent = ImageCms.Intent.RELATIVE_COLORIMETRIC
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile)) if profile else ImageCms.createProfile("LAB")
        source = image if image.mode in ("CMYK", "LAB", "RGB") else image.convert("RGB")
        return ImageCms.profileToProfile(
            source, own, ImageCms.createProfile("sRGB"), intent, "RGB", flags=flags
        )
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None
