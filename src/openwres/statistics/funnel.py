"""Places among their peers: the average, how much places differ beyond chance, and limits and p-values around the average.

What the counts of one place say of a supposed average is worked out in `scores`; lists of p-values are in `discovery`.

Arrays have peers along their last axis and groups of peers along the others, so that a nation goes in one call.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import stdtr

from openwres.statistics.elementwise import Interval
from openwres.statistics.inputs import normal_quantile
from openwres.statistics.method import Method
from openwres.statistics.scores import Comparisons, Scale, Score

if TYPE_CHECKING:
    from openwres.statistics.elementwise import Floats

METHODS = (
    Method(
        code="funnel-additive",
        title="Different from peers",
        answers="Does this organisation lie further from the average of its peers than chance and the usual differences "
        "among them explain?",
        formula="z = d / sqrt((v + t^2) (1 - h)),  p from Student's t with (v + t^2)^2 (k - 1) / t^4 degrees of freedom\n"
        "d how far the counts lie from the average (score), v its variance from the counts alone, d / sqrt(v) with its\n"
        "skewness taken out (Gart and Nam), t^2 the variance between organisations, h the organisation's share of the\n"
        "average's weight, k the number of peers. On the log of a ratio, on points of a gap.\n"
        "t^2 = (k f - (k - 1)) / (W - sum(w^2) / W), at least 0;  w = 1 / v, W = sum(w)\n"
        "f the mean of squared z without t, the outer tenth on each side drawn in, over what that mean is by chance\n"
        "average = sum(w' y) / sum(w'),  w' = 1 / (v + t^2)\n"
        "limits = average -+ q sqrt(v + t^2), q 1.96 at 95% and 3.09 at 99.8%",
        assumptions="Each person has the event or not; true values scatter around the average alike whatever the size.",
        at_zero="The score exists wherever either group had an event. No event at all: the organisation says nothing.",
        source="Spiegelhalter (2005), Statistics in Medicine 24, 1185-1202, and Quality and Safety in Health Care 14, "
        "347-351; DerSimonian and Laird (1986); Gart and Nam (1988), Biometrics 44, 323-338; Laud (2017)",
    ),
)

WINSORISED = 0.1
"""The share on each side of the z-scores that is drawn in before the spread is estimated, lest outliers hide themselves."""

_ROUNDS = 60


class Dispersion(StrEnum):
    """How differences among peers beyond chance enter: as a variance between them, as a factor, or not at all.

    `additive` is the default: true values differ from place to place whatever the size, so the variance is the same
    for each. A factor would widen the limits of small places most, where chance explains nearly all.
    """

    ADDITIVE = "additive"
    MULTIPLICATIVE = "multiplicative"
    NONE = "none"


@dataclass(frozen=True)
class Funnel:
    """Groups of peers around their averages, on the working scale (log of a ratio, difference of rates).

    `average`, `spread` (standard deviation between places), `factor` (variance over that of chance alone) and `peers`
    have one value for each group; `variance` (of chance alone), `z` and `p_value` one for each place, NaN where nothing
    is known. `z` and `p_value` hold with the dispersion, `chance_z` without.
    """

    dispersion: Dispersion
    average: Floats
    spread: Floats
    factor: Floats
    peers: Floats
    variance: Floats
    chance_z: Floats
    z: Floats
    p_value: Floats

    def limits(self, confidence: float, dispersion: Dispersion | None = None) -> Interval[Floats]:
        """The control limits at the precision of each place, with the funnel's dispersion or another one."""
        return limits(self.average, self.spread, self.factor, self.variance, confidence, dispersion or self.dispersion)


def limits(
    average: Floats, spread: Floats, factor: Floats, variance: Floats, confidence: float, dispersion: Dispersion
) -> Interval[Floats]:
    """Control limits of groups at given variances of chance (peers, or points of a curve, along the last axis)."""
    reach = normal_quantile(confidence) * np.sqrt(_total(variance, spread, factor, dispersion))
    middle = average[..., np.newaxis]
    return Interval(middle - reach, middle + reach)


