"""
Photos without traces: where, when and with which device a photo was taken never reaches the disk.

The rule: the person's pixels stay bit for bit, and so does what is needed to read them (orientation,
colour profile) and to judge them (the name of a known editor: it betrays retouching). Everything
else goes: GPS, device, serial numbers, owner, dates, maker notes, XMP, comments, embedded thumbnails,
second pictures and whatever trails behind the end of the picture. It is done on the container, without
decoding, before the first byte is written; so the reading of the kept file equals the reading of
the file the person gave.

JPEG, PNG and WebP are rebuilt from the parts that may stay. HEIC and TIFF refer to their parts by
file offset, so there the traces are overwritten in place.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

from porewise.values.errors import PorewiseError

ORIENTATION, SOFTWARE, INTEROP, INTEROP_INDEX = 274, 305, 40965, 1


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
    editor = _editor_of(data)
    kept = Image.Exif()
    if (orientation := metadata.orientation_of(given)) != 1:
        kept[ORIENTATION] = orientation
    if editor:
        kept[SOFTWARE] = editor
    if metadata.is_adobe_rgb_by_exif(given):
        kept.get_ifd(INTEROP)[INTEROP_INDEX] = "R03"
        kept[INTEROP] = kept.get_ifd(INTEROP)
    return kept.tobytes() if len(kept) else b""


def _editor_of(data: bytes) -> str | None:
    """The one word by which a known editing program is named in the file."""
    from PIL import Image

    from porewise.io import metadata

    with Image.open(BytesIO(data)) as image:
        return metadata.editor_of(metadata.exif_of(image), image.info)


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
        editor = _heic_editor(exif, image.info)
        if exif:
            _overwrite(out, exif.removeprefix(b"Exif\0\0"), _editor_exif(editor))
        for trace in (xmp, *(m["data"] for m in image.info.get("metadata", ()))):
            if trace:
                _overwrite(out, trace, f'CreatorTool="{editor}"'.encode() if editor and trace == xmp else b"")
    return bytes(out)


def _heic_editor(exif: bytes, info: dict[str, Any]) -> str | None:
    from PIL import Image

    from porewise.io import metadata

    given = Image.Exif()
    try:
        given.load(exif)
    except Exception:  # damaged tags: none is worth the photo
        return metadata.editor_of({}, info)
    return metadata.editor_of(given, info)


def _editor_exif(editor: str | None) -> bytes:
    """HEIC turns the picture by its own means; only the editor's name stays."""
    from PIL import Image

    kept = Image.Exif()
    if editor:
        kept[SOFTWARE] = editor
    return kept.tobytes().removeprefix(b"Exif\0\0")


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
_TIFF_STAYS = {
    *(254, 255, 256, 257, 258, 259, 262, 266, 273, 277, 278, 279, 280, 281, 282, 283, 284, 296, 301, 317),
    *(318, 319, 320, 322, 323, 324, 325, 332, 338, 339, 340, 341, 347, 512, 513, 514, 529, 530, 531, 532),
    *(34675, ORIENTATION, SOFTWARE),
}
_TIFF_DIRECTORIES = (330, 34665, 34853, 40965)
_TIFF_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}


def _tiff(data: bytes) -> bytes:
    out = bytearray(data)
    order = "<" if data[:2] == b"II" else ">"
    editor = (_editor_of(data) or "").encode()
    at, seen = struct.unpack_from(order + "I", data, 4)[0], 0
    while at and seen < 64:
        at = _keep_directory(out, order, at, editor)
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


def _keep_directory(data: bytearray, order: str, at: int, editor: bytes) -> int:
    """Drop the tags that may not stay, close the ranks, and give the place of the next directory."""
    entries = _entries(data, order, at)
    following: int = struct.unpack_from(order + "I", data, at + 2 + 12 * len(entries))[0]
    for tag, size, value, entry in entries:
        if tag in _TIFF_DIRECTORIES:
            _blank_directory(data, order, struct.unpack_from(order + "I", entry, 8)[0])
        if tag not in _TIFF_STAYS and size > 4:
            _blank(data, value, size)
        if tag == SOFTWARE:
            data[value : value + size] = editor[: size - 1].ljust(size, b"\0")
    stays = [entry for tag, _, _, entry in entries if tag in _TIFF_STAYS]
    table = struct.pack(order + "H", len(stays)) + b"".join(stays) + struct.pack(order + "I", following)
    length = 2 + 12 * len(entries) + 4
    data[at : at + length] = table.ljust(length, b"\0")
    return following


def _blank_directory(data: bytearray, order: str, at: int) -> None:
    if not 8 <= at <= len(data) - 2:
        return
    entries = _entries(data, order, at)
    for tag, size, value, entry in entries:
        if tag in _TIFF_DIRECTORIES:
            _blank_directory(data, order, struct.unpack_from(order + "I", entry, 8)[0])
        if size > 4:
            _blank(data, value, size)
    _blank(data, at, 2 + 12 * len(entries) + 4)


def _blank(data: bytearray, at: int, size: int) -> None:
    end = min(at + size, len(data))
    data[at:end] = bytes(max(0, end - at))
