"""The plan: this week, the rest, why, and what was set aside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from porewise.values.json import Json
from porewise.web.story.citations import Citations
from porewise.web.story.wording import word
from porewise.web.templatetags.porewise import words


@dataclass(frozen=True)
class StepStory:
    product: str
    step: str
    amount: str
    wait_minutes: int


@dataclass(frozen=True)
class DayStory:
    number: int
    date: date
    am: tuple[StepStory, ...]
    pm: tuple[StepStory, ...]
    tasks: tuple[str, ...]
    today: bool


@dataclass(frozen=True)
class Rule:
    """A rule in words, with where it comes from."""

    says: str
    strength: str
    cites: tuple[int, ...]


@dataclass(frozen=True)
class WhyProduct:
    """Why a product stands where it stands in the plan, or why it was set aside."""

    name: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Remark:
    """A reason, warning or gap of the plan."""

    says: str
    cites: tuple[int, ...]


@dataclass(frozen=True)
class PlanStory:
    outcome: str
    outcome_words: str
    proven: bool
    week: tuple[DayStory, ...]
    later: tuple[tuple[DayStory, ...], ...]
    why: tuple[WhyProduct, ...]
    set_aside: tuple[WhyProduct, ...]
    reasons: tuple[Remark, ...]
    warnings: tuple[Remark, ...]
    gaps: tuple[Remark, ...]
    clash: tuple[Rule, ...]
    nearest: tuple[str, ...]
    nearest_week: tuple[DayStory, ...]
    disclaimer: str

    @property
    def last_day(self) -> date | None:
        weeks = self.later or (self.week,)
        return weeks[-1][-1].date if weeks[-1] else None


def plan_story(
    routine: Json, products: dict[str, str], rule: Callable[[str], Rule], cite: Citations
) -> PlanStory:
    """Tell the plan: this week, the rest, why, and what was set aside."""
    days = _days(routine["days"], products)
    nearest = routine.get("nearest") or {}
    return PlanStory(
        outcome=routine["outcome"],
        outcome_words=word("outcome", routine["outcome"]),
        proven=routine["proven_optimal"],
        week=days[:7],
        later=tuple(days[i : i + 7] for i in range(7, len(days), 7)),
        why=_why(routine["days"], products, rule),
        set_aside=tuple(
            WhyProduct(products.get(s["product"], s["product"]), tuple(rule(r) for r in s["because"]))
            for s in routine["set_aside"]
        ),
        reasons=_remarks(routine["reasons"], cite),
        warnings=_remarks(routine["warnings"], cite),
        gaps=_remarks(routine["gaps"], cite),
        clash=tuple(rule(r) for r in routine["clash"]),
        nearest=tuple(g["says"] for g in nearest.get("given_up", ())),
        nearest_week=_days(nearest.get("days", ()), products)[:7],
        disclaimer=routine["disclaimer"],
    )


def _days(days: Sequence[Json], products: dict[str, str]) -> tuple[DayStory, ...]:
    return tuple(
        DayStory(
            number=d["day"],
            date=date.fromisoformat(d["date"]),
            am=_steps(d["am"], products),
            pm=_steps(d["pm"], products),
            tasks=tuple(products.get(t["product"], t["product"]) for t in d["tasks"]),
            today=d["day"] == 0,
        )
        for d in days
    )


def _steps(steps: Sequence[Json], products: dict[str, str]) -> tuple[StepStory, ...]:
    return tuple(
        StepStory(
            products.get(s["product"], words(s["product"])),
            word("step", s["step"]),
            s["amount"],
            s["wait_minutes"],
        )
        for s in steps
    )


def _why(
    days: Sequence[Json], products: dict[str, str], rule: Callable[[str], Rule]
) -> tuple[WhyProduct, ...]:
    found: dict[str, dict[str, None]] = {}
    for day in days:
        for step in (*day["am"], *day["pm"]):
            found.setdefault(step["product"], {}).update(dict.fromkeys(step["why"]))
    return tuple(
        WhyProduct(products.get(id_, words(id_)), tuple(rule(r) for r in rules))
        for id_, rules in found.items()
    )


def _remarks(found: Sequence[Json], cite: Citations) -> tuple[Remark, ...]:
    return tuple(Remark(b["says"], cite.cite(b["source"])) for b in found)
