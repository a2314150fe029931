"""From the sheet to a system: every rule at every place, areas as sums of organisations, windows as sums of years.

Solving it is the work of `bounds` and `ranges`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy import sparse

from openwres.disclosure.attack.knowledge import Knowledge
from openwres.disclosure.attack.rules import Slot, among, years_of
from openwres.disclosure.attack.sheet import ABSENT, HIDDEN, ORGANISATION, SHOWN, Array, Sheet
from openwres.standards.model import Edition, Indicator

_NEAR = 1e-6


@dataclass(frozen=True)
class Equations:
    """Rows over cells: their weighted sum is `total`, or at most that where it is `at_most`."""

    rows: sparse.csr_array
    total: Array
    at_most: Array
    sure: Array


@dataclass(frozen=True)
class Contradiction:
    """Counts that are all shown and break a rule that holds for certain."""

    place: int
    slots: tuple[Slot, ...]


def equations_of(
    sheet: Sheet, edition: Edition, members: pl.DataFrame, knowledge: Knowledge
) -> tuple[Equations, list[Contradiction]]:
    """Everything that links the cells of the sheet, and what is shown and cannot be."""
    within, wrong = _within(sheet, knowledge)
    across = _stacked([*_areas(sheet, edition, members), *_windows(sheet, edition, knowledge)], sheet.cells)
    return together([within, across]), wrong


def together(parts: list[Equations]) -> Equations:
    """Several systems over the same cells as one."""
    return Equations(
        sparse.vstack([part.rows for part in parts], format="csr"),
        np.concatenate([part.total for part in parts]),
        np.concatenate([part.at_most for part in parts]),
        np.concatenate([part.sure for part in parts]),
    )


def _within(sheet: Sheet, knowledge: Knowledge) -> tuple[Equations, list[Contradiction]]:
    """The rules at each place where any of their slots is published, without beliefs that the release refutes."""
    rules = _rule_matrix(sheet)
    at_most = np.array([rule.at_most for rule in sheet.rules], bool)
    sure = np.array([rule.sure for rule in sheet.rules], bool)
    terms = abs(rules).astype(bool).astype(np.float64)
    published, open_cells = terms @ (sheet.state != ABSENT).T > 0, terms @ (sheet.state != SHOWN).T > 0
    total = rules @ np.where(sheet.state == SHOWN, sheet.number, 0.0).T
    broken = ~open_cells & np.where(at_most[:, None], total > _NEAR, abs(total) > _NEAR)
    names, families = np.unique(np.array([rule.family for rule in sheet.rules], str), return_inverse=True)
    certain = sure[:, None] & ~(terms @ sheet.worked_out.T > 0)
    refuted = _said_otherwise(names, sheet, knowledge)
    np.logical_or.at(refuted, families, broken & ~certain)
    rule, place = np.nonzero(published & open_cells & ~(refuted[families] & ~certain))
    wrong = [_contradiction(sheet, r, p) for r, p in zip(*np.nonzero(broken & certain), strict=True)]
    return Equations(
        _placed(rules, rule, place, sheet), np.zeros(len(rule)), at_most[rule], certain[rule, place]
    ), wrong


def _said_otherwise(families: Array, sheet: Sheet, knowledge: Knowledge) -> Array:
    """For each family of rules and each place whether the release says in words that some of them do not hold there."""
    said = {(kind, area, among(event, people)) for kind, area, event, people in knowledge.uncovered}
    found = [[(place.area_type, place.area, family) in said for place in sheet.places] for family in families]
    return np.array(found, bool).reshape(len(families), len(sheet.places))


def _contradiction(sheet: Sheet, rule: int, place: int) -> Contradiction:
    return Contradiction(int(place), tuple(slot for slot, _ in sheet.rules[rule].terms))


def _rule_matrix(sheet: Sheet) -> sparse.csr_array:
    terms = [(n, sheet.slots[slot], weight) for n, rule in enumerate(sheet.rules) for slot, weight in rule.terms]
    rows, columns, weights = zip(*terms, strict=True) if terms else ((), (), ())
    shape = len(sheet.rules), len(sheet.slots)
    return sparse.csr_array((np.array(weights, float), (np.array(rows, int), np.array(columns, int))), shape=shape)


def _placed(rules: sparse.csr_array, rule: Array, place: Array, sheet: Sheet) -> sparse.csr_array:
    """Rules moved to their places: the same weights, in the columns of the place's cells."""
    picked = rules[rule].tocoo()
    columns = place.astype(np.int64)[picked.row] * len(sheet.slots) + picked.col
    return sparse.csr_array((picked.data, (picked.row, columns)), shape=(len(rule), sheet.cells))


Sum = tuple[Array, Array, bool]  # cells, their weights, whether their sum may be less than nothing


def _stacked(sums: list[Sum], cells: int) -> Equations:
    lengths = np.array([len(one) for one, _, _ in sums], int)
    columns = np.concatenate([one for one, _, _ in sums]) if sums else np.zeros(0, int)
    weights = np.concatenate([one for _, one, _ in sums]) if sums else np.zeros(0)
    starts = np.concatenate([[0], np.cumsum(lengths)])
    rows = sparse.csr_array((weights, columns, starts), shape=(len(sums), cells))
    nothing, sure = np.zeros(len(sums)), np.ones(len(sums), bool)
    return Equations(rows, nothing, np.array([one for *_, one in sums], bool), sure)


