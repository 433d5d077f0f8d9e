"""Cut a text into sentences and sentences into clauses; a clause borrows what it only points at."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from porewise.answer.phrases import ancestors
from porewise.answer.read import Clause, is_light, read_clause
from porewise.answer.words import BREAKS, part_words, stem, stems
from porewise.knowledge.lexicon import small_words

MOST_SENTENCES = 12
MOST_CONTRAST = 5  # words of a last ", not on the surface"
MOST_WORDS = 60  # of one sentence; no honest claim is longer


@cache
def _joins() -> frozenset[str]:
    return frozenset(stem(w) for w in small_words("frame")["joins"] if " " not in w)


@cache
def _pronouns() -> frozenset[str]:
    return frozenset(stem(w) for w in small_words("frame")["pronouns"])


def sentences(row: Sequence[str]) -> list[tuple[list[str], bool]]:
    """Rows of stems, each with whether it ended in a question mark; commas stay inside."""
    found: list[tuple[list[str], bool]] = []
    now: list[str] = []
    for token in [*row, "."]:
        if token in BREAKS and token not in (",", ":"):
            if any(t not in BREAKS for t in now):
                found.append((now[:MOST_WORDS], token == "?"))  # noqa: S105  # a sign, no secret
            now = []
        else:
            now.append(token)
    return found[:MOST_SENTENCES]


def whole(row: Sequence[str], *, question: bool) -> Clause:
    """A sentence read as one clause, tags such as "right?" and "doesn't it?" taken off."""
    return read_clause(_without_tag(row, asked=question), question=question)


def parts(row: Sequence[str], *, question: bool) -> list[Clause]:
    """The clauses of a sentence, cut at joining words and commas where each side says something of its own."""
    pieces = _pieces(_without_tag(row, asked=question))
    clauses: list[Clause] = []
    for number, piece in enumerate(pieces):
        clause = read_clause(piece, question=question, first=number == 0)
        if clauses and _says_nothing_alone(clause):
            return []
        if clauses:
            clause = clause.with_borrowed(_borrow(clause, clauses[-1]), lead=_lead(clause, clauses[-1]))
        clauses.append(clause)
    return clauses if len(clauses) > 1 else []


def _pieces(row: Sequence[str]) -> list[list[str]]:
    pieces: list[list[str]] = [[]]
    for token in row:
        if token in BREAKS or token in _joins():
            if pieces[-1]:
                pieces.append([])
        else:
            pieces[-1].append(token)
    return _joined([p for p in pieces if p])


def _joined(pieces: list[list[str]]) -> list[list[str]]:
    """Pieces without an act of their own ("clay, honey and egg") belong to their neighbour."""
    out: list[list[str]] = []
    for piece in pieces:
        if out and (
            piece[0] == "even" or not (_acts_alone(piece) and read_clause(out[-1], first=False).relations)
        ):
            out[-1] = [*out[-1], *piece]
        else:
            out.append(piece)
    return out


def _acts_alone(piece: Sequence[str]) -> bool:
    clause = read_clause(piece, first=False)
    return bool(clause.relations and (clause.concepts or _pronouns() & set(piece)))


def _says_nothing_alone(clause: Clause) -> bool:
    return not clause.relations


def has_subject(clause: Clause) -> bool:
    """The clause begins with a thing or a pronoun, so it says something of its own."""
    first = next((i for i, w in enumerate(clause.row) if w and w not in part_words("before_nouns")), 0)
    return clause.row[first] in _pronouns() or any(c.start == first for c in clause.concepts)


def _borrow(clause: Clause, before: Clause) -> list[str]:
    """What a pronoun or a missing subject stands for: the concepts of the clause before."""
    pointed = bool(_pronouns() & set(clause.row))
    mine = {c.id for c in clause.concepts}
    acts = any({"thing", "anatomy"} & set(ancestors(i)) for i in mine)
    if pointed or len(mine) < 2 or not acts:
        return [c.id for c in before.concepts if c.id not in mine] + [
            b for b in before.borrowed if b not in mine
        ]
    return []


def _lead(clause: Clause, before: Clause) -> str:
    """What the clause before was about, where this one has no subject of its own or a pronoun for it."""
    acts = [r.start for r in clause.relations]
    own = any(c.start < min(acts) for c in clause.concepts)
    return "" if own else before.lead or next((c.id for c in before.concepts if not is_light(c.id)), "")


def _without_tag(row: Sequence[str], *, asked: bool = False) -> list[str]:
    """Take "…, right?" and "…, doesn't it?" off the end; they ask for a yes and deny nothing."""
    words = _without_breaks(
        _without_denied_reason(_without_shrug(_swapped(_without_answer([t for t in row if t != ":"]))))
    )
    if len(words) > 3 and (_is_tag(words[-2], words[-1]) or (asked and words[-1] == "no")):
        words = words[:-1]
    verb = words[-2] if len(words) > 4 and words[-1] in part_words("tag_people") else ""
    if verb in part_words("tag_verbs") and (words[-3] == "," or verb.endswith("nt") or asked):
        words = words[:-2]
    return _without_breaks(words)


def _swapped(words: list[str]) -> list[str]:
    """ "Swap X for Y", "ditch X and get Y instead": Y is said to be better than X."""
    if not words or words[0] not in part_words("swaps"):
        return words
    instead = "instead" in words
    at = next((i for i, w in enumerate(words) if w in ("for", "with") or (instead and w in ("and", ","))), 0)
    old, new = words[1:at], [w for w in words[at + 1 :] if w != "instead"]
    new = new[: new.index(",")] if "," in new else new
    new = new[1:] if new[:1] and new[0] in part_words("orders") | {"get"} else new
    named = [read_clause(side, first=False).concepts for side in (old, new) if side]
    things = [any("thing" in ancestors(c.id) for c in side) for side in named]
    return [*new, "is", "better", "than", *old] if things == [True, True] else words


def _without_answer(words: list[str]) -> list[str]:
    """ "No, it never …" answers somebody; the "no" denies nothing that follows."""
    return words[2:] if len(words) > 3 and words[1] == "," and words[0] in part_words("answers") else words


def _without_shrug(words: list[str]) -> list[str]:
    """ "…, it doesn't matter" waves the claim before it through; "otherwise …" says what else would happen."""
    other = next(
        (i for i, w in enumerate(words) if w in part_words("otherwise") and i > MOST_CONTRAST - 2), 0
    )
    words = words[:other] if other else words
    at = max((i for i, w in enumerate(words) if w == ","), default=0)
    return words[:at] if at and tuple(words[at + 1 :]) in _shrugs() else words


@cache
def _shrugs() -> frozenset[tuple[str, ...]]:
    return frozenset(stems(w) for w in small_words("part")["shrugs"])


def _without_denied_reason(words: list[str]) -> list[str]:
    """Leave out what is said not to be the reason, where another is given ("…, not because of dirt")."""
    words = words[: _contrast_at(words)]
    for i in range(1, len(words) - 2):
        if words[i] != "not" or words[i + 1] not in part_words("denied_reason"):
            continue
        end = next((k for k in range(i, len(words)) if words[k] in ("but", ",")), len(words))
        if words[i - 1] == ",":
            return words[: i - 1] + words[end:]
        if end < len(words):
            return words[:i] + words[end + 1 :]
    return words


def _contrast_at(words: list[str]) -> int:
    """Where a last ", not X" begins, X being a thing and no act; the claim is what stands before it."""
    at = next((i for i in range(len(words) - 2, 1, -1) if words[i] == "not"), 0)
    if not at or words[at - 1] != "," or len(words) - at > MOST_CONTRAST:
        return len(words)
    tail = read_clause(words[at + 1 :], first=False)
    return at - 1 if tail.concepts and not tail.relations else len(words)


def _is_tag(before: str, last: str) -> bool:
    if last not in part_words("tags") or before in ("not", "isnt"):
        return False
    return before == "," or last in part_words("tags_alone")


def _without_breaks(words: list[str]) -> list[str]:
    while words and words[-1] in BREAKS:
        words = words[:-1]
    return words
