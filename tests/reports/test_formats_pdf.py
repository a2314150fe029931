"""A document as PDF: read out in order, with names for everything that is drawn, and marked on every page."""

from __future__ import annotations

import io
from dataclasses import replace

import pikepdf
import pytest

from openwres.reports.document import Document, Heading, Paragraph
from openwres.reports.formats import pdf
from tests.reports.pdf_text import Element, page_texts, structure
from tests.reports.sample_documents import (
    ARABIC,
    BLOCKS,
    CAPTIONS,
    EVERYTHING,
    FORMULAS,
    GRADES,
    HEADINGS,
    LONG_NAME,
    MARKING,
    NOTHING,
    UGLY,
)  # fmt: skip


@pytest.fixture(scope="module")
def written() -> bytes:
    return pdf.write(EVERYTHING)


@pytest.fixture(scope="module")
def read(written: bytes) -> Element:
    return structure(written)


def opened(content: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(content))


def test_it_says_what_it_is(written: bytes) -> None:
    with opened(written) as book:
        assert bool(book.Root.MarkInfo.Marked)
        assert str(book.Root.Lang) == "en-GB"
        assert bool(book.Root.ViewerPreferences.DisplayDocTitle)
        with book.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == f"Workforce race equality: report to the board: {LONG_NAME}"
            assert metadata["dc:creator"] == ["OpenWRES demonstration"]
            assert MARKING in metadata["dc:description"]
        assert str(book.docinfo.Keywords).startswith(MARKING)
        assert str(book.docinfo.CreationDate).startswith("D:20260331")


def test_headings_and_captions_are_read_in_order(read: Element) -> None:
    headings = [(int(element.tag[1]), element.text) for element in read.all("H1", "H2", "H3")]
    assert headings == [(1, "Contents"), *HEADINGS, (1, "Numbers behind the figures")]
    captions = [element.text for element in read.all("Caption")]
    assert captions[: len(CAPTIONS)] == CAPTIONS
    assert captions[len(CAPTIONS) :] == [CAPTIONS[0], CAPTIONS[5]], "eighty rows are too many to print again"


def test_contents_lead_to_every_part_with_its_page(read: Element) -> None:
    entries = [element.text for element in read.all("TOCI")]
    assert [entry.rstrip("0123456789") for entry in entries] == [
        *(text for level, text in HEADINGS if level < 3), "Numbers behind the figures",
    ]  # fmt: skip
    assert all(entry[-1].isdigit() for entry in entries)


def test_bookmarks_name_every_heading(written: bytes) -> None:
    with opened(written) as book, book.open_outline() as outline:
        assert [item.title for item in outline.root] == [
            "Contents", *(text for level, text in HEADINGS if level == 1), "Numbers behind the figures",
        ]  # fmt: skip


def test_drawings_have_words(read: Element) -> None:
    assert [figure.alternative for figure in read.all("Figure")] == [
        "10 ratios with their intervals. Eight of ten lie above 1.",
        "4 ratios with their intervals. Eight of ten lie above 1.",
        "Eighty trusts.",
    ]


def test_tables_have_headers_and_every_cell(read: Element) -> None:
    tables = list(read.all("Table"))
    assert all(list(table.all("TH")) for table in tables)
    grades = tables[0]
    assert [cell.text for cell in grades.all("TH")][1] == "White(people)"
    assert [cell.text for cell in grades.all("TD")] == [cell.text for row in GRADES.rows for cell in row]
    assert len(list(tables[4].all("TR"))) == 501


def test_ugly_text_is_text(read: Element) -> None:
    said = [element.text for element in read.all("P", "TD")]
    for text in (*UGLY, *FORMULAS):
        assert text in said
    assert "Control and tab" in said


def test_the_marking_is_on_every_page(written: bytes) -> None:
    texts = page_texts(written)
    assert len(texts) > 15
    assert all(MARKING in text for text in texts)
    assert f"Page 2 of {len(texts)}" in texts[1]
    assert all(EVERYTHING.title in text for text in texts)


def test_the_same_document_gives_the_same_bytes(written: bytes) -> None:
    assert pdf.write(EVERYTHING) == written


def test_a_document_without_anything_is_written() -> None:
    with opened(pdf.write(NOTHING)) as book:
        assert len(book.pages) == 1


def test_letters_that_no_font_has_are_shown_as_such_and_said() -> None:
    odd = Document("Title", "Name 中 and 😀", "", NOTHING.as_at, (Heading("Part", 1), Paragraph("中 \U000f0000 text")))
    read = structure(pdf.write(odd))
    said = [element.text for element in read.all("P")]
    assert "Name � and �" in said
    assert "� � text" in said
    assert "A character that our fonts do not have is shown as �." in said


def test_a_welsh_document_is_welsh() -> None:
    welsh = replace(EVERYTHING, language="cy", blocks=BLOCKS[:8])
    content = pdf.write(welsh)
    with opened(content) as book:
        assert str(book.Root.Lang) == "cy"
    assert "Cynnwys" in [element.text for element in structure(content).all("H1")]
    assert ARABIC not in str(content)
