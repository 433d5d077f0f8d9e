"""A second reading beside the one by rules: which wordings written for the records does a clause resemble?"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from functools import cache
from heapq import nlargest
from itertools import pairwise
from operator import itemgetter
from typing import Any

from porewise.answer.clauses import sentences, whole
from porewise.answer.guard import count_signs
from porewise.answer.match import ADVICE, Fit, keeps_bounds
from porewise.answer.phrases import ancestors
from porewise.answer.read import CONCEDES, Clause, is_light
from porewise.answer.words import BREAKS, part_words, tokens
from porewise.knowledge.claims import Claim, claims, wording_index, wordings
from porewise.knowledge.lexicon import relation_group


@dataclass(frozen=True)
class HowToCompare:
    """
    What features weigh. Chosen by the authors on their own wordings, each left out in turn.

    ``step``: what a class one level up is worth beside the thing itself. ``second``: what a second wording
    of the same record adds. ``stranger``: what is left where the clause names no agent of the record;
    ``spare``: for each thing of the clause that the record does not know. ``unseen``: the share of a rare
    word's weight that a word in no wording gets. ``rare``: the power of the logarithm of rarity.
    """

    word: float = 1.0
    concept: float = 1.5
    relation: float = 2.5
    quantifier: float = 1.0
    step: float = 0.5
    second: float = 0.15
    stranger: float = 0.75
    spare: float = 0.8
    unseen: float = 0.6
    rare: float = 0.7


HOW = HowToCompare()
SCALE = 1000  # weights of the index are whole thousandths
FAINTEST = 45  # thousandths; what weighs less in a wording is not kept
MOST_NEAR = 60
COMMON = 12  # a feature is common where one wording in so many has it
MOST_LOOKED_AT = 240
MOST_KEPT = 6
JOINS = frozenset({"and", "or", ","})
GENERAL = frozenset({"pore", "thing", "skin", "people"})


@dataclass(frozen=True)
class Near:
    """A record one of whose wordings resembles a clause. ``turned``: the clause denies it."""

    claim: Claim
    turned: bool
    likeness: float


def features(clause: Clause) -> dict[str, float]:
    """Words, concepts and relations with their classes, and bounds; what is denied is not among them."""
    found: dict[str, float] = {}
    denied = set(clause.negations)
    for place, word in enumerate(clause.row):
        if word and word not in BREAKS and place not in denied:
            found[f"w:{word}"] = HOW.word
    for thing in clause.concepts:
        _add(found, "c:", thing.id, HOW.concept)
    for name in clause.borrowed:
        found[f"c:{name}"] = max(found.get(f"c:{name}", 0.0), HOW.concept / 2)
    for act in clause.relations:
        _add(found, "r:", act.id, HOW.relation)
    for bound in clause.quantifiers:
        found[f"q:{bound.id}"] = HOW.quantifier
    return found


def _add(found: dict[str, float], kind: str, id_: str, weight: float) -> None:
    for name, steps in ancestors(id_).items():
        found[kind + name] = max(found.get(kind + name, 0.0), weight * HOW.step**steps)


def _turns(clause: Clause) -> int:
    """
    Whether a clause denies: what "and" joins ("not A and not B") is one denial, and one in the reason or purpose
    given for an act ("since it isn't …", "so they never …") denies no act.
    """
    reasons = [i for i, w in enumerate(clause.row) if w in part_words("gives_reason") and w != "but"]
    reasons += [i for i, pair in enumerate(pairwise(clause.row)) if pair in CONCEDES]
    reasons.sort()
    after = next((i for i in reasons if any(r.start < i for r in clause.relations)), len(clause.row))
    places = [p for p in clause.negations if _condition(clause) < p < after]
    apart = [p for p, other in pairwise(places) if not JOINS & set(clause.row[p:other])]
    first = int(0 in clause.negations)
    return (len(apart) + bool(places) + first + clause.untrue + _reversed(clause)) % 2


def _condition(clause: Clause) -> int:
    """Where a condition that comes first ends ("if months of care get you nowhere, …"); else 0."""
    row = clause.row
    if not row or row[0] not in part_words("conditions") or "," not in row:
        return 0
    end = row.index(",")
    return end if any(r.start > end for r in clause.relations) else 0


def _reversed(clause: Clause) -> bool:
    """A relation is said in a word for its reverse; of mere advice only where nothing else is said to happen."""
    acts = any(not r.opposed and r.id not in relation_group("weak") for r in clause.relations)
    return any(r.opposed and not (acts and r.id in ADVICE - {"enough"}) for r in clause.relations)


def one_clause(text: str) -> Clause | None:
    """A whole text as one clause, its sentences joined by commas."""
    read = sentences(tokens(text))
    if not read:
        return None
    row = [t for words, _ in read for t in (*words, ",")][:-1]
    return whole(row, question=read[-1][1])


def build_index() -> dict[str, Any]:
    """Count the features of all wordings, each record's own two sentences among them; kept as a file."""
    told = [(c.id, turned, text) for c in claims().values() for turned, text in ((0, c.claim), (1, c.denied))]
    told += [
        (w.claim, turned, t) for w in wordings() for turned, ts in ((0, w.says), (1, w.denies)) for t in ts
    ]
    examples: list[list[Any]] = []
    rows: list[dict[str, float]] = []
    for id_, turned, text in told:
        clause = one_clause(text)
        if clause is not None:
            examples.append([id_, turned ^ _turns(clause)])
            rows.append(features(clause))
    return {"example": examples, "feature": _postings(rows), "sign": count_signs()}


