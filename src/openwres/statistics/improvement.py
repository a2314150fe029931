"""Whether a disparity that was high went down and stayed down, beyond regression to the mean and a lucky year.

Every array is series by years, higher being worse; one call takes all peers, because what is usual comes from them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from openwres.statistics.inputs import normal_quantile
from openwres.statistics.method import Method
from openwres.statistics.trend import common_wobble

if TYPE_CHECKING:
    from openwres.statistics.elementwise import Floats, Truths

METHODS = (
    Method(
        code="confirmed-after-shrunk-baseline",
        title="Sustained improvement",
        answers="Is this organisation better than it was, by more than the return of a bad start to the usual, and not by one good year?",
        formula="baseline  B = m + k (b - m),  k = s^2 / (s^2 + V_b): the mean b of the first years drawn towards the peers' mean m\n"
        "z = (c - B) / sqrt(V_c + k V_b)  with c the mean of the last years, for the last years without each one in turn\n"
        "p: the largest of these one-sided p-values;  q: Benjamini-Hochberg over the list\n"
        "s^2: how much peers differ in truth (moments);  V: sampling variance and the wobble of single years, both per mean",
        assumptions="Last years are never among the first ones (two or three of each). Given B, the true baseline is normal about it "
        "with variance k V_b, whoever is picked because b was bad: picking the worst does no harm. Peers are alike enough "
        "to have one mean and spread. All of the last years but any one must show the improvement, so that one lucky "
        "year never suffices.",
        at_zero="As for yearly points: finite points of large variance, nothing added.",
        source="Shrinkage: Efron and Morris (1975), JASA 70, 311-319; spread of peers: DerSimonian and Laird (1986), Controlled "
        "Clinical Trials 7, 177-188; largest p-value: Berger (1982), Technometrics 24, 295-300",
    ),
)  # fmt: skip

FEWEST_YEARS, FEWEST_PEERS = 5, 10


@dataclass(frozen=True)
class Improvement:
    """Of each series: the mean of its first years as it was and drawn towards the peers', that of its last years, and `p`.

    `lower` and `upper` limit the change from the drawn-in baseline to all of the last years. `usual` and `usual_after` are
    the peers' means, `wobble` and `spread` how much single years and peers differ in truth. NaN where years are missing.
    """

    observed: Floats
    baseline: Floats
    after: Floats
    lower: Floats
    upper: Floats
    p: Floats
    usual: float
    usual_after: float
    wobble: float
    spread: float


def split(years: int) -> tuple[slice, slice]:
    """The first years, which make the baseline, and the last, which confirm; they never overlap.

    Raises ValueError where there are fewer than five years.
    """
    if years < FEWEST_YEARS:
        raise ValueError(f"years: at least {FEWEST_YEARS} are needed")
    return slice(0, 2 if years == FEWEST_YEARS else 3), slice(years - 3, years)


def sustained_improvement(
    years: Floats, values: Floats, variances: Floats, there: Truths, confidence: float = 0.95
) -> Improvement:
    """The improvement of each series among its peers. Two of the first years and all of the last must be there.

    Raises ValueError where there are fewer than five years, or fewer than ten series that have what is needed.
    """
    from scipy.special import ndtr

    first, last = split(len(years))
    usable = (there[:, first].sum(axis=1) >= 2) & there[:, last].all(axis=1)
    if int(usable.sum()) < FEWEST_PEERS:
        raise ValueError(f"series: at least {FEWEST_PEERS} with enough years are needed")
    wobble = common_wobble(years, values, variances, there)
    weights = np.where(there, 1 / (np.where(there, variances, 1.0) + wobble**2), 0.0)
    known = np.where(there, values, 0.0)
    before, before_variance = _mean(known[:, first], weights[:, first])
    after, after_variance = _mean(known[:, last], weights[:, last])
    usual, spread = _peers(before[usable], before_variance[usable])
    usual_after, _ = _peers(after[usable], after_variance[usable])
    kept = spread**2 / (spread**2 + before_variance)
    baseline, doubt = usual + kept * (before - usual), kept * before_variance
    p = np.max([ndtr(z) for z in _without_each(known[:, last], weights[:, last], baseline, doubt)], axis=0)
    half = normal_quantile(confidence) * np.sqrt(doubt + after_variance)
    before, baseline, after, half, p = (np.where(usable, each, np.nan) for each in (before, baseline, after, half, p))
    lower, upper = after - baseline - half, after - baseline + half
    return Improvement(before, baseline, after, lower, upper, p, usual, usual_after, wobble, spread)


def _without_each(values: Floats, weights: Floats, baseline: Floats, doubt: Floats) -> list[Floats]:
    """How many standard errors the last years lie from the baseline, without each of them in turn."""
    found = []
    for at in range(values.shape[1]):
        others = np.arange(values.shape[1]) != at
        mean, variance = _mean(values[:, others], weights[:, others])
        found.append((mean - baseline) / np.sqrt(doubt + variance))
    return found


def _mean(values: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """The weighted mean of each series and its variance; stand-ins where there is none."""
    mass = weights.sum(axis=1)
    mass = np.where(mass > 0, mass, 1.0)
    return (weights * values).sum(axis=1) / mass, 1 / mass


def _peers(means: Floats, variances: Floats) -> tuple[float, float]:
    """The mean of peers and how much they differ in truth, by moments (DerSimonian and Laird)."""
    weights = 1 / variances
    mass = weights.sum()
    middle = (weights * means).sum() / mass
    excess = (weights * (means - middle) ** 2).sum() - (len(means) - 1)
    spread2 = max(float(excess / (mass - (weights**2).sum() / mass)), 0.0)
    weights = 1 / (variances + spread2)
    return float((weights * means).sum() / weights.sum()), spread2**0.5
