"""Before and after: two dates of each row on one scale, an open mark for the first and a filled one for the second."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from openwres.display.chart import Chart
from openwres.display.charts.axes import references_of
from openwres.display.charts.canvas import Canvas
from openwres.display.charts.frame import Line, Row, frame
from openwres.display.charts.intervals import Pen, draw
from openwres.display.charts.metrics import shortened
from openwres.display.charts.metrics import width as width_of
from openwres.display.charts.rows import Measure, Point
from openwres.display.charts.scales import Scale
from openwres.display.charts.style import BLUE, DARK_BLUE, SMALL, SOFT, WIDTH
from openwres.display.charts.tables import Column, notes_of, shown, table_of
from openwres.display.charts.words import direction, sentence
from openwres.display.language import marked

if TYPE_CHECKING:
    import polars as pl

_BEFORE, _AFTER = Pen("ring", BLUE, 3.4, 0.0), Pen("dot", DARK_BLUE, 3.6, 0.0)
_HEAD, _MOST_TOLD = 16.0, 4
_ARROW = "\u2192"


@dataclass(frozen=True)
class Change:
    """A row: what it is of, and its value then and now."""

    label: str
    before: Point
    after: Point
    emphasis: bool = False


def before_after(
    measure: Measure, changes: Sequence[Change], before: str, after: str, rows_name: str = "", width: float = WIDTH
) -> Chart:
    """Rows in the order given. `before` and `after` are the names of the dates, `rows_name` heads the rows in the table."""
    rows_name = rows_name or measure.language.say(marked("Row"))
    canvas = Canvas(width)
    _draw_key(canvas, before, after)
    rows = [Row(c.label, (Line((c.before, c.after), _written(measure, c)),), c.emphasis) for c in changes]
    laid = frame(canvas, measure, rows, references_of(measure, None, ""), _HEAD)
    for line, y in laid.lines:
        _draw(canvas, laid.scale, line, y)
    said = _described(measure, changes, before, after)
    return canvas.chart(laid.bottom, measure.title, said, _tabled(measure, changes, before, after, rows_name))


def _written(measure: Measure, change: Change) -> str:
    return f"{_value(measure, change.before)} {_ARROW} {_value(measure, change.after)}"


def _value(measure: Measure, point: Point) -> str:
    return point.state or measure.no_value if point.value is None else measure.unit.form(point.value)


def _draw_key(canvas: Canvas, before: str, after: str) -> None:
    """Which mark is which date."""
    x = 4.0
    for pen, date in ((_BEFORE, before), (_AFTER, after)):
        words = shortened(date, canvas.width / 2 - 24, SMALL)
        canvas.mark(pen.shape, x, SMALL - 3, pen.radius, pen.colour)
        canvas.text(x + 7, SMALL, words, size=SMALL)
        x += 7 + width_of(words, SMALL) + 16


def _draw(canvas: Canvas, scale: Scale, line: Line, y: float) -> None:
    first, second = line.points
    if first.value is not None and second.value is not None:
        canvas.line([(scale.at(first.value), y), (scale.at(second.value), y)], SOFT, 1.8)
    for point, pen in ((first, _BEFORE), (second, _AFTER)):
        draw(canvas, scale, y, Point(point.label, point.value), pen)


def _described(measure: Measure, changes: Sequence[Change], before: str, after: str) -> str:
    """How many rose and fell, and the changes where they are few, or those that stand out."""
    pairs = [
        (c.before.value, c.after.value) for c in changes if c.before.value is not None and c.after.value is not None
    ]
    rose, fell = sum(a > b for b, a in pairs), sum(a < b for b, a in pairs)
    moved = {"both": str(len(pairs)), "rose": str(rose), "fell": str(fell)}
    say = measure.language.say
    said = [
        say(marked("{what}, {before} and {after}"), what=measure.title, before=before, after=after),
        say(marked("of {both} rows with both dates, {rose} rose and {fell} fell"), **moved),
    ]
    said += [_told(measure, c) for c in changes if c.emphasis or len(changes) <= _MOST_TOLD]
    absent = len(changes) - len(pairs)
    said.append(say(marked("without one of the dates: {number}"), number=str(absent)) if absent else "")
    return " ".join(sentence(part) for part in [*said, direction(measure)] if part)


def _told(measure: Measure, change: Change) -> str:
    before, after = _value(measure, change.before), _value(measure, change.after)
    return measure.language.say(marked("{what}: {before}, then {after}"), what=change.label, before=before, after=after)


def _tabled(measure: Measure, changes: Sequence[Change], before: str, after: str, rows_name: str) -> pl.DataFrame:
    columns: dict[str, Column] = {
        rows_name: [change.label for change in changes],
        before: [shown(change.before.value, measure.unit) for change in changes],
        after: [shown(change.after.value, measure.unit) for change in changes],
    }
    notes = [
        "; ".join(f"{date}: {point.state}" for date, point in ((before, c.before), (after, c.after)) if point.state)
        for c in changes
    ]
    return table_of({**columns, **notes_of(notes, measure.language)})
