"""The intervals of a ratio and of a difference of two rates say what the method of their name says.

Three judges: published values; the definition itself, with the most likely rates found by bisection instead
of by our formula; and statsmodels for the ratio (its difference has a wrong coefficient, statsmodels#10269).
"""

import math
import warnings

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep

from openwres.statistics import (
    difference_interval,
    difference_of_rates,
    ratio_interval,
    ratio_of_rates,
    score_p_value,
)

Counts = tuple[int, int]

CRITICAL = 1.959963984540054**2


@st.composite
def groups(draw: st.DrawFn, most: int = 20_000) -> Counts:
    """Events and trials of one group, with nobody and everybody as likely as anything between."""
    trials = draw(st.integers(1, most))
    events = draw(st.one_of(st.integers(0, trials), st.sampled_from([0, trials, min(1, trials)])))
    return events, trials


def score_statistic(compare: str, hypothesis: float, x1: int, n1: int, x2: int, n2: int) -> float:
    """The statistic as Miettinen and Nurminen define it; the likelihood's slope falls, so bisection finds its top."""
    rise = hypothesis if compare == "ratio" else 1.0
    shift = 0.0 if compare == "ratio" else hypothesis
    low, high = max(0.0, -shift), min(1.0, (1 - shift) / rise)
    for _ in range(200):
        p2 = (low + high) / 2
        p1 = rise * p2 + shift
        outside = p1 >= 1 or p2 >= 1
        slope = -1.0 if outside else rise * _slope(x1, n1, p1) + _slope(x2, n2, p2)
        low, high = (p2, high) if slope > 0 else (low, p2)
    variance = p1 * (1 - p1) / n1 + rise**2 * p2 * (1 - p2) / n2
    apart = x1 / n1 - rise * x2 / n2 - shift
    return apart**2 / (variance * (n1 + n2) / (n1 + n2 - 1))


def _slope(x: float, n: float, p: float) -> float:
    return (x / p if x else 0.0) - ((n - x) / (1 - p) if n > x else 0.0)


@pytest.mark.parametrize(
    ("counts", "ratio", "lower", "upper"),
    [
        ((9, 725, 17, 2505), "1.8292", "0.8345", "3.9993"),
        ((180, 1000, 90, 800), "1.6000", "1.2664", "2.0256"),
        ((3, 180, 6, 1900), "5.2778", "1.4514", "19.0115"),
    ],
)
def test_ratio_and_interval_agree_with_the_reference_values(
    counts: tuple[int, ...], ratio: str, lower: str, upper: str
) -> None:
    interval = ratio_interval(*counts)
    assert f"{ratio_of_rates(*counts):.4f}" == ratio
    assert (f"{interval.lower:.4f}", f"{interval.upper:.4f}") == (lower, upper)


@pytest.mark.parametrize(
    ("counts", "lower", "upper"),
    [
        # Newcombe 1998, table II, method 4's successor with N / (N - 1), and R's PropCIs for the last.
        ((56, 70, 48, 80), "0.0528", "0.3382"),
        ((9, 10, 3, 10), "0.1700", "0.8406"),
        ((6, 7, 2, 7), "0.0342", "0.8534"),
        ((5, 56, 0, 29), "-0.0326", "0.1933"),
        ((0, 10, 0, 20), "-0.1658", "0.2844"),
        ((10, 10, 0, 20), "0.7156", "1.0000"),
        ((7, 34, 1, 34), "0.0270", "0.3453"),
    ],
)
def test_interval_of_a_difference_agrees_with_published_values(counts: tuple[int, ...], lower: str, upper: str) -> None:
    interval = difference_interval(*counts)
    assert (f"{interval.lower:.4f}", f"{interval.upper:.4f}") == (lower, upper)


@given(groups(), groups(), st.sampled_from(["ratio", "difference"]))
@example((28, 28), (4_261, 4_261), "ratio")
@example((2931, 5754), (0, 27), "difference")
@settings(max_examples=150, deadline=None)
def test_each_limit_is_where_the_score_test_starts_to_reject(first: Counts, second: Counts, compare: str) -> None:
    assume(first[1] + second[1] > 2)
    limits = (ratio_interval if compare == "ratio" else difference_interval)(*first, *second)
    for limit in limits:
        if math.isfinite(limit) and limit not in (-1, 0, 1):
            statistic = score_statistic(compare, limit, *first, *second)
            assert statistic == pytest.approx(CRITICAL, rel=1e-6)


@given(groups(most=2_000), groups(most=2_000))
@settings(max_examples=100, deadline=None)
def test_interval_of_a_ratio_agrees_with_statsmodels(first: Counts, second: Counts) -> None:
    assume(all(0 < events < trials for events, trials in (first, second)))
    assume(max(first[1], second[1]) < 50 * min(first[1], second[1]))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        judged = confint_proportions_2indep(*first, *second, compare="ratio", method="score", correction=True)
    assert ratio_interval(*first, *second) == pytest.approx(judged, rel=1e-5)


@given(groups(), groups())
def test_swapping_the_groups_inverts_a_ratio_and_negates_a_difference(first: Counts, second: Counts) -> None:
    assume(first[1] + second[1] > 2)
    there, back = ratio_interval(*first, *second), ratio_interval(*second, *first)
    assert back.upper == (1 / there.lower if there.lower else math.inf)
    assert back.lower == pytest.approx(0 if there.upper == math.inf else 1 / there.upper, rel=1e-15)
    there, back = difference_interval(*first, *second), difference_interval(*second, *first)
    assert (back.lower, back.upper) == (-there.upper, -there.lower)


