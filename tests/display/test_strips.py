"""The strip beside a value, and the small picture of the years."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from openwres.display.chart import Chart
from openwres.display.charts.rows import RATIO, SCORE_GAP, Point
from openwres.display.charts.spark import Years, spark
from openwres.display.charts.strip import STRIP, Score, beyond, scorecard, strip
from tests.display.charted import BELIEF, LIKELIHOOD, SCORES
from tests.display.drawings import Box, elements, outside, overlapping, shapes, words_of


def drawn(svg: str) -> Chart:
    """A drawing without a table."""
    height = float(svg.partition('height="')[2].partition("pt")[0])
    width = float(svg.partition('width="')[2].partition("pt")[0])
    return Chart(svg, width, height, "", pl.DataFrame())


def one(value: float | None, lower: float | None = None, upper: float | None = None, **more: Any) -> Chart:
    return drawn(strip(Score(LIKELIHOOD, Point("", value, lower, upper), **more), "said"))


def dots_of(chart: Chart) -> list[float]:
    """Where the dots and rings lie, from the left."""
    return [float(element.get("cx", "")) for what, element in elements(chart) if what == "circle"]


def triangles(chart: Chart) -> list[Box]:
    """Arrowheads: closed shapes of three corners."""
    return [box for box in shapes(chart) if box.what.endswith("Z") and box.what.count("L") == 2]


def test_a_ratio_and_its_reciprocal_lie_alike_on_both_sides() -> None:
    (twice,), (half,) = dots_of(one(2.0)), dots_of(one(0.5))
    assert twice + half == pytest.approx(STRIP, abs=0.2)


@pytest.mark.parametrize(
    ("measure", "words"),
    [
        (LIKELIHOOD, ["adverse to BME applicants \u2192", "0.25", "0.5", "1", "2", "4"]),
        (BELIEF, ["\u2190 adverse to BME staff", "\u221220", "\u221210", "0", "+10", "+20"]),
    ],
)
def test_a_strip_names_its_adverse_side_and_its_ticks(measure: Any, words: list[str]) -> None:
    assert words_of(drawn(strip(Score(measure, Point("", 1.2)), "said"))) == words


@pytest.mark.parametrize(
    ("limits", "arrows"), [((1.45, None), 1), ((0.01, 3.0), 1), ((0.5, 2.0), 0), ((0.01, 9.0), 2), ((5.0, 9.0), 1)]
)
def test_an_open_end_and_one_beyond_the_strip_are_arrows(limits: tuple[float, float | None], arrows: int) -> None:
    assert len(triangles(one(None, *limits))) == arrows


@pytest.mark.parametrize(("value", "side"), [(0.0, "left"), (19.0, "right"), (4.0, ""), (None, "")])
def test_a_value_beyond_the_strip_is_an_arrowhead(value: float | None, side: str) -> None:
    assert beyond(RATIO, value) == side
    assert len(triangles(one(value))) == bool(side)
    assert len(dots_of(one(value))) == (value is not None and not side)


def test_a_strip_is_drawn_in_proportion_to_its_scale() -> None:
    of_ten = Score(replace(BELIEF, unit=SCORE_GAP), Point("", -1.5), span=10)
    of_hundred = Score(BELIEF, Point("", -15.0))
    assert dots_of(drawn(strip(of_ten, ""))) == dots_of(drawn(strip(of_hundred, "")))


def test_of_several_strips_the_first_names_the_side_and_the_last_the_ticks() -> None:
    score = Score(LIKELIHOOD, Point("", 1.2))
    assert words_of(drawn(strip(score, "", foot=False))) == ["adverse to BME applicants \u2192"]
    assert words_of(drawn(strip(score, "", head=False))) == ["0.25", "0.5", "1", "2", "4"]


@pytest.mark.parametrize("score", SCORES[1:])
def test_nothing_leaves_a_strip_and_no_words_overlap(score: Score) -> None:
    chart = drawn(strip(score, "said"))
    assert outside(chart) == []
    assert overlapping(chart) == []


def test_a_scorecard_has_every_value_with_its_interval_in_words() -> None:
    chart = scorecard("Indicators", SCORES)
    assert {"24.4%", "1.60", "1.27 to 2.03", "not calculable", "at least 1.45", "suppressed", "\u221240.1 pp"} <= set(
        words_of(chart)
    )
    assert chart.table["Value"].to_list() == [24.4, 1.6, None, None, 19.0, -40.1, 2.1, -0.49]
    assert chart.table["Note"].to_list()[2:4] == ["not calculable", "suppressed"]


# The small picture of the years.


FIVE = tuple(Point("", 1.2 + 0.1 * at, 1.0, 1.8) for at in range(5))


def picture(*points: Point, broken: int | None = None) -> Chart:
    years = Years(RATIO, tuple(range(2027 - len(points), 2027)), points, broken)
    return drawn(spark(years, "dot", "said"))


def joined(chart: Chart) -> int:
    """How many lines join points."""
    return sum(element.get("stroke-width") == "0.9" for _, element in elements(chart))


def test_years_lie_from_left_to_right_and_higher_values_higher() -> None:
    chart = picture(*FIVE)
    heights = [float(element.get("cy", "")) for what, element in elements(chart) if what == "circle"]
    assert dots_of(chart) == sorted(dots_of(chart))
    assert heights == sorted(heights, reverse=True)
    assert words_of(chart) == ["2022", "2026"]


@pytest.mark.parametrize(
    ("points", "drawable"), [((), False), (FIVE[:1], False), ((Point(""), FIVE[0]), False), (FIVE[:2], True)]
)
def test_one_value_is_no_picture(points: tuple[Point, ...], drawable: bool) -> None:
    assert Years(RATIO, tuple(range(len(points))), points).drawable is drawable


@pytest.mark.parametrize(
    ("points", "broken", "lines"),
    [
        (FIVE, None, 4),
        (FIVE, 2024, 3),
        ((*FIVE[:2], Point("", state="suppressed"), *FIVE[3:]), None, 2),
        ((*FIVE[:4], Point("")), None, 3),
    ],
)
def test_no_line_runs_over_a_break_or_a_year_without_a_value(
    points: tuple[Point, ...], broken: int | None, lines: int
) -> None:
    assert joined(picture(*points, broken=broken)) == lines


@pytest.mark.parametrize("point", [Point("", 900.0, 3.0, None), Point("", 0.0), Point("", 1.3, 0.0, 9e9)])
def test_everything_stays_within_the_picture(point: Point) -> None:
    chart = picture(*FIVE[:4], point)
    assert outside(chart) == []
    assert overlapping(chart) == []
