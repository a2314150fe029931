"""What a workbook holds: sheets, cells as text, rows that keep their numbers, and columns as CSV."""

from __future__ import annotations

import csv
import datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from openwres.files.delimited import UnreadableFileError
from openwres.files.workbooks import Sheet, open_workbook
from tests.files.made_workbooks import (
    cell_xml,
    ods,
    ods_cell,
    ods_row,
    packed,
    row_xml,
    sheet_xml,
    xlsb,
    xlsx,
    xlsx_parts,
)


def written(path: Path, rows: list[list[Any]], **options: Any) -> Path:
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy hh:mm", **options}) as book:
        page = book.add_worksheet("Staff")
        for n, row in enumerate(rows):
            page.write_row(n, 0, row)
    return path


def only_sheet(path: Path, scratch: Path) -> Sheet:
    with open_workbook(path, scratch) as book:
        (sheet,) = book.sheets
        return sheet


def csv_of(path: Path, scratch: Path, header_row: int, columns: list[int]) -> list[list[str]]:
    with (
        open_workbook(path, scratch) as book,
        book.write(book.sheets[0], header_row, columns).open(encoding="utf-8", newline="") as file,
    ):
        return list(csv.reader(file))


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    folder = tmp_path / "scratch"
    folder.mkdir()
    return folder


# Spreadsheets know no time zones.
MIDNIGHT = datetime.datetime(2026, 3, 31)  # noqa: DTZ001
AFTERNOON = MIDNIGHT + datetime.timedelta(hours=14, minutes=5)
CELLS = [
    (12345678901, "12345678901"), (5.0, "5"), (0.1, "0.1"), (-0.0, "0"), (1e300, "1e+300"), (1e-7, "1e-07"), (2.5, "2.5"),
    (MIDNIGHT, "2026-03-31"), (AFTERNOON, "2026-03-31 14:05:00"),
    (datetime.time(14, 5), "14:05:00"), (True, "true"), (False, "false"), ("00123", "00123"), ("1.0", "1.0"),
    ('line\nbreak, "quoted"', 'line\nbreak, "quoted"'), (" é € 你", " é € 你"), (None, ""),
]  # fmt: skip


@pytest.mark.parametrize("batched", [1, 600])
def test_cells_as_text(tmp_path: Path, scratch: Path, batched: int) -> None:
    """Alike whether a column holds one kind of cell or many."""
    rows = [["start", *[cell for cell, _ in CELLS], "end"]] * batched
    path = written(tmp_path / "a.xlsx", rows)
    expected = [text for _, text in CELLS]
    with open_workbook(path, scratch) as book:
        assert list(book.sheets[0].head[0][1:-1]) == expected
        assert list(book.rows(book.sheets[0], 10**6)[-1][1:-1]) == expected
    found = csv_of(path, scratch, 0, [*range(1, len(CELLS) + 1)])
    assert (len(found), found[0], found[-1]) == (batched, expected, expected)


def test_mixed_columns_as_text(tmp_path: Path, scratch: Path) -> None:
    path = written(tmp_path / "a.xlsx", [[cell, "end"] for cell, _ in CELLS])
    assert [row[0] for row in csv_of(path, scratch, 0, [0, 1])] == [text for _, text in CELLS]
    assert [row[0] for row in csv_of(path, scratch, 0, [0])] == [text for _, text in CELLS]


def test_dates_of_a_workbook_that_counts_from_1904(tmp_path: Path, scratch: Path) -> None:
    path = written(tmp_path / "a.xlsx", [[MIDNIGHT]], date_1904=True)
    assert only_sheet(path, scratch).head == (("2026-03-31",),)


ERRORS = ["#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!"]


def test_errors_are_not_read_as_blank(tmp_path: Path, scratch: Path) -> None:
    rows = "".join(
        f'<row r="{n}">{cell_xml(f"A{n}", "P1")}<c r="B{n}" t="e"><f>A1+IF(A1&lt;1,2)</f><v>{word}</v></c>{cell_xml(f"C{n}", 1.0)}</row>'
        for n, word in enumerate(ERRORS * 100, 1)
    )
    path = xlsx(tmp_path / "a.xlsx", rows)
    with open_workbook(path, scratch) as book:
        assert [row[1] for row in book.sheets[0].head[:7]] == ERRORS
        assert [row[1] for row in book.rows(book.sheets[0], 10**6)] == ERRORS * 100
        assert book.sheets[0].uncalculated == 0
    assert csv_of(path, scratch, 3, [2, 1]) == [["1", word] for word in (ERRORS * 100)[3:]]
    assert csv_of(path, scratch, 0, [0, 2])[0] == ["P1", "1"]


def test_formulas_that_were_never_calculated_are_told(tmp_path: Path, scratch: Path) -> None:
    rows = row_xml(1, ["person", "grade"]) + '<row r="2"><c r="A2"><f>1+1</f></c><c r="B2"><f>1+1</f><v></v></c></row>'
    with open_workbook(xlsx(tmp_path / "a.xlsx", rows), scratch) as book:
        assert book.sheets[0].uncalculated == 2
        assert book.notes == ("2 formulas on the sheet Staff were never calculated and are read as blank.",)


