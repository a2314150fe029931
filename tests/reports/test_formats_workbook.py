"""A document's tables as workbooks, in Excel's format and the open one: the same sheets, numbers as numbers."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import odfdo
import pytest
import python_calamine

from openwres.reports.document import Cell, Column, Document, Kind, Table
from openwres.reports.formats import opendocument, workbook
from openwres.reports.formats.sheets import Form, form_of, sheet_names
from tests.reports.in_libreoffice import converted
from tests.reports.sample_documents import CAPTIONS, EVERYTHING, FORMULAS, HEADINGS, LONG_NAME, MARKING, NOTHING, UGLY

WRITERS = {"xlsx": workbook.write, "ods": opendocument.write}
Cells = list[list[Any]]


def sheets(content: bytes) -> dict[str, Cells]:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


@pytest.fixture(scope="module", params=WRITERS)
def ending(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def written(ending: str) -> bytes:
    return WRITERS[ending](EVERYTHING)


@pytest.fixture(scope="module")
def read(written: bytes) -> dict[str, Cells]:
    return sheets(written)


def test_sheets_in_order_with_names_that_programs_take(read: dict[str, Cells]) -> None:
    assert list(read) == [
        "Cover", "Contents", "Notes", "ratios", "grades", "empty", "a name that is far too long for",
        "A NAME THAT IS FAR TOO LONG F 2", "many", "few", "long",
    ]  # fmt: skip


def test_contents_have_headings_and_captions_in_order(read: dict[str, Cells]) -> None:
    rows = [[cell for cell in row if cell != ""] for row in read["Contents"][2:]]
    assert [row[0] for row in rows if len(row) == 1] == [text for _, text in HEADINGS]
    assert [row[1] for row in rows if len(row) == 2] == CAPTIONS
    assert [row[0] for row in rows if len(row) == 2] == list(read)[3:]


def test_cover_says_what_it_is(read: dict[str, Cells]) -> None:
    cover = [row[0] for row in read["Cover"]]
    assert cover[:6] == [
        EVERYTHING.title,
        EVERYTHING.subtitle,
        LONG_NAME,
        EVERYTHING.publisher,
        "31 March 2026",
        MARKING,
    ]


def test_notes_explain_shorthand_and_caveats(read: dict[str, Cells]) -> None:
    notes = [tuple(row) for row in read["Notes"][2:]]
    assert notes[:2] == [("[c]", "hidden to protect people"), ("[x]", "not available")]
    assert (
        "What the data cannot say",
        "A ratio says nothing about why. The counts would show a true ratio of 1.5 one time in four.",
    ) in notes
    assert ("Table 1", "Shares leave out people whose ethnicity is unknown.") in notes
    assert ("Interval", "Where the truth may lie.") in notes


def table_of(rows: Cells, width: int) -> Cells:
    """The header and the rows of the table on a sheet."""
    first = next(
        number for number, row in enumerate(rows) if all(cell != "" for cell in row[:width]) and len(row) >= width > 1
    )
    return [row[:width] for row in rows[first:]]


def test_numbers_are_numbers_and_shorthand_is_text(read: dict[str, Cells]) -> None:
    header, *rows = table_of(read["grades"], 5)
    assert header == ["Pay band", "White (people)", "BME (people)", "Unknown (people)", "BME share of those known (%)"]
    assert rows[0] == ["Band 5 and below", 2841, 1206, 61, 29.8]
    assert rows[3] == ["Band 8d and above", 57, "[c]", "[c]", "[c]"]
    assert len(table_of(read["long"], 8)) == 501
    assert len(table_of(read["few"], 5)) == 81


def test_every_sheet_says_what_it_holds_and_whose(read: dict[str, Cells]) -> None:
    assert [rows[0][0] for rows in list(read.values())[3:]] == CAPTIONS
    for rows in list(read.values())[3:]:
        above = [row[0] for row in rows[:9]]
        assert {EVERYTHING.title, LONG_NAME, MARKING, "Back to the contents"} <= set(above)
    assert "This table has no rows." in [row[0] for row in read["empty"]]


def test_text_that_looks_like_a_formula_is_text(read: dict[str, Cells], written: bytes) -> None:
    rows = read["A NAME THAT IS FAR TOO LONG F 2"]
    texts = [row[1] for row in rows if len(row) > 1]
    assert all(text in texts for text in (*FORMULAS, UGLY[0]))
    with zipfile.ZipFile(io.BytesIO(written)) as package:
        content = "".join(
            package.read(name).decode() for name in package.namelist() if re.search(r"sheet\d+\.xml|content\.xml", name)
        )
    assert "<f>" not in content
    assert "table:formula" not in content


def test_nothing_is_merged(written: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(written)) as package:
        content = "".join(package.read(name).decode() for name in package.namelist() if name.endswith(".xml"))
    assert "mergeCell" not in content
    assert "columns-spanned" not in content


def test_the_same_document_gives_the_same_bytes(ending: str, written: bytes) -> None:
    assert WRITERS[ending](EVERYTHING) == written


def test_a_document_without_anything_is_written(ending: str) -> None:
    assert list(sheets(WRITERS[ending](NOTHING))) == ["Cover", "Contents", "Notes"]


def test_a_welsh_document_is_welsh(ending: str) -> None:
    read = sheets(WRITERS[ending](replace(EVERYTHING, language="cy")))
    assert list(read)[:3] == ["Clawr", "Cynnwys", "Nodiadau"]


def test_both_formats_hold_the_same() -> None:
    excel, opened = (sheets(write(EVERYTHING)) for write in WRITERS.values())
    assert {name: [[str(cell) for cell in row] for row in rows] for name, rows in excel.items()} == {
        name: [[str(cell) for cell in row] for row in rows] for name, rows in opened.items()
    }


def test_headers_stay_in_sight_and_tables_are_named() -> None:
    with zipfile.ZipFile(io.BytesIO(workbook.write(EVERYTHING))) as package:
        assert '<pane xSplit="1" ySplit="8"' in package.read("xl/worksheets/sheet5.xml").decode()
        names = [name for name in package.namelist() if name.startswith("xl/tables/")]
        assert len(names) == 9, "all but the empty one, with contents and notes"
        assert MARKING in package.read("docProps/core.xml").decode()
    with zipfile.ZipFile(io.BytesIO(opendocument.write(EVERYTHING))) as package:
        settings, content = package.read("settings.xml").decode(), package.read("content.xml").decode()
        assert package.infolist()[0].filename == "mimetype"
    assert re.search(r'name="grades">.*?VerticalSplitPosition" config:type="int">8<', settings)
    assert "'grades'.A8:'grades'.E13" in content


def test_the_open_file_says_what_it_is() -> None:
    about = odfdo.Document(io.BytesIO(opendocument.write(EVERYTHING))).meta
    assert about.title == f"Workforce race equality: report to the board: {LONG_NAME}"
    assert about.creator == "OpenWRES demonstration"
    assert about.description == MARKING


@pytest.mark.parametrize(
    ("text", "number", "form"),
    [
        ("2,841", 2841, Form(grouped=True)),
        ("20.5", 20.4999, Form(places=1)),
        ("20.3%", 0.2034, Form(places=1, percent=True)),
        ("20.3%", 20.34, Form(places=1, behind="%")),
        ("+6.8 pp", 6.75, Form(places=1, signed=True, behind=" pp")),
        ("−0.50", -0.5, Form(places=2)),
        ("[c]", None, None),
        ("[x]", float("nan"), None),
        ("0.5", float("nan"), None),
        ("at least 1.45", 1.45, None),
        ("1 in 4", 0.25, None),
        ("5", None, None),
        ("2.0", 3.0, None),
    ],
)
def test_a_number_is_written_as_one_where_it_is_what_the_text_shows(
    text: str, number: float | None, form: Form | None
) -> None:
    assert form_of(Cell(text, number)) == form


def test_names_of_sheets() -> None:
    assert sheet_names(["a/b", "A B", "", "x" * 40, "X" * 40, "'q'"]) == [
        "a b", "A B 2", "Table", "x" * 31, "X" * 29 + " 2", "q",
    ]  # fmt: skip


def test_headings_of_a_table_are_unlike_one_another() -> None:
    columns = [Column("Year"), Column("Value", Kind.NUMBER), Column("value", Kind.NUMBER), Column("")]
    table = Table("t", "Twice", columns, [[Cell("2026"), Cell("1", 1), Cell("2", 2), Cell("")]])
    document = Document("T", "S", "P", EVERYTHING.as_at, [table])
    for write in WRITERS.values():
        assert ["Year", "Value", "value 2", "4"] in sheets(write(document))["t"]


@pytest.mark.needs("soffice")
def test_an_office_program_finds_the_numbers(ending: str, written: bytes, tmp_path: Path) -> None:
    other = "ods" if ending == "xlsx" else "xlsx:Calc MS Excel 2007 XML"
    again = sheets(converted(written, ending, other, tmp_path))
    rows = table_of(again["grades"], 5)
    assert rows[1] == ["Band 5 and below", 2841, 1206, 61, 29.8]
    assert FORMULAS[0] in [row[1] for row in again["A NAME THAT IS FAR TOO LONG F 2"] if len(row) > 1]
