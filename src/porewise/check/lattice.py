"""
Joins and splits pieces so that known names win: the dictionary inside the splitter.

A comma may stand inside a name (``Cocos, Nucifera Oil``) and may be missing between two (``Citral Benzyl
Benzoate``). Every way to read a few neighbouring pieces has a cost; unknown names are allowed but cost more
than known ones, and the cheapest reading is taken.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from porewise.check.atoms import Atom, trimmed
from porewise.check.names import Names, any_number, key
from porewise.check.resolve import UNKNOWN, Resolved, Resolver
from porewise.knowledge.records import record_file


class Costs(NamedTuple):
    """What each way of reading costs. Chosen on the 50 development lists; only their order matters."""

    unknown: float = 1.0
    fragment: float = 1.5  # "fruit extract" alone: a name that lost its head
    corrected: float = 0.55
    headless: float = 0.7  # "(Jojoba) Seed Oil": known, but it begins with a bracket
    join: float = 0.6  # each comma taken for part of a name
    split: float = 0.35  # each comma taken to be missing


STANDARD = Costs()
LONGEST_JOIN = 3  # pieces
LONGEST_RUN = 60  # pieces weighed together: more unknown names in a row are no list anyone printed
_FRAGMENT = re.compile(
    r"^(?:(?:fruit|seed|leaf|root|flower|kernel|bark|peel|stem|nut|bran|germ|whole plant|hydrolyzed)(?:/\w+)* ?)*"
    r"(?:extract|oil|butter|water|juice|powder|wax|gum|acid|alcohol|phosphate|palmitate|acetate|oxide|copolymer|"
    r"crosspolymer|chloride|sulfate|glucoside|fruit|seed|leaf|root|stem|flower|bark|kernel|peel)$",
    re.IGNORECASE,
)
# A name that ends in a radical is torn from the salt or ester behind it.
_RADICAL = re.compile(r"[a-z]{3}yl$", re.IGNORECASE)
_SALT = re.compile(r"^[a-z]{3,}(?:ate|ide|ether|acid|alcohol|glycol)$", re.IGNORECASE)
_BRACKETS = re.compile(r"[(\[][^()\[\]]*[)\]]")
_MARKED = re.compile(r"[*\u2122\u00ae]+")
_WORD = re.compile(r"\S+")
MOST_WORDS = 24  # of a piece in which commas may be missing
_SHORTEST_ALONE = 5  # letters: a shorter word is no name of its own inside a longer piece


class Read(NamedTuple):
    """One name as it was read: where, in which words, and what it means."""

    atom: Atom
    found: Resolved


def read_names(
    text: str, atoms: list[Atom], resolver: Resolver, *, correct: bool = True, how: Costs = STANDARD
) -> list[Read]:
    """Read the pieces of one list. Stretches whose pieces are all known are taken as they are."""
    known = [resolver.found.get(a.text) or resolver.known(a.text) for a in atoms]
    solid = [k.ingredient is not None for k in known]
    if all(solid):
        return [Read(a, k) for a, k in zip(atoms, known, strict=True)]
    reads: list[Read] = []
    n, size = 0, len(atoms)
    while n < size:
        if solid[n] and (n + 1 == size or solid[n + 1]):
            reads.append(Read(atoms[n], known[n]))
            n += 1
            continue
        stop = n
        while stop < min(size, n + LONGEST_RUN) and not (
            stop > n and solid[stop] and (stop + 1 == size or solid[stop + 1])
        ):
            stop += 1
        stop = min(size, stop + 1)
        reads += _cheapest(text, atoms[n:stop], solid[n:stop], resolver, correct, how)
        n = stop
    return reads


def _cheapest(
    text: str, atoms: list[Atom], solid: list[bool], resolver: Resolver, correct: bool, how: Costs
) -> list[Read]:
    may_join = [_may_join(text, a, b) for a, b in pairwise(atoms)]
    best: list[tuple[float, list[Read]]] = [(0.0, [])]
    for end, atom in enumerate(atoms, start=1):
        price, reads = _read_one(text, atom, resolver, correct, how)
        choice = (best[end - 1][0] + price, best[end - 1][1] + reads)
        for begin in range(end - 2, max(-1, end - 1 - LONGEST_JOIN), -1):
            if not may_join[begin]:
                break
            if all(solid[begin:end]):
                continue  # each is known by itself, and that costs nothing
            unknown = not any(solid[begin:end])
            joined = _read_joined(text, atoms[begin:end], resolver, unknown, correct, how)
            if joined is not None and best[begin][0] + joined[0] <= choice[0]:
                choice = (best[begin][0] + joined[0], [*best[begin][1], joined[1]])
        best.append(choice)
    return best[-1][1]


def _may_join(text: str, first: Atom, second: Atom) -> bool:
    """Say whether a separator between two pieces may be part of a name: nothing was taken out between them."""
    if first.after not in (",", "\n", ".") or first.percent is not None:
        return False
    between = text[first.end : second.start]
    return between == ", " or not any(map(str.isalnum, between))


def _read_joined(
    text: str, atoms: list[Atom], resolver: Resolver, unknown: bool, correct: bool, how: Costs
) -> tuple[float, Read] | None:
    """Read pieces as one name; only where each of them is ``unknown`` may it be a misprint or nobody's name."""
    price = how.join * (len(atoms) - 1)
    texts = [a.text for a in atoms]
    found = _joined(texts, resolver)
    if found is None and not unknown:
        return None
    if found is None and correct:
        near = resolver.corrected(" ".join(texts))
        price += how.corrected
        found = near if near.ingredient is not None else None
    if found is None:
        if not _torn(texts):
            return None
        price, found = how.join + how.unknown, UNKNOWN
    whole = " ".join(text[atoms[0].start : atoms[-1].end].split())
    last = atoms[-1]
    return price, Read(Atom(atoms[0].start, last.end, _without_marks(whole), last.percent, last.after), found)


