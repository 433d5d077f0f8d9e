"""The words of the page for codes that have no words of their own."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from porewise.web.templatetags.porewise import words


@cache
def word_file() -> dict[str, Any]:
    """``words.toml``, read once."""
    return tomllib.loads((resources.files("porewise.web") / "words.toml").read_text("utf-8"))


def word(table: str, code: str) -> str:
    """The words for a code, or the code itself written plainly."""
    known: dict[str, str] = word_file().get(table, {})
    plain = words(code)
    return known.get(code) or plain[:1].upper() + plain[1:]
