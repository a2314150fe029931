"""A document as every format takes it: text made safe to write, tables and figures numbered, headings checked.

How a part looks is not said here.
"""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, TypeVar

from openwres.display.chart import Chart
from openwres.reports.document import Block, Bullets, Cell, Document, Drawing, Heading, Table, Terms
from openwres.reports.formats.frames import table_of
from openwres.reports.formats.words import Words, words_of

LONGEST_ANNEXED = 60
"""Rows of a figure's numbers that print repeats; more are on the page and in the workbook only."""

_Value = TypeVar("_Value")
_SPACE = re.compile("[\t\n\v\f\r \u0085\u2028\u2029]+")
# What XML cannot hold, and signs that turn the direction of the text around them.
_UNWRITABLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_ADDRESS = re.compile(r"(?:https?://|mailto:)[!-~]+", re.IGNORECASE)


@dataclass(frozen=True)
class Part:
    """A block in its place: its kind, its label (`Table 3`) where it has one, and a name that links lead to.

    `said` is where the numbers of a figure are in print, and `annex` the name of their table if they are printed.
    """

    kind: str
    block: Block
    label: str
    anchor: str
    said: str = ""
    annex: str = ""

    @property
    def caption(self) -> str:
        """What stands over a table or a figure: `Table 3: Staff by grade`."""
        text = self.block.caption if isinstance(self.block, Table) else getattr(self.block, "title", "")
        return f"{self.label}: {text}"


def plain(text: str) -> str:
    """The text in one line, without characters that a format cannot hold."""
    if text.isprintable():
        return text
    return _UNWRITABLE.sub("", _SPACE.sub(" ", text))


def cleaned(value: _Value) -> _Value:
    """The same value with every text in it made plain. Drawings stay as they are drawn."""
    found: _Value = _cleaned(value)
    return found


def _cleaned(value: Any) -> Any:
    if isinstance(value, Cell):
        return value if value.text.isprintable() else Cell(plain(value.text), value.number)
    if isinstance(value, Enum):
        return value
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, Chart):
        return replace(value, description=plain(value.description))
    if isinstance(value, Sequence):
        return tuple(map(_cleaned, value))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return replace(
            value, **{field.name: _cleaned(getattr(value, field.name)) for field in dataclasses.fields(value)}
        )
    return value


def parts_of(document: Document) -> tuple[Part, ...]:
    """The blocks of a cleaned document with their labels. ValueError where a maker broke a rule of documents."""
    _check(document)
    words = words_of(document.language)
    labels = {"table": words.table, "drawing": words.figure}
    counted: Counter[str] = Counter()
    parts = []
    for block in filter(_says_something, document.blocks):
        kind = type(block).__name__.lower()
        counted[kind] += 1
        label = f"{labels[kind]} {counted[kind]}" if kind in labels else ""
        parts.append(Part(kind, _explained(block, words), label, f"{kind}-{counted[kind]}"))
    return tuple(parts)


def _says_something(block: Block) -> bool:
    """A list without entries leaves nothing to show."""
    return bool(block.items if isinstance(block, Bullets) else block.entries if isinstance(block, Terms) else True)


def _explained(block: Block, words: Words) -> Block:
    """A table without rows says so."""
    return replace(block, notes=(words.no_rows, *block.notes)) if isinstance(block, Table) and not block.rows else block


def _check(document: Document) -> None:
    """Levels of headings follow one another, rows fit their columns, names of tables are unlike one another."""
    above = 0
    for block in document.blocks:
        if isinstance(block, Table) and not block.columns:
            raise ValueError(f"the table {block.name!r} has no columns")
        if isinstance(block, Heading):
            if not 1 <= block.level <= min(above + 1, 3):
                raise ValueError(f"the heading {block.text!r} of level {block.level} follows one of level {above}")
            above = block.level
        elif isinstance(block, Table) and any(len(row) != len(block.columns) for row in block.rows):
            raise ValueError(f"a row of the table {block.name!r} does not fit its {len(block.columns)} columns")
    named = Counter(block.name for block in document.blocks if isinstance(block, Table | Drawing))
    twice = sorted(name for name, times in named.items() if times > 1)
    if twice:
        raise ValueError(f"more than one table is called {', '.join(twice)}")


def with_annex(parts: Sequence[Part], words: Words) -> tuple[Part, ...]:
    """For print: the numbers of figures as tables at the end, and under each figure where its numbers are."""
    annex = tuple(_annex(parts))
    heading = Part("heading", Heading(words.annex, 1), "", "annex")
    return (*(_told(part, words) for part in parts), *((heading, *annex) if annex else ()))


def _annex(parts: Sequence[Part]) -> Iterator[Part]:
    for part in parts:
        if isinstance(part.block, Drawing) and _annexed(part.block):
            yield Part("table", table_of(part.block), part.label, _numbers(part))


def _annexed(drawing: Drawing) -> bool:
    return drawing.chart.table.height <= LONGEST_ANNEXED


def _numbers(part: Part) -> str:
    return f"{part.anchor}-numbers"


def _told(part: Part, words: Words) -> Part:
    """A figure that says where its numbers are."""
    if not isinstance(part.block, Drawing):
        return part
    if _annexed(part.block):
        return replace(part, said=words.annexed, annex=_numbers(part))
    return replace(part, said=words.elsewhere.format(rows=part.block.chart.table.height))


def full_title(document: Document) -> str:
    """The title with the subject, as windows and lists of files show it."""
    return f"{document.title}: {document.subject}" if document.subject else document.title


def keywords_of(document: Document) -> tuple[str, ...]:
    """The keywords of the metadata; the marking is the first of them."""
    return (*((document.marking,) if document.marking else ()), *document.keywords)


def leads_out(address: str) -> bool:
    """Whether an address is one that a reader may be led to; another is shown as text."""
    return _ADDRESS.fullmatch(address) is not None
