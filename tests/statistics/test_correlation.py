"""Rank correlation against other implementations, and how often its interval is right."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.stats
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st

from openwres.statistics.correlation import ranks, spearman, spearman_interval

VALUES = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=4, max_size=30)


@given(VALUES)
def test_rank_correlation_is_that_of_scipy_with_ties(pairs: list[tuple[int, int]]) -> None:
    one, other = (np.array(column) for column in zip(*pairs, strict=True))
    assert ranks(one).tolist() == scipy.stats.rankdata(one).tolist()
    if len(set(one)) > 1 and len(set(other)) > 1:
        assert spearman(one, other)[0] == pytest.approx(scipy.stats.spearmanr(one, other).statistic)
    else:
        assert math.isnan(spearman(one, other)[0])


def test_partial_rank_correlation_is_that_of_residuals_of_a_regression() -> None:
    dice = np.random.default_rng(3)
    kinds, regions = dice.choice(list("abc"), 40), dice.choice(list("xyz"), 40)
    one, other = dice.normal(size=40) + (kinds == "a"), dice.normal(size=40) + (kinds == "a")
    dummies = [(kinds == k).astype(float) for k in "bc"] + [(regions == r).astype(float) for r in "yz"]
    design = sm.add_constant(np.column_stack(dummies))
    left, right = (sm.OLS(scipy.stats.rankdata(column), design).fit().resid for column in (one, other))
    rho, taken = spearman(one, other, [kinds.tolist(), regions.tolist()])
    assert rho == pytest.approx(np.corrcoef(left, right)[0, 1])
    assert taken == 4


def test_groups_that_explain_everything_leave_nothing_to_correlate() -> None:
    rho, taken = spearman([1, 2, 3], [3, 1, 2], [["a", "b", "c"]])
    assert math.isnan(rho)
    assert taken == 2


def test_a_grouping_that_says_the_same_twice_takes_no_more_freedom() -> None:
    same = list("aabbccdd")
    assert spearman(range(8), [3, 1, 2, 5, 4, 8, 6, 7], [same, same])[1] == 3


def test_turning_a_measure_round_turns_the_interval_round() -> None:
    one, other = [1, 5, 2, 8, 7, 3], [2, 4, 1, 9, 3, 5]
    rho, turned = spearman(one, other)[0], spearman(one, [-value for value in other])[0]
    lower, upper = spearman_interval(rho, 6)
    assert turned == pytest.approx(-rho)
    assert spearman_interval(turned, 6) == pytest.approx((-upper, -lower))


def test_where_there_is_no_interval_none_is_made_up() -> None:
    for rho, organisations, taken in ((1.0, 20, 0), (math.nan, 20, 0), (0.3, 3, 0), (0.3, 12, 9)):
        assert all(map(math.isnan, spearman_interval(rho, organisations, taken)))


def test_missing_values_and_lists_of_unequal_length_are_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        spearman([1.0, math.nan], [1.0, 2.0])
    with pytest.raises(ValueError, match="same organisations"):
        spearman([1.0, 2.0], [1.0, 2.0, 3.0])


@pytest.mark.parametrize(("n", "true"), [(30, 0.0), (30, 0.6), (200, 0.4)])
def test_the_interval_covers_about_nineteen_times_in_twenty(n: int, true: float) -> None:
    dice = np.random.default_rng(17)
    pearson = 2 * np.sin(np.pi * true / 6)
    held = 0
    for _ in range(1000):
        one, noise = dice.normal(size=(2, n))
        rho, _ = spearman(one, pearson * one + np.sqrt(1 - pearson**2) * noise)
        lower, upper = spearman_interval(rho, n)
        held += lower <= true <= upper
    assert 0.93 < held / 1000 < 0.975