def test_rows_and_columns_keep_their_numbers(tmp_path: Path, scratch: Path) -> None:
    path = written(tmp_path / "a.xlsx", [[], [], ["", "", "person", "grade"], [], ["", "", "P1", "5"]])
    sheet = only_sheet(path, scratch)
    assert (sheet.height, sheet.width) == (5, 4)
    assert sheet.head == (("",) * 4, ("",) * 4, ("", "", "person", "grade"), ("",) * 4, ("", "", "P1", "5"))
    assert csv_of(path, scratch, 3, [3, 0, 2]) == [["", "", ""], ["5", "", "P1"]]
    assert csv_of(path, scratch, 3, [2]) == [[""], ["P1"]]


def test_rows_of_ods_keep_their_numbers(tmp_path: Path, scratch: Path) -> None:
    """As LibreOffice writes them: empty rows and columns as one that is repeated, up to the end of the sheet."""
    blank = '<table:table-cell table:number-columns-repeated="16384"/>'
    rows = ods_row(blank, 'table:number-rows-repeated="2"') + ods_row(
        "<table:table-cell/>" + ods_cell("grade") + ods_cell(5.0)
    )
    rows += ods_row("<table:table-cell/>" + ods_cell("x"), 'table:number-rows-repeated="2"')
    path = ods(tmp_path / "a.ods", rows + ods_row(blank, 'table:number-rows-repeated="1048571"'))
    sheet = only_sheet(path, scratch)
    assert sheet.head == (("",) * 3, ("",) * 3, ("", "grade", "5"), ("", "x", ""), ("", "x", ""))
    assert csv_of(path, scratch, 3, [1, 2]) == [["x", ""], ["x", ""]]


def test_binary_workbooks_are_read(tmp_path: Path, scratch: Path) -> None:
    cells = [(row, column, row + column / 2) for row in range(2, 300) for column in range(1, 3)]
    path = xlsb(tmp_path / "a.xlsb", cells)
    with open_workbook(path, scratch) as book:
        assert book.sheets[0].head[:3] == (("",) * 3, ("",) * 3, ("", "2.5", "3"))
        assert book.notes == ("Errors such as #N/A are read as blank from this kind of workbook.",)
    assert csv_of(path, scratch, 298, [1, 2]) == [["298.5", "299"], ["299.5", "300"]]


def test_only_wanted_columns_reach_the_disk(tmp_path: Path, scratch: Path) -> None:
    path = written(tmp_path / "a.xlsx", [["name", "grade"], ["Zebedee", "5"]])
    with open_workbook(path, scratch) as book:
        assert list(scratch.iterdir()) == []
        book.write(book.sheets[0], 1, [1])
        assert [file.read_bytes() for file in scratch.iterdir()] == [b"5\n"]


def test_hidden_and_empty_sheets_are_not_read(tmp_path: Path, scratch: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        for name in ("Empty", "Staff", "Spaces", "Old", "Older", "Board"):
            page = book.add_worksheet(name)
            if name != "Empty":
                page.write(0, 0, "  " if name == "Spaces" else name)
        book.get_worksheet_by_name("Old").hide()
        book.get_worksheet_by_name("Older").very_hidden()
        book.add_chartsheet("Chart")
    with open_workbook(tmp_path / "a.xlsx", scratch) as found:
        assert [sheet.name for sheet in found.sheets] == ["Staff", "Board"]
        assert found.hidden == ("Old", "Older")
        assert found.rows(found.sheets[1], 10) == [("Board",)]


def test_merged_cells_are_told(tmp_path: Path, scratch: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        page = book.add_worksheet()
        page.write(0, 0, "Grade")
        page.merge_range("B1:D1", "White")
        page.merge_range("A2:A4", "Clinical")
    assert only_sheet(tmp_path / "a.xlsx", scratch).merged == ((1, 1, 1, 3), (2, 0, 4, 0))


def test_a_sheet_too_large_for_a_cross_table_is_refused_and_the_book_stays_open(tmp_path: Path, scratch: Path) -> None:
    path = written(tmp_path / "a.xlsx", [["a", "b"]] * 6)
    with open_workbook(path, scratch) as book:
        with pytest.raises(UnreadableFileError, match="6 rows and 2 columns"):
            book.rows(book.sheets[0], 11)
        assert len(book.rows(book.sheets[0], 12)) == 6


@pytest.mark.parametrize("name", ["x" * 300, "../../staff", "a/b\\c:d", "con", "Ünïcode 你好", "&amp;#10;"])
def test_any_name_of_a_sheet_is_harmless(tmp_path: Path, scratch: Path, name: str) -> None:
    path = packed(tmp_path / "a.xlsx", xlsx_parts({name: sheet_xml(row_xml(1, ["a"]) + row_xml(2, ["b"]))}))
    with open_workbook(path, scratch) as book:
        assert book.write(book.sheets[0], 1, [0]).parent == scratch
    assert {found.name for found in tmp_path.iterdir()} == {"a.xlsx", "scratch"}


def test_many_long_texts_do_not_block_the_pipe(tmp_path: Path, scratch: Path) -> None:
    parts = xlsx_parts(
        {f"S{n}": sheet_xml("".join(row_xml(row, ["x" * 20_000] * 3) for row in range(1, 11))) for n in range(2)}
    )
    with open_workbook(packed(tmp_path / "a.xlsx", parts), scratch) as book:
        assert [sum(map(len, row)) for sheet in book.sheets for row in sheet.head] == [60_000] * 20
        assert len(book.rows(book.sheets[1], 1000)) == 10
