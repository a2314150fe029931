"""Counts of several years summed, and what the sums say. Which years compare is the caller's business."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from openwres.statistics.differences import difference_interval, difference_of_rates
from openwres.statistics.equality import score_p_value
from openwres.statistics.method import Method
from openwres.statistics.ratios import ratio_interval, ratio_of_rates

if TYPE_CHECKING:
    from openwres.statistics.elementwise import Floats, Truths

METHODS = (
    Method(
        code="pooled-3",
        title="The value of up to three years together",
        answers="What is the ratio or gap when the events of the newest three comparable years are taken together?",
        formula="rate = sum of events / sum of people, by group; the ratio or gap of the two rates with its score interval",
        assumptions="Never across a break. Of a stock of staff the sum is person-years: the same person counts in each year that they "
        "are there, and their events of different years are taken as independent. Respondents recur too, and who was "
        "harassed in one year is likelier to say so in the next: a pooled survey interval is a little too narrow. If both "
        "the rates and the groups' sizes shift much between the years, the pooled ratio can differ from that of each year.",
        at_zero="As for one year: one-sided where a rate is 0.",
        source="Miettinen and Nurminen (1985), Statistics in Medicine 4, 213-226, on the sums",
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Sums:
    """Sums over years by series: events and people of both groups, and over how many years."""

    x1: Floats
    n1: Floats
    x2: Floats
    n2: Floats
    years: Floats

    def ratio(self, confidence: float = 0.95) -> tuple[Floats, Floats, Floats]:
        """The ratio of the rates and its limits: NaN where not defined, `inf` where there is no upper limit."""
        counts = (self.x1, self.n1, self.x2, self.n2)
        return (ratio_of_rates(*counts), *ratio_interval(*counts, confidence=confidence))

    def gap(self, confidence: float = 0.95) -> tuple[Floats, Floats, Floats]:
        """The first rate minus the second, and its limits, as fractions of 1."""
        counts = (self.x1, self.n1, self.x2, self.n2)
        return (difference_of_rates(*counts), *difference_interval(*counts, confidence=confidence))

    @property
    def p_value(self) -> Floats:
        """Of equal rates, two-sided, by the score test."""
        found: Floats = score_p_value(self.x1, self.n1, self.x2, self.n2)
        return found


def sums(x1: Floats, n1: Floats, x2: Floats, n2: Floats, there: Truths) -> Sums:
    """The counts of each series summed over the years that are there; arrays are series by years."""
    x1, n1, x2, n2 = (np.where(there, counts, 0.0).sum(axis=1) for counts in (x1, n1, x2, n2))
    return Sums(x1, n1, x2, n2, there.sum(axis=1) * 1.0)