@given(groups(), groups())
def test_counting_those_without_the_event_negates_a_difference(first: Counts, second: Counts) -> None:
    (x1, n1), (x2, n2) = first, second
    there, back = difference_interval(x1, n1, x2, n2), difference_interval(n1 - x1, n1, n2 - x2, n2)
    assert back == pytest.approx((-there.upper, -there.lower), abs=1e-12)


@given(groups(), groups(), st.sampled_from([0.5, 0.8, 0.95, 0.998]))
def test_the_interval_holds_the_estimate(first: Counts, second: Counts, confidence: float) -> None:
    lower, upper = ratio_interval(*first, *second, confidence)
    value = ratio_of_rates(*first, *second)
    assert 0 <= lower <= upper
    assert math.isnan(value) or lower <= value <= upper
    lower, upper = difference_interval(*first, *second, confidence)
    assert -1 <= lower <= difference_of_rates(*first, *second) <= upper <= 1


@given(groups(most=3_000), groups(most=3_000), st.integers(2, 9))
def test_the_same_rates_in_larger_groups_give_a_narrower_interval(first: Counts, second: Counts, times: int) -> None:
    small = ratio_interval(*first, *second)
    large = ratio_interval(*(times * number for number in first), *(times * number for number in second))
    assert large.lower >= small.lower
    assert large.upper <= small.upper


@given(groups(), groups())
def test_more_confidence_gives_a_wider_interval(first: Counts, second: Counts) -> None:
    for interval in (ratio_interval, difference_interval):
        narrow, wide = interval(*first, *second, 0.8), interval(*first, *second, 0.95)
        assert wide.lower <= narrow.lower
        assert wide.upper >= narrow.upper


@given(groups(), groups())
def test_both_intervals_and_the_score_test_agree_on_whether_rates_differ(first: Counts, second: Counts) -> None:
    p = score_p_value(*first, *second)
    assume(abs(p - 0.05) > 1e-9)
    ratio, difference = ratio_interval(*first, *second), difference_interval(*first, *second)
    assert (not ratio.lower <= 1 <= ratio.upper) == (p < 0.05)
    assert (not difference.lower <= 0 <= difference.upper) == (p < 0.05)


def test_a_reference_without_events_leaves_the_ratio_undefined_and_a_lower_limit_alone() -> None:
    assert math.isnan(ratio_of_rates(4, 300, 0, 1200))
    lower, upper = ratio_interval(4, 300, 0, 1200)
    assert lower == pytest.approx(4.16913, rel=1e-5)
    assert upper == math.inf


def test_a_first_group_without_events_has_a_ratio_of_0_and_a_finite_upper_limit() -> None:
    assert ratio_of_rates(0, 300, 4, 1200) == 0
    lower, upper = ratio_interval(0, 300, 4, 1200)
    assert lower == 0
    assert 1 < upper < math.inf


def test_no_events_at_all_leave_every_ratio_possible() -> None:
    assert ratio_interval(0, 10, 0, 20) == (0, math.inf)


@pytest.mark.parametrize("counts", [(0, 0, 1, 5), (1, 5, 0, 0), (0, 0, 0, 0)])
def test_an_empty_group_leaves_everything_undefined(counts: tuple[int, ...]) -> None:
    results = [ratio_of_rates(*counts), *ratio_interval(*counts), difference_of_rates(*counts)]
    assert all(math.isnan(number) for number in [*results, *difference_interval(*counts)])


def test_everybody_in_both_groups_leaves_a_ratio_of_1_with_limits_either_side() -> None:
    lower, upper = ratio_interval(10, 10, 5, 5)
    assert lower < ratio_of_rates(10, 10, 5, 5) == 1 < upper
    assert score_statistic("ratio", lower, 10, 10, 5, 5) == pytest.approx(CRITICAL, rel=1e-9)


def test_a_ratio_of_counts_is_the_float_nearest_to_its_decimal_value() -> None:
    assert ratio_of_rates(201, 1000, 200, 1000) == 1.005
    assert difference_of_rates(180, 1000, 90, 800) == 0.0675


@pytest.mark.parametrize(
    ("sizes", "rates"),
    [((725, 2505), (0.0124, 0.0068)), ((300, 200), (0.18, 0.11)), ((60, 40), (0.9, 0.7)), ((150, 900), (0.03, 0.03))],
)
def test_intervals_hold_the_truth_about_95_times_in_100(sizes: tuple[int, int], rates: tuple[float, float]) -> None:
    """20,000 simulated tables a case: the share is known to within 0.5 points, the method keeps to within 1.5."""
    chance = np.random.default_rng(20_260_331)
    x1, x2 = (chance.binomial(size, rate, 20_000) for size, rate in zip(sizes, rates, strict=True))
    ratio = ratio_interval(x1, sizes[0], x2, sizes[1])
    difference = difference_interval(x1, sizes[0], x2, sizes[1])
    for (lower, upper), truth in ((ratio, rates[0] / rates[1]), (difference, rates[0] - rates[1])):
        assert np.mean((lower <= truth) & (truth <= upper)) == pytest.approx(0.95, abs=0.015)
