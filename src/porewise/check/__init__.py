"""
Check: what is in this bottle, what of it matters for visible pores, and what could not be read.

The verb and its folder share the name ``porewise.check``: called, the folder answers like the function
(``porewise.check("Aqua, Niacinamide")``), whichever of the two was met first.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import cast

from porewise.check.label import check_label
from porewise.values.label import CheckedProduct
from porewise.values.profile import Profile


class _Verb(ModuleType):
    def __call__(
        self, text: str, *, kind: str | None = None, profile: Profile | None = None
    ) -> CheckedProduct:
        door = import_module("porewise.calls")  # the one call of the whole library, imported names included
        return cast(CheckedProduct, door.check(text, kind=kind, profile=profile))


sys.modules[__name__].__class__ = _Verb

__all__ = ["check_label"]
