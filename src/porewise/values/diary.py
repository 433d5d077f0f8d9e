"""What was done, missed and felt, day by day: the diary of one routine."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from porewise.values.json import Json, rounded
from porewise.values.routine import Routine

SCHEMA = "porewise/diary/1"
CHECKIN_SCHEMA = "porewise/checkin/1"
SESSIONS = ("am", "pm")


@dataclass(frozen=True, slots=True)
class LifeEvent:
    """Something in life with its dates: a trip, a peel, waxing."""

    type: str
    start: date
    end: date

    def to_json(self) -> Json:
        return {"type": self.type, "start": self.start.isoformat(), "end": self.end.isoformat()}


@dataclass(frozen=True, slots=True)
class CheckIn:
    """
    One morning or evening as it was.

    ``done`` and ``missed`` are product ids, ``tested`` the products tried on the inner arm that day.
    ``irritation``: none, mild, moderate, severe, or None where nothing was said. ``reactions``: products
    the skin reacted to (they never come back). ``cleared``: a doctor has looked, or the skin is well again.
    """

    day: date
    session: str = "pm"
    done: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    tested: tuple[str, ...] = ()
    irritation: str | None = None
    symptoms: tuple[str, ...] = ()
    state: tuple[str, ...] = ()
    reactions: tuple[str, ...] = ()
    events: tuple[LifeEvent, ...] = ()
    cleared: bool = False

    def to_json(self) -> Json:
        whole = {
            "day": self.day.isoformat(),
            "session": self.session,
            "done": list(self.done),
            "missed": list(self.missed),
            "tested": list(self.tested),
            "irritation": self.irritation,
            "symptoms": list(self.symptoms),
            "state": list(self.state),
            "reactions": list(self.reactions),
            "events": [e.to_json() for e in self.events],
            "cleared": self.cleared,
        }
        return {k: v for k, v in whole.items() if v or k in ("day", "session")}


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """What the plan asked for on one day, product ids only."""

    day: date
    am: tuple[str, ...] = ()
    pm: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()

    def session(self, name: str) -> tuple[str, ...]:
        return self.am if name == "am" else self.pm

    def to_json(self) -> Json:
        return {
            "day": self.day.isoformat(),
            "am": list(self.am),
            "pm": list(self.pm),
            "tests": list(self.tests),
        }


@dataclass(frozen=True, slots=True)
class Diary:
    """
    The diary of one routine, from its first day on.

    ``planned`` holds past days as they were planned on their day, and the days to come as planned last.
    """

    start: date
    entries: tuple[CheckIn, ...] = ()
    planned: tuple[PlannedDay, ...] = ()

    def with_entry(self, entry: CheckIn) -> Diary:
        """Add a check-in; one for the same day and session takes the earlier one's place."""
        kept = [e for e in self.entries if (e.day, e.session) != (entry.day, entry.session)]
        entries = sorted([*kept, entry], key=lambda e: (e.day, e.session))
        return replace(self, entries=tuple(entries))

    def with_plan(self, days: tuple[PlannedDay, ...], first: date) -> Diary:
        """Keep the past as it was planned, and take a new plan from ``first`` on."""
        past = tuple(d for d in self.planned if d.day < first)
        return replace(self, planned=(*past, *days))

    def on(self, day: date, session: str) -> CheckIn | None:
        """The check-in of one session, or None."""
        return next((e for e in self.entries if e.day == day and e.session == session), None)

    def plan_of(self, day: date) -> PlannedDay:
        """What was planned on a day; nothing where no plan reached it."""
        return next((d for d in self.planned if d.day == day), PlannedDay(day))

    def to_json(self) -> Json:
        return {
            "schema": SCHEMA,
            "start": self.start.isoformat(),
            "entries": [e.to_json() for e in self.entries],
            "planned": [d.to_json() for d in self.planned],
        }


@dataclass(frozen=True, slots=True)
class Adherence:
    """
    How much of a plan was followed, in steps (one product in one session).

    Steps of sessions nobody logged are neither done nor missed: ``share`` is done by logged, and its
    bounds say what it would be if all unlogged steps had been missed, or all done.
    """

    planned: int
    done: int
    missed: int
    weeks_adherent: int = 0
    by_product: tuple[tuple[str, Adherence], ...] = field(default=())

    @property
    def unlogged(self) -> int:
        return self.planned - self.done - self.missed

    @property
    def share(self) -> float | None:
        logged = self.done + self.missed
        return self.done / logged if logged else None

    def to_json(self) -> Json:
        share = self.share
        whole: Json = {
            "planned": self.planned,
            "done": self.done,
            "missed": self.missed,
            "unlogged": self.unlogged,
            "share": None
            if share is None
            else {
                "value": rounded(share),
                "low": rounded(self.done / self.planned),
                "high": rounded((self.done + self.unlogged) / self.planned),
            },
        }
        if self.by_product:
            whole |= {
                "weeks_adherent": self.weeks_adherent,
                "products": {name: a.to_json() for name, a in self.by_product},
            }
        return whole


@dataclass(frozen=True, slots=True)
class Moved:
    """One step that the new plan adds or drops, compared with the plan before, and by which rules."""

    day: date
    session: str
    product: str
    kind: str
    because: tuple[str, ...]

    def to_json(self) -> Json:
        return {
            "date": self.day.isoformat(),
            "session": self.session,
            "product": self.product,
            "kind": self.kind,
            "because": list(self.because),
        }


@dataclass(frozen=True, slots=True)
class Told:
    """
    What a person says at a check-in, before it is laid beside the plan.

    ``kept``: True for everything done as planned, False for nothing done, None where nothing was said.
    ``used`` and ``skipped`` name products one by one and go before ``kept``.
    """

    day: date
    session: str = "pm"
    kept: bool | None = None
    used: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    irritation: str | None = None
    symptoms: tuple[str, ...] = ()
    state: tuple[str, ...] = ()
    reactions: tuple[str, ...] = ()
    events: tuple[LifeEvent, ...] = ()
    cleared: bool = False

    @property
    def says_something(self) -> bool:
        return (
            self.kept is not None
            or any(
                (
                    self.used,
                    self.skipped,
                    self.irritation,
                    self.symptoms,
                    self.state,
                    self.reactions,
                    self.events,
                )
            )
            or self.cleared
        )


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """The answer to a check-in: the diary with it, the plan from ``first`` on, what moved, adherence so far."""

    diary: Diary
    first: date
    routine: Routine
    moved: tuple[Moved, ...]
    adherence: Adherence

    def to_json(self) -> Json:
        return {
            "schema": CHECKIN_SCHEMA,
            "made_with": self.routine.made_with.to_json(),
            "start": self.diary.start.isoformat(),
            "plans_from": self.first.isoformat(),
            "adherence": self.adherence.to_json(),
            "moved": [m.to_json() for m in self.moved],
            "routine": self.routine.to_json(),
        }
