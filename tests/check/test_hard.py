"""Hard labels, invented in the manner of shops: sections, kits, lost separators, other scripts, no list at all."""

from __future__ import annotations

import pytest

import porewise


def read(text: str) -> tuple[str, str]:
    product = porewise.check(text)
    return " | ".join(i.text for i in product.ingredients), " | ".join(i.text for i in product.may_contain)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Drug Facts\nActive ingredient\nSulfur 10%\nPurpose\nAcne treatment\nInactive ingredients\nWater, Kaolin",
            "Sulfur | Water | Kaolin",
        ),
        (
            "ACTIVE INGREDIENTS: AVOBENZONE (3%) OCTISALATE (5%) INACTIVE INGREDIENTS: WATER, SILICA",
            "AVOBENZONE | OCTISALATE | WATER | SILICA",
        ),
        (
            "Water, Silica, Urea. Active Ingredients: Octinoxate 7.5%, Oxybenzone 3%",
            "Octinoxate | Oxybenzone | Water | Silica | Urea",
        ),
        (
            "-Octisalate 5%\n-Avobenzone 3%\n\nWater, Silica, Urea",
            "Octisalate | Avobenzone | Water | Silica | Urea",
        ),
        (
            "-Zinc Oxide 4% and Titanium Dioxide 3.5%: Broad sun protection.\n\nWater, Silica, Urea",
            "Zinc Oxide | Titanium Dioxide | Water | Silica | Urea",
        ),
    ],
)
def test_actives_come_first_wherever_they_are_declared(text: str, expected: str) -> None:
    assert read(text)[0] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Aqua Glycerin Cetearyl Alcohol, Urea", "Aqua | Glycerin | Cetearyl Alcohol | Urea"),
        ("Water,Glycerin Stearic Acid, Urea", "Water | Glycerin | Stearic Acid | Urea"),
        ("Simmondsia Chinensis, (Jojoba) Seed Oil, Urea", "Simmondsia Chinensis, (Jojoba) Seed Oil | Urea"),
        ("Water, Polyglyceryl-3 Sorbityl, Linseedate", "Water | Polyglyceryl-3 Sorbityl, Linseedate"),
        (
            "water 1,2-hexanediol niacinamide trehalose stearyl alcohol centella asiatica extract",
            "water | 1,2-hexanediol | niacinamide | trehalose | stearyl alcohol | centella asiatica extract",
        ),
        ("-Aloe: Soothes, -Clay: Takes up oil from skin, Aqua, Kaolin, Urea", "Aqua | Kaolin | Urea"),
        ("Water, Sodium Laureth, Sulfate, Urea", "Water | Sodium Laureth, Sulfate | Urea"),
        ("Water, Caprylic/Capric Tri-\nglyceride, Urea", "Water | Caprylic/Capric Tri- glyceride | Urea"),
        (
            "Water / Aqua / Eau / Glycerin / Urea / Panthenol / Talc",
            "Water / Aqua / Eau | Glycerin | Urea | Panthenol | Talc",
        ),
        ("Aqua. Glycerin. Alcohol Denat. Parfum.", "Aqua | Glycerin | Alcohol Denat. | Parfum"),
    ],
)
def test_separators_are_missing_or_too_many(text: str, expected: str) -> None:
    assert read(text)[0] == expected


@pytest.mark.parametrize(
    "code", [" (N12345/A)", ". Ref. 45789-B", ". [BI 123]", ". V12-2020", ". Code F.I.L.: C12345/2"]
)
def test_codes_behind_the_last_name_are_no_names(code: str) -> None:
    assert read(f"Aqua, Glycerin, Parfum{code}")[0] == "Aqua | Glycerin | Parfum"


@pytest.mark.parametrize(
    "head",
    ["[전성분] ", "全成分: ", "Состав: ", "Συστατικά: ", "Thành phần: ", "İçindekiler: ", "المكونات: "],
)
def test_heads_come_in_many_scripts(head: str) -> None:
    assert read(f"{head}Water, Glycerin, Urea")[0] == "Water | Glycerin | Urea"


def test_the_products_of_a_kit_keep_their_names() -> None:
    day = (
        "Day Cream Ingredients: Water, Dimethicone, Urea. Night Cream Ingredients: Water, Retinol, Squalane."
    )
    dashes = "Face Wash - Water, Coco-Betaine, Glycerin | Face Cream - Water, Squalane, Urea"
    assert [s.name for s in porewise.check(day).sections] == [None, "Night Cream"]
    assert [s.name for s in porewise.check(dashes).sections] == ["Face Wash", "Face Cream"]


def test_a_product_of_a_kit_ends_the_shades_of_the_one_before() -> None:
    kit = (
        "Lip Balm: Beeswax, Lanolin, Talc. May Contain: CI 15850, CI 77891. Lip Scrub: Sucrose, Talc, Flavor."
    )
    assert read(kit) == ("Beeswax | Lanolin | Talc | Sucrose | Talc | Flavor", "CI 15850 | CI 77891")


@pytest.mark.parametrize(
    "text",
    [
        "Ingredients: please see the packaging.",
        "No parabens, no sulfates, no phthalates, no mineral oil, vegan",
        "Formulated without parabens, phthalates, mineral oil, oxybenzone, coal tar, hydroquinone, SLS & SLES",
        "Apply a thin layer to clean, dry skin. Avoid eyes. Contains retinol and niacinamide.",
        "Skin type: Normal, Dry, Combination, and Oily. Skincare concerns: Pores, Dullness, Uneven texture",
    ],
)
def test_words_about_a_product_are_no_list(text: str) -> None:
    assert porewise.check(text).verdict == "no_list"


