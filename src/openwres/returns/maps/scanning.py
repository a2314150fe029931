"""Where the cells of a return stand on sheets in somebody else's layout: rows by their labels, columns by the words above them.

Nothing is known here of what numbers mean.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from openwres.contracts.problems import Problem, Severity
from openwres.returns.keys import Keys
from openwres.returns.maps.map_file import (
    LAST,
    THIS,
    YEAR_WORDS,
    ColumnMap,
    LayoutMap,
    RowMap,
    TableMap,
    field_of,
    plain,
    together,
)  # fmt: skip
from openwres.returns.sheets import Rows, letter

_REMEDY = "Correct the map, or the file; what need not be there is `optional: true`."


class Found(NamedTuple):
    """A cell of a return as it was found: its name, its text, of which year it is, its sheet and its place."""

    field: str
    cell: str
    year: str
    prefilled: bool = False
    sheet: str = ""
    place: str = ""


def scan(
    sheets: Mapping[str, Rows], layout: LayoutMap, year: int, keys: Mapping[str, Keys], file: str
) -> tuple[list[Found], list[Problem]]:
    """Every cell that the map names, with its sheet and place, and what of the map is not in the file or the other way round.

    `keys` are the names of cells of this year and, where it has an edition, of the last.
    """
    found: list[Found] = []
    problems: list[Problem] = []
    for table in layout.tables:
        own = {name: rows for name, rows in sheets.items() if not table.sheets or plain(name) in table.sheets}
        scans = [_Scan(table, name, year, keys, file) for name in own]
        for one, rows in zip(scans, own.values(), strict=True):
            found += one.cells(rows)
            problems += one.problems
        problems += _lost(table, scans, LAST in keys, file)
    return found, problems


def _lost(table: TableMap, scans: Sequence[_Scan], last: bool, file: str) -> Iterator[Problem]:
    """What the map names and no sheet has."""
    if not scans:
        sentence = f"The file has no sheet called {' or '.join(sorted(table.sheets))}, which the map names."
        yield Problem("row-lost", Severity.BLOCK, sentence, _REMEDY, file)
        return
    rows = set[RowMap]().union(*(one.rows for one in scans))
    for row in table.rows:
        if row not in rows and not row.optional:
            under = f" under `{row.under[0]}`" if row.under else ""
            sentence = f"The file has no row `{row.labels[0]}`{under}, which the map names."
            yield Problem("row-lost", Severity.BLOCK, sentence, _REMEDY, file)
    columns = set[ColumnMap]().union(*(one.columns for one in scans))
    for column in table.columns:
        if column not in columns and not column.optional and (last or column.part.year != LAST):
            words = " / ".join(spellings[0] for spellings in column.headings)
            sentence = f"The file has no column under `{words}`, which the map names."
            yield Problem("missing-column", Severity.BLOCK, sentence, _REMEDY, file)


class _Scan:
    """One sheet, read from the top: which headings stand above each column, which section each row is under."""

    def __init__(self, table: TableMap, sheet: str, year: int, keys: Mapping[str, Keys], file: str) -> None:
        self.table, self.sheet, self.keys, self.file = table, sheet, keys, file
        self.headings = {column: _of_year(column, year) for column in table.columns}
        levels = max(len(column.headings) for column in table.columns)
        self.words = [{word for its in self.headings.values() for word in its[level]} for level in range(levels)]
        self.above: list[dict[int, str]] = [{} for _ in range(levels)]
        self.labels = {
            (under, label): row for row in table.rows for under in (row.under or ("",)) for label in row.labels
        }
        self.sections = {under for under, _ in self.labels}
        self.section = ""
        self.here: dict[int, ColumnMap] = {}
        self.rows: set[RowMap] = set()
        self.columns: set[ColumnMap] = set()
        self.problems: list[Problem] = []

    def cells(self, rows: Rows) -> Iterator[Found]:
        for number, row in enumerate(rows, 1):
            texts = [plain(cell) for cell in row]
            found = self._row(texts)
            if found and self.here:
                self.rows.add(found)
                yield from self._numbers(found, row, number)
            elif any(text in words for text in texts for words in self.words):
                self._heads(texts)
            elif not self.table.ignored.intersection(texts):
                self._unknown(row, number)

    def _row(self, texts: Sequence[str]) -> RowMap | None:
        """The row of the map that a row of the sheet is, by its label and the section it stands under."""
        labels = [text for place, text in enumerate(texts) if text and place not in self.here]
        self.section = next((text for text in labels if text in self.sections), self.section)
        known = (self.labels.get((under, label)) for under in (self.section, "") for label in labels)
        return next((row for row in known if row), None)

    def _heads(self, texts: Sequence[str]) -> None:
        """Take the headings of a row: they hold until others of their level come. All but the lowest spread to the right."""
        for level, words in enumerate(self.words):
            places = {place: text for place, text in enumerate(texts) if text in words}
            if places:
                spread = level < len(self.words) - 1
                self.above[level] = dict(_spread(texts, places)) if spread else places
        positions = self.above[-1]
        self.here = {
            place: column
            for place in positions
            for column, wanted in self.headings.items()
            if all(self.above[level].get(place) in words for level, words in enumerate(wanted))
        }
        self.columns |= set(self.here.values())

    def _numbers(self, row: RowMap, cells: Sequence[str], number: int) -> Iterator[Found]:
        for place, column in self.here.items():
            part, text = together(row.part, column.part), cells[place].strip() if place < len(cells) else ""
            name = field_of(part, self.keys[part.year]) if part.year in self.keys else ""
            single = part.cell == name  # the figure of a whole row stands in one of its columns
            if name and (text or not single):
                yield Found(
                    name, _times(text, part.times), part.year, part.prefilled, self.sheet, f"{letter(place)}{number}"
                )

    def _unknown(self, row: Sequence[str], number: int) -> None:
        place = next((place for place in self.here if place < len(row) and any(map(str.isdigit, row[place]))), None)
        if place is not None:
            sentence = "The row has numbers and the map does not name it, so that it was not read."
            remedy = "Add it to the map, or its label to what the map ignores."
            self.problems.append(
                Problem("unknown-row", Severity.CONFIRM, sentence, remedy, self.file, self.sheet, number, letter(place))
            )


def _of_year(column: ColumnMap, year: int) -> tuple[frozenset[str], ...]:
    """The headings of a column with the years put in."""
    years = {YEAR_WORDS[THIS]: str(year), YEAR_WORDS[LAST]: str(year - 1)}

    def put(text: str) -> str:
        for word, number in years.items():
            text = text.replace(word, number)
        return plain(text)

    return tuple(frozenset(map(put, spellings)) for spellings in column.headings)


def _spread(texts: Sequence[str], places: Mapping[int, str]) -> Iterator[tuple[int, str]]:
    """A heading over itself and the blank cells to its right, as merged cells have it."""
    current = ""
    for place, text in enumerate(texts):
        current = places.get(place, "") if text else current
        if current:
            yield place, current


def _times(text: str, times: Decimal) -> str:
    """The number of a cell multiplied, to the 15 digits that a spreadsheet has; anything else stays as it is."""
    if times == 1:
        return text
    try:
        number = Decimal(f"{float(text.replace(',', '')):.15g}") * times
    except (ValueError, InvalidOperation):
        return text
    return f"{number.normalize():f}"
