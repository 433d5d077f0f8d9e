"""How numbers and words are shown, the same on every page."""

from __future__ import annotations

import math
from typing import Any

from django import template

from porewise.knowledge.claims import Topic, claims_touching
from porewise.values.json import Json

register = template.Library()


@register.filter
def words(value: Any) -> str:
    """Show a code as words where no better wording is known: ``left_cheek`` is "left cheek"."""
    return str(value).replace("_", " ").strip()


@register.simple_tag
def topics_about(kind: str, code: str) -> tuple[Topic, ...]:
    """Topics of claims that touch a cause or a procedure (``{% topics_about "causes" "sebum" as topics %}``)."""
    return claims_touching(kind, code)


def decimals_for(low: float, high: float) -> int:
    """
    How many decimals an interval deserves: as many as show its width, no more.

    >>> decimals_for(0.18, 0.25), decimals_for(41, 83), decimals_for(2.9, 4.1)
    (2, 0, 1)
    """
    return min(4, max(0, -math.floor(math.log10((high - low) / 2))))


def shown_estimate(estimate: Json, unit: str, times: float = 1.0) -> tuple[str, str]:
    """
    Write a number with its unit, and its interval apart.

    >>> shown_estimate({"value": 0.21, "low": 0.18, "high": 0.25}, "mm")
    ('0.21 mm', '0.18 to 0.25')
    """
    value, low, high = (estimate[k] * times for k in ("value", "low", "high"))
    if low == high:  # counted, not estimated: a share of this photo's own pixels
        return f"{value:.1f} {unit}".strip(), "exact for this photo"
    places = decimals_for(low, high)
    return f"{value:.{places}f} {unit}".strip(), f"{low:.{places}f} to {high:.{places}f}"
