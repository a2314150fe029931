"""The rank of one place among its peers, as the interval of ranks that the counts are compatible with.

Values and their limits are in `ratios` and `differences`; which end of the list is the better one is the caller's business.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from openwres.statistics.inputs import normal_quantile
from openwres.statistics.method import Method

if TYPE_CHECKING:
    from openwres.statistics.elementwise import Floats
    from openwres.statistics.scores import Comparisons

METHODS = (
    Method(
        code="rank-by-differences",
        title="Interval of a rank",
        answers="Which places in the order of its peers could an organisation truly have?",
        formula="first place = 1 + the number of peers shown to be lower;  last place = k less those shown to be higher\n"
        "shown: |y - y'| > q sqrt(s^2 + s'^2), q the normal quantile at confidence 1 - 0.05 / (k - 1)\n"
        "y, s of a ratio: log((x1 + 1/2) / (n1 + 1)) - log((x2 + 1/2) / (n2 + 1)) and its standard error;\n"
        "of a gap: the difference of (x + 1) / (n + 2) and its standard error; k the number of organisations",
        assumptions="Peers are independent. The interval holds for each organisation taken alone, whatever the true "
        "order and its ties; it is never too narrow by chance alone, and often wide.",
        at_zero="Half an event, or one, is added in this formula only, so that every organisation has a place.",
        source="Mogstad, Romano, Shaikh and Wilhelm (2024), Review of Economic Studies 91, 476-518; the idea: Klein, "
        "Wright and Wieczorek (2020), Journal of the Royal Statistical Society A 183, 903-919. Counts: Walter (1975), "
        "Biometrika 62, 371-374; Agresti and Caffo (2000), American Statistician 54, 280-288",
    ),
)


class Estimates(NamedTuple):
    """Values with standard errors that exist whatever the counts; NaN where nothing is known."""

    value: Floats
    error: Floats


class Ranks(NamedTuple):
    """The place by value, 1 being the lowest (ties share the middle one), the first and last that it could be."""

    rank: Floats
    first: Floats
    last: Floats


def ratio_estimates(given: Comparisons) -> Estimates:
    """Log ratios with half an event added to each group (Walter 1975)."""
    p1 = (given.events + 0.5) / (given.trials + 1)
    p2 = (given.reference_events + 0.5) / (given.reference_trials + 1)
    variance = (1 - p1) / (given.events + 0.5) + (1 - p2) / (given.reference_events + 0.5)
    return _known(given, np.log(p1 / p2), np.sqrt(variance))


def gap_estimates(given: Comparisons) -> Estimates:
    """Differences of rates with one event and one other added to each group (Agresti and Caffo 2000)."""
    p1 = (given.events + 1) / (given.trials + 2)
    p2 = (given.reference_events + 1) / (given.reference_trials + 2)
    variance = p1 * (1 - p1) / (given.trials + 2) + p2 * (1 - p2) / (given.reference_trials + 2)
    return _known(given, p1 - p2, np.sqrt(variance))


def _known(given: Comparisons, value: Floats, error: Floats) -> Estimates:
    return Estimates(np.where(given.known, value, np.nan), np.where(given.known, error, np.nan))


def rank_intervals(value: Floats, error: Floats, confidence: float = 0.95) -> Ranks:
    """Ranks along the last axis, from the lowest value up, each with its interval at this confidence; NaN has none.

    Raises ValueError unless 0 < confidence < 1.
    """
    known = ~np.isnan(value)
    peers = known.sum(axis=-1, keepdims=True).astype(float)
    reach = _reaches(peers, confidence)
    apart = value[..., :, np.newaxis] - value[..., np.newaxis, :]
    error_of_both = np.hypot(error[..., :, np.newaxis], error[..., np.newaxis, :])
    shown = apart / np.where(error_of_both > 0, error_of_both, 1e-12)
    lower = (shown > reach[..., np.newaxis]).sum(axis=-1)
    higher = (shown < -reach[..., np.newaxis]).sum(axis=-1)
    # Half of the ties, without itself: two that share the first place have rank 1.5.
    by_value = 0.5 + (apart > 0).sum(axis=-1) + (apart == 0).sum(axis=-1) / 2
    return Ranks(*(np.where(known, place, np.nan) for place in (by_value, 1.0 + lower, peers - higher)))


def _reaches(peers: Floats, confidence: float) -> Floats:
    """The quantile for as many comparisons as an organisation has peers beside itself."""
    reaches = {n: normal_quantile(1 - (1 - confidence) / max(n - 1, 1)) for n in np.unique(peers).tolist()}
    found: Floats = np.vectorize(reaches.__getitem__, otypes=[float])(peers)
    return found
