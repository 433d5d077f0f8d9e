"""The six questions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from porewise.io.profile import profile_from_dict
from porewise.knowledge import Question, questionnaire
from porewise.values.errors import PorewiseError
from porewise.web.answers import person_from
from porewise.web.forms import QuestionsForm
from porewise.web.models import Visit
from porewise.web.views.common import Progress, Step, find_visit, measuring, steps


@dataclass(frozen=True)
class Choice:
    """One answer as it is shown: ``checked`` when it was given."""

    id: str
    label: str
    exclusive: bool
    checked: bool


@dataclass(frozen=True)
class Asked:
    """One question as it is shown, with what was given and what was wrong with it."""

    number: int
    question: Question
    value: str
    choices: tuple[Choice, ...]
    errors: tuple[str, ...]


@dataclass(frozen=True)
class QuestionsPage:
    visit: Visit
    steps: tuple[Step, ...]
    progress: Progress
    asked: tuple[Asked, ...]
    problems: tuple[str, ...]

    @property
    def wrong(self) -> int:
        return sum(len(a.errors) for a in self.asked)


@require_http_methods(["GET", "POST"])
def questions(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Ask, or keep the answers. Nothing is kept unless all of it is understood."""
    visit = find_visit(visit_id)
    if request.method == "GET":
        return _show(request, visit, visit.chosen, QuestionsForm(questions=questionnaire()), 200)
    form = QuestionsForm(request.POST, questions=questionnaire())
    if form.is_valid():
        try:
            _keep(visit, form.chosen())
        except PorewiseError as error:
            form.add_error(None, str(error))
        else:
            return redirect("products", visit.pk)
    given = {q.id: request.POST.getlist(q.id) for q in questionnaire()}
    return _show(request, visit, given, form, 422)


def _keep(visit: Visit, chosen: dict[str, list[str]]) -> None:
    person = person_from(chosen, questionnaire(), visit.profile.get("person", {}))
    profile = {**visit.profile, "person": person}
    profile_from_dict(profile, "Your answers")
    visit.profile, visit.chosen = profile, chosen
    visit.save(update_fields=["profile", "chosen"])


def _show(
    request: HttpRequest, visit: Visit, given: dict[str, Any], form: QuestionsForm, status: int
) -> HttpResponse:
    asked = tuple(_asked(i, q, given.get(q.id, []), form) for i, q in enumerate(questionnaire(), start=1))
    page = QuestionsPage(
        visit, steps(visit, "questions"), measuring(visit), asked, tuple(map(str, form.non_field_errors()))
    )
    return render(request, "porewise/questions.html", {"page": page}, status=status)


def _asked(number: int, question: Question, picked: list[str], form: QuestionsForm) -> Asked:
    choices = tuple(Choice(o.id, o.label, o.exclusive, o.id in picked) for o in question.options)
    value = picked[0] if question.kind == "number" and picked else ""
    return Asked(number, question, value, choices, tuple(map(str, form.errors.get(question.id, ()))))
