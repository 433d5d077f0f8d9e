"""My products: a label in, corrections, the shelf, and out again."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from web_helpers import small_photo

from porewise import calls
from porewise.web import jobs
from porewise.web.folder import Folder
from porewise.web.models import Bottle, Job, Visit

LIST = "Ingredients: Aqua, Glycerin, Niacinamide, Salicylic Acdi, Zzyzx Flower"


@pytest.fixture(autouse=True)
def no_bottles(folder: Folder) -> Any:
    """Each test begins and ends without products."""
    Bottle.objects.all().delete()
    yield
    Bottle.objects.all().delete()


def text_of(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def pasted(client: Client, text: str = LIST) -> Bottle:
    answer = client.post("/products/add", {"text": text, "by_text": "1"})
    assert answer.status_code == 302
    return Bottle.objects.latest("created")


def asked(page: Any) -> dict[str, str]:
    """What the unsure names' fields hold."""
    html = page.content.decode()
    return dict(re.findall(r'name="((?:t|was)\d+)" value="([^"]*)"', html))


def test_a_pasted_list_is_shown_as_printed_with_every_name_marked(client: Client) -> None:
    """Known, read as another word, not known: told apart by more than colour."""
    bottle = pasted(client)
    page = client.get(f"/products/{bottle.pk}")
    html = page.content.decode()
    assert '<span class="ing is-exact">Niacinamide</span>' in html
    assert re.search(r'class="ing is-unknown" href="#ask-\d+">Zzyzx Flower', html)
    assert "Nothing is corrected without you" in html
    assert "Zzyzx Flower" in asked(page).values()


def test_hazards_stand_first_and_an_order_that_the_print_denies_is_told(client: Client) -> None:
    """What is banned or too strong is told before all else, and nothing beside it is said to help."""
    text = "Aqua, Retinol 3%, Glycolic Acid 30%, Clobetasol Propionate, Mercury, Parfum"
    page = text_of(client.get(f"/products/{pasted(client, text).pk}"))
    assert "Before you use it" in page
    assert page.index("Before you use it") < page.index("Actives") < page.index("Worth knowing")
    assert "mercury can poison through the skin" in page
    assert "a printed 30 % stands behind a printed 3 %" in page.lower()
    assert "It may help where" not in page


def test_a_page_copied_from_a_shop_says_what_was_left_out_and_what_is_a_shade(client: Client) -> None:
    """Whoever pastes a whole page sees that the rest of it was not taken for ingredients."""
    bottle = pasted(
        client, "Add to bag\nIngredients\nAqua, Glycerin, Linalool\nReviews (3)\nMay contain: Mica, CI 77891"
    )
    html = client.get(f"/products/{bottle.pk}").content.decode()
    assert "What is not underlined was not read as an ingredient." in html
    assert "2 names belong to shades" in html
    assert "Without perfume, but with scents that are named below." in html


def test_a_confirmed_name_is_not_asked_again_and_a_corrected_one_is_read_anew(client: Client) -> None:
    """What was typed stands in the text where the unsure name stood; nothing else moves."""
    bottle = pasted(client, "Aqua, Niacinamid3x, Zzyzx Flower, Glycerin")
    fields = asked(client.get(f"/products/{bottle.pk}"))
    wrong = next(k for k, v in fields.items() if k[0] == "w" and "Niacinamid3x" in v).removeprefix("was")
    client.post(f"/products/{bottle.pk}", {**fields, f"t{wrong}": "Niacinamide", "readings": "1"})
    bottle.refresh_from_db()
    assert bottle.text == "Aqua, Niacinamide, Zzyzx Flower, Glycerin"
    page = client.get(f"/products/{bottle.pk}")
    assert asked(page) == {}
    assert '<span class="ing is-unknown">Zzyzx Flower</span>' in page.content.decode()


def test_a_reading_for_a_text_that_changed_meanwhile_is_dropped(client: Client) -> None:
    bottle = pasted(client, "Aqua, Zzyzx Flower")
    client.post(f"/products/{bottle.pk}", {"t2": "Glycerin", "was2": "Something Else", "readings": "1"})
    bottle.refresh_from_db()
    assert bottle.text == "Aqua, Zzyzx Flower"


def test_the_whole_text_can_be_edited_by_hand(client: Client) -> None:
    bottle = pasted(client, "no list at all")
    assert "No ingredient list here" in text_of(client.get(f"/products/{bottle.pk}"))
    client.post(f"/products/{bottle.pk}", {"text": LIST, "whole": "1"})
    assert "No ingredient list here" not in text_of(client.get(f"/products/{bottle.pk}"))


