"""The last objective of a new plan: nights that were planned before stay where they are."""

from __future__ import annotations

from typing import Any

from porewise.plan.case import Item
from porewise.plan.draft import EVEN_ORDER, WEEK, Draft, planned_items


def moved(draft: Draft) -> Any:
    """Count the uses of actives that the last plan had and this one has not, or the other way round."""
    planned = {(name, day) for name, day, _ in draft.case.past.planned}
    last = max((day for _, day in planned), default=-1)
    terms = []
    for item in planned_items(draft.case):
        if item.id not in draft.ranked:
            continue
        for day in range(min(last + 1, draft.case.days)):
            if draft.case.barred(item.id, day):
                continue
            terms.append(
                _dropped(draft, item, day) if (item.id, day) in planned else draft.use_on(item.id, day)
            )
    return sum(terms)


def _dropped(draft: Draft, item: Item, day: int) -> Any:
    """1 where the rhythm does not use the item on this day."""
    week, weekday = divmod(day - draft.weeks[0].start, WEEK)
    ranks, nights = draft.ranked[item.id][week], draft.night.get(item.id)
    if nights is None:
        return next((1 - v for k, v in enumerate(ranks) if EVEN_ORDER[k] == weekday), 1)
    both = []
    for v, chosen in zip(ranks, nights[weekday], strict=True):
        kept = draft.model.new_bool_var("")
        draft.model.add_implication(kept, v)
        draft.model.add_implication(kept, chosen)
        both.append(kept)
    dropped = draft.model.new_bool_var("")
    draft.model.add_bool_or([*both, dropped])
    return dropped
