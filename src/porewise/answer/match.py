"""Which record speaks of a clause: agent, relation and object must fit; the closest fit wins."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from porewise.answer.phrases import Found, ancestors
from porewise.answer.read import Clause, is_light, read_clause
from porewise.answer.words import part_words, tokens
from porewise.knowledge.claims import Claim, claims
from porewise.knowledge.lexicon import opposites, relation_group


@dataclass(frozen=True)
class HowToMatch:
    """
    Weights of a fit. Chosen by the authors on their own wordings; none decides a verdict.

    ``step``: what a class one level up is worth beside the thing itself.
    """

    agent: float = 2.0
    relation: float = 2.0
    object: float = 1.5
    circumstance: float = 1.5
    step: float = 0.87
    aside: float = 0.8
    idle_concept: float = 0.8
    idle_relation: float = 0.45
    unknown_word: float = 0.3
    opposite: float = 0.75
    leading: float = 0.3
    lawless_unknown: float = 1.6
    enough: float = 2.6


STANDARD = HowToMatch()
CENTRAL = 0.012  # what a record names first is what it is about; later alternatives count a little less
LAWS = frozenset({"thing"})
UNHELD = "unheld"  # magnets, moon water: no record but a law speaks of them
IMPOSSIBLE = frozenset(
    {"open", "close", "remove", "resize", "shrink"}
)  # what nothing does to pores themselves
ADVICE = frozenset({"should", "need", "safe", "enough"})


@dataclass(frozen=True)
class Fit:
    """A record that fits a clause. ``turned``: the clause says the reverse of the record's sentence."""

    claim: Claim
    score: float
    turned: bool
    opposite: bool
    agent: str
    relation: str
    idle: int
    reversed: bool = False  # turned by a word for the reverse and not by a denial


@cache
def _by_relation() -> dict[str, tuple[Claim, ...]]:
    table: dict[str, list[Claim]] = {}
    for claim in claims().values():
        for relation in claim.relation or ("",):
            table.setdefault(relation, []).append(claim)
    return {k: tuple(v) for k, v in table.items()}


@cache
def own_reading(id_: str) -> Clause:
    """The record's own sentence, read as any other."""
    return read_clause([t for t in tokens(claims()[id_].claim) if t.isalnum() or "." in t[1:]])


@cache
def _own_turn(id_: str) -> int:
    """How often the record's own sentence turns round, where it says one of the record's relations."""
    clause, claim = own_reading(id_), claims()[id_]
    said = next((f for r in claim.relation for f in clause.relations if r in ancestors(f.id)), None)
    return clause.turns(said) + _reversed(said, clause)


def _reversed(said: Found | None, clause: Clause) -> int:
    """Said in a word for the reverse; a record that asks for no act is reversed by advice against it."""
    if said is not None:
        return int(said.opposed)
    return int(any(r.opposed and r.id in ADVICE for r in clause.relations))


def best_fit(clause: Clause, how: HowToMatch = STANDARD) -> Fit | None:
    """The record that fits a clause best, or None where nothing fits well enough."""
    fits = [f for c in _candidates(clause) if (f := _fit(c, clause, how)) is not None]
    direct = max(fits, key=lambda f: f.score, default=None)
    if direct is None or direct.score < how.enough:
        return _best_opposite(clause, how)
    if direct.idle and direct.claim.agent[:1] in (
        ("pore",),
        ("thing",),
    ):  # something nearer may say the opposite
        return _best_opposite(clause, how) or direct
    return direct


def _candidates(clause: Clause) -> Iterable[Claim]:
    wanted = dict.fromkeys((a for f in clause.relations for a in ancestors(f.id)), 0)
    if not _acts(clause):
        wanted["should"] = 0
    found = {c.id: c for r in (*wanted, "") for c in _by_relation().get(r, ())}
    if UNHELD in clause.named:
        return [c for c in found.values() if is_law(c)]
    named = clause.named_above | LAWS
    return [c for c in found.values() if not c.agent or not named.isdisjoint(c.agent)]


