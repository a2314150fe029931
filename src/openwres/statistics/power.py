"""How likely groups of given sizes are to show a disparity that is really there.

The test whose power this is stands in `equality`; what counts as worth showing is the caller's choice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, overload

from openwres.statistics.elementwise import NOT_DEFINED, N, normal_tail, sqrt, where
from openwres.statistics.inputs import normal_quantile, numbers, rates
from openwres.statistics.method import Method

if TYPE_CHECKING:
    from openwres.statistics.elementwise import Column, Floats

_APPROXIMATION = (
    "normal, with the spread under equality for the test and that under the true rates for the outcome; within about three points "
    "in a hundred where ten or more events are expected in all."
)
METHODS = (
    Method(
        code="power-ratio",
        title="Power to show a ratio of 1.5",
        answers="If the true ratio were 1.5, how often would counts of this size show it, that is, exclude equal rates?",
        formula="P( |X| > z ) where X is the score statistic of two groups of these sizes with rates p1 = 1.5 p2 whose average is the "
        "observed one",
        assumptions=f"The overall rate stays as observed. Approximation: {_APPROXIMATION}",
        at_zero="Nobody or everybody with the event: not calculable.",
        source="Fleiss, Levin and Paik (2003), Statistical Methods for Rates and Proportions, chapter 4",
    ),
    Method(
        code="power-gap",
        title="Power to show a gap of 5 points",
        answers="If the true gap were 5 percentage points, how often would answers of this number show it?",
        formula="the same with rates p1 = p2 + 0.05 whose average is the observed one",
        assumptions=f"The overall rate stays as observed. Approximation: {_APPROXIMATION}",
        at_zero="Nobody or everybody with the event, or a rate beyond 0 or 1: not calculable.",
        source="Fleiss, Levin and Paik (2003), Statistical Methods for Rates and Proportions, chapter 4",
    ),
)


@overload
def power_to_show_ratio(
    trials: float, reference_trials: float, pooled_rate: float, true_ratio: float = 1.5, confidence: float = 0.95
) -> float: ...
@overload
def power_to_show_ratio(
    trials: Column,
    reference_trials: Column,
    pooled_rate: Column,
    true_ratio: Column = 1.5,
    confidence: float = 0.95,
) -> Floats: ...
def power_to_show_ratio(
    trials: Column,
    reference_trials: Column,
    pooled_rate: Column,
    true_ratio: Column = 1.5,
    confidence: float = 0.95,
) -> Any:
    """The chance, 0 to 1, that the two-sided score test rejects equal rates when their true ratio is `true_ratio`.

    The rates are those with that ratio (first group over reference) whose average over both groups is
    `pooled_rate`; a test at 5% goes with a confidence of 0.95. Normal approximation, with the spread under
    equality for the test and the spread under the true rates for the outcome (as in Fleiss, Levin and Paik
    2003, chapter 4): within about three points in a hundred where ten or more events are expected in all.
    NaN where a group has no trials, nobody or everybody has the event, or such a ratio needs a rate above 1.
    Raises ValueError where a number is negative or not finite, or a rate is above 1.
    """
    rates(pooled_rate=pooled_rate)
    n1, n2, rate, ratio = numbers(
        trials=trials, reference_trials=reference_trials, pooled_rate=pooled_rate, true_ratio=true_ratio
    )
    return _power(n1, n2, rate, ratio, normal_quantile(confidence))


def _power(n1: N, n2: N, rate: N, ratio: N, z: float) -> N:
    weighted = n1 * ratio + n2
    p2 = rate * (n1 + n2) / where(weighted > 0, weighted, 1.0)
    return _to_show(n1, n2, rate, ratio * p2, p2, z)


@overload
def power_to_show_difference(
    trials: float, reference_trials: float, pooled_rate: float, true_difference: float = 0.05, confidence: float = 0.95
) -> float: ...
@overload
def power_to_show_difference(
    trials: Column,
    reference_trials: Column,
    pooled_rate: Column,
    true_difference: Column = 0.05,
    confidence: float = 0.95,
) -> Floats: ...
def power_to_show_difference(
    trials: Column,
    reference_trials: Column,
    pooled_rate: Column,
    true_difference: Column = 0.05,
    confidence: float = 0.95,
) -> Any:
    """The chance, 0 to 1, that the two-sided score test rejects equal rates when the first is higher by `true_difference`.

    As `power_to_show_ratio`, with the rates of that difference whose average is `pooled_rate`. NaN where one of them is not
    between 0 and 1. Raises ValueError where a number is negative or not finite, or a rate is above 1.
    """
    rates(pooled_rate=pooled_rate, true_difference=true_difference)
    n1, n2, rate, gap = numbers(
        trials=trials, reference_trials=reference_trials, pooled_rate=pooled_rate, true_difference=true_difference
    )
    everyone = where(n1 + n2 > 0, n1 + n2, 1.0)
    p2 = rate - gap * n1 / everyone
    return _to_show(n1, n2, rate, p2 + gap, p2, normal_quantile(confidence))


def _to_show(n1: N, n2: N, rate: N, p1: N, p2: N, z: float) -> N:
    """The chance that rates p1 and p2, of the average `rate`, are told apart."""
    possible = (n1 > 0) & (n2 > 0) & (rate > 0) & (rate < 1) & (p1 <= 1) & (p2 <= 1) & (p1 >= 0) & (p2 >= 0)
    n1, n2 = where(possible, n1, 2.0), where(possible, n2, 2.0)
    p1, p2, rate = where(possible, p1, 0.5), where(possible, p2, 0.5), where(possible, rate, 0.5)
    equal = sqrt(rate * (1 - rate) * (1 / n1 + 1 / n2) * (n1 + n2) / (n1 + n2 - 1))
    true = sqrt(p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2)
    # Rates of 0 and 1 leave no spread: every outcome is the same.
    spread = where(true > 0, true, 1e-12)
    power = normal_tail((z * equal - (p1 - p2)) / spread) + normal_tail((z * equal + (p1 - p2)) / spread)
    return where(possible, power, NOT_DEFINED)
