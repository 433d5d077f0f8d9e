"""Symptoms that a text denies ("no trouble breathing", "my face is not swollen"): they are no signs of danger."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from porewise.answer.words import BREAKS, stems
from porewise.knowledge.lexicon import denials


@cache
def _stems(part: str) -> frozenset[str]:
    return frozenset(s for w in denials()[part] for s in stems(w))


@cache
def _fine() -> frozenset[tuple[str, ...]]:
    return frozenset(stems(w) for w in denials()["fine"])


def denied_places(row: Sequence[str]) -> frozenset[int]:
    """
    Where a row of stems names a symptom only to deny it, counted in words without sentence signs.

    Between the denial and the symptom may stand only other symptoms and small words, so that "no, my face
    is swollen" denies nothing; nor does a sentence that goes on with "but".

    >>> from porewise.answer.words import tokens
    >>> sorted(denied_places(tokens("no swelling, I can breathe fine")))
    [1, 3, 4, 5]
    """
    denied: set[int] = set()
    for i, word in enumerate(row):
        if word in _stems("symptoms") and _denied(row, i):
            denied.update((i, *_of_what(row, i)))
    for size in {len(f) for f in _fine()}:
        for i in range(len(row) - size + 1):
            if tuple(row[i : i + size]) in _fine():
                denied.update(range(i, i + size))
    places = [i for i, w in enumerate(row) if w[:1].isalnum()]
    number = {place: n for n, place in enumerate(places)}
    return frozenset(number[i] for i in denied if i in number and not _goes_on(row, i))


def without_denied(row: Sequence[str]) -> list[str]:
    """
    A row without the parts in which symptoms are only denied; what is left is the claim.

    >>> from porewise.answer.words import tokens
    >>> without_denied(tokens("my face is not swollen and it is fine, is niacinamide ok?"))
    ['it', 'is', 'fin', ',', 'is', 'niacinamid', 'ok', '?']
    """
    places = denied_places(row)
    if not places:
        return list(row)
    parts: list[list[str]] = [[]]
    denied: list[bool] = [False]
    number = 0
    for word in row:
        denied[-1] |= word[:1].isalnum() and number in places
        number += word[:1].isalnum()
        parts[-1].append(word)
        if word in BREAKS or word == "and":
            parts.append([])
            denied.append(False)
    kept = [w for part, gone in zip(parts, denied, strict=True) if not gone for w in part]
    return kept if any(w[:1].isalnum() for w in kept) else list(row)


def _of_what(row: Sequence[str], at: int) -> tuple[int, ...]:
    """ "No trouble breathing", "no swelling of the lips": what the denied symptom is of."""
    after = at + 1
    while after < len(row) and row[after] in _stems("of"):
        after += 1
    return (after,) if after < len(row) and row[after] in _stems("between") else ()


def _denied(row: Sequence[str], at: int) -> bool:
    """Walk back from a symptom over what may stand between."""
    for i in range(at - 1, -1, -1):
        word = row[i]
        if word in _stems("words"):
            return row[i + 1] not in BREAKS
        if word not in _stems("between") and word not in _stems("symptoms") and word != ",":
            return False
    return False


def _goes_on(row: Sequence[str], at: int) -> bool:
    """ "My face is not swollen but my tongue is": what comes after may take the denial back."""
    for word in row[at:]:
        if word in BREAKS and word != ",":
            return False
        if word in _stems("but"):
            return True
    return False
