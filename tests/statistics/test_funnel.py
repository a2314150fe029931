"""Around an average of peers: limits, over-dispersion, and p-values that are false as seldom as they say."""

import numpy as np
import pytest
from statsmodels.stats.meta_analysis import combine_effects

from openwres.statistics.funnel import Dispersion, funnel, limits
from openwres.statistics.scores import GAP, RATIO, Comparisons, Scale, comparisons

Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


def nation(seed: int, groups: int, peers: int, spread: float, rate: float = 0.015) -> Comparisons:
    """Places of all sizes, true ratios around 1.2."""
    chance = np.random.default_rng(seed)
    focus = chance.integers(80, 3000, (groups, peers))
    reference = 3 * focus
    true = np.log(1.2) + spread * chance.standard_normal((groups, peers))
    first = chance.binomial(focus, np.minimum(rate * np.exp(true), 1))
    return comparisons(first, focus, chance.binomial(reference, rate), reference)


@pytest.mark.parametrize("scale", [RATIO, GAP], ids=["ratio", "gap"])
def test_spread_and_average_are_those_of_a_meta_analysis(scale: Scale) -> None:
    """With nothing drawn in: DerSimonian and Laird's, from the deviations around the average and their variances."""
    given = nation(1, 1, 40, 0.3)
    found = funnel(given, scale, winsorised=0)
    score = scale.score(given, found.average[:, np.newaxis])
    effects = found.average[0] + score.deviation[0]
    judged = combine_effects(effects, score.variance[0], method_re="dl")
    # Theirs goes by squares around the average without spread, ours around the one with it, which outliers move less.
    shift = (judged.mean_effect_fe - found.average[0]) ** 2 * (1 / score.variance[0]).sum()
    assert found.factor[0] == pytest.approx((judged.q + shift) / 40, rel=1e-6)
    assert found.spread[0] ** 2 == pytest.approx(judged.tau2, rel=0.03)
    weight = 1 / (score.variance[0] + found.spread[0] ** 2)
    assert found.average[0] == pytest.approx((weight * effects).sum() / weight.sum(), rel=1e-6)


@pytest.mark.parametrize("peers", [8, 40, 200])
@pytest.mark.parametrize("spread", [0.0, 0.35])
def test_alarms_are_false_as_often_as_they_say(peers: int, spread: float) -> None:
    found = funnel(nation(2, 8000 // peers, peers, spread), RATIO)
    assert 0.02 < np.nanmean(found.p_value < 0.05) < 0.06
    assert np.nanmean(found.p_value < 0.002) < 0.005


def test_small_places_have_no_more_false_alarms_than_large_ones() -> None:
    given = nation(3, 40, 200, 0.35)
    found = funnel(given, RATIO)
    for low, high in ((0, 400), (400, 1500), (1500, 3001)):
        some = (given.trials >= low) & (given.trials < high)
        assert np.nanmean(found.p_value[some] < 0.05) < 0.065


def test_without_dispersion_a_varied_nation_is_full_of_alarms() -> None:
    found = funnel(nation(4, 20, 200, 0.35), RATIO, Dispersion.NONE)
    assert np.nanmean(found.p_value < 0.05) > 0.15


@pytest.mark.parametrize("spread", [0.0, 0.2, 0.4])
def test_spread_is_found_again(spread: float) -> None:
    found = funnel(nation(5, 30, 200, spread), RATIO)
    assert float(np.mean(found.spread)) == pytest.approx(spread, abs=0.05)


def test_an_outlier_widens_the_limits_of_others_little() -> None:
    given = nation(6, 1, 40, 0.0)
    events = given.events.copy()
    events[0, 0] = 0.5 * given.trials[0, 0]
    spoilt = comparisons(events, given.trials, given.reference_events, given.reference_trials)
    drawn_in, as_it_is = (funnel(spoilt, RATIO, winsorised=share) for share in (0.1, 0.0))
    assert drawn_in.spread[0] < as_it_is.spread[0] / 2
    assert drawn_in.p_value[0, 0] < 1e-4


def test_limits_narrow_with_size_and_stop_at_the_spread() -> None:
    found = funnel(nation(7, 1, 100, 0.3), RATIO)
    tiny = limits(found.average, found.spread, found.factor, np.full((1, 1), 1e-12), 0.95, Dispersion.ADDITIVE)
    assert tiny.upper[0, 0] - found.average[0] == pytest.approx(1.959964 * found.spread[0], rel=1e-4)
    wide, narrow = found.limits(0.998), found.limits(0.95)
    assert (wide.lower < narrow.lower).all()
    assert (wide.upper > narrow.upper).all()
    plain = found.limits(0.95, Dispersion.NONE)
    assert (plain.upper < narrow.upper).all()
    order = np.argsort(found.variance[0])
    assert (np.diff(narrow.upper[0][order]) >= 0).all()


def test_multiplying_widens_all_limits_alike() -> None:
    found = funnel(nation(8, 1, 100, 0.4), RATIO, Dispersion.MULTIPLICATIVE)
    reach = found.limits(0.95).upper - found.average[:, np.newaxis]
    plain = found.limits(0.95, Dispersion.NONE).upper - found.average[:, np.newaxis]
    assert reach / plain == pytest.approx(np.full((1, 100), np.sqrt(found.factor[0])))
    assert found.factor[0] > 1.2


def test_zero_events_in_one_group_are_judged_and_none_at_all_is_not() -> None:
    events = np.array([[0, 12, 9, 11, 10, 8, 0]])
    others = np.array([[30, 31, 28, 30, 33, 27, 0]])
    found = funnel(comparisons(events, 1000, others, 3000), RATIO)
    assert found.p_value[0, 0] < 0.01
    assert np.isnan(found.p_value[0, 6])
    assert found.peers[0] == 6
    assert np.isfinite(found.limits(0.95).upper[0, :6]).all()


def test_a_group_does_not_depend_on_its_neighbours_nor_on_the_order_within() -> None:
    given = nation(9, 3, 30, 0.3)
    alone = [funnel(Comparisons(*(part[n] for part in vars(given).values())), RATIO) for n in range(3)]
    together = funnel(given, RATIO)
    assert together.p_value == pytest.approx(np.stack([one.p_value for one in alone]), rel=1e-6)
    turned = funnel(Comparisons(*(part[:, ::-1] for part in vars(given).values())), RATIO)
    assert turned.p_value[:, ::-1] == pytest.approx(together.p_value, rel=1e-6)


def test_the_other_way_round_the_funnel_is_mirrored() -> None:
    given = nation(10, 2, 30, 0.3)
    turned = comparisons(given.reference_events, given.reference_trials, given.events, given.trials)
    one, other = funnel(given, RATIO), funnel(turned, RATIO)
    assert one.average == pytest.approx(-other.average, rel=1e-5)
    assert one.p_value == pytest.approx(other.p_value, rel=1e-4)


def test_one_place_alone_has_no_peers() -> None:
    found = funnel(comparisons([[3.0, np.nan]], 100, [[5.0, 3.0]], 300), RATIO)
    assert np.isnan(found.average[0])
    assert np.isnan(found.p_value).all()
