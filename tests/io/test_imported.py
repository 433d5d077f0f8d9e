"""Official exports come in whole or not at all, and the reader knows their names at once."""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path

import pytest

from porewise import calls
from porewise.io.imported import import_cosing, import_open_beauty_facts, imported_names, imported_product
from porewise.values.errors import PorewiseError

COSING = Path(__file__).parents[3] / "shared" / "products" / "cosing_names.csv"


def test_a_cosing_export_is_read_below_its_introduction(tmp_path: Path) -> None:
    """The official file opens with lines that are no table."""
    file = tmp_path / "cosing.csv"
    file.write_text(
        'File creation date;01/01/2026\n\nCOSING Ref No,INCI name,Function\n1,"MOONFLOWER, TEST EXTRACT",HUMECTANT\n',
        "utf-8",
    )
    assert import_cosing(file, tmp_path) == 1
    assert imported_names(tmp_path)[0].inci == "moonflower, test extract"


def test_an_imported_name_is_known_at_once(tmp_path: Path) -> None:
    text = "Aqua, Moonflower Zest Ferment, Glycerin"
    assert calls.check(text, data=tmp_path).ingredients[1].inci is None
    file = tmp_path / "cosing.csv"
    file.write_text("inci_name,function\nMOONFLOWER ZEST FERMENT,SOOTHING\n", "utf-8")
    calls.import_cosing(file, data=tmp_path)
    assert calls.check(text, data=tmp_path).ingredients[1].inci == "moonflower zest ferment"


@pytest.mark.skipif(
    not COSING.exists(), reason="needs ../shared/products/cosing_names.csv, the official names"
)
def test_the_whole_official_list_comes_in(tmp_path: Path) -> None:
    with COSING.open(encoding="utf-8") as file:
        names = {row["inci_name"].strip().lower() for row in csv.DictReader(file)}
    assert import_cosing(COSING, tmp_path) == len(names)


def test_products_come_in_by_barcode_from_either_export(tmp_path: Path) -> None:
    table = tmp_path / "products.csv"
    table.write_text(
        "code\tproduct_name\tbrands\tingredients_text\n4006381333931\tCream\tAcme\tAqua, Glycerin\n1\tEmpty\t\t\n",
        "utf-8",
    )
    assert import_open_beauty_facts(table, tmp_path) == 1
    lines = tmp_path / "products.jsonl.gz"
    with gzip.open(lines, "wt", encoding="utf-8") as file:
        file.write(
            json.dumps({"code": "4006381333931", "product_name": "Gel", "ingredients_text": "Aqua"})
            + "\n{broken\n"
        )
    assert import_open_beauty_facts(lines, tmp_path) == 1
    found = imported_product("4006381333931", tmp_path)
    assert found is not None
    assert (found.name, found.ingredients) == ("Gel", "Aqua")
    assert calls.product_by_barcode("4006381333931", data=tmp_path)["text"] == "Aqua"


@pytest.mark.parametrize("content", ["", "a,b\n1,2\n", "\x00\x01\x02"])
def test_a_file_that_is_no_export_changes_nothing(tmp_path: Path, content: str) -> None:
    good = tmp_path / "good.csv"
    good.write_text("inci_name\nAQUA\n", "utf-8")
    import_cosing(good, tmp_path)
    bad = tmp_path / "bad.csv"
    bad.write_text(content, "utf-8")
    with pytest.raises(PorewiseError, match=r"bad\.csv"):
        import_cosing(bad, tmp_path)
    assert [i.inci for i in imported_names(tmp_path)] == ["aqua"]
