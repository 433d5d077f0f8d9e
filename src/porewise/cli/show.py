"""stdout carries the answer only; progress and warnings go to stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import TYPE_CHECKING

from porewise.values.json import Json

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress


def print_json(document: Json, *, one_line: bool = False) -> None:
    """Print a document; on one line where several follow each other (JSON Lines)."""
    text = json.dumps(document, ensure_ascii=False, indent=None if one_line else 2)
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def print_lines(lines: Iterable[str]) -> None:
    """Print lines of text."""
    for line in lines:
        sys.stdout.write(line + "\n")
    sys.stdout.flush()


def stdin_lines() -> Iterator[str]:
    """The lines of stdin, one at a time, whatever bytes they hold."""
    for raw in sys.stdin.buffer:
        yield raw.decode("utf-8", errors="replace").rstrip("\r\n")


def say(sentence: str) -> None:
    """Say something that is not the answer."""
    sys.stderr.write(sentence + "\n")
    sys.stderr.flush()


class Progress:
    """A progress bar on stderr, only where someone is watching."""

    def __init__(self, what: str, total: int, *, quiet: bool) -> None:
        self._what, self._total = what, total
        self._bar: RichProgress | None = None
        self._watched = sys.stderr.isatty() and not quiet

    def __enter__(self) -> Progress:
        if self._watched:
            from rich.console import Console
            from rich.progress import Progress as RichProgress

            self._bar = RichProgress(console=Console(stderr=True), transient=True)
            self._task = self._bar.add_task(self._what, total=self._total if self._total > 1 else None)
            self._bar.start()
        return self

    def step(self) -> None:
        """One of the things is done."""
        if self._bar is not None:
            self._bar.advance(self._task)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()
