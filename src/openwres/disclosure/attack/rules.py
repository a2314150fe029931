"""What the definitions say about counts of one place: which add up to which, and which cannot exceed which.

A rule knows slots, not places and not numbers; `places` fills it in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from openwres.disclosure.attack.knowledge import Knowledge
from openwres.standards.model import Breakdown, Edition

ALL = "all"


class Slot(NamedTuple):
    """Where a count stands within its place."""

    item: str
    basis: str
    breakdown: str
    category: str
    classification: str
    group: str


class Grid(NamedTuple):
    """The part of a slot that says which table it is in: everything but category and group."""

    item: str
    basis: str
    breakdown: str
    classification: str


@dataclass(frozen=True)
class Rule:
    """The sum of `terms` is nothing, or at most nothing.

    A rule that is not `sure` is what an attacker believes; where anything that is shown of the same `family` contradicts
    it, it is believed no longer.
    """

    terms: tuple[tuple[Slot, float], ...]
    family: str
    at_most: bool = False
    sure: bool = True


def grids_of(published: Iterable[Grid], edition: Edition) -> list[Grid]:
    """The tables that are published, and those that link them: the whole, and the main classification of each breakdown."""
    grids = {grid for grid in published if grid.item in edition.items and edition.items[grid.item].counted}
    main = {grid._replace(classification=edition.main) for grid in grids}
    return sorted(grids | main | {grid._replace(breakdown="") for grid in grids | main})


def slots_of(grid: Grid, edition: Edition, knowledge: Knowledge) -> Iterator[Slot]:
    """Every slot of a table."""
    for category in categories_of(grid.breakdown, edition, knowledge):
        for group in [*groups_of(grid.classification, edition), ALL]:
            yield Slot(grid.item, grid.basis, grid.breakdown, category, grid.classification, group)


def categories_of(breakdown: str, edition: Edition, knowledge: Knowledge) -> list[str]:
    """The categories of a breakdown, with the merged ones; one without a name where there is no breakdown."""
    found = edition.breakdowns.get(breakdown)
    return [*found.categories, *knowledge.merges.get(breakdown, ())] if found else [""]


def groups_of(classification: str, edition: Edition) -> list[str]:
    """The groups of a classification without `all`; one that the edition does not know has none."""
    found = edition.classifications.get(classification)
    return list(found.groups) if found else []


def rules_of(grids: Sequence[Grid], edition: Edition, knowledge: Knowledge) -> list[Rule]:
    """Every rule between the slots of these tables."""
    asked = _Rules(frozenset(grids), edition, knowledge)
    return [*asked.groups(), *asked.rows(), *asked.events()]


class _Rules:
    def __init__(self, grids: frozenset[Grid], edition: Edition, knowledge: Knowledge) -> None:
        self.grids, self.edition, self.knowledge = grids, edition, knowledge

    def groups(self) -> Iterator[Rule]:
        """Groups add up to all, and those of a finer classification to those of a coarser one."""
        tables = sorted({grid._replace(classification="") for grid in self.grids})
        for table in tables:
            its = [c for c in self.edition.classifications if table._replace(classification=c) in self.grids]
            for category in categories_of(table.breakdown, self.edition, self.knowledge):
                yield from self._groups(table, category, its)

    def _groups(self, table: Grid, category: str, classifications: Sequence[str]) -> Iterator[Rule]:
        def slot(classification: str, group: str) -> Slot:
            return Slot(table.item, table.basis, table.breakdown, category, classification, group)

        for name in classifications:
            yield Rule(_sum([slot(name, g) for g in groups_of(name, self.edition)], [slot(name, ALL)]), "groups")
            if name != self.edition.main:
                yield Rule(_sum([slot(name, ALL)], [slot(self.edition.main, ALL)]), "everybody", sure=False)
        for one, other in combinations(classifications, 2):
            for left, right in self._blocks(one, other):
                parts, wholes = [slot(one, g) for g in left], [slot(other, g) for g in right]
                yield Rule(_sum(parts, wholes), f"{one} {other}", sure=False)

    def _blocks(self, one: str, other: str) -> list[tuple[frozenset[str], frozenset[str]]]:
        """The smallest sets of groups of two classifications that hold the same people."""
        found = self.edition.classifications
        first, second = found[one], found[other]
        if other in first.parts or one in second.parts:
            crossed, part = (first, other) if other in first.parts else (second, one)
            at = crossed.parts.index(part)
            pairs = [(g, g.split("*")[at]) for g in crossed.groups]
            return joined(pairs if crossed is first else [(b, a) for a, b in pairs])
        if first.parts or second.parts or first.column != second.column:
            return []
        return joined(
            [(group, second.of_code[code]) for code, group in first.of_code.items() if code in second.of_code]
        )

    def rows(self) -> Iterator[Rule]:
        """Rows of a breakdown add up to the whole, to the larger rows made of them and to what they were merged into."""
        for grid in sorted(g for g in self.grids if g.breakdown in self.edition.breakdowns):
            breakdown = self.edition.breakdowns[grid.breakdown]
            for group in [*groups_of(grid.classification, self.edition), ALL]:
                yield from self._rows(grid, breakdown, group)

    def _rows(self, grid: Grid, breakdown: Breakdown, group: str) -> Iterator[Rule]:
        def slots(categories: Iterable[str], of: str = breakdown.code) -> list[Slot]:
            return [Slot(grid.item, grid.basis, of, c, grid.classification, group) for c in categories]

        # Who is there on a day has a grade; an event need not have one.
        item, family = self.edition.items[grid.item], f"{grid.item} {breakdown.code}"
        for split in _splits(breakdown, self.edition):
            yield Rule(_sum(slots(split), slots([""], "")), family, sure=bool(item.at))
        for merged, rows in self.knowledge.merges.get(breakdown.code, {}).items():
            yield Rule(_sum(slots(rows), slots([merged])), "merged")
        if breakdown.of and grid._replace(breakdown=breakdown.of) in self.grids:
            for category in breakdown.categories.values():
                yield Rule(_sum(slots(category.rows, breakdown.of), slots([category.code])), "larger")
        for category in breakdown.categories.values():
            if category.part_of:
                yield Rule(_sum(slots([category.code]), slots([category.part_of])), "part", at_most=True)

    def events(self) -> Iterator[Rule]:
        """Those who had an event are among those who could have it."""
        for (event, people), certain in sorted(_among(self.edition).items()):
            for grid in sorted(g for g in self.grids if g.item == event):
                beside, years = self._people_of(grid, people)
                if beside in self.grids:
                    for slot in slots_of(grid, self.edition, self.knowledge):
                        larger = slot._replace(item=people, basis=beside.basis)
                        terms = ((slot, 1.0), (larger, -float(years)))
                        sure = certain.elsewhere or (certain.compared and self._compared(slot))
                        yield Rule(terms, among(event, people), at_most=True, sure=sure)

    def _compared(self, slot: Slot) -> bool:
        """Whether a count is of the whole organisation and of a group that an indicator compares."""
        e = self.edition
        return (slot.breakdown, slot.classification) == ("", e.main) and slot.group in (e.focus, e.reference, ALL)

    def _people_of(self, grid: Grid, people: str) -> tuple[Grid, int]:
        """The table of those who could have the event, and how often a person can be counted in it."""
        years = years_of(self.edition, self.knowledge, grid.item, grid.basis)
        basis = grid.basis if grid.basis in self.edition.items[people].bases else ""
        return grid._replace(item=people, basis=basis), years


def among(event: str, people: str) -> str:
    """The family of the rules that those of an event are among its population."""
    return f"{event} {people}"


def years_of(edition: Edition, knowledge: Knowledge, item: str, basis: str) -> int:
    """Over how many years a basis of an item counts."""
    found = edition.items[item].bases.get(basis)
    return found.years if found else knowledge.spans.get(basis, 1)


def _sum(parts: Iterable[Slot], wholes: Iterable[Slot]) -> tuple[tuple[Slot, float], ...]:
    """Parts less the wholes that they add up to."""
    return (*((slot, 1.0) for slot in parts), *((slot, -1.0) for slot in wholes))


def _splits(breakdown: Breakdown, edition: Edition) -> list[list[str]]:
    """The sets of categories that hold everybody once."""
    if breakdown.partial:
        return []
    if breakdown.splits:
        return [list(split) for split in breakdown.splits]
    categories = [c for c in breakdown.categories.values() if not c.part_of]
    if breakdown.of:
        finest = [c.code for c in edition.breakdowns[breakdown.of].categories.values() if not c.part_of]
        if sorted(row for c in categories for row in c.rows) != sorted(finest):
            return []
    return [[c.code for c in categories]]


class _Certain(NamedTuple):
    """Where the definitions let no count be larger than that of those it is among."""

    compared: bool
    elsewhere: bool


def _among(edition: Edition) -> Mapping[tuple[str, str], _Certain]:
    """Pairs of items of which the first is among the second, and where that is certain."""
    found: dict[tuple[str, str], _Certain] = {}
    for indicator in edition.indicators:
        for rule in indicator.coherence:
            found[rule.smaller, rule.larger] = _Certain(rule.severity == "block", rule.elsewhere == "block")
        if indicator.kind in ("relative_likelihood", "survey_percentage") and indicator.event and indicator.population:
            pair = indicator.event, indicator.population
            asked = edition.items[indicator.population].unit == "respondent"
            counted = asked or edition.items[indicator.event].within == indicator.population
            found[pair] = _Certain(True, True) if counted else found.get(pair, _Certain(False, False))
    return found


def joined(pairs: Iterable[tuple[str, str]]) -> list[tuple[frozenset[str], frozenset[str]]]:
    """The connected parts of a graph between two kinds of names: the smallest sets on both sides that belong together."""
    blocks: list[tuple[set[str], set[str]]] = []
    for left, right in dict.fromkeys(pairs):
        touched = [block for block in blocks if left in block[0] or right in block[1]]
        blocks = [block for block in blocks if block not in touched]
        blocks.append(({left}.union(*(b[0] for b in touched)), {right}.union(*(b[1] for b in touched))))
    return [(frozenset(left), frozenset(right)) for left, right in blocks]
