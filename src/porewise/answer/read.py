"""Read one clause: what it speaks of, what it says happens, whether it denies that, and how it bounds it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from itertools import pairwise

from porewise.answer.phrases import Found, ancestors, concept_phrases, relation_phrases, small_phrases
from porewise.answer.words import BREAKS, is_known, part_words, stem
from porewise.knowledge.lexicon import compositions, concepts, relation_group, relations, small_words

TEENS = (12, 19)
CONCEDES = frozenset({("even", "if"), ("even", "though"), ("even", "when"), ("even", "without")})


@dataclass(frozen=True)
class Number:
    """A number of a clause. ``kind``: days, percent, or plain. ``value`` is in days for days."""

    kind: str
    value: float
    at: int


@dataclass(frozen=True)
class Clause:
    """
    What was read. ``negations`` are the places of the words that turn the claim round; ``untrue`` counts
    words that call it untrue as a whole.
    """

    row: tuple[str, ...]
    concepts: tuple[Found, ...]
    relations: tuple[Found, ...]
    quantifiers: tuple[Found, ...]
    negations: tuple[int, ...]
    untrue: int
    total: bool
    proof: str
    exclusive: bool
    asks: str
    question: bool
    unknown: tuple[str, ...]
    numbers: tuple[Number, ...]
    borrowed: tuple[str, ...] = field(default=())
    lead: str = ""  # the subject it takes over from the clause before

    @cached_property
    def named(self) -> frozenset[str]:
        """Ids of all concepts of the clause, borrowed ones of the clause before among them."""
        return frozenset(c.id for c in self.concepts) | frozenset(self.borrowed)

    @cached_property
    def named_above(self) -> frozenset[str]:
        """The concepts of the clause with all their classes."""
        return frozenset(a for id_ in self.named for a in ancestors(id_))

    @cached_property
    def said_above(self) -> frozenset[str]:
        """The relations of the clause with all their classes."""
        return frozenset(a for f in self.relations for a in ancestors(f.id))

    @property
    def stranger(self) -> bool:
        """The clause begins with a thing that nobody listed ("propolis closes pores")."""
        first = next(
            (w for w in self.row if w and w not in part_words("before_nouns") | part_words("tag_verbs")), ""
        )
        return first in self.unknown

    def turns(self, relation: Found | None) -> int:
        """How often the claim is turned round where it says a relation; what another part denies does not count."""
        count = self.untrue
        if (
            relation is None or relation.id != "affect"
        ):  # "makes no difference" denies whatever is said beside it
            said = () if relation is None else relation.at
            count += any(r.id == "affect" and r.opposed and r.at != said for r in self.relations)
        counted = [p for p in self.negations if not self._apart(p, relation)]
        return count + len(self._nearest(counted, relation))

    def _nearest(self, places: list[int], relation: Found | None) -> list[int]:
        """Of denials before the act that "and" or a comma sets apart, the nearest counts ("not A and not B")."""
        if relation is None:
            return places
        before = [p for p in places if p < relation.at[0]]
        near = [p for p, after in pairwise(before) if not {"and", ",", "or"} & set(self.row[p:after])]
        near += before[-1:]
        return near + [p for p in places if p >= relation.at[0]]

    def _apart(self, place: int, relation: Found | None) -> bool:
        if any(pair in CONCEDES for pair in pairwise(self.row[1:place])):
            return True
        if relation is None:
            return self._in_another_part(place)
        first, last = relation.at[0], relation.at[-1]
        if place > last:
            judged = self.row[last:place] if relation.id == "judge" else self.row[last : last + 1]
            if part_words("vouches") & set(judged):  # "no change means it doesn't work" is judged, not denied
                return True
            return any(w == "," or w in part_words("sets_apart_after") for w in self.row[last + 1 : place])
        between = self.row[place + 1 : first]
        condition = self.row[0] in part_words("conditions") and "," in between  # "if you get nowhere, see …"
        if condition or part_words("sets_apart_before") & set(between) or self._new_subject(place, first):
            return True
        return place == 0 and self.row[0] == "dont" and "," in self.row[:first]  # advice, then its reason

    def _in_another_part(self, place: int) -> bool:
        """A denial after "because", or after a comma where another stands before it, belongs to another part."""
        if any(w in part_words("sets_apart_before") for w in self.row[2:place]):
            return True
        comma = next((i for i, w in enumerate(self.row[:place]) if w == ","), place)
        return any(p < comma for p in self.negations if p != place) and comma < place

    def _new_subject(self, place: int, first: int) -> bool:
        """A comma and another thing stand between a denial and an act: "it does not help, sun makes it worse"."""
        commas = [i for i in range(place + 1, first) if self.row[i] == ","]
        if any(self.row[i + 1] in part_words("goes_on") for i in commas):
            return True
        starts = {c.start for c in self.concepts if not is_light(c.id)}
        return any(starts & {i + 1, i + 2, i + 3, i + 4} for i in commas) and any(
            r.start < commas[0] for r in self.relations
        )

    def with_borrowed(self, ids: Sequence[str], *, lead: str = "") -> Clause:
        return replace(self, borrowed=tuple(dict.fromkeys((*self.borrowed, *ids))), lead=lead)


@cache
def _asks() -> frozenset[str]:
    return frozenset(stem(a) for a in small_words("frame")["asks"])


def read_clause(row: Sequence[str], *, question: bool = False, first: bool = True) -> Clause:
    """
    Read a row of stems (without sentence signs) as one clause.

    ``first``: it begins its sentence, so that "don't pores open?" is heard as a question and not as a denial.
    """
    words = list(row)
    taken: set[int] = set()
    if first:
        _hear_question(words, taken, question=question)
    untrue = _meta(words, taken)
    found_concepts = _composed(_freed(concept_phrases().longest_in(words, set(taken)), words))
    found_concepts = _not_of_others(found_concepts, words)
    aside = {i + 1 for i, w in enumerate(words) if w in part_words("set_aside")}
    found_concepts = [f for f in found_concepts if f.start not in aside]
    found_concepts = sorted([*found_concepts, *_of_age(words)], key=lambda f: f.start)
    names = [set(f.at) for f in found_concepts if len(f.at) > 1]
    blocked = set(taken).union(*names)
    acts = _not_idle(_freed(_relations(words, blocked, names), words), words)
    acts = [a for a in acts if len(a.at) > 1 or a.at[0] + 1 not in aside]
    found_relations = _without_sizes(acts, found_concepts, words)
    if first and not question and _orders(words, found_relations):
        found_relations = [Found("should", (0,)), *found_relations]
    found_relations += _equated(words, found_concepts, found_relations)
    for f in (*found_concepts, *found_relations):
        taken.update(f.at)
    free = {i for f in found_concepts if len(f.at) > 1 for i in f.at}
    free |= {i for f in found_relations if len(f.at) > 1 for i in f.at} | {i for i in taken if words[i] == ""}
    quantifiers = small_phrases("quantifier").longest_in(words, set(free))
    for f in quantifiers:
        free.update(f.at)
    negations, spent = _negations(words, free)
    known = taken | free | spent
    return Clause(
        row=tuple(words),
        concepts=tuple(found_concepts),
        relations=tuple(found_relations),
        quantifiers=tuple(q for q in quantifiers if q.id != "exclusive"),
        negations=negations,
        untrue=untrue[0],
        total=_total(words, negations),
        proof=untrue[1],
        exclusive=_exclusive(words, quantifiers, found_concepts),
        asks=next((w for w in words[:4] if w in _asks()), ""),
        question=question,
        unknown=tuple(
            w for i, w in enumerate(words) if w and i not in known and w not in BREAKS and not is_known(w)
        ),
        numbers=_numbers(words),
        borrowed=_implied(words, found_concepts, found_relations),
    )


def _total(words: Sequence[str], negations: Sequence[int]) -> bool:
    """Everything is denied: "no influence whatsoever", "does not loosen anything"."""
    after = words[negations[0] :] if negations else ()
    return bool(part_words("anything") & set(after)) or any(
        True for _ in small_phrases("negation", "total").all_in(words)
    )


def _orders(words: Sequence[str], acts: Sequence[Found]) -> bool:
    """ "Don't wash …", "start slowly", "never squeeze …" advise; "starting fast irritates" does not."""
    said = [w for w in words if w][:2]
    opener = said[0] if said else ""
    if opener == "dont":
        return True
    if any(a.id not in relation_group("weak") for a in acts):
        return False
    if opener in part_words("before_orders"):
        opener = said[-1]
    return opener in part_words("orders")


def _equated(words: Sequence[str], things: Sequence[Found], acts: Sequence[Found]) -> list[Found]:
    """ "Pores = sweat holes": where nothing else happens, one thing is said to be the other."""
    if len(acts) != 1 or words[acts[0].start] not in part_words("equals"):
        return []
    sides = {t.start < acts[0].start for t in things}
    return [Found("is", acts[0].at)] if len(sides) == 2 else []


def _of_age(words: Sequence[str]) -> list[Found]:
    """ "My daughter is 10", "a 14 year old": someone's years tell a child from somebody in their teens."""
    found = []
    for i, word in enumerate(words):
        span = next((s for s in (1, 2, 3) if i + s < len(words) and _years(words[i + s])), 0)
        if word in part_words("young") and span:
            years = _years(words[i + span])
            found.append(Found("child" if years < TEENS[0] else "puberty", (i, i + span)))
    return found


