"""Partial pooling against a full computation by brute force, and against the truth."""

import numpy as np
import pytest
from scipy.special import logsumexp

from openwres.statistics.scores import GAP, RATIO, Comparisons, Scale, comparisons
from openwres.statistics.shrinkage import partly_pooled


def by_brute_force(given: Comparisons, scale: Scale, grid: np.ndarray, averages: np.ndarray) -> tuple[np.ndarray, ...]:
    """Mean and standard deviation of each true value: sums over a fine grid of values, averages and spreads."""
    likelihood = np.stack([scale.likelihood(given, np.full(given.known.shape, v)) for v in grid], axis=-1)
    weight, first, second = [], [], []
    spreads = np.linspace(scale.least, 0.8 * scale.most, 60)
    for average in averages:
        for spread in spreads:
            prior = -((grid - average) ** 2) / (2 * spread**2) - np.log(spread)
            joint = likelihood + prior
            of_each = logsumexp(joint, axis=-1)
            chance = np.exp(joint - of_each[:, None])
            weight.append(of_each.sum() + np.log(spread))  # any variance as likely beforehand
            first.append((chance * grid).sum(axis=-1))
            second.append((chance * grid**2).sum(axis=-1))
    share = np.exp(np.array(weight) - logsumexp(weight))[:, None]
    mean = (share * np.array(first)).sum(axis=0)
    return mean, np.sqrt((share * np.array(second)).sum(axis=0) - mean**2)


@pytest.mark.parametrize(
    ("scale", "grid", "averages"),
    [
        (RATIO, np.linspace(-4, 4, 801), np.linspace(-1.0, 1.6, 53)),
        (GAP, np.linspace(-0.4, 0.5, 361), np.linspace(-0.1, 0.2, 61)),
    ],
    ids=["ratio", "gap"],
)
def test_pooled_values_are_those_of_the_full_computation(scale: Scale, grid: np.ndarray, averages: np.ndarray) -> None:
    chance = np.random.default_rng(1)
    focus = np.array([60, 150, 300, 500, 800, 1200, 2500, 4000, 90, 700])
    rate = 0.01 if scale is RATIO else 0.2
    true = np.exp(0.2 + 0.4 * chance.standard_normal(10)) if scale is RATIO else 1 + 0.3 * chance.standard_normal(10)
    given = comparisons(chance.binomial(focus, rate * true), focus, chance.binomial(3 * focus, rate), 3 * focus)
    mean, deviation = by_brute_force(given, scale, grid, averages)
    found = partly_pooled(given, scale)
    assert found.value == pytest.approx(mean, abs=0.12 * float(deviation.mean()))
    assert (found.upper - found.lower) / (2 * 1.96) == pytest.approx(deviation, rel=0.15)


@pytest.mark.parametrize("spread", [0.1, 0.3, 0.6])
def test_the_interval_covers_the_truth_among_all_and_beats_the_raw_value(spread: float) -> None:
    chance = np.random.default_rng(2)
    focus = chance.integers(100, 2000, (40, 50))
    true = np.log(1.2) + spread * chance.standard_normal(focus.shape)
    given = comparisons(
        chance.binomial(focus, np.minimum(0.01 * np.exp(true), 1)), focus, chance.binomial(3 * focus, 0.01), 3 * focus
    )
    found = partly_pooled(given, RATIO)
    assert 0.92 < ((found.lower <= true) & (true <= found.upper)).mean() < 0.995
    some = (given.events > 0) & (given.reference_events > 0)
    raw = np.log(given.events[some] / given.trials[some] * given.reference_trials[some] / given.reference_events[some])
    assert np.mean((found.value[some] - true[some]) ** 2) < np.mean((raw - true[some]) ** 2) / 1.5


def test_few_counts_are_drawn_in_and_many_are_not() -> None:
    people = np.array([200, 2000, 20_000, 200_000, 1000, 5000, 9000, 7000])
    events = people * np.array([9, 9, 9, 9, 20, 5, 14, 7]) // 1000
    found = partly_pooled(comparisons(events, people, 3000, 300_000), RATIO)
    assert (np.diff(found.own_weight[:4]) > 0).all()
    assert found.own_weight[3] > 0.9


def test_no_events_of_one_group_need_no_stand_in() -> None:
    given = comparisons([0, 8, 9, 10, 11, 12, 0], 1000, [30, 30, 31, 29, 30, 30, 0], 3000)
    found = partly_pooled(given, RATIO)
    assert np.isfinite(found.value).all()
    assert found.value[0] < min(found.value[1:6])
    # Without any event: the average of the peers, and the widest interval.
    assert found.own_weight[6] == pytest.approx(0, abs=1e-9)
    assert found.upper[6] - found.lower[6] > max((found.upper - found.lower)[1:6])


def test_peers_may_come_in_any_order_and_any_company() -> None:
    chance = np.random.default_rng(5)
    x1, x2 = chance.integers(0, 30, (3, 12)), chance.integers(5, 60, (3, 12))
    one = partly_pooled(comparisons(x1, 1000, x2, 3000), RATIO)
    turned = partly_pooled(comparisons(x1[:, ::-1], 1000, x2[:, ::-1], 3000), RATIO)
    assert turned.value[:, ::-1] == pytest.approx(one.value, abs=1e-5)
    alone = partly_pooled(comparisons(x1[1], 1000, x2[1], 3000), RATIO)
    assert alone.value == pytest.approx(one.value[1], abs=1e-5)


def test_groups_the_other_way_round_give_the_reciprocal() -> None:
    x1, x2 = np.array([3, 5, 0, 12, 30]), np.array([20, 22, 15, 40, 90])
    one, other = (partly_pooled(comparisons(*c), RATIO) for c in ((x1, 500, x2, 1500), (x2, 1500, x1, 500)))
    assert one.value == pytest.approx(-other.value, abs=1e-5)
    assert one.lower == pytest.approx(-other.upper, abs=1e-5)


def test_a_place_without_peers_is_not_pooled() -> None:
    assert np.isnan(partly_pooled(comparisons([3.0, np.nan], 100, 5, 300), RATIO).value).all()
