"""Names of ingredients: how two spellings count as the same name, and the index that finds them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from porewise.check.misprint import WORD
from porewise.knowledge.ingredients import Ingredient
from porewise.knowledge.records import record_file

FOLLOWING = 5  # letters: by those behind the first a name is found whose first letter is misprinted
_IN_BRACKETS = re.compile(r"[(\[][^()\[\]]*[)\]]")
_NUMBER = re.compile(r"\d+")
_LOCALE = re.compile(r"sulph|aluminium|colour|flavour|fibre|caesium|glycerine\b|paraffine\b|oestr")
_LOCALE_TO = {
    "sulph": "sulf",
    "aluminium": "aluminum",
    "colour": "color",
    "flavour": "flavor",
    "fibre": "fiber",
    "caesium": "cesium",
    "glycerine": "glycerin",
    "paraffine": "paraffin",
    "oestr": "estr",
}
_DROPPED = bytes(n for n in range(128) if not (chr(n).isdigit() or chr(n).islower()))
_KEPT_LINE = _DROPPED.replace(b"_", b"")
_DIGITS_APART = re.compile(r"(?<=\d)[^a-z0-9]+(?=\d)")


@lru_cache(maxsize=65536)
def key(name: str) -> str:
    """
    Write a name so that case, accents, blanks, hyphens and brackets do not matter, but every digit does.

    Digits that stand apart stay apart: they are part of the substance (laureth-4 is not laureth-23).
    Other scripts keep their letters.

    >>> key("PEG - 100 Stearate") == key("peg-100 stearate")
    True
    >>> key("1,2-Hexanediol"), key("12-Hexanediol")
    ('1_2hexanediol', '12hexanediol')
    """
    low = name.lower()
    if not low.isascii():
        low = unicodedata.normalize("NFKD", low.replace("ß", "ss").replace("œ", "oe").replace("æ", "ae"))
        low = "".join(c for c in low if not unicodedata.combining(c))
        if not low.isascii():
            return "".join(c for c in low if c.isalnum())
    for spelling in _LOCALE_TO:  # plain searches are many times faster than the pattern
        if spelling in low:
            low = _LOCALE.sub(lambda m: _LOCALE_TO[m.group()], low)
            break
    bare = _without(_DROPPED, low)
    if bare.isalpha():
        return bare
    return _without(_KEPT_LINE, _DIGITS_APART.sub("_", low.replace("_", " ")))


def _without(dropped: bytes, low: str) -> str:
    """Drop letters of an ASCII text: as bytes, which is much faster than a pattern or a table of letters."""
    return low.encode("ascii").translate(None, dropped).decode("ascii")


def digits(name_key: str) -> tuple[str, ...]:
    """Every number in a key, in order: two names whose numbers differ are never the same."""
    return () if name_key.isalpha() else tuple(_NUMBER.findall(name_key))


def _parts(ingredients: Iterable[Ingredient]) -> tuple[frozenset[str], frozenset[str]]:
    """Words that stand before others, and behind others, in more than one name."""
    before: list[str] = []
    behind: list[str] = []
    for i in ingredients:
        for name in (i.inci, *i.also):
            words = any_number(_IN_BRACKETS.sub(" ", name.lower())).replace("/", " ").split()
            before += words[:-1]
            behind += words[1:]
    often = [frozenset(w for w, n in Counter(listed).items() if n > 1) for listed in (before, behind)]
    return often[0], often[1]


def any_number(low: str) -> str:
    """Write every number alike: PEG-100 and PEG-40 begin names in the same way."""
    return _NUMBER.sub("#", low)


def other_words() -> frozenset[str]:
    """Words of substances that the dictionary need not know, but that are no misprints of those it knows."""
    return frozenset(record_file("labels")["other_words"])


class Known(NamedTuple):
    """One name in the index: which ingredient it means, and whether it is the INCI name itself."""

    ingredient: Ingredient
    primary: bool
    name: str


class Names:
    """
    All names of a dictionary, found by their ``key``; and, by number and length, those near a key.

    An INCI name wins over a synonym; of two synonyms the first ingredient keeps the name. Abbreviations
    of up to three letters count as names only where the dictionary lists them as such.
    """

    def __init__(self, dictionary: Iterable[Ingredient]) -> None:
        ingredients = tuple(dictionary)
        found: dict[str, Known] = {}
        for i in ingredients:
            found.setdefault(key(i.inci), Known(i, True, i.inci))
        for i in ingredients:
            for name in i.also:
                found.setdefault(key(name), Known(i, False, name))
        found.pop("", None)
        self.by_key = MappingProxyType(found)
        self._keyed = found
        # Most labels print a name as the dictionary writes it: found without making its key.
        self._printed = {
            name.lower(): found.get(key(name)) for i in ingredients for name in (i.inci, *i.also)
        }
        # Words that longer names are made of: none of them is a name of its own inside a longer piece.
        self.vocabulary = (
            frozenset(
                w for i in ingredients for name in (i.inci, *i.also) for w in WORD.findall(name.lower())
            )
            | other_words()
        )
        self.before, self.behind = _parts(ingredients)
        self._near: dict[tuple[str, tuple[str, ...], int], list[str]] = {}
        for k in found:
            for begin in (k[0], k[1:FOLLOWING]):
                self._near.setdefault((begin, digits(k), len(k)), []).append(k)

    def __len__(self) -> int:
        return len(self.by_key)

    def find(self, text: str) -> Known | None:
        """Find a name by its key, whatever its case, accents, blanks and hyphens."""
        return self._printed.get(text.lower()) or self._keyed.get(key(text))

    def find_joined(self, parts: list[str]) -> Known | None:
        """Find the name that pieces make together, by their keys, which are known already; none alone makes it."""
        keys = [key(part) for part in parts]
        joined = keys[0]
        for more in keys[1:]:
            joined += f"_{more}" if joined[-1:].isdigit() and more[:1].isdigit() else more
        return None if joined in keys else self._keyed.get(joined)

    def near(self, name_key: str, *, reach: int) -> list[str]:
        """
        Give the keys that may be what a misprinted one means: the same numbers, a length that differs by at most
        ``reach`` letters, and the same first letter or the same ones behind it; some stand there twice.
        """
        same, size = digits(name_key), len(name_key)
        found: list[str] = []
        for n in range(size - reach, size + reach + 1):
            found += self._near.get((name_key[0], same, n), ())
            found += self._near.get((name_key[1:FOLLOWING], same, n), ())
        return found
