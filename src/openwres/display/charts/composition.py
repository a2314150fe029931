"""The composition by grade: the share of a group in each grade and, beside it on the same rows, how many people these are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from openwres.display import numbers
from openwres.display.chart import Chart
from openwres.display.charts.axes import TICKS, draw_ticks
from openwres.display.charts.canvas import Canvas
from openwres.display.charts.metrics import shortened, width
from openwres.display.charts.rows import COUNT, PERCENT, Measure, Point
from openwres.display.charts.scales import Scale, scale_of
from openwres.display.charts.style import (
    DARK_BLUE,
    DASHED,
    DOTTED,
    INK,
    LABEL,
    PAPER,
    QUIET,
    RULE,
    SMALL,
    SOFT,
    WIDTH,
)  # fmt: skip
from openwres.display.charts.tables import Column, notes_of, shown, table_of
from openwres.display.charts.words import NOTHING, all_of, sentence, without
from openwres.display.language import ENGLISH, Language, marked

if TYPE_CHECKING:
    import polars as pl

_ROW, _HEAD, _BLOCK, _GAP, _BAR = 13.0, 15.0, 17.0, 9.0, 8.0
_NAMES, _STATE = 0.3, 0.16
_FILLS = ((DARK_BLUE, DARK_BLUE), (RULE, QUIET), (PAPER, QUIET))


@dataclass(frozen=True)
class Grade:
    """A row of the grid: the share of the first group in per cent, and the people of each group, None where hidden.

    `state` says why something is not there. Rows of one `block` that follow one another stand under its name.
    """

    label: str
    share: float | None
    people: tuple[int | None, ...]
    state: str = ""
    block: str = ""

    @property
    def point(self) -> Point:
        """The share."""
        return Point(self.label, self.share, state=self.state)

    def counted(self, measure: Measure) -> str:
        """The people of the first group of all, or why they are not told."""
        counts = [count for count in self.people if count is not None]
        if len(counts) < len(self.people) or not counts:
            return self.state or measure.no_value
        part, whole = numbers.count(counts[0]), numbers.count(sum(counts))
        return measure.language.say(marked("{part} of {whole}"), part=part, whole=whole)


@dataclass(frozen=True)
class _Plot:
    """The rows with their heights, and the two scales."""

    measure: Measure
    rows: Sequence[tuple[Grade, float]]
    blocks: Sequence[tuple[str, float]]
    groups: Sequence[str]
    names: float
    shares: Scale
    people: Scale
    top: float
    bottom: float


def composition(
    title: str,
    grades: Sequence[Grade],
    groups: Sequence[str],
    whole: float | None = None,
    whole_name: str = "",
    language: Language = ENGLISH,
    width: float = WIDTH,
) -> Chart:
    """Grades from the top down, in the order given. `whole` is the share of the first group among everybody, as a line."""
    measure = Measure(title, PERCENT, language=language)
    whole_name = whole_name or language.say(marked("whole workforce"))
    canvas = Canvas(width)
    plot = _planned(canvas, measure, grades, groups, whole)
    _draw_heads(canvas, plot, whole, whole_name)
    for block, y in plot.blocks:
        canvas.text(0, y + 3, shortened(block, plot.names, LABEL, True), bold=True)
    for grade, y in plot.rows:
        canvas.block(0, y, [shortened(grade.label, plot.names)])
        _draw_share(canvas, plot, grade, y)
        _draw_people(canvas, plot, grade, y)
    draw_ticks(canvas, plot.shares, PERCENT, plot.bottom)
    draw_ticks(canvas, plot.people, COUNT, plot.bottom)
    said = _described(measure, grades, groups, whole, whole_name)
    return canvas.chart(plot.bottom + TICKS + 1, title, said, _tabled(grades, groups, whole, whole_name, language))


def _planned(
    canvas: Canvas, measure: Measure, grades: Sequence[Grade], groups: Sequence[str], whole: float | None
) -> _Plot:
    rows: list[tuple[Grade, float]] = []
    blocks: list[tuple[str, float]] = []
    top = y = 2 * _HEAD
    for at, grade in enumerate(grades):
        if grade.block and (not at or grades[at - 1].block != grade.block):
            blocks.append((grade.block, y + _BLOCK / 2))
            y += _BLOCK
        elif at and not grade.block and grades[at - 1].block:
            y += _ROW / 2
        rows.append((grade, y + _ROW / 2))
        y += _ROW
    widest = max([*(width(g.label) for g in grades), *(width(words, LABEL, True) for words, _ in blocks)], default=0.0)
    names = min(widest + 1, _NAMES * canvas.width)
    written = ([_share(measure, grade) for grade in grades], [grade.counted(measure) for grade in grades])
    beside = [_room(canvas, column) for column in written]
    panel = (canvas.width - names - sum(beside) - 4 * _GAP) / 2
    shares = [grade.share for grade in grades if grade.share is not None] + ([] if whole is None else [whole])
    totals = [float(sum(count or 0 for count in grade.people)) for grade in grades]
    left = names + _GAP
    right = left + panel + beside[0] + 2 * _GAP
    return _Plot(
        measure, rows, blocks, groups, names, scale_of(PERCENT, shares, [], left, left + panel, zero=True),
        scale_of(COUNT, totals, [], right, right + panel, zero=True), top, max(y, top + _ROW) + 2,
    )  # fmt: skip


def _share(measure: Measure, grade: Grade) -> str:
    return grade.state or measure.no_value if grade.share is None else PERCENT.form(grade.share)


def _room(canvas: Canvas, written: Sequence[str]) -> float:
    """How wide the numbers beside a panel are, with room for a cross; long words are shortened."""
    return min(max((width(words, SMALL) for words in written), default=0.0) + 10, _STATE * canvas.width)


def _draw_heads(canvas: Canvas, plot: _Plot, whole: float | None, name: str) -> None:
    """What each panel is of; the line of the whole with its words; which shade is which group."""
    shares, people = plot.shares, plot.people
    room = people.start - shares.start - _GAP
    say = plot.measure.language.say
    for x, head, its in (
        (shares.start, say(marked("{group}, % of the grade"), group=plot.groups[0]), room),
        (people.start, say(marked("people in the grade")), canvas.width - people.start),
    ):
        canvas.text(x, SMALL, shortened(head, its, SMALL, True), size=SMALL, bold=True)
    if whole is not None:
        x = shares.at(whole)
        canvas.line([(x, plot.top - 2), (x, plot.bottom)], INK, 1.0, DASHED)
        words = shortened(f"{name} {PERCENT.form(whole)}", room + plot.names, SMALL)
        start = min(x - 2, people.start - _GAP - width(words, SMALL))
        canvas.text(max(0.0, start), plot.top - 5, words, size=SMALL)
    x = people.start
    each = (canvas.width - x) / max(len(plot.groups), 1)
    for group, (fill, outline) in zip(plot.groups, _FILLS, strict=False):
        canvas.box(x, plot.top - 12, x + 7, plot.top - 5, fill, outline)
        words = shortened(group, each - 16, SMALL)
        canvas.text(x + 10, plot.top - 5, words, size=SMALL)
        x += 10 + width(words, SMALL) + 8


def _draw_share(canvas: Canvas, plot: _Plot, grade: Grade, y: float) -> None:
    scale = plot.shares
    hidden = grade.share is None
    canvas.line([(scale.start, y), (scale.end, y)], QUIET if hidden else RULE, 0.6, DOTTED if hidden else "")
    if grade.share is not None:
        canvas.mark("dot", scale.at(grade.share), y, 3.4, DARK_BLUE)
    _write(canvas, scale.end + _GAP, plot.people.start - _GAP, y, _share(plot.measure, grade), hidden)


def _draw_people(canvas: Canvas, plot: _Plot, grade: Grade, y: float) -> None:
    scale, hidden = plot.people, None in grade.people
    if hidden:
        canvas.line([(scale.start, y), (scale.end, y)], QUIET, 0.6, DOTTED)
    else:
        ends = [0, *accumulate(count or 0 for count in grade.people)]
        for (fill, outline), start, end in zip(_FILLS, ends, ends[1:], strict=False):
            if end > start:
                canvas.box(scale.at(start), y - _BAR / 2, scale.at(end), y + _BAR / 2, fill, outline)
    _write(canvas, scale.end + _GAP, canvas.width, y, grade.counted(plot.measure), hidden)


def _write(canvas: Canvas, left: float, right: float, y: float, words: str, hidden: bool) -> None:
    """Numbers beside a panel, or a cross and a word."""
    if hidden:
        canvas.cross(left + 2.5, y)
    indent = 9.0 if hidden else 0.0
    canvas.block(
        left + indent, y, [shortened(words, right - left - indent, SMALL)], size=SMALL, colour=SOFT if hidden else INK
    )


def _described(
    measure: Measure, grades: Sequence[Grade], groups: Sequence[str], whole: float | None, whole_name: str
) -> str:
    points, say = [grade.point for grade in grades], measure.language.say
    said = [f"{measure.title}: {all_of(points, measure) or say(NOTHING)}"]
    if whole is not None:
        said.append(say(marked("the share in the {whole} is {share}"), whole=whole_name, share=PERCENT.form(whole)))
    counted = [grade for grade in grades if grade.people and None not in grade.people]
    if counted:
        most = max(counted, key=lambda grade: sum(count or 0 for count in grade.people))
        text = marked("most people are in {grade}: {counted} are {group}")
        said.append(say(text, grade=most.label, counted=most.counted(measure), group=groups[0]))
    return " ".join(sentence(part) for part in [*said, without(points, measure)] if part)


def _tabled(
    grades: Sequence[Grade], groups: Sequence[str], whole: float | None, whole_name: str, language: Language
) -> pl.DataFrame:
    columns: dict[str, Column] = {}
    say = language.say
    if any(grade.block for grade in grades):
        columns[say(marked("Part"))] = [grade.block for grade in grades]
    columns[say(marked("Grade"))] = [grade.label for grade in grades]
    columns[say(marked("{group}, %"), group=groups[0])] = [shown(grade.share, PERCENT) for grade in grades]
    for at, group in enumerate(groups):
        columns[say(marked("{group}, people"), group=group)] = [grade.people[at] for grade in grades]
    if whole is not None:
        columns[say(marked("{group}, %"), group=whole_name.capitalize())] = [shown(whole, PERCENT)] * len(grades)
    return table_of({**columns, **notes_of([grade.state for grade in grades], language)})
