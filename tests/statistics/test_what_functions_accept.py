"""Plain numbers, arrays and mixtures are all welcome; impossible input is refused by name."""

import math
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from openwres import statistics
from openwres.statistics import difference_interval, ratio_interval, ratio_of_rates, score_p_value, wilson_interval

Function = Callable[..., Any]

OF_TWO_GROUPS: list[Function] = [
    statistics.ratio_of_rates,
    statistics.ratio_interval,
    statistics.difference_of_rates,
    statistics.difference_interval,
    statistics.score_p_value,
    statistics.mid_p_value,
    statistics.fisher_p_value,
]


def many_tables() -> tuple[Any, ...]:
    chance = np.random.default_rng(7)
    n1, n2 = chance.integers(0, 4000, 500), chance.integers(0, 9000, 500)
    return chance.binomial(n1, 0.02), n1, chance.binomial(n2, 0.01), n2


@pytest.mark.parametrize("function", OF_TWO_GROUPS)
def test_a_column_gives_exactly_what_each_of_its_rows_gives(function: Function) -> None:
    columns = many_tables()
    together = np.array(function(*columns))
    one_by_one = np.array([function(*row) for row in zip(*(column.tolist() for column in columns), strict=True)])
    assert np.array_equal(together, one_by_one.T, equal_nan=True)


def test_plain_numbers_give_plain_numbers() -> None:
    assert type(ratio_of_rates(3, 10, 4, 10)) is float
    assert [type(limit) for limit in ratio_interval(3, 10, 4.5, 10)] == [float, float]


def test_numbers_and_arrays_mix() -> None:
    lower, _ = ratio_interval(np.array([[3], [4]]), 10, [1, 2, 3], 20)
    assert lower.shape == (2, 3)
    assert lower[1, 2] == ratio_interval(4, 10, 3, 20).lower


def test_an_empty_column_gives_an_empty_column() -> None:
    none = np.array([])
    assert ratio_interval(none, none, none, none).lower.shape == (0,)
    assert score_p_value(none, none, none, none).shape == (0,)


@pytest.mark.parametrize("function", OF_TWO_GROUPS)
@pytest.mark.parametrize(
    ("counts", "message"),
    [
        ((-1, 10, 4, 10), "^events: .*negative"),
        ((1, 10, 4, math.inf), "^reference_trials: .*finite"),
        ((1, math.nan, 4, 10), "^trials: .*finite"),
        ((11, 10, 4, 10), "^events: .*larger than its trials"),
        ((1, 10, 40, 10), "^reference_events: .*larger than its reference_trials"),
    ],
)
def test_impossible_counts_are_refused_by_name(function: Function, counts: tuple[float, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        function(*counts)
    with pytest.raises(ValueError, match=message):
        function(*(np.array([number]) for number in counts))


def test_a_missing_number_in_a_column_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"^events: .*leave out what is missing"):
        wilson_interval(np.array([3, None]), np.array([10, 10]))


@pytest.mark.parametrize("confidence", [0, 1, 95, -0.5, math.nan])
def test_a_confidence_outside_0_to_1_is_refused(confidence: float) -> None:
    for interval in (ratio_interval, difference_interval):
        with pytest.raises(ValueError, match=r"^confidence: "):
            interval(1, 10, 2, 10, confidence)


def test_plain_numbers_never_load_numpy() -> None:
    """A one-line calculator must answer at once, and loading numpy would take longer than all its work."""
    script = (
        "import sys; from openwres.statistics import *; "
        "ratio_interval(9, 725, 17, 2505); difference_interval(9, 725, 17, 2505); wilson_interval(9, 725); "
        "score_p_value(9, 725, 17, 2505); mid_p_value(9, 725, 17, 2505); power_to_show_ratio(725, 2505, 0.01); "
        "sys.exit('numpy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
