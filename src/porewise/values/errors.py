"""The failing world: the only exceptions a caller of Porewise has to know."""

from __future__ import annotations


class PorewiseError(Exception):
    """
    Something outside could not be used: an unreadable file, an invalid profile, a missing model.

    Its text is one plain sentence that names the file or field, the value and the remedy;
    the command line prints it and exits with 1, the web app shows it on a 4xx page.
    """
