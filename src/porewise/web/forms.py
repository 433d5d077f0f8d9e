"""The forms. Wording stands in the templates; what a field accepts stands here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from porewise.io.profile import PUPIL_DISTANCE_MM
from porewise.io.profile_fields import ALMOST_THE_SAME, nearest, slug
from porewise.knowledge import Question, known_actives, words
from porewise.values.errors import PorewiseError
from porewise.values.json import Json


class PhotoForm(forms.Form):
    """A photo, and its scale when the person knows it."""

    photo = forms.FileField(
        error_messages={
            "required": "Choose a photo first, or go on without one.",
            "empty": "This file is empty; choose the photo again.",
            "invalid": "The photo did not arrive; choose it again.",
        },
        widget=forms.ClearableFileInput(attrs={"accept": "image/*,.heic,.heif,.tif,.tiff"}),
    )
    px_per_mm = forms.FloatField(
        required=False,
        min_value=1,
        max_value=2000,
        error_messages={
            "invalid": "The scale is a number of pixels per millimetre, such as 32.5; or leave it empty.",
            "min_value": "The scale must be at least 1 pixel per millimetre; or leave it empty.",
            "max_value": "The scale must be at most 2000 pixels per millimetre; or leave it empty.",
        },
    )

    pupil_distance_mm = forms.FloatField(
        required=False,
        min_value=PUPIL_DISTANCE_MM[0],
        max_value=PUPIL_DISTANCE_MM[1],
        error_messages={
            "invalid": "The pupil distance is a number of millimetres, such as 62.5; or leave it empty.",
            "min_value": "The pupil distance must be at least 40 mm; or leave it empty.",
            "max_value": "The pupil distance must be at most 85 mm; or leave it empty.",
        },
    )

    def clean_photo(self) -> UploadedFile[bytes]:
        photo: UploadedFile[bytes] = self.cleaned_data["photo"]
        limit = settings.PHOTO_BYTES_MAX
        if photo.size is not None and photo.size > limit:
            raise forms.ValidationError(
                f"This file is larger than {limit // 1024**2} MB; save the photo smaller and choose it again."
            )
        return photo


class LabelForm(forms.Form):
    """A label: its text, a photo of it, or its barcode in digits. The button pressed says which."""

    text = forms.CharField(required=False, max_length=20_000, widget=forms.Textarea)
    barcode = forms.CharField(required=False, max_length=40)
    photo = forms.FileField(required=False, error_messages={"empty": "This file is empty; choose it again."})
    bars = forms.FileField(required=False, error_messages={"empty": "This file is empty; choose it again."})

    @property
    def way(self) -> str:
        """Which of the three: ``text``, ``photo`` or ``barcode``."""
        return next((w for w in ("photo", "barcode") if f"by_{w}" in self.data), "text")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        missing = {
            "text": "Paste the ingredient list first.",
            "photo": "Choose a photo of the label first.",
            "barcode": "Type the digits under the bars, or choose a photo of them, first.",
        }
        given = cleaned.get(self.way) or (self.way == "barcode" and cleaned.get("bars"))
        if not given and not self.errors:
            self.add_error(self.way, missing[self.way])
        return cleaned

    def clean_photo(self) -> UploadedFile[bytes] | None:
        return self._not_too_large("photo")

    def clean_bars(self) -> UploadedFile[bytes] | None:
        return self._not_too_large("bars")

    def _not_too_large(self, field: str) -> UploadedFile[bytes] | None:
        photo: UploadedFile[bytes] | None = self.cleaned_data[field]
        limit = settings.PHOTO_BYTES_MAX
        if photo is not None and photo.size is not None and photo.size > limit:
            raise forms.ValidationError(
                f"This file is larger than {limit // 1024**2} MB; save the photo smaller and choose it again."
            )
        return photo


class QuestionsForm(forms.Form):
    """The six questions. Every one may be left out; wording comes with the knowledge."""

    def __init__(self, *args: Any, questions: Sequence[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for question in questions:
            self.fields[question.id] = _question_field(question)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for question in self.questions:
            picked = cleaned.get(question.id) or []
            alone = [o.label for o in question.options if o.exclusive and o.id in picked]
            if question.kind == "many" and alone and len(picked) > 1:
                self.add_error(question.id, f"“{alone[0]}” stands alone; untick it, or untick the others.")
        return cleaned

    def chosen(self) -> dict[str, list[str]]:
        """What was ticked or typed, by question; questions left out are left out."""
        given = {q.id: self.cleaned_data.get(q.id) for q in self.questions}
        return {
            k: v if isinstance(v, list) else [str(v)] for k, v in given.items() if v not in (None, "", [])
        }


def _question_field(question: Question) -> forms.Field:
    choices = [(o.id, o.label) for o in question.options]
    refused = {"invalid_choice": "This is not one of the answers; choose one from the list."}
    if question.kind == "number":
        low, high = question.min, question.max
        says = f"Give a whole number from {low} to {high}, or leave it empty."
        return forms.IntegerField(
            required=False,
            min_value=low,
            max_value=high,
            error_messages={"invalid": says, "min_value": says, "max_value": says},
        )
    if question.kind == "one":
        return forms.ChoiceField(required=False, choices=choices, error_messages=refused)
    return forms.MultipleChoiceField(required=False, choices=choices, error_messages=refused)


class ProductForm(forms.Form):
    """One product on the shelf. A row left wholly empty is no product."""

    name = forms.CharField(required=False, max_length=80)
    category = forms.ChoiceField(required=False)
    actives = forms.CharField(required=False, max_length=400)
    spf = forms.FloatField(
        required=False,
        min_value=2,
        max_value=130,
        error_messages={
            "invalid": "The SPF is a number such as 30 or 50; or leave it empty.",
            "min_value": "The SPF is a number from 2 to 130; or leave it empty.",
            "max_value": "The SPF is a number from 2 to 130; or leave it empty.",
        },
    )
    broad_spectrum = forms.BooleanField(required=False)
    new = forms.BooleanField(required=False)
    ingredients = forms.CharField(required=False, max_length=8000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        category = self.fields["category"]
        assert isinstance(category, forms.ChoiceField)  # noqa: S101 declared above
        category.choices = [("", ""), *words("category").items()]
        category.error_messages["invalid_choice"] = "Choose what kind of product this is."

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.is_blank():
            return cleaned
        if not cleaned.get("name") and "name" not in self.errors:
            self.add_error("name", "Give the product a name you will recognise.")
        if not cleaned.get("category") and "category" not in self.errors:
            self.add_error("category", "Choose what kind of product this is.")
        if cleaned.get("category") == "sunscreen" and cleaned.get("spf") is None and "spf" not in self.errors:
            self.add_error("spf", "A sunscreen needs its SPF; it is on the front of the bottle.")
        return cleaned

    def clean_actives(self) -> list[dict[str, Any]]:
        try:
            actives = read_actives(self.cleaned_data["actives"])
            for active in actives:
                _ask_about_a_slip(active["name"])
            return actives
        except PorewiseError as error:
            raise forms.ValidationError(str(error)) from None

    def is_blank(self) -> bool:
        """True when nothing was typed into the row."""
        typed = ("name", "category", "actives", "spf", "ingredients")
        return not any(self.data.get(self.add_prefix(name), "").strip() for name in typed)

    def product(self, number: int) -> Json:
        """The product as the profile holds it."""
        given = self.cleaned_data
        whole = {
            "id": f"product-{number}",
            "name": given["name"].strip(),
            "category": given["category"],
            "actives": given["actives"],
            "spf": given["spf"],
            "broad_spectrum": given["broad_spectrum"] if given["category"] == "sunscreen" else None,
            "new": given["new"] or None,
            "ingredients": given["ingredients"].strip() or None,
        }
        return {k: v for k, v in whole.items() if v not in (None, [])}


def _ask_about_a_slip(name: str) -> None:
    """Any name may be given; one that is nearly a known one is asked about."""
    known = known_actives()
    if slug(name) in map(slug, known):
        return
    near = nearest(name, known)
    if near and near[1] >= ALMOST_THE_SAME:
        raise PorewiseError(f"“{name[:60]}” is not known; did you mean “{near[0].replace('_', ' ')}”?")


_PART = re.compile(r";|\n|\+|,(?!\d)")
_ACTIVE = re.compile(r"^(?P<name>[^%]*?[^\s%:])\s*:?\s*(?:(?P<percent>\d+(?:[.,]\d+)?)\s*%)?$")
_ACTIVE_TURNED = re.compile(r"^(?P<percent>\d+(?:[.,]\d+)?)\s*%\s*(?P<name>[^%]*\S)$")


def read_actives(text: str) -> list[dict[str, Any]]:
    """
    Read actives as people copy them from a bottle.

    >>> read_actives("Salicylic acid 2 %, 0,3% retinol")
    [{'name': 'Salicylic acid', 'percent': 2.0}, {'name': 'retinol', 'percent': 0.3}]
    """
    found: list[dict[str, Any]] = []
    for part in (p.strip() for p in _PART.split(text)):
        if not part:
            continue
        match = _ACTIVE_TURNED.match(part) or _ACTIVE.match(part)
        if match is None or not any(c.isalpha() for c in match["name"]):
            raise PorewiseError(f"“{part[:60]}” cannot be read; write it like “salicylic acid 2 %”.")
        percent = match["percent"] and float(match["percent"].replace(",", "."))
        if percent and percent > 100:
            raise PorewiseError(f"“{part[:60]}” has more than 100 %; look at the label again.")
        found.append({"name": match["name"].strip(), **({"percent": percent} if percent else {})})
    return found


def write_actives(actives: Sequence[Json]) -> str:
    """
    Write actives the way `read_actives` reads them.

    >>> write_actives([{"name": "retinol", "percent": 0.3}, {"name": "niacinamide"}])
    'retinol 0.3 %, niacinamide'
    """
    return ", ".join(
        f"{a['name']} {a['percent']:g} %" if a.get("percent") else str(a["name"]) for a in actives
    )
