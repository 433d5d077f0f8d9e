"""The page for the doctor and the printable week: one page, tagged, the words, the same bytes."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdf
import pytest

from porewise import calls
from porewise.io.profile import profile_from_dict
from porewise.report.sheet import how_often
from porewise.values.profile import Profile

EXAMPLES = Path(__file__).parents[2] / "examples"
START = date(2026, 3, 2)


def page(content: bytes) -> tuple[pypdf.PdfReader, str]:
    reader = pypdf.PdfReader(io.BytesIO(content))
    return reader, " ".join(reader.pages[0].extract_text().split())


def tagged(reader: pypdf.PdfReader) -> bool:
    root = reader.trailer["/Root"]
    return bool(root["/MarkInfo"]["/Marked"]) and "/StructTreeRoot" in root and root["/Lang"] == "en"


def crowded() -> Profile:
    """Sixty products with long names, every condition, every sign: the worst page there can be."""
    products = [
        {
            "id": f"p{n}",
            "name": f"A rather long product name {n} #[x] $y$ *z*",
            "category": "treatment",
            "actives": [{"name": "niacinamide", "percent": 5}, {"name": "ascorbic acid", "percent": 10}],
        }
        for n in range(59)
    ]
    data = {
        "person": {
            "age": 40,
            "conditions": ["rosacea", "melasma", "cold_sores", "keloid_tendency", "polycystic_ovaries"],
            "allergies": ["fragrance", "aspirin", "Lanolin"],
            "medications": ["doxycycline", "thiazide", "anticoagulant"],
            "symptoms": ["nodules", "scarring", "non_healing_spot", "low_mood", "mirror_checking"],
            "wants": ["laser", "peel"],
        },
        "product": [{"id": "s", "name": "Sun", "category": "sunscreen", "spf": 50}, *products],
        "clinician": [{"product": "p1", "text": "every second evening, and stop when it stings"}],
        "days": 14,
    }
    return profile_from_dict(data)


@pytest.mark.parametrize("name", ["with-prescription", "pregnant", "crowded"])
def test_the_doctor_gets_one_tagged_page(name: str):
    """One page, tagged for screen readers (PDF/UA-1), with what matters first; text is never markup."""
    profile = crowded() if name == "crowded" else calls.read_profile(EXAMPLES / f"{name}.toml")
    report = calls.assess(None, profile, start=START)
    content = calls.doctor_pdf(report, profile)
    reader, text = page(content)
    assert len(reader.pages) == 1
    assert tagged(reader)
    assert b"pdfuaid" in reader.trailer["/Root"]["/Metadata"].get_data()
    assert profile.products[1].name in text
    assert f"Age {profile.person.age}" in text
    for flag in report.referrals.red_flags[:1]:
        assert flag.says.split(":")[0][:30] in text
    assert "not medical advice" in text
    assert content == calls.doctor_pdf(report, profile)


def test_the_week_is_one_page_with_every_day_and_product():
    profile = calls.read_profile(EXAMPLES / "oily-beginner.toml")
    routine = calls.plan_routine(profile, start=START, days=28)
    reader, text = page(calls.week_pdf(routine, profile, week=4))
    assert len(reader.pages) == 1
    assert tagged(reader)
    assert "Week 4" in text
    for word in (
        "Monday",
        "Sunday",
        "Morning",
        "Evening",
        "23 March",
        "Adapalene 0.1 %",
        "Salicylic acid 2 %",
    ):
        assert word in text
    assert "pea-sized" in text


def test_a_week_that_is_not_there_says_so():
    profile = calls.read_profile(EXAMPLES / "oily-beginner.toml")
    routine = calls.plan_routine(profile, start=START, days=7)
    assert "No routine" in page(calls.week_pdf(replace(routine, days=()), profile))[1]


def test_how_often_is_said_in_words():
    """Daily, growing, later, never: counted in the plan's own days."""
    profile = calls.read_profile(EXAMPLES / "oily-beginner.toml")
    days = calls.plan_routine(profile, start=START).days
    assert how_often("sun", days) == "daily, mornings"
    assert how_often("gel", days) == "daily, morning and evening"
    assert how_often("adapalene", days).startswith("2 growing to")
    assert "from week" in how_often("bha", days)
    assert how_often("nothing", days) == "not planned"
