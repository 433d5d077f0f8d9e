"""What follows from a list: classes, amounts with reasons, remarks, and what concerns one person."""

from __future__ import annotations

import jsonschema
import pytest

import porewise
from porewise.check.person import shelf_product
from porewise.knowledge import traits
from porewise.report.contracts import contract
from porewise.report.product import product_lines
from porewise.values.label import CheckedProduct
from porewise.values.profile import Person, Profile
from porewise.values.shelf import Active, Product


def codes(product: CheckedProduct) -> list[str]:
    return [f.code for f in product.flags]


def classes(text: str) -> set[str]:
    return {a.group for a in porewise.check(text).actives}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Aqua, Retinyl Palmitate, Glycerin", {"retinoid"}),
        ("Aqua, Glycolic Acid, Salicylic Acid", {"aha", "bha"}),
        ("Aqua, Capryloyl Salicylic Acid, Gluconolactone", {"bha", "pha"}),
        ("Aqua, Sodium Lactate, Citric Acid", set()),
        ("Aqua, Butyloctyl Salicylate, Ethylhexyl Salicylate", set()),
        ("Aqua, Salix Alba (Willow) Bark Extract, Glycerin", set()),
        ("Aqua, Bakuchiol, Glycerin", set()),
        ("Aqua, BHA, Glycerin", set()),
    ],
)
def test_only_what_acts_counts_as_an_active(text: str, expected: set[str]) -> None:
    """Salts, esters, willow bark and abbreviations are not the acids they remind of."""
    assert classes(text) == expected


def test_an_acid_among_the_last_names_is_said_to_set_the_ph() -> None:
    active = porewise.check("Aqua, Glycerin, Panthenol, Squalane, Xanthan Gum, Lactic Acid").actives[0]
    assert "too low to exfoliate" in active.says


def test_drying_alcohol_counts_in_the_upper_half_only() -> None:
    assert "drying_alcohol" in codes(porewise.check("Aqua, Alcohol Denat., Glycerin, Panthenol"))
    assert "drying_alcohol" not in codes(porewise.check("Aqua, Glycerin, Panthenol, Alcohol Denat."))


def test_fatty_and_aromatic_alcohols_do_not_dry() -> None:
    assert "drying_alcohol" not in codes(porewise.check("Cetyl Alcohol, Benzyl Alcohol, Aqua, Glycerin"))


def test_a_mineral_filter_counts_where_it_is_declared() -> None:
    """Zinc oxide in a mask is a powder; in an active section it is a filter."""
    assert "sunscreen_filter" not in codes(porewise.check("Aqua, Kaolin, Zinc Oxide, Glycerin"))
    assert "sunscreen_filter" in codes(porewise.check("Active: Zinc Oxide 20%. Inactive: Aqua, Glycerin"))


def test_a_clogging_history_is_told_of_leave_on_products_only() -> None:
    text = "Aqua, Lauric Acid, Glycerin, Panthenol"
    assert "clogging_history" in codes(porewise.check(text, kind="moisturiser"))
    assert "clogging_history" not in codes(porewise.check(text, kind="cleanser"))


def test_a_promise_to_close_pores_is_answered() -> None:
    product = porewise.check("Closes pores in a week! Ingredients: Aqua, Glycerin, Niacinamide")
    assert "impossible_claim" in codes(product)
    assert "impossible_claim" not in codes(porewise.check("Ingredients: Aqua, Glycerin, Niacinamide"))


def test_no_amount_exceeds_what_its_place_allows() -> None:
    """The law of descending order: number i holds at most 100/i %."""
    product = porewise.check("Aqua, Glycerin, Panthenol, Squalane, Niacinamide")
    for listed in product.ingredients:
        assert listed.percent is not None
        assert listed.rank is not None
        assert listed.percent.high <= 100 / listed.rank + 1e-9
        assert listed.percent_because


def test_behind_the_one_percent_line_stands_about_one_percent_or_less() -> None:
    last = porewise.check("Aqua, Glycerin, Phenoxyethanol, Retinol").ingredients[-1]
    assert last.percent is not None
    assert last.percent.high <= 1.0


def test_a_printed_percentage_bounds_its_neighbours() -> None:
    product = porewise.check("Aqua, Glycerin, Niacinamide 10%, Panthenol")
    amounts = {i.text: i.percent for i in product.ingredients}
    assert amounts["Niacinamide"] is not None
    assert (amounts["Niacinamide"].low, amounts["Niacinamide"].high) == (10.0, 10.0)
    assert amounts["Glycerin"] is not None
    assert amounts["Glycerin"].low == 10.0
    assert amounts["Panthenol"] is not None
    assert amounts["Panthenol"].high == 10.0


