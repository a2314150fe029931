"""How often the intervals hold the truth: no draws, but the probability of every outcome that can occur, summed.

cd benchmarks && python -m simulations.coverage      (prints the sizes and rates that the grid is made of)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom

from openwres.statistics import difference_interval, odds_ratio_interval, ratio_interval, wilson_interval
from openwres.statistics.elementwise import Interval

TITLE = "Coverage of intervals"
ASKS = """How often does an interval of 95% hold the true value? By enumeration: the binomial probabilities of all outcomes of both
groups (but for a mass of 1e-10) whose interval holds it are summed, so nothing is drawn. The grid is what organisations really have:
of the 215 of an invented nation (seed 1, year 2024) those at the least, 10th, 25th, 50th, 90th percentile and at the most BME people
who could have the event, each with its own number of white people, at the 10th, 50th and 90th percentile of the white rate, for each
of indicators 2 to 8 (`cd benchmarks && python -m simulations.coverage` prints them); true ratios, and likewise true odds ratios, 0.5, 0.8, 1,
1.25, 1.6 and 2.5 for indicators 2 to 4, true gaps of -15, -10, -5, 0, 5, 10 and 15 points for all. A cell is one of these; one whose
second rate would not lie between 0 and 1 is left out. Cells that expect under one event (or under one person without it) in a
group stand apart. An outcome without any event leaves every ratio possible, so its interval counts as holding the truth. Claimed: 94 to
97% on average, and nowhere under 91%."""

RATIOS = (0.5, 0.8, 1.0, 1.25, 1.6, 2.5)
GAPS = (-0.15, -0.10, -0.05, 0.0, 0.05, 0.10, 0.15)
WHITE_FIRST = ("2", "4", "7")
MASS, WORST = 1e-10, 10
LOW, HIGH, FLOOR, MEAN = 0.93, 0.97, 0.91, (0.94, 0.97)
_QUANTILES = ((0.0, 0.10, 0.25, 0.50, 0.90, 1.0), (0.10, 0.50, 0.90))

Rows = list[dict[str, object]]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Limits = Callable[[Ints, int, Ints, int], Interval[Floats]]


@dataclass(frozen=True)
class Sizes:
    """People of both groups in some organisations, as (BME, white), and rates of the white group."""

    people: tuple[tuple[int, int], ...]
    rates: tuple[float, ...]


_STAFF = ((80, 2204), (458, 1658), (825, 5628), (1451, 4621), (3440, 1375), (6856, 3499))
_ASKED = ((34, 1058), (197, 796), (355, 2701), (624, 2218), (1479, 660), (2948, 1679))
GRID = {
    "2": Sizes(((28, 582), (141, 382), (251, 1287), (421, 198), (914, 454), (1633, 625)), (0.2036, 0.2686, 0.3393)),
    "3": Sizes(_STAFF, (0.0051, 0.0081, 0.0148)),
    "4": Sizes(_STAFF, (0.2040, 0.3400, 0.4762)),
    "5": Sizes(_ASKED, (0.1944, 0.2423, 0.2954)),
    "6": Sizes(_ASKED, (0.1803, 0.2101, 0.2439)),
    "7": Sizes(_ASKED, (0.5362, 0.5838, 0.6339)),
    "8": Sizes(_ASKED, (0.0543, 0.0672, 0.0812)),
}


class Group(NamedTuple):
    """So many people with one true rate."""

    people: int
    rate: float

    @property
    def expected(self) -> float:
        """The fewer of expected events and expected people without it."""
        return self.people * min(self.rate, 1 - self.rate)


class Cell(NamedTuple):
    """Two groups of an indicator, in the order in which it compares them, and the true value of the comparison."""

    indicator: str
    first: Group
    second: Group
    truth: float

    @property
    def few(self) -> bool:
        return min(self.first.expected, self.second.expected) < 1


Found = list[tuple[Cell, float]]

METHODS: dict[str, tuple[Limits, tuple[str, ...], tuple[float, ...]]] = {
    "ratio": (ratio_interval, ("2", "3", "4"), RATIOS),
    "odds ratio": (odds_ratio_interval, ("2", "3", "4"), RATIOS),
    "gap": (difference_interval, tuple(GRID), GAPS),
}
"""The intervals of a comparison, each with its indicators and true values; Wilson's is of one group."""


