"""The difference of two rates and its score interval.

Ratios of rates are in `ratios`, p-values in `equality`.

The interval holds every difference d that a score test would not reject. Under "rate 1 = rate 2 + d" let p1
and p2 be the most likely rates, and q = 1 - p. Setting the slope of the likelihood to zero gives

    (x1 - n1 p1) / (p1 q1)  =  u  =  -(x2 - n2 p2) / (p2 q2),

so one number u, the *tilt*, fixes both: p1 is `_tilted(x1, n1, u)`, and q2 is `_tilted(n2 - x2, n2, u)`. Put
into the score statistic it leaves

    T(u) = u^2 [ p1 q1 / n1 + p2 q2 / n2 ].

T rises and is convex for u > 0 (for each part this comes down to p q >= 0 at the observed rate), so the
tilt at which it reaches the critical value is found by Newton's method from above without any doubt, and
gives the lower limit p1 + q2 - 1. The upper limit is minus the lower limit of the opposite difference.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, overload

from openwres.statistics.elementwise import NOT_DEFINED, Interval, N, descend, least, sqrt, where
from openwres.statistics.inputs import normal_quantile, two_groups
from openwres.statistics.method import Method

if TYPE_CHECKING:
    from openwres.statistics.elementwise import Column, Floats

METHOD = "Miettinen-Nurminen score"

METHODS = (
    Method(
        code="miettinen-nurminen-gap",
        title="Interval of a gap, and of a gap in people",
        answers="Which true differences of the two rates are compatible with these counts? Times the people of the focus group: how "
        "many people are that?",
        formula="all d with (x1/n1 - x2/n2 - d)^2 / V(d) <= z^2\n"
        "V(d) = [ p1 q1/n1 + p2 q2/n2 ] N/(N - 1), p1 = p2 + d the most likely rates under d, letters as for a ratio\n"
        "in people: n of the focus group times d, so that positive is adverse to it",
        assumptions="As for a ratio. The number of people in the focus group is taken as it is.",
        at_zero="Defined wherever both groups have people, also where nobody or everybody has the event.",
        source="Miettinen and Nurminen (1985), Statistics in Medicine 4, 213-226",
    ),
)


@overload
def difference_of_rates(events: float, trials: float, reference_events: float, reference_trials: float) -> float: ...
@overload
def difference_of_rates(
    events: Column, trials: Column, reference_events: Column, reference_trials: Column
) -> Floats: ...
def difference_of_rates(events: Column, trials: Column, reference_events: Column, reference_trials: Column) -> Any:
    """The rate of the first group minus the rate of the reference group, between -1 and 1.

    NaN where a group has no trials. Raises ValueError on impossible counts.
    """
    x1, n1, x2, n2 = two_groups(events, trials, reference_events, reference_trials)
    return _difference(x1, n1, x2, n2)


def _difference(x1: N, n1: N, x2: N, n2: N) -> N:
    """One division of whole products, so that a difference such as 0.0675 is the float nearest to 0.0675."""
    under = n1 * n2
    return where(under > 0, (x1 * n2 - x2 * n1) / where(under > 0, under, 1.0), NOT_DEFINED)


@overload
def difference_interval(
    events: float, trials: float, reference_events: float, reference_trials: float, confidence: float = 0.95
) -> Interval[float]: ...
@overload
def difference_interval(
    events: Column,
    trials: Column,
    reference_events: Column,
    reference_trials: Column,
    confidence: float = 0.95,
) -> Interval[Floats]: ...
def difference_interval(
    events: Column,
    trials: Column,
    reference_events: Column,
    reference_trials: Column,
    confidence: float = 0.95,
) -> Any:
    """The score interval of the difference of two rates, between -1 and 1 (Miettinen and Nurminen 1985).

    The variance carries their factor N / (N - 1). NaN where a group has no trials.
    Raises ValueError where events exceed trials, or a number is negative or not finite.
    """
    x1, n1, x2, n2 = two_groups(events, trials, reference_events, reference_trials)
    z2 = normal_quantile(confidence) ** 2
    return Interval(_lower(x1, n1, x2, n2, z2), -_lower(x2, n2, x1, n1, z2))


def _lower(x1: N, n1: N, x2: N, n2: N, z2: float) -> N:
    """The lower limit: stand-in counts keep the formula quiet where there is none, or none but -1."""
    defined = (n1 > 0) & (n2 > 0) & (n1 + n2 > 1)
    some = defined & ((x1 > 0) | (x2 < n2))
    limit = _found(where(some, x1, 1.0), where(some, n1, 1.0), where(some, n2 - x2, 1.0), where(some, n2, 1.0), z2)
    return where(some, limit, where(defined, -1.0, NOT_DEFINED))


def _found(x1: N, n1: N, y2: N, n2: N, z2: float) -> N:
    """The difference at the tilt where T reaches the critical value; y2 counts the second group's non-events."""
    critical = z2 * (n1 + n2) / (n1 + n2 - 1)

    def step(u: N) -> N:
        p, q = _tilted(x1, n1, u), _tilted(y2, n2, u)
        first, second = p * (1 - p), q * (1 - q)
        sink = first / n1 + second / n2
        slope = u * (sink + first / _root(x1, n1, u) + second / _root(y2, n2, u))
        return u + (critical - u * u * sink) / where(slope > 0, slope, 1.0)

    # Each part of T alone reaches the critical value at its tilt: the smaller is still no less than the root.
    u = descend(step, least(_reach(x1, n1, critical), _reach(y2, n2, critical)))
    return _tilted(x1, n1, u) + _tilted(y2, n2, u) - 1


def _root(x: N, n: N, u: N) -> N:
    """The square root in the solution of `_tilted`, from parts that are not negative; 0 only at a kink."""
    root = sqrt((n - u) * (n - u) + 4 * u * (n - x))
    return where(root > 0, root, 1.0)


def _tilted(x: N, n: N, u: N) -> N:
    """The rate p with x - n p = u p (1 - p): the observed rate pulled down by u > 0."""
    return 2 * x / (n + u + sqrt((n - u) * (n - u) + 4 * u * (n - x)))


def _reach(x: N, n: N, critical: N) -> N:
    """The tilt at which one group's part of T alone is critical: there p is the group's own Wilson limit."""
    half = critical / 2 + sqrt(critical * x * (n - x) / n + critical * critical / 4)
    return where(x > 0, critical * n * (x + half) / (where(x > 0, x, 1.0) * half), 1e300)
