"""The axis from bottom to top: grid, band, equality, what stands over the plot and, beside the ends of lines, at its right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from openwres.display.charts.axes import adverse_words, unit_words
from openwres.display.charts.canvas import Canvas
from openwres.display.charts.metrics import lines, shortened, width
from openwres.display.charts.rows import Measure, Unit
from openwres.display.charts.scales import Scale, spread_out, ticks
from openwres.display.charts.style import BAND, INK, LEADING, RULE, SMALL, SOFT

HEAD, STEP = 16.0, SMALL * LEADING
_GAP, _MOST, _LINES = 8.0, 0.3, 3


@dataclass(frozen=True)
class Label:
    """Words beside the end of a line, at its height."""

    y: float
    words: str
    colour: str
    bold: bool = False


def ground(canvas: Canvas, measure: Measure, scale: Scale, left: float, right: float) -> None:
    """Band, grid, ticks and equality of a plot between two sides; the unit and the adverse side over it."""
    if measure.band:
        low, high = (scale.at(limit) for limit in measure.band)
        canvas.box(left, high, right, low, BAND)
    for tick in _ticks(scale):
        y = scale.at(tick)
        canvas.line([(left, y), (right, y)], RULE, 0.6)
        canvas.text(left - 5, y + 0.34 * SMALL, measure.unit.tick(tick), "end", SMALL, SOFT)
    canvas.line([(left, scale.start), (right, scale.start)], SOFT, 0.8)
    if measure.unit.equality is not None:
        y = scale.at(measure.unit.equality)
        canvas.line([(left, y), (right, y)], INK, 1.1)
    _write_head(canvas, measure)


def _write_head(canvas: Canvas, measure: Measure) -> None:
    unit = unit_words(measure)
    canvas.text(0, SMALL, unit, size=SMALL, colour=SOFT)
    adverse = adverse_words(measure, "\u2193", "\u2191")
    words = shortened(adverse, canvas.width - width(unit, SMALL) - 14, SMALL)
    if words:
        canvas.text(canvas.width - width(words, SMALL), SMALL, words, size=SMALL)


def ticks_room(scale: Scale, unit: Unit) -> float:
    """How wide the ticks of the axis are."""
    return max((width(unit.tick(tick), SMALL) for tick in _ticks(scale)), default=0.0) + 5


def _ticks(scale: Scale) -> list[float]:
    return ticks(scale, lambda _: 3 * SMALL)


def labels_room(canvas: Canvas, labels: Sequence[Label]) -> float:
    """How much room the labels at the right take."""
    widest = max((width(label.words, SMALL, label.bold) for label in labels), default=0.0)
    return min(widest + _GAP + 1, _MOST * canvas.width)


def write_labels(canvas: Canvas, labels: Sequence[Label], x: float, scale: Scale) -> None:
    """Each label near the height of its line, none over another."""
    blocks = [lines(label.words, canvas.width - x - _GAP, _LINES, SMALL, label.bold) for label in labels]
    heights = [len(block) * STEP + 1 for block in blocks]
    places = spread_out([label.y for label in labels], heights, scale.end - 6, scale.start + 6)
    for label, block, y in zip(labels, blocks, places, strict=True):
        canvas.block(x + _GAP, y, block, size=SMALL, colour=label.colour, bold=label.bold)
