"""Checks over many days: how often, how fast it grows, what is new, how much the skin bears."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from porewise.knowledge.rules import limit, settling_events
from porewise.plan.checker.replay import Replay, Violation
from porewise.plan.checker.shelf import ACIDS, PLAIN_CARE, Owned


def _any_seven(days: Iterable[int]) -> Iterator[tuple[int, int]]:
    """For every run of seven days that ends with a planned use: its last day and the number of uses in it."""
    listed = sorted(days)
    for last in listed:
        if last >= 0:
            yield last, sum(1 for d in listed if last - 7 < d <= last)


def frequency(replay: Replay) -> Iterator[Violation]:
    """E01, R02, E03, R03, P21: how often, counted over any seven days."""
    acids = [u.day for u in replay.all_uses if u.is_a(*ACIDS) and not replay.pace_is_free(u.id)]
    yield from (Violation("E01", d, "exfoliants") for d, n in _any_seven(acids) if n > limit("E01", "nights"))
    for name, what in replay.products().items():
        if what.product.category in PLAIN_CARE and not what.strong:
            continue  # a clinician's number is about actives; plain care stays daily
        for order in (
            c for c in replay.profile.clinician if c.product == name and c.max_per_week is not None
        ):
            days = [u.day for u in replay.all_uses if u.id == name]
            most = order.max_per_week or 0
            yield from (Violation("P21", d, name) for d, n in _any_seven(days) if n > most)
        if what.strong and not replay.pace_is_free(name):
            yield from _growing(replay, name, what)
            if replay.new(name):
                yield from _apart(replay, name, what)


def _growing(replay: Replay, name: str, what: Owned) -> Iterator[Violation]:
    days = replay.of(name)
    start = _start_limit(replay, what) if replay.new(name) else _used_to(replay, what)
    if start is None:
        return
    # the first week of a routine may be cut short: for what is known, any weekday may begin it
    begins = [days[0]] if replay.new(name) else [-replay.life.age - k for k in range(7)]
    rule = "R02" if what.is_a("retinoid") else "E03"
    for last, n in _any_seven(days):
        most = start + max(
            replay.life.grown(name, b, last, limit("R03", "every_days"), start) for b in begins
        )
        if n > most:
            yield Violation(rule if last - begins[0] < limit("E03", "first_days") else "R03", last, name)
        cut = _cut(replay, name, last)
        if cut and n > max(0, most - 1):
            yield Violation(cut, last, name)


def _cut(replay: Replay, name: str, last: int) -> str | None:
    """T02, T03, T05, S04: the rule by which the seven planned days up to ``last`` have one use less."""
    if last < 6:
        return None
    fewer_days = limit("T03", "days")
    for closed in replay.life.closed:
        if closed.gate.effect == "reduce" and closed.first <= last <= closed.last:
            return closed.gate.rule
        if closed.gate.step_down and closed.last < last - 6 and last <= closed.last + fewer_days:
            return closed.gate.rule
    severe = [d for d, felt in replay.life.felt if felt == "severe"]
    if severe and last <= max(severe) + limit("T01", "lower_days"):
        return "T01"
    used = [u.day for u in replay.before if u.id == name]
    if used and -max(used) > limit("S04", "pause_days") and last < fewer_days:
        return "S04"
    return None


def _apart(replay: Replay, name: str, what: Owned) -> Iterator[Violation]:
    if not what.is_a("retinoid", *ACIDS):
        return
    days = replay.of(name)
    for a, b in pairwise(days):
        if b >= 0 and b - a == 1 and b - days[0] < limit("R04", "first_days"):
            yield Violation("R04" if what.is_a("retinoid") else "E06", b, name)


def _start_limit(replay: Replay, what: Owned) -> int | None:
    if what.is_a("retinoid"):
        return limit("R02", "start_gentle" if replay.gentle else "start_copes")
    if what.is_a(*ACIDS):
        return limit("E03", "start_gentle" if replay.gentle else "start")
    return None


def _used_to(replay: Replay, what: Owned) -> int | None:
    """The uses a week a person says to be used to; where nobody says, the start."""
    experience = replay.profile.person.experience
    if what.is_a("retinoid"):
        return experience.retinoid_nights_per_week or _start_limit(replay, what)
    if what.is_a(*ACIDS):
        return experience.exfoliant_nights_per_week or _start_limit(replay, what)
    return None


def introduction(replay: Replay) -> Iterator[Violation]:
    """I01, I02, I03: patch test, distance, nothing new before events."""
    person = replay.profile.person
    careful = person.sensitive or person.barrier_damaged or person.allergies
    wait = limit("I01", "sensitive_days" if careful else "least_days")
    firsts: list[tuple[int, str]] = []
    for name, what in replay.products().items():
        if not replay.new(name) or not what.stays_on or what.product.category == "sunscreen":
            continue
        first = replay.of(name)[0]
        if what.strong and not replay.pace_is_free(name):
            firsts.append((first, name))
        if first < 0:
            continue
        tests = [d for d, p in replay.life.tested if p == name]
        tests += [d.day for d in replay.days for t in d.tasks if t.type == "patch_test" and t.product == name]
        if not tests or first - min(tests) < wait:
            yield Violation("I01", first, name)
        if any(
            e.start - limit("I03", "before_days") <= first <= e.end
            for e in replay.life.events
            if e.type in settling_events()
        ):
            yield Violation("I03", first, name)
    firsts.sort()
    for (a, _), (b, name) in pairwise(firsts):
        if b >= 0 and b - a < limit("I02", "days"):
            yield Violation("I02", b, name)


def burden(replay: Replay) -> Iterator[Violation]:
    """Y01, Y02, P20: irritation points, recovery nights, one active on sensitive skin."""
    person = replay.profile.person
    free = {name for name in replay.products() if replay.pace_is_free(name)}
    cap = limit(
        "Y01", "cap_gentle" if replay.gentle else "cap_copes" if person.skin_type == "oily" else "cap"
    )
    early, later = limit("Y02", "nights"), limit("Y02", "nights_later")
    for last in range(len(replay.days)):
        week = [u for u in replay.all_uses if last - 7 < u.day <= last and u.id not in free]
        costly = [u for u in week if u.what.cost]
        more_than_washing = any(u.day >= 0 and u.category not in ("cleanser", "oil_cleanser") for u in costly)
        # where the days before were too much already, washing alone goes on
        excused = costly and costly[0].day < 0 and not more_than_washing
        if sum(u.what.cost for u in costly) > cap + 1e-9 and not excused:
            yield Violation("Y01", last, "week")
        nights = {u.day for u in week if u.strong and u.slot == "pm"}
        young = last + replay.life.age < limit("Y02", "first_days")
        if last in nights and len(nights) > 7 - (early if young else later):
            yield Violation("Y02", last, "week")
    strong = [n for n, w in replay.products().items() if w.strong and n not in free]
    if (person.sensitive or person.barrier_damaged) and len(strong) > limit("P20", "actives"):
        yield Violation("P20", 0, strong[1])
