"""The flat door: ten or so names, loaded when asked for, and nothing heavy before."""

from __future__ import annotations

import subprocess
import sys

import pytest

import porewise

HEAVY = ("cv2", "scipy", "ortools", "numpy", "django", "dask", "PIL")


def _loaded_after(code: str) -> set[str]:
    script = f"{code}\nimport sys; print(' '.join(m for m in {HEAVY!r} if m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_importing_porewise_loads_nothing_heavy() -> None:
    """`import porewise` costs next to nothing."""
    assert _loaded_after("import porewise; porewise.PorewiseError, porewise.Estimate") == set()


def test_asking_for_help_loads_nothing_heavy() -> None:
    """The command answers `--help` without the libraries that measure, plan or serve."""
    run = "import sys; sys.argv = ['porewise', '--help']; from porewise.cli import main"
    code = f"{run}\ntry: main()\nexcept SystemExit: pass"
    script = f"{code}\nimport sys; sys.stderr.write(' '.join(m for m in {HEAVY!r} if m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "measure" in done.stdout
    assert done.stderr.split() == []


def test_every_name_of_the_door_opens() -> None:
    """All public names exist, and the stub for type checkers lists the same ones."""
    for name in porewise.__all__:
        assert getattr(porewise, name) is not None
    stub = (__import__("pathlib").Path(porewise.__file__).with_suffix(".pyi")).read_text("utf-8")
    assert all(f" {name}" in stub or name == "__version__" for name in porewise.__all__)


def test_a_name_that_is_not_there_is_answered_with_those_that_are() -> None:
    """A typo at the door names the ways in."""
    with pytest.raises(AttributeError, match="measure_photo"):
        porewise.mesure_photo  # type: ignore[attr-defined]  # noqa: B018
