"""What people of unknown group could do to a comparison of two rates: two scenarios and the bounds over every assignment.

Nothing here guesses who they are; intervals of what comes out are in `ratios` and `differences`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, overload

from openwres.statistics.elementwise import NO_LIMIT, NOT_DEFINED, Interval, N, where
from openwres.statistics.inputs import events_of_trials
from openwres.statistics.method import Method

if TYPE_CHECKING:
    from openwres.statistics.elementwise import Column, Floats

METHODS = (
    Method(
        code="sharp-bounds",
        title="Bounds for people of unknown ethnicity",
        answers="Between which values does the comparison lie, whoever the people of unknown ethnicity are?",
        formula="largest:  all unknown people with the event belong to the first group, all without it to the second\n"
        "smallest: the other way round\n"
        "A ratio or a difference rises with every event that moves to the first group and falls with every other person\n"
        "who does, so no other assignment goes beyond these two.\n"
        "Beside them two scenarios, each a comparison like any other: everybody unknown in one group, then in the other.",
        assumptions="None. It is no interval of chance: it says nothing of sampling, and extreme assignments are unlikely.",
        at_zero="Nobody unknown: there are no bounds beside the value. A ratio with no event left in the second group has no upper bound.",
        source="Manski (1989), Journal of Human Resources 24, 343-360; Horowitz and Manski (1995), Econometrica 63, 281-302",
    ),
)


@overload
def ratio_bounds(
    events: float,
    trials: float,
    reference_events: float,
    reference_trials: float,
    unknown_events: float,
    unknown_trials: float,
) -> Interval[float]: ...
@overload
def ratio_bounds(
    events: Column,
    trials: Column,
    reference_events: Column,
    reference_trials: Column,
    unknown_events: Column,
    unknown_trials: Column,
) -> Interval[Floats]: ...
def ratio_bounds(
    events: Column,
    trials: Column,
    reference_events: Column,
    reference_trials: Column,
    unknown_events: Column,
    unknown_trials: Column,
) -> Any:
    """The least and the greatest ratio of rates over every assignment of the unknown people to the two groups.

    `inf` where there is no greatest one; NaN where a group can be empty. Raises ValueError as `ratio_interval` does.
    """
    x1, n1, x2, n2, xu, nu = _six(events, trials, reference_events, reference_trials, unknown_events, unknown_trials)
    least = _least_ratio(x1, n1, x2, n2, xu, nu)
    other = _least_ratio(x2, n2, x1, n1, xu, nu)
    return Interval(least, where(other == 0, NO_LIMIT, 1 / where(other == 0, 1.0, other)))


@overload
def difference_bounds(
    events: float,
    trials: float,
    reference_events: float,
    reference_trials: float,
    unknown_events: float,
    unknown_trials: float,
) -> Interval[float]: ...
@overload
def difference_bounds(
    events: Column,
    trials: Column,
    reference_events: Column,
    reference_trials: Column,
    unknown_events: Column,
    unknown_trials: Column,
) -> Interval[Floats]: ...
def difference_bounds(
    events: Column,
    trials: Column,
    reference_events: Column,
    reference_trials: Column,
    unknown_events: Column,
    unknown_trials: Column,
) -> Any:
    """The least and the greatest difference of rates, between -1 and 1, over every assignment of the unknown people.

    NaN where a group can be empty. Raises ValueError as `difference_interval` does.
    """
    x1, n1, x2, n2, xu, nu = _six(events, trials, reference_events, reference_trials, unknown_events, unknown_trials)
    return Interval(_least_difference(x1, n1, x2, n2, xu, nu), -_least_difference(x2, n2, x1, n1, xu, nu))


def _six(*given: Column) -> tuple[Any, ...]:
    names = ("events", "trials", "reference_events", "reference_trials", "unknown_events", "unknown_trials")
    return events_of_trials(**dict(zip(names, given, strict=True)))


def _corner(x1: N, n1: N, x2: N, n2: N, xu: N, nu: N) -> tuple[N, N]:
    """Both rates where the first group gets every unknown person without the event, and the second all with it."""
    first, second = n1 + nu - xu, n2 + xu
    defined = (n1 > 0) & (n2 > 0)
    low = where(defined, x1 / where(first > 0, first, 1.0), NOT_DEFINED)
    return low, where(defined, (x2 + xu) / where(second > 0, second, 1.0), NOT_DEFINED)


def _least_ratio(x1: N, n1: N, x2: N, n2: N, xu: N, nu: N) -> N:
    low, high = _corner(x1, n1, x2, n2, xu, nu)
    ratio = low / where(high == 0, 1.0, high)
    return where((high == 0) & (low > 0), NO_LIMIT, where((high == 0) & (low == 0), 0.0, ratio))


def _least_difference(x1: N, n1: N, x2: N, n2: N, xu: N, nu: N) -> N:
    low, high = _corner(x1, n1, x2, n2, xu, nu)
    return low - high
