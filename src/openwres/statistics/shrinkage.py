"""Partial pooling: what one place's counts and those of its peers say together about its true value.

The average and spread that a funnel draws are in `funnel`; they are estimated apart from these, so that one outlier cannot
hide itself there. Arrays have peers along their last axis, as in `funnel`.

For each of a row of supposed spreads t between places, Newton's method finds the likeliest average and true values under
"true values are normal around the average with standard deviation t". The answers are then averaged over t, each
weighted by how well it explains all counts, so that the interval carries the doubt about t and the average.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.special import softmax

from openwres.statistics.inputs import normal_quantile
from openwres.statistics.method import Method
from openwres.statistics.scores import Comparisons, Scale

if TYPE_CHECKING:
    from openwres.statistics.elementwise import Floats

METHODS = (
    Method(
        code="partial-pooling",
        title="Value pooled with peers",
        answers="What is an organisation's true ratio or gap likely to be, if it is one of its peers?",
        formula="y(t) = B m + (1 - B) y,  B = v / (v + t^2),  pooled = sum over t of P(t) y(t)\n"
        "y where the organisation's own counts lie (on the log of a ratio, on points of a gap), v their variance, m the\n"
        "average of the peers, t the spread between them, P(t) how likely t is given all counts, any t^2 as likely\n"
        "beforehand; interval: pooled -+ q s, s^2 = sum P(t) (t^2 B + B^2 var(m) + (y(t) - pooled)^2)",
        assumptions="True values scatter normally around the average of the peers. The interval covers 95% of true values "
        "among all organisations, not of one that is truly unlike its peers: that one is drawn in too far.",
        at_zero="The likelihood itself is used, not a logarithm of counts: no events in one group need no stand-in. With "
        "no event at all the pooled value is the peers' average with their whole spread.",
        source="Efron and Morris (1975), Journal of the American Statistical Association 70, 311-319; Morris (1983), "
        "same journal 78, 47-55; Laplace's approximation as in Breslow and Clayton (1993), same journal 88, 9-25",
    ),
)

_SPREADS = 20
_ROUNDS = 40
_BATCH = 1000


class Pooled(NamedTuple):
    """Partly pooled values with their limits on the working scale, and how much of each is its own (1) or its peers' (0)."""

    value: Floats
    lower: Floats
    upper: Floats
    own_weight: Floats


class _Fit(NamedTuple):
    """True values, their variances and the own weights for each supposed spread (first axis), and how likely each is."""

    value: Floats
    variance: Floats
    own: Floats
    likelihood: Floats


def partly_pooled(given: Comparisons, scale: Scale, confidence: float = 0.95) -> Pooled:
    """The value of each place drawn towards the average of its peers as far as its counts are weak.

    A place without any event gets the peers' average; NaN where a group has fewer than two known places.
    Raises ValueError unless 0 < confidence < 1.
    """
    quantile = normal_quantile(confidence)
    parts = [_pooled(part, scale, quantile) for part in _batches(given)]
    return Pooled(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def _batches(given: Comparisons) -> Iterator[Comparisons]:
    """Groups a few at a time: what lies together in the processor's memory goes several times faster."""
    if given.known.ndim == 1 or not given.known.size:
        yield given
        return
    step = max(_BATCH // given.known[0].size, 1)
    for at in range(0, len(given.known), step):
        yield given.part(slice(at, at + step))


def _pooled(given: Comparisons, scale: Scale, quantile: float) -> Pooled:
    spreads = np.geomspace(scale.least, scale.most, _SPREADS).reshape(-1, *([1] * given.known.ndim))
    fit = _fit(given.part(None), scale, spreads)
    # Any variance as likely beforehand (Morris): the points lie evenly on the logarithm, so each stands for its own step.
    chance = softmax(fit.likelihood + 2 * np.log(spreads[..., 0]), axis=0)[..., np.newaxis]
    value = (chance * fit.value).sum(axis=0)
    variance = (chance * (fit.variance + (fit.value - value) ** 2)).sum(axis=0)
    reach = quantile * np.sqrt(variance)
    enough = given.known.sum(axis=-1, keepdims=True) > 1
    own = (chance * fit.own).sum(axis=0)
    return Pooled(*(np.where(enough, column, np.nan) for column in (value, value - reach, value + reach, own)))


def _fit(given: Comparisons, scale: Scale, spreads: Floats) -> _Fit:
    """The likeliest true values for each spread, found by treating the score at each as that of a normal observation."""
    between = spreads**2
    value = np.zeros(np.broadcast_shapes(spreads.shape, given.known.shape))
    average = value[..., :1]
    for _ in range(_ROUNDS):
        deviation, variance, _ = scale.score(given, value)
        variance = np.where(given.known, variance, np.inf)
        own = between / (variance + between)
        seen = value + np.where(given.known, deviation, 0.0)
        weight = 1 / (variance + between)
        total = weight.sum(axis=-1, keepdims=True)
        average = (weight * seen).sum(axis=-1, keepdims=True) / np.where(total > 0, total, 1.0)
        there = np.clip(average + own * (seen - average), -scale.span, scale.span)
        moved = np.abs(there - value).max(initial=0.0)
        value = there
        if moved < _STILL:
            break
    uncertain = 1 / np.where(total > 0, total, 1.0)
    spread_left = between * (1 - own) + (1 - own) ** 2 * uncertain
    return _Fit(value, spread_left, own, _likelihood(given, scale, value, average, between, own, total))


_STILL = 1e-5


def _likelihood(
    given: Comparisons, scale: Scale, value: Floats, average: Floats, between: Floats, own: Floats, total: Floats
) -> Floats:
    """How likely all counts of a group are under a spread, by Laplace's approximation; the average integrated out."""
    of_values = scale.likelihood(given, value) - (value - average) ** 2 / (2 * between) + np.log1p(-own) / 2
    known: Floats = np.where(given.known, of_values, 0.0).sum(axis=-1)
    return known - np.log(np.where(total > 0, total, 1.0))[..., 0] / 2
