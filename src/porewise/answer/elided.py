"""What a second half leaves unsaid ("ice does not shrink pores but retinol does") is written out again."""

from __future__ import annotations

from collections.abc import Sequence

from porewise.answer.phrases import ancestors
from porewise.answer.read import is_light, read_clause
from porewise.answer.words import part_words

MOST_SUBJECT = 5  # words of the second subject


def written_out(row: Sequence[str]) -> list[list[str]]:
    """
    Cut a sentence whose second half only names another subject and "does" or "doesn't" into two whole claims.

    >>> written_out(["ice", "doesnt", "shrink", "por", "but", "retinol", "doe"])
    [['ice', 'doesnt', 'shrink', 'por'], ['retinol', 'shrink', 'por']]
    """
    words = list(row)
    tail = _tail(words)
    if tail is None:
        return [words]
    joint, subject, denied = tail
    first = _without_comma(words[:joint])
    said = _predicate(first)
    if not said:
        return [words]
    return [first, [*subject, *(("not",) if denied else ()), *said]]


def _tail(words: list[str]) -> tuple[int, list[str], bool] | None:
    """Where the second half begins, its subject, and whether it is denied."""
    end = _without_comma(words)
    end = end[:-1] if end[-1:] and end[-1] in part_words("elided_also") else end
    denied = bool(end) and end[-1] == "not"
    end = end[:-1] if denied else end
    if not end or end[-1] not in part_words("elided_verbs"):
        return _swapped_tail(words)
    denied = denied or end[-1] in part_words("negative_question")
    joint = _joint(end)
    subject = [w for w in end[joint:-1] if w != ","][1:] if joint else []
    return (joint, subject, denied) if _names_thing(subject) else None


def _swapped_tail(words: list[str]) -> tuple[int, list[str], bool] | None:
    """ "…, and neither does a sauna", "… and so does ice"."""
    for i in range(len(words) - 2, 1, -1):
        if words[i] in part_words("elided_turns") and words[i + 1] in part_words("elided_verbs"):
            joint = i - 1 if words[i - 1] in part_words("elided_joins") else i
            subject = words[i + 2 :]
            fits = _names_thing(subject)
            return (joint, subject, words[i] in part_words("elided_denials")) if fits else None
    return None


def _joint(words: list[str]) -> int:
    """The last joining word that leaves a short subject before the verb, or 0."""
    for i in range(len(words) - 2, 1, -1):
        if len(words) - 2 - i > MOST_SUBJECT:
            return 0
        if words[i] in part_words("elided_joins"):
            return i
    return 0


def _names_thing(subject: Sequence[str]) -> bool:
    if not subject or len(subject) > MOST_SUBJECT:
        return False
    clause = read_clause(subject, first=False)
    things = [c for c in clause.concepts if not is_light(c.id)]
    return bool(things or clause.unknown) and not any("pore" in ancestors(c.id) for c in things)


def _predicate(first: list[str]) -> list[str]:
    """What the first half says of its subject, without "does not"."""
    clause = read_clause(first, first=False)
    things = [c.at[-1] for c in clause.concepts if not is_light(c.id)]
    acts = [r.start for r in clause.relations if not things or r.start > things[0]]
    if not things or not acts:
        return []
    start = acts[0]
    helpers = part_words("elided_verbs") | part_words("negative_question") | {"not", "never"}
    while start < len(first) and first[start] in helpers - part_words("elided_be"):
        start += 1
    be = [w for w in first[start - 1 : start] if w in part_words("elided_be")]
    said = [*be, *first[start:]]
    return [w for w in said if w not in ("not",)] if len(said) > 1 else []


def _without_comma(words: Sequence[str]) -> list[str]:
    return list(words[:-1]) if words and words[-1] == "," else list(words)
