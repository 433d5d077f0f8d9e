"""An evening is logged in a real browser, and the files can be taken along."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect
from test_journey import check_access, open_folds
from web_helpers import Server


def test_an_evening_is_logged_and_the_plan_goes_on(example: tuple[Server, str], window: Any) -> None:
    """From the report to the check-in and back, on a narrow screen; the page fills itself when it is planned."""
    server, visit = example
    page = window(390, "light").page
    page.goto(server.address.rstrip("/") + visit + "/report")
    page.get_by_role("link", name="Log a morning or evening").click()
    page.get_by_label("As planned").check()
    page.get_by_label("Calm").check()
    page.get_by_role("button", name="Keep and plan on").click()
    expect(page.get_by_role("heading", name="Where the routine stands")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("Nothing that was planned has moved.")).to_be_visible()
    open_folds(page)
    check_access(page)
    with page.expect_download() as calendar:
        page.get_by_role("link", name="Calendar file").click()
    assert calendar.value.suggested_filename.endswith("calendar.ics")
