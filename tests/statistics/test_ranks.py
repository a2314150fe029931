"""Ranks with intervals that hold whatever the true order is."""

import numpy as np
import pytest

from openwres.statistics.ranks import gap_estimates, rank_intervals, ratio_estimates
from openwres.statistics.scores import comparisons


def test_ranks_count_peers_shown_to_be_lower_and_higher() -> None:
    value = np.array([0.0, 1.0, 2.0, 2.1])
    error = np.full(4, 0.2)
    found = rank_intervals(value, error)
    # Three peers each: shown at 1 - 0.05 / 3, that is 2.394 standard errors of a difference, 0.677.
    assert found.rank.tolist() == [1, 2, 3, 4]
    assert found.first.tolist() == [1, 2, 3, 3]
    assert found.last.tolist() == [1, 2, 4, 4]


def test_ties_share_the_middle_place_and_missing_ones_have_none() -> None:
    found = rank_intervals(np.array([1.0, 1.0, np.nan, 5.0]), np.array([1.0, 1.0, np.nan, 1.0]))
    assert found.rank.tolist() == pytest.approx([1.5, 1.5, np.nan, 3.0], nan_ok=True)
    assert found.last.tolist() == pytest.approx([2, 2, np.nan, 3], nan_ok=True)


def test_pairs_are_compared_as_one_would_by_hand() -> None:
    from scipy.stats import norm

    chance = np.random.default_rng(1)
    value, error = chance.normal(size=(3, 12)), chance.uniform(0.1, 0.6, (3, 12))
    found = rank_intervals(value, error, 0.9)
    reach = norm.ppf(1 - 0.1 / 11 / 2)
    for group in range(3):
        for n in range(12):
            z = [(value[group, n] - value[group, k]) / np.hypot(error[group, n], error[group, k]) for k in range(12)]
            assert found.first[group, n] == 1 + sum(each > reach for each in z)
            assert found.last[group, n] == 12 - sum(each < -reach for each in z)


@pytest.mark.parametrize("apart", [0.0, 0.5, 2.0])
def test_the_interval_holds_the_true_rank_at_least_as_often_as_it_says(apart: float) -> None:
    """With equal true values any place is true, so the interval must reach from the first to the last one."""
    chance = np.random.default_rng(3)
    true = apart * np.arange(20) / 20
    error = chance.uniform(0.1, 0.4, 20)
    found = rank_intervals(true + error * chance.standard_normal((2000, 20)), np.tile(error, (2000, 1)))
    lowest, highest = (np.array([1.0] * 20), np.array([20.0] * 20)) if apart == 0 else (np.arange(1.0, 21),) * 2
    assert ((found.first <= lowest) & (found.last >= highest)).mean() >= 0.95


def test_more_counts_narrow_the_interval() -> None:
    chance = np.random.default_rng(4)
    n1, x1 = 200, chance.integers(5, 60, 15)
    widths = []
    for times in (1, 10, 100):
        given = comparisons(times * x1, times * n1, times * 90, times * 600)
        for estimates in (ratio_estimates, gap_estimates):
            found = rank_intervals(*estimates(given))
            widths.append(float((found.last - found.first).mean()))
    assert widths[0] > widths[2] > widths[4]
    assert widths[1] > widths[3] > widths[5]


def test_zero_events_have_a_place_with_a_wide_interval() -> None:
    given = comparisons([0, 5, 6, 7, 40], [40, 400, 400, 400, 400], 20, 1000)
    found = rank_intervals(*ratio_estimates(given))
    assert np.isfinite(found.rank).all()
    assert found.last[0] >= 4