def _areas(sheet: Sheet, edition: Edition, members: pl.DataFrame) -> Iterator[Sum]:
    """An area's count is the sum of its organisations'; no more or no less than that, where not all can be told."""
    belongs = {key: rows["organisation"].to_list() for key, rows in members.group_by("area_type", "area")}
    places, there = {place: n for n, place in enumerate(sheet.places)}, _there(sheet)
    needs = {indicator.name: _needs(sheet, edition, indicator) for indicator in edition.indicators}
    for n, place in enumerate(sheet.places):
        its = belongs.get((place.area_type, place.area), []) if place.indicator in needs else []
        own = [places.get(place._replace(area_type=ORGANISATION, area=code, indicator="")) for code in its]
        found = np.array(sorted(p for p in own if p is not None), int)
        if len(found):
            has_all = there[found] & np.logical_and.reduce(
                [there[found][:, beside] for beside in needs[place.indicator]]
            )
            yield from _area(sheet, n, found, has_all)


def _there(sheet: Sheet) -> Array:
    """Which counts an organisation has: those of tables of which any has a row, and those whose parts all have one."""
    there: Array = sheet.state != ABSENT
    for rule in sheet.rules:
        wholes = [slot for slot, weight in rule.terms if weight < 0]
        if len(wholes) == 1 and not rule.at_most:
            parts = [sheet.slots[slot] for slot, weight in rule.terms if weight > 0]
            there[:, sheet.slots[wholes[0]]] |= (sheet.state[:, parts] != ABSENT).all(1)
    tables: dict[tuple[str, str, str, str], list[int]] = {}
    for slot, n in sheet.slots.items():
        tables.setdefault((slot.item, slot.basis, slot.breakdown, slot.classification), []).append(n)
    for its in tables.values():
        there[:, its] = there[:, its].any(1, keepdims=True)
    return there


def _needs(sheet: Sheet, edition: Edition, indicator: Indicator) -> Array:
    """For each slot the slots beside it that an organisation must have as well: those of the indicator's other items."""
    beside = np.tile(np.arange(len(sheet.slots)), (len(indicator.items), 1))
    for row, item in enumerate(indicator.items):
        for slot, n in sheet.slots.items():
            bases = edition.items[item].bases
            basis = slot.basis if slot.basis in bases else next((b for b in indicator.bases if b in bases), "")
            beside[row, n] = sheet.slots.get(slot._replace(item=item, basis=basis), n)
    return beside


def _area(sheet: Sheet, area: int, members: Array, has_all: Array) -> Iterator[Sum]:
    found = has_all.sum(0)
    said = np.where(sheet.organisations[area] < 0, found, sheet.organisations[area])
    open_members = ((sheet.state[members] != SHOWN) & has_all).any(0)
    asked = (sheet.state[area] == HIDDEN) | ((sheet.state[area] == SHOWN) & open_members)
    for slot in np.flatnonzero(asked & (found > 0)):
        cells = np.append(members[has_all[:, slot]], area) * len(sheet.slots) + slot
        weights = np.append(np.ones(len(cells) - 1), -1.0)
        fewer = found[slot] > said[slot]  # the area holds some of these organisations only
        yield cells, -weights if fewer else weights, bool(found[slot] != said[slot])


def _windows(sheet: Sheet, edition: Edition, knowledge: Knowledge) -> Iterator[Sum]:
    """What is counted over several years is the sum of those years; at least the sum of those that are known."""
    by_year: dict[tuple[str, str, str, int], int] = {}
    for n, place in enumerate(sheet.places):
        by_year.setdefault((*place[2:], place.year), n)
    longer = [(slot, one, years) for slot, one, years in _longer(sheet, edition, knowledge)]
    for n, place in enumerate(sheet.places):
        for slot, one, years in longer if place.area_type == ORGANISATION else ():
            if sheet.state[n, slot] != ABSENT:
                before = [by_year.get((*place[2:], place.year - back)) for back in range(1, years)]
                parts = [n, *(p for p in before if p is not None)]
                known = [p for p in parts if sheet.state[p, one] != ABSENT]
                cells = np.array([*(p * len(sheet.slots) + one for p in known), n * len(sheet.slots) + slot])
                yield cells, np.append(np.ones(len(known)), -1.0), len(known) < years


def _longer(sheet: Sheet, edition: Edition, knowledge: Knowledge) -> Iterator[tuple[int, int, int]]:
    """Slots of a basis of several years, the slot of one year beside each, and how many years it spans."""
    for slot, n in sheet.slots.items():
        years = years_of(edition, knowledge, slot.item, slot.basis)
        single = [name for name, basis in edition.items[slot.item].bases.items() if basis.years == 1]
        one = sheet.slots.get(slot._replace(basis=single[0])) if years > 1 and single else None
        if one is not None:
            yield n, one, years
