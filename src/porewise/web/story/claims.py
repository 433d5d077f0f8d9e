"""Claims as pages show them: one answer, one record, and all records by topic."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from porewise.knowledge.claims import Claim, Topic, claims, claims_touching, topics
from porewise.knowledge.rules import sources
from porewise.knowledge.shelf import traits
from porewise.values.shelf import Product
from porewise.values.verdict import NoVerdict, Verdict
from porewise.web.story.wording import word

VERDICTS = ("true", "false", "partly", "unproven")


@dataclass(frozen=True)
class ClaimLine:
    """A claim in a list, with its verdict as a code and in words."""

    id: str
    claim: str
    verdict: str
    verdict_words: str


@dataclass(frozen=True)
class TopicStory:
    """All claims of one topic that a search left over."""

    id: str
    name: str
    lines: tuple[ClaimLine, ...]


@dataclass(frozen=True)
class SourceLine:
    """A work behind an answer, and how much its word weighs."""

    says: str
    strength: str


@dataclass(frozen=True)
class AnswerStory:
    """An answer. ``code`` is the verdict, or the action where there is none."""

    code: str
    words: str
    verdict: bool
    urgent: bool
    understood_as: str
    says: str
    known: str
    not_known: str
    sources: tuple[SourceLine, ...]
    see_also: tuple[ClaimLine, ...]
    records: tuple[str, ...]


def answer_story(answer: Verdict | NoVerdict) -> AnswerStory:
    """Tell an answer."""
    see_also = tuple(ClaimLine(r.id, r.claim, r.verdict, word("verdict", r.verdict)) for r in answer.see_also)
    if isinstance(answer, NoVerdict):
        return AnswerStory(
            code=answer.action,
            words=word("action", answer.action),
            verdict=False,
            urgent=answer.action in ("refer", "refer_emergency"),
            understood_as=answer.understood_as,
            says=answer.says,
            known="",
            not_known="",
            sources=(),
            see_also=see_also,
            records=(),
        )
    return AnswerStory(
        code=answer.verdict,
        words=word("verdict", answer.verdict),
        verdict=True,
        urgent=False,
        understood_as=answer.understood_as,
        says=answer.says,
        known=answer.known,
        not_known=answer.not_known,
        sources=tuple(SourceLine(s.says, word("strength", s.strength)) for s in answer.sources),
        see_also=see_also,
        records=answer.claims,
    )


def claim_line(claim: Claim) -> ClaimLine:
    return ClaimLine(claim.id, claim.claim, claim.verdict, word("verdict", claim.verdict))


def claim_sources(claim: Claim) -> tuple[SourceLine, ...]:
    """The works behind one record."""
    strength = word("strength", claim.strength)
    return tuple(SourceLine(sources()[s].reference, strength) for s in claim.source)


@cache
def _haystack(id_: str) -> str:
    claim = claims()[id_]
    return f"{claim.claim} {claim.says} {topics()[claim.topic].name}".lower()


def topic_stories(search: str = "", verdict: str = "") -> tuple[TopicStory, ...]:
    """All claims by topic; only those that hold every word of a search and have the verdict asked for."""
    wanted = search.lower().split()
    told = [
        TopicStory(
            topic.id,
            topic.name,
            tuple(
                claim_line(c)
                for c in claims().values()
                if c.topic == topic.id
                and (not verdict or c.verdict == verdict)
                and all(w in _haystack(c.id) for w in wanted)
            ),
        )
        for topic in topics().values()
    ]
    return tuple(t for t in told if t.lines)


def topics_of_product(product: Product) -> tuple[Topic, ...]:
    """The topics that touch a product: by its kind and by the classes of its actives."""
    found = [*_touching("categories", [product.category]), *_touching("groups", traits(product).groups)]
    return tuple(dict.fromkeys(found))


def _touching(kind: str, codes: Iterable[str]) -> Iterable[Topic]:
    return (t for code in sorted(codes) for t in claims_touching(kind, code))
