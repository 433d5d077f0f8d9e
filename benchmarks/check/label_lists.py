"""Ingredient lists of made-up products, in the manner of real ones, for drawn labels."""

GEL_CREAM = (
    "Aqua, Glycerin, Niacinamide, Butylene Glycol, Caprylic/Capric Triglyceride, Cetearyl Alcohol, 1,2-Hexanediol,"
    " Dimethicone, Sodium Hyaluronate, Panthenol, Glyceryl Stearate, PEG-100 Stearate, Squalane, Tocopheryl Acetate,"
    " Allantoin, Salicylic Acid, Phenoxyethanol, Ethylhexylglycerin, Xanthan Gum, Disodium EDTA, Citric Acid,"
    " Sodium Hydroxide, Linalool, Limonene, Parfum, CI 19140"
)
SUNSCREEN = (
    "Aqua, Homosalate, Ethylhexyl Salicylate, Butyl Methoxydibenzoylmethane, Octocrylene, Dibutyl Adipate, Silica,"
    " C12-15 Alkyl Benzoate, Bis-Ethylhexyloxyphenol Methoxyphenyl Triazine, Ethylhexyl Triazone, Glycerin,"
    " Diethylamino Hydroxybenzoyl Hexyl Benzoate, Potassium Cetyl Phosphate, VP/Hexadecene Copolymer, Stearyl Alcohol,"
    " Acrylates/C10-30 Alkyl Acrylate Crosspolymer, Triethanolamine, Tocopherol, Pentylene Glycol, Hydroxyacetophenone,"
    " Xanthan Gum, Trisodium Ethylenediamine Disuccinate, Benzyl Alcohol"
)
WASH = (
    "Aqua, Sodium Laureth Sulfate, Cocamidopropyl Betaine, Decyl Glucoside, Salicylic Acid, Sodium Chloride,"
    " PEG-120 Methyl Glucose Dioleate, Coco-Glucoside, Glyceryl Oleate, Zinc PCA, Propylene Glycol, Menthol,"
    " Polyquaternium-7, Sodium Benzoate, Potassium Sorbate, Disodium EDTA, Sodium Hydroxide, Hamamelis Virginiana Leaf"
    " Water, Alcohol Denat., Citronellol, Geraniol, CI 42090"
)
SERUM = (
    "Water, Ascorbic Acid, Ethoxydiglycol, Propanediol, Ferulic Acid, Laureth-23, Phenoxyethanol, Triethanolamine,"
    " Sodium Hyaluronate, Panthenol, Tocopherol, Acetyl Glucosamine, Bisabolol, Camellia Sinensis Leaf Extract,"
    " Centella Asiatica Extract, Madecassoside, Adenosine, Carbomer, Polysorbate 20, Hydroxyethylcellulose,"
    " Retinyl Palmitate, Hydrolyzed Hyaluronic Acid"
)
BALM = (
    "Ethylhexyl Palmitate, Cetearyl Ethylhexanoate, Polyethylene, PEG-20 Glyceryl Triisostearate, Helianthus Annuus"
    " Seed Oil, Butyrospermum Parkii Butter, Simmondsia Chinensis Seed Oil, Cera Alba, Ricinus Communis Seed Oil,"
    " Persea Gratissima Oil, Tocopheryl Acetate, Ascorbyl Palmitate, Lavandula Angustifolia Oil, Citral, Coumarin,"
    " Phenoxyethanol, Butylphenyl Methylpropional, BHT"
)
NIGHT = (
    "Aqua, Isononyl Isononanoate, Propanediol, Glycerin, Retinol, Lactic Acid, Ceramide NP, Ceramide AP, Ceramide EOP,"
    " Phytosphingosine, Cholesterol, Cetyl Alcohol, Behentrimonium Methosulfate, Sodium Lauroyl Lactylate, Squalene,"
    " Hydroxypropyl Starch Phosphate, Azelaic Acid, Palmitoyl Tripeptide-1, Palmitoyl Tetrapeptide-7, Dimethiconol,"
    " Caprylyl Glycol, Chlorphenesin, Sodium Metabisulfite, Zinc Oxide, Kaolin, Bentonite"
)


def names(text: str) -> list[str]:
    """
    The names of a list. A comma between digits belongs to the name.

    >>> names("Aqua, 1,2-Hexanediol")
    ['Aqua', '1,2-Hexanediol']
    """
    return text.split(", ")


LISTS = [names(text) for text in (GEL_CREAM, SUNSCREEN, WASH, SERUM, BALM, NIGHT)]