def _years(word: str) -> int:
    """A number of years that makes somebody young, or 0."""
    names = [stem(n) for n in small_words("numbers")["words"]]
    years = int(word) if word.isdecimal() else names.index(word) if word in names else 0
    return years if years <= TEENS[1] else 0


def _freed(found: list[Found], words: Sequence[str]) -> list[Found]:
    """Phrases without the words of a longer bound: "in the long run" is not about running."""
    bounds = [set(q.at) for q in small_phrases("quantifier").all_in(words) if len(q.at) > 2]
    return [f for f in found if not any(set(f.at) < b for b in bounds) or "anatomy" in ancestors(f.id)]


def _not_of_others(found: list[Found], words: Sequence[str]) -> list[Found]:
    """Leave out names with a denial in them where something else is the subject: "lasers do not improve …"."""
    if next((w for w in words if w), "") in part_words("conditions"):
        return found
    subjects = {f.at[-1] for f in found if not is_light(f.id) and not any(_denies(words[i]) for i in f.at)}
    kept = []
    for f in found:
        before = f.start - 1 if _denies(words[f.start]) and words[f.start] != "not" else f.start - 2
        helped = words[f.start] != "not" or words[f.start - 1] in part_words("elided_verbs")
        if not (len(f.at) > 1 and _denies(words[f.start]) and helped and before in subjects):
            kept.append(f)
    return kept


