"""Your data: what is kept, where, and how it goes."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from porewise.web.models import Bottle, Photo, Visit
from porewise.web.views.bottles import forget_bottles
from porewise.web.views.common import find_visit
from porewise.web.views.start import VisitLine, visit_lines


@dataclass(frozen=True)
class DataPage:
    folder: str
    visits: tuple[VisitLine, ...]
    asks_again: bool


@require_GET
def your_data(request: HttpRequest) -> HttpResponse:
    """Show what is kept."""
    return _show(request, asks_again=False, status=200)


def _show(request: HttpRequest, *, asks_again: bool, status: int) -> HttpResponse:
    page = DataPage(str(settings.DATA.path), visit_lines(), asks_again)
    return render(request, "porewise/data.html", {"page": page}, status=status)


def forget(visits: list[Visit]) -> None:
    """
    Delete visits with all that belongs to them, and leave no copy behind.

    Rows go first: a file without a row is swept at the next start, a row without a file is a lie.
    """
    photos = list(Photo.objects.filter(visit__in=visits).values_list("file", "id"))
    with transaction.atomic():
        for visit in visits:
            visit.delete()
    for file, photo_id in photos:
        settings.DATA.remove_photo(file, photo_id)
    with connection.cursor() as cursor:  # deleted pages leave the file and the write-ahead log too
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@require_POST
def delete_visit(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Delete one visit: one click."""
    forget([find_visit(visit_id)])
    messages.success(request, "visit-deleted")
    return redirect("start")


@require_POST
def delete_everything(request: HttpRequest) -> HttpResponse:
    """Delete all visits and products. The box must be ticked: this is the one click that takes everything."""
    if request.POST.get("sure") != "yes":
        return _show(request, asks_again=True, status=422)
    forget_bottles(list(Bottle.objects.all()))
    forget(list(Visit.objects.all()))
    messages.success(request, "everything-deleted")
    return redirect("start")
