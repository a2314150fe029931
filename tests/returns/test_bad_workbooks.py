"""What people do to a return workbook, and what they are told: every problem at once, each with its sheet and cell."""

from __future__ import annotations

import re
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter

from openwres.contracts.problems import Problem
from openwres.returns.model import ReturnVersion
from openwres.returns.reading import from_sheets, read_workbook
from openwres.returns.sheets import MOST_CELLS, Rows
from openwres.returns.workbook import write_workbook
from tests.files.made_workbooks import compound
from tests.returns.generated import generated, layout
from tests.returns.test_recalculated import in_libreoffice

FORM = layout("wres", 2026)
VERSION = generated(FORM, 5, gaps=0)
Sheets = dict[str, list[list[str]]]


@pytest.fixture(scope="module")
def sheets(tmp_path_factory: pytest.TempPathFactory) -> Sheets:
    """A sound return as the text of its sheets."""
    from openwres.files.workbooks import open_workbook

    folder = tmp_path_factory.mktemp("sound")
    write_workbook(VERSION, FORM, folder / "return.xlsx")
    with open_workbook(folder / "return.xlsx", folder) as book:
        return {sheet.name: [list(row) for row in book.rows(sheet, MOST_CELLS)] for sheet in book.sheets}


def read(sheets: Sheets) -> tuple[ReturnVersion, list[Problem]]:
    given: dict[str, Rows] = {**sheets}
    version, problems = from_sheets(given, "return.xlsx")
    assert version is not None
    return version, problems


def changed(sheets: Sheets, cells: dict[tuple[str, str], str]) -> tuple[ReturnVersion, list[Problem]]:
    """The return with other texts in cells, named by key and heading."""
    rows = [list(row) for row in sheets["Return"]]
    for (key, heading), text in cells.items():
        number = next(number for number, row in enumerate(rows) if row[0] == key)
        rows[number][rows[0].index(heading)] = text
    return read({**sheets, "Return": rows})


def test_inserted_rows_and_columns_and_renamed_sheets_do_no_harm(sheets: Sheets) -> None:
    rows = [["ours", *row] for row in sheets["Return"]]
    rows.insert(0, ["A heading of our own"] + [""] * (len(rows[0]) - 1))
    rows.insert(7, [""] * len(rows[0]))
    moved, problems = read(
        {"Blatt 1": rows, **{f"{name} (2)": its for name, its in sheets.items() if name != "Return"}}
    )
    assert moved.tallies.equals(VERSION.tallies)
    assert not problems


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("#DIV/0!", "cell-error"), ("2026-03-31", "cell-date"), ("01/02/2026", "cell-date"), ("-3", "cell-negative"),
        ("12.5", "cell-not-whole"), ("about 40", "cell-not-a-number"), ("40%", "cell-not-a-number"),
    ],
)  # fmt: skip
def test_what_is_no_count_blocks_and_says_where(sheets: Sheets, text: str, problem: str) -> None:
    version, problems = changed(sheets, {("w2.appointed", "BME 2026"): text})
    (found,) = (told for told in problems if told.severity == "block")
    assert (found.id, found.severity, found.sheet) == (problem, "block", "Return")
    assert sheets["Return"][found.row - 1][0] == "w2.appointed" if found.row else False
    assert sheets["Return"][0]["ABCDEFGHIJKLMNOP".index(found.column)] == "BME 2026"
    assert version.tallies.height == VERSION.tallies.height - 1


@pytest.mark.parametrize(
    ("text", "count", "state", "note"),
    [
        ("1,234", 1234, "value", "cell-as-text"), ("+7", 7, "value", "cell-as-text"), ("<5", None, "suppressed", "cell-hidden"),
        ("*", None, "suppressed", "cell-hidden"), ("-", None, "missing", "cell-missing"), ("n/a", None, "missing", "cell-missing"),
        ("Not collected", None, "not_collected", ""), ("0", 0, "value", ""), ("1e3", 1000, "value", ""),
    ],
)  # fmt: skip
def test_what_people_write_for_numbers_is_read_and_noted(
    sheets: Sheets, text: str, count: int | None, state: str, note: str
) -> None:
    version, problems = changed(sheets, {("w2.appointed", "BME 2026"): text})
    row = version.tallies.filter(pl.col("item") == "appointed", pl.col("group") == "bme", pl.col("year") == 2026)
    assert row.select("count", "state").rows() == [(count, state)]
    about = [problem.id for problem in problems if problem.severity == "note"]
    assert about == ([note] if note else [])


def test_a_blank_cell_is_no_tally(sheets: Sheets) -> None:
    version, _ = changed(sheets, {("w2.appointed", "BME 2026"): ""})
    assert version.tallies.height == VERSION.tallies.height - 1


def test_every_problem_is_told_at_once(sheets: Sheets) -> None:
    cells = {
        ("w2.appointed", "BME 2026"): "x1",
        ("w2.appointed", "White 2025"): "-1",
        ("w4.trained", "BME 2026"): "#REF!",
    }
    _, problems = changed(sheets, cells)
    assert {"cell-not-a-number", "cell-negative", "cell-error"} <= {problem.id for problem in problems}


