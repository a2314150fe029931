"""The chance that a ratio lies inside a screening band though the true ratio is 1, and how many of several then do.

The band itself is a convention of the standard and an argument here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.special import gammaln

from openwres.statistics.inputs import events_of_trials, normal_quantile, whole
from openwres.statistics.method import Method

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from openwres.statistics.elementwise import Floats

METHODS = (
    Method(
        code="band-by-chance",
        title="Share of organisations in the band if all were equal",
        answers="How many organisations would have a ratio inside the band if the true ratio of each were 1?",
        formula="P(low <= x1 n2 / (x2 n1) <= high),  x1 hypergeometric: x1 + x2 events among n1 + n2 people\n"
        "expected share = mean of P;  range = mean -+ 1.96 sqrt(sum of P (1 - P)) / k",
        assumptions="Events befall people alike in both groups; the number of events of each organisation is as it was.",
        at_zero="Outcomes without an event in the second group have no ratio and are left out, as such organisations are.",
        source="Fisher (1934), Statistical Methods for Research Workers, 5th edition, section 21.02",
    ),
)


class Share(NamedTuple):
    """A share between 0 and 1 that is expected, with the limits within which chance alone would leave it."""

    value: float
    lower: float
    upper: float


def chance_in_band(
    trials: ArrayLike, reference_trials: ArrayLike, all_events: ArrayLike, low: float, high: float
) -> Floats:
    """The chance that the ratio of two observed rates is between `low` and `high`, ends included, if true rates are equal.

    `all_events` is the number in both groups together, which is taken as given. NaN where no outcome has a ratio.
    Raises ValueError where numbers are negative or not whole, or there are more events than trials.
    """
    n1, n2 = (np.asarray(column, dtype=float) for column in (trials, reference_trials))
    m = events_of_trials(all_events=all_events, trials=n1 + n2)[0]
    n1, n2, m = np.broadcast_arrays(n1, n2, m)
    whole(("trials", "reference_trials", "all_events"), (n1, n2, m))
    rows = [column.ravel() for column in (n1, n2, m)]
    width = np.ceil(_REACH * _spread(*rows)) + _MARGIN
    found = np.full(rows[0].shape, np.nan)
    size = np.ceil(np.log2(width)).astype(int)
    for each in np.unique(size):  # places of like spread together, so that none pays for the largest
        at = np.flatnonzero(size == each)
        found[at] = _in_band(*[row[at, np.newaxis] for row in rows], low=low, high=high, reach=2 ** int(each))
    return found.reshape(n1.shape)


_REACH, _MARGIN = 7.0, 12.0


def _spread(n1: Floats, n2: Floats, m: Floats) -> Floats:
    people = np.maximum(n1 + n2, 2.0)
    spread: Floats = np.sqrt(m * n1 / people * n2 / people * (people - m) / (people - 1))
    return spread


def _in_band(n1: Floats, n2: Floats, m: Floats, *, low: float, high: float, reach: int) -> Floats:
    """The share of hypergeometric weight inside the band among outcomes with a ratio, `reach` around the middle."""
    middle = np.floor(m * n1 / np.maximum(n1 + n2, 1.0))
    x1 = middle + np.arange(-reach, reach + 1)
    x2 = m - x1
    possible = (x1 >= 0) & (x1 <= n1) & (x2 > 0) & (x2 <= n2)
    log_weight = _log_choose(n1, np.where(possible, x1, 0)) + _log_choose(n2, np.where(possible, x2, 0))
    highest = np.where(possible, log_weight, -np.inf).max(axis=1, keepdims=True)
    weight = np.where(possible, np.exp(np.minimum(log_weight - np.where(np.isfinite(highest), highest, 0), 0)), 0)
    inside = weight * ((x1 * n2 >= low * x2 * n1) & (x1 * n2 <= high * x2 * n1))
    total = weight.sum(axis=1)
    return np.where(total > 0, inside.sum(axis=1) / np.where(total > 0, total, 1), np.nan)


def _log_choose(n: Floats, k: Floats) -> Floats:
    found: Floats = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
    return found


def expected_share(chances: ArrayLike, confidence: float = 0.95) -> Share:
    """The share of places that are expected to have an event of these chances, and its limits by chance; none: NaN."""
    p = np.asarray(chances, dtype=float)
    p = p[~np.isnan(p)]
    if not p.size:
        return Share(np.nan, np.nan, np.nan)
    reach = normal_quantile(confidence) * float(np.sqrt((p * (1 - p)).sum())) / p.size
    middle = float(p.mean())
    return Share(middle, max(middle - reach, 0.0), min(middle + reach, 1.0))
