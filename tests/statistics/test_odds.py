"""The interval of an odds ratio, against the score test solved by halving and against published ways."""

from __future__ import annotations

import math
import warnings
from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import optimize
from statsmodels.stats.contingency_tables import Table2x2
from statsmodels.stats.proportion import confint_proportions_2indep

from openwres.statistics import odds_ratio_interval

SIZES = (1, 2, 7, 30)
Z2 = 1.959963984540054**2


def score(odds: float, x1: int, n1: int, x2: int, n2: int) -> float:
    """The score statistic of an odds ratio, its most likely rates found by halving."""

    def surplus(p2: float) -> float:
        p1 = odds * p2 / (1 - p2 + odds * p2)
        return n1 * p1 + n2 * p2 - x1 - x2

    p2 = optimize.brentq(surplus, 1e-15, 1 - 1e-15, xtol=1e-16)
    p1 = odds * p2 / (1 - p2 + odds * p2)
    n = n1 + n2
    return float((x1 - n1 * p1) ** 2 * (1 / (n1 * p1 * (1 - p1)) + 1 / (n2 * p2 * (1 - p2))) * (n - 1) / n)


def tables() -> list[tuple[int, int, int, int]]:
    return [
        (x1, n1, x2, n2)
        for n1, n2 in product(SIZES, SIZES)
        for x1 in {0, n1 // 3, n1 - 1, n1}
        for x2 in {0, n2 // 2, n2}
        if n1 + n2 > 2
    ]


@pytest.mark.parametrize("counts", tables())
def test_at_its_limits_the_score_test_is_just_not_rejected(counts: tuple[int, int, int, int]) -> None:
    x1, n1, x2, n2 = counts
    found = odds_ratio_interval(*counts)
    assert (found.lower == 0) == (x1 == 0 or x2 == n2)
    assert (found.upper == math.inf) == (x2 == 0 or x1 == n1)
    for limit in found:
        if 0 < limit < math.inf:
            assert score(limit, *counts) == pytest.approx(Z2, rel=1e-6)


def test_it_is_near_to_woolfs_interval_where_counts_are_large() -> None:
    low, high = Table2x2([[900, 1500], [300, 1000]]).oddsratio_confint()
    found = odds_ratio_interval(900, 2400, 300, 1300)
    assert found.lower == pytest.approx(low, rel=0.01)
    assert found.upper == pytest.approx(high, rel=0.01)


def test_without_people_there_is_none() -> None:
    assert all(math.isnan(limit) for limit in odds_ratio_interval(0, 0, 3, 9))


counted = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(counted, counted)
def test_the_other_way_round_it_is_the_reciprocal(one: tuple[int, int], other: tuple[int, int]) -> None:
    if one[1] + other[1] > 2:
        here, there = odds_ratio_interval(*one, *other), odds_ratio_interval(*other, *one)
        assert here.lower == pytest.approx(0.0 if there.upper == math.inf else 1 / there.upper)
        assert there.lower == pytest.approx(0.0 if here.upper == math.inf else 1 / here.upper)


@given(counted, counted)
@settings(deadline=None, max_examples=60)
def test_it_agrees_with_statsmodels(one: tuple[int, int], other: tuple[int, int]) -> None:
    """Where statsmodels finds its brackets: with some events, and some people without, of both."""
    assume(all(0 < events < people for events, people in (one, other)))
    assume(max(one[1], other[1]) < 50 * min(one[1], other[1]))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        judged = confint_proportions_2indep(*one, *other, compare="odds-ratio", method="score", correction=True)
    assert odds_ratio_interval(*one, *other) == pytest.approx(judged, rel=1e-5)


@given(counted, counted)
def test_arrays_give_the_same_digits(one: tuple[int, int], other: tuple[int, int]) -> None:
    alone = odds_ratio_interval(*one, *other)
    many = odds_ratio_interval([one[0], 3], [one[1], 9], [other[0], 2], [other[1], 8])
    assert [many.lower[0], many.upper[0]] == pytest.approx(list(alone), nan_ok=True, rel=1e-12)


@given(counted, counted)
def test_more_people_narrow_it(one: tuple[int, int], other: tuple[int, int]) -> None:
    few, many = odds_ratio_interval(*one, *other), odds_ratio_interval(*(9 * n for n in (*one, *other)))
    if all(0 < limit < math.inf for limit in (*few, *many)):
        assert many.upper / many.lower < few.upper / few.lower