def _denies(word: str) -> bool:
    return word in ("not", "never") or word in part_words("negative_question")


def _not_idle(acts: list[Found], words: Sequence[str]) -> list[Found]:
    """Acts without the words of a phrase that bounds nothing: "left on overnight" does not say that it is fast."""
    idle = [set(q.at) for q in small_phrases("quantifier", "idle").all_in(words)]
    return [a for a in acts if len(a.at) > 1 or not any(a.at[0] in i for i in idle)]


def _composed(found: list[Found]) -> list[Found]:
    """Let "a peel" and "at home" become a peel at home."""
    ids = {f.id for f in found}
    for one, other, both in compositions():
        if other in ids:
            found = [replace(f, id=both) if one in ancestors(f.id) else f for f in found]
    return found


def _implied(words: Sequence[str], things: Sequence[Found], acts: Sequence[Found]) -> tuple[str, ...]:
    """What goes without saying: what clogs, clogs pores; a pore strip is for pores."""
    pore = stem("pores")
    named = ["pore"] if any(words[i] == pore for t in things for i in t.at) else []
    named += [relations()[a.id].implies for a in acts if relations()[a.id].implies]
    ids = {t.id for t in things}
    return tuple(n for n in dict.fromkeys(named) if n not in ids)


def _hear_question(words: list[str], taken: set[int], *, question: bool) -> None:
    """A negative question asks for the positive claim; its first word denies nothing."""
    place = next((i for i, w in enumerate(words[:3]) if w in part_words("negative_question")), None)
    if place is None or (place and words[place - 1] in part_words("question_words")) or place > 2:
        return
    if place and words[place - 1] not in part_words("openers") | {""}:
        return
    after = words[place + 1] if place + 1 < len(words) else ""
    imperative = words[place] == "dont" and not question and after not in part_words("addressed")
    if not imperative:
        words[place] = ""
        taken.add(place)


def _meta(words: list[str], taken: set[int]) -> tuple[int, str]:
    """Whether the claim is called untrue or proven as a whole; such words say nothing else."""
    table = small_phrases("negation", "idle", "untrue", "not_untrue", "proof", "unproof", "spared")
    found = table.longest_in(words, taken)
    spared = {i for f in found if f.id == "spared" for i in f.at}
    fillers = small_phrases("frame", "filler").longest_in(words, set(taken))
    taken.difference_update(spared)
    for f in fillers:
        taken.update(f.at)
    for i in taken:
        words[i] = ""
    untrue = sum(1 for f in found if f.id == "untrue")
    proof = next((f.id for f in found if f.id in ("unproof", "proof")), "")
    return untrue, proof


