"""What no thing can do to pores is false of every thing in the lexicon, in every frame, and its denial is true."""

from __future__ import annotations

import pytest

import porewise
from porewise.answer.phrases import ancestors
from porewise.knowledge.lexicon import concepts

KINDS = {"product", "tool", "procedure", "food", "home_remedy", "temperature"}
AGENTS = [c for c in concepts().values() if KINDS & set(ancestors(c.id)) and c.id not in KINDS]
ACTS = (
    ("closes pores", "close pores"),
    ("shuts pores", "shut pores"),
    ("opens pores", "open pores"),
    ("gets rid of pores for good", "get rid of pores for good"),
    ("makes pores permanently smaller", "make pores permanently smaller"),
)
SAYS = (
    "{agent} {does}",
    "does {agent} {do}?",
    "{agent} {does}, right?",
    "is it true that {agent} {does}?",
    "I heard {agent} {does}",
    "can {agent} really {do}?",
    "apparently {agent} can {do}",
    "yes, {agent} can {do}",
)
DENIES = (
    "{agent} does not {do}",
    "{agent} doesn't {do}",
    "it's a myth that {agent} {does}",
    "I don't think {agent} {does}",
    "{agent} can't {do}",
    "no, {agent} will never {do}",
)


@pytest.mark.parametrize("number", range(len(ACTS)))
def test_laws_hold_for_every_agent_in_every_frame(number: int) -> None:
    """Thirty agents for each act, fourteen frames: hardly any missed, none turned round."""
    does, do = ACTS[number]
    asked, missed, turned = 0, [], []
    for agent in AGENTS[number :: len(ACTS)]:
        for frame, wanted in [(f, "false") for f in SAYS] + [(f, "true") for f in DENIES]:
            text = frame.format(agent=agent.name, does=does, do=do)
            verdict = porewise.ask(text).to_json()["verdict"]
            asked += 1
            if verdict != wanted:
                missed.append(text)
                if {verdict, wanted} == {"true", "false"}:
                    turned.append(text)
    assert asked >= 400
    assert turned == []
    assert len(missed) <= 0.05 * asked, missed


@pytest.mark.parametrize("thing", ["vitamin C", "toner", "ceramides", "peptides", "niacinamide"])
def test_a_thing_for_oily_skin_is_not_answered_with_how_often_to_wash(thing: str) -> None:
    """What a question and a record share is only whose skin they speak of: that is no answer."""
    said = porewise.ask(f"Is {thing} good for oily skin?").to_json()
    assert "washed" not in (said.get("understood_as") or "")


@pytest.mark.parametrize(
    ("asked", "verdict", "about"),
    [
        ("Does salicylic acid irritate skin?", "true", "acids"),
        ("Vitamin C serum never stings", "false", "Vitamin C"),
        ("Can you use retinol every day?", "partly", "every day"),
        ("Is retinol safe for sensitive skin?", "partly", "sensitive skin"),
        ("Sunscreen is unnecessary after a peel", "false", "Sun protection"),
        ("Stronger acids don't irritate more", "false", "Stronger acids"),
    ],
)
def test_common_questions_of_care_are_answered_by_what_they_name(
    asked: str, verdict: str, about: str
) -> None:
    said = porewise.ask(asked).to_json()
    assert said["verdict"] == verdict
    assert about in said["understood_as"]
