"""How wide the columns of a table are, by what stands in them: one rule for paper, Word and workbooks."""

from __future__ import annotations

from collections.abc import Sequence

from openwres.reports.document import Kind, Table

_LEAST, _MOST_TEXT, _FIRST_LEAST = 6, 44, 14


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
    least = _FIRST_LEAST if place == 0 else _LEAST
    return max(least, heading + 1, half, min(longest + 1, _MOST_TEXT))


def narrowed(widths: Sequence[int], table: Table, room: float) -> tuple[float, ...]:
    """The widths where there is only so much room: the widest columns of text give way first, then all alike."""
    kinds = [column.kind for column in table.columns]
    most = max(widths, default=0)
    while sum(widths) > room and most > _FIRST_LEAST:
        most -= 1
        widths = [min(width, most) if kind is Kind.TEXT else width for width, kind in zip(widths, kinds, strict=True)]
    scale = min(1.0, room / sum(widths)) if widths else 1.0
    return tuple(width * scale for width in widths)
