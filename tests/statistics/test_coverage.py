"""How often the intervals hold the truth, by the probability of every outcome; the whole grid is in benchmarks/simulations."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.stats import binom
from simulations import coverage as enumeration
from simulations.coverage import METHODS, Group, coverage, coverage_of_one, outcomes

from openwres.statistics import wilson_interval

TRUTHS = {
    "ratio": lambda p, q: p / q,
    "odds ratio": lambda p, q: p * (1 - q) / (q * (1 - p)),
    "gap": lambda p, q: p - q,
}
GROUPS = [
    (Group(28, 0.27), Group(582, 0.17)),
    (Group(80, 0.02), Group(600, 0.009)),
    (Group(45, 0.6), Group(30, 0.6)),
    (Group(200, 0.004), Group(9, 0.5)),
]


def outcome_by_outcome(name: str, first: Group, second: Group, truth: float) -> float:
    """The same without halving: the interval of every pair of counts there is."""
    x1, x2 = np.arange(first.people + 1)[:, None], np.arange(second.people + 1)[None, :]
    lower, upper = METHODS[name][0](x1, first.people, x2, second.people)
    chance = binom.pmf(x1, *first) * binom.pmf(x2, *second)
    return float(chance[(lower <= truth) & (truth <= upper)].sum())


@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize("groups", GROUPS)
def test_the_enumeration_sums_the_outcomes_whose_interval_holds_the_truth(
    name: str, groups: tuple[Group, Group]
) -> None:
    truth = TRUTHS[name](groups[0].rate, groups[1].rate)
    found = coverage(METHODS[name][0], *groups, truth)
    assert found == pytest.approx(outcome_by_outcome(name, *groups, truth), abs=2e-10)


def test_a_mass_of_no_account_is_left_out() -> None:
    group = Group(2204, 0.0051)
    assert 1 - 1e-10 < binom.pmf(outcomes(group), *group).sum() <= 1 + 1e-12


@pytest.mark.parametrize("name", METHODS)
@given(st.integers(1, 900), st.integers(2, 60), st.data())
@example(1, 2, None)
@settings(max_examples=60, deadline=None)
def test_an_event_more_raises_neither_limit_where_it_is_the_references(
    name: str, people: int, reference: int, data: st.DataObject | None
) -> None:
    events = data.draw(st.integers(0, people)) if data else 0
    limits = METHODS[name][0](np.array(events), people, np.arange(reference + 1), reference)
    for limit in limits:
        assert (limit[1:] <= limit[:-1] * (1 + 1e-12) + 1e-12).all()


@pytest.mark.parametrize("name", ["percentage", *METHODS])
def test_intervals_of_what_organisations_count_hold_the_truth_94_to_97_times_in_100_and_nowhere_under_91(
    name: str,
) -> None:
    grid = {code: enumeration.Sizes(sizes.people[:2], sizes.rates[1:2]) for code, sizes in enumeration.GRID.items()}
    found = enumeration.of_one(grid) if name == "percentage" else enumeration.of_two(name, grid)
    held = [share for cell, share in found if not cell.few]
    assert len(held) > 25
    assert 0.94 <= np.mean(held) <= 0.97
    assert min(held) >= 0.91


def test_a_percentage_of_hardly_any_events_may_hold_its_truth_less_often() -> None:
    """Where fewer than one event is expected no interval of 95% is near 95% everywhere: such cells stand apart."""
    group = Group(80, 0.0022)
    events = np.arange(81)
    lower, upper = wilson_interval(events, 80)
    held = binom.pmf(events, *group)[(lower <= group.rate) & (group.rate <= upper)].sum()
    assert coverage_of_one(group) == pytest.approx(held)
    assert coverage_of_one(group) < 0.91


def test_the_sizes_are_those_of_the_invented_nation() -> None:
    assert enumeration.sizes_of_the_nation() == enumeration.GRID
