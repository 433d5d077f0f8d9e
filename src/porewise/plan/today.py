"""Which gates about the person are open today, and for how much longer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from porewise.knowledge import Facts, facts
from porewise.knowledge.rules import Gate, limit, passing, people_gates
from porewise.plan.past import Episode, Past
from porewise.values.profile import Profile


def open_gates(profile: Profile, past: Past) -> tuple[Gate, ...]:
    """
    Give the gates that hold today; the ``days`` of one that lasts some days are what is left of them.

    What rests on passing symptoms counts from the day they were logged; without a number of days it
    lasts until a check-in says that it is over. A gate that has run out stays for the weeks in which
    the plan still goes one step lower after it.
    """
    calm = facts_of(profile, Episode(0, (), (), cleared=False), past)
    found = []
    for gate in people_gates():
        ages = [past.day] if calm.holds(gate.when) else [-e.day for e in _holding(profile, past, gate)]
        if gate.days is None and ages:
            found.append(gate)
        elif gate.days is not None and ages:
            left = gate.days - min(ages)
            if left > 0 or (gate.step_down and left + limit("T03", "days") > 0):
                found.append(replace(gate, days=left))
    return tuple(found)


def _holding(profile: Profile, past: Past, gate: Gate) -> Iterator[Episode]:
    for episode in past.episodes:
        if facts_of(profile, episode, past).holds(gate.when) and not (gate.days is None and episode.cleared):
            yield episode


def facts_of(profile: Profile, episode: Episode, past: Past) -> Facts:
    """The facts of the person as they were in one episode, with the weeks since the retinoid began."""
    person = profile.person
    symptoms = (*(s for s in person.symptoms if s not in passing("symptoms")), *episode.symptoms)
    state = (*(s for s in person.state if s not in passing("state")), *episode.state)
    known = facts(replace(profile, person=replace(person, symptoms=symptoms, state=state)))
    numbers = known.numbers
    weeks = retinoid_weeks(profile, past)
    if weeks is not None:
        numbers = (*numbers, ("retinoid_weeks", float(weeks)))
    return Facts(known.words | {"anyone"}, numbers)


def retinoid_weeks(profile: Profile, past: Past) -> int | None:
    """Weeks since a retinoid first touched the face in this routine, or None."""
    from porewise.knowledge import traits

    firsts = [past.first_use(p.id) for p in profile.products if "retinoid" in traits(p).groups]
    days = [-d for d in firsts if d is not None]
    return max(days) // 7 if days else None
