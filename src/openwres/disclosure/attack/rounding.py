"""What a rounded number says: that the count is near it. And what the rule says by which small counts alone are hidden.

Which counts are rounded is in the `sheet`; what the numbers together say is found as for all others.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from openwres.disclosure.attack.equations import Equations, together
from openwres.disclosure.attack.sheet import HIDDEN, Array, Sheet


def near(sheet: Sheet, small: int) -> Equations:
    """The limits of every rounded count, and of every hidden one where only those from 1 to `small` are hidden."""
    within, number = sheet.within.ravel().astype(float), sheet.number.ravel()
    rounded = np.flatnonzero(within > 0)
    hidden = np.flatnonzero((sheet.state.ravel() == HIDDEN) & (within == 0)) if small else np.zeros(0, int)
    cells = np.concatenate([rounded, hidden])
    most = np.concatenate([number[rounded] + within[rounded], np.full(len(hidden), float(small))])
    least = np.concatenate([np.maximum(number[rounded] - within[rounded], 0), np.ones(len(hidden))])
    each = sparse.csr_array((np.ones(len(cells)), (np.arange(len(cells)), cells)), shape=(len(cells), sheet.cells))
    return together([_at_most(each, most), _at_most(-each, -least)])


def loosened(equations: Equations, sheet: Sheet) -> Equations:
    """Equations between published numbers as what they say of true counts, each of which may be rounded."""
    off = abs(equations.rows) @ sheet.within.ravel().astype(float)
    true = off == 0
    kept = Equations(*(part[true] for part in (equations.rows, equations.total, equations.at_most, equations.sure)))
    rows, total = equations.rows[~true], equations.total[~true]
    return together([kept, _at_most(rows, total + off[~true]), _at_most(-rows, off[~true] - total)])


def _at_most(rows: sparse.csr_array, total: Array) -> Equations:
    return Equations(rows, total, np.ones(len(total), bool), np.ones(len(total), bool))
