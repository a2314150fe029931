"""The cheapest way to let a hidden variable move: a linear program in which hidden variables move for nothing, others at a price.

What stands in the way of a move is hidden by the caller; every move found proves room for all variables that take part.
"""

from __future__ import annotations

import numpy as np

from openwres.disclosure.ranges import model_of
from openwres.disclosure.system import Flags, Floats, Matrix, Numbers, System

_FAR = 1e4  # what moving as far as is asked is worth, where the dearest price is 1


class Ways:
    """Moves of the `free` variables of a system and, at the price of their weight, of the `priced` ones."""

    def __init__(self, system: System, by_column: Matrix, free: Flags, priced: Flags) -> None:
        from scipy.sparse import csr_array, hstack

        self.free, self.priced = np.flatnonzero(free), np.flatnonzero(priced)
        self.place = np.full(system.size, -1)
        self.place[self.free] = np.arange(len(self.free))
        price = system.weight[self.priced]
        self._price = np.maximum(price / price.max(initial=1e-9), 1e-3)
        self._value = system.value
        columns = [by_column[:, self.free], by_column[:, self.priced]]
        matrix = csr_array(hstack([columns[0], columns[1], -columns[1]]))
        lower = np.concatenate([-system.value[self.free], np.zeros(2 * len(self.priced))])
        upper = np.concatenate([np.full(len(self.free) + len(self.priced), np.inf), system.value[self.priced]])
        told = np.diff(matrix.indptr) > 0
        self._lower, self._upper = lower, upper
        self._model = model_of(matrix[told], lower, upper)
        self._model.changeColsCost(2 * len(self.priced), self._of_priced(), np.tile(self._price, 2))

    def _of_priced(self) -> Numbers:
        return np.arange(len(self.free), len(self.free) + 2 * len(self.priced), dtype=np.int32)

    def release(self, variables: Numbers) -> None:
        """From now on these priced variables move for nothing."""
        at = np.flatnonzero(np.isin(self.priced, variables))
        both = (len(self.free) + np.concatenate([at, at + len(self.priced)])).astype(np.int32)
        self._model.changeColsCost(len(both), both, np.zeros(len(both)))

    def move(self, variable: int, limit: float, sign: int) -> Floats:
        """The cheapest move in which one variable goes up (1) or down (-1) as far as the limit, or as it can."""
        model, asked = self._model, self._asked(variable, limit, sign)
        for column, cost, low, high in asked:
            model.changeColCost(column, cost)
            model.changeColBounds(column, low, high)
        model.run()
        found = np.array(model.getSolution().col_value)
        for column, *_ in asked:
            model.changeColCost(column, 0.0)
            model.changeColBounds(column, float(self._lower[column]), float(self._upper[column]))
        moves = np.zeros(len(self._value))
        moves[self.free] = found[: len(self.free)]
        up, down = np.split(found[len(self.free) :], 2)
        moves[self.priced] = up - down
        return moves

    def _asked(self, variable: int, limit: float, sign: int) -> list[tuple[int, float, float, float]]:
        """Column, cost and bounds of what stands for the variable: one column, or one up and one down."""
        down = min(float(self._value[variable]), limit)
        if (place := int(self.place[variable])) >= 0:
            low, high = (-float(self._value[variable]), limit) if sign > 0 else (-down, np.inf)
            return [(place, -sign * _FAR, low, high)]
        up = len(self.free) + int(np.searchsorted(self.priced, variable))
        sides = [(up, limit), (up + len(self.priced), down)]
        (first, most), (second, _) = sides if sign > 0 else sides[::-1]
        return [(first, -_FAR, 0.0, most), (second, 0.0, 0.0, 0.0)]
