"""Lists of findings: false discovery, sums of years, what lasts, who improved and stayed improved."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from statsmodels.stats.meta_analysis import combine_effects

from openwres.statistics import ratio_interval
from openwres.statistics.discovery import adjusted_p_values
from openwres.statistics.improvement import split, sustained_improvement
from openwres.statistics.persistence import hard_nuts, newest_run, persistence
from openwres.statistics.pooling import sums
from openwres.statistics.trend import trend_of_counts

YEARS = np.arange(2022.0, 2027)


def test_sums_do_not_depend_on_the_order_of_years_and_say_how_many_there_are() -> None:
    chance = np.random.default_rng(1)
    n1, n2 = np.full((1, 4), 90.0), np.full((1, 4), 700.0)
    x1, x2 = chance.binomial(90, 0.1, (1, 4)).astype(float), chance.binomial(700, 0.05, (1, 4)).astype(float)
    there = np.array([[False, True, True, True]])
    order = [2, 0, 3, 1]
    turned: list[Any] = [each[:, order] for each in (x1, n1, x2, n2, there)]
    one, other = sums(x1, n1, x2, n2, there), sums(*turned)
    assert one.years.tolist() == [3]
    assert np.array(one.ratio()).tolist() == np.array(other.ratio()).tolist()
    limits = ratio_interval(x1[0, 1:].sum(), 270, x2[0, 1:].sum(), 2100)
    assert (one.ratio()[1][0], one.ratio()[2][0]) == pytest.approx(tuple(limits))


def test_a_run_of_adverse_years_ends_with_a_year_that_is_not_and_not_with_a_missing_one() -> None:
    adverse = np.array([[True, False, True, False, True], [True, True, True, True, True]])
    there = np.array([[True, True, True, False, True], [True, True, True, True, True]])
    assert newest_run(adverse, there).tolist() == [2, 5]


@pytest.mark.parametrize(
    ("slope", "variance", "hard", "few"),
    [(0.0, 0.002, True, False), (0.0, 0.5, False, True), (-0.10, 0.002, False, False)],
    ids=["large and not moving", "small", "large and improving"],
)
def test_a_hard_nut_had_the_counts_to_show_an_improvement_and_shows_none(
    slope: float, variance: float, hard: bool, few: bool
) -> None:
    values, variances, there = 0.7 + slope * (YEARS[None, :] - 2024), np.full((1, 5), variance), np.ones((1, 5), bool)
    trend = trend_of_counts(YEARS, values, variances, there, 0.05)
    found = persistence(YEARS, variances, there, there, np.array([0.7]), trend, 0.05, logs=True)
    assert np.exp(0.7 + 4 * found.stated[0]) == pytest.approx(1 + (np.exp(0.7) - 1) / 2)
    told, unsure = hard_nuts(found, trend, np.array([True]))
    assert (told.tolist(), unsure.tolist()) == ([hard], [few])


def peers(chance: np.random.Generator, number: int = 200, spread: float = 0.15, error: float = 0.12) -> Any:
    """Series of peers that do not move: their levels differ, and single years have sampling errors."""
    return np.asarray(chance.normal(0.4, spread, (number, 1)) + chance.normal(0, error, (number, 5)))


def test_first_and_last_years_never_overlap() -> None:
    for number in range(5, 13):
        years = np.arange(number)
        first, last = split(number)
        assert not set(years[first]) & set(years[last])
    with pytest.raises(ValueError, match="at least 5"):
        split(4)


def test_the_worst_of_constant_peers_are_no_improvers() -> None:
    """They were picked because they were bad: the plain comparison is wrong for them four times as often as it says."""
    chance, wrong, plain, of = np.random.default_rng(6), 0, 0, 0
    for _ in range(40):
        values = peers(chance)
        found = sustained_improvement(YEARS, values, np.full(values.shape, 0.0144), np.ones(values.shape, bool))
        worst = found.observed >= np.quantile(found.observed, 0.9)
        wrong += int((found.p < 0.05)[worst].sum())
        plain += int((found.after - found.observed < -1.645 * 0.12 * np.sqrt(1 / 2 + 1 / 3))[worst].sum())
        of += int(worst.sum())
    assert wrong / of < 0.05
    assert plain / of > 0.15


def test_an_improvement_that_lasts_is_found_and_one_lucky_year_is_not() -> None:
    values = peers(np.random.default_rng(8), error=0.05)
    values[0] = [1.0, 1.0, 0.3, 0.35, 0.3]
    values[1] = [1.0, 1.0, 0.95, -1.5, 1.0]
    found = sustained_improvement(YEARS, values, np.full(values.shape, 0.0025), np.ones(values.shape, bool))
    q = adjusted_p_values(found.p)
    assert q[0] < 0.01
    assert q[1] > 0.5
    assert found.observed[0] > found.baseline[0] > found.usual


def test_the_peers_mean_and_spread_are_those_of_a_random_effects_meta_analysis() -> None:
    values = peers(np.random.default_rng(9))
    variances = np.full(values.shape, 0.0144)
    found = sustained_improvement(YEARS, values, variances, np.ones(values.shape, bool))
    variance = (0.0144 + found.wobble**2) / 2
    told = combine_effects(values[:, :2].mean(axis=1), np.full(len(values), variance), method_re="dl")
    assert found.spread**2 == pytest.approx(told.tau2)
    assert found.usual == pytest.approx(told.mean_effect_re)


def test_too_few_peers_are_said_and_a_series_with_too_few_years_is_left_out() -> None:
    values = peers(np.random.default_rng(1), number=9)
    with pytest.raises(ValueError, match="at least 10"):
        sustained_improvement(YEARS, values, np.full(values.shape, 0.01), np.ones(values.shape, bool))
    values, there = peers(np.random.default_rng(1), number=12), np.ones((12, 5), bool)
    there[0, 4] = False
    found = sustained_improvement(YEARS, values, np.full(values.shape, 0.01), there)
    assert np.isnan(found.p[0])
    assert np.isfinite(found.p[1:]).all()
