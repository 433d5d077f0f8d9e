"""The report: asked for once, computed by a worker, shown as a page and as data."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from porewise.io.profile import profile_from_dict
from porewise.knowledge import KNOWLEDGE_VERSION
from porewise.knowledge.claims import Topic
from porewise.knowledge.rules import rules, sources
from porewise.values.json import Json
from porewise.web import jobs
from porewise.web.models import Job, Photo, Report, Visit
from porewise.web.story import (
    CausesStory,
    Citations,
    Cited,
    PhotoStory,
    PlanStory,
    ReferralStory,
    Rule,
    ShortStory,
    causes_story,
    photo_story,
    plan_story,
    referral_story,
    short_story,
    word,
)
from porewise.web.story.claims import topics_of_product
from porewise.web.views.common import Progress, Step, find_visit, measuring, photo_of, progress_of, steps


@dataclass(frozen=True)
class WaitingPage:
    """The report is not there yet, or cannot be written."""

    visit: Visit
    steps: tuple[Step, ...]
    progress: Progress


@dataclass(frozen=True)
class ProductClaims:
    """A product of the shelf, and the topics of claims that touch it."""

    name: str
    topics: tuple[Topic, ...]


@dataclass(frozen=True)
class ReportPage:
    visit: Visit
    steps: tuple[Step, ...]
    interval_percent: int
    short: ShortStory
    photo: PhotoStory | None
    causes: CausesStory
    plan: PlanStory
    referral: ReferralStory
    sources: tuple[Cited, ...]
    knowledge: str
    shelf_empty: bool
    claims: tuple[ProductClaims, ...]


@require_GET
def report(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Show the report, or how far it is. Asking for it is enough to have it written."""
    visit = find_visit(visit_id)
    progress = assessing(visit)
    if progress.open or progress.state == Job.State.FAILED:
        page = WaitingPage(visit, steps(visit, "report"), progress)
        return render(request, "porewise/waiting.html", {"page": page}, status=200 if progress.open else 422)
    document = Report.objects.get(visit=visit).document
    return render(request, "porewise/report.html", {"page": _page(visit, document)})


@require_POST
def again(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Try once more what failed: the photo if it was that, and the report."""
    visit = find_visit(visit_id)
    with transaction.atomic():
        failed = Job.objects.filter(visit=visit, state=Job.State.FAILED)
        photo = failed.filter(kind=Job.Kind.MEASURE).last()
        failed.delete()
        if photo is not None:
            jobs.ask(visit, Job.Kind.MEASURE, photo.asked)
    return redirect("report", visit.pk)


@require_GET
def report_json(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """The same report as data, exactly as the command line would give it."""
    visit = find_visit(visit_id)
    progress = assessing(visit)
    if progress.state != Job.State.DONE:
        page = WaitingPage(visit, steps(visit, "report"), progress)
        return render(request, "porewise/waiting.html", {"page": page}, status=409 if progress.open else 422)
    document = Report.objects.get(visit=visit).document
    text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="porewise-{visit.day.isoformat()}.json"'
    return response


def assessing(visit: Visit) -> Progress:
    """
    How far the report is: first the photo, then the report itself.

    Asks the workers for it unless they were asked with the very same inputs before.
    """
    photo = measuring(visit)
    if photo.open:
        return photo
    inputs = _inputs(visit, photo_of(visit))
    if Report.objects.filter(visit=visit, inputs=inputs).exists():
        return progress_of(visit, Job(visit=visit, kind=Job.Kind.ASSESS, state=Job.State.DONE))
    return progress_of(visit, _asked(visit, inputs))


def _asked(visit: Visit, inputs: str) -> Job:
    with transaction.atomic():
        job = Job.objects.filter(visit=visit, kind=Job.Kind.ASSESS).last()
        if job is not None and job.asked["inputs"] == inputs:
            return job
        return jobs.ask(
            visit,
            Job.Kind.ASSESS,
            {"inputs": inputs, "profile": visit.profile, "start": visit.day.isoformat()},
        )


def _inputs(visit: Visit, photo: Photo | None) -> str:
    """A fingerprint of all a report depends on; a new one means a new report."""
    read = photo is not None and photo.reading is not None
    parts = [
        visit.profile,
        visit.day.isoformat(),
        str(photo.id) if photo and read else None,
        KNOWLEDGE_VERSION,
    ]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _page(visit: Visit, document: Json) -> ReportPage:
    cite = Citations(sources())
    names = {p["id"]: p["name"] for p in visit.profile.get("product", ())}
    referral = referral_story(document["referrals"], cite)
    causes = causes_story(document["findings"], cite)
    plan = plan_story(document["routine"], names, lambda id_: _rule(id_, cite), cite)
    photo = _photo(visit)
    return ReportPage(
        visit=visit,
        steps=steps(visit, "report"),
        interval_percent=round(100 * document["interval"]),
        short=short_story(photo, causes, plan, document["reading"]),
        photo=photo,
        causes=causes,
        plan=plan,
        referral=referral,
        sources=cite.listed(),
        knowledge=KNOWLEDGE_VERSION,
        shelf_empty=not names,
        claims=_claims(visit),
    )


def _photo(visit: Visit) -> PhotoStory | None:
    photo = photo_of(visit)
    if photo is None:
        return None
    return photo_story(photo.reading, photo.pictures, photo.name, measuring(visit).reason)


def _claims(visit: Visit) -> tuple[ProductClaims, ...]:
    owned = profile_from_dict(visit.profile).products
    return tuple(ProductClaims(p.name, found) for p in owned if (found := topics_of_product(p)))


def _rule(id_: str, cite: Citations) -> Rule:
    rule = rules().get(id_)
    if rule is None:
        return Rule(id_, "", ())
    return Rule(rule.says, word("strength", rule.strength), cite.cite(rule.source))
