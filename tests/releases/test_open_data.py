"""A release as open data: what a machine is told of its tables is true of its files, and no cell acts as a formula."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from openwres.contracts.tables import COUNT_SCHEMA, FIGURE_SCHEMA
from openwres.releases.open_data import DESCRIPTIONS, csvw, data_package, write_csv
from tests.findings.nations import counted
from tests.releases.made import manifest, released

READS: dict[str, Any] = {
    "string": str,
    "integer": int,
    "number": float,
    "boolean": {"true": True, "false": False}.__getitem__,
}
TABLES = ("counts", "figures")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tallies = counted("RXX", "2", (1000, 180, 800, 90)) + counted("RYY", "3", (500, None, 200, 4))
    return released(tmp_path_factory.mktemp("releases"), tallies, manifest())


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", TABLES)
def test_csvw_metadata_describes_the_file_beside_it(folder: Path, name: str) -> None:
    said = json.loads((folder / f"{name}.csv-metadata.json").read_text(encoding="utf-8"))
    assert said["@context"][0] == "http://www.w3.org/ns/csvw"
    rows = rows_of(folder / said["url"])
    columns = said["tableSchema"]["columns"]
    assert [column["name"] for column in columns] == list(rows[0])
    assert all(column["dc:description"] for column in columns)
    for column in columns:
        read = READS[column["datatype"]]
        assert all(row[column["name"]] == "" or read(row[column["name"]]) is not None for row in rows)
    key = said["tableSchema"]["primaryKey"]
    assert len({tuple(row[name] for name in key) for row in rows}) == len(rows)


@pytest.mark.parametrize("name", TABLES)
def test_data_package_says_of_each_table_what_its_parquet_file_holds(folder: Path, name: str) -> None:
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert package["name"] == "wres-2026.1"
    (resource,) = [one for one in package["resources"] if one["name"] == name]
    table = pl.read_parquet(folder / f"{name}.parquet")
    fields = resource["schema"]["fields"]
    assert [field["name"] for field in fields] == table.columns
    kinds = {pl.String: "string", pl.Int32: "integer", pl.Int64: "integer", pl.Float64: "number", pl.Boolean: "boolean"}
    assert [field["type"] for field in fields] == [kinds[type(kind)] for kind in table.schema.values()]
    assert len(rows_of(folder / resource["path"])) == len(table)


def test_an_empty_breakdown_in_the_key_is_no_missing_value() -> None:
    (counts, _) = data_package(manifest())["resources"]
    fields = {field["name"]: field for field in counts["schema"]["fields"]}
    assert fields["breakdown"]["missingValues"] == []
    assert "missingValues" not in fields["count"]
    assert counts["schema"]["missingValues"] == [""]


def test_every_column_is_described() -> None:
    assert list(DESCRIPTIONS["counts"]) != []
    assert set(DESCRIPTIONS["counts"]) == set(COUNT_SCHEMA)
    assert set(DESCRIPTIONS["figures"]) == set(FIGURE_SCHEMA)
    assert csvw("counts", manifest())["dc:issued"]["@value"] == "2026-11-30"


def test_no_cell_acts_as_a_formula_and_numbers_stay_numbers(tmp_path: Path) -> None:
    table = pl.DataFrame(
        {"name": ["=1+1", "+44", "-x", "@a", "\tb", "Trust = x"], "value": [-1.5, 2.0, 0.0, 1.0, 1.0, 1.0]}
    )
    write_csv(table, tmp_path / "a.csv")
    rows = rows_of(tmp_path / "a.csv")
    assert [row["name"] for row in rows] == ["'=1+1", "'+44", "'-x", "'@a", "'\tb", "Trust = x"]
    assert float(rows[0]["value"]) == -1.5
