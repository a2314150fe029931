"""The cells of a return as plain values: from tallies into the cells of a layout, and what its formulas make of them.

Words and numbers of cells are told apart in `celltext`; workbooks are written and read elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import polars as pl

from openwres.contracts.tables import TALLY_KEY, TALLY_SCHEMA, Source, State
from openwres.returns.celltext import ANSWER, BASE, COUNT, VALUE
from openwres.returns.formulas import Result, evaluate
from openwres.returns.keys import ALL
from openwres.returns.layout import CALCULATED, Cell, Column, Layout, Row
from openwres.returns.model import ReturnVersion

_ORDER = {str(source): place for place, source in enumerate((Source.VERIFIED, Source.EXTRACT, Source.PUBLISHED))}


class Filled:
    """A layout with the contents of the cells that are filled in: numbers, or words such as `suppressed`.

    `contents` are by the number of the cell, None where nothing is filled in.
    """

    def __init__(self, layout: Layout, contents: Sequence[Result | None]) -> None:
        self.layout, self.contents = layout, contents
        self._memory: dict[int, Result] = {}

    def filled(self, cell: Cell) -> Result | None:
        """What was filled in."""
        return self.contents[self.layout.number[cell]]

    def calculated(self, cell: Cell) -> Result | None:
        """What the formula of a cell gives; None where it has none."""
        return self.given(self.layout.number[cell])

    def content(self, cell: Cell) -> Result | None:
        """What a cell shows: what was filled in, else what is calculated."""
        return self.shown(self.layout.number[cell])

    def shown(self, number: int) -> Result | None:
        """The same of the cell with this number."""
        filled = self.contents[number]
        return self.given(number) if filled is None else filled

    def given(self, number: int) -> Result | None:
        """What the formula of the cell with this number gives, worked out once and only where it is asked for."""
        if number not in self._memory:
            found = self.layout.formulas[number]
            if found is None:
                return None
            contents = self.contents
            cells = [self.given(ref) if contents[ref] is None else contents[ref] for ref in found[1]]
            self._memory[number] = evaluate(found[0], cells)
        return self._memory[number]

    @cached_property
    def prefilled(self) -> tuple[int, ...]:
        """The years that have pre-filled cells."""
        there = zip(self.layout.cells, self.contents, strict=True)
        return tuple(sorted({cell.column.year for cell, found in there if found is not None and cell.column.prefilled}))


def fill(layout: Layout, tallies: pl.DataFrame, prefilled: pl.DataFrame | None = None) -> Filled:
    """The cells that hold these tallies. What a return has no cell for is left out; `not_held` lists it."""
    contents: list[Result | None] = [None] * len(layout.cells)
    for before, table in ((False, tallies), (True, prefilled)):
        if table is not None:
            for cell, content in _cells(layout, held(layout, table), before).items():
                contents[layout.number[cell]] = content
    filled = Filled(layout, contents)
    return Filled(layout, [None if _same(filled, n) else content for n, content in enumerate(contents)])


def _same(filled: Filled, number: int) -> bool:
    """Whether a formula gives what was filled in, so that it may stand there itself."""
    overwritable = filled.layout.row[filled.layout.cells[number].row].overwritable
    return overwritable and filled.given(number) == filled.contents[number]


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
