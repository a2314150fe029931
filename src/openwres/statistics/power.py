"""How likely groups of given sizes are to show a disparity that is really there.

The test whose power this is stands in `equality`; what counts as worth showing is the caller's choice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, overload

from openwres.statistics.elementwise import NOT_DEFINED, N, normal_tail, sqrt, where
from openwres.statistics.inputs import normal_quantile, numbers, rates

if TYPE_CHECKING:
    from openwres.statistics.elementwise import Column, Floats


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
    p1 = ratio * p2
    possible = (n1 > 0) & (n2 > 0) & (rate > 0) & (rate < 1) & (p1 <= 1) & (p2 <= 1)
    n1, n2 = where(possible, n1, 2.0), where(possible, n2, 2.0)
    p1, p2, rate = where(possible, p1, 0.5), where(possible, p2, 0.5), where(possible, rate, 0.5)
    equal = sqrt(rate * (1 - rate) * (1 / n1 + 1 / n2) * (n1 + n2) / (n1 + n2 - 1))
    true = sqrt(p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2)
    # A ratio of 0 may leave one group certain and the other without: no spread, every outcome is the same.
    spread = where(true > 0, true, 1e-12)
    power = normal_tail((z * equal - (p1 - p2)) / spread) + normal_tail((z * equal + (p1 - p2)) / spread)
    return where(possible, power, NOT_DEFINED)
