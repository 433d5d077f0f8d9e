"""Many words are found in one pass, each wherever it begins."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from porewise.check.words import Words

LETTERS = st.text(alphabet="ab+é成", min_size=1, max_size=3)


@given(st.lists(LETTERS, min_size=1, max_size=6, unique=True), st.text(alphabet="ab+é成\n", max_size=40))
def test_every_place_is_found(words: list[str], text: str) -> None:
    """As one plain search for each word at each place would find them."""
    plainly = sorted(n for n in range(len(text)) for word in words if text.startswith(word, n))
    assert Words(*words).places(text) == plainly


def test_half_a_letter_breaks_nothing() -> None:
    """A text from a broken file may hold half of a pair; places behind it stay true."""
    assert Words("aqua").places("\ud800 aqua 成分 aqua") == [2, 10]
