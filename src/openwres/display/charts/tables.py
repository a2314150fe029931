"""The numbers of charts as tables: what is drawn, rounded as it is written, under names that readers understand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from openwres.display.charts.rows import Measure, Point, Unit
from openwres.display.charts.words import capital
from openwres.display.language import Language, marked
from openwres.display.numbers import rounded

if TYPE_CHECKING:
    import polars as pl

VALUE, LOWER, UPPER = marked("Value"), marked("Lower limit"), marked("Upper limit")
Column = Sequence[str | float | int | None]


def table_of(columns: Mapping[str, Column]) -> pl.DataFrame:
    """A table of columns of text and of columns of numbers; a column of nothing at all is one of numbers."""
    import polars as pl

    return pl.DataFrame([pl.Series(name, cells, dtype=_kind(cells)) for name, cells in columns.items()])


def _kind(cells: Column) -> pl.DataType | type[pl.DataType]:
    import polars as pl

    if any(isinstance(cell, str) for cell in cells):
        return pl.String()
    whole = any(cell is not None for cell in cells) and all(cell is None or isinstance(cell, int) for cell in cells)
    return pl.Int64() if whole else pl.Float64()


def shown(value: float | None, unit: Unit) -> float | None:
    """A value rounded as it is written."""
    return None if value is None else float(rounded(value, unit.places))


def table_of_points(
    measure: Measure, points: Sequence[Point], names: str, repeated: Mapping[str, float | None] | None = None
) -> pl.DataFrame:
    """Points with their limits, and why where there is no value; `repeated` are values that hold for all of them."""
    unit = measure.unit
    columns: dict[str, Column] = {names: [p.label for p in points], **values_of(measure, points)}
    for name, value in (repeated or {}).items():
        if value is not None:
            columns[capital(name)] = [shown(value, unit)] * len(points)
    return table_of({**columns, **notes_of([p.state for p in points], measure.language)})


def values_of(measure: Measure, points: Sequence[Point], name: str = "") -> dict[str, Column]:
    """The values of points, under the name where there is one, and their limits where any has one."""
    say, unit = measure.language.say, measure.unit
    value, lower, upper = say(VALUE), say(LOWER), say(UPPER)
    if name:
        value = name
        lower, upper = (say(text, name=name) for text in (marked("{name}, lower limit"), marked("{name}, upper limit")))
    columns: dict[str, Column] = {value: [shown(p.value, unit) for p in points]}
    if any(p.bounded for p in points):
        columns[lower] = [shown(p.lower, unit) for p in points]
        columns[upper] = [shown(p.upper, unit) for p in points]
    return columns


def notes_of(notes: Sequence[str], language: Language) -> dict[str, Column]:
    """A column of notes, where there is any."""
    return {language.say(marked("Note")): list(notes)} if any(notes) else {}
