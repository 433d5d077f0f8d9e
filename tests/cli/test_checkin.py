"""The diary on the command line: begin, log, plan on; one sentence for what cannot be."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from typer.testing import CliRunner

from porewise.cli.app import app
from porewise.report.contracts import contract
from porewise.values.errors import PorewiseError

EXAMPLE = Path(__file__).parents[2] / "examples" / "oily-beginner.toml"


def run(*words: str) -> tuple[int, str, str]:
    """Run a command in this process: exit code, stdout, and the sentence of a refusal."""
    done = CliRunner().invoke(app, list(words))
    if isinstance(done.exception, PorewiseError):
        return 1, done.stdout, str(done.exception)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture
def me(tmp_path: Path) -> Path:
    path = tmp_path / "me.toml"
    shutil.copy(EXAMPLE, path)
    return path


def validated(name: str, text: str) -> dict[str, object]:
    document: dict[str, object] = json.loads(text)
    Draft202012Validator(contract(name), format_checker=FormatChecker()).validate(document)
    return document


def test_a_diary_begins_is_kept_and_goes_on(me: Path):
    """The first call plans; later ones log; documents and diary are valid; the plan numbers its days on."""
    code, out, _ = run("checkin", "--profile", str(me), "--day", "2026-03-02", "--json")
    first = validated("checkin", out)
    assert (code, first["plans_from"]) == (0, "2026-03-02")
    words = ("--done", "--irritation", "none", "--json")
    _, out, _ = run("checkin", "--profile", str(me), "--day", "2026-03-02", *words)
    second = validated("checkin", out)
    assert (second["start"], second["plans_from"], second["moved"]) == ("2026-03-02", "2026-03-03", [])
    assert second["routine"]["days"][0]["day"] == 1  # type: ignore[index]
    diary = validated("diary", (me.parent / "me.diary.json").read_text("utf-8"))
    assert [e["session"] for e in diary["entries"]] == ["pm"]  # type: ignore[attr-defined]


def test_the_text_says_what_moved_and_how_much_was_kept(me: Path):
    run("checkin", "--profile", str(me), "--day", "2026-03-02")
    run("checkin", "--profile", str(me), "--day", "2026-03-02", "--done", "--irritation", "none")
    _, out, _ = run("checkin", "--profile", str(me), "--day", "2026-03-03", "--missed")
    assert "Nothing that was planned has moved." in out
    assert "2 missed" in out
    _, out, _ = run("checkin", "--profile", str(me), "--day", "2026-03-04", "--reaction", "adapalene")
    assert "Adapalene 0.1 % comes off" in out
    assert "(rules I05)" in out


def test_the_same_check_in_twice_is_one(me: Path):
    for _ in range(2):
        run("checkin", "--profile", str(me), "--day", "2026-03-02", "--done")
    diary = json.loads((me.parent / "me.diary.json").read_text("utf-8"))
    assert len(diary["entries"]) == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--day", "2026-03-01", "--done"), "before the start of the diary (2026-03-02)"),
        (("--irritation", "terrible"), "irritation"),
        (("--session", "noon"), "noon"),
        (("--skipped", "stranger"), "'stranger' is not on the shelf"),
        (("--symptom", "hive"), "did you mean 'hives'"),
        (("--event", "lazer", "--on", "2026-03-09"), "did you mean 'laser'"),
        (("--event", "laser", "--on", "2026-03-09", "--until", "2026-03-01"), "must not be before start"),
    ],
)
def test_what_cannot_be_gets_one_sentence(me: Path, words: tuple[str, ...], said: str):
    """Exit code 1, the field, the value, the remedy; the diary stays as it was."""
    run("checkin", "--profile", str(me), "--day", "2026-03-02")
    before = (me.parent / "me.diary.json").read_bytes()
    more = () if "--day" in words else ("--day", "2026-03-03")
    code, out, err = run("checkin", "--profile", str(me), *more, *words)
    assert (code, out) == (1, "")
    assert said in err
    assert (me.parent / "me.diary.json").read_bytes() == before


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"schema": "porewise/diary/2"}', '{"schema": "porewise/diary/1"}']
)
def test_a_file_that_is_no_diary_is_named(me: Path, text: str):
    log = me.parent / "odd.json"
    log.write_text(text, "utf-8")
    code, _, err = run("checkin", "--profile", str(me), "--log", str(log), "--done")
    assert code == 1
    assert err.startswith("odd.json")
    assert log.read_text("utf-8") == text


@pytest.mark.parametrize("words", [("--done", "--missed"), ("--event", "laser")])
def test_options_that_cannot_go_together_are_a_usage_error(me: Path, words: tuple[str, ...]):
    code, _, _ = run("checkin", "--profile", str(me), *words)
    assert code == 2


def test_a_plan_can_be_taken_along(me: Path):
    """Calendar, doctor's page and printable week from one command; stdout stays the answer alone."""
    names = ("plan.ics", "doctor.pdf", "week.pdf")
    ics, pdf, week = (str(me.parent / n) for n in names)
    files = ("--ics", ics, "--pdf", pdf, "--week", week, "--time-zone", "Asia/Singapore")
    code, out, err = run("plan", "--profile", str(me), "--start", "2026-03-02", *files, "--json")
    assert code == 0
    validated("routine", out)
    assert all(n in err for n in names)
    assert b"TZID=Asia/Singapore" in Path(ics).read_bytes()
    assert Path(pdf).read_bytes().startswith(b"%PDF")
    code, _, err = run("plan", "--profile", str(me), "--time-zone", "Europe/Atlantis")
    assert code == 2
