"""Photos and readings: measured alone, together, and for pages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from porewise import __version__
from porewise.values.json import Json
from porewise.values.ruler import NOTHING_KNOWN, Ruler

if TYPE_CHECKING:
    from porewise.values.photo import Photo
    from porewise.values.profile import Profile
    from porewise.values.reading import Reading, Rejected
    from porewise.values.shots import ShotsReading

JPEG_QUALITY = 88


def measure_photo(
    path: str | Path, *, px_per_mm: float | None = None, ruler: Ruler = NOTHING_KNOWN
) -> Reading | Rejected:
    """
    Measure the visible pores of a photo file.

    ``px_per_mm``: the scale, where it is known (close-ups; it overrides the iris); ``ruler``: that, a reference in
    the picture, or the person's pupil distance. Raises ``PorewiseError`` for a file that is no usable photo; a
    photo that cannot be measured is a ``Rejected``.
    """
    return _read_and_measure(path, px_per_mm, ruler)[1]


def measure_together(paths: Sequence[str | Path], *, ruler: Ruler = NOTHING_KNOWN) -> ShotsReading:
    """Measure several photos of one visit and read them as one, with the scatter between the shots."""
    return combine_shots([measure_photo(path, ruler=ruler) for path in paths])


def combine_shots(readings: Sequence[Reading | Rejected]) -> ShotsReading:
    """Read photos of one visit that were measured already as one."""
    from porewise.measure import combine_shots as combine

    return combine(readings, version=__version__)


def _read_and_measure(
    path: str | Path, px_per_mm: float | None, ruler: Ruler = NOTHING_KNOWN
) -> tuple[Photo, Reading | Rejected]:
    from porewise.io.faces import find_face
    from porewise.io.photos import read_photo
    from porewise.measure import measure_pores

    photo = read_photo(path)
    face = find_face(photo)
    return photo, measure_pores(photo, face, version=__version__, px_per_mm=px_per_mm, ruler=ruler)


def ruler_of(profile: Profile, px_per_mm: float | None = None) -> Ruler:
    """What is known of the scale of a person's photos: a scale given now, else their own pupil distance."""
    return Ruler(px_per_mm=px_per_mm, pupil_distance_mm=profile.person.pupil_distance_mm)


def measure_upload(
    path: str, out_dir: str, px_per_mm: float | None, pupil_distance_mm: float | None = None
) -> Json:
    """
    Measure a photo and draw its pictures into a folder, for pages.

    Returns ``{"reading": document with pores, "pictures": [{"zone", "file", "alt", "width", "height"}]}``;
    beside each ``X.jpg`` lies the same cut without drawing, ``X-plain.jpg``.
    """
    from porewise.values.reading import Rejected

    photo, reading = _read_and_measure(path, px_per_mm, Ruler(pupil_distance_mm=pupil_distance_mm))
    pictures = [] if isinstance(reading, Rejected) else _draw(photo, reading, Path(out_dir))
    return {"reading": reading.to_json(pores=True), "pictures": pictures}


def _draw(photo: Photo, reading: Reading, folder: Path) -> list[Json]:
    from porewise.io.pictures import write_jpeg
    from porewise.report import draw_reading

    listed = []
    for picture in draw_reading(photo, reading):
        name = f"{picture.zone}.jpg"
        write_jpeg(picture.drawn, folder / name, quality=JPEG_QUALITY)
        write_jpeg(picture.plain, folder / f"{picture.zone}-plain.jpg", quality=JPEG_QUALITY)
        height, width = picture.drawn.shape[:2]
        listed.append(
            {"zone": picture.zone, "file": name, "alt": picture.alt, "width": width, "height": height}
        )
    return listed
