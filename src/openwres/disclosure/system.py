"""Published counts as one sparse system of linear equations over variables that are never negative.

Counts that are equal by the rules are one variable. What a variable is made of is in `cells`, what is hidden in `suppress`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Numbers = NDArray[np.int64]
Matrix = Any  # scipy.sparse.csr_array comes without types


@dataclass(frozen=True)
class System:
    """`matrix @ value` is zero. The last columns are what sums with `spare` leave over.

    `weight` is what hiding a variable costs, `forced` ones are hidden in any case, `open` ones in none. Nobody asks whether
    a `spare` one, which has no row in any case, can be told.
    """

    matrix: Matrix
    value: Floats
    weight: Floats
    forced: Flags
    open: Flags
    spare: Flags
    across: Flags  # of equations

    @property
    def size(self) -> int:
        return len(self.value)

    def part(self, variables: Numbers, equations: Numbers) -> System:
        """The system of these variables and equations alone."""
        matrix = self.matrix[equations][:, variables]
        v = variables
        flags = self.forced[v], self.open[v], self.spare[v]
        return System(matrix, self.value[v], self.weight[v], *flags, self.across[equations])


def system_of(cells: pl.DataFrame, equations: pl.DataFrame) -> tuple[System, Numbers]:
    """The system of these cells, and the variable of each cell.

    `cells` has `cell` from 0, `count`, `weight`, `forced`, `open` and `loose`. A variable is open if one of its cells is,
    and spare if all of them are loose.
    """
    from scipy.sparse import coo_array, csr_array

    variable, count = _variables(len(cells), equations)
    row = np.unique(equations["equation"].to_numpy(), return_inverse=True)[1]
    first = equations.with_columns(row=pl.Series(row)).unique("row", keep="first").sort("row")
    loose = first.filter(pl.col("spare").is_not_null())
    n = len(loose)
    rows = np.concatenate([row, loose["row"].to_numpy()])
    columns = np.concatenate([variable[equations["cell"].to_numpy()], count + np.arange(n)])
    entries = np.concatenate([equations["coefficient"].to_numpy(), np.full(n, -1.0)])
    matrix = csr_array(coo_array((entries, (rows, columns)), shape=(len(first), count + n)))
    matrix.eliminate_zeros()
    said = np.diff(matrix.indptr) > 0  # an equation of one variable with itself says nothing any more

    value = np.zeros(count + n)
    weight: Floats = np.bincount(variable, cells["weight"].to_numpy(), count + n).astype(float)
    value[variable] = cells["count"].fill_null(0).to_numpy()
    value[count:] = loose["spare"].to_numpy()
    flags = {name: np.zeros(count + n, bool) for name in ("open", "forced")}
    for name, flag in flags.items():
        flag[variable[cells[name].to_numpy()]] = True
    spare = np.ones(count + n, bool)
    spare[variable[(~cells["loose"] | cells["open"]).to_numpy()]] = False
    weight[spare] = 0
    matrix, across = matrix[said], first["across"].to_numpy()[said]
    known = _known(matrix, flags["open"])
    return System(matrix, value, weight, flags["forced"] & ~known, known, spare, across), variable


def _known(matrix: Matrix, open_: Flags) -> Flags:
    """What is open, and what follows from it: the last variable of an equation whose others are known."""
    uses, known = abs(matrix) > 0, open_
    while True:
        unknown = uses @ (~known).astype(float)
        follows = ((uses[unknown == 1].T @ np.ones(int((unknown == 1).sum()))) > 0) & ~known
        if not follows.any():
            return known
        known = known | follows


def _variables(cells: int, equations: pl.DataFrame) -> tuple[Numbers, int]:
    """The variable of each cell: those that an equation of two calls equal are one."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    pairs = equations.group_by("equation").agg(
        first=pl.col("cell").min(), second=pl.col("cell").max(), n=pl.len(), total=pl.col("coefficient").sum(),
        loose=pl.col("spare").is_not_null().any(),
    ).filter(pl.col("n") == 2, pl.col("total") == 0, ~pl.col("loose"))  # fmt: skip
    graph = coo_array(
        (np.ones(len(pairs)), (pairs["first"].to_numpy(), pairs["second"].to_numpy())), shape=(cells, cells)
    )
    count, variable = connected_components(graph, directed=False)
    return variable.astype(np.int64), int(count)


def components(system: System, *, across: bool) -> Iterator[tuple[Numbers, Numbers]]:
    """Variables and equations of each part that no equation joins to another; those `across` organisations join or not."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    used = np.flatnonzero(~system.across | across)
    matrix = system.matrix[used]
    # A chain through the variables of each equation joins them.
    starts = matrix.indptr[:-1]
    lengths = np.diff(matrix.indptr)
    heads = np.repeat(matrix.indices[starts], lengths)
    graph = csr_array((np.ones(len(heads)), (heads, matrix.indices)), shape=(system.size, system.size))
    count, label = connected_components(graph, directed=False)
    of_equation = label[matrix.indices[starts]]
    variables = _by_label(label, count)
    equations = _by_label(of_equation, count)
    for mine, its in zip(variables, equations, strict=True):
        if len(its):
            yield mine, used[its]


def _by_label(label: Numbers, count: int) -> list[Numbers]:
    order = np.argsort(label, kind="stable")
    return np.split(order, np.cumsum(np.bincount(label, minlength=count))[:-1])
