"""The command line: ask, call once, show."""

from porewise.cli.main import main

__all__ = ["main"]
