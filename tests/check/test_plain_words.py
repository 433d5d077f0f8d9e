"""The shortcut for names of plain words says yes only where the full pattern would."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from porewise.check.atoms import _SIMPLE, _plain_words

NAMES = st.lists(st.sampled_from(("and", "Denat", "aqua", "ci", "é", "7", "-", "(", " ", "  ")), min_size=1)


@given(NAMES.map("".join).filter(lambda s: s.strip() == s and s != ""))
def test_no_name_takes_the_shortcut_wrongly(name: str) -> None:
    """Footnote words, denatured alcohol and double blanks are left to the pattern, which trims them."""
    assert not _plain_words(name) or _SIMPLE.fullmatch(name)


def test_most_names_take_it() -> None:
    """Otherwise it would be no shortcut."""
    assert _plain_words("Sodium Hyaluronate")
    assert not _plain_words("and Glycerin")
    assert not _plain_words("Alcohol Denat")
