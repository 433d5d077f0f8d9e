"""Is this installation whole: what ``porewise doctor`` looks at."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata, resources
from pathlib import Path

from porewise.values.json import Json

NEEDED_MB = 500


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    ok: bool
    says: str

    def to_json(self) -> Json:
        return {"name": self.name, "ok": self.ok, "says": self.says}


def checkup() -> list[Check]:
    """Look at everything; a check that itself fails is a bad check, not a crash."""
    return [_run(name, look) for name, look in CHECKS]


def _run(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name, True, look())
    except Exception as error:
        return Check(name, False, f"{error or type(error).__name__}")


def _python() -> str:
    return ".".join(map(str, sys.version_info[:3]))


def _models() -> str:
    folder = resources.files("porewise.io") / "models"
    names = sorted(p.name for p in folder.iterdir() if p.name.endswith(".tflite"))
    if len(names) != 3:
        raise RuntimeError(
            "the three face models are not inside this installation; install the Porewise wheel again"
        )
    return ", ".join(names)


def _finder() -> str:
    from porewise.io.faces import find_face
    from porewise.io.photos import read_photo
    from porewise.synth import demo
    from porewise.values.face import NoFace

    found = find_face(read_photo(demo.photos()[0]))
    if isinstance(found, NoFace):
        raise RuntimeError("the example face was not found; OpenCV or the models are damaged")
    return "the example face is found"


def _opencv() -> str:
    owners = sorted(set(metadata.packages_distributions().get("cv2", [])))
    if len(owners) > 1:
        raise RuntimeError(
            f"more than one OpenCV is installed ({', '.join(owners)}); keep only opencv-python-headless"
        )
    return f"{owners[0]} {metadata.version(owners[0])}"


def _solver() -> str:
    return f"OR-Tools {metadata.version('ortools')}"


def _assets() -> str:
    folder = resources.files("porewise.web") / "static" / "vendor"
    if not any(p.name.endswith(".css") for p in folder.iterdir()):
        raise RuntimeError("the web app's style sheets are missing; install the Porewise wheel again")
    return "style sheets are inside this installation; no page asks the network for anything"


def _disk() -> str:
    free = shutil.disk_usage(Path.home()).free // 1_000_000
    if free < NEEDED_MB:
        raise RuntimeError(
            f"only {free} MB are free in your home folder; Porewise wants {NEEDED_MB} MB for photos"
        )
    return f"{free} MB free"


CHECKS: tuple[tuple[str, Callable[[], str]], ...] = (
    ("Python", _python),
    ("Face models", _models),
    ("Face finder", _finder),
    ("OpenCV", _opencv),
    ("Planner", _solver),
    ("Web assets", _assets),
    ("Disk", _disk),
)
