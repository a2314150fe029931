"""The small picture of the years: a point and its interval for each, equality, no line across a break. No scale is written.

The numbers themselves stand in words beside it. A picture with a scale is `trend`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from openwres.display.charts.canvas import Canvas
from openwres.display.charts.intervals import Pen, draw
from openwres.display.charts.rows import Point, Unit
from openwres.display.charts.scales import Scale, scale_of
from openwres.display.charts.style import DARK_BLUE, DOTTED, INK, QUIET, SMALL, SOFT

_WIDTH, _TOP, _BOTTOM, _FOOT, _SIDE = 84.0, 4.0, 22.0, 10.5, 6.0


@dataclass(frozen=True)
class Years:
    """The points of years, in order. `broken` is the first year that cannot be compared with those before."""

    unit: Unit
    years: tuple[int, ...]
    points: tuple[Point, ...]
    broken: int | None = None

    @property
    def drawable(self) -> bool:
        """Whether there are two values at least."""
        return sum(point.value is not None for point in self.points) > 1

    @property
    def places(self) -> list[tuple[int, Point]]:
        """Each year with its point."""
        return list(zip(self.years, self.points, strict=True))


def spark(years: Years, shape: str, words: str) -> str:
    """The drawing, said by `words`; the newest year has a mark of its own shape. Only what is `drawable` can be drawn."""
    canvas = Canvas(_WIDTH)
    across = Scale(years.years[0], max(years.years[-1], years.years[0] + 1), _SIDE, _WIDTH - _SIDE)
    up = _up(years)
    if years.unit.equality is not None:
        y = up.at(years.unit.equality)
        canvas.line([(0, y), (_WIDTH, y)], INK, 0.7)
    if years.broken is not None and years.years[0] < years.broken <= years.years[-1]:
        x = across.at(years.broken - 0.5)
        canvas.line([(x, 0), (x, _BOTTOM + 2)], SOFT, 0.8, DOTTED)
    _draw_lines(canvas, years, across, up)
    for year, point in years.places:
        newest = year == years.years[-1]
        pen = Pen(shape if newest else "dot", DARK_BLUE, 3.4 if newest else 1.7)
        draw(
            canvas,
            up,
            across.at(year),
            Point("", None, point.lower, point.upper),
            Pen("", QUIET, weight=1.1, cap=0),
            True,
        )
        draw(canvas, up, across.at(year), Point("", point.value), pen, upright=True)
    canvas.text(0, _BOTTOM + _FOOT, str(years.years[0]), size=SMALL, colour=SOFT)
    canvas.text(_WIDTH, _BOTTOM + _FOOT, str(years.years[-1]), "end", SMALL, SOFT)
    return canvas.svg(_BOTTOM + _FOOT + 1.7, words)


def _up(years: Years) -> Scale:
    values = [point.value for point in years.points if point.value is not None]
    limits = [limit for point in years.points for limit in (point.lower, point.upper) if limit is not None]
    return scale_of(years.unit, values, limits, _BOTTOM, _TOP)


def _draw_lines(canvas: Canvas, years: Years, across: Scale, up: Scale) -> None:
    """A line from each year to the next one, unless a break or a year without a value lies between."""
    for (year, point), (next_year, other) in pairwise(years.places):
        if point.value is None or other.value is None or next_year > year + 1 or next_year == years.broken:
            continue
        ends = [(across.at(year), up.at(point.value)), (across.at(next_year), up.at(other.value))]
        canvas.line(ends, DARK_BLUE, 0.9)
