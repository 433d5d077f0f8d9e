"""The only code that opens the knowledge files. Each is read once and kept."""

from __future__ import annotations

import json
import tomllib
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

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
        return _joined(folder / name)
    return tomllib.loads((folder / f"{name}.toml").read_text("utf-8"))


def _joined(folder: Traversable) -> dict[str, Any]:
    """Read the files of a folder as if they were one: lists follow each other in the order of the names."""
    joined: dict[str, Any] = {}
    for file in sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name):
        for key, value in tomllib.loads(file.read_text("utf-8")).items():
            joined[key] = [*joined.get(key, ()), *value] if isinstance(value, list) else value
    return joined


@cache
def record_index(name: str) -> dict[str, Any]:
    """Read what was counted of a folder of knowledge files beforehand, so that loading stays fast."""
    path = resources.files("porewise.knowledge") / "records" / name / "index.json"
    index: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return index


@cache
def record_schema(name: str) -> Json:
    """Read the JSON schema of one knowledge file."""
    path = resources.files("porewise.knowledge") / "schemas" / f"{name}.schema.json"
    schema: Json = json.loads(path.read_text("utf-8"))
    return schema
