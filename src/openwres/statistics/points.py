"""From the counts of two groups over years to points of a series: values with the sampling variance of each.

A point is finite whatever its counts: it is read off the score of the year's counts, and no count has anything added.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from openwres.statistics.method import Method

if TYPE_CHECKING:
    from openwres.statistics.elementwise import Floats, Truths

METHODS = (
    Method(
        code="score-points",
        title="Yearly points of a ratio",
        answers="What do the counts of one year say about how far its ratio lies from that of all years?",
        formula="y_t = c + U_t / I_t,  v_t = 1 / I_t\n"
        "c: the log of the ratio that all years have in common (most likely value; each year has rates of its own)\n"
        "U_t = (x1 - n1 p1) / (1 - p1): the slope of the year's log likelihood at c; p1, p2 the year's most likely rates\n"
        "  with p1 / p2 = exp(c)\n"
        "1 / I_t = (1 - p1) / (n1 p1) + (1 - p2) / (n2 p2)",
        assumptions="Events are independent within a year. A line through these points gives the score test of a trend "
        "(of Cochran-Armitage type) in the log ratio. A point far from c is drawn in a little: at twice or half the common "
        "ratio a change is told to within about a tenth.",
        at_zero="A group without events in a year has a finite point with a large variance. A year without any event has no point. "
        "Where one group has no event in all years there is no c, and no series.",
        source="Score statistics as in Whitehead and Whitehead (1991), Statistics in Medicine 10, 1665-1677; rates with a "
        "given ratio: Miettinen and Nurminen (1985), Statistics in Medicine 4, 213-226",
    ),
    Method(
        code="gap-points",
        title="Yearly points of a gap",
        answers="What is the gap of one year, and how far would chance alone move it?",
        formula="y_t = x1 / n1 - x2 / n2,  v_t = r1 (1 - r1) / n1 + r2 (1 - r2) / n2\nr1, r2: the rates of the groups over all years together",
        assumptions="Answers are independent, and the groups' rates move little enough over the years that one variance serves.",
        at_zero="A year in which nobody of a group said yes has the variance of the group's rate over all years. Where both groups "
        "have no yes, or nothing else, in all years there is no series.",
        source="Two proportions as in any textbook; the variance is that of the hypothesis that nothing changes",
    ),
)

_ROUNDS = 40


@dataclass(frozen=True)
class Points:
    """Values and sampling variances, series by years; `there` says where there is one. `common` is the level of all years."""

    values: Floats
    variances: Floats
    there: Truths
    common: Floats


def ratio_points(x1: Floats, n1: Floats, x2: Floats, n2: Floats, there: Truths) -> Points:
    """Points of the log of the ratio of the first group's rate to the second's; arrays are series by years.

    Raises ValueError where a year that is there has a negative count or more events than people.
    """
    x1, n1, x2, n2, there = _usable(x1, n1, x2, n2, there)
    there = there & (x1 + x2 > 0)
    both = ((x1 * there).sum(axis=1) > 0) & ((x2 * there).sum(axis=1) > 0)
    there = there & both[:, None]
    common = np.log(_mantel_haenszel(x1, n1, x2, n2, there))
    for _ in range(_ROUNDS):
        slope, information = _score(common, x1, n1, x2, n2, there)
        most = _one_for_none(information.sum(axis=1))
        common = common + np.clip(slope.sum(axis=1) / most, -1.0, 1.0)
    slope, information = _score(common, x1, n1, x2, n2, there)
    there = there & (information > 0)
    safe = np.where(there, information, 1.0)
    values = np.where(there, common[:, None] + slope / safe, np.nan)
    return Points(values, np.where(there, 1 / safe, np.nan), there, np.where(both, common, np.nan))


def gap_points(x1: Floats, n1: Floats, x2: Floats, n2: Floats, there: Truths) -> Points:
    """Points of the first group's rate minus the second's, as fractions of 1; arrays are series by years.

    Raises ValueError as `ratio_points`.
    """
    x1, n1, x2, n2, there = _usable(x1, n1, x2, n2, there)
    variances = _binomial(x1, n1, there) + _binomial(x2, n2, there)
    there = there & (variances > 0)
    values = np.where(there, x1 / n1 - x2 / n2, np.nan)
    variances = np.where(there, variances, np.nan)
    weights = np.where(there, 1 / np.where(there, variances, 1.0), 0.0)
    some = weights.sum(axis=1)
    common = (weights * np.where(there, values, 0.0)).sum(axis=1) / _one_for_none(some)
    return Points(values, variances, there, np.where(some > 0, common, np.nan))


def _usable(
    x1: Floats, n1: Floats, x2: Floats, n2: Floats, there: Truths
) -> tuple[Floats, Floats, Floats, Floats, Truths]:
    """The counts with stand-ins where a year is not there or a group is empty, checked where it is."""
    for x, n in ((x1, n1), (x2, n2)):
        if bool(((x < 0) | (x > n))[there].any()):
            raise ValueError("events: none may be negative or more than the people")
    there = there & (n1 > 0) & (n2 > 0)
    x1, x2 = np.where(there, x1, 0.0), np.where(there, x2, 0.0)
    return x1, np.where(there, n1, 1.0), x2, np.where(there, n2, 1.0), there


def _one_for_none(sums: Floats) -> Floats:
    return np.where(sums > 0, sums, 1.0)


def _mantel_haenszel(x1: Floats, n1: Floats, x2: Floats, n2: Floats, there: Truths) -> Floats:
    """A first guess at the common ratio; 1 where there is none."""
    everyone = n1 + n2
    over, under = ((there * x * n / everyone).sum(axis=1) for x, n in ((x1, n2), (x2, n1)))
    usable = (over > 0) & (under > 0)
    return np.where(usable, over, 1.0) / np.where(usable, under, 1.0)


def _score(log_ratio: Floats, x1: Floats, n1: Floats, x2: Floats, n2: Floats, there: Truths) -> tuple[Floats, Floats]:
    """Slope and information of each year's log likelihood at a log ratio, with the year's rates at their best for it."""
    ratio = np.exp(log_ratio)[:, None]
    a = (n1 + n2) * ratio
    b = n1 * ratio + x1 + n2 + x2 * ratio
    p2 = 2 * (x1 + x2) / (b + np.sqrt(np.maximum(b * b - 4 * a * (x1 + x2), 0.0)))
    p1, p2 = np.minimum(ratio * p2, 1.0), np.minimum(p2, 1.0)
    usable = there & (p2 > 0) & (np.minimum(p1, p2) < 1)
    p1, p2 = np.where(usable, p1, 0.5), np.where(usable, p2, 0.5)
    # The slope is the same read off either group; a rate that has come to 1 leaves the other group's to read.
    slope = np.where(p1 < p2, _off(x1, n1, p1), -_off(x2, n2, p2))
    slope = np.where(usable, slope, 0.0)
    variance = (1 - p1) / (n1 * p1) + (1 - p2) / (n2 * p2)
    return slope, np.where(usable, 1 / variance, 0.0)


def _off(x: Floats, n: Floats, p: Floats) -> Floats:
    """Events beyond those expected at a rate, per share without the event; a stand-in where the rate is 1."""
    return np.asarray((x - n * p) / np.where(p < 1, 1 - p, 1.0))


def _binomial(x: Floats, n: Floats, there: Truths) -> Floats:
    """The variance of each year's rate, at the rate of all years together."""
    rate = (x * there).sum(axis=1) / _one_for_none((n * there).sum(axis=1))
    return np.asarray((rate * (1 - rate))[:, None] / n)
