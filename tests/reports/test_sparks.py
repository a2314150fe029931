"""The small picture of the years."""

from __future__ import annotations

import pytest

from openwres.reports.sparks import HEIGHT, WIDTH, Yearly, spark_of

FIVE = [Yearly(2022 + at, 1.2 + 0.1 * at, 1.0, 1.8) for at in range(5)]


def test_years_lie_from_left_to_right_and_higher_values_higher() -> None:
    spark = spark_of(FIVE, 1.0, None)
    assert spark is not None
    assert spark.newest is not None
    places = [*spark.earlier, spark.newest]
    assert [x for x, _ in places] == sorted(x for x, _ in places)
    assert [y for _, y in places] == sorted((y for _, y in places), reverse=True)
    assert (spark.first, spark.last) == ("2022", "2026")


@pytest.mark.parametrize("years", [[], FIVE[:1], [Yearly(2025, None), Yearly(2026, 1.0)]])
def test_one_value_is_no_picture(years: list[Yearly]) -> None:
    assert spark_of(years, 1.0, None) is None


def test_no_line_runs_across_a_break() -> None:
    spark = spark_of(FIVE, 1.0, 2024)
    assert spark is not None
    paths = dict(spark.paths)
    assert paths["line"].count("L") == 3
    assert "break" in paths


def test_no_line_runs_over_a_year_without_a_value() -> None:
    spark = spark_of([*FIVE[:2], Yearly(2024, None), *FIVE[3:]], 1.0, None)
    assert spark is not None
    assert dict(spark.paths)["line"].count("L") == 2


def test_a_missing_newest_year_has_no_newest_point() -> None:
    spark = spark_of([*FIVE[:4], Yearly(2026, None)], 1.0, None)
    assert spark is not None
    assert spark.newest is None
    assert len(spark.earlier) == 4


@pytest.mark.parametrize(
    "one", [Yearly(2026, 900.0, 3.0, None), Yearly(2026, 0.0, None, None), Yearly(2026, 1.3, 0.0, 9e9)]
)
def test_everything_stays_within_the_picture(one: Yearly) -> None:
    spark = spark_of([*FIVE[:4], one], 1.0, None)
    assert spark is not None
    assert spark.newest is not None
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in [*spark.earlier, spark.newest])


def test_points_are_drawn_without_logarithms() -> None:
    spark = spark_of([Yearly(2025, -10.0), Yearly(2026, 5.0)], 0.0, None)
    assert spark is not None
    assert spark.newest is not None
    assert spark.newest[1] < spark.earlier[0][1]
