"""The build puts others' files in place, checked byte for byte, and says plainly when it cannot."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture
def hook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The build hook, placing into an empty folder."""
    pytest.importorskip("hatchling")
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "MODELS", tmp_path / "models")
    monkeypatch.setattr(module, "VENDOR", tmp_path / "vendor")
    return module


def in_place(hook: ModuleType) -> None:
    """Copy what the checkout holds, as a finished build would leave it."""
    for source, target in (
        (ROOT / "src/porewise/io/models", hook.MODELS),
        (ROOT / "src/porewise/web/static/vendor", hook.VENDOR),
    ):
        if not source.is_dir():
            pytest.skip("nothing was placed in this checkout yet (run `python hatch_build.py`)")
        shutil.copytree(source, target)


def no_downloads(*args: Any, **kwargs: Any) -> None:
    raise AssertionError("a program was started though everything is in place")


def test_what_is_in_place_is_left_alone(hook: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second build needs no network."""
    in_place(hook)
    monkeypatch.setattr(subprocess, "run", no_downloads)
    hook.place_all()
    notice = (hook.MODELS / "NOTICE").read_text(encoding="utf-8")
    for asset in hook.FACE_MODELS:
        assert asset.is_in(hook.MODELS)
        assert asset.sha256 in notice or asset.name == "LICENSE"
    assert all(asset.is_in(hook.VENDOR) for asset in hook.BOOTSTRAP)


def test_a_changed_file_is_noticed(hook: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """One wrong byte, and the file is fetched again."""
    in_place(hook)
    model = hook.MODELS / "iris_landmark.tflite"
    model.write_bytes(model.read_bytes()[:-1] + b"?")
    monkeypatch.setattr(subprocess, "run", no_downloads)
    with pytest.raises(AssertionError, match="a program was started"):
        hook.place_face_models()


def test_wrong_bytes_are_never_written(hook: ModuleType) -> None:
    """A tampered download is refused by name, and nothing is left behind."""
    with pytest.raises(hook.AssetError, match=r"^face_landmark\.tflite was refused because its checksum"):
        hook._write(hook.MODELS, hook.FACE_MODELS[1], b"tampered")
    assert not hook.MODELS.exists()


@pytest.mark.parametrize("name", ["place_face_models", "place_bootstrap"])
def test_without_a_network_one_sentence_says_so(
    hook: ModuleType, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """What could not be fetched, by which program, and what to do."""

    def fails(command: list[str], **kwargs: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 1, "", "noise\nERROR: no route to host\n")

    monkeypatch.setattr(hook.subprocess, "run", fails)
    with pytest.raises(hook.AssetError) as caught:
        getattr(hook, name)()
    assert re.match(
        r"^[^\n]+ could not be fetched by (pip|npm); check [^\n]+no route to host\)\.$", str(caught.value)
    )


@pytest.mark.parametrize(
    ("fails", "why"),
    [
        ("ImportError('No module named mypyc')", "No module named mypyc"),
        (
            "RuntimeError(\"command ['cc', '-O2'] failed\")",
            "no C compiler works here with the headers of this Python",
        ),
    ],
)
def test_a_machine_that_cannot_compile_gets_the_plain_reader(
    hook: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    fails: str,
    why: str,
) -> None:
    """One sentence says why, and the build goes on."""
    broken = tmp_path / "mypyc"
    broken.mkdir()
    (broken / "__init__.py").write_text(f"raise {fails}")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(hook, "COMPILED", tmp_path / "reader")
    assert hook.compiled_reader() == {}
    said = capsys.readouterr().err.strip()
    assert said == f"porewise: The reader was not compiled: {why}"
    assert not (tmp_path / "reader").exists()


def test_what_was_compiled_of_the_same_sources_is_taken_again(
    hook: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second wheel of the same sources needs no compiler, and `POREWISE_PLAIN` none at all."""
    monkeypatch.setattr(hook, "COMPILED", tmp_path)
    monkeypatch.setattr(subprocess, "run", no_downloads)
    module = tmp_path / hook._state_of_sources() / "porewise" / "check" / "lattice.so"
    module.parent.mkdir(parents=True)
    module.write_bytes(b"")
    assert hook.compiled_reader() == {str(module): "porewise/check/lattice.so"}
    monkeypatch.setenv("POREWISE_PLAIN", "1")
    assert hook.compiled_reader() == {}