def test_in_an_alphabetical_list_the_place_says_nothing() -> None:
    product = porewise.check(
        "Alcohol Denat., Allantoin, Betaine, Carbomer, Glycerin, Niacinamide, Panthenol, Squalane, Water"
    )
    assert product.order == "alphabetical"
    assert "drying_alcohol" not in codes(product)
    assert all(i.percent is None or "law" in str(i.percent_because) for i in product.ingredients)


def test_pregnancy_is_told_whoever_asks() -> None:
    told = porewise.check("Aqua, Glycerin, Retinol").pregnancy
    assert told is not None
    assert told.code == "avoid"
    assert porewise.check("Aqua, Glycerin, Niacinamide").pregnancy is None


def test_allergies_and_the_shelf_speak_where_there_is_a_profile() -> None:
    owned = Product(
        id="acid", name="Evening acid", category="treatment", actives=(Active("glycolic acid", 8.0),)
    )
    profile = Profile(person=Person(allergies=("fragrance",)), products=(owned,))
    product = porewise.check("Aqua, Retinol, Glycerin, Parfum", kind="treatment", profile=profile)
    assert [c.code for c in product.conflicts] == ["allergy", "with_your_shelf"]
    assert "Evening acid" in product.conflicts[1].says
    jsonschema.validate(product.to_json(), contract("product"))


def test_a_sunscreen_without_a_filter_is_not_counted_as_one() -> None:
    assert "sunscreen_adequacy" in codes(porewise.check("Aqua, Glycerin, Panthenol", kind="sunscreen"))
    good = porewise.check("Active: Zinc Oxide 20%. Inactive: Aqua, Glycerin", kind="sunscreen")
    assert "sunscreen_adequacy" not in codes(good)


def test_a_checked_product_goes_on_the_shelf_as_it_is() -> None:
    """The planner finds in it what the reader found, though the label had a misprint and an odd order."""
    product = porewise.check("Inactive: Aqua, Glycerin, 1,2-Hexanediol. Active: Salicilic Acid 2%")
    bought = traits(shelf_product(product, category="treatment"))
    assert bought.groups == frozenset({"bha"})
    assert bought.percent("bha") == 2.0


def test_the_text_for_people_names_everything_once() -> None:
    lines = "\n".join(product_lines(porewise.check("-Glow: shine.\n\nAqua, Gylcerin, Retinol, Parfum")))
    assert "read as glycerin" in lines
    assert "-Glow: shine." in lines
    assert lines.count("Retinol") >= 1


def test_a_filter_that_only_the_words_on_the_pack_name_is_said_to_be_missing_from_the_list() -> None:
    pack = "-Zinc Oxide: Protects from the sun.\n\nAqua, Glycerin, Dimethicone, Panthenol"
    flag = next(f for f in porewise.check(pack, kind="sunscreen").flags if f.code == "sunscreen_filter")
    assert (flag.inci, flag.rank) == ("zinc oxide", None)


def test_an_acid_keeps_its_class_and_says_whether_it_can_exfoliate() -> None:
    """A person who avoids an acid looks for the class, one who counts exfoliants for the role."""
    strong = (
        "Water, Glycolic Acid, Glycerin, Salicylic Acid, Phenoxyethanol, Gluconolactone, Parfum, Lactic Acid"
    )
    roles = {a.inci: (a.group, a.role) for a in porewise.check(strong).actives}
    assert roles == {
        "glycolic acid": ("aha", "exfoliant"),
        "salicylic acid": ("bha", "exfoliant"),
        "gluconolactone": ("pha", "too_low"),
        "lactic acid": ("aha", "too_low"),
    }


def test_salicylic_acid_below_one_per_cent_is_not_called_too_low() -> None:
    """It works against acne from half a per cent on (21 CFR 333)."""
    (active,) = porewise.check("Water, Glycerin, Urea, Phenoxyethanol, Salicylic Acid, Talc").actives
    assert active.role == "exfoliant"
    assert "too low" not in active.says


def test_a_percentage_says_what_an_acid_does_wherever_it_stands() -> None:
    (active,) = porewise.check("Water, Glycerin, Urea, Talc, Lactic Acid 8%").actives
    assert active.role == "exfoliant"


@pytest.mark.parametrize(
    ("last", "scent"),
    [("Parfum", "declared"), ("Linalool, Citrus Limon Peel Oil", "named"), ("Urea", "none")],
)
def test_scent_tells_a_composition_from_scents_that_are_named(last: str, scent: str) -> None:
    product = porewise.check(f"Water, Glycerin, Talc, {last}")
    assert product.scent == scent
    assert product.to_json()["scent"] == scent
