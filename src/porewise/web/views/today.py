"""Today: log a morning or evening, see what moved, and the days to come; and files to take along."""

from __future__ import annotations

from base64 import b64decode
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from porewise.knowledge import words
from porewise.knowledge.rules import rules, sources
from porewise.values.json import Json
from porewise.web import jobs
from porewise.web.models import Diary, Job, Report, Visit
from porewise.web.story import Citations, PlanStory, Rule, plan_story, word
from porewise.web.story.today import TodayStory, today_story
from porewise.web.views.common import Progress, Step, find_visit, progress_of, steps

GRADES = ("none", "mild", "moderate", "severe")
SIGNS = (
    *("tight", "stinging", "burning_over_1h", "blisters", "hives", "lip_swelling", "breathing_trouble"),
    *("new_rash_elsewhere", "spots_usual_places"),
)
TYPES = {
    "calendar.ics": "text/calendar; charset=utf-8",
    "doctor.pdf": "application/pdf",
    "week.pdf": "application/pdf",
}


@dataclass(frozen=True)
class Choice:
    """One thing to tick. ``id``: what is sent."""

    id: str
    label: str


@dataclass(frozen=True)
class TodayPage:
    visit: Visit
    steps: tuple[Step, ...]
    progress: Progress
    problem: str
    today: str
    grades: tuple[Choice, ...]
    signs: tuple[Choice, ...]
    products: tuple[Choice, ...]
    events: tuple[Choice, ...]
    story: TodayStory | None
    plan: PlanStory | None
    closed: bool


@require_http_methods(["GET", "POST"])
def today(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Show where the routine stands; take one check-in and hand it to the workers."""
    visit = find_visit(visit_id)
    if request.method == "POST":
        told = told_from(request)
        jobs.ask(
            visit,
            Job.Kind.CHECKIN,
            {"profile": visit.profile, "start": visit.day.isoformat(), "told": told},
        )
        return redirect("today", visit.pk)
    return render(request, "porewise/today.html", {"page": _page(visit)})


def _this_day() -> str:
    return datetime.now().astimezone().date().isoformat()


def told_from(request: HttpRequest) -> Json:
    """What the form says, in the shape of a check-in; the worker checks every word of it."""
    form = request.POST
    kept = {"all": True, "none": False}.get(form.get("kept", ""))
    told: Json = {
        "day": form.get("day") or _this_day(),
        "session": form.get("session", "pm"),
        "kept": kept,
        "skipped": form.getlist("skipped"),
        "symptoms": form.getlist("symptoms"),
        "state": form.getlist("state"),
        "reactions": form.getlist("reactions"),
        "cleared": form.get("cleared") == "yes",
    }
    if told["skipped"] and kept is None:
        told["kept"] = True
    if form.get("irritation"):
        told["irritation"] = form["irritation"]
    if form.get("event"):
        told["events"] = [{"type": form["event"], "start": form.get("event_on", "")}]
    return {k: v for k, v in told.items() if v is not None}


def _page(visit: Visit) -> TodayPage:
    diary = Diary.objects.filter(visit=visit).first()
    job = Job.objects.filter(visit=visit, kind=Job.Kind.CHECKIN).last()
    progress = progress_of(visit, job)
    names = {p["id"]: p["name"] for p in visit.profile.get("product", ())}
    cite = Citations(sources())
    answer = None if diary is None else diary.answer
    return TodayPage(
        visit=visit,
        steps=steps(visit, "report"),
        progress=progress,
        problem=progress.reason if progress.state == Job.State.FAILED else "",
        today=_this_day(),
        grades=tuple(Choice(g, word("irritation", g)) for g in GRADES),
        signs=tuple(Choice(s, words("symptoms")[s]) for s in SIGNS),
        products=tuple(Choice(id_, name) for id_, name in names.items()),
        events=tuple(Choice(id_, label) for id_, label in words("event").items()),
        story=None if answer is None else today_story(answer, names, lambda id_: _rule(id_, cite)),
        plan=None
        if answer is None
        else plan_story(answer["routine"], names, lambda id_: _rule(id_, cite), cite),
        closed=answer is not None and answer["routine"]["outcome"] == "refer_only",
    )


def _rule(id_: str, cite: Citations) -> Rule:
    rule = rules().get(id_)
    if rule is None:
        return Rule(id_, "", ())
    return Rule(rule.says, word("strength", rule.strength), cite.cite(rule.source))


@require_GET
def take(request: HttpRequest, visit_id: UUID, name: str) -> HttpResponse:
    """A file to take along: the newest there is."""
    visit = find_visit(visit_id)
    newest = Diary.objects.filter(visit=visit).values_list("files", flat=True)
    first = Report.objects.filter(visit=visit).values_list("files", flat=True)
    content = next((files[name] for files in (*newest, *first) if name in files), None)
    if name not in TYPES or content is None:
        raise Http404
    response = HttpResponse(b64decode(content), content_type=TYPES[name])
    response["Content-Disposition"] = f'attachment; filename="porewise-{visit.day.isoformat()}-{name}"'
    return response
