"""Comparison within strata: reference values, other implementations, what zeros do, and how often it is right."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
import scipy.optimize
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import xlog1py, xlogy
from statsmodels.stats.contingency_tables import StratifiedTable

from openwres.statistics.ratios import ratio_interval
from openwres.statistics.strata import (
    homogeneity,
    mix_of_strata,
    strata_difference,
    strata_difference_interval,
    strata_ratio,
    strata_ratio_interval,
)

SIMPSON = ([80, 10], [100, 50], [40, 40], [50, 200])
REAL = ([30, 12, 7], [120, 90, 20], [18, 25, 3], [110, 160, 15])
Counts = tuple[list[int], list[int], list[int], list[int]]


@st.composite
def tables(draw: st.DrawFn) -> Counts:
    """Up to five strata of two groups, zeros among them."""
    strata = draw(st.integers(1, 5))
    people = [draw(st.lists(st.integers(0, 40), min_size=strata, max_size=strata)) for _ in range(2)]
    events = [[draw(st.integers(0, n)) for n in group] for group in people]
    return events[0], people[0], events[1], people[1]


def test_a_ratio_that_is_only_the_mix_of_strata_vanishes_within_them() -> None:
    assert strata_ratio(*SIMPSON) == pytest.approx(1.00, abs=1e-12)
    pooled = (90 / 150) / (80 / 250)
    assert pooled == pytest.approx(1.875)
    assert homogeneity(*SIMPSON).p_value == pytest.approx(1)
    parts = mix_of_strata(*SIMPSON)
    assert parts.within.sum() == pytest.approx(0, abs=1e-12)
    assert parts.mix.sum() == pytest.approx(90 / 150 - 80 / 250)


@given(tables())
def test_the_ratio_is_its_definition_in_fractions(counts: Counts) -> None:
    over, under = Fraction(0), Fraction(0)
    for x1, n1, x2, n2 in zip(*counts, strict=True):
        if n1 + n2:
            over += Fraction(x1 * n2, n1 + n2)
            under += Fraction(x2 * n1, n1 + n2)
    value = strata_ratio(*counts)
    assert value == pytest.approx(float(over / under)) if under else np.isnan(value)


def test_the_ratio_is_that_of_another_implementation() -> None:
    made = [[[x1, n1 - x1], [x2, n2 - x2]] for x1, n1, x2, n2 in zip(*REAL, strict=True)]
    assert strata_ratio(*REAL) == pytest.approx(StratifiedTable([np.array(t) for t in made]).riskratio_pooled)


def test_with_one_stratum_the_interval_is_that_of_a_ratio_with_zeros_too() -> None:
    for x1, n1, x2, n2 in product((0, 1, 9, 20), (20, 725), (0, 1, 7, 17), (19, 2505)):
        if x1 + x2:
            limits = strata_ratio_interval([x1], [n1], [x2], [n2])
            assert limits == pytest.approx(tuple(ratio_interval(x1, n1, x2, n2)), rel=1e-8)


def score(ratio: float, counts: Counts) -> float:
    """The statistic by maximising every stratum's likelihood by brute force."""
    apart, variance = 0.0, 0.0
    for x1, n1, x2, n2 in zip(*counts, strict=True):
        if n1 and n2 and x1 + x2:
            p2 = np.linspace(0, min(1, 1 / ratio), 200_001)
            likely = xlogy(x1, ratio * p2) + xlog1py(n1 - x1, -np.minimum(ratio * p2, 1))
            second = p2[np.argmax(likely + xlogy(x2, p2) + xlog1py(n2 - x2, -p2))]
            first, people = ratio * second, n1 + n2
            apart += (x1 * n2 - ratio * x2 * n1) / people
            spread = first * (1 - first) / n1 + ratio**2 * second * (1 - second) / n2
            variance += (n1 * n2 / people) ** 2 * spread * people / (people - 1)
    return float(apart / np.sqrt(variance))


