"""
Photos without traces: where, when and with which device a photo was taken never reaches the disk.

The rule: the person's pixels stay bit for bit, and so does what is needed to read them (orientation, colour
profile) and to judge them (the focal length, and the name of a known editor: it betrays retouching).
Everything else goes: GPS, device, serial numbers, owner, dates, maker notes, XMP, comments, embedded
thumbnails, second pictures and whatever trails behind the end of the picture. It is done on the container,
without decoding, before the first byte is written; so the reading of the kept file equals the reading of
the file the person gave.

JPEG, PNG and WebP are rebuilt from the parts that may stay. HEIC and TIFF refer to their parts by
file offset, so there the traces are overwritten in place.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Any

from porewise.values.errors import PorewiseError

if TYPE_CHECKING:
    from PIL import Image

ORIENTATION, SOFTWARE = 274, 305
EXIF_FOLDER, FOCAL_35MM = 34665, 41989
INTEROP_FOLDER, INTEROP_INDEX = 40965, 1


def kind_of(data: bytes) -> str | None:
    """
    Tell a photo's format by its first bytes, whatever its name says.

    >>> kind_of(b"hello, I am a text")
    """
    if data[:3] == b"\xff\xd8\xff":
        return "jpg"
    if data[:8] == b"\x89PNG\r\n\x1a\n":
        return "png"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if data[:4] in (b"II*\0", b"MM\0*"):
        return "tif"
    brands = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")
    if data[4:8] == b"ftyp" and data[8:12] in brands:
        return "heic"
    return None


def without_traces(data: bytes, kind: str) -> bytes:
    """Give the same photo without the traces it carries."""
    clean: dict[str, Callable[[bytes], bytes]] = {
        "jpg": _jpeg,
        "png": _png,
        "webp": _webp,
        "heic": _heic,
        "tif": _tiff,
    }
    try:
        return clean[kind](data)
    except PorewiseError:
        raise
    except Exception:  # broken in a way no reader would survive either
        raise PorewiseError("the file is damaged; export the photo again and choose the new file") from None


def _kept_exif(data: bytes) -> bytes:
    """Only the few tags that may stay, as a fresh TIFF block; empty when there are none."""
    from PIL import Image

    from porewise.io import metadata

    with Image.open(BytesIO(data)) as image:
        given = metadata.exif_of(image)
        kept = _may_be_kept(given, image.info)
    if (orientation := metadata.orientation_of(given)) != 1:
        kept[ORIENTATION] = orientation
    return kept.tobytes() if len(kept) else b""


def _may_be_kept(given: Mapping[int, object], info: Mapping[Any, object]) -> Image.Exif:
    """What the reading itself uses: a known editor's name, the focal length, the camera's colour space."""
    from PIL import Image

    from porewise.io import metadata

    kept = Image.Exif()
    if editor := metadata.editor_of(given, info):
        kept[SOFTWARE] = editor
    details: dict[int, Any] = {}
    if focal := metadata.focal_35mm_of(given):
        details[FOCAL_35MM] = round(focal)
    if metadata.is_adobe_rgb_by_exif(given):
        details[INTEROP_FOLDER] = {INTEROP_INDEX: "R03"}
    if details:
        kept[EXIF_FOLDER] = details
    return kept


# --- JPEG: a row of segments ---------------------------------------------------------------------

_NEXT_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
_EOI, _SOS, _APP0, _APP2, _APP14, _COMMENT = 0xD9, 0xDA, 0xE0, 0xE2, 0xEE, 0xFE


def _jpeg(data: bytes) -> bytes:
    exif = _kept_exif(data)
    out = [b"\xff\xd8"]
    segments = list(_jpeg_segments(data))
    out += [s for marker, s in segments if marker == _APP0 and _may_stay(marker, s)]
    if exif:
        body = exif if exif.startswith(b"Exif\0\0") else b"Exif\0\0" + exif
        out.append(b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body)
    out += [s for marker, s in segments if marker != _APP0 and _may_stay(marker, s)]
    return b"".join(out)


def _jpeg_segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield (marker, whole segment) up to the end of the first picture."""
    at = 2
    while at + 4 <= len(data) or data[at : at + 2] == b"\xff\xd9":
        if data[at] != 0xFF:
            raise ValueError("no marker where one must be")
        marker = data[at + 1]
        if marker == 0xFF:  # a fill byte
            at += 1
            continue
        if marker == _EOI:
            yield marker, data[at : at + 2]
            return
        end = at + 2 + struct.unpack_from(">H", data, at + 2)[0]
        if marker == _SOS:
            found = _NEXT_MARKER.search(data, end)
            end = found.start() if found else len(data)
        yield marker, data[at:end]
        at = end


