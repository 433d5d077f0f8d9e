"""A person's way through the pages in a real browser: with and without scripts, narrow and wide, light and dark."""

from __future__ import annotations

import os
import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Page, expect
from web_helpers import Server

from porewise.synth import demo

DOCS = Path(__file__).parents[2] / "docs" / "screenshots"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
LOOKS = [(1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")]
KEPT_IN_DOCS = {(1440, "light"), (390, "dark")}


def check_access(page: Page) -> None:
    """axe finds nothing, and nothing sticks out sideways."""
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(v["id"], [n["html"][:160] for n in v["nodes"]]) for v in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (
        "the page scrolls sideways"
    )


def keep_picture(page: Page, name: str, tmp_path: Path) -> None:
    """A screenshot; into docs/ only when asked for, and small enough to live there."""
    wanted = "1" in (os.environ.get("POREWISE_SCREENSHOTS"), os.environ.get("PORE_SCREENSHOTS"))
    folder = DOCS if wanted else tmp_path
    folder.mkdir(parents=True, exist_ok=True)
    # The tests' own folder means nothing to a reader: show the one a person has.
    page.evaluate("""for (const e of document.querySelectorAll('.path'))
        if (e.textContent.endsWith('/Porewise')) e.textContent = '~/Porewise'""")
    shot = Image.open(BytesIO(page.screenshot(full_page=True))).convert("RGB")
    shot.quantize(256, dither=Image.Dither.NONE).save(folder / f"{name}.png", optimize=True)


def open_folds(page: Page) -> None:
    """Unfold everything, so that what is folded is looked at too."""
    page.evaluate(
        "for (const d of document.querySelectorAll('details')) { d.removeAttribute('name'); d.open = true; }"
    )


def fill_questions(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text("questions")
    page.get_by_label("How old are you?").fill("34")
    page.get_by_label("Oily on forehead, nose and chin only").check()
    page.get_by_label("Dark dots or blackheads").check()
    page.get_by_label("No, none").check()
    page.get_by_role("button", name="Keep and go on").click()


def fill_product(page: Page, number: int, **given: str) -> None:
    product = page.get_by_role("group", name=f"Product {number}", exact=True)
    product.get_by_label("Name").fill(given["name"])
    product.get_by_label("Kind").select_option(given["kind"])
    if "spf" in given:
        product.get_by_label("SPF").fill(given["spf"])
        product.get_by_label(re.compile("broad spectrum")).check()
    if "actives" in given:
        product.get_by_label(re.compile("Active ingredients")).fill(given["actives"])


def fill_shelf(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("What you own")
    fill_product(page, 1, name="Gel wash", kind="cleanser")
    page.get_by_role("button", name="Add another product").click()
    fill_product(page, 2, name="Daily fluid", kind="sunscreen", spf="50")
    page.get_by_role("button", name="Add another product").click()
    fill_product(page, 3, name="Night serum", kind="treatment", actives="retinol 0.3 %")
    expect(page.get_by_label("Name").first).to_have_value("Gel wash")
    page.get_by_role("button", name="Show my report").click()


def give_photo(page: Page, server: Server) -> None:
    page.goto(server.address)
    page.get_by_role("link", name="Start with my photo").click()
    page.get_by_label("Choose a photo of your face").set_input_files(demo.photos()[0])
    page.get_by_role("button", name="Measure this photo").click()


def expect_report(page: Page) -> None:
    expect(page.get_by_role("heading", name="What could not be told")).to_be_visible(timeout=180_000)
    expect(page.get_by_role("heading", name="What was measured")).to_be_visible()
    expect(page.locator(".week").first).to_contain_text("Daily fluid")
    text = page.locator("main").inner_text()
    assert re.search(r"\d mm\s*\(\d\.\d+ to \d\.\d+\)", text), "no width with its interval"


def test_a_person_gets_from_a_photo_to_a_report(fresh: Server, window: Any) -> None:
    """On a phone: photo, six questions while it is measured, shelf, report, and gone again."""
    visitor = window(390, "light")
    page = visitor.page
    give_photo(page, fresh)
    expect(page.locator(".progress-line")).to_be_visible()
    check_access(page)
    fill_questions(page)
    fill_shelf(page)
    expect_report(page)
    drawn, bare = page.locator(".face-figure .drawn"), page.locator(".face-figure .bare")
    expect(drawn).to_be_visible()
    page.locator(".face-figure").get_by_label("Without drawings").check()
    expect(drawn).to_be_hidden()
    expect(bare).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as data (JSON)").click()
    assert download.value.suggested_filename.endswith(".json")
    page.get_by_role("button", name="Delete this visit").click()
    expect(page.get_by_text("The visit is gone")).to_be_visible()


def test_every_step_works_without_scripts(fresh: Server, window: Any) -> None:
    """Plain pages and forms carry the whole way; scripts only make it more comfortable."""
    visitor = window(1440, "dark", java_script_enabled=False)
    page = visitor.page
    give_photo(page, fresh)
    fill_questions(page)
    fill_shelf(page)
    expect_report(page)
    page.get_by_role("button", name="Delete this visit").click()
    expect(page.get_by_text("The visit is gone")).to_be_visible()


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_every_page_is_accessible_and_pictured(
    example: tuple[Server, str], window: Any, tmp_path: Path, width: int, theme: str
) -> None:
    """WCAG 2.2 AA by axe, with everything unfolded, narrow and wide, light and dark."""
    server, visit = example
    page = window(width, theme).page
    pages = {
        "start": "/", "photo": visit + "/photo", "questions": visit + "/questions", "products": visit + "/products",
        "report": visit + "/report", "today": visit + "/today",
        "your-data": "/data", "new": "/new", "not-found": "/nothing",
    }  # fmt: skip
    for name, path in pages.items():
        page.goto(server.address.rstrip("/") + path)
        dark = page.evaluate("document.documentElement.dataset.bsTheme") == "dark"
        assert dark == (theme == "dark")
        if name not in ("new", "not-found") and (width, theme) in KEPT_IN_DOCS:
            keep_picture(page, f"{name}-{width}-{theme}", tmp_path)
        open_folds(page)
        check_access(page)


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_forms_that_come_back_with_a_remark_are_accessible(
    example: tuple[Server, str], window: Any, width: int, theme: str
) -> None:
    """The remark stands by its field, is announced, and colour is not its only sign."""
    server, visit = example
    page = window(width, theme).page
    base = server.address.rstrip("/")
    page.goto(base + "/new")
    page.get_by_role("button", name="Measure this photo").click()
    expect(page.get_by_text("Choose a photo first")).to_be_visible()
    check_access(page)
    page.goto(base + visit + "/questions")
    page.get_by_label("How old are you?").fill("old")
    page.get_by_role("button", name="Keep and go on").click()
    expect(page.get_by_label("How old are you?")).to_have_accessible_description(re.compile("whole number"))
    check_access(page)
    page.goto(base + visit + "/products")
    page.get_by_label("Name").first.fill("")
    page.get_by_role("button", name="Show my report").click()
    expect(page.get_by_role("alert")).to_be_focused()
    check_access(page)


def test_the_keyboard_reaches_everything_and_the_focus_shows(
    example: tuple[Server, str], window: Any
) -> None:
    """The first Tab offers the content; every further stop has a visible ring."""
    server, visit = example
    page = window(1440, "light").page
    page.goto(server.address.rstrip("/") + visit + "/report")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    for _ in range(25):
        page.keyboard.press("Tab")
        ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert ring != "none", page.evaluate("document.activeElement.outerHTML.slice(0, 120)")


def test_the_theme_is_switched_without_losing_what_was_typed(
    example: tuple[Server, str], window: Any
) -> None:
    """And it stays on the next page."""
    server, visit = example
    page = window(1440, "light").page
    page.goto(server.address.rstrip("/") + visit + "/questions")
    page.get_by_label("How old are you?").fill("77")
    page.get_by_role("button", name="Dark").click()
    assert page.evaluate("document.documentElement.dataset.bsTheme") == "dark"
    expect(page.get_by_label("How old are you?")).to_have_value("77")
    page.goto(server.address)
    assert page.evaluate("document.documentElement.dataset.bsTheme") == "dark"


def test_none_of_these_clears_the_others(example: tuple[Server, str], window: Any) -> None:
    """And the others clear it."""
    server, visit = example
    page = window(390, "light").page
    page.goto(server.address.rstrip("/") + visit + "/questions")
    group = page.get_by_role("group", name=re.compile("What have you noticed"))
    group.get_by_label("I smoke").check()
    group.get_by_label("None of these").check()
    expect(group.get_by_label("I smoke")).not_to_be_checked()
    group.get_by_label("I smoke").check()
    expect(group.get_by_label("None of these")).not_to_be_checked()


def test_the_page_calms_down_for_those_who_ask_for_it(example: tuple[Server, str], window: Any) -> None:
    """prefers-reduced-motion switches all movement off."""
    server, visit = example
    page = window(390, "dark", reduced_motion="reduce").page
    page.goto(server.address.rstrip("/") + visit + "/report")
    moving = page.evaluate(
        "[...document.querySelectorAll('*')].filter(e => getComputedStyle(e, '::before').transitionDuration !== '0s')"
        ".length"
    )
    assert moving == 0
