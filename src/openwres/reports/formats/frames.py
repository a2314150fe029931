"""The numbers of a drawing as a table: a data frame turned into columns and cells that people read."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from openwres.display.numbers import rounded
from openwres.reports.document import Cell, Column, Drawing, Kind, Table

if TYPE_CHECKING:
    import polars as pl

NOT_AVAILABLE = "[x]"
_MOST_PLACES = 2
_NOISE = 1e-9


def table_of(drawing: Drawing) -> Table:
    """The table of a drawing, under its name and title."""
    frame = drawing.chart.table
    columns = [Column(name, Kind.NUMBER if kind.is_numeric() else Kind.TEXT) for name, kind in frame.schema.items()]
    return Table(drawing.name, drawing.title, columns, tuple(zip(*map(_cells, frame), strict=True)))


def _cells(series: pl.Series) -> list[Cell]:
    form = _form(series)
    return [_cell(value, form) for value in series]


def _form(series: pl.Series) -> Callable[[Any], str]:
    """How the values of a column read: numbers with as few decimals, at most two, as all of them need."""
    if not series.dtype.is_numeric():
        return str
    values = [float(value) for value in series if value is not None and math.isfinite(value)]
    places = max((_places(value) for value in values), default=0)
    return lambda value: f"{rounded(value, places):,f}".replace("-", "\u2212")


def _places(value: float) -> int:
    return next((places for places in range(_MOST_PLACES) if abs(value - round(value, places)) < _NOISE), _MOST_PLACES)


def _cell(value: Any, form: Callable[[Any], str]) -> Cell:
    """A value as it reads. What is absent, or no number, is a shorthand."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return Cell(NOT_AVAILABLE)
    if isinstance(value, str | bool | date):
        return Cell(form(value) if isinstance(value, str) else str(value))
    return Cell(form(value), float(value))
