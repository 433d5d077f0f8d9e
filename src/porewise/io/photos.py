"""Read a photo file into linear light, upright, without where or by whom it was taken."""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from porewise.io.colour import to_light
from porewise.io.decode import SAVE_AS_JPEG, Decoded, UnfitError, decode
from porewise.values.errors import PorewiseError
from porewise.values.photo import Photo

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Codes = NDArray[np.uint8] | NDArray[np.uint16]

MAX_BYTES = 500_000_000
FULL_SCALE_SHARE = 254 / 255  # from here on a code value counts as clipped: JPEG blurs the last step

# EXIF orientation to (swap rows and columns first, then mirror rows, then mirror columns)
TURNS = {
    1: (False, False, False),
    2: (False, False, True),
    3: (False, True, True),
    4: (False, True, False),
    5: (True, False, False),
    6: (True, False, True),
    7: (True, True, True),
    8: (True, True, False),
}


def read_photo(path: str | Path) -> Photo:
    """
    Read a JPEG, PNG, HEIC, TIFF or WebP file, told apart by content.

    Raises ``PorewiseError`` with one plain sentence if the file is missing, unreadable, too large, damaged
    or no photo. Nothing but the file's name (no folder), its pixels and what ``Photo`` lists is kept.
    """
    path = Path(path)
    try:
        data = _bytes_of(path)
    except UnfitError as unfit:
        raise _sorry(path.name or str(path), unfit) from None
    return read_photo_bytes(data, path.name)


def read_codes(path: str | Path) -> tuple[NDArray[np.uint8], str]:
    """
    Read a photo file upright as plain 8-bit RGB (h, w, 3), with the SHA-256 of its bytes.

    For print and barcodes, which need no light. Fails as ``read_photo`` does.
    """
    path = Path(path)
    try:
        data = _bytes_of(path)
        if not data:
            raise UnfitError("is empty (0 bytes)", "copy the photo again from where it came from")
        decoded = decode(data)
    except UnfitError as unfit:
        raise _sorry(path.name or str(path), unfit) from None
    codes = decoded.codes if decoded.alpha is None else _on_white(decoded.codes, decoded.alpha)
    codes = _upright(codes, decoded.orientation)
    eight = (codes >> 8).astype(np.uint8) if codes.dtype == np.uint16 else codes
    rgb: NDArray[np.uint8] = np.broadcast_to(eight, (*eight.shape[:2], 3))
    return rgb, hashlib.sha256(data).hexdigest()


def read_photo_bytes(data: bytes, name: str) -> Photo:
    """
    Read a photo from its bytes, as ``read_photo`` does; ``name`` is what the person calls it.

    Transparent parts are shown on white, as picture viewers do, and never count as clipped.
    """
    name = _plain_name(name)
    try:
        if not data:
            raise UnfitError("is empty (0 bytes)", "copy the photo again from where it came from")
        return _photo(decode(data), name, hashlib.sha256(data).hexdigest())
    except UnfitError as unfit:
        raise _sorry(name, unfit) from unfit.__cause__


def _bytes_of(path: Path) -> bytes:
    try:
        about = path.stat()
        if stat.S_ISDIR(about.st_mode):
            raise UnfitError("is a folder", "name the photo inside it")
        if not stat.S_ISREG(about.st_mode):
            raise UnfitError("is not an ordinary file", "name a photo file")
        if about.st_size > MAX_BYTES:
            size, most = about.st_size // 1_000_000, MAX_BYTES // 1_000_000
            raise UnfitError(f"has {size} MB, more than the {most} MB Porewise opens", SAVE_AS_JPEG)
        return path.read_bytes()
    except FileNotFoundError:
        raise UnfitError("does not exist", "check the name and the folder") from None
    except PermissionError:
        raise UnfitError("may not be read by you", "ask for the right to read it, or copy it") from None
    except (OSError, ValueError) as failed:
        why = failed.strerror if isinstance(failed, OSError) and failed.strerror else "the name is not valid"
        raise UnfitError(f"could not be read ({why})", "check the disk and the name") from None


def _sorry(name: str, unfit: UnfitError) -> PorewiseError:
    return PorewiseError(f"The photo {name} {unfit.what}; {unfit.remedy}.")


def _plain_name(name: str) -> str:
    """The last part of a path, of either kind of slash, without control characters."""
    last = name.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    return "".join(c if c.isprintable() else "?" for c in last) or "photo"


def _photo(decoded: Decoded, name: str, sha256: str) -> Photo:
    codes = _upright(decoded.codes, decoded.orientation)
    clipped = _at_full_scale(codes)
    if decoded.alpha is not None:
        alpha = _upright(decoded.alpha, decoded.orientation)
        if int(alpha.min()) < int(np.iinfo(alpha.dtype).max):
            clipped &= alpha > 0
            codes = _on_white(codes, alpha)
            decoded.notes.append("Transparent parts are shown on white.")
    linear, display = to_light(codes, decoded.space)
    for array in (linear, display, clipped):
        array.setflags(write=False)
    return Photo(
        name=name,
        sha256=sha256,
        linear=linear,
        display=display,
        clipped=clipped,
        format=decoded.format,
        bits=decoded.bits,
        profile=decoded.space.name,
        jpeg_quality=decoded.jpeg_quality,
        software=decoded.software,
        notes=tuple(decoded.notes),
        focal_35mm=decoded.focal_35mm,
    )


def _upright(codes: Codes, orientation: int) -> Codes:
    swap, mirror_rows, mirror_columns = TURNS[orientation]
    if swap:
        codes = codes.swapaxes(0, 1)
    if mirror_rows:
        codes = codes[::-1]
    if mirror_columns:
        codes = codes[:, ::-1]
    upright: Codes = np.ascontiguousarray(codes)  # type: ignore[assignment]  # a view keeps its type
    return upright


def _at_full_scale(codes: Codes) -> NDArray[np.bool_]:
    top = int(np.iinfo(codes.dtype).max)
    limit = codes.dtype.type(round(top * FULL_SCALE_SHARE))
    clipped = np.zeros(codes.shape[:2], np.bool_)
    for channel in range(codes.shape[2]):
        clipped |= codes[..., channel] >= limit
    return clipped


def _on_white(codes: Codes, alpha: Codes) -> Codes:
    """Lay the picture over white in code values, as viewers do. ``alpha``: (h, w)."""
    top = int(np.iinfo(codes.dtype).max)
    weight = alpha[..., None].astype(np.float32) / np.float32(np.iinfo(alpha.dtype).max)
    mixed = codes * weight + np.float32(top) * (1 - weight)
    on_white: Codes = np.rint(mixed).astype(codes.dtype)
    return on_white