def _best_opposite(clause: Clause, how: HowToMatch) -> Fit | None:
    """A claim that says the opposite of a record known to be true."""
    if UNHELD in clause.named:
        return None
    fits: list[Fit] = []
    for said in {f.id for f in clause.relations}:
        for one, other in opposites():
            for mine, theirs in ((one, other), (other, one)):
                if said != mine:
                    continue
                for claim in _by_relation().get(theirs, ()):
                    if claim.verdict == "true" and not claim.quantifier and _central(claim, theirs):
                        fit = _fit(claim, clause, how, instead={theirs: mine})
                        if fit is not None:
                            fits.append(fit)
    best = max(fits, key=lambda f: f.score, default=None)
    return best if best is not None and best.score >= how.enough and best.idle == 0 else None


def _central(claim: Claim, relation: str) -> bool:
    """The record is about this relation first of all."""
    return not claim.exact and claim.relation[:1] == (relation,)


def _fit(claim: Claim, clause: Clause, how: HowToMatch, instead: dict[str, str] | None = None) -> Fit | None:
    used: set[Found] = set()
    if _shut_out(claim, clause):
        return None
    agent = _role(claim.agent, clause, how, used, listed=claim.verdict != "false")
    relation = None if agent is None else _relation(claim, clause, how, used, instead or {})
    thing = None if relation is None else _role(claim.object, clause, how, used)
    if agent is None or relation is None or thing is None or not _circumstances(claim, clause, used):
        return None
    if relation[0] is not None and _erases(relation[0], clause) and not _speaks_of_erasing(claim):
        return None
    idle = _idle(clause, used)
    silent = relation[0] is None and bool(claim.relation)
    if silent and (
        idle[0] > 1 or not _leads(agent[0], clause)
    ):  # advice without a verb is about nothing else
        return None
    if not keeps_bounds(claim, clause):
        return None
    score = how.agent * agent[1] + how.object * thing[1] + how.relation * relation[1]
    score += how.circumstance * (len(claim.with_all) + len(claim.with_relation) + bool(claim.with_any))
    score += how.leading * _leads(agent[0], clause)
    score += bool(claim.quantifier) + 1.2 * bool(claim.days) + 0.5 * bool(claim.order)
    score -= (
        how.idle_concept * idle[0]
        + how.idle_relation * idle[1]
        + how.unknown_word * min(len(clause.unknown), 6)
    )
    vague = not agent[0] or (clause.stranger and "anatomy" in ancestors(agent[0]))
    if clause.unknown and claim.verdict != "false" and vague:
        score -= how.lawless_unknown
    said = relation[0]
    turns = clause.turns(said) + _reversed(said, clause) + _own_turn(claim.id)
    turns += not instead and _contrary(claim, said)
    return Fit(
        claim=claim,
        score=score * (how.opposite if instead else 1.0),
        turned=bool(turns % 2),
        opposite=bool(instead),
        agent=agent[0],
        relation=said.id if said else "",
        idle=idle[0] + idle[1],
        reversed=said is not None and said.opposed and not clause.turns(said) and bool(turns % 2),
    )


def _shut_out(claim: Claim, clause: Clause) -> bool:
    """The record stands only for what it names and says, and the clause names or says something else."""
    if not claim.relation and not claim.object and not IMPOSSIBLE.isdisjoint(clause.said_above):
        return True  # "moisturiser on damp skin closes pores" is about closing pores
    if not claim.exact:
        return False
    known, said = {*claim.agent, *claim.object}, {*claim.relation, *claim.with_relation}
    return any(not is_light(c.id) and not known & set(ancestors(c.id)) for c in clause.concepts) or any(
        not said & set(ancestors(r.id)) and r.id not in relation_group("weak") and not _attribute(r, clause)
        for r in clause.relations
    )


def is_law(claim: Claim) -> bool:
    """What holds of anything at all: nothing shuts pores, whatever somebody thinks of."""
    return claim.verdict == "false" and not claim.days and claim.agent[:1] in (("thing",), ("pore",))


