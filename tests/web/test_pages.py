"""What each page takes, keeps, shows and refuses."""

from __future__ import annotations

import json
import re
import shutil
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from web_helpers import make_reading, make_refusal, make_report, small_photo

from porewise.values.errors import PorewiseError
from porewise.web import jobs
from porewise.web.folder import Folder
from porewise.web.models import Job, Photo, Report, Visit
from porewise.web.views import example

ANSWERS = {
    "age": "29",
    "oil": "combination",
    "noticed": ["dark_dots", "family"],
    "pregnancy": "no",
    "health": ["fragrance"],
}
SHELF = {
    "p0-name": "Gel wash",
    "p0-category": "cleanser",
    "p1-name": "Fluid",
    "p1-category": "sunscreen",
    "p1-spf": "50",
    "p1-broad_spectrum": "on",
    "p2-name": "Serum",
    "p2-category": "treatment",
    "p2-actives": "salicylic acid 2 %, niacinamide",
    "p3-name": "",
    "p3-category": "",
}


def upload(name: str = "me.jpg", data: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, small_photo() if data is None else data)


def visit_with_photo(client: Client) -> Visit:
    client.post("/new", {"photo": upload()})
    return Visit.objects.get()


def measured(visit: Visit, folder: Folder, reading: dict[str, Any] | None = None) -> None:
    """As if a worker had measured the photo."""
    photo = Photo.objects.get(visit=visit)
    pictures = folder.pictures / photo.id.hex
    pictures.mkdir()
    names = ("face", "nose", "left_cheek", "right_cheek")
    for name in names:
        for file in (f"{name}.jpg", f"{name}-plain.jpg"):
            (pictures / file).write_bytes(small_photo())
    listed = [{"zone": n, "file": f"{n}.jpg", "alt": f"The {n}", "width": 90, "height": 61} for n in names]
    job = Job.objects.get(visit=visit, kind=Job.Kind.MEASURE)
    jobs._write_down(job, {"reading": reading or make_reading().to_json(pores=True), "pictures": listed})


def assessed(visit: Visit, **how: Any) -> None:
    """As if a worker had written the report."""
    job = Job.objects.filter(visit=visit, kind=Job.Kind.ASSESS).latest("id")
    jobs._write_down(job, {"report": make_report(None, date(2026, 11, 24), **how)})


