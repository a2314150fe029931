"""Intervals of one proportion.

Comparisons of two proportions are in `ratios`, `differences` and `equality`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, overload

from openwres.statistics.elementwise import NOT_DEFINED, Interval, N, sqrt, where
from openwres.statistics.inputs import events_of_trials, normal_quantile
from openwres.statistics.method import Method

if TYPE_CHECKING:
    from openwres.statistics.elementwise import Column, Floats

METHODS = (
    Method(
        code="wilson",
        title="Interval of a percentage",
        answers="Which true rates are compatible with so many events among so many people?",
        formula="all p with |x/n - p| <= z sqrt(p (1 - p) / n)\n"
        "x events, n people, z the normal quantile (1.96 at 95%)",
        assumptions="Each person has the event or not, independently and at one rate. A stock has no such interval.",
        at_zero="No events: from 0 up to z^2 / (n + z^2). No people: no interval.",
        source="Wilson (1927), Journal of the American Statistical Association 22, 209-212",
    ),
)


@overload
def wilson_interval(events: float, trials: float, confidence: float = 0.95) -> Interval[float]: ...
@overload
def wilson_interval(events: Column, trials: Column, confidence: float = 0.95) -> Interval[Floats]: ...
def wilson_interval(events: Column, trials: Column, confidence: float = 0.95) -> Any:
    """The score interval of a proportion, as rates between 0 and 1 (Wilson 1927). NaN where there are no trials.

    Events need not be whole numbers, so that a percentage with its base will do.
    Raises ValueError where events exceed trials, or a number is negative or not finite.
    """
    x, n = events_of_trials(events=events, trials=trials)
    return Interval(*_limits(x, n, normal_quantile(confidence) ** 2))


def _limits(x: N, n: N, z2: float) -> tuple[N, N]:
    """The two roots p of (x/n - p)^2 = z2 p (1 - p) / n."""
    m = where(n > 0, n, 1.0)
    to_upper = x + z2 / 2 + sqrt(z2 * x * (m - x) / m + z2 * z2 / 4)
    # The product of the roots is x^2 / (n (n + z2)): dividing keeps the digits that subtracting would lose.
    lower = x * x / (m * to_upper)
    upper = where(x == n, 1.0, to_upper / (m + z2))
    return where(n > 0, lower, NOT_DEFINED), where(n > 0, upper, NOT_DEFINED)
