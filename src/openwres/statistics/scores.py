"""What the counts of two groups say about one supposed true ratio or gap: how far off it they lie, and how surely.

Funnels and partial pooling are built on this, in `funnel` and `shrinkage`; intervals of one comparison are in `ratios`
and `differences`. A ratio is worked with as its logarithm, a gap as a difference of two rates between 0 and 1.

Under the supposed value let p1 and p2 be the most likely rates. The slope of the log likelihood there, times the
variance of an estimate, is how far the counts lie from the supposed value. Both exist wherever somebody in either
group had the event, so that a group without events needs no stand-in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.special import xlogy

from openwres.statistics.inputs import two_groups

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from openwres.statistics.elementwise import Floats, Truths


@dataclass(frozen=True)
class Comparisons:
    """Counts of two groups in many places, as float arrays of one shape; `known` says where they can be compared.

    Where they cannot (nobody in a group, nobody or nothing counted, no event at all) stand-ins keep formulas quiet.
    """

    events: Floats
    trials: Floats
    reference_events: Floats
    reference_trials: Floats
    known: Truths

    def part(self, at: slice | None) -> Comparisons:
        """Some of the places, by the first axis; with None the same ones below a new axis, for several supposed values."""
        return Comparisons(
            self.events[at], self.trials[at], self.reference_events[at], self.reference_trials[at], self.known[at]
        )


def comparisons(
    events: ArrayLike, trials: ArrayLike, reference_events: ArrayLike, reference_trials: ArrayLike
) -> Comparisons:
    """Counts as `Comparisons`; NaN in any of the four says that there is none at this place.

    Raises ValueError where events exceed trials or a number is negative.
    """
    given = [np.asarray(c, dtype=np.float64) for c in (events, trials, reference_events, reference_trials)]
    columns = np.broadcast_arrays(*given)
    there = ~np.isnan(np.stack(columns)).any(axis=0)
    x1, n1, x2, n2 = two_groups(*(np.where(there, column, 0.0) for column in columns))
    known = (n1 > 0) & (n2 > 0) & (x1 + x2 > 0)
    return Comparisons(
        events=np.where(known, x1, 1.0),
        trials=np.where(known, n1, 2.0),
        reference_events=np.where(known, x2, 1.0),
        reference_trials=np.where(known, n2, 2.0),
        known=known,
    )


class Score(NamedTuple):
    """How far the counts lie from a supposed value, in its own unit, the variance of that, and both as a normal number.

    `z` is `deviation` over its standard error with the skewness of the counts taken out.
    """

    deviation: Floats
    variance: Floats
    z: Floats


def ratio_score(given: Comparisons, log_ratio: Floats) -> Score:
    """The score of a supposed log ratio of the first group's rate to the reference group's."""
    p1, p2 = _rates_of_ratio(given, np.exp(log_ratio))
    q1, q2 = 1 - p1, 1 - p2
    # Two ways to write one slope; the one of the lower rate divides by what cannot vanish.
    first = (given.events - given.trials * p1) / np.where((p1 > p2) | (q1 <= 0), 1.0, q1)
    second = (given.reference_events - given.reference_trials * p2) / np.where(p1 > p2, q2, 1.0)
    slope = np.where(p1 > p2, -second, first)
    part1, part2 = q1 / (given.trials * p1), q2 / (given.reference_trials * p2)
    third = part1 * (q1 - p1) / (given.trials * p1) - part2 * (q2 - p2) / (given.reference_trials * p2)
    return _score(given, slope, part1 + part2, third)


def gap_score(given: Comparisons, gap: Floats) -> Score:
    """The score of a supposed difference, the first group's rate less the reference group's."""
    p1, p2 = _rates_of_gap(given, gap)
    part1, part2 = p1 * (1 - p1) / given.trials, p2 * (1 - p2) / given.reference_trials
    off = given.events / given.trials - given.reference_events / given.reference_trials - gap
    third = part1 * (1 - 2 * p1) / given.trials - part2 * (1 - 2 * p2) / given.reference_trials
    variance = part1 + part2
    return _score(given, off / np.where(variance > 0, variance, 1.0), variance, third)


def _score(given: Comparisons, slope: Floats, variance: Floats, third: Floats) -> Score:
    """The deviation, its variance with the factor N / (N - 1), and z: t = z + skewness (z^2 - 1) / 6 solved for z."""
    everyone = given.trials + given.reference_trials
    # Where nobody or everybody has the event under the supposed value there is no spread: one person in two stands in.
    variance = np.maximum(variance, 1 / (2 * everyone * everyone))
    t = slope * np.sqrt(variance * (everyone - 1) / everyone)
    bend = third / variance**1.5 / 6
    under = np.sqrt(np.maximum(1 + 4 * bend * (bend + t), 0))
    bent = np.abs(bend) > _STRAIGHT
    z = np.where(bent, (under - 1) / np.where(bent, 2 * bend, 1.0), t)
    deviation = slope * variance
    return Score(
        *(np.where(given.known, column, np.nan) for column in (deviation, variance * everyone / (everyone - 1), z))
    )


_STRAIGHT = 1e-7


def _rates_of_ratio(given: Comparisons, ratio: Floats) -> tuple[Floats, Floats]:
    """The most likely rates with p1 = ratio * p2: the smaller root of a quadratic."""
    x1, n1, x2, n2 = given.events, given.trials, given.reference_events, given.reference_trials
    a = (n1 + n2) * ratio
    b = ratio * (n1 + x2) + x1 + n2
    p2 = 2 * (x1 + x2) / (b + np.sqrt(np.maximum(b * b - 4 * a * (x1 + x2), 0)))
    return np.minimum(ratio * p2, 1.0), np.minimum(p2, 1.0)


def _rates_of_gap(given: Comparisons, gap: Floats) -> tuple[Floats, Floats]:
    """The most likely rates with p1 = p2 + gap: a root of a cubic (Farrington and Manning 1990)."""
    share = given.reference_trials / given.trials
    p1, p2 = given.events / given.trials, given.reference_events / given.reference_trials
    a = 1 + share
    b = -(a + p1 + share * p2 + gap * (share + 2))
    c = gap * gap + gap * (2 * p1 + a) + p1 + share * p2
    d = -p1 * gap * (1 + gap)
    third = b / (3 * a)
    v = third**3 - b * c / (6 * a * a) + d / (2 * a)
    u = np.where(v < 0, -1.0, 1.0) * np.sqrt(np.maximum(third * third - c / (3 * a), 0))
    cube = np.where(u == 0, 1.0, u**3)
    angle = (np.pi + np.arccos(np.clip(v / cube, -1, 1))) / 3
    first = np.clip(2 * u * np.cos(angle) - third, np.maximum(0.0, gap), np.minimum(1.0, 1 + gap))
    return first, np.clip(first - gap, 0.0, 1.0)


def ratio_likelihood(given: Comparisons, log_ratio: Floats) -> Floats:
    """The log likelihood of a supposed log ratio, the rates as likely as they can be with it."""
    return _likelihood(given, *_rates_of_ratio(given, np.exp(log_ratio)))


def gap_likelihood(given: Comparisons, gap: Floats) -> Floats:
    """The log likelihood of a supposed difference, the rates as likely as they can be with it."""
    return _likelihood(given, *_rates_of_gap(given, gap))


def _likelihood(given: Comparisons, p1: Floats, p2: Floats) -> Floats:
    x1, n1, x2, n2 = given.events, given.trials, given.reference_events, given.reference_trials
    found = xlogy(x1, p1) + xlogy(n1 - x1, 1 - p1) + xlogy(x2, p2) + xlogy(n2 - x2, 1 - p2)
    return np.where(given.known, found, 0.0)


@dataclass(frozen=True)
class Scale:
    """How true values are compared: their score, their likelihood, and how they go into numbers that a reader knows.

    `least` and `most` are spreads between places that are as good as none, and larger than any; `span` is where true
    values can lie.
    """

    score: Callable[[Comparisons, Floats], Score]
    likelihood: Callable[[Comparisons, Floats], Floats]
    shown: Callable[[Floats], Floats]
    least: float
    most: float
    span: float


def _as_ratio(logs: Floats) -> Floats:
    """Ratios of logs. A limit of hardly any counts may lie past every number: it stays as large as a number can be."""
    return np.asarray(np.exp(np.minimum(logs, _LARGEST)))


_LARGEST = 700.0
RATIO = Scale(ratio_score, ratio_likelihood, _as_ratio, 0.01, 1.5, 7.0)
GAP = Scale(gap_score, gap_likelihood, lambda gap: 100 * gap, 0.002, 0.3, 0.999)
