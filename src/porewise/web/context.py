"""What every page shows: whose data lies where, whether it is the example, which theme."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from porewise import __version__
from porewise.web.models import Visit

THEMES = ("light", "dark")
THEME_COOKIE = "porewise_theme"


@dataclass(frozen=True)
class EveryPage:
    """The frame around a page. ``theme`` is empty when the system's own theme holds."""

    data_folder: str
    version: str
    theme: str
    example: bool


def every_page(request: HttpRequest) -> dict[str, Any]:
    """Django's context processor for the frame."""
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return {
        "frame": EveryPage(
            data_folder=str(settings.DATA.path),
            version=__version__,
            theme=theme if theme in THEMES else "",
            example=Visit.objects.filter(example=True).exists(),
        )
    }
