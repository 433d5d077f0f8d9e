"""Every assertion of the two articles is carried by something that exists, or answered with a reason."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
import yaml

from porewise.knowledge.browse import all_records, find_records
from porewise.knowledge.records import record_file
from porewise.knowledge.rules import plan_text, reason_texts, step_texts

TESTS = Path(__file__).parents[1]
ASSERTIONS = record_file("assertions")["assertion"]
# 48 assertions of the first article, 142 of the second, 16 differences and gaps
IDS = [f"{a}-{n:03}" for a, last in (("S0", 48), ("S1", 142), ("X", 16)) for n in range(1, last + 1)]


@cache
def scenarios() -> frozenset[str]:
    files = sorted((TESTS / "scenarios").rglob("*.yaml"))
    return frozenset(s["name"] for f in files for s in yaml.safe_load(f.read_text("utf-8")))


def carried(reference: str) -> str:
    """What a reference leads to, in words; empty where it leads nowhere."""
    kind, name = reference.split(":", 1)
    if kind == "scenario":
        return name if name in scenarios() else ""
    if kind == "test":
        path = TESTS.parent / name
        return "\n".join(re.findall(r"def (test_\w+)", path.read_text("utf-8"))) if path.exists() else ""
    if kind == "text":
        return plan_text(name)
    if kind == "step":
        return step_texts()[name].amount
    if kind == "reason":
        return reason_texts()[name].says
    return next((r.says for r in all_records() if (r.kind, r.id) == (kind, name)), "")


def test_all_assertions_of_both_articles_are_there_once():
    assert [a["id"] for a in ASSERTIONS] == IDS


@pytest.mark.parametrize("assertion", ASSERTIONS, ids=lambda a: a["id"])
def test_an_assertion_is_carried_or_answered(assertion: dict[str, object]):
    """Each thing it names exists and says something; a reason for saying otherwise is a sentence."""
    for reference in assertion["carried_by"]:  # type: ignore[attr-defined]
        assert len(carried(reference)) > 3, reference
    reason = assertion.get("otherwise")
    assert reason is None or (len(str(reason)) > 20 and str(reason).endswith("."))


def test_no_assertion_rests_on_a_test_alone():
    """A person must be able to read what became of it."""
    for assertion in ASSERTIONS:
        assert any(not r.startswith("test:") for r in assertion["carried_by"]), assertion["id"]


def test_every_rule_that_names_an_assertion_is_named_by_it():
    """Rules and assertions point at each other; a rule is never the odd one out."""
    by_id = {a["id"]: a["carried_by"] for a in ASSERTIONS}
    for rule in record_file("rules")["rule"]:
        for id_ in rule.get("assertions", ()):
            assert id_ in by_id, (rule["id"], id_)


def test_an_assertion_can_be_looked_up():
    """`porewise knowledge S0-030` shows what became of it."""
    (found,) = find_records("S0-030")
    assert "rule:C01" in found.says
