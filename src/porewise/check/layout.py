"""How a list is laid out: brackets around it, numbers before its names, what parts them where no comma does."""

from __future__ import annotations

import re

from porewise.check.atoms import bracket_spans
from porewise.check.glued import borders
from porewise.check.regions import Region
from porewise.check.resolve import Resolver

_PURPOSE = re.compile(
    r"(?<![a-z])[(\[]?(?:purposes?|sunscreens?|acne (?:treatment|medication)|skin protectants?|exfoliants?|"
    r"antimicrobials?|antiseptics?|(?:external )?analgesics?|skin (?:lightener|bleach(?:ing)? agent))[)\]]?(?![a-z])",
    re.IGNORECASE,
)
_NUMBER_OF_LIST = re.compile(r"(?:^|(?<=[\s,;]))(?P<n>\d{1,2})[.)]\s+(?=[A-Za-z])")
_FIRST_NUMBER = tuple(f"{before}1{sign}" for before in (" ", "\n", ",", ";") for sign in ".)")
_NUMBER_COMMA = re.compile(r"(?<=\d),\s?(?=\d)")
_OTHER_SIGNS = (
    (" - ", 3),
    (" -", 4),
    ("- ", 4),
    (" / ", 4),
    ("/", 5),
)  # and how many of each are no accident
FEWEST_HYPHENS = 5  # between names: "Water-Glycerin-…"
FEW_COMMAS = 2  # that may all stand inside names
LETTERS_EACH = 60  # between two commas, on average: fewer, and no comma was lost
MOST_WORDS_EACH = 15  # between two separators, on average: more, and most separators were lost
_NEXT_ACTIVE = re.compile(r"(?<=%)\)?(\s+)(?=[A-Za-z])")
FEWEST_NUMBERS = 2  # of a numbered list


def unwrapped(text: str) -> str:
    """Take off brackets that hold the whole text."""
    bare = text.strip()
    if bare[:1] + bare[-1:] not in ("[]", "()"):
        return text
    whole = bracket_spans(bare, 0, len(bare), longest=len(bare)) == [(0, len(bare))]
    return text.replace(bare, f" {bare[1:-1]} ", 1) if whole else text


def numbered(text: str) -> str:
    """Put line ends in place of the numbers of a numbered list: ``1. Water 2. Glycerin``."""
    if "1." not in text and "1)" not in text:  # hardly any list: plain searches are fast
        return text
    begins = text.startswith(("1.", "1)")) or any(first in text for first in _FIRST_NUMBER)
    found = list(_NUMBER_OF_LIST.finditer(text)) if begins else []
    if len(found) < FEWEST_NUMBERS or [int(m["n"]) for m in found] != list(range(1, len(found) + 1)):
        return text
    for m in found:
        text = text[: m.start()] + "\n".rjust(m.end() - m.start()) + text[m.end() :]
    return text


def parted(text: str, region: Region, resolver: Resolver) -> str:
    """Where no comma separates, slashes or dashes do, if there are many; else the dictionary."""
    commas = text.count(",", region.start, region.end)
    if commas > FEW_COMMAS and commas * LETTERS_EACH > region.end - region.start:
        return text
    body = text[region.start : region.end]
    separators = sum(map(_NUMBER_COMMA.sub("", body).count, ",;•\n"))
    if separators and len(body.split()) <= MOST_WORDS_EACH * (separators + 1):
        return text
    for sign, fewest in _OTHER_SIGNS:
        if body.count(sign) >= fewest and ". " not in body:
            return text[: region.start] + _put_commas(body, sign, resolver) + text[region.end :]
    by_hyphens = body.count("-") >= FEWEST_HYPHENS and borders(text, region.start, region.end, resolver, "-")
    for border in by_hyphens or borders(text, region.start, region.end, resolver):
        text = f"{text[:border]},{text[border + 1 :]}"
    return text


def _put_commas(body: str, sign: str, resolver: Resolver) -> str:
    """Put a comma for the sign, but not between two names of one ingredient (``Water / Aqua / …``)."""
    pieces = body.split(sign)
    known = [resolver.known(piece.strip()).ingredient for piece in pieces]
    joined = pieces[0]
    for n, piece in enumerate(pieces[1:], start=1):
        same = known[n] is not None and known[n] is known[n - 1]
        joined += (sign if same else ",".ljust(len(sign))) + piece
    return joined


def table_cut(text: str, region: Region) -> str:
    """Give a flattened drug-facts table its commas back: after each percentage, in place of each purpose."""
    body = _PURPOSE.sub(lambda m: "," * len(m.group()), text[region.start : region.end])
    if not body.lstrip(" :-,\n")[:1].isdigit():
        body = _NEXT_ACTIVE.sub(lambda m: m.group().replace(m.group(1), "," * len(m.group(1))), body)
    return text[: region.start] + body + text[region.end :]
