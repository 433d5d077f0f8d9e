"""A verdict as plain text for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from porewise.values.verdict import NoVerdict, Verdict

WIDTH = 96
VERDICT_WORDS = {"true": "TRUE", "false": "FALSE", "partly": "PARTLY TRUE", "unproven": "UNPROVEN"}
ACTION_WORDS = {
    "clarify": "NO VERDICT: say it otherwise",
    "decline": "NO VERDICT: not for Porewise",
    "abstain": "NO VERDICT: no record",
    "refer": "NO VERDICT: someone should look",
    "refer_emergency": "GET HELP NOW",
}
STRENGTH_WORDS = {
    "A": "trial, label or regulation",
    "B": "guideline, cohort or small trial",
    "C": "expert opinion",
    "E": "our own design choice",
}


def verdict_lines(answer: Verdict | NoVerdict, *, asked: str = "") -> Iterable[str]:
    """The answer to one claim; ``asked`` repeats the claim where several are answered."""
    if asked:
        yield from _wrapped(f"“{asked.strip()[:300]}”")
    if isinstance(answer, NoVerdict):
        yield ACTION_WORDS[answer.action]
        yield from _wrapped(answer.says, "  ")
    else:
        yield VERDICT_WORDS[answer.verdict]
        yield from _wrapped(f"Understood as: {answer.understood_as}", "  ")
        yield from _wrapped(answer.says, "  ")
        yield from _wrapped(f"Known: {answer.known}", "  ")
        yield from _wrapped(f"Not known: {answer.not_known}", "  ")
        yield "  Sources:"
        for s in answer.sources:
            yield from _wrapped(f"- {s.says} (strength {s.strength}: {STRENGTH_WORDS[s.strength]})", "    ")
    if answer.see_also:
        yield "  See also:"
        for r in answer.see_also:
            yield from _wrapped(f"- {r.claim} {VERDICT_WORDS[r.verdict].capitalize()}.", "    ")


def _wrapped(text: str, indent: str = "") -> Iterator[str]:
    yield from textwrap.wrap(
        text, WIDTH, initial_indent=indent, subsequent_indent=indent + ("  " if text.startswith("- ") else "")
    )