def _relations(words: Sequence[str], blocked: set[int], names: Sequence[set[int]]) -> list[Found]:
    """Relations; one whose single word belongs to a name ("dry skin") is none, longer ones may overlap names."""
    free = relation_phrases()
    long = [f for f in free.all_in(words) if len(f.at) > 1 and not any(set(f.at) < n for n in names)]
    taken: set[int] = set()
    own: set[tuple[int, ...]] = set()
    kept: list[Found] = []
    for f in sorted(long, key=lambda f: (-len(f.at), f.at[-1] - f.at[0], f.start)):
        if f.at in own or not taken.intersection(f.at):
            own.add(f.at)
            taken.update(f.at)
            kept.append(f)
    blocked = blocked | taken
    kept += [f for f in free.all_in(words) if len(f.at) == 1 and f.at[0] not in blocked]
    return sorted(kept, key=lambda f: f.start)


def _without_sizes(acts: list[Found], things: Sequence[Found], words: Sequence[str]) -> list[Found]:
    """ "A tiny hair" says how big the hair is, not that something shrinks."""
    others = {t.start for t in things if "pore" not in ancestors(t.id)}
    return [
        a
        for a in acts
        if len(a.at) > 1 or words[a.at[0]] not in part_words("size_words") or a.at[0] + 1 not in others
    ]


def _negations(words: Sequence[str], consumed: set[int]) -> tuple[tuple[int, ...], set[int]]:
    found = small_phrases("negation", "words").longest_in(words, set(consumed))
    spent = {i for f in found for i in f.at}
    said = {words[f.start] for f in found}
    paired = "nor" if said & {"neither", "not", "no"} else ""
    return tuple(f.start for f in found if words[f.start] != paired), spent


def _exclusive(words: Sequence[str], quantifiers: Sequence[Found], things: Sequence[Found]) -> bool:
    """ "Only X …" and "the only way" shut all others out; an "only" elsewhere merely limits."""
    for q in quantifiers:
        if q.id != "exclusive":
            continue
        after = next((t for t in things if t.start == q.at[-1] + 1), None)
        alone = words[q.start] == "alone" and any(t.at[-1] == q.start - 1 for t in things)
        if len(q.at) > 1 or alone or (after is not None and not any(words[: q.start])):
            return True
    return False


@cache
def _days() -> dict[str, float]:
    return {stem(k): float(v) for k, v in small_words("numbers")["days"].items()}


def _numbers(words: Sequence[str]) -> tuple[Number, ...]:
    """Numbers that matter: spans of days, per cents, and bare figures with a unit."""
    names = small_words("numbers")["words"]
    stemmed = {stem(n): float(i) for i, n in enumerate(names)} | {
        "a": 1.0,
        "few": 3.0,
        "couple": 2.0,
        "several": 4.0,
    }
    found: list[Number] = []
    for i, word in enumerate(words):
        digits = word[:1].isdigit()
        if not digits and word not in stemmed:
            continue
        if word == "a" and i and words[i - 1] in _days():  # "two nights a week" says how often
            continue
        value = float(word.replace(",", ".")) if digits else stemmed[word]
        rest = list(words[i + 1 : i + 4])
        unit = next((w for w in rest[:2] if w in _days()), "")
        if unit and not any(
            w in ("per", "a", "every", "each") for w in words[i + 2 : i + 4] if unit != rest[0]
        ):
            if not _per(words, i + 1 + rest.index(unit)):
                lasting = (i > 0 and words[i - 1] == "for") or (i > 1 and words[i - 2] == "for")
                found.append(Number("lasting" if lasting else "days", value * _days()[unit], i))
        elif rest[:2] == ["out", "of"] or (
            rest[:1] == ["in"] and rest[1:2] and rest[1] in stemmed and value > 1
        ):
            found.append(Number("plain", value, i))
        elif "percent" in rest[:1]:
            found.append(Number("percent", value, i))
        elif digits:
            found.append(Number("plain", value, i))
    return tuple(found)


def _per(words: Sequence[str], at: int) -> bool:
    """ "Three nights a week" is how often, not how long."""
    return at + 2 < len(words) and words[at + 1] in ("a", "per", "each", "every") and words[at + 2] in _days()


def is_light(id_: str) -> bool:
    """Scenery: a concept a claim may mention without being about it."""
    return concepts()[id_].light
