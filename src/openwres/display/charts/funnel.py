"""The funnel: organisations by value and by how much their numbers leave to chance, with equality and the peers' average."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from openwres.display import numbers
from openwres.display.chart import Chart
from openwres.display.charts.canvas import Canvas
from openwres.display.charts.metrics import shortened, width
from openwres.display.charts.rows import Measure, Point
from openwres.display.charts.scales import Scale, scale_of
from openwres.display.charts.style import DARK_BLUE, DASHED, DOTTED, INK, QUIET, SMALL, SOFT, WIDTH
from openwres.display.charts.tables import VALUE, Column, notes_of, shown, table_of
from openwres.display.charts.upright import HEAD, STEP, Label, ground, labels_room, ticks_room, write_labels
from openwres.display.charts.words import AVERAGE, EQUALITY, capital, direction, sentence, side_of, told, without
from openwres.display.language import marked, plural

if TYPE_CHECKING:
    import polars as pl

_HEIGHT, _FOOT, _ROW = 230.0, 16.0, STEP + 3
_AVERAGE = "8 3 1.5 3"
_ENDS = (
    (marked("small numbers, more chance"), marked("large numbers, less chance")),
    (marked("small numbers"), marked("large")),
)
_SIDES = {
    "above": marked("{what} is {value}, above the {average}"),
    "below": marked("{what} is {value}, below the {average}"),
    "at": marked("{what} is {value}, at the {average}"),
}
_ERROR_PLACES = 3


@dataclass(frozen=True)
class Placed:
    """An organisation with the standard error of its value, in the unit of the curves: of a ratio that of its logarithm."""

    point: Point
    error: float | None


@dataclass(frozen=True)
class Curve:
    """Limits around the average: the lower and the upper one at each standard error, and what they are, such as `95%`."""

    name: str
    errors: Sequence[float]
    lower: Sequence[float]
    upper: Sequence[float]

    @cached_property
    def steps(self) -> list[tuple[float, float, float]]:
        """Errors with their limits, from the surest on."""
        return sorted(zip(self.errors, self.lower, self.upper, strict=True))

    def at(self, error: float) -> tuple[float, float] | None:
        """The limits at an error, read off the curve; None where it does not reach so far."""
        at = bisect_left(self.steps, (error,))
        if at == len(self.steps):
            return None
        (start, *low), (end, *high) = self.steps[max(at - 1, 0)], self.steps[at]
        share = 0.0 if end == start else max(0.0, (error - start) / (end - start))
        lower, upper = (before + share * (behind - before) for before, behind in zip(low, high, strict=True))
        return lower, upper

    def holds(self, value: float, error: float) -> bool | None:
        """Whether a value lies within the limits at its error; None where the curve does not reach so far."""
        limits = self.at(error)
        return None if limits is None else limits[0] <= value <= limits[1]


@dataclass(frozen=True)
class _Shown:
    """What is drawn of an organisation that has a value and an error."""

    point: Point
    value: float
    error: float


@dataclass(frozen=True)
class _Plot:
    measure: Measure
    placed: Sequence[Placed]
    shown: Sequence[_Shown]
    average: float
    average_name: str
    curves: Sequence[Curve]
    across: Scale
    up: Scale


def funnel(
    measure: Measure,
    placed: Sequence[Placed],
    average: float,
    curves: Sequence[Curve] = (),
    average_name: str = "",
    width: float = WIDTH,
) -> Chart:
    """Each organisation a ring, those that stand out a dot with its name; the surest lie at the right.

    Curves are drawn from the outermost to the innermost: the last one is dashed, those before are dotted.
    """
    canvas = Canvas(width)
    plot = _planned(canvas, measure, placed, average, average_name or measure.language.say(AVERAGE), curves)
    _draw_ground(canvas, plot)
    for at, curve in enumerate(curves):
        _draw_curve(canvas, plot, curve, DASHED if at == len(curves) - 1 else DOTTED)
    for one in sorted(plot.shown, key=lambda one: one.point.emphasis):
        _draw_one(canvas, plot, one)
    _draw_names(canvas, plot)
    write_labels(canvas, list(_labels(plot)), plot.across.start, plot.up)
    bottom = _draw_absent(canvas, plot)
    return canvas.chart(bottom, measure.title, _described(plot), _tabled(plot))


def _planned(
    canvas: Canvas, measure: Measure, placed: Sequence[Placed], average: float, name: str, curves: Sequence[Curve]
) -> _Plot:
    shown_ones = [
        _Shown(one.point, one.point.value, one.error)
        for one in placed
        if one.point.value is not None and one.error is not None
    ]
    ends = [limit for curve in curves for limit in (*curve.lower, *curve.upper)]
    top = HEAD + sum(one.point.emphasis for one in shown_ones) * _ROW
    up = scale_of(measure.unit, [*(one.value for one in shown_ones), average], ends, top + _HEIGHT, top)
    widest = 1.05 * max((one.error for one in shown_ones), default=0.0) or 1.0
    plot = _Plot(measure, placed, shown_ones, average, name, curves, Scale(0.0, widest, 0, 1), up)
    margin = labels_room(canvas, list(_labels(plot)))
    return replace(plot, across=Scale(0.0, widest, canvas.width - margin, ticks_room(up, measure.unit)))


def _labels(plot: _Plot) -> Iterator[Label]:
    """What the lines are, beside their right ends."""
    unit, up, say = plot.measure.unit, plot.up, plot.measure.language.say
    yield Label(up.at(plot.average), f"{unit.form(plot.average)} {plot.average_name}", DARK_BLUE)
    if unit.equality is not None:
        yield Label(up.at(unit.equality), say(EQUALITY), INK)
    for curve in plot.curves:
        if curve.steps and not up.beyond(curve.steps[0][2]):
            yield Label(up.at(curve.steps[0][2]), say(marked("{level} limit"), level=curve.name), SOFT)


def _draw_ground(canvas: Canvas, plot: _Plot) -> None:
    """Band, grid, equality and average; what it means to lie left or right."""
    left, right, up = plot.across.end, plot.across.start, plot.up
    ground(canvas, plot.measure, up, left, right)
    canvas.line([(left, up.at(plot.average)), (right, up.at(plot.average))], DARK_BLUE, 1.2, _AVERAGE)
    say = plot.measure.language.say
    ends = [(f"\u2190 {say(small)}", f"{say(large)} \u2192") for small, large in _ENDS]
    found = next((pair for pair in ends if sum(width(words, SMALL) for words in pair) + 8 < right - left), ends[-1])
    canvas.text(left, up.start + 11, found[0], size=SMALL, colour=SOFT)
    canvas.text(right, up.start + 11, found[1], "end", SMALL, SOFT)


def _draw_curve(canvas: Canvas, plot: _Plot, curve: Curve, dash: str) -> None:
    """Both limits, as far as they lie within the plot."""
    errors = [error for error, *_ in curve.steps if error < plot.across.high] + [plot.across.high]
    limits = [(error, found) for error in errors if (found := curve.at(error)) is not None]
    for side in (0, 1):
        within = [
            (plot.across.at(error), plot.up.at(its[side])) for error, its in limits if not plot.up.beyond(its[side])
        ]
        if len(within) > 1:
            canvas.line(within, SOFT, 1.0, dash)


def _draw_one(canvas: Canvas, plot: _Plot, one: _Shown) -> None:
    """A ring or a dot; an arrowhead at the edge for what lies beyond it."""
    x, y, beyond = plot.across.at(one.error), plot.up.at(one.value), plot.up.beyond(one.value)
    marked = one.point.emphasis
    colour = DARK_BLUE if marked else QUIET
    if beyond:
        canvas.arrowhead(x, y, (0.0, -float(beyond)), colour, 9.0 if marked else 6.0)
    else:
        canvas.mark("dot" if marked else "ring", x, y, 4.4 if marked else 2.6, colour)


def _draw_names(canvas: Canvas, plot: _Plot) -> None:
    """The names of those that stand out in rows over the plot, the rightmost lowest, each with a thin line to its dot."""
    chosen = sorted((one for one in plot.shown if one.point.emphasis), key=lambda one: -one.error)
    for at, one in enumerate(chosen, 1):
        x, y = plot.across.at(one.error), HEAD + at * _ROW - 7
        canvas.line([(x, y + 2), (x, plot.up.at(one.value))], DARK_BLUE, 0.8)
        words = f" {one.point.told(plot.measure)}"
        name = shortened(one.point.label, canvas.width - width(words, SMALL, True) - 2, SMALL, True)
        canvas.text_within(x - 3, y, name + words, colour=DARK_BLUE, bold=True)


def _draw_absent(canvas: Canvas, plot: _Plot) -> float:
    """Under the plot, a cross and words for those that are not on it; returns where that ends."""
    y, points = plot.up.start + _FOOT, [one.point for one in plot.placed]
    named = [
        f"{point.label}: {point.state or plot.measure.no_value}"
        for point in points
        if point.emphasis and point.value is None
    ]
    for words in filter(None, [*named, without(points, plot.measure), _unplaced(plot)]):
        canvas.cross(2.5, y + 6)
        canvas.text(9, y + 9, shortened(words, canvas.width - 9, SMALL), size=SMALL, colour=SOFT)
        y += STEP + 1
    return y


def _unplaced(plot: _Plot) -> str:
    """How many have a value, but no error by which they could be placed."""
    many = sum(one.error is None and one.point.value is not None for one in plot.placed)
    text = marked("not on the chart for want of a standard error: {number}")
    return plot.measure.language.say(text, number=numbers.count(many)) if many else ""


def _described(plot: _Plot) -> str:
    measure, points = plot.measure, [one.point for one in plot.placed]
    said = [_around(plot), *(_outside(plot, curve) for curve in plot.curves if plot.shown)]
    said += [_told(plot, one) for one in plot.shown if one.point.emphasis]
    said += [told(point, measure) for point in points if point.emphasis and point.value is None]
    said += [without(points, measure), _unplaced(plot), direction(measure)]
    return " ".join(sentence(part) for part in said if part)


def _around(plot: _Plot) -> str:
    """How many are drawn, from which value to which, around which average."""
    language, form = plot.measure.language, plot.measure.unit.form
    parts = {"what": plot.measure.title, "average": plot.average_name, "value": form(plot.average)}
    values = [one.value for one in plot.shown]
    if not values:
        return language.say(marked("{what}: 0 organisations around the {average}, {value}"), **parts)
    text = plural(
        "{what}: {number} organisation from {lowest} to {highest} around the {average}, {value}",
        "{what}: {number} organisations from {lowest} to {highest} around the {average}, {value}",
    )
    return language.number(text, len(values), lowest=form(min(values)), highest=form(max(values)), **parts)


def _outside(plot: _Plot, curve: Curve) -> str:
    """How many lie outside of limits."""
    outside = sum(curve.holds(one.value, one.error) is False for one in plot.shown)
    text = marked("{part} of {whole} lie outside the {level} limits")
    counts = {"part": numbers.count(outside), "whole": numbers.count(len(plot.shown))}
    return plot.measure.language.say(text, level=curve.name, **counts)


def _told(plot: _Plot, one: _Shown) -> str:
    """The value of one that stands out, and on which side of the average and of each curve it lies."""
    say, value = plot.measure.language.say, one.point.told(plot.measure)
    text = _SIDES[side_of(one.value, plot.average)]
    judged = [(curve.name, curve.holds(one.value, one.error)) for curve in plot.curves]
    limits = [
        say(marked("within the {level} limits") if holds else marked("outside the {level} limits"), level=name)
        for name, holds in judged
        if holds is not None
    ]
    return ", ".join([say(text, what=one.point.label, value=value, average=plot.average_name), *limits])


def _tabled(plot: _Plot) -> pl.DataFrame:
    unit, say, points = plot.measure.unit, plot.measure.language.say, [one.point for one in plot.placed]
    columns: dict[str, Column] = {
        say(marked("Organisation")): [point.label for point in points],
        say(VALUE): [shown(point.value, unit) for point in points],
        say(marked("Standard error")): [
            None if one.error is None else float(numbers.rounded(one.error, _ERROR_PLACES)) for one in plot.placed
        ],
        capital(plot.average_name): [shown(plot.average, unit)] * len(points),
    }
    return table_of({**columns, **notes_of([point.state for point in points], plot.measure.language)})
