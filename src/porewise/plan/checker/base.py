"""Checks of single days: sunscreen, cleansing, evenings, and what never shares a night."""

from __future__ import annotations

from collections.abc import Iterator

from porewise.knowledge.rules import limit
from porewise.plan.checker.people import barred_for_good, barred_on
from porewise.plan.checker.replay import Replay, Use, Violation
from porewise.plan.checker.shelf import ACIDS, ANY_ACTIVE, MILD, protects


def sunscreen_mornings(replay: Replay) -> Iterator[Violation]:
    """B01, O01: one sunscreen every morning, last of all; no retinoid or AHA without a good one."""
    owned = [p for p in replay.profile.products if protects(p)]
    good = {p.id for p in owned if not barred_for_good(replay, p)}
    for day in replay.days:
        morning = replay.on(day.day, "am")
        screens = [u for u in morning if u.category == "sunscreen"]
        if good and len([u for u in screens if u.id in good]) != 1:
            yield Violation("B01", day.day, "sunscreen")
        if any(u.place < max(m.place for m in morning) for u in screens):
            yield Violation("O01", day.day, "sunscreen")
        if any(u.category == "sunscreen" for u in replay.on(day.day, "pm")):
            yield Violation("B01", day.day, "sunscreen")
    if not good:
        yield from (Violation("B01", u.day, u.id) for u in replay.uses if u.is_a("retinoid", "aha"))


def cleansing(replay: Replay) -> Iterator[Violation]:
    """B03, B05, B06, E09: a cleanser every evening, oil before water, nothing twice, a wash once a day."""
    washers = [p for p in replay.profile.products if p.category in ("cleanser", "oil_cleanser")]
    able = [p.id for p in washers if not barred_for_good(replay, p)]
    for day in replay.days:
        for slot in ("am", "pm"):
            cleansers = [u for u in replay.on(day.day, slot) if u.category in ("cleanser", "oil_cleanser")]
            kinds = [u.category for u in cleansers if not u.is_a("retinoid", "bpo", "azelaic")]
            missing = slot == "pm" and able and not cleansers
            if missing and any(not barred_on(replay, p, day.day) for p in able):
                yield Violation("B03", day.day, "cleanser")
            if len(kinds) != len(set(kinds)):
                yield Violation("B06", day.day, "cleanser")
            if kinds == ["cleanser", "oil_cleanser"]:
                yield Violation("B05", day.day, "oil_cleanser")
        washes = [u for u in replay.on(day.day) if u.is_a("bha_wash")]
        if len(washes) > limit("E09", "per_day"):
            yield Violation("E09", day.day, washes[0].id)


def evenings_only(replay: Replay) -> Iterator[Violation]:
    """R01, E04, R06: retinoids and leave-on acids never in the morning, a retinoid once a day."""
    for use in replay.uses:
        if use.slot == "am" and use.is_a("retinoid"):
            yield Violation("R01", use.day, use.id)
        if use.slot == "am" and use.is_a(*ACIDS):
            yield Violation("E04", use.day, use.id)
    for day in replay.days:
        retinoids = [u for u in replay.on(day.day) if u.is_a("retinoid")]
        if len(retinoids) > 1:
            yield Violation("R06", day.day, retinoids[1].id)


def one_retinoid(replay: Replay) -> Iterator[Violation]:
    """R05, R13: one retinoid in the plan, and a new one is not stronger than another that was free to use."""
    used = {i: w for i, w in replay.products().items() if w.is_a("retinoid")}
    for name in list(used)[1:]:
        yield Violation("R05", replay.of(name)[0], name)
    for name, what in used.items():
        weaker = [
            p.id
            for p in replay.profile.products
            if (other := replay.shelf[p.id]).is_a("retinoid")
            and other.retinoid_rank < what.retinoid_rank
            and not barred_for_good(replay, p)
        ]
        starts = replay.new(name) and replay.of(name)[0] >= 0
        if weaker and starts and not replay.ordered(name):
            yield Violation("R13", replay.of(name)[0], name)


def together(replay: Replay) -> Iterator[Violation]:
    """C01, C02, C03, C07, E05: what never shares a night or a session."""
    building = any(replay.new(i) and w.strong for i, w in replay.products().items())
    for day in replay.days:
        night = replay.on(day.day, "pm")
        retinoids = [u for u in night if u.is_a("retinoid")]
        acids = [u for u in night if u.is_a(*ACIDS)]
        if any(r.id != a.id for r in retinoids for a in acids):
            yield Violation("C01", day.day, acids[0].id)
        if len({a.id for a in acids}) > 1:
            yield Violation("E05", day.day, acids[1].id)
        both = [u for u in retinoids if u.is_a(*ACIDS)]
        if both and any(
            o.id != both[0].id and o.is_a(*ANY_ACTIVE, *MILD) and not o.is_a("bha_wash") for o in night
        ):
            yield Violation("C02", day.day, both[0].id)
        strong = [u for u in night if u.strong]
        if building and len(strong) > 1:
            yield Violation("C07", day.day, strong[1].id)
        for slot in ("am", "pm"):
            yield from _peroxide(replay.on(day.day, slot))


def _peroxide(session: list[Use]) -> Iterator[Violation]:
    peroxide = [u for u in session if u.is_a("bpo") and not u.is_a("retinoid")]
    for use in session:
        fragile = any(p.group == "retinoid" and p.kind != "adapalene" for p in use.what.parts)
        if peroxide and fragile:
            yield Violation("C03", use.day, use.id)
