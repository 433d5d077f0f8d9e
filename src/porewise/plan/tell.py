"""Say why: reasons, warnings, gaps, what was set aside, how soon to see someone."""

from __future__ import annotations

from porewise.knowledge.rules import Gate, clash_code, holds, plan_text, reason_texts, red_flags, rules
from porewise.plan.case import Case, Item, touched
from porewise.plan.draft import WEEK, first_ready, planned_items, wished
from porewise.plan.expand import Key
from porewise.plan.past import missed_lately
from porewise.values.referrals import ReferLevel, highest
from porewise.values.routine import Because, SetAside

Told = dict[str, list[Because]]


def because(code: str, rule: str, says: str) -> Because:
    return Because(code, says, rule, rules()[rule].source)


def _reason(told: Told, code: str, items: list[Item] | None = None) -> None:
    text = reason_texts()[code]
    names = ", ".join(i.product.name for i in items or [])
    kind = {"reason": "reasons", "warning": "warnings", "gap": "gaps"}[text.kind]
    _add(told, kind, because(code, text.rule, text.says.format(products=names, n=len(items or []))))


def _add(told: Told, kind: str, reason: Because) -> None:
    if all(reason.code != b.code for k in ("reasons", "warnings", "gaps") for b in told.get(k, [])):
        told.setdefault(kind, []).append(reason)


def refer_level(case: Case) -> ReferLevel:
    """How soon to see someone: the most pressing of open gates and red flags."""
    levels = [g.refer for g in case.gates] + [f.level for f in red_flags() if case.known.holds(f.when)]
    return highest(list(levels))


def tell(case: Case, uses: frozenset[Key]) -> Told:
    """Gather everything the plan has to say beside its days."""
    told: Told = {}
    for gate in case.gates:
        over = gate.days is not None and gate.days <= 0
        if not over and (gate.always or _concerns(case, gate)):
            kind = "warnings" if gate.effect in ("note", "slower", "gentle") else "reasons"
            _add(told, kind, because(gate.code, gate.rule, gate.says))
    _tell_holds(case, told)
    _tell_gaps(case, told)
    _tell_flags(case, told)
    _tell_products(case, told)
    _tell_use(case, uses, told)
    _tell_past(case, told)
    return told


def _tell_past(case: Case, told: Told) -> None:
    """What a diary adds: reactions, missed nights, one day of clear redness."""
    reacted = [i for i in case.items if i.id in case.past.reactions]
    if reacted:
        _reason(told, "failed_patch_test", reacted)
    if any(i.active and missed_lately(case.past, i.id) is not None for i in case.items):
        _reason(told, "missed_stays_missed")
    if case.past.grades and case.past.grades[-1] == (-1, "moderate") and not case.rests:
        _reason(told, "moderate_once")


def _concerns(case: Case, gate: Gate) -> bool:
    """A gate is worth saying where something owned is touched by it."""
    if gate.touches_bands:
        return any(f.band in gate.touches_bands for i in case.items for f in i.traits.found)
    if any(b.code == gate.code for b in (*case.bars, *case.lifted)):
        return True
    if gate.effect in ("slower", "gentle"):
        return any(i.strong for i in case.items) or bool(case.profile.person.wants)
    return False


def _tell_holds(case: Case, told: Told) -> None:
    for hold in holds():
        near = any(
            e.type == hold.event and e.start - hold.before < case.days and e.end + hold.after >= 0
            for e in case.profile.events
        )
        if near and any(touched(hold.bars, i) for i in case.items):
            _add(told, "warnings", because(hold.code, hold.rule, hold.says))
    if any(e.type == "high_uv_trip" and e.end >= 0 for e in case.profile.events):
        _reason(told, "outdoor_days")


def _tell_gaps(case: Case, told: Told) -> None:
    if not case.sunscreens:
        _reason(told, "spf_below_30" if _usable(case, case.weak_sunscreens) else "missing_sunscreen")
    cleansers = tuple(i.id for i in case.items if i.role in ("cleanser", "oil_cleanser"))
    if not _usable(case, cleansers):
        _reason(told, "missing_cleanser")
    moisturisers = tuple(i.id for i in case.items if i.role == "moisturiser")
    if not _usable(case, moisturisers) and any(i.strong for i in case.items):
        _reason(told, "missing_moisturiser")


