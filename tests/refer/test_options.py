"""Red flags first, home care first, nothing under 18, procedures with reasons."""

from __future__ import annotations

from typing import Any

import pytest

from porewise.io.profile import profile_from_dict
from porewise.refer import refer_options
from porewise.values.referrals import Referrals


def refer(**person: Any) -> Referrals:
    return refer_options(
        profile_from_dict({"person": {"age": 35, "pregnant": False, "fitzpatrick": "II", **person}})
    )


def fits(found: Referrals) -> dict[str, str]:
    return {p.procedure: p.fit for p in found.procedures}


LEVELS = [
    ({"symptoms": ["lip_swelling"]}, "emergency"),
    ({"symptoms": ["breathing_trouble"]}, "emergency"),
    ({"symptoms": ["blisters"]}, "urgent"),
    ({"symptoms": ["eye_pain"]}, "urgent"),
    ({"symptoms": ["low_mood"], "medications": ["oral_isotretinoin"]}, "urgent"),
    ({"pregnant": True, "experience": {"retinoid_nights_per_week": 3}}, "urgent"),
    ({"symptoms": ["hirsutism", "irregular_periods"]}, "soon"),
    ({"symptoms": ["nodules"]}, "soon"),
    ({"symptoms": ["non_healing_spot"]}, "soon"),
    ({"symptoms": ["mirror_checking"]}, "soon"),
    ({"age": 10}, "soon"),
    ({"state": ["no_measured_change"], "weeks_adherent": 12}, "routine"),
    ({"wants": ["laser"]}, "routine"),
    ({"symptoms": ["hirsutism"]}, "none"),
    ({}, "none"),
]


@pytest.mark.parametrize(("person", "level"), LEVELS, ids=lambda x: str(x)[:60])
def test_each_sign_has_its_level(person: dict[str, Any], level: str):
    assert refer(**person).refer == level


def test_the_most_pressing_flag_comes_first():
    found = refer(symptoms=["nodules", "blisters", "lip_swelling"])
    assert [f.level for f in found.red_flags] == ["emergency", "urgent", "soon"]


@pytest.mark.parametrize("age", [8, 15, 17])
def test_under_18_no_procedure_is_shown(age: int):
    found = refer(age=age, wants=["laser", "peel", "botulinum"], causes=["elasticity"])
    assert found.procedures == ()
    assert "Under 18" in found.home_care_first


def test_without_an_age_no_procedure_is_shown():
    assert refer_options(profile_from_dict({"person": {"wants": ["laser"]}})).procedures == ()


def test_with_an_urgent_flag_no_procedure_is_shown():
    assert refer(symptoms=["blisters"], wants=["laser"]).procedures == ()


def test_in_pregnancy_every_procedure_waits():
    found = fits(refer(pregnant=True, wants=["laser", "peel", "ipl", "microneedling", "botulinum"]))
    assert found
    assert set(found.values()) == {"not_now"}


@pytest.mark.parametrize("tone", ["IV", "V", "VI"])
def test_deeper_tones_get_no_ablative_laser_and_no_light(tone: str):
    found = fits(refer(fitzpatrick=tone, wants=["laser", "ablative_laser", "ipl"], causes=["elasticity"]))
    assert found["ablative_laser"] == found["ipl"] == "not_now"
    assert found["non_ablative_laser"] == "with_caution"
    assert found["nd_yag"] == "may_suit"


def test_raised_scars_speak_against_needling():
    found = fits(
        refer(conditions=["keloid_tendency"], wants=["microneedling", "rf_microneedling", "ablative_laser"])
    )
    assert {found[p] for p in ("microneedling", "rf_microneedling", "ablative_laser")} == {"not_now"}


def test_after_isotretinoin_the_ablative_laser_waits_and_the_prescriber_decides_on_the_rest():
    found = fits(
        refer(isotretinoin_stopped_days_ago=90, causes=["elasticity"], wants=["laser", "ablative_laser"])
    )
    assert found["ablative_laser"] == "not_now"
    assert found["non_ablative_laser"] == "with_caution"


def test_an_unsaid_tone_asks_for_caution():
    found = refer_options(
        profile_from_dict(
            {"person": {"age": 40, "pregnant": False, "causes": ["elasticity"], "wants": ["laser"]}}
        )
    )
    assert "may_suit" not in fits(found).values()


def test_home_care_comes_first_and_every_procedure_has_questions_and_reasons():
    found = refer(causes=["sebum"], wants=["peel"])
    assert found.home_care_first.startswith("Home care comes first")
    assert all(p.ask and p.because and p.risks for p in found.procedures)
    assert [p.fit for p in found.procedures] == sorted(
        (p.fit for p in found.procedures), key=["may_suit", "with_caution", "not_now"].index
    )


@pytest.mark.parametrize(
    ("country", "number", "says"),
    [
        ("SG", "Call 995.", "medical council"),
        ("DE", "Call 112.", "0.3 % retinol"),
        ("US", "Call 911.", "from the age of 12"),
        (None, "your emergency number", "for a doctor to prescribe"),
        ("NZ", "your emergency number", "for a doctor to prescribe"),
    ],
)
def test_numbers_and_rules_are_those_of_the_country(country: str | None, number: str, says: str):
    """An emergency names the number to call; home care says who may do what; unknown countries get the careful text."""
    place = {} if country is None else {"country": country}
    found = refer(symptoms=["lip_swelling"], **place)
    assert number in found.red_flags[0].says
    assert says in refer(**place).home_care_first


def test_the_limit_on_retinol_is_told_where_it_holds_and_where_nobody_said():
    """R12: in the European Union and for unsaid countries, not in Singapore."""
    from datetime import date

    from porewise.plan import plan_routine

    for country, told in (("FR", True), (None, True), ("SG", False), ("US", False)):
        person = {"age": 35, "pregnant": False, **({"country": country} if country else {})}
        shelf = [
            {"id": "s", "category": "sunscreen", "spf": 50},
            {"id": "r", "category": "treatment", "actives": [{"name": "retinol", "percent": 1}]},
        ]
        routine = plan_routine(
            profile_from_dict({"person": person, "product": shelf}), start=date(2026, 1, 5), days=7
        )
        assert ("retinol_above_limit" in routine.codes()) is told, country
