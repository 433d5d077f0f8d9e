"""The photo: take it in, show it, tell how far the measuring is."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from porewise.values.errors import PorewiseError
from porewise.web import jobs
from porewise.web.accept import Accepted, accept_photo
from porewise.web.forms import PhotoForm
from porewise.web.models import Job, Photo, Visit
from porewise.web.shelf import first_profile
from porewise.web.views.common import Progress, Step, find_visit, measuring, photo_of, steps
from porewise.web.views.report import assessing

FEWEST_PHOTOS = 3  # from which the pupil distance is told


@dataclass(frozen=True)
class PhotoPage:
    """The page that asks for a photo. ``photo`` is the one already there."""

    visit: Visit | None
    steps: tuple[Step, ...]
    form: PhotoForm
    photo: Photo | None
    progress: Progress | None
    megabytes: int


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a visit with a photo, or without one. Nothing is kept until something is given."""
    return _photo_page(request, None)


@require_http_methods(["GET", "POST"])
def photo(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Look at the photo of a visit, or give another."""
    return _photo_page(request, find_visit(visit_id))


def _photo_page(request: HttpRequest, visit: Visit | None) -> HttpResponse:
    if request.method == "GET":
        return _show(request, visit, PhotoForm(initial={"pupil_distance_mm": pupils_known(visit)}), 200)
    if "without" in request.POST:
        return redirect("questions", (visit or _begin()).pk)
    form = PhotoForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, visit, form, 422)
    try:
        kept = _keep(visit, form.cleaned_data)
    except PorewiseError as error:
        form.add_error("photo", str(error))
        return _show(request, visit, form, 422)
    return redirect("questions", kept.pk)


def _show(request: HttpRequest, visit: Visit | None, form: PhotoForm, status: int) -> HttpResponse:
    page = PhotoPage(
        visit=visit,
        steps=steps(visit, "photo"),
        form=form,
        photo=photo_of(visit) if visit else None,
        progress=measuring(visit) if visit else None,
        megabytes=settings.PHOTO_BYTES_MAX // 1024**2,
    )
    return render(request, "porewise/photo.html", {"page": page}, status=status)


def _begin() -> Visit:
    """A new visit starts from what the person told last time."""
    last = Visit.objects.filter(example=False).first()
    return Visit.objects.create(profile=last.profile if last else first_profile())


def _keep(visit: Visit | None, given: dict[str, Any]) -> Visit:
    """The file lies whole in the folder before any row speaks of it; the job starts after both."""
    upload = given["photo"]
    accepted = accept_photo(upload.read(), upload.name, settings.DATA)
    return keep_photo(visit, accepted, given["px_per_mm"], given["pupil_distance_mm"])


def pupils_known(visit: Visit | None) -> float | None:
    """
    The person's pupil distance in mm: as they gave it, else the median of three earlier photos or more.

    It is only offered in the form; it scales a photo when the person sends it.
    """
    profile = (visit or Visit.objects.filter(example=False).first() or Visit()).profile
    said: float | None = profile.get("person", {}).get("pupil_distance_mm")
    if said is not None:
        return said
    photos = Photo.objects.filter(visit__example=False, reading__isnull=False)
    scales = [photo.reading["scale"] or {} for photo in photos if photo.reading]
    seen = [e["value"] for scale in scales if (e := scale.get("pupil_distance_mm"))]
    return round(median(seen), 1) if len(seen) >= FEWEST_PHOTOS else None


def keep_photo(
    visit: Visit | None, accepted: Accepted, px_per_mm: float | None, pupil_distance_mm: float | None = None
) -> Visit:
    """Write down an accepted photo and have it measured. An earlier photo of the visit goes."""
    try:
        with transaction.atomic():
            kept = visit or _begin()
            old = photo_of(kept)
            if old is not None:
                Job.objects.filter(visit=kept).delete()
                old_id = old.id
                old.delete()
            Photo.objects.create(
                id=accepted.id,
                visit=kept,
                name=accepted.name,
                file=accepted.file,
                sha256=accepted.sha256,
                px_per_mm=px_per_mm,
            )
            _remember_pupils(kept, pupil_distance_mm)
            jobs.ask(kept, Job.Kind.MEASURE, {"photo": str(accepted.id)})
    except Exception:
        settings.DATA.remove_photo(accepted.file, accepted.id)
        raise
    if old is not None:
        settings.DATA.remove_photo(old.file, old_id)
    return kept


def _remember_pupils(visit: Visit, pupil_distance_mm: float | None) -> None:
    """The person's own ruler stays with the person: this visit and every later one begins with it."""
    person = {k: v for k, v in visit.profile.get("person", {}).items() if k != "pupil_distance_mm"}
    if pupil_distance_mm is not None:
        person["pupil_distance_mm"] = pupil_distance_mm
    visit.profile = {**visit.profile, "person": person}
    visit.save(update_fields=["profile"])


@require_GET
def progress(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """
    The progress line, asked for every second while work is under way.

    Answers 204 while nothing has changed, so that a screen reader is not told the same again.
    """
    visit = find_visit(visit_id)
    wants_report = request.GET.get("for") == "report"
    now = assessing(visit) if wants_report else measuring(visit)
    if now.state == request.GET.get("seen") and now.kind == request.GET.get("kind"):
        return HttpResponse(status=204)
    response = render(request, "porewise/part/progress.html", {"progress": now, "for_report": wants_report})
    if wants_report and not now.open:
        response["HX-Refresh"] = "true"
    return response


@require_GET
def picture(request: HttpRequest, visit_id: UUID, file: str) -> HttpResponse:
    """One of the pictures drawn for this visit, and no other file."""
    photo = photo_of(find_visit(visit_id))
    known = {name for p in (photo.pictures if photo else ()) for name in (p["file"], plain_name(p["file"]))}
    if photo is None or file not in known:
        raise Http404
    try:
        data = (settings.DATA.pictures / photo.id.hex / file).read_bytes()
    except OSError:
        raise Http404 from None
    return HttpResponse(data, content_type="image/jpeg")  # no-store: a deleted face leaves the browser too


def plain_name(file: str) -> str:
    """The name of the same picture without anything drawn on it."""
    return file.removesuffix(".jpg") + "-plain.jpg"
