"""What stands beside a comparison: gap, people, power, small counts, unknown ethnicity, parity."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from openwres.calculation import Calculation
from openwres.figures import calculate_figures
from tests.reports.cards import calculated, everything, groups, staff


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Calculation:
    tallies = [
        *staff(900, 300, 20), *groups("shortlisted", 1000, 800, 100), *groups("appointed", 180, 90, 5),
        *groups("disciplined", 11, 4, 0, basis="one-year"), *groups("board", 11, 1, 1),
        *staff(500, 250, 10, breakdown="tier", category="clinical-lower"),
    ]  # fmt: skip
    return calculated(tmp_path_factory.mktemp("beside"), tallies)


def one(made: Calculation, indicator: str, statistic: str, **key: str) -> dict[str, object]:
    wanted = {"category": "", "variant": "official", "classification": "wres"} | key
    rows = made.figures.filter(indicator=indicator, statistic=statistic, **wanted)
    assert len(rows) == 1, rows
    return rows.row(0, named=True)


def test_a_ratio_has_its_gap_in_points_with_the_adverse_side_of_the_ratio(made: Calculation) -> None:
    gap = one(made, "2", "gap")
    assert gap["value"] == pytest.approx(6.75)
    assert (gap["adverse"], gap["method"]) == ("above 0", "miettinen-nurminen")
    assert one(made, "2", "relative_likelihood")["adverse"] == "above 1"


def test_people_are_counted_so_that_more_is_adverse(made: Calculation) -> None:
    appointed = one(made, "2", "excess_people")
    assert appointed["value"] == pytest.approx(800 * 0.18 - 90)
    entered = one(made, "3", "excess_people")
    assert entered["value"] == pytest.approx(4 - 300 * 11 / 900)
    assert entered["adverse"] == "above 0"


def test_the_interval_in_people_is_that_of_the_gap(made: Calculation) -> None:
    gap, people = one(made, "2", "gap"), one(made, "2", "excess_people")
    assert people["lower"] == pytest.approx(8 * float(str(gap["lower"])))
    assert people["upper"] == pytest.approx(8 * float(str(gap["upper"])))


def test_power_is_the_chance_of_showing_a_ratio_of_one_and_a_half(made: Calculation) -> None:
    power = one(made, "3", "power")
    assert 0 < float(str(power["value"])) < 30
    assert power["method"] == "power-ratio"


def test_small_counts_have_an_exact_test_beside_the_interval_and_large_ones_none(made: Calculation) -> None:
    assert 0 < float(str(one(made, "3", "mid_p")["value"])) < 1
    assert made.figures.filter(indicator="2", statistic="mid_p", variant="official", breakdown="").is_empty()


def test_unknown_ethnicity_gives_two_scenarios_and_bounds(made: Calculation) -> None:
    white = one(made, "2", "relative_likelihood", variant="scenario-all-white")
    assert white["value"] == pytest.approx((185 / 1100) / (90 / 800))
    bme = one(made, "2", "relative_likelihood", variant="scenario-all-bme")
    assert bme["value"] == pytest.approx((180 / 1000) / (95 / 900))
    bounds = one(made, "2", "relative_likelihood", variant="bounds-unknown")
    assert bounds["lower"] == pytest.approx((180 / 1095) / (95 / 805))
    assert bounds["upper"] == pytest.approx((185 / 1005) / (90 / 895))
    assert (bounds["value"], bounds["state"], bounds["reason"], bounds["confidence"]) == (
        None, "not_calculable", "bounds_only", None,
    )  # fmt: skip


def test_where_nobody_is_unknown_there_is_neither_scenario_nor_bound(tmp_path: Path) -> None:
    figures = calculated(tmp_path, [*staff(9, 3, 0), *groups("trained", 5, 1, 0)]).figures
    assert set(figures["variant"]) == {"official"}


def test_one_member_and_parity_are_told_of_a_board(made: Calculation) -> None:
    assert one(made, "9", "one_person")["value"] == pytest.approx(100 / 13)
    assert one(made, "9", "people_to_parity")["value"] == 2  # 13 x 300/1220 = 3.2 members, one is there


@pytest.mark.parametrize(
    ("board", "bme", "change"), [(10, 4, -1), (10, 3, 0), (10, 2, 0), (10, 0, 2), (6, 1, 0), (6, 2, 0), (1, 0, 0)]
)
def test_parity_is_the_number_of_members_nearest_to_the_workforce(
    tmp_path: Path, board: int, bme: int, change: int
) -> None:
    figures = calculated(tmp_path, [*staff(75, 25, 0), *groups("board", board - bme, bme, 0)]).figures
    found = figures.filter(indicator="9", statistic="people_to_parity", breakdown="")["value"].item()
    assert found == change
    assert str(found) != "-0.0"


def test_a_grade_is_compared_with_everybody_else_and_the_method_says_so(made: Calculation) -> None:
    row = one(made, "1", "ratio_to_rest", category="clinical-lower")
    assert row["value"] == pytest.approx((250 / 760) / (50 / 460))
    assert row["method"] == "against-rest-score"
    assert row["excludes_one"] is True


def test_stocks_themselves_have_no_interval(made: Calculation) -> None:
    stocks = made.figures.filter(pl.col("indicator").is_in(["1", "9"]), pl.col("statistic") != "ratio_to_rest")
    assert stocks["lower"].null_count() == len(stocks)


def test_percentages_without_base_have_a_gap_and_no_people(tmp_path: Path) -> None:
    figures = calculated(tmp_path, everything()).figures
    assert not figures.filter(indicator="5", statistic="gap").is_empty()
    bare = [row for row in everything() if row["item"] not in ("harassed-by-public",)]
    more = [{**row, "base": ""} for row in everything() if row["item"] == "harassed-by-public"]
    figures = calculated(tmp_path, [*bare, *more]).figures
    assert figures.filter(indicator="5", statistic="gap")["value"].item() == pytest.approx(10.0)
    assert figures.filter(indicator="5", statistic="excess_people").is_empty()
    assert figures.filter(indicator="5", statistic="power").is_empty()


def test_a_row_that_exceeds_the_whole_is_compared_with_no_rest(made: Calculation) -> None:
    more = pl.when(pl.col("breakdown") == "tier").then(pl.col("count") * 10).otherwise("count")
    figures = calculate_figures(made.tallies.with_columns(count=more), made.edition)
    row = figures.filter(indicator="1", statistic="ratio_to_rest", category="clinical-lower").row(0, named=True)
    assert (row["state"], row["reason"], row["lower"]) == ("not_calculable", "row_exceeds_whole", None)