def funnel(
    given: Comparisons, scale: Scale, dispersion: Dispersion = Dispersion.ADDITIVE, winsorised: float = WINSORISED
) -> Funnel:
    """The funnel of each group of peers. Groups with fewer than two known peers have no average (NaN).

    Where every peer's counts agree better than by chance the spread is 0 and the factor 1.
    """
    peers = given.known.sum(axis=-1).astype(float)
    average, spread, factor, score = _settled(given, scale, dispersion, winsorised, peers)
    variance = score.variance
    total = _total(variance, spread, factor, dispersion)
    weight = _weights(total)
    share = weight / np.maximum(weight.sum(axis=-1, keepdims=True), 1e-300)
    z = score.z * np.sqrt(variance / total / np.maximum(1 - share, 1e-9))
    z = np.where(peers[..., np.newaxis] > 1, z, np.nan)
    freedom = (peers[..., np.newaxis] - 1) / np.maximum((total - variance) / total, 1e-6) ** 2
    p_value = 2 * stdtr(freedom, -np.abs(z))
    return Funnel(dispersion, average, spread, factor, peers, variance, score.z, z, p_value)


def _settled(
    given: Comparisons, scale: Scale, dispersion: Dispersion, winsorised: float, peers: Floats
) -> tuple[Floats, Floats, Floats, Score]:
    """Average, spread and factor, each of which needs the others: repeated until the average stays."""
    average = np.zeros(given.known.shape[:-1])
    for _ in range(_ROUNDS):
        score = scale.score(given, average[..., np.newaxis])
        factor, spread = _dispersion(score, peers, winsorised)
        weight = _weights(_total(score.variance, spread, factor, dispersion))
        total = weight.sum(axis=-1)
        step = np.nansum(weight * score.deviation, axis=-1) / np.where(total > 0, total, 1.0)
        average = np.clip(average + step, -scale.span, scale.span)
        if np.abs(step).max(initial=0.0) < 1e-9:
            break
    return np.where(peers > 1, average, np.nan), spread, factor, score


def _weights(variance: Floats) -> Floats:
    weight: Floats = np.where(np.isnan(variance), 0.0, 1 / np.where(np.isnan(variance), 1.0, variance))
    return weight


def _total(variance: Floats, spread: Floats, factor: Floats, dispersion: Dispersion) -> Floats:
    """The variance of a place around the average, chance and differences among peers together."""
    factors = factor[..., np.newaxis] if dispersion is Dispersion.MULTIPLICATIVE else 1.0
    between = spread[..., np.newaxis] ** 2 if dispersion is Dispersion.ADDITIVE else 0.0
    total: Floats = variance * factors + between
    return total


def _dispersion(score: Score, peers: Floats, winsorised: float) -> tuple[Floats, Floats]:
    """The factor, at least 1, and the spread between places, at least 0."""
    t = score.deviation / np.sqrt(score.variance)
    ratio = _mean_square(t, peers, winsorised)
    w = _weights(score.variance)
    total = w.sum(axis=-1)
    effective = total - (w * w).sum(axis=-1) / np.where(total > 0, total, 1.0)
    between = (peers * ratio - (peers - 1)) / np.where(effective > 0, effective, 1.0)
    return np.maximum(ratio, 1.0), np.sqrt(np.maximum(np.where(effective > 0, between, 0.0), 0.0))


def _mean_square(t: Floats, peers: Floats, winsorised: float) -> Floats:
    """The mean of squared z-scores, drawn in at both ends, over what it is for standard normal ones."""
    if not winsorised:
        return _mean(t * t, peers)
    ordered = np.sort(t, axis=-1)  # NaN last
    lower, upper = (_quantile(ordered, peers, share) for share in (winsorised, 1 - winsorised))
    drawn = np.clip(t, lower[..., np.newaxis], upper[..., np.newaxis])
    return _mean(drawn * drawn, peers) / _by_chance(winsorised)


def _mean(values: Floats, peers: Floats) -> Floats:
    mean: Floats = np.nansum(values, axis=-1) / np.maximum(peers, 1.0)
    return mean


def _quantile(ordered: Floats, peers: Floats, share: float) -> Floats:
    """The quantile of the first `peers` values along the last axis, between neighbours on a line."""
    at = np.maximum(peers - 1, 0) * share
    below = np.floor(at).astype(int)
    above = np.minimum(below + 1, np.maximum(peers - 1, 0).astype(int))
    low, high = (np.take_along_axis(ordered, n[..., np.newaxis], axis=-1)[..., 0] for n in (below, above))
    found: Floats = low + (high - low) * (at - below)
    return found


def _by_chance(winsorised: float) -> float:
    """The mean square of standard normal numbers whose outer shares are drawn in: 0.68 for a tenth on each side."""
    end = normal_quantile(1 - 2 * winsorised)
    density = float(np.exp(-end * end / 2) / np.sqrt(2 * np.pi))
    return 2 * winsorised * end * end + (1 - 2 * winsorised) - 2 * end * density
