"""What a caller gives, turned into floats or arrays of one shape, or refused with the argument's name.

No formula lives here; the operations that formulas share are in `elementwise`.
"""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

from openwres.statistics.elementwise import load_numpy

if TYPE_CHECKING:
    from openwres.statistics.elementwise import Column


def numbers(**given: Column) -> tuple[Any, ...]:
    """The arguments as floats if all are plain numbers, else as float arrays broadcast to one shape.

    Raises ValueError naming the argument that holds a negative number or none at all (NaN, infinity, None).
    """
    if all(isinstance(value, int | float) for value in given.values()):
        # The line before makes sure of plain numbers; the checker does not follow `all` over a dictionary.
        plain = tuple(float(value) for value in given.values())  # type: ignore[arg-type]
        for name, value in zip(given, plain, strict=True):
            _refuse(name, not math.isfinite(value), value < 0)
        return plain
    return _arrays(given)


def _arrays(given: dict[str, Any]) -> tuple[Any, ...]:
    """The arguments as arrays: an object array of None becomes NaN, which is refused."""
    np = load_numpy()
    columns = [np.asarray(value, dtype=np.float64) for value in given.values()]
    for name, column in zip(given, columns, strict=True):
        _refuse(name, not np.isfinite(column).all(), bool((column < 0).any()))
    return tuple(np.broadcast_arrays(*columns))


def _refuse(name: str, not_a_number: bool, negative: bool) -> None:
    if not_a_number:
        raise ValueError(f"{name}: every value must be a finite number; leave out what is missing")
    if negative:
        raise ValueError(f"{name}: no value may be negative")


def events_of_trials(**given: Column) -> tuple[Any, ...]:
    """Pairs of events and trials, in that order, as `numbers` gives them.

    Raises ValueError as `numbers` does, and where there are more events than trials.
    """
    columns = numbers(**given)
    names = list(given)
    for at in range(0, len(columns), 2):
        if anywhere(columns[at] > columns[at + 1]):
            raise ValueError(f"{names[at]}: no value may be larger than its {names[at + 1]}")
    return columns


def two_groups(events: Column, trials: Column, reference_events: Column, reference_trials: Column) -> tuple[Any, ...]:
    """The counts of a group and of the one it is compared with, checked as `events_of_trials` does."""
    return events_of_trials(
        events=events, trials=trials, reference_events=reference_events, reference_trials=reference_trials
    )


def whole(names: tuple[str, ...], columns: tuple[Any, ...]) -> None:
    """Raises ValueError naming the first of the columns that is not of whole numbers."""
    for name, column in zip(names, columns, strict=True):
        if anywhere(column % 1 != 0):
            raise ValueError(f"{name}: an exact test needs whole numbers")


def rates(**given: Column) -> None:
    """Raises ValueError naming the first argument with a value above 1."""
    for name, value in zip(given, numbers(**given), strict=True):
        if anywhere(value > 1):
            raise ValueError(f"{name}: a rate is between 0 and 1, not a percentage")


def anywhere(condition: Any) -> bool:
    """Whether a condition holds, for a number, or for any element of an array."""
    return condition if isinstance(condition, bool) else bool(condition.any())


def normal_quantile(confidence: float) -> float:
    """How many standard errors either side hold this share of a normal distribution: 1.96 for 0.95.

    Raises ValueError unless 0 < confidence < 1.
    """
    if not 0 < confidence < 1:
        raise ValueError("confidence: must be between 0 and 1, for instance 0.95")
    return NormalDist().inv_cdf((1 + confidence) / 2)
