"""Saying no on a page: one plain sentence, and a way on."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@dataclass(frozen=True)
class Refusal:
    """One plain sentence, or the name of one the template words itself."""

    says: str
    kind: str
    status: int
    megabytes: int


def refusal(request: HttpRequest, says: str, *, status: int, kind: str = "") -> HttpResponse:
    """Answer with the page that says no."""
    page = Refusal(says, kind, status, settings.PHOTO_BYTES_MAX // 1024**2)
    return render(request, "porewise/refusal.html", {"page": page}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return refusal(request, "", status=400, kind="bad-request")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return refusal(request, "", status=403, kind="forbidden")


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    return refusal(request, "", status=403, kind="forbidden")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return refusal(request, "", status=404, kind="not-found")


def too_large(request: HttpRequest) -> HttpResponse:
    return refusal(request, "", status=413, kind="too-large")


def fault(request: HttpRequest) -> HttpResponse:
    """Our own fault. The page needs no database, in case that is what failed."""
    return HttpResponse(
        "<!doctype html><html lang=en><title>Porewise: a fault</title><h1>Something went wrong inside Porewise</h1>"
        "<p>Nothing you gave was lost. Details are in the file porewise.log in your data folder."
        " <a href='/'>Back to the start</a></p></html>",
        status=500,
    )
