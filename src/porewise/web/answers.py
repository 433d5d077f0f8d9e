"""Between the questionnaire's options and the profile: pure functions, both ways."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from porewise.io.profile import profile_data_from_answers
from porewise.knowledge import Option, Question
from porewise.values.json import Json

# What was chosen, by question: option ids, or the number as it was typed.
Chosen = Mapping[str, Sequence[str]]


def person_from(chosen: Chosen, questions: Sequence[Question], before: Json) -> Json:
    """
    Put the answers into a person. What no question speaks of stays as it was ``before``.

    In a question that was answered, a sign left unticked is a "no"; a question left out says nothing.
    """
    kinds = {q.id: q.kind for q in questions}
    given = {k: v[0] if kinds[k] == "number" else list(v) for k, v in chosen.items() if v}
    said = profile_data_from_answers(given)["person"]
    kept = _without_answers(before, questions)
    answers = {**kept.get("answers", {}), **_unticked(chosen, questions), **said.get("answers", {})}
    lists = {k: sorted({*kept.get(k, ()), *v}) for k, v in said.items() if isinstance(v, list)}
    person = {**kept, **said, **lists, "answers": answers}
    return {k: v for k, v in person.items() if v not in ([], {})}


def chosen_from(person: Json, questions: Sequence[Question]) -> dict[str, list[str]]:
    """Tell which options a person's profile amounts to, for a profile that came from elsewhere."""
    return {q.id: picked for q in questions if (picked := _picked(person, q))}


def _picked(person: Json, question: Question) -> list[str]:
    if question.kind == "number":
        value = person.get(question.field or "")
        return [] if value is None else [str(value)]
    fits = [o for o in question.options if (o.set or o.add or o.answer) and _holds(person, o)]
    several = [o.id for o in fits if not o.exclusive]
    return several or [o.id for o in fits[:1]]


def _holds(person: Json, option: Option) -> bool:
    answers = person.get("answers", {})
    return (
        all(person.get(k) == v for k, v in option.set)
        and all(set(v) <= set(person.get(k, ())) for k, v in option.add)
        and all(answers.get(k) == v for k, v in option.answer)
    )


def _unticked(chosen: Chosen, questions: Sequence[Question]) -> dict[str, bool]:
    return {
        sign: False
        for question in questions
        if question.kind == "many" and chosen.get(question.id)
        for option in question.options
        if not option.exclusive
        for sign, value in option.answer
        if value is True
    }


def _without_answers(before: Json, questions: Sequence[Question]) -> Json:
    """The person without anything the questionnaire could have put there."""
    person: dict[str, Any] = {k: v for k, v in before.items() if k != "answers"}
    answers = dict(before.get("answers", {}))
    for question in questions:
        if question.field:
            person.pop(question.field, None)
        for option in question.options:
            for field, _ in option.set:
                person.pop(field, None)
            for field, added in option.add:
                person[field] = [word for word in person.get(field, ()) if word not in added]
            for sign, _ in option.answer:
                answers.pop(sign, None)
    return {**person, "answers": answers}
