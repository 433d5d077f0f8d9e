"""Checks about the person and their calendar: what is barred for whom, around what, after which irritation."""

from __future__ import annotations

from collections.abc import Iterator

from porewise.knowledge.rules import Gate, holds, limit, rules
from porewise.plan.checker.replay import Replay, Use, Violation
from porewise.plan.checker.shelf import ANY_ACTIVE, MILD, Owned, names_of, spelled
from porewise.values.shelf import Product

# Rules about a passing state: no clinician's standing word about a product lifts them.
EVENT_RULES = {"P15", "P16", "R10", "S02", "S04", "T02", "T05", "T06", "I04"}


def people(replay: Replay) -> Iterator[Violation]:
    """All gates about people: nothing barred is used while it is barred (P, R09, E07, T, I04, I05 …)."""
    for use in replay.uses:
        for rule in rules_against(replay, use.what, use.day):
            yield Violation(rule, use.day, use.id)


def around_events(replay: Replay) -> Iterator[Violation]:
    """R10, P15, P16, E11, S02, S04: what rests around events."""
    for use in replay.uses:
        yield from (Violation(rule, use.day, use.id) for rule in rests(replay, use))


def harsh(replay: Replay) -> Iterator[Violation]:
    """C09: no strip or scrub beside a retinoid or on irritated skin."""
    found = [u for u in replay.uses if u.is_a("strip", "scrub")]
    gentle = replay.profile.person.sensitive or replay.profile.person.barrier_damaged
    if found and (gentle or any(u.is_a("retinoid") for u in replay.uses)):
        yield Violation("C09", found[0].day, found[0].id)


def not_made_up(replay: Replay) -> Iterator[Violation]:
    """D01: in the week after a missed use the product lies only on days that the plan before had."""
    for missed, product in replay.life.missed:
        for use in replay.uses:
            late = use.day <= missed + limit("D01", "days")
            active = use.what.classes & (ANY_ACTIVE | MILD)
            if use.id == product and active and late and (use.day, product) not in replay.life.asked:
                yield Violation("D01", use.day, product)


def rules_against(replay: Replay, what: Owned, day: int) -> list[str]:
    """The rules by which a product is barred on a day, without what a clinician's word lifts."""
    against = [
        c.gate.rule
        for c in replay.life.closed
        if c.gate.effect in ("bar", "refer_only") and c.first <= day <= c.last and _hits(c.gate, what)
    ]
    if {spelled(a) for a in replay.profile.person.allergies} & what.names:
        against.append("P14")
    if what.id in replay.life.reacted:
        against.append("I05")
    lifted = replay.ordered(what.id)
    return [r for r in against if not (lifted and r not in EVENT_RULES and rules()[r].strength != "A")]


def _among(names: tuple[str, ...], what: Owned) -> bool:
    return bool(what.classes & (ANY_ACTIVE | MILD if "all" in names else frozenset(names)))


def _hits(gate: Gate, what: Owned) -> bool:
    if gate.bars_pattern and names_of(gate.bars_pattern) & what.names:
        return True
    plain_other = not what.classes and what.product.category not in ("cleanser", "sunscreen", "moisturiser")
    if gate.bars_drying_alcohol and what.drying_alcohol and plain_other:
        return True
    if gate.over_percent:
        most = dict(gate.over_percent)
        acids = [p for p in what.parts if p.group in most and p.kind != "betaine_salicylate"]
        return any((p.percent or 0) > most[p.group] for p in acids)
    if not _among(gate.bars, what):
        return False
    counted = [p for p in what.parts if p.group in what.classes]
    return not all(p.band in gate.allows or p.group in gate.allows_groups for p in counted)


def barred_for_good(replay: Replay, product: Product) -> bool:
    """Say whether a product is barred on every day of the plan."""
    return all(rules_against(replay, replay.shelf[product.id], d.day) for d in replay.days)


def barred_on(replay: Replay, product: str, day: int) -> bool:
    what = replay.shelf[product]
    return bool(rules_against(replay, what, day)) or bool(rests(replay, Use(day, "pm", 0, what)))


def rests(replay: Replay, use: Use) -> list[str]:
    """The rules of windows around events that a use would fall into."""
    return [
        hold.rule
        for event in replay.life.events
        for hold in holds()
        if hold.event == event.type
        and event.start - hold.before <= use.day <= event.end + hold.after
        and _among(hold.bars, use.what)
    ]
