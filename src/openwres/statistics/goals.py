"""The straight path from a group's number in a grade to parity by a year, as *A Model Employer* drew it.

A path is a wish and no forecast; what is to be expected is in `projection`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from openwres.statistics.method import Method

if TYPE_CHECKING:
    from openwres.statistics.elementwise import Column, Floats

METHOD = "model-employer"
METHODS = (
    Method(
        code=METHOD,
        title="Path to parity by 2028 (Model Employer)",
        answers="How many people of a group would have to be in a grade each year, for its share there to be that of the "
        "workforce in 2028?",
        formula="E = P N,  target(y) = B + (E - B) (y - s) / (2028 - s),  a year: (E - B) / (2028 - s)\n"
        "s first year (2018, or the first that is known), B people of the group and N all people in the grade in s\n"
        "fixed: P the group's share of the workforce in s and N that of s; moving: P and N of year y, the newest after it",
        assumptions="Reconstructed from descriptions of the strategy: not a figure of NHS England. The grade keeps its size. "
        "With the fixed share a goal can be met while the gap widens, because the workforce share rises.",
        at_zero="Nobody in the grade, or no year left before 2028: no path.",
        source="NHS England (2019), A Model Employer: increasing black and minority ethnic representation at senior levels",
    ),
)


class Path(NamedTuple):
    """Where a path stands in a year, where it ends, and how many people a year it asks for; NaN where there is no path."""

    target: Floats
    end: Floats
    each_year: Floats


def path_to_parity(own: Column, people: Column, share: Column, since: Column, until: Column, year: Column) -> Path:
    """The straight path from `own` people in the year `since` to `share * people` in the year `until`, at `year`.

    Works for arrays of any one shape. NaN where nobody is in the grade or `since` is not before `until`; a year outside
    the two is taken as the nearer of them.
    """
    b, n, p, s, u, y = np.broadcast_arrays(
        *(np.asarray(column, float) for column in (own, people, share, since, until, year))
    )
    some = (n > 0) & (s < u)
    span = np.where(some, u - s, 1.0)
    end = np.where(some, p * n, np.nan)
    target = b + (end - b) * np.clip(y - s, 0, span) / span
    return Path(target, end, (end - b) / span)
