"""Labels as shops print them: what is a name, what is not, and where each one stands."""

from __future__ import annotations

import jsonschema
import pytest

import porewise
from porewise.report.contracts import contract
from porewise.values.label import CheckedProduct


def read(text: str) -> CheckedProduct:
    return porewise.check(text)


def names(text: str) -> list[str]:
    return [i.text for i in read(text).ingredients]


def test_a_plain_list_is_read_in_order_with_ranks_from_one() -> None:
    product = read("Aqua, Glycerin, Niacinamide")
    assert [(i.text, i.rank) for i in product.ingredients] == [
        ("Aqua", 1),
        ("Glycerin", 2),
        ("Niacinamide", 3),
    ]


def test_every_name_keeps_the_place_where_it_stands() -> None:
    """The span leads back into the raw text, whatever stood around the name."""
    raw = "-Vitamin A: Smooths.\n\nWater/Aqua,  Glycerin* , Retinol (0.3%).\n*from plants"
    for listed in read(raw).ingredients:
        start, end = listed.span
        assert listed.text.split()[0] in raw[start:end]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Aqua, 1,2-Hexanediol, Glycerin", ["Aqua", "1,2-Hexanediol", "Glycerin"]),
        ("Aqua, 1, 2-Hexanediol, Glycerin", ["Aqua", "1, 2-Hexanediol", "Glycerin"]),
        ("Aqua; Glycerin; Panthenol", ["Aqua", "Glycerin", "Panthenol"]),
        ("Aqua • Glycerin • Panthenol", ["Aqua", "Glycerin", "Panthenol"]),
        ("Aqua\nGlycerin\nPanthenol", ["Aqua", "Glycerin", "Panthenol"]),
        ("Aqua. Glycerin. Panthenol.", ["Aqua", "Glycerin", "Panthenol"]),
        ("Ingrédients : Aqua, Glycerin", ["Aqua", "Glycerin"]),
        ("全成分:Water、Glycerin", ["Water", "Glycerin"]),
        ("Water\\Aqua\\Eau, Glycerin", ["Water\\Aqua\\Eau", "Glycerin"]),
        ("Aqua (Water,Eau),Glycerin", ["Aqua (Water,Eau)", "Glycerin"]),
        ("Glycerin & Aqua & Panthenol", ["Glycerin", "Aqua", "Panthenol"]),
        ("Aqua, Alcohol Denat., Glycerin", ["Aqua", "Alcohol Denat.", "Glycerin"]),
    ],
)
def test_separators_and_names_that_contain_them(text: str, expected: list[str]) -> None:
    assert names(text) == expected


def test_a_missing_comma_between_known_names_is_put_back() -> None:
    assert names("Aqua, Glycerin, Geraniol Benzyl Benzoate, Linalool") == [
        *("Aqua", "Glycerin", "Geraniol", "Benzyl Benzoate", "Linalool")
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Aqua, Iron Oxides (CI 77491) Alcohol, Talc", ["Aqua", "Iron Oxides (CI 77491)", "Alcohol", "Talc"]),
        ("Aqua, Panthenol Glutathione, Talc", ["Aqua", "Panthenol", "Glutathione", "Talc"]),
        ("Aqua, Lavender Water, Olive Squalane", ["Aqua", "Lavender Water", "Olive Squalane"]),
        ("Aqua, Cocos Nucifera (Coconut) Oil", ["Aqua", "Cocos Nucifera (Coconut) Oil"]),
    ],
)
def test_a_missing_comma_is_told_from_a_long_name(text: str, expected: list[str]) -> None:
    assert names(text) == expected


def test_a_comma_inside_a_known_name_is_seen_through() -> None:
    """The name is shown as printed and read as one ingredient."""
    product = read("Aqua, Retinyl, Palmitate, Glycerin")
    assert [i.text for i in product.ingredients] == ["Aqua", "Retinyl, Palmitate", "Glycerin"]
    assert product.ingredients[1].inci == "retinyl palmitate"


def test_marketing_before_the_list_is_not_the_list() -> None:
    product = read(
        "-Niacinamide: Visibly smooths the skin.\n-Fairy Dust: Shines.\n\nWater, Glycerin, Niacinamide."
    )
    assert [i.text for i in product.ingredients] == ["Water", "Glycerin", "Niacinamide"]
    assert any("Fairy Dust" in text for text in product.unread)


