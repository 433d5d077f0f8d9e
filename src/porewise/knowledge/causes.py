"""The causes model as data: causes, groups of evidence, signs and their likelihood ratios."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from porewise.knowledge.records import record_file
from porewise.values.source import Strength


@dataclass(frozen=True, slots=True)
class Cause:
    """One thing that may stand behind visible pores."""

    id: str
    name: str
    prior: float
    modifiable: bool
    says: str
    source: tuple[str, ...]
    strength: Strength


@dataclass(frozen=True, slots=True)
class Level:
    """One state a sign can be in, and how much it speaks for or against each cause (``lr``)."""

    word: str
    says: str
    basis: str
    lr: tuple[tuple[str, float], ...]
    source: tuple[str, ...]
    strength: Strength
    from_age: int | None = None
    to_age: int | None = None
    when: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PhotoSign:
    """Where a photo sign is read from, and the thirds of its reference distribution."""

    measure: str
    zones: tuple[str, ...]
    low_below: float
    high_above: float


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign: which group of evidence it belongs to and its possible levels."""

    id: str
    group: str
    origin: str
    missing: str | None
    photo: PhotoSign | None
    levels: tuple[Level, ...]

    def level(self, word: str) -> Level | None:
        """Find the level of one word, or None."""
        return next((level for level in self.levels if level.word == word), None)

    def speaks_to(self, cause: str) -> bool:
        """Say whether any level of the sign bears on the cause."""
        return any(name == cause for level in self.levels for name, _ in level.lr)


@dataclass(frozen=True, slots=True)
class CauseModel:
    """The whole model. ``caps``: log-odds cap per group; ``numbers``: the settings of the model."""

    causes: tuple[Cause, ...]
    groups: tuple[str, ...]
    caps: tuple[tuple[str, float], ...]
    signs: tuple[Sign, ...]
    numbers: tuple[tuple[str, float], ...]
    says: tuple[tuple[str, str], ...]

    def number(self, name: str) -> float:
        return dict(self.numbers)[name]

    def text(self, name: str) -> str:
        return dict(self.says)[name]


def _level(data: dict[str, Any]) -> Level:
    return Level(
        word=data["is"],
        says=data["says"],
        basis=data["basis"],
        lr=tuple(data["lr"].items()),
        source=tuple(data["source"]),
        strength=data["strength"],
        from_age=data.get("from_age"),
        to_age=data.get("to_age"),
        when=tuple(data.get("when", ())),
    )


def _sign(data: dict[str, Any]) -> Sign:
    photo = None
    if "measure" in data:
        photo = PhotoSign(data["measure"], tuple(data["zones"]), data["low_below"], data["high_above"])
    levels = tuple(_level(x) for x in data["level"])
    return Sign(data["id"], data["group"], data["origin"], data.get("missing"), photo, levels)


@cache
def cause_model() -> CauseModel:
    """Give the causes model."""
    data = record_file("causes")
    numbers = {k: float(v) for k, v in data["model"].items() if isinstance(v, int | float)}
    caps = {g["id"]: numbers[f"cap_{g['cap']}"] for g in data["group"]}
    return CauseModel(
        causes=tuple(Cause(**{**c, "source": tuple(c["source"])}) for c in data["cause"]),
        groups=tuple(caps),
        caps=tuple(caps.items()),
        signs=tuple(_sign(s) for s in data["sign"]),
        numbers=tuple(numbers.items()),
        says=(*data["says"].items(), ("reference", data["reference"]["says"])),
    )


@cache
def answer_words() -> dict[str, tuple[str, ...]]:
    """Give the questionnaire's signs, each with the answers it knows (yes/no signs also know "no")."""
    return {s.id: _answers(s) for s in cause_model().signs if s.origin == "answer" and s.id != "age"}


def _answers(sign: Sign) -> tuple[str, ...]:
    words = tuple(level.word for level in sign.levels)
    return tuple(dict.fromkeys((*words, "no"))) if "yes" in words else words
