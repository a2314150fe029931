"""Two sets of a return's numbers, cell by cell: last year against this, pre-filled against verified, two versions.

Whether a change is plausible is not judged here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import polars as pl

from openwres.returns.celltext import COUNT
from openwres.returns.filling import Filled, fill
from openwres.returns.formulas import Result
from openwres.returns.layout import Cell, Column, Layout, Row


@dataclass(frozen=True)
class Change:
    """A cell that differs: its row and group, what stood there before and after, and the difference of two numbers."""

    cell: str
    label: str
    group: str
    before: Result | None
    after: Result | None
    difference: float | None
    sentence: str


def compare(layout: Layout, before: pl.DataFrame, after: pl.DataFrame) -> list[Change]:
    """What differs between two tables of tallies, whatever their years: counts by size first, then other numbers, then words.

    Each table holds one organisation and one year.
    """
    year = layout.edition.year
    one, other = (fill(layout, table.with_columns(year=pl.lit(year, pl.Int32))) for table in (before, after))
    changes = [(row, change) for row in layout.rows for change in _changes(layout, row, one, other)]
    return [change for _, change in sorted(changes, key=_size)]


def _size(found: tuple[Row, Change]) -> tuple[Any, ...]:
    row, change = found
    return (change.difference is None, row.holds != COUNT, -abs(change.difference or 0), change.cell)


def _changes(layout: Layout, row: Row, before: Filled, after: Filled) -> Iterator[Change]:
    for group in row.groups:
        if not row.keeps(group):
            continue
        cell = Cell(row.key, Column(layout.edition.year, group))
        was, now = _number_or_words(before, cell), _number_or_words(after, cell)
        if was != now:
            difference = None
            if isinstance(was, int | float) and isinstance(now, int | float):
                difference = float(now) - float(was)
            label = layout.edition.group_label(layout.edition.main, group)
            sentence = f"{row.label}, {label}: {_told(was)} before, {_told(now)} after{_by(was, difference, row)}."
            yield Change(f"{row.key}.{group}", row.label, group, was, now, difference, sentence)


def _number_or_words(filled: Filled, cell: Cell) -> Result | None:
    """What was filled in, else the number that a formula gives in a cell that may be written over."""
    given = filled.filled(cell)
    found = filled.calculated(cell) if given is None else None
    return found if isinstance(found, int | float) else given


def _told(content: Result | None) -> str:
    if content is None:
        return "nothing"
    return content if isinstance(content, str) else f"{content:,.10g}"


def _by(was: Result | None, difference: float | None, row: Row) -> str:
    """How much more or less: in numbers, and of counts in per cent of what was."""
    if difference is None:
        return ""
    share = f", {difference / was:+.1%}" if row.holds == COUNT and isinstance(was, int | float) and was else ""
    return f" ({difference:+,.10g}{share})"
