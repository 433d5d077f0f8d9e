"""From a record that fits to the verdict of a clause: bounds first, then the turn of a denial."""

from __future__ import annotations

from dataclasses import dataclass

from porewise.answer.match import Fit
from porewise.answer.read import Clause
from porewise.answer.words import part_words
from porewise.knowledge.claims import Claim
from porewise.knowledge.lexicon import relation_group, relations, small_words
from porewise.values.verdict import TURNED, Truth

MERELY = "merely"
WORST_FIRST: tuple[Truth, ...] = ("false", "unproven", "partly", "true")
PROVEN: dict[Truth, Truth] = {"true": "true", "partly": "partly", "unproven": "false", "false": "false"}


@dataclass(frozen=True)
class Decided:
    """The verdict of one clause, the record behind it and the bounds that counted."""

    verdict: Truth
    claim: Claim
    turned: bool
    opposite: bool
    bounds: tuple[str, ...]
    agent: str
    relation: str
    proof: bool
    score: float
    idle: int
    said: str = ""  # the person's own words for the agent
    without: bool = False  # asked of going without the agent
    in_part: bool = False  # … of which at most a part follows


def decide(fit: Fit, clause: Clause) -> Decided:
    """Say what the record means for the clause."""
    bounds = _bounds(fit, clause)
    verdict = _under(fit.claim, bounds, fit.relation)
    if fit.opposite:  # the opposite of what is known is false; of what is bounded or doubtful nothing follows
        verdict = "false"
    turned = fit.turned
    if clause.proof:  # what is said to be proven may hold a denial, and the saying itself may be denied
        denied = clause.untrue % 2 == 1
        proven = dict(fit.claim.under).get("proven", PROVEN[verdict])
        verdict = PROVEN[TURNED[verdict]] if turned != denied else proven
        turned = (clause.proof == "unproof") != denied
    if turned and fit.reversed and not clause.proof:  # "always harsher": the bound is on the reverse
        verdict = _bounded(TURNED[fit.claim.verdict], bounds)
    elif turned:
        verdict = "false" if clause.total and verdict == "partly" and not clause.untrue else TURNED[verdict]
    return Decided(
        verdict=verdict,
        claim=fit.claim,
        turned=turned,
        opposite=fit.opposite,
        bounds=bounds,
        agent=fit.agent,
        relation=fit.relation,
        proof=bool(clause.proof),
        score=fit.score,
        idle=fit.idle,
        said=_said(fit, clause),
    )


def _said(fit: Fit, clause: Clause) -> str:
    """The words in which a clause names the agent that its record fits."""
    at = next((found.at for found in clause.concepts if found.id == fit.agent), ())
    return " ".join(clause.row[n] for n in at if n < len(clause.row))


def _bounded(verdict: Truth, bounds: tuple[str, ...]) -> Truth:
    """A verdict under bounds that no record speaks of."""
    table: dict[str, dict[str, Truth]] = small_words("under")["other"]
    reached = [table[b][verdict] for b in bounds if verdict in table.get(b, {})]
    return min(reached, key=WORST_FIRST.index) if reached else verdict


def _bounds(fit: Fit, clause: Clause) -> tuple[str, ...]:
    """The quantifiers of a clause that its record did not ask for."""
    claim = fit.claim
    said = [q.id for q in clause.quantifiers] + (["exclusive"] if clause.exclusive else [])
    if part_words("only") & set(clause.row):
        said = [MERELY if q == "temporary" else q for q in said]
    own = relations()[fit.relation].bounds if fit.relation else ""
    said += [own] if own else []
    return tuple(dict.fromkeys(q for q in said if q != claim.quantifier))


def _under(claim: Claim, bounds: tuple[str, ...], relation: str) -> Truth:
    """The verdict when the claim is bounded; of several bounds the strictest counts."""
    own = dict(claim.under)
    reached: list[Truth] = []
    for bound in bounds:
        if bound == MERELY:  # "only for a while" is true of whatever works for a while at most
            brief = own.get("temporary", claim.verdict)
            reached.append("true" if brief in ("partly", "true") else brief)
        elif bound in own:
            reached.append(own[bound])
        else:
            changed: Truth | None = _table(relation).get(bound, {}).get(claim.verdict)
            if changed:
                reached.append(changed)
    return min(reached, key=WORST_FIRST.index) if reached else claim.verdict


def _table(relation: str) -> dict[str, dict[str, Truth]]:
    tables: dict[str, dict[str, dict[str, Truth]]] = small_words("under")
    known = relations().get(relation)
    if known is None or known.kind != "effect":
        return tables["advice"]
    return tables["welcome" if relation in relation_group("welcome") else "other"]


def together(verdicts: list[Truth]) -> Truth:
    """
    The verdict of several claims made at once: what all say; doubt beside truth is doubt; doubt beside
    falsehood is false; else partly.
    """
    kinds = set(verdicts)
    if len(kinds) == 1:
        return verdicts[0]
    if kinds == {"true", "unproven"}:
        return "unproven"
    return "false" if kinds == {"false", "unproven"} else "partly"
