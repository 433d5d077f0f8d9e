"""
Names and products a user imported: the official CosIng export and the Open Beauty Facts export.

They lie in one SQLite file in the data folder and are never part of Porewise itself. Rows come in by
thousands inside one transaction: an import that fails changes nothing.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import IO, cast

from porewise.knowledge.ingredients import Ingredient
from porewise.values.errors import PorewiseError

FILE = "imported.sqlite3"
FIELD_LIMIT = 10_000_000  # characters: Open Beauty Facts holds very long fields
_TABLES = """
create table if not exists ingredient (inci text primary key, roles text not null);
create table if not exists product (code text primary key, name text not null, brand text not null, list text not null);
"""


@dataclass(frozen=True, slots=True)
class ImportedProduct:
    """One product of the imported database: its barcode, name, brand and printed list."""

    code: str
    name: str
    brand: str
    ingredients: str


def data_folder(data: Path | None = None) -> Path:
    """The folder that keeps everything: as given, else ``PORE_DATA``, else ``~/Porewise``."""
    return data or Path(os.environ.get("PORE_DATA") or Path.home() / "Porewise")


def import_cosing(file: Path, folder: Path) -> int:
    """
    Import the ingredient names of a CosIng export (CSV); say how many there are.

    Raises ``PorewiseError`` for a file that holds no column of INCI names.
    """
    rows = {name.strip().lower(): roles.strip().lower() for name, roles in _cosing_rows(file) if name.strip()}
    if not rows:
        raise PorewiseError(f"{file.name} holds no ingredient names; give the CosIng export as a CSV file.")
    _replace(folder, "ingredient", rows.items())
    return len(rows)


def import_open_beauty_facts(file: Path, folder: Path) -> int:
    """
    Import products by barcode from an Open Beauty Facts export (CSV or JSON Lines, also gzipped).

    Products without a list are left out. Raises ``PorewiseError`` for a file that holds none.
    """
    rows = {
        p.code: (p.code, p.name, p.brand, p.ingredients)
        for p in _products(file)
        if p.code.isdigit() and p.ingredients.strip()
    }
    if not rows:
        raise PorewiseError(
            f"{file.name} holds no product with a barcode and an ingredient list; "
            "give the Open Beauty Facts export (.csv or .jsonl, also .gz)."
        )
    _replace(folder, "product", rows.values())
    return len(rows)


def _replace(folder: Path, table: str, rows: Iterable[tuple[str, ...]]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(folder / FILE)) as db, db:
            db.executescript(_TABLES)
            marks = {"ingredient": "?, ?", "product": "?, ?, ?, ?"}[table]
            db.execute(f"delete from {table}")  # noqa: S608  # one of two words of ours
            db.executemany(f"insert into {table} values ({marks})", rows)  # noqa: S608
    except (OSError, sqlite3.Error) as error:
        raise PorewiseError(
            f"{folder} cannot be written ({error}); choose another folder with --data."
        ) from error
    _names_at.cache_clear()


def _open(file: Path) -> IO[str]:
    try:
        raw: IO[bytes] = file.open("rb")
        unpacked = cast(IO[bytes], gzip.GzipFile(fileobj=raw)) if file.suffix == ".gz" else raw
        return io.TextIOWrapper(unpacked, encoding="utf-8-sig", errors="replace", newline="")
    except OSError as error:
        raise PorewiseError(
            f"{file} cannot be read ({error.strerror}); give the downloaded export."
        ) from error


def _table(lines: IO[str], wanted: tuple[str, ...]) -> Iterator[dict[str, str]]:
    """Read a table whose head may stand below a few lines of introduction; words of the head are compared plainly."""
    csv.field_size_limit(FIELD_LIMIT)
    head: list[str] = []
    sign = ","
    for line in lines:
        sign = max("\t;,", key=line.count)
        head = [w.strip().strip('"').lower().replace(" ", "_") for w in line.rstrip("\r\n").split(sign)]
        if any(w in head for w in wanted):
            break
    else:
        return
    for row in csv.reader(lines, delimiter=sign):
        yield dict(zip(head, row, strict=False))


def _cosing_rows(file: Path) -> Iterator[tuple[str, str]]:
    with _open(file) as lines:
        try:
            for row in _table(lines, ("inci_name",)):
                yield row.get("inci_name", ""), row.get("function", "")
        except (csv.Error, OSError, EOFError) as error:
            raise PorewiseError(
                f"{file.name} is no readable table ({error}); give the CosIng export."
            ) from error


def _products(file: Path) -> Iterator[ImportedProduct]:
    name = file.name.removesuffix(".gz")
    with _open(file) as lines:
        try:
            rows = _json_rows(lines) if name.endswith((".jsonl", ".json")) else _table(lines, ("code",))
            for row in rows:
                listed = row.get("ingredients_text") or row.get("ingredients_text_en") or ""
                brand = row.get("brands") or ""
                yield ImportedProduct(
                    str(row.get("code") or ""), str(row.get("product_name") or ""), str(brand), str(listed)
                )
        except (csv.Error, OSError, EOFError) as error:
            raise PorewiseError(f"{file.name} is no readable export ({error}); download it again.") from error


def _json_rows(lines: IO[str]) -> Iterator[dict[str, str]]:
    for line in lines:
        try:
            row = json.loads(line)
        except ValueError:
            continue  # a cut or broken line is one product less
        if isinstance(row, dict):
            yield row


def imported_at(folder: Path) -> int:
    """When the imported names last changed, as a number to compare; 0 where nothing was imported."""
    file = folder / FILE
    return file.stat().st_mtime_ns if file.is_file() else 0


def imported_names(folder: Path) -> tuple[Ingredient, ...]:
    """Give the imported ingredients; none where nothing was imported."""
    file = folder / FILE
    return _names_at(file, file.stat().st_mtime_ns) if file.is_file() else ()


@lru_cache(maxsize=2)
def _names_at(file: Path, changed: int) -> tuple[Ingredient, ...]:
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as db:
            rows = db.execute("select inci, roles from ingredient order by inci").fetchall()
    except sqlite3.Error:
        return ()
    return tuple(
        Ingredient(inci, (), "other", tuple(r.strip() for r in roles.split(",") if r.strip()), "CosIng", "B")
        for inci, roles in rows
    )


def imported_product(code: str, folder: Path) -> ImportedProduct | None:
    """Look a barcode up, with or without leading zeros; None where it is not there."""
    file = folder / FILE
    if not file.is_file():
        return None
    bare = code.strip().lstrip("0")
    forms = sorted({bare, *(bare.zfill(n) for n in (8, 12, 13, 14))})
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as db:
            found = (db.execute("select * from product where code = ?", (form,)).fetchone() for form in forms)
            row = next((row for row in found if row is not None), None)
    except sqlite3.Error:
        return None
    return None if row is None else ImportedProduct(*row)
