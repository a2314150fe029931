"""The least loss that protects one system exactly: an integer program over what to hide, with cuts from attacks on it.

A program with one yes or no for each variable proposes what to hide; linear programs attack the proposal; what they find
becomes inequalities that every safe choice fulfils; until the attack finds nothing. How an attack works is in `ranges`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from openwres.disclosure.ranges import TOLERANCE, Ranges
from openwres.disclosure.rows import Cut, row_cuts
from openwres.disclosure.solver import solver
from openwres.disclosure.system import Flags, Floats, Numbers, System

_GAP = 1e-4


@dataclass(frozen=True)
class Hidden:
    """What to hide of a system, and how wide each variable must be if it is hidden.

    No choice loses less than `bound`; this one is best where it loses no more.
    """

    hidden: Flags
    wanted: Floats
    lost: float
    bound: float
    attacks: int


def suppress(system: System, width: float, rounds: int = 12, nodes: int = 300) -> Hidden:
    """Hide with the least weight so that every hidden variable can be anything within a range of that width.

    Where what is open leaves less room than that, everything that is not open leaves: a hidden variable then gets all the
    room there is. After so many rounds, or where one program would take more branches than `nodes`, the best choice so far is
    made safe with a bit more than the least loss. (Not after some time, which would be another on each machine.)
    """
    return _Search(system, width, rounds, nodes).run()


def room(system: System, width: float, asked: Numbers) -> Floats:
    """The width that each of the asked variables could have at most, up to what is wanted, with nothing shown but what is open."""
    wanted = np.full(system.size, float(width))
    widest = Ranges(system, ~system.open)
    for variable in widest.widen(wanted, asked):
        widest.reach(int(variable), width)
    return np.minimum(widest.width, width)


class _Search:
    """One search for the best choice; `wanted` is the width that each variable must have if it is hidden."""

    def __init__(self, system: System, width: float, rounds: int, nodes: int) -> None:
        self.system, self.rounds, self.nodes = system, rounds, nodes
        free = np.flatnonzero(~system.open & ~system.spare)
        self.wanted = np.zeros(system.size)
        self.wanted[free] = room(system, width, free)[free]
        # What cannot be hidden, whatever else is, is known anyway.
        self.fixed = system.open | (~system.spare & (self.wanted <= TOLERANCE))
        self.must = system.forced & ~self.fixed
        self.cuts: list[Cut] = list(row_cuts(system, self.fixed, self.wanted))
        self.attacks = 0

    def run(self) -> Hidden:
        bound = 0.0
        if not self.must.any():
            return self._done(self.must | self.system.spare, bound)
        while True:
            proposal, least, best = self._propose()
            bound = max(bound, least)
            found = self._attack(proposal)
            if not found:
                return self._done(proposal, bound)
            self.cuts += found
            if not best or self.attacks >= self.rounds:
                return self._done(self._repaired(proposal, found), bound)

    def _done(self, hidden: Flags, bound: float) -> Hidden:
        return Hidden(hidden, self.wanted, float(self.system.weight[hidden].sum()), bound, self.attacks)

    def _propose(self) -> tuple[Flags, float, bool]:
        """The cheapest choice that fulfils all cuts so far, the least that any can lose, and whether it is known to be."""
        model, columns = _master(self.system, self.must, self.fixed, self.cuts)
        model.setOptionValue("mip_max_nodes", self.nodes)
        model.run()
        info, solution = model.getInfo(), model.getSolution()
        hidden = self.must | self.system.spare
        if not solution.value_valid:
            return self._repaired(hidden, self._attack(hidden)), 0.0, False
        hidden[columns] = np.array(solution.col_value) > 0.5
        best = info.mip_gap <= 10 * _GAP
        return hidden, info.mip_dual_bound, best

    def _attack(self, hidden: Flags) -> list[Cut]:
        """A cut for every hidden variable that is too narrow."""
        self.attacks += 1
        ranges = Ranges(self.system, hidden)
        asked = np.flatnonzero(hidden & ~self.system.spare)
        found = []
        for variable in ranges.widen(self.wanted, asked):
            adds = (
                ranges.reach(int(variable), self.wanted[variable])
                if ranges.width[variable] < self.wanted[variable] - TOLERANCE
                else None
            )
            if adds is not None and (
                cut := cut_of(self.system, int(variable), adds, self.wanted[variable], self.fixed)
            ):
                found.append(cut)
        return found

    def _repaired(self, hidden: Flags, found: Sequence[Cut]) -> Flags:
        """A safe choice: until no attack finds anything, hide what fulfils most of the cuts for its weight."""
        hidden = hidden.copy()
        while found:
            for cut in found:
                fulfil(hidden, cut, self.system.weight)
            found = self._attack(hidden)
        return hidden


def fulfil(hidden: Flags, cut: Cut, weight: Floats) -> None:
    """Hide the variables that add most for their weight until the cut is fulfilled."""
    have = cut.adds[hidden[cut.variables]].sum()
    left = np.flatnonzero(~hidden[cut.variables])
    for n in left[np.argsort(weight[cut.variables[left]] / cut.adds[left], kind="stable")]:
        if have >= cut.least - TOLERANCE:
            return
        hidden[cut.variables[n]] = True
        have += cut.adds[n]


def cut_of(system: System, of: int, adds: Floats, wanted: float, fixed: Flags) -> Cut | None:
    """What the reach of one variable says of every choice: what the others add must fill up what it has by itself."""
    least = wanted - adds[of] - adds[system.spare].sum()
    usable = np.flatnonzero((adds > TOLERANCE) & ~system.spare & ~fixed)
    usable = usable[usable != of]
    if least <= TOLERANCE or not len(usable):
        return None
    return Cut(of, usable, np.minimum(adds[usable], least), least)


def _master(system: System, must: Flags, fixed: Flags, cuts: Sequence[Cut]) -> tuple[Any, Numbers]:
    """The integer program of what to hide, and the variable of each of its columns."""
    import highspy

    columns = np.flatnonzero(~fixed & ~system.spare)
    place = np.full(system.size, -1)
    place[columns] = np.arange(len(columns))
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(columns), len(cuts)
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = (
        system.weight[columns],
        must[columns].astype(float),
        np.ones(len(columns)),
    )
    lp.integrality_ = [highspy.HighsVarType.kInteger] * len(columns)
    index, data, lower = [], [], []
    for cut in cuts:
        index += [place[cut.variables]]
        data += [cut.adds]
        if must[cut.of]:
            lower.append(cut.least)
        else:
            index.append(np.array([place[cut.of]]))
            data.append(np.array([-cut.least]))
            lower.append(0.0)
    lp.row_lower_, lp.row_upper_ = np.array(lower), np.full(len(cuts), np.inf)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = _starts(cuts, must)
    lp.a_matrix_.index_ = np.concatenate(index) if index else np.zeros(0, int)
    lp.a_matrix_.value_ = np.concatenate(data) if data else np.zeros(0)
    return solver(lp, mip_rel_gap=_GAP), columns


def _starts(cuts: Sequence[Cut], must: Flags) -> Numbers:
    lengths = [len(cut.variables) + (not must[cut.of]) for cut in cuts]
    return np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