def _may_stay(marker: int, segment: bytes) -> bool:
    if marker == _APP0:
        return segment[4:9] == b"JFIF\0"
    if marker == _APP2:
        return segment[4:16] == b"ICC_PROFILE\0"
    if marker == _APP14:
        return segment[4:9] == b"Adobe"
    return not (0xE0 <= marker <= 0xEF or marker == _COMMENT)


# --- PNG and WebP: rows of chunks ----------------------------------------------------------------

_PNG_STAYS = {b"PLTE", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"sBIT", b"pHYs", b"IDAT"}


def _png(data: bytes) -> bytes:
    exif = _kept_exif(data).removeprefix(b"Exif\0\0")
    out, at = [data[:8]], 8
    while at + 12 <= len(data):
        size, name = struct.unpack_from(">I4s", data, at)
        chunk = data[at : at + 12 + size]
        at += 12 + size
        if name == b"IHDR":
            out.append(chunk)
            if exif:
                out.append(_png_chunk(b"eXIf", exif))
        elif name in _PNG_STAYS or name == b"IEND":
            out.append(chunk)
        if name == b"IEND":
            break
    return b"".join(out)


def _png_chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


_WEBP_STAYS = {b"VP8 ", b"VP8L", b"ALPH", b"ICCP", b"ANIM", b"ANMF"}
_WEBP_EXIF, _WEBP_XMP = 0x08, 0x04


def _webp(data: bytes) -> bytes:
    exif = _kept_exif(data).removeprefix(b"Exif\0\0")
    out, at, extended = [], 12, False
    while at + 8 <= len(data):
        name, size = struct.unpack_from("<4sI", data, at)
        body = data[at + 8 : at + 8 + size]
        at += 8 + size + (size & 1)
        if name == b"VP8X":
            extended = True
            flags = (body[0] & ~(_WEBP_XMP | _WEBP_EXIF)) | (_WEBP_EXIF if exif else 0)
            out.append(_webp_chunk(name, bytes([flags]) + body[1:]))
        elif name in _WEBP_STAYS:
            out.append(_webp_chunk(name, body))
    if exif and extended:
        out.append(_webp_chunk(b"EXIF", exif))
    whole = b"WEBP" + b"".join(out)
    return b"RIFF" + struct.pack("<I", len(whole)) + whole


def _webp_chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) & 1)


# --- HEIC: the library finds the traces, they are overwritten where they lie ----------------------


def _heic(data: bytes) -> bytes:
    import pi_heif

    heif = pi_heif.open_heif(BytesIO(data), convert_hdr_to_8bit=False)
    out = bytearray(data)
    for image in heif:
        exif, xmp = image.info.get("exif") or b"", image.info.get("xmp") or b""
        kept = _may_be_kept(_heic_exif(exif), image.info)  # HEIC turns the picture by its own means
        if exif:
            stays = kept.tobytes().removeprefix(b"Exif\0\0") if len(kept) else b""
            _overwrite(out, exif.removeprefix(b"Exif\0\0"), stays)
        for trace in (xmp, *(m["data"] for m in image.info.get("metadata", ()))):
            if trace:
                editor = (
                    f'CreatorTool="{kept[SOFTWARE]}"'.encode() if trace == xmp and SOFTWARE in kept else b""
                )
                _overwrite(out, trace, editor)
    return bytes(out)


