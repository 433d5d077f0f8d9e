"""A real server in its own process, and documents made of real values, for the tests of the pages."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from http.cookiejar import CookieJar
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, ProxyHandler, Request, build_opener
from uuid import uuid4

from PIL import Image, ImageDraw

from porewise.values.document import MadeWith
from porewise.values.estimate import Estimate
from porewise.values.findings import Evidence, Finding, Findings, Missing
from porewise.values.reading import PhotoId, Pore, Quality, Reading, Reason, Rejected, Scale, ZoneReading
from porewise.values.referrals import Procedure, RedFlag, Referrals
from porewise.values.routine import Because, Day, Routine, SetAside, Step, Task

START = (
    "import sys; from pathlib import Path; from porewise.web.server import serve;"
    " serve(port=int(sys.argv[2]), data=Path(sys.argv[1]), open_browser=False)"
)
MADE = MadeWith("0.1.0", "2026.11", (("measure", "standard/1"),), ("ab" * 32,))


@dataclass
class Answer:
    """What the server said."""

    status: int
    text: str
    headers: dict[str, str]
    url: str


@dataclass
class Server:
    """A server process and a visitor with cookies."""

    folder: Path
    port: int = 0
    environment: dict[str, str] = field(default_factory=dict)

    def start(self) -> Server:
        began = time.monotonic()
        # `-c` leaves Dask's workers free to be spawned without this file as their main module.
        self.process = subprocess.Popen(
            [sys.executable, "-c", START, str(self.folder), str(self.port)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, **self.environment},
        )
        assert self.process.stdout is not None
        self.address = self.process.stdout.readline().strip()
        if not self.address:
            raise AssertionError(f"the server did not start: {self.process.stderr.read()}")  # type: ignore[union-attr]
        self.seconds_to_listen = time.monotonic() - began
        self.cookies = CookieJar()
        # no proxy: these requests never leave this computer
        self.opener = build_opener(ProxyHandler({}), HTTPCookieProcessor(self.cookies))
        return self

    def get(self, path: str) -> Answer:
        return self._ask(Request(self.address.rstrip("/") + path))  # noqa: S310 our own address

    def post(
        self, path: str, fields: dict[str, str], files: dict[str, tuple[str, bytes]] | None = None
    ) -> Answer:
        """Send a form as a browser would, token included."""
        if not any(c.name == "porewise_csrf" for c in self.cookies):
            self.get("/")
        fields = {
            "csrfmiddlewaretoken": next(c.value or "" for c in self.cookies if c.name == "porewise_csrf"),
            **fields,
        }
        body, kind = (
            _multipart(fields, files)
            if files
            else (urlencode(fields).encode(), "application/x-www-form-urlencoded")
        )
        url = self.address.rstrip("/") + path
        headers = {"Content-Type": kind, "Origin": self.address.rstrip("/")}
        return self._ask(Request(url, data=body, headers=headers))  # noqa: S310 our own address

    def _ask(self, request: Request) -> Answer:
        try:
            with self.opener.open(request, timeout=60) as response:
                return Answer(response.status, response.read().decode(), dict(response.headers), response.url)
        except HTTPError as error:
            with error:
                return Answer(error.code, error.read().decode(), dict(error.headers), error.url or "")

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)
        self._close_pipes()

    def stop(self) -> int:
        """End it as Ctrl-C would, and give its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(5)
        self._close_pipes()
        return self.process.returncode

    def _close_pipes(self) -> None:
        self.errors = ""
        for pipe in (self.process.stdout, self.process.stderr):
            if pipe is not None and not pipe.closed:
                with suppress(ValueError, OSError):
                    if pipe is self.process.stderr:
                        self.errors = pipe.read()
                pipe.close()


def _multipart(fields: dict[str, str], files: dict[str, tuple[str, bytes]]) -> tuple[bytes, str]:
    edge = uuid4().hex
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode()
        for k, v in fields.items()
    ]
    for name, (file, data) in files.items():
        head = f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\n'
        parts += [head.encode() + b"Content-Type: application/octet-stream\r\n\r\n" + data + b"\r\n"]
    return b"".join([*parts, f"--{edge}--\r\n".encode()]), f"multipart/form-data; boundary={edge}"


