"""How values become JSON: the type, and one rounding for all documents."""

from __future__ import annotations

from typing import Any

# A JSON object; what lies inside is fixed by the published schemas (`porewise schema NAME`).
Json = dict[str, Any]


def rounded(number: float, *, digits: int = 6) -> float:
    """
    Round to significant digits, so that documents stay short and compare byte for byte.

    >>> rounded(0.123456789)
    0.123457
    >>> rounded(0.0)
    0.0
    """
    return float(f"{number:.{digits}g}")
