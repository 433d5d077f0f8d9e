"""
The example person: one rendered head that belongs to nobody, seen at two visits, and an invented profile.

Between the visits nothing changed but light, pose and camera. The head's shape is ICT-FaceKit's (MIT).
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "demo_files"


def photos() -> tuple[Path, Path]:
    """The photos of the two visits, in order."""
    return FOLDER / "demo_visit_1.jpg", FOLDER / "demo_visit_2.jpg"


def profile_path() -> Path:
    """The invented profile (TOML)."""
    return FOLDER / "profile.toml"


def profile() -> dict[str, Any]:
    """The invented profile in the shape of its TOML."""
    return tomllib.loads(profile_path().read_text("utf-8"))