def text_of(page: Any) -> str:
    """The words of a page, without tags."""
    body = re.sub(r"<(script|style|svg).*?</\1>", " ", page.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def test_the_first_page_says_the_truth_and_where_the_data_lies(client: Client, folder: Folder) -> None:
    """No account, no question asked first."""
    page = client.get("/")
    assert page.status_code == 200
    text = text_of(page)
    assert "Pores cannot be shrunk. How they look can change." in text
    assert str(folder.path) in text
    assert "Education, not a diagnosis." in text


def test_every_answer_carries_strict_headers_and_no_script_inside(client: Client) -> None:
    """Promise 6: the page could not reach elsewhere even if it wanted to."""
    for path in ("/", "/new", "/data", "/nowhere"):
        page = client.get(path)
        policy = page.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert page.headers["Cache-Control"] == "no-store"
        html = page.content.decode()
        assert not re.search(r"<script(?![^>]*\bsrc=)", html)
        assert not re.search(r"\son[a-z]+=|\sstyle=", html)
        assert not re.findall(r"(?:src|href|action)=\"(?:https?:)?//", html)


def test_a_form_from_elsewhere_is_turned_away(folder: Folder, sent: list[Job]) -> None:
    """A request without the page's own token changes nothing."""
    stranger = Client(enforce_csrf_checks=True)
    page = stranger.post("/new", {"photo": upload()})
    assert page.status_code == 403
    assert "load the page again" in text_of(page)
    assert not Visit.objects.exists()
    assert list(folder.photos.iterdir()) == []


def test_a_page_under_another_name_is_turned_away(client: Client) -> None:
    """A site that points its own name at this computer learns nothing."""
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400


def test_a_photo_is_kept_and_handed_over_and_the_questions_come_next(
    client: Client, folder: Folder, sent: list[Job]
) -> None:
    """The person goes on while the photo is measured."""
    page = client.post("/new", {"photo": upload(), "px_per_mm": "32.5"})
    visit = Visit.objects.get()
    assert page.headers["Location"] == f"/visit/{visit.pk}/questions"
    photo = Photo.objects.get()
    assert (photo.name, photo.px_per_mm) == ("me.jpg", 32.5)
    assert (folder.photos / photo.file).exists()
    assert [(j.kind, j.state) for j in sent] == [("measure", "queued")]
    assert "Your photo is kept" in text_of(client.get(page.headers["Location"]))


def test_the_pupil_distance_stays_with_the_person(client: Client, folder: Folder, sent: list[Job]) -> None:
    """Given once, it scales this photo and is offered for the next; emptied, it is forgotten."""
    client.post("/new", {"photo": upload(), "pupil_distance_mm": "62.5"})
    visit = Visit.objects.get()
    assert visit.profile["person"]["pupil_distance_mm"] == 62.5
    assert 'value="62.5"' in client.get("/new").content.decode()
    client.post("/new", {"photo": upload(), "pupil_distance_mm": ""})
    assert "pupil_distance_mm" not in Visit.objects.first().profile["person"]  # type: ignore[union-attr]


def test_the_pupil_distance_is_learnt_from_three_photos(
    client: Client, folder: Folder, sent: list[Job]
) -> None:
    """Two teach nothing; the median of three is offered, and scales nothing until it is sent."""
    for i, told in enumerate((61.0, 64.0, 62.2)):
        assert "pupil_distance_mm" not in str(Visit.objects.values_list("profile", flat=True))
        assert 'inputmode="decimal" value="6' not in client.get("/new").content.decode(), i
        client.post("/new", {"photo": upload()})
        scale = {"pupil_distance_mm": {"value": told, "low": told - 4, "high": told + 4}}
        Photo.objects.filter(reading__isnull=True).update(reading={"scale": scale})
    assert 'inputmode="decimal" value="62.2"' in client.get("/new").content.decode()


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({}, "Choose a photo first"),
        ({"photo": ("a.jpg", small_photo()), "pupil_distance_mm": "620"}, "at most 85 mm"),
        ({"photo": ("a.txt", b"plain text")}, "“a.txt” is not a photo Porewise can read"),
        ({"photo": ("a.jpg", b"")}, "This file is empty"),
        ({"photo": ("a.jpg", small_photo()), "px_per_mm": "wide"}, "The scale is a number"),
        ({"photo": ("a.jpg", small_photo()), "px_per_mm": "-3"}, "at least 1 pixel"),
        ({"photo": ("a.jpg", small_photo()), "px_per_mm": "nan"}, "The scale is a number"),
        ({"photo": ("a.jpg", small_photo()), "px_per_mm": "1e99"}, "at most 2000"),
    ],
)
def test_a_wrong_photo_form_gets_one_sentence_and_keeps_nothing(
    client: Client, folder: Folder, sent: list[Job], fields: dict[str, Any], says: str
) -> None:
    """Bad input: a 4xx page, never half a visit."""
    data = {k: upload(*v) if isinstance(v, tuple) else v for k, v in fields.items()}
    page = client.post("/new", data)
    assert page.status_code == 422
    assert says in text_of(page)
    assert not Visit.objects.exists()
    assert list(folder.photos.iterdir()) == []
    assert sent == []


