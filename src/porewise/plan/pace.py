"""How the uses per week of a strong active may grow, and when they are cut for a while."""

from __future__ import annotations

from dataclasses import dataclass

from porewise.knowledge.rules import limit, rules
from porewise.plan.case import Case, Item
from porewise.plan.target import WEEK, known_nights, most_nights, start_nights


def steps(case: Case, item: Item, nights: int) -> tuple[int, ...]:
    """The ages in weeks at which one more use a week is allowed (R03; slower where marks stay, P18)."""
    if case.effect("freeze"):
        return ()
    every = limit("R03", "slower_days" if case.effect("slower") else "every_days") // WEEK
    return tuple(every * (k + 1) for k in range(max(0, most_nights(item) - nights)))


@dataclass(frozen=True, slots=True)
class Pace:
    """Uses a week that an active in use may have: ``nights`` at first, one more from each day of ``steps`` on."""

    nights: int
    steps: tuple[int, ...]

    def on(self, day: int) -> int:
        return self.nights + sum(1 for d in self.steps if d <= day)


def pace_in_use(case: Case, item: Item, first_week: int) -> Pace:
    """
    Give the pace of an active that is in use already (R03): one more use a week after every two weeks
    that were tolerated. Days are counted from today; a new product's weeks begin with its first use,
    a known one's with the first week of the routine (``first_week``, counted from today).
    """
    nights = start_nights(case, item) if item.begun is not None else known_nights(case, item)
    begin = item.begun if item.begun is not None else first_week
    every = limit("R03", "slower_days" if case.effect("slower") else "every_days")
    blocks = range(begin, case.days, every)
    share = rules()["R03"].limit("kept_share")
    found = [
        b + every
        for b in blocks
        if case.past.tolerated(item.id, b, b + every - 1, nights=nights, kept_share=share)
    ]
    if case.effect("freeze"):
        found = [step for step in found if step <= 0]
    return Pace(nights, tuple(found[: max(0, most_nights(item) - nights)]))


def fewer(case: Case, item: Item, week: range) -> int:
    """
    Uses to give up in a week: irritation (T03), after a pause for irritation or sunburn (T02, T05),
    after a long pause (S04). The strictest of the week's days counts.
    """
    return max(
        max(_irritated(case, d), _after_pause(case, d), _after_long_pause(case, item, d)) for d in week
    )


def _irritated(case: Case, day: int) -> int:
    cut = any(g.effect == "reduce" and g.days is not None and 0 <= day < g.days for g in case.gates)
    return limit("T03", "fewer") if cut else 0


def _after_pause(case: Case, day: int) -> int:
    for gate in case.gates:
        if gate.step_down and gate.days is not None and 0 <= day - gate.days < limit("T03", "days"):
            return limit("T03", "fewer")
    return 0


def _after_long_pause(case: Case, item: Item, day: int) -> int:
    pause, soon = limit("S04", "pause_days"), limit("T03", "days")
    for bar in case.bars:
        long = bar.item == item.id and bar.last - bar.first + 1 > pause and bar.last < case.days - 1
        if long and bar.last < day <= bar.last + soon:
            return limit("S04", "fewer")
    severe = max((d for d, grade in case.past.grades if grade == "severe"), default=None)
    if severe is not None and day <= severe + limit("T01", "lower_days"):
        return limit("T01", "fewer")
    last = case.past.last_use(item.id)
    if last is not None and -last > pause and day < soon:
        return limit("S04", "fewer")
    return 0
