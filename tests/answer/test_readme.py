"""The ten claims of the README are answered as it says."""

from __future__ import annotations

import re
from pathlib import Path

import porewise

README = Path(__file__).parents[2] / "README.md"


def test_the_ten_claims_of_the_readme_are_answered_as_it_says() -> None:
    """Each row: asked, verdict, understood as."""
    section = README.read_text("utf-8").split("## Is that true?")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (?!asked|---)(.+?) \| (\w+) \| (.+?) \|$", section, re.MULTILINE)
    assert len(rows) == 10
    for asked, verdict, understood in rows:
        document = porewise.ask(asked).to_json()
        assert (document["verdict"], document["understood_as"]) == (verdict, understood)
