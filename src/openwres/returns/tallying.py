"""From the cells of a return to a version of it: tallies and where they stand, figures as typed, what cannot be.

Many returns are made together, so that tables are built once for all of them. Where cells come from, a workbook or another
file, does not matter here.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, NamedTuple

import polars as pl

from openwres.contracts.problems import Problem, Severity
from openwres.contracts.tables import TALLY_KEY, TALLY_SCHEMA, Source, State
from openwres.returns.celltext import BASE, COUNT, VALUE, CellProblem, Wanted, problem_at, say, told_of
from openwres.returns.filling import Filled
from openwres.returns.formulas import REASONS, Result
from openwres.returns.keys import FigureKey, keys_of
from openwres.returns.layout import Cell, Column, Layout
from openwres.returns.model import PLACES_SCHEMA, TYPED_SCHEMA, ReturnVersion


class Where(NamedTuple):
    """The place of a cell in its file, as a spreadsheet counts."""

    sheet: str
    row: int
    letter: str
    place: str


_NOWHERE = Where("", 0, "", "")


@dataclass(frozen=True)
class Cells:
    """The cells of one return as they were read, by their number in the layout: texts, and where they stand."""

    organisation: str
    file: str
    texts: Sequence[str | None]
    where: Sequence[Where | None]


_NAMED = [name for name in TALLY_KEY if name != "organisation"]
_PLACE = ("cell", "sheet", "place")
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


_PLAN_SCHEMA: Mapping[str, Any] = {name: TALLY_SCHEMA[name] for name in (*_NAMED, "source")} | {"counted": pl.Boolean}


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
        self.headings: Mapping[str, Column] = {layout.heading(c).lower(): c for c in layout.columns(layout.years)}
        self.table = pl.DataFrame(
            [{**one.named, "counted": one.wanted.holds == COUNT} for one in self.kept],
            schema=_PLAN_SCHEMA,
            orient="row",
        )
        self.numbers = [one.number for one in self.kept]
        self.bases = [one.base for one in self.kept]
        self.kinds = list(dict.fromkeys(one.wanted for one in self.kept))
        cells = [(one.event, (one.number, self.kinds.index(one.wanted))) for one in self.kept]
        self.inputs = [cell for event, cell in cells if event is None]
        self.shares = [(event, cell) for event, cell in cells if event is not None]
        ours = [(n, one) for n, one in enumerate(self.kept) if one.wanted.holds != BASE]
        self.given = [(n, one.number) for n, one in ours if not one.prefilled]
        self.prefilled = [(n, one.number) for n, one in ours if one.prefilled]
        tallies: dict[tuple[Any, ...], int] = {}
        self.tally = [tallies.setdefault(itemgetter(*_NAMED)(one.named), len(tallies)) for one in self.kept]

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


def versions_from(plan: Plan, returns: Sequence[Cells]) -> list[tuple[ReturnVersion, list[Problem]]]:
    """The versions that cells give, and what is wrong with any of them."""
    tables, e = _Tables(), plan.layout.edition
    knowing = [_Knowing(wanted) for wanted in plan.kinds]
    makings = [_Making(plan, cells, knowing, tables) for cells in returns]
    frames = zip(tables.given.frames(plan), tables.prefilled.frames(plan), tables.places.frames(plan), strict=True)
    return [
        (
            ReturnVersion(
                e.standard, e.year, making.cells.organisation, tallies=tallies, prefilled=prefilled, typed=making.typed, places=places
            ),
            making.problems,
        )
        for making, (tallies, prefilled, places) in zip(makings, frames, strict=True)
    ]  # fmt: skip


class _Known(NamedTuple):
    """What a text says in a cell: the columns of a tally, what formulas see of it, and what is told of it.

    A text that cannot be read says nothing, and gives no tally.
    """

    number: float | None
    state: str
    reason: str
    gives: bool
    content: Result | None
    told: tuple[CellProblem, ...]


class _Knowing(dict[str, _Known]):
    """What texts say in cells that should hold one thing; each is read once."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted

    def __missing__(self, text: str) -> _Known:
        said = say(text, self.wanted)
        told = tuple(told_of(said))
        if said.problem:
            known = _Known(None, "", "", gives=False, content=None, told=told)
        else:
            content = text if said.number is None and said.state else said.number
            gives = said.number is not None or said.state is not None
            known = _Known(said.number, str(said.state or State.VALUE), said.reason, gives, content, told)
        self[text] = known
        return known


@dataclass
class _Rows:
    """Rows of one table of many returns, column by column; `ends` says where the rows of each return end."""

    schema: Mapping[str, type[pl.DataType]]
    kept: list[int] = field(default_factory=list)
    columns: dict[str, list[Any]] = field(default_factory=dict)
    ends: list[int] = field(default_factory=list)

    def add(self, kept: Sequence[int], **columns: Iterable[Any]) -> None:
        """The rows of the next return."""
        self.kept += kept
        for name, its in columns.items():
            self.columns.setdefault(name, []).extend(its)
        self.ends.append(len(self.kept))

    def frames(self, plan: Plan) -> Iterator[pl.DataFrame]:
        """A table for each return."""
        whole = self._whole(plan)
        for start, end in zip([0, *self.ends], self.ends, strict=False):
            yield whole.slice(start, end - start)

    def _whole(self, plan: Plan) -> pl.DataFrame:
        if not self.kept:
            return pl.DataFrame(schema=self.schema)
        table = plan.table[self.kept].with_columns(
            pl.Series(name, its, dtype=_COLUMNS.get(name, pl.String)) for name, its in self.columns.items()
        )
        if "number" in self.columns:
            counted, number = pl.col("counted"), pl.col("number")
            table = table.with_columns(
                count=pl.when(counted).then(number).cast(pl.Int64), value=pl.when(~counted).then(number)
            )
        return table.select(list(self.schema))


