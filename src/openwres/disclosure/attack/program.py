"""One linear program whose question changes: the same rows, asked for the least or the most of one sum after another.

Which questions are asked is the business of `ranges`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import sparse

from openwres.disclosure.attack.sheet import Array

_LARGE = 6000  # unknowns from which on simplifying the program afresh is quicker than going on from the last answer


class Infeasible(Exception):  # noqa: N818  # caught where beliefs are dropped, never seen by a user
    """No numbers at all fit the rows."""


class Program:
    """`lower_row <= rows @ x <= upper_row`, `lower <= x <= upper`, solved by HiGHS on one thread: the same each time."""

    def __init__(self, rows: sparse.csr_array, lower_row: Array, upper_row: Array, lower: Array, upper: Array) -> None:
        import highspy

        self._columns = np.arange(rows.shape[1], dtype=np.int32)
        self._optimal = highspy.HighsModelStatus.kOptimal
        self._highs: Any = _silent()
        model = highspy.HighsLp()
        model.num_row_, model.num_col_ = rows.shape
        model.col_cost_ = np.zeros(rows.shape[1])
        model.col_lower_, model.col_upper_, model.row_lower_, model.row_upper_ = lower, upper, lower_row, upper_row
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_, model.a_matrix_.index_, model.a_matrix_.value_ = rows.indptr, rows.indices, rows.data
        self._highs.passModel(model)

    def point(self, cost: Array, lower: Array, upper: Array) -> Array:
        """Where the sum weighted with `cost` is least, within these bounds; worked out afresh."""
        self._highs.clearSolver()
        self._highs.changeColsBounds(len(self._columns), self._columns, lower, upper)
        self._highs.changeColsCost(len(self._columns), self._columns, cost)
        return self._solved()

    def extreme(self, column: int, sign: int) -> Array:
        """Where one unknown is least (sign 1) or most (-1)."""
        if len(self._columns) > _LARGE:
            self._highs.clearSolver()
        cost = np.zeros(len(self._columns))
        cost[column] = sign
        self._highs.changeColsCost(len(self._columns), self._columns, cost)
        return self._solved()

    def _solved(self) -> Array:
        self._highs.run()
        if self._highs.getModelStatus() != self._optimal:
            self._highs.clearSolver()
            self._highs.run()
        if self._highs.getModelStatus() != self._optimal:
            raise Infeasible
        return np.array(self._highs.getSolution().col_value)


def _silent() -> Any:
    """A solver that prints nothing; it would print its name before it can be told not to, when it sets up its callbacks."""
    import highspy

    class Silent(highspy.Highs):
        def enableCallbacks(self) -> None:  # noqa: N802
            for option, value in (("output_flag", False), ("threads", 1), ("random_seed", 1)):
                self.setOptionValue(option, value)
            super().enableCallbacks()  # type: ignore[no-untyped-call]

    return Silent()  # type: ignore[no-untyped-call]
