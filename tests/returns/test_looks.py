"""How the workbook looks with ugly content: nothing covers anything else, and it can be read on paper."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from openwres.returns.details import details_of
from openwres.returns.model import Explanation, ReturnVersion
from openwres.returns.workbook import write_workbook
from tests.returns.generated import generated, layout

FORM = layout("wres", 2026)
LONG = "A name of ninety letters that an organisation can well have after three mergers in a row, yes"


def parts(folder: Path, version: ReturnVersion) -> dict[str, str]:
    write_workbook(version, FORM, folder / "r.xlsx", LONG)
    with zipfile.ZipFile(folder / "r.xlsx") as book:
        return {name: book.read(name).decode() for name in book.namelist() if name.endswith(".xml")}


def height(sheet: str, row: int) -> float:
    """The height of a row in points; 0 where the program is left to choose."""
    found = re.search(rf'<row r="{row}"[^>]*? ht="([\d.]+)"', sheet)
    return float(found[1]) if found else 0.0


@pytest.fixture
def version() -> ReturnVersion:
    return replace(
        generated(FORM, 3),
        details={"completeness": "Two sites are missing.\n" * 10, "other-issues": "x" * 60_00},
        explanations=(Explanation("workforce-change", "w1.staff", "Because " * 60, LONG, "2026-05-12"),),
    )


def test_rows_are_as_high_as_what_is_written_in_them(tmp_path: Path, version: ReturnVersion) -> None:
    found = parts(tmp_path, version)
    report, explanations = found["xl/worksheets/sheet3.xml"], found["xl/worksheets/sheet4.xml"]
    assert height(report, 9) > 130, "ten lines"
    row = 2 + [detail.key for detail in details_of(FORM.edition)].index("other-issues")
    assert 390 < height(report, row) <= 409, "no more than programs show"
    assert height(explanations, 2) > 70
    assert height(explanations, 3) == 0, "a blank row grows as somebody writes"


def test_narratives_have_room_to_write_in(tmp_path: Path) -> None:
    empty = ReturnVersion("wres", 2026, "ZZ1", pl.DataFrame(schema=generated(FORM, 1).tallies.schema))
    report = parts(tmp_path, empty)["xl/worksheets/sheet3.xml"]
    assert [height(report, row) > 60 for row in (2, 9, 10, 11, 12, 14)] == [False, True, True, True, True, True]


def test_on_paper_the_numbers_are_one_page_wide_without_keys_and_notes(tmp_path: Path, version: ReturnVersion) -> None:
    found = parts(tmp_path, replace(version, prefilled=version.prefilled.clear()))
    names = found["xl/workbook.xml"]
    assert re.search(r"_xlnm.Print_Area[^>]*>Return!\$B\$1:\$N\$", names)
    sheet = found["xl/worksheets/sheet2.xml"]
    assert 'orientation="landscape"' in sheet
    assert 'fitToHeight="0"' in sheet
    assert 'paperSize="9"' in sheet
    filled = version.tallies.with_columns(source=pl.lit("prefilled"))
    assert 'paperSize="8"' in parts(tmp_path, replace(version, prefilled=filled))["xl/worksheets/sheet2.xml"]
