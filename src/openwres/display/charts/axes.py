"""The axis from left to right: ticks, band, unit, adverse side, and upright lines of equality and of averages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from openwres.display.charts.canvas import Canvas
from openwres.display.charts.metrics import width
from openwres.display.charts.rows import Measure, Unit
from openwres.display.charts.scales import Scale, ticks
from openwres.display.charts.style import BAND, DASHED, INK, SMALL, SOFT
from openwres.display.charts.words import EQUALITY
from openwres.display.language import marked

TICKS, WORDS, _APART = 15.0, 12.0, 14.0
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
    found = [] if unit.equality is None else [Reference(unit.equality, measure.language.say(EQUALITY), "")]
    return found if average is None else [*found, Reference(average, f"{name} {unit.form(average)}")]


def lying(canvas: Canvas, scale: Scale, measure: Measure, top: float, bottom: float) -> float:
    """An axis from left to right under a plot; returns where it ends below."""
    if measure.band:
        low, high = (scale.at(limit) for limit in measure.band)
        canvas.box(low, top, high, bottom, BAND)
    draw_ticks(canvas, scale, measure.unit, bottom)
    return _words_below(canvas, scale, measure, bottom + TICKS)


def draw_ticks(canvas: Canvas, scale: Scale, unit: Unit, y: float) -> None:
    """The line of an axis with its ticks and their words."""
    for tick in ticks(scale, lambda tick: width(unit.tick(tick), SMALL) + _APART):
        x = scale.at(tick)
        canvas.line([(x, y), (x, y + 3)], SOFT, 0.8)
        canvas.text_within(x, y + TICKS - 2, unit.tick(tick), "middle")
    canvas.line([(scale.start, y), (scale.end, y)], SOFT, 0.8)


def _words_below(canvas: Canvas, scale: Scale, measure: Measure, y: float) -> float:
    """The unit on one side, the adverse side on the other; under one another where they are too wide for that."""
    unit, adverse, above = unit_words(measure), adverse_words(measure, "\u2190", "\u2192"), measure.adverse == "above"
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
    say = measure.language.say
    unit = say(measure.unit.name)
    return say(marked("{unit}; grey: {band}"), unit=unit, band=measure.limits(*measure.band)) if measure.band else unit


def adverse_words(measure: Measure, low: str, high: str) -> str:
    """Which way is adverse to whom, with the arrow of that way; empty where neither is."""
    if not measure.adverse:
        return ""
    words = measure.language.say(marked("adverse to {whom}"), whom=measure.adverse_to)
    return f"{words} {high}" if measure.adverse == "above" else f"{low} {words}"


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
