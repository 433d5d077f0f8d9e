"""The reader of labels: one dictionary, loaded once and kept."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from porewise.check.names import Names
from porewise.check.resolve import Resolver
from porewise.knowledge.ingredients import ingredients


@cache
def reader() -> Resolver:
    """Make the reader of the curated dictionary, once."""
    with uncollected():
        return Resolver(Names(ingredients()))


@contextmanager
def uncollected() -> Iterator[None]:
    """
    Keep Python's collector from walking the dictionary again and again while many values are made.

    Values refer to no one who refers to them, so there is nothing for it to find meanwhile.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()  # and back: all that was made counts as old at once, and is not walked a first time
        gc.unfreeze()
        if was:
            gc.enable()
