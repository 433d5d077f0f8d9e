"""Is that true? One box for a claim, the list of all claims, and a page for each."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from porewise import calls
from porewise.knowledge.claims import Claim, Topic, claims, topics
from porewise.web.story.claims import (
    VERDICTS,
    AnswerStory,
    ClaimLine,
    SourceLine,
    TopicStory,
    answer_story,
    claim_line,
    claim_sources,
    topic_stories,
)
from porewise.web.story.wording import word

# A few to begin with: one of each verdict, in words people use.
SUGGESTED = (
    "Does steam open pores?",
    "Can retinol make pores look smaller?",
    "Do pore strips enlarge pores over time?",
    "Is salicylic acid safe in pregnancy?",
    "Does drinking water make pores smaller?",
    "Do I need sunscreen in winter?",
)


@dataclass(frozen=True)
class AskPage:
    asked: str
    answer: AnswerStory | None
    suggested: tuple[str, ...]
    known: tuple[str, ...]
    count: int


@dataclass(frozen=True)
class Choice:
    """One verdict to filter by."""

    code: str
    words: str
    chosen: bool


@dataclass(frozen=True)
class ClaimsPage:
    search: str
    verdict: str
    choices: tuple[Choice, ...]
    topics: tuple[TopicStory, ...]
    found: int
    count: int


@dataclass(frozen=True)
class ClaimPage:
    claim: Claim
    line: ClaimLine
    topic: Topic
    causes: tuple[str, ...]
    sources: tuple[SourceLine, ...]
    related: tuple[ClaimLine, ...]


@require_GET
def ask(request: HttpRequest) -> HttpResponse:
    """Show the box, and the answer where something was asked."""
    asked = request.GET.get("q", "").strip()
    page = AskPage(
        asked=asked[:10_000],
        answer=answer_story(calls.ask(asked)) if asked else None,
        suggested=SUGGESTED,
        known=tuple(c.claim for c in claims().values()),
        count=len(claims()),
    )
    return render(request, "porewise/ask.html", {"page": page})


@require_GET
def all_claims(request: HttpRequest) -> HttpResponse:
    """Show all claims by topic, or those that a search leaves over."""
    search, verdict = request.GET.get("q", "").strip()[:200], request.GET.get("verdict", "")
    verdict = verdict if verdict in VERDICTS else ""
    found = topic_stories(search, verdict)
    page = ClaimsPage(
        search=search,
        verdict=verdict,
        choices=tuple(Choice(v, word("verdict", v), v == verdict) for v in VERDICTS),
        topics=found,
        found=sum(len(t.lines) for t in found),
        count=len(claims()),
    )
    return render(request, "porewise/claims.html", {"page": page})


@require_GET
def one_claim(request: HttpRequest, claim_id: str) -> HttpResponse:
    """Show one record with everything it holds."""
    claim = claims().get(claim_id)
    if claim is None:
        raise Http404("no such claim")
    topic = topics()[claim.topic]
    also = [c for c in claims().values() if c.id != claim.id and set(c.agent) & set(claim.agent)]
    also += [c for c in claims().values() if c.topic == claim.topic and c.id != claim.id and c not in also]
    page = ClaimPage(
        claim=claim,
        line=claim_line(claim),
        topic=topic,
        causes=tuple(word("cause", c) for c in topic.causes),
        sources=claim_sources(claim),
        related=tuple(claim_line(c) for c in also[:6]),
    )
    return render(request, "porewise/claim.html", {"page": page})
