"""The few operations that let one formula serve a single number and an array of numbers alike.

No formula lives here, and checks of what a caller gives are in `inputs`.

A formula uses + - * / and comparisons, which floats and arrays share, and takes the rest from here.
A plain float must not divide by zero (it raises where an array would warn), so formulas replace such
a divisor beforehand with `where`. numpy is imported only once an array turns up, since loading it
takes longer than everything else a one-line calculator does.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeAlias, TypeVar, overload

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    Column: TypeAlias = ArrayLike
    """A number, or anything that numpy can make an array of."""
    Floats: TypeAlias = NDArray[np.float64]
    Truths: TypeAlias = NDArray[np.bool_]

N = TypeVar("N", float, "Floats")
"""A float, or an array of floats: the same one throughout a signature."""

T = TypeVar("T")

NOT_DEFINED = math.nan
NO_LIMIT = math.inf


class Interval(NamedTuple, Generic[T]):
    """Two limits. NaN: not defined. A lower limit of 0 is a real limit; an upper limit of `inf`: there is none."""

    lower: T
    upper: T


@overload
def where(condition: bool, yes: float, no: float) -> float: ...
@overload
def where(condition: Truths, yes: Floats | float, no: Floats | float) -> Floats: ...
def where(condition: Any, yes: Any, no: Any) -> Any:
    """`yes` where the condition holds, else `no`; both have been worked out already."""
    if isinstance(condition, bool):
        return yes if condition else no
    return load_numpy().where(condition, yes, no)


def least(one: N, other: N) -> N:
    """The smaller of two."""
    return where(one < other, one, other)


def sqrt(x: N) -> N:
    """The square root."""
    if isinstance(x, float):
        return math.sqrt(x)
    roots: N = load_numpy().sqrt(x)
    return roots


def erfc(x: N) -> N:
    """The complementary error function, the one of the C library in both cases (numpy has none)."""
    return each(math.erfc, x)


def normal_tail(x: N) -> N:
    """The chance that a standard normal number exceeds `x`, right in the far tail too."""
    return erfc(x / math.sqrt(2)) / 2


def each(function: Callable[..., float], *given: N) -> N:
    """A function of plain floats, applied to each place of arrays of one shape; once per distinct set of values."""
    first = given[0]
    if isinstance(first, float):
        return function(*given)
    known: dict[tuple[float, ...], float] = {}
    for key in (keys := list(zip(*(column.ravel().tolist() for column in given), strict=True))):
        if key not in known:
            known[key] = function(*key)
    results: N = load_numpy().array([known[key] for key in keys], dtype=float).reshape(first.shape)
    return results


def descend(step: Callable[[N], N], start: N, most: int = 100) -> N:
    """Repeat a step downwards from `start` until nothing moves.

    Newton's method on a rising convex curve goes down to the root from any start above it and never
    passes it, so the first step that does not go down is rounding and ends the search. Elements that
    have arrived stay put, which makes the result of each independent of its neighbours in an array.
    """
    here = start
    for _ in range(most):
        there = least(step(here), here)
        if _same(there, here):
            break
        here = there
    return here


def _same(one: N, other: N) -> bool:
    """Whether two are equal everywhere."""
    if isinstance(one, float):
        return one == other
    return bool(load_numpy().array_equal(one, other))


def load_numpy() -> Any:
    """numpy, imported at the first array: a plain number never pays for it."""
    import numpy

    return numpy
