"""Signs that no verdict is due; what is dangerous comes first, whatever else the text says."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from porewise.answer.words import stems
from porewise.knowledge.lexicon import Sign, signs


@cache
def _groups() -> tuple[
    tuple[Sign, tuple[dict[str, list[tuple[str, ...]]], ...], tuple[tuple[str, ...], ...]], ...
]:
    """The signs with their words stemmed and filed under the first stem."""
    filed = []
    for sign in signs():
        groups = []
        for group in sign.groups:
            by_first: dict[str, list[tuple[str, ...]]] = {}
            for phrase in group:
                pattern = stems(phrase)
                by_first.setdefault(pattern[0], []).append(pattern)
            groups.append(by_first)
        filed.append((sign, tuple(groups), tuple(stems(u) for u in sign.unless)))
    return tuple(filed)


def find_sign(row: Sequence[str]) -> Sign | None:
    """The most pressing sign in a row of stems, or None."""
    words = [w for w in row if w[:1].isalnum()]
    for sign, groups, unless in _groups():
        places = [_places(words, group) for group in groups]
        if all(places) and _near(places, sign.within) and not any(_holds(words, u) for u in unless):
            return sign
    return None


def _places(words: Sequence[str], group: dict[str, list[tuple[str, ...]]]) -> list[int]:
    return [
        i
        for i, word in enumerate(words)
        if any(tuple(words[i : i + len(p)]) == p for p in group.get(word, ()))
    ]


def _near(places: Sequence[Sequence[int]], within: int) -> bool:
    if len(places) == 1:
        return True
    return any(0 < abs(a - b) <= within for a in places[0] for b in places[1])


def _holds(words: Sequence[str], phrase: tuple[str, ...]) -> bool:
    size = len(phrase)
    return any(tuple(words[i : i + size]) == phrase for i in range(len(words) - size + 1))