@pytest.mark.parametrize(
    "counts",
    [
        REAL,
        SIMPSON,
        ([0, 3, 1], [12, 20, 1], [4, 2, 0], [30, 25, 1]),
        ([2, 0, 1], [10, 5, 8], [0, 0, 0], [9, 30, 4]),
        ([0, 0], [40, 9], [3, 1], [20, 6]),
    ],
)
def test_the_limits_are_where_the_score_of_a_brute_force_search_is_critical(counts: Counts) -> None:
    lower, upper = (float(limit) for limit in strata_ratio_interval(*counts))
    z = scipy.stats.norm.ppf(0.975)
    if sum(counts[0]):
        assert score(lower, counts) == pytest.approx(z, abs=2e-3)
    else:
        assert lower == 0
    if sum(counts[2]):
        assert score(upper, counts) == pytest.approx(-z, abs=2e-3)
    else:
        assert upper == np.inf


@given(tables())
def test_the_ratio_lies_in_its_interval_wherever_there_is_one(counts: Counts) -> None:
    value, (lower, upper) = strata_ratio(*counts), strata_ratio_interval(*counts)
    assert np.isnan(lower) == np.isnan(upper)
    if value >= 0:
        assert lower <= value <= upper


def test_the_variance_of_the_ratio_is_that_of_many_draws() -> None:
    dice = np.random.default_rng(5)
    n1, n2, p2 = np.array([400, 300, 200]), np.array([350, 500, 150]), np.array([0.2, 0.4, 0.3])
    draws = np.log(strata_ratio(dice.binomial(n1, 1.4 * p2, (20_000, 3)), n1, dice.binomial(n2, p2, (20_000, 3)), n2))
    lower, upper = strata_ratio_interval(n1 * 1.4 * p2, n1, n2 * p2, n2)
    error = (np.log(upper) - np.log(lower)) / (2 * scipy.stats.norm.ppf(0.975))
    assert error == pytest.approx(draws.std(), rel=0.02)


def test_the_difference_interval_holds_what_its_equation_does_not_reject() -> None:
    x1, n1, x2, n2 = (np.array(column) for column in REAL)
    people, z2 = n1 + n2, scipy.stats.norm.ppf(0.975) ** 2
    weight = sum(n1 * n2 / people)
    value = sum((x1 * n2 - x2 * n1) / people) / weight

    def rejected(difference: float) -> float:
        p = sum((n1**2 * x2 - n2**2 * x1 + n1 * n2 * (n2 - n1) / 2) / people**2)
        q = sum((x1 * (n2 - x2) + x2 * (n1 - x1)) / people) / 2
        return float((value - difference) ** 2 - z2 * (difference * p + q) / weight**2)

    limits = scipy.optimize.brentq(rejected, -1, value), scipy.optimize.brentq(rejected, value, 1)
    assert strata_difference(*REAL) == pytest.approx(value)
    assert strata_difference_interval(*REAL) == pytest.approx(limits)


def test_the_test_of_homogeneity_is_close_to_the_likelihood_ratio_in_large_strata() -> None:
    x1, n1, x2, n2 = (np.array(column) * 10 for column in REAL)

    def minus(theta: np.ndarray) -> float:
        p2 = 1 / (1 + np.exp(-theta[1:]))
        p1 = np.minimum(np.exp(theta[0]) * p2, 1 - 1e-9)
        return -float(sum(x1 * np.log(p1) + (n1 - x1) * np.log1p(-p1) + x2 * np.log(p2) + (n2 - x2) * np.log1p(-p2)))

    start = np.array([0.0, *np.log(x2 / (n2 - x2))])
    common = scipy.optimize.minimize(minus, start, method="BFGS").fun
    free = -float(sum(scipy.stats.binom.logpmf(x1, n1, x1 / n1) + scipy.stats.binom.logpmf(x2, n2, x2 / n2)))
    constants = sum(scipy.special.gammaln(n + 1) - scipy.special.gammaln(x + 1) - scipy.special.gammaln(n - x + 1)
                    for x, n in ((x1, n1), (x2, n2))).sum()  # fmt: skip
    likelihood_ratio = 2 * (common - constants - free)
    assert homogeneity(x1, n1, x2, n2).statistic == pytest.approx(likelihood_ratio, rel=0.05)


