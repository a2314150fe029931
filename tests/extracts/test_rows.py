"""Every problem names the row as a spreadsheet counts it, whatever stands above it."""

from __future__ import annotations

from pathlib import Path

import pytest

from openwres.inputs import Check
from tests.extracts.folders import cells, checked, folder, of_id, post, staff, the, workbook, written


def with_a_wrong_value(place: int = 3) -> list[dict[str, str]]:
    """The staff list with a value in one row that no list knows."""
    rows = staff()
    rows[place - 2]["ethnicity"] = "Other 9"
    return rows


def lines(place: int = 3) -> list[str]:
    return written(with_a_wrong_value(place)).splitlines()


def row_of(found: Check) -> int | None:
    return the(found, "unmapped-value").row


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_header_is_row_1(tmp_path: Path, end: str) -> None:
    assert row_of(checked(folder(tmp_path, staff=written(with_a_wrong_value(), end=end)))) == 3


@pytest.mark.parametrize("blank", ["", " , ,,,,,,,,,"])
def test_blank_lines_between_rows_are_counted(tmp_path: Path, blank: str) -> None:
    text = lines()
    text[1:1] = [blank, blank]
    problem = the(checked(folder(tmp_path, staff="\n".join(text) + "\n\n\n")), "unmapped-value")
    assert (problem.file, problem.row, problem.column, problem.rows) == ("staff.csv", 5, "ethnicity", 1)


def test_a_line_break_inside_a_cell_makes_no_row(tmp_path: Path) -> None:
    rows = with_a_wrong_value()
    rows[0]["assignment"] = "one\n\ntwo"
    text = written(rows).replace("staff_group", '"staff\ngroup"', 1)
    assert row_of(checked(folder(tmp_path, staff=text))) == 3


def test_blank_lines_above_the_header_are_counted(tmp_path: Path) -> None:
    assert row_of(checked(folder(tmp_path, staff="\n\n" + "\n".join(lines())))) == 5


def test_blank_rows_above_the_header_of_a_sheet_are_counted(tmp_path: Path) -> None:
    workbook(tmp_path / "staff.xlsx", {"Sheet1": [[], [], *cells(with_a_wrong_value())]})
    assert row_of(checked(tmp_path)) == 5


def test_blank_rows_within_a_sheet_are_counted(tmp_path: Path) -> None:
    rows = cells(with_a_wrong_value())
    workbook(tmp_path / "staff.xlsx", {"Posts": [*rows[:2], [], [], *rows[2:]]})
    problem = the(checked(tmp_path), "unmapped-value")
    assert (problem.file, problem.sheet, problem.row) == ("staff.xlsx", "Posts", 5)


def test_a_row_with_too_few_cells_is_reported(tmp_path: Path) -> None:
    text = written(staff()).splitlines()
    text[2] = "P2,P2-1,B"
    problem = the(checked(folder(tmp_path, staff="\n".join(text))), "broken-row")
    assert (problem.file, problem.row) == ("staff.csv", 3)


def test_a_row_with_too_many_cells_is_reported(tmp_path: Path) -> None:
    text = written([post("P1", end_date="2026-12-31"), post("P2", end_date="2026-12-31")]).splitlines()
    text[2] += ",more"
    problem = the(checked(folder(tmp_path, staff="\n".join(text))), "broken-row")
    assert (problem.file, problem.row) == ("staff.csv", 3)


def test_a_quotation_mark_that_does_not_close_is_reported(tmp_path: Path) -> None:
    text = written(staff()).replace("P2,P2-1", 'P2,"P2-1')
    assert the(checked(folder(tmp_path, staff=text)), "broken-row").row == 3


def test_a_row_with_a_cell_too_many_and_an_empty_last_one_is_reported(tmp_path: Path) -> None:
    text = written(staff()).replace("P2,P2-1,B", "P2,P2-1,Smith,B")
    assert the(checked(folder(tmp_path, staff=text)), "broken-row").row == 3


def test_rows_after_a_broken_one_keep_their_number(tmp_path: Path) -> None:
    text = lines(4)
    text[1] = "P1,P1-1"
    found = checked(folder(tmp_path, staff="\n".join(text)))
    assert the(found, "broken-row").row == 2
    assert row_of(found) == 4


def test_a_line_of_spaces_is_a_blank_line(tmp_path: Path) -> None:
    text = lines()
    text.insert(1, "   ")
    found = checked(folder(tmp_path, staff="\n".join(text)))
    assert of_id(found, "broken-row") == []
    assert row_of(found) == 4


def test_how_many_rows_and_the_first_of_them(tmp_path: Path) -> None:
    rows = [post(f"P{n}", ethnicity="Martian" if n % 2 else "A") for n in range(1, 8)]
    problem = the(checked(folder(tmp_path, staff=rows)), "unmapped-value")
    assert (problem.row, problem.rows) == (2, 4)
    assert "4 rows" in problem.sentence


def test_a_comma_in_every_name_is_no_habit_of_the_system(tmp_path: Path) -> None:
    rows = [f"P{n},Smith, Jo,A,clinical-5,Permanent," for n in range(3)]
    text = "\n".join(["person,name,ethnicity,grade,contract,end_date", *rows])
    broken = the(checked(folder(tmp_path, staff=text)), "broken-row")
    assert (broken.row, broken.rows) == (2, 3)
