"""Whether a word is a misprint of another or a substance of its own."""

from __future__ import annotations

import re
from functools import cache

from rapidfuzz.distance import OSA

from porewise.knowledge.records import record_file

WORD = re.compile(r"[a-z]+|\d+")
SHORTEST = 5  # letters: a shorter word has too many neighbours to be a misprint by itself
SHORT = 3  # letters: from here on a word may be one beside others
LONG = 9  # letters: from here on a word may hold two misprints
SUFFIX = 4  # letters at the end of a word, where -ane and -ene, -ol and -al tell substances apart
_VOWELS = set("aeiouy")
_COLOUR_NUMBER = re.compile(r"^cl(?=\s?\d{5}\b)")
_NOUGHT = re.compile(r"(?<=[a-z])0(?=[a-z])|(?<=[a-z]{2})0(?![\w-])|(?<![\w-])0(?=[a-z]{2})")
# What print, eye and hand take for each other. Other letters swapped for one another make other substances.
_ALIKE = frozenset(
    frozenset(p)
    for p in "il lt it ce co oe ao uv hb nm ck sz gq ft rn vy bd fl iy".split()  # noqa: SIM905
)
_ALIKE_FIRST = frozenset(frozenset(p) for p in ("ce", "ao", "uv", "gq", "ft", "il", "nm"))


def is_misprint(wrong: str, right: str, vocabulary: frozenset[str]) -> bool:
    """
    Say whether one name is a misprint of another: word by word, numbers equal.

    A word that is a word of other names is none. Letters may be swapped, doubled, dropped or added inside a
    word; a letter may stand for one that looks alike, or a vowel for a vowel before the ending. An ending that
    makes another substance (squalene, squalane) is none, nor is a first letter that only sounds alike (ethyl,
    methyl). A short word is one only beside longer ones that are right.
    """
    ours, theirs = words(wrong), words(right)
    if len(ours) != len(theirs):
        return _glued(ours, theirs, vocabulary)
    pairs = [(a, b) for a, b in zip(ours, theirs, strict=True) if a != b]
    alone = sum(map(len, ours)) - sum(len(a) for a, _ in pairs) < SHORTEST
    return all(_word_misprint(a, b, vocabulary, alone=alone) for a, b in pairs)


def words(name: str) -> list[str]:
    """
    Cut a name into its words and numbers; a nought or one inside a word is a letter misread.

    >>> words("Carb0mer, PEG-100")
    ['carbomer', 'peg', '100']
    """
    return WORD.findall(without_noughts(name.lower()))


def without_noughts(low: str) -> str:
    """
    Write a nought between letters as the letter it was read for: no number stands inside a word.

    The other letter that is taken for another sign is the I of a colour number, ``Cl 77492``.
    """
    low = _COLOUR_NUMBER.sub("ci", low) if low.startswith("cl") else low
    return _NOUGHT.sub("o", low) if "0" in low else low


def _glued(ours: list[str], theirs: list[str], vocabulary: frozenset[str]) -> bool:
    """Words run together, or apart, with one misprint more."""
    a, b = "".join(ours), "".join(theirs)
    fresh = [w for w in ours if w not in theirs]
    if not fresh or any(w in vocabulary for w in fresh) or min(map(len, fresh)) < SHORTEST:
        return False
    return _letters_misprint(a, b)


def _word_misprint(wrong: str, right: str, vocabulary: frozenset[str], *, alone: bool) -> bool:
    if wrong.isdigit() or right.isdigit() or wrong in vocabulary:
        return False
    short = min(len(wrong), len(right)) < SHORTEST
    if short and (alone or len(wrong) != len(right) or len(right) < SHORT):
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
        return front > 0  # letters swapped
    if len(a) == len(b):
        return all(
            x == y or _alike(x, y, wrong, front + n) for n, (x, y) in enumerate(zip(a, b, strict=True))
        )
    inside = front > 1 or (front == 1 and len(right) >= LONG and abs(len(a) - len(b)) == 1)
    return back > 0 and inside and _within(min(a, b, key=len), max(a, b, key=len))


def _within(few: str, many: str) -> bool:
    """Say whether letters were only dropped or added: the fewer stand among the more, in order."""
    rest = iter(many)
    return all(letter in rest for letter in few)


def _alike(x: str, y: str, wrong: str, place: int) -> bool:
    """Say whether one letter can stand for another at this place of a word."""
    pair = frozenset((x, y))
    if place == 0:
        return pair in _ALIKE_FIRST
    if len(wrong) - place <= SUFFIX and _makes_an_ending(wrong, place):
        return False
    return pair in _ALIKE or (x in _VOWELS and y in _VOWELS)


def _makes_an_ending(wrong: str, place: int) -> bool:
    """Say whether the letter is part of an ending that substances have: then it is another substance."""
    return any(wrong.endswith(e) and len(wrong) - place <= len(e) for e in _endings())


@cache
def _endings() -> tuple[str, ...]:
    return tuple(record_file("labels")["substance_endings"])
