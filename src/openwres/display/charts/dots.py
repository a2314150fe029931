"""The interval dot plot: one indicator for an organisation among its peers, or for several groups."""

from __future__ import annotations

from collections.abc import Sequence

from openwres.display.chart import Chart
from openwres.display.charts.axes import references_of
from openwres.display.charts.canvas import Canvas
from openwres.display.charts.frame import Line, Row, frame
from openwres.display.charts.intervals import Pen, draw
from openwres.display.charts.rows import Measure, Point
from openwres.display.charts.style import DARK_BLUE, SOFT, WIDTH
from openwres.display.charts.tables import table_of_points
from openwres.display.charts.words import (
    AVERAGE,
    NOTHING,
    all_of,
    beside_equality,
    direction,
    heading,
    sentence,
    without,
)
from openwres.display.language import marked

_PLAIN = Pen("ring", SOFT, 3.2, 1.2)
_MARKED = Pen("dot", DARK_BLUE, 4.2, 2.2)


def dots(
    measure: Measure,
    points: Sequence[Point],
    average: float | None = None,
    average_name: str = "",
    rows_name: str = "",
    width: float = WIDTH,
) -> Chart:
    """A row for each point, in the order given, with its interval and its numbers; equality and the average as lines.

    `rows_name` heads the names in the table.
    """
    say = measure.language.say
    average_name, rows_name = average_name or say(AVERAGE), rows_name or say(marked("Organisation"))
    canvas = Canvas(width)
    rows = [Row(p.label, (Line((p,), p.told(measure)),), p.emphasis) for p in points]
    laid = frame(canvas, measure, rows, references_of(measure, average, average_name))
    for line, y in laid.lines:
        for point in line.points:
            draw(canvas, laid.scale, y, point, _MARKED if point.emphasis else _PLAIN)
    table = table_of_points(measure, points, rows_name, {average_name: average})
    return canvas.chart(laid.bottom, measure.title, _described(measure, points, average, average_name), table)


def _described(measure: Measure, points: Sequence[Point], average: float | None, name: str) -> str:
    say = measure.language.say
    said = [f"{heading(measure, points)}: {all_of(points, measure) or say(NOTHING)}"]
    if average is not None:
        said.append(say(marked("the {average} is {value}"), average=name, value=measure.unit.form(average)))
    said += [beside_equality(point.label, point, measure) for point in points if point.emphasis]
    return " ".join(sentence(part) for part in [*said, without(points, measure), direction(measure)] if part)
