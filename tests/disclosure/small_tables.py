"""Small tables as systems, and a range check of the tests' own that shares nothing with the program's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.optimize import linprog

from openwres.disclosure.system import System, system_of


def table(rows: Any) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """A two-way table with its margins, row by row, and the equations that say that they add up."""
    inner = np.array(rows, dtype=float)
    full = np.vstack([inner, inner.sum(axis=0)])
    full = np.hstack([full, full.sum(axis=1, keepdims=True)])
    height, width = full.shape
    place = np.arange(height * width).reshape(height, width)
    equations = []
    for line in [*place, *place.T]:
        equation = np.zeros(height * width)
        equation[line[:-1]], equation[line[-1]] = -1, 1
        equations.append(equation)
    return full.ravel(), np.array(equations)


def linked(first: NDArray[np.int64], second: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Two tables over the same columns whose column totals are the same counts."""
    one, its = table(first.tolist())
    two, more = table(second.tolist())
    width, margin = first.shape[1] + 1, second.shape[1] + 1
    common = len(one) - width + np.arange(width)
    kept = len(two) - margin
    equations = np.zeros((len(its) + len(more), len(one) + kept))
    equations[: len(its), : len(one)] = its
    equations[len(its) :, len(one) :] = more[:, :kept]
    equations[len(its) :, common] = more[:, kept:]
    return np.concatenate([one, two[:kept]]), equations


def system(
    values: NDArray[np.float64], equations: NDArray[np.float64], sensitive: Iterable[int], open_: Iterable[int] = (),
    weights: Sequence[float] | None = None,
) -> System:  # fmt: skip
    """The system of these values; without weights each value is its own."""
    n = len(values)
    sensitive, open_ = set(sensitive), set(open_)
    cells = pl.DataFrame({
        "cell": range(n), "count": values, "weight": values if weights is None else weights,
        "loose": [False] * n, "forced": [i in sensitive for i in range(n)], "open": [i in open_ for i in range(n)],
    })  # fmt: skip
    entries = [(r, c, equations[r, c]) for r, c in zip(*equations.nonzero(), strict=True)]
    schema = {"equation": pl.Int64, "cell": pl.Int64, "coefficient": pl.Float64}
    said = pl.DataFrame(entries, schema=schema, orient="row")
    said = said.with_columns(spare=pl.lit(None, pl.Float64), across=pl.lit(value=False))
    made, variable = system_of(cells, said)
    assert list(variable) == list(range(n))
    return made


def widths(values: NDArray[np.float64], equations: NDArray[np.float64], hidden: Sequence[Any]) -> dict[int, float]:
    """How wide the range of each hidden value is for somebody who knows the others."""
    columns = list(hidden)
    shown = [i for i in range(len(values)) if i not in set(columns)]
    right = -equations[:, shown] @ values[shown]
    found = {}
    for n, cell in enumerate(columns):
        cost = np.zeros(len(columns))
        cost[n] = 1
        low = linprog(cost, A_eq=equations[:, columns], b_eq=right)
        high = linprog(-cost, A_eq=equations[:, columns], b_eq=right)
        found[cell] = np.inf if high.status == 3 else -high.fun - low.fun
    return found