def test_an_active_that_only_a_bullet_states_is_an_active() -> None:
    product = read("-Salicylic Acid 2%: Clears.\n\nWater, Glycerin, Niacinamide.")
    assert product.sections[0].role == "active"
    assert [(i.text, i.printed) for i in product.sections[0].ingredients] == [("Salicylic Acid", 2.0)]


@pytest.mark.parametrize(
    "text",
    [
        "Active: Avobenzone 3%, Homosalate 9%. Inactive: Water, Glycerin.",
        (
            "Drug Facts Active Ingredients Purpose Avobenzone 3% Sunscreen Homosalate 9% Sunscreen "
            "Inactive Ingredients Water, Glycerin"
        ),
        "Inactive Ingredients: Water, Glycerin. Active Ingredients: 3% Avobenzone, 9% Homosalate.",
        "Avobenzone 3.0%, Homosalate 9.0%Water, Glycerin",
    ],
)
def test_declared_actives_come_first_with_their_percentage(text: str) -> None:
    """Before or after the name, in a panel or without any head."""
    product = read(text)
    assert [(i.text, i.printed) for i in product.ingredients] == [
        *(("Avobenzone", 3.0), ("Homosalate", 9.0), ("Water", None), ("Glycerin", None))
    ]
    assert product.sections[0].role == "active"


def test_what_shades_may_contain_stands_apart_and_has_no_rank() -> None:
    product = read("Aqua, Talc, [+/- Mica, CI 77491 (Iron Oxides)]")
    assert [i.text for i in product.ingredients] == ["Aqua", "Talc"]
    assert [(i.text, i.rank) for i in product.may_contain] == [
        ("Mica", None),
        ("CI 77491 (Iron Oxides)", None),
    ]


@pytest.mark.parametrize(
    "head",
    [
        ". May Contain/Peut Contenir: (+/-) ",
        " [+/- ",
        " (+-) ",
        ". MayContain: ",
        ". -/+ ",
        " / +/- ",
        ", might contain: ",
        ". May also contain some of the following colorants: ",
        ". May contain one or more of the following: ",
        ". Contains one or more of: ",
        "; kann enthalten: ",
    ],
)
def test_shades_have_many_heads(head: str) -> None:
    product = read(f"Talc, Mica, Silica, Phenoxyethanol{head}Iron Oxides (CI 77491), Titanium Dioxide")
    assert [i.text for i in product.ingredients] == ["Talc", "Mica", "Silica", "Phenoxyethanol"]
    assert [i.text for i in product.may_contain] == ["Iron Oxides (CI 77491)", "Titanium Dioxide"]


@pytest.mark.parametrize(
    "said", ["May contain traces of nuts.", "This product may contain natural particles."]
)
def test_a_warning_is_no_shade(said: str) -> None:
    assert read(f"Talc, Mica, Silica. {said}").may_contain == ()


def test_a_list_with_percentages_before_a_head_is_no_claim() -> None:
    """The colon of "May contain:" does not make marketing of a list that prints its percentages."""
    text = "Aqua, Glycerin, Niacinamide 5%, Salicylic Acid 2%, Parfum. May contain: CI 77491"
    assert names(text) == ["Aqua", "Glycerin", "Niacinamide", "Salicylic Acid", "Parfum"]
    assert [i.text for i in read(text).may_contain] == ["CI 77491"]


def test_a_kit_has_one_section_for_each_product() -> None:
    product = read("Step 1 Cleanse:\nAqua, Glycerin, Panthenol.\n\nStep 2 Rest:\nAqua, Squalane, Glycerin.")
    assert [(s.role, s.name) for s in product.sections] == [("kit", "Step 1 Cleanse"), ("kit", "Step 2 Rest")]


def test_footnotes_codes_and_disclaimers_are_shown_as_unread() -> None:
    product = read("Aqua, Glycerin*, Parfum. *organic. [v2899a] Please be aware that lists may change.")
    assert [i.text for i in product.ingredients] == ["Aqua", "Glycerin", "Parfum"]
    assert len(product.unread) == 3