def _contrary(claim: Claim, said: Found | None) -> bool:
    """The clause says the opposite of what a true record says first ("strips are safe" of "strips irritate")."""
    if said is None or claim.verdict != "true":
        return False
    first = claim.relation[0]
    return first not in ancestors(said.id) and any({first, said.id} == set(pair) for pair in opposites())


def _role(
    wanted: tuple[str, ...], clause: Clause, how: HowToMatch, used: set[Found], *, listed: bool = False
) -> tuple[str, float] | None:
    """
    The concept that plays a role, and how close it is. An empty role is played by nothing.

    ``listed``: good news of "anything" does not hold for each thing that somebody names.
    """
    if not wanted:
        return "", 0.92
    if listed and not LAWS & clause.named:
        wanted = tuple(w for w in wanted if w not in LAWS) or wanted
    best: tuple[float, str, Found | None] = (0.0, "", None)
    for found in clause.concepts:
        worth = _closeness(found.id, wanted, how)
        if worth > best[0] and _aside(found, clause):
            worth *= how.aside
        if worth > best[0]:
            best = (worth, found.id, found)
    for id_ in clause.borrowed:
        worth = 0.9 * _closeness(id_, wanted, how)
        if worth > best[0]:
            best = (worth, id_, None)
    if best[0] == 0.0:
        return ("", 0.45) if LAWS & set(wanted) else None
    used.update(f for f in clause.concepts if f.id == best[1] or _closeness(f.id, wanted, how) > 0)
    if LAWS & set(wanted):  # a law is about whoever is said to act, not about the pores it acts on
        actor = next((f.id for f in clause.concepts if "thing" in ancestors(f.id)), best[1])
        return actor, min(best[0], _closeness(actor, wanted, how))
    return best[1], best[0]


def _erases(said: Found, clause: Clause) -> bool:
    """Pores themselves are taken away, not what sits in them."""
    things = {c.id for c in clause.concepts if "anatomy" in ancestors(c.id) and not is_light(c.id)}
    return said.id in ("remove", "look_gone") and things == {"pore"}


def _speaks_of_erasing(claim: Claim) -> bool:
    return claim.verdict == "false" or claim.relation[0] == "remove" or "look_gone" in claim.relation


def _aside(found: Found, clause: Clause) -> bool:
    """ "After washing", "while steaming": when it happens, not who does it."""
    return found.start > 0 and clause.row[found.start - 1] in part_words("asides")


def _leads(agent: str, clause: Clause) -> bool:
    """The agent is the first thing the clause names."""
    first = clause.lead or next((c.id for c in clause.concepts if not is_light(c.id)), "")
    return bool(agent) and first == agent


def _closeness(id_: str, wanted: tuple[str, ...], how: HowToMatch) -> float:
    return _worth(id_, wanted, how.step)


@cache
def _worth(id_: str, wanted: tuple[str, ...], step: float) -> float:
    """How close a concept is to what a role asks for: a class one step up counts ``step`` of the thing itself."""
    above = ancestors(id_)
    worths = (step ** above[w] - CENTRAL * place for place, w in enumerate(wanted) if w in above)
    return max(worths, default=0.0)


def _relation(
    claim: Claim, clause: Clause, how: HowToMatch, used: set[Found], instead: dict[str, str]
) -> tuple[Found | None, float] | None:
    if not claim.relation:
        return None, 0.9
    best: tuple[float, Found | None] = (0.0, None)
    for found in clause.relations:
        above = ancestors(found.id)
        for place, wanted in enumerate(claim.relation):
            said = instead.get(wanted, "" if instead else wanted)
            if said not in above:
                continue
            worth = how.step ** above[said] * (0.6 if _attribute(found, clause) else 1.0)
            worth *= (
                0.6
                if found.id in relation_group("faint")
                else 0.85
                if found.id in relation_group("weak")
                else 1.0
            )
            worth += 0.01 * found.opposed - CENTRAL * place
            if worth > best[0]:
                best = (worth, found)
    if best[1] is None:
        silent = "should" in claim.relation and not instead and not _acts(clause)
        silent = silent and (not clause.negations or bool(claim.quantifier) or clause.row[0] == "no")
        return (None, 0.35) if silent else None
    used.update(f for f in clause.relations if f.id in (best[1].id, *claim.relation, *claim.with_relation))
    return best[1], best[0]