def test_a_ratio_typed_over_its_formula_is_kept_as_typed_with_its_text(sheets: Sheets) -> None:
    version, (problem,) = changed(sheets, {("w2.ratio", "Total or result 2026"): "0.62"})
    assert problem.id == "calculated-overwritten"
    typed = version.typed.select("year", "indicator", "statistic", "group", "cell").rows()
    assert typed == [(2026, "2", "relative_likelihood", "white:bme", "0.62")]


def test_words_in_a_cell_of_numbers_are_never_quoted(sheets: Sheets) -> None:
    _, problems = changed(
        sheets, {("w2.appointed", "BME 2026"): "ask Jo Bloggs", ("w2.ratio", "Total or result 2026"): "Jo"}
    )
    assert {problem.id for problem in problems} == {"cell-not-a-number", "calculated-overwritten"}
    assert not [problem for problem in problems if "Jo" in problem.sentence + problem.remedy]


def test_a_lost_row_a_changed_key_and_a_changed_heading_are_told(sheets: Sheets) -> None:
    rows = [list(row) for row in sheets["Return"]]
    rows[3][0] = "w1.staff.clinical-99"
    rows[0][rows[0].index("BME 2025")] = "Minority 2025"
    _, problems = read({**sheets, "Return": rows})
    assert {"unknown-row", "row-lost", "missing-column"} <= {problem.id for problem in problems}


def test_a_row_that_stands_twice_is_told_and_read_once(sheets: Sheets) -> None:
    rows = [*sheets["Return"], sheets["Return"][40]]
    version, problems = read({**sheets, "Return": rows})
    assert {problem.id for problem in problems} == {"duplicate-tally"}
    assert version.tallies.equals(VERSION.tallies)


@pytest.mark.parametrize(
    ("key", "text", "problem"),
    [("return.year", "1999", "not-a-return"), ("return.standard", "xyz", "not-a-return"), ("return.organisation", "The Trust", "not-a-code")],
)  # fmt: skip
def test_a_cover_that_says_not_whose_return_it_is_blocks(sheets: Sheets, key: str, text: str, problem: str) -> None:
    cover = [[*row[:2], text] if row[0] == key else row for row in sheets["Cover"]]
    given: dict[str, Rows] = {**sheets, "Cover": cover}
    version, (found,) = from_sheets(given, "return.xlsx")
    assert version is None
    assert found.id == problem


def test_every_cell_to_fill_in_has_a_rule_of_the_spreadsheet_and_no_other_has(tmp_path: Path) -> None:
    write_workbook(VERSION, FORM, tmp_path / "return.xlsx")
    with zipfile.ZipFile(tmp_path / "return.xlsx") as archive:
        found = re.findall(
            r'sqref="([^"]*)"><formula1>(.*?)</formula1>', archive.read("xl/worksheets/sheet2.xml").decode()
        )
    ruled: list[tuple[int, int]] = []
    for places, formula in found:
        first = places.split(":")[0]
        assert first in formula or "yes" in formula, "a rule is said of its first cell, and moves with the others"
        for place in places.split():
            start, number, end, same = re.findall(r"[A-Z]|[0-9]+", f"{place}:{place}")[:4]
            assert number == same
            ruled += [(int(number), column) for column in range(ord(start), ord(end) + 1)]
    columns = FORM.columns()
    wanted = [
        (number, ord("G") + columns.index(column))
        for number, row in enumerate(FORM.rows, 2) for column in columns
        if column.group in row.groups and row.kind(column.group) != "calculated"
    ]  # fmt: skip
    assert sorted(ruled) == sorted(wanted)


def outside(path: Path) -> list[str]:
    version, problems = read_workbook(path)
    assert version is None
    return [problem.id for problem in problems]


def test_files_that_are_no_returns_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_text("key,cell\nw2.appointed.bme,3\n", encoding="utf-8")
    assert outside(tmp_path / "a.xlsx") == ["unreadable-file"]
    (tmp_path / "b.xlsx").write_bytes(b"PK\x03\x04 and not more")
    assert outside(tmp_path / "b.xlsx") == ["unreadable-file"]
    with xlsxwriter.Workbook(tmp_path / "c.xlsx") as book:
        book.add_worksheet("Sheet1").write(0, 0, "Something else")
    assert outside(tmp_path / "c.xlsx") == ["not-a-return"]


