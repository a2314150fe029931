"""From the cells of a return to a version of it: tallies and where they stand, figures as typed, what cannot be.

Where cells come from, a workbook or another file, does not matter here.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

import polars as pl

from openwres.contracts.problems import Problem, Severity
from openwres.contracts.tables import TALLY_KEY, TALLY_SCHEMA, Source, State
from openwres.returns.celltext import BASE, COUNT, VALUE, CellProblem, Said, Wanted, problem_at, say, told_of
from openwres.returns.filling import Filled
from openwres.returns.formulas import REASONS, Result
from openwres.returns.keys import FigureKey, keys_of
from openwres.returns.layout import Cell, Layout
from openwres.returns.model import PLACES_SCHEMA, TYPED_SCHEMA, ReturnVersion


class Read(NamedTuple):
    """A cell as it was read: its text, and its place in the file."""

    text: str
    sheet: str = ""
    number: int = 0
    letter: str = ""

    @property
    def place(self) -> str:
        return f"{self.letter}{self.number}" if self.number else ""


_NOTHING = Said()
_PLACE = ("cell", "sheet", "place")
_TALLIES = pl.DataFrame(schema={**TALLY_SCHEMA, **{name: PLACES_SCHEMA[name] for name in _PLACE}})
_TYPED = pl.DataFrame(schema=TYPED_SCHEMA)


class _Kept(NamedTuple):
    """A cell that holds a part of a tally: its number, what should stand there, and whether it is in a pre-filled column.

    `event` is, of a percentage that may be written over, the number of the cell that counts the event; `base`, of a
    percentage or score, the number of the cell with the answers behind it. `named` are the names of the tally.
    """

    number: int
    wanted: Wanted
    prefilled: bool
    event: int | None
    base: int | None
    named: Mapping[str, Any]


class Plan:
    """What the cells of a layout hold, worked out once for all returns; the cells stand in the order of tallies."""

    def __init__(self, layout: Layout) -> None:
        rows = layout.rows
        self.layout = layout
        self._counts = {(r.item, r.basis): r.key for r in rows if r.holds == COUNT and not r.breakdown}
        self._bases = {(r.item, r.basis): r.key for r in rows if r.holds == BASE}
        kept = [cell for cell in layout.cells if layout.row[cell.row].keeps(cell.column.group)]
        self.kept = sorted(map(self._kept, kept), key=lambda one: itemgetter(*_NAMED)(one.named))
        self.calculated = [number for number, formula in enumerate(layout.formulas) if formula]

    def _kept(self, cell: Cell) -> _Kept:
        row, e = self.layout.row[cell.row], self.layout.edition
        figure = row.holds == VALUE and row.overwritable
        named = {
            "standard": e.standard, "year": cell.column.year, "item": row.item, "breakdown": row.breakdown,
            "category": row.category, "classification": e.main, "group": cell.column.group, "basis": row.basis,
            "source": str(Source.PREFILLED if cell.column.prefilled else Source.VERIFIED),
        }  # fmt: skip
        return _Kept(
            self.layout.number[cell], row.wanted, cell.column.prefilled,
            self._beside(cell, self._counts) if figure else None,
            self._beside(cell, self._bases) if row.holds == VALUE else None, named,
        )  # fmt: skip

    def _beside(self, cell: Cell, rows: Mapping[tuple[str, str], str]) -> int | None:
        row = self.layout.row[cell.row]
        return self.layout.number.get(Cell(rows.get((row.item, row.basis), ""), cell.column))


_NAMED = [name for name in TALLY_KEY if name != "organisation"]


def version_of(
    plan: Plan, organisation: str, cells: Sequence[Read | None], file: str
) -> tuple[ReturnVersion, list[Problem]]:
    """The version that cells give, by their number in the layout, and what is wrong with any."""
    making = _Making(plan, organisation, cells, file)
    tallies, prefilled = making.tallies(False), making.tallies(True)
    edition = plan.layout.edition
    version = ReturnVersion(
        edition.standard, edition.year, organisation,
        tallies=tallies[list(TALLY_SCHEMA)], prefilled=prefilled[list(TALLY_SCHEMA)],
        typed=making.typed(), places=making.places(tallies),
    )  # fmt: skip
    return version, making.problems


class _Making:
    """One version in the making; what cells say and what fills them goes by their number."""

    def __init__(self, plan: Plan, organisation: str, cells: Sequence[Read | None], file: str) -> None:
        self.plan, self.layout, self.organisation, self.file = plan, plan.layout, organisation, file
        self.cells = cells
        self.problems: list[Problem] = []
        self.said: list[Said | None] = [None] * len(cells)
        self.contents: list[Result | None] = [None] * len(cells)
        self._read(one for one in plan.kept if one.event is None)
        counts = Filled(self.layout, list(self.contents))
        self._read(one for one in plan.kept if one.event is not None and not _is_counted(counts.shown(one.event)))
        self.filled = Filled(self.layout, self.contents)

    def _read(self, kept: Iterable[_Kept]) -> None:
        """Numbers, and the words of cells that have none, as the formulas of a spreadsheet see them."""
        for one in kept:
            read = self.cells[one.number]
            if read is not None:
                said = self.said[one.number] = self._say(read, one.wanted)
                self.contents[one.number] = read.text if said.number is None and said.state else said.number

    def _say(self, read: Read, wanted: Wanted) -> Said:
        said = say(read.text, wanted)
        for told in told_of(said):
            self._tell(told, read)
        return _NOTHING if said.problem else said

    def _tell(self, told: CellProblem, read: Read) -> None:
        self.problems.append(problem_at(told, read.text, self.file, read.sheet, read.number or None, read.letter))

    def tallies(self, prefilled: bool) -> pl.DataFrame:
        """Tallies with the text, the sheet and the place of their cells."""
        rows = list(self._rows(prefilled))
        return pl.DataFrame(rows, schema=_TALLIES.schema, orient="row") if rows else _TALLIES

    def _rows(self, prefilled: bool) -> Iterator[dict[str, Any]]:
        for one in self.plan.kept:
            said, read = self.said[one.number], self.cells[one.number]
            if said is None or read is None or one.prefilled != prefilled or one.wanted.holds == BASE:
                continue
            if said.number is None and said.state is None:
                continue
            counted, base = one.wanted.holds == COUNT, self.said[one.base] if one.base is not None else None
            yield {
                **one.named, "organisation": self.organisation,
                "count": int(said.number) if counted and said.number is not None else None,
                "value": None if counted else said.number,
                "base": int(base.number) if base and base.number is not None else None,
                "state": str(said.state or State.VALUE), "reason": said.reason,
                "cell": read.text, "sheet": read.sheet, "place": read.place,
            }  # fmt: skip

    def places(self, tallies: pl.DataFrame) -> pl.DataFrame:
        """Where each tally stands, and where the cells stand that give none: blank ones, and such as cannot be read."""
        given = tallies.select(list(PLACES_SCHEMA))
        rest = list(self._without_tally())
        if not rest:
            return given
        columns = dict(zip((*_NAMED, *_PLACE), map(list, zip(*rest, strict=True)), strict=True))
        columns["organisation"] = [self.organisation] * len(rest)
        others = pl.DataFrame({name: columns[name] for name in PLACES_SCHEMA}, schema=PLACES_SCHEMA)
        return pl.concat([given, others]).unique(TALLY_KEY, keep="first", maintain_order=True)

    def _without_tally(self) -> Iterator[tuple[Any, ...]]:
        for one in self.plan.kept:
            said, read = self.said[one.number], self.cells[one.number]
            if said is None or read is None or one.prefilled or one.wanted.holds == BASE:
                continue
            if said.number is None and said.state is None:
                yield (*(one.named[name] for name in _NAMED), read.text, read.sheet, read.place)

    def typed(self) -> pl.DataFrame:
        """What was typed where a figure is calculated and is not what the counts give, with a problem for each."""
        differing = list(self._differing())
        spellings = keys_of(self.layout.edition).spellings if differing else {}
        rows = []
        for cell, read, expected in differing:
            self._overwritten(read, expected)
            key = spellings.get(f"{cell.row}.{cell.column.group}", spellings.get(cell.row))
            if isinstance(key, FigureKey) and not cell.column.prefilled:
                place = {"cell": read.text, "sheet": read.sheet, "place": read.place}
                rows.append({"year": cell.column.year, **key._asdict(), "classification": ""} | place)
        return pl.DataFrame(rows, schema=TYPED_SCHEMA, orient="row") if rows else _TYPED

    def _differing(self) -> Iterator[tuple[Cell, Read, Result]]:
        """Calculated cells that hold anything but what their formula gives, with what that is.

        Nobody types the words of a formula that finds no number: it does not see numbers kept as text, which are told.
        """
        for number in self.plan.calculated:
            read = self.cells[number]
            if read is None or not read.text or self.said[number] is not None:
                continue
            expected = self.filled.given(number)
            if expected is not None and not _agrees(read.text, expected) and read.text.lower() not in REASONS:
                yield self.layout.cells[number], read, expected

    def _overwritten(self, read: Read, expected: Result) -> None:
        gives = f"the counts give {expected:.6g}" if isinstance(expected, int | float) else f"that is {expected}"
        said = f"{{}} stands where a formula was; {gives}. What was typed is checked and not kept."
        remedy = "Take the formula back: copy the cell beside it, or make a new workbook from this one."
        self._tell(CellProblem("calculated-overwritten", Severity.CONFIRM, said, remedy), read)


def _is_counted(event: Result | None) -> bool:
    """Whether a percentage that may be written over stands beside its count, so that it is as typed and no tally."""
    return event is not None and event not in REASONS


def _agrees(text: str, expected: Result) -> bool:
    if isinstance(expected, str):
        return text.strip().lower() == expected
    try:
        return math.isclose(float(text), expected, rel_tol=1e-9, abs_tol=1e-9)
    except ValueError:
        return False