_COLUMNS: Mapping[str, type[pl.DataType]] = {"number": pl.Float64, "base": pl.Int64}


@dataclass
class _Tables:
    """The tables of many returns in the making."""

    given: _Rows = field(default_factory=lambda: _Rows(TALLY_SCHEMA))
    prefilled: _Rows = field(default_factory=lambda: _Rows(TALLY_SCHEMA))
    places: _Rows = field(default_factory=lambda: _Rows(PLACES_SCHEMA))


class _Making:
    """One version in the making; what cells say and what fills them goes by their number."""

    def __init__(self, plan: Plan, cells: Cells, knowing: Sequence[_Knowing], tables: _Tables) -> None:
        self.plan, self.layout, self.cells, self.knowing = plan, plan.layout, cells, knowing
        self.problems: list[Problem] = []
        self.known: list[_Known | None] = [None] * len(cells.texts)
        self.contents: list[Result | None] = [None] * len(cells.texts)
        self._read(plan.inputs)
        counts = Filled(self.layout, list(self.contents))
        self._read([share for event, share in plan.shares if not _is_counted(counts.shown(event))])
        self.filled = Filled(self.layout, self.contents)
        self._put_into(tables)
        self.typed = self._typed()

    def _read(self, cells: Iterable[tuple[int, int]]) -> None:
        """Numbers, and the words of cells that have none, as the formulas of a spreadsheet see them."""
        texts, known, contents, knowing = self.cells.texts, self.known, self.contents, self.knowing
        for number, kind in cells:
            text = texts[number]
            if text is not None:
                known[number] = found = knowing[kind][text]
                contents[number] = found.content
                for told in found.told:
                    self._tell(told, number)

    def _tell(self, told: CellProblem, number: int) -> None:
        where = self.cells.where[number] or _NOWHERE
        text = self.cells.texts[number] or ""
        self.problems.append(problem_at(told, text, self.cells.file, where.sheet, where.row or None, where.letter))

    def _put_into(self, tables: _Tables) -> None:
        """Tallies; and where each stands, and the cells that give none: blank ones, and such as cannot be read."""
        given, without = self._put(tables.given, self.plan.given)
        self._put(tables.prefilled, self.plan.prefilled)
        first: dict[int, int] = {}
        for n in (*given, *without):
            first.setdefault(self.plan.tally[n], n)
        self._put_places(tables.places, list(first.values()))

    def _put(self, rows: _Rows, kept: Sequence[tuple[int, int]]) -> tuple[list[int], list[int]]:
        """Add the tallies of these cells; which of them gave one, and which were read and gave none."""
        known, beside = self.known, self.plan.bases
        there = [(n, found) for n, number in kept if (found := known[number]) is not None]
        gave = [(n, found) for n, found in there if found.gives]
        numbers, states, reasons, *_ = zip(*(found for _, found in gave), strict=True) if gave else ((), (), ())
        mine = [n for n, _ in gave]
        rows.add(
            mine, number=numbers, state=states, reason=reasons, base=[None if (number := beside[n]) is None else self._base(number) for n in mine],
            organisation=[self.cells.organisation] * len(mine),
        )  # fmt: skip
        return mine, [n for n, found in there if not found.gives]

    def _base(self, beside: int) -> int | None:
        """The answers behind a percentage or score, from the cell beside it."""
        found = self.known[beside]
        return int(found.number) if found and found.number is not None else None

    def _put_places(self, rows: _Rows, kept: list[int]) -> None:
        numbers = [self.plan.numbers[n] for n in kept]
        texts, where = self.cells.texts, [self.cells.where[number] or _NOWHERE for number in numbers]
        rows.add(
            kept, organisation=[self.cells.organisation] * len(kept), cell=[texts[number] for number in numbers],
            sheet=[one.sheet for one in where], place=[one.place for one in where],
        )  # fmt: skip

    def _typed(self) -> pl.DataFrame:
        """What was typed where a figure is calculated and is not what the counts give, with a problem for each."""
        differing = list(self._differing())
        spellings = keys_of(self.layout.edition).spellings if differing else {}
        rows = []
        for number, expected in differing:
            self._overwritten(number, expected)
            cell, where = self.layout.cells[number], self.cells.where[number] or _NOWHERE
            key = spellings.get(f"{cell.row}.{cell.column.group}", spellings.get(cell.row))
            if isinstance(key, FigureKey) and not cell.column.prefilled:
                place = {"cell": self.cells.texts[number], "sheet": where.sheet, "place": where.place}
                rows.append({"year": cell.column.year, **key._asdict(), "classification": ""} | place)
        return pl.DataFrame(rows, schema=TYPED_SCHEMA, orient="row") if rows else _TYPED

    def _differing(self) -> Iterator[tuple[int, Result]]:
        """The numbers of calculated cells that hold anything but what their formula gives, with what that is.

        Nobody types the words of a formula that finds no number: it does not see numbers kept as text, which are told.
        """
        texts, known, given = self.cells.texts, self.known, self.filled.given
        for number in self.plan.calculated:
            text = texts[number]
            if text and known[number] is None:
                expected = given(number)
                if expected is not None and not _agrees(text, expected) and text.lower() not in REASONS:
                    yield number, expected

    def _overwritten(self, number: int, expected: Result) -> None:
        gives = f"the counts give {expected:.6g}" if isinstance(expected, int | float) else f"that is {expected}"
        said = f"{{}} stands where a formula was; {gives}. What was typed is checked and not kept."
        remedy = "Take the formula back: copy the cell beside it, or make a new workbook from this one."
        self._tell(CellProblem("calculated-overwritten", Severity.CONFIRM, said, remedy), number)


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
