"""The p-values are those of the tests they are named after, at every size."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2, fisher_exact, hypergeom

from openwres.statistics import fisher_p_value, mid_p_value, score_p_value

Table = tuple[int, int, int, int]
PValue = Callable[..., Any]


@st.composite
def tables(draw: st.DrawFn, most: int = 400) -> Table:
    """Events and trials of two groups, none empty."""
    n1, n2 = draw(st.integers(1, most)), draw(st.integers(1, most))
    return draw(st.integers(0, n1)), n1, draw(st.integers(0, n2)), n2


def hypergeometric(x1: int, n1: int, x2: int, n2: int) -> Any:
    return hypergeom(n1 + n2, x1 + x2, n1)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((9, 725, 17, 2505), 0.1550),
        ((180, 1000, 90, 800), 6.46e-05),
        ((3, 180, 6, 1900), 0.0362),
        ((4, 300, 0, 1200), 0.00157),
    ],
)
def test_fisher_agrees_with_the_reference_values(counts: tuple[int, ...], expected: float) -> None:
    assert fisher_p_value(*counts) == pytest.approx(expected, rel=5e-3)


@given(tables())
@settings(max_examples=150, deadline=None)
def test_fisher_agrees_with_scipy(table: Table) -> None:
    x1, n1, x2, n2 = table
    judged = fisher_exact([[x1, n1 - x1], [x2, n2 - x2]]).pvalue
    assert fisher_p_value(*table) == pytest.approx(judged, rel=1e-8)


@given(tables())
@settings(max_examples=150, deadline=None)
def test_mid_p_is_twice_the_smaller_tail_with_half_of_the_observed_table(table: Table) -> None:
    spread = hypergeometric(*table)
    half = spread.pmf(table[0]) / 2
    smaller = min(spread.cdf(table[0]) - half, spread.sf(table[0]) + half)
    assert mid_p_value(*table) == pytest.approx(min(1, 2 * smaller), rel=1e-8)


@given(tables())
def test_no_p_value_depends_on_which_group_comes_first(table: Table) -> None:
    x1, n1, x2, n2 = table
    for p_value in (score_p_value, mid_p_value, fisher_p_value):
        p = p_value(x1, n1, x2, n2)
        assert 0 <= p <= 1
        assert p_value(x2, n2, x1, n1) == pytest.approx(p, rel=1e-9)


def test_score_test_is_pearsons_with_the_factor_of_miettinen_and_nurminen() -> None:
    x1, n1, x2, n2 = 180, 1000, 90, 800
    pooled = (x1 + x2) / (n1 + n2)
    pearson = (x1 / n1 - x2 / n2) ** 2 / (pooled * (1 - pooled) * (1 / n1 + 1 / n2))
    assert score_p_value(x1, n1, x2, n2) == pytest.approx(chi2.sf(pearson * 1799 / 1800, 1), rel=1e-12)


@pytest.mark.parametrize("counts", [(3, 200_000, 12, 400_000), (9_000, 200_000, 17_500, 400_000)])
def test_exact_tests_hold_in_groups_of_hundreds_of_thousands(counts: tuple[int, ...]) -> None:
    x1, n1, x2, n2 = counts
    judged = fisher_exact([[x1, n1 - x1], [x2, n2 - x2]]).pvalue
    assert fisher_p_value(*counts) == pytest.approx(judged, rel=1e-6)
    assert mid_p_value(*counts) == pytest.approx(judged, rel=0.5)


def test_a_disparity_beyond_all_doubt_has_a_p_value_of_practically_0() -> None:
    assert fisher_p_value(100_000, 100_000, 0, 100_000) < 1e-200
    assert mid_p_value(0, 100_000, 100_000, 100_000) < 1e-200


@pytest.mark.parametrize("p_value", [score_p_value, mid_p_value, fisher_p_value])
def test_nobody_or_everybody_with_the_event_is_no_evidence_of_a_difference(p_value: PValue) -> None:
    assert p_value(0, 10, 0, 20) == 1
    assert p_value(10, 10, 20, 20) == 1


@pytest.mark.parametrize("p_value", [score_p_value, mid_p_value, fisher_p_value])
def test_an_empty_group_has_no_p_value(p_value: PValue) -> None:
    assert math.isnan(p_value(0, 0, 3, 20))


@pytest.mark.parametrize("p_value", [mid_p_value, fisher_p_value])
def test_exact_tests_refuse_counts_that_are_not_whole(p_value: PValue) -> None:
    with pytest.raises(ValueError, match=r"^reference_events: .*whole"):
        p_value(3, 10, 4.5, 10)


def test_a_column_of_tables_has_a_column_of_p_values() -> None:
    x1 = np.array([[3, 180], [3, 0]])
    n1 = np.array([[180, 1000], [180, 0]])
    for p_value in (score_p_value, mid_p_value, fisher_p_value):
        column = p_value(x1, n1, 6, 1900)
        assert column[0, 0] == column[1, 0] == p_value(3, 180, 6, 1900)
        assert np.isnan(column[1, 1])
