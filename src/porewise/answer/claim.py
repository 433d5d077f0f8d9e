"""Answer a claim: signs of danger first, then what the text says, then the record that speaks of it."""

from __future__ import annotations

import re
from dataclasses import replace

from porewise.answer.absent import put_positively
from porewise.answer.absolute import absolute
from porewise.answer.again import fitted
from porewise.answer.clauses import has_subject, parts, sentences, whole
from porewise.answer.decide import Decided, decide
from porewise.answer.denied import without_denied
from porewise.answer.elided import written_out
from porewise.answer.guard import find_sign
from porewise.answer.phrases import ancestors
from porewise.answer.read import Clause, is_light
from porewise.answer.settle import settle
from porewise.answer.tell import for_sign, tell, without_verdict
from porewise.answer.words import BREAKS, is_known, part_words, tokens
from porewise.knowledge.lexicon import small_words
from porewise.values.verdict import NoVerdict, Verdict

MOST_CHARACTERS = 10_000
MOST_CLAIMS = 3
COMPARES = frozenset({"same", "better", "equal", "more_than", "deeper"})  # both sides belong to one claim
KEEPS_AWAY = frozenset(
    {"unclog", "prevent_worse"}
)  # what a thing does so that something else does not happen
BOTH = "both"
QUALITIES = frozenset(
    {"cheap", "expensive", "natural", "expired"}
)  # beside unknown words they may be said of anything
GUARD_TOKENS = 2500  # all of 10,000 characters are searched for danger


def answer_claim(text: str, *, version: str) -> Verdict | NoVerdict:
    """
    Say whether a claim about pores is true, false, partly true or unproven, or why there is no verdict.

    Takes any text; one longer than 10,000 characters is not read. Emergencies outrank every claim.
    Method: the text is cut into clauses, each is read as agent, relation, object, denial and bounds, and the
    record that fits best is applied (docs/answering.md).
    """
    if len(text) > MOST_CHARACTERS:
        return without_verdict("too_long", version=version)
    row = tokens(text, most=GUARD_TOKENS)
    if not any(t not in BREAKS for t in row):
        return without_verdict("nonsense" if text.strip() else "blank", version=version)
    sign = find_sign(row)
    if sign is not None:
        return for_sign(sign, version=version)
    told: list[tuple[bool, Decided]] = []
    read: list[Clause] = []
    for sentence, question in sentences(without_denied(row)):
        for said in written_out(sentence):
            clause = whole(said, question=question)
            read.append(clause)
            told += [(question, d) for d in _other_way_round(clause) or _decided(clause, said, question)]
    asked = [d for question, d in told if question]  # what is told beside a question is what led to it
    return _conclude(asked or [d for _, d in told], read, row, version)


def _conclude(found: list[Decided], read: list[Clause], row: list[str], version: str) -> Verdict | NoVerdict:
    distinct = list({(d.claim.id, d.turned, d.bounds): d for d in found}.values())
    if len(distinct) > MOST_CLAIMS:
        return without_verdict("too_many", version=version)
    names = [i for c in read for i in c.named if not is_light(i)]
    if distinct and _unknown_number(read, distinct):
        return without_verdict("number", version=version, names=names)
    if distinct:
        return tell(distinct, version=version)
    return without_verdict(_why_not(read, row, names), version=version, names=names)


def _why_not(read: list[Clause], row: list[str], names: list[str]) -> str:
    words = [t for t in row if t not in BREAKS]
    unknown = [w for w in words if not is_known(w)]
    if len(unknown) * 2 > len(words):
        return "no_record" if "pore" in names else "nonsense"
    if not names:
        pointing = len(words) < 6 and (part_words("pointing") & set(words) or len(words) < 2)
        return "fragment" if pointing else "off_topic"
    if not any(_about_skin(c) for c in read):
        return "off_topic"
    return _what_is_missing(read, row)


