"""What single equations give away: a hidden variable that stands alone in one, or beside too little to be wide.

It needs no linear program, so whole nations are looked through at once; what several equations give away together is
found in `ranges`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from openwres.disclosure.ranges import TOLERANCE
from openwres.disclosure.system import Flags, Floats, Matrix, Numbers, System


@dataclass(frozen=True)
class Cut:
    """At least `least` of what hiding these variables `adds`, wherever `of` is hidden."""

    of: int
    variables: Numbers
    adds: Floats
    least: float


def row_cuts(system: System, fixed: Flags, wanted: Floats) -> Iterator[Cut]:
    """What each equation alone says of every choice: a hidden variable needs another, and room enough among them."""
    for row in range(system.matrix.shape[0]):
        columns, _ = entries(system.matrix, row)
        for of in columns[~fixed[columns] & ~system.spare[columns]]:
            yield from cuts_of(system, row, int(of), fixed, wanted)


def entries(matrix: Matrix, row: int) -> tuple[Numbers, Floats]:
    """The columns of a row and its coefficients there."""
    start, end = matrix.indptr[row], matrix.indptr[row + 1]
    return matrix.indices[start:end], matrix.data[start:end]


def cuts_of(system: System, row: int, of: int, fixed: Flags, wanted: Floats) -> Iterator[Cut]:
    """What one equation says of one variable; nothing where it counts some of them more than once."""
    columns, coefficients = entries(system.matrix, row)
    if np.any(np.abs(coefficients) != 1):
        return
    against = coefficients == -coefficients[columns == of]
    spare = system.spare[columns]
    others = ~fixed[columns] & ~spare & (columns != of)
    if not spare.any():
        yield Cut(of, columns[others], np.ones(int(others.sum())), 1.0)
    least = wanted[of] - system.value[of] - system.value[columns[spare]].sum()
    if least > TOLERANCE and not np.any(against & spare):
        # What moves against it can take any amount; what moves with it only what it has.
        adds = np.minimum(np.where(against, np.inf, system.value[columns]), least)
        helps = others & (adds > TOLERANCE)
        yield Cut(of, columns[helps], adds[helps], least)
