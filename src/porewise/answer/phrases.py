"""Find the phrases of the lexicon in a row of stems."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from porewise.answer.words import stems
from porewise.knowledge.lexicon import concepts, relations, small_words

GAP = 4  # how many words "*" may stand for

Pattern = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase that was found: which id it stands for and on which tokens its words lie."""

    id: str
    at: tuple[int, ...]
    opposed: bool = False

    @property
    def start(self) -> int:
        return self.at[0]


class Phrases:
    """Phrases by their first stem, so that a row of tokens is read once."""

    def __init__(self, listed: Iterable[tuple[str, str, bool]]) -> None:
        self._by_first: dict[str, list[tuple[Pattern, str, bool]]] = {}
        seen: set[tuple[Pattern, str]] = set()
        for phrase, id_, opposed in listed:
            pattern = stems(phrase)
            if pattern and (pattern, id_) not in seen:
                seen.add((pattern, id_))
                self._by_first.setdefault(pattern[0], []).append((pattern, id_, opposed))

    def all_in(self, row: Sequence[str]) -> Iterator[Found]:
        """Every place where a phrase fits."""
        for start, token in enumerate(row):
            for pattern, id_, opposed in self._by_first.get(token, ()):
                at = _fit(pattern, row, start)
                if at:
                    yield Found(id_, at, opposed)

    def longest_in(self, row: Sequence[str], taken: set[int]) -> list[Found]:
        """Phrases that share no word, the longest first; words in ``taken`` are left alone and added to it."""
        kept: list[Found] = []
        own: set[tuple[int, ...]] = set()
        found = sorted(self.all_in(row), key=lambda f: (-len(f.at), f.at[-1] - f.at[0], f.start))
        for one in found:
            if one.at in own or not taken.intersection(one.at):  # one phrase may stand for two things
                own.add(one.at)
                taken.update(one.at)
                kept.append(one)
        return sorted(kept, key=lambda f: f.start)


def _fit(pattern: Pattern, row: Sequence[str], start: int) -> tuple[int, ...]:
    at = [start]
    place, i = start, 1
    while i < len(pattern):
        if pattern[i] != "*":
            if place + 1 >= len(row) or row[place + 1] != pattern[i]:
                return ()
            place, i = place + 1, i + 1
        else:
            wanted = pattern[i + 1]
            reach = range(place + 1, min(place + 2 + GAP, len(row)))
            hit = next((p for p in reach if row[p] == wanted), None)
            if hit is None:
                return ()
            place, i = hit, i + 2
        at.append(place)
    return tuple(at)


@cache
def concept_phrases() -> Phrases:
    """The words for all concepts."""
    return Phrases((w, c.id, False) for c in concepts().values() for w in c.words)


@cache
def relation_phrases() -> Phrases:
    """The words for all relations, with those that say the reverse."""
    listed = [(w, r.id, False) for r in relations().values() for w in r.words]
    return Phrases(listed + [(w, r.id, True) for r in relations().values() for w in r.opposed])


@cache
def small_phrases(table: str, *names: str) -> Phrases:
    """The phrases of some lists of a table of small words, each under the list's name."""
    listed = small_words(table)
    return Phrases((w, name, False) for name in names or listed for w in listed[name])


@cache
def ancestors(id_: str) -> dict[str, int]:
    """The classes of a concept or relation, with how far up each stands (itself: 0)."""
    above: dict[str, int] = {id_: 0}
    known = concepts().get(id_) or relations().get(id_)
    for parent in known.parents if known else ():
        for grand, steps in ancestors(parent).items():
            above[grand] = min(above.get(grand, 99), steps + 1)
    return above
