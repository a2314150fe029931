"""A document as a Word file: real headings, lists, tables and controls that people go on writing in."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from openwres.reports.formats import word
from tests.reports.in_libreoffice import converted
from tests.reports.sample_documents import (
    ARABIC,
    BLOCKS,
    CAPTIONS,
    EVERYTHING,
    FORMULAS,
    GRADES,
    HEADINGS,
    HEBREW,
    LONG_NAME,
    MARKING,
    NOTHING,
    UGLY,
)


@pytest.fixture(scope="module")
def written() -> bytes:
    return word.write(EVERYTHING)


@pytest.fixture(scope="module")
def book(written: bytes) -> Any:
    return docx.Document(io.BytesIO(written))


def styled(book: Any, *styles: str) -> list[tuple[str, str]]:
    return [(p.style.name, p.text) for p in book.paragraphs if p.style.name in styles]


def test_headings_and_captions_are_in_order(book: Any) -> None:
    headings = [(int(name[-1]), text) for name, text in styled(book, "Heading 1", "Heading 2", "Heading 3")]
    assert headings == [*HEADINGS, (1, "Numbers behind the figures")]
    captions = [text for _, text in styled(book, "Caption")]
    assert captions == [*CAPTIONS, CAPTIONS[0], CAPTIONS[5]]


def test_contents_lead_to_every_part(book: Any) -> None:
    names = {mark.get(qn("w:name")) for mark in book.element.iter(qn("w:bookmarkStart"))}
    links = [
        (link.get(qn("w:anchor")), "".join(t.text for t in link.iter(qn("w:t"))))
        for link in book.element.iter(qn("w:hyperlink"))
    ]
    within = [(name, text) for name, text in links if name]
    assert [text for _, text in within] == [
        *(text for level, text in HEADINGS if level < 3),
        "Numbers behind the figures",
        *["The numbers of this figure stand at the end."] * 2,
    ]
    assert {name for name, _ in within} <= names
    assert any("TOC" in str(field.text) for field in book.element.iter(qn("w:instrText")))


def test_tables_repeat_their_header_and_keep_rows_whole(book: Any) -> None:
    assert len(book.tables) == 7
    for table in book.tables:
        first, *rest = table._tbl.tr_lst
        assert first.trPr.find(qn("w:tblHeader")) is not None
        assert all(row.trPr.find(qn("w:tblHeader")) is None for row in rest)
        assert all(row.trPr.find(qn("w:cantSplit")) is not None for row in [first, *rest])
        assert table.style.name == "Statistical Table"
    cells = [cell.text for row in book.tables[0].rows for cell in row.cells]
    assert cells[:5] == [
        "Pay band",
        "White (people)",
        "BME (people)",
        "Unknown (people)",
        "BME share of those known (%)",
    ]
    assert cells[5:] == [cell.text for row in GRADES.rows for cell in row]
    assert len(book.tables[4].rows) == 501


def test_nothing_is_formatted_where_a_style_does_it(written: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(written)) as package:
        text = package.read("word/document.xml").decode()
    inside = set(re.findall(r"<w:rPr>(.*?)</w:rPr>", text))
    assert {re.sub(r'"[^"]+"', '""', properties) for properties in inside} == {'<w:rStyle w:val=""/>'}
    assert not re.search(r"<w:(?:b|sz|color|jc|ind|spacing)\b", text)


def test_every_style_and_link_that_is_used_is_there(book: Any) -> None:
    known = {style.style_id for style in book.styles}
    used = {
        element.get(qn("w:val"))
        for kind in ("pStyle", "rStyle", "tblStyle")
        for element in book.element.iter(qn(f"w:{kind}"))
    }
    assert used <= known
    assert len(used) > 15
    based = {
        element.get(qn("w:val"))
        for kind in ("basedOn", "next")
        for element in book.styles.element.iter(qn(f"w:{kind}"))
    }
    assert based <= known
    numbers = {element.get(qn("w:val")) for element in book.element.iter(qn("w:numId"))}
    assert len(numbers) == 2, "each numbered list begins at 1"


def test_drawings_have_words(book: Any) -> None:
    told = [element.get("descr") for element in book.element.iter(qn("wp:docPr"))]
    assert told == [
        "10 ratios with their intervals. Eight of ten lie above 1.",
        "4 ratios with their intervals. Eight of ten lie above 1.",
        "Eighty trusts.",
    ]
    assert [shape.width.pt for shape in book.inline_shapes] == [450] * 3


def test_places_to_write_in_are_controls(book: Any) -> None:
    controls = list(book.element.iter(qn("w:sdt")))
    labels = [next(control.iter(qn("w:alias"))).get(qn("w:val")) for control in controls]
    assert labels == ["Chief executive", "What the board decided"]
    assert [len(list(control.iter(qn("w:p")))) for control in controls] == [1, 5]


def test_it_says_what_it_is_on_every_page(book: Any) -> None:
    about = book.core_properties
    assert about.title == f"Workforce race equality: report to the board: {LONG_NAME}"
    assert (about.author, about.comments, about.content_status) == ("OpenWRES demonstration", MARKING, MARKING)
    assert about.keywords.startswith(MARKING)
    assert about.created.date() == EVERYTHING.as_at
    assert len(book.sections) == 3
    for section in book.sections:
        assert section.footer.paragraphs[0].text.startswith(MARKING)
        assert section.first_page_footer.paragraphs[0].text == MARKING
    languages = {element.get(qn("w:val")) for element in book.styles.element.iter(qn("w:lang"))}
    assert languages == {"en-GB"}


def test_links_lead_where_they_may(book: Any) -> None:
    outside = [r.target_ref for r in book.part.rels.values() if r.is_external]
    assert outside == ["https://www.example.org/wres?a=1&b=%23"]


def test_the_same_document_gives_the_same_bytes(written: bytes) -> None:
    assert word.write(EVERYTHING) == written


def test_a_document_without_anything_is_written() -> None:
    book = docx.Document(io.BytesIO(word.write(NOTHING)))
    assert [p.text for p in book.paragraphs if p.text] == ["Nothing", "31 March 2026"]


def test_a_welsh_document_is_welsh() -> None:
    book = docx.Document(io.BytesIO(word.write(replace(EVERYTHING, language="cy", blocks=BLOCKS[:8]))))
    assert ("TOC Heading", "Cynnwys") in styled(book, "TOC Heading")
    assert {element.get(qn("w:val")) for element in book.styles.element.iter(qn("w:lang"))} == {"cy-GB"}


@pytest.fixture(scope="module")
def as_text(written: bytes, tmp_path_factory: pytest.TempPathFactory) -> str:
    return converted(written, "docx", "txt:Text (encoded):UTF8", tmp_path_factory.mktemp("word")).decode("utf-8-sig")


@pytest.mark.needs("soffice")
def test_an_office_program_finds_everything_in_it(as_text: str) -> None:
    lines = [line.strip() for line in as_text.splitlines()]
    for text in (*UGLY, *FORMULAS, *CAPTIONS, HEBREW, ARABIC, LONG_NAME, "Chief executive", "2,841"):
        assert text in lines, text
    assert all(text in lines for _, text in HEADINGS)
