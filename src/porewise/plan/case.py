"""Lay out one person's case for planning: what each product is, what is barred when, and the limits."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from porewise.knowledge import Facts, pattern, plain, traits
from porewise.knowledge.rules import Gate, holds, limit, rules, settling_events
from porewise.plan.past import Episode, Past, look_back
from porewise.plan.sun import is_good_sunscreen
from porewise.plan.today import facts_of, open_gates
from porewise.values.profile import ClinicianOrder, Profile
from porewise.values.shelf import Product, Traits

EXFOLIANTS = frozenset({"aha", "bha", "pha", "scrub"})
ACTIVE_ROLES = ("retinoid", "aha", "bha", "pha", "scrub", "strip", "bpo", "azelaic", "clay")
GENTLE_ROLES = ("vitamin_c", "niacinamide")
BASE_CATEGORIES = ("cleanser", "oil_cleanser", "sunscreen", "moisturiser", "makeup")
ALL_CLASSES = frozenset((*ACTIVE_ROLES, *GENTLE_ROLES, "bha_wash"))
NEEDS_SUNSCREEN = frozenset({"retinoid", "aha"})  # B01: without sunscreen these stay out


@dataclass(frozen=True, slots=True)
class Item:
    """
    One owned product as the planner sees it.

    ``role``: the part it plays (a class of actives, or cleanser, sunscreen …). ``groups``: the
    classes that count for the rules. ``new``: it has to be patch-tested and introduced. ``begun``: the
    day before today on which a new product first touched the face, else None.
    """

    traits: Traits
    role: str
    groups: frozenset[str]
    new: bool
    order: ClinicianOrder | None
    begun: int | None = None

    @property
    def id(self) -> str:
        return self.traits.id

    @property
    def product(self) -> Product:
        return self.traits.product

    @property
    def family(self) -> str:
        """Retinoid, exfoliant or another class: what counts together per week."""
        return "exfoliant" if self.role in EXFOLIANTS else self.role

    @property
    def active(self) -> bool:
        return self.role in ALL_CLASSES

    @property
    def strong(self) -> bool:
        return self.active and self.traits.strong

    @property
    def exfoliates(self) -> bool:
        return bool(self.groups & EXFOLIANTS)

    @property
    def fixed_combination(self) -> bool:
        return "retinoid" in self.groups and self.exfoliates

    @property
    def free_pace(self) -> bool:
        """A clinician named a frequency: the usual limits on nights do not bind."""
        return self.order is not None and self.order.max_per_week is not None


@dataclass(frozen=True, slots=True)
class Bar:
    """One product is out from day ``first`` to day ``last``, by one rule."""

    item: str
    rule: str
    code: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Case:
    """Everything the model needs: items, bars, limits. Plain values, no solver."""

    profile: Profile
    known: Facts
    days: int
    items: tuple[Item, ...]
    bars: tuple[Bar, ...]
    lifted: tuple[Bar, ...]
    gates: tuple[Gate, ...]
    held: tuple[str, ...]
    sunscreens: tuple[str, ...]
    weak_sunscreens: tuple[str, ...]
    weights: tuple[tuple[str, float], ...]
    past: Past = field(default_factory=Past)

    def item(self, id_: str) -> Item:
        return next(i for i in self.items if i.id == id_)

    def effect(self, name: str) -> bool:
        """Say whether some open gate has this effect."""
        return any(g.effect == name and (g.days is None or g.days > 0) for g in self.gates)

    @property
    def gentle(self) -> bool:
        """Sensitive or dry skin or a damaged barrier: the lowest start and cap."""
        return self.effect("gentle") or self.profile.person.skin_type == "dry"

    @property
    def copes(self) -> bool:
        """Oily skin that is used to actives and calm: the higher start and cap."""
        experience = self.profile.person.experience
        used = max(experience.retinoid_nights_per_week or 0, experience.exfoliant_nights_per_week or 0)
        calm = not (
            self.gentle or self.effect("reduce") or self.effect("slower") or self.profile.person.symptoms
        )
        return self.profile.person.skin_type == "oily" and used >= limit("R02", "start_copes") and calm

    @property
    def rests(self) -> bool:
        """All actives pause today after irritation (T01, T02)."""
        return any(g.rule in ("T01", "T02") and (g.days is None or g.days > 0) for g in self.gates)

    def barred(self, item: str, day: int) -> tuple[Bar, ...]:
        return tuple(b for b in self.bars if b.item == item and b.first <= day <= b.last)

    def whole_bars(self, item: str) -> tuple[Bar, ...]:
        """The bars that leave a product out of the whole plan."""
        return tuple(b for b in self.bars if b.item == item and b.first <= 0 and b.last >= self.days - 1)

    def always_barred(self, item: str) -> bool:
        return all(self.barred(item, d) for d in range(self.days))


def meant(product: str | None, group: str | None, item: Item) -> bool:
    """Say whether a wish about a product or a class means this item."""
    return product == item.id or (group is not None and belongs(item, group))


def belongs(item: Item, group: str) -> bool:
    """Say whether an item is of a class that a wish may name."""
    if group == "exfoliant":
        return item.exfoliates
    return group in item.groups or group == item.role


def lay_out(profile: Profile, days: int, weights: dict[str, float], past: Past | None = None) -> Case:
    """Read rules, gates and windows for one person, as they are today, into one plain value."""
    past = past or look_back(profile, None, date.min)
    now = Episode(0, profile.person.symptoms, profile.person.state, cleared=False)
    known = facts_of(profile, now, past)
    gates = open_gates(profile, past)
    items = tuple(_item(p, profile, past) for p in profile.products if p.category != "makeup")
    items = _washes(items)
    good, weak = _sunscreens(items)
    bars = [b for g in gates for i in items for b in _gate_bars(g, i, days)]
    bars += [b for i in items for b in _allergy_bars(i, profile)]
    bars += [_whole(i, "I05", "failed_patch_test", days) for i in items if i.id in past.reactions]
    held, windows = _event_bars(profile, items, days)
    bars += windows
    bars = [b for b in bars if b.first <= b.last]
    good = tuple(s for s in good if not _out(bars, s, days))
    if not good:
        bars += [_whole(i, "B01", "missing_sunscreen", days) for i in items if i.groups & NEEDS_SUNSCREEN]
    if any(g.effect == "freeze" for g in gates):
        bars += [_whole(i, "T07", "no_improvement_12w", days) for i in items if i.strong and i.new]
    lifted = tuple(b for b in bars if _lifts(items, b))
    bars = [b for b in bars if b not in lifted]
    bars += _orders_freeze(items, bars, days)
    return Case(
        profile,
        known,
        days,
        items,
        tuple(bars),
        lifted,
        gates,
        held,
        good,
        weak,
        tuple(sorted(weights.items())),
        past,
    )


def _item(product: Product, profile: Profile, past: Past) -> Item:
    found = traits(product)
    role = _role(found)
    base = role in BASE_CATEGORIES
    groups = frozenset(g for g in found.groups if not (base and g in GENTLE_ROLES))
    order = next((c for c in profile.clinician if c.product == product.id), None)
    new = _is_new(product, role, found, profile)
    begun = past.first_use(product.id) if new else None
    return Item(found, role, groups, new and begun is None, order, begun)


def _washes(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """E09: beside a plain cleanser an acid wash is a class of its own; alone it is the cleanser."""
    plain = any(i.role == "cleanser" and "bha_wash" not in i.groups for i in items)
    return tuple(
        replace(i, role="bha_wash") if plain and i.role == "cleanser" and "bha_wash" in i.groups else i
        for i in items
    )


def _role(found: Traits) -> str:
    groups, category = found.groups, found.product.category
    for role in ACTIVE_ROLES:
        if role in groups:
            return role
    if category in BASE_CATEGORIES:
        return category
    return next((role for role in GENTLE_ROLES if role in groups), "other")


def _is_new(product: Product, role: str, found: Traits, profile: Profile) -> bool:
    if product.new is not None:
        return product.new
    experience = profile.person.experience
    if role == "retinoid":
        return not experience.retinoid_nights_per_week
    if role in EXFOLIANTS:
        return not experience.exfoliant_nights_per_week
    return role in ALL_CLASSES and found.strong


def _sunscreens(items: tuple[Item, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    owned = [i for i in items if i.role == "sunscreen"]
    good = [i.id for i in owned if is_good_sunscreen(i.product)]
    return tuple(good), tuple(i.id for i in owned if i.id not in good)


def _whole(item: Item, rule: str, code: str, days: int) -> Bar:
    return Bar(item.id, rule, code, 0, days - 1)


def _out(bars: list[Bar], item: str, days: int) -> bool:
    return any(b.item == item and b.first <= 0 and b.last >= days - 1 for b in bars)


def touched(names: tuple[str, ...], item: Item) -> bool:
    """Say whether a list of classes (or "all") reaches an item."""
    return bool(item.groups & (ALL_CLASSES if "all" in names else frozenset(names)))


def _gate_bars(gate: Gate, item: Item, days: int) -> list[Bar]:
    if gate.effect not in ("bar", "refer_only") or not _gate_reaches(gate, item):
        return []
    last = days - 1 if gate.days is None else min(days, gate.days) - 1
    return [Bar(item.id, gate.rule, gate.code, 0, last)]


def _gate_reaches(gate: Gate, item: Item) -> bool:
    if gate.bars_pattern and set(item.traits.allergens) & pattern(gate.bars_pattern):
        return True
    if gate.bars_drying_alcohol and item.traits.drying_alcohol and item.role == "other":
        return True
    if gate.over_percent:
        return _over(gate, item)
    return touched(gate.bars, item) and not _allowed(gate, item)


def _over(gate: Gate, item: Item) -> bool:
    strict = dict(gate.over_percent)
    return any(
        f.group in strict and f.percent is not None and f.percent > strict[f.group]
        for f in item.traits.found
        if f.kind != "betaine_salicylate"
    )


def _allowed(gate: Gate, item: Item) -> bool:
    """Everything active in the product is on the gate's short list of exceptions."""
    counted = [f for f in item.traits.found if f.group in item.groups]
    return bool(counted) and all(f.band in gate.allows or f.group in gate.allows_groups for f in counted)


