"""Axes and what is drawn across a whole plot: grid, ticks, band, lines of equality and of averages, with their words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from openwres.display.charts.canvas import Canvas
from openwres.display.charts.metrics import width
from openwres.display.charts.rows import Measure, Unit
from openwres.display.charts.scales import Scale, ticks
from openwres.display.charts.style import BAND, DASHED, INK, RULE, SMALL, SOFT
from openwres.display.charts.words import EQUALITY
from openwres.display.numbers import interval

TICKS, WORDS = 15.0, 12.0
"""How high the row of ticks is, and each row of words below it."""


@dataclass(frozen=True)
class Reference:
    """A line across the plot at a value, with its words: an average, a target."""

    value: float
    words: str
    dash: str = DASHED
    colour: str = INK


def references_of(measure: Measure, average: float | None, name: str) -> list[Reference]:
    """Equality, where groups can fare alike, and an average, where there is one."""
    unit = measure.unit
    found = [] if unit.equality is None else [Reference(unit.equality, EQUALITY, "")]
    return found if average is None else [*found, Reference(average, f"{name} {unit.form(average)}")]


def lying(canvas: Canvas, scale: Scale, measure: Measure, top: float, bottom: float) -> float:
    """An axis from left to right under a plot; returns where it ends below."""
    if measure.band:
        low, high = (scale.at(limit) for limit in measure.band)
        canvas.box(low, top, high, bottom, BAND)
    for tick in ticks(scale, lambda tick: width(measure.unit.tick(tick), SMALL) + 9):
        x = scale.at(tick)
        canvas.line([(x, bottom), (x, bottom + 3)], SOFT, 0.8)
        canvas.text_within(x, bottom + TICKS - 2, measure.unit.tick(tick), "middle")
    canvas.line([(scale.start, bottom), (scale.end, bottom)], SOFT, 0.8)
    return _words_below(canvas, scale, measure, bottom + TICKS)


def _words_below(canvas: Canvas, scale: Scale, measure: Measure, y: float) -> float:
    """The unit on one side, the adverse side on the other; under one another where they are too wide for that."""
    unit, adverse = unit_words(measure), ""
    above = measure.adverse == "above"
    if measure.adverse:
        adverse = f"adverse to {measure.adverse_to} \u2192" if above else f"\u2190 adverse to {measure.adverse_to}"
    unit_at, adverse_at = ("start", "end") if above or not adverse else ("end", "start")
    places = {"start": scale.start, "end": scale.end}
    narrow = width(unit, SMALL) + width(adverse, SMALL) + 12 > abs(scale.end - scale.start)
    if adverse:
        canvas.text_within(places[adverse_at], y + WORDS - 2, adverse, adverse_at, colour=INK)
        y += WORDS if narrow else 0
    canvas.text_within(places[unit_at], y + WORDS - 2, unit, unit_at)
    return y + WORDS


def unit_words(measure: Measure) -> str:
    """The unit, and what the grey band is."""
    if not measure.band:
        return measure.unit.name
    return f"{measure.unit.name}; grey: {interval(*measure.band, measure.unit.form)}"


def upright(canvas: Canvas, scale: Scale, unit: Unit, left: float, right: float) -> None:
    """An axis from bottom to top at the left of a plot, with its grid."""
    for tick in ticks(scale, lambda _: 3 * SMALL):
        y = scale.at(tick)
        canvas.line([(left, y), (right, y)], RULE, 0.6)
        canvas.text(left - 5, y + 0.34 * SMALL, unit.tick(tick), "end", SMALL, SOFT)


def upright_room(scale: Scale, unit: Unit) -> float:
    """How wide the words of an upright axis are."""
    return max((width(unit.tick(tick), SMALL) for tick in ticks(scale, lambda _: 3 * SMALL)), default=0.0) + 5


def headed(canvas: Canvas, scale: Scale, references: Sequence[Reference], y: float, bottom: float) -> None:
    """Upright lines at references within the scale, with their words at the head, on the outer sides of the lines."""
    shown = sorted((r for r in references if not scale.beyond(r.value)), key=lambda r: r.value)
    for at, reference in enumerate(shown):
        x = scale.at(reference.value)
        left = at == 0 and len(shown) > 1
        canvas.line([(x, y - SMALL), (x, bottom)], reference.colour, 1.0, reference.dash)
        canvas.text_within(x + (-4 if left else 4), y, reference.words, "end" if left else "start", colour=INK)


def head_room(references: Sequence[Reference]) -> float:
    """How wide the widest words at the head are."""
    return max((width(reference.words, SMALL) for reference in references), default=0.0) + 6
