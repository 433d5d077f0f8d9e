"""Signs that no verdict is due; what is dangerous comes first, whatever else the text says."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from porewise.answer.denied import denied_places
from porewise.answer.words import stems
from porewise.knowledge.claims import wording_index
from porewise.knowledge.lexicon import Sign, signs, spelled_groups
from porewise.knowledge.records import fingerprint

HEARD_ALWAYS = "self_harm"  # its words are taken seriously even beside a denial


@cache
def _groups() -> tuple[
    tuple[Sign, tuple[dict[str, list[tuple[str, ...]]], ...], tuple[tuple[str, ...], ...]], ...
]:
    """The signs with their words stemmed and filed under the first stem."""
    counted = wording_index().get("sign", {})
    fresh = counted.get("of") == fingerprint("no_verdict")
    spelled = counted["group"] if fresh else count_signs()["group"]
    filed = []
    for sign, groups in zip(signs(), spelled, strict=True):
        unless = tuple(stems(u) for u in sign.unless)
        filed.append((sign, tuple(_by_first(group) for group in groups), unless))
    return tuple(filed)


def count_signs() -> dict[str, Any]:
    """The stems of all phrases of all signs, and of which file they are; kept beside the wordings."""
    groups = [[sorted({" ".join(stems(p)) for p in group}) for group in spelled_groups(s)] for s in signs()]
    return {"of": fingerprint("no_verdict"), "group": groups}


def _by_first(phrases: Sequence[str]) -> dict[str, list[tuple[str, ...]]]:
    filed: dict[str, list[tuple[str, ...]]] = {}
    for phrase in phrases:
        pattern = tuple(phrase.split(" "))
        filed.setdefault(pattern[0], []).append(pattern)
    return filed


def find_sign(row: Sequence[str]) -> Sign | None:
    """The most pressing sign in a row of stems, or None."""
    words = [w for w in row if w[:1].isalnum()]
    said = set(words)
    sentence = _sentences(row)
    denied = denied_places(row)
    for sign, groups, unless in _groups():
        if any(group.keys().isdisjoint(said) for group in groups):
            continue
        places = [_places(words, group) for group in groups]
        if sign.code != HEARD_ALWAYS:
            places = [[p for p in found if p not in denied] for found in places]
        if not all(places):
            continue
        excused = {sentence[i] for u in unless for i in _starts(words, u)}
        if _near([[p for p in places[0] if sentence[p] not in excused], *places[1:]], sign.within):
            return sign
    return None


def _sentences(row: Sequence[str]) -> list[int]:
    """For each word the number of its sentence: what excuses a word must stand in the same one."""
    numbers: list[int] = []
    now = 0
    for word in row:
        if word[:1].isalnum():
            numbers.append(now)
        elif word != ",":
            now += 1
    return numbers


def _places(words: Sequence[str], group: dict[str, list[tuple[str, ...]]]) -> list[int]:
    return [
        i
        for i, word in enumerate(words)
        if any(tuple(words[i : i + len(p)]) == p for p in group.get(word, ()))
    ]


def _near(places: Sequence[Sequence[int]], within: int) -> bool:
    """One word of the first group has a word of every other group beside it."""
    return any(all(any(0 < abs(a - b) <= within for b in others) for others in places[1:]) for a in places[0])


def _starts(words: Sequence[str], phrase: tuple[str, ...]) -> list[int]:
    size = len(phrase)
    return [i for i in range(len(words) - size + 1) if tuple(words[i : i + size]) == phrase]