def wait_for(check: Any, *, seconds: float = 60.0, every: float = 0.2) -> Any:
    """Wait until ``check`` gives something true, and give that."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = check()
        if found:
            return found
        time.sleep(every)
    raise AssertionError(f"it did not come true within {seconds} s")


def small_photo(*, size: tuple[int, int] = (90, 61), format_: str = "JPEG", **save: Any) -> bytes:
    """A tiny picture of no face, for tests that only need a file."""
    image = Image.new("RGB", size, (196, 150, 128))
    ImageDraw.Draw(image).ellipse((10, 10, 40, 30), fill=(90, 60, 50))
    out = BytesIO()
    image.save(out, format_, **save)
    return out.getvalue()


def _zone(name: Any, count: int, density: Estimate, diameter: Estimate | None) -> ZoneReading:
    return ZoneReading(
        zone=name,
        px_per_mm=14.2,
        area_mm2=610.0,
        pore_count=count,
        density_per_cm2=density,
        diameter_mm=diameter,
        area_share=Estimate(0.024, 0.019, 0.031),
        ovalness=Estimate(1.18, 1.07, 1.31) if diameter else None,
        axis_deg=61.0 if diameter else None,
        darkness=Estimate(0.31, 0.27, 0.36),
        plugged_share=Estimate(0.22, 0.15, 0.31),
        shine=Estimate(0.041, 0.036, 0.047),
        limiting_diameter_mm=0.24,
        flags=() if diameter else ("too_coarse_for_size",),
    )


def make_reading() -> Reading:
    """A measured face, as the measuring part would say it."""
    pore = Pore("nose", 410.2, 655.9, 0.33, 0.28, 40.0, Estimate(0.3, 0.26, 0.35), 0.02, 0.4, 0.3, 0.93, True)
    return Reading(
        photo=PhotoId("me.jpg", "ab" * 32, 3024, 4032),
        verdict="measured",
        quality=Quality(
            14.2,
            1.1,
            0.018,
            (
                Reason(
                    "clipped",
                    "warn",
                    0.018,
                    0.01,
                    "0.018 of the skin is burnt out to white; those parts are left out.",
                    "Softer light would let more of the skin count.",
                ),
            ),
        ),
        scale=Scale("iris", Estimate(14.2, 13.1, 15.4)),
        zones=(
            _zone("nose", 148, Estimate(41, 33, 50), Estimate(0.31, 0.27, 0.36)),
            _zone("left_cheek", 96, Estimate(18, 14, 23), Estimate(0.28, 0.24, 0.33)),
            _zone("right_cheek", 88, Estimate(17, 13, 22), None),
        ),
        pores=(pore,),
        made_with=MADE,
    )


def make_refusal() -> Rejected:
    """A photo that was too coarse."""
    reason = Reason(
        "too_coarse",
        "refuse",
        3.4,
        5.0,
        "The face has 3.4 pixels per millimetre; below 5 pores cannot be told.",
        "Come closer and send the original file.",
    )
    return Rejected(PhotoId("far.jpg", "cd" * 32, 640, 480), Quality(3.4, None, None, (reason,)), None, MADE)


def make_findings() -> Findings:
    """Two causes with evidence on both sides."""
    shine = Evidence(
        "shine", "photo", "The forehead shines in the photo", True, 1.6, "oil", ("Roh2006",), "B"
    )
    calm = Evidence(
        "blotting", "answer", "The blotting sheet stays dry at noon", False, 0.7, "oil", ("Baumann2014",), "C"
    )
    oil = Finding(
        "sebum",
        "Oil",
        "More oil makes pores more visible.",
        Estimate(0.62, 0.44, 0.77),
        "strong_hint",
        True,
        (shine, calm),
        (Missing("monthly", "Say whether it follows a monthly rhythm."),),
        ("A drier T-zone.",),
    )
    kin = Finding(
        "genetics",
        "Inheritance",
        "Some faces show pores more.",
        Estimate(0.3, 0.1, 0.6),
        "cannot_tell",
        False,
        (),
        (),
    )
    return Findings((oil, kin), 0.83, (), MADE)


def make_routine(start: date, *, outcome: Any = "plan") -> Routine:
    """A fortnight with a patch test."""
    wash = Step("wash", "cleanse", "a coin's width", 0, ("B02",))
    sun = Step("sun", "protect", "two finger lengths", 0, ("B01",))
    acid = Step("acid", "treat", "a thin layer", 10, ("B02",))
    days = tuple(
        Day(
            i,
            start + timedelta(days=i),
            (wash, sun),
            (wash, acid) if i % 3 == 2 else (wash,),
            (Task("patch_test", "acid"),) if i == 0 else (),
        )
        for i in range(14)
    )
    remark = Because("pih_risk", "Marks may follow irritation; go slowly.", "B02", ("AADpores",))
    return Routine(
        outcome,
        True,
        (remark,),
        (remark,),
        (),
        "none",
        "Education, not a prescription.",
        days,
        MADE,
        set_aside=(SetAside("scrub", ("B06",)),),
    )


def make_referrals(*, urgent: bool = False) -> Referrals:
    """Nothing to fear, or a red flag."""
    flag = RedFlag("non_healing_spot", "urgent", "A spot that does not heal should be seen.", ("AADpores",))
    laser = Procedure(
        "laser",
        "Fractional laser",
        "with_caution",
        ("Dark marks may follow.",),
        "Small trials",
        "B",
        "3 to 5",
        "2 to 7 days",
        ("dark marks", "redness"),
        ("How often have you treated skin like mine?",),
        7,
        14,
        ("AADpores",),
    )
    return Referrals(
        "urgent" if urgent else "none",
        (flag,) if urgent else (),
        "Home care comes first, for twelve weeks.",
        (laser,),
        "",
        MADE,
    )


def make_report(reading: dict[str, Any] | None, start: date, *, urgent: bool = False) -> dict[str, Any]:
    """A whole report document."""
    return {
        "schema": "porewise/report/1",
        "made_with": MADE.to_json(),
        "interval": 0.9,
        "reading": reading,
        "findings": make_findings().to_json(),
        "routine": make_routine(start).to_json(),
        "products": [],
        "referrals": make_referrals(urgent=urgent).to_json(),
    }
