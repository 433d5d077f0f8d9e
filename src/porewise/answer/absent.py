"""What is said of going without a thing ("if you never use toner, pores stay open"), as a claim about the thing."""

from __future__ import annotations

from dataclasses import replace

from porewise.answer.phrases import Found
from porewise.answer.read import Clause, is_light
from porewise.answer.words import part_words
from porewise.knowledge.lexicon import other_ways

SCENERY = frozenset({"pore", "skin", "people", "improve_goal"})
NEAR = 4  # words between "if" and its denial


def put_positively(clause: Clause) -> Clause | None:
    """
    Turn a claim about the want of a thing into the claim about the thing that it rests on; None where it is none.

    "Without toner pores stay open" rests on "toner closes pores", and "if you don't exfoliate, pores don't clog" on
    "exfoliating clogs pores": a second denial leaves the act as it was said.
    """
    things = [c for c in clause.concepts if not (is_light(c.id) or c.id in SCENERY or _when(clause, c))]
    start = _absence(clause)
    if start is None or len(things) != 1 or not _only_used(clause, start, things[0].start):
        return None
    lacking = range(start, things[0].at[-1] + 1)
    acts = [f for f in clause.relations if f.id in other_ways() and f.start not in lacking]
    if not acts:
        return None
    denied = [n for n in clause.negations if n not in lacking]
    told = acts if len(denied) % 2 else [Found(other, f.at) for f in acts for other in other_ways()[f.id]]
    return replace(clause, relations=tuple(told), negations=(), total=False)


def _absence(clause: Clause) -> int | None:
    """Where a clause speaks of going without: at a condition that is denied, or at its first word."""
    row = clause.row
    for n, word in enumerate(row):
        denied = any(n < at <= n + NEAR for at in clause.negations)
        if word in part_words("absent_unless") or (word in part_words("absent_if") and denied):
            return n
    opener, after = (*row, "", "")[:2]
    if opener == "without" or (opener == "no" and part_words("absent_means") & set(row)):
        return 0
    done = after in part_words("absent_uses") or any(
        c.start == 1 and c.id not in SCENERY for c in clause.concepts
    )
    return 0 if opener == "not" and done else None


def _when(clause: Clause, thing: Found) -> bool:
    """ "After washing" says when."""
    return clause.row[max(0, thing.start - 1)] in part_words("absent_when")


def _only_used(clause: Clause, start: int, thing: int) -> bool:
    """Before the thing stand only words for using it: "if you don't wash off X" is about washing."""
    small = part_words("absent_uses") | part_words("absent_between") | {""}
    return thing > start and small.issuperset(clause.row[start + 1 : thing])