def test_a_product_goes_on_the_shelf_of_the_plan_and_off_again(client: Client) -> None:
    """The visit's profile holds it with its ingredients; edited, it stays one product."""
    visit = Visit.objects.create(
        profile={"product": [{"id": "product-1", "name": "Wash", "category": "cleanser"}]}
    )
    bottle = pasted(client)
    form = {
        "p0-name": "Night gel",
        "p0-category": "treatment",
        "p0-ingredients": "aqua, niacinamide",
        "shelve": "1",
    }
    assert client.post(f"/products/{bottle.pk}", form).status_code == 302
    client.post(f"/products/{bottle.pk}", {**form, "p0-name": "Night gel 2"})
    visit.refresh_from_db()
    assert [p["name"] for p in visit.profile["product"]] == ["Wash", "Night gel 2"]
    assert visit.profile["product"][1]["ingredients"] == "aqua, niacinamide"
    assert "It is on your shelf" in text_of(client.get(f"/products/{bottle.pk}"))
    client.post(f"/products/{bottle.pk}", {"take_off": "1"})
    visit.refresh_from_db()
    assert [p["name"] for p in visit.profile["product"]] == ["Wash"]


def test_products_checked_before_the_first_visit_are_on_its_shelf(client: Client) -> None:
    bottle = pasted(client)
    client.post(f"/products/{bottle.pk}", {"p0-name": "Gel", "p0-category": "treatment", "shelve": "1"})
    client.post("/new", {"without": "yes"})
    assert [p["name"] for p in Visit.objects.get().profile["product"]] == ["Gel"]


def test_a_sunscreen_without_its_spf_is_asked_for_it(client: Client) -> None:
    bottle = pasted(client)
    page = client.post(
        f"/products/{bottle.pk}", {"p0-name": "Fluid", "p0-category": "sunscreen", "shelve": "1"}
    )
    assert page.status_code == 422
    assert "needs its SPF" in text_of(page)


def label_job(client: Client) -> Job:
    photo = SimpleUploadedFile("pack.jpg", small_photo())
    assert client.post("/products/add", {"photo": photo, "by_photo": "1"}).status_code == 302
    return Job.objects.get(kind=Job.Kind.LABEL)


LINES = [
    {"text": "Ingredients: Aqua,", "span": [0, 18], "listed": True, "letter_at": [i / 18 for i in range(18)]},
    {"text": "Zzyzx Flower", "span": [19, 31], "listed": True, "letter_at": [i / 12 for i in range(12)]},
]
ANSWER = {
    "label": {"text": "Ingredients: Aqua,\nZzyzx Flower", "lines": LINES, "reasons": []},
    "pictures": [{"file": f"line-{i}.jpg", "width": 480, "height": 48} for i in range(2)],
    "barcodes": [],
}


def test_a_photo_is_read_by_a_worker_and_each_unsure_name_shows_its_place(
    client: Client, folder: Folder, sent: list[Job]
) -> None:
    """While it is read the page says so; then the cut-out of the line stands beside the field."""
    job = label_job(client)
    bottle = Bottle.objects.get()
    assert sent == [job]
    assert "Reading the label" in text_of(client.get(f"/products/{bottle.pk}"))
    assert client.get(f"/products/{bottle.pk}/progress").status_code == 204
    pictures = folder.pictures / bottle.id.hex
    pictures.mkdir()
    for name in ("label.jpg", "line-0.jpg", "line-1.jpg"):
        (pictures / name).write_bytes(small_photo())
    jobs._write_down(job, ANSWER)
    assert client.get(f"/products/{bottle.pk}/progress").headers["HX-Refresh"] == "true"
    html = client.get(f"/products/{bottle.pk}").content.decode()
    (box,) = re.findall(r'<svg class="crop" viewBox="([^"]+)"', html)
    left, _, width, height = map(int, box.split())
    assert (left, height) == (0, 48)
    assert 400 < width <= 480
    assert f"/products/{bottle.pk}/picture/line-1.jpg" in html
    assert client.get(f"/products/{bottle.pk}/picture/line-1.jpg").status_code == 200
    assert client.get(f"/products/{bottle.pk}/picture/secret_key").status_code == 404


def test_a_photo_that_cannot_be_read_says_why_and_what_helps(client: Client) -> None:
    job = label_job(client)
    reason = {"code": "too_small", "says": "The print is too small.", "remedy": "Go closer."}
    jobs._write_down(job, {"label": {"reasons": [reason]}, "pictures": [], "barcodes": []})
    text = text_of(client.get(f"/products/{Bottle.objects.get().pk}"))
    assert "This photo could not be read" in text
    assert "Go closer." in text


def test_a_missing_extra_is_told_in_one_sentence(client: Client) -> None:
    job = label_job(client)
    jobs._write_down(job, {"says": "Reading a label photo needs the text models of the extra “ocr”."})
    assert "needs the text models" in text_of(client.get(f"/products/{Bottle.objects.get().pk}"))


