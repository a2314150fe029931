"""How many of a list of findings may be chance: p-values adjusted for the length of the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from openwres.statistics.elementwise import Column, Floats


def benjamini_hochberg(p: Column) -> Floats:
    """Adjusted p-values (Benjamini and Hochberg 1995): those at most 0.05 hold at most 5% false ones on average.

    NaN stays NaN and does not count. Raises ValueError where a value lies outside 0 to 1.
    """
    given = np.asarray(p, dtype=float)
    known = np.isfinite(given)
    if bool(((given < 0) | (given > 1))[known].any()):
        raise ValueError("p: every value must lie between 0 and 1")
    values = given[known]
    order = np.argsort(-values, kind="stable")
    ranks = np.arange(len(values), 0, -1)
    adjusted = np.full(given.shape, np.nan)
    places = np.flatnonzero(known)[order]
    adjusted.ravel()[places] = np.minimum.accumulate(np.minimum(values[order] * len(values) / ranks, 1.0))
    return adjusted
