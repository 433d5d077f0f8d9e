"""The small functions say what their docstrings say."""

from __future__ import annotations

import doctest
import importlib

import pytest

MODULES = ("accept", "story.bottle", "forms", "traces", "templatetags.porewise")


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_the_docstrings_run(name: str) -> None:
    """Docs run."""
    result = doctest.testmod(importlib.import_module(f"porewise.web.{name}"))
    assert result.attempted > 0
    assert result.failed == 0
