"""How often people move up in a year: hazards, the ratio of two, and the moves that one group would have made at the other's.

People who leave could have moved and did not: leaving competes with moving up and is no reason to take them out. Years
are pooled by adding up moves and person-years before anything here is called. Ratios over strata are in `strata`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from openwres.statistics.inputs import events_of_trials
from openwres.statistics.method import Method
from openwres.statistics.ratios import ratio_interval, ratio_of_rates

if TYPE_CHECKING:
    from openwres.statistics.elementwise import Column, Floats, Truths

METHOD = "yearly-hazard"
LEAST_EXPECTED = 5.0

METHODS = (
    Method(
        code=METHOD,
        title="Hazard of moving up a grade, and the ratio of two",
        answers="Of the people of a group who were there at the start of a year, how many move up within it, and does "
        "that differ between two groups?",
        formula="h = m / n,  ratio = h1 / h2,  interval: every ratio that the Miettinen-Nurminen score test keeps\n"
        "m people who moved up, n people there at the start of the year; over several years both are added up",
        assumptions="Cause-specific: who left within the year counts among those at risk, for nobody knows when a leaver "
        "would have moved. Each person-year moves or not, independently, at the one hazard of the group. It compares "
        "progression and not who is in a grade. Over all grades it takes no account of the grades that people are in: beside it "
        "stands the ratio of two rates within strata, the grades being the strata.",
        at_zero="Nobody of a group at risk: no hazard and no ratio. No moves in the second group: a lower limit alone. "
        "Fewer than 5 moves expected in a group at the hazard of both: too few to tell.",
        source="Prentice and others (1978), Biometrics 34, 541-554 (cause-specific hazards); Miettinen and Nurminen (1985), "
        "Statistics in Medicine 4, 213-226 (interval)",
    ),
    Method(
        code="moves-by-grade",
        title="Moves up that a group would have made at the other's hazards",
        answers="How many more people of a group would have moved up, had each grade risen at the other group's hazard?",
        formula="sum over grades of  n m' / n' - m\n"
        "m moves and n people at risk of the group in a grade, m' and n' those of the other group",
        assumptions="Only grades in which both groups have people enter. It is a sum of what happened, without an interval.",
        at_zero="A grade without people of either group adds nothing.",
        source="Direct comparison within strata; indirect standardisation as in Breslow and Day (1987), IARC 82, chapter 2",
    ),
)


class HazardRatio(NamedTuple):
    """Hazards of two groups and their ratio, element by element; NaN where something is not defined.

    `upper` is `inf` where there is none. `enough` says whether moves are expected in both groups.
    """

    first: Floats
    second: Floats
    value: Floats
    lower: Floats
    upper: Floats
    confidence: float
    enough: Truths


def hazard(moves: Column, at_risk: Column) -> Floats:
    """Moves in a year for each person at risk at its start; NaN where there is nobody. ValueError on impossible counts."""
    x, n = (np.asarray(column, float) for column in events_of_trials(moves=moves, at_risk=at_risk))
    found: Floats = np.divide(x, n, out=np.full(x.shape, np.nan), where=n > 0)
    return found


def hazard_ratio(
    moves: Column, at_risk: Column, other_moves: Column, other_at_risk: Column, confidence: float = 0.95
) -> HazardRatio:
    """The hazard of the first group over that of the second, with its score interval, for arrays of any one shape.

    Raises ValueError where moves exceed the people at risk, or a number is negative or not finite.
    """
    x1, n1, x2, n2 = (np.asarray(column, float) for column in (moves, at_risk, other_moves, other_at_risk))
    interval = ratio_interval(x1, n1, x2, n2, confidence)
    total = np.maximum(n1 + n2, 1)
    enough = np.minimum(n1, n2) * (x1 + x2) / total >= LEAST_EXPECTED
    value = ratio_of_rates(x1, n1, x2, n2)
    return HazardRatio(hazard(x1, n1), hazard(x2, n2), value, interval.lower, interval.upper, confidence, enough)


def missing_moves(moves: Column, at_risk: Column, other_moves: Column, other_at_risk: Column) -> tuple[Floats, Floats]:
    """How many more moves the first group would have made at the other's hazard, and of how many people that is said.

    Each element is a stratum, such as a grade, and strata are added up by the caller. One in which a group has nobody
    cannot be compared: 0 moves of 0 people.
    """
    x, n = (np.asarray(column, float) for column in events_of_trials(moves=moves, at_risk=at_risk))
    other = hazard(other_moves, other_at_risk)
    compared = (n > 0) & ~np.isnan(other)
    return np.where(compared, n * np.where(compared, other, 0.0) - x, 0.0), np.where(compared, n, 0.0)