@given(tables())
def test_swapping_the_groups_inverts_ratio_and_interval_and_keeps_the_test(counts: Counts) -> None:
    x1, n1, x2, n2 = counts
    value, swapped = strata_ratio(*counts), strata_ratio(x2, n2, x1, n1)
    lower, upper = strata_ratio_interval(*counts)
    if value > 0:
        assert value == pytest.approx(1 / swapped)
    turned = strata_ratio_interval(x2, n2, x1, n1)
    with np.errstate(divide="ignore"):
        assert turned == pytest.approx((np.divide(1, upper), np.divide(1, lower)), nan_ok=True, rel=1e-8)
    p_values = homogeneity(*counts).p_value, homogeneity(x2, n2, x1, n1).p_value
    assert p_values[0] == pytest.approx(p_values[1], nan_ok=True, abs=1e-6)


@given(tables())
def test_strata_without_one_of_the_groups_or_without_events_change_nothing(counts: Counts) -> None:
    x1, n1, x2, n2 = counts
    more: Counts = ([*x1, 3, 0, 0], [*n1, 9, 0, 8], [*x2, 0, 2, 0], [*n2, 0, 7, 6])
    assert strata_ratio(*more) == pytest.approx(strata_ratio(*counts), nan_ok=True)
    assert strata_ratio_interval(*more) == pytest.approx(strata_ratio_interval(*counts), nan_ok=True)
    assert np.array(homogeneity(*more)) == pytest.approx(np.array(homogeneity(*counts)), nan_ok=True)


@given(tables())
def test_the_parts_of_mix_and_within_sum_to_the_difference_of_the_rates(counts: Counts) -> None:
    parts = mix_of_strata(*counts)
    if sum(counts[1]) and sum(counts[3]):
        apart = sum(counts[0]) / sum(counts[1]) - sum(counts[2]) / sum(counts[3])
        assert parts.mix.sum() + parts.within.sum() == pytest.approx(apart)
    else:
        assert np.isnan(parts.mix).all()


def test_more_people_narrow_the_interval_and_the_order_of_strata_does_not_matter() -> None:
    x1, n1, x2, n2 = (np.array(column) for column in REAL)
    once, fourfold = strata_ratio_interval(x1, n1, x2, n2), strata_ratio_interval(4 * x1, 4 * n1, 4 * x2, 4 * n2)
    assert np.log(fourfold.upper / fourfold.lower) == pytest.approx(np.log(once.upper / once.lower) / 2, rel=0.02)
    assert strata_ratio_interval(x1[::-1], n1[::-1], x2[::-1], n2[::-1]) == pytest.approx(once)


def test_all_organisations_come_in_one_call_and_each_as_if_it_were_alone() -> None:
    both = [np.array([one, [*other, 0]]) for one, other in zip(REAL, SIMPSON, strict=True)]
    assert strata_ratio(*both).tolist() == [strata_ratio(*REAL), strata_ratio(*SIMPSON)]
    assert homogeneity(*both).strata.tolist() == [3, 2]


def test_nothing_left_is_not_defined_and_never_a_number() -> None:
    for counts in (([], [], [], []), ([0], [0], [3], [9]), ([0], [5], [0], [7])):
        assert np.isnan(strata_ratio(*counts))
        assert np.isnan(strata_ratio_interval(*counts)).all()
        assert np.isnan(strata_difference_interval(*counts)).all()
        assert np.isnan(homogeneity(*counts).p_value)


def test_impossible_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="events"):
        strata_ratio([3], [2], [1], [9])


def test_the_interval_covers_the_true_ratio_about_nineteen_times_in_twenty() -> None:
    dice = np.random.default_rng(11)
    n1, n2, p2 = np.array([60, 40, 20, 10]), np.array([15, 30, 25, 40]), np.array([0.15, 0.25, 0.3, 0.4])
    x1, x2 = dice.binomial(n1, 1.5 * p2, (20_000, 4)), dice.binomial(n2, p2, (20_000, 4))
    lower, upper = strata_ratio_interval(x1, n1, x2, n2)
    assert 0.94 < ((lower <= 1.5) & (upper >= 1.5)).mean() < 0.965
    assert 0.03 < (homogeneity(x1, n1, x2, n2).p_value < 0.05).mean() < 0.07
