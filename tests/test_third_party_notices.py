"""The notices tell the truth about what is installed and shipped."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
NOTICES = (ROOT / "THIRD_PARTY_NOTICES.md").read_text(encoding="utf-8")
ELSEWHERE = {
    "colorama",
    "importlib-metadata",
    "lazy-importer",
    "tzdata",
    "zipp",
}  # by system or Python version
FAMILIES = ("Apache", "BSD", "MIT", "ISC", "PSF", "LGPL", "MPL", "Zlib")


def direct() -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [Requirement(text) for text in project["dependencies"] + project["optional-dependencies"]["ocr"]]


def installed() -> dict[str, Distribution]:
    """Porewise's runtime dependencies and theirs, as they are installed here."""
    found: dict[str, Distribution] = {}
    waiting = direct()
    while waiting:
        need = waiting.pop()
        name = canonicalize_name(need.name)
        extras = {"", *need.extras}
        if name in found or (need.marker and not need.marker.evaluate({"extra": ""})):
            continue
        try:
            found[name] = distribution(name)
        except PackageNotFoundError:
            pytest.skip(f"{name} is not installed")
        for text in found[name].requires or []:
            further = Requirement(text)
            if further.marker is None or any(further.marker.evaluate({"extra": e}) for e in extras):
                waiting.append(Requirement(text.split(";")[0]))
    return found


def listed() -> dict[str, tuple[str, bool]]:
    """The table of packages: name to licence and whether it is a direct dependency."""
    rows = re.findall(r"^\| ([\w.-]+) \| ([^|]+) \| (yes)? ?\|$", NOTICES, re.MULTILINE)
    return {name: (licence.strip(), bool(yes)) for name, licence, yes in rows if name != "package"}


def licence_words(package: Distribution) -> str:
    data = package.metadata
    classifiers = [c for c in data.get_all("Classifier") or [] if c.startswith("License")]
    words = " ".join([data.get("License-Expression") or "", (data.get("License") or "")[:60], *classifiers])
    return words.replace("Lesser General Public License", "LGPL")


def test_every_package_that_comes_with_porewise_is_named() -> None:
    """None forgotten, none left over."""
    assert set(listed()) - ELSEWHERE == set(installed()) - ELSEWHERE


def test_the_direct_ones_are_those_of_the_project() -> None:
    """As pyproject.toml asks for them."""
    assert {n for n, (_, yes) in listed().items() if yes} == {canonicalize_name(r.name) for r in direct()}


def test_each_licence_is_the_one_in_the_package() -> None:
    """The families must meet: what we say and what the package says of itself."""
    for name, package in installed().items():
        said, own = listed()[name][0], licence_words(package)
        families = {f for f in FAMILIES if f in own}
        assert not families or any(f in said for f in families), (name, said, own)


def test_nothing_under_the_gpl_is_installed_with_porewise() -> None:
    """Lesser GPL libraries in files of their own are fine; GPL packages would bind our users."""
    for name, package in installed().items():
        own = licence_words(package)
        assert not re.search(r"(?<!L)GPL|General Public License", own), (name, own)
    assert "pillow-heif" not in installed()


@pytest.mark.parametrize(
    "words",
    [
        "Copyright (c) 2020 USC Institute for Creative Technologies",
        "The Bootstrap Authors",
        "Popper",
        "MediaPipe",
    ],
)
def test_what_our_wheel_contains_is_credited(words: str) -> None:
    """The files of others inside our own package."""
    assert words in NOTICES


def test_no_requirement_names_an_index_and_all_have_hashes() -> None:
    """Where packages come from is the installer's choice; what they are is ours."""
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    assert not re.search(r"^\s*--?(index|extra|find|trusted|i\b)|https?://|file:", text, re.MULTILINE)
    pins = re.split(r"\n(?=[a-z0-9])", re.sub(r"^ *#.*\n", "", text, flags=re.MULTILINE).strip())
    assert len(pins) > 50
    for pin in pins:
        assert re.match(r"[\w.-]+==[\w.]+", pin), pin
        assert "--hash=sha256:" in pin, pin
    lock = (ROOT / "build_assets" / "package-lock.json").read_text(encoding="utf-8")
    assert "resolved" not in lock
    assert "http" not in lock
    assert "integrity" in lock