def run(quick: bool) -> list[tuple[str, Rows]]:
    """The tables; `quick` takes three of the six organisations and one rate of each indicator."""
    grid = {code: Sizes(sizes.people[1:4], sizes.rates[1:2]) for code, sizes in GRID.items()} if quick else GRID
    found = {"percentage": list(of_one(grid)), **{name: list(of_two(name, grid)) for name in METHODS}}
    enough = {name: [one for one in these if not one[0].few] for name, these in found.items()}
    apart = {name: [one for one in these if one[0].few] for name, these in found.items()}
    return [
        ("Coverage in per cent, and whether the claim holds.", [summary(name, these) | claims(these) for name, these in enough.items()]),
        ("Cells that expect under one event (or person without it) in a group.",
         [summary(name, these) for name, these in apart.items() if these] or [{"interval of a": "none"}]),
        (f"The cells furthest outside of 93 to 97%: the worst {WORST} of each method at most, those with under one expected event "
         "not among them.", [row for name, these in enough.items() for row in outside(name, these)] or [{"cell": "none"}]),
    ]  # fmt: skip


def cells(name: str, grid: dict[str, Sizes]) -> Iterator[Cell]:
    """Every cell of a method: the white rate is of the grid, the BME rate follows from the true value."""
    _, codes, truths = METHODS[name]
    for code in codes:
        for bme, white in grid[code].people:
            for rate in grid[code].rates:
                for truth in truths:
                    other = other_rate(name, rate, truth, code in WHITE_FIRST)
                    if 0 < other < 1:
                        groups = (Group(white, rate), Group(bme, other))
                        first, second = groups if code in WHITE_FIRST else reversed(groups)
                        yield Cell(code, first, second, truth)


def other_rate(name: str, rate: float, truth: float, is_first: bool) -> float:
    """The rate of the other group, where the comparison of the first with the second has this true value."""
    if name == "gap":
        return rate - truth if is_first else rate + truth
    times = 1 / truth if is_first else truth
    if name == "ratio":
        return rate * times
    odds = times * rate / (1 - rate)
    return odds / (1 + odds)


def of_two(name: str, grid: dict[str, Sizes]) -> Iterator[tuple[Cell, float]]:
    limits = METHODS[name][0]
    for cell in cells(name, grid):
        yield cell, coverage(limits, cell.first, cell.second, cell.truth)


def of_one(grid: dict[str, Sizes]) -> Iterator[tuple[Cell, float]]:
    """Wilson's interval of each group by itself, at each of its rates among the ratios."""
    every = {group for cell in cells("ratio", grid) for group in (cell.first, cell.second)}
    every |= {group for cell in cells("gap", grid) for group in (cell.first, cell.second)}
    for group in sorted(every):
        yield Cell("", group, group, group.rate), coverage_of_one(group)


def coverage_of_one(group: Group) -> float:
    """The probability that Wilson's interval holds the rate."""
    events = outcomes(group)
    lower, upper = wilson_interval(events, group.people)
    held = (lower <= group.rate) & (group.rate <= upper)
    return float(binom.pmf(events[held], *group).sum())


def coverage(limits: Limits, first: Group, second: Group, truth: float) -> float:
    """The probability that the interval of both groups' counts holds the truth.

    Neither limit rises with an event more in the second group (a test holds them to it), so of its outcomes those from one
    count to another hold the truth, and both ends are found by halving, for all outcomes of the first group at once.
    """
    x1, x2 = outcomes(first), outcomes(second)

    def above(at: Ints, which: int) -> NDArray[np.bool_]:
        return np.asarray(limits(x1, first.people, x2[at], second.people)[which] > truth)

    def at_truth(at: Ints) -> NDArray[np.bool_]:
        return np.asarray(limits(x1, first.people, x2[at], second.people)[1] >= truth)

    begin = _how_many(lambda at: above(at, 0), x1.size, x2.size)
    end = _how_many(at_truth, x1.size, x2.size)
    summed = np.concatenate([[0.0], np.cumsum(binom.pmf(x2, *second))])
    return float(np.sum(binom.pmf(x1, *first) * np.maximum(summed[end] - summed[begin], 0)))


