"""
What runs in a worker process. Only here, and only inside the functions, the heavy parts load.

A bad photo or profile is an answer (``{"says": sentence}``), not a crash: it is not tried again.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from porewise.values.errors import PorewiseError
from porewise.values.json import Json

STARTED = "porewise-started"


def measure(
    job: int,
    *,
    photo: str,
    pictures: str,
    px_per_mm: float | None,
    pupil_distance_mm: float | None = None,
    name: str,
    sha256: str,
) -> Json:
    """
    Measure one accepted photo and draw its pictures into the folder ``pictures``.

    The kept file lacks the traces the person's own file had, so its bytes differ though its pixels
    do not: the reading speaks of the person's file, by ``name`` and ``sha256``.
    """
    from porewise import calls

    _say_started(job)
    answer = _into_folder(
        pictures, photo, name, lambda part: calls.measure_upload(photo, part, px_per_mm, pupil_distance_mm)
    )
    if "says" in answer:
        return answer
    reading = answer["reading"]
    kept_hash = reading["photo"]["sha256"]
    reading["photo"].update(name=name, sha256=sha256)
    reading["made_with"]["photos"] = [sha256 if p == kept_hash else p for p in reading["made_with"]["photos"]]
    return {"reading": reading, "pictures": answer["pictures"]}


def read_label(job: int, *, photo: str, pictures: str, name: str, barcode_only: bool) -> Json:
    """Read the label in one accepted photo, with a picture of each line; or only its barcode."""
    from porewise import calls

    _say_started(job)
    if barcode_only:
        try:
            return {"label": {}, "pictures": [], "barcodes": [calls.barcode_in_photo(photo)]}
        except PorewiseError as error:
            return {"says": str(error).replace(Path(photo).name, name)}
    return _into_folder(pictures, photo, name, lambda part: calls.read_label_upload(photo, part))


def _into_folder(pictures: str, photo: str, name: str, make: Callable[[str], Json]) -> Json:
    """Have pictures made in a folder that appears whole or not at all; a bad photo is told by its own name."""
    part = Path(f"{pictures}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    try:
        answer = make(str(part))
    except PorewiseError as error:
        shutil.rmtree(part, ignore_errors=True)
        return {"says": str(error).replace(photo, name).replace(Path(photo).name, name)}
    shutil.rmtree(pictures, ignore_errors=True)
    part.rename(pictures)
    return answer


def assess(job: int, *, reading: Json | None, profile: Json, start: str) -> Json:
    """Explain, plan and refer for one visit."""
    from porewise import calls

    _say_started(job)
    try:
        return calls.assess_document_to_take(reading, profile, date.fromisoformat(start))
    except PorewiseError as error:
        return {"says": str(error)}


def checkin(job: int, *, profile: Json, start: str, told: Json, diary: Json | None) -> Json:
    """Log a morning or evening and plan on."""
    from porewise import calls

    _say_started(job)
    try:
        return calls.check_in_document(profile, told, diary, date.fromisoformat(start))
    except PorewiseError as error:
        return {"says": str(error)}


def _say_started(job: int) -> None:
    """Tell the web process that this job left the queue."""
    from distributed import get_worker

    try:
        worker = get_worker()
    except ValueError:  # called without a cluster, as tests do
        return
    worker.log_event(STARTED, {"job": job})


def quiet_plugin() -> Any:
    """
    A worker that is sent home may still be about to say that it lives; that it cannot is nothing to tell anyone.

    What a person must know comes back as an answer; nothing else is written on the terminal of the server.
    """
    from distributed import WorkerPlugin

    class Quiet(WorkerPlugin):
        name = "quiet"

        def setup(self, worker: object) -> None:
            import logging

            logging.getLogger("tornado.application").setLevel(logging.CRITICAL + 1)

    return Quiet()
