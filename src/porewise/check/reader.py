"""The reader of labels: one dictionary, loaded once and kept."""

from __future__ import annotations

from functools import cache

from porewise.check.names import Names
from porewise.check.resolve import Resolver
from porewise.knowledge.ingredients import ingredients


@cache
def reader() -> Resolver:
    """Make the reader of the curated dictionary, once."""
    return Resolver(Names(ingredients()))
