"""Where any of many words stands in a text, found in one pass (Aho and Corasick 1975)."""

from __future__ import annotations

from ahocorasick_rs import AhoCorasick


class Words:
    """
    Words to look for, in the case they are given in.

    >>> Words("aqua", "water").places("water, aqua, seawater")
    [0, 7, 16]
    """

    def __init__(self, *words: str) -> None:
        self._finder = AhoCorasick(words)

    def places(self, text: str) -> list[int]:
        """Where any of them begins, also inside a longer word, in order; once for each word that begins there."""
        try:
            found = self._finder.find_matches_as_indexes(text, overlapping=True)
        except UnicodeEncodeError:  # half of a letter, as broken files hold it; it is part of no word
            whole = text.encode("utf-8", "replace").decode("utf-8")
            found = self._finder.find_matches_as_indexes(whole, overlapping=True)
        return sorted(start for _, start, _ in found)
