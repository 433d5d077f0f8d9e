"""Labels are read with the curated dictionary alone, whatever the developer imported."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def no_imported_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORE_DATA", str(tmp_path / "nothing"))
