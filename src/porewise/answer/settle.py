"""Two readings of a clause, by rules and by likeness, settle on one answer, or on none where both are unsure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from porewise.answer.decide import Decided, decide, together
from porewise.answer.examples import GENERAL, as_fit, nearest
from porewise.answer.match import IMPOSSIBLE, UNHELD, is_law
from porewise.answer.read import Clause, is_light
from porewise.answer.words import part_words
from porewise.knowledge.claims import Claim
from porewise.knowledge.lexicon import relation_group, small_words
from porewise.values.verdict import Truth


@dataclass(frozen=True)
class HowToSettle:
    """
    When which reading counts. Chosen by the authors on their own wordings, each left out in turn.

    ``alone``: a likeness that answers where no rule does, with a lead of ``lead`` over the nearest record of
    another verdict; ``sure``: one that does so without a lead; ``same``: hardly a word differs. ``weak`` and
    ``strong``: scores of a fit by rules. ``against``: a likeness that speaks against such a fit. ``clear``: one that
    wins over any fit whose own wordings resemble the clause less by ``gain``. ``alike``: what the wordings of a record
    must have in common with a clause of which it leaves something unexplained. ``stranger``: a likeness that answers
    where the clause names of the record only whose skin it is about.
    """

    alone: float = 0.45
    sure: float = 0.6
    lead: float = 0.06
    weak: float = 4.0
    strong: float = 4.5
    against: float = 0.6
    same: float = 0.9
    clear: float = 0.65
    gain: float = 0.3
    alike: float = 0.35
    stranger: float = 0.65


HOW = HowToSettle()
FEWEST_WORDS = 4  # of a text in which nothing happens and that is a claim all the same


@dataclass(frozen=True)
class _Likely:
    """What the nearest wording makes of a clause, how near it is, and its lead over another verdict."""

    decided: Decided
    likeness: float
    lead: float
    of: tuple[tuple[str, float], ...]  # how near the wordings of each record come

    def of_record(self, id_: str) -> float:
        """How near the wordings of one record come."""
        return max((worth for known, worth in self.of if known == id_), default=0.0)

    def gain(self, ruled: Sequence[Decided]) -> float:
        """How much nearer its wordings come than those of what the rules found."""
        return self.likeness - max((self.of_record(d.claim.id) for d in ruled), default=0.0)


def settle(ruled: Sequence[Decided], clause: Clause) -> list[Decided]:
    """What both readings together say of a clause; nothing where they turn each other round and neither is sure."""
    likely = _likely(clause)
    if likely is None:
        return list(ruled)
    if ruled and _said(ruled) == likely.decided.verdict:
        return list(ruled)
    if not ruled or _beside(ruled, likely):
        return [likely.decided] if _answers_alone(likely, clause) else []
    if _outdone(ruled, likely, clause):
        return [likely.decided]
    return list(ruled) if len(ruled) > 1 else _weighed(ruled[0], likely)


def _beside(ruled: Sequence[Decided], likely: _Likely) -> bool:
    """The rules found a record beside: it leaves something unexplained, and people say it in other words."""
    only = ruled[0] if len(ruled) == 1 else None
    if only is None or not only.idle or is_law(only.claim):
        return False
    return likely.of_record(only.claim.id) < HOW.alike


def _outdone(ruled: Sequence[Decided], likely: _Likely, clause: Clause) -> bool:
    """Hardly a word differs, or another record is clearly nearer than what the rules found."""
    if likely.likeness >= HOW.same and likely.lead >= HOW.lead:
        return True
    if ruled[0].claim.verdict == "false" and ruled[0].relation in IMPOSSIBLE and not ruled[0].idle:
        return False
    other = likely.decided.claim.id not in {d.claim.id for d in ruled}
    clear = likely.likeness >= HOW.clear and likely.gain(ruled) >= HOW.gain
    return other and clear and _answers_alone(likely, clause)


def _weighed(ruled: Decided, likely: _Likely) -> list[Decided]:
    """Two readings with different verdicts: the surer one, or none."""
    ahead = likely.lead >= HOW.lead
    if ruled.score >= HOW.strong:
        return [ruled]
    if ruled.score < HOW.weak and likely.likeness >= HOW.alone and ahead:
        return [likely.decided]
    turned = {ruled.verdict, likely.decided.verdict} == {"true", "false"}
    unsure = ruled.score < HOW.weak or (likely.likeness >= HOW.against and ahead)
    return [] if turned and unsure else [ruled]


def _answers_alone(likely: _Likely, clause: Clause) -> bool:
    """Likeness alone answers where it is clear and the clause says what it is about."""
    if not (clause.relations or clause.quantifiers) and len(set(filter(None, clause.row))) < FEWEST_WORDS:
        return False
    if likely.likeness >= HOW.same:
        return True
    if _of_another(likely.decided.claim, clause) and likely.likeness < HOW.stranger:
        return False
    if clause.unknown and not any(r.id not in relation_group("faint") for r in clause.relations):
        return False  # what is said to happen is among the words nobody knows
    about = [n for n in clause.named if not is_light(n) and n not in GENERAL]
    points = bool(part_words("pointing") & set(clause.row))
    if len(about) < 1 + points and (points or clause.unknown):
        return False
    return likely.likeness >= HOW.sure or (likely.likeness >= HOW.alone and likely.lead >= HOW.lead)


def _of_another(claim: Claim, clause: Clause) -> bool:
    """
    The clause names other things, and of what the record is about only whose skin it is: "is niacinamide good for oily
    skin?" does not ask how often oily skin is washed.
    """
    whose = frozenset(small_words("part")["whose_skin"])
    agents = set(claim.agent) - whose
    others = [n for n in clause.named if not is_light(n) and n not in GENERAL | whose]
    named_by_whose = not whose.isdisjoint(claim.agent) and agents.isdisjoint(clause.named_above)
    return bool(agents and others) and named_by_whose


def _said(ruled: Sequence[Decided]) -> Truth | None:
    return together([d.verdict for d in ruled]) if ruled else None


def _likely(clause: Clause) -> _Likely | None:
    near = nearest(clause) if UNHELD not in clause.named else ()
    if not near:
        return None
    told = [(decide(as_fit(n, clause), clause), n) for n in near]
    first, best = told[0]
    other = max((n.likeness for d, n in told if d.verdict != first.verdict), default=0.0)
    worths = tuple((n.claim.id, n.likeness) for n in near)
    return _Likely(first, best.likeness, best.likeness - other, worths)
