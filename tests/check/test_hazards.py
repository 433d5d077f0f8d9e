"""Plain hazards are said plainly: what is banned, prescribed or too strong; an order that the print denies."""

from __future__ import annotations

import jsonschema
import pytest

import porewise
from porewise.knowledge.records import record_file
from porewise.knowledge.rules import people_gates, sources
from porewise.report.contracts import contract
from porewise.report.product import product_lines
from porewise.values.label import CheckedProduct
from porewise.values.profile import Person, Profile

STRONG = "water, retinol 3%, glycolic acid 30%, benzoyl peroxide"
MEDICINES = "Ingredients: Aqua, Isotretinoin, Hydroquinone 4%, Clobetasol Propionate, Mercury"


def told(product: CheckedProduct) -> set[tuple[str, str | None]]:
    return {(f.code, f.inci) for f in product.hazards}


def test_what_is_printed_above_a_legal_maximum_or_home_strength_is_said() -> None:
    product = porewise.check(STRONG)
    assert told(product) == {
        ("above_legal_limit", "retinol"),
        ("professional_strength", "glycolic acid"),
    }
    says = " ".join(f.says for f in product.hazards)
    assert "0.3 %" in says
    assert "the European Union" in says
    jsonschema.validate(product.to_json(), contract("product"))


def test_medicines_and_poisons_are_named_with_region_source_and_next_step() -> None:
    product = porewise.check(MEDICINES)
    assert told(product) == {
        ("prescription_only", "isotretinoin"),
        ("prescription_only", "hydroquinone"),
        ("banned_in_cosmetics", "hydroquinone"),
        ("prescription_only", "clobetasol propionate"),
        ("banned_in_cosmetics", "clobetasol propionate"),
        ("banned_in_cosmetics", "mercury"),
    }
    for flag in product.hazards:
        assert set(flag.source) <= set(sources())
        assert "doctor" in flag.says
        assert "pharmacist" in flag.says
        assert "European Union" in flag.says or "United States" in flag.says


@pytest.mark.parametrize(
    ("name", "inci"),
    [
        ("Calomel", "mercurous chloride"),
        ("Mercurous Chloride", "mercurous chloride"),
        ("Ammoniated Mercury", "ammoniated mercury"),
        ("Betamethasone Valerate", "betamethasone valerate"),
        ("Mometasone Furoate", "mometasone furoate"),
        ("Hydrocortisone", "hydrocortisone"),
        ("Lead Acetate", "lead acetate"),
        ("Tretinoin", "tretinoin"),
    ],
)
def test_names_of_what_is_banned_are_known(name: str, inci: str) -> None:
    product = porewise.check(f"Aqua, Glycerin, {name}, Panthenol")
    assert ("banned_in_cosmetics", inci) in told(product)


@pytest.mark.parametrize(
    "text",
    [
        "Aqua, Glycerin, Retinol 0.3%, Panthenol",
        "Aqua, Glycolic Acid 10%, Glycerin, Panthenol",
        "Aqua, Salicylic Acid 2%, Glycerin, Panthenol",
        "Aqua, Retinyl Palmitate 0.5%, Glycerin, Panthenol",  # 0.27 % as retinol
        "Zinc Oxide 40%, Petrolatum, Lanolin, Talc",  # no sunscreen: the maximum is one of filters
        "Aqua, Glycerin, T-Butyl Hydroquinone, Panthenol",
        "Aqua, Glycerin, Panthenol. Free from lead, mercury and hydroquinone",
        "Does not contain mercury, lead, hydroquinone.\nIngredients: Aqua, Glycerin, Panthenol",
        "Contains no mercury, lead, hydroquinone. Ingredients: Aqua, Glycerin, Panthenol",
        "Aqua, Glycerin, Panthenol.\nDoes not contain: mercury, hydroquinone",
    ],
)
def test_what_is_allowed_is_no_hazard(text: str) -> None:
    assert porewise.check(text).hazards == ()


def test_an_acid_that_is_rinsed_off_is_not_held_to_the_leave_on_limit() -> None:
    text = "Aqua, Glycolic Acid 12%, Glycerin, Panthenol"
    assert ("professional_strength", "glycolic acid") in told(porewise.check(text))
    assert porewise.check(text, kind="cleanser").hazards == ()


