"""Which organisations the nation has: type, region, size, share of BME staff, and how they open, merge and close.

What is planted in their indicators is in `paths`; who works there in `people`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeVar

import numpy as np

from openwres.contracts.exceptions import UsageError
from openwres.organisations import Area, Membership, Organisation, Register, Succession, register_of
from openwres.synthetic.dice import Bools, Ints, dice
from openwres.synthetic.facts import FIRST, LAST, REGIONS, TYPES, Floats, Region, Type, expit, logit, mix, national

_STARTS = (
    "Amber", "Bramble", "Dusk", "Fallow", "Gorse", "Grey", "Hollow", "Juniper", "Kestrel", "Lark", "Linnet", "Marrow",
    "Ouzel", "Plover", "Quarrel", "Russet", "Silver", "Sorrel", "Tansy", "Teasel", "Thistle", "Thorn", "Wyver", "Yarrow",
)  # fmt: skip
_ENDS = ("mere", "holm", "water", "rigg", "combe", "thwaite", "stead", "dene", "barrow", "fold", "gill", "wold")
_CALLED = {
    "acute": "Hospitals", "mental-health": "Mental Health", "community": "Community Health",
    "specialist": "Specialist Hospital", "ambulance": "Ambulance Service",
}  # fmt: skip
_ALWAYS = LAST + 1
_Item = TypeVar("_Item")


@dataclass(frozen=True)
class Move:
    """On 1 April before the snapshot of `year`, a share of the people of one organisation goes to another, or away."""

    year: int
    source: int
    target: int | None
    share: float


@dataclass(frozen=True)
class Plan:
    """The organisations as arrays, in the order of their codes; `first` and `last` are their first and last snapshot."""

    seed: int
    years: tuple[int, ...]
    codes: tuple[str, ...]
    names: tuple[str, ...]
    types: tuple[Type, ...]
    regions: tuple[Region, ...]
    icbs: tuple[str, ...]
    size: Floats
    noise: Floats
    unknown: Floats
    growth: Floats
    first: Ints
    last: Ints
    moves: tuple[Move, ...]

    def __len__(self) -> int:
        return len(self.codes)

    def there(self, year: int) -> Bools:
        """Which organisations have a snapshot of that year."""
        return np.asarray((self.first <= year) & (year <= self.last))

    @cached_property
    def mixes(self) -> Floats:
        """The share of each leaf row of the grid among the staff of each organisation."""
        return np.stack([mix(kind) for kind in self.types])

    def share(self, year: int) -> Floats:
        """The share of BME staff that each organisation has in a year; together the nation's."""
        odds = logit(np.array([region.bme for region in self.regions])) + self.noise
        odds = odds + np.array([kind.shift for kind in self.types])
        weights = self.size * self.there(min(max(year, self.years[0]), LAST))
        # The published share has people of unknown ethnicity in its denominator.
        aim = national("workforce", year) / 100 / (1 - float(np.average(self.unknown, weights=weights)))
        low, high = -6.0, 6.0
        for _ in range(50):
            middle = (low + high) / 2
            over = float(np.average(expit(odds + middle), weights=weights)) > aim
            low, high = (low, middle) if over else (middle, high)
        return expit(odds + low)

    @cached_property
    def register(self) -> Register:
        """The register of these organisations, in our own format."""
        organisations, memberships, areas = [], [], {("nation", "england"): "England"}
        for n, code in enumerate(self.codes):
            kind, region = self.types[n], self.regions[n]
            opened = date(int(self.first[n]) - 1, 4, 1) if self.first[n] > self.years[0] else None
            closed = date(int(self.last[n]), 3, 31) if self.last[n] < _ALWAYS else None
            organisations.append(Organisation(code, self.names[n], kind.code, opened, closed))
            held = (("nation", "england", "England"), ("region", region.code, region.name),
                    ("icb", self.icbs[n], f"Invented Integrated Care Board {self.icbs[n]}"))  # fmt: skip
            memberships += [Membership(code, area_type, area) for area_type, area, _ in held]
            areas |= {(area_type, area): name for area_type, area, name in held} | {("type", kind.code): kind.name}
        named = [Area(area_type, area, name) for (area_type, area), name in areas.items()]
        return register_of(organisations, memberships, named, self._successions())

    def _successions(self) -> list[Succession]:
        """Only a merger is a succession: whoever opens with a part of another's people does not continue it."""
        whole = [move for move in self.moves if move.target is not None and move.share == 1]
        return [
            Succession(self.codes[move.source], self.codes[move.target or 0], date(move.year - 1, 4, 1))
            for move in whole
        ]


