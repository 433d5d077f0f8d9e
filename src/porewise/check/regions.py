"""The parts of a label's text: what stands under which head, and what is no list at all."""

from __future__ import annotations

import re
from typing import NamedTuple

from porewise.check import shades
from porewise.check.words import Words
from porewise.values.label import Role


class Region(NamedTuple):
    """
    A stretch of clean text under one head; ``role`` is None where no head says what it is.

    ``name`` is what stands before its head in the same sentence: ``Night Cream Ingredients:``.
    """

    role: Role | None
    start: int
    end: int
    name: str | None = None


class Bullet(NamedTuple):
    """A marketing line: ``-Claim: text.``; the claim may name an active and its percentage."""

    start: int
    colon: int
    end: int


# A head is looked for only where one of these stems stands: words are found many times faster than patterns.
_STEMS = Words(
    *("ingr", "activ", "inci", "other", "excipient", "composition", "drug", "contain", "conten", "conter"),
    *("sklad", "inhaltsstoff", "bestandteil", "zusammen", "enthalten", "bevatten", "zawiera"),
    *("+/-", "+ /", "-/+", "(+-"),
    *("skład", "содержа", "成分", "성분", "состав", "ингредиент"),
    *shades.STEMS,
    *shades.STEMS_IN_OTHER_LETTERS,
)
_LIST_WORD = (
    r"(?:ingredients?|ingr[ée]dients?|ingredienti|ingredientes|ingredi[ëe]nten|inhaltsstoffe|bestandteile|"
    r"zusammensetzung|sk[łl]adniki|sk[łl]ad|состав|ингредиенты|全?成分|전?성분|inci(?:\s+list)?|composition)"
)
_DETAIL = r"\s*(?:\([^)]*\)\s*)?"
_LISTS = rf"{_LIST_WORD}(?:\s*[/(]\s*{_LIST_WORD}\s*\)?)*"
# Tried in this order at the begin of a word near a stem.
_HEADS = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        *(("may_contain", head) for head in shades.HEADS),
        ("inactive", rf"(?:inactives?|other|non-?medicinal|non-?active)\s+ingredients?{_DETAIL}[:\-]?"),
        ("inactive", r"(?:inactives?|other|excipients)\s*:"),
        (
            "active",
            rf"(?:drug\s+facts\s*:?\s*)?(?:active|medicinal)\s+(?:drug\s+)?ingredients?{_DETAIL}[:\-]?",
        ),
        ("active", r"actives?\s*:|drug\s+facts\s*:?"),
        ("marketing", r"(?:key|hero|star|featured|main|notable|highlighted|powerful)\s+ingredients?\s*[:\-]"),
        ("ingredients", rf"(?<=\[){_LISTS}\s*\]\s*:?\s*"),
        ("ingredients", rf"(?:(?:full|complete|all)\s+)?{_LISTS}(?:\s+list)?(?:\s*:[\s\-]*|\s+-\s+)"),
    )
)
# Without a colon the head must have its line, or its dash, to itself.
_HEAD_LINE = re.compile(rf"(?:(?:full|complete)\s+)?{_LISTS}\s*(?:\n|-)\s*")
_WORDS_BEFORE = re.compile(r"(?:[\[(]\s*|(?:\w[\w-]*:?\s+[\[(]?){1,3})$")
# What follows these words is about the list, not of it: to the end of the paragraph.
_DISCLAIMER = re.compile(
    r"(?:please (?:be aware|note|refer|check|consult|see)|(?:the )?ingredients? (?:lists? )?(?:may|are|is) "
    r"(?:subject|change|vary|accurate|correct|updated)|"
    r"this (?:ingredient|list|product|formula|information)\b(?! contains)|"
    r"for (?:the )?most (?:up|accurate|current|complete)|"
    r"(?:product )?formulations? (?:may|are|is)|disclaimer|warnings?\s*:|caution\s*:|directions?\s*:|"
    r"(?:does not|doesn['’]t|do not) contain\b|contains? (?:no|neither)\b|"
    r"how to use\b|for external use|uses?\s*:|keep out of reach|questions\?|the list of ingredients|"
    r"we (?:recommend|update)|always (?:read|check|refer)|free (?:of|from)\b|formulated without|"
    r"(?:rds )?product name\b|made in |dermatologist|packaging|expiry|due to )[^\n]*",
)
_SAID_ABOUT = Words(  # how one begins, but for the words in front
    *("please ", "ingredient", "this ", "for ", "formula", "disclaimer", "warning", "caution", "direction"),
    *(
        "how to",
        "use",
        "keep out",
        "questions",
        "the list",
        "we ",
        "always ",
        "free ",
        "product name",
        "made in ",
    ),
    *("does not contain", "doesn't contain", "doesn’t contain", "do not contain", "contain n", "contains n"),
    *("dermat", "packag", "expiry", "due to"),
)
_IN_FRONT = ("the ", "product ", "rds ")
# Lines of a shop's page that come along when a list is copied.
_PAGE_LINE = re.compile(
    r"\n[ ]*(?:delivery|shipping|returns?|(?:customer )?reviews?|ratings?|you may also (?:like|need)|write a review|"
    r"add to (?:bag|cart|basket|wish ?list)|(?:read|show|view|see) (?:more|less|all)|faqs?|share this|sku|"
    r"item no)\b[^\n]*"
)
_DASH = re.compile(r"[-•]")
_CLAIM = re.compile(r"[-•]\s?(?=[^\s\d,-]|\d+(?:\.\d+)?\s?%)[^\n:]{2,170}?:(?=\s|$)")
_CLAIM_LINE = re.compile(r"[ ]*[^\n:]{3,200}:[ ]*[A-Z][^,\n]{2,60}$")
_BULLET_LINE = re.compile(r"\n[ ]*[-•*][ ]?[^\n,;]{2,160}(?=\n|$)")
LIST_COMMAS = 3  # commas behind a claim that make a list of what follows
_SENTENCE_END = re.compile(r"[.!?](?=\s|$)|\n")


