"""Bounds for people of unknown group, against every assignment there is."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from openwres.statistics import difference_bounds, power_to_show_difference, ratio_bounds

group = st.integers(1, 8).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def rates(one: tuple[int, int], other: tuple[int, int], unknown: tuple[int, int]) -> Iterator[tuple[float, float]]:
    """Both rates under every assignment: so many of the unknown with the event, and so many without, to the first group."""
    events, people = unknown
    for with_event in range(events + 1):
        for without in range(people - events + 1):
            first = (one[0] + with_event) / (one[1] + with_event + without)
            second = (other[0] + events - with_event) / (other[1] + people - with_event - without)
            yield first, second


@given(group, group, group)
def test_no_assignment_goes_beyond_the_bounds_of_the_gap_and_two_reach_them(
    one: tuple[int, int], other: tuple[int, int], unknown: tuple[int, int]
) -> None:
    gaps = [first - second for first, second in rates(one, other, unknown)]
    found = difference_bounds(*one, *other, *unknown)
    assert list(found) == pytest.approx([min(gaps), max(gaps)])


@given(group, group, group)
def test_no_assignment_goes_beyond_the_bounds_of_the_ratio_and_two_reach_them(
    one: tuple[int, int], other: tuple[int, int], unknown: tuple[int, int]
) -> None:
    pairs = list(rates(one, other, unknown))
    assume(any(first or second for first, second in pairs))
    ratios = [first / second if second else math.inf for first, second in pairs if first or second]
    found = ratio_bounds(*one, *other, *unknown)
    assert found.upper == pytest.approx(max(ratios))
    assert found.lower == pytest.approx(min(ratios)) or (0.0, 0.0) in pairs


def test_nobody_unknown_leaves_the_value_itself() -> None:
    assert list(ratio_bounds(180, 1000, 90, 800, 0, 0)) == pytest.approx([1.6, 1.6])
    assert list(difference_bounds(180, 1000, 90, 800, 0, 0)) == pytest.approx([0.0675, 0.0675])


def test_where_a_group_is_empty_there_are_no_bounds() -> None:
    assert all(math.isnan(limit) for limit in difference_bounds(0, 0, 3, 9, 1, 2))


def test_arrays_give_the_same() -> None:
    many = ratio_bounds([180, 2], [1000, 5], [90, 0], [800, 9], [5, 0], [100, 3])
    assert [many.lower[0], many.upper[0]] == pytest.approx(list(ratio_bounds(180, 1000, 90, 800, 5, 100)))
    assert many.upper[1] == math.inf


@pytest.mark.parametrize(
    ("first", "second", "rate", "true"), [(900, 300, 0.25, 0.05), (4000, 700, 0.5, 0.05), (200, 200, 0.1, 0.1)]
)
def test_the_power_to_show_a_gap_is_how_often_drawn_counts_show_it(
    first: int, second: int, rate: float, true: float
) -> None:
    import numpy as np

    from openwres.statistics import score_p_value

    dice = np.random.default_rng(5)
    p2 = rate - true * first / (first + second)
    drawn = score_p_value(dice.binomial(first, p2 + true, 20_000), first, dice.binomial(second, p2, 20_000), second)
    assert power_to_show_difference(first, second, rate, true) == pytest.approx((drawn < 0.05).mean(), abs=0.02)


def test_a_gap_that_cannot_be_has_no_power() -> None:
    assert math.isnan(power_to_show_difference(100, 100, 0.01, 0.05))
