"""`porewise ask` as a user types it."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from jsonschema import Draft202012Validator

from porewise.report.contracts import contract


def ask(*words: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    code = "from porewise.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, "ask", *words],
        input=stdin,
        capture_output=True,
        check=False,
        env={**os.environ, "NO_COLOR": "1"},
    )


def test_a_question_is_answered_in_plain_text() -> None:
    """Verdict first, what was understood, both sides of knowledge, the sources."""
    done = ask("does steaming open pores?")
    text = done.stdout.decode()
    assert (done.returncode, done.stderr) == (0, b"")
    assert text.startswith("FALSE\n")
    for part in (
        "Understood as: Steam opens pores.",
        "Known:",
        "Not known:",
        "Sources:",
        "strength C",
        "See also:",
    ):
        assert part in text


def test_claims_from_stdin_give_one_json_line_each_whatever_the_bytes() -> None:
    """Blank and broken lines are answers too; the exit code stays 0."""
    done = ask(
        "-", "--json", stdin="steam doesnt open pores\n\nKönnen Poren atmen?\n".encode() + b"\xff\xfe pore\n"
    )
    documents = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert (done.returncode, done.stderr, len(documents)) == (0, b"", 4)
    for document in documents:
        Draft202012Validator(contract("verdict")).validate(document)
    assert documents[0]["verdict"] == "true"
    assert (documents[1]["verdict"], documents[1]["action"]) == ("no_verdict", "clarify")


def test_an_emergency_is_said_before_anything_else() -> None:
    """The first line a person reads sends them to help."""
    assert (
        ask("my lips are swelling after a mask, do pores close?").stdout.decode().startswith("GET HELP NOW")
    )


def test_a_missing_claim_is_a_usage_error() -> None:
    """Exit 2, and nothing on stdout."""
    done = ask()
    assert (done.returncode, done.stdout) == (2, b"")
