"""Charts in another language: whatever a chart adds to the words that it is given comes through the catalogue."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from openwres.display.chart import Chart
from openwres.display.charts.before_after import Change, before_after
from openwres.display.charts.composition import Grade, composition
from openwres.display.charts.dots import dots
from openwres.display.charts.funnel import Placed, funnel
from openwres.display.charts.ladder import Step, ladder
from openwres.display.charts.rows import COUNT, GAP, PERCENT, RATIO, SCORE, SCORE_GAP, Break, Measure, Point, Series
from openwres.display.charts.strip import Score, scorecard
from openwres.display.charts.trend import trend
from tests.display.charted import CURVES
from tests.display.drawings import outside, overlapping, root_of
from tests.display.invented import INVENTED, english

RATIOS = Measure("1", RATIO, "above", "2", (0.8, 1.25), INVENTED)
GAPS = Measure("1", GAP, "below", "2", language=INVENTED)
SHARES, SCORES, PEOPLE = (Measure("1", unit, language=INVENTED) for unit in (PERCENT, SCORE, COUNT))
SCORE_GAPS = Measure("1", SCORE_GAP, language=INVENTED)
HIDDEN, UNBOUNDED = Point("3"), Point("4", None, 1.45)
POINTS = [Point("5", 1.6, 1.27, 2.03, emphasis=True), Point("6", 1.0), HIDDEN, UNBOUNDED, Point("7", 0.7, 0.3, 1.2)]
BOTH = (Point("", 3.1, 2.2, 4.3), Point("", 4.4, 3.9, 5.0))
GRADES = [
    Grade("8", 20.0, (20, 70, 10), block="9"),
    Grade("10", None, (None, None, None)),
    *(Grade(str(at), 5.0 * at, (at, 20 - at, 0)) for at in range(11, 15)),
]
BESIDE = [
    Point("14", value, lower, upper, emphasis=True)
    for value, includes, excludes in ((0.7, (0.5, 1.5), (0.4, 0.9)), (1.0, (0.5, 1.5), (1.1, 2.0)), (1.4, (0.9, 2.0), (1.1, 2.0)))
    for lower, upper in ((None, None), includes, excludes)
]  # fmt: skip
"""Below, at and above equality, each without an interval, with one that includes equality and with one that does not."""
PLACED = [Placed(point, error) for point, error in zip(POINTS, (0.2, None, 0.3, 0.3, 0.4), strict=True)]
BESIDE_AVERAGE = [Placed(Point("15", value, emphasis=True), 0.01) for value in (0.3, 1.2, 4.0)]
YEARS = range(2020, 2026)
YEARLY = Series("", (*(Point("", value, value - 0.2, value + 0.2) for value in (1.6, 1.5, 0.9, 1.4)), HIDDEN, HIDDEN))
BREAKS = [Break(2021, "12"), Break(2023, "13")]
PATH = [(year, 1.6 - 0.1 * (year - 2020)) for year in range(2020, 2028)]
CHARTS: dict[str, Callable[[], Chart]] = {
    "before and after": lambda: before_after(RATIOS, [Change("1", POINTS[0], POINTS[1]), Change("2", HIDDEN, POINTS[1])], "1", "2"),
    "composition": lambda: composition("1", GRADES, ("1", "2", "3"), 24.4, language=INVENTED),
    "composition of nothing": lambda: composition("1", [], ("1", "2", "3"), language=INVENTED),
    "dots": lambda: dots(RATIOS, POINTS, 1.2),
    "dots beside equality": lambda: dots(RATIOS, BESIDE),
    "dots of gaps": lambda: dots(GAPS, [Point("1", -3.0, -5.0, -1.0, emphasis=True), Point("2", 0.0, emphasis=True)]),
    "dots of hidden": lambda: dots(SCORES, [HIDDEN] * 5),
    "dots of nothing": lambda: dots(PEOPLE, []),
    "funnel": lambda: funnel(RATIOS, PLACED, 1.2, CURVES),
    "funnel beside its average": lambda: funnel(RATIOS, BESIDE_AVERAGE, 1.2, CURVES),
    "funnel of a hidden one": lambda: funnel(RATIOS, [Placed(Point("1", emphasis=True), None)], 1.2),
    "ladder": lambda: ladder(SHARES, [Step("1", BOTH), Step("2", (HIDDEN, BOTH[1])), Step("3", BOTH)], ("1", "2"), 5.0),
    "ladder of hidden": lambda: ladder(SHARES, [Step("1", (HIDDEN, HIDDEN))], ("1", "2")),
    "scorecard": lambda: scorecard("1", [*(Score(RATIOS, point) for point in POINTS), Score(GAPS, Point("", 2.0)), Score(SCORE_GAPS, HIDDEN)], INVENTED),
    "trend": lambda: trend(RATIOS, YEARS, [YEARLY], BREAKS, PATH),
    "trend of two": lambda: trend(SHARES, [2025], [Series("1", (BOTH[0],)), Series("2", (HIDDEN,))]),
    "trend of nothing": lambda: trend(RATIOS, [], []),
}  # fmt: skip
ALL = pytest.mark.parametrize("name", CHARTS)


@ALL
def test_every_word_in_a_drawing_and_its_description_comes_through_the_catalogue(name: str) -> None:
    assert english(root_of(CHARTS[name]()).itertext()) == set()


@ALL
def test_every_word_in_a_table_comes_through_the_catalogue(name: str) -> None:
    table = CHARTS[name]().table
    cells = [cell for row in table.iter_rows() for cell in row if isinstance(cell, str)]
    assert english([*table.columns, *cells]) == set()


@ALL
def test_other_words_stay_on_the_drawing_and_apart(name: str) -> None:
    chart = CHARTS[name]()
    assert (outside(chart), overlapping(chart)) == ([], [])


def test_names_that_a_caller_gives_are_said_as_they_are_given() -> None:
    chart = dots(RATIOS, POINTS, 1.2, "Riverbank", "NHS")
    assert chart.table.columns[0] == "NHS"
    assert "Riverbank 1.20" in "".join(root_of(chart).itertext())
