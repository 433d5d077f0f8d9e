"""Run the commands; turn a failing world into one sentence and an exit code."""

from __future__ import annotations

import os
import sys

from porewise.values.errors import PorewiseError

UNUSABLE_INPUT = 1


def main() -> None:
    """
    The ``porewise`` command. Exit codes: 0 answered, 1 the input could not be used, 2 usage.

    Bugs (anything but ``PorewiseError``) say so in one sentence; the traceback is shown only
    where ``POREWISE_DEBUG`` is set.
    """
    # zones are measured in threads of their own: a second level of threads inside NumPy only gets in their way
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from porewise.cli.app import app

    try:
        app()
    except PorewiseError as error:
        _say(str(error))
        sys.exit(UNUSABLE_INPUT)
    except BrokenPipeError:  # the reader of a pipe has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:
        if os.environ.get("POREWISE_DEBUG"):
            raise
        _say(
            f"Porewise made a mistake ({type(error).__name__}: {error}); please report it with the command you used."
        )
        sys.exit(UNUSABLE_INPUT)


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr)  # noqa: T201  # the command line's own error channel
