"""What of a list matters for visible pores: classes of actives and things worth knowing."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any, NamedTuple

from porewise.check.amounts import WHOLE, one_percent_line
from porewise.knowledge import pattern, plain
from porewise.knowledge.records import record_file
from porewise.values.label import (
    AcidRole,
    LabelActive,
    LabelFlag,
    LabelSection,
    ListedIngredient,
    Order,
    against_print,
)

_SPF = re.compile(r"\bspf\s*(\d{1,3})\b", re.IGNORECASE)


@cache
def _labels() -> dict[str, Any]:
    return record_file("labels")


@cache
def _classes() -> tuple[dict[str, str], dict[str, str]]:
    names: dict[str, str] = {}
    groups: dict[str, str] = {}
    for entry in _labels()["active_class"]:
        names |= dict.fromkeys(entry["names"], entry["class"])
        groups |= dict.fromkeys(entry["groups"], entry["class"])
    return names, groups


@lru_cache(maxsize=65536)
def class_of(inci: str | None, group: str | None) -> str | None:
    """Give the planner's class of an ingredient (``retinoid``), or None where it is no active."""
    if inci is None:
        return None
    names, groups = _classes()
    return names.get(inci) or groups.get(group or "")


class Matter(NamedTuple):
    """What the records say of an ingredient: its class as an active, the remarks on it, the rule for pregnancy."""

    counts_as: str | None
    remarks: tuple[int, ...]
    pregnancy: int | None


class Notable(NamedTuple):
    """An ingredient that matters, and its place in its section, from 1."""

    place: int
    listed: ListedIngredient
    matter: Matter


@lru_cache(maxsize=65536)
def _matter(inci: str | None, group: str | None) -> Matter | None:
    if inci is None:
        return None
    counts_as, remarks = class_of(inci, group), _remarks_on(inci, group)
    if counts_as is None and not remarks and inci not in _named_for_pregnancy():
        return None
    rules = enumerate(_labels()["pregnancy"])
    pregnancy = next((n for n, r in rules if counts_as in r["classes"] or inci in r["names"]), None)
    return Matter(counts_as, remarks, pregnancy)


@cache
def _named_for_pregnancy() -> frozenset[str]:
    return frozenset(name for rule in _labels()["pregnancy"] for name in rule["names"])


def notable(section: LabelSection) -> list[Notable]:
    """Pick out the ingredients that anything is to be said of: most are none."""
    return [
        Notable(place, listed, matter)
        for place, listed in enumerate(section.ingredients, start=1)
        if (matter := _matter(listed.inci, listed.group)) is not None
    ]


def declared(sections: tuple[LabelSection, ...]) -> list[tuple[LabelSection, list[Notable]]]:
    """Give every section but shades, with what is notable in it."""
    return [(s, notable(s)) for s in sections if s.role != "may_contain"]


def actives(found: list[tuple[LabelSection, list[Notable]]]) -> tuple[LabelActive, ...]:
    """List each active once, where it stands first."""
    told: dict[str, LabelActive] = {}
    for section, picked in found:
        size, denied = len(section.ingredients), _denied(section)
        for place, listed, matter in picked:
            group = matter.counts_as
            if group and listed.inci and listed.inci not in told:
                role = acid_role(group, listed, size if denied else size - place)
                says = _active_says(group, listed, role)
                told[listed.inci] = LabelActive(group, listed.inci, listed.percent, says, role)
    return tuple(told.values())


def _denied(section: LabelSection) -> bool:
    """Say whether printed percentages deny that a section goes from most to least."""
    return against_print([i.printed for i in section.ingredients]) is not None


def acid_role(group: str, listed: ListedIngredient, behind: int) -> AcidRole | None:
    """
    Say whether an acid can exfoliate, as far as its percentage and place tell; None for what is no acid.

    ``behind``: how many names follow in its list.
    """
    rule = _labels()["exfoliants"]
    if group not in rule["classes"]:
        return None
    least, amount = rule["weak_below"].get(group), listed.percent
    weak = least is not None and amount is not None and amount.high <= least
    last = listed.printed is None and behind < rule["last_places"] and listed.inci in rule["weak_names"]
    return "too_low" if weak or last else "exfoliant"


def _active_says(group: str, listed: ListedIngredient, role: AcidRole | None) -> str:
    name, amount = listed.text, listed.percent
    read = f" (read as {listed.inci}: please compare with the pack)" if listed.match == "corrected" else ""
    if listed.printed is not None:
        return f"{name}{read}: {listed.printed:g} % printed."
    if role == "too_low":
        why = "; it sets the pH" if group == "aha" else ""
        return f"{name}{read}: present, too low to exfoliate{why}."
    if amount is None or amount.high >= WHOLE:
        return f"{name}{read}: the percentage is not printed, and nothing here bounds it."
    because = f" ({listed.percent_because})" if listed.percent_because else ""
    return f"{name}{read}: not printed; at most {amount.high:.2g} %{because}."


def flags(
    raw: str, found: list[tuple[LabelSection, list[Notable]]], order: Order, kind: str | None
) -> tuple[LabelFlag, ...]:
    """Everything worth knowing about a list, in label order, then what the words on the pack promise."""
    told: list[LabelFlag] = []
    for section, picked in found:
        told += _section_flags(section, picked, order, kind)
    return (*told, *_sunscreen(raw, [s for s, _ in found], kind), *_claims(raw))


