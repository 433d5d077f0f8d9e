"""The hard rules of the base: sunscreen, cleansing, moisturiser; each function bears the id of its rule."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from porewise.plan.case import Case, Item
from porewise.plan.draft import AM, PM, Draft, planned_items


def of_role(draft: Draft, *roles: str) -> list[Item]:
    return [i for i in planned_items(draft.case) if i.role in roles]


def bases(draft: Draft, items: Iterable[Item], slot: str) -> list[Any]:
    return [draft.base[i.id, slot] for i in items if (i.id, slot) in draft.base]


def b01(draft: Draft) -> None:
    """Exactly one sunscreen every morning: a good one, else the best there is."""
    case = draft.case
    names = case.sunscreens or tuple(n for n in case.weak_sunscreens if not case.whole_bars(n))
    chosen = bases(draft, [case.item(n) for n in names], AM)
    if names:
        draft.model.add(sum(chosen) == 1)
    others = bases(draft, [i for i in of_role(draft, "sunscreen") if i.id not in names], AM)
    draft.model.add(sum(others) == 0)


def b03(draft: Draft) -> None:
    """A cleanser every evening; the oil cleanser does where no other is owned."""
    usable = cleansers(draft.case)
    if usable:
        draft.model.add(sum(bases(draft, usable, PM)) == 1)


def cleansers(case: Case) -> list[Item]:
    """The cleansers that may be used for the plain wash."""
    own = [i for i in planned_items(case) if i.role == "cleanser" and not case.whole_bars(i.id)]
    oils = [i for i in planned_items(case) if i.role == "oil_cleanser" and not case.whole_bars(i.id)]
    return own or oils


def b06(draft: Draft) -> None:
    """One cleanser of a kind in a session, two sessions a day."""
    for slot in (AM, PM):
        for role in ("cleanser", "oil_cleanser"):
            draft.model.add(sum(bases(draft, of_role(draft, role), slot)) <= 1)


def one_moisturiser(draft: Draft) -> None:
    """Structure, no rule: one moisturiser in a session."""
    for slot in (AM, PM):
        draft.model.add(sum(bases(draft, of_role(draft, "moisturiser"), slot)) <= 1)
