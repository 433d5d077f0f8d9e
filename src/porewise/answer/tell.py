"""Words for a verdict: the sentence that was answered, the reason, the sources, what else to read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from porewise.answer.decide import Decided, together
from porewise.answer.phrases import ancestors
from porewise.answer.words import stem, stems, tokens
from porewise.knowledge import KNOWLEDGE_VERSION
from porewise.knowledge.claims import Claim, claims
from porewise.knowledge.lexicon import Sign, concepts, no_verdict_text, small_words
from porewise.knowledge.rules import sources
from porewise.values.document import MadeWith
from porewise.values.verdict import Action, Cited, NoVerdict, Related, Truth, Verdict

OPENING: dict[Truth, str] = {
    "true": "True.",
    "false": "False.",
    "partly": "Partly true.",
    "unproven": "Unproven.",
}
BOUND_WORDS = {
    "forever": "for good",
    "always": "always",
    "everyone": "for everyone",
    "at_once": "at once",
    "completely": "completely",
    "temporary": "for a short time",
    "merely": "and only for a short time",
    "may": "sometimes, or in some people",
    "exclusive": "and nothing else does",
    "mostly": "for the most part",
}
IN_PART = "It does not follow from that alone that going without makes the difference."
MOST_RELATED = 5
SAME_BEGIN = 5  # letters


def made_with(version: str) -> MadeWith:
    """The origin of an answer."""
    return MadeWith(version=version, knowledge=KNOWLEDGE_VERSION, settings=(("answer", "standard/1"),))


def tell(decided: Sequence[Decided], *, version: str) -> Verdict:
    """Put one or more decided clauses into one verdict."""
    records = list({d.claim.id: d.claim for d in decided}.values())
    return Verdict(
        verdict=together([d.verdict for d in decided]),
        understood_as=" ".join(_understood(d) for d in decided),
        says=_says(decided),
        known=" ".join(dict.fromkeys(c.known for c in records)),
        not_known=" ".join(dict.fromkeys(c.not_known for c in records)),
        sources=_cited(records),
        see_also=related(tuple(c.id for c in records)),
        claims=tuple(c.id for c in records),
        made_with=made_with(version),
    )


def _understood(decided: Decided) -> str:
    claim = decided.claim
    if decided.opposite:
        text = claim.claim if decided.turned else claim.denied
    elif _derived(decided):
        text = _from_law(decided)
    else:
        text = claim.denied if decided.turned and not decided.proof else claim.claim
    if decided.proof:
        text = f"{'It is not shown' if decided.turned else 'It is shown'} that {_lowered(text)}"
    bounds = [BOUND_WORDS[b] for b in decided.bounds if b in BOUND_WORDS]
    text = text if not bounds else f"{text[:-1]}, {' and '.join(bounds)}."
    text = _taken_as(decided, text)
    return f"Put the other way round: {_lowered(text)}" if decided.without else text


def _taken_as(decided: Decided, text: str) -> str:
    """Name the thing as the person did, where neither the sentence nor the thing's usual name holds those words."""
    concept = concepts().get(decided.agent)
    if concept is None or "thing" not in ancestors(decided.agent):  # "grow out of" names a time, not a thing
        return text
    if not decided.said or _share(decided.said, f"{text} {concept.name}"):
        return text
    listed = next((w for w in concept.words if " ".join(stems(w)) == decided.said), "")
    said = listed.upper() if listed in small_words("part")["abbreviated"] else listed
    return f"{said[0].upper()}{said[1:]}, taken as {concept.name}: {_lowered(text)}" if said else text


def _lowered(text: str) -> str:
    """Begin within a sentence: an abbreviation keeps its letters."""
    return text if text[1:2].isupper() else f"{text[0].lower()}{text[1:]}"


def _share(said: str, text: str) -> bool:
    """A word of one begins like a word of the other: "exfoliate" and "exfoliation" are the same to a reader."""
    begins = {stem(t)[:SAME_BEGIN] for t in tokens(text)}
    return any(word[:SAME_BEGIN] in begins for word in said.split())


def _derived(decided: Decided) -> bool:
    """A general record answered for an agent it does not name."""
    claim, agent = decided.claim, decided.agent
    return bool(
        claim.law and agent and agent not in ("thing", "pore", *claim.agent[:1]) and agent in concepts()
    )


def _from_law(decided: Decided) -> str:
    concept = concepts()[decided.agent]
    text = decided.claim.law.format(agent=concept.name)
    if concept.many:
        text = re.sub(r"^(\w[\w ]*?) (open|close|shrink|clear|clog|make|remove)s\b", r"\1 \2", text)
        text = text.replace(" is ", " are ", 1).replace(" means ", " mean ", 1)
    text = text[0].upper() + text[1:]
    return f"It is not so that {concept.name}{text[len(concept.name) :]}" if decided.turned else text


def _says(decided: Sequence[Decided]) -> str:
    if len(decided) == 1:
        follows = [IN_PART] if decided[0].in_part else []
        return " ".join([OPENING[decided[0].verdict], *_reason(decided[0].claim), *follows])
    said = [f"{_understood(d)} {OPENING[d.verdict]} {' '.join(_reason(d.claim))}" for d in decided]
    return " ".join(said)


def _reason(claim: Claim) -> list[str]:
    return [claim.says, *([claim.disagree] if claim.disagree else [])]


def _cited(records: Sequence[Claim]) -> tuple[Cited, ...]:
    known = sources()
    cited = {s: Cited(s, c.strength, known[s].reference) for c in records for s in c.source}
    return tuple(cited.values())


@cache
def related(ids: tuple[str, ...]) -> tuple[Related, ...]:
    """Other claims about the same things: the same agent first, then the same topic."""
    records = [claims()[i] for i in ids]
    agents = {a for c in records for a in c.agent}
    topics = {c.topic for c in records}
    scored = [
        (2 * len(agents.intersection(c.agent)) + (c.topic in topics), c)
        for c in claims().values()
        if c.id not in ids
    ]
    best = sorted((s for s in scored if s[0] > 0), key=lambda s: -s[0])[:MOST_RELATED]
    return tuple(Related(c.id, c.claim, c.verdict) for _, c in best)


def related_to(names: Sequence[str]) -> tuple[Related, ...]:
    """Claims about what a text speaks of, where there was no verdict."""
    wanted = {a for n in names for a, steps in ancestors(n).items() if steps <= 1}
    found = [c for c in claims().values() if wanted.intersection(c.agent)]
    return tuple(Related(c.id, c.claim, c.verdict) for c in found[:MOST_RELATED])


def without_verdict(code: str, *, version: str, names: Sequence[str] = ()) -> NoVerdict:
    """No verdict for a reason of the text itself (``"nonsense"``, ``"no_record"``)."""
    action: Action = no_verdict_text("action", code)  # type: ignore[assignment]  # the schema allows these only
    return NoVerdict(
        action=action,
        code=code,
        understood_as=no_verdict_text("understood", code),
        says=no_verdict_text("says", code),
        see_also=related_to(names) if action == "abstain" else (),
        made_with=made_with(version),
    )


def for_sign(sign: Sign, *, version: str) -> NoVerdict:
    """No verdict because of a sign: an emergency, a diagnosis, a brand."""
    action: Action = sign.action  # type: ignore[assignment]  # the schema allows these only
    return NoVerdict(action, sign.code, sign.understood, sign.says, (), made_with(version))
