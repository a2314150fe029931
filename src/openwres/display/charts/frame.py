"""Charts of rows: a name at the left, a plot in the middle, numbers at the right, one axis for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from openwres.display.charts.axes import Reference, head_room, headed, lying
from openwres.display.charts.canvas import Canvas
from openwres.display.charts.metrics import lines, shortened, width
from openwres.display.charts.rows import Measure, Point
from openwres.display.charts.scales import Scale, scale_of
from openwres.display.charts.style import DOTTED, INK, LABEL, LEADING, QUIET, RULE, SMALL, SOFT

_NAMES, _NUMBERS, _NAME_LINES = 0.36, 0.42, 3
_GAP, _HEAD, _PAD = 10.0, 16.0, 5.0
_LINE = LABEL * LEADING
_RULE, _DOTS = (RULE, 0.6, ""), (QUIET, 0.6, DOTTED)


@dataclass(frozen=True)
class Line:
    """Points at one height, and what is written beside them."""

    points: tuple[Point, ...]
    words: str

    @property
    def absent(self) -> bool:
        """Whether there is nothing to draw at all."""
        return all(point.value is None and not point.bounded for point in self.points)


@dataclass(frozen=True)
class Row:
    """A row: its name, and one line or several under one another."""

    name: str
    lines: tuple[Line, ...]
    emphasis: bool = False


@dataclass(frozen=True)
class Laid:
    """A row with its place: the lines of its name, and the heights of its points."""

    row: Row
    names: tuple[str, ...]
    top: float
    bottom: float

    @property
    def placed(self) -> list[tuple[Line, float]]:
        """Each line with its height."""
        middle, many = (self.top + self.bottom) / 2, len(self.row.lines)
        return [(line, middle + (at - (many - 1) / 2) * _LINE) for at, line in enumerate(self.row.lines)]


@dataclass(frozen=True)
class Frame:
    """The plot: its scale, its rows, and where it ends below."""

    scale: Scale
    rows: tuple[Laid, ...]
    bottom: float

    @property
    def lines(self) -> list[tuple[Line, float]]:
        """The lines of all rows with their heights."""
        return [placed for laid in self.rows for placed in laid.placed]


def frame(
    canvas: Canvas, measure: Measure, rows: Sequence[Row], references: Sequence[Reference], head: float = 0.0
) -> Frame:
    """Lays the rows out and draws all but their points: names, numbers, axis, references; leaves a head free at the top."""
    names = _named(canvas, rows)
    left, right = _columns(canvas, rows, names, references)
    points = [point for row in rows for line in row.lines for point in line.points]
    scale = scale_of(
        measure.unit,
        [*(p.value for p in points if p.value is not None), *(r.value for r in references)],
        [limit for p in points for limit in (p.lower, p.upper) if limit is not None],
        left,
        right,
    )
    top = head + (_HEAD if references else _PAD)
    laid = _laid(rows, names, top)
    plot_bottom = laid[-1].bottom if laid else top + _LINE
    bottom = lying(canvas, scale, measure, top, plot_bottom)
    headed(canvas, scale, references, top - _PAD, plot_bottom)
    for one in laid:
        _write(canvas, one, scale)
    return Frame(scale, laid, bottom)


def _named(canvas: Canvas, rows: Sequence[Row]) -> list[tuple[str, ...]]:
    """The names of the rows in lines."""
    return [lines(row.name, _NAMES * canvas.width, _NAME_LINES, bold=row.emphasis) for row in rows]


def _columns(
    canvas: Canvas, rows: Sequence[Row], names: Sequence[tuple[str, ...]], references: Sequence[Reference]
) -> tuple[float, float]:
    """Where the plot begins and ends."""
    head = head_room(references)
    named = max((width(n, bold=r.emphasis) for r, its in zip(rows, names, strict=True) for n in its), default=0.0)
    written = (
        max(
            (width(words, SMALL, row.emphasis) for row in rows for words in (line.words for line in row.lines)),
            default=0.0,
        )
        + _GAP
    )
    return max(named, head) + _GAP, canvas.width - max(min(written, _NUMBERS * canvas.width), head) - _GAP


def _laid(rows: Sequence[Row], names: Sequence[tuple[str, ...]], top: float) -> tuple[Laid, ...]:
    found: list[Laid] = []
    for row, its in zip(rows, names, strict=True):
        height = _LINE * max(len(its), len(row.lines), 1) + _PAD
        found.append(Laid(row, its, top, top + height))
        top += height
    return tuple(found)


def _write(canvas: Canvas, laid: Laid, scale: Scale) -> None:
    """The name and the numbers of a row; a cross and a word, on a dotted line, for what has no value."""
    row, x = laid.row, scale.end + _GAP
    canvas.block(0, (laid.top + laid.bottom) / 2, laid.names, bold=row.emphasis)
    for line, y in laid.placed:
        absent = any(point.value is None and not point.bounded for point in line.points)
        canvas.line([(scale.start, y), (scale.end, y)], *_DOTS if line.absent else _RULE)
        if absent:
            canvas.cross(x + 2.5, y)
        indent = 9.0 if absent else 0.0
        shown = shortened(line.words, canvas.width - x - indent, SMALL, row.emphasis)
        canvas.block(x + indent, y, [shown], size=SMALL, colour=SOFT if line.absent else INK, bold=row.emphasis)
