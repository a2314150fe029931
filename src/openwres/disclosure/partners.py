"""Partners across the nation: what more to hide so that areas and the organisations in them do not give each other away.

Single equations are looked through first and the cheapest partner taken, with what it needs itself; then linear programs
attack what is left, part by part and as a whole, until they find nothing.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from openwres.disclosure.ranges import TOLERANCE, Ranges
from openwres.disclosure.rows import Cut, Rows, cuts_of
from openwres.disclosure.system import Flags, Floats, Numbers, System

_PATIENCE = 8  # rounds in which single partners are looked for, before whole areas' counts go
_EVERY = 10  # more steps than there are types of areas
_FEW = 40  # so many narrow variables are asked for one by one in the whole system
_EACH = 60  # narrow variables of one block that are asked for partners in one round


@dataclass(frozen=True)
class Places:
    """Where variables lie: for each type of areas, the smallest first, the number of the area, -1 where in none.

    `areas` says of which type a variable is that is of an area alone, -1 for those of organisations.
    """

    lies: tuple[Numbers, ...]
    areas: Numbers

    def part(self, variables: Numbers) -> Places:
        """The places of these variables alone."""
        return Places(tuple(one[variables] for one in self.lies), self.areas[variables])


@dataclass(frozen=True)
class Linked:
    """What is hidden when nothing gives it away any more, how wide it had to be, and after how many rounds of attack."""

    hidden: Flags
    wanted: Floats
    rounds: int


def link(
    system: System, hidden: Flags, wanted: Floats, places: Places, told: Callable[[str], None] | None = None
) -> Linked:
    """Hide partners until no equation and no attack finds a hidden variable to be narrower than wanted.

    Raises GivenAway where a count of an organisation that could be as wide as wanted is not, whatever is hidden.
    """
    linking = _Linking(system, hidden, wanted, places)
    linking.settle(zip(*Rows(system).narrow(linking.hidden, wanted), strict=True))
    asked = np.flatnonzero(linking.hidden & ~linking.fixed & ~system.spare)
    rounds = 0
    while len(narrow := linking.narrow(asked)):
        rounds += 1
        if told:
            told(f"round {rounds}: {len(narrow):,} counts are exposed")
        before = linking.hidden.copy()
        linking.patient = rounds <= _PATIENCE
        for step in linking.steps(narrow, rounds - _PATIENCE):
            step()
            if (linking.hidden != before).any():
                break
        asked = np.union1d(narrow[linking.hidden[narrow]], np.flatnonzero(linking.hidden & ~before & ~system.spare))
    return Linked(linking.hidden, linking.wanted, rounds)


class GivenAway(Exception):  # noqa: N818  # caught where the counts can be named
    """Variables of organisations that are given away by what must be shown."""

    def __init__(self, variables: Numbers) -> None:
        super().__init__(f"{len(variables):,} counts")
        self.variables = variables


class _Linking:
    """What is hidden so far, with the number and the amount of what is hidden on either side of each equation."""

    def __init__(self, system: System, hidden: Flags, wanted: Floats, places: Places) -> None:
        self.system, self.wanted, self.places = system, wanted.copy(), places
        self.hidden = hidden.copy()
        self._by_column = system.matrix.tocsc()
        self.useless = np.zeros(system.size, bool)
        self.patient = True
        self.fixed = system.open | (~system.spare & (wanted <= TOLERANCE))
        self._of_variable = _rows_of(system)
        self._number = np.zeros((system.matrix.shape[0], 2), int)
        self._amount = np.zeros((system.matrix.shape[0], 2))
        for variable in np.flatnonzero(hidden):
            self._count(int(variable))

    def steps(self, narrow: Numbers, impatience: int) -> list[Callable[[], None]]:
        """What to do about narrow variables, until something of it helps: partners, then the counts of areas, then nothing."""
        partners = partial(self.give_partners, narrow)
        areas = [partial(self.give_areas, narrow, steps) for steps in (max(impatience, 1), _EVERY)]
        return [*([partners] if self.patient else []), *areas, partners, partial(self.give_up, narrow)]

    def narrow(self, asked: Numbers) -> Numbers:
        """Those that are not proved to be as wide as wanted: by moves within one area, the smallest first, then anywhere."""
        for lies in self.places.lies:
            for area in np.unique(lies[asked][lies[asked] >= 0]):
                mine = asked[lies[asked] == area]
                inner = self._within(lies == area)
                inner.widen(self.wanted, mine)
                asked = np.setdiff1d(asked, mine[inner.width[mine] >= self.wanted[mine] - TOLERANCE])
        whole = Ranges(self.system, self.hidden, large=True, by_column=self._by_column)
        asked = whole.widen(self.wanted, asked, 12) if len(asked) else asked
        return asked if len(asked) > _FEW else np.array([v for v in asked if self._falls_short(whole, v)], dtype=int)

    def _falls_short(self, ranges: Ranges, variable: int) -> bool:
        """Whether a variable is narrow for certain. A count of an area that is known exactly is shown again instead."""
        ranges.reach(int(variable), self.wanted[variable])
        width = ranges.width[variable]
        if (
            self.patient
            and width <= TOLERANCE
            and self.places.areas[variable] >= 0
            and not self.system.forced[variable]
        ):
            self._show(int(variable))
            return False
        return bool(width < self.wanted[variable] - TOLERANCE)

    def _show(self, variable: int) -> None:
        """Show a count that is known anyway; it is no partner for others until whole areas' counts go with it."""
        self.hidden[variable], self.useless[variable] = False, True
        self._count(variable, -1)

    def _within(self, block: Flags) -> Ranges:
        """Moves within one block, and of the counts of areas that are hidden."""
        return Ranges(self.system, self.hidden & (block | (self.places.areas >= 0)), by_column=self._by_column)

    def give_partners(self, narrow: Numbers) -> None:
        """Hide what lets narrow variables move within the largest areas that they lie in."""
        if len(narrow) <= _FEW:
            whole = Ranges(self.system, self.hidden, large=True, by_column=self._by_column)
            for cut in list(self._cuts(whole, narrow)):
                self.fulfil(cut)
            return
        for lies in self.places.lies[::-1]:
            for area in np.unique(lies[narrow][lies[narrow] >= 0]):
                mine = narrow[lies[narrow] == area]
                for cut in list(self._cuts(self._within(lies == area), mine[:: max(len(mine) // _EACH, 1)])):
                    self.fulfil(cut)
            narrow = narrow[lies[narrow] < 0]

    def _cuts(self, ranges: Ranges, asked: Numbers) -> Iterator[Cut]:
        """For each narrow variable what would let it move further, of all that is not hidden yet."""
        for variable in asked:
            adds = ranges.reach(int(variable), self.wanted[variable])
            if adds is not None:
                least = self.wanted[variable] - ranges.width[variable]
                usable = np.flatnonzero(
                    (adds > TOLERANCE) & ~(self.hidden | self.fixed | (self.useless & self.patient))
                )
                yield Cut(int(variable), usable, np.minimum(adds[usable], least), least)

    def give_areas(self, narrow: Numbers, steps: int) -> None:
        """Hide the counts of the smallest types of areas wherever a sum joins them to what is hidden beside a narrow variable."""
        near = np.zeros(self.system.size, bool)
        near[narrow] = True
        inside = ~self.system.across
        within = self.system.matrix[inside]
        for _ in range(3):
            rows = (abs(within) @ near.astype(float)) > 0
            near |= ((abs(within).T @ rows.astype(float)) > 0) & self.hidden
        for _ in range(steps):
            joined = (abs(self.system.matrix[self.system.across]) @ near.astype(float)) > 0
            around = (abs(self.system.matrix[self.system.across]).T @ joined.astype(float)) > 0
            new = around & (self.places.areas >= 0) & ~self.hidden & ~self.fixed
            for variable in np.flatnonzero(new):
                self.hide(int(variable))
            near |= new

    def give_up(self, narrow: Numbers) -> None:
        """What can be told from what must be shown, whatever is hidden with it: counts of areas; GivenAway for others.

        What has too little room by itself gets less.
        A count of an area that is known exactly is shown, as nobody learns anything by that; another one has no more room.
        """
        roomy = self.wanted[narrow] >= self.wanted.max() - TOLERANCE
        if len(lost := narrow[(self.places.areas[narrow] < 0) & roomy]):
            raise GivenAway(lost)
        whole = Ranges(self.system, self.hidden, large=True, by_column=self._by_column)
        for variable in narrow:
            whole.reach(int(variable), self.wanted[variable])
        known = narrow[(whole.width[narrow] <= TOLERANCE) & ~self.system.forced[narrow]]
        self.hidden[known] = False
        self.wanted[narrow] = whole.width[narrow]

    def _count(self, variable: int, times: int = 1) -> None:
        for row, side in self._of_variable[variable]:
            self._number[row, side] += times
            self._amount[row, side] += times * self.system.value[variable]

    def hide(self, variable: int) -> None:
        """Hide a variable and what it needs to be safe in its own equations."""
        self._hide(variable)
        self.settle((row, variable) for row, _ in self._of_variable[variable])

    def _hide(self, variable: int) -> None:
        self.hidden[variable] = True
        self._count(variable)

    def settle(self, exposed: Iterable[tuple[int, int]]) -> None:
        """Give partners to variables in equations that give them away, and to those partners, until none does."""
        waiting = deque((int(row), int(variable)) for row, variable in exposed)
        while waiting:
            row, variable = waiting.popleft()
            if self.safe(row, variable):
                continue
            for cut in cuts_of(self.system, row, variable, self.fixed, self.wanted):
                for new in self._chosen(cut):
                    self._hide(new)
                    waiting.extend((its, new) for its, _ in self._of_variable[new])

    def safe(self, row: int, variable: int, more: int = 0) -> bool:
        """Whether an equation alone leaves a hidden variable, or one that would be, wide enough."""
        side = next((side for its, side in self._of_variable[variable] if its == row), None)
        if side is None or self._number[row, 1 - side]:
            return True
        amount = self._amount[row, side] + (self.system.value[variable] if more else 0)
        return bool(self._number[row, side] + more > 1 and amount >= self.wanted[variable] - TOLERANCE)

    def fulfil(self, cut: Cut) -> None:
        """Hide what a cut still asks for."""
        for variable in self._chosen(cut):
            self.hide(variable)

    def _chosen(self, cut: Cut) -> list[int]:
        """The cheapest of a cut's variables, with what each needs itself, that together add enough."""
        have = cut.adds[self.hidden[cut.variables]].sum()
        if have >= cut.least - TOLERANCE:
            return []
        left = [
            (self._price(int(v)) / add, int(v), add)
            for v, add in zip(cut.variables, cut.adds, strict=True)
            if not self.hidden[v]
        ]
        chosen = []
        for _, variable, add in sorted(left):
            chosen.append(variable)
            have += add
            if have >= cut.least - TOLERANCE:
                break
        return chosen

    def _price(self, variable: int) -> float:
        """The weight of a variable, and of the cheapest partner in each equation that would give it away."""
        price = self.system.weight[variable]
        for row, _ in self._of_variable[variable]:
            if not self.safe(row, variable, 1):
                start, end = self.system.matrix.indptr[row], self.system.matrix.indptr[row + 1]
                columns = self.system.matrix.indices[start:end]
                free = columns[
                    ~self.fixed[columns] & ~self.hidden[columns] & (columns != variable) & ~self.system.spare[columns]
                ]
                price += self.system.weight[free].min() if len(free) else 1e9
        return float(price)


def _rows_of(system: System) -> list[list[tuple[int, int]]]:
    """The equations of each variable, with its side in them; those that count a variable more than once are left out."""
    matrix = system.matrix
    row = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    plain = np.ones(matrix.shape[0], bool)
    plain[row[np.abs(matrix.data) != 1]] = False
    found: list[list[tuple[int, int]]] = [[] for _ in range(system.size)]
    kept = plain[row]
    for one, variable, side in zip(
        row[kept].tolist(), matrix.indices[kept].tolist(), (matrix.data[kept] > 0).tolist(), strict=True
    ):
        found[variable].append((one, int(side)))
    return found