def _what_is_missing(read: list[Clause], row: list[str]) -> str:
    """Skin is spoken of, and still nothing can be said: a figure, a choice, a fragment or no record."""
    if any(n.kind in ("percent", "plain") for c in read for n in c.numbers):
        return "number"
    pointing = bool(part_words("pointing") & set(row)) and {n for c in read for n in c.named} <= {
        "pore",
        "skin",
    }
    if pointing or not any(c.relations or c.numbers or c.unknown for c in read):
        return "fragment"
    if any("or" in c.row and {"better", "best"} & {r.id for r in c.relations} for c in read):
        return "choice"
    if any(c.asks for c in read) and row[0] in part_words("open_question"):
        return "open_question"
    return "no_record"


def _decided(clause: Clause, sentence: list[str], question: bool) -> list[Decided]:
    """What the sentence claims, read by rules and by likeness."""
    if not _about_skin(clause) or _only_points(clause) or _asks_what(clause):
        return []
    ruled = _each_alone(clause) or _ruled(clause, sentence, question)
    return settle(ruled, clause) or ([] if ruled else absolute(clause))


def _other_way_round(clause: Clause) -> list[Decided]:
    """
    What follows from what is known of a thing for going without it.

    What a thing keeps away comes where it is missing. Of all else at most a part follows: care makes pores look better,
    and still nothing grows for want of it; oil clogs pores, and they clog without it.
    """
    positive = put_positively(clause)
    fit = fitted(positive) if positive is not None else None
    if fit is None:
        return []
    told = decide(*fit)
    in_part = told.verdict == "true" and told.relation not in KEEPS_AWAY
    return [replace(told, without=True, in_part=in_part, verdict="partly" if in_part else told.verdict)]


def _asks_what(clause: Clause) -> bool:
    """ "What is a pore?" asks for an explanation and claims nothing."""
    said = [w for w in clause.row if w]
    about = {c.id for c in clause.concepts if not is_light(c.id)}
    plain = all(r.id == "is" for r in clause.relations) and not clause.quantifiers
    return said[:1] == ["what"] and said[1:2] in (["is"], ["are"]) and plain and len(about) < len("AB")


def _ruled(clause: Clause, sentence: list[str], question: bool) -> list[Decided]:
    """The sentence as one claim, or, where that leaves something unexplained, as several."""
    fit, clause = fitted(clause) or (None, clause)
    one = [decide(fit, clause)] if fit is not None else []
    if fit is not None and (fit.relation in COMPARES or (fit.idle == 0 and not clause.negations)):
        return one
    pieces = parts(sentence, question=question)
    fits = [fitted(p) for p in pieces]
    many = [decide(*f) for f in fits if f is not None]
    if len(pieces) == 2 and fits[0] and (fit is None or pieces[0].negations) and _because(sentence, pieces):
        return many if many[0].verdict == "true" else many[:1]  # a wrong reason spoils only what is true
    told = {d.claim.id for d in many}
    apart = (
        fit is None or fit.claim.id not in told or _reasons(clause) or _half_denied(sentence, pieces, told)
    )
    apart = (
        apart or fit is None or (fit.idle > 0 and "," in sentence and all(f and f[0].idle == 0 for f in fits))
    )
    if many and len(many) == len(pieces) and (apart or _then_said(sentence, pieces, many)):
        return many
    if one and len(many) == 1 and _agree(many[0], one[0]) and _said_again(pieces, many[0]):
        return many if many[0].score > one[0].score else one
    if one:
        return one
    return many[:1] if many else []


def _each_alone(clause: Clause) -> list[Decided]:
    """ "A and B both …": what is said of A alone and of B alone, where that differs."""
    named = [c for c in clause.concepts if not is_light(c.id)][:2]
    if BOTH not in clause.row or len(named) < len("AB") or clause.row[named[1].start - 1] != "and":
        return []
    alone = [replace(clause, concepts=tuple(c for c in clause.concepts if c != other)) for other in named]
    fits = [fitted(c) for c in reversed(alone)]
    told = [decide(*f) for f in fits if f is not None]
    return told if len({d.verdict for d in told}) > 1 else []


