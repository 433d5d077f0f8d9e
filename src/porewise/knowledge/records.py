"""The only code that opens the knowledge files. Each is read once and kept."""

from __future__ import annotations

import json
import tomllib
from functools import cache
from importlib import resources
from typing import Any

from porewise.values.json import Json


@cache
def record_names() -> tuple[str, ...]:
    """Name every knowledge file, without extension."""
    folder = resources.files("porewise.knowledge") / "records"
    return tuple(sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml")))


@cache
def record_file(name: str) -> dict[str, Any]:
    """Read one knowledge file by its name without extension (``"causes"``)."""
    if name not in record_names():
        raise ValueError(f"name must be one of {', '.join(record_names())}, got {name!r}")
    path = resources.files("porewise.knowledge") / "records" / f"{name}.toml"
    return tomllib.loads(path.read_text("utf-8"))


@cache
def record_schema(name: str) -> Json:
    """Read the JSON schema of one knowledge file."""
    path = resources.files("porewise.knowledge") / "schemas" / f"{name}.schema.json"
    schema: Json = json.loads(path.read_text("utf-8"))
    return schema
