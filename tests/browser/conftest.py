"""Chromium, and one real server whose example visit all tests look at."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "web"))  # for web_helpers

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from web_helpers import Server, wait_for

CANDIDATES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run", "--no-default-browser-check",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests here need the browser."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium; no browser is ever fetched."""
    path = os.environ.get("PORE_CHROMIUM") or next(filter(None, map(shutil.which, CANDIDATES)), None)
    if path is None:
        pytest.skip("Chromium is not installed, so the pages were not tried in a browser")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=list(QUIET))
        yield browser
        browser.close()


@dataclass
class Visitor:
    """One browser window: what it asked for, what it complained about."""

    page: Page
    context: BrowserContext
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@pytest.fixture
def window(chromium: Browser) -> Iterator[Any]:
    """Open windows; at the end each must have asked this computer only, and complained of nothing."""
    opened: list[Visitor] = []

    def open_(width: int, theme: str, **more: Any) -> Visitor:
        size = {"width": width, "height": 844 if width < 600 else 900}
        context = chromium.new_context(viewport=size, color_scheme=theme, **more)  # type: ignore[arg-type]
        context.set_default_timeout(20_000)
        visitor = Visitor(context.new_page(), context)
        context.on("request", lambda r: visitor.asked.append(r.url))
        visitor.page.on("console", lambda m: visitor.complaints.append(m.text) if m.type == "error" else None)
        visitor.page.on("pageerror", lambda e: visitor.complaints.append(str(e)))
        opened.append(visitor)
        return visitor

    yield open_
    for visitor in opened:
        visitor.context.close()
        elsewhere = [u for u in visitor.asked if not u.startswith(("http://127.0.0.1:", "data:"))]
        assert elsewhere == [], "a page asked another computer"
        # a 4xx page is loud in the console by the browser's own habit
        assert [c for c in visitor.complaints if "responded with a status of 4" not in c] == []


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, str]]:
    """A server with the example, measured and planned; and the path of its later visit."""
    server = Server(tmp_path_factory.mktemp("example") / "Porewise").start()
    visit = server.post("/example", {}).url.removeprefix(server.address.rstrip("/")).removesuffix("/report")
    wait_for(lambda: "progress-bar" not in server.get(visit + "/report").text, seconds=240, every=1)
    wait_for(lambda: "not measured yet" not in server.get("/").text, seconds=240, every=1)
    yield server, visit
    server.stop()


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on an empty folder."""
    server = Server(tmp_path_factory.mktemp("fresh") / "Porewise").start()
    yield server
    server.stop()
