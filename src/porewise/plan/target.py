"""How often a class is meant to be used, and how often it may be."""

from __future__ import annotations

from porewise.knowledge import cause_model
from porewise.knowledge.rules import limit, paces
from porewise.plan.case import Case, Item, meant

WEEK = 7


def start_nights(case: Case, item: Item) -> int:
    """Nights a week at the start (R02, E03 and the paces of other classes)."""
    if item.family == "retinoid":
        name = "start_gentle" if case.gentle else "start_copes" if case.copes else "start"
        return limit("R02", name)
    if item.family == "exfoliant":
        return limit("E03", "start_gentle" if case.gentle else "start")
    return paces()[item.family].start


def known_nights(case: Case, item: Item) -> int:
    """Nights a week that a product in use has already: from experience, else the start."""
    experience = case.profile.person.experience
    if item.family == "retinoid" and experience.retinoid_nights_per_week:
        return experience.retinoid_nights_per_week
    if item.family == "exfoliant" and experience.exfoliant_nights_per_week:
        return min(experience.exfoliant_nights_per_week, limit("E01", "nights"))
    return start_nights(case, item)


def most_nights(item: Item) -> int:
    """The most nights a week in the long run (R11, E01, the paces)."""
    if item.family == "retinoid":
        high = any(f.band == "retinol_high" for f in item.traits.found)
        return limit("R11", "most_retinol_high" if high else "most")
    if item.family == "exfoliant":
        return limit("E01", "nights")
    return paces()[item.family].most


def likely(case: Case, cause: str) -> bool:
    """A cause counts as a reason for an optional product from the "possible" probability on."""
    return dict(case.weights).get(cause, 0.0) >= cause_model().number("possible_value")


def clogged(case: Case) -> bool:
    return likely(case, "clogging") or likely(case, "sebum")


def target_nights(case: Case, item: Item) -> int:
    """How often a product's class is meant to be used per week (R11, E02, paces, or a clinician's word)."""
    if item.order is not None and item.order.max_per_week is not None:
        return min(item.order.max_per_week, WEEK)
    if item.family == "retinoid":
        known = 0 if item.new else known_nights(case, item)
        return min(most_nights(item), max(limit("R11", "target"), known))
    if item.family == "exfoliant":
        calm = clogged(case) and not case.gentle and not case.effect("slower")
        return limit("E02", "target_clogged" if calm else "target")
    if item.family == "clay" and (case.gentle or not likely(case, "sebum")):
        return 0
    if item.family == "bha_wash" and case.gentle:
        return 0
    return paces()[item.family].target


def most_uses(case: Case, item: Item) -> int:
    """The target, or more where someone wishes for more: beyond it no soft rule gains anything."""
    asked = [
        w.n if w.type == "min_per_week" else 1
        for w in case.profile.wishes
        if w.type in ("min_per_week", "slot") and meant(w.product, w.group, item)
    ]
    return min(WEEK, max([target_nights(case, item), *(n or 0 for n in asked)]))
