"""Published ways to protect the same tables, each written from its description: what `disclosure.py` compares ours with.

They are no part of the program. Each takes a `Tables` and says which counts are hidden, or what is shown in their place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
from naive_protection import protected as naively_protected

from openwres.contracts.tables import COUNT_KEY
from openwres.disclosure.attack import Rounding
from openwres.disclosure.policy import Policy
from openwres.disclosure.relations import equations, membership
from openwres.disclosure.suppress import suppress
from openwres.disclosure.system import System, components, system_of
from openwres.figures.areas import ORGANISATION
from openwres.standards.model import Edition

Flags = np.ndarray[Any, np.dtype[np.bool_]]
_PRIME = 2_147_483_647
_ROW = ["area_type", "area", "indicator", "item", "basis", "breakdown", "category", "classification"]


@dataclass(frozen=True)
class Tables:
    """Counts to be published, numbered, with the `rule` that hides each, its `weight`, and whether it is `open`."""

    cells: pl.DataFrame
    edition: Edition
    policy: Policy
    members: pl.DataFrame

    @cached_property
    def equations(self) -> pl.DataFrame:
        """Everything that adds up."""
        inside = membership(self.cells, self.edition, self.members)
        return equations(self.cells, inside, self.edition, self.policy)

    @cached_property
    def alone(self) -> pl.DataFrame:
        """What adds up within one table, of areas as well: one item in one breakdown and classification at one place."""
        place = pl.concat_str("area_type", "area", "indicator", separator=" ")
        cells = self.cells.with_columns(area=place, indicator=pl.lit(""), area_type=pl.lit(ORGANISATION))
        inside = membership(self.cells, self.edition, self.members).clear()
        within = equations(cells, inside, self.edition, self.policy)
        within = within.join(cells.select("cell", "item", "breakdown", "classification"), on="cell")
        by = pl.col("breakdown").filter(pl.col("breakdown") != "")
        kinds = within.group_by("equation").agg(
            pl.col("item", "classification").n_unique(), n=by.n_unique(), breakdown=by.max().fill_null("")
        )
        one = kinds.filter(pl.col("item") == 1, pl.col("classification") == 1, pl.col("n") <= 1)
        return (
            within.drop("breakdown").join(one.select("equation", "breakdown"), on="equation").sort("equation", "cell")
        )

    @property
    def primary(self) -> Flags:
        """What a rule hides."""
        return np.array(self.cells["rule"] != "")


@dataclass(frozen=True)
class Shown:
    """What is hidden; where the rest is rounded, the numbers that are shown and what that tells."""

    hidden: Flags
    numbers: pl.Series | None = None
    rounding: Rounding | None = None
    small: int = 0


def rounded_to_five(tables: Tables, below: int) -> Shown:
    """Counts from 1 to under a threshold are hidden and everything else is rounded to the nearest five, totals too.

    As publications of NHS England do; members of boards are shown as they are.
    """
    count, exact = tables.cells["count"], tables.cells["item"] == "board"
    nearest = pl.select(pl.when(exact).then(count).otherwise((count + 2) // 5 * 5)).to_series()
    hidden = count.is_between(1, below - 1).fill_null(value=False) & ~exact
    return Shown(np.array(hidden), nearest, Rounding(2, ("board",)), below - 1)


def whole_rows(tables: Tables) -> Shown:
    """Every row of a table with a count that a rule hides is hidden as a whole, but for what must be shown."""
    rows = tables.cells.with_columns(any=pl.Series(tables.primary))
    asked = rows.select(pl.col("any").any().over(_ROW) & ~pl.col("open") | pl.col("any"))
    return Shown(np.array(asked.to_series()))


def each_table_by_hand(tables: Tables) -> Shown:
    """Small counts, and the smallest other one in each row and column where one alone is hidden, table by table."""
    hidden = naively_protected(tables.cells.select(pl.exclude("shown", "weight", "rule", "open", "cell")))
    found = tables.cells.join(hidden.select(*COUNT_KEY, its="state"), on=COUNT_KEY, how="left", maintain_order="left")
    gone = np.array(found["its"] == "suppressed") & ~np.array(tables.cells["open"])
    return Shown(gone | tables.primary)


def each_table_exactly(tables: Tables) -> Shown:
    """Each table with the least loss by itself: the modular approach of De Wolf (2002), HiTaS, without going back.

    A table is one breakdown of one item in one classification at one place, with its totals.
    """
    cells, hidden = tables.cells, tables.primary
    for kind in tables.alone.partition_by("item", "classification", "breakdown", maintain_order=True):
        system, variable = system_of(_loose(cells), kind.select("equation", "cell", "coefficient", "spare", "across"))
        gone = np.zeros(system.size, bool)
        for variables, equations_ in components(system, across=False):
            gone[variables] = suppress(system.part(variables, equations_), tables.policy.width).hidden
        hidden = hidden | (gone[variable] & ~np.array(cells["open"]))
    return Shown(hidden)


def _loose(cells: pl.DataFrame) -> pl.DataFrame:
    return cells.with_columns(forced=pl.col("rule") != "", loose=pl.lit(value=False))


def by_elimination(tables: Tables) -> Shown:
    """Everything at once by Gaussian elimination, as the R package GaussSuppression: Langsrud (2024).

    Counts are shown one after another, what is dearest to readers first, unless what must be hidden would then be a linear
    combination of what is shown. Nothing becomes known exactly; how narrow a range is left is not asked.
    """
    system, variable = system_of(_loose(tables.cells), tables.equations)
    hidden = ~system.open & ~system.spare
    solved = _Solved(system)
    must = set(np.flatnonzero(system.forced & ~system.open).tolist())
    must = {v for v in must if solved.of(v)}
    for v in np.argsort(-system.weight, kind="stable").tolist():
        if hidden[v] and v not in must:
            hidden[v] = not solved.show(v, must)
    return Shown((hidden[variable] & ~np.array(tables.cells["open"])) | tables.primary)


class _Solved:
    """A linear system solved for as many variables as can be: each is a combination of free ones, modulo a large prime."""

    def __init__(self, system: System) -> None:
        self.expression: dict[int, dict[int, int]] = {}
        self.users: dict[int, set[int]] = defaultdict(set)
        for v in np.flatnonzero(system.open):
            self.expression[int(v)] = {}
        matrix = system.matrix
        for row in np.argsort(np.diff(matrix.indptr), kind="stable"):
            at = slice(matrix.indptr[row], matrix.indptr[row + 1])
            self._add(zip(matrix.indices[at].tolist(), matrix.data[at].astype(int).tolist(), strict=True))

    def of(self, v: int) -> dict[int, int]:
        """A variable as a combination of free ones; nothing where it is known."""
        return self.expression.get(v, {v: 1})

    def show(self, v: int, must: Iterable[int]) -> bool:
        """Show a variable, unless one that must be hidden were known then; whether it was shown."""
        mine = self.of(v)
        if not mine:
            return True
        free = min(mine, key=lambda f: len(self.users[f]))
        near = self.users[free] | {free}
        if any(self._same(self.of(p), mine) for p in near & set(must)):
            return False
        self._add([(v, 1)])
        return True

    def _same(self, one: dict[int, int], other: dict[int, int]) -> bool:
        """Whether one combination is a multiple of another."""
        if one.keys() != other.keys():
            return False
        some = next(iter(one))
        return all((one[f] * other[some] - other[f] * one[some]) % _PRIME == 0 for f in one)

    def _add(self, terms: Iterable[tuple[int, int]]) -> None:
        """Make a sum nothing: one free variable more is a combination of the others."""
        total: dict[int, int] = {}
        for v, weight in terms:
            for f, times in self.of(v).items():
                total[f] = (total.get(f, 0) + weight * times) % _PRIME
        total = {f: weight for f, weight in total.items() if weight}
        if total:
            free = min(total, key=lambda f: len(self.users[f]))
            by = -pow(total.pop(free), -1, _PRIME)
            self._replace(free, {f: weight * by % _PRIME for f, weight in total.items()})

    def _replace(self, free: int, by: dict[int, int]) -> None:
        for v in [*self.users.pop(free, ()), free]:
            mine = self.expression.setdefault(v, {free: 1})
            times = mine.pop(free)
            for f, weight in by.items():
                mine[f] = (mine.get(f, 0) + times * weight) % _PRIME
                if mine[f]:
                    self.users[f].add(v)
                else:
                    del mine[f]
                    self.users[f].discard(v)


Way = Callable[[Tables], Shown]
METHODS: dict[str, Way] = {
    "under 5 hidden, the rest rounded to 5": lambda tables: rounded_to_five(tables, 5),
    "under 10 hidden, the rest rounded to 5": lambda tables: rounded_to_five(tables, 10),
    "whole rows": whole_rows,
    "table by table, by hand": each_table_by_hand,
    "table by table, least loss (HiTaS)": each_table_exactly,
    "all at once, elimination (GaussSuppression)": by_elimination,
}
