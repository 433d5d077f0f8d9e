"""Turn what the solver chose into days a person can follow: steps in order, amounts, waits, patch tests."""

from __future__ import annotations

from datetime import date, timedelta

from porewise.knowledge.rules import StepText, limit, step_texts
from porewise.plan.case import Case, Item
from porewise.plan.draft import AM, PM, first_ready
from porewise.plan.expand import Key
from porewise.values.routine import Day, Step, Task


def days_of(case: Case, uses: frozenset[Key], start: date) -> tuple[Day, ...]:
    """Lay the plan out day by day, with its patch tests."""
    by_session: dict[tuple[int, str], list[Item]] = {}
    items = {i.id: i for i in case.items}
    for name, day, slot in uses:
        by_session.setdefault((day, slot), []).append(items[name])
    tests = _patch_tests(case, uses)
    return tuple(
        Day(
            day=d,
            date=start + timedelta(days=d),
            am=_session(case, by_session.get((d, AM), []), AM),
            pm=_session(case, by_session.get((d, PM), []), PM),
            tasks=tuple(Task("patch_test", name) for name in tests.get(d, ())),
        )
        for d in range(case.days)
    )


def _text(case: Case, item: Item, session: list[Item]) -> StepText:
    texts = step_texts()
    if item.role in ("cleanser", "oil_cleanser") and "bha_wash" in item.groups:
        return texts["bha_wash"]
    if item.role == "moisturiser" and case.gentle and any("retinoid" in i.groups for i in session):
        return texts["moisturiser_around"]
    return texts[item.role]


def _session(case: Case, session: list[Item], slot: str) -> tuple[Step, ...]:
    order = {i.id: n for n, i in enumerate(case.items)}
    placed = sorted(session, key=lambda i: (_text(case, i, session).place, order[i.id]))
    return tuple(_step(case, i, _text(case, i, session), slot) for i in placed)


def _step(case: Case, item: Item, text: StepText, slot: str) -> Step:
    why = list(text.why_am if slot == AM else text.why_pm)
    if item.order is not None:
        why.append("P21")
    if item.fixed_combination:
        why.append("C02")
    wait = 0
    if item.role in ("retinoid", "aha", "bha", "pha"):
        why.append("O03")
        if case.gentle:
            why.append("R07")
            wait = limit("R07", "wait_minutes")
    return Step(item.id, text.step, text.amount, wait, tuple(why))


def _patch_tests(case: Case, uses: frozenset[Key]) -> dict[int, list[str]]:
    """I01: on the days before the first use of every new product that stays on, seven where there is room."""
    tests: dict[int, list[str]] = {}
    for item in case.items:
        days = [d for name, d, _ in uses if name == item.id]
        if not (item.new and item.traits.leave_on and days):
            continue
        first = min(days)
        begin = max(0, first - limit("I01", "target_days"))
        ready = max(
            first, first_ready(case, item), limit("I01", "least_days") if item.role == "sunscreen" else 0
        )
        for day in range(begin, min(ready, case.days)):
            tests.setdefault(day, []).append(item.id)
    return tests
