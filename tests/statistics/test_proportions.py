"""The interval of one proportion is Wilson's."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from openwres.statistics import wilson_interval


@given(st.integers(1, 500_000), st.floats(0, 1), st.sampled_from([0.8, 0.95, 0.998]))
def test_interval_agrees_with_statsmodels(trials: int, share: float, confidence: float) -> None:
    events = round(share * trials)
    judged = proportion_confint(events, trials, alpha=1 - confidence, method="wilson")
    assert wilson_interval(events, trials, confidence) == pytest.approx(judged, rel=1e-9, abs=1e-12)


@given(st.integers(1, 500_000), st.floats(0, 1))
def test_interval_holds_the_observed_rate_and_stays_between_0_and_1(trials: int, share: float) -> None:
    lower, upper = wilson_interval(share * trials, trials)
    assert 0 <= lower <= share * trials / trials <= upper <= 1


@given(st.integers(1, 500_000), st.floats(0, 1))
def test_those_without_the_event_have_the_mirrored_interval(trials: int, share: float) -> None:
    events = round(share * trials)
    with_it, without = wilson_interval(events, trials), wilson_interval(trials - events, trials)
    assert without == pytest.approx((1 - with_it.upper, 1 - with_it.lower), abs=1e-12)


@given(st.integers(1, 5_000), st.floats(0, 1), st.integers(2, 9))
def test_more_people_say_more_and_more_confidence_holds_all_that_less_holds(
    trials: int, share: float, times: int
) -> None:
    events = round(share * trials)
    found, sure = wilson_interval(events, trials), wilson_interval(events, trials, 0.998)
    many = wilson_interval(times * events, times * trials)
    assert sure.lower <= found.lower <= many.lower <= many.upper <= found.upper <= sure.upper


@pytest.mark.parametrize(("events", "trials"), [(0, 1), (0, 9), (1, 9), (9, 9), (3, 400), (400, 400)])
def test_interval_holds_the_rates_whose_score_test_is_not_rejected(events: int, trials: int) -> None:
    rates = np.linspace(0, 1, 2_001)[1:-1]
    statistic = (events - trials * rates) ** 2 / (trials * rates * (1 - rates))
    lower, upper = wilson_interval(events, trials)
    assert ((lower <= rates) & (rates <= upper)).tolist() == (statistic <= 1.959963984540054**2).tolist()


def test_nobody_and_everybody_have_a_limit_exactly_at_the_end() -> None:
    assert wilson_interval(0, 7).lower == 0
    assert wilson_interval(7, 7).upper == 1


def test_no_trials_have_no_interval() -> None:
    assert all(math.isnan(limit) for limit in wilson_interval(0, 0))
    lower, upper = wilson_interval(np.array([0, 5]), np.array([0, 10]))
    assert np.isnan(lower).tolist() == np.isnan(upper).tolist() == [True, False]
