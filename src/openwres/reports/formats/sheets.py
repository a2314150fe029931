"""A document as the sheets of a workbook: cover, contents, notes, and each table on a sheet of its own.

A workbook is for figures: what a document says in paragraphs is not in it. How sheets are written is known in `workbook`
and `opendocument`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import count

from openwres.display.numbers import MINUS
from openwres.reports.document import Cell, Column, Document, Drawing, Heading, Kind, Note, Table, Terms
from openwres.reports.formats.frames import table_of
from openwres.reports.formats.parts import Part, parts_of
from openwres.reports.formats.widths import characters
from openwres.reports.formats.words import Words, date_in_words, words_of

LONGEST_NAME = 31
_WIDE, _MIDDLE = 80, 40
_LETTERS_PER_WIDTH = 1.1  # most letters are narrower than the digit by which widths are counted
_MOST_FROZEN = 10
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]+")
_SHORTHAND = re.compile(r"\[\w+\]")
_NUMBER = re.compile(r"([+\u2212-]?)(\d[\d,]*)(?:\.(\d+))?(%?)((?: [^\d]*)?)")

_MINUS = ("-", MINUS)


class Look(StrEnum):
    """How a cell looks."""

    TITLE = "title"
    HEADING = "heading"
    TEXT = "text"
    SOFT = "soft"
    LINK = "link"
    HEADER = "header"
    HEADER_RIGHT = "header-right"
    CELL = "cell"
    CELL_RIGHT = "cell-right"


_WRAPPED = {Look.HEADING, Look.TEXT, Look.HEADER, Look.HEADER_RIGHT, Look.CELL}


@dataclass(frozen=True)
class Form:
    """How a number reads: decimals, commas, a plus before what is positive, hundredths, and what stands behind it."""

    places: int = 0
    grouped: bool = False
    signed: bool = False
    percent: bool = False
    behind: str = ""


@dataclass(frozen=True)
class SheetCell:
    """A cell: a text, or a number with its form; a link leads to a sheet."""

    text: str
    look: Look = Look.TEXT
    number: float | None = None
    form: Form = Form()
    link: str = ""


@dataclass(frozen=True)
class Sheet:
    """A sheet: its rows, the width of its columns in characters, and where its table begins and ends.

    `header` is the row of the headings, counted from 0; it and the first column stay in sight. -1 where there is no table.
    """

    name: str
    rows: Sequence[Sequence[SheetCell]]
    widths: Sequence[int]
    header: int = -1
    frozen_column: bool = False

    @property
    def frozen_rows(self) -> int:
        """The rows that stay in sight: none where notes before the table would fill the screen."""
        return self.header + 1 if self.header <= _MOST_FROZEN else 0

    def lines(self, row: int) -> int:
        """How many lines a row is high where its texts wrap."""
        wrapped = (
            math.ceil(len(cell.text) / (width * _LETTERS_PER_WIDTH))
            for cell, width in zip(self.rows[row], self.widths, strict=False)
            if cell.look in _WRAPPED and cell.number is None
        )
        return max(wrapped, default=1) or 1


def sheets_of(document: Document) -> tuple[Sheet, ...]:
    """The sheets of a cleaned document, in order."""
    words = words_of(document.language)
    parts = parts_of(document)
    tables = [(part, table) for part in parts if (table := _table(part)) is not None]
    own = (words.cover, words.contents, words.notes)
    names = sheet_names([*own, *(table.name for _, table in tables)])[len(own) :]
    named = {part.anchor: name for (part, _), name in zip(tables, names, strict=True)}
    return (
        _cover(document, words),
        _contents(parts, named, words),
        _notes(parts, tables, words),
        *(_data(document, part, table, named[part.anchor], words) for part, table in tables),
    )


def sheet_names(wanted: Iterable[str]) -> list[str]:
    """Names that workbooks take: at most 31 characters, no signs that they refuse, no two alike but for capitals."""
    taken: set[str] = set()
    names = []
    for name in wanted:
        plain = _FORBIDDEN.sub(" ", name).strip(" '") or "Table"
        tries = (_shortened(plain, f" {number}" if number > 1 else "") for number in count(1))
        chosen = next(tried for tried in tries if tried.lower() not in taken)
        taken.add(chosen.lower())
        names.append(chosen)
    return names


def _shortened(name: str, behind: str) -> str:
    return name[: LONGEST_NAME - len(behind)].rstrip(" '") + behind


def _table(part: Part) -> Table | None:
    if isinstance(part.block, Drawing):
        return table_of(part.block)
    return part.block if isinstance(part.block, Table) else None


def _cover(document: Document, words: Words) -> Sheet:
    day = date_in_words(document.as_at, words)
    lines = (
        (document.title, Look.TITLE), (document.subtitle, Look.TEXT), (document.subject, Look.HEADING),
        (document.publisher, Look.TEXT), (day, Look.TEXT), (document.marking, Look.HEADING), (words.workbook, Look.TEXT),
    )  # fmt: skip
    return Sheet(words.cover, [[SheetCell(text, look)] for text, look in lines if text], [_WIDE])


def _contents(parts: Sequence[Part], named: dict[str, str], words: Words) -> Sheet:
    """The headings of the document with the tables under them."""
    rows = [[SheetCell(words.contents, Look.TITLE)], _header(words.sheet, words.title)]
    for part in parts:
        if isinstance(part.block, Heading):
            rows.append([SheetCell(part.block.text, Look.HEADING), SheetCell("")])
        elif part.anchor in named:
            name = named[part.anchor]
            rows.append([SheetCell(name, Look.LINK, link=name), SheetCell(part.caption)])
    return Sheet(words.contents, rows, [_MIDDLE, _WIDE], header=1)


def _notes(parts: Sequence[Part], tables: Sequence[tuple[Part, Table]], words: Words) -> Sheet:
    """Shorthand, caveats, what is said under tables and figures, terms."""
    lines = [*_shorthand(tables, words), *(line for part in parts for line in _said(part))]
    rows = [[SheetCell(words.notes, Look.TITLE)], _header(words.about, words.note)]
    rows += [[SheetCell(about), SheetCell(said)] for about, said in lines]
    return Sheet(words.notes, rows, [_MIDDLE, _WIDE], header=1)


def _shorthand(tables: Sequence[tuple[Part, Table]], words: Words) -> list[tuple[str, str]]:
    """The shorthand that stands in any cell, with its meaning where it is common to all statistics."""
    used = {
        sign
        for _, table in tables
        for row in table.rows
        for cell in row
        if "[" in cell.text
        for sign in _SHORTHAND.findall(cell.text)
    }
    return [(sign, meaning) for sign, meaning in words.shorthand.items() if sign in used]


def _said(part: Part) -> Iterator[tuple[str, str]]:
    match part.block:
        case Note(title, text):
            yield title, text
        case Terms(entries):
            yield from entries
        case Table() | Drawing():
            yield from ((part.label, note) for note in part.block.notes)


def _data(document: Document, part: Part, table: Table, name: str, words: Words) -> Sheet:
    """The sheet of a table: what it is, where it comes from, its notes, then header and rows."""
    about = [text for text in (document.title, document.subject, document.marking) if text]
    told = part.block.notes if isinstance(part.block, Drawing) else table.notes
    rows = [
        [SheetCell(part.caption, Look.TITLE)],
        *([SheetCell(text, Look.SOFT)] for text in (*about, *told)),
        [SheetCell(words.back, Look.LINK, link=words.contents)],
        [_heading(title, column) for title, column in zip(_headings(table.columns), table.columns, strict=True)],
    ]
    header = len(rows) - 1
    rows += [[_cell(cell, column) for cell, column in zip(row, table.columns, strict=True)] for row in table.rows]
    return Sheet(name, rows, [width + 3 for width in characters(table)], header, frozen_column=len(table.columns) > 1)


def _header(*titles: str) -> list[SheetCell]:
    return [SheetCell(title, Look.HEADER) for title in titles]


def _heading(title: str, column: Column) -> SheetCell:
    return SheetCell(title, Look.HEADER_RIGHT if column.kind is Kind.NUMBER else Look.HEADER)


def _headings(columns: Sequence[Column]) -> list[str]:
    """Headings with their units. Workbooks want no heading twice in a table, and none empty."""
    given: list[str] = []
    for place, column in enumerate(columns, 1):
        title = f"{column.title} ({column.unit})" if column.unit else column.title or str(place)
        tries = (title if number == 1 else f"{title} {number}" for number in count(1))
        given.append(next(tried for tried in tries if tried.lower() not in {known.lower() for known in given}))
    return given


def _cell(cell: Cell, column: Column) -> SheetCell:
    """A number with the form in which the document shows it; a text where what is shown is not the number."""
    form = form_of(cell)
    if form is not None:
        return SheetCell(cell.text, Look.CELL_RIGHT, cell.number, form)
    return SheetCell(cell.text, Look.CELL_RIGHT if column.kind is Kind.NUMBER else Look.CELL)


def form_of(cell: Cell) -> Form | None:
    """How the text of a cell shows the number behind it; None where it shows something else."""
    found = _NUMBER.fullmatch(cell.text)
    if cell.number is None or not math.isfinite(cell.number) or found is None:
        return None
    sign, whole, decimals, percent, behind = found.groups()
    places = len(decimals or "")
    shown = float(f"{whole.replace(',', '')}.{decimals or 0}") * (-1 if sign in _MINUS else 1)
    hundredths = bool(percent) and abs(100 * cell.number - shown) <= 0.51 * 10**-places
    if not hundredths and abs(cell.number - shown) > max(0.51 * 10**-places, 1e-9 * abs(shown)):
        return None
    return Form(places, "," in whole, sign == "+", hundredths, behind if hundredths else percent + behind)
