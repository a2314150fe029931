"""One value with its interval: mark, line from limit to limit, caps, and arrowheads where something runs on."""

from __future__ import annotations

from dataclasses import dataclass

from openwres.display.charts.canvas import Canvas, Place
from openwres.display.charts.rows import Point
from openwres.display.charts.scales import Scale
from openwres.display.charts.style import BLUE, DARK_BLUE, SOFT


@dataclass(frozen=True)
class Pen:
    """How a point is drawn: the shape and colour of its mark, how large, how heavy the line of its interval.

    `dash` is that of lines between points.
    """

    shape: str
    colour: str
    radius: float = 3.6
    weight: float = 1.6
    cap: float = 2.6
    dash: str = ""


PENS = (
    Pen("dot", DARK_BLUE, 3.6, 1.3),
    Pen("ring", BLUE, 3.6, 1.3, dash="3 1.5"),
    Pen("block", SOFT, 3.4, 1.2),
)
"""One for each group or series of a chart."""


def draw(canvas: Canvas, scale: Scale, across: float, point: Point, pen: Pen, upright: bool = False) -> None:
    """A point at the height `across`, or of an upright scale at that place from the left. Nothing where nothing is known."""

    def place(along: float, off: float = 0.0) -> Place:
        return (across + off, along) if upright else (along, across + off)

    if point.bounded:
        low = scale.start if point.lower is None else scale.at(point.lower)
        high = scale.end if point.upper is None else scale.at(point.upper)
        canvas.line([place(low), place(high)], pen.colour, pen.weight)
        for end, limit, towards in ((low, point.lower, -1), (high, point.upper, 1)):
            if limit is None or scale.beyond(limit) == towards:
                canvas.arrowhead(*place(end), _way(scale, towards, upright), pen.colour)
            elif pen.cap and not scale.beyond(limit):
                canvas.line([place(end, -pen.cap), place(end, pen.cap)], pen.colour, pen.weight)
    if point.value is None:
        return
    beyond = scale.beyond(point.value)
    if beyond:
        canvas.arrowhead(*place(scale.at(point.value)), _way(scale, beyond, upright), pen.colour, 3 * pen.radius)
    else:
        canvas.mark(pen.shape, *place(scale.at(point.value)), pen.radius, pen.colour)


def _way(scale: Scale, side: int, upright: bool) -> Place:
    """The direction in which an arrowhead points."""
    way = float(side if scale.end > scale.start else -side)
    return (0.0, way) if upright else (way, 0.0)
