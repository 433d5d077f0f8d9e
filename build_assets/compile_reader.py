"""
Compile the reader of labels to machine code: the same Python sources, a third faster.

    python build_assets/compile_reader.py OUT

Writes the compiled modules below the folder OUT, each at its place in the wheel. Exits with 1, and one line that says
why, where that cannot be done here (no C compiler, no mypy): the wheel then holds the plain sources alone, which
answer the same.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
import tempfile
from pathlib import Path
from shutil import copytree

SOURCES = Path(__file__).resolve().parents[1] / "src"
PACKAGE = Path("porewise", "check")
OPTIONS = ("--follow-imports=silent", "--ignore-missing-imports", "--cache-dir=.mypy_cache")


def main(out: Path) -> None:
    """Compile a copy of the sources, so that nothing is left among them, and hand over what was made."""
    with tempfile.TemporaryDirectory() as folder:
        copytree(SOURCES / "porewise", Path(folder, "porewise"), ignore=lambda _, names: _no_code(names))
        os.chdir(folder)
        sys.path.insert(0, folder)
        made = _compile()
        for path in made:
            (out / path).parent.mkdir(parents=True, exist_ok=True)
            (out / path).write_bytes(path.read_bytes())


def _no_code(names: list[str]) -> list[str]:
    """What the compiler need not see: models, style sheets, records."""
    return [n for n in names if "." in n and not n.endswith((".py", ".pyi", ".typed"))]


def _compile() -> list[Path]:
    from mypyc.build import mypycify
    from setuptools import Distribution

    modules = sorted(str(p) for p in PACKAGE.glob("*.py") if p.name != "__init__.py")
    parts = mypycify([*OPTIONS, *modules], opt_level="2", debug_level="0")
    work = Distribution({"name": "porewise", "ext_modules": parts})
    build = work.get_command_obj("build_ext")
    build.inplace = False
    build.build_lib = "made"
    build.ensure_finalized()
    build.run()
    os.chdir("made")
    return sorted(p for p in Path().rglob("*") if p.is_file())


def _why(error: BaseException, said: str) -> str:
    """One plain sentence: a package is missing, the sources do not compile, or the compiler does not work."""
    if isinstance(error, ImportError):
        return str(error)
    lines = [line for line in said.splitlines() if ": error:" in line]
    if isinstance(error, SystemExit) and lines:
        return lines[-1]
    return "no C compiler works here with the headers of this Python"


if __name__ == "__main__":
    said = io.StringIO()
    try:
        with contextlib.redirect_stdout(said):
            main(Path(sys.argv[1]).resolve())
    except (Exception, SystemExit) as error:  # the plain sources do as well
        sys.exit(f"The reader was not compiled: {_why(error, said.getvalue())}")
