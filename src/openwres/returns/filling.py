"""The cells of a return as plain values: from tallies into the cells of a layout, and what its formulas make of them.

Words and numbers of cells are told apart in `celltext`; workbooks are written and read elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import polars as pl

from openwres.contracts.tables import TALLY_KEY, TALLY_SCHEMA, Source, State
from openwres.returns.formulas import Formula, Ref, Result, evaluate
from openwres.returns.keys import ALL
from openwres.returns.layout import ANSWER, BASE, CALCULATED, COUNT, VALUE, Column, Layout, Row
from openwres.returns.model import ReturnVersion

_ORDER = {str(source): place for place, source in enumerate((Source.VERIFIED, Source.EXTRACT, Source.PUBLISHED))}


class Cell(NamedTuple):
    """A cell of numbers: its row and its column."""

    row: str
    column: Column


class _Side:
    """The cells of one year, those filled in and what formulas give, worked out once and only where it is asked for."""

    def __init__(self, formulas: Mapping[Ref, Formula]) -> None:
        self.formulas = formulas
        self.filled: dict[Ref, Result] = {}
        self.memory: dict[Ref, Result] = {}

    def given(self, place: Ref) -> Result | None:
        """What the formula of a cell gives; None where it has none."""
        if place not in self.memory:
            formula, filled = self.formulas.get(place), self.filled
            if formula is None:
                return None
            cells = [filled[ref] if ref in filled else self.given(ref) for ref in formula.of]
            self.memory[place] = evaluate(formula, cells)
        return self.memory[place]


@dataclass(frozen=True)
class Filled:
    """A layout with the contents of the cells that are filled in: numbers, or words such as `suppressed`."""

    layout: Layout
    cells: Mapping[Cell, Result]

    def calculated(self, cell: Cell) -> Result | None:
        """What the formula of a cell gives; None where it has none."""
        year, group, prefilled = cell.column
        return self._sides[year, prefilled].given(Ref(cell.row, group))

    def content(self, cell: Cell) -> Result | None:
        """What a cell shows: what was filled in, else what is calculated."""
        filled = self.cells.get(cell)
        return self.calculated(cell) if filled is None else filled

    @cached_property
    def _sides(self) -> Mapping[tuple[int, bool], _Side]:
        """The cells side by side: a formula looks at cells of its own year only."""
        sides = {(year, before): _Side(self.layout.formulas) for year in self.layout.years for before in (False, True)}
        for (row, (year, group, prefilled)), content in self.cells.items():
            sides[year, prefilled].filled[Ref(row, group)] = content
        return sides

    @cached_property
    def prefilled(self) -> tuple[int, ...]:
        """The years that have pre-filled cells."""
        return tuple(sorted({cell.column.year for cell in self.cells if cell.column.prefilled}))


def fill(layout: Layout, tallies: pl.DataFrame, prefilled: pl.DataFrame | None = None) -> Filled:
    """The cells that hold these tallies. What a return has no cell for is left out; `not_held` lists it."""
    cells: dict[Cell, Result] = {}
    for before, table in ((False, tallies), (True, prefilled)):
        if table is not None:
            cells |= _cells(layout, held(layout, table), before)
    filled = Filled(layout, cells)
    plain = {cell: content for cell, content in cells.items() if _same(filled, cell, content)}
    return Filled(layout, {cell: content for cell, content in cells.items() if cell not in plain})


def _same(filled: Filled, cell: Cell, content: Result) -> bool:
    """Whether a formula gives what was filled in, so that it may stand there itself."""
    return filled.layout.row[cell.row].overwritable and filled.calculated(cell) == content


def held(layout: Layout, tallies: pl.DataFrame) -> pl.DataFrame:
    """The tallies that a return has cells for, one for each: what was verified before what was extracted."""
    places = {
        (row.item, row.breakdown, row.category, row.basis, group): None
        for row in layout.rows
        for group in row.groups
        if row.keeps(group)
    }
    names = ["item", "breakdown", "category", "basis", "group"]
    known = pl.DataFrame(list(places), schema=dict.fromkeys(names, pl.String), orient="row")
    of_form = pl.col("year").is_in(layout.years) & (pl.col("classification") == layout.edition.main)
    order = pl.col("source").replace_strict(_ORDER, default=len(_ORDER), return_dtype=pl.Int8)
    found = tallies.filter(of_form).join(known, on=names, how="semi").sort([*TALLY_KEY, order])
    return found.unique(TALLY_KEY, keep="first", maintain_order=True)


def not_held(layout: Layout, tallies: pl.DataFrame) -> pl.DataFrame:
    """The tallies of the layout's years for which a return has no cell; totals, which it calculates, are not among them."""
    rest = tallies.filter(pl.col("year").is_in(layout.years), pl.col("group") != ALL)
    return rest.join(held(layout, tallies), on=list(TALLY_KEY), how="anti")


def _cells(layout: Layout, tallies: pl.DataFrame, prefilled: bool) -> dict[Cell, Result]:
    rows: dict[tuple[str, ...], list[Row]] = {}
    for row in layout.rows:
        rows.setdefault((row.item, row.breakdown, row.category, row.basis), []).append(row)
    found: dict[Cell, Result] = {}
    for tally in tallies.iter_rows(named=True):
        column = Column(tally["year"], tally["group"], prefilled)
        for row in rows[tally["item"], tally["breakdown"], tally["category"], tally["basis"]]:
            content = _content(row, tally)
            if content is not None and tally["group"] in row.groups and row.kind(tally["group"]) != CALCULATED:
                found[Cell(row.key, column)] = content
    return found


def _content(row: Row, tally: Mapping[str, Any]) -> Result | None:
    """What a row shows of a tally: the part that it holds, or the words of its state."""
    told: Mapping[str, Result | None] = {
        COUNT: tally["count"],
        VALUE: tally["value"] if tally["count"] is None else None,
        BASE: tally["base"] if tally["count"] is None else None,
    }
    if tally["state"] == State.VALUE:
        if row.holds == ANSWER:
            return None if tally["value"] is None else with_reason("yes" if tally["value"] else "no", tally["reason"])
        return told.get(row.holds)
    states = row.holds in (COUNT, ANSWER) or (row.holds == VALUE and not row.overwritable)
    return with_reason(str(tally["state"]).replace("_", " "), tally["reason"]) if states else None


def with_reason(word: str, reason: str | None) -> str:
    """A word, and the reason after a colon where there is one: `not collected: column_absent`."""
    return f"{word}: {reason}" if reason else word


def started(layout: Layout, organisation: str, found: Sequence[pl.DataFrame]) -> tuple[ReturnVersion, int]:
    """A version with the numbers of several tables, the first of each, and how many have no cell in a return."""
    tables = [table.filter(pl.col("organisation") == organisation).select(list(TALLY_SCHEMA)) for table in found]
    together = pl.concat([pl.DataFrame(schema=TALLY_SCHEMA), *tables])
    before = pl.col("source") == str(Source.PREFILLED)
    own, prefilled = together.filter(~before), together.filter(before)
    first = own.unique(TALLY_KEY, keep="first", maintain_order=True)
    version = ReturnVersion(
        layout.edition.standard,
        layout.edition.year,
        organisation,
        held(layout, first),
        prefilled=held(layout, prefilled),
    )
    return version, len(not_held(layout, first))
