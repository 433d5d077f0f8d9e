"""Which ingredient a printed name means, how that was found, and how sure it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from porewise.check.misprint import WORD, is_misprint, without_noughts
from porewise.check.names import Known, Names, digits, key
from porewise.knowledge.ingredients import Ingredient
from porewise.values.label import Match

_INNER = re.compile(r"[/,]")
_BRACKET = re.compile(r"[(\[]([^()\[\]]*)[)\]]?")
_QUALIFIER = re.compile(
    r"^(?:certified|organic|pure|purified|natural|naturally derived|encapsulated|micronized|micronised|raw|"
    r"virgin|extra virgin|cold[- ]pressed|unrefined|refined|fair trade|vegan|usp|cosmetic grade|medical grade|and|"
    r"plus|deionized|"
    r"non-nano|nano|fresh|wild)\s+|\s+(?:usp|nano|bp|ep|organic|\(nano\))$",
    re.IGNORECASE,
)
# Behind a slash these words belong to all that stands before it.
_COMPOSITE = re.compile(
    r"\b(?:ferment|filtrate|lysate|copolymer|crosspolymer|polymer|esters?|glycerides?|extract)s?\s*$",
    re.IGNORECASE,
)
_PARTS = (
    *("flower", "leaf", "leave", "stem", "root", "seed", "fruit", "bark", "branch", "bud", "peel", "twig"),
    *("vine", "wood", "rhizome", "callus"),
)
_PART = f"(?:{'|'.join(_PARTS)})s?"
_PLANT_PARTS = re.compile(rf"\b{_PART}(?:/{_PART})+\b", re.IGNORECASE)
_PART_BEFORE_SLASH = tuple(f"{part}{many}" for part in _PARTS for many in ("", "s"))
LEAST_KNOWN = 0.3  # of the parts between slashes: one plant of five names is not the name of all
LIGATURES = ("ffi", "fi", "fl", "ff", "ffl")  # what a lost letter was, where copying a label lost it
LONGEST_NAME = 300  # letters: nothing longer is one name
MOST_KEPT = 100_000  # texts
SHORTEST_CORRECTED = 6  # letters: below that, one letter is too much of the name


class Resolved(NamedTuple):
    """The ingredient a name means (None: nobody knows it), and how that was found."""

    ingredient: Ingredient | None
    match: Match
    confidence: float


UNKNOWN = Resolved(None, "unknown", 0.0)


class Resolver:
    """Finds names in one dictionary. What was once found is kept, for lists repeat the same names."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.exactly: Callable[[str], Known | None] = names.find  # a name only as it is
        self.found: dict[str, Resolved] = {}  # by `known`; asked first where speed counts
        self.weights: dict[str, float] = {}  # how much a piece reads like a name
        self.whole: set[str] = set()  # pieces in which no comma is missing
        self._corrected: dict[str, Resolved] = {}

    def known(self, text: str) -> Resolved:
        """Find a name as it is, by its synonyms in brackets and slashes, or without its qualifiers."""
        found = self.found.get(text)
        if found is None:
            if len(self.found) >= MOST_KEPT:
                self.forget()
            found = self.found[text] = self._look_up(text)
        return found

    def forget(self) -> None:
        """Let go of what was found: a server that meets endless nonsense must not keep it."""
        for kept in (self.found, self._corrected, self.weights, self.whole):
            kept.clear()

    def _look_up(self, text: str) -> Resolved:
        if text[:1] == "(" or len(text) > LONGEST_NAME:
            return UNKNOWN  # a name that begins with its bracket may have lost its head
        whole = self.exactly(text)
        if whole is not None:
            return Resolved(whole.ingredient, "exact" if whole.primary else "synonym", 1.0)
        if text.isdecimal():
            number = self.exactly(f"ci {text}")  # "CI 77491, 77492"
            return UNKNOWN if number is None else Resolved(number.ingredient, "synonym", 0.95)
        if "_" in text:
            for letters in LIGATURES:
                whole = self.exactly(text.replace("_", letters))
                if whole is not None:
                    return Resolved(whole.ingredient, "corrected", 0.85)
        for found in (self._in_brackets(text), self._in_slashes(text), self._qualified(text)):
            if found is not None:
                return found
        return UNKNOWN

    def _in_brackets(self, text: str) -> Resolved | None:
        if "(" not in text and "[" not in text:
            return None
        bare = _BRACKET.sub(" ", text)
        found = self._first(bare, 0.98)
        if found is not None:
            return found
        head, _, tail = text.rpartition(")")
        if tail.strip() and self.exactly(tail) and self.exactly(_BRACKET.sub(" ", f"{head})")):
            return None  # two names: what follows the bracket is one of its own
        inner = [m.group(1) for m in _BRACKET.finditer(text)]
        return self._agreed([p for t in inner for p in _INNER.split(t)], 0.9)

    def _in_slashes(self, text: str) -> Resolved | None:
        if "/" not in text:
            return None
        return self._agreed(text.split("/"), 0.95) or self._of_several_parts(text)

    def _of_several_parts(self, text: str) -> Resolved | None:
        """Find ``Lavandula Angustifolia Flower/Leaf/Stem Extract`` by the plant, or by one of its parts."""
        parts = any(piece.endswith(_PART_BEFORE_SLASH) for piece in text.lower().split("/")[:-1])
        group = _PLANT_PARTS.search(text) if parts else None
        if group is None:
            return None
        for part in ("", *group.group().split("/")):
            found = self.exactly(f"{text[: group.start()]}{part}{text[group.end() :]}")
            if found is not None:
                return Resolved(found.ingredient, "synonym", 0.75)
        return None

    def _first(self, text: str, confidence: float) -> Resolved | None:
        found = self.exactly(text) if text.strip() else None
        if found is not None:
            return Resolved(found.ingredient, "synonym", confidence)
        parts: Resolved | None = self._in_slashes(text)
        return None if parts is None else parts._replace(confidence=min(confidence, parts.confidence))

    def _agreed(self, parts: list[str], confidence: float) -> Resolved | None:
        """Take what the parts mean, where those that are known all mean the same."""
        said = [_BRACKET.sub(" ", p) for p in parts if p.strip()]
        found = [self.exactly(p) for p in said]
        known = [k.ingredient for k in found if k]
        if not known or any(k is not known[0] for k in known):
            return None
        if found[-1] is None and _COMPOSITE.search(said[-1]):
            return None  # "Lactobacillus/Soymilk Ferment Filtrate" is one thing made of several
        share = len(known) / len(said)
        if share < LEAST_KNOWN:
            return None
        return Resolved(known[0], "synonym", round(confidence * (0.7 + 0.3 * share), 2))

    def _qualified(self, text: str) -> Resolved | None:
        bare = _QUALIFIER.sub("", text)
        if bare != text and bare.strip():
            found = self.known(bare)
            return None if found.ingredient is None else found._replace(match="synonym", confidence=0.9)
        if text.endswith("s") and len(text) > SHORTEST_CORRECTED:
            return self._first(text[:-1], 0.95)
        return None if text.lower().endswith("glyceride") else self._first(text + "s", 0.95)

    def corrected(self, text: str) -> Resolved:
        """
        Find the one known name within a letter or two of a misspelt one, numbers equal.

        Two different ingredients equally near leave it unknown, and so does a name that is too short.
        """
        found = self._corrected.get(text)
        if found is None:
            found = self._corrected[text] = self._nearest(text)
        return found

    def _nearest(self, text: str) -> Resolved:
        if len(text) > LONGEST_NAME:
            return UNKNOWN
        printed = text.lower() if text[:1] == "(" else _BRACKET.sub(" ", text).lower()
        bare = without_noughts(printed)
        if all(word in self.names.vocabulary for word in WORD.findall(bare)):
            found = self.exactly(bare) if bare != printed else None  # but for a nought nothing is misprinted
            return Resolved(found.ingredient, "corrected", 0.85) if found else UNKNOWN
        return self._nearest_key(key(bare) or key(text), bare) or UNKNOWN

    def _nearest_key(self, wrong: str, printed: str) -> Resolved | None:
        letters = sum(c.isalpha() for c in wrong)
        if letters < SHORTEST_CORRECTED:
            return None
        reach = 1 if letters < 12 else 2 if letters < 24 else 3
        nearest: dict[int, set[int]] = {}
        by_key = self.names.by_key
        kept: dict[int, Ingredient] = {}
        choices = self.names.near(wrong, reach=reach)
        for near, distance, _ in process.extract(
            wrong, choices, scorer=OSA.distance, score_cutoff=reach, processor=None, limit=None
        ):
            known = by_key[near]
            if is_misprint(printed, known.name, self.names.vocabulary):
                kept[id(known.ingredient)] = known.ingredient
                nearest.setdefault(int(distance), set()).add(id(known.ingredient))
        if not nearest:
            return None
        closest = nearest[min(nearest)]
        if len(closest) > 1:
            return None
        return Resolved(kept[closest.pop()], "corrected", round(0.9 - 0.1 * min(nearest), 2))


__all__ = ["UNKNOWN", "Resolved", "Resolver", "digits"]
