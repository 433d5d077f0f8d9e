"""Asking a claim in a real browser: with and without scripts, narrow and wide, light and dark."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from test_journey import KEPT_IN_DOCS, LOOKS, check_access, keep_picture
from web_helpers import Server


def test_a_person_asks_and_reads_on(fresh: Server, window: Any) -> None:
    """From the start page to an answer, its record, the list of claims, and a search in it."""
    page = window(390, "light").page
    page.goto(fresh.address)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Is that true?").click()
    page.get_by_label("A claim or question about pores").fill("steam doesn't really open pores, right?")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2, name="True", exact=True)).to_be_visible()
    expect(page.get_by_text("Steam does not open pores.")).to_be_visible()
    page.get_by_role("link", name="The record behind this answer").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Steam opens pores.")
    page.goto(fresh.address.rstrip("/") + "/claims")
    page.get_by_label("Search").fill("pregnancy retinoid")
    expect(page.get_by_role("status").first).to_contain_text(re.compile(r"^\d+ claims? with"))
    expect(page.get_by_role("link", name="Retinoids are safe to use in pregnancy.")).to_be_visible()


def test_asking_works_without_scripts(fresh: Server, window: Any) -> None:
    """A plain form; danger comes first."""
    page = window(1440, "dark", java_script_enabled=False).page
    page.goto(fresh.address.rstrip("/") + "/ask")
    page.get_by_label("A claim or question about pores").fill("my lips are swelling after the toner")
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_role("heading", name="Get help now")).to_be_visible()
    page.goto(fresh.address.rstrip("/") + "/claims")
    page.get_by_label("Verdict").select_option("unproven")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_text("Niacinamide shrinks pores.")).to_be_visible()


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_the_pages_of_claims_are_accessible_and_pictured(
    fresh: Server, window: Any, tmp_path: Path, width: int, theme: str
) -> None:
    """WCAG 2.2 AA by axe, for an answer, a refusal, an emergency, the list and one claim."""
    page = window(width, theme).page
    pages = {
        "ask": "/ask?q=does+steaming+open+pores%3F",
        "ask-blank": "/ask",
        "ask-none": "/ask?q=which+brand+is+best",
        "ask-help": "/ask?q=my+eye+burns+acid+got+in+my+eye",
        "claims": "/claims",
        "claim": "/claims/steam-opens",
    }
    for name, path in pages.items():
        page.goto(fresh.address.rstrip("/") + path)
        if name == "ask" and (width, theme) in KEPT_IN_DOCS:
            keep_picture(page, f"{name}-{width}-{theme}", tmp_path)
        check_access(page)
        page.screenshot(path=str(tmp_path / f"{name}-{width}-{theme}.png"))
