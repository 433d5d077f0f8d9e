"""
Replay a finished plan against the hard rules, day by day.

This module shares no code with the model: it reads the plan as a person would, the profile, and the
same knowledge records. Every plan passes it before it is shown; a finding here is a bug, not an answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from porewise.knowledge import facts, pattern, plain, traits
from porewise.knowledge.rules import Gate, holds, limit, people_gates, rules, settling_events
from porewise.plan.replay import ACIDS, ANY_ACTIVE, MILD, PLAIN_CARE, Replay, Use, Violation
from porewise.values.profile import Profile
from porewise.values.routine import Day
from porewise.values.shelf import Traits

EVENT_RULES = {"P15", "P16", "R10", "S02", "S04", "T02", "T05", "T06", "I04"}


class PlanError(RuntimeError):
    """The planner made a plan that its checker refuses: a bug to report, never a plan to show."""


def check_plan(profile: Profile, days: tuple[Day, ...]) -> None:
    """Raise ``PlanError`` if the plan breaks a hard rule."""
    found = violations(profile, days)
    if found:
        first = found[0]
        raise PlanError(
            f"This plan would break rule {first.rule} on day {first.day} with {first.product!r}"
            f" ({len(found)} findings); it is not shown. Please report this with the profile."
        )


def violations(profile: Profile, days: tuple[Day, ...]) -> list[Violation]:
    """List every broken hard rule of a plan, empty for a good one."""
    owned = {p.id: traits(p) for p in profile.products}
    strangers = [
        Violation("G01", d.day, s.product) for d in days for s in (*d.am, *d.pm) if s.product not in owned
    ]
    if strangers:
        return strangers
    uses = tuple(
        Use(d.day, slot, place, owned[step.product])
        for d in days
        for slot, steps in (("am", d.am), ("pm", d.pm))
        for place, step in enumerate(steps)
    )
    replay = Replay(profile, days, uses)
    return [v for check in CHECKS for v in check(replay)]


def _sunscreen_mornings(replay: Replay) -> Iterator[Violation]:
    """B01, O01: one sunscreen every morning, last of all; no retinoid or AHA without a good one."""
    from porewise.plan.sun import is_good_sunscreen

    owned = [p for p in replay.profile.products if p.category == "sunscreen"]
    good = {p.id for p in owned if is_good_sunscreen(p) and not _barred_for_good(replay, p.id)}
    for day in replay.days:
        morning = replay.on(day.day, "am")
        screens = [u for u in morning if u.what.product.category == "sunscreen"]
        if good and len([u for u in screens if u.id in good]) != 1:
            yield Violation("B01", day.day, "sunscreen")
        if any(u.place < max(m.place for m in morning) for u in screens):
            yield Violation("O01", day.day, "sunscreen")
        if any(u.what.product.category == "sunscreen" for u in replay.on(day.day, "pm")):
            yield Violation("B01", day.day, "sunscreen")
    if not good:
        yield from (Violation("B01", u.day, u.id) for u in replay.uses if u.is_a("retinoid", "aha"))


def _cleansing(replay: Replay) -> Iterator[Violation]:
    """B03, B05, B06, E09: a cleanser every evening, oil before water, nothing twice, a wash once a day."""
    washers = [p.id for p in replay.profile.products if p.category in ("cleanser", "oil_cleanser")]
    able = [p for p in washers if not _barred_for_good(replay, p)]
    for day in replay.days:
        for slot in ("am", "pm"):
            cleansers = [
                u for u in replay.on(day.day, slot) if u.what.product.category in ("cleanser", "oil_cleanser")
            ]
            kinds = [u.what.product.category for u in cleansers if not u.is_a("retinoid", "bpo", "azelaic")]
            if (
                slot == "pm"
                and able
                and not cleansers
                and any(not _barred_on(replay, p, day.day) for p in able)
            ):
                yield Violation("B03", day.day, "cleanser")
            if len(kinds) != len(set(kinds)):
                yield Violation("B06", day.day, "cleanser")
            if kinds == ["cleanser", "oil_cleanser"]:
                yield Violation("B05", day.day, "oil_cleanser")
        washes = [u for u in replay.on(day.day) if u.is_a("bha_wash")]
        if len(washes) > limit("E09", "per_day"):
            yield Violation("E09", day.day, washes[0].id)


def _evenings_only(replay: Replay) -> Iterator[Violation]:
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


def _one_retinoid(replay: Replay) -> Iterator[Violation]:
    """R05, R13: one retinoid in the plan, and a new one is not stronger than another that was free to use."""
    used = {i: t for i, t in replay.products().items() if "retinoid" in t.groups}
    for name in list(used)[1:]:
        yield Violation("R05", replay.of(name)[0], name)
    for name, what in used.items():
        weaker = [
            p.id
            for p in replay.profile.products
            if "retinoid" in (other := traits(p)).groups
            and _strength(other) < _strength(what)
            and not _barred_for_good(replay, p.id)
        ]
        if weaker and _new(replay, name) and not replay.ordered(name):
            yield Violation("R13", replay.of(name)[0], name)


def _strength(what: Traits) -> int:
    return max(f.rank for f in what.found if f.group == "retinoid")


def _together(replay: Replay) -> Iterator[Violation]:
    """C01, C02, C03, C07, E05: what never shares a night or a session."""
    building = any(_new(replay, i) and t.strong for i, t in replay.products().items())
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
        fragile = any(f.group == "retinoid" and f.kind != "adapalene" for f in use.what.found)
        if peroxide and fragile:
            yield Violation("C03", use.day, use.id)


def _any_seven(days: Iterable[int]) -> Iterator[tuple[int, int]]:
    """For every run of seven days that ends with a use: its last day and the number of uses in it."""
    listed = sorted(days)
    for last in listed:
        yield last, sum(1 for d in listed if last - 7 < d <= last)


def _frequency(replay: Replay) -> Iterator[Violation]:
    """E01, R02, E03, R03, P21: how often, counted over any seven days."""
    acids = [u.day for u in replay.uses if u.is_a(*ACIDS) and not replay.pace_is_free(u.id)]
    yield from (Violation("E01", d, "exfoliants") for d, n in _any_seven(acids) if n > limit("E01", "nights"))
    for name, what in replay.products().items():
        if what.product.category in PLAIN_CARE and not what.strong:
            continue  # a clinician's number is about actives; plain care stays daily
        for order in (
            c for c in replay.profile.clinician if c.product == name and c.max_per_week is not None
        ):
            days = [u.day for u in replay.uses if u.id == name]
            yield from (
                Violation("P21", d, name) for d, n in _any_seven(days) if n > (order.max_per_week or 0)
            )
        if what.strong and _new(replay, name) and not replay.pace_is_free(name):
            yield from _young(replay, name, what)


def _young(replay: Replay, name: str, what: Traits) -> Iterator[Violation]:
    days = replay.of(name)
    start = _start_limit(replay, what)
    if start is None:
        return
    rule = "R02" if "retinoid" in what.groups else "E03"
    for last, n in _any_seven(days):
        age = last - days[0]
        if n > start + age // limit("R03", "every_days"):
            yield Violation(rule if age < limit("E03", "first_days") else "R03", last, name)
    near = limit("R04", "first_days")
    for a, b in pairwise(days):
        if b - a == 1 and b - days[0] < near:
            yield Violation("R04" if rule == "R02" else "E06", b, name)


def _start_limit(replay: Replay, what: Traits) -> int | None:
    person = replay.profile.person
    gentle = person.sensitive or person.barrier_damaged or person.skin_type == "dry"
    if "retinoid" in what.groups:
        return limit("R02", "start_gentle" if gentle else "start_copes")
    if what.groups & ACIDS:
        return limit("E03", "start_gentle" if gentle else "start")
    return None


def _introduction(replay: Replay) -> Iterator[Violation]:
    """I01, I02, I03: patch test, distance, nothing new before events."""
    person = replay.profile.person
    wait = limit(
        "I01",
        "sensitive_days" if person.sensitive or person.barrier_damaged or person.allergies else "least_days",
    )
    firsts: list[tuple[int, str]] = []
    for name, what in replay.products().items():
        if not _new(replay, name) or not what.leave_on or what.product.category == "sunscreen":
            continue
        first = replay.of(name)[0]
        tests = [d.day for d in replay.days for t in d.tasks if t.type == "patch_test" and t.product == name]
        if not tests or first - min(tests) < wait:
            yield Violation("I01", first, name)
        if any(
            e.start - limit("I03", "before_days") <= first <= e.end
            for e in replay.profile.events
            if e.type in settling_events()
        ):
            yield Violation("I03", first, name)
        if what.strong and not replay.pace_is_free(name):
            firsts.append((first, name))
    firsts.sort()
    for (a, _), (b, name) in pairwise(firsts):
        if b - a < limit("I02", "days"):
            yield Violation("I02", b, name)


def _burden(replay: Replay) -> Iterator[Violation]:
    """Y01, Y02, P20: irritation points, recovery nights, one active on sensitive skin."""
    person = replay.profile.person
    free = {name for name in replay.products() if replay.pace_is_free(name)}
    gentle = person.sensitive or person.barrier_damaged or person.skin_type == "dry"
    cap = limit("Y01", "cap_gentle" if gentle else "cap_copes" if person.skin_type == "oily" else "cap")
    early, later = limit("Y02", "nights"), limit("Y02", "nights_later")
    for last in range(len(replay.days)):
        week = [u for u in replay.uses if last - 7 < u.day <= last and u.id not in free]
        if sum(u.what.cost for u in week) > cap + 1e-9:
            yield Violation("Y01", last, "week")
        nights = {u.day for u in week if u.strong and u.slot == "pm"}
        if len(nights) > 7 - (early if last < limit("Y02", "first_days") else later):
            yield Violation("Y02", last, "week")
    strong = [n for n, t in replay.products().items() if t.strong and n not in free]
    if (person.sensitive or person.barrier_damaged) and len(strong) > limit("P20", "actives"):
        yield Violation("P20", 0, strong[1])


def _people(replay: Replay) -> Iterator[Violation]:
    """All gates about people: nothing barred is used while it is barred (P, R09, E07, T, I04 …)."""
    for use in replay.uses:
        for rule in _rules_against(replay, use.what, use.day):
            yield Violation(rule, use.day, use.id)


def _around_events(replay: Replay) -> Iterator[Violation]:
    """R10, P15, P16, E11, S02, S04: what rests around events."""
    for use in replay.uses:
        yield from (Violation(rule, use.day, use.id) for rule in _rests(replay, use))


def _harsh(replay: Replay) -> Iterator[Violation]:
    """C09: no strip or scrub beside a retinoid or on irritated skin."""
    harsh = [u for u in replay.uses if u.is_a("strip", "scrub")]
    gentle = replay.profile.person.sensitive or replay.profile.person.barrier_damaged
    if harsh and (gentle or any(u.is_a("retinoid") for u in replay.uses)):
        yield Violation("C09", harsh[0].day, harsh[0].id)


def _hit(names: tuple[str, ...], classes: set[str]) -> bool:
    return bool(classes & ((ANY_ACTIVE | MILD) if "all" in names else set(names)))


def _rules_against(replay: Replay, what: Traits, day: int) -> list[str]:
    """The rules by which a product is barred on a day, without what a clinician's word lifts."""
    known = facts(replay.profile)
    against = []
    for gate in people_gates():
        open_ = known.holds(gate.when) or "anyone" in gate.when
        if not open_ or gate.effect not in ("bar", "refer_only") or day >= (gate.days or 10_000):
            continue
        if _gate_hits(gate, what):
            against.append(gate.rule)
    named = {plain(a) for a in replay.profile.person.allergies}
    if named & set(what.allergens):
        against.append("P14")
    lifted = replay.ordered(what.product.id)
    return [r for r in against if not (lifted and r not in EVENT_RULES and rules()[r].strength != "A")]


