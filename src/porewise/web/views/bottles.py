"""My products: what stands on the shelf, and new ones by their label: pasted, photographed, or by barcode."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from porewise.values.errors import PorewiseError
from porewise.values.json import Json
from porewise.web import jobs
from porewise.web.accept import accept_photo
from porewise.web.forms import LabelForm
from porewise.web.models import Bottle, Visit
from porewise.web.shelf import current_visit, is_on_shelf, shelf_id


@dataclass(frozen=True)
class BottleLine:
    """One checked product in the list."""

    bottle: Bottle
    on_shelf: bool


@dataclass(frozen=True)
class MyProductsPage:
    visit: Visit | None
    form: LabelForm
    bottles: tuple[BottleLine, ...]
    others: tuple[Json, ...]
    megabytes: int
    steps: tuple[()] = ()

    @property
    def wrong(self) -> int:
        return sum(len(errors) for errors in self.form.errors.values())


@require_GET
def my_products(request: HttpRequest) -> HttpResponse:
    """List what is there and offer the three ways to add."""
    return _show(request, LabelForm(), 200)


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Take a label in one of the three ways, and show what it says."""
    form = LabelForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, form, 422)
    try:
        bottle = _take_in(form)
    except PorewiseError as error:
        by_bars = form.way == "barcode" and not form.cleaned_data["barcode"]
        form.add_error("bars" if by_bars else form.way, str(error))
        return _show(request, form, 422)
    return redirect("bottle", bottle.pk)


def _take_in(form: LabelForm) -> Bottle:
    given = form.cleaned_data
    if form.way == "text":
        return Bottle.objects.create(origin=Bottle.Origin.PASTED, text=given["text"])
    if form.way == "barcode" and given["barcode"]:
        return _by_digits(given["barcode"])
    if form.way == "barcode":
        return _by_photo(given["bars"], Bottle.Origin.BARCODE)
    return _by_photo(given["photo"], Bottle.Origin.PHOTO)


def _by_photo(upload: Any, origin: Bottle.Origin) -> Bottle:
    """Keep the photo whole, then have it read."""
    accepted = accept_photo(upload.read(), upload.name, settings.DATA)
    try:
        with transaction.atomic():
            bottle = Bottle.objects.create(id=accepted.id, origin=origin, file=accepted.file)
            jobs.ask_label(bottle)
    except Exception:
        settings.DATA.remove_photo(accepted.file, accepted.id)
        raise
    return bottle


def _by_digits(digits: str) -> Bottle:
    from porewise import calls

    found = calls.product_by_barcode(digits, data=settings.DATA.path)
    return Bottle.objects.create(
        origin=Bottle.Origin.BARCODE, barcode=found["barcode"], name=found["name"], text=found["text"]
    )


def _show(request: HttpRequest, form: LabelForm, status: int) -> HttpResponse:
    visit = current_visit()
    lines = tuple(BottleLine(b, is_on_shelf(b)) for b in Bottle.objects.all())
    known = {shelf_id(line.bottle) for line in lines}
    others = tuple(p for p in (visit.profile.get("product", ()) if visit else ()) if p["id"] not in known)
    megabytes = settings.PHOTO_BYTES_MAX // 1024**2
    page = MyProductsPage(visit, form, lines, others, megabytes)
    return render(request, "porewise/my_products.html", {"page": page}, status=status)


@require_http_methods(["POST"])
def remove(request: HttpRequest, bottle_id: UUID) -> HttpResponse:
    """Remove a product: its label, its photo, and its place on the shelf."""
    forget_bottles([get_object_or_404(Bottle, pk=bottle_id)])
    messages.success(request, "product-removed")
    return redirect("my-products")


def forget_bottles(bottles: list[Bottle]) -> None:
    """Delete checked products with all that belongs to them."""
    from porewise.web.shelf import take_off_shelf

    files = [(b.file, b.id) for b in bottles if b.file]
    with transaction.atomic():
        for bottle in bottles:
            take_off_shelf(bottle)
            bottle.delete()
    for file, id_ in files:
        settings.DATA.remove_photo(file, id_)
