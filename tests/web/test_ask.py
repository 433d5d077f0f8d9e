"""The Ask page, the list of claims, and the links to them from a report."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from web_helpers import make_report, small_photo

from porewise.knowledge.claims import claims
from porewise.web import jobs
from porewise.web.models import Job, Visit


def page(client: Client, path: str, **query: str) -> str:
    answer = client.get(path, query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_question_is_answered_on_the_page(client: Client) -> None:
    """Verdict, what was understood, both sides of knowledge, sources, related claims."""
    text = page(client, "/ask", q="steam doesn't really open pores, right?")
    for part in ("True", "Steam does not open pores.", "Not known", "Sources", "expert opinion", "See also"):
        assert part in text


def test_danger_is_answered_first_and_without_a_verdict(client: Client) -> None:
    """The box of red flags, not a tag."""
    text = page(client, "/ask", q="my lips are swelling since the new serum")
    assert "Get help now" in text
    assert "emergency number" in text
    assert "Understood as" not in text


def test_what_is_typed_is_shown_as_text(client: Client) -> None:
    """No script of a claim ever runs."""
    assert "<script>alert" not in page(client, "/ask", q="<script>alert(1)</script> opens pores")


def test_all_claims_are_listed_and_can_be_searched(client: Client) -> None:
    """Every record once; every word of a search must be there; an empty search offers to ask."""
    text = page(client, "/claims")
    assert all(f'href="/claims/{id_}"' in text for id_ in claims())
    found = page(client, "/claims", q="retinoid pregnancy", verdict="false")
    assert "/claims/retinoid-pregnancy" in found
    assert "/claims/steam-opens" not in found
    assert "Ask it instead" in page(client, "/claims", q="zzzz")


@pytest.mark.parametrize("id_", ["sweat-same-pores", "clay-shrink", "sunscreen-daily", "law-close"])
def test_each_claim_has_a_page(client: Client, id_: str) -> None:
    """Its sentence, reason, sources, and claims like it; where the articles disagree, that is said."""
    text = page(client, f"/claims/{id_}")
    assert claims()[id_].says.replace("'", "&#x27;") in text
    assert "Related claims" in text
    assert ("One of the two articles" in text) == bool(claims()[id_].disagree)
    assert client.get("/claims/nothing").status_code == 404


def test_causes_steps_and_products_lead_to_the_claims_that_touch_them(client: Client) -> None:
    """From the report and from the shelf."""
    client.post("/new", {"photo": SimpleUploadedFile("me.jpg", small_photo())})
    visit = Visit.objects.get()
    jobs._write_down(Job.objects.get(), {"says": "The photo me.jpg is damaged; copy it again."})
    shelf = {"p0-name": "Night serum", "p0-category": "treatment", "p0-actives": "retinol 0.3 %"}
    client.post(f"/visit/{visit.pk}/products", shelf)
    assert "/claims#retinoids" in page(client, f"/visit/{visit.pk}/products")
    client.get(f"/visit/{visit.pk}/report")
    job = Job.objects.filter(visit=visit, kind=Job.Kind.ASSESS).latest("id")
    jobs._write_down(job, {"report": make_report(None, date(2026, 11, 24))})
    report = page(client, f"/visit/{visit.pk}/report")
    assert "Claims about the steps and products of this plan" in report
    assert "/claims#retinoids" in report
    assert "/claims#oil" in report