@pytest.mark.parametrize(
    "text",
    [
        "Water, Glycerin &amp; Urea<br>Talc",
        "<p>Water, Glycerin, Urea, Talc</p>",
        "1. Water 2. Glycerin 3. Urea 4. Talc",
        "1) Water, 2) Glycerin, 3) Urea, 4) Talc",
        "['Water', 'Glycerin', 'Urea', 'Talc']",
        "Water,, Glycerin, , Urea, Talc,",
        "Water, Glycerin, Urea, Talc. SPF 30",
        "Water, Glycerin, Urea, Talc, Fragrance Free, No Parabens",
        "Clean at heart. Water, Glycerin, Urea, Talc",
    ],
)
def test_what_pages_and_people_put_around_a_list_is_taken_off(text: str) -> None:
    assert read(text)[0] == "Water | Glycerin | Urea | Talc"


def test_places_stay_true_where_a_web_page_left_its_marks() -> None:
    raw = "<b>Water</b>, Glycerin &amp; Urea<br>Talc"
    assert [raw[slice(*i.span)] for i in porewise.check(raw).ingredients] == [
        "Water",
        "Glycerin",
        "Urea",
        "Talc",
    ]


def test_a_title_may_hold_single_letters_with_full_stops() -> None:
    kit = "DAY CREAM: Water, Urea, Glycerin. T.L.C. NIGHT SERUM: Water, Glycolic Acid, Talc."
    assert [s.name for s in porewise.check(kit).sections] == ["DAY CREAM", "T.L.C. NIGHT SERUM"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Water-Glycerin-Niacinamide-Cetearyl Alcohol-Dimethicone-Panthenol-Phenoxyethanol",
            "Water | Glycerin | Niacinamide | Cetearyl Alcohol | Dimethicone | Panthenol | Phenoxyethanol",
        ),
        (
            "AQUA-GLYCERIN-C12-15 ALKYL BENZOATE-PEG-100 STEARATE-LAURETH-4-COCO-GLUCOSIDE-POLYSORBATE 20",
            "AQUA | GLYCERIN | C12-15 ALKYL BENZOATE | PEG-100 STEARATE | LAURETH-4 | COCO-GLUCOSIDE | POLYSORBATE 20",
        ),
        (
            "water -glycerin -1,2-hexanediol -betaine -allantoin -carbomer",
            "water | glycerin | 1,2-hexanediol | betaine | allantoin | carbomer",
        ),
    ],
)
def test_hyphens_part_names_where_nothing_else_does(text: str, expected: str) -> None:
    assert read(text)[0] == expected


@pytest.mark.parametrize(
    ("kit", "names"),
    [
        ("(Part A) Water, Lactic Acid, Urea (Part B) Water, Sodium Bicarbonate, Talc", ["Part A", "Part B"]),
        ("Part 1 - Aqua, Salicylic Acid, Urea Part 2 - Aqua, Retinol, Squalane", ["Part 1", "Part 2"]),
        ("[Step 1] Water, Glycerin, Urea [Step 2] Water, Retinol, Squalane", ["Step 1", "Step 2"]),
        ("(A) Kaolin, Bentonite, Talc (B) Water, Glycerin, Carbomer", ["A", "B"]),
        ("<Part A> Kaolin, Bentonite, Silica <Part B> Water, Glycerin, Urea", ["Part A", "Part B"]),
    ],
)
def test_parts_named_by_a_letter_or_number_are_products_of_a_kit(kit: str, names: list[str]) -> None:
    sections = porewise.check(kit).sections
    assert [s.name for s in sections] == names
    assert [len(s.ingredients) for s in sections] == [3, 3]


@pytest.mark.parametrize(
    "told",
    [
        "Nur zur äußerlichen Anwendung. Kontakt mit den Augen vermeiden.",
        "Die Zusammensetzung kann sich ändern, bitte prüfen Sie die Angaben auf der Verpackung.",
        "Éviter le contact avec les yeux. Tenir hors de portée des enfants.",
        "La liste peut être modifiée, veuillez consulter l'emballage du produit.",
        "99% des ingrédients sont d'origine naturelle, sans silicone",
        "Evitar el contacto con los ojos. Mantener fuera del alcance de los niños.",
        "Evitare il contatto con gli occhi. Prodotto in Italia, senza parabeni.",
        "Vermijd contact met de ogen. Buiten bereik van kinderen houden.",
        "Производитель: ООО Ромашка, Москва",
    ],
)
def test_sentences_in_other_languages_behind_a_list_are_no_names(told: str) -> None:
    assert read(f"Aqua, Glycerin, Niacinamide, Panthenol, Parfum. {told}")[0] == (
        "Aqua | Glycerin | Niacinamide | Panthenol | Parfum"
    )


def test_the_lines_of_a_shop_around_a_copied_list_are_no_names() -> None:
    page = (
        "Home / Serums\nThe Glow Serum 30 ml\n$24.00\nAdd to bag\nIngredients\nAqua, Glycerin, Urea, Parfum\n"
        "Delivery & Returns: free over $25\nReviews (123)\nYou may also like"
    )
    assert read(page)[0] == "Aqua | Glycerin | Urea | Parfum"


def test_what_was_not_read_is_told_once() -> None:
    page = "Details\nA light cream with zinc, dermatologist tested.\nIngredients: Water, Urea, Talc"
    assert sum("dermatologist" in text for text in porewise.check(page).unread) == 1