def rewritten(path: Path, change: Callable[[str, bytes], bytes], more: dict[str, bytes] | None = None) -> Path:
    target = path.with_name("changed.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for entry in old.infolist():
            new.writestr(entry, change(entry.filename, old.read(entry)))
        for name, content in (more or {}).items():
            new.writestr(name, content)
    return target


def test_macros_and_a_hidden_sheet_are_noted(tmp_path: Path) -> None:
    write_workbook(VERSION, FORM, tmp_path / "return.xlsx")

    def hide(name: str, content: bytes) -> bytes:
        return (
            re.sub(rb'(<sheet name="Notes")', rb'\1 state="hidden"', content) if name == "xl/workbook.xml" else content
        )

    path = rewritten(tmp_path / "return.xlsx", hide, {"xl/vbaProject.bin": b"macro"})
    version, problems = read_workbook(path)
    assert version is not None
    assert sorted(problem.id for problem in problems) == ["about-workbook", "hidden-sheet"]
    assert version.tallies.equals(VERSION.tallies)


def test_a_hidden_sheet_is_named(tmp_path: Path) -> None:
    write_workbook(VERSION, FORM, tmp_path / "return.xlsx")

    def hide(name: str, content: bytes) -> bytes:
        return (
            content.replace(b'name="Report"', b'name="Report" state="veryHidden"')
            if name == "xl/workbook.xml"
            else content
        )

    _, (problem,) = read_workbook(rewritten(tmp_path / "return.xlsx", hide))
    assert (problem.id, problem.severity, problem.sheet) == ("hidden-sheet", "note", "Report")


def test_a_number_kept_as_text_is_read_and_told_with_its_cell(tmp_path: Path) -> None:
    """The formulas of the sheet do not see it and say `not complete`, which is not taken for something typed."""
    write_workbook(VERSION, FORM, tmp_path / "return.xlsx")
    row = 2 + next(number for number, row in enumerate(FORM.rows) if row.key == "w2.appointed")

    def type_as_text(name: str, content: bytes) -> bytes:
        if name != "xl/worksheets/sheet2.xml":
            return content
        cell = rf'<c r="G{row}"( s="\d+")><v>(\d+)</v></c>'.encode()
        changed, times = re.subn(cell, rf'<c r="G{row}"\1 t="inlineStr"><is><t>\2</t></is></c>'.encode(), content)
        assert times == 1
        total = rf'(<c r="J{row}"[^>]*?)>(<f>.*?</f>)<v>.*?</v></c>'.encode()
        changed, times = re.subn(total, rb'\1 t="str">\2<v>not complete</v></c>', changed)
        assert times == 1
        return changed

    version, (problem,) = read_workbook(rewritten(tmp_path / "return.xlsx", type_as_text))
    assert version is not None
    assert version.tallies.equals(VERSION.tallies)
    found = (problem.id, problem.severity, problem.sheet, problem.row, problem.column)
    assert found == ("cell-as-text", "note", "Return", row, "G")


def test_links_to_other_workbooks_are_told_and_not_followed(tmp_path: Path) -> None:
    write_workbook(VERSION, FORM, tmp_path / "return.xlsx")
    link = b'<externalLink><externalBook r:id="rId1"/></externalLink>'
    path = rewritten(tmp_path / "return.xlsx", lambda _, content: content, {"xl/externalLinks/externalLink1.xml": link})
    version, (problem,) = read_workbook(path)
    assert version is not None
    assert version.tallies.equals(VERSION.tallies)
    assert (problem.id, problem.severity) == ("about-workbook", "note")
    assert "links to other workbooks" in problem.sentence


def test_a_return_with_a_password_says_so(tmp_path: Path) -> None:
    (tmp_path / "return.xlsx").write_bytes(compound("EncryptionInfo", "EncryptedPackage"))
    version, (problem,) = read_workbook(tmp_path / "return.xlsx")
    assert version is None
    assert (problem.id, problem.severity) == ("unreadable-file", "block")
    assert "password" in problem.sentence + problem.remedy


def test_a_return_of_100_megabytes_is_read_where_pictures_make_it_large(tmp_path: Path) -> None:
    write_workbook(VERSION, FORM, tmp_path / "return.xlsx")
    path = rewritten(tmp_path / "return.xlsx", lambda _, content: content, {"xl/media/image1.png": bytes(100 << 20)})
    assert path.stat().st_size > 100 << 20
    version, problems = read_workbook(path)
    assert version is not None
    assert version.tallies.equals(VERSION.tallies)
    assert not problems


def test_a_return_with_more_cells_than_a_return_has_is_refused(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "return.xlsx", {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Return")
        for number in range(0, 500_000, 100):
            sheet.write(number, 0, number)
    version, (problem,) = read_workbook(tmp_path / "return.xlsx")
    assert version is None
    assert problem.id == "unreadable-file"
    assert "499,901 rows" in problem.sentence


@pytest.mark.needs("soffice")
def test_a_return_saved_as_an_open_document_is_read(tmp_path: Path) -> None:
    write_workbook(VERSION, FORM, tmp_path / "return.xlsx")
    saved = in_libreoffice(tmp_path / "return.xlsx", tmp_path / "saved")
    arguments: list[Any] = [
        "soffice",
        f"-env:UserInstallation=file://{tmp_path}/p",
        "--headless",
        "--convert-to",
        "ods",
        "--outdir",
        tmp_path,
        saved,
    ]
    subprocess.run(arguments, check=True, capture_output=True, timeout=180)
    version, problems = read_workbook(tmp_path / "return.ods")
    assert version is not None
    assert version.tallies.equals(VERSION.tallies)
    assert not [problem for problem in problems if problem.severity != "note"]