def test_no_row_is_left_when_keeping_fails_half_way(
    client: Client, folder: Folder, sent: list[Job], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is stored half-way: neither row nor file."""

    def fails(*_: Any) -> None:
        raise RuntimeError("the disk is gone")

    monkeypatch.setattr(jobs, "ask", fails)
    with pytest.raises(RuntimeError):
        client.post("/new", {"photo": upload()})
    assert not Visit.objects.exists()
    assert list(folder.photos.iterdir()) == []


def test_another_photo_takes_the_place_of_the_first(client: Client, folder: Folder, sent: list[Job]) -> None:
    """One photo a visit; the old file and its pictures go."""
    visit = visit_with_photo(client)
    measured(visit, folder)
    client.post(f"/visit/{visit.pk}/photo", {"photo": upload("second.png", small_photo(format_="PNG"))})
    photo = Photo.objects.get()
    assert photo.name == "second.png"
    assert [p.name for p in folder.photos.iterdir()] == [photo.file]
    assert list(folder.pictures.iterdir()) == []
    assert len(sent) == 2


def test_answers_become_the_profile_and_come_back_ticked(client: Client) -> None:
    """What was answered is kept; what was seen and left unticked is a no."""
    client.post("/new", {"without": "yes"})
    visit = Visit.objects.get()
    page = client.post(f"/visit/{visit.pk}/questions", ANSWERS)
    assert page.headers["Location"] == f"/visit/{visit.pk}/products"
    visit.refresh_from_db()
    person = visit.profile["person"]
    assert person["age"] == 29
    assert person["skin_type"] == "combination"
    assert person["pregnant"] is False
    assert person["allergies"] == ["fragrance"]
    assert person["answers"]["family"] is True
    assert person["answers"]["smoking"] is False
    html = client.get(f"/visit/{visit.pk}/questions").content.decode()
    assert re.search(r'value="dark_dots" checked', html)
    assert not re.search(r'value="bumps" checked', html)


def test_changed_answers_replace_the_old_ones_and_spare_what_was_not_asked(client: Client) -> None:
    """A profile from elsewhere keeps what the six questions do not ask."""
    client.post("/new", {"without": "yes"})
    visit = Visit.objects.get()
    visit.profile = {"person": {"fitzpatrick": "IV", "conditions": ["melasma"]}}
    visit.save()
    client.post(f"/visit/{visit.pk}/questions", {**ANSWERS, "health": ["cold_sores"]})
    client.post(f"/visit/{visit.pk}/questions", {"health": ["flushing"]})
    visit.refresh_from_db()
    assert visit.profile["person"] == {"fitzpatrick": "IV", "conditions": ["melasma", "rosacea"]}


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"age": "old"}, "Give a whole number from 1 to 110"),
        ({"age": "-4"}, "Give a whole number"),
        ({"oil": "sticky"}, "not one of the answers"),
        ({"feel": ["calm", "tight"]}, "stands alone"),
    ],
)
def test_a_wrong_answer_gets_one_sentence_and_keeps_nothing(
    client: Client, answers: dict[str, Any], says: str
) -> None:
    """The rest of the form comes back as it was typed."""
    client.post("/new", {"without": "yes"})
    visit = Visit.objects.get()
    page = client.post(f"/visit/{visit.pk}/questions", {"noticed": ["sun"], **answers})
    assert page.status_code == 422
    assert says in text_of(page)
    assert 'value="sun" checked' in page.content.decode()
    visit.refresh_from_db()
    assert visit.profile == {}


def test_the_shelf_is_kept_and_comes_back_as_typed(client: Client) -> None:
    """Empty rows are no products."""
    client.post("/new", {"without": "yes"})
    visit = Visit.objects.get()
    page = client.post(f"/visit/{visit.pk}/products", SHELF)
    assert page.headers["Location"] == f"/visit/{visit.pk}/report"
    visit.refresh_from_db()
    wash, fluid, serum = visit.profile["product"]
    assert wash["name"] == "Gel wash"
    assert fluid == {
        "id": fluid["id"],
        "name": "Fluid",
        "category": "sunscreen",
        "spf": 50.0,
        "broad_spectrum": True,
    }
    assert serum["actives"] == [{"name": "salicylic acid", "percent": 2.0}, {"name": "niacinamide"}]
    html = client.get(f"/visit/{visit.pk}/products").content.decode()
    assert 'value="salicylic acid 2 %, niacinamide"' in html


def test_products_keep_their_ids_when_the_shelf_changes(client: Client) -> None:
    """Taking one away must not turn another into it."""
    client.post("/new", {"without": "yes"})
    visit = Visit.objects.get()
    client.post(f"/visit/{visit.pk}/products", SHELF)
    visit.refresh_from_db()
    kept = visit.profile["product"][1:]
    rows = {
        f"p{i}-{k}": v
        for i, p in enumerate(kept)
        for k, v in {
            "kept": p["id"],
            "name": p["name"],
            "category": p["category"],
            "spf": str(p.get("spf", "")),
        }.items()
    }
    client.post(f"/visit/{visit.pk}/products", {**rows, "p7-name": "Cream", "p7-category": "moisturiser"})
    visit.refresh_from_db()
    ids = [p["id"] for p in visit.profile["product"]]
    assert ids[:2] == [p["id"] for p in kept]
    assert len(set(ids)) == 3


def test_rows_are_added_and_removed_without_losing_what_was_typed(client: Client) -> None:
    """The same buttons work with and without scripts."""
    client.post("/new", {"without": "yes"})
    visit = Visit.objects.get()
    more = client.post(f"/visit/{visit.pk}/products", {**SHELF, "one_more": "1"}).content.decode()
    assert more.count('class="panel product"') == 5
    fewer = client.post(f"/visit/{visit.pk}/products", {**SHELF, "take_away": "0"}).content.decode()
    assert fewer.count('class="panel product"') == 3
    assert "Gel wash" not in fewer
    assert "salicylic acid 2 %" in fewer
    visit.refresh_from_db()
    assert "product" not in visit.profile


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"p0-category": ""}, "Choose what kind of product this is"),
        ({"p0-name": "", "p0-actives": "retinol"}, "Give the product a name"),
        ({"p1-spf": ""}, "A sunscreen needs its SPF"),
        ({"p1-spf": "fifty"}, "The SPF is a number"),
        ({"p2-actives": "2 %"}, "cannot be read; write it like"),
        ({"p2-actives": "salicylic acid 200 %"}, "more than 100 %"),
        ({"p2-actives": "niacinamid 5 %"}, "did you mean “niacinamide”?"),
    ],
)
def test_a_wrong_product_gets_one_sentence_and_keeps_nothing(
    client: Client, change: dict[str, str], says: str
) -> None:
    """The field is named, the rest comes back as typed."""
    client.post("/new", {"without": "yes"})
    visit = Visit.objects.get()
    page = client.post(f"/visit/{visit.pk}/products", {**SHELF, **change})
    assert page.status_code == 422
    assert says in text_of(page)
    visit.refresh_from_db()
    assert "product" not in visit.profile


def test_the_report_waits_for_the_photo_then_for_itself(
    client: Client, folder: Folder, sent: list[Job]
) -> None:
    """Each step is said; the same inputs are never asked for twice."""
    visit = visit_with_photo(client)
    url = f"/visit/{visit.pk}/report"
    assert "Your photo is kept" in text_of(client.get(url))
    measured(visit, folder)
    assert "Getting ready to write the report" in text_of(client.get(url))
    client.get(url)
    assert [j.kind for j in sent] == ["measure", "assess"]
    assessed(visit)
    assert "What could not be told" in text_of(client.get(url))
    visit.profile = {"person": {"age": 31}}
    visit.save()
    client.get(url)
    assert [j.kind for j in sent] == ["measure", "assess", "assess"]


def test_progress_is_told_only_when_it_changes(client: Client, folder: Folder) -> None:
    """A screen reader is not told the same every second."""
    visit = visit_with_photo(client)
    url = f"/visit/{visit.pk}/progress?for=report&kind=measure&seen="
    assert client.get(url + "queued").status_code == 204
    Job.objects.update(state=Job.State.RUNNING)
    assert "Measuring your photo" in text_of(client.get(url + "queued"))
    measured(visit, folder)
    client.get(f"/visit/{visit.pk}/report")
    assessed(visit)
    assert client.get(url + "running").headers["HX-Refresh"] == "true"


def test_the_report_shows_numbers_with_interval_unit_and_origin(client: Client, folder: Folder) -> None:
    """Promise 2, on the page a person reads."""
    visit = visit_with_photo(client)
    measured(visit, folder)
    client.post(f"/visit/{visit.pk}/products", SHELF)
    client.get(f"/visit/{visit.pk}/report")
    assessed(visit)
    page = client.get(f"/visit/{visit.pk}/report")
    text = text_of(page)
    assert "0.31 mm (0.27 to 0.36)" in text
    assert "41 per cm² (33 to 50)" in text
    assert "14 pixels per mm (13 to 15) from the width of the iris" in text
    assert "62 % (44 to 77)" in text
    assert "Right cheek: how wide a typical one looks" in text
    assert "cannot be told" in text
    assert page.content.decode().count("<img") == 8
    assert client.get(f"/visit/{visit.pk}/picture/nose-plain.jpg").status_code == 200


def test_red_flags_come_first(client: Client) -> None:
    """We say "see a doctor" before anything else."""
    client.post("/new", {"without": "yes"})
    visit = Visit.objects.get()
    client.get(f"/visit/{visit.pk}/report")
    assessed(visit, urgent=True)
    text = text_of(client.get(f"/visit/{visit.pk}/report"))
    assert text.index("A spot that does not heal") < text.index("What was measured")
    assert "see a doctor today or tomorrow" in text


def test_a_refused_photo_shows_the_number_and_the_remedy(client: Client, folder: Folder) -> None:
    """Promise 3: "I cannot tell" is an answer, not an error."""
    visit = visit_with_photo(client)
    measured(visit, folder, make_refusal().to_json(pores=True))
    early = text_of(client.get(f"/visit/{visit.pk}/questions"))
    assert "not fit for measuring pores. The face has 3.4 pixels" in early
    client.get(f"/visit/{visit.pk}/report")
    assessed(visit)
    page = client.get(f"/visit/{visit.pk}/report")
    assert page.status_code == 200
    text = text_of(page)
    assert "3.4 pixels per millimetre; below 5" in text
    assert "Come closer" in text


def test_a_photo_no_worker_could_read_is_said_and_the_report_goes_on(client: Client) -> None:
    """One sentence, and the answers still count."""
    visit = visit_with_photo(client)
    jobs._write_down(Job.objects.get(), {"says": "The photo me.jpg is damaged; copy it again."})
    assert "The photo me.jpg is damaged" in text_of(client.get(f"/visit/{visit.pk}/questions"))
    client.get(f"/visit/{visit.pk}/report")
    assessed(visit)
    assert "The photo me.jpg is damaged" in text_of(client.get(f"/visit/{visit.pk}/report"))


def test_a_report_that_cannot_be_written_is_a_4xx_page_with_the_reason(client: Client) -> None:
    """Never a traceback, never an endless bar."""
    client.post("/new", {"without": "yes"})
    visit = Visit.objects.get()
    client.get(f"/visit/{visit.pk}/report")
    jobs._write_down(Job.objects.get(), {"says": "age is 400; write a whole number from 0 to 120."})
    page = client.get(f"/visit/{visit.pk}/report")
    assert page.status_code == 422
    assert "age is 400" in text_of(page)


def test_what_failed_can_be_tried_again_in_one_click(client: Client, sent: list[Job]) -> None:
    """A fault is not the end of a visit."""
    visit = visit_with_photo(client)
    jobs._fail(Job.objects.get(), jobs.CRASHED)
    client.get(f"/visit/{visit.pk}/report")
    jobs._fail(Job.objects.latest("id"), jobs.FAULT)
    client.post(f"/visit/{visit.pk}/again")
    assert [(j.kind, j.state) for j in Job.objects.all()] == [("measure", "queued")]
    assert sent[-1].kind == "measure"


def test_the_report_is_downloaded_as_data(client: Client) -> None:
    """The same document as on the command line."""
    client.post("/new", {"without": "yes"})
    visit = Visit.objects.get()
    assert client.get(f"/visit/{visit.pk}/report.json").status_code == 409
    assessed(visit)
    page = client.get(f"/visit/{visit.pk}/report.json")
    assert "attachment" in page.headers["Content-Disposition"]
    assert json.loads(page.content) == Report.objects.get().document


def test_only_the_pictures_of_the_visit_are_handed_out(client: Client, folder: Folder) -> None:
    """No name leads out of the folder."""
    visit = visit_with_photo(client)
    measured(visit, folder)
    for name in ("other.jpg", "..%2f..%2fsecret_key", "%2e%2e", "porewise.sqlite3"):
        assert client.get(f"/visit/{visit.pk}/picture/{name}").status_code == 404
    shutil.rmtree(folder.pictures / Photo.objects.get().id.hex)
    assert client.get(f"/visit/{visit.pk}/picture/nose.jpg").status_code == 404


def test_unknown_pages_and_visits_are_404_with_one_sentence(client: Client) -> None:
    """Also after a visit was deleted."""
    for path in ("/nothing", f"/visit/{uuid4()}/report", "/visit/not-a-number/report"):
        page = client.get(path)
        assert page.status_code == 404
        assert "There is no such page or visit" in text_of(page)


def test_one_click_deletes_a_visit_with_its_files(client: Client, folder: Folder) -> None:
    """Neither row nor file nor a trace in the database file is left."""
    visit = visit_with_photo(client)
    measured(visit, folder)
    client.post(f"/visit/{visit.pk}/products", {"p0-name": "Zanzibarwash", "p0-category": "cleanser"})
    page = client.post(f"/visit/{visit.pk}/delete", follow=True)
    assert "The visit is gone" in text_of(page)
    assert list(folder.photos.iterdir()) == []
    assert list(folder.pictures.iterdir()) == []
    assert not Job.objects.exists()
    for file in folder.path.glob("porewise.sqlite3*"):
        assert b"Zanzibarwash" not in file.read_bytes()


def test_deleting_everything_wants_one_tick(client: Client, folder: Folder) -> None:
    """It cannot be undone, so it is not one slip away."""
    visit_with_photo(client)
    asked = client.post("/data/delete", {})
    assert asked.status_code == 422
    assert "Tick this box first" in text_of(asked)
    assert Visit.objects.exists()
    client.post("/data/delete", {"sure": "yes"})
    assert not Visit.objects.exists()
    assert list(folder.photos.iterdir()) == []


def test_a_photo_deleted_while_it_is_measured_leaves_nothing_behind(client: Client, folder: Folder) -> None:
    """What a worker wrote meanwhile goes too."""
    visit = visit_with_photo(client)
    photo, job = Photo.objects.get(), Job.objects.get()
    client.post(f"/visit/{visit.pk}/delete")
    (folder.pictures / photo.id.hex).mkdir()
    desk = jobs.Desk()

    class Finished:
        status = "finished"

        def cancelled(self) -> bool:
            return False

        def result(self) -> dict[str, Any]:
            return {"reading": {}, "pictures": []}

    desk._note(job.pk, Finished())
    desk.close()
    assert list(folder.pictures.iterdir()) == []


def test_the_theme_is_kept_in_a_cookie_and_never_leads_elsewhere(client: Client) -> None:
    """The switch works without scripts, and is no open door."""
    page = client.post("/theme", {"theme": "dark", "back": "/data"})
    assert page.headers["Location"] == "/data"
    assert 'data-bs-theme="dark"' in client.get("/").content.decode()
    for back in ("https://evil.example/", "//evil.example", "javascript:x", ""):
        assert client.post("/theme", {"theme": "auto", "back": back}).headers["Location"] == "/"
    assert "data-bs-theme" not in client.get("/").content.decode()


def test_what_cannot_be_used_anywhere_becomes_one_sentence_on_a_4xx_page(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever part says no, the page says its sentence."""

    def fails() -> None:
        raise PorewiseError("The example is not part of this installation; install Porewise again.")

    monkeypatch.setattr(example.demo, "photos", fails)
    page = client.post("/example")
    assert page.status_code == 400
    assert "The example is not part of this installation" in text_of(page)


def test_what_is_typed_is_shown_as_text_never_as_a_page(client: Client, folder: Folder) -> None:
    """A product name with markup stays a product name."""
    nasty = "<script>alert(1)</script>"
    client.post("/new", {"photo": upload("<b>x</b>.jpg")})
    visit = Visit.objects.get()
    client.post(f"/visit/{visit.pk}/products", {"p0-name": nasty, "p0-category": "cleanser"})
    html = client.get(f"/visit/{visit.pk}/products").content.decode() + client.get("/").content.decode()
    assert nasty not in html
    assert "&lt;script&gt;" in html
    assert "<b>x</b>" not in html


FORBIDDEN = (
    "smaller pores",
    "shrink your",
    "minimise pores",
    "close your pores",
    "flaw",
    "imperfection",
    "ugly",
    "perfect skin",
    "out of 100",
    "skin score",
    "anti-aging",
    "buy now",
    "diagnosed",
)


def test_no_page_promises_size_or_grades_a_person(client: Client, folder: Folder) -> None:
    """Promise 1, guarded on every page of a visit."""
    visit = visit_with_photo(client)
    measured(visit, folder)
    client.get(f"/visit/{visit.pk}/report")
    assessed(visit)
    for path in (
        "/",
        "/new",
        "/data",
        *(f"/visit/{visit.pk}/{p}" for p in ("photo", "questions", "products", "report")),
    ):
        text = text_of(client.get(path)).lower()
        for words in FORBIDDEN:
            assert words not in text, (path, words)


def test_a_form_address_opened_as_a_page_says_so(client: Client) -> None:
    """Not a bare 405: one plain sentence, and what the address does allow."""
    answer = client.get("/products/add")
    assert answer.status_code == 405
    assert answer["Allow"] == "POST"
    assert "only takes what a form sends" in answer.content.decode()
