"""What dermatology says, as data; and the only code that opens it."""

from porewise.knowledge.causes import CauseModel, answer_words, cause_model
from porewise.knowledge.shelf import known_actives, label_ingredients, pattern, plain, traits
from porewise.knowledge.when import Facts, facts
from porewise.knowledge.words import Option, Question, questionnaire, words

KNOWLEDGE_VERSION = "2026.11"

__all__ = [
    "KNOWLEDGE_VERSION",
    "CauseModel",
    "Facts",
    "Option",
    "Question",
    "answer_words",
    "cause_model",
    "facts",
    "known_actives",
    "label_ingredients",
    "pattern",
    "plain",
    "questionnaire",
    "traits",
    "words",
]
