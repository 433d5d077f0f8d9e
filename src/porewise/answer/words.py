"""From raw text to plain tokens: chat spellings, contractions, endings and typos."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from porewise.knowledge.lexicon import concepts, relations, sign_words, small_words
from porewise.knowledge.records import record_file

BREAKS = frozenset(".?!;,:")
IRREGULAR = {
    **dict.fromkeys(("shrank", "shrunk", "shrunken"), "shrink"),
    "men": "man",
    "mens": "man",
    "womens": "woman",
    "women": "woman",
    "children": "child",
    "worn": "wear",
    "got": "get",
    "gotten": "get",
    "broke": "break",
    "broken": "break",
    "made": "make",
    "came": "come",
    "went": "go",
    "grew": "grow",
    "grown": "grow",
    "kept": "keep",
    "eaten": "eat",
    "drunk": "drink",
    "drank": "drink",
    "swollen": "swell",
    "genetically": "genetic",
    "has": "have",
    "had": "have",
}
WHOLE = frozenset({"evening", "always"})  # their ends only look like endings
_WORD = re.compile(r"[a-z]+|\d+(?:[.,]\d+)?|[.?!;,:]")
_PHRASE = re.compile(r"[a-z0-9.]+|\*")  # the lexicon is plain already
_AUXILIARY = "is|are|was|were|do|does|did|ca|wo|would|should|could|have|has|must|need|ai"


def plain_text(text: str) -> str:
    """
    Write a text in small plain letters, with contractions and signs written out.

    >>> plain_text("It's “OPEN” & 5% = bigger!")
    'it is  open   and  5 percent   mean  bigger!'
    """
    out = unicodedata.normalize("NFKC", text).lower()
    out = "".join(c for c in unicodedata.normalize("NFKD", out) if not unicodedata.combining(c))
    out = out.replace("’", "'").replace("‘", "'").replace("`", "'").replace("´", "'")
    out = re.sub(rf"\b({_AUXILIARY})n'?t\b", lambda m: m.group(1) + "nt", out)
    out = re.sub(r"\b(it|that|there|what|who|here|how|she|he)'s\b", r"\1 is", out)
    out = re.sub(r"\b(you|we|they)'re\b", r"\1 are", out)
    out = re.sub(r"\b(i|you|we|they|it|that|this|there|she|he)'(re|m|ve|ll|d)\b", r"\1", out)
    out = re.sub(r"'s\b", "", out).replace("'", "")
    out = re.sub(r"(?<=[a-z])/(?=[a-z])", " or ", out)
    out = re.sub(r"(?<=[a-z]):(?=[a-z])", " ", out)
    out = re.sub(r"(\d)\s?x\b", r"\1 times", out)
    out = re.sub(r"\bw/o\b", "without", out).replace("&", " and ").replace("+", " and ")
    out = re.sub(r"\s*%|\bper cent\b|\bpct\b", " percent ", out)
    out = re.sub(r"=+>?|→|->", " mean ", out)
    out = re.sub(r"[“”\"()\[\]{}*_<>|~^#@/\\-]", " ", out)
    return re.sub(r"([a-z])\1{2,}", r"\1\1", out)


@cache
def stem(word: str) -> str:
    """
    Take the ending off a word, the same for the lexicon and for what people write.

    >>> stem("closing") == stem("closes") == stem("close"), stem("blackheads") == stem("blackhead")
    (True, True)
    """
    if word in WHOLE:
        return word
    out = IRREGULAR.get(word, word)
    if len(out) > 4 and out.endswith("ies"):
        out = out[:-3] + "y"
    elif len(out) > 3 and out.endswith("s") and not out.endswith(("ss", "us", "is", "ous")):
        out = out[:-2] if out.endswith(("sses", "shes", "ches", "xes", "zzes")) else out[:-1]
    if len(out) > 5 and out.endswith("ing"):
        out = _undouble(out[:-3])
    elif len(out) > 4 and out.endswith("ied"):
        out = out[:-3] + "y"
    elif len(out) > 4 and out.endswith("ed") and not out.endswith("eed"):
        out = _undouble(out[:-2])
    out = out.replace("ise", "ize") if out.endswith(("ise", "iser")) and len(out) > 6 else out
    if out.endswith(("is", "iz")) and len(out) > 5:
        out = out[:-2] + "iz"
    return out[:-1] if len(out) > 3 and out.endswith("e") else out


def _undouble(word: str) -> str:
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz":
        return word[:-1]
    return word


@cache
def stems(phrase: str) -> tuple[str, ...]:
    """Stem a phrase of the lexicon; ``*`` stays, small numbers become words."""
    return tuple(map(_stem_of, _PHRASE.findall(phrase.lower())))


@cache
def _stem_of(word: str) -> str:
    return word if word == "*" else stem(_number(word))


def _number(word: str) -> str:
    names = _numbers()
    return names[int(word)] if word.isdigit() and 0 < int(word) < len(names) else word


@cache
def _numbers() -> tuple[str, ...]:
    return tuple(small_words("numbers")["words"])


@cache
def _short() -> dict[str, str]:
    return {k: str(v) for k, v in small_words("short").items()}


@cache
def vocabulary() -> frozenset[str]:
    """The stems of everything the lexicon knows to be about claims, as counted beforehand where that is fresh."""
    counted = record_file("lexicon").get("vocabulary")
    return frozenset(counted.split()) if counted else count_vocabulary()


def count_vocabulary() -> frozenset[str]:
    """The stems of everything the lexicon knows to be about claims."""
    phrases = [w for c in concepts().values() for w in c.words]
    phrases += [w for r in relations().values() for w in (*r.words, *r.opposed)]
    for table in ("negation", "quantifier"):
        phrases += [w for listed in small_words(table).values() for w in listed]
    return frozenset().union(*map(stems, phrases))


@cache
def common_words() -> frozenset[str]:
    """Stems of everyday words: they are known, but say nothing about a claim."""
    frame = small_words("frame")
    listed = [*frame["common"].split(), *frame["joins"], *frame["asks"], *frame["pronouns"]]
    listed += [w for phrase in frame["filler"] for w in phrase.split()]
    listed += [w for words in small_words("part").values() for w in words]
    return frozenset(stem(w) for w in listed) | {stem(n) for n in _numbers()}


@cache
def _guarded_words() -> frozenset[str]:
    """Stems of the words by which signs of danger are told; never taken for slips of others."""
    return frozenset(stem(w) for w in sign_words())


@cache
def _guesses() -> tuple[str, ...]:
    """Whole words of the lexicon and their stems, as people may have meant them."""
    phrases = [w for c in concepts().values() for w in c.words]
    phrases += [w for r in relations().values() for w in (*r.words, *r.opposed)]
    whole = {w for p in phrases for w in _PHRASE.findall(p) if w.isalpha()}
    whole |= {w + "s" for w in whole if not w.endswith("s")} | {s for s in vocabulary() if s.isalpha()}
    return tuple(sorted(w for w in whole if len(w) >= 4))


def correct(word: str, budget: list[int]) -> str:
    """
    Give the nearest word of the lexicon for an unknown one, or the word itself.

    One slip in short words, two in longer ones; the first letter must be right unless two letters
    changed places. ``budget`` bounds how many words of a text are looked up.
    """
    if len(word) < 4 or not word.isalpha() or budget[0] <= 0:
        return word
    budget[0] -= 1
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    slips = 1 if len(word) <= 4 else 2 if len(word) <= 9 else 3
    near = process.extract(word, _guesses(), scorer=OSA.distance, score_cutoff=slips, limit=12)
    fitting = [
        (
            distance,
            sorted(word) != sorted(guess),
            -_shared(word, guess),
            stem(guess) in common_words(),
            -len(guess),
            guess,
        )
        for guess, distance, _ in near
        if _alike(word, guess) and (distance < 2 or len(word) > 5 or sorted(word) == sorted(guess))
    ]
    return min(fitting)[-1] if fitting else word


def _alike(word: str, guess: str) -> bool:
    return word[0] == guess[0] or (word[:2] == guess[1::-1] and len(guess) > 3)


def _shared(word: str, guess: str) -> int:
    return next(
        (i for i, (a, b) in enumerate(zip(word, guess, strict=False)) if a != b), min(len(word), len(guess))
    )


def tokens(text: str, *, most: int = 400) -> list[str]:
    """
    Split a text into stems and sentence signs.

    >>> tokens("Does steeming open your pores?")
    ['doe', 'steam', 'open', 'your', 'por', '?']
    """
    budget = [24]
    out: list[str] = []
    short = _short()
    for raw in _WORD.findall(plain_text(text)):
        if len(out) >= most:
            break
        if raw in BREAKS or raw[0].isdigit():
            out.append(raw if raw in BREAKS else stem(_number(raw)))
            continue
        out.extend(_known(word, budget) for word in short.get(raw, raw).split())
    return out


def _known(word: str, budget: list[int]) -> str:
    found = stem(word)
    if is_known(found) or stem(word.rstrip("s")) in common_words():
        return found
    return stem(correct(word, budget))


def is_known(token: str) -> bool:
    """Say whether a stem is in the lexicon or among everyday words."""
    return (
        token in BREAKS
        or token[0].isdigit()
        or token in vocabulary()
        or token in common_words()
        or token in _guarded_words()
    )


@cache
def part_words(name: str) -> frozenset[str]:
    """Stems of the small words that play one part in a sentence (``"tags"``, ``"gives_reason"``)."""
    return frozenset(stem(w) for w in small_words("part")[name])
