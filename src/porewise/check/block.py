"""Where the list is: the run of pieces that reads like names, and what around it does not."""

from __future__ import annotations

import re
from functools import cache

from porewise.check.atoms import Atom, is_code
from porewise.check.resolve import Resolver
from porewise.knowledge.records import record_file

_MARK_BEHIND = re.compile(r"[A-Za-z)\]]\s?\*+\s*[,.;\n]")
_EXPLAINED = re.compile(r"[.\n]['\"]?\s*(?=\*+\s?[A-Za-z(=])")
LIST_COMMAS = 3  # commas of a text that make it a list
_NOT_IN_IT = re.compile(
    r"^(?:no|without|zero|sans|ohne|sin|senza|zonder) [a-z]|^[a-z ]+[ -]free$", re.IGNORECASE
)  # what a product lacks
_AND = re.compile(r"\s+and\s+")
_TOKEN = re.compile(r"\w+")
_FOOTNOTE = re.compile(
    r"^(?:(?:usda |100 ?% ?)?(?:certified|organic(?:ally)?|natural(?:ly)?|fair ?trade|essential oils?|"
    r"allergens?|from|denotes?|"
    r"indicates?|contains?|derived|"
    r"component|constituents?|naturally occurring|ingredients?|co|wildcrafted|of natural)\b.*|"
    r".*\b(?:origin|organic farming|agriculture|ingredient|ingrediient|fragrance)s?)$",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"[(\[][^()\[\]]*[)\]]")
_CLAUSE_BEGINS = ("and ", "the ", "to ", "for ", "with ")
LONGEST_NAME, SHORT_CLAUSE = 9, 3  # words
KNOWN, NAMELIKE, LONG, PROSE, CODE = 1.0, 0.15, -0.8, -1.6, -0.4


def weight(atom: Atom, resolver: Resolver) -> float:
    """Say how much a piece reads like a name: above 0 it does, below 0 it reads like a sentence."""
    text = atom.text
    known = resolver.known(text).ingredient is not None
    weight = resolver.weights[text] = KNOWN if known else _weigh(text, resolver)
    return weight


@cache
def _sentence_words() -> frozenset[str]:
    return frozenset(record_file("labels")["sentence_words"])


def _weigh(text: str, resolver: Resolver) -> float:
    if " and " in text and all(resolver.known(p).ingredient for p in _AND.split(text)):
        return KNOWN
    if is_code(text):
        return CODE
    if _NOT_IN_IT.match(text):
        return PROSE
    bare = _BRACKETS.sub(" ", text) if "(" in text or "[" in text else text
    words = len(bare.split())
    said = sum(word in _sentence_words() for word in _TOKEN.findall(bare.lower()))
    clause = said and words <= SHORT_CLAUSE and bare.lower().startswith(_CLAUSE_BEGINS)
    if said >= 2 or clause or (":" in bare and words > 2):
        return PROSE
    if words > LONGEST_NAME or "!" in text or "?" in text:
        return LONG
    return NAMELIKE if not said else -NAMELIKE


def list_block(weights: list[float], *, headed: bool) -> tuple[int, int]:
    """Find the run of pieces with the highest sum; under a head the run begins at the first piece."""
    if weights and min(weights) > 0:
        return 0, len(weights)
    best, best_range = 0.0, (0, 0)
    begin, total = 0, 0.0
    for n, w in enumerate(weights):
        if total <= 0 and not headed:
            begin, total = n, 0.0
        total += w
        if total > best + 1e-9:
            best, best_range = total, (begin, n + 1)
    return best_range


def is_footnote(text: str, atom: Atom, resolver: Resolver, *, behind: bool) -> bool:
    """
    Say whether a piece explains a mark (``*Certified organic``) and names nothing.

    ``behind``: it stands behind the last known name. Before that a mark belongs to a name nobody knows.
    """
    before = text[max(0, atom.start - 3) : atom.start].rstrip()
    if not (before.endswith("*") or text[atom.start : atom.start + 1] == "*"):
        return False
    explains = bool(_FOOTNOTE.match(atom.text))
    return explains or (behind and resolver.known(atom.text).ingredient is None)


def footnotes_from(text: str, start: int, end: int) -> int:
    """
    Find where the explanations of the marks behind names begin (``… Oil*. *Certified organic``); else the end.

    They stand behind a full stop or on a line of their own, and hold no list.
    """
    marked = _MARK_BEHIND.search(text, start, end)
    if marked is None:
        return end
    for m in _EXPLAINED.finditer(text, marked.end() - 1, end):
        if text.count(",", m.end(), end) < LIST_COMMAS:
            return m.end()
    return end