def _allergy_bars(item: Item, profile: Profile) -> list[Bar]:
    """P14: any other declared allergen is looked for by its name on the label."""
    named = {plain(a) for a in profile.person.allergies}
    if named & set(item.traits.allergens):
        return [Bar(item.id, "P14", "ingredient_allergy", 0, 10_000)]
    return []


def _event_bars(profile: Profile, items: tuple[Item, ...], days: int) -> tuple[tuple[str, ...], list[Bar]]:
    bars, codes = [], []
    for event in profile.events:
        for hold in holds():
            first, last = event.start - hold.before, event.end + hold.after
            if hold.event != event.type or first >= days:
                continue
            codes.append(hold.code)
            bars += [
                Bar(i.id, hold.rule, hold.code, first, min(days - 1, last))
                for i in items
                if touched(hold.bars, i)
            ]
    return tuple(dict.fromkeys(codes)), bars


def settling_days(profile: Profile, days: int) -> frozenset[int]:
    """I03: days on which nothing new may start."""
    before = limit("I03", "before_days")
    return frozenset(
        d
        for e in profile.events
        if e.type in settling_events()
        for d in range(max(0, e.start - before), min(days - 1, e.end) + 1)
    )


def _lifts(items: tuple[Item, ...], bar: Bar) -> bool:
    """P21: a clinician's word about the product lifts rules of strength B, C and E, never A."""
    item = next(i for i in items if i.id == bar.item)
    lasting = bar.rule not in ("P15", "P16", "R10", "S02", "S04", "T02", "T05", "T06", "I04")
    return item.order is not None and lasting and rules()[bar.rule].clinician_may_lift


def _orders_freeze(items: tuple[Item, ...], bars: list[Bar], days: int) -> list[Bar]:
    """Where a clinician sets the pace of a strong active, other strong actives rest (P21)."""
    ordered = [i for i in items if i.strong and i.free_pace and not _out(bars, i.id, days)]
    if not ordered:
        return []
    return [_whole(i, "P21", "clinician_override", days) for i in items if i.strong and i.order is None]
