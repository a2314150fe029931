"""Scores, answers and what else sister standards need: what a figure says, and what it does not say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from openwres.calculation import Calculation
from openwres.contracts.exceptions import InputError
from tests.figures.conftest import Calculate, figure, tally

REGISTER = """code,name,type,icb,region,nation,opened,closed
ZZ1,One,acute,QX1,Y60,england,,
ZZ2,Two,acute,QX1,Y60,england,,
ZZ3,Three,community,QX2,Y62,england,,
"""


@pytest.fixture
def register(tmp_path: Path) -> Path:
    path = tmp_path / "register.csv"
    path.write_text(REGISTER, encoding="utf-8")
    return path


def engagement(code: str, base: int | str = "", **scores: float) -> list[dict[str, Any]]:
    """Scores by group (`non_disabled` for `non-disabled`), each of so many respondents."""
    groups = {group.replace("_", "-"): value for group, value in scores.items()}
    return [tally(code, "engagement", group, value=value, base=base) for group, value in groups.items()]


def voices(code: str, answer: str, **more: Any) -> dict[str, Any]:
    return tally(code, "voices", "all", value=answer, **more)


def wdes(result: Calculation, indicator: str, statistic: str, **key: str) -> dict[str, Any]:
    return figure(result, indicator, statistic, classification="disability", **key)


# Scores.


def test_a_score_stands_as_it_came_with_its_base_and_no_interval(calculate: Calculate) -> None:
    result = calculate(engagement("ZZ1", 210, disabled=6.4, non_disabled=6.9, all=6.8), standard="wdes")
    own = wdes(result, "9a", "score", group="disabled")
    assert (own["value"], own["denominator"], own["numerator"]) == (6.4, 210, None)
    assert (own["lower"], own["upper"], own["method"], own["confidence"]) == (None, None, None, None)
    assert wdes(result, "9a", "score", group="all")["value"] == 6.8


def test_the_difference_of_two_scores_has_both_bases_its_direction_and_no_interval(calculate: Calculate) -> None:
    result = calculate(
        [*engagement("ZZ1", 210, disabled=6.4), *engagement("ZZ1", 900, non_disabled=6.9)], standard="wdes"
    )
    gap = wdes(result, "9a", "gap")
    assert gap["value"] == pytest.approx(-0.5)
    assert (gap["group"], gap["adverse"]) == ("disabled:non-disabled", "below 0")
    assert (gap["denominator"], gap["reference_denominator"]) == (210, 900)
    assert (gap["lower"], gap["upper"], gap["excludes_one"], gap["in_band"]) == (None, None, None, None)


def test_a_score_without_a_base_is_a_value_all_the_same(calculate: Calculate) -> None:
    gap = wdes(calculate(engagement("ZZ1", disabled=6.4, non_disabled=6.9), standard="wdes"), "9a", "gap")
    assert (gap["state"], gap["denominator"]) == ("value", None)


def test_no_count_is_made_up_behind_a_score(calculate: Calculate) -> None:
    result = calculate(engagement("ZZ1", 210, disabled=6.4, non_disabled=6.9), standard="wdes")
    assert result.tallies["count"].to_list() == [None, None]
    assert result.figures.filter(indicator="9a")["numerator"].to_list() == [None] * 5


@pytest.mark.parametrize(("state", "reason"), [("suppressed", "<11"), ("missing", "asked"), ("not_collected", "none")])
def test_a_score_that_is_not_there_passes_its_state_on(calculate: Calculate, state: str, reason: str) -> None:
    rows = [
        *engagement("ZZ1", 900, non_disabled=6.9),
        tally("ZZ1", "engagement", "disabled", state=state, reason=reason),
    ]
    gap = wdes(calculate(rows, standard="wdes"), "9a", "gap")
    assert (gap["value"], gap["state"], gap["reason"]) == (None, state, reason)


def test_an_area_has_the_mean_of_all_respondents(calculate: Calculate, register: Path) -> None:
    rows = [
        *engagement("ZZ1", 100, disabled=6.0, non_disabled=7.0), *engagement("ZZ2", 300, disabled=7.0, non_disabled=7.4),
        *engagement("ZZ3", 10, disabled=1.0, non_disabled=2.0),
    ]  # fmt: skip
    result = calculate(rows, standard="wdes", register=register)
    area = {"area_type": "region", "area": "Y60"}
    mean = wdes(result, "9a", "score", group="disabled", **area)
    assert mean["value"] == pytest.approx((6.0 * 100 + 7.0 * 300) / 400)
    assert (mean["denominator"], mean["organisations"], mean["expected"]) == (400, 2, 2)
    assert wdes(result, "9a", "gap", **area)["value"] == pytest.approx(6.75 - 7.3)
    assert wdes(result, "9a", "score", group="all", **area)["reason"] == "not_all_organisations_have_it"


def test_a_score_without_a_base_enters_no_area(calculate: Calculate, register: Path) -> None:
    rows = [
        *engagement("ZZ1", 100, disabled=6.0, non_disabled=7.0), *engagement("ZZ2", disabled=9.0, non_disabled=9.0),
        *engagement("ZZ3", disabled=1.0, non_disabled=2.0),
    ]  # fmt: skip
    result = calculate(rows, standard="wdes", register=register)
    gap = wdes(result, "9a", "gap", area_type="region", area="Y60")
    assert (gap["value"], gap["organisations"], gap["expected"]) == (-1.0, 1, 2)
    empty = wdes(result, "9a", "gap", area_type="region", area="Y62")
    assert (empty["state"], empty["reason"], empty["organisations"]) == ("missing", "no_organisation_has_it", 0)


# Yes or no.


def test_an_answer_is_1_or_0_and_says_where_its_evidence_is(calculate: Calculate) -> None:
    result = calculate([voices("ZZ1", "Yes", reason="Report page 12"), voices("ZZ2", "no")], standard="wdes")
    yes, no = (wdes(result, "9b", "yes", area=code) for code in ("ZZ1", "ZZ2"))
    assert (yes["value"], yes["numerator"], yes["denominator"], yes["reason"]) == (1, 1, 1, "Report page 12")
    assert (no["value"], no["numerator"], no["denominator"], no["state"]) == (0, 0, 1, "value")
    assert (yes["group"], yes["adverse"], yes["lower"]) == ("all", None, None)


def test_an_answer_that_nobody_gave_is_missing_and_never_a_no(calculate: Calculate) -> None:
    result = calculate(engagement("ZZ1", disabled=6.4), standard="wdes")
    answer = wdes(result, "9b", "yes")
    assert (answer["value"], answer["state"], answer["reason"]) == (None, "missing", "no_voices")


def test_an_area_counts_the_organisations_that_say_yes(calculate: Calculate, register: Path) -> None:
    rows = [voices("ZZ1", "yes", reason="a page"), voices("ZZ2", "no"), *engagement("ZZ3", disabled=6.4)]
    result = calculate(rows, standard="wdes", register=register)
    nation = wdes(result, "9b", "yes", area_type="nation", area="england")
    assert (nation["value"], nation["numerator"], nation["denominator"]) == (1, 1, 2)
    assert (nation["organisations"], nation["expected"], nation["reason"]) == (2, 3, "")
    nobody = wdes(result, "9b", "yes", area_type="region", area="Y62")
    assert (nobody["state"], nobody["organisations"]) == ("missing", 0)


# What a file may say.


@pytest.mark.parametrize(
    ("row", "problem_id", "says"),
    [
        (tally("ZZ1", "engagement", "disabled", value=11), "impossible-value", "from 0 to 10"),
        (tally("ZZ1", "engagement", "disabled", value=-1), "impossible-value", "from 0 to 10"),
        (tally("ZZ1", "engagement", "disabled", 7), "impossible-count", "column value"),
        (tally("ZZ1", "voices", "all", value="perhaps"), "not-readable", "number"),
        (tally("ZZ1", "voices", "all", value=0.5), "impossible-value", "yes or no"),
        (tally("ZZ1", "adjusted", "disabled", value=101), "impossible-percentage", "from 0 to 100"),
    ],
)
def test_a_value_that_cannot_be_is_named(calculate: Calculate, row: dict[str, Any], problem_id: str, says: str) -> None:
    with pytest.raises(InputError) as stopped:
        calculate([row], standard="wdes")
    found = [problem for problem in stopped.value.problems if problem.id == problem_id]
    assert [(problem.file, problem.row) for problem in found] == [("tallies.csv", 2)]
    assert says in found[0].sentence + found[0].remedy


def test_a_score_of_ten_is_possible(calculate: Calculate) -> None:
    assert wdes(calculate(engagement("ZZ1", disabled=10, non_disabled=0), standard="wdes"), "9a", "gap")["value"] == 10


# One group alone.


def test_one_group_alone_has_its_percentage_with_an_interval_and_no_gap(calculate: Calculate) -> None:
    rows = [tally("ZZ1", "adjusted", "disabled", 219), tally("ZZ1", "asked-adjusted", "disabled", 300)]
    result = calculate(rows, standard="wdes")
    own = wdes(result, "8", "percentage", group="disabled")
    assert (own["value"], own["method"], own["adverse"]) == (73.0, "wilson", None)
    assert own["lower"] < 73 < own["upper"]
    assert result.figures.filter(indicator="8", statistic="gap").is_empty()


def test_one_group_alone_rolls_up_without_the_others(calculate: Calculate, register: Path) -> None:
    rows = [
        tally(code, item, "disabled", count)
        for code, yes, asked in (("ZZ1", 20, 30), ("ZZ2", 10, 50))
        for item, count in (("adjusted", yes), ("asked-adjusted", asked))
    ]
    area = wdes(
        calculate(rows, standard="wdes", register=register), "8", "percentage", group="disabled",
        area_type="region", area="Y60",
    )  # fmt: skip
    assert (area["numerator"], area["denominator"], area["organisations"]) == (30, 80, 2)


# Ratios of the social care standard.


def pair(item: str, white: Any, bme: Any, column: str = "count", **more: Any) -> list[dict[str, Any]]:
    return [tally("ZZ1", item, group, **{column: x}, **more) for group, x in (("white", white), ("bme", bme))]


def test_a_ratio_of_percentages_has_no_interval_where_their_bases_are_not_known(calculate: Calculate) -> None:
    ratio = figure(
        calculate(pair("harassed-by-public", 20.0, 25.0, "value"), standard="sc-wres"), "6", "relative_likelihood"
    )
    assert (ratio["value"], ratio["state"], ratio["group"]) == (pytest.approx(1.25), "value", "bme:white")
    assert (ratio["lower"], ratio["numerator"], ratio["denominator"]) == (None, None, None)


def test_a_ratio_of_percentages_with_bases_has_an_interval_and_keeps_the_value_as_printed(calculate: Calculate) -> None:
    rows = pair("harassed-by-public", 20.04, 25.0, "value", base=150)
    ratio = figure(calculate(rows, standard="sc-wres"), "6", "relative_likelihood")
    assert ratio["value"] == pytest.approx(25.0 / 20.04)
    assert ratio["lower"] < ratio["value"] < ratio["upper"]
    assert (ratio["numerator"], ratio["denominator"]) == (None, 150)


@pytest.mark.parametrize(
    ("white", "bme", "reason"), [(0.0, 25.0, "no_white_harassed_by_public"), (0.0, 0.0, "no_harassed_by_public")]
)
def test_a_ratio_over_no_percentage_is_no_number(calculate: Calculate, white: float, bme: float, reason: str) -> None:
    ratio = figure(
        calculate(pair("harassed-by-public", white, bme, "value"), standard="sc-wres"), "6", "relative_likelihood"
    )
    assert (ratio["value"], ratio["state"], ratio["reason"]) == (None, "not_calculable", reason)


def test_a_ratio_of_everyone_on_one_day_has_no_interval(calculate: Calculate) -> None:
    rows = [*pair("staff", 1000, 250), *pair("senior-managers", 40, 6), *pair("disciplined", 10, 5)]
    result = calculate(rows, standard="sc-wres")
    stock, flow = (figure(result, name, "relative_likelihood") for name in ("9", "3"))
    assert (stock["value"], stock["adverse"]) == (pytest.approx(0.6), "below 1")
    assert (stock["lower"], stock["upper"], stock["excludes_one"]) == (None, None, None)
    assert flow["lower"] < flow["value"] < flow["upper"]
    share = figure(result, "9", "percentage", group="bme")
    assert (share["value"], share["lower"], share["method"]) == (pytest.approx(2.4), None, None)


def test_a_count_beside_a_printed_percentage_keeps_its_own_numerator(calculate: Calculate) -> None:
    rows = [
        tally("ZZ1", "harassed-by-public", "white", value=20.0, base=100),
        tally("ZZ1", "harassed-by-public", "bme", 15),
        tally("ZZ1", "asked-harassed-by-public", "bme", 50),
    ]
    gap = figure(calculate(rows), "5", "gap")
    assert gap["value"] == pytest.approx(10)
    assert {gap["numerator"], gap["reference_numerator"]} == {15, None}


def test_the_same_counts_give_the_reciprocal_of_the_nhs_ratio(calculate: Calculate) -> None:
    rows = [*pair("shortlisted", 1000, 800), *pair("appointed", 180, 90)]
    ours = figure(calculate(rows, standard="sc-wres"), "2", "relative_likelihood")
    theirs = figure(calculate(rows), "2", "relative_likelihood")
    assert ours["value"] * theirs["value"] == pytest.approx(1)
    assert ours["lower"] * theirs["upper"] == pytest.approx(1)
    assert (ours["adverse"], theirs["adverse"]) == ("below 1", "above 1")
    assert (ours["excludes_one"], theirs["excludes_one"]) == (True, True)
