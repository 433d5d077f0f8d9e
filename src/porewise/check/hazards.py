"""What is no ordinary care: banned in cosmetics, prescribed, above a legal maximum, too strong for home."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from porewise.knowledge import plain
from porewise.knowledge.jurisdictions import jurisdictions
from porewise.knowledge.records import record_file
from porewise.knowledge.rules import Gate, people_gates, rules
from porewise.values.label import LabelFlag, LabelSection, ListedIngredient

_ASK = "Ask a doctor or pharmacist before you use it."


@cache
def _by_name() -> dict[str, tuple[dict[str, Any], ...]]:
    found: dict[str, tuple[dict[str, Any], ...]] = {}
    for record in record_file("labels")["hazard"]:
        for name in record["names"]:
            found[name] = (*found.get(name, ()), record)
    return found


@cache
def hazardous() -> frozenset[str]:
    """Names of what is banned in cosmetics or a medicine on prescription."""
    return frozenset(_by_name())


@cache
def _limits() -> dict[str, dict[str, Any]]:
    """Give the widest legal maximum of each name."""
    found: dict[str, dict[str, Any]] = {}
    for record in record_file("labels")["limit"]:
        for name in record["names"]:
            if name not in found or record["most"] > found[name]["most"]:
                found[name] = record
    return found


@cache
def _stricter() -> dict[str, dict[str, Any]]:
    return {name: record for record in record_file("labels")["stricter"] for name in record["names"]}


@cache
def _strength_gate() -> Gate:
    """The planner's own gate: what it sets aside is said here by the same record."""
    return next(gate for gate in people_gates() if gate.code == "professional_strength")


@cache
def _planned() -> dict[str, tuple[str, str]]:
    """Give what the planner takes a name for: the active, and its group."""
    return {plain(n): (a["id"], a["group"]) for a in record_file("actives")["active"] for n in a["names"]}


def hazards(sections: tuple[LabelSection, ...], kind: str | None) -> tuple[LabelFlag, ...]:
    """
    Tell everything to be known before a product is used, each once, in label order.

    ``kind``: the product's category, if known.
    """
    told: dict[tuple[str, str | None], LabelFlag] = {}
    for section in sections:
        for listed in section.ingredients:
            if listed.inci is not None and (listed.printed is not None or listed.inci in _by_name()):
                for flag in _hazards_of(listed, listed.inci, kind):
                    told.setdefault((flag.code, flag.inci), flag)
    return tuple(told.values())


def _hazards_of(listed: ListedIngredient, inci: str, kind: str | None) -> Iterator[LabelFlag]:
    name = _named(listed, inci)
    for record in _by_name().get(inci, ()):
        says, source = record["says"].replace("{name}", name), tuple(record["source"])
        yield LabelFlag(record["code"], inci, listed.rank, says, source, record["strength"])
    if listed.printed is None:
        return
    stated = f"{name}: {listed.printed:g} % is printed."
    yield from _by_law(listed, inci, stated, kind)
    if _too_strong(inci, listed.printed, kind):
        gate = _strength_gate()
        rule = rules()[gate.rule]
        says = f"{stated} {gate.says} {_ASK}"
        yield LabelFlag(gate.code, inci, listed.rank, says, tuple(rule.source), rule.strength)


def _by_law(listed: ListedIngredient, inci: str, stated: str, kind: str | None) -> Iterator[LabelFlag]:
    """Above every law's maximum, a hazard; above one law's and not another's, worth knowing and no more."""
    limit, strict = _limits().get(inci), _stricter().get(inci)
    if limit is None or listed.printed is None:
        return
    widest = _region(limit["region"])
    if listed.printed > limit["most"] and (kind == "sunscreen" or not limit.get("filter")):
        says = f"{stated} The law of {widest} allows {limit['basis']}. {_ASK}"
        yield LabelFlag("above_legal_limit", inci, listed.rank, says, tuple(limit["source"]), "A")
    elif strict is not None and listed.printed > strict["most"]:
        elsewhere = f"the law of {_region(strict['region'])} only {strict['basis']}"
        says = f"{stated} The law of {widest} allows that, {elsewhere}."
        yield LabelFlag("above_stricter_law", inci, listed.rank, says, tuple(strict["source"]), "A")


def _named(listed: ListedIngredient, inci: str) -> str:
    if listed.match == "corrected":
        return f"{listed.text} (read as {inci}: please compare with the pack)"
    return listed.text


def _region(region: str) -> str:
    return next(j.name for j in jurisdictions() if j.id == region)


def _too_strong(inci: str, printed: float, kind: str | None) -> bool:
    """An acid that is rinsed off, and betaine salicylate, are not held to the limit, as in the plan."""
    active, group = _planned().get(plain(inci), ("", ""))
    most = dict(_strength_gate().over_percent).get(group)
    rinsed = kind in record_file("actives")["detect"]["rinse_off"]
    return most is not None and printed > most and not rinsed and active != "betaine_salicylate"