def outcomes(group: Group) -> Ints:
    """The counts of events that have all the probability but a mass too small to matter."""
    least, most = (int(binom.ppf(share, *group)) for share in (MASS / 8, 1 - MASS / 8))
    return np.arange(least, most + 1)


def _how_many(holds: Callable[[Ints], NDArray[np.bool_]], rows: int, columns: int) -> Ints:
    """For each row, at how many columns from the first on a thing holds that ceases to hold once and for all."""
    low, high = np.zeros(rows, dtype=np.int64), np.full(rows, columns)
    while (low < high).any():
        middle = (low + high) // 2
        there = holds(np.minimum(middle, columns - 1)) & (low < high)
        low, high = np.where(there, middle + 1, low), np.where(there | (low >= high), high, middle)
    return low


def summary(name: str, found: Found) -> dict[str, object]:
    """How often a method's intervals hold the truth, over its cells."""
    held = _held(found)
    return {
        "interval of a": name, "cells": len(found), "mean": f"{100 * held.mean():.2f}", "least": f"{100 * held.min():.2f}",
        "most": f"{100 * held.max():.2f}", "under 93": int((held < LOW).sum()), "over 97": int((held > HIGH).sum()),
        "outside of 93 to 97": f"{100 * np.mean((held < LOW) | (held > HIGH)):.1f}%", "under 91": int((held < FLOOR).sum()),
    }  # fmt: skip


def claims(found: Found) -> dict[str, object]:
    """Whether what is claimed of a method is so."""
    held = _held(found)
    said = {True: "holds", False: "DOES NOT HOLD"}
    return {
        "mean 94 to 97": said[bool(MEAN[0] <= held.mean() <= MEAN[1])],
        "nowhere under 91": said[bool(held.min() >= FLOOR)],
    }


def _held(found: Found) -> Floats:
    return np.array([share for _, share in found])


def outside(name: str, found: Found) -> Rows:
    """The cells whose coverage lies furthest outside, the lowest first."""
    beyond = sorted(
        (one for one in found if not LOW <= one[1] <= HIGH), key=lambda one: min(one[1] - LOW, HIGH - one[1])
    )
    return [
        {
            "interval of a": name, "indicator": cell.indicator, "first group": _told(cell.first),
            "second group": "" if name == "percentage" else _told(cell.second), "true value": f"{cell.truth:.4g}",
            "coverage": f"{100 * share:.2f}",
        }
        for cell, share in beyond[:WORST]
    ]  # fmt: skip


def _told(group: Group) -> str:
    return f"{group.people:,} at {100 * group.rate:.2f}%"


def sizes_of_the_nation() -> dict[str, Sizes]:
    """What `GRID` was taken from: quantiles of an invented nation."""
    from openwres.synthetic.paths import make_paths
    from openwres.synthetic.plan import make_plan
    from openwres.synthetic.planted import draw

    plan = make_plan(1, 215, range(2024, 2025), changes=False)
    found = {}
    for code, drawn in draw(plan, make_paths(plan)).items():
        bme, white = drawn.bme_people[:, 0], drawn.white_people[:, 0]
        order = np.argsort(bme, kind="stable")
        at = [order[round(share * (len(order) - 1))] for share in _QUANTILES[0]]
        rates = np.quantile(drawn.white_events[:, 0] / white, _QUANTILES[1])
        found[code] = Sizes(tuple((int(bme[i]), int(white[i])) for i in at), tuple(float(round(r, 4)) for r in rates))
    return found


if __name__ == "__main__":
    for name, sizes in sizes_of_the_nation().items():
        print(f"{name}: {sizes}")
