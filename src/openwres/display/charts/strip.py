"""The strip: a value with its interval on a track with equality in its middle; alone, or as a scorecard of several.

The ends of a track are always the same, so that strips can be compared: a ratio from a quarter to four, points from -30 to
30 of a hundred. What lies beyond is an arrowhead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from openwres.display.chart import Chart
from openwres.display.charts.axes import adverse_words
from openwres.display.charts.canvas import Canvas
from openwres.display.charts.intervals import Pen, draw
from openwres.display.charts.metrics import lines, shortened
from openwres.display.charts.rows import Measure, Point, Unit
from openwres.display.charts.scales import Scale
from openwres.display.charts.style import BAND, DARK_BLUE, DOTTED, INK, LABEL, LEADING, QUIET, SMALL, SOFT, WIDTH
from openwres.display.charts.tables import LOWER, UPPER, VALUE, Column, notes_of, shown, table_of
from openwres.display.charts.words import capital, direction, sentence, told
from openwres.display.language import ENGLISH, Language, marked

if TYPE_CHECKING:
    import polars as pl

STRIP = 180.0
"""How wide a strip alone is."""

_HEAD, _TRACK, _FOOT, _EDGE, _TICK = 8.0, 13.0, 9.0, 8.0, 3.0
_RATIO, _POINTS = (0.25, 0.5, 1.0, 2.0, 4.0), (-20.0, -10.0, 0.0, 10.0, 20.0)
_POINTS_END = 30.0
_NAMES, _NUMBERS, _GAP, _PAD, _LINE = 0.4, 0.24, 10.0, 2.5, SMALL * LEADING


@dataclass(frozen=True)
class Score:
    """A row of a scorecard. `shape` is the mark of its value, `span` how wide the range is in which values can lie."""

    measure: Measure
    point: Point
    shape: str = "dot"
    span: float = 100.0


def beyond(unit: Unit, value: float | None, span: float = 100.0) -> str:
    """`left` or `right` where a value lies beyond that end of a strip."""
    side = 0 if value is None else _scale(unit, span, 0, 1).beyond(value)
    return ("left", "", "right")[side + 1]


def strip(score: Score, words: str, head: bool = True, foot: bool = True, width: float = STRIP) -> str:
    """The drawing of a strip alone, said by `words`: the adverse side over it, the numbers of the ticks under it."""
    canvas = Canvas(width)
    scale = _scale(score.measure.unit, score.span, _EDGE, width - _EDGE)
    y = _TRACK / 2 + (_HEAD if head else 0)
    if head:
        above = score.measure.adverse == "above"
        adverse = adverse_words(score.measure, "\u2190", "\u2192")
        canvas.text_within(scale.end if above else scale.start, _HEAD - 1, adverse, "end" if above else "start")
    _draw_track(canvas, scale, score, y)
    if foot:
        _draw_numbers(canvas, scale, score, y + _TRACK / 2)
    return canvas.svg(y + _TRACK / 2 + (_FOOT if foot else 0), words)


def scorecard(title: str, scores: Sequence[Score], language: Language = ENGLISH, width: float = WIDTH) -> Chart:
    """Strips under one another, each with its name, its adverse side and its numbers; neighbours of one unit share ticks."""
    canvas = Canvas(width)
    left, right = _NAMES * width + _GAP, (1 - _NUMBERS) * width - _GAP
    y = 0.0
    for score, following in pairwise([*scores, None]):
        if score is None:
            continue
        scale = _scale(score.measure.unit, score.span, left, right)
        y = _draw_row(canvas, scale, score, y)
        if score.measure.unit.equality is not None and not _same_track(score, following):
            _draw_numbers(canvas, scale, score, y - _PAD / 2)
            y += _FOOT + _PAD
    points = [replace(score.point, label=score.measure.title) for score in scores]
    said = [
        language.say(marked("{what}: {number} measures"), what=title, number=str(len(scores))),
        *(told(point, score.measure) for point, score in zip(points, scores, strict=True)),
    ]
    return canvas.chart(max(y, _LINE), title, " ".join(map(sentence, said)), _tabled(scores, language))


def _same_track(score: Score, following: Score | None) -> bool:
    return following is not None and (score.measure.unit, score.span) == (following.measure.unit, following.span)


def _scale(unit: Unit, span: float, start: float, end: float) -> Scale:
    if unit.log:
        return Scale(_RATIO[0], _RATIO[-1], start, end, log=True)
    reach = _POINTS_END * span / 100
    return Scale(-reach, reach, start, end)


def _ticks(score: Score) -> list[float]:
    return list(_RATIO) if score.measure.unit.log else [tick * score.span / 100 for tick in _POINTS]


def _draw_track(canvas: Canvas, scale: Scale, score: Score, y: float) -> None:
    """Band, axis with its ticks, equality, and on them the value with its interval."""
    unit, point = score.measure.unit, score.point
    if score.measure.band:
        low, high = (scale.at(limit) for limit in score.measure.band)
        canvas.box(low, y - 5.5, high, y + 5.5, BAND)
    absent = point.value is None and not point.bounded
    canvas.line([(scale.start, y), (scale.end, y)], QUIET, 0.8, DOTTED if absent else "")
    for tick in _ticks(score):
        canvas.line([(scale.at(tick), y - _TICK / 2), (scale.at(tick), y + _TICK / 2)], QUIET, 0.8)
    if unit.equality is not None:
        canvas.line([(scale.at(unit.equality), y - 6.5), (scale.at(unit.equality), y + 6.5)], INK, 1.2)
    draw(canvas, scale, y, point, Pen(score.shape, DARK_BLUE, 4.2, 1.7, 3.2))


def _draw_numbers(canvas: Canvas, scale: Scale, score: Score, top: float) -> None:
    for tick in _ticks(score):
        canvas.text_within(scale.at(tick), top + 0.82 * SMALL, score.measure.unit.tick(tick), "middle")


def _draw_row(canvas: Canvas, scale: Scale, score: Score, top: float) -> float:
    """The name with its adverse side, the track, the value over its interval; returns where the row ends."""
    measure, point = score.measure, score.point
    names, adverse = lines(measure.title, _NAMES * canvas.width), capital(direction(measure))
    height = len(names) * LABEL * LEADING + (_LINE if adverse else 0)
    bottom = top + max(height, 2 * _LINE) + 2 * _PAD
    y = (top + bottom) / 2
    canvas.block(0, y - (_LINE / 2 if adverse else 0), names)
    if adverse:
        canvas.block(
            0, y + height / 2 - _LINE / 2, [shortened(adverse, _NAMES * canvas.width, SMALL)], size=SMALL, colour=SOFT
        )
    if measure.unit.equality is not None:
        _draw_track(canvas, scale, score, y)
    _write(canvas, scale.end + 2 * _GAP, y, measure, point)
    return bottom


def _write(canvas: Canvas, x: float, y: float, measure: Measure, point: Point) -> None:
    room = canvas.width - x
    if point.value is None:
        canvas.cross(x + 2.5, y - (_LINE / 2 if point.bounded else 0))
    first = [
        (point.state or measure.no_value, False) if point.value is None else (measure.unit.form(point.value), True)
    ]
    if point.lower is not None:
        first.append((measure.limits(point.lower, point.upper), False))
    for at, (words, bold) in enumerate(first):
        indent = 9.0 if point.value is None and not at else 0.0
        line = y + (at - (len(first) - 1) / 2) * _LINE * 1.1
        canvas.block(x + indent, line, [shortened(words, room - indent, SMALL, bold)], size=SMALL, bold=bold)


def _tabled(scores: Sequence[Score], language: Language) -> pl.DataFrame:
    """A row for each measure; its unit stands beside it, for they differ."""
    say = language.say
    columns: dict[str, Column] = {
        say(marked("Measure")): [score.measure.title for score in scores],
        say(VALUE): [shown(score.point.value, score.measure.unit) for score in scores],
        say(LOWER): [shown(score.point.lower, score.measure.unit) for score in scores],
        say(UPPER): [shown(score.point.upper, score.measure.unit) for score in scores],
        say(marked("Unit")): [say(score.measure.unit.name) for score in scores],
    }
    return table_of({**columns, **notes_of([score.point.state for score in scores], language)})