def make_plan(seed: int, number: int, years: Sequence[int], *, changes: bool, scale: float = 1.0) -> Plan:
    """Organisations of every type and region; with `changes` some merge, open and close over the years."""
    _check(number, years, scale)
    chance = dice(seed, "plan")
    kinds = _dealt(chance, TYPES, [kind.number for kind in TYPES], number)
    places = _dealt(chance, REGIONS, [region.number for region in REGIONS], number)
    first, last = [years[0]] * number, [_ALWAYS] * number
    moves: list[Move] = []
    if changes:
        moves = _Changing(chance, kinds, places, first, last).deal(years)
    total = len(kinds)
    middle = np.array([kind.staff for kind in kinds]) * scale
    spread = np.array([kind.spread for kind in kinds])
    size = np.maximum(middle * np.exp(spread * np.clip(chance.normal(size=total), -2.2, 2.2)), 60)
    for move in moves:
        if move.target is not None and move.share < 1:
            size[move.target] = size[move.source] * move.share
    return Plan(
        seed, tuple(years), tuple(f"Z{n + 1:04d}" for n in range(total)), _names(chance, kinds), tuple(kinds),
        tuple(places), _icbs(chance, places), np.round(size), chance.normal(0, 0.4, total),
        np.clip(chance.lognormal(-3.3, 0.5, total), 0.01, 0.12), chance.normal(0.018, 0.012, total),
        np.array(first), np.array(last), tuple(moves),
    )  # fmt: skip


def _check(number: int, years: Sequence[int], scale: float) -> None:
    span = f"{FIRST + 1} to {LAST}"
    if not years or list(years) != list(range(years[0], years[-1] + 1)):
        raise UsageError("The years of a nation follow one another. Give a first and a last one.")
    if years[0] <= FIRST or years[-1] > LAST:
        raise UsageError(f"A nation can be made for {span}. Choose years among these.")
    if not 1 <= number <= len(_STARTS) * len(_ENDS) - 30:
        raise UsageError(f"A nation has 1 to {len(_STARTS) * len(_ENDS) - 30} organisations.")
    if not 0 < scale <= 2:
        raise UsageError("The scale of a nation is above 0 and at most 2.")


def _dealt(chance: np.random.Generator, items: Sequence[_Item], weights: Sequence[int], number: int) -> list[_Item]:
    """The items in proportion to their weights, in a chance order."""
    shares = np.array(weights) / sum(weights) * number
    counts = np.floor(shares).astype(int)
    counts[np.argsort(counts - shares, kind="stable")[: number - counts.sum()]] += 1
    if number >= 2 * len(items):  # none is left out where there is room for all
        while (counts == 0).any():
            counts[counts.argmax()] -= 1
            counts[counts.argmin()] += 1
    dealt = [item for item, count in zip(items, counts, strict=True) for _ in range(count)]
    return [dealt[place] for place in chance.permutation(number)]


def _names(chance: np.random.Generator, kinds: Sequence[Type]) -> tuple[str, ...]:
    pairs = [start + end for start in _STARTS for end in _ENDS]
    order = chance.permutation(len(pairs))[: len(kinds)]
    return tuple(f"{pairs[n]} {_CALLED[kind.code]} NHS Trust" for n, kind in zip(order, kinds, strict=True))


def _icbs(chance: np.random.Generator, places: Sequence[Region]) -> tuple[str, ...]:
    """About five organisations of a region to each board."""
    groups = {region.code: max(1, round(sum(p is region for p in places) / 5)) for region in REGIONS}
    starts = dict(zip(groups, np.cumsum([0, *list(groups.values())[:-1]]), strict=True))
    return tuple(f"ZI{starts[p.code] + chance.integers(groups[p.code]) + 1:02d}" for p in places)


@dataclass
class _Changing:
    """Organisations while changes are being dealt out: they are added at the end, and closed by their last year."""

    chance: np.random.Generator
    kinds: list[Type]
    places: list[Region]
    first: list[int]
    last: list[int]

    def deal(self, years: Sequence[int]) -> list[Move]:
        """A merger each year; in the second year a new organisation with part of another's people; then a closure."""
        moves: list[Move] = []
        for order, year in enumerate(years[1:]):
            one, other = self._neighbours(year)
            new = self._opened(year, like=one)
            moves += [Move(year, one, new, 1.0), Move(year, other, new, 1.0)]
            self.last[one] = self.last[other] = year - 1
            if order == 1:
                parent, _ = self._neighbours(year)
                moves.append(Move(year, parent, self._opened(year, like=parent), 0.3))
            if order == 2:
                gone, _ = self._neighbours(year)
                moves.append(Move(year, gone, None, 1.0))
                self.last[gone] = year - 1
        return moves

    def _opened(self, year: int, like: int) -> int:
        """Add an organisation of the type and region of another."""
        self.kinds.append(self.kinds[like])
        self.places.append(self.places[like])
        self.first.append(year)
        self.last.append(_ALWAYS)
        return len(self.kinds) - 1

    def _neighbours(self, year: int) -> tuple[int, int]:
        """Two organisations of one type and region that were there the year before and are still."""
        able = [n for n in range(len(self.kinds)) if self.first[n] < year and self.last[n] == _ALWAYS]
        alike = [(a, b) for a in able for b in able if b < a and self._alike(a, b)]
        if not alike:
            raise UsageError("There are too few organisations for mergers. Ask for more of them, or for no changes.")
        return alike[int(self.chance.integers(len(alike)))]

    def _alike(self, one: int, other: int) -> bool:
        return self.kinds[one] is self.kinds[other] and self.places[one] is self.places[other]
