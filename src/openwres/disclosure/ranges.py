"""How far hidden variables can move while everything shown stays as it is: linear programs, and what they prove.

One solution proves the reach of many variables, so the widest of all seen is kept for each.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from openwres.disclosure.solver import solver
from openwres.disclosure.system import Flags, Floats, Matrix, Numbers, System

TOLERANCE = 1e-6


class Ranges:
    """The moves of the hidden variables of a system; `up` and `down` are how far each is seen to reach from its value."""

    def __init__(self, system: System, hidden: Flags, *, large: bool = False, by_column: Matrix = None) -> None:
        """A large one starts each program afresh after presolving; `by_column` is the matrix by columns, where it is at hand."""
        self.system, self.large = system, large
        self.columns = np.flatnonzero(hidden)
        columns = (system.matrix.tocsc() if by_column is None else by_column)[:, self.columns]
        self.rows = rows = np.unique(columns.indices)
        self.up = np.zeros(system.size)
        self.down = np.zeros(system.size)
        self.place = np.full(system.size, -1)
        self.place[self.columns] = np.arange(len(self.columns))
        self._matrix = system.matrix[rows]
        lower = -system.value[self.columns]
        self._model = model_of(columns[rows].tocsr(), lower, np.full(len(lower), np.inf), presolved=large)
        self._random = np.random.default_rng(0)

    @property
    def width(self) -> Floats:
        """The width of the range of each variable, as far as it is proved."""
        return self.up + self.down

    def narrow(self, wanted: Floats, asked: Numbers | None = None) -> Numbers:
        """Those of the `asked` variables, else of all hidden ones, that are not known to be as wide as wanted."""
        of = self.columns if asked is None else asked
        return of[self.width[of] < wanted[of] - TOLERANCE]

    def widen(self, wanted: Floats, asked: Numbers, rounds: int = 6) -> Numbers:
        """Prove as many widths at once as random directions can; what is still narrow."""
        left = self.narrow(wanted, asked)
        for _ in range(rounds):
            if len(left) < 4:
                break
            cost = np.zeros(len(self.columns))
            cost[self.place[left]] = self._random.choice([-1.0, 1.0], len(left)) * self._random.uniform(
                0.5, 1.5, len(left)
            )
            for sign in (1.0, -1.0):
                self._solve(sign * cost, left, wanted)
            before, left = left, self.narrow(wanted, left)
            if len(left) > 0.9 * len(before):
                break
        return left

    def reach(self, variable: int, wanted: float) -> Floats | None:
        """Find how wide a variable is, at least up to what is wanted; nothing more is said where it is as wide.

        Where it is narrower: what hiding each variable of the system can add to its width, and what the hidden ones do.
        """
        adds = np.zeros(self.system.size)
        for sign in (-1.0, 1.0):
            cost = np.zeros(len(self.columns))
            cost[self.place[variable]] = sign
            duals = self._solve(cost, np.array([variable]), np.full(self.system.size, wanted))
            if self.width[variable] >= wanted - TOLERANCE:
                return None
            price = -(self._matrix.T @ duals)
            price[variable] += sign
            adds += np.where(price < -TOLERANCE, np.inf, np.maximum(price, 0) * self.system.value)
        return adds

    def _solve(self, cost: Floats, bounded: Numbers, wanted: Floats) -> Floats:
        """Move as the costs say, the bounded variables no further up than wanted; the duals of the equations."""
        h, n = self._model, len(self.columns)
        places = self.place[bounded].astype(np.int32)
        lower = -self.system.value[bounded]
        if self.large:
            h.clearSolver()
        h.changeColsCost(n, np.arange(n, dtype=np.int32), cost)
        h.changeColsBounds(len(places), places, lower, np.maximum(wanted[bounded], TOLERANCE))
        h.run()
        solution = h.getSolution()
        moves = np.array(solution.col_value)
        h.changeColsBounds(len(places), places, lower, np.full(len(places), np.inf))
        self.up[self.columns] = np.maximum(self.up[self.columns], moves)
        self.down[self.columns] = np.maximum(self.down[self.columns], -moves)
        return np.array(solution.row_dual)


def model_of(matrix: Matrix, lower: Floats, upper: Floats, *, presolved: bool = False) -> Any:
    """A linear program over moves within bounds, in which every equation stays as it is."""
    import highspy

    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = matrix.shape
    lp.col_cost_ = np.zeros(matrix.shape[1])
    lp.col_lower_, lp.col_upper_ = lower, upper
    lp.row_lower_ = lp.row_upper_ = np.zeros(matrix.shape[0])
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
    return solver(lp, presolve="on" if presolved else "off")
