"""The wording check: words that no text for people may use, with reasons, and the exceptions written down."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from porewise.knowledge.records import record_file


@dataclass(frozen=True, slots=True)
class Blocked:
    """A word that may not stand: where, in which text, and what to say instead."""

    place: str
    word: str
    text: str
    because: str
    instead: str


@dataclass(frozen=True, slots=True)
class Excepted:
    """One exception: texts at places that begin so, which hold ``text`` where it is given, may use a word."""

    place: str
    pattern: str
    because: str
    text: str = ""

    def covers(self, place: str, pattern: str, text: str) -> bool:
        return (
            pattern in self.pattern.split(" || ")
            and place.startswith(self.place.removesuffix("*"))
            and self.text.lower() in text.lower()
        )


@cache
def exceptions() -> tuple[Excepted, ...]:
    """All exceptions, as written down."""
    return tuple(Excepted(**e) for e in record_file("wording")["exception"])


def blocked_words(texts: Iterable[tuple[str, str]]) -> list[Blocked]:
    """
    Check texts, given as (place, text), and list what may not stand.

    >>> [b.word for b in blocked_words([("page", "This serum shrinks pores.")])]
    ['shrinks']
    >>> blocked_words([("page", "Pores may look smaller.")])
    []
    """
    return [b for place, text in texts for b in _blocked(place, text)]


def _blocked(place: str, text: str) -> Iterable[Blocked]:
    for block in record_file("wording")["block"]:
        for match in re.finditer(rf"\b(?:{block['pattern']})\b", text, re.IGNORECASE):
            around = text[max(0, match.start() - 60) : match.end() + 60]
            if not any(e.covers(place, block["pattern"], around) for e in exceptions()):
                yield Blocked(place, match[0], around, block["because"], block["instead"])
