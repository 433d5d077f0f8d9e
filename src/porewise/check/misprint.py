"""Whether a word is a misprint of another or a substance of its own."""

from __future__ import annotations

import re

from rapidfuzz.distance import OSA

WORD = re.compile(r"[a-z]+|\d+")
SHORTEST = 5  # letters: a shorter word has too many neighbours
LONG = 9  # letters: from here on a word may hold two misprints
SUFFIX = 4  # letters at the end of a word, where -ane and -ene, -ol and -al tell substances apart
_VOWELS = set("aeiouy")
# What print, eye and hand take for each other. Other letters swapped for one another make other substances.
_ALIKE = {
    frozenset(p)
    for p in (
        "il",
        "lt",
        "it",
        "ce",
        "co",
        "oe",
        "uv",
        "hb",
        "nm",
        "ck",
        "sz",
        "gq",
        "ft",
        "rn",
        "vy",
        "bd",
        "fl",
    )
}


def is_misprint(wrong: str, right: str, vocabulary: frozenset[str]) -> bool:
    """
    Say whether one name is a misprint of another: word by word, numbers equal.

    A word that is a word of other names is none. Letters may be swapped, doubled, dropped or added inside a
    word; a letter may stand for one that looks alike, or a vowel for a vowel before the ending; the first
    letter stays. So ethyl is no misprint of methyl, nor squalene of squalane.
    """
    ours, theirs = WORD.findall(wrong.lower()), WORD.findall(right.lower())
    if len(ours) != len(theirs):
        return _glued(ours, theirs, vocabulary)
    return all(a == b or _word_misprint(a, b, vocabulary) for a, b in zip(ours, theirs, strict=True))


def _glued(ours: list[str], theirs: list[str], vocabulary: frozenset[str]) -> bool:
    """Words run together, or apart, with one misprint more."""
    a, b = "".join(ours), "".join(theirs)
    fresh = [w for w in ours if w not in theirs]
    if not fresh or any(w in vocabulary for w in fresh) or min(map(len, fresh)) < SHORTEST:
        return False
    return _letters_misprint(a, b)


def _word_misprint(wrong: str, right: str, vocabulary: frozenset[str]) -> bool:
    if wrong.isdigit() or right.isdigit() or wrong in vocabulary:
        return False
    if min(len(wrong), len(right)) < SHORTEST or wrong[0] != right[0]:
        return False
    return _letters_misprint(wrong, right)


def _letters_misprint(wrong: str, right: str) -> bool:
    if right == f"{wrong}e":
        return True  # palmitat, as German and hasty hands write it
    allowed = 1 if len(right) < LONG else 2
    return OSA.distance(wrong, right, score_cutoff=allowed) <= allowed and _edits_look_like_misprints(
        wrong, right
    )


def _edits_look_like_misprints(wrong: str, right: str) -> bool:
    """Walk both words from the front and the back to the letters that differ, and judge those."""
    front = 0
    while front < min(len(wrong), len(right)) and wrong[front] == right[front]:
        front += 1
    back = 0
    while back < min(len(wrong), len(right)) - front and wrong[-1 - back] == right[-1 - back]:
        back += 1
    a, b = wrong[front : len(wrong) - back], right[front : len(right) - back]
    if sorted(a) == sorted(b):
        return True  # letters swapped
    if len(a) == len(b):
        return all(
            x == y or _alike(x, y, back + len(a) - n - 1) for n, (x, y) in enumerate(zip(a, b, strict=True))
        )
    return back > 0 and front > 1 and _within(min(a, b, key=len), max(a, b, key=len))


def _within(few: str, many: str) -> bool:
    """Say whether letters were only dropped or added: the fewer stand among the more, in order."""
    rest = iter(many)
    return all(letter in rest for letter in few)


def _alike(x: str, y: str, from_end: int) -> bool:
    if {x, y} == {"i", "y"}:
        return from_end >= 1
    if frozenset((x, y)) in _ALIKE and from_end >= 1:
        return x not in _VOWELS or y not in _VOWELS or from_end >= SUFFIX
    return x in _VOWELS and y in _VOWELS and from_end >= SUFFIX
