"""Tables of counts in place of records: categories down the side, stages, groups or answers across.

Every block of a printed report is looked at; what its rows and columns mean comes from the standard. Totals are checked
and not kept. How the cells become tallies is the business of the room above.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from openwres.contracts.problems import Problem, Severity
from openwres.extracts.doubled import doubled_columns, doubled_percentages, overlapping
from openwres.extracts.headers import Asked
from openwres.extracts.meanings import TOTALS, Across, Down, Meanings
from openwres.extracts.sources import Source
from openwres.extracts.values import read_count, read_number
from openwres.standards.codes import normalised
from openwres.standards.model import Edition

_PEOPLE = frozenset(("people", "staff", "employees", "headcount"))
_TOLD = ("not-readable", "fte-for-headcount", "unmapped-value")  # a cell that is not there adds nothing up
_HIDDEN = frozenset(("*", "<5", "< 5", "<10", "< 10", "x", "[c]", "c", "suppressed"))


@dataclass(frozen=True)
class Cell:
    """One count or percentage: of an item, in a category, with its group in each classification that its label tells."""

    row: int
    column: str
    item: str
    basis: str
    breakdown: str
    category: str
    groups: Mapping[str, str]
    count: int | None = None
    value: float | None = None
    base: int | None = None
    organisation: str = ""
    state: str = "value"


@dataclass(frozen=True)
class Crosstab:
    """What one table of counts gave."""

    file: str
    sheet: str
    organisation: str
    kind: str
    cells: tuple[Cell, ...]
    problems: tuple[Problem, ...]
    matched: Mapping[str, str] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()

    def report(self) -> dict[str, Any]:
        """What was read, for the log of the run."""
        return {
            "sheet": self.sheet, "kind": self.kind, "crosstab": True, "matched": dict(self.matched), "ignored": list(self.ignored),
        }  # fmt: skip


@dataclass
class _Block:
    """A header row of counts, with what stands down the side and across, and the rows below it."""

    row: int
    down: Down
    across: dict[int, Across]
    rows: list[tuple[int, list[str]]]


def read_crosstab(source: Source, asked: Asked, edition: Edition) -> Crosstab | None:
    """The counts of a table, or nothing where no row of it is the header of counts that the edition asks for."""
    meanings = Meanings(asked, edition)
    if not any(meanings.header(row) for row in source.head):
        return None
    blocks = list(_blocks(source.cells(), meanings))
    if not blocks:
        return None
    reading = _Reading(source, meanings, edition)
    for block in blocks:
        reading.read(block)
    return reading.result(blocks)


def _blocks(rows: Sequence[list[str]], meanings: Meanings) -> Iterator[_Block]:
    """Every block: from a header of counts to the next header, or to a blank row after which something else stands."""
    block: _Block | None = None
    gap = False  # a blank row ends a block, unless what follows goes on with it
    for place, cells in enumerate(rows, 1):
        header = meanings.header(cells)
        if header:
            if block:
                yield block
            block, gap = _Block(place, *header, []), False
        elif block and not any(cells):
            gap = bool(block.rows)
        elif block and (meanings.starts_other_block(cells) or (gap and not meanings.continues(block.down, cells))):
            yield block
            block = None
        elif block:
            block.rows.append((place, cells))
    if block:
        yield block


class _Reading:
    """Reads the blocks of one table, noting every problem."""

    def __init__(self, source: Source, meanings: Meanings, edition: Edition) -> None:
        self.source, self.meanings, self.edition = source, meanings, edition
        self.cells: list[Cell] = []
        self.problems: list[Problem] = []
        self.matched: dict[str, str] = {}

    def read(self, block: _Block) -> None:
        """The cells of one block, and whether its totals hold."""
        for across in block.across.values():
            self.matched[across.title] = across.header
        section, found, totals = "", [], []
        labels: dict[str, tuple[int, Mapping[str, str]]] = {}
        for place, cells in block.rows:
            label = cells[block.down.at].strip() if block.down.at < len(cells) else ""
            first = next((cell for cell in cells if cell), "")
            if normalised(label or first) in TOTALS:
                totals.append((place, cells))
            elif sum(map(bool, cells)) == 1 and (block.down.what == "grade"):
                section = first
            elif label or any(cells):
                row = self._row(block, place, cells, label, section)
                found += row
                if block.down.what == "groups" and row:
                    self._label(block, labels, label, place)
        self._check_totals(block, found, totals)
        self._check_doubled(block, found, labels)
        self.cells += found

    def _label(self, block: _Block, labels: dict[str, tuple[int, Mapping[str, str]]], label: str, place: int) -> None:
        """Remember what a label of groups tells; one that stands twice blocks."""
        if normalised(label) in labels:
            cell = Cell(place, block.down.header, "", "", "", "", {})
            self._problem(
                "label-twice", cell, "The label of the row stands twice.", "Delete one of the rows, or mend its label."
            )
        labels.setdefault(normalised(label), (place, self.meanings.groups_of(label, blank=True)))

    def _check_doubled(
        self, block: _Block, found: Sequence[Cell], labels: Mapping[str, tuple[int, Mapping[str, str]]]
    ) -> None:
        """What would be counted twice, or dropped."""
        at = {label: (place, block.down.header) for label, (place, _) in labels.items()}
        told = {label: groups for label, (_, groups) in labels.items()}
        for across in block.across.values():
            if across.groups and across.measure == "count":
                at[across.header], told[across.header] = (block.row, across.header), across.groups
        for label, said in overlapping(told, self.edition):
            self._problem("labels-overlap", Cell(*at[label], "", "", "", "", {}), *said)
        for said in doubled_columns(list(block.across.values())):
            self._problem("column-twice", Cell(block.row, "", "", "", "", "", {}), *said)
        for cell, said in doubled_percentages(found, self.edition.main):
            self._problem("duplicate-percentage", cell, *said)

    def _row(self, block: _Block, place: int, cells: list[str], label: str, section: str) -> list[Cell]:
        side = self.meanings.side(block.down, label, cells, section)
        if side is None and any(cells[at].strip() for at in block.across if at < len(cells)):
            self._unknown(block, place, label)  # without any count it is a remark
        if side is None or not side.asked:
            return []
        row = []
        for at, across in block.across.items():
            text = cells[at].strip() if at < len(cells) else ""
            cell = self._cell(place, across, text)
            if cell is not None:
                merged = replace(
                    cell, item=across.item or side.item, basis=across.basis or side.basis, groups={**side.groups, **across.groups},
                    breakdown=side.breakdown or across.breakdown, category=side.category or across.category, organisation=side.organisation,
                )  # fmt: skip
                row.append(merged)
        return row

    def _cell(self, place: int, across: Across, text: str) -> Cell | None:
        cell = Cell(place, across.header, across.item, "", "", "", {})
        if normalised(text) in _HIDDEN or text.lower() in _HIDDEN:
            return replace(cell, state="suppressed")
        if across.measure == "percentage":
            value = read_number(text)
            if value is None:
                self._not_read(cell, text, "a percentage")
                return None
            return replace(cell, value=value)
        count = read_count(text)
        if count is not None:
            return replace(cell, base=count) if across.measure == "base" else replace(cell, count=count)
        number = read_number(text)
        if number is not None and not number.is_integer():
            sentence = (
                f"A count of {text} is no whole number: it looks like full-time equivalents, and people are counted."
            )
            self._problem("fte-for-headcount", cell, sentence, "Export the headcount.")
            return None
        self._not_read(cell, text, "a count")
        return None

    def _not_read(self, cell: Cell, text: str, what: str) -> None:
        said = "The cell is blank" if not text else f"The cell does not hold {what}"
        remedy = (
            "Write 0 where there is nobody, or `*` where the number was hidden in the source."
            if not text
            else "Write digits."
        )
        self._problem("not-readable", cell, f"{said}.", remedy)

    def _problem(
        self, problem_id: str, cell: Cell, sentence: str, remedy: str, severity: Severity = Severity.BLOCK
    ) -> None:
        source = self.source
        self.problems.append(
            Problem(problem_id, severity, sentence, remedy, source.file, source.sheet, cell.row, cell.column, 1)
        )

    def _unknown(self, block: _Block, place: int, label: str) -> None:
        said, remedy = self.meanings.unknown(block.down, label)
        source = self.source
        self.problems.append(
            Problem(
                "unmapped-value", Severity.BLOCK, said, remedy, source.file, source.sheet, place, block.down.header, 1
            )
        )

    def _check_totals(self, block: _Block, found: Sequence[Cell], totals: Sequence[tuple[int, list[str]]]) -> None:
        """Rows of totals, and a column of totals, say what the cells add up to."""
        for place, cells in totals:
            for at, across in block.across.items():
                said = read_count(cells[at]) if at < len(cells) and across.measure == "count" else None
                counts = [cell.count for cell in found if cell.column == across.header]
                self._compare(place, across.header, "rows", said, counts)
        for at, header in block.down.totals.items():
            for place, cells in block.rows:
                said = read_count(cells[at]) if at < len(cells) else None
                counts = [cell.count for cell in found if cell.row == place]
                self._compare(place, header, "columns", said, counts)

    def _compare(self, place: int, header: str, what: str, said: int | None, counts: Sequence[int | None]) -> None:
        """Whether counts add up to a total; nothing is said where one of them is hidden or was told of already."""
        told = any(problem.id in _TOLD and header in (problem.column, "") for problem in self.problems)
        if said is None or not counts or None in counts or told or (added := sum(filter(None, counts))) == said:
            return
        sentence = f"The {what} add up to {added:,}, and the total says {said:,}."
        remedy = "Mend the count or the total that is wrong; a row may be missing."
        source = self.source
        self.problems.append(
            Problem("totals-differ", Severity.BLOCK, sentence, remedy, source.file, source.sheet, place, header, 1)
        )

    def result(self, blocks: Sequence[_Block]) -> Crosstab:
        source = self.source
        kinds = {self.edition.items[cell.item].kind for cell in self.cells}
        kind = next(iter(sorted(kinds)), "")
        if not source.organisation and any(not cell.organisation for cell in self.cells):
            sentence = "The table does not say which organisation it belongs to."
            remedy = "Say it with --organisation, or name the folder by its code."
            self.problems.append(
                Problem(
                    "organisation-unsaid", Severity.BLOCK, sentence, remedy, source.file, source.sheet, blocks[0].row
                )
            )
        self._units(blocks)
        used = {at for block in blocks for at in (*block.down.places, *block.across)}
        ignored = [cell for at, cell in enumerate(self.source.cells()[blocks[0].row - 1]) if at not in used and cell]
        return Crosstab(
            source.file, source.sheet, source.organisation, kind, tuple(self.cells), tuple(self.problems),
            {block.down.what: block.down.header for block in blocks} | self.matched, tuple(ignored),
        )  # fmt: skip

    def _units(self, blocks: Sequence[_Block]) -> None:
        """A table of cases counts a person with two cases twice; the standard counts people, in some years over two years."""
        for block in blocks:
            for across in block.across.values():
                item = self.edition.items.get(across.item)
                if item is None or item.unit != "person" or not item.date:
                    continue
                years = item.bases[across.basis].years
                if years == 1 and set(normalised(across.header).split()) & _PEOPLE:
                    continue
                start = self.edition.window_start.replace(year=self.edition.window_start.year - years + 1)
                period = f"from {start} to {self.edition.snapshot}"
                sentence = f"`{across.header}` was taken for {item.title} {period}, where a person counts once a year; a table may count one twice."
                remedy = "Confirm that these are people, and the period, or give the records."
                cell = Cell(block.row, across.header, "", "", "", "", {})
                self._problem("people-or-cases", cell, sentence, remedy, Severity.CONFIRM)


def added_up(crosstabs: Sequence[Crosstab], records: Mapping[tuple[str, str], str]) -> Iterator[Problem]:
    """Where counts of one item come from several places they are added. `records` names files by item and organisation."""
    tables: dict[tuple[str, str, str], str] = {}
    for table in crosstabs:
        places = {(cell.item, cell.breakdown, cell.organisation or table.organisation) for cell in table.cells}
        earlier = [tables[place] for place in places if place in tables]
        earlier += [records[key] for item, _, code in places for key in ((item, code), (item, "")) if key in records]
        if earlier:
            sentence = f"{min(earlier)} has the same of {table.kind}; the counts of both were added up."
            remedy = "Confirm that nobody stands in both, or take one of them out of the folder."
            yield Problem("counts-added-up", Severity.CONFIRM, sentence, remedy, table.file, table.sheet)
        tables |= dict.fromkeys(places - tables.keys(), table.file)