def _heic_exif(exif: bytes) -> Image.Exif:
    from PIL import Image

    given = Image.Exif()
    try:
        given.load(exif)
    except Exception:  # damaged tags: none is worth the photo
        return Image.Exif()
    return given


def _overwrite(data: bytearray, trace: bytes, by: bytes) -> None:
    at = data.find(trace)
    if at < 0:
        raise PorewiseError(
            "Porewise cannot remove the place and device from inside this HEIC file;"
            " save the photo as JPEG and choose that file"
        )
    stays = by if len(by) <= len(trace) else b""
    data[at : at + len(trace)] = stays.ljust(len(trace), b"\0")


# --- TIFF: directories of tags --------------------------------------------------------------------

# Tags that say how the pixels are laid out and coloured, and the few that may stay besides.
_TIFF_STAYS = frozenset({
    *(254, 255, 256, 257, 258, 259, 262, 266, 273, 277, 278, 279, 280, 281, 282, 283, 284, 296, 301, 317),
    *(318, 319, 320, 322, 323, 324, 325, 332, 338, 339, 340, 341, 347, 512, 513, 514, 529, 530, 531, 532),
    *(34675, ORIENTATION, SOFTWARE, EXIF_FOLDER),
})  # fmt: skip
# Directories that hang on a tag: what may stay in each (nothing: GPS, sub-pictures).
_TIFF_DIRECTORIES = {
    EXIF_FOLDER: frozenset({FOCAL_35MM, INTEROP_FOLDER}),
    INTEROP_FOLDER: frozenset({INTEROP_INDEX}),
    34853: frozenset[int](),
    330: frozenset[int](),
}
_TIFF_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}


def _tiff(data: bytes) -> bytes:
    from PIL import Image

    from porewise.io import metadata

    with Image.open(BytesIO(data)) as image:
        editor = metadata.editor_of(metadata.exif_of(image), image.info) or ""
    out = bytearray(data)
    order = "<" if data[:2] == b"II" else ">"
    at, seen = struct.unpack_from(order + "I", data, 4)[0], 0
    while at and seen < 64:
        at = _keep_directory(out, order, at, _TIFF_STAYS, editor.encode())
        seen += 1
    return bytes(out)


def _entries(data: bytearray, order: str, at: int) -> list[tuple[int, int, int, bytes]]:
    """List (tag, size in bytes, where the value lies, the 12 bytes of the entry)."""
    found = []
    for i in range(struct.unpack_from(order + "H", data, at)[0]):
        place = at + 2 + 12 * i
        tag, type_, count = struct.unpack_from(order + "HHI", data, place)
        size = _TIFF_SIZES.get(type_, 1) * count
        value = place + 8 if size <= 4 else struct.unpack_from(order + "I", data, place + 8)[0]
        found.append((tag, size, value, bytes(data[place : place + 12])))
    return found


def _keep_directory(data: bytearray, order: str, at: int, stays: frozenset[int], editor: bytes) -> int:
    """Drop the tags that may not stay, close the ranks, and give the place of the next directory."""
    if not 8 <= at <= len(data) - 2:
        return 0
    entries = _entries(data, order, at)
    following: int = struct.unpack_from(order + "I", data, at + 2 + 12 * len(entries))[0]
    for tag, size, value, entry in entries:
        if tag in _TIFF_DIRECTORIES:
            place = struct.unpack_from(order + "I", entry, 8)[0]
            _keep_directory(data, order, place, _TIFF_DIRECTORIES[tag], editor)
        if tag == SOFTWARE:
            data[value : value + size] = editor[: size - 1].ljust(size, b"\0")
        elif tag not in stays and size > 4:
            _blank(data, value, size)
    kept = [entry for tag, _, _, entry in entries if tag in stays]
    table = struct.pack(order + "H", len(kept)) + b"".join(kept) + struct.pack(order + "I", following)
    length = 2 + 12 * len(entries) + 4
    data[at : at + length] = table.ljust(length, b"\0")
    return following


def _blank(data: bytearray, at: int, size: int) -> None:
    end = min(at + size, len(data))
    data[at:end] = bytes(max(0, end - at))
