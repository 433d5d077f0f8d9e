"""Check-ins and files to take along, as pages."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import icalendar
import pytest
from django.test import Client

from porewise.web import jobs, tasks
from porewise.web.models import Diary, Job, Report, Visit

PROFILE = {
    "person": {
        "age": 30,
        "pregnant": False,
        "skin_type": "oily",
        "experience": {"retinoid_nights_per_week": 3},
    },
    "product": [
        {"id": "gel", "name": "Gel wash", "category": "cleanser"},
        {"id": "sun", "name": "Sun fluid", "category": "sunscreen", "spf": 50, "broad_spectrum": True},
        {"id": "cream", "name": "Cream", "category": "moisturiser"},
        {
            "id": "night",
            "name": "Night serum",
            "category": "treatment",
            "new": False,
            "actives": [{"name": "retinol", "percent": 0.3}],
        },
    ],
}


@pytest.fixture
def visit(client: Client, sent: list[Job]) -> Visit:
    return Visit.objects.create(day=date(2026, 3, 2), profile=PROFILE)


def work(sent: list[Job]) -> None:
    """Do what the workers would do with the newest job, in this process."""
    job = Job.objects.get(pk=sent[-1].pk)
    task, inputs = jobs._work(job)
    jobs._write_down(job, task(job.pk, **inputs))


def text_of(page: Any) -> str:
    body = re.sub(r"<(script|style|svg).*?</\1>", " ", page.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def say(client: Client, visit: Visit, sent: list[Job], **form: Any) -> str:
    """Send a check-in, let it be worked on, and read the page."""
    page = client.post(f"/visit/{visit.pk}/today", form)
    assert page.status_code == 302
    assert "Planning on from here" in text_of(client.get(f"/visit/{visit.pk}/today"))
    work(sent)
    return text_of(client.get(f"/visit/{visit.pk}/today"))


def test_an_evening_is_logged_and_the_plan_goes_on(client: Client, visit: Visit, sent: list[Job]):
    """Done as planned and calm: nothing moves, and the page says so."""
    text = say(client, visit, sent, day="2026-03-02", session="pm", kept="all", irritation="none")
    assert "Nothing that was planned has moved." in text
    assert "100 %" in text
    assert "From Tuesday, 3 March on" in text
    assert Diary.objects.get().document["entries"][0]["irritation"] == "none"


def test_clear_redness_twice_pauses_and_the_page_says_why(client: Client, visit: Visit, sent: list[Job]):
    """The rule stands beside what it moved."""
    say(client, visit, sent, day="2026-03-02", kept="all", irritation="moderate")
    text = say(client, visit, sent, day="2026-03-03", kept="all", irritation="moderate")
    assert "Night serum comes off" in text
    assert "all actives pause for seven days" in text


def test_an_emergency_closes_the_plan_until_it_is_cleared(client: Client, visit: Visit, sent: list[Job]):
    """First the number to call; the way back is offered on the same page."""
    text = say(client, visit, sent, day="2026-03-02", symptoms=["hives"], reactions=["night"])
    assert "call the emergency number" in text
    assert "a doctor has looked" in text
    text = say(client, visit, sent, day="2026-03-20", irritation="none", cleared="yes")
    assert "The skin reacted to Night serum" in text or "From Saturday, 21 March on" in text


def test_what_cannot_be_is_said_and_the_diary_stays(client: Client, visit: Visit, sent: list[Job]):
    """A day before the routine began: one sentence, nothing kept."""
    text = say(client, visit, sent, day="2026-03-01", kept="all")
    assert "before the start of the diary (2026-03-02)" in text
    assert not Diary.objects.exists()


def test_files_can_be_taken_along(client: Client, visit: Visit, sent: list[Job]):
    """Calendar, doctor's page and week come with the report; after a check-in the calendar is the new one."""
    client.get(f"/visit/{visit.pk}/report")
    work(sent)
    assert Report.objects.get().files.keys() == {"calendar.ics", "doctor.pdf", "week.pdf"}
    html = client.get(f"/visit/{visit.pk}/report").content.decode()
    for name in ("calendar.ics", "doctor.pdf", "week.pdf"):
        assert f"/visit/{visit.pk}/take/{name}" in html
        page = client.get(f"/visit/{visit.pk}/take/{name}")
        assert page.status_code == 200
        assert name in page.headers["Content-Disposition"]
    assert client.get(f"/visit/{visit.pk}/take/week.pdf").content.startswith(b"%PDF")
    say(client, visit, sent, day="2026-03-02", kept="all")
    calendar = client.get(f"/visit/{visit.pk}/take/calendar.ics").content
    assert {int(e["sequence"]) for e in icalendar.Calendar.from_ical(calendar).walk("VEVENT")} == {1}
    assert client.get(f"/visit/{visit.pk}/take/secret_key").status_code == 404


def test_a_fault_in_a_worker_is_an_answer(visit: Visit):
    """Words nobody knows come back as one sentence, not as a crash."""
    told = {"day": "2026-03-02", "symptoms": ["hive"]}
    answer = tasks.checkin(1, profile=PROFILE, start="2026-03-02", told=told, diary=None)
    assert "did you mean 'hives'" in answer["says"]


def test_the_models_and_the_migrations_agree():
    from django.core.management import call_command

    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
