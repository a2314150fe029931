"""From the cells of a return to a version of it: tallies and where they stand, figures as typed, what cannot be.

Where cells come from, a workbook or another file, does not matter here.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from operator import itemgetter
from typing import Any, NamedTuple

import polars as pl

from openwres.contracts.problems import Problem, Severity
from openwres.contracts.tables import TALLY_KEY, TALLY_SCHEMA, Source, State
from openwres.returns.celltext import Said, quoted, say
from openwres.returns.filling import Cell, Filled
from openwres.returns.formulas import REASONS, Result
from openwres.returns.keys import FigureKey, keys_of
from openwres.returns.layout import BASE, COUNT, VALUE, Column, Layout, Row
from openwres.returns.model import PLACES_SCHEMA, TYPED_SCHEMA, ReturnVersion


class Read(NamedTuple):
    """A cell of the layout as it was read: its text, and its place in the file."""

    cell: Cell
    text: str
    sheet: str = ""
    number: int = 0
    letter: str = ""

    @property
    def place(self) -> str:
        return f"{self.letter}{self.number}" if self.number else ""


class CellProblem(NamedTuple):
    """What can be said of a cell: `{}` stands for its text, where that may be quoted."""

    id: str
    severity: Severity
    sentence: str
    remedy: str


_BLOCK, _NOTE = Severity.BLOCK, Severity.NOTE
_TOLD = {told.id: told for told in (
    CellProblem("cell-error", _BLOCK, "{} is the error of a formula, not a number.",
                "Write the number, or leave the cell blank."),
    CellProblem("cell-date", _BLOCK, "{} is a date or a time, not a number.",
                "Write the number; a spreadsheet may have made a date of it."),
    CellProblem("cell-not-a-number", _BLOCK, "{} cannot be read as a number.",
                "Write digits only, or `suppressed`, `missing` or `not collected`."),
    CellProblem("cell-negative", _BLOCK, "{} is below zero.", "Write how many there are; none is 0."),
    CellProblem("cell-not-whole", _BLOCK, "{} is not a whole number.",
                "Write people, not full-time equivalents; of two years their total, not their mean."),
    CellProblem("cell-too-large", _BLOCK, "{} is more than can be.",
                "Write a percentage from 0 to 100, or a score within its range."),
    CellProblem("cell-not-an-answer", _BLOCK, "{} is neither yes nor no.", "Write yes or no."),
    CellProblem("cell-as-text", _NOTE, "{} is text and was read as a number.", "Nothing need be done."),
    CellProblem("cell-hidden", _NOTE,
                "{} hides a small number; it was read as suppressed, and what rests on it is not calculated.",
                "A return is not published: write the number where it is known."),
    CellProblem("cell-missing", _NOTE, "{} says that there is no number; it was read as missing, not as 0.",
                "Write 0 where there is none."),
)}  # fmt: skip


_NOTHING = Said()
_TALLIES = pl.DataFrame(schema={**TALLY_SCHEMA, **{name: PLACES_SCHEMA[name] for name in ("cell", "sheet", "place")}})
_TYPED = pl.DataFrame(schema=TYPED_SCHEMA)


def version_of(
    layout: Layout, organisation: str, cells: Mapping[Cell, Read], file: str
) -> tuple[ReturnVersion, list[Problem]]:
    """The version that cells give, and what is wrong with any."""
    making = _Making(layout, organisation, cells, file)
    tallies, prefilled = making.tallies(False), making.tallies(True)
    version = ReturnVersion(
        layout.edition.standard, layout.edition.year, organisation,
        tallies=tallies[list(TALLY_SCHEMA)], prefilled=prefilled[list(TALLY_SCHEMA)],
        typed=making.typed(), places=tallies[list(PLACES_SCHEMA)],
    )  # fmt: skip
    return version, making.problems


class _Making:
    """One version in the making."""

    def __init__(self, layout: Layout, organisation: str, cells: Mapping[Cell, Read], file: str) -> None:
        self.layout, self.organisation, self.file = layout, organisation, file
        self.cells = cells
        self.problems: list[Problem] = []
        self.counts = {(r.item, r.basis): r.key for r in layout.rows if r.holds == COUNT and not r.breakdown}
        self.figures = {row.key for row in layout.rows if row.holds == VALUE and row.overwritable}
        kept = [cell for cell in cells if cell.column.group in layout.kept[cell.row]]
        self.said = {cell: self._say(cell) for cell in kept if cell.row not in self.figures}
        self.filled = Filled(layout, self._contents())
        self.said |= {cell: self._say(cell) for cell in kept if cell.row in self.figures and not self._counted(cell)}
        self.filled = Filled(layout, self._contents())

    def _contents(self) -> dict[Cell, Result]:
        """Numbers, and the words of cells that have none, as the formulas of a spreadsheet see them."""
        return {
            cell: self.cells[cell].text if said.number is None else said.number
            for cell, said in self.said.items()
            if said.number is not None or said.state
        }

    def _event(self, cell: Cell) -> str:
        """The row that counts the event of a percentage."""
        row = self.layout.row[cell.row]
        return self.counts[row.item, row.basis]

    def _counted(self, cell: Cell) -> bool:
        """Whether a percentage that may be written over stands beside its count, so that it is as typed and no tally."""
        event = self.filled.content(Cell(self._event(cell), cell.column))
        return event is not None and event not in REASONS

    def _say(self, cell: Cell) -> Said:
        read = self.cells[cell]
        said = say(read.text, self.layout.row[cell.row])
        for problem_id in (said.problem, said.note):
            if problem_id:
                self._tell(_TOLD[problem_id], read)
        return _NOTHING if said.problem else said

    def _tell(self, told: CellProblem, read: Read) -> None:
        sentence = told.sentence.format(quoted(read.text))
        self.problems.append(
            Problem(
                told.id, told.severity, sentence, told.remedy, self.file, read.sheet, read.number or None, read.letter
            )
        )

    def tallies(self, prefilled: bool) -> pl.DataFrame:
        """Tallies with the text, the sheet and the place of their cells."""
        rows = sorted(self._rows(prefilled), key=itemgetter(*TALLY_KEY))
        return pl.DataFrame(rows, schema=_TALLIES.schema, orient="row") if rows else _TALLIES

    def _rows(self, prefilled: bool) -> Iterator[dict[str, Any]]:
        source = str(Source.PREFILLED if prefilled else Source.VERIFIED)
        bases = {(r.item, r.basis): r.key for r in self.layout.rows if r.holds == BASE}
        for cell, said in self.said.items():
            row, column = self.layout.row[cell.row], cell.column
            if column.prefilled != prefilled or row.holds == BASE or (said.number is None and said.state is None):
                continue
            base = self.said.get(Cell(bases.get((row.item, row.basis), ""), column), _NOTHING).number
            yield self._tally(row, column, said, base, source) | self._place(cell)

    def _tally(self, row: Row, column: Column, said: Said, base: float | None, source: str) -> dict[str, Any]:
        counted = row.holds == COUNT
        return {
            "standard": self.layout.edition.standard, "year": column.year, "organisation": self.organisation,
            "item": row.item, "breakdown": row.breakdown, "category": row.category,
            "classification": self.layout.edition.main, "group": column.group, "basis": row.basis,
            "count": int(said.number) if counted and said.number is not None else None,
            "value": None if counted else said.number,
            "base": int(base) if base is not None and row.holds == VALUE else None,
            "state": str(said.state or State.VALUE), "reason": said.reason, "source": source,
        }  # fmt: skip

    def _place(self, cell: Cell) -> dict[str, str]:
        read = self.cells[cell]
        return {"cell": read.text, "sheet": read.sheet, "place": read.place}

    def typed(self) -> pl.DataFrame:
        """What was typed where a figure is calculated and is not what the counts give, with a problem for each."""
        rows = []
        differing = [(cell, read) for cell, read in self.cells.items() if read.text and self._differs(cell, read)]
        spellings = keys_of(self.layout.edition).spellings if differing else {}
        for cell, read in differing:
            self._overwritten(cell, read)
            row = self.layout.row[cell.row]
            key = spellings.get(f"{row.key}.{cell.column.group}", spellings.get(row.key))
            if isinstance(key, FigureKey) and not cell.column.prefilled:
                rows.append({"year": cell.column.year, **key._asdict(), "classification": ""} | self._place(cell))
        return pl.DataFrame(rows, schema=TYPED_SCHEMA, orient="row") if rows else _TYPED

    def _differs(self, cell: Cell, read: Read) -> bool:
        """Whether a calculated cell holds anything but what its formula gives."""
        if cell in self.said:
            return False
        expected = self.filled.calculated(cell)
        return expected is not None and not _agrees(read.text, expected)

    def _overwritten(self, cell: Cell, read: Read) -> None:
        expected = self.filled.calculated(cell)
        gives = f"the counts give {expected:.6g}" if isinstance(expected, int | float) else f"that is {expected}"
        said = f"{{}} stands where a formula was; {gives}. What was typed is checked and not kept."
        remedy = "Take the formula back: copy the cell beside it, or make a new workbook from this one."
        self._tell(CellProblem("calculated-overwritten", Severity.CONFIRM, said, remedy), read)


def _agrees(text: str, expected: Result) -> bool:
    if isinstance(expected, str):
        return text.strip().lower() == expected
    try:
        return math.isclose(float(text), expected, rel_tol=1e-9, abs_tol=1e-9)
    except ValueError:
        return False
