"""Every chart, of plain and of ugly data: nothing leaves the drawing, nothing overlaps, no number is left out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from openwres.display import charts
from openwres.display.chart import Chart
from openwres.display.charts import style
from openwres.display.charts.before_after import Change, before_after
from openwres.display.charts.composition import Grade, composition
from openwres.display.charts.dots import dots
from openwres.display.charts.funnel import Placed, funnel
from openwres.display.charts.ladder import ladder
from openwres.display.charts.metrics import ELLIPSIS, lines, width
from openwres.display.charts.rows import GAP, PERCENT, RATIO, Break, Point, Unit
from openwres.display.charts.scales import scale_of
from openwres.display.charts.trend import trend
from tests.display.charted import (
    CHANGES,
    CHARTS,
    CURVES,
    GROUPS,
    LIKELIHOOD,
    LONG,
    MOVES,
    SHARE,
    STEPS,
    UGLY,
    YEARS,
    grades,
    many,
    placed,
    yearly,
)
from tests.display.drawings import KNOWN, elements, outside, overlapping, root_of, shapes, texts, words_of

FONTS = Path(charts.__file__).parents[1] / "fonts"
ALL = pytest.mark.parametrize("name", CHARTS)


@ALL
def test_nothing_leaves_the_drawing(name: str) -> None:
    assert outside(CHARTS[name]()) == []


@ALL
def test_no_words_lie_over_others(name: str) -> None:
    assert overlapping(CHARTS[name]()) == []


@ALL
def test_letters_are_large_enough_to_read_in_print(name: str) -> None:
    sizes = {float(element.get("font-size", "0")) for what, element in elements(CHARTS[name]()) if what == "text"}
    assert min(sizes, default=8.0) >= 8


@ALL
def test_a_drawing_is_a_picture_with_a_title_and_its_description(name: str) -> None:
    chart = CHARTS[name]()
    root = root_of(chart)
    assert root.get("role") == "img"
    assert [child.tag.rpartition("}")[2] for child in root][:2] == ["title", "desc"]
    assert root[1].text == chart.description
    assert root[0].text
    assert root.get("viewBox") == f"0 0 {chart.width:g} {chart.height:g}"
    assert root.get("font-family") == style.FAMILY


@ALL
def test_a_drawing_has_plain_shapes_and_words_only(name: str) -> None:
    chart = CHARTS[name]()
    assert {what for what, _ in elements(chart)} <= KNOWN
    assert not {key for _, element in elements(chart) for key in element.attrib} & {
        "class",
        "style",
        "id",
        "href",
        "transform",
    }
    assert "nan" not in chart.svg
    assert "inf" not in re.sub(r">[^<]*<", "><", chart.svg)


@ALL
def test_the_same_numbers_are_the_same_bytes(name: str) -> None:
    assert CHARTS[name]().svg == CHARTS[name]().svg


@ALL
def test_descriptions_keep_to_direction_and_size(name: str) -> None:
    said = CHARTS[name]().description
    assert said.endswith(".")
    assert not re.search(r"more likely|less likely|significan|because|due to|caus", said)
    assert "  " not in said


@ALL
def test_what_has_no_value_is_a_cross_and_a_word(name: str) -> None:
    chart = CHARTS[name]()
    if "Note" not in chart.table.columns:
        return
    drawn = " ".join(words_of(chart))
    if "suppressed" in " ".join(chart.table["Note"]):
        assert "suppressed" in drawn


# Fonts.


def test_words_are_as_wide_as_a_setter_of_type_says() -> None:
    """Without kerning, which only draws letters together."""
    import typst

    text = "Ysbyty T\u0177 \u0174yr \u2212 12.3 \u2192 \u2026 0.80 (1.27 to 2.03)"
    source = f'#context [#metadata(measure(text(font: "Source Sans 3", size: 100pt, kerning: false, ligatures: false)[#"{text}"]).width.pt())<w>]'
    found = typst.query(  # type: ignore[misc]
        source.encode(), "<w>", field="value", one=True, font_paths=[str(FONTS)], ignore_system_fonts=True
    )
    assert width(text, 100) == pytest.approx(float(found), rel=1e-3)
    assert width(text, 100, bold=True) > width(text, 100)


@pytest.mark.parametrize("room", [12.0, 40.0, 90.0, 300.0])
@pytest.mark.parametrize("most", [1, 2, 3])
def test_names_are_broken_into_lines_that_fit_and_shortened_only_at_the_end(room: float, most: int) -> None:
    found = lines(LONG, room, most)
    assert len(found) <= most
    assert all(width(line) <= room for line in found)
    whole = " ".join(found)
    assert whole == LONG or ELLIPSIS in whole


# Colours.


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("ground", [style.PAPER, style.BAND])
def test_words_and_marks_stand_out_from_the_ground(ground: str) -> None:
    assert all(contrast(colour, ground) >= 4.5 for colour in style.TEXT_COLOURS)
    assert all(contrast(colour, ground) >= 3 for colour in style.MARK_COLOURS)


@ALL
def test_words_and_marks_have_no_other_colours(name: str) -> None:
    drawn = elements(CHARTS[name]())
    assert {element.get("fill") for what, element in drawn if what == "text"} <= set(style.TEXT_COLOURS)
    strokes = {element.get("stroke") for _, element in drawn} - {None, style.RULE}
    assert strokes <= set(style.MARK_COLOURS)


# Dots.


def test_every_value_of_dots_stands_beside_its_dot_and_in_the_table() -> None:
    chart = dots(LIKELIHOOD, UGLY, 1.51)
    drawn = words_of(chart)
    for point in UGLY:
        assert point.told(LIKELIHOOD) in drawn
    assert chart.table["Value"].to_list() == [1.2, 1.6, None, None, 19.0, 0.0, 0.7, 1.0]
    assert chart.table["Organisation"].to_list() == [point.label for point in UGLY]
    assert chart.table["Note"].to_list()[2:4] == ["suppressed", "not calculable"]


def test_a_value_that_is_hidden_is_not_drawn_as_a_value() -> None:
    drawn = elements(dots(LIKELIHOOD, [Point("Hidden", state="suppressed")]))
    assert not [element for what, element in drawn if what == "circle"]


def test_a_ratio_and_its_reciprocal_lie_alike_on_both_sides_of_equality() -> None:
    scale = scale_of(RATIO, [0.5, 2.0], [], 0, 100)
    assert scale.at(0.5) + scale.at(2.0) == pytest.approx(2 * scale.at(1.0))


@pytest.mark.parametrize("unit", [RATIO, GAP])
@pytest.mark.parametrize("values", [[1.5], [0.3, 4.0], [1.0, 1.0], [1e-3, 90.0]])
def test_a_scale_holds_equality_and_every_value_up_to_its_furthest(unit: Unit, values: list[float]) -> None:
    scale = scale_of(unit, values, [0.0, 1e9], 0, 100)
    assert unit.equality is not None
    assert not scale.beyond(unit.equality)
    for value in values:
        assert bool(scale.beyond(value)) == (unit is RATIO and not 0.125 <= value <= 8)


# Trends.


def lines_between(chart: Chart) -> int:
    """How many lines join points: those of two places that are neither upright nor level with the axis."""
    steps = [re.findall(r"-?[\d.]+", element.get("d", "")) for what, element in elements(chart) if what == "path"]
    return sum(
        len(step) == 4 and step[0] != step[2] and step[1] != step[3] and abs(float(step[0]) - float(step[2])) > 12
        for step in steps
    )


@pytest.mark.parametrize(
    ("values", "breaks", "joined"),
    [
        ([1.1, 1.2, 1.3, 1.4], [], 3),
        ([1.1, 1.2, 1.3, 1.4], [2019], 2),
        ([1.1, None, 1.3, 1.4], [], 1),
        ([1.1, None, 1.3, 1.4], [2020], 0),
        ([1.1, 1.2, 1.3, 1.4], [2017], 3),
    ],
)
def test_no_line_runs_over_a_break_or_a_gap(values: list[float | None], breaks: list[int], joined: int) -> None:
    told = [Break(year, "new question") for year in breaks]
    chart = trend(LIKELIHOOD, YEARS[: len(values)], [yearly(values)], told)
    assert lines_between(chart) == joined


def test_a_break_is_said_on_the_drawing_in_the_description_and_in_the_table() -> None:
    chart = trend(LIKELIHOOD, YEARS[:3], [yearly([1.1, 1.2, 1.3])], [Break(2019, "new question")])
    assert "new question" in words_of(chart)
    assert "Not comparable with the years before: 2019 (new question)." in chart.description
    assert chart.table["Note"].to_list() == ["", "", "break: new question"]


def test_a_target_goes_on_into_years_to_come() -> None:
    chart = trend(
        SHARE, [2017, 2018], [yearly([20.0, 21.0])], target=[(2017, 20.0), (2020, 26.0)], target_name="path to parity"
    )
    assert chart.table["Year"].to_list() == ["2017", "2018", "2020"]
    assert chart.table["Path to parity"].to_list() == [20.0, None, 26.0]
    assert "26.0% in 2020: path to parity" in words_of(chart)
    assert "The path to parity goes from 20.0% in 2017 to 26.0% in 2020." in chart.description


def test_a_trend_says_why_years_have_no_value() -> None:
    chart = trend(SHARE, YEARS[:3], [yearly([9.0, None, 9.0], "White staff"), yearly([9.0, 9.0, 9.0], "BME staff")])
    assert "White staff: suppressed" in words_of(chart)
    assert chart.table["Note"].to_list() == ["", "White staff: suppressed", ""]
    assert chart.table["White staff"].to_list() == [9.0, None, 9.0]


# Funnels.


def test_a_funnel_draws_every_organisation_and_names_the_one_it_is_about() -> None:
    chart = funnel(LIKELIHOOD, placed(215), 1.4, CURVES)
    assert len([element for what, element in elements(chart) if what == "circle"]) == 215
    named = [words for words in words_of(chart) if words.startswith("Invented NHS Trust")]
    assert named == [f"Invented NHS Trust 7 {many(8)[7].told(LIKELIHOOD)}"]
    assert chart.table.height == 215


def test_a_funnel_has_equality_and_the_average_of_peers() -> None:
    drawn = words_of(funnel(LIKELIHOOD, placed(20), 1.4, CURVES))
    assert "equality" in drawn
    assert "1.40 average of peers" in drawn
    assert {"95% limit", "99.8% limit"} <= set(drawn)


def test_surer_values_lie_further_right() -> None:
    rings = [
        float(element.get("cx", ""))
        for what, element in elements(
            funnel(LIKELIHOOD, [Placed(Point("A", 1.2), 0.3), Placed(Point("B", 1.2), 0.1)], 1.4)
        )
        if what == "circle"
    ]
    assert rings[0] < rings[1]


@pytest.mark.parametrize(
    ("value", "error", "holds"),
    [(1.4, 0.2, True), (1.4 * 1.9, 0.2, False), (1.4 * 1.9, 0.4, True), (1.4, 0.5, None), (1.4, 0.0, True)],
)
def test_limits_are_read_off_the_curve(value: float, error: float, holds: bool | None) -> None:
    assert CURVES[1].holds(value, error) is holds


def test_a_funnel_says_how_many_lie_outside_and_where_its_own_one_lies() -> None:
    chart = funnel(
        LIKELIHOOD, [Placed(Point("A", 1.2), 0.3), Placed(Point("Own", 4.2, 3.0, 6.0, emphasis=True), 0.1)], 1.4, CURVES
    )
    assert "1 of 2 lie outside the 95% limits." in chart.description
    assert (
        "Own is 4.20 (3.00 to 6.00), above the average of peers, outside the 99.8% limits, outside the 95% limits."
        in chart.description
    )


# Composition.


def test_a_composition_has_shares_and_people_of_every_grade() -> None:
    rows = grades(17)
    chart = composition("Staff by grade", rows, GROUPS, 24.4)
    drawn = words_of(chart)
    for grade in rows:
        assert grade.counted(SHARE) in drawn
        assert grade.share is None or PERCENT.form(grade.share) in drawn
    assert chart.table["BME, people"].to_list() == [grade.people[0] for grade in rows]
    assert "whole workforce 24.4%" in drawn


def test_a_hidden_grade_has_no_dot_and_no_bar() -> None:
    hidden = composition("Staff by grade", [Grade("Band 2", None, (None, None, None), "suppressed")], GROUPS)
    assert words_of(hidden).count("suppressed") == 2
    assert not [element for what, element in elements(hidden) if what == "circle"]
    assert "Without a value: suppressed 1." in hidden.description


def test_one_hidden_count_hides_the_whole_bar() -> None:
    assert Grade("Band 2", 20.0, (20, None, 0), "suppressed").counted(SHARE) == "suppressed"


def test_people_lie_side_by_side_in_the_order_of_groups() -> None:
    chart = composition("Staff by grade", [Grade("Band 2", 25.0, (25, 50, 25))], GROUPS)
    bars = [box for box in shapes(chart) if "Z" in box.what][-3:]
    assert bars[0].right == pytest.approx(bars[1].left, abs=0.15)
    assert bars[1].right - bars[1].left == pytest.approx(2 * (bars[0].right - bars[0].left), abs=0.3)


# Ladders, before and after.


def test_a_ladder_has_its_lowest_step_at_the_foot_and_each_number_under_its_group() -> None:
    chart = ladder(MOVES, STEPS, GROUPS[:2])
    at = {box.what: box.bottom for box in texts(chart)}
    assert at["Band 2"] > at["Band 8a"]
    assert {"BME 3.1% (2.2% to 4.3%)", "White 4.4% (3.9% to 5.0%)", "BME suppressed"} <= set(at)
    assert chart.table["Step"].to_list() == [step.label for step in STEPS]
    assert "The value of BME is below that of White on 1 of 1 steps that have both." in chart.description


def test_before_and_after_says_how_many_rose_and_fell() -> None:
    chart = before_after(LIKELIHOOD, CHANGES, "2022", "2026", "Indicator")
    assert "Of 3 rows with both dates, 1 rose and 2 fell." in chart.description
    assert "1.60 \u2192 1.40" in words_of(chart)
    assert "suppressed \u2192 0.95" in words_of(chart)
    assert chart.table["2022"].to_list() == [1.6, 0.6, None, 30.0, None]
    assert chart.table["Note"].to_list()[-1] == "2022: not collected; 2026: missing"


def test_no_line_joins_a_date_without_a_value() -> None:
    def lines_of(change: Change) -> int:
        chart = before_after(LIKELIHOOD, [change], "2022", "2026")
        return sum(element.get("stroke-width") == "1.8" for _, element in elements(chart))

    assert lines_of(CHANGES[0]) == 1
    assert lines_of(CHANGES[2]) == 0
