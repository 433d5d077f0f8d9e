"""What all tests share: the material beside the repository, and the example photo."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from porewise.values.photo import Photo

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """The real photos, products and claims beside the repository; tests that need them skip without."""
    folder = Path(os.environ.get("PORE_SHARED", ROOT.parent / "shared"))
    if not (folder / "photos").is_dir():
        pytest.skip("the real photos are not beside this checkout (set PORE_SHARED to their folder)")
    return folder


@pytest.fixture(scope="session")
def demo_photo() -> Photo:
    """The example photo of visit 1, read once."""
    from porewise.io.photos import read_photo
    from porewise.synth import demo

    return read_photo(demo.photos()[0])
