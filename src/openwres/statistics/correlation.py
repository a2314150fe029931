"""Rank correlation of two measures across organisations, raw and beside groups of organisations, with its interval.

What it may be read as, and what never, is said in `findings`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from openwres.statistics.elementwise import Interval
from openwres.statistics.inputs import normal_quantile
from openwres.statistics.method import Method

if TYPE_CHECKING:
    from openwres.statistics.elementwise import Floats

METHODS = (
    Method(
        code="spearman",
        title="Rank correlation across organisations",
        answers="Do organisations that stand higher in one measure stand higher in the other?",
        formula="rho = correlation of the ranks (ties share their mean rank)\n"
        "interval: tanh(atanh(rho) -+ z sqrt((1 + rho^2 / 2) / (n - 3)))\n"
        "n organisations, z the normal quantile",
        assumptions="Organisations independent of each other. Sampling error in both measures draws rho towards 0, which is "
        "not corrected: ranks have no simple reliability.",
        at_zero="A measure that is the same everywhere has no ranks: not defined. All ranks alike: no interval.",
        source="Bonett and Wright (2000), Psychometrika 65, 23-28",
    ),
    Method(
        code="partial-spearman",
        title="Rank correlation among organisations of one kind",
        answers="Is it so among organisations of the same type and region too?",
        formula="rho = correlation of what is left of the ranks after the means of type and region (least squares)\n"
        "interval as above, with n - 3 - k, k the groups beyond the first of each",
        assumptions="As above; type and region shift ranks by constants.",
        at_zero="Not defined where nothing is left of a measure, or fewer than four organisations beyond the groups.",
        source="Fisher (1924), Metron 3, 329-332, for the degrees of freedom",
    ),
)

_NOTHING = 1e-9


def ranks(values: ArrayLike) -> Floats:
    """Ranks from 1 up; equal values share the mean of their ranks. Raises ValueError where one is not finite."""
    x = np.asarray(values, dtype=float)
    if not np.isfinite(x).all():
        raise ValueError("values: every value must be a finite number; leave out what is missing")
    _, place, many = np.unique(x, return_inverse=True, return_counts=True)
    mean_rank: Floats = many.cumsum() - (many - 1) / 2
    return mean_rank[place]


def spearman(one: ArrayLike, other: ArrayLike, groupings: Sequence[Sequence[str]] = ()) -> tuple[float, int]:
    """The rank correlation, and how many degrees of freedom the groupings take.

    Each of `groupings` names the group of each organisation; what their means explain of the ranks is taken out first.
    NaN where a measure has no spread left. Raises ValueError on values that are not finite or lists of unequal length.
    """
    x, y = ranks(one), ranks(other)
    if len({len(x), len(y), *map(len, groupings)}) > 1:
        raise ValueError("one, other, groupings: must be of the same organisations")
    design, taken = _design(len(x), groupings)
    left, right = (column - design @ np.linalg.lstsq(design, column, rcond=None)[0] for column in (x, y))
    spread = np.sqrt((left @ left) * (right @ right))
    scale = float(((x - x.mean()) ** 2).sum())
    if not len(x) or min(left @ left, right @ right) <= _NOTHING * max(scale, 1.0):
        return float("nan"), taken
    return float(np.clip(left @ right / spread, -1, 1)), taken


def spearman_interval(rho: float, organisations: int, taken: int = 0, confidence: float = 0.95) -> Interval[float]:
    """Bonett and Wright's interval (2000). NaN where rho is, where it is 1 or -1, or where too few organisations are left."""
    left = organisations - 3 - taken
    if not abs(rho) < 1 or left < 1:
        return Interval(float("nan"), float("nan"))
    reach = normal_quantile(confidence) * np.sqrt((1 + rho * rho / 2) / left)
    return Interval(float(np.tanh(np.arctanh(rho) - reach)), float(np.tanh(np.arctanh(rho) + reach)))


def _design(size: int, groupings: Sequence[Sequence[str]]) -> tuple[Floats, int]:
    """A constant and a column for each group but the first of every grouping; its rank less the constant."""
    columns = [np.ones(size)]
    for grouping in groupings:
        names = np.asarray(grouping, dtype=str)
        columns += [(names == name).astype(float) for name in sorted(set(grouping))[1:]]
    design: Floats = np.column_stack(columns)
    return design, int(np.linalg.matrix_rank(design)) - 1 if size else 0
