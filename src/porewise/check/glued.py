"""Lists whose separators were all lost: names told apart by the dictionary alone."""

from __future__ import annotations

import re

from porewise.check.resolve import Resolver

_PIECES = {" ": re.compile(r"\S+"), "-": re.compile(r"[^-]+")}
FEWEST_WORDS, MOST_WORDS = 6, 600  # of a text in which every comma may be missing
LONGEST = 8  # words of one name
FEWEST_NAMES = 4
LEAST_SHARE = 0.75  # of the words must belong to known names; prose never does
NAME, STRAY = 1.0, 1.6  # what a name costs, and a word that belongs to none


def borders(text: str, start: int, end: int, resolver: Resolver, between: str = " ") -> list[int]:
    """
    Find where names end in a stretch without separators; none where it does not read like a list.

    ``between``: what stands between the pieces that names are made of, a blank or a hyphen.

    The cheapest cover of the words by known names wins, long names before short ones; stray words between two
    names make one unknown name.
    """
    words = [m.span() for m in _PIECES[between].finditer(text, start, end)]
    if not FEWEST_WORDS <= len(words) <= MOST_WORDS:
        return []
    cost = [0.0]
    begins: list[int | None] = [None]  # where the name that ends here begins; None for a stray word
    for last in range(1, len(words) + 1):
        best, begin = cost[last - 1] + STRAY, None
        for first in range(max(0, last - LONGEST), last):
            if cost[first] + NAME < best and _known(text[words[first][0] : words[last - 1][1]], resolver):
                best, begin = cost[first] + NAME, first
        cost.append(best)
        begins.append(begin)
    return _ends(words, begins)


def _known(piece: str, resolver: Resolver) -> bool:
    if piece[:1] in "/&(" or piece[-1:] in "/&(":
        return False
    if "/" in piece or "(" in piece:
        found = resolver.known(piece)
        return found.ingredient is not None and found.confidence >= 0.95  # every part says the same
    return resolver.exactly(piece) is not None


def _ends(words: list[tuple[int, int]], begins: list[int | None]) -> list[int]:
    found: list[int] = []
    names = covered = 0
    last, stray = len(words), False
    while last > 0:
        begin = begins[last]
        if begin is not None or not stray:  # stray words in a row are one unknown name
            found.append(words[last - 1][1])
        stray = begin is None
        names += not stray
        covered += 0 if begin is None else last - begin
        last = last - 1 if begin is None else begin
    if names < FEWEST_NAMES or covered < LEAST_SHARE * len(words):
        return []
    return found[:0:-1]  # the end of the last name is no border
