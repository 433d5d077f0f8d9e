"""Which sunscreen is good enough for every morning (B01)."""

from __future__ import annotations

import re

from porewise.knowledge.rules import limit
from porewise.values.shelf import Product


def spf_of(product: Product) -> float | None:
    """
    Give the declared SPF, or the one the product's name states.

    >>> spf_of(Product("s", "Daily fluid SPF 50", "sunscreen"))
    50.0
    """
    if product.spf is not None:
        return product.spf
    named = re.search(r"\b(?:spf|lsf)\s*(\d{1,3})", product.name, re.IGNORECASE)
    return float(named.group(1)) if named else None


def is_good_sunscreen(product: Product) -> bool:
    """SPF 30 or more and not declared narrow."""
    return (spf_of(product) or 0) >= limit("B01", "least_spf") and product.broad_spectrum is not False
