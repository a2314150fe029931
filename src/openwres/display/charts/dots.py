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
from openwres.display.charts.words import against, all_of, direction, heading, sentence, without

_PLAIN = Pen("ring", SOFT, 3.2, 1.2)
_MARKED = Pen("dot", DARK_BLUE, 4.2, 2.2)


def dots(
    measure: Measure,
    points: Sequence[Point],
    average: float | None = None,
    average_name: str = "average of peers",
    rows_name: str = "Organisation",
    width: float = WIDTH,
) -> Chart:
    """A row for each point, in the order given, with its interval and its numbers; equality and the average as lines.

    `rows_name` heads the names in the table.
    """
    canvas = Canvas(width)
    rows = [Row(p.label, (Line((p,), p.told(measure.unit)),), p.emphasis) for p in points]
    laid = frame(canvas, measure, rows, references_of(measure, average, average_name))
    for line, y in laid.lines:
        for point in line.points:
            draw(canvas, laid.scale, y, point, _MARKED if point.emphasis else _PLAIN)
    table = table_of_points(measure, points, rows_name, {average_name: average})
    return canvas.chart(laid.bottom, measure.title, _described(measure, points, average, average_name), table)


def _described(measure: Measure, points: Sequence[Point], average: float | None, name: str) -> str:
    unit = measure.unit
    said = [f"{heading(measure, points)}: {all_of(points, unit) or 'nothing to show'}"]
    if average is not None:
        said.append(f"the {name} is {unit.form(average)}")
    for point in points:
        if point.emphasis and unit.equality is not None and point.value is not None:
            said.append(f"{point.label} lies {against(point, unit.equality, 'equality')}")
    return " ".join(sentence(part) for part in [*said, without(points), direction(measure)] if part)
