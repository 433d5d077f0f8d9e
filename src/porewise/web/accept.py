"""Take a photo in: look, clean, write it down safely. Or say in one sentence why not."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath
from uuid import UUID, uuid4

from porewise.values.errors import PorewiseError
from porewise.web.folder import Folder, write_safely
from porewise.web.traces import kind_of, without_traces

PIXELS_MAX = 200_000_000  # as `porewise.io` opens
LOOKED_THROUGH_MAX = 40_000_000  # larger ones are only looked through where the format makes that cheap


@dataclass(frozen=True)
class Accepted:
    """A photo that lies in the folder, whole and without traces."""

    id: UUID
    name: str
    file: str
    sha256: str


def accept_photo(data: bytes, name: str, folder: Folder) -> Accepted:
    """Keep a photo. Nothing is written unless all of it can be read."""
    shown = shown_name(name)
    if not data:
        raise PorewiseError(f"“{shown}” is empty; choose the photo again.")
    kind = kind_of(data)
    if kind is None:
        raise PorewiseError(
            f"“{shown}” is not a photo Porewise can read; choose a JPEG, PNG, HEIC, TIFF or WebP file."
        )
    try:
        clean = without_traces(data, kind)
        _look(clean, kind)
    except PorewiseError as error:
        raise PorewiseError(f"“{shown}” cannot be used: {error}.") from None
    photo = uuid4()
    file = f"{photo.hex}.{kind}"
    try:
        write_safely(folder.photos / file, clean)
    except OSError as error:
        raise PorewiseError(
            f"“{shown}” could not be kept in {folder.path} ({error.strerror or 'unknown cause'});"
            " make room on that disk and try again."
        ) from None
    return Accepted(photo, shown, file, hashlib.sha256(data).hexdigest())


def shown_name(name: str) -> str:
    """
    A file name fit for showing: without folders, without control signs, not endless.

    >>> shown_name("C:\\\\holiday\\\\me.jpg")
    'me.jpg'
    """
    last = PurePath(name.replace("\\", "/")).name
    clean = "".join(c for c in last if c.isprintable())
    return clean[-80:] or "photo"


def _look(data: bytes, kind: str) -> None:
    """Read the picture through once, as small as the format allows, so that half a file is told now."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # the check below answers in a sentence instead
    if kind == "heic":
        from pi_heif import register_heif_opener

        register_heif_opener()
    try:
        image = Image.open(BytesIO(data))
    except Exception:
        raise PorewiseError(
            "it is damaged or of a kind Porewise cannot read; export it again as JPEG"
        ) from None
    with image:
        width, height = image.size
        if width * height > PIXELS_MAX:
            raise PorewiseError(
                f"it has {width * height / 1e6:.0f} million pixels, more than the {PIXELS_MAX // 10**6} million"
                " Porewise can measure; save it smaller"
            )
        if getattr(image, "is_animated", False) and kind != "tif":
            raise PorewiseError("it is an animation; choose a single photo")
        if kind != "jpg" and width * height > LOOKED_THROUGH_MAX:
            return
        try:
            image.draft("L", (max(1, width // 8), max(1, height // 8)))
            image.load()
        except Exception:
            raise PorewiseError("it is incomplete or damaged; copy or export it again") from None
