"""What is kept: visits, their photos, checked products, the jobs of the workers, and the reports."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import models


class Visit(models.Model):
    """One look at the skin: what the person told, and at most one photo."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    day = models.DateField(default=date.today)
    created = models.DateTimeField(auto_now_add=True)
    example = models.BooleanField(default=False)
    # The profile as its TOML file would hold it: {"person": {...}, "product": [...]}.
    profile = models.JSONField(default=dict)
    # The questionnaire's options as they were ticked, by question.
    chosen = models.JSONField(default=dict)

    class Meta:
        ordering = ("-created",)

    def __str__(self) -> str:
        return f"visit of {self.day}"


class Photo(models.Model):
    """
    A photo as accepted: the person's own pixels, without place, time or serial number.

    ``file`` is its name in the photos folder, ``sha256`` the hash of the bytes the person gave.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    visit = models.OneToOneField(Visit, on_delete=models.CASCADE)
    name = models.CharField(max_length=200)
    file = models.CharField(max_length=60)
    sha256 = models.CharField(max_length=64)
    px_per_mm = models.FloatField(null=True)
    reading = models.JSONField(null=True)
    pictures = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"photo of {self.visit_id}"


class Bottle(models.Model):
    """
    A product whose label was checked.

    ``text`` is the label as it is read now, with the person's corrections; ``label`` what the photo said,
    line by line, with ``pictures`` of the lines. ``sure`` lists printed names the person confirmed.
    ``product`` is how it stands, or last stood, on the shelf, in the shape of the profile.
    """

    class Origin(models.TextChoices):
        PASTED = "pasted"
        PHOTO = "photo"
        BARCODE = "barcode"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created = models.DateTimeField(auto_now_add=True)
    origin = models.CharField(max_length=10, choices=Origin.choices)
    name = models.CharField(max_length=200, default="")
    category = models.CharField(max_length=40, default="")
    text = models.TextField(default="")
    barcode = models.CharField(max_length=14, default="")
    file = models.CharField(max_length=60, default="")
    label = models.JSONField(null=True)
    pictures = models.JSONField(default=list)
    sure = models.JSONField(default=list)
    product = models.JSONField(null=True)

    class Meta:
        ordering = ("-created",)

    def __str__(self) -> str:
        return self.name or f"label {self.origin}"


class Job(models.Model):
    """
    Work for the workers. A row that is neither done nor failed is handed over again at start.

    ``asked`` holds the inputs, so that the answer can be told to belong to them.
    """

    class Kind(models.TextChoices):
        MEASURE = "measure"
        ASSESS = "assess"
        CHECKIN = "checkin"
        LABEL = "label"

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, null=True)
    bottle = models.ForeignKey(Bottle, on_delete=models.CASCADE, null=True, related_name="jobs")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    asked = models.JSONField(default=dict)
    reason = models.TextField(default="")

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def open(self) -> bool:
        return self.state in (Job.State.QUEUED, Job.State.RUNNING)


class Report(models.Model):
    """The report of a visit, and the inputs it was made from."""

    visit = models.OneToOneField(Visit, on_delete=models.CASCADE)
    inputs = models.CharField(max_length=64)
    document = models.JSONField()
    # What can be taken along, by file name, in base64: calendar, doctor's page, week to print.
    files = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"report of {self.visit_id}"


class Diary(models.Model):
    """The diary of a visit's routine, the answer to the last check-in, and its files to take along."""

    visit = models.OneToOneField(Visit, on_delete=models.CASCADE)
    document = models.JSONField()
    answer = models.JSONField()
    files = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"diary of {self.visit_id}"
