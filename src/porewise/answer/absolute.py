"""What is said to hold always, never or for everyone, where no record speaks of it: skin knows no such rule."""

from __future__ import annotations

from porewise.answer.decide import Decided
from porewise.answer.match import UNHELD
from porewise.answer.phrases import Found, ancestors
from porewise.answer.read import Clause, is_light
from porewise.answer.words import part_words
from porewise.knowledge.claims import claims
from porewise.knowledge.lexicon import relation_group, relations

LAW = "law-absolute"
EVERYONE = frozenset({"always", "everyone"})
LASTING = frozenset({"forever", "completely"})
DOUBTFUL = frozenset({"home_remedy", "tool", "food", "fashion"})  # of these "never helps" may well be true


def absolute(clause: Clause) -> list[Decided]:
    """
    "X never dries skin" and "Y always clogs" are false, "Z does not always work" is true; else nothing is said.

    Only where every word is known, something acts on skin, and no advice is given.
    """
    act = _act(clause)
    if act is None or clause.unknown or clause.proof or clause.untrue or UNHELD in clause.named:
        return []
    bounds = {q.id for q in clause.quantifiers}
    denied = bool(clause.negations)
    if denied and _never(clause):
        return [] if bounds & EVERYONE or _doubtful(clause, act) else [_told(turned=False)]
    reach = bounds & (EVERYONE | (LASTING if act.id in relation_group("welcome") else frozenset()))
    return [_told(turned=denied)] if reach else []


def _act(clause: Clause) -> Found | None:
    """What happens, where a thing is named that does it and nobody is told what to do."""
    advised = {"should", "need", "safe", "enough"} & {r.id for r in clause.relations}
    first = next((w for w in clause.row if w), "")
    things = [c for c in clause.concepts if not is_light(c.id) and c.id not in ("pore", "thing")]
    if advised or first in part_words("orders") | part_words("before_orders") or not things:
        return None
    acts = (r for r in clause.relations if relations()[r.id].kind == "effect")
    return next((r for r in acts if r.id not in relation_group("faint") and not r.opposed), None)


def _never(clause: Clause) -> bool:
    """Everything is denied: "never", "nobody", "not … at all"."""
    return clause.total or any(clause.row[i] in part_words("denies_all") for i in clause.negations)


def _doubtful(clause: Clause, act: Found) -> bool:
    good = act.id in relation_group("welcome")
    return good and any(DOUBTFUL & set(ancestors(c.id)) for c in clause.concepts)


def _told(*, turned: bool) -> Decided:
    return Decided(
        verdict="true" if turned else "false",
        claim=claims()[LAW],
        turned=turned,
        opposite=False,
        bounds=(),
        agent="",
        relation="",
        proof=False,
        score=0.0,
        idle=0,
    )
