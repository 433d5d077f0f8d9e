"""The records: data fits schema, schema covers data, sources exist, wording holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from porewise.io.profile import profile_data_from_answers, profile_from_dict
from porewise.knowledge import facts, known_actives, questionnaire, traits
from porewise.knowledge.records import record_file, record_names, record_schema
from porewise.knowledge.rules import people_gates, red_flags, rules, sources

NAMES = [
    *(
        "actives",
        "causes",
        "gates",
        "label_photo",
        "labels",
        "patterns",
        "procedures",
        "questionnaire",
        "reasons",
    ),
    *(
        "assertions",
        "red_flags",
        "rules",
        "sources",
        "jurisdictions",
        "preferences",
        "statements",
        "wording",
        "words",
    ),
    *("claims", "lexicon", "no_verdict", "wordings"),
]


@pytest.mark.parametrize("name", NAMES)
def test_data_fits_its_schema(name: str):
    jsonschema.validate(record_file(name), record_schema(name))


def properties(schema: dict[str, Any], at: str = "") -> Iterator[str]:
    for key, sub in schema.get("properties", {}).items():
        yield f"{at}.{key}"
        yield from properties(sub, f"{at}.{key}")
    if "items" in schema:
        yield from properties(schema["items"], at)


def used(data: Any, at: str = "") -> Iterator[str]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield f"{at}.{key}"
            yield from used(value, f"{at}.{key}")
    elif isinstance(data, list):
        for value in data:
            yield from used(value, at)


@pytest.mark.parametrize("name", NAMES)
def test_the_schema_covers_the_data_and_names_nothing_unused(name: str):
    """No property of a schema is without data; an object that is not open allows nothing else."""
    assert set(properties(record_schema(name))) <= set(used(record_file(name)))


def find(data: Any, key: str) -> Iterator[Any]:
    if isinstance(data, dict):
        for k, v in data.items():
            if k == key:
                yield v
            yield from find(v, key)
    elif isinstance(data, list):
        for v in data:
            yield from find(v, key)


@pytest.mark.parametrize("name", NAMES)
def test_every_source_named_is_a_known_work(name: str):
    named = {
        s
        for value in find(record_file(name), "source")
        if isinstance(value, list)
        for s in value
        if isinstance(s, str)
    }
    assert named <= set(sources())


def test_every_rule_named_anywhere_exists():
    named = {v for n in NAMES for v in find(record_file(n), "rule") if isinstance(v, str)}
    assert named <= set(rules())


def test_there_are_all_rules_of_the_science_page():
    """67 hard, 22 soft, 2 for information, and our own rules for red flags and for missed nights."""
    kinds = [r.kind for r in rules().values() if r.id not in ("F01", "D01")]
    assert (kinds.count("hard"), kinds.count("soft"), kinds.count("info")) == (67, 22, 2)


def test_every_condition_speaks_of_facts_that_exist():
    """A slip in a condition would silently never hold; each fact is a known word or number."""
    fields = {f: set(w) for f, w in record_file("words").items()}
    signs = {s["id"]: {level["is"] for level in s["level"]} | {"no"} for s in record_file("causes")["sign"]}
    singles = {"pregnant", "trying_to_conceive", "breastfeeding", "sensitive", "barrier_damaged", "pih_prone"}
    singles |= {"anyone", "pregnancy_unsaid", "age_unsaid", "country_unsaid"}
    places = {j["id"] for j in record_file("jurisdictions")["jurisdiction"]}
    conditions = [line for n in NAMES for when in find(record_file(n), "when") for line in when]
    for line in conditions:
        for token in (t.strip().removeprefix("not ") for t in line.split(" and ")):
            if ":" in token:
                field, word = token.split(":")
                assert word in {**signs, **fields, "event": fields["event"], "jurisdiction": places}.get(
                    field, {word} if field == "country" else set()
                ), token
            elif not re.fullmatch(r"\w+(<=|>=|<|>|=)\d+", token):
                assert token in singles, token


def test_every_option_of_the_questionnaire_makes_a_valid_profile():
    for question in questionnaire():
        for option in question.options:
            profile_from_dict(profile_data_from_answers({question.id: [option.id]}))
    assert len(questionnaire()) == 6


def test_every_known_active_is_recognised_in_a_serum():
    for name in known_actives():
        category = (
            "mask"
            if "clay" in name or name in ("kaolin", "bentonite", "montmorillonite", "rhassoul")
            else "treatment"
        )
        data = {
            "product": [
                {"id": "p", "category": category, "actives": [{"name": name.upper().replace(" ", "_")}]}
            ]
        }
        assert traits(profile_from_dict(data).products[0]).found, name


def test_an_acid_that_is_rinsed_off_is_a_class_of_its_own():
    data = {
        "product": [{"id": "p", "category": "cleanser", "ingredients": "Aqua, Glycerin, Salicylic Acid (2%)"}]
    }
    wash = traits(profile_from_dict(data).products[0])
    assert wash.groups == {"bha_wash"}
    assert wash.cost == 0.25
    assert wash.percent("bha_wash") == 2.0


def test_a_preservative_acid_far_down_the_list_is_no_exfoliant():
    names = ", ".join(f"Filler {n}" for n in range(15))
    data = {"product": [{"id": "p", "category": "moisturiser", "ingredients": f"Aqua, {names}, Lactic Acid"}]}
    assert not traits(profile_from_dict(data).products[0]).found


def test_red_flags_come_in_the_order_of_their_level():
    order = ["emergency", "urgent", "soon", "routine"]
    assert [f.level for f in red_flags()] == sorted((f.level for f in red_flags()), key=order.index)


def test_a_condition_with_an_unsaid_number_does_not_hold():
    known = facts(profile_from_dict({}))
    assert not known.holds(["age<12"])
    assert known.holds(["not age<12"])
    assert people_gates()[0].refer == "emergency"


def test_a_file_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="name must be one of"):
        record_file("nothing")
    assert set(NAMES) <= set(record_names())
