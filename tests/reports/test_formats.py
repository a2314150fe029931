"""Documents in the formats that are asked for: all of them appear, or none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from openwres.contracts.exceptions import OpenWRESError, UsageError
from openwres.display.chart import Chart
from openwres.reports.document import Cell, Column, Document, Drawing, Heading, Kind, Paragraph, Table
from openwres.reports.formats import FORMATS, write, write_document
from openwres.reports.formats.frames import table_of
from openwres.reports.formats.parts import leads_out, parts_of, plain
from openwres.reports.formats.widths import LANDSCAPE, Fitted, drawn_size, fitted
from tests.reports.sample_documents import BLOCKS, EVERYTHING, NOTHING

SHORT = replace(EVERYTHING, blocks=BLOCKS[:12])


def test_every_format_is_written(tmp_path: Path) -> None:
    write_document(SHORT, tmp_path / "out", "board")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        f"board.{ending}" for ending in sorted(FORMATS)
    ]
    begins = {ending: (tmp_path / "out" / f"board.{ending}").read_bytes()[:4] for ending in FORMATS}
    assert begins == {"pdf": b"%PDF", "docx": b"PK\3\4", "html": b"<!DO", "xlsx": b"PK\3\4", "ods": b"PK\3\4"}


def test_only_those_that_are_asked_for(tmp_path: Path) -> None:
    write_document(SHORT, tmp_path / "out", "board", ["html"])
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["board.html"]


def test_an_unknown_format_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"No format is called odt\. Choose from pdf, docx, html, xlsx, ods"):
        write_document(SHORT, tmp_path / "out", "board", ["html", "odt"])
    assert list(tmp_path.iterdir()) == []


def test_a_language_without_words_is_refused() -> None:
    with pytest.raises(OpenWRESError, match="A document in fr cannot be written"):
        write(replace(SHORT, language="fr"), "html")


@pytest.mark.parametrize(
    ("blocks", "said"),
    [
        ([Heading("Two", 2)], "level 2 follows one of level 0"),
        ([Heading("One", 1), Heading("Three", 3)], "level 3 follows one of level 1"),
        ([Table("t", "T", [Column("A")], [[Cell("1"), Cell("2")]])], "does not fit its 1 columns"),
        ([Table("t", "T", [], [])], "has no columns"),
        ([Table("t", "T", [Column("A")], [])] * 2, "more than one table is called t"),
    ],
)
def test_a_document_that_breaks_the_rules_is_refused(blocks: list[Heading | Table], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        parts_of(replace(NOTHING, blocks=blocks))


def test_text_is_made_safe_to_write() -> None:
    assert plain("a\tb\r\nc\u2028d") == "a b c d"
    assert plain("a\x00b\x1f\ud800\ufffe\u202ec") == "abc"
    assert plain("1\u00a0234 ŵ") == "1\u00a0234 ŵ"


@pytest.mark.parametrize("address", ["https://example.org/a?b=c#d", "http://example.org", "mailto:a@example.org"])
def test_addresses_that_lead_out(address: str) -> None:
    assert leads_out(address)


@pytest.mark.parametrize(
    "address", ["", "javascript:alert(1)", "file:///etc/passwd", "https://a b", "data:text/html,x", "//x.org"]
)
def test_addresses_that_do_not(address: str) -> None:
    assert not leads_out(address)


def test_the_numbers_of_a_figure_read_as_they_are_drawn() -> None:
    frame = pl.DataFrame({"Year": ["2025", "2026"], "Share": [20.25, None], "Ratio": [1.6, 2.0], "People": [1234, -5]})
    table = table_of(Drawing("n", "N", Chart("<svg/>", 1, 1, "", frame)))
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["2025", "20.25", "1.6", "1,234"],
        ["2026", "[x]", "2.0", "\u22125"],
    ]
    assert [cell.number for cell in table.rows[1]] == [None, None, 2.0, -5.0]


def test_a_drawing_larger_than_a_page_is_made_smaller() -> None:
    frame = pl.DataFrame({"A": ["a"]})
    assert drawn_size(Chart("", 450, 300, "", frame)) == (450, 300)
    assert drawn_size(Chart("", 918, 300, "", frame)) == (459, 150)
    assert drawn_size(Chart("", 450, 6000, "", frame)) == (45, 600)


def test_columns_of_numbers_are_never_narrowed_while_text_can_be() -> None:
    table = Table("t", "T", [Column("A"), Column("N", Kind.NUMBER)], [[Cell("word " * 40), Cell("1,234,567")]])
    assert fitted(table) == Fitted(9.0, False, fitted(table).widths)
    many = replace(table, columns=[Column("A")] + [Column("Number", Kind.NUMBER)] * 12, rows=[[Cell("1,234,567")] * 13])
    assert fitted(many).flipped
    assert sum(fitted(many).widths) <= LANDSCAPE


def test_a_document_of_paragraphs_needs_no_annex() -> None:
    plain_one = Document("T", "S", "P", NOTHING.as_at, [Heading("One", 1), Paragraph("Text.")])
    assert all(write(plain_one, ending) for ending in FORMATS)


def test_a_document_reads_the_same_after_another() -> None:
    first = {ending: write(SHORT, ending) for ending in FORMATS}
    assert {ending: write(SHORT, ending) for ending in reversed(FORMATS)} == first
