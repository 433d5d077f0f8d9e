"""Small readers for one field of a profile, each with its one plain sentence of refusal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NoReturn

from porewise.values.errors import PorewiseError

ALMOST_THE_SAME = 86  # percent of likeness from which a word is taken for a slip of a known one


def slug(text: str) -> str:
    """
    Write a word as the records do: lower case, underscores.

    >>> slug(" Benzoyl-peroxide ")
    'benzoyl_peroxide'
    """
    return re.sub(r"[\s_-]+", "_", text.strip().lower())


def nearest(word: str, known: Iterable[str]) -> tuple[str, float] | None:
    """Find the known word most like a given one, with its likeness in percent."""
    from rapidfuzz import fuzz, process

    found = process.extractOne(slug(word), [slug(k) for k in known], scorer=fuzz.ratio)
    if found is None:
        return None
    return next(k for k in known if slug(k) == found[0]), float(found[1])


def refuse(file: str, path: str, what: str, word: object, known: Iterable[str]) -> NoReturn:
    """Say that a word is not known, and which known one is nearest."""
    words = list(known)
    near = nearest(str(word), words)
    hint = f"did you mean {near[0]!r}?" if near and near[1] >= 50 else f"use one of {', '.join(words)}."
    if near is None:
        hint = "leave it out."
    raise PorewiseError(f"{file}: {path}: {what} {str(word)[:60]!r} is not known; {hint}")


class Field:
    """One table of the profile: where it stands and what it holds."""

    def __init__(self, file: str, at: str, data: Mapping[str, Any]) -> None:
        self.file = file
        self.at = at
        self.data = data

    def path(self, key: str) -> str:
        return f"{self.at}.{key}" if self.at else key

    def fail(self, key: str, value: object, remedy: str) -> NoReturn:
        """Refuse a value."""
        shown = str(value).lower() if isinstance(value, bool) else repr(value)
        raise PorewiseError(f"{self.file}: {self.path(key)} is {shown[:80]}; {remedy}.")

    def missing(self, key: str, remedy: str) -> NoReturn:
        """Refuse an absence."""
        owner = self.data.get("name") or self.data.get("id")
        of = f" (product {owner!r})" if isinstance(owner, str) and key != "name" else ""
        raise PorewiseError(f"{self.file}: {self.path(key)} is missing{of}; {remedy}.")

    def only_keys(self, known: Sequence[str], *, what: str = "key") -> None:
        for key in self.data:
            if key not in known:
                refuse(self.file, self.at or "profile", what, key, known)

    def table(self, key: str) -> Field:
        value = self.data.get(key, {})
        if not isinstance(value, Mapping):
            self.fail(key, value, f"write it as a table, [{self.path(key)}]")
        return Field(self.file, self.path(key), value)

    def tables(self, key: str, *, most: int = 200) -> list[Field]:
        value = self.data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(x, Mapping) for x in value):
            self.fail(key, value, f"write it as a list of tables, [[{self.path(key)}]]")
        if len(value) > most:
            self.fail(key, len(value), f"give at most {most}")
        return [Field(self.file, self._numbered(key, i, x), x) for i, x in enumerate(value, start=1)]

    def _numbered(self, key: str, i: int, value: Mapping[str, Any]) -> str:
        owner = value.get("id") or value.get("name")
        shown = owner[:60] if isinstance(owner, str) and owner else str(i)
        return f"{self.path(key)}[{shown}]"

    def text(self, key: str) -> str | None:
        value = self.data.get(key)
        if value is None:
            return None
        if not isinstance(value, str):
            self.fail(key, value, "write it as text in quotes")
        return value.strip() or None

    def yes_no(self, key: str) -> bool | None:
        value = self.data.get(key)
        if value is not None and not isinstance(value, bool):
            self.fail(key, value, "write true or false")
        return value

    def yes_no_unsaid(self, key: str, unsaid: Sequence[str]) -> bool | None:
        """Read yes, no, or a word for "I prefer not to say" (None)."""
        value = self.data.get(key)
        if isinstance(value, str) and slug(value) in unsaid:
            return None
        if value is not None and not isinstance(value, bool):
            self.fail(key, value, 'write true, false or "unsaid"')
        return value

    def whole(self, key: str, least: int, most: int, *, below: str = "") -> int | None:
        value = self.data.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            self.fail(key, value, f"write a whole number from {least} to {most}")
        if value < least and below:
            self.fail(key, value, f"that is {below}, which is day {least}; write a number from {least} on")
        if not least <= value <= most:
            self.fail(key, value, f"write a whole number from {least} to {most}")
        return value

    def number(self, key: str, least: float, most: float, *, above: bool = False) -> float | None:
        value = self.data.get(key)
        if value is None:
            return None
        span = f"above {least:g} and at most {most:g}" if above else f"from {least:g} to {most:g}"
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.fail(key, value, f"write a number {span}")
        inside = least < value <= most if above else least <= value <= most
        if not inside:  # not a number fails here too
            self.fail(key, value, f"write a number {span}")
        return float(value)

    def word(self, key: str, known: Iterable[str]) -> str | None:
        value = self.text(key)
        return None if value is None else self._known(key, value, known)

    def words(self, key: str, known: Iterable[str], *, free: bool = False) -> tuple[str, ...]:
        """Read a list of known words; with ``free`` also others, unless they look like a slip."""
        value = self.data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(x, str) for x in value):
            self.fail(key, value, 'write a list of words, such as ["one", "two"]')
        if not free:
            return tuple(dict.fromkeys(self._known(key, x, known) for x in value))
        return tuple(dict.fromkeys(self.nearly(key, x, known) for x in value if x.strip()))

    def _known(self, key: str, value: str, known: Iterable[str]) -> str:
        for word in known:
            if slug(word) == slug(value):
                return word
        refuse(self.file, self.path(key), "the word", value, known)

    def nearly(self, key: str, value: str, known: Iterable[str]) -> str:
        """Accept a known word or a free name, but ask about a near miss of a known word."""
        for word in known:
            if slug(word) == slug(value):
                return word
        near = nearest(value, known)
        if near and near[1] >= ALMOST_THE_SAME:
            refuse(self.file, self.path(key), "the word", value, known)
        return value.strip()

    def roman(self, key: str, known: Sequence[str]) -> str | None:
        """Read I to VI; 1 to 6 are understood too."""
        value = self.data.get(key)
        if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= len(known):
            return known[value - 1]
        if isinstance(value, str) and value.strip().upper() in known:
            return value.strip().upper()
        if value is not None:
            self.fail(key, value, f"use one of {', '.join(known)}")
        return None