def _usable(case: Case, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(n for n in names if not case.always_barred(n))


def _tell_flags(case: Case, told: Told) -> None:
    for flag in red_flags():
        if case.known.holds(flag.when) and flag.code not in ("considering_procedure", "allergic_reaction"):
            _add(told, "warnings", Because(flag.code, flag.says, "F01", flag.source))


def _tell_products(case: Case, told: Told) -> None:
    unknown = [i for i in case.items if i.active and any(not f.percent_known for f in i.traits.found)]
    if unknown:
        _reason(told, "percent_unknown", unknown)
    unlisted = [i for i in case.items if not i.product.ingredients and i.role != "sunscreen"]
    named = set(case.profile.person.allergies) - {"benzoyl_peroxide"}
    if named and unlisted:
        _reason(told, "ingredients_unknown", unlisted)
    allergic = [i for i in case.items if any(b.code == "ingredient_allergy" for b in case.whole_bars(i.id))]
    if allergic:
        _reason(told, "ingredient_allergy", allergic)
    unsaid = [case.item(n) for n in case.sunscreens if case.item(n).product.broad_spectrum is None]
    if unsaid:
        _reason(told, "broad_spectrum_unknown", unsaid)
    if case.profile.person.age is None:
        _reason(told, "age_unsaid")
    retinoids = [i for i in case.items if "retinoid" in i.groups and not case.whole_bars(i.id)]
    if len(retinoids) > 1:
        _reason(told, "duplicate_retinoid", retinoids[1:])
    ordered = [i for i in case.items if i.order is not None]
    if any(i.free_pace or any(b.item == i.id for b in case.lifted) for i in ordered):
        _reason(told, "clinician_override", ordered)
    against = [i for i in ordered if any(rules()[b.rule].strength == "A" for b in case.whole_bars(i.id))]
    if against:
        _reason(told, "clinician_not_lifted", against)


def _tell_use(case: Case, uses: frozenset[Key], told: Told) -> None:
    used = {name for name, _, _ in uses}
    items = [i for i in case.items if i.id in used]
    _tell_strong(case, [i for i in items if i.strong], uses, told)
    if any(i.new and i.traits.leave_on and i.role != "sunscreen" for i in items):
        _reason(told, "patch_test")
    if any(i.new and i.role == "sunscreen" for i in items):
        _reason(told, "new_sunscreen")
    combined = [i for i in items if i.fixed_combination]
    if combined:
        _reason(told, "fixed_combination", combined)
    cleansers = [i for i in planned_items(case) if i.role == "cleanser" and not case.always_barred(i.id)]
    if cleansers and all("bha_wash" in i.groups for i in cleansers):
        _reason(told, "wash_only")
    exfoliates = [i for i in items if i.exfoliates]
    if exfoliates and case.profile.person.skin_type == "combination":
        _reason(told, "t_zone")
    experience = case.profile.person.experience
    if (experience.exfoliant_nights_per_week or 0) > 3:
        _reason(told, "over_exfoliation")
    if (experience.exfoliant_nights_per_week or 0) + (experience.retinoid_nights_per_week or 0) > WEEK - 2:
        _reason(told, "recovery_nights")


def _tell_strong(case: Case, strong: list[Item], uses: frozenset[Key], told: Told) -> None:
    new = [i for i in strong if i.new]
    if any(i.family == "retinoid" for i in new):
        _reason(told, "starting_low")
    if any(i.family == "exfoliant" for i in new):
        _reason(told, "acid_starts_low")
    if new:
        _reason(told, "ramp_up")
    if len(new) > 1:
        _reason(told, "intro_gap")
    if any("retinoid" in i.groups for i in strong) and any(i.exfoliates for i in strong):
        _reason(told, "retinoid_exfoliant_same_night")
    weakest = [i for i in case.items if "retinoid" in i.groups and i.new and not case.whole_bars(i.id)]
    if len(weakest) > 1:
        _reason(told, "weakest_first")


def tell_clash(case: Case, clash: tuple[str, ...], told: Told) -> None:
    """Name what the wishes stand against, by the code people know it under."""
    for rule in clash:
        code = clash_code(rule)
        bar = next((b.code for b in case.bars if b.rule == rule), None)
        says = plan_text("clash").format(rule=rules()[rule].says)
        if code in ("not_owned", "wishes_contradict"):
            says = reason_texts()[code].says
        name = bar or code or f"rule_{rule.lower()}"
        told["reasons"] = [b for b in told.get("reasons", []) if b.code != name]
        told["reasons"].insert(0, because(name, rule, says))


def set_aside(case: Case, uses: frozenset[Key]) -> tuple[SetAside, ...]:
    """Every owned product that is not in the plan, with the rules that say so."""
    used = {name for name, _, _ in uses}
    return tuple(SetAside(i.id, _why_not(case, i, used)) for i in case.items if i.id not in used)


def _why_not(case: Case, item: Item, used: set[str]) -> tuple[str, ...]:
    barred = tuple(dict.fromkeys(b.rule for b in case.bars if b.item == item.id))
    whole = tuple(dict.fromkeys(b.rule for b in case.whole_bars(item.id)))
    if whole or (barred and case.always_barred(item.id)):
        return whole or barred
    others = [i for i in case.items if i.id in used and i.id != item.id]
    grounds = (
        (item.role == "strip", ("C09",)),
        (item.role == "scrub", ("E08",)),
        ("retinoid" in item.groups and any("retinoid" in i.groups for i in others), ("R05", "R13")),
        (item.strong and case.effect("gentle") and any(i.strong for i in others), ("P20",)),
        (item.strong and first_ready(case, item) >= case.days, ("I01",)),
        (item.role == "sunscreen" and bool(case.sunscreens), ("B01",)),
        (item.strong and item.new and any(i.strong and i.new for i in others), (*barred, "I02", "B11")),
    )
    return next((rules_ for holds_, rules_ in grounds if holds_), (*barred, "B11"))


def nothing_active(case: Case, uses: frozenset[Key]) -> bool:
    """G02: actives are owned, and rules about the person leave none of them in the plan."""
    actives = [i for i in case.items if i.active and (i.role not in ("strip", "scrub") or wished(case, i))]
    used = {name for name, _, _ in uses}
    if not actives or any(i.id in used for i in actives):
        return False
    return all(case.barred(i.id, 0) for i in actives)
