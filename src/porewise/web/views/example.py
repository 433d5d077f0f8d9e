"""The example: a drawn face through the very same steps, marked as such, gone in one click."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from porewise.knowledge import questionnaire
from porewise.synth import demo
from porewise.web.accept import accept_photo
from porewise.web.answers import chosen_from
from porewise.web.models import Visit
from porewise.web.views.data import forget
from porewise.web.views.photo import keep_photo


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Fill two visits from the demo person, and show the later one."""
    there = Visit.objects.filter(example=True).first()
    if there is not None:
        return redirect("report", there.pk)
    profile, photos = demo.profile(), demo.photos()
    last = None
    for weeks_ago, path in zip(range(8 * (len(photos) - 1), -1, -8), photos, strict=True):
        accepted = accept_photo(path.read_bytes(), path.name, settings.DATA)
        with transaction.atomic():
            last = Visit.objects.create(
                example=True,
                profile=profile,
                chosen=chosen_from(profile.get("person", {}), questionnaire()),
            )
            last.day -= timedelta(weeks=weeks_ago)
            last.save(update_fields=["day"])
            keep_photo(last, accepted, None)
    assert last is not None  # noqa: S101 there are always two photos
    return redirect("report", last.pk)


@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    """Remove all example visits."""
    forget(list(Visit.objects.filter(example=True)))
    messages.success(request, "example-removed")
    return redirect("start")
