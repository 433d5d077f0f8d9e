"""The words that claims are made of: concepts with their classes, relations, and the small words that turn a claim."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any

from porewise.knowledge.records import record_file


@dataclass(frozen=True, slots=True)
class Concept:
    """Something a claim may speak of. ``parents`` are the classes it inherits from."""

    id: str
    name: str
    parents: tuple[str, ...]
    words: tuple[str, ...]
    light: bool
    many: bool


@dataclass(frozen=True, slots=True)
class Relation:
    """
    What a claim says someone or something does.

    ``opposed`` words say the reverse; ``bounds`` is a bound that goes without saying ("cures": completely).
    """

    id: str
    kind: str
    parents: tuple[str, ...]
    words: tuple[str, ...]
    opposed: tuple[str, ...]
    implies: str
    sing: str
    plur: str
    bounds: str = ""


@dataclass(frozen=True, slots=True)
class Sign:
    """
    A sign that no verdict is due. ``groups``: a word of each must stand within ``within`` words; items may
    hold classes (``spelled_groups``).
    """

    code: str
    action: str
    groups: tuple[tuple[str, ...], ...]
    within: int
    unless: tuple[str, ...]
    understood: str
    says: str


@cache
def _more() -> dict[str, dict[str, Any]]:
    """Further everyday words by the concept or relation they belong to."""
    found: dict[str, dict[str, Any]] = {}
    for more in record_file("lexicon")["more"]:
        known = found.setdefault(more["id"], {})
        known.update({k: [*known.get(k, ()), *more[k]] for k in ("words", "not") if k in more})
    return found


def _words(record: dict[str, Any], field: str) -> tuple[str, ...]:
    return (*record.get(field, ()), *_more().get(record["id"], {}).get(field, ()))


@cache
def concepts() -> dict[str, Concept]:
    """All concepts by id."""
    return {
        c["id"]: Concept(
            c["id"],
            c["name"],
            tuple(c["is"]),
            _words(c, "words"),
            c.get("light", False),
            c.get("many", False),
        )
        for c in record_file("lexicon")["concept"]
    }


@cache
def relations() -> dict[str, Relation]:
    """All relations by id."""
    return {
        r["id"]: Relation(
            r["id"],
            r["kind"],
            tuple(r["is"]),
            _words(r, "words"),
            _words(r, "not"),
            r.get("implies", ""),
            r["sing"],
            r["plur"],
            r.get("bounds", ""),
        )
        for r in record_file("lexicon")["relation"]
    }


@cache
def compositions() -> tuple[tuple[str, str, str], ...]:
    """Two concepts that together make a third."""
    return tuple((a, b, c) for a, b, c in record_file("lexicon")["compose"])


@cache
def opposites() -> tuple[tuple[str, str], ...]:
    """Pairs of relations that cannot both hold."""
    return tuple((a, b) for a, b in record_file("lexicon")["opposite"])


@cache
def other_ways() -> dict[str, tuple[str, ...]]:
    """What a thing must do, if going without it does this: "without toner pores stay open" says that it closes them."""
    return {said: tuple(others) for said, *others in record_file("lexicon")["other_way"]}


@cache
def relation_group(name: str) -> frozenset[str]:
    """A named set of relations: ``weak`` or ``welcome``."""
    return frozenset(record_file("lexicon")[name])


def small_words(table: str) -> dict[str, Any]:
    """One table of the small words (``"negation"``, ``"quantifier"``, ``"frame"``, ``"short"``, ``"under"``)."""
    words: dict[str, Any] = record_file("lexicon")[table]
    return words


def _spelled(item: str) -> list[str]:
    """An item of a sign with every ``@class`` written out: "@many @pill" is "ten tablets" and many more."""
    classes: dict[str, list[str]] = record_file("no_verdict")["class"]
    slots = [classes[w[1:]] if w.startswith("@") else [w] for w in item.split(" ")]
    return [" ".join(words) for words in product(*slots)]


def sign_words() -> frozenset[str]:
    """All words by which signs are told, those of the classes among them."""
    classes: dict[str, list[str]] = record_file("no_verdict")["class"]
    items = [item for s in signs() for g in s.groups for item in g] + [p for c in classes.values() for p in c]
    return frozenset(w for item in items for w in item.split(" ") if not w.startswith("@"))


def spelled_groups(sign: Sign) -> tuple[tuple[str, ...], ...]:
    """The groups of a sign with every class written out."""
    return tuple(tuple(w for item in g for w in _spelled(item)) for g in sign.groups)


@cache
def denials() -> dict[str, tuple[str, ...]]:
    """The words by which a symptom is denied, those that may stand between, and the symptoms themselves."""
    table: dict[str, list[str]] = record_file("no_verdict")["denial"]
    fine = [item.replace("@well", w) for item in table["fine"] for w in table["well"]]
    return {k: tuple(v) for k, v in table.items()} | {"fine": tuple(fine)}


@cache
def signs() -> tuple[Sign, ...]:
    """All signs that no verdict is due, the most pressing first."""
    return tuple(
        Sign(
            s["code"],
            s["action"],
            tuple(map(tuple, s["groups"])),
            s["within"],
            tuple(s["unless"]),
            s["understood"],
            s["says"],
        )
        for s in record_file("no_verdict")["sign"]
    )


def no_verdict_text(table: str, code: str) -> str:
    """What is said, understood or done (``"says"``, ``"understood"``, ``"action"``) without a verdict."""
    text: str = record_file("no_verdict")[table][code]
    return text
