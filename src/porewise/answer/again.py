"""Further readings of a clause that no record answers as it stands: what lasts, and what goes without saying."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from porewise.answer.match import STANDARD, Fit, best_fit
from porewise.answer.phrases import Found, ancestors
from porewise.answer.read import Clause
from porewise.answer.words import part_words
from porewise.knowledge.lexicon import relation_group

SURER = 0.3  # a second reading must fit better than a first one


def fitted(clause: Clause) -> tuple[Fit, Clause] | None:
    """The record that fits a clause and the reading it fits, or None where no reading is answered."""
    fit, lasting = best_fit(clause), _lasting(clause)
    if fit is not None and fit.idle and lasting is not None and fit.relation != "fade_effect":
        bounded = best_fit(lasting)  # how long it lasts is what the clause is about
        return (bounded, lasting) if bounded is not None else (fit, clause)
    if fit is not None:
        return fit, clause
    for other in _readings(clause, lasting):
        again = best_fit(other)
        if again is not None and not again.opposite and again.score >= STANDARD.enough + SURER:
            return again, other
    return None


def _tested(clause: Clause) -> Clause | None:
    """ "No trial of clay on pores": what was or was not tested is whether pores look better."""
    if not clause.proof or any(r.id not in relation_group("weak") for r in clause.relations):
        return None
    return replace(clause, relations=(*clause.relations, Found("look_better", (0,))))


def _readings(clause: Clause, lasting: Clause | None) -> Iterator[Clause]:
    for one in (one for one in (lasting, _tested(clause), clause) if one is not None):
        if one is not clause:
            yield one
        if not _names_skin(one):
            for unsaid in ("pore", "skin", "product"):
                yield one.with_borrowed((unsaid,), lead=one.lead)


def _lasting(clause: Clause) -> Clause | None:
    """ "The tightening lasts" bounds what is said by "for good"; "it wears off" denies that bound."""
    lasts = next((r for r in clause.relations if r.id == "fade_effect"), None)
    if lasts is None:
        return None
    fades = bool({clause.row[i] for i in lasts.at} & part_words("fades"))
    others = tuple(r for r in clause.relations if r.at != lasts.at and r.id not in relation_group("weak"))
    denied = (*clause.negations, lasts.start) if fades else clause.negations
    return replace(
        clause,
        relations=others or (Found("look_better", lasts.at),),
        quantifiers=(
            *(q for q in clause.quantifiers if q.id != "temporary"),
            Found("forever", lasts.at),
        ),
        negations=tuple(sorted(denied)),
    )


def _names_skin(clause: Clause) -> bool:
    """The clause names what is acted on, so that nothing need be added."""
    return any("anatomy" in ancestors(i) for i in clause.named)
