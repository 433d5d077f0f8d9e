"""The first page."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from porewise.web.context import THEME_COOKIE, THEMES
from porewise.web.models import Photo, Visit


@dataclass(frozen=True)
class VisitLine:
    """One visit in a list."""

    visit: Visit
    photo: str | None
    state: str


@dataclass(frozen=True)
class StartPage:
    visits: tuple[VisitLine, ...]


def visit_lines() -> tuple[VisitLine, ...]:
    """All visits, newest first, each with its photo's name and what came of it."""
    photos = Photo.objects.values_list("visit_id", "name", "reading__verdict")
    found = {visit: (name, verdict or "not_measured") for visit, name, verdict in photos}
    return tuple(VisitLine(v, *found.get(v.pk, (None, "no_photo"))) for v in Visit.objects.all())


@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """Say the one truth, offer the ways in, list earlier visits."""
    return render(request, "porewise/start.html", {"page": StartPage(visit_lines())})


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the wished theme in a cookie (works without any script)."""
    wished, back = request.POST.get("theme", ""), request.POST.get("back", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    response = redirect(back if safe else reverse("start"))
    if wished in THEMES:
        response.set_cookie(THEME_COOKIE, wished, max_age=10 * 365 * 86400, samesite="Lax")
    else:
        response.delete_cookie(THEME_COOKIE)
    return response
