"""The examples in the docstrings are true."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import porewise

QUIET = ("porewise.web",)  # needs Django's settings; its pages are tested as pages


def _modules() -> list[str]:
    found = pkgutil.walk_packages(porewise.__path__, "porewise.", onerror=lambda _: None)
    return [m.name for m in found if not m.name.startswith(QUIET)]


@pytest.mark.parametrize("name", _modules())
def test_docstring_examples_hold(name: str) -> None:
    """Every `>>>` in a docstring gives what it says."""
    failed, _ = doctest.testmod(importlib.import_module(name))
    assert failed == 0
