"""The stated chance of seeing a true disparity is the chance with which simulated groups show it."""

import math

import numpy as np
import pytest

from openwres.statistics import power_to_show_ratio, score_p_value


@pytest.mark.parametrize(
    ("n1", "n2", "pooled_rate", "true_ratio"),
    [
        (725, 2505, 26 / 3230, 1.5),
        (1000, 800, 0.15, 1.5),
        (1000, 800, 0.15, 0.8),
        (50, 500, 0.1, 1.5),
        (300, 100, 0.8, 1.1),
        (3000, 1000, 0.003, 1.5),
    ],
)
def test_power_is_the_share_of_simulated_tables_that_the_test_rejects(
    n1: int, n2: int, pooled_rate: float, true_ratio: float
) -> None:
    """40,000 tables a case, which fix the share to within half a point; ten or more events are expected in all."""
    chance = np.random.default_rng(20_260_331)
    rate = pooled_rate * (n1 + n2) / (true_ratio * n1 + n2)
    x1, x2 = chance.binomial(n1, true_ratio * rate, 40_000), chance.binomial(n2, rate, 40_000)
    shown = np.mean(score_p_value(x1, n1, x2, n2) < 0.05)
    assert power_to_show_ratio(n1, n2, pooled_rate, true_ratio) == pytest.approx(shown, abs=0.03)


def test_equal_rates_are_rejected_as_often_as_the_test_allows() -> None:
    assert power_to_show_ratio(400, 900, 0.2, 1.0) == pytest.approx(0.05, abs=0.001)
    assert power_to_show_ratio(400, 900, 0.2, 1.0, confidence=0.8) == pytest.approx(0.2, abs=0.001)


def test_larger_groups_are_likelier_to_show_a_disparity() -> None:
    sizes = np.array([50, 200, 800, 3200])
    power = power_to_show_ratio(sizes, 3 * sizes, 0.05)
    assert (np.diff(power) > 0).all()


@pytest.mark.parametrize(
    ("sizes", "pooled_rate", "true_ratio"),
    [((0, 10), 0.1, 1.5), ((10, 0), 0.1, 1.5), ((10, 10), 0, 1.5), ((10, 10), 1, 1.5), ((10, 10), 0.9, 1.5)],
)
def test_a_disparity_that_cannot_be_has_no_chance_of_showing(
    sizes: tuple[int, int], pooled_rate: float, true_ratio: float
) -> None:
    assert math.isnan(power_to_show_ratio(*sizes, pooled_rate, true_ratio))


def test_a_ratio_of_0_is_allowed() -> None:
    assert power_to_show_ratio(200, 200, 0.2, 0.0) > 0.99
    assert power_to_show_ratio(200, 200, 0.5, 0.0) == 1


def test_a_percentage_in_place_of_a_rate_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^pooled_rate: .*not a percentage"):
        power_to_show_ratio(10, 10, 15.0)