@pytest.mark.parametrize(
    "text", ["", "   \n", "Visit our shop", "-Retinol: Helps smooth wrinkles.", "🙂" * 50, "<html></html>"]
)
def test_a_text_without_a_list_is_an_answer(text: str) -> None:
    product = read(text)
    assert product.verdict == "no_list"
    assert product.sections == ()


def test_a_misspelt_name_is_shown_as_read_as() -> None:
    listed = read("Aqua, Gylcerin, Panthenol").ingredients[1]
    assert (listed.text, listed.inci, listed.match) == ("Gylcerin", "glycerin", "corrected")
    assert listed.notes == ("read as glycerin",)


@pytest.mark.parametrize("name", ["Squalene", "Retinal", "Menthyl Salicylate", "Laureth-5", "Ceteareth-12"])
def test_a_substance_is_never_taken_for_its_neighbour(name: str) -> None:
    """One letter or one digit away lies another substance."""
    listed = read(f"Aqua, {name}, Glycerin").ingredients[1]
    assert listed.inci in (None, name.lower())


def test_an_unknown_name_stays_in_the_list() -> None:
    listed = read("Aqua, Glycerin, Moonflower Zest Complex, Panthenol").ingredients[2]
    assert (listed.text, listed.inci, listed.match) == ("Moonflower Zest Complex", None, "unknown")


def test_the_answer_fits_its_contract() -> None:
    for text in ("Aqua, Gylcerin, Zinc Oxide 5%, Foo Bar", "", "Active: Retinol 1%. May contain: Mica"):
        jsonschema.validate(read(text).to_json(), contract("product"))


