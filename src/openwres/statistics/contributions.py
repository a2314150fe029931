"""What each organisation adds to the figure of the area that it belongs to, so that the parts sum to the whole.

Arrays hold the organisations of an area along the last axis; intervals of the area's figure are in `ratios`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from openwres.statistics.inputs import two_groups
from openwres.statistics.method import Method
from openwres.statistics.ratios import ratio_of_rates

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from openwres.statistics.elementwise import Floats

METHODS = (
    Method(
        code="excess-by-organisation",
        title="What each organisation adds to an area's excess",
        answers="Of the people of the focus group who had the event beyond the reference group's rate in the area, how "
        "many are in each organisation, and how many there beyond the rate of its own reference group?",
        formula="e = x - n P = (x - n p) + n (p - P),  sum(e) = X - N P\n"
        "x events, n people of the focus group in the organisation; p the reference group's rate there, P in the area; "
        "X, N the sums over the area",
        assumptions="None: it is arithmetic, and says nothing of chance.",
        at_zero="Where the organisation has nobody of the reference group, all of e counts as beyond the area's rate and "
        "none as within the organisation. No reference group in the area: not defined.",
        source="Direct, from the definition of the area's figure",
    ),
    Method(
        code="leave-one-out",
        title="An area's ratio without one organisation",
        answers="What would the area's ratio be without this organisation?",
        formula="((X1 - x1) / (N1 - n1)) / ((X2 - x2) / (N2 - n2))\nx events, n people there, X, N in the area",
        assumptions="None.",
        at_zero="Not defined where nobody, or no event of the second group, is left.",
        source="Quenouille (1956), Biometrika 43, 353-360",
    ),
    Method(
        code="half-of-excess",
        title="In how few organisations half of the excess is",
        answers="Is a disparity everywhere in an area, or in a few places?",
        formula="the fewest organisations whose adverse contributions sum to half of all adverse contributions",
        assumptions="Contributions that are not adverse are not set against the others. Large organisations hold much of "
        "anything: the share of people stands beside it.",
        at_zero="No adverse contribution: 0.",
        source="Direct",
    ),
)

_ROUNDING = 1e-9


class Excess(NamedTuple):
    """Excess events of the focus group by organisation: beyond the area's reference rate, and the two parts of that."""

    total: Floats
    within: Floats
    level: Floats


def excess(events: ArrayLike, people: ArrayLike, reference_events: ArrayLike, reference_people: ArrayLike) -> Excess:
    """Events of the focus group in each organisation beyond those at the area's reference rate; negative: fewer.

    `within` is beyond the rate of the organisation's own reference group, `level` what its rate is beyond the area's.
    NaN where the area has nobody of the reference group. Raises ValueError where events exceed people.
    """
    x, n, y, m = two_groups(*(np.atleast_1d(np.asarray(c, dtype=float)) for c in
                              (events, people, reference_events, reference_people)))  # fmt: skip
    everyone = m.sum(axis=-1, keepdims=True)
    rate = np.where(everyone > 0, y.sum(axis=-1, keepdims=True) / np.where(everyone > 0, everyone, 1.0), np.nan)
    own = np.where(m > 0, y / np.where(m > 0, m, 1.0), np.nan)
    total = x - n * rate
    level = np.where(np.isnan(own), total, n * (own - rate))
    return Excess(total, total - level, level)


def without_each(events: ArrayLike, people: ArrayLike, other_events: ArrayLike, other_people: ArrayLike) -> Floats:
    """The ratio of the two rates of the area, leaving out each organisation in turn. NaN where it is not defined."""
    left = [column.sum(axis=-1, keepdims=True) - column for column in
            (np.asarray(c, dtype=float) for c in (events, people, other_events, other_people))]  # fmt: skip
    ratios: Floats = ratio_of_rates(*left)
    return ratios


def fewest_holding(contributions: ArrayLike, share: float = 0.5) -> NDArray[np.int64]:
    """The fewest organisations whose positive contributions sum to this share of all positive ones; 0 where none is.

    Raises ValueError unless the share is above 0 and at most 1.
    """
    if not 0 < share <= 1:
        raise ValueError("share: must be above 0 and at most 1, for instance 0.5")
    positive = np.sort(np.maximum(np.atleast_1d(np.asarray(contributions, dtype=float)), 0.0), axis=-1)[..., ::-1]
    reached, total = positive.cumsum(axis=-1), positive.sum(axis=-1, keepdims=True)
    fewer = (reached < share * total * (1 - _ROUNDING)).sum(axis=-1)
    fewest: NDArray[np.int64] = np.where(total[..., 0] > 0, fewer + 1, 0)
    return fewest
