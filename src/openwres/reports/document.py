"""A document as plain data: what it says, in order. How it looks is the business of `formats`; what it says, of its makers.

Every format shows the same blocks. Text is plain: a format escapes it, and none reads marks in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from openwres.display.chart import Chart


class Kind(StrEnum):
    """What a column of a table holds: text stands left, numbers right."""

    TEXT = "text"
    NUMBER = "number"


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading, and its unit where it has one (`%`, `people`)."""

    title: str
    kind: Kind = Kind.TEXT
    unit: str = ""


@dataclass(frozen=True)
class Cell:
    """A cell: what a reader sees, and in workbooks the number behind it. A shorthand such as `[c]` has no number."""

    text: str
    number: float | None = None


@dataclass(frozen=True)
class Table:
    """A table with a caption. The first column names its rows. `notes` explain shorthand and stand under it.

    `name` is short and unlike that of any other table of the document: sheets and files are called by it.
    """

    name: str
    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    notes: Sequence[str] = ()


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 (a part that begins a page in print), 2 or 3."""

    text: str
    level: int


@dataclass(frozen=True)
class Paragraph:
    """A paragraph. `lead` is what a hurried reader reads: one or two sentences, set larger."""

    text: str
    lead: bool = False


@dataclass(frozen=True)
class Bullets:
    """A list, numbered where the order matters."""

    items: Sequence[str]
    numbered: bool = False


@dataclass(frozen=True)
class Link:
    """A line that leads elsewhere."""

    text: str
    address: str


@dataclass(frozen=True)
class Note:
    """Something that must not be overlooked: a caveat, a rule that is unverified, what data cannot say."""

    title: str
    text: str


@dataclass(frozen=True)
class Drawing:
    """A chart with its title.

    Its table is folded away under it on a page, stands at the end in print, and is a sheet of the workbook called `name`.
    """

    name: str
    title: str
    chart: Chart
    notes: Sequence[str] = ()


@dataclass(frozen=True)
class Terms:
    """Terms with their meanings, or questions with their answers."""

    entries: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Blank:
    """A place for a person to write in: what is asked, and how many lines there are. In Word it can be typed into."""

    label: str
    lines: int = 1


Block = Heading | Paragraph | Bullets | Link | Note | Drawing | Table | Terms | Blank


@dataclass(frozen=True)
class Document:
    """A document. `as_at` is the date that files carry; `marking` stands on every page and in the metadata where not empty.

    `subject` names whom it is about, `publisher` who answers for it. `language` is a tag such as `en-GB` or `cy`.
    """

    title: str
    subject: str
    publisher: str
    as_at: date
    blocks: Sequence[Block]
    subtitle: str = ""
    marking: str = ""
    language: str = "en-GB"
    keywords: Sequence[str] = field(default=())
