"""Say which wishes could not be kept, and what is possible instead."""

from __future__ import annotations

from porewise.knowledge.rules import plan_text
from porewise.plan.case import Case, meant
from porewise.plan.draft import WEEK, first_ready, planned_items
from porewise.plan.solve import Solution
from porewise.values.profile import Wish
from porewise.values.routine import GivenUp


def given_up(case: Case, nearest: Solution) -> tuple[GivenUp, ...]:
    """List the wishes that the nearest plan does not keep."""
    pairs = zip(case.profile.wishes, nearest.missing, strict=True)
    return tuple(_given_up(case, wish, nearest) for wish, missing in pairs if missing)


def _given_up(case: Case, wish: Wish, nearest: Solution) -> GivenUp:
    what = _what(case, wish)
    if wish.type == "min_per_week":
        possible = _least_uses(case, wish, nearest)
        says = plan_text("nearest_less").format(asked=wish.n, what=what, possible=possible)
        return GivenUp(wish.to_json(), possible, says)
    name = {"slot": "nearest_slot", "avoid": "nearest_avoid"}.get(wish.type, "nearest_none")
    if wish.type == "slot" and not any(
        meant(wish.product, wish.group, case.item(n)) for n, _, _ in nearest.uses
    ):
        name = "nearest_none"
    return GivenUp(wish.to_json(), None, plan_text(name).format(what=what))


def _what(case: Case, wish: Wish) -> str:
    if wish.product is not None:
        return case.item(wish.product).product.name
    from porewise.knowledge import words

    return words("class")[str(wish.group)]


def _least_uses(case: Case, wish: Wish, nearest: Solution) -> int:
    """The fewest uses in any whole week of the plan after the patch tests."""
    items = [i for i in planned_items(case) if meant(wish.product, wish.group, i)]
    names = {i.id for i in items}
    ready = min((first_ready(case, i) for i in items), default=0)
    begins = [d for d in range(case.days - WEEK + 1) if d >= ready] or [0]
    return min(sum(1 for n, d, _ in nearest.uses if n in names and b <= d < b + WEEK) for b in begins)