def test_check_and_plan_draw_the_same_lines() -> None:
    """Professional strength is the planner's own gate; the band of strong retinol ends at the legal maximum."""
    gate = next(g for g in people_gates() if g.code == "professional_strength")
    for name, group in (("Glycolic Acid", "aha"), ("Salicylic Acid", "bha")):
        most = dict(gate.over_percent)[group]
        at, over = (porewise.check(f"Aqua, {name} {p:g}%, Glycerin, Panthenol") for p in (most, most + 0.5))
        assert "professional_strength" not in {f.code for f in at.hazards}
        assert "professional_strength" in {f.code for f in over.hazards}
    retinol = next(a for a in record_file("actives")["active"] if a["id"] == "retinol")
    legal = next(r for r in record_file("labels")["limit"] if "retinol" in r["names"])
    assert retinol["band"][0]["up_to"] == legal["most"]


@pytest.mark.parametrize("text", [STRONG, MEDICINES, "Aqua, Tretinoin, Niacinamide, Glycerin"])
def test_nothing_is_said_to_suit_beside_a_hazard(text: str) -> None:
    profile = Profile(person=Person())
    assert porewise.check(text, profile=profile).suits == ()
    assert porewise.check("Aqua, Niacinamide, Glycerin", profile=profile).suits


def test_a_place_in_a_list_tells_no_strength_of_a_medicine() -> None:
    amounts = {i.inci: i.percent for i in porewise.check(MEDICINES).ingredients}
    assert amounts["isotretinoin"] is None
    assert amounts["mercury"] is None
    assert "at most" not in "\n".join(product_lines(porewise.check(MEDICINES)))


def test_an_order_that_the_print_denies_bounds_nothing() -> None:
    product = porewise.check(STRONG)
    assert product.order == "unknown"
    bpo = product.ingredients[-1]
    assert bpo.percent is not None  # only the law still bounds it
    assert bpo.percent.high == 10.0
    lines = "\n".join(product_lines(product))
    assert "from most to least;" not in lines
    assert "30 % stands behind" in lines


def test_remarks_about_places_are_dropped_where_the_print_denies_the_order() -> None:
    text = "Aqua, Alcohol Denat., Retinol 0.2%, Niacinamide 5%, Talc, Urea, Lactic Acid"
    product = porewise.check(text)
    assert "drying_alcohol" not in {f.code for f in product.flags}
    assert {a.role for a in product.actives if a.inci == "lactic acid"} == {"exfoliant"}
    assert "drying_alcohol" in {f.code for f in porewise.check(text.replace(" 5%", "")).flags}


def test_a_salt_that_the_plan_sets_aside_is_told_here_too() -> None:
    found = told(porewise.check("Aqua, Ammonium Glycolate 15%, Glycerin, Panthenol"))
    assert ("professional_strength", "ammonium glycolate") in found
    assert porewise.check("Aqua, Betaine Salicylate 4%, Glycerin, Panthenol").hazards == ()


def test_an_order_is_not_doubted_below_one_per_cent() -> None:
    product = porewise.check("Aqua, Glycerin, Retinol 0.2%, Niacinamide 0.5%, Panthenol")
    assert product.order == "descending"
    assert product.against_print is None


def test_hazards_stand_before_the_list() -> None:
    lines = list(product_lines(porewise.check(MEDICINES)))
    assert lines.index("Before you use it:") < lines.index("Ingredients")


@pytest.mark.parametrize(
    ("listed", "allowed", "stricter"),
    [
        ("Homosalate 10 %, Aqua, Glycerin", "United States", "7.34 % on the face"),
        ("Butyl Methoxydibenzoylmethane 4.5 %, Aqua, Glycerin", "European Union", "3 %"),
        ("Ethylhexyl Methoxycinnamate 9 %, Aqua, Glycerin", "European Union", "7.5 %"),
    ],
)
def test_what_one_law_allows_and_another_does_not_is_told_and_is_no_hazard(
    listed: str, allowed: str, stricter: str
) -> None:
    product = porewise.check(listed, kind="sunscreen")
    assert product.hazards == ()
    (flag,) = [f for f in product.flags if f.code == "above_stricter_law"]
    assert allowed in flag.says
    assert stricter in flag.says
    assert set(flag.source) <= set(sources())


@pytest.mark.parametrize(
    "listed", ["Homosalate 7 %, Aqua, Glycerin", "Homosalate 16 %, Aqua, Glycerin", "Homosalate, Aqua"]
)
def test_below_both_laws_above_both_or_unprinted_is_told_otherwise(listed: str) -> None:
    codes = {f.code for f in porewise.check(listed, kind="sunscreen").flags}
    assert "above_stricter_law" not in codes
    assert ("above_legal_limit" in codes) == ("16" in listed)