def _agree(one: Decided, other: Decided) -> bool:
    return (one.claim.id, one.verdict) == (other.claim.id, other.verdict)


def _said_again(pieces: list[Clause], told: Decided) -> bool:
    """Every piece names what the record is about ("patch tests are pointless, trying it on an arm …")."""
    return all(set(told.claim.agent) & {a for c in p.concepts for a in ancestors(c.id)} for p in pieces)


def _half_denied(row: list[str], pieces: list[Clause], told: set[str]) -> bool:
    """
    One half is denied and the other is not ("it lowers shine but does not shrink pores"): two claims.

    A denial before "and" reaches on ("do not open and close"), unless what follows has its own subject.
    """
    odd = [len(p.negations) % 2 for p in pieces]
    if len(told) < 2 or len(set(odd)) < 2:
        return False
    alone = not odd[0] or all(has_subject(p) for p in pieces[1:])
    return "but" in row or ("and" in row and alone)


def _then_said(row: list[str], pieces: list[Clause], many: list[Decided]) -> bool:
    """ "A does not …, it only …": a denial, then a saying with its own subject, and both get one verdict."""
    odd = [len(p.negations) % 2 for p in pieces]
    agree = len({d.verdict for d in many}) == 1
    return agree and "," in row and odd[0] == 1 and 0 in odd and all(has_subject(p) for p in pieces[1:])


def _because(row: list[str], pieces: list[Clause]) -> bool:
    """ "A because B", B saying something of its own."""
    return bool(part_words("because") & set(row)) and has_subject(pieces[1])


def _reasons(clause: Clause) -> bool:
    """Two denials, one of them in the reason given for the other."""
    return len(clause.negations) > 1 and bool(part_words("gives_reason") & set(clause.row))


def _only_points(clause: Clause) -> bool:
    """ "That makes pores better": whatever "that" is, it was not named."""
    said = [w for w in clause.row if w]
    first = said[1] if len(said) > 1 and said[0] in part_words("tag_verbs") else "".join(said[:1])
    return first in part_words("showing") and clause.named <= {"pore", "skin", "improve_goal", "people"}


def _about_skin(clause: Clause) -> bool:
    """Food, weather or people alone are not Porewise's business; skin, its care or its parts must be named."""
    about = set(small_words("part")["about_skin"])
    named = clause.named - QUALITIES if clause.unknown else clause.named
    return any(about & set(ancestors(id_)) for id_ in named)


def _unknown_number(read: list[Clause], found: list[Decided]) -> bool:
    """A figure that no record behind the answer holds: a size of effect, a wavelength, a share of people."""
    held = " ".join(f"{d.claim.claim} {d.claim.says} {d.claim.known}" for d in found)
    figures = {
        "plain": _figures(r"(\d+(?:[.,]\d+)?)", held),
        "percent": _figures(r"(\d+(?:[.,]\d+)?)\s*(?:%|percent)", held),
    }
    return any(
        n.kind in figures and n.value not in figures[n.kind] and not _strength(clause, n.at)
        for clause in read
        for n in clause.numbers
    )


def _figures(pattern: str, text: str) -> set[float]:
    return {float(f.replace(",", ".")) for f in re.findall(pattern, text)}


def _strength(clause: Clause, at: int) -> bool:
    """The number belongs to a name ("2 % salicylic acid", "SPF 50"): it sizes the product, not its effect."""
    spots = {i for c in clause.concepts for i in c.at}
    near = range(at - 2, at + 4) if "percent" in clause.row[at : at + 2] else range(at, at + 1)
    before = clause.row[at - 1] if at else ""
    if before in part_words("before_names") or part_words("after_numbers") & set(clause.row[at + 1 : at + 5]):
        return True
    return (
        bool(spots.intersection(near))
        and before not in ("by", "to")
        and "of" not in clause.row[at + 1 : at + 4]
    )
