"""Partners across the nation: what more must be hidden so that areas do not give organisations away.

Every organisation is safe by itself, so it is safe among others where no count of an area stands against its moves. Most
moves are made up for by neighbours. For the others the cheapest way is looked for, and what is in its way is hidden.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from openwres.disclosure.places import Neighbours, Places
from openwres.disclosure.ranges import TOLERANCE, Ranges
from openwres.disclosure.system import Flags, Floats, Numbers, System
from openwres.disclosure.ways import Ways

_ROOM = (2500, 8000)  # so many variables of neighbours take part in a search, and where that was not enough


@dataclass(frozen=True)
class Linked:
    """What is hidden when nothing gives it away any more, how wide it had to be, and after how many searches.

    `lost` are variables of organisations that are given away by what must be shown, whatever is hidden.
    """

    hidden: Flags
    wanted: Floats
    rounds: int
    lost: Numbers


def link(system: System, hidden: Flags, wanted: Floats, places: Places) -> Linked:
    """Hide what stands in the way until every hidden variable is proved to be as wide as wanted."""
    linking = _Linking(system, hidden, wanted, places)
    linking.as_it_is()
    rounds = 0
    for room in _ROOM:
        narrow = linking.narrow()
        if len(narrow):
            rounds += 1
            linking.among_neighbours(narrow, room)
    lost = linking.give_up(linking.narrow())
    return Linked(linking.hidden, linking.wanted, rounds, lost)


class _Linking:
    """What is hidden so far, and how far each variable is proved to move up and down with all that is shown."""

    def __init__(self, system: System, hidden: Flags, wanted: Floats, places: Places) -> None:
        self.system, self.places = system, places
        self.wanted, self.hidden = wanted.copy(), hidden.copy()
        self.fixed = system.open | (~system.spare & (wanted <= TOLERANCE))
        self.up, self.down = np.zeros(system.size), np.zeros(system.size)
        self._by_column = system.matrix.tocsc()

    def narrow(self) -> Numbers:
        """The hidden variables that are not proved to be as wide as wanted, the ones that are worth least first."""
        found = self.narrow_of(np.flatnonzero(self.hidden & ~self.fixed & ~self.system.spare))
        return found[np.argsort(self.system.weight[found], kind="stable")]

    def narrow_of(self, asked: Numbers) -> Numbers:
        """Those of the asked variables that are not proved to be as wide as wanted."""
        return asked[self.up[asked] + self.down[asked] < self.wanted[asked] - TOLERANCE]

    def as_it_is(self) -> None:
        """What moves within one area while all that is shown stays as it is, the smallest areas first; then what moves at all."""
        for lies in self.places.lies:
            narrow = self.narrow()
            for area in np.unique(lies[narrow][lies[narrow] >= 0]):
                self._widen(narrow[lies[narrow] == area], (lies == area) | self.places.areas)
        self._widen(self.narrow(), np.ones(self.system.size, bool), large=True)

    def _widen(self, narrow: Numbers, within: Flags, *, large: bool = False) -> None:
        if len(narrow):
            ranges = Ranges(self.system, self.hidden & within, large=large, by_column=self._by_column)
            ranges.widen(self.wanted, narrow)
            self.up, self.down = np.maximum(self.up, ranges.up), np.maximum(self.down, ranges.down)

    def among_neighbours(self, narrow: Numbers, room: int) -> None:
        """Ways for one organisation after another, among those that hide the same counts; then for counts of areas."""
        neighbours = Neighbours(self.places, self.hidden)
        for of_areas in (False, True):
            some = narrow[self.places.areas[narrow] == of_areas]
            owner = np.array([neighbours.owner(int(variable)) for variable in some], int)
            for organisation in np.unique(owner):
                asked = self.narrow_of(some[owner == organisation])
                if len(asked):
                    near = np.isin(self.places.organisation, neighbours.of(int(organisation), asked, room))
                    self._find_ways(asked, near | self.places.areas)

    def _find_ways(self, asked: Numbers, within: Flags) -> None:
        """Widen the asked variables, and all that is hidden for them, from the dearest to the cheapest."""
        priced = within & ~self.hidden & ~self.fixed
        ways = Ways(self.system, self._by_column, self.hidden & within, priced)
        waiting = asked.tolist()
        while waiting:
            variable = waiting.pop()
            for sign in (-1, 1):  # down first: neighbours can always go up, and down only by what they have
                if len(self.narrow_of(np.array([variable]))):
                    left = self.wanted[variable] - (self.down if sign > 0 else self.up)[variable]
                    new = self._taken(ways.move(variable, float(left), sign))
                    ways.release(new)
                    waiting += new.tolist()

    def _taken(self, move: Floats) -> Numbers:
        """Hide what a move changes, and keep how far everything moved; what is newly hidden."""
        new = np.flatnonzero((np.abs(move) > TOLERANCE) & ~self.hidden)
        self.hidden[new] = True
        self.up, self.down = np.maximum(self.up, move), np.maximum(self.down, -move)
        return new

    def give_up(self, narrow: Numbers) -> Numbers:
        """What can be told from what must be shown, whatever is hidden with it: less room for it; those that may not have less.

        These are counts of organisations, but for those that have too little room by themselves.
        A count of an area that is known exactly is shown, as nobody learns anything by that; another one has no more room.
        """
        roomy = self.wanted[narrow] >= self.wanted.max(initial=0.0) - TOLERANCE
        width = self.up[narrow] + self.down[narrow]
        self.hidden[narrow[self.places.areas[narrow] & (width <= TOLERANCE) & ~self.system.forced[narrow]]] = False
        self.wanted[narrow] = width
        lost: Numbers = narrow[~self.places.areas[narrow] & roomy]
        return lost