def _torn(texts: list[str]) -> bool:
    """Say whether two pieces look like one name that a comma tore: a radical from its salt, a plant from its part."""
    if len(texts) > 2:
        return False
    first, last = texts
    radical = first[-2:].lower() == "yl" and _RADICAL.search(first)
    return bool(((radical and _SALT.match(last)) or _FRAGMENT.match(last)) and not _FRAGMENT.match(first))


def _without_marks(whole: str) -> str:
    return _MARKED.sub("", whole).strip(" .")


def _joined(parts: list[str], resolver: Resolver) -> Resolved | None:
    """A joined name must be known as a whole, with or without its brackets; parts are not enough."""
    found = resolver.names.find_joined(parts)
    if found is None:
        name = " ".join(parts)
        found = resolver.exactly(_BRACKETS.sub(" ", name)) if "(" in name or "[" in name else None
        if found is not None and any(resolver.exactly(part) is found for part in parts):
            return None
    return None if found is None else Resolved(found.ingredient, "exact" if found.primary else "synonym", 0.9)


def _read_one(
    text: str, atom: Atom, resolver: Resolver, correct: bool, how: Costs
) -> tuple[float, list[Read]]:
    found = resolver.known(atom.text)
    if found.ingredient is not None:
        return 0.0, [Read(atom, found)]
    pieces = [] if atom.text in resolver.whole else _missing_commas(text, atom, resolver)
    if pieces:
        return how.split * (len(pieces) - 1), pieces
    resolver.whole.add(atom.text)
    headless = resolver.exactly(atom.text) if atom.text[0] == "(" else None
    if headless is not None:
        return how.headless, [Read(atom, Resolved(headless.ingredient, "synonym", 0.8))]
    if correct:
        near = resolver.corrected(atom.text)
        if near.ingredient is not None:
            return how.corrected, [Read(atom, near)]
    price = how.fragment if _FRAGMENT.match(atom.text) else how.unknown
    return price, [Read(atom, UNKNOWN)]


def _missing_commas(text: str, atom: Atom, resolver: Resolver) -> list[Read]:
    """Split a piece into names that are all known as they are; nothing else is a missing comma."""
    if not 2 <= len(text[atom.start : atom.end].split()) <= MOST_WORDS or " / " in atom.text:
        return []
    words = [m.span() for m in _WORD.finditer(text, atom.start, atom.end)]
    best: list[list[Read] | None] = [[]]
    for end in range(1, len(words) + 1):
        choice: list[Read] | None = None
        for begin in range(max(0, end - 7), end):
            before = best[begin]
            if before is None or (begin, end) == (0, len(words)):
                continue
            closed = bool(before) and _closed(before[-1], resolver)
            around = (
                text[slice(*words[begin - 1])] if begin and not closed else None,
                text[slice(*words[end])] if end < len(words) else None,
            )
            if "and" in (text[slice(*words[begin])], around[1]):
                around = _no_and(text[slice(*words[begin])], around)
            after = atom.after if end == len(words) else "%"
            piece = _alone(text, words[begin][0], words[end - 1][1], resolver, after, around)
            if piece is not None and (choice is None or len(before) + 1 < len(choice)):
                choice = [*before, piece]
        best.append(choice)
    return best[-1] or []


def _closed(read: Read, resolver: Resolver) -> bool:
    """Say whether a bracket repeats the name before it: then the name ends there, whatever follows."""
    inner = read.atom.text.rpartition("(")[2] if read.atom.text.endswith(")") else ""
    found = resolver.exactly(inner[:-1]) if inner else None
    return found is not None and found.ingredient is read.found.ingredient


def _no_and(first: str, around: Around) -> Around:
    """A name that ``and`` parts from its neighbour stands alone on that side."""
    return None if first == "and" else around[0], None if around[1] == "and" else around[1]


Around = tuple[str | None, str | None]  # the words before and behind; None at the border of a piece


def _alone(text: str, start: int, end: int, resolver: Resolver, after: str, around: Around) -> Read | None:
    piece = text[start:end]
    if piece.isalpha() and resolver.exactly(piece) is None:
        return None  # one word, and nothing to trim
    atom = trimmed(text, start, end, after)
    if atom is None or atom.text[:1] in "(/[" or atom.text[-1:] in "/&":
        return None
    found, bare = resolver.exactly(atom.text), atom.text
    if "(" in bare or "[" in bare:
        bare = _BRACKETS.sub(" ", bare)
        found = found or resolver.exactly(bare)
    if found is None or not stands_alone(bare, resolver.names, around):
        return None
    return Read(atom, Resolved(found.ingredient, "exact" if found.primary else "synonym", 0.85))


@cache
def _always_alone() -> frozenset[str]:
    return frozenset(record_file("labels")["alone"])


def stands_alone(name: str, names: Names, around: Around) -> bool:
    """
    Say whether a name can be told from the words of a longer one.

    One short word cannot, nor one that begins longer names (``lavender``) before a word that ends some
    (``water``), nor one that ends longer names behind a word that begins some.
    """
    bare = any_number(name.strip().lower())
    if " " in bare:
        return not _FRAGMENT.match(bare)
    if around == (None, None) or bare in _always_alone():
        return True
    if len(key(name)) <= _SHORTEST_ALONE or (around[0] is not None and _FRAGMENT.match(bare)):
        return False
    before, behind = (None if w is None else any_number(w.lower().strip(".,*()[]")) for w in around)
    return not (
        (behind is not None and bare in names.before and behind in names.behind)
        or (before is not None and bare in names.behind and before in names.before)
    )
