"""Two rates compared within strata: Mantel-Haenszel ratio and difference, a test of equal ratios, what goes with the mix.

Arrays are organisations x strata (the last axis holds the strata); comparisons without strata are in `ratios`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from openwres.statistics.elementwise import Interval
from openwres.statistics.inputs import normal_quantile, two_groups
from openwres.statistics.method import Method

if TYPE_CHECKING:
    from openwres.statistics.elementwise import Floats

_FURTHEST, _HALVINGS = 28.0, 40
"""Logarithms of ratios are sought up to so far from 0, and halved so often: to 1e-10 of a ratio."""

METHODS = (
    Method(
        code="mantel-haenszel-ratio",
        title="Ratio of two rates within strata",
        answers="How does the rate of one group compare with that of the other among people of the same stratum?",
        formula="R/S,  R = sum(x1 n2 / N),  S = sum(x2 n1 / N)\n"
        "interval: all r with (R - r S)^2 <= z^2 V(r)\n"
        "V(r) = sum( (n1 n2 / N)^2 [ p1 q1 / n1 + r^2 p2 q2 / n2 ] N/(N - 1) ), p1 = r p2 the most likely rates of a stratum\n"
        "under r, q = 1 - p, x events, n people of the groups 1 and 2 in a stratum, N = n1 + n2, z the normal quantile",
        assumptions="One ratio in all strata; the test of homogeneity beside it asks whether that is so. Strata may be "
        "small if there are many of them. With one stratum it is the interval of a ratio of two rates.",
        at_zero="A stratum without one of the groups, or without events, drops out. No event in the first group: the ratio "
        "is 0, from 0 on. None in the second: no ratio, and an interval that says `at least`. None in both: neither.",
        source="Mantel and Haenszel (1959), Journal of the National Cancer Institute 22, 719-748; Miettinen and Nurminen "
        "(1985), Statistics in Medicine 4, 213-226, section on strata, with the weights of Mantel and Haenszel as in Laud "
        "(2017), Pharmaceutical Statistics 16, 334-348",
    ),
    Method(
        code="mantel-haenszel-difference",
        title="Difference of two rates within strata",
        answers="How many points apart are the rates of the groups among people of the same stratum?",
        formula="d = sum((x1 n2 - x2 n1) / N) / W,  W = sum(n1 n2 / N)\n"
        "interval: all D with (d - D)^2 <= z^2 (D P + Q) / W^2\n"
        "P = sum((n1^2 x2 - n2^2 x1 + n1 n2 (n2 - n1) / 2) / N^2),  Q = sum((x1 (n2 - x2) + x2 (n1 - x1)) / (2 N))",
        assumptions="One difference in all strata.",
        at_zero="Defined wherever one stratum has both groups. Where nobody, or everybody, had the event, the limits "
        "fall on the value and say nothing: no interval is given.",
        source="Sato (1989), Biometrics 45, 1323-1324; Klingenberg (2014), Statistics in Medicine 33, 2968-2983",
    ),
    Method(
        code="score-homogeneity",
        title="Test of equal ratios in all strata",
        answers="Do the ratios of the strata differ by more than chance would make them?",
        formula="Q = sum(s^2 / i) - (sum s)^2 / sum(i), chi-squared with K - 1 degrees of freedom\n"
        "s = (x1 - n1 p1) / (1 - p1),  1/i = (1 - p1) / (n1 p1) + (1 - p2) / (n2 p2)\n"
        "p1 = r p2 the most likely rates of a stratum at the Mantel-Haenszel ratio r, K strata",
        assumptions="Some events are expected in each stratum and group; with many strata of few events it errs to "
        "the side of silence or of alarm as the simulations show.",
        at_zero="Strata where nobody or everybody had the event drop out. Fewer than two strata left: no test.",
        source="Gart and Nam (1988), Biometrics 44, 323-338; the subtracted term after Tarone (1985), Biometrika 72, 91-95",
    ),
    Method(
        code="mix-of-strata",
        title="What goes with the mix of strata",
        answers="How much of the difference of two rates goes with the strata in which the groups are?",
        formula="p1 - p2 = sum((a1 - a2) ((r1 + r2) / 2 - c)) + sum((a1 + a2) / 2 (r1 - r2))\n"
        "a the share of a group in the stratum, r its rate there, c any constant (here the rate of all)",
        assumptions="None: it is arithmetic. Which strata people are in may itself be unequal treatment.",
        at_zero="A stratum without people of a group takes the other group's rate, so that it counts as mix alone.",
        source="Kitagawa (1955), Journal of the American Statistical Association 50, 1168-1194",
    ),
)


class Homogeneity(NamedTuple):
    """The statistic, the strata that took part, and the p-value (NaN where fewer than two did)."""

    statistic: Floats
    strata: Floats
    p_value: Floats


class Mix(NamedTuple):
    """The parts of a difference of two rates by stratum; all parts of a row sum to its difference."""

    mix: Floats
    within: Floats


def strata_ratio(events: ArrayLike, trials: ArrayLike, other_events: ArrayLike, other_trials: ArrayLike) -> Floats:
    """The Mantel-Haenszel ratio of each row. NaN where the second group has no event beside anyone of the first.

    Strata along the last axis. Raises ValueError where events exceed trials, or a number is negative or not finite.
    """
    over, under = _weighted(*_columns(events, trials, other_events, other_trials))
    return _divided(over, under)


def strata_ratio_interval(
    events: ArrayLike, trials: ArrayLike, other_events: ArrayLike, other_trials: ArrayLike, confidence: float = 0.95
) -> Interval[Floats]:
    """The ratios that a score test with Mantel and Haenszel's weights keeps (Miettinen and Nurminen 1985).

    From 0 on where the first group has no event, without end (`inf`) where the second has none; NaN where neither has any
    beside somebody of the other.
    """
    x1, n1, x2, n2 = _columns(events, trials, other_events, other_trials)
    z = normal_quantile(confidence)
    lower, upper = _least_kept(x1, n1, x2, n2, z), _least_kept(x2, n2, x1, n1, z)
    return Interval(lower[()], np.where(upper == 0, np.inf, 1 / np.where(upper == 0, 1.0, upper))[()])


def strata_difference(events: ArrayLike, trials: ArrayLike, other_events: ArrayLike, other_trials: ArrayLike) -> Floats:
    """The Mantel-Haenszel difference of each row, between -1 and 1. NaN where no stratum has both groups."""
    x1, n1, x2, n2 = _columns(events, trials, other_events, other_trials)
    people = _people(n1, n2)
    return _divided(((x1 * n2 - x2 * n1) / people).sum(axis=-1), (n1 * n2 / people).sum(axis=-1))


def strata_difference_interval(
    events: ArrayLike, trials: ArrayLike, other_events: ArrayLike, other_trials: ArrayLike, confidence: float = 0.95
) -> Interval[Floats]:
    """Klingenberg's interval of the difference (2014), of Sato's variance (1989), which holds for many small strata too.

    NaN where no stratum has both groups, and where nobody or everybody had the event.
    """
    x1, n1, x2, n2 = _columns(events, trials, other_events, other_trials)
    people = _people(n1, n2)
    weight = (n1 * n2 / people).sum(axis=-1)
    value = _divided(((x1 * n2 - x2 * n1) / people).sum(axis=-1), weight)
    tilt = ((n1**2 * x2 - n2**2 * x1 + n1 * n2 * (n2 - n1) / 2) / people**2).sum(axis=-1)
    spread = ((x1 * (n2 - x2) + x2 * (n1 - x1)) / (2 * people)).sum(axis=-1)
    z2 = normal_quantile(confidence) ** 2
    middle = value + z2 * _divided(tilt, weight**2) / 2
    within = middle**2 - value**2 + z2 * _divided(spread, weight**2)
    reach = np.sqrt(np.where((spread > 0) & (within >= 0), within, np.nan))
    return Interval(np.maximum(middle - reach, -1.0), np.minimum(middle + reach, 1.0))


def homogeneity(events: ArrayLike, trials: ArrayLike, other_events: ArrayLike, other_trials: ArrayLike) -> Homogeneity:
    """The score test of one ratio in all strata, at the Mantel-Haenszel ratio, with Tarone's correction for using that.

    Strata without one of the groups, and those where nobody or everybody had the event, say nothing and drop out.
    """
    from scipy.special import chdtrc

    x1, n1, x2, n2 = _columns(events, trials, other_events, other_trials)
    ratio = _divided(*_weighted(x1, n1, x2, n2), empty_over=True)[..., None]
    some = (n1 > 0) & (n2 > 0) & (x1 + x2 > 0) & (x1 + x2 < n1 + n2) & np.isfinite(ratio)
    filled = [np.where(some, column, quiet) for column, quiet in ((x1, 1), (n1, 2), (x2, 1), (n2, 2))]
    score, information = _scores(filled[0], filled[1], filled[2], filled[3], np.where(some, ratio, 1.0))
    score, information = np.where(some, score, 0.0), np.where(some, information, 0.0)
    apart = np.where(some, score**2 / np.where(some, information, 1.0), 0.0).sum(axis=-1)
    overall = _divided(score.sum(axis=-1) ** 2, information.sum(axis=-1))
    strata = some.sum(axis=-1).astype(float)
    statistic = np.where(strata > 1, np.maximum(apart - overall, 0.0), np.nan)
    p_value = np.where(strata > 1, chdtrc(np.maximum(strata - 1, 1.0), np.nan_to_num(statistic)), np.nan)
    return Homogeneity(statistic, strata, p_value)


def mix_of_strata(events: ArrayLike, trials: ArrayLike, other_events: ArrayLike, other_trials: ArrayLike) -> Mix:
    """What of the difference of the two rates goes with the mix of strata, and what is within them, by stratum.

    NaN in rows where a group has nobody. The parts of a row, mix and within, sum to the difference of its rates.
    """
    x1, n1, x2, n2 = _columns(events, trials, other_events, other_trials)
    first, second = _shares(n1), _shares(n2)
    rate, other = _rates(x1, n1, x2, n2), _rates(x2, n2, x1, n1)
    everyone = (n1 + n2).sum(axis=-1, keepdims=True)
    level = (x1 + x2).sum(axis=-1, keepdims=True) / np.where(everyone > 0, everyone, 1.0)
    return Mix((first - second) * ((rate + other) / 2 - level), (first + second) / 2 * (rate - other))


def _columns(*given: ArrayLike) -> tuple[Floats, ...]:
    """Arrays of at least one axis, the strata, refused where counts are impossible."""
    x1, n1, x2, n2 = two_groups(*(np.atleast_1d(np.asarray(column, dtype=float)) for column in given))
    return x1, n1, x2, n2


def _people(n1: Floats, n2: Floats) -> Floats:
    """People of both groups; 1 where there are none, which every formula multiplies by 0."""
    return np.where(n1 + n2 > 0, n1 + n2, 1.0)


def _weighted(x1: Floats, n1: Floats, x2: Floats, n2: Floats) -> tuple[Floats, Floats]:
    people = _people(n1, n2)
    return (x1 * n2 / people).sum(axis=-1), (x2 * n1 / people).sum(axis=-1)


def _divided(over: Floats, under: Floats, empty_over: bool = False) -> Floats:
    """The quotient, NaN where there is none; with `empty_over` also where the numerator is 0, as before a logarithm."""
    some = (under > 0) & (over > 0) if empty_over else under > 0
    quotient: Floats = np.where(some, over / np.where(some, under, 1.0), np.nan)
    return quotient


def _scores(x1: Floats, n1: Floats, x2: Floats, n2: Floats, ratio: Floats) -> tuple[Floats, Floats]:
    """Score and information of log ratio in each stratum, the rates being the most likely ones of that ratio."""
    p2 = _second_rate(x1, n1, x2, n2, ratio)
    p1 = ratio * p2
    # The score can be had from either group; from the one with the smaller rate it never divides by nothing.
    first = p1 < p2
    rate = np.where(first, p1, p2)
    score = np.where(first, x1 - n1 * p1, n2 * p2 - x2) / (1 - rate)
    spread = np.maximum(1 - p1, 0.0) / (n1 * p1) + np.maximum(1 - p2, 0.0) / (n2 * p2)
    return score, 1 / spread


def _least_kept(x1: Floats, n1: Floats, x2: Floats, n2: Floats, z: float) -> Floats:
    """The smallest ratio that the score test keeps, by halving what is left of its logarithm."""
    both = (n1 > 0) & (n2 > 0) & (x1 + x2 > 0)
    # A stratum that says nothing is made one with a weight of 0.
    x1, n1, x2, n2 = (np.where(both, column, 1.0) for column in (x1, n1, x2, n2))
    weight = np.where(both, n1 * n2 / (n1 + n2), 0.0)
    spread = weight**2 * (n1 + n2) / (n1 + n2 - 1)
    over, under = (weight * x1 / n1).sum(axis=-1), (weight * x2 / n2).sum(axis=-1)
    low, high = np.full(over.shape, -_FURTHEST), np.full(over.shape, _FURTHEST)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        ratio = np.exp(middle)[..., None]
        p2 = _second_rate(x1, n1, x2, n2, ratio)
        p1 = ratio * p2
        one, other = p1 * np.maximum(1 - p1, 0.0) / n1, ratio**2 * p2 * np.maximum(1 - p2, 0.0) / n2
        error = np.sqrt((spread * (one + other)).sum(axis=-1))
        kept = over - ratio[..., 0] * under <= z * error
        low, high = np.where(kept, low, middle), np.where(kept, middle, high)
    return np.where(over > 0, np.exp(high), np.where(under > 0, 0.0, np.nan))


def _second_rate(x1: Floats, n1: Floats, x2: Floats, n2: Floats, ratio: Floats) -> Floats:
    """The most likely rate of the second group where that of the first is `ratio` times it."""
    a, c = (n1 + n2) * ratio, x1 + x2
    b = ratio * (n1 + x2) + x1 + n2
    rate: Floats = 2 * c / (b + np.sqrt(np.maximum(b**2 - 4 * a * c, 0.0)))
    return rate


def _shares(people: Floats) -> Floats:
    total = people.sum(axis=-1, keepdims=True)
    shares: Floats = np.where(total > 0, people / np.where(total > 0, total, 1.0), np.nan)
    return shares


def _rates(x: Floats, n: Floats, other_x: Floats, other_n: Floats) -> Floats:
    """The rates of a group; where it has nobody in a stratum, those of the other one."""
    rates: Floats = np.where(n > 0, x, other_x) / np.where(n > 0, n, np.where(other_n > 0, other_n, 1.0))
    return rates
