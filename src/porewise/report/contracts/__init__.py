"""The published JSON Schemas: what every document looks like, one file each."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources

from porewise.values.json import Json

SUFFIX = ".schema.json"


@cache
def contract_names() -> tuple[str, ...]:
    """All documents that have a published schema."""
    folder = resources.files("porewise.report.contracts")
    return tuple(sorted(p.name.removesuffix(SUFFIX) for p in folder.iterdir() if p.name.endswith(SUFFIX)))


@cache
def contract(name: str) -> Json:
    """The schema of one document, by its name (``"reading"``)."""
    if name not in contract_names():
        raise ValueError(f"name must be one of {', '.join(contract_names())}, got {name!r}")
    schema = _file(name)
    parts = [p for p in contract_names() if p != name and f"urn:porewise:{p}:1" in json.dumps(schema)]
    if parts:  # a document made of others brings their schemas along, so that it can be checked alone
        schema["$defs"] = {**schema.get("$defs", {}), **{p: _file(p) for p in parts}}
    return schema


def _file(name: str) -> Json:
    text = (resources.files("porewise.report.contracts") / f"{name}{SUFFIX}").read_text("utf-8")
    schema: Json = json.loads(text)
    return schema