def _acts(clause: Clause) -> bool:
    """Something happens in the clause; advice can do without ("test on the arm first?")."""
    return any(f.id not in relation_group("faint") and not _attribute(f, clause) for f in clause.relations)


def _attribute(found: Found, clause: Clause) -> bool:
    """ "Large pores" names the pores; it does not say that they grow, but "women have larger pores" compares."""
    if clause.row[found.at[0]] in part_words("compares") and clause.row[found.at[0] - 1] in part_words(
        "owns"
    ):
        return False
    after = {c.start for c in clause.concepts if c.id == "pore"}
    return (
        found.id in ("enlarge", "look_worse", "clog", "shrink")
        and found.at[-1] + 1 in after
        and len(found.at) == 1
        and not _as_verb(found.at[0], clause)
    )


def _as_verb(place: int, clause: Clause) -> bool:
    """ "Oil clogs pores", "can clog pores" and "to shrink pores" say what happens, "for clogged pores" does not."""
    word, before = clause.row[place], clause.row[place - 1] if place else ""
    if word in part_words("acts_only"):
        return True
    if word not in part_words("acts_or_states"):
        return False
    subjects = {c.at[-1] for c in clause.concepts if not is_light(c.id)}
    return place - 1 in subjects or before in part_words("before_acts")


def _circumstances(claim: Claim, clause: Clause, used: set[Found]) -> bool:
    names, said = clause.named_above, clause.said_above
    if not (set(claim.with_all) <= names and set(claim.with_relation) <= said):
        return False
    if claim.with_any and not names.intersection(claim.with_any):
        return False
    asked = set(claim.with_all) | set(claim.with_any)
    used.update(f for f in clause.concepts if asked.intersection(ancestors(f.id)))
    return not claim.needs_pore or "pore" in names


def keeps_bounds(claim: Claim, clause: Clause) -> bool:
    """Quantifier, span of days and order of words that a record asks for."""
    bounded = {q.id for q in clause.quantifiers} | ({"exclusive"} if _says_only(clause) else set())
    if claim.quantifier and claim.quantifier not in bounded:
        return False
    return _in_days(claim, clause) and _in_order(claim, clause)


def _says_only(clause: Clause) -> bool:
    return clause.exclusive or bool(part_words("only") & set(clause.row))


def _in_days(claim: Claim, clause: Clause) -> bool:
    if not claim.days:
        return True
    low, high = claim.days
    spans = [n.value for n in clause.numbers if n.kind == "days"]
    if spans:
        return all(low <= s <= high for s in spans)
    soon = any(q.id == "at_once" for q in clause.quantifiers) or any(f.id == "fast" for f in clause.relations)
    late = any(f.id == "takes_weeks" for f in clause.relations)
    return (low == 0 and soon) or (low > 0 and late)


def _in_order(claim: Claim, clause: Clause) -> bool:
    if claim.order != "agent_first":
        return True
    agents = [f.start for f in clause.concepts if set(claim.agent) & set(ancestors(f.id))]
    objects = [f.start for f in clause.concepts if set(claim.object) & set(ancestors(f.id))]
    return not agents or not objects or (min(agents) < max(objects) and min(agents) <= min(objects))


def _idle(clause: Clause, used: set[Found]) -> tuple[int, int]:
    """Concepts and relations of the clause that a record leaves unexplained."""
    spots = {i for f in used for i in f.at}
    things = {f.at for f in clause.concepts if f not in used and not is_light(f.id) and not spots & set(f.at)}
    weak = relation_group("weak")
    acts = {
        f.at
        for f in clause.relations
        if f not in used and f.id not in weak and not spots & set(f.at) and not _attribute(f, clause)
    }
    pores = {f.at for f in clause.concepts if f.id == "pore"}
    return len(things - pores), len(acts)
