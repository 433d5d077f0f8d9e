"""The example: a drawn face through the very same steps, marked as such, gone in one click."""

from __future__ import annotations

import importlib.util
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

import porewise
from porewise.knowledge import questionnaire
from porewise.values.errors import PorewiseError
from porewise.web.accept import accept_photo
from porewise.web.answers import chosen_from
from porewise.web.models import Visit
from porewise.web.views.data import forget
from porewise.web.views.photo import keep_photo


def _demo_person() -> Any:
    """
    The demo person's files, found without importing the package around them.

    `porewise.synth` draws skin and so loads OpenCV, which the web process must never do.
    """
    place = Path(porewise.__file__).parent / "synth" / "demo.py"
    spec = importlib.util.spec_from_file_location("porewise_demo_person", place)
    if spec is None or spec.loader is None:
        raise PorewiseError("The example is not part of this installation; install Porewise again.")
    demo = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(demo)
    return demo


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Fill two visits from the demo person, and show the later one."""
    there = Visit.objects.filter(example=True).first()
    if there is not None:
        return redirect("report", there.pk)
    demo = _demo_person()
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
