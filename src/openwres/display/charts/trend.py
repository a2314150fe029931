"""The trend with breaks: a value with its interval by year, for one series or a few. No line runs over a break or a gap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from openwres.display.chart import Chart
from openwres.display.charts.canvas import Canvas
from openwres.display.charts.intervals import PENS, draw
from openwres.display.charts.metrics import shortened, width
from openwres.display.charts.rows import Break, Measure, Point, Series
from openwres.display.charts.scales import Scale, scale_of
from openwres.display.charts.style import (
    ACCENT,
    DASHED,
    DOTTED,
    INK,
    SMALL,
    SOFT,
    WIDTH,
)  # fmt: skip
from openwres.display.charts.tables import Column, notes_of, shown, table_of, values_of
from openwres.display.charts.upright import HEAD, STEP, Label, ground, labels_room, ticks_room, write_labels
from openwres.display.charts.words import (
    EQUALITY,
    NOTHING,
    beside_equality,
    capital,
    direction,
    heading,
    listed,
    over_years,
    sentence,
)
from openwres.display.language import marked

if TYPE_CHECKING:
    import polars as pl

_HEIGHT, _YEARS, _APART = 150.0, 15.0, 7.0

Target = Sequence[tuple[int, float]]


@dataclass(frozen=True)
class _Plot:
    """What a trend is of, and the scales that it lies on."""

    measure: Measure
    years: Sequence[int]
    series: Sequence[Series]
    breaks: Sequence[Break]
    target: Target
    target_name: str
    across: Scale
    up: Scale

    def place(self, series: int, year: int) -> float:
        """Where a year of a series lies: series stand beside one another."""
        return self.across.at(year) + (series - (len(self.series) - 1) / 2) * _APART

    def drawn(self, point: Point) -> bool:
        """Whether a value lies within the plot."""
        return point.value is not None and not self.up.beyond(point.value)

    def broken(self, before: int, after: int) -> bool:
        """Whether two years cannot be compared."""
        return any(before < one.year <= after for one in self.breaks)


def trend(
    measure: Measure,
    years: Sequence[int],
    series: Sequence[Series],
    breaks: Sequence[Break] = (),
    target: Target = (),
    target_name: str = "",
    width: float = WIDTH,
) -> Chart:
    """Each series has a point for each of the years; what a year lacks is said in its state.

    Points of neighbouring years are joined. `target` is a path by year, which may go on into years to come.
    """
    canvas = Canvas(width)
    plot = _planned(
        canvas, measure, years, series, breaks, target, target_name or measure.language.say(marked("target"))
    )
    ground(canvas, measure, plot.up, plot.across.start, plot.across.end)
    _draw_breaks(canvas, plot)
    if target:
        canvas.line([(plot.across.at(year), plot.up.at(value)) for year, value in target], ACCENT, 1.4, DASHED)
    for at, one in enumerate(series):
        _draw_series(canvas, plot, at, one)
    write_labels(canvas, list(_labels(plot)), plot.across.end, plot.up)
    bottom = _draw_years(canvas, plot)
    return canvas.chart(bottom, measure.title, _described(plot), _tabled(plot))


def _planned(
    canvas: Canvas, measure: Measure, years: Sequence[int], series: Sequence[Series], breaks: Sequence[Break], target: Target,
    target_name: str,
) -> _Plot:  # fmt: skip
    points = [point for one in series for point in one.points]
    values = [p.value for p in points if p.value is not None] + [value for _, value in target]
    limits = [limit for p in points for limit in (p.lower, p.upper) if limit is not None]
    top = HEAD + (STEP + 2 if breaks else 0)
    up = scale_of(measure.unit, values, limits, top + _HEIGHT, top)
    all_years = [*years, *(year for year, _ in target)]
    first, last = min(all_years, default=0), max(all_years, default=0)
    # Half a year of room on either side; a year alone stands in the middle.
    left = ticks_room(up, measure.unit)
    across = Scale(first - 0.5, last + 0.5, left, canvas.width)
    plot = _Plot(measure, years, series, breaks, target, target_name, across, up)
    margin = labels_room(canvas, list(_labels(plot)))
    return replace(plot, across=replace(across, end=canvas.width - margin))


def _draw_breaks(canvas: Canvas, plot: _Plot) -> None:
    """An upright line before the first year after each break, and at its head why, on the side that has more room."""
    within = sorted((b for b in plot.breaks if plot.across.low + 1 <= b.year <= plot.across.high), key=lambda b: b.year)
    places = [plot.across.start, *(plot.across.at(one.year - 0.5) for one in within), canvas.width]
    taken = 0.0
    for at, one in enumerate(within, 1):
        x = places[at]
        canvas.line([(x, plot.up.end - STEP), (x, plot.up.start)], SOFT, 1.0, DOTTED)
        before, after = x - max(places[at - 1], taken) - 8, places[at + 1] - x - 8
        words = shortened(one.words, max(before, after), SMALL)
        anchor, start = ("start", x + 4) if width(words, SMALL) <= after else ("end", x - 4)
        canvas.text(start, plot.up.end - 5, words, anchor, SMALL, SOFT)
        taken = x + (width(words, SMALL) + 4 if anchor == "start" else 0)


def _draw_series(canvas: Canvas, plot: _Plot, at: int, series: Series) -> None:
    pen = PENS[at % len(PENS)]
    drawn = [(year, point) for year, point in zip(plot.years, series.points, strict=True)]
    for (year, one), (next_year, other) in pairwise(drawn):
        if plot.drawn(one) and plot.drawn(other) and not plot.broken(year, next_year):
            ends = [(plot.place(at, y), plot.up.at(p.value or 0.0)) for y, p in ((year, one), (next_year, other))]
            canvas.line(ends, pen.colour, 1.2, pen.dash)
    for year, point in drawn:
        draw(canvas, plot.up, plot.place(at, year), point, pen, upright=True)


def _labels(plot: _Plot) -> Iterator[Label]:
    """Beside the end of each line: the newest value of a series, the end of the target, equality."""
    unit, say = plot.measure.unit, plot.measure.language.say
    for at, series in enumerate(plot.series):
        newest = next(((y, p) for y, p in _backwards(plot, series) if p.value is not None), None)
        if newest and newest[1].value is not None:
            year, value = newest[0], newest[1].value
            late = "" if year == plot.years[-1] else say(marked("in {year}"), year=str(year))
            words = " ".join(filter(None, (unit.form(value), late, series.label)))
            yield Label(plot.up.at(value), words, PENS[at % len(PENS)].colour, True)
    if plot.target:
        year, value = plot.target[-1]
        text = marked("{value} in {year}: {target}")
        words = say(text, value=unit.form(value), year=str(year), target=plot.target_name)
        yield Label(plot.up.at(value), words, ACCENT)
    if unit.equality is not None:
        yield Label(plot.up.at(unit.equality), say(EQUALITY), INK)


def _backwards(plot: _Plot, series: Series) -> Iterator[tuple[int, Point]]:
    return zip(reversed(plot.years), reversed(series.points), strict=True)


def _draw_years(canvas: Canvas, plot: _Plot) -> float:
    """The years, and under those without a value a cross and why; returns where that ends."""
    y = plot.up.start
    canvas.line([(plot.across.start, y), (plot.across.end, y)], SOFT, 0.8)
    room = plot.across.at(plot.across.low + 1) - plot.across.start
    every = next(n for n in (1, 2, 5, 10) if n * room > width("2026", SMALL) + 5 or n == 10)
    for year in sorted({*plot.years, *(year for year, _ in plot.target)}):
        if not (int(plot.across.high) - year) % every:
            canvas.text(plot.across.at(year), y + _YEARS - 2, str(year), "middle", SMALL, SOFT)
    return _draw_absences(canvas, plot, y + _YEARS)


def _draw_absences(canvas: Canvas, plot: _Plot, y: float) -> float:
    """A cross for each year without a value; why is said once for neighbours, lower down where it would not fit."""
    said = [
        (year, "; ".join(_absence(plot.measure, [(s.label, s.points[at]) for s in plot.series])))
        for at, year in enumerate(plot.years)
    ]
    taken: list[float] = []
    for words, group in groupby(said, key=lambda one: one[1]):
        places = [plot.across.at(year) for year, _ in group] if words else []
        for x in places:
            canvas.cross(x, y + 5)
        if places:
            shown_words = shortened(words, canvas.width, SMALL)
            room = width(shown_words, SMALL)
            left = max(0.0, min(canvas.width - room, (places[0] + places[-1] - room) / 2))
            level = next((at for at, end in enumerate(taken) if end < left), len(taken))
            taken[level : level + 1] = [left + room + 6]
            canvas.text(left, y + 17 + level * STEP, shown_words, size=SMALL, colour=SOFT)
    return y + (10 + len(taken) * STEP if taken else 0)


def _absence(measure: Measure, named: Sequence[tuple[str, Point]]) -> list[str]:
    """Why series have no value in a year: once for all of them, or each by its name."""
    absent = [(label, point.state or measure.no_value) for label, point in named if point.value is None]
    if not absent:
        return []
    states = {state for _, state in absent}
    if len(absent) == len(named) and len(states) == 1:
        return [absent[0][1]]
    return [f"{label}: {state}" for label, state in absent]


def _described(plot: _Plot) -> str:
    measure, say = plot.measure, plot.measure.language.say
    points = [point for series in plot.series for point in series.points]
    said = [say(marked("{what}, by year"), what=heading(measure, points))]
    for series in plot.series:
        name = f"{series.label}: " if series.label else ""
        said.append(name + (over_years(plot.years, series.points, measure) or say(NOTHING)))
        newest = series.points[-1] if series.points else Point("")
        said.append(beside_equality(str(plot.years[-1]), newest, measure) if series.points else "")
    if plot.breaks:
        broken = listed([f"{b.year} ({b.words})" for b in plot.breaks], measure.language)
        said.append(say(marked("not comparable with the years before: {years}"), years=broken))
    if plot.target:
        said.append(_aimed(plot))
    return " ".join(sentence(part) for part in [*said, direction(measure)] if part)


def _aimed(plot: _Plot) -> str:
    """From where to where the target goes."""
    (first, start), (last, end) = plot.target[0], plot.target[-1]
    text = marked("the {target} goes from {start} in {first} to {end} in {last}")
    form, years = plot.measure.unit.form, {"first": str(first), "last": str(last)}
    return plot.measure.language.say(text, target=plot.target_name, start=form(start), end=form(end), **years)


def _tabled(plot: _Plot) -> pl.DataFrame:
    """A row for each year: values with limits, the target, and notes: why there is no value, which years are not comparable."""
    unit, path = plot.measure.unit, dict(plot.target)
    years = sorted({*plot.years, *path})
    columns: dict[str, Column] = {plot.measure.language.say(marked("Year")): [str(year) for year in years]}
    for series in plot.series:
        by_year = dict(zip(plot.years, series.points, strict=True))
        points = [by_year.get(year, Point(str(year))) for year in years]
        columns |= values_of(plot.measure, points, series.label if len(plot.series) > 1 else "")
    if path:
        columns[capital(plot.target_name)] = [shown(path.get(year), unit) for year in years]
    return table_of({**columns, **notes_of([_note(plot, year) for year in years], plot.measure.language)})


def _note(plot: _Plot, year: int) -> str:
    at = plot.years.index(year) if year in plot.years else None
    absent = [] if at is None else _absence(plot.measure, [(s.label, s.points[at]) for s in plot.series])
    say = plot.measure.language.say
    broken = [say(marked("break: {why}"), why=b.words) for b in plot.breaks if b.year == year]
    return "; ".join([*absent, *broken])
