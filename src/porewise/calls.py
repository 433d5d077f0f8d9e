"""
The one-call functions: everything a command or a page does, the library does in one call.

They join the world (``io``) with the verbs, which do not know each other. Heavy libraries load here
only when a call needs them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from porewise import __version__
from porewise.values.json import Json
from porewise.values.ruler import NOTHING_KNOWN, Ruler

if TYPE_CHECKING:
    from porewise.check.resolve import Resolver
    from porewise.report.visit import VisitReport
    from porewise.values.diary import CheckedIn, Diary, Told
    from porewise.values.findings import Findings
    from porewise.values.label import CheckedProduct
    from porewise.values.label_photo import Label, UnreadLabel
    from porewise.values.photo import Photo
    from porewise.values.profile import Profile
    from porewise.values.reading import Reading, Rejected
    from porewise.values.referrals import Referrals
    from porewise.values.routine import Routine
    from porewise.values.shots import ShotsReading
    from porewise.values.verdict import NoVerdict, Verdict

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


def read_profile(path: str | Path) -> Profile:
    """Read a profile (TOML). Raises ``PorewiseError`` naming the field, the value and the remedy."""
    from porewise.io.profile import read_profile as read

    return read(Path(path))


def check(
    text: str, *, kind: str | None = None, profile: Profile | None = None, data: Path | None = None
) -> CheckedProduct:
    """
    Read the text of a label: what it lists, what that means for visible pores, what could not be read.

    ``kind``: the product's category (``cleanser``, ``sunscreen`` …), where it is known; some remarks hold
    only for what stays on the skin. ``profile`` adds what concerns this person. Any text is answered: one
    without an ingredient list is the verdict ``no_list``. ``data``: the folder whose imported names are known
    as well (``porewise import``); without it ``PORE_DATA`` or ``~/Porewise``.
    """
    from porewise.check import check_label

    return check_label(text, kind=kind, profile=profile, resolver=_resolver(data))


def check_many(
    texts: Iterable[str],
    *,
    kind: str | None = None,
    profile: Profile | None = None,
    data: Path | None = None,
) -> list[CheckedProduct]:
    """Read many labels as ``check`` reads one; for files of thousands, hand them over a few hundred at a time."""
    from porewise.check import check_label
    from porewise.check.reader import uncollected

    resolver = _resolver(data)
    with uncollected():
        return [check_label(text, kind=kind, profile=profile, resolver=resolver) for text in texts]


def _resolver(data: Path | None) -> Resolver | None:
    """Give the reader with imported names, or None where nothing was imported."""
    from porewise.io.imported import data_folder, imported_at

    folder = data_folder(data)
    changed = imported_at(folder)
    return _reader_of(folder, changed) if changed else None


@lru_cache(maxsize=2)
def _reader_of(folder: Path, changed: int) -> Resolver:  # `changed` makes an import be seen
    from porewise.check.names import Names
    from porewise.check.resolve import Resolver
    from porewise.io.imported import imported_names
    from porewise.knowledge.ingredients import ingredients

    return Resolver(Names((*ingredients(), *imported_names(folder))))


def import_cosing(file: Path, *, data: Path | None = None) -> int:
    """Import the ingredient names of the official CosIng export; say how many."""
    from porewise.io.imported import data_folder
    from porewise.io.imported import import_cosing as take

    return take(file, data_folder(data))


def import_open_beauty_facts(file: Path, *, data: Path | None = None) -> int:
    """Import products by barcode from the Open Beauty Facts export; say how many."""
    from porewise.io.imported import data_folder
    from porewise.io.imported import import_open_beauty_facts as take

    return take(file, data_folder(data))


def check_shelf(profile: Profile) -> tuple[CheckedProduct, ...]:
    """Check every product of a shelf whose ingredients are given, each beside the others."""
    listed = [p for p in profile.products if p.ingredients]
    return tuple(check(str(p.ingredients), kind=p.category, profile=_without(profile, p.id)) for p in listed)


def _without(profile: Profile, product_id: str) -> Profile:
    return replace(profile, products=tuple(p for p in profile.products if p.id != product_id))


def read_label_photo(path: str | Path) -> Label | UnreadLabel:
    """
    Read the ingredient list on a photographed pack, line by line; a photo that cannot be read is an
    ``UnreadLabel`` with the number that failed.

    Raises ``PorewiseError`` for a file that is no photo, and where the extra ``ocr`` is not installed.
    """
    from porewise.io.labels import read_label

    return read_label(path)


def check_label_photo(
    path: str | Path, *, kind: str | None = None, profile: Profile | None = None
) -> tuple[Label | UnreadLabel, CheckedProduct]:
    """Read a photographed label and check what it lists; an unread label lists nothing (``no_list``)."""
    from porewise.values.label_photo import Label

    label = read_label_photo(path)
    text = label.text if isinstance(label, Label) else ""
    return label, check(text, kind=kind, profile=profile)


def read_label_upload(path: str, out_dir: str) -> Json:
    """
    Read a label photo for pages, with pictures written into a folder.

    Returns ``{"label": document, "pictures": [{"file", "width", "height"} of each line], "barcodes": [digits]}``;
    ``label.jpg`` beside them is the whole photo, small.
    """
    from porewise.io.barcodes import barcodes_in
    from porewise.io.labels import read_label_with_strips
    from porewise.io.pictures import write_jpeg, write_small_copy

    folder = Path(out_dir)
    label, strips = read_label_with_strips(path)
    pictures = []
    for i, strip in enumerate(strips):
        write_jpeg(strip, folder / f"line-{i}.jpg", quality=JPEG_QUALITY)
        pictures.append({"file": f"line-{i}.jpg", "width": strip.shape[1], "height": strip.shape[0]})
    write_small_copy(Path(path), folder / "label.jpg", quality=JPEG_QUALITY)
    return {
        "label": label.to_json(),
        "pictures": pictures,
        "barcodes": list(barcodes_in(Path(path))),
    }


def product_by_barcode(given: str, *, data: Path | None = None) -> Json:
    """
    Look digits up in the products imported into a data folder: ``{"barcode", "name", "text"}``.

    Raises ``PorewiseError`` for digits that are no barcode, and where nothing is known of it.
    """
    from porewise.io.barcodes import barcode_from_digits
    from porewise.io.imported import data_folder, imported_product
    from porewise.values.errors import PorewiseError

    code = barcode_from_digits(given)
    found = imported_product(code, data_folder(data))
    if found is not None:
        name = " ".join(part for part in (found.brand, found.name) if part)
        return {"barcode": code, "name": name, "text": found.ingredients}
    raise PorewiseError(
        f"No product with the barcode {code} is known here; import a product list first"
        " (porewise import openbeautyfacts FILE), or paste the ingredient list."
    )


def barcode_in_photo(path: str) -> str:
    """The one product barcode in a photo. Raises ``PorewiseError`` where there is none, or more than one."""
    from porewise.io.barcodes import barcode_from_photo

    return barcode_from_photo(Path(path))


def explain_causes(profile: Profile, reading: Reading | Rejected | None = None) -> Findings:
    """Say what may stand behind the visible pores, and how sure that is."""
    from porewise.explain import explain_causes as explain
    from porewise.values.reading import Reading

    return explain(profile, reading if isinstance(reading, Reading) else None)


def plan_routine(
    profile: Profile, *, start: date, findings: Findings | None = None, days: int | None = None
) -> Routine:
    """Plan every morning and evening from ``start``, from what the person owns, proven and checked."""
    from porewise.plan import plan_routine as plan

    found = explain_causes(profile) if findings is None else findings
    return plan(profile, found, start=start, days=days, referrals=refer_options(profile, found))


def check_in(
    profile: Profile, told: Told, diary: Diary | None = None, *, start: date | None = None
) -> CheckedIn:
    """
    Log a morning or evening and plan again from the next session on.

    Without a diary a new one begins on ``start`` (else on the day of the check-in). Raises ``PorewiseError``
    for a day before the diary begins, and for products that are not on the shelf.
    """
    from porewise.plan import check_in as log
    from porewise.values.diary import Diary
    from porewise.values.errors import PorewiseError

    found = explain_causes(profile)
    kept = Diary(start or told.day) if diary is None else diary
    try:
        return log(profile, found, kept, told, referrals=refer_options(profile, found))
    except ValueError as error:
        raise PorewiseError(f"check-in: {error}.") from None


def check_in_file(
    profile: str | Path, told: Told, *, log: str | Path | None = None, start: date | None = None
) -> CheckedIn:
    """``check_in`` for a profile file and its diary file (beside the profile unless ``log`` names another)."""
    from porewise.io.diary import diary_beside, read_diary, write_diary

    path = diary_beside(Path(profile)) if log is None else Path(log)
    answer = check_in(read_profile(profile), told, read_diary(path), start=start)
    write_diary(answer.diary, path)
    return answer


def read_told(data: Json) -> Told:
    """Check what a person says at a check-in (plain data). Raises ``PorewiseError`` naming field and value."""
    from porewise.io.diary import told_from_dict

    return told_from_dict(data)


def read_diary_file(profile: str | Path, log: str | Path | None = None) -> Diary | None:
    """The diary of a profile file, or None where none was begun."""
    from porewise.io.diary import diary_beside, read_diary

    return read_diary(diary_beside(Path(profile)) if log is None else Path(log))


def calendar(routine: Routine, profile: Profile, *, zone: str | None = None) -> bytes:
    """A routine as a calendar file (.ics), with reminders in the given time zone (None: floating hours)."""
    from porewise.report.calendar import HowToRemind, make_calendar

    return make_calendar(routine, profile, how=HowToRemind(zone=zone))


def calendar_after(
    answer: CheckedIn, profile: Profile, before: Diary | None, *, zone: str | None = None
) -> bytes:
    """The calendar file after a check-in: it updates what was imported before and cancels what has gone."""
    from porewise.report.calendar import HowToRemind, make_calendar

    planned = {(d.day, s) for d in answer.diary.planned for s in ("am", "pm") if d.session(s)}
    was = before.planned if before is not None else ()
    gone = {(d.day, s) for d in was if d.day >= answer.first for s in ("am", "pm") if d.session(s)} - planned
    return make_calendar(answer.routine, profile, how=HowToRemind(zone=zone), gone=gone)


def doctor_pdf(report: VisitReport, profile: Profile) -> bytes:
    """One page for a doctor or pharmacist: a tagged PDF, the same bytes for the same answers."""
    from porewise.report.pdf import make_pdf
    from porewise.report.sheet import doctor_sheet

    return make_pdf("doctor", doctor_sheet(report, profile))


def week_pdf(routine: Routine, profile: Profile, *, week: int = 1) -> bytes:
    """One week of a routine as a page to print, with boxes to tick."""
    from porewise.report.pdf import make_pdf
    from porewise.report.sheet import week_sheet

    return make_pdf("week", week_sheet(routine, profile, week=week))


def refer_options(profile: Profile, findings: Findings | None = None) -> Referrals:
    """Say when to see someone, red flags first, and what a doctor might discuss."""
    from porewise.refer import refer_options as refer

    return refer(profile, explain_causes(profile) if findings is None else findings)


def ask(claim: str) -> Verdict | NoVerdict:
    """Answer a claim about pores: true, false, partly or unproven with sources, or no verdict and the next step."""
    from porewise.answer import answer_claim

    return answer_claim(claim, version=__version__)


def ruler_of(profile: Profile, px_per_mm: float | None = None) -> Ruler:
    """What is known of the scale of a person's photos: a scale given now, else their own pupil distance."""
    return Ruler(px_per_mm=px_per_mm, pupil_distance_mm=profile.person.pupil_distance_mm)