def _postings(rows: list[dict[str, float]]) -> dict[str, list[int]]:
    """For each feature its rarity, then number and weight of every wording that has it."""
    often = Counter(name for row in rows for name in row)
    rarity = {name: math.log((len(rows) + 1) / (n + 0.5)) ** HOW.rare for name, n in often.items()}
    postings: dict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        weighed = {name: weight * rarity[name] for name, weight in row.items()}
        length = math.sqrt(sum(w * w for w in weighed.values())) or 1.0
        for name, weight in weighed.items():
            share = round(SCALE * weight / length)
            if share >= FAINTEST:
                postings[name] += [number, share]
    return {name: [round(SCALE * rarity[name]), *postings[name]] for name in sorted(often)}


@cache
def _rarest() -> float:
    return float(math.log(len(wording_index()["example"]) + 1) ** HOW.rare)


def nearest(clause: Clause) -> tuple[Near, ...]:
    """The records whose wordings a clause resembles most, the nearest first, each as said or as denied."""
    likeness = _likeness(clause)
    turns, examples = _turns(clause), wording_index()["example"]
    lasting = _with_lasting(clause)
    found: dict[tuple[str, int], list[float]] = {}
    for number, worth in nlargest(MOST_NEAR, likeness.items(), key=itemgetter(1)):
        id_, turned = examples[number]
        if keeps_bounds(claims()[id_], lasting):
            found.setdefault((id_, turned ^ turns), []).append(worth)
    near = [
        Near(claims()[id_], bool(t), _worth(values) * _kinship(claims()[id_], clause))
        for (id_, t), values in found.items()
    ]
    return tuple(sorted(near, key=lambda n: -n.likeness)[:MOST_KEPT])


def _with_lasting(clause: Clause) -> Clause:
    """What is said to last is bounded by "for good", however that is said."""
    lasts = tuple(replace(r, id="forever") for r in clause.relations if r.id in ("fade_effect", "born"))
    return replace(clause, quantifiers=(*clause.quantifiers, *lasts))


def _worth(values: list[float]) -> float:
    return values[0] + HOW.second * (values[1] if len(values) > 1 else 0.0)


def _kinship(claim: Claim, clause: Clause) -> float:
    """Less than one where a clause is about other things than a record: its agent is missing, or others are there."""
    named = {id_: set(ancestors(id_)) for id_ in clause.named if not is_light(id_) and id_ != "pore"}
    agents = set(claim.agent) - GENERAL
    kept = 1.0
    if agents and not any(agents & above for above in named.values()):
        kept = HOW.stranger
    known = {*claim.agent, *claim.object, *claim.with_all, *claim.with_any}
    spare = sum(not known & above for above in named.values())
    return float(kept * HOW.spare ** min(spare, 3))


def _likeness(clause: Clause) -> dict[int, float]:
    """The cosine between the features of a clause and those of each wording."""
    postings = wording_index()["feature"]
    weighed: dict[str, float] = {}
    for name, weight in features(clause).items():
        known = postings.get(name)
        if known is not None:
            weighed[name] = weight * known[0] / SCALE
        elif name.startswith("w:"):
            weighed[name] = weight * HOW.unseen * _rarest()
    length = math.sqrt(sum(w * w for w in weighed.values())) or 1.0
    shares = {name: weight / length / SCALE for name, weight in weighed.items() if name in postings}
    return _summed(shares, postings)


def _summed(shares: dict[str, float], postings: dict[str, list[int]]) -> dict[int, float]:
    """Rare features choose which wordings are worth a look; common ones are then added for those alone."""
    often = 2 * len(wording_index()["example"]) // COMMON
    common = [name for name in shares if len(postings[name]) > often]
    rare = [name for name in shares if len(postings[name]) <= often]
    likeness: dict[int, float] = defaultdict(float)
    for name in rare or common:
        posting, share = postings[name], shares[name]
        for number, worth in zip(posting[1::2], posting[2::2], strict=True):
            likeness[number] += share * worth
    if rare:
        likeness = dict(nlargest(MOST_LOOKED_AT, likeness.items(), key=itemgetter(1)))
        for name in common:
            worths, share = _worths(name), shares[name]
            for number in likeness:
                likeness[number] += share * worths.get(number, 0)
    return likeness


@cache
def _worths(name: str) -> dict[int, int]:
    """For a common feature the weight of every wording that has it."""
    posting = wording_index()["feature"][name]
    return dict(zip(posting[1::2], posting[2::2], strict=True))


def as_fit(near: Near, clause: Clause) -> Fit:
    """The record as if the rules had found it."""
    said = (r.id for r in clause.relations if set(near.claim.relation) & set(ancestors(r.id)))
    return Fit(
        claim=near.claim,
        score=0.0,
        turned=near.turned,
        opposite=False,
        agent=next(iter(near.claim.agent), ""),
        relation=next(said, next(iter(near.claim.relation), "")),
        idle=0,
    )