@pytest.fixture
def imported(folder: Folder) -> Any:
    """A product list as a person would import it."""
    export = folder.path / "export.csv"
    export.write_text(
        "code\tproduct_name\tbrands\tingredients_text\n4006381333931\tNight gel\tAcme\tAqua, Glycerin, Retinol\n",
        encoding="utf-8",
    )
    calls.import_open_beauty_facts(export, data=folder.path)
    yield
    for file in folder.path.glob("imported.sqlite3*"):
        file.unlink()
    export.unlink()


@pytest.mark.usefixtures("imported")
def test_a_barcode_in_digits_or_in_a_photo_is_looked_up_in_what_was_imported(client: Client) -> None:
    """The name comes along; a photo is read by a worker first."""
    assert client.post("/products/add", {"barcode": "4006381333931", "by_barcode": "1"}).status_code == 302
    typed = Bottle.objects.get()
    assert (typed.name, typed.text) == ("Acme Night gel", "Aqua, Glycerin, Retinol")
    bars = SimpleUploadedFile("bars.jpg", small_photo())
    assert client.post("/products/add", {"bars": bars, "by_barcode": "1"}).status_code == 302
    job = Job.objects.get(kind=Job.Kind.LABEL)
    jobs._write_down(job, {"label": {}, "pictures": [], "barcodes": ["4006381333931"]})
    assert "Retinol" in text_of(client.get(f"/products/{job.bottle_id}"))


def test_a_photographed_barcode_nobody_knows_is_told_so(client: Client) -> None:
    client.post("/products/add", {"bars": SimpleUploadedFile("bars.jpg", small_photo()), "by_barcode": "1"})
    job = Job.objects.get(kind=Job.Kind.LABEL)
    jobs._write_down(job, {"label": {}, "pictures": [], "barcodes": ["4006381333931"]})
    assert "No product with the barcode 4006381333931 is known" in text_of(
        client.get(f"/products/{job.bottle_id}")
    )


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"text": " ", "by_text": "1"}, "Paste the ingredient list first"),
        ({"by_photo": "1"}, "Choose a photo of the label first"),
        ({"barcode": "", "by_barcode": "1"}, "Type the digits under the bars, or choose"),
        ({"barcode": "4006381333932", "by_barcode": "1"}, "mistyped"),
        ({"barcode": "12ab", "by_barcode": "1"}, "no barcode"),
        ({"bars": b"GIF89a", "by_barcode": "1"}, "is not a photo Porewise can read"),
    ],
)
def test_what_cannot_be_used_is_answered_beside_its_field(
    client: Client, given: dict[str, Any], says: str
) -> None:
    sent = {k: SimpleUploadedFile("x.gif", v) if isinstance(v, bytes) else v for k, v in given.items()}
    page = client.post("/products/add", sent)
    assert page.status_code == 422
    assert says in text_of(page)
    assert not Bottle.objects.exists()


def test_removing_a_product_takes_its_photo_and_its_place_on_the_shelf(
    client: Client, folder: Folder
) -> None:
    label_job(client)
    bottle = Bottle.objects.get()
    assert (folder.photos / bottle.file).exists()
    client.post(f"/products/{bottle.pk}/remove")
    assert not Bottle.objects.exists()
    assert not Job.objects.exists()
    assert list(folder.photos.iterdir()) == []


def test_deleting_everything_takes_the_products_too(client: Client, folder: Folder) -> None:
    label_job(client)
    client.post("/data/delete", {"sure": "yes"})
    assert not Bottle.objects.exists()
    assert list(folder.photos.iterdir()) == []


def test_at_a_restart_the_photos_of_labels_stay(client: Client, folder: Folder) -> None:
    """The sweep knows them; and what was not read yet is handed over again."""
    job = label_job(client)
    jobs.resume()
    assert (folder.photos / Bottle.objects.get().file).exists()
    job.refresh_from_db()
    assert job.state == Job.State.QUEUED


def test_the_cut_out_of_a_corrected_name_stays_at_its_place(client: Client) -> None:
    """Text put in before it moves the name in the text, not on the photo."""
    job = label_job(client)
    jobs._write_down(job, ANSWER)
    bottle = Bottle.objects.get()
    boxes = []
    for text in (ANSWER["label"]["text"], "Ingredients: Glycerin, Panthenol, Aqua,\nZyzzx Flower"):
        client.post(f"/products/{bottle.pk}", {"text": text, "whole": "1"})
        html = client.get(f"/products/{bottle.pk}").content.decode()
        boxes.append(re.findall(r'<svg class="crop" viewBox="([^"]+)".*?line-(\d)', html)[-1])
    assert boxes[0] == boxes[1]
    assert boxes[0][1] == "1"
