"""One data folder for the tests in this process; real servers get folders of their own."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # for web_helpers

from porewise.web.folder import Folder

FOLDER = Folder(Path(tempfile.mkdtemp(prefix="porewise-tests-")))
FOLDER.prepare()
os.environ["PORE_DATA"] = str(FOLDER.path)
os.environ["DJANGO_SETTINGS_MODULE"] = "porewise.web.settings"
# The browser tests of the same run keep an event loop in this thread, which Django takes for an async view.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# ruff: noqa: E402 Django reads its settings when it is imported: the lines above must come first.
import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.test import Client
from web_helpers import Server

from porewise.web import jobs
from porewise.web.models import Job, Visit

settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
call_command("migrate", verbosity=0)


@pytest.fixture
def folder() -> Iterator[Folder]:
    """The data folder, empty."""
    Visit.objects.all().delete()
    FOLDER.sweep(set(), set())
    yield FOLDER
    Visit.objects.all().delete()
    FOLDER.sweep(set(), set())


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Job]:
    """What was handed to the workers; none of it is worked on."""
    handed: list[Job] = []
    monkeypatch.setattr(jobs, "send", handed.append)
    return handed


@pytest.fixture
def client(folder: Folder, sent: list[Job]) -> Client:
    """A visitor, with the token check of a real browser switched on."""
    return Client(enforce_csrf_checks=False)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A real server process on a folder of its own."""
    running = Server(tmp_path / "data").start()
    yield running
    running.stop()
