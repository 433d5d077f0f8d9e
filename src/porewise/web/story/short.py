"""In short: the report in three glances."""

from __future__ import annotations

from dataclasses import dataclass

from porewise.values.json import Json
from porewise.web.story.causes import CausesStory, CauseStory
from porewise.web.story.photo import PhotoStory, Zone
from porewise.web.story.plan import DayStory, PlanStory


@dataclass(frozen=True)
class ShortStory:
    """The report in three glances: where pores show most, what leads the causes, what to do tonight."""

    most: Zone | None
    leading: tuple[CauseStory, ...]
    tonight: DayStory | None


def short_story(
    photo: PhotoStory | None, causes: CausesStory, plan: PlanStory, reading: Json | None
) -> ShortStory:
    """Pick what a person wants to know first. Nothing here is new."""
    density = {
        z["zone"]: (z["density_per_cm2"] or {}).get("value", -1.0) for z in (reading or {}).get("zones", ())
    }
    zones = [z for z in (photo.zones if photo else ()) if z.headline]
    leading = [c for c in causes.causes if c.confidence_code in ("strong_hint", "possible")]
    return ShortStory(
        most=max(zones, key=lambda z: density.get(z.code, -1.0), default=None),
        leading=tuple(leading[:2]),
        tonight=plan.week[0] if plan.week else None,
    )
