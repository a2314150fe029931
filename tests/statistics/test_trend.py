"""Trends of few years: what they say, against other ways to reach the same numbers, and how often they are wrong."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate, optimize, stats

from openwres.statistics.points import gap_points, ratio_points
from openwres.statistics.trend import (
    common_wobble,
    power_at_width,
    power_to_show_change,
    trend_of_counts,
    trend_of_stocks,
)

YEARS = np.array([2022.0, 2023, 2024, 2025, 2026])
VALUES = np.array([[0.50, 0.62, 0.41, 0.33, 0.28]])
VARIANCES = np.array([[0.010, 0.020, 0.015, 0.008, 0.012]])
ALL = np.ones((1, 5), dtype=bool)


def test_without_wobble_it_is_the_weighted_line() -> None:
    trend = trend_of_counts(YEARS, VALUES, VARIANCES, ALL, wobble=1e-9)
    (slope, _), covariance = np.polyfit(YEARS - 2024, VALUES[0], 1, w=1 / np.sqrt(VARIANCES[0]), cov="unscaled")
    error = np.sqrt(covariance[0, 0])
    assert trend.change[0] == pytest.approx(slope, abs=1e-6)
    assert (trend.lower[0], trend.upper[0]) == pytest.approx((slope - 1.96 * error, slope + 1.96 * error), abs=1e-4)


@pytest.mark.parametrize("wobble", [0.02, 0.05, 0.2])
def test_the_interval_is_that_of_the_spread_integrated_out(wobble: float) -> None:
    trend = trend_of_counts(YEARS, VALUES, VARIANCES, ALL, wobble)
    design = np.stack([np.ones(5), YEARS - 2024], axis=1)

    def parts(spread: float) -> tuple[float, float, float]:
        precision = np.diag(1 / (VARIANCES[0] + spread**2))
        covariance = np.linalg.inv(design.T @ precision @ design)
        line = covariance @ design.T @ precision @ VALUES[0]
        rest = VALUES[0] - design @ line
        likelihood = np.sqrt(np.linalg.det(precision) * np.linalg.det(covariance)) * np.exp(
            -rest @ precision @ rest / 2
        )
        return likelihood / (1 + (spread / wobble) ** 2), line[1], np.sqrt(covariance[1, 1])

    def below(slope: float) -> float:
        def at(angle: float) -> float:
            weight, line, error = parts(wobble * np.tan(angle))
            return float(weight * (1 + np.tan(angle) ** 2) * stats.norm.cdf((slope - line) / error))

        def mass(angle: float) -> float:
            return float(parts(wobble * np.tan(angle))[0] * (1 + np.tan(angle) ** 2))

        return float(integrate.quad(at, 0, 1.5707)[0] / integrate.quad(mass, 0, 1.5707)[0])

    for limit, share in ((trend.lower[0], 0.025), (trend.upper[0], 0.975)):
        assert below(limit) == pytest.approx(share, abs=0.003)


def test_fewer_than_three_years_have_no_trend_and_missing_years_are_gaps() -> None:
    there = np.array([[True, False, True, False, False], [True, False, True, True, True]])
    trend = trend_of_counts(YEARS, np.repeat(VALUES, 2, 0), np.repeat(VARIANCES, 2, 0), there, 0.05)
    alone = trend_of_counts(YEARS[there[1]], VALUES[:, there[1]], VARIANCES[:, there[1]], np.ones((1, 4), bool), 0.05)
    assert np.isnan(trend.change[0])
    assert np.isnan(trend.lower[0])
    assert (trend.change[1], trend.lower[1], trend.upper[1]) == pytest.approx(
        (alone.change[0], alone.lower[0], alone.upper[0])
    )


def test_a_variance_is_not_negative() -> None:
    with pytest.raises(ValueError, match="variances"):
        trend_of_counts(YEARS, VALUES, -VARIANCES, ALL, 0.05)


def test_swapping_the_groups_turns_the_trend_round_and_more_counts_narrow_it() -> None:
    x1, x2 = np.array([[12.0, 0, 9, 7, 5]]), np.array([[20.0, 22, 0, 25, 19]])
    n1, n2 = np.full((1, 5), 300.0), np.full((1, 5), 900.0)
    one, other = ratio_points(x1, n1, x2, n2, ALL), ratio_points(x2, n2, x1, n1, ALL)
    assert one.values == pytest.approx(-other.values)
    assert one.variances == pytest.approx(other.variances)
    more = ratio_points(9 * x1, 9 * n1, 9 * x2, 9 * n2, ALL)
    width = [
        np.ptp([t.lower, t.upper])
        for t in (trend_of_counts(YEARS, p.values, p.variances, ALL, 0.05) for p in (one, more))
    ]
    assert width[1] < width[0]


@pytest.mark.parametrize("counts", [(12, 300, 20, 900), (0, 300, 20, 900), (5, 300, 0, 900), (3, 3, 5, 9)])
def test_points_are_the_score_of_the_years_own_likelihood(counts: tuple[int, int, int, int]) -> None:
    x1, n1, x2, n2 = (
        np.array([[float(each), 2.0 * other]]) for each, other in zip(counts, (30, 400, 40, 900), strict=True)
    )
    points = ratio_points(x1, n1, x2, n2, np.ones((1, 2), bool))

    def profile(log_ratio: float) -> float:
        def against(rate: float) -> float:
            first = min(rate * np.exp(log_ratio), 1 - 1e-15)
            return -float(
                stats.binom.logpmf(counts[0], counts[1], first) + stats.binom.logpmf(counts[2], counts[3], rate)
            )

        top = min(1.0, np.exp(-log_ratio)) - 1e-12
        return -float(
            optimize.minimize_scalar(against, bounds=(1e-12, top), method="bounded", options={"xatol": 1e-13}).fun
        )

    common = points.common[0]
    slope = (profile(common + 1e-3) - profile(common - 1e-3)) / 2e-3
    assert (points.values[0, 0] - common) / points.variances[0, 0] == pytest.approx(slope, rel=1e-3, abs=1e-3)


def test_zero_cells_give_finite_points_and_nothing_is_added() -> None:
    x1, x2 = np.array([[0.0, 3, 0, 2, 0]]), np.array([[2.0, 0, 0, 4, 3]])
    points = ratio_points(x1, np.full((1, 5), 100.0), x2, np.full((1, 5), 400.0), ALL)
    assert points.there.tolist() == [[True, True, False, True, True]]
    assert np.isfinite(points.values[points.there]).all()
    nobody = ratio_points(0 * x1, np.full((1, 5), 100.0), x2, np.full((1, 5), 400.0), ALL)
    assert not nobody.there.any()
    assert np.isnan(nobody.common[0])


def test_a_gap_without_a_yes_in_one_year_keeps_a_variance() -> None:
    counts = (np.array([[0.0, 3, 5]]), np.full((1, 3), 20.0), np.array([[8.0, 9, 10]]), np.full((1, 3), 90.0))
    points = gap_points(*counts, np.ones((1, 3), bool))
    assert points.values[0, 0] == pytest.approx(-8 / 90)
    assert points.variances[0, 0] == pytest.approx(8 / 60 * 52 / 60 / 20 + 0.1 * 0.9 / 90)


def test_impossible_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="more than the people"):
        ratio_points(np.array([[5.0]]), np.array([[4.0]]), np.array([[1.0]]), np.array([[4.0]]), np.ones((1, 1), bool))


def test_a_stock_is_judged_by_its_yearly_changes() -> None:
    values = np.array([[10.0, 12.5, 11.0, 14.0, 15.5]])
    trend = trend_of_stocks(YEARS, values, ALL)
    told = stats.ttest_1samp(np.diff(values[0]), 0).confidence_interval(0.95)
    assert trend.change[0] == pytest.approx(5.5 / 4)
    assert (trend.lower[0], trend.upper[0]) == pytest.approx((told.low, told.high))


def test_a_stock_that_moves_as_evenly_as_people_can_be_counted_is_not_certain() -> None:
    values = np.array([[0.0, 10, 20, 0, 0]])
    there = np.array([[True, True, True, False, False]])
    trend = trend_of_stocks(YEARS, values, there, grain=10.0)
    assert trend.lower[0] < 0 < trend.upper[0]


def test_drifting_stocks_are_rarely_told_as_trends() -> None:
    chance = np.random.default_rng(4)
    for number in (5, 10):
        values = np.cumsum(chance.normal(size=(4000, number)), axis=1)
        years = np.arange(number, dtype=float)
        trend = trend_of_stocks(years, values, np.ones(values.shape, bool))
        assert np.mean((trend.lower > 0) | (trend.upper < 0)) == pytest.approx(0.05, abs=0.012)


@pytest.mark.parametrize("number", [3, 5, 8])
@pytest.mark.parametrize(("rate", "size"), [(0.009, 1500), (0.27, 300)])
def test_false_alarms_are_at_most_five_per_cent_where_years_stray_by_up_to_five_per_cent(
    number: int, rate: float, size: int
) -> None:
    chance = np.random.default_rng([7, number, size])
    shape = (3000, number)
    for stray in (0.0, 0.05):
        ratios = 1.5 * np.exp(stray * chance.normal(size=shape))
        x1 = chance.binomial(size, rate * ratios).astype(float)
        x2 = chance.binomial(3 * size, rate, shape).astype(float)
        points = ratio_points(x1, np.full(shape, float(size)), x2, np.full(shape, 3.0 * size), np.ones(shape, bool))
        trend = trend_of_counts(np.arange(number).astype(float), points.values, points.variances, points.there, 0.05)
        assert np.mean((trend.lower > 0) | (trend.upper < 0)) < 0.062


@pytest.mark.parametrize("number", [5, 8])
def test_the_chance_to_show_an_improvement_is_what_the_counts_foretell(number: int) -> None:
    chance, years = np.random.default_rng(3), np.arange(number).astype(float)
    rates = 0.27 / 1.6 * np.exp(0.105 * (years - years.mean()))
    shape = (2000, number)
    x1, x2 = chance.binomial(300, rates, shape).astype(float), chance.binomial(600, 0.27, shape).astype(float)
    points = ratio_points(x1, np.full(shape, 300.0), x2, np.full(shape, 600.0), np.ones(shape, bool))
    trend = trend_of_counts(years, points.values, points.variances, points.there, 0.05)
    foretold = power_to_show_change(years, points.variances, points.there, 0.105, 0.05)
    assert np.mean(trend.lower > 0) == pytest.approx(np.mean(foretold), abs=0.04)
    assert np.mean(trend.lower > 0) == pytest.approx(np.mean(power_at_width(trend, 0.105)), abs=0.08)


def test_the_wobble_that_many_series_share_is_found() -> None:
    chance, shape = np.random.default_rng(2), (400, 5)
    values = chance.normal(0, np.hypot(0.1, 0.08), shape) + 0.1 * YEARS
    variances = np.full(shape, 0.01)
    assert common_wobble(YEARS, values, variances, np.ones(shape, bool)) == pytest.approx(0.08, abs=0.012)
    assert common_wobble(YEARS, 0.1 * YEARS * np.ones(shape), variances, np.ones(shape, bool)) == 0
