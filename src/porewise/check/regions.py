"""The parts of a label's text: what stands under which head, and what is no list at all."""

from __future__ import annotations

import re
from typing import NamedTuple

from porewise.values.label import Role


class Region(NamedTuple):
    """A stretch of clean text under one head; ``role`` is None where no head says what it is."""

    role: Role | None
    start: int
    end: int


class Bullet(NamedTuple):
    """A marketing line: ``-Claim: text.``; the claim may name an active and its percentage."""

    start: int
    colon: int
    end: int


_LIST_WORD = (
    r"ingredients?|ingr[ée]dients?|ingredienti|ingredientes|inhaltsstoffe|bestandteile|zusammensetzung|"
    r"ingredi[ëe]nten|sk[łl]adniki|sk[łl]ad|состав|ингредиенты|全成分|成分|전성분|inci(?:\s+list)?|composition"
)
_MAY = (
    r"(?:may\s+(?:also\s+)?contain|peut\s+contenir|puede\s+contener|pu[oò]\s+contenere|kann\s+enthalten|"
    r"kan\s+bevatten|pode\s+conter|\+\s*/\s*-|±)"
)
_HEAD = re.compile(
    rf"""
    (?P<may_contain>[\[(]?\s*{_MAY}(?:[\s/:()\[\]]*{_MAY})*[\s:)\]]*)
  | (?P<inactive>(?<![a-z])(?:inactives?|other|non-?medicinal|non-?active)\s+ingredients?\s*(?:\([^)]*\)\s*)?[:\-]?
      |(?<![a-z])(?:inactives?|other|excipients)\s*:)
  | (?P<active>(?<![a-z])(?:drug\s+facts\s*:?\s*)?(?:active|medicinal)\s+(?:drug\s+)?ingredients?
      \s*(?:\([^)]*\)\s*)?[:\-]?
      |(?<![a-z])actives?\s*:|(?<![a-z])drug\s+facts\s*:?)
  | (?P<marketing>(?<![a-z])(?:key|hero|star|featured|main|notable|highlighted|powerful)\s+ingredients?\s*[:\-])
  | (?P<ingredients>(?:(?:full|complete|all)\s+)?(?:{_LIST_WORD})
      (?:\s*[/(]\s*(?:{_LIST_WORD})\s*\)?)*(?:\s+list)?\s*:[\s\-]*
      |(?:^|\n)\s*(?:(?:full|complete)\s+)?(?:{_LIST_WORD})
      (?:\s*[/(]\s*(?:{_LIST_WORD})\s*\)?)*\s*(?:\n|-)\s*)
    """,
    re.IGNORECASE | re.VERBOSE,
)
# What follows these words is about the list, not of it: to the end of the paragraph.
_DISCLAIMER = re.compile(
    r"(?:please (?:be aware|note|refer|check|consult|see)|(?:the )?ingredients? (?:lists? )?(?:may|are|is) "
    r"(?:subject|change|vary|accurate|correct|updated)|"
    r"this (?:ingredient|list|product|formula|information)\b|for (?:the )?most (?:up|accurate|current|complete)|"
    r"(?:product )?formulations? (?:may|are|is)|disclaimer|warnings?\s*:|caution\s*:|directions?\s*:|"
    r"how to use\b|for external use|uses?\s*:|keep out of reach|questions\?|the list of ingredients|"
    r"we (?:recommend|update)|always (?:read|check|refer)|free (?:of|from)\b|formulated without|"
    r"(?:rds )?product name\b|made in |dermatologist|packaging|expiry|due to )[^\n]*",
    re.IGNORECASE,
)
_BULLET = re.compile(
    r"(?:(?<=[\s.,;])|^)(?:-\s?|\u2022\s?)(?=[^\s\d,-]|\d+(?:\.\d+)?\s?%)[^\n:]{2,170}?:(?=\s|$)"
)
_CLAIM_LINE = re.compile(r"(?:^|\n)[ ]*(?=[^\n:]*\d\s*%)[^\n:]{3,200}:[ ]*[A-Z][^,\n]{2,60}(?=\n|$)")
_BULLET_LINE = re.compile(r"(?:^|\n)[ ]*[-•*][ ]?[^\n,;]{2,160}(?=\n|$)")
LIST_COMMAS = 3  # commas behind a claim that make a list of what follows
_SENTENCE_END = re.compile(r"[.!?](?=\s|$)|\n")


def heads(text: str) -> list[tuple[str, int, int]]:
    """Find every head: what it heads, where it begins and ends."""
    return [(m.lastgroup or "", m.start(), m.end()) for m in _HEAD.finditer(text)]


def disclaimers(text: str) -> list[tuple[int, int]]:
    return [m.span() for m in _DISCLAIMER.finditer(text)]


def bullets(text: str) -> list[Bullet]:
    """
    Find the marketing lines.

    One ends at its line, at the next one, or, where the list follows on the same line, at its first
    sentence end; a claim without a sentence end ends at its colon, and the rest is judged word by word.
    """
    found = [(m.start(), m.end()) for m in _BULLET.finditer(text)]
    lines = [
        (m.start() + (text[m.start()] == "\n"), text.index(":", m.start()) + 1)
        for m in _CLAIM_LINE.finditer(text)
    ]
    starts = sorted({*found, *lines})
    bulleted: list[Bullet] = []
    for n, (start, colon) in enumerate(starts):
        if bulleted and start < bulleted[-1].end:
            continue
        line = text.find("\n", colon)
        line = len(text) if line < 0 else line
        following = starts[n + 1][0] if n + 1 < len(starts) else len(text) + 1
        bulleted_end = following if following <= line else _claim_end(text, colon, line)
        bulleted.append(Bullet(start, colon, bulleted_end))
    return bulleted


def _claim_end(text: str, colon: int, line: int) -> int:
    """End the last claim of a line: at the line, or at its first sentence where a list follows on the line."""
    sentence = _SENTENCE_END.search(text, colon, line)
    behind = sentence.end() if sentence else colon
    for end in (behind, colon if line == len(text) else behind):
        if text.count(",", end, line) >= LIST_COMMAS:
            return end
    return line


def bullet_lines(text: str) -> list[tuple[int, int]]:
    """Lines that are a dash and one thing: a list of its own, or marketing before the list."""
    return [m.span() for m in _BULLET_LINE.finditer(text)]


def regions(text: str) -> list[Region]:
    """Cut the text at its heads. A may-contain part in brackets ends where its bracket does."""
    found: list[Region] = []
    role: Role | None = None
    start = 0
    for kind, head_start, head_end in heads(text):
        if head_start < start:
            continue
        found.append(Region(role, start, head_start))
        role = None if kind == "marketing" else kind  # type: ignore[assignment]  # group names are roles
        start = head_end
        bracket = text[head_start:head_end].lstrip()[:1]
        if role == "may_contain" and bracket in ("[", "("):
            closing = text.find({"[": "]", "(": ")"}[bracket], head_end)
            if "]" in text[head_start:head_end] or ")" in text[head_start:head_end]:
                closing = -1  # the bracket held only the head
            if closing >= 0 and bracket == "[":
                found.append(Region(role, start, closing))
                role, start = None, closing + 1
    found.append(Region(role, start, len(text)))
    return [r for r in found if text[r.start : r.end].strip(" .,;:\n")]