def heads(low: str) -> list[tuple[str, int, int]]:
    """Find every head in the lower-case text: what it heads, where it begins and ends."""
    found: list[tuple[str, int, int]] = []
    for place in _STEMS.places(low):
        if found and place < found[-1][2]:
            continue
        head = _head_near(low, place, found[-1][2] if found else 0)
        if head is not None:
            found.append(head)
    return found


def _head_near(low: str, place: int, floor: int) -> tuple[str, int, int] | None:
    """Try the stem's own word and the up to three words before it, the longest head first."""
    before = _WORDS_BEFORE.search(low, max(floor, place - 30), place)
    first = before.start() if before else place
    while first > max(floor, place - 40) and low[first - 1].isalnum():
        first -= 1
    starts = [first, *(n + 1 for n in range(first, place) if low[n] in " \n-([")]
    for start in dict.fromkeys([*starts, place]):
        for kind, pattern in _HEADS:
            m = pattern.match(low, start)
            if m and m.end() > place and _free(low, start, kind):
                opened = kind == "may_contain" and start > floor and low[start - 1] in "[("
                return kind, start - opened, m.end()
        if start == 0 or low[:start].rstrip(" ")[-1:] in ("\n", ""):
            m = _HEAD_LINE.match(low, start)
            if m:
                return "ingredients", start, m.end()
    return None


def _free(low: str, start: int, kind: str) -> bool:
    """A head begins a word; only the list word itself may be glued to what stands before it."""
    return kind == "ingredients" or start == 0 or not low[start - 1].isalnum()


def disclaimers(low: str) -> list[tuple[int, int]]:
    """Find what is said about the list, each to the end of its paragraph."""
    places = set(_SAID_ABOUT.places(low))
    page = [(m.start() + 1, m.end()) for m in _PAGE_LINE.finditer(low)] if "\n" in low else []
    if not places:
        return page
    for front in _IN_FRONT:
        places |= {p - len(front) for p in places if low.endswith(front, 0, p)}
    found: list[tuple[int, int]] = []
    for place in sorted(places):
        m = _DISCLAIMER.match(low, place) if not found or place >= found[-1][1] else None
        if m is not None:
            found.append(m.span())
    told = {place for span in found for place in span}
    return sorted((*found, *(span for span in page if told.isdisjoint(span))))


