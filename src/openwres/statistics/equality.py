"""p-values of the hypothesis that two groups have the same rate, all two-sided.

Intervals are in `ratios` and `differences`; no threshold is applied here.
"""

from __future__ import annotations

from collections.abc import Callable
from math import fsum
from typing import TYPE_CHECKING, Any, NamedTuple, overload

from openwres.statistics.elementwise import NOT_DEFINED, N, each, erfc, sqrt, where
from openwres.statistics.inputs import two_groups, whole
from openwres.statistics.method import Method

if TYPE_CHECKING:
    from openwres.statistics.elementwise import Column, Floats

METHODS = (
    Method(
        code="score-test",
        title="Test of equal rates",
        answers="How often would equal true rates give counts at least this far apart?",
        formula="P( chi-squared(1) >= (x1 n2 - x2 n1)^2 (N - 1) / (n1 n2 x (N - x)) ), x = x1 + x2, N = n1 + n2",
        assumptions="As for the interval of a ratio, which excludes 1 exactly where this is below 0.05.",
        at_zero="Nobody or everybody with the event: 1.",
        source="Miettinen and Nurminen (1985), Statistics in Medicine 4, 213-226",
    ),
    Method(
        code="mid-p",
        title="Mid-P test for small counts",
        answers="The same, by counting every table with these totals; beside the interval where a count is under 5.",
        formula="2 min( P(X < x1), P(X > x1) ) + P(X = x1), at most 1, X hypergeometric with the observed totals",
        assumptions="The totals of both rows and both columns are held as they are. Half of the observed table is counted.",
        at_zero="Nobody or everybody with the event: 1. No people in a group: none.",
        source="Lancaster (1961), Journal of the American Statistical Association 56, 223-234",
    ),
)

_TIE = 1 + 1e-7
"""Tables as likely as the observed one, but for rounding, count as equally likely."""

_VANISHING = 1e-300


@overload
def score_p_value(events: float, trials: float, reference_events: float, reference_trials: float) -> float: ...
@overload
def score_p_value(events: Column, trials: Column, reference_events: Column, reference_trials: Column) -> Floats: ...
def score_p_value(events: Column, trials: Column, reference_events: Column, reference_trials: Column) -> Any:
    """The p-value of the score test (Miettinen and Nurminen 1985): Pearson's chi-squared times (N - 1) / N.

    It is below 0.05 exactly where the 95% score interval of the ratio excludes 1, and that of the difference 0.
    1 where nobody or everybody has the event; NaN where a group has no trials.
    Raises ValueError where events exceed trials, or a number is negative or not finite.
    """
    x1, n1, x2, n2 = two_groups(events, trials, reference_events, reference_trials)
    return _score(x1, n1, x2, n2)


def _score(x1: N, n1: N, x2: N, n2: N) -> N:
    everyone, all_events = n1 + n2, x1 + x2
    defined = (n1 > 0) & (n2 > 0) & (everyone > 1)
    spread = n1 * n2 * all_events * (everyone - all_events)
    apart = (x1 * n2 - x2 * n1) * (x1 * n2 - x2 * n1) * (everyone - 1)
    statistic = where(defined & (spread > 0), apart / where(spread > 0, spread, 1.0), 0.0)
    return where(defined, erfc(sqrt(statistic / 2)), NOT_DEFINED)


@overload
def mid_p_value(events: float, trials: float, reference_events: float, reference_trials: float) -> float: ...
@overload
def mid_p_value(events: Column, trials: Column, reference_events: Column, reference_trials: Column) -> Floats: ...
def mid_p_value(events: Column, trials: Column, reference_events: Column, reference_trials: Column) -> Any:
    """The conditional mid-P value (Lancaster 1961): both margins fixed, only half of the observed table counted.

    Two-sided by doubling the smaller tail, at most 1. 1 where nobody or everybody has the event; NaN where a
    group has no trials. Takes time with the spread of possible tables, not with the number of trials.
    Raises ValueError on impossible counts and on counts that are not whole.
    """
    return _conditional(_mid_p, events, trials, reference_events, reference_trials)


@overload
def fisher_p_value(events: float, trials: float, reference_events: float, reference_trials: float) -> float: ...
@overload
def fisher_p_value(events: Column, trials: Column, reference_events: Column, reference_trials: Column) -> Floats: ...
def fisher_p_value(events: Column, trials: Column, reference_events: Column, reference_trials: Column) -> Any:
    """The p-value of the exact test (Fisher 1934), two-sided by adding up all tables no likelier than the observed.

    1 where nobody or everybody has the event; NaN where a group has no trials.
    Raises ValueError on impossible counts and on counts that are not whole.
    """
    return _conditional(_fisher, events, trials, reference_events, reference_trials)


def _conditional(read: Callable[[_Chances], float], *given: Column) -> Any:
    """A p-value read from the chances of all tables with the margins of the given one."""
    columns = two_groups(*given)
    whole(("events", "trials", "reference_events", "reference_trials"), columns)

    def of_one_table(x1: float, n1: float, x2: float, n2: float) -> float:
        return read(_chances(int(x1), int(n1), int(x2), int(n2))) if n1 and n2 else NOT_DEFINED

    return each(of_one_table, *columns)


class _Chances(NamedTuple):
    """Weights, not yet divided by their sum, of tables with fewer, as many, and more events in the first group."""

    fewer: list[float]
    observed: float
    more: list[float]


def _mid_p(chances: _Chances) -> float:
    fewer, more = fsum(chances.fewer), fsum(chances.more)
    half = chances.observed / 2
    return min(1.0, 2 * (min(fewer, more) + half) / (fewer + chances.observed + more))


def _fisher(chances: _Chances) -> float:
    others = chances.fewer + chances.more
    no_likelier = fsum(weight for weight in others if weight <= chances.observed * _TIE)
    return min(1.0, (no_likelier + chances.observed) / (fsum(others) + chances.observed))


def _chances(x1: int, n1: int, x2: int, n2: int) -> _Chances:
    """The hypergeometric weights of all tables with these margins, worked out from the likeliest table."""
    margin = x1 + x2
    mode = min((margin + 1) * (n1 + 1) // (n1 + n2 + 2), margin, n1)
    below = _onwards(margin - mode, n2, n1, margin)
    weights = [*reversed(below), 1.0, *_onwards(mode, n1, n2, margin)]
    at = x1 - (mode - len(below))
    observed = weights[at] if 0 <= at < len(weights) else 0.0
    return _Chances(weights[: max(at, 0)], observed, weights[max(at + 1, 0) :])


def _onwards(k: int, n1: int, n2: int, margin: int) -> list[float]:
    """The weights of k + 1, k + 2, ... events in the first group, that of k being 1.

    Neighbours differ by a simple factor, which needs no logarithm of a factorial (a difference of huge numbers).
    It ends where weights vanish, so that a large table costs no more than its spread.
    """
    weights, weight = [], 1.0
    for at in range(k, min(margin, n1)):
        weight *= (margin - at) * (n1 - at) / ((at + 1) * (n2 - margin + at + 1))
        weights.append(weight)
        if weight < _VANISHING:
            break
    return weights
