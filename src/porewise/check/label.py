"""The whole answer about one label."""

from __future__ import annotations

from porewise import __version__
from porewise.check.read import read_label
from porewise.check.reader import reader
from porewise.knowledge import KNOWLEDGE_VERSION
from porewise.values.document import MadeWith
from porewise.values.label import CheckedProduct
from porewise.values.profile import Profile


def check_label(text: str, *, kind: str | None = None, profile: Profile | None = None) -> CheckedProduct:
    """
    Read a label and say what follows from it.

    ``kind``: the product's category, where it is known. Never fails: a text without an ingredient list is
    answered with the verdict ``no_list``.
    """
    origin = MadeWith(version=__version__, knowledge=KNOWLEDGE_VERSION)
    return read_label(text, reader(), made_with=origin)
