"""Appearance, never size; no medicine talk: every text people read is checked, every exception has its reason."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import porewise
from porewise.knowledge.records import record_file, record_names
from porewise.knowledge.wording import Blocked, blocked_words, exceptions

PACKAGE = Path(porewise.__file__).parent
REPOSITORY = Path(__file__).parents[1]
# names and sources of works, and the lists of the check itself, are not our own words
NOT_OURS = ("wording", "sources", "lexicon", "wordings")  # the last two hold the words people use in claims
# what reads labels and claims is no text for people
PATTERN = re.compile(r"\\s|\\b|\(\?")
# fields of records that no page shows
UNSEEN = {"id", "source", "when", "pattern", "carried_by", "rule", "code", "names", "assertions", "lr"}
UNSEEN |= {"agent", "relation", "object", "groups", "unless"}
QUOTED = {"claim", "denied", "law"}  # what people claim is quoted as they say it, and answered beside it


def record_texts() -> Iterator[tuple[str, str]]:
    """Every string of the knowledge records that can reach a person."""
    for name in record_names():
        if name not in NOT_OURS:
            yield from _strings(record_file(name), f"{name}.toml")


def _strings(data: Any, at: str) -> Iterator[tuple[str, str]]:
    if isinstance(data, dict):
        own = data.get("id", data.get("code"))
        for key, value in data.items():
            if key not in UNSEEN and not (key in QUOTED and isinstance(value, str)):
                yield from _strings(value, f"{at.split('#', maxsplit=1)[0]}#{own or key}")
    elif isinstance(data, list):
        for value in data:
            yield from _strings(value, at)
    elif isinstance(data, str):
        yield at, data


def template_texts() -> Iterator[tuple[str, str]]:
    """What the templates of pages and of paper say, without their tags."""
    for path in sorted((PACKAGE / "web" / "templates").rglob("*.html")):
        text = re.sub(r"(?s)\{%.*?%\}|\{#.*?#\}|<script.*?</script>|<[^>]*>", " ", path.read_text("utf-8"))
        yield path.name, " ".join(text.split())
    for path in sorted((PACKAGE / "report" / "layouts").glob("*.typ")):
        yield path.name, path.read_text("utf-8")
    words = tomllib.loads((PACKAGE / "web" / "words.toml").read_text("utf-8"))
    yield from _strings(words, "web/words.toml")


def code_texts() -> Iterator[tuple[str, str]]:
    """Sentences in the code: help, refusals, lines of reports; docstrings are for developers."""
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        docs = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }
        for node in ast.walk(tree):
            sentence = isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value
            if sentence and id(node) not in docs and not PATTERN.search(node.value):  # type: ignore[attr-defined]
                yield path.relative_to(PACKAGE).as_posix(), node.value  # type: ignore[attr-defined]


def page_texts() -> Iterator[tuple[str, str]]:
    """What the repository itself says: read-me, documentation, changelog, examples."""
    pages = [REPOSITORY / n for n in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md")]
    pages += sorted((REPOSITORY / "docs").rglob("*.md")) + sorted((REPOSITORY / "examples").glob("*.toml"))
    for path in (p for p in pages if p.exists()):
        yield path.relative_to(REPOSITORY).as_posix(), path.read_text("utf-8")


KINDS = {"records": record_texts, "templates": template_texts, "code": code_texts, "pages": page_texts}


@cache
def texts(kind: str) -> tuple[tuple[str, str], ...]:
    return tuple(KINDS[kind]())


@cache
def found(kind: str) -> tuple[Blocked, ...]:
    return tuple(blocked_words(texts(kind)))


@pytest.mark.parametrize("kind", list(KINDS))
def test_no_text_for_people_uses_a_blocked_word(kind: str):
    """What stands there, in its place, with what to say instead."""
    assert not found(kind), [f"{b.place}: …{b.text}… ({b.because} Say: {b.instead})" for b in found(kind)]


@pytest.mark.parametrize("kind", list(KINDS))
def test_there_is_text_to_check(kind: str):
    assert sum(len(text) for _, text in texts(kind)) > 3000


def test_every_exception_is_needed_and_says_why():
    """An exception nobody uses any more goes."""
    everything = [pair for kind in KINDS for pair in texts(kind)]
    blocks = record_file("wording")["block"]
    for exception in exceptions():
        assert exception.because.endswith(".")
        used = any(
            re.search(rf"\b(?:{b['pattern']})\b", text, re.IGNORECASE)
            and exception.covers(place, b["pattern"], text)
            for place, text in everything
            for b in blocks
        )
        assert used, exception


BAD = [
    "shrinks your pores",
    "closes pores",
    "erase pores",
    "cures acne",
    "treats",
    "heals",
    "detox mask",
    "diagnosis",
]
BAD += [
    "clinically proven",
    "guaranteed",
    "medical-grade",
    "dermatologist-approved",
    "poreless",
    "flawless skin",
]
BAD += ["abnormal skin", "your skin age", "HSA-approved", "FDA approved"]


@pytest.mark.parametrize("text", BAD)
def test_the_check_is_awake(text: str):
    """Each word of the block list is found."""
    assert blocked_words([("a page", f"This is {text}.")])


def test_the_preferred_words_are_the_ones_in_use():
    """Look, may, hint, baseline: the words that say no more than is known stand in the records."""
    everything = " ".join(text for _, text in record_texts()).lower()
    for word in record_file("wording")["prefer"][0]["words"]:
        assert word in everything, word
