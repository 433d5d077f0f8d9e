"""Where a routine stands: how much was kept, and what moved and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from porewise.values.json import Json
from porewise.web.story.plan import Rule
from porewise.web.templatetags.porewise import words

MOST_MOVES = 12


@dataclass(frozen=True)
class MoveStory:
    """One step that came or went."""

    product: str
    day: date
    morning: bool
    dropped: bool
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class TodayStory:
    """``share`` is empty where nothing was logged yet."""

    first: date
    start: date
    share: str
    interval: str
    done: int
    missed: int
    unlogged: int
    moves: tuple[MoveStory, ...]
    more_moves: int


def today_story(answer: Json, products: dict[str, str], rule: Callable[[str], Rule]) -> TodayStory:
    """Tell what a check-in changed."""
    kept = answer["adherence"]
    share = kept["share"]
    moved = answer["moved"]
    return TodayStory(
        first=date.fromisoformat(answer["plans_from"]),
        start=date.fromisoformat(answer["start"]),
        share="" if share is None else f"{100 * share['value']:.0f} %",
        interval="" if share is None else f"{100 * share['low']:.0f} to {100 * share['high']:.0f} %",
        done=kept["done"],
        missed=kept["missed"],
        unlogged=kept["unlogged"],
        moves=tuple(
            MoveStory(
                products.get(m["product"], words(m["product"])),
                date.fromisoformat(m["date"]),
                m["session"] == "am",
                m["kind"] == "dropped",
                tuple(rule(r) for r in m["because"]),
            )
            for m in moved[:MOST_MOVES]
        ),
        more_moves=max(0, len(moved) - MOST_MOVES),
    )
