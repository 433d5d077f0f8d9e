"""`porewise check` and `porewise import`: the answer on stdout, everything else on stderr."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from typer.testing import CliRunner, Result

from porewise.cli.app import app
from porewise.report.contracts import contract
from porewise.values.errors import PorewiseError


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "data"
    monkeypatch.setenv("PORE_DATA", str(folder))
    return folder


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def test_one_label_is_answered_by_contract() -> None:
    done = run("check", "Aqua, Glycerin, Retinol", "--type", "treatment", "--json")
    assert done.exit_code == 0
    jsonschema.validate(json.loads(done.stdout), contract("product"))


def test_a_bound_that_says_nothing_is_not_stated() -> None:
    """What stands first may be up to the whole: no "at most 1e+02 %"."""
    said = run("check", "Niacinamide, glycerin, water, retinol, phenoxyethanol").stdout
    assert "e+0" not in said
    assert "Niacinamide: the percentage is not printed" in said


def test_a_text_without_a_list_is_an_answer() -> None:
    done = run("check", "Visit our shop")
    assert done.exit_code == 0
    assert "no ingredient list" in done.stdout


def test_many_labels_give_one_line_each_and_name_the_line_that_is_none(tmp_path: Path) -> None:
    file = tmp_path / "many.jsonl"
    file.write_text(
        '{"id": "a", "text": "Aqua, Glycerin"}\nnonsense\n{"id": "b", "text": "Hello"}\n', "utf-8"
    )
    done = run("check", "--file", str(file))
    assert done.exit_code == 1
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(a["id"], a["verdict"]) for a in answers] == [("a", "list"), ("b", "no_list")]
    assert "many.jsonl, line 2" in done.stderr


@pytest.mark.parametrize(
    "words", [("check",), ("check", "Aqua", "--type", "potion"), ("import", "nonsense", "file.csv")]
)
def test_what_makes_no_sense_is_a_usage_error(words: tuple[str, ...]) -> None:
    assert run(*words).exit_code == 2


def test_a_barcode_is_looked_up_in_what_was_imported(tmp_path: Path) -> None:
    export = tmp_path / "products.csv"
    export.write_text(
        "code\tproduct_name\tbrands\tingredients_text\n4006381333931\tGel\tAcme\tAqua, Glycerin\n", "utf-8"
    )
    assert run("import", "openbeautyfacts", str(export)).exit_code == 0
    done = run("check", "--barcode", "4006381333931", "--json")
    assert [i["text"] for i in json.loads(done.stdout)["sections"][0]["ingredients"]] == ["Aqua", "Glycerin"]
    assert "Acme Gel" in done.stderr


def test_an_export_that_is_none_is_named(tmp_path: Path) -> None:
    file = tmp_path / "empty.csv"
    file.write_text("", "utf-8")
    done = run("import", "cosing", str(file))
    assert isinstance(done.exception, PorewiseError)
    assert "empty.csv" in str(done.exception)
