"""The labels of a shelf are part of the visit's report."""

from __future__ import annotations

from datetime import date

import jsonschema

from porewise import calls
from porewise.report.contracts import contract
from porewise.values.profile import Person, Profile
from porewise.values.shelf import Product


def test_the_report_of_a_visit_holds_the_labels_that_were_given() -> None:
    """In the order of the shelf; each is checked beside the others."""
    shelf = (
        Product(id="acid", name="Acid", category="treatment", ingredients="Aqua, Glycolic Acid, Glycerin"),
        Product(id="wash", name="Wash", category="cleanser"),
        Product(id="night", name="Night", category="treatment", ingredients="Aqua, Retinol, Glycerin"),
    )
    profile = Profile(person=Person(age=30), products=shelf, days=7)
    report = calls.assess_reading(None, profile, start=date(2026, 11, 2)).to_json()
    jsonschema.validate(report, contract("report"))
    assert [p["actives"][0]["class"] for p in report["products"]] == ["aha", "retinoid"]
    assert "Night" in report["products"][0]["conflicts"][0]["says"]
