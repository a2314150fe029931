"""The ratio of two rates and its score interval.

Differences of rates are in `differences`, p-values in `equality`; which way round to read is the caller's business.

The interval holds every ratio r that a score test would not reject. Under "rate 1 = r * rate 2" let p1 and
p2 be the most likely rates. Setting the slope of the likelihood to zero gives

    (x1 - n1 p1) / (1 - p1)  =  u  =  -(x2 - n2 p2) / (1 - p2),

so one number u, the *tilt*, fixes both rates: p1 = (x1 - u) / (n1 - u) and p2 = (x2 + u) / (n2 + u). Put
into the score statistic it leaves, with a = 1 - x1/n1 and b = 1 - x2/n2,

    T(u) = u^2 [ a / (x1 - u) + b / (x2 + u) ].

T rises and is convex from u = 0 (the observed ratio) to u = x1 (a ratio of 0), so the tilt at which it
reaches the critical value is found by Newton's method from above without any doubt, and gives the lower
limit. The upper limit is the reciprocal of the lower limit of the ratio the other way round.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, overload

from openwres.statistics.elementwise import NO_LIMIT, NOT_DEFINED, Interval, N, descend, least, sqrt, where
from openwres.statistics.inputs import normal_quantile, two_groups
from openwres.statistics.method import Method

if TYPE_CHECKING:
    from openwres.statistics.elementwise import Column, Floats

METHOD = "Miettinen-Nurminen score"

METHODS = (
    Method(
        code="miettinen-nurminen",
        title="Interval of a ratio of two rates",
        answers="Which true ratios of the two rates are compatible with these counts?",
        formula="all r with (x1/n1 - r x2/n2)^2 / V(r) <= z^2\n"
        "V(r) = [ p1 q1/n1 + r^2 p2 q2/n2 ] N/(N - 1), p1 = r p2 the most likely rates under r, q = 1 - p, N = n1 + n2,\n"
        "x events, n people of both groups, z the normal quantile (1.96 at 95%)",
        assumptions="Each person has the event or not, independently, at one rate for each group. Used at every size.",
        at_zero="No event in the first group: from 0 on. None in the second: no value, and an interval that says `at least`. "
        "None in both: neither value nor interval.",
        source="Miettinen and Nurminen (1985), Statistics in Medicine 4, 213-226; solved as in Nam (1995), Biometrics 51, 1054-1059",
    ),
)


@overload
def ratio_of_rates(events: float, trials: float, reference_events: float, reference_trials: float) -> float: ...
@overload
def ratio_of_rates(events: Column, trials: Column, reference_events: Column, reference_trials: Column) -> Floats: ...
def ratio_of_rates(events: Column, trials: Column, reference_events: Column, reference_trials: Column) -> Any:
    """The rate of the first group over the rate of the reference group.

    NaN where a group has no trials or the reference has no events. Raises ValueError on impossible counts.
    """
    x1, n1, x2, n2 = two_groups(events, trials, reference_events, reference_trials)
    return _ratio(x1, n1, x2, n2)


def _ratio(x1: N, n1: N, x2: N, n2: N) -> N:
    """One division of whole products, so that a ratio such as 1.005 is the float nearest to 1.005."""
    under = n1 * x2
    return where(under > 0, x1 * n2 / where(under > 0, under, 1.0), NOT_DEFINED)


@overload
def ratio_interval(
    events: float, trials: float, reference_events: float, reference_trials: float, confidence: float = 0.95
) -> Interval[float]: ...
@overload
def ratio_interval(
    events: Column,
    trials: Column,
    reference_events: Column,
    reference_trials: Column,
    confidence: float = 0.95,
) -> Interval[Floats]: ...
def ratio_interval(
    events: Column,
    trials: Column,
    reference_events: Column,
    reference_trials: Column,
    confidence: float = 0.95,
) -> Any:
    """The score interval of the ratio of two rates (Miettinen and Nurminen 1985; a cubic as in Nam 1995).

    The variance carries their factor N / (N - 1). The interval exists at every size: its lower limit is 0
    where the first group has no events, its upper limit is `inf` (none) where the reference has none; where
    neither has any it is 0 to `inf` and says nothing. NaN where a group has no trials.
    Raises ValueError where events exceed trials, or a number is negative or not finite.
    """
    x1, n1, x2, n2 = two_groups(events, trials, reference_events, reference_trials)
    z2 = normal_quantile(confidence) ** 2
    return Interval(_lower(x1, n1, x2, n2, z2), _reciprocal(_lower(x2, n2, x1, n1, z2)))


def _lower(x1: N, n1: N, x2: N, n2: N, z2: float) -> N:
    """The lower limit: stand-in counts keep the formula quiet where there is none to find."""
    defined = (n1 > 0) & (n2 > 0) & (n1 + n2 > 1)
    some = defined & (x1 > 0)
    limit = _found(where(some, x1, 1.0), where(some, n1, 1.0), where(some, x2, 1.0), where(some, n2, 1.0), z2)
    return where(some, limit, where(defined, 0.0, NOT_DEFINED))


def _found(x1: N, n1: N, x2: N, n2: N, z2: float) -> N:
    """The ratio at the tilt where T reaches the critical value, for x1 > 0."""
    critical = z2 * (n1 + n2) / (n1 + n2 - 1)
    a, b = (n1 - x1) / n1, (n2 - x2) / n2

    def step(u: N) -> N:
        """Newton's step. Where a = b = 0 the curve is flat below u = x1: one step upwards says to stay."""
        left, below, above = where(a > 0, x1 - u, 1.0), u * a, u * b
        curve = u * (below / left + above / (x2 + u))
        slope = below * (x1 + left) / (left * left) + above * (2 * x2 + u) / ((x2 + u) * (x2 + u))
        return u + (critical - curve) / where(slope > 0, slope, 1.0)

    u = descend(step, _above(x1, a, x2, b, critical))
    # Odds against, per trial: of the second rate from the tilt, of the first from what T still lacks. This
    # also holds at x1 = n1, where the tilt stops at x1 and the first rate moves on below 1 by itself.
    second = b / (x2 + u)
    first = where(a > 0, a / where(a > 0, x1 - u, 1.0), critical / (u * u) - second)
    return (1 + n2 * second) / (1 + n1 * first)


def _above(x1: N, a: N, x2: N, b: N, critical: N) -> N:
    """A tilt no smaller than the one sought: each group's part of T alone reaches the critical value there."""
    by_first = 2 * critical * x1 / (critical + sqrt(critical * critical + 4 * a * critical * x1))
    by_second = (critical + sqrt(critical * critical + 4 * b * critical * x2)) / (2 * where(b > 0, b, 1.0))
    return where(b > 0, least(by_first, by_second), by_first)


def _reciprocal(limit: N) -> N:
    return where(limit == 0, NO_LIMIT, 1 / where(limit == 0, 1.0, limit))