def assess_reading(reading: Reading | Rejected | None, profile: Profile, *, start: date) -> VisitReport:
    """Explain, plan and refer for a reading that was taken already (or none), as one report."""
    from porewise.report import assemble

    findings = explain_causes(profile, reading)
    routine = plan_routine(profile, start=start, findings=findings)
    return assemble(reading, findings, routine, refer_options(profile, findings), check_shelf(profile))


def assess(
    photo: str | Path | None, profile: Profile, *, start: date, px_per_mm: float | None = None
) -> VisitReport:
    """One photo, one profile, one report."""
    ruler = ruler_of(profile, px_per_mm)
    reading = None if photo is None else measure_photo(photo, ruler=ruler)
    return assess_reading(reading, profile, start=start)


def assess_document(reading: Json | None, profile: Json, start: date) -> Json:
    """``assess_reading`` from stored JSON: a reading document and a profile in the shape of its TOML."""
    from porewise.io.profile import profile_from_dict
    from porewise.values.reading import reading_from_json

    read = None if reading is None else reading_from_json(reading)
    return assess_reading(read, profile_from_dict(profile), start=start).to_json()


def assess_document_to_take(reading: Json | None, profile: Json, start: date) -> Json:
    """``assess_document`` with its files: ``{"report": document, "files": {name: base64}}``."""
    from porewise.io.clock import own_zone
    from porewise.io.profile import profile_from_dict
    from porewise.values.reading import reading_from_json

    person = profile_from_dict(profile)
    report = assess_reading(None if reading is None else reading_from_json(reading), person, start=start)
    files = {
        "calendar.ics": calendar(report.routine, person, zone=own_zone()),
        "doctor.pdf": doctor_pdf(report, person),
        "week.pdf": week_pdf(report.routine, person),
    }
    return {"report": report.to_json(), "files": _as_text(files)}


def check_in_document(profile: Json, told: Json, diary: Json | None, start: date) -> Json:
    """``check_in`` from stored JSON: ``{"diary", "answer", "files": {name: base64}}``."""
    from porewise.io.clock import own_zone
    from porewise.io.diary import diary_from_dict
    from porewise.io.profile import profile_from_dict
    from porewise.values.diary import Diary

    person = profile_from_dict(profile)
    before = Diary(start) if diary is None else diary_from_dict(diary)
    answer = check_in(person, read_told(told), before)
    files = {
        "calendar.ics": calendar_after(answer, person, before, zone=own_zone()),
        "week.pdf": week_pdf(answer.routine, person),
    }
    return {"diary": answer.diary.to_json(), "answer": answer.to_json(), "files": _as_text(files)}


def _as_text(files: dict[str, bytes]) -> dict[str, str]:
    from base64 import b64encode

    return {name: b64encode(content).decode("ascii") for name, content in files.items()}


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


def assess_demo(*, start: date, visit: int = 1) -> VisitReport:
    """The whole report of the example person, through the same steps as anyone's."""
    from porewise.synth import demo

    return assess(demo.photos()[visit - 1], read_profile(demo.profile_path()), start=start)
