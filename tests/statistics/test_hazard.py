"""Hazards of moving up: against a plain count, an independent interval, and what must hold whatever the numbers are."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep

from openwres.statistics.hazard import hazard, hazard_ratio, missing_moves

GRID = [(x1, n1, x2, n2) for n1, n2 in product((40, 300), (25, 900)) for x1 in (0, 3, n1) for x2 in (1, 12, n2)]


def test_the_interval_is_that_of_statsmodels() -> None:
    found = hazard_ratio(*np.array(GRID).T)
    for n, (x1, n1, x2, n2) in enumerate(GRID):
        if 0 < x1 < n1 and x2 < n2:
            lower, upper = confint_proportions_2indep(x1, n1, x2, n2, compare="ratio", method="score", correction=True)
            assert (found.lower[n], found.upper[n]) == pytest.approx((lower, upper), rel=2e-3)


def test_nobody_at_risk_has_no_hazard() -> None:
    assert math.isnan(hazard(0, 0))
    found = hazard_ratio([0, 5], [0, 50], [5, 0], [50, 0])
    assert np.isnan([found.value, found.lower, found.upper]).all()


def test_no_moves_of_the_second_group_leave_a_lower_limit() -> None:
    found = hazard_ratio([12], [100], [0], [100])
    assert math.isnan(found.value[0])
    assert found.lower[0] > 1
    assert found.upper[0] == math.inf


@pytest.mark.parametrize(("moves", "expected"), [(5, True), (4, False)])
def test_five_moves_are_expected_in_each_group_before_anything_is_said(moves: int, expected: bool) -> None:
    assert bool(hazard_ratio([moves], [100], [moves], [100]).enough[0]) is expected


def test_missing_moves_are_those_of_each_stratum() -> None:
    more, compared = missing_moves([2, 5, 0, 3], [20, 50, 10, 3], [6, 0, 0, 0], [30, 10, 0, 7])
    assert more.tolist() == [20 * 6 / 30 - 2, -5.0, 0.0, -3.0]
    assert compared.tolist() == [20, 50, 0, 3]


def test_more_moves_than_people_are_refused() -> None:
    with pytest.raises(ValueError, match="moves"):
        hazard(5, 4)


counts = st.tuples(st.integers(1, 60), st.integers(60, 3000), st.integers(1, 60), st.integers(60, 3000))


@given(counts)
def test_swapping_the_groups_inverts_ratio_and_interval(drawn: tuple[int, int, int, int]) -> None:
    x1, n1, x2, n2 = drawn
    one, other = hazard_ratio([x1], [n1], [x2], [n2]), hazard_ratio([x2], [n2], [x1], [n1])
    assert one.value[0] * other.value[0] == pytest.approx(1)
    assert one.lower[0] * other.upper[0] == pytest.approx(1)


@given(counts)
def test_more_years_of_the_same_narrow_the_interval(drawn: tuple[int, int, int, int]) -> None:
    one, three = (hazard_ratio(*np.array([drawn]).T * times) for times in (1, 3))
    assert one.lower[0] < three.lower[0] < three.upper[0] < one.upper[0]


def test_a_nation_at_once_gives_the_same_as_one_by_one() -> None:
    together = hazard_ratio(*np.array(GRID).T)
    for n, (x1, n1, x2, n2) in enumerate(GRID):
        alone = hazard_ratio([x1], [n1], [x2], [n2])
        assert alone.lower[0] == pytest.approx(together.lower[n], nan_ok=True)


@pytest.mark.parametrize("true", [1.0, 1 / 0.78])
def test_the_interval_holds_the_true_ratio_in_nineteen_of_twenty(true: float) -> None:
    chance, n1, n2 = np.random.default_rng(5), np.full(6000, 900), np.full(6000, 350)
    found = hazard_ratio(chance.binomial(n1, 0.055), n1, chance.binomial(n2, 0.055 / true), n2)
    holds = ((found.lower <= true) & (found.upper >= true))[found.enough]
    assert holds.mean() == pytest.approx(0.95, abs=0.01)
