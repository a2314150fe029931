"""Parts that sum to the whole: excess by organisation, the ratio without each, how few hold half."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openwres.statistics.contributions import excess, fewest_holding, without_each

Counts = list[list[int]]


@st.composite
def areas(draw: st.DrawFn) -> Counts:
    """Up to six organisations with events and people of both groups, zeros among them."""
    size = draw(st.integers(1, 6))
    people = [draw(st.lists(st.integers(0, 50), min_size=size, max_size=size)) for _ in range(2)]
    events = [[draw(st.integers(0, n)) for n in group] for group in people]
    return [events[0], people[0], events[1], people[1]]


@given(areas())
def test_the_parts_sum_to_the_excess_of_the_area(counts: Counts) -> None:
    x, n, y, m = counts
    parts = excess(x, n, y, m)
    if sum(m):
        assert parts.total.sum() == pytest.approx(sum(x) - sum(n) * sum(y) / sum(m))
        assert parts.within + parts.level == pytest.approx(parts.total)
    else:
        assert np.isnan(parts.total).all()


def test_an_organisation_where_both_groups_fare_alike_adds_by_its_level_alone() -> None:
    parts = excess([30, 10], [100, 100], [60, 10], [200, 100])
    assert parts.within == pytest.approx([0, 0])
    assert parts.level.sum() == pytest.approx(40 - 200 * 70 / 300)


@given(areas())
def test_the_ratio_without_one_is_the_ratio_of_the_others(counts: Counts) -> None:
    found = without_each(*counts)
    for at in range(len(counts[0])):
        x1, n1, x2, n2 = (sum(column) - column[at] for column in counts)
        if n1 and n2 and x2:
            assert found[at] == pytest.approx((x1 / n1) / (x2 / n2))
        else:
            assert math.isnan(found[at])


@given(st.lists(st.integers(-20, 20), min_size=1, max_size=7))
def test_fewest_is_what_trying_all_choices_finds(contributions: list[int]) -> None:
    half = sum(c for c in contributions if c > 0) / 2
    tried = (
        k for k in range(len(contributions) + 1) for chosen in combinations(contributions, k) if sum(chosen) >= half
    )
    assert fewest_holding(contributions) == (next(tried) if half else 0)


def test_a_share_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="share"):
        fewest_holding([1.0], 0)
