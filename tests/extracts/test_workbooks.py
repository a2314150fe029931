"""Workbooks: several sheets, hidden ones, empty ones, and cells as spreadsheets keep them."""

from __future__ import annotations

import datetime
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from tests.extracts.folders import case, cells, checked, counted, counts, ids, of_id, post, staff, the, workbook

BOARD = [["person", "ethnicity", "voting", "executive"], ["B1", "A", "yes", "yes"]]


def test_several_sheets_of_one_workbook_are_several_extracts(tmp_path: Path) -> None:
    workbook(
        tmp_path / "extracts.xlsx", {"Staff list": cells(staff()), "Board": BOARD, "Cases": cells([case("C1", "P1")])}
    )
    found = counted(tmp_path / "extracts.xlsx")
    assert [table["sheet"] for table in found.read[0]["tables"]] == ["Staff list", "Board", "Cases"]
    assert (counts(found, "board"), counts(found, "disciplined", "one-year")) == ({"white": 1}, {"white": 1})


def test_hidden_and_empty_sheets_are_left_out(tmp_path: Path) -> None:
    sheets = {"Staff": cells(staff()), "Staff before": cells(staff()), "Cases": []}
    workbook(tmp_path / "extracts.xlsx", sheets, hidden=["Staff before"])
    found = checked(tmp_path)
    assert ids(found) == {"hidden-sheet"}
    assert [table["sheet"] for table in found.read[0]["tables"]] == ["Staff"]


def test_people_on_two_sheets_are_counted_once(tmp_path: Path) -> None:
    workbook(tmp_path / "extracts.xlsx", {"Staff": cells(staff()), "Staff copy": cells(staff())})
    found = counted(tmp_path)
    problem = the(found, "overlap")
    assert (str(problem.severity), problem.sheet, problem.row, problem.rows) == ("note", "Staff copy", 2, 4)
    assert counts(found, "staff") == {"white": 2, "bme": 2}


def test_a_sheet_that_is_nothing_we_know_is_said(tmp_path: Path) -> None:
    workbook(tmp_path / "extracts.xlsx", {"Staff": cells(staff()), "Prices": [["dish", "price"], ["soup", "3"]]})
    assert the(checked(tmp_path), "unknown-kind").sheet == "Prices"


def test_a_sheet_of_notes_beside_the_list_does_not_block(tmp_path: Path) -> None:
    workbook(tmp_path / "staff.xlsx", {"Sheet1": cells(staff()), "Notes": [["Run on 1 April"], ["by HR"]]})
    assert not checked(tmp_path).blocked


def test_a_workbook_without_anything_in_it_is_said(tmp_path: Path) -> None:
    workbook(tmp_path / "staff.xlsx", {"Sheet1": []})
    assert "staff.xlsx" in {problem.file for problem in checked(tmp_path).problems}


def test_numbers_dates_truths_and_formulas_are_read_as_they_are_meant(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "staff.xlsx") as book:
        sheet, day = book.add_worksheet("Staff"), book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, ["person", "ethnicity", "grade", "staff_group", "contract", "primary", "end_date"])
        sheet.write_row(1, 0, [1001, 99, 5, "Students", "permanent", True])
        sheet.write_row(2, 0, [1002, "A", 6, "Students", "permanent", False])
        sheet.write_datetime(2, 6, datetime.datetime(2026, 3, 30, tzinfo=None), day)  # noqa: DTZ001 (cells have no zone)
        sheet.write_row(3, 0, [1003, "A", "", "Students", "permanent"])
        sheet.write_formula(3, 2, "=3+4", None, 7)
    found = counted(tmp_path)
    assert ids(found) == set()
    assert counts(found, "staff") == {"unknown": 1, "white": 1}
    assert counts(found, "staff", breakdown="grade") == {"clinical-5": 1, "clinical-7": 1}


def test_a_workbook_that_would_fill_the_memory_is_refused(tmp_path: Path) -> None:
    """Two cells at opposite corners: a dense table of them would hold seventeen thousand million cells."""
    path = workbook(tmp_path / "staff.xlsx", {"Staff": [["person"]]})
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(b"</sheetData>", far).replace(b'"A1"/>', b'"A1:XFD1048576"/>')
    with zipfile.ZipFile(path, "w") as book:
        for name, content in parts.items():
            book.writestr(name, content)
    assert [problem.file for problem in of_id(checked(tmp_path), "unreadable-file")] == ["staff.xlsx"]


def test_the_lock_file_of_an_open_workbook_is_no_extract(tmp_path: Path) -> None:
    workbook(tmp_path / "staff.xlsx", {"Staff": cells([post("P1")])})
    (tmp_path / "~$staff.xlsx").write_bytes(b"\x05owner")
    problem = the(checked(tmp_path), "open-elsewhere")
    assert (str(problem.severity), problem.file) == ("note", "staff.xlsx")


@pytest.mark.skipif(
    sys.base_prefix == sys.prefix, reason="needs an environment whose packages the bare interpreter lacks"
)
def test_a_workbook_is_read_wherever_the_packages_were_installed(tmp_path: Path) -> None:
    workbook(tmp_path / "staff.xlsx", {"Staff": cells(staff())})
    bare = getattr(sys, "_base_executable", sys.executable)
    there = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    words = [bare, "-m", "openwres", "check", str(tmp_path), "--organisation", "ZZ9"]
    done = subprocess.run(words, env=there, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, "staff.xlsx (Staff) as staff" in done.stdout) == (0, True), done.stdout
