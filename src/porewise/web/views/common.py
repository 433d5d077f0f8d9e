"""What several pages need: the visit itself, the four steps, and how far the work is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.urls import reverse

from porewise.web.models import Job, Photo, Visit

STEPS = ("photo", "questions", "products", "report")


@dataclass(frozen=True)
class Step:
    """One of the four steps of a visit."""

    name: str
    url: str
    current: bool
    done: bool


@dataclass(frozen=True)
class Progress:
    """
    How far the photo, or the report, is. ``state`` is a job's state, or ``none``.

    ``steps_done`` of 3: kept, being worked on, finished.
    """

    kind: str
    state: str
    reason: str
    url: str
    steps_done: int
    photo_url: str
    refused_because: tuple[str, ...] = ()

    @property
    def open(self) -> bool:
        return self.state in (Job.State.QUEUED, Job.State.RUNNING)


def find_visit(visit_id: UUID) -> Visit:
    """Find a visit, or answer 404."""
    return get_object_or_404(Visit, pk=visit_id)


def photo_of(visit: Visit) -> Photo | None:
    return Photo.objects.filter(visit=visit).first()


def steps(visit: Visit | None, current: str) -> tuple[Step, ...]:
    """The four steps, with links once there is a visit."""
    done = STEPS.index(current)
    return tuple(
        Step(name, "" if visit is None else reverse(name, args=[visit.pk]), name == current, i < done)
        for i, name in enumerate(STEPS)
    )


def measuring(visit: Visit) -> Progress:
    """How far the measuring of the visit's photo is; and why, where the photo was refused."""
    now = progress_of(visit, Job.objects.filter(visit=visit, kind=Job.Kind.MEASURE).last())
    if now.state != Job.State.DONE:
        return now
    reasons = (
        Photo.objects.filter(visit=visit).values_list("reading__quality__reasons", flat=True).first() or ()
    )
    return replace(now, refused_because=tuple(r["says"] for r in reasons if r["severity"] == "refuse"))


def progress_of(visit: Visit, job: Job | None) -> Progress:
    """Put a job's state into what the progress bar shows."""
    url, photo_url = reverse("progress", args=[visit.pk]), reverse("photo", args=[visit.pk])
    if job is None:
        return Progress("measure", "none", "", url, 0, photo_url)
    done = {Job.State.QUEUED: 1, Job.State.RUNNING: 2}.get(Job.State(job.state), 3)
    return Progress(job.kind, job.state, job.reason, url, done, photo_url)
