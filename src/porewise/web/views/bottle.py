"""One product by its label: what was read, what is unsure, what it means, and the way onto the shelf."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from porewise.knowledge import known_actives, words
from porewise.knowledge.rules import sources
from porewise.values.errors import PorewiseError
from porewise.values.label import CheckedProduct
from porewise.web.forms import ProductForm, write_actives
from porewise.web.models import Bottle, Job
from porewise.web.shelf import current_visit, is_on_shelf, profile_without, put_on_shelf, take_off_shelf
from porewise.web.story.bottle import BottleStory, PhotoOfLabel, bottle_story
from porewise.web.story.citations import Citations, Cited

LONGEST_TEXT = 20_000
PREFIX = "p0"


@dataclass(frozen=True)
class BottlePage:
    """``state``: reading, failed, refused or read."""

    bottle: Bottle
    state: str
    reason: str
    story: BottleStory | None
    reasons: tuple[dict[str, str], ...]
    form: ProductForm
    actives: tuple[str, ...]
    on_shelf: bool
    report_url: str
    sources: tuple[Cited, ...]
    problems: tuple[str, ...] = ()
    steps: tuple[()] = ()
    visit: None = None

    @property
    def wrong(self) -> int:
        return len(self.form.errors) if self.form.is_bound else 0


@require_http_methods(["GET", "POST"])
def bottle(request: HttpRequest, bottle_id: UUID) -> HttpResponse:
    """Show what a label says; take corrections; put the product on the shelf or take it off."""
    shown = get_object_or_404(Bottle, pk=bottle_id)
    if request.method == "GET":
        return _show(request, shown)
    if "readings" in request.POST:
        _correct(shown, request.POST)
        return redirect("bottle", shown.pk)
    if "whole" in request.POST:
        shown.text = request.POST.get("text", "")[:LONGEST_TEXT].replace("\r\n", "\n").replace("\0", "")
        shown.save(update_fields=["text"])
        return redirect("bottle", shown.pk)
    if "take_off" in request.POST:
        take_off_shelf(shown)
        messages.success(request, "product-off-shelf")
        return redirect("bottle", shown.pk)
    return _shelve(request, shown)


def _correct(bottle: Bottle, post: QueryDict) -> None:
    """Put the person's readings where the unsure names stand; what they left alone is confirmed."""
    product = _check(bottle)
    listed = [i for s in product.sections for i in s.ingredients]
    sure = set(bottle.sure)
    text = bottle.text
    for number in sorted(range(1, len(listed) + 1), key=lambda n: -listed[n - 1].span[0]):
        told = post.get(f"t{number}", "").strip()[:200]
        start, end = listed[number - 1].span
        if not told or post.get(f"was{number}", "").replace("\r\n", "\n") != bottle.text[start:end]:
            continue  # not asked, or the text has changed meanwhile
        sure.add(told.casefold())
        if told.casefold() != listed[number - 1].text.casefold():
            text = text[:start] + told + text[end:]
    bottle.text, bottle.sure = text, sorted(sure)
    bottle.save(update_fields=["text", "sure"])


def _shelve(request: HttpRequest, bottle: Bottle) -> HttpResponse:
    form = ProductForm(request.POST, prefix=PREFIX)
    if form.is_valid() and not form.is_blank():
        try:
            put_on_shelf(bottle, form.product(1))
        except PorewiseError as error:
            return _show(request, bottle, form, (str(error),))
        messages.success(request, "product-on-shelf")
        return redirect("bottle", bottle.pk)
    return _show(request, bottle, form)


def _check(bottle: Bottle) -> CheckedProduct:
    from porewise import calls

    return calls.check(bottle.text, kind=bottle.category or None, profile=profile_without(bottle))


def _show(
    request: HttpRequest, bottle: Bottle, form: ProductForm | None = None, problems: tuple[str, ...] = ()
) -> HttpResponse:
    job = Job.objects.filter(bottle=bottle).last()
    state = _state(bottle, job)
    product = _check(bottle) if state == "read" else None
    story, cite = None, Citations(sources())
    if product is not None:
        photo = PhotoOfLabel(bottle.label, bottle.pictures)
        story = bottle_story(bottle.text, product.to_json(), photo, bottle.sure, cite)
    visit = current_visit()
    page = BottlePage(
        bottle=bottle,
        state=state,
        reason=job.reason if job else "",
        story=story,
        reasons=tuple((bottle.label or {}).get("reasons", ())),
        form=form or ProductForm(prefix=PREFIX, initial=_typed(bottle, product)),
        actives=tuple(sorted({a.replace("_", " ") for a in known_actives()})),
        on_shelf=is_on_shelf(bottle),
        report_url=reverse("report", args=[visit.pk]) if visit else "",
        sources=cite.listed(),
        problems=problems,
    )
    status = 422 if form is not None else 200
    return render(request, "porewise/bottle.html", {"page": page}, status=status)


def _state(bottle: Bottle, job: Job | None) -> str:
    if job is not None and job.open:
        return "reading"
    if job is not None and job.state == Job.State.FAILED:
        return "failed"
    return "refused" if bottle.label and "text" not in bottle.label else "read"


def _typed(bottle: Bottle, product: CheckedProduct | None) -> dict[str, object]:
    """The form's first values: as it stands on the shelf, else what the label says."""
    kept = bottle.product or {}
    listed = product.ingredients if product else ()
    names = ", ".join(i.text if i.inci is None else i.inci for i in listed)
    known = set(known_actives())
    actives = [
        {"name": i.inci, "percent": i.printed}
        for i in listed
        if i.printed and i.inci and (i.inci in known or i.inci.replace(" ", "_") in known)
    ]
    return {
        "name": kept.get("name", bottle.name),
        "category": kept.get("category", bottle.category if bottle.category in words("category") else ""),
        "actives": write_actives(kept.get("actives", actives)),
        "spf": f"{kept['spf']:g}" if kept.get("spf") else "",
        "broad_spectrum": kept.get("broad_spectrum"),
        "new": kept.get("new", True),
        "ingredients": names,
    }


@require_GET
def progress(request: HttpRequest, bottle_id: UUID) -> HttpResponse:
    """Asked for every second while the label is read: 204 until something has changed, then a fresh page."""
    shown = get_object_or_404(Bottle, pk=bottle_id)
    job = Job.objects.filter(bottle=shown).last()
    response = HttpResponse(status=204)
    if job is None or not job.open:
        response = HttpResponse(status=200)
        response["HX-Refresh"] = "true"
    return response


@require_GET
def picture(request: HttpRequest, bottle_id: UUID, file: str) -> HttpResponse:
    """A picture made from this label's photo, and no other file."""
    shown = get_object_or_404(Bottle, pk=bottle_id)
    if not shown.pictures or file not in {"label.jpg", *(p["file"] for p in shown.pictures)}:
        raise Http404
    try:
        data = (settings.DATA.pictures / shown.id.hex / file).read_bytes()
    except OSError:
        raise Http404 from None
    return HttpResponse(data, content_type="image/jpeg")
