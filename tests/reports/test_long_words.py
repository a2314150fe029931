"""Words that no line can hold, such as digests, addresses and names without a space: they break, and nothing leaves the page."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from openwres.reports.document import (
    Bullets,
    Cell,
    Column,
    Document,
    Heading,
    Kind,
    Link,
    Note,
    Paragraph,
    Table,
    Terms,
)
from openwres.reports.formats import page, pdf, word
from openwres.reports.formats.widths import BREAKS, breakable
from tests.reports.documents import AS_AT
from tests.reports.in_libreoffice import converted
from tests.reports.pdf_places import pieces
from tests.reports.pdf_text import structure

DIGESTS = tuple(f"{number:x}" * 64 for number in (1, 8, 15))
ADDRESS = "https://www.example.org/" + "a/very-long/" * 9 + "way?to=" + "somewhere" * 8
NAME = "Llanfair" * 14
WIDE = "W" * 30
COLUMNS = [Column("Statistic"), Column("Of whom"), Column("Variant"), Column("Edition"), Column("Receipt")]
LONG = Document(
    title=f"Title {NAME}",
    subject=NAME,
    publisher=NAME,
    as_at=AS_AT,
    blocks=(
        Heading(f"Heading {NAME}", 1),
        Heading(NAME, 2),
        Heading(NAME, 3),
        Paragraph(NAME, lead=True),
        Paragraph(f"Of {ADDRESS} is said."),
        Bullets([NAME, ADDRESS]),
        Bullets([NAME], numbered=True),
        Note(NAME, ADDRESS),
        Terms([(NAME, ADDRESS)]),
        Link(NAME, ADDRESS),
        Table("long", NAME, COLUMNS, [[*(Cell("relative likelihood") for _ in COLUMNS[1:]), Cell(one)] for one in DIGESTS], [ADDRESS]),
        Table(
            "narrow",
            "Many columns",
            [Column(f"Column {number}", Kind.NUMBER if number % 2 else Kind.TEXT) for number in range(11)],
            [[Cell("1,234,567" if number % 2 else WIDE) for number in range(11)]],
        ),
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def printed() -> bytes:
    return pdf.write(LONG)


def test_nothing_leaves_a_page_of_a_pdf(printed: bytes) -> None:
    drawn = list(pieces(printed))
    assert len(drawn) > 60
    assert [one for one in drawn if one.left < 40 or one.right > one.width - 60] == []


def test_a_broken_word_is_read_out_and_copied_whole(printed: bytes) -> None:
    texts = [element.text for element in structure(printed).all("P", "TD", "Caption", "LBody", "H1", "H2", "H3")]
    for whole in (*DIGESTS, WIDE, NAME):
        assert whole in texts
    assert not any("\u200b" in text for text in texts)


def test_only_a_word_that_is_wider_than_its_column_is_broken() -> None:
    common = "responsibilities of internationally recruited staff"
    assert breakable(common, 9.0, 80.0) == common
    assert breakable(f"{common} {WIDE}", 9.0, 80.0) == f"{common} {BREAKS}{WIDE}"
    assert breakable(WIDE, 9.0, 400.0) == WIDE


@pytest.mark.needs("soffice")
@pytest.mark.needs("pdftotext")
def test_nothing_leaves_a_page_that_an_office_program_makes_of_the_word_file(tmp_path: Path) -> None:
    made = tmp_path / "made.pdf"
    made.write_bytes(converted(word.write(LONG), "docx", "pdf", tmp_path))
    asked = ["pdftotext", "-bbox", str(made), "-"]
    found = subprocess.run(asked, check=True, capture_output=True, text=True, encoding="utf-8").stdout
    for sheet in found.split("<page ")[1:]:
        width = float(re.findall(r'width="([0-9.]+)"', sheet)[0])
        assert max(float(x) for x in re.findall(r'xMax="([0-9.]+)"', sheet)) < width - 60


def test_a_page_says_where_a_digest_may_break_and_its_text_stays_whole() -> None:
    made = page.write(LONG).decode()
    assert all(f"{one[:16]}<wbr>{one[16:32]}<wbr>" in made for one in DIGESTS)
    assert all(one in re.sub("<wbr>", "", made) for one in DIGESTS)
