"""The only code that opens the knowledge files. Each is read once and kept."""

from __future__ import annotations

import gc
import json
import zlib
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

import tomli  # reads as the standard library's does, three times as fast

from porewise.values.json import Json


@cache
def record_names() -> tuple[str, ...]:
    """Name every knowledge file, without extension; a folder of files that belong together counts as one."""
    folder = resources.files("porewise.knowledge") / "records"
    return tuple(sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if not f.name.startswith(".")))


@cache
def record_file(name: str) -> dict[str, Any]:
    """Read one knowledge file by its name without extension (``"causes"``)."""
    if name not in record_names():
        raise ValueError(f"name must be one of {', '.join(record_names())}, got {name!r}")
    folder = resources.files("porewise.knowledge") / "records"
    if (folder / name).is_dir():
        return _joined_before(folder / name) or joined(name)
    return tomli.loads((folder / f"{name}.toml").read_text("utf-8"))


def joined(name: str) -> dict[str, Any]:
    """Read the files of a folder as if they were one: lists follow each other in the order of the names."""
    out: dict[str, Any] = {}
    for text in _texts(resources.files("porewise.knowledge") / "records" / name):
        for key, value in tomli.loads(text.decode()).items():
            out[key] = [*out.get(key, ()), *value] if isinstance(value, list) else value
    return out


def fingerprint(name: str) -> int:
    """A number that changes with a knowledge file, or with any file of a folder."""
    folder = resources.files("porewise.knowledge") / "records"
    if (folder / name).is_dir():
        return _sum(folder / name)
    return zlib.crc32((folder / f"{name}.toml").read_bytes())


def _joined_before(folder: Traversable) -> dict[str, Any] | None:
    """A folder as it was joined beforehand, which is read ten times as fast; None where its files changed since."""
    kept = folder / "joined.json"
    if not kept.is_file():
        return None
    whole = _whole(kept)
    data: dict[str, Any] = whole["data"]
    return data if whole["of"] == _sum(folder) else None


def _texts(folder: Traversable) -> list[bytes]:
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    return [f.read_bytes() for f in files]


def _sum(folder: Traversable) -> int:
    total = 0
    for text in _texts(folder):
        total = zlib.crc32(text, total)
    return total


@cache
def record_index(name: str) -> dict[str, Any]:
    """Read what was counted of a folder of knowledge files beforehand, so that loading stays fast."""
    path = resources.files("porewise.knowledge") / "records" / name / "index.json"
    return _whole(path)


def _whole(path: Traversable) -> dict[str, Any]:
    """Read a large file without collecting garbage meanwhile: there is none, and looking costs as much as reading."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        read: dict[str, Any] = json.loads(path.read_bytes())
    finally:
        if collecting:
            gc.enable()
    return read


@cache
def record_schema(name: str) -> Json:
    """Read the JSON schema of one knowledge file."""
    path = resources.files("porewise.knowledge") / "schemas" / f"{name}.schema.json"
    schema: Json = json.loads(path.read_text("utf-8"))
    return schema
