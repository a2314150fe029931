"""The system of what is unknown: cells that are one, numbers put in, rows that say nothing left out.

It begins with the bounds that follow from single rows; `ranges` asks the whole.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from openwres.disclosure.attack.equations import Equations
from openwres.disclosure.attack.sheet import Array

_NEAR = 1e-7
_SWEEPS = 60
_BEYOND = 10  # nothing is hidden that is so many times larger than the largest number shown


@dataclass(frozen=True)
class System:
    """`lower_row <= rows @ x <= upper_row` over unknown counts between `lower` and `upper`; `cell` says which each is."""

    rows: sparse.csr_array
    lower_row: Array
    upper_row: Array
    sure: Array
    lower: Array
    upper: Array
    cell: Array


def system_of(equations: Equations, known: Array, wanted: Array) -> System:
    """The system over all cells that are not `known` (not a number); only `wanted` ones need be found out.

    An unknown that nobody wants and that one row alone speaks of only loosens that row.
    """
    unknown = np.isnan(known)
    constant = equations.rows @ np.where(unknown, 0.0, known)
    rows = equations.rows[:, unknown].tocsr()
    upper = equations.total - constant
    lower = np.where(equations.at_most, -np.inf, upper)
    rows, lower, upper, sure = _loosened(rows, lower, upper, equations.sure, wanted[unknown])
    cell = np.flatnonzero(unknown)
    told = np.zeros(len(cell), bool)
    told[rows.indices] = True
    kept = told | wanted[unknown]
    largest = max(np.nanmax(known, initial=0), abs(equations.total).max(initial=0))
    most = np.full(int(kept.sum()), _BEYOND * (100 + largest))
    return System(rows[:, kept], lower, upper, sure, np.zeros(len(most)), most, cell[kept])


def _loosened(
    rows: sparse.csr_array, lower: Array, upper: Array, sure: Array, wanted: Array
) -> tuple[sparse.csr_array, Array, Array, Array]:
    """The rows without unknowns that only one of them speaks of, and without those that then say nothing."""
    lower, upper = lower.copy(), upper.copy()
    while True:
        rows.eliminate_zeros()
        count = np.bincount(rows.indices, minlength=rows.shape[1])
        single = ~wanted & (count == 1)
        coo = rows.tocoo()
        slack = single[coo.col]
        np.put(lower, coo.row[slack & (coo.data > 0)], -np.inf)
        np.put(upper, coo.row[slack & (coo.data < 0)], np.inf)
        kept = ~slack
        rows = sparse.csr_array((coo.data[kept], (coo.row[kept], coo.col[kept])), shape=rows.shape)
        says = (np.isfinite(lower) | np.isfinite(upper)) & (np.diff(rows.indptr) > 0)
        rows, lower, upper, sure = rows[says], lower[says], upper[says], sure[says]
        if not slack.any():
            return rows, lower, upper, sure


class Contradictory(Exception):  # noqa: N818  # caught where beliefs are dropped, never seen by a user
    """Some row cannot hold."""


def bounded(system: System) -> System:
    """The system with the bounds that follow from each row by itself, repeated until nothing moves."""
    coo = system.rows.tocoo()
    row, column, weight = coo.row, coo.col, coo.data
    lower, upper = system.lower.copy(), system.upper.copy()
    for _ in range(_SWEEPS):
        least, most = _rest(row, column, weight, lower, upper, system.rows.shape[0])
        up = np.where(weight > 0, system.upper_row[row] - least, system.lower_row[row] - most) / weight
        down = np.where(weight > 0, system.lower_row[row] - most, system.upper_row[row] - least) / weight
        before = lower.copy(), upper.copy()
        np.minimum.at(upper, column, up)
        np.maximum.at(lower, column, down)
        if (lower > upper + 1e-4).any():
            raise Contradictory
        upper = np.maximum(upper, lower)
        if np.allclose(before[0], lower) and np.allclose(before[1], upper):
            break
    return System(system.rows, system.lower_row, system.upper_row, system.sure, lower, upper, system.cell)


def _rest(row: Array, column: Array, weight: Array, lower: Array, upper: Array, rows: int) -> tuple[Array, Array]:
    """For each term the least and the most that the other terms of its row can come to."""
    least = np.where(weight > 0, weight * lower[column], weight * upper[column])
    most = np.where(weight > 0, weight * upper[column], weight * lower[column])
    return np.bincount(row, least, rows)[row] - least, np.bincount(row, most, rows)[row] - most


def without_beliefs(system: System) -> System:
    """The system with its certain rows only."""
    kept = system.sure
    return System(
        system.rows[kept], system.lower_row[kept], system.upper_row[kept], system.sure[kept],
        system.lower, system.upper, system.cell,
    )  # fmt: skip
