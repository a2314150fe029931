"""The career ladder: for each step, from the lowest at the foot up, a value of each group with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from openwres.display.chart import Chart
from openwres.display.charts.axes import references_of
from openwres.display.charts.canvas import Canvas
from openwres.display.charts.frame import Line, Row, frame
from openwres.display.charts.intervals import PENS, draw
from openwres.display.charts.rows import Measure, Point
from openwres.display.charts.style import WIDTH
from openwres.display.charts.tables import Column, notes_of, shown, table_of, values_of
from openwres.display.charts.words import capital, direction, heading, sentence, told, without
from openwres.display.language import marked

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class Step:
    """A step of the ladder, with a point for each group."""

    label: str
    points: tuple[Point, ...]


def ladder(
    measure: Measure,
    steps: Sequence[Step],
    groups: Sequence[str],
    average: float | None = None,
    average_name: str = "",
    width: float = WIDTH,
) -> Chart:
    """Steps from the lowest up. Every group has its own mark and its name beside each number."""
    average_name = average_name or measure.language.say(marked("all steps"))
    canvas = Canvas(width)
    rows = [
        Row(
            step.label,
            tuple(Line((p,), f"{g} {p.told(measure) or measure.no_value}".strip()) for g, p in _named(step, groups)),
        )
        for step in reversed(steps)
    ]
    laid = frame(canvas, measure, rows, references_of(measure, average, average_name))
    for row in laid.rows:
        for at, (line, y) in enumerate(row.placed):
            draw(canvas, laid.scale, y, line.points[0], PENS[at % len(PENS)])
    said, table = _described(measure, steps, groups), _tabled(measure, steps, groups)
    if average is not None:
        said = f"{said} {sentence(f'{average_name}: {measure.unit.form(average)}')}"
        table = table.with_columns(table_of({capital(average_name): [shown(average, measure.unit)] * len(steps)}))
    return canvas.chart(laid.bottom, measure.title, said, table)


def _named(step: Step, groups: Sequence[str]) -> list[tuple[str, Point]]:
    return list(zip(groups, step.points, strict=True))


def _described(measure: Measure, steps: Sequence[Step], groups: Sequence[str]) -> str:
    """The lowest and the highest step of each group, and on how many steps the first group has the lower value."""
    points = [point for step in steps for point in step.points]
    say = measure.language.say
    by_step = marked("{what}, by step, {number} from the lowest up")
    said = [say(by_step, what=heading(measure, points), number=str(len(steps)))]
    for at, group in enumerate(groups):
        valued = [replace(s.points[at], label=s.label) for s in steps if s.points[at].value is not None]
        ends = [told(point, measure) for point in (valued[:1] + valued[1:][-1:])]
        both = say(marked("{first} to {last}"), first=ends[0], last=ends[1]) if len(ends) > 1 else "".join(ends)
        said.append(f"{group}: ".lstrip(": ") + (both or measure.no_value))
    if len(groups) > 1:
        said.append(_compared(measure, steps, groups))
    return " ".join(sentence(part) for part in [*said, without(points, measure), direction(measure)] if part)


def _compared(measure: Measure, steps: Sequence[Step], groups: Sequence[str]) -> str:
    pairs = [(s.points[0].value, s.points[1].value) for s in steps]
    both = [(one, other) for one, other in pairs if one is not None and other is not None]
    lower = sum(one < other for one, other in both)
    text = marked("the value of {group} is below that of {other} on {lower} of {both} steps that have both")
    counts = {"lower": str(lower), "both": str(len(both))}
    return measure.language.say(text, group=groups[0], other=groups[1], **counts)


def _tabled(measure: Measure, steps: Sequence[Step], groups: Sequence[str]) -> pl.DataFrame:
    columns: dict[str, Column] = {measure.language.say(marked("Step")): [step.label for step in steps]}
    for at, group in enumerate(groups):
        columns |= values_of(measure, [step.points[at] for step in steps], group)
    notes = ["; ".join(f"{g}: {p.state}".lstrip(": ") for g, p in _named(s, groups) if p.state) for s in steps]
    return table_of({**columns, **notes_of(notes, measure.language)})
