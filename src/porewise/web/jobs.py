"""
The desk between the web app and its workers.

The queue is the Job table: a row is committed first, then handed to Dask; what was not finished
when the server died is handed over again at the next start. Dask starts with the first job (a
second or three, in the background) and stops again after a quiet while, so that an idle server
stays small. Two worker processes of one thread each; a killed worker is replaced and its job
done by the next.
"""

from __future__ import annotations

import atexit
import ctypes
import gc
import logging
import shutil
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.db import close_old_connections, transaction

from porewise import calls
from porewise.values.errors import PorewiseError
from porewise.values.json import Json
from porewise.web import tasks
from porewise.web.models import Bottle, Diary, Job, Photo, Report, Visit

log = logging.getLogger("porewise.web.jobs")

WORKERS = 2
QUIET_SECONDS = 300.0
CRASHED = (
    "Porewise stopped several times while working on this, most likely for want of memory;"
    " close other programs or use a smaller photo, and try again."
)
FAULT = (
    "Something went wrong inside Porewise while working on this;"
    " the details are in porewise.log in your data folder."
)


class Desk:
    """Hands jobs to Dask and writes down what comes back. One thread does all of it, in order."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="porewise-desk")
        self._client: Any = None
        self._out: dict[int, Any] = {}
        self._quiet: threading.Timer | None = None

    def send(self, job: int) -> None:
        """Hand a committed job over, without waiting."""
        self._later(self._hand_over, job)

    def close(self) -> None:
        """Stop the workers. Unfinished jobs stay in their rows for the next start."""
        self._hush()
        self._thread.shutdown(wait=True, cancel_futures=True)
        self._stop_workers()

    def _later(self, do: Callable[..., None], *about: object) -> None:
        with suppress(RuntimeError):  # the desk has closed; the row remains for the next start
            self._thread.submit(self._guarded, do, *about)

    def _guarded(self, do: Callable[..., None], *about: object) -> None:
        close_old_connections()
        try:
            do(*about)
        except Exception:
            log.exception("the desk could not %s", do.__name__)
        finally:
            close_old_connections()

    def _hand_over(self, job_id: int) -> None:
        job = Job.objects.filter(pk=job_id).first()
        if job is None or not job.open or job_id in self._out:
            return
        self._hush()
        task, inputs = _work(job)
        try:
            client = self._workers()
            future = client.submit(task, job_id, **inputs, key=f"job-{job_id}", retries=1, pure=False)
        except Exception:
            _fail(job, FAULT)
            raise
        self._out[job_id] = future
        future.add_done_callback(lambda f: self._later(self._note, job_id, f))

    def _note(self, job_id: int, future: Any) -> None:
        self._out.pop(job_id, None)
        if future.cancelled():
            return
        job = Job.objects.select_related("visit", "bottle").filter(pk=job_id).first()
        if job is None:  # deleted while it was worked on: leave nothing behind
            _forget(future)
        elif future.status == "error":
            log.error("job %s failed: %r", job.kind, future.exception())
            _fail(job, CRASHED if type(future.exception()).__name__ == "KilledWorker" else FAULT)
        else:
            _write_down(job, future.result())
        if not self._out:
            self._rest()

    def _mark_started(self, job_id: int) -> None:
        Job.objects.filter(pk=job_id, state=Job.State.QUEUED).update(state=Job.State.RUNNING)

    def _workers(self) -> Any:
        if self._client is None:
            self._client = _start_workers()
            self._client.subscribe_topic(
                tasks.STARTED, lambda event: self._later(self._mark_started, event[1]["job"])
            )
        return self._client

    def _rest(self) -> None:
        self._quiet = threading.Timer(QUIET_SECONDS, lambda: self._later(self._stop_if_idle))
        self._quiet.daemon = True
        self._quiet.start()

    def _hush(self) -> None:
        if self._quiet is not None:
            self._quiet.cancel()

    def _stop_if_idle(self) -> None:
        if not self._out:
            self._stop_workers()

    def _stop_workers(self) -> None:
        client, self._client = self._client, None
        if client is None:
            return
        with suppress(Exception):
            cluster = client.cluster
            client.close(timeout=2)
            cluster.close(timeout=5)
        _give_memory_back()


def _start_workers() -> Any:
    """Two processes on the loopback, no dashboard, nothing written outside the data folder."""
    import dask
    from distributed import Client, LocalCluster

    dask.config.set(
        {
            "distributed.scheduler.allowed-failures": 2,
            "distributed.worker.profile.enabled": False,
            "distributed.comm.retry.count": 2,
            # Dask's own pages: none, and on no known port.
            "distributed.scheduler.http.routes": [],
            "distributed.worker.http.routes": [],
        }
    )
    cluster = LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=WORKERS,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        worker_dashboard_address=None,
        scheduler_kwargs={"dashboard": False},
        memory_limit=0,
        local_directory=str(settings.DATA.work),
        silence_logs=logging.CRITICAL,
    )
    client = Client(cluster, set_as_default=False)  # type: ignore[no-untyped-call]
    client.register_plugin(tasks.quiet_plugin())
    return client


def _give_memory_back() -> None:
    """Let the C library return what readings took up in passing (glibc keeps it otherwise)."""
    gc.collect()
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # another C library
            ctypes.CDLL(None).malloc_trim(0)


def _work(job: Job) -> tuple[Callable[..., Json], Json]:
    if job.kind == Job.Kind.ASSESS:
        photo = Photo.objects.filter(visit=job.visit).first()
        reading = photo.reading if photo else None
        return tasks.assess, {
            "reading": reading,
            "profile": job.asked["profile"],
            "start": job.asked["start"],
        }
    if job.kind == Job.Kind.CHECKIN:
        diary = Diary.objects.filter(visit=job.visit).first()
        return tasks.checkin, {
            "profile": job.asked["profile"],
            "start": job.asked["start"],
            "told": job.asked["told"],
            "diary": None if diary is None else diary.document,
        }
    if job.kind == Job.Kind.LABEL:
        bottle = Bottle.objects.get(jobs=job)
        return tasks.read_label, {
            "photo": str(settings.DATA.photos / bottle.file),
            "pictures": str(settings.DATA.pictures / bottle.id.hex),
            "name": bottle.name or "the photo",
            "barcode_only": bottle.origin == Bottle.Origin.BARCODE,
        }
    photo = Photo.objects.get(visit=job.visit)
    return tasks.measure, {
        "photo": str(settings.DATA.photos / photo.file),
        "pictures": str(settings.DATA.pictures / photo.id.hex),
        "px_per_mm": photo.px_per_mm,
        "pupil_distance_mm": photo.visit.profile.get("person", {}).get("pupil_distance_mm"),
        "name": photo.name,
        "sha256": photo.sha256,
    }


def _write_down(job: Job, answer: Json) -> None:
    if "says" in answer:
        _fail(job, answer["says"])
        return
    try:
        _keep(job, answer)
    except PorewiseError as error:
        _fail(job, str(error))


def _keep(job: Job, answer: Json) -> None:
    with transaction.atomic():
        if job.kind == Job.Kind.MEASURE:
            Photo.objects.filter(visit=job.visit, id=job.asked["photo"]).update(
                reading=answer["reading"], pictures=answer["pictures"]
            )
        elif job.kind == Job.Kind.CHECKIN:
            kept = {"document": answer["diary"], "answer": answer["answer"], "files": answer["files"]}
            Diary.objects.update_or_create(visit=job.visit, defaults=kept)
        elif job.kind == Job.Kind.LABEL:
            _write_down_label(job, answer)
        else:
            made = {
                "document": answer["report"],
                "inputs": job.asked["inputs"],
                "files": answer.get("files", {}),
            }
            Report.objects.update_or_create(visit=job.visit, defaults=made)
        Job.objects.filter(pk=job.pk).update(state=Job.State.DONE)


def _write_down_label(job: Job, answer: Json) -> None:
    found = answer["barcodes"]
    if job.bottle is not None and job.bottle.origin == Bottle.Origin.BARCODE:
        known = calls.product_by_barcode(found[0], data=settings.DATA.path)
        Bottle.objects.filter(jobs=job).update(**known)
        return
    Bottle.objects.filter(jobs=job).update(
        label=answer["label"],
        text=answer["label"].get("text", ""),
        pictures=answer["pictures"],
        barcode=found[0] if len(found) == 1 else "",
    )


def _fail(job: Job, reason: str) -> None:
    Job.objects.filter(pk=job.pk).update(state=Job.State.FAILED, reason=reason)


def _forget(future: Any) -> None:
    """Remove what a worker wrote for a photo that was deleted meanwhile."""
    known = {kept.hex for model in (Photo, Bottle) for kept in model.objects.values_list("id", flat=True)}
    for folder in settings.DATA.pictures.iterdir():
        if folder.name.partition(".")[0] not in known:
            shutil.rmtree(folder, ignore_errors=True)


_desk: Desk | None = None


def send(job: Job) -> None:
    """Hand a committed job to the workers. Returns at once."""
    global _desk  # noqa: PLW0603 one desk per process, made when first needed
    if _desk is None:
        _desk = Desk()
        atexit.register(close)
    _desk.send(job.pk)


def close() -> None:
    """Stop the desk and its workers, if there are any."""
    global _desk
    desk, _desk = _desk, None
    if desk is not None:
        desk.close()


def resume() -> None:
    """At start: sweep what was left half-way, then hand over every job that was not finished."""
    kept = [*Photo.objects.values_list("file", "id"), *Bottle.objects.values_list("file", "id")]
    settings.DATA.sweep({file for file, _ in kept}, {id_.hex for _, id_ in kept})
    unfinished = Job.objects.filter(state__in=[Job.State.QUEUED, Job.State.RUNNING])
    unfinished.update(state=Job.State.QUEUED)
    for job in unfinished:
        send(job)


def ask(visit: Visit, kind: Job.Kind, asked: Json) -> Job:
    """Write a job down and hand it over once the row is safe."""
    job = Job.objects.create(visit=visit, kind=kind, asked=asked)
    transaction.on_commit(lambda: send(job))
    return job


def ask_label(bottle: Bottle) -> Job:
    """Have the photo of a label read."""
    job = Job.objects.create(bottle=bottle, kind=Job.Kind.LABEL)
    transaction.on_commit(lambda: send(job))
    return job
