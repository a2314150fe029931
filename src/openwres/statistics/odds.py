"""The odds ratio of two groups and its score interval.

Ratios of rates are in `ratios`. The interval holds every odds ratio that a score test would not reject. Under an odds ratio
let p1 and p2 be the most likely rates, and q = 1 - p. Setting the slope of the likelihood to zero gives

    x1 - n1 p1  =  u  =  -(x2 - n2 p2),

so one number u, the *tilt*, fixes both: p1 = (x1 - u) / n1 and p2 = (x2 + u) / n2. Put into the score statistic it leaves,
with y = n - x,

    T(u) = u^2 [ n1 / ((x1 - u)(y1 + u)) + n2 / ((x2 + u)(y2 - u)) ]
         = x1^2/(x1 - u) + y1^2/(y1 + u) + x2^2/(x2 + u) + y2^2/(y2 - u) - n1 - n2,

a sum of convex curves that rises from u = 0 on. The tilt at which it reaches the critical value is found by Newton's method
from above without any doubt, and gives the lower limit. The upper limit is the reciprocal of the lower limit of the
ratio the other way round.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, overload

from openwres.statistics.elementwise import NO_LIMIT, NOT_DEFINED, Interval, N, descend, least, sqrt, where
from openwres.statistics.inputs import normal_quantile, two_groups
from openwres.statistics.method import Method

if TYPE_CHECKING:
    from openwres.statistics.elementwise import Column, Floats

METHODS = (
    Method(
        code="odds-ratio-score",
        title="Interval of a race disparity ratio",
        answers="How far would chance alone move the ratio of two tiers, if the same people were dealt out to the tiers anew?",
        formula="all odds ratios r with u^2 [ 1/(n1 p1 q1) + 1/(n2 p2 q2) ] (N - 1)/N <= z^2\n"
        "p1, p2 the most likely rates under r, q = 1 - p, u = x1 - n1 p1, N = n1 + n2, z the normal quantile",
        assumptions="The people are counted completely, so this is no sampling error: it is the scatter of a random allocation of "
        "the same people to the tiers.",
        at_zero="No event in the first group: from 0 on. None in the second, or nobody without it in the first: at least the lower limit.",
        source="Cornfield (1956), Proceedings of the Third Berkeley Symposium 4, 135-148; factor N/(N - 1) of Miettinen and Nurminen "
        "(1985), Statistics in Medicine 4, 213-226",
    ),
)


@overload
def odds_ratio_interval(
    events: float, trials: float, reference_events: float, reference_trials: float, confidence: float = 0.95
) -> Interval[float]: ...
@overload
def odds_ratio_interval(
    events: Column, trials: Column, reference_events: Column, reference_trials: Column, confidence: float = 0.95
) -> Interval[Floats]: ...
def odds_ratio_interval(
    events: Column, trials: Column, reference_events: Column, reference_trials: Column, confidence: float = 0.95
) -> Any:
    """The score interval of the odds of the first group over those of the reference (Cornfield 1956).

    The variance carries the factor N / (N - 1). The lower limit is 0 where the first group has no events or everybody of the
    reference has one, the upper is `inf` (none) the other way round. NaN where a group has no trials.
    Raises ValueError where events exceed trials, or a number is negative or not finite.
    """
    x1, n1, x2, n2 = two_groups(events, trials, reference_events, reference_trials)
    z2 = normal_quantile(confidence) ** 2
    upper = _lower(x2, n2, x1, n1, z2)
    return Interval(_lower(x1, n1, x2, n2, z2), where(upper == 0, NO_LIMIT, 1 / where(upper == 0, 1.0, upper)))


def _lower(x1: N, n1: N, x2: N, n2: N, z2: float) -> N:
    """The lower limit: stand-in counts keep the formula quiet where there is none to find."""
    defined = (n1 > 0) & (n2 > 0) & (n1 + n2 > 1)
    some = defined & (x1 > 0) & (x2 < n2)
    limit = _found(where(some, x1, 1.0), where(some, n1, 2.0), where(some, x2, 1.0), where(some, n2, 2.0), z2)
    return where(some, limit, where(defined, 0.0, NOT_DEFINED))


def _found(x1: N, n1: N, x2: N, n2: N, z2: float) -> N:
    """The odds ratio at the tilt where T reaches the critical value, for x1 > 0 and x2 < n2."""
    critical = z2 * (n1 + n2) / (n1 + n2 - 1)
    y1, y2 = n1 - x1, n2 - x2

    def step(u: N) -> N:
        curve = u * u * (n1 / ((x1 - u) * (y1 + u)) + n2 / ((x2 + u) * (y2 - u)))
        slope = _fall(x1, -u) - _fall(y1, u) - _fall(x2, u) + _fall(y2, -u)
        return u + (critical - curve) / where(slope > 0, slope, 1.0)

    u = descend(step, least(_reach(x1, y1, critical), _reach(y2, x2, critical)))
    return (x1 - u) * (y2 - u) / ((y1 + u) * (x2 + u))


def _fall(x: N, u: N) -> N:
    """The square of x / (x + u): minus the slope of x^2 / (x + u)."""
    share = x / (x + u)
    return share * share


def _reach(x: N, y: N, critical: N) -> N:
    """The tilt at which one group's part of T alone is critical, its events falling."""
    half = critical * (x - y)
    return (half + sqrt(half * half + 4 * (x + y + critical) * critical * x * y)) / (2 * (x + y + critical))
