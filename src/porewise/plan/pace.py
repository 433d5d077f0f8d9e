"""How the uses per week of a strong active may grow, and when they are cut for a while."""

from __future__ import annotations

from porewise.knowledge.rules import limit
from porewise.plan.case import Case, Item
from porewise.plan.target import WEEK, most_nights


def steps(case: Case, item: Item, nights: int) -> tuple[int, ...]:
    """The ages in weeks at which one more use a week is allowed (R03; slower where marks stay, P18)."""
    if case.effect("freeze"):
        return ()
    every = limit("R03", "slower_days" if case.effect("slower") else "every_days") // WEEK
    return tuple(every * (k + 1) for k in range(max(0, most_nights(item) - nights)))


def fewer(case: Case, item: Item, week: range) -> int:
    """
    Uses to give up in a week: irritation (T03), after a pause for irritation or sunburn (T02, T05),
    after a long pause (S04). The strictest of the week's days counts.
    """
    return max(
        max(_irritated(case, d), _after_pause(case, d), _after_long_pause(case, item, d)) for d in week
    )


def _irritated(case: Case, day: int) -> int:
    return limit("T03", "fewer") if case.effect("reduce") and 0 <= day < limit("T03", "days") else 0


def _after_pause(case: Case, day: int) -> int:
    for gate in case.gates:
        if gate.step_down and gate.days is not None and gate.days <= day < gate.days + limit("T03", "days"):
            return limit("T03", "fewer")
    return 0


def _after_long_pause(case: Case, item: Item, day: int) -> int:
    pause, soon = limit("S04", "pause_days"), limit("T03", "days")
    for bar in case.bars:
        long = bar.item == item.id and bar.last - bar.first + 1 > pause and bar.last < case.days - 1
        if long and bar.last < day <= bar.last + soon:
            return limit("S04", "fewer")
    return 0
