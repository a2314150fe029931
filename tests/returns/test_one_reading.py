"""A cell says the same in whatever file it stands: a workbook, a CSV file of named cells, somebody else's layout."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from openwres.contracts.problems import Problem
from openwres.contracts.tables import TALLY_SCHEMA
from openwres.returns.keyed import versions_of
from openwres.returns.layout import Cell, layout_of
from openwres.returns.maps.applying import from_layout
from openwres.returns.maps.map_file import load_map
from openwres.returns.model import ReturnVersion
from openwres.returns.tallying import Cells, Plan, Where, versions_from
from openwres.standards import load_standard

TEXTS = ("", "0", "17", "17.5", "1,234", "+7", "1e3", "-3", "−3", "<5", "< 5", "*", "-", "n/a", "Unknown", "about 40", "40%",
         "24.9%", "101", "#DIV/0!", "2026-03-31", "01/02/2026", "Not collected", "suppressed: too few", "not complete",
         "missing", "..", "5 people", "99999999999999999999")  # fmt: skip
MAP = """
format: 1
title: One row
standard: wres
from: YEAR
to: YEAR
tables:
  - columns:
      - {headings: [White], group: white}
      - {headings: [BME], group: bme}
    rows:
      - {label: the row, cell: CELL}
"""
Given = tuple[list[tuple[object, ...]], list[str], list[tuple[str, str]]]


def of_workbook(field: str, text: str, year: int) -> Given:
    layout = layout_of(load_standard("wres").edition(year))
    key, _, group = field.rpartition(".")
    column = next(column for column in layout.columns() if (column.year, column.group) == (year, group))
    number = layout.number[Cell(key, column)]
    texts = [text if other == number else None for other in range(len(layout.cells))]
    where = [Where("", 2, "D", "D2") if other == number else None for other in range(len(layout.cells))]
    return given(*versions_from(Plan(layout), [Cells("ZZ1", "f", texts, where)])[0])


def of_named_cells(field: str, text: str, year: int) -> Given:
    table = pl.DataFrame({"organisation": ["ZZ1"], "year": [str(year)], "field": [field], "cell": [text]})
    (version,), problems = versions_of(table, load_standard("wres").edition(year), "f")
    return given(version, problems)


def of_layout(folder: Path, field: str, text: str, year: int) -> Given:
    key, _, group = field.rpartition(".")
    (folder / "map.yaml").write_text(MAP.replace("CELL", key).replace("YEAR", str(year)), encoding="utf-8")
    row = ["the row", *(text if name == group else "" for name in ("white", "bme"))]
    sheets = {"": [["", "White", "BME"], row]}
    version, problems = from_layout(sheets, load_map(folder / "map.yaml"), "f", year, "ZZ1")
    assert version is not None
    return given(version, problems)


def given(version: ReturnVersion, problems: list[Problem]) -> Given:
    """The tallies, the problems by id and severity, and the places with their texts."""
    texts = version.places.filter(pl.col("cell") != "")["cell"].to_list()
    return version.tallies.select(list(TALLY_SCHEMA)).rows(), texts, [(p.id, str(p.severity)) for p in problems]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize(
    ("field", "year"), [("w2.appointed.bme", 2026), ("w5.percent.bme", 2026), ("w3.disciplined.white", 2018)]
)
def test_a_cell_says_the_same_everywhere(tmp_path: Path, field: str, text: str, year: int) -> None:
    workbook = of_workbook(field, text, year)
    assert of_named_cells(field, text, year) == workbook
    assert of_layout(tmp_path, field, text, year) == workbook


def test_a_blank_cell_gives_no_tally_and_keeps_its_place() -> None:
    table = pl.DataFrame({"organisation": ["ZZ1"], "year": ["2026"], "field": ["w2.appointed.bme"], "cell": [" "]})
    (version,), problems = versions_of(table, load_standard("wres").edition(2026))
    assert (problems, version.tallies.height) == ([], 0)
    assert version.places["place"].to_list() == ["D2"]