def _gate_hits(gate: Gate, what: Traits) -> bool:
    classes = Use(0, "pm", 0, what).classes
    if gate.bars_pattern and pattern(gate.bars_pattern) & set(what.allergens):
        return True
    if gate.over_percent:
        strict = dict(gate.over_percent)
        found = (f for f in what.found if f.group in strict and f.kind != "betaine_salicylate")
        return any((f.percent or 0) > strict[f.group] for f in found)
    if not _hit(gate.bars, classes):
        return False
    counted = [f for f in what.found if f.group in classes]
    return not all(f.band in gate.allows or f.group in gate.allows_groups for f in counted)


def _barred_for_good(replay: Replay, product: str) -> bool:
    what = next(traits(p) for p in replay.profile.products if p.id == product)
    return all(_rules_against(replay, what, d.day) for d in replay.days)


def _barred_on(replay: Replay, product: str, day: int) -> bool:
    what = next(traits(p) for p in replay.profile.products if p.id == product)
    return bool(_rules_against(replay, what, day)) or bool(_rests(replay, Use(day, "pm", 0, what)))


def _rests(replay: Replay, use: Use) -> list[str]:
    """The rules of windows around events that a use would fall into."""
    return [
        hold.rule
        for event in replay.profile.events
        for hold in holds()
        if hold.event == event.type
        and event.start - hold.before <= use.day <= event.end + hold.after
        and _hit(hold.bars, use.classes)
    ]


def _new(replay: Replay, product: str) -> bool:
    """New as declared; undeclared, a strong active of a class the person does not use yet."""
    what = replay.products()[product]
    if what.product.new is not None:
        return what.product.new
    experience = replay.profile.person.experience
    if not what.strong:
        return False
    if "retinoid" in what.groups:
        return not experience.retinoid_nights_per_week
    if what.groups & ACIDS:
        return not experience.exfoliant_nights_per_week
    return True


CHECKS = (
    _sunscreen_mornings,
    _cleansing,
    _evenings_only,
    _one_retinoid,
    _together,
    _frequency,
    _introduction,
    _burden,
    _people,
    _around_events,
    _harsh,
)