@cache
def _lookup() -> tuple[dict[str, list[int]], dict[str, list[int]]]:
    names: dict[str, list[int]] = {}
    groups: dict[str, list[int]] = {}
    for n, remark in enumerate(_labels()["remark"]):
        listed = [*remark["names"], *(pattern(remark["pattern"]) if "pattern" in remark else ())]
        for name in listed:
            names.setdefault(plain(name), []).append(n)
        for group in remark["groups"]:
            groups.setdefault(group, []).append(n)
    return names, groups


def _remarks_on(inci: str, group: str | None) -> tuple[int, ...]:
    names, groups = _lookup()
    return (*names.get(plain(inci), ()), *groups.get(group or "", ()))


def _section_flags(
    section: LabelSection, picked: list[Notable], order: Order, kind: str | None
) -> list[LabelFlag]:
    remarks = _labels()["remark"]
    if order == "unknown" and _denied(section):
        order = "alphabetical"  # its places say as little
    return [
        LabelFlag(
            remark["code"],
            listed.inci,
            listed.rank,
            remark["says"].replace("{name}", listed.text),
            tuple(remark["source"]),
            remark["strength"],
        )
        for place, listed, matter in picked
        for remark in map(remarks.__getitem__, matter.remarks)
        if _counts(remark, place, section, order, kind)
    ]


def pregnancy(found: list[tuple[LabelSection, list[Notable]]]) -> LabelFlag | None:
    """Say what pregnancy means for a product: the gravest remark, or None where the sources say nothing."""
    ruled = [n for _, picked in found for n in picked if n.matter.pregnancy is not None]
    if not ruled:
        return None
    gravest = min(ruled, key=lambda n: n.matter.pregnancy or 0)
    rule, listed = _labels()["pregnancy"][gravest.matter.pregnancy], gravest.listed
    says = rule["says"].format(name=listed.text)
    return LabelFlag(rule["code"], listed.inci, listed.rank, says, tuple(rule["source"]), rule["strength"])


def _counts(
    remark: dict[str, Any], place: int, section: LabelSection, order: Order, kind: str | None
) -> bool:
    """Say whether an ingredient stands where a remark means it."""
    if remark.get("leave_on_only") and (
        kind is None or kind in record_file("actives")["detect"]["rinse_off"]
    ):
        return False
    where = remark["where"]
    if where in ("anywhere", "declared"):
        return where == "anywhere" or section.role == "active" or kind == "sunscreen"
    return order != "alphabetical" and _high_enough(where, remark, place, section)


def _high_enough(where: str, remark: dict[str, Any], place: int, section: LabelSection) -> bool:
    """Judge by the place in the list; an alphabetical list never comes here, for its places say nothing."""
    if where == "upper_half":
        return section.role == "active" or place * 2 <= len(section.ingredients)
    if where == "first":
        return place <= int(remark["within"])
    line = one_percent_line([i.inci for i in section.ingredients])
    return line is None or place < line[0]


def _sunscreen(raw: str, sections: list[LabelSection], kind: str | None) -> list[LabelFlag]:
    rule = _labels()["sunscreen"]
    if kind != "sunscreen":
        return []
    listed = [i for s in sections for i in s.ingredients]
    says = []
    told = _LETTERS.sub(" ", raw.lower())
    if not any((i.group or "").startswith("uv_filter") for i in listed):
        named = next((name for name in _filters() if name in told), None)
        if named is not None:  # the words on the pack name one that the list leaves out
            return [_filter_only_told(named)]
        says.append(rule["no_filter"])
    elif not any(i.inci in rule["uva_filters"] for i in listed):
        says.append(rule["no_uva"])
    printed = _SPF.search(raw)
    if printed and float(printed.group(1)) < rule["least_spf"]:
        says.append(rule["low_spf"].format(spf=float(printed.group(1))))
    return [
        LabelFlag("sunscreen_adequacy", None, None, s, tuple(rule["source"]), rule["strength"]) for s in says
    ]


_LETTERS = re.compile(r"[^a-z0-9-]+")


@cache
def _filters() -> tuple[str, ...]:
    minerals = [n for r in _labels()["remark"] if r["code"] == "sunscreen_filter" for n in r["names"]]
    return tuple(dict.fromkeys((*minerals, *_labels()["sunscreen"]["uva_filters"])))


def _filter_only_told(name: str) -> LabelFlag:
    rule = _labels()["sunscreen"]
    says = rule["only_told"].format(name=name[0].upper() + name[1:])
    return LabelFlag("sunscreen_filter", name, None, says, tuple(rule["source"]), rule["strength"])


@cache
def _claim_pattern() -> re.Pattern[str]:
    return re.compile("|".join(c["pattern"] for c in _labels()["claim"]), re.IGNORECASE)


def _claims(raw: str) -> list[LabelFlag]:
    if "pore" not in raw and "Pore" not in raw and "PORE" not in raw:
        return []
    told = _labels()["claim_says"]
    words = dict.fromkeys(" ".join(m.group().split()) for m in _claim_pattern().finditer(raw))
    return [
        LabelFlag(
            "impossible_claim",
            None,
            None,
            told["says"].format(words=w),
            tuple(told["source"]),
            told["strength"],
        )
        for w in words
    ]
