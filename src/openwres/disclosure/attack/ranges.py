"""The least and the most that each unknown count can be, found with few linear programs.

One answer of a program is a set of counts that fits everything published, and so proves something about every unknown
at once: what two answers put far enough apart is safe. Only what stays narrow is asked for by itself, first among the
counts of its own place (with the rest as loose as it can be, so that what is narrow there is narrow), then among all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components, dijkstra

from openwres.disclosure.attack.program import Program
from openwres.disclosure.attack.sheet import Array
from openwres.disclosure.attack.system import System, bounded

NEAR = 1e-5
_ROUNDS = 24
_NEIGHBOURHOODS = (300, 1500, 5000)
_ENOUGH = 0.04  # a round that proves a smaller share of what is open is the last one


@dataclass
class Ranges:
    """Of each unknown: what was seen (`low` to `high`, a range of answers that fit) and what is possible at the outside."""

    low: Array
    high: Array
    least: Array
    most: Array

    def see(self, found: Array, at: Array) -> None:
        """Take in an answer."""
        self.low[at] = np.minimum(self.low[at], found)
        self.high[at] = np.maximum(self.high[at], found)


def ranges_of(system: System, wanted: Array, width: float, place: Array) -> Ranges:
    """The range of each wanted unknown, as far as it matters: exact where it is narrower than `width`.

    `place` says whose count each unknown is.
    """
    system = bounded(system)
    ranges = Ranges(system.lower.copy(), system.lower.copy(), system.lower.copy(), system.upper.copy())
    ranges.low[:], ranges.high[:] = np.inf, -np.inf
    for part in _components(system):
        _attack_component(_part(system, part), part, ranges, wanted, width, place)
    fixed = ranges.most - ranges.least < NEAR
    ranges.low[fixed], ranges.high[fixed] = ranges.least[fixed], ranges.most[fixed]
    return ranges


def _components(system: System) -> Iterator[Array]:
    """The unknowns that hang together, by rows that say something beyond their bounds."""
    rows = _telling(system)
    unknown = system.upper - system.lower >= NEAR
    link = abs(rows.rows).astype(bool) @ sparse.diags_array(unknown.astype(float))
    links = sparse.block_array([[None, link], [link.T, None]], format="csr")
    label = connected_components(links, directed=False)[1][rows.rows.shape[0] :]
    order = np.argsort(label, kind="stable")
    for part in np.split(order, np.flatnonzero(np.diff(label[order])) + 1):
        if unknown[part].any():
            yield part[unknown[part]]


def _telling(system: System) -> System:
    """The system without rows that hold whatever the unknowns are."""
    positive, negative = system.rows.maximum(0), system.rows.minimum(0)
    least = positive @ system.lower + negative @ system.upper
    most = positive @ system.upper + negative @ system.lower
    return _with_rows(system, (least < system.lower_row - NEAR) | (most > system.upper_row + NEAR))


def _with_rows(system: System, kept: Array) -> System:
    return replace(
        system, rows=system.rows[kept], lower_row=system.lower_row[kept], upper_row=system.upper_row[kept],
        sure=system.sure[kept],
    )  # fmt: skip


def _part(system: System, part: Array) -> System:
    """The system of some unknowns; the others are as loose as their bounds."""
    touching = np.diff(system.rows[:, part].tocsr().indptr) > 0
    system = _with_rows(system, touching)
    others = np.ones(len(system.lower), bool)
    others[part] = False
    rest = system.rows[:, others]
    positive, negative = rest.maximum(0), rest.minimum(0)
    low, high = system.lower[others], system.upper[others]
    return System(
        system.rows[:, part].tocsr(), system.lower_row - (positive @ high + negative @ low),
        system.upper_row - (positive @ low + negative @ high), system.sure,
        system.lower[part], system.upper[part], system.cell[part],
    )  # fmt: skip


def _program(system: System) -> Program:
    told = _telling(system)
    return Program(told.rows, told.lower_row, told.upper_row, told.lower, told.upper)


def _attack_component(system: System, part: Array, ranges: Ranges, wanted: Array, width: float, place: Array) -> None:
    asking = _Asking(system, part, ranges, wanted[part], width)
    asking.by_points()
    for size in _NEIGHBOURHOODS:
        if asking.open().any() and size < len(part):
            for one in np.unique(place[part][asking.open()]):
                asking.by_neighbours(asking.open() & (place[part] == one), size)
            asking.by_points()
    if asking.open().any():
        asking.by_neighbours(asking.open(), len(part))


class _Asking:
    """The questions asked of one component; what is learnt is kept in the ranges."""

    def __init__(self, system: System, part: Array, ranges: Ranges, wanted: Array, width: float) -> None:
        self.system, self.part, self.ranges, self.wanted, self.width = system, part, ranges, wanted, width
        self.random = np.random.default_rng(len(part))
        self.total, self.answers = np.zeros(len(part)), 0

    def open(self) -> Array:
        """Those of the component that are neither proved wide nor proved narrow."""
        r, p = self.ranges, self.part
        return self.wanted & (r.high[p] - r.low[p] < self.width - NEAR) & (r.most[p] - r.least[p] >= self.width - NEAR)

    def by_points(self) -> None:
        """Answers that move as many open unknowns as possible by as much as is asked, and no further."""
        low, high = self.bounds()
        program = _program(replace(self.system, lower=low, upper=high))
        if not self.answers:
            self._answer(program.point(self.random.choice([-1.0, 1.0], len(low)), low, high))
        at = self.total / self.answers
        for _ in range(_ROUNDS):
            left = self.open()
            up = np.where(at - low < NEAR, True, np.where(high - at < NEAR, False, self.random.random(len(low)) < 0.5))
            cost = np.where(left, np.where(up, -1.0, 1.0) * self.random.uniform(0.9, 1.1, len(low)), 0.0)
            near = np.maximum(low, at - self.width), np.minimum(high, at + self.width)
            at = program.point(cost, np.where(left, near[0], low), np.where(left, near[1], high)) if left.any() else at
            self._answer(at)
            if left.sum() - self.open().sum() <= _ENOUGH * left.sum():
                return

    def bounds(self) -> tuple[Array, Array]:
        return self.ranges.least[self.part], self.ranges.most[self.part]

    def _answer(self, at: Array) -> None:
        self.ranges.see(at, self.part)
        self.total, self.answers = self.total + at, self.answers + 1

    def by_neighbours(self, asked: Array, size: int) -> None:
        """What its neighbours say of each asked unknown.

        Narrow with the rest as loose as can be is narrow; wide with the rest as it is in the mean of all answers, which
        is an answer too, is wide. Where all are neighbours, both are the same, and exact.
        """
        near = _nearest(self.system, np.flatnonzero(asked), size)
        low, high = self.bounds()
        others = np.ones(len(low), bool)
        others[near] = False
        centre = self.total / self.answers
        fixed = np.where(others, centre, low), np.where(others, centre, high)
        loose, tight = (
            _program(_part(replace(self.system, lower=lower, upper=upper), near))
            for lower, upper in ((low, high), fixed)
        )
        for n in np.flatnonzero(asked[near]):
            if self.open()[near[n]]:
                self._ask(loose, int(n), near)
                for sign in (1, -1) if others.any() and self.open()[near[n]] else ():
                    self.ranges.see(tight.extreme(int(n), sign), self.part[near])

    def _ask(self, program: Program, n: int, near: Array) -> None:
        """Move the outer bounds of an unknown to its least and most; with all as neighbours these are answers as well."""
        at = self.part[near[n]]
        for sign in (1, -1):
            found = program.extreme(n, sign)
            if sign > 0:
                self.ranges.least[at] = max(self.ranges.least[at], found[n])
            else:
                self.ranges.most[at] = min(self.ranges.most[at], found[n])
            if len(near) == len(self.part):
                self.ranges.see(found, self.part)


def _nearest(system: System, start: Array, size: int) -> Array:
    """The unknowns nearest to some, where a row is the longer the more unknowns it speaks of."""
    rows, columns = system.rows.shape
    if size >= columns:
        return np.arange(columns)
    link = sparse.diags_array(np.diff(system.rows.indptr).astype(float)) @ abs(system.rows).astype(bool)
    links = sparse.block_array([[None, link], [link.T, None]], format="csr")
    distance = dijkstra(links, indices=start + rows, min_only=True)[rows:]
    return np.sort(np.argsort(distance, kind="stable")[:size])
