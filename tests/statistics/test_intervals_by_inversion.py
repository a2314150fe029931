"""The intervals of two groups are the values that a score test does not reject, by trying value after value.

The judge knows nothing of our formulas: it looks for the most likely rates by search, at every value of a grid, so it also
sees that there is no limit where we say so.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.stats import norm

from openwres.statistics import difference_interval, odds_ratio_interval, ratio_interval, ratio_of_rates, score_p_value
from openwres.statistics.pooling import sums

Floats = NDArray[np.float64]
Table = tuple[int, int, int, int]


class Comparison(NamedTuple):
    """An interval, the first rate that a value and the second rate make, and the reach of the second rate."""

    interval: Callable[..., Any]
    first: Callable[[Floats, Floats], Floats]
    reach: Callable[[Floats], tuple[Floats, Floats]]
    values: Floats


_POSITIVE = np.geomspace(1e-4, 1e4, 97) * 1.0001
COMPARISONS = {
    "ratio": Comparison(
        ratio_interval, lambda r, p: r * p, lambda r: (np.zeros_like(r), np.minimum(1, 1 / r)), _POSITIVE
    ),
    "gap": Comparison(
        difference_interval,
        lambda d, p: p + d,
        lambda d: (np.maximum(0, -d), np.minimum(1, 1 - d)),
        np.linspace(-0.999, 0.999, 80),
    ),
    "odds ratio": Comparison(
        odds_ratio_interval,
        lambda r, p: r * p / (1 - p + r * p),
        lambda r: (np.zeros_like(r), np.ones_like(r)),
        _POSITIVE,
    ),
}
TABLES = [
    (x1, n1, x2, n2)
    for n1, n2 in product((1, 7, 300), (2, 40))
    for x1 in sorted({0, 1, n1 // 3, n1})
    for x2 in sorted({0, 1, n2 // 2, n2})
]
CONFIDENCES = (0.8, 0.95, 0.998)


def most_likely(how: Comparison, table: Table) -> tuple[Floats, Floats]:
    """Both rates under each value of the grid: a search for the top of the likelihood by thirds."""
    x1, n1, x2, n2 = table
    low, high = how.reach(how.values)

    def likelihood(second: Floats) -> Floats:
        rates = (np.clip(each, 1e-300, 1 - 1e-16) for each in (how.first(how.values, second), second))
        parts = zip((x1, x2), (n1 - x1, n2 - x2), rates, strict=True)
        return np.asarray(sum(x * np.log(p) + y * np.log1p(-p) for x, y, p in parts))

    for _ in range(120):
        left, right = low + (high - low) / 3, high - (high - low) / 3
        rises = likelihood(left) < likelihood(right)
        low, high = np.where(rises, left, low), np.where(rises, high, right)
    second = (low + high) / 2
    return how.first(how.values, second), second


def score(name: str, table: Table) -> Floats:
    """The score statistic of every value of the grid, from the definition, with the factor N / (N - 1)."""
    x1, n1, x2, n2 = table
    how = COMPARISONS[name]
    p1, p2 = most_likely(how, table)
    v1, v2 = (np.maximum(p * (1 - p), 1e-300) for p in (p1, p2))  # 0 where nobody or everybody has the event
    if name == "odds ratio":
        squared, information = (x1 - n1 * p1) ** 2, 1 / (1 / (n1 * v1) + 1 / (n2 * v2))
    else:
        rise, shift = (how.values, 0) if name == "ratio" else (np.ones_like(how.values), how.values)
        squared, information = (x1 / n1 - rise * x2 / n2 - shift) ** 2, v1 / n1 + rise**2 * v2 / n2
    return np.asarray(squared / information * (n1 + n2 - 1) / (n1 + n2))


@pytest.mark.parametrize("name", COMPARISONS)
def test_an_interval_holds_the_values_that_the_score_test_does_not_reject(name: str) -> None:
    values, told = COMPARISONS[name].values, 0
    for table in TABLES:
        statistic = score(name, table)
        for confidence in CONFIDENCES:
            critical = norm.ppf((1 + confidence) / 2) ** 2
            lower, upper = COMPARISONS[name].interval(*table, confidence)
            sure = np.abs(statistic - critical) > 1e-4 * critical
            held = (lower <= values) & (values <= upper)
            assert (held == (statistic <= critical))[sure].all(), (table, confidence)
            told += int(sure.sum())
    assert told > 0.99 * len(TABLES) * len(CONFIDENCES) * values.size


@st.composite
def groups(draw: st.DrawFn, most: int = 3_000) -> tuple[int, int]:
    """Events and people of a group; nobody and everybody come often."""
    people = draw(st.integers(1, most))
    return draw(st.one_of(st.integers(0, people), st.sampled_from([0, people]))), people


@pytest.mark.parametrize("name", COMPARISONS)
@given(groups(), groups(), st.sampled_from([(0.5, 0.8), (0.8, 0.95), (0.95, 0.998)]))
def test_more_confidence_holds_all_that_less_holds(
    name: str, first: tuple[int, int], second: tuple[int, int], confidences: tuple[float, float]
) -> None:
    narrow, wide = (COMPARISONS[name].interval(*first, *second, confidence) for confidence in confidences)
    assume(not np.isnan(narrow.lower))
    assert wide.lower <= narrow.lower <= narrow.upper <= wide.upper


@pytest.mark.parametrize("name", COMPARISONS)
@given(groups(), groups(), st.integers(2, 9))
def test_the_same_rates_among_more_people_say_more(
    name: str, first: tuple[int, int], second: tuple[int, int], times: int
) -> None:
    few = COMPARISONS[name].interval(*first, *second)
    many = COMPARISONS[name].interval(*(times * each for each in (*first, *second)))
    assume(not np.isnan(few.lower))
    assert few.lower <= many.lower
    assert many.upper <= few.upper


@given(groups(), groups())
def test_the_interval_of_an_odds_ratio_excludes_1_where_the_score_test_sees_a_difference(
    first: tuple[int, int], second: tuple[int, int]
) -> None:
    p = score_p_value(*first, *second)
    assume(abs(p - 0.05) > 1e-9)
    lower, upper = odds_ratio_interval(*first, *second)
    assert (not lower <= 1 <= upper) == (p < 0.05)


STRATA = ((80, 100, 40, 50), (10, 50, 40, 200))
"""Events and people of white and of BME applicants, in two strata that each treat them alike."""


def test_strata_without_a_disparity_can_pool_to_one() -> None:
    assert [ratio_of_rates(*stratum) for stratum in STRATA] == [1.0, 1.0]
    pooled = [sum(column) for column in zip(*STRATA, strict=True)]
    assert ratio_of_rates(*pooled) == 1.875
    assert ratio_interval(*pooled).lower > 1
    assert all(lower < 1 < upper for lower, upper in (ratio_interval(*stratum) for stratum in STRATA))


@given(st.lists(st.tuples(groups(300), groups(300)), min_size=1, max_size=6), st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_the_order_of_years_changes_nothing_of_what_they_pool_to(years: list[Any], chance: Any) -> None:
    rows = [(*first, *second) for first, second in years]
    turned = chance.sample(rows, len(rows))
    assert _pooled(turned) == _pooled(rows) == tuple(sum(column) for column in zip(*rows, strict=True))


def _pooled(rows: list[Table]) -> tuple[float, ...]:
    x1, n1, x2, n2 = (np.array([column], dtype=float) for column in zip(*rows, strict=True))
    found = sums(x1, n1, x2, n2, np.ones(x1.shape, dtype=bool))
    return tuple(float(each[0]) for each in (found.x1, found.n1, found.x2, found.n2))