def bullets(text: str) -> list[Bullet]:
    """
    Find the marketing lines.

    One ends at its line, at the next one, or, where the list follows on the same line, at its first
    sentence end; a claim without a sentence end ends at its colon, and the rest is judged word by word.
    """
    found = _dashed(text)
    lines = _percent_lines(text) if "%" in text else []
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


def _dashed(text: str) -> list[tuple[int, int]]:
    """Find where a dash begins a claim, and where its colon ends the claim's name."""
    found = []
    for dash in _DASH.finditer(text):
        place = dash.start()
        if place == 0 or text[place - 1] in " \n.,;":
            claim = _CLAIM.match(text, place)
            if claim:
                found.append(claim.span())
    return found


def _percent_lines(text: str) -> list[tuple[int, int]]:
    """Find lines such as ``Avobenzone 3 %: Sunscreen``."""
    found, start = [], 0
    for line in text.split("\n"):
        colon = line.find(":")
        commas = line[:colon].count(",")  # more of them than percentages: a list, and a head behind it
        listed = commas >= LIST_COMMAS and line[:colon].count("%") < commas
        if colon > 0 and "%" in line[:colon] and not listed and _CLAIM_LINE.match(line):
            found.append((start, start + colon + 1))
        start += len(line) + 1
    return found


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
    if "\n" not in text and text.lstrip(" ")[:1] not in ("-", "•", "*"):
        return []
    return [(max(0, m.start() - 1), m.end() - 1) for m in _BULLET_LINE.finditer("\n" + text)]


def regions(text: str, low: str) -> list[Region]:
    """Cut the text at its heads. A may-contain part in brackets ends where its bracket does."""
    found: list[Region] = []
    role: Role | None = None
    name: str | None = None
    start = 0
    all_heads = heads(low)
    marked = shades.marks_behind_names(low, all_heads) if "+" in low else {}
    for kind, head_start, head_end in all_heads:
        if head_start < start:
            continue
        if head_start in marked:  # the name before it belongs to shades, and the list goes on
            begin = max(start, marked[head_start])
            found += [Region(role, start, begin, name), Region("may_contain", begin, head_start)]
            start = head_end
            continue
        titled = _title_before(text, start, head_start) if kind == "ingredients" else head_start
        stop = len(text[start:head_start].rstrip(" /")) + start if kind == "may_contain" else titled
        found.append(Region(role, start, stop, name))
        before = role, name
        role = None if kind == "marketing" else kind  # type: ignore[assignment]  # group names are roles
        name = text[titled:head_start].strip(" -*.:") or None if kind == "ingredients" else None
        start = head_end
        closing = _closing(text, head_start, head_end) if role == "may_contain" else None
        if closing is not None:  # behind the bracket the list goes on as before
            found.append(Region(role, start, closing))
            (role, name), start = before, closing + 1
    found.append(Region(role, start, len(text), name))
    return [r for r in found if text[r.start : r.end].strip(" .,;:\n")]


def _title_before(text: str, start: int, head: int) -> int:
    """Find where the name of a product begins that stands before a head, behind the end of another list."""
    begin = max(
        text.rfind(". ", start, head) + 2,
        text.rfind("\n", start, head) + 1,
        text.rfind("; ", start, head) + 2,
        start,
    )
    title = text[begin:head]
    ends_a_list = text.count(",", start, begin) >= 2
    return (
        begin
        if ends_a_list and 0 < len(title.split()) <= LONGEST_TITLE and _NO_TITLE.isdisjoint(title)
        else head
    )


_NO_TITLE = frozenset(",;•%[]")
LONGEST_TITLE = 8  # words


def _closing(text: str, head_start: int, head_end: int) -> int | None:
    """Find where a bracket that the head left open is closed; None where it left none open."""
    depth = 0
    for place in range(head_start, min(len(text), head_end + LONGEST_SHADES)):
        depth += (text[place] in "([") - (text[place] in ")]")
        if place >= head_end and depth <= 0:
            return place if text[place] in ")]" else None
    return None


LONGEST_SHADES = 4_000  # letters
