"""
What Porewise wants to know about how a photo was made, and nothing else.

Position, serial numbers, names, dates and thumbnails are never taken out of the file: only the
orientation, the colour space of the camera, the lens's focal length, whether a known editor wrote the
file and how hard JPEG was pressed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from PIL import Image

ORIENTATION, PROCESSING_SOFTWARE, SOFTWARE = 0x0112, 0x000B, 0x0131
INTEROP_FOLDER, INTEROP_INDEX = 0xA005, 0x0001
EXIF_FOLDER, FOCAL_35MM = 0x8769, 0xA405

# Programs that change skin or light. The word is kept, never the whole tag: it may name a person or machine.
EDITORS = (
    "Photoshop", "Lightroom", "Facetune", "BeautyCam", "BeautyPlus", "Meitu", "MakeupPlus", "YouCam",
    "Perfect365", "Snapseed", "VSCO", "GIMP", "PicsArt", "AirBrush", "FaceApp", "Remini", "B612",
    "Ulike", "Snapchat", "Instagram", "Camera360", "Retrica", "Pixelmator", "Affinity Photo",
    "darktable", "RawTherapee", "Capture One", "Luminar", "PhotoScape", "Polarr", "Canva", "Peachy",
    "Lensa", "Fotor", "Pixlr", "PortraitPro", "DxO", "Topaz", "Photopea", "Paint.NET", "Krita",
    "digiKam", "ACDSee", "PhotoDirector", "PaintShop", "Facelab", "RetouchMe", "Evoto",
)  # fmt: skip
_EDITOR = re.compile(r"(?<![a-z])(" + "|".join(map(re.escape, EDITORS)) + r")(?![a-z])", re.IGNORECASE)
_XMP_PROGRAM = re.compile(r"(?:CreatorTool|softwareAgent)\s*(?:=\s*\"|>)([^<\"]{1,200})")

# Marks of an HDR gain map: Android's and Adobe's, ISO 21496-1, Apple's.
GAIN_MAPS = (b"hdrgm:Version", b"urn:iso:std:iso:ts:21496:-1", b"urn:com:apple:photo:2020:aux:hdrgainmap")

# The luminance table of the JPEG standard (ITU-T T.81, table K.1), from which most writers scale theirs.
STANDARD_LUMINANCE = np.array(
    [
        16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56,
        14, 17, 22, 29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113,
        92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
    ]
)  # fmt: skip


def exif_of(image: Image.Image) -> Mapping[int, object]:
    """The photo's EXIF tags; none where they are damaged (the picture may still be good)."""
    try:
        return image.getexif()
    except Exception:  # a parser of damaged tags may raise anything, and no tag is worth the photo
        return {}


def orientation_of(exif: Mapping[int, object]) -> int:
    """EXIF orientation, 1 to 8; 1 where it is absent or nonsense."""
    value = exif.get(ORIENTATION)
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def is_adobe_rgb_by_exif(exif: Mapping[int, object]) -> bool:
    """True if a camera says Adobe RGB without a profile (DCF 2.0: interoperability index R03)."""
    try:
        folder = exif.get_ifd(INTEROP_FOLDER)  # type: ignore[attr-defined]
        return str(folder.get(INTEROP_INDEX, "")).startswith("R03")
    except Exception:  # as in exif_of
        return False


def focal_35mm_of(exif: Mapping[int, object]) -> float | None:
    """The lens's focal length as of 35 mm film, in mm; None where it is absent or nonsense."""
    try:
        value = float(exif.get_ifd(EXIF_FOLDER).get(FOCAL_35MM, 0))  # type: ignore[attr-defined]
    except Exception:  # as in exif_of
        return None
    return value if 8 <= value <= 400 else None


def editor_of(exif: Mapping[int, object], info: Mapping[Any, object]) -> str | None:
    """The known editor that wrote the file, as one word of ``EDITORS``; None if there is none."""
    said = [exif.get(SOFTWARE), exif.get(PROCESSING_SOFTWARE), info.get("Software"), info.get("software")]
    said += _XMP_PROGRAM.findall(_text(info.get("xmp") or info.get("XML:com.adobe.xmp") or ""))
    for text in said:
        match = _EDITOR.search(_text(text))
        if match:
            return next(word for word in EDITORS if word.lower() == match.group(1).lower())
    return None


def has_gain_map(data: bytes) -> bool:
    """True if the file carries an HDR gain map beside the picture."""
    return any(mark in data for mark in GAIN_MAPS)


def jpeg_quality(tables: Mapping[int, Sequence[int]]) -> int | None:
    """
    The quality (1 to 100) whose standard luminance table is nearest to the file's own.

    Writers with tables of their own (Photoshop, some phones) get the nearest equivalent.
    """
    table = tables.get(0)
    if table is None or len(table) != 64:
        return None
    quality = np.arange(1, 101)
    scale = np.where(quality < 50, 5000 // quality, 200 - 2 * quality)
    standard = np.clip((STANDARD_LUMINANCE[None] * scale[:, None] + 50) // 100, 1, 255)
    distance = np.abs(np.log(standard) - np.log(np.maximum(np.array(table), 1))).sum(1)
    return int(quality[np.argmin(distance)])


def _text(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value if isinstance(value, str) else ""
