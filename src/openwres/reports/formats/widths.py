"""How tables and drawings fit a page: columns by what stands in them, one rule for paper, Word and workbooks.

Widths of columns are counted in characters; `fitted` turns them into points of a page.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from openwres.display.chart import Chart
from openwres.display.charts.metrics import width as width_of
from openwres.reports.document import Kind, Table

PORTRAIT, LANDSCAPE = 459.0, 705.0
"""What an A4 page has between its margins, in points."""

ROWS_TOGETHER = 14
"""A table of no more rows than this is not broken across pages."""

_TALLEST = 600.0
"""What a drawing may take of the height of a page: its caption and its notes stand on the same."""


BREAKS = "\u200b"
"""Stands before a word of a table that may be broken anywhere. Nobody sees it, and it is in no file."""

_SIZES = ((PORTRAIT, 9.0), (PORTRAIT, 8.0), (LANDSCAPE, 9.0), (LANDSCAPE, 8.0), (LANDSCAPE, 7.0))
_EM_PER_CHARACTER = 0.5
_GAP = 10.5
"""The air at the sides of a column; between text and a number before it there is a little more."""
_MOST_AIR = 16.5
_STRETCH = 1.35
_LEAST, _MOST_TEXT, _NARROWEST_TEXT = 6, 44, 14


def characters(table: Table) -> tuple[int, ...]:
    """The width of each column in characters: numbers whole, headings and texts may wrap."""
    return tuple(_column(table, place) for place in range(len(table.columns)))


def _column(table: Table, place: int) -> int:
    column = table.columns[place]
    heading = max(map(len, [*column.title.split(), *f"({column.unit})".split()]))
    longest = max((len(row[place].text) for row in table.rows), default=0)
    half = -(-len(column.title) // 3)  # a heading breaks into three lines at most where its words let it
    if column.kind is Kind.NUMBER:
        return max(_LEAST, heading + 1, half, min(longest, 24))
    return max(_LEAST, heading + 1, half, min(longest + 1, _MOST_TEXT))


def narrowed(widths: Sequence[int], table: Table, room: float) -> tuple[float, ...]:
    """The widths where there is only so much room: the widest columns of text give way first, then all alike."""
    kinds = [column.kind for column in table.columns]
    most = max(widths, default=0)
    while sum(widths) > room and most > _NARROWEST_TEXT:
        most -= 1
        widths = [min(width, most) if kind is Kind.TEXT else width for width, kind in zip(widths, kinds, strict=True)]
    scale = min(1.0, room / sum(widths)) if widths else 1.0
    return tuple(width * scale for width in widths)


@dataclass(frozen=True)
class Fitted:
    """How a table is set on a page: the size of its type, whether the page is turned, its columns in points."""

    size: float
    flipped: bool
    widths: tuple[float, ...]


def fitted(table: Table) -> Fitted:
    """The largest type, and a page upright rather than turned, at which no column of numbers has to give way."""
    wanted = characters(table)
    for room, size in _SIZES:
        slim = narrowed(wanted, table, (room - _GAP * len(wanted)) / (size * _EM_PER_CHARACTER))
        if all(
            narrow >= width or column.kind is Kind.TEXT
            for narrow, width, column in zip(slim, wanted, table.columns, strict=True)
        ):
            break
    return Fitted(size, room > PORTRAIT, _points(slim, room, size))


def _points(characters: Sequence[float], room: float, size: float) -> tuple[float, ...]:
    """Widths of columns in points; a table that nearly fills the page is let fill it."""
    natural = [width * size * _EM_PER_CHARACTER + _GAP for width in characters]
    stretch = min(room / max(sum(natural), 1.0), _STRETCH)
    return tuple(math.floor(100 * width * stretch) / 100 for width in natural)  # never up: all must fit


def inside(width: float) -> float:
    """What a column of this width has for its words."""
    return width - _MOST_AIR


def breakable(text: str, size: float, room: float) -> str:
    """The text with every word that is wider than the room marked by `BREAKS`: no line of a cell can hold it whole."""
    if len(text) * size <= room:
        return text
    return " ".join(_marked(word, size, room) for word in text.split(" "))


def _marked(word: str, size: float, room: float) -> str:
    wide = len(word) * size > room and width_of(word, size) > room
    return BREAKS + word if wide else word


def drawn_size(chart: Chart) -> tuple[float, float]:
    """Width and height of a drawing in points: as it is, or smaller where a page is."""
    scale = min(1.0, PORTRAIT / chart.width, _TALLEST / chart.height)
    return round(chart.width * scale, 2), round(chart.height * scale, 2)
