"""My products in a real browser: pasted and photographed labels, corrections, the shelf, in every look."""

from __future__ import annotations

import os
import re
import sys
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image, ImageFont
from playwright.sync_api import Page, expect
from web_helpers import Server

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks" / "check"))

from draw_label import Scene, draw_label

DOCS = Path(__file__).parents[2] / "docs" / "screenshots"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
LOOKS = [(1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")]
KEPT_IN_DOCS = {(1440, "light"), (390, "dark")}
LIST = (
    "Ingredients: Aqua, Glycerin, Niacinamide, Butylene Glycol, Cetearyl Alcohol, Alcohol Denat., Salicylic Acid,"
    " Retinol, Nacinamide, Zzyzx Flower Water, Parfum, Limonene"
)
PRINTED = [*LIST.removeprefix("Ingredients: ").split(", ")]


def check_access(page: Page) -> None:
    """axe finds nothing, and nothing sticks out sideways."""
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(v["id"], [n["html"][:160] for n in v["nodes"]]) for v in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def keep_picture(page: Page, name: str, tmp_path: Path) -> None:
    """A screenshot; into docs/ only when asked for."""
    folder = (
        DOCS
        if "1" in (os.environ.get("POREWISE_SCREENSHOTS"), os.environ.get("PORE_SCREENSHOTS"))
        else tmp_path
    )
    page.evaluate("""for (const e of document.querySelectorAll('.path'))
        if (e.textContent.endsWith('/Porewise')) e.textContent = '~/Porewise'""")
    shot = Image.open(BytesIO(page.screenshot(full_page=True))).convert("RGB")
    shot.quantize(256, dither=Image.Dither.NONE).save(folder / f"{name}.png", optimize=True)


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The photo of a round bottle with this list."""
    path = tmp_path_factory.mktemp("pack") / "pack.jpg"
    scene = Scene((900, 760), letters_px=26, curve_deg=40, above_deg=10, tilt_deg=4, shade=0.3, noise=3)
    draw_label(PRINTED, scene, font=ImageFont.load_default).save(path, quality=88)  # type: ignore[arg-type]
    return path


def paste(page: Page, server: Server, text: str = LIST) -> None:
    page.goto(server.address)
    page.get_by_role("link", name="My products", exact=True).click()
    page.get_by_label("Paste the list").fill(text)
    page.get_by_role("button", name="Read this list").click()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_pasted_label_goes_from_text_to_the_shelf(fresh: Server, window: Any, scripts: bool) -> None:
    """Pasted, a slip asked about and corrected, put on the shelf, removed."""
    page = window(390, "light", java_script_enabled=scripts).page
    paste(page, fresh)
    expect(page.locator(".ing.is-exact", has_text="Salicylic Acid")).to_be_visible()
    unsure = page.get_by_label(re.compile("Zzyzx Flower Water"))
    unsure.fill("Camellia Sinensis Leaf Water")
    page.get_by_role("button", name="These are right now").click()
    expect(page.locator(".label-text")).to_contain_text("Camellia Sinensis Leaf Water")
    page.get_by_label("Name", exact=True).fill("Evening gel")
    page.get_by_label("Kind").select_option("treatment")
    page.get_by_role("button", name="Put it on my shelf").click()
    expect(page.get_by_text("It is on your shelf now")).to_be_visible()
    page.get_by_role("button", name="Remove this product").click()
    expect(page.get_by_text("The product is gone")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_photographed_label_is_read_and_shown_beside_its_names(
    fresh: Server, window: Any, pack: Path, scripts: bool
) -> None:
    """The worker reads it while the page waits; each unsure name stands beside its cut-out."""
    if find_spec("rapidocr") is None:
        pytest.skip("the extra “ocr” is not installed: no label is read")
    page = window(1440, "dark", java_script_enabled=scripts).page
    page.goto(fresh.address.rstrip("/") + "/products")
    page.get_by_label("Photograph the label").set_input_files(pack)
    page.get_by_role("button", name="Read this photo").click()
    expect(page.locator(".label-text")).to_contain_text("Niacinamide", timeout=120_000)
    crop = page.locator("li", has_text="Zzyzx").locator("svg.crop")
    expect(crop.first).to_be_visible()
    if scripts:
        check_access(page)


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_the_pages_of_my_products_are_accessible_and_pictured(
    example: tuple[Server, str], window: Any, tmp_path: Path, pack: Path, width: int, theme: str
) -> None:
    """WCAG 2.2 AA by axe, everything unfolded, also with remarks; narrow and wide, light and dark."""
    server, _ = example
    page = window(width, theme).page
    page.goto(server.address.rstrip("/") + "/products")
    page.get_by_label("Photograph the label").set_input_files(pack)
    page.get_by_role("button", name="Read this photo").click()
    expect(page.locator(".label-text")).to_be_visible(timeout=120_000)
    if (width, theme) in KEPT_IN_DOCS:
        keep_picture(page, f"product-{width}-{theme}", tmp_path)
    page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
    check_access(page)
    page.get_by_role("button", name="Put it on my shelf").click()
    expect(page.get_by_role("alert")).to_be_focused()
    check_access(page)
    page.goto(server.address.rstrip("/") + "/products")
    if (width, theme) in KEPT_IN_DOCS:
        keep_picture(page, f"my-products-{width}-{theme}", tmp_path)
    check_access(page)
    page.get_by_role("button", name="Look it up").click()
    expect(page.get_by_label("Give the barcode")).to_have_accessible_description(
        re.compile("Type the digits")
    )
    check_access(page)


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_what_is_banned_or_prescribed_is_said_first(
    fresh: Server, window: Any, tmp_path: Path, width: int, theme: str
) -> None:
    """A list with a medicine and a poison: both are said before the rest, and nothing is said to suit beside them."""
    page = window(width, theme).page
    paste(page, fresh, "Ingredients: Aqua, Glycerin, Clobetasol Propionate, Retinol, Mercury")
    expect(page.get_by_text("cortisone", exact=False).first).to_be_visible()
    expect(page.get_by_text("mercury can poison", exact=False).first).to_be_visible()
    expect(page.get_by_text("It may help where", exact=False)).to_have_count(0)
    check_access(page)
    page.screenshot(path=str(tmp_path / f"hazard-{width}-{theme}.png"), full_page=True)