@pytest.mark.parametrize(
    "piece",
    [
        "*",
        "and ",
        "organic ",
        "(a) ",
        "1. a ",
        "free of. ",
        "1,2,",
        "成分",
        "(",
        "-a: b. ",
        "may contain ",
        "* a",
        "A:\n",
        "a b c d ",
    ],
)
def test_endless_nonsense_is_answered(piece: str) -> None:
    """What repeats for thirty thousand letters is answered like anything else, and the rest is left unread."""
    assert read(piece * (30_000 // len(piece))).verdict in ("list", "no_list")


def test_what_is_far_too_long_for_a_label_is_left_unread() -> None:
    product = read("Aqua, Glycerin, " + "Panthenol, " * 3_000)
    assert len(product.ingredients) < 3_000
    assert product.unread


def test_the_name_of_the_next_product_begins_behind_the_full_stop() -> None:
    product = read("Day Cream: Aqua, Glycerin, Linalool. Night Cream: Aqua, Squalane, Panthenol.")
    assert [(s.name, len(s.ingredients)) for s in product.sections] == [("Day Cream", 3), ("Night Cream", 3)]


def test_a_purpose_in_brackets_is_no_part_of_the_active() -> None:
    product = read(
        "Active Ingredient: Salicylic Acid 0.5% (Acne Treatment). Inactive Ingredients: Water, Glycerin"
    )
    assert [(i.text, i.printed) for i in product.sections[0].ingredients] == [("Salicylic Acid", 0.5)]


def test_a_batch_number_is_no_ingredient() -> None:
    assert names("Ingredients: Aqua, Glycerin, CI 19140. Batch L2034") == ["Aqua", "Glycerin", "CI 19140"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<18907> Aqua, Glycerin, Panthenol N 04932/N", ["Aqua", "Glycerin", "Panthenol"]),
        ("Aqua - Glycerin - Panthenol - Squalane", ["Aqua", "Glycerin", "Panthenol", "Squalane"]),
        ("Water/Glycerin/Niacinamide/Panthenol/Squalane/Carbomer",
         ["Water", "Glycerin", "Niacinamide", "Panthenol", "Squalane", "Carbomer"]),
        ("Aqua, *Moonflower Zest, Glycerin. *organic", ["Aqua", "Moonflower Zest", "Glycerin"]),
        ("This product contains: Water, Glycerin, Niacinamide.", ["Water", "Glycerin", "Niacinamide"]),
        ("Aqua, Glycerin and Parfum, and Linalool", None),
    ],
)  # fmt: skip
def test_lists_as_hasty_hands_type_them(text: str, expected: list[str] | None) -> None:
    read_names = names(text)
    assert read_names == expected if expected else read_names[-1] == "Linalool"


def test_a_list_goes_on_behind_a_bracket_of_shades() -> None:
    product = read("Aqua, Talc, Parfum [+/- May contain: Mica, CI 77891], Linalool")
    assert [i.text for i in product.ingredients] == ["Aqua", "Talc", "Parfum", "Linalool"]
    assert [i.text for i in product.may_contain] == ["Mica", "CI 77891"]


def test_a_kit_may_name_its_products_on_lines_of_their_own() -> None:
    product = read(
        "Dew Drop Serum\nWater, Glycerin, Panthenol\n\nNight Veil Cream\nWater, Squalane, Glycerin"
    )
    assert [(s.name, len(s.ingredients)) for s in product.sections] == [
        *(("Dew Drop Serum", 3), ("Night Veil Cream", 3))
    ]


def test_actives_end_where_the_percentages_end() -> None:
    product = read("Actives: Avobenzone (3%), Octocrylene (10%). Water, Glycerin, Silica")
    assert [(s.role, len(s.ingredients)) for s in product.sections] == [("active", 2), ("ingredients", 3)]


def test_a_lost_ligature_is_found_again() -> None:
    listed = read("Aqua, Glycerin, Rosmarinus O\ufffdcinalis Leaf Extract, Panthenol").ingredients[2]
    assert (listed.match, listed.inci) == ("corrected", "rosmarinus officinalis leaf extract")


@pytest.mark.parametrize(
    "mixture",
    [
        "Ascorbic Acid/Orange/Citrus Limon/Citrus Aurantifolia Polypeptide",
        "Lactobacillus/Dandelion Leaf/Root Extract Ferment Filtrate",
    ],
)
def test_one_part_of_a_mixture_is_not_the_whole(mixture: str) -> None:
    """An acid bound to proteins is no acid to warn of."""
    assert read(f"Aqua, {mixture}, Glycerin").ingredients[1].inci is None


def test_the_letter_i_of_a_colour_number_is_often_an_l() -> None:
    assert read("Aqua, Cl 77492").ingredients[1].notes == ("read as ci 77492",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "110 - INGREDIENTS: AQUA / WATER GLYCERIN ALCOHOL DENAT. PANTHENOL PHENOXYETHANOL SQUALANE",
            ["AQUA / WATER", "GLYCERIN", "ALCOHOL DENAT.", "PANTHENOL", "PHENOXYETHANOL", "SQUALANE"],
        ),
        (
            "-Squalane: Softens. -Free of dyes. Water, Glycerin, Urea, Talc",
            ["Water", "Glycerin", "Urea", "Talc"],
        ),
        ("Formulated without: parabens, dyes. Water, Glycerin, Urea", ["Water", "Glycerin", "Urea"]),
        ("Key Ingredients: Urea. All Ingredients: Aqua, Urea, Talc", ["Aqua", "Urea", "Talc"]),
        ("Vegan, no parabens. Ingredients - Aqua, Glycerin, Urea", ["Aqua", "Glycerin", "Urea"]),
        ("Aqua, Rosa Canina Seed Oil+, Talc. + Certified organic", ["Aqua", "Rosa Canina Seed Oil", "Talc"]),
        ("Aqua, Tocopherol**, Parfum*. *natural **Vitamin E", ["Aqua", "Tocopherol", "Parfum"]),
        ("Aqua, Glycerin, Parfum. 0% parabens, 0% silicones", ["Aqua", "Glycerin", "Parfum"]),
        ("water, butylene glycol and phenoxyethanol", ["water", "butylene glycol", "phenoxyethanol"]),
        (
            "Step 1 - Peel: Water, Urea, Talc. Step 2 - Mask: Water, Kaolin, Silica",
            ["Water", "Urea", "Talc", "Water", "Kaolin", "Silica"],
        ),
    ],
)
def test_what_stands_around_a_list_is_told_from_it(text: str, expected: list[str]) -> None:
    assert names(text) == expected


def test_a_name_in_a_sentence_is_no_list() -> None:
    assert (
        read("Shea butter, jojoba oil and vitamin E nourish the skin while aloe soothes.").verdict
        == "no_list"
    )
