"""Lists of findings and how many of them are false: p-values adjusted for the length of the list they come from.

The p-values themselves come from `funnel` and `equality`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from openwres.statistics.method import Method

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from openwres.statistics.elementwise import Floats

METHODS = (
    Method(
        code="benjamini-hochberg",
        title="False discoveries in a list",
        answers="Which organisations can be listed so that of all that are listed no more than 5% are expected to be false?",
        formula="q(i) = min over j >= i of m p(j) / j\n"
        "p(1) <= ... <= p(m) the p-values of one list; list those with q <= 0.05",
        assumptions="The tests are independent or depend positively on one another; for any dependence at all the sum "
        "1 + 1/2 + ... + 1/m is a further factor (Benjamini and Yekutieli).",
        at_zero="An organisation without a p-value is not in the list and does not lengthen it.",
        source="Benjamini and Hochberg (1995), Journal of the Royal Statistical Society B 57, 289-300; Benjamini and "
        "Yekutieli (2001), Annals of Statistics 29, 1165-1188",
    ),
)


def adjusted_p_values(p_values: ArrayLike, lists: ArrayLike | None = None, *, any_dependence: bool = False) -> Floats:
    """Adjusted p-values (q) of one or several lists, in the order given; NaN stays NaN and counts for nothing.

    `lists` names the list of each p-value; without it all are of one. Raises ValueError for a p-value outside 0 to 1.
    """
    p = np.asarray(p_values, dtype=np.float64)
    if p.ndim != 1 or bool(((p < 0) | (p > 1)).any()):
        raise ValueError("p_values: one row of numbers between 0 and 1")
    known = np.flatnonzero(~np.isnan(p))
    found = np.full(p.shape, np.nan)
    names = np.zeros(p.size, dtype=int) if lists is None else np.unique(np.asarray(lists), return_inverse=True)[1]
    found[known] = _adjusted(p[known], names[known], any_dependence)
    return found


def _adjusted(p: Floats, names: np.ndarray[tuple[int], np.dtype[np.int64]], any_dependence: bool) -> Floats:
    order = np.lexsort((p, names))
    of_list = names[order]
    begin = np.searchsorted(of_list, of_list, side="left")
    length = np.searchsorted(of_list, of_list, side="right") - begin
    rank = np.arange(p.size) - begin + 1
    factor = np.cumsum(1 / np.arange(1, length.max(initial=1) + 1))[length - 1] if any_dependence else 1.0
    raw = np.minimum(p[order] * length * factor / rank, 1.0)
    # The smallest so far from the end of each list: what is added keeps lists apart.
    apart = raw + 2.0 * of_list
    found = np.empty_like(p)
    found[order] = np.minimum.accumulate(apart[::-1])[::-1] - 2.0 * of_list
    return found
