"""The shelf: what the person owns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from porewise.io.profile import MOST_PRODUCTS, profile_from_dict
from porewise.knowledge import known_actives
from porewise.knowledge.claims import Topic
from porewise.values.errors import PorewiseError
from porewise.values.json import Json
from porewise.web.forms import ProductForm, write_actives
from porewise.web.models import Visit
from porewise.web.story.claims import topics_of_product
from porewise.web.views.common import Progress, Step, find_visit, measuring, steps

FIELDS = ("name", "category", "actives", "spf", "broad_spectrum", "new", "ingredients", "kept")


@dataclass(frozen=True)
class Row:
    """One product on the page."""

    number: int
    form: ProductForm
    kept: str
    focus: bool
    topics: tuple[Topic, ...]


@dataclass(frozen=True)
class ProductsPage:
    visit: Visit
    steps: tuple[Step, ...]
    progress: Progress
    rows: tuple[Row, ...]
    actives: tuple[str, ...]
    problems: tuple[str, ...]
    full: bool

    @property
    def wrong(self) -> int:
        return sum(len(r.form.errors) for r in self.rows if r.form.is_bound)


@require_http_methods(["GET", "POST"])
def products(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Show the shelf, add or remove a row, or keep it. Works the same with and without scripts."""
    visit = find_visit(visit_id)
    if request.method == "GET":
        rows = [_typed(p) for p in visit.profile.get("product", ())] or [{}]
        return _show(request, visit, rows, bound=False)
    rows = _rows_of(request.POST)
    if "one_more" in request.POST:
        return _show(request, visit, [*rows, {}], bound=False, focus=len(rows))
    if "take_away" in request.POST:
        kept = [r for i, r in enumerate(rows) if str(i) != request.POST["take_away"]]
        return _show(request, visit, kept or [{}], bound=False)
    forms = _forms(rows, bound=True)
    problems: tuple[str, ...] = ()
    if all(f.is_valid() for f in forms):
        try:
            _keep(visit, rows, forms)
        except PorewiseError as error:
            problems = (str(error),)
        else:
            return redirect("report", visit.pk)
    return _show(request, visit, rows, bound=True, problems=problems, status=422)


def _rows_of(post: QueryDict) -> list[dict[str, str]]:
    """The rows as typed, in their order, however many there are."""
    numbers = sorted(
        {int(k.split("-")[0][1:]) for k in post if k[:1] == "p" and k.split("-")[0][1:].isdecimal()}
    )
    return [{f: v for f in FIELDS if (v := post.get(f"p{n}-{f}", ""))} for n in numbers[:MOST_PRODUCTS]]


def _typed(product: Json) -> dict[str, Any]:
    """A product of the profile, as the person would type it."""
    return {
        "name": product["name"],
        "category": product["category"],
        "actives": write_actives(product.get("actives", ())),
        "spf": f"{product['spf']:g}" if product.get("spf") else "",
        "broad_spectrum": product.get("broad_spectrum"),
        "new": product.get("new"),
        "ingredients": product.get("ingredients") or "",
        "kept": product["id"],
    }


def _forms(rows: Sequence[dict[str, Any]], *, bound: bool) -> list[ProductForm]:
    if not bound:
        return [ProductForm(prefix=f"p{i}", initial=row) for i, row in enumerate(rows)]
    return [
        ProductForm({f"p{i}-{k}": v for k, v in row.items()}, prefix=f"p{i}") for i, row in enumerate(rows)
    ]


def _keep(visit: Visit, rows: Sequence[dict[str, Any]], forms: Sequence[ProductForm]) -> None:
    before = {p["id"]: p for p in visit.profile.get("product", ())}
    taken = set(before)
    shelf = []
    for row, form in zip(rows, forms, strict=True):
        if form.is_blank():
            continue
        old = before.get(row.get("kept", ""), {})
        number = next(n for n in range(1, MOST_PRODUCTS + 2) if old or f"product-{n}" not in taken)
        product = form.product(number)
        # What the page does not ask (format, water resistance) stays as it was told elsewhere.
        extra = {k: old[k] for k in ("id", "format", "water_resistant") if k in old}
        shelf.append({**product, **extra})
        taken.add(shelf[-1]["id"])
    profile = {**visit.profile, "product": shelf}
    profile_from_dict(profile, "Your products")
    visit.profile = profile
    visit.save(update_fields=["profile"])


def _show(
    request: HttpRequest,
    visit: Visit,
    rows: Sequence[dict[str, Any]],
    *,
    bound: bool,
    focus: int = -1,
    problems: tuple[str, ...] = (),
    status: int = 200,
) -> HttpResponse:
    forms = _forms(rows, bound=bound)
    about = {p.id: topics_of_product(p) for p in profile_from_dict(visit.profile).products}
    shown = tuple(
        Row(i, form, row.get("kept", ""), i == focus, about.get(row.get("kept", ""), ()))
        for i, (row, form) in enumerate(zip(rows, forms, strict=True))
    )
    names = tuple(sorted({a.replace("_", " ") for a in known_actives()}))
    page = ProductsPage(
        visit, steps(visit, "products"), measuring(visit), shown, names, problems, len(rows) >= MOST_PRODUCTS
    )
    return render(request, "porewise/products.html", {"page": page}, status=status)
