"""A map: a file that says which rows and columns of somebody else's layout hold which cells of a return.

Maps are read here, strictly, and held as plain data. How a workbook is read by one is in `applying`.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path

from openwres.contracts.exceptions import DefinitionError, UsageError
from openwres.contracts.problems import in_order
from openwres.returns.details import OF_INDICATOR
from openwres.returns.keyed import WORDS
from openwres.returns.keys import ALL, FigureKey, Keys, keys_of
from openwres.standards import load_standard
from openwres.standards.model import Standard
from openwres.standards.tree import Notes, Section, read_tree, suggestion

FORMAT = "1"
THIS, LAST = "this", "last"
YEAR_WORDS = {THIS: "{year}", LAST: "{last year}"}
"""What a heading of a map says in place of a year."""

ORGANISATION, YEAR = "organisation", "year"
_HOME = Path(__file__).parent / "known"
_WORD = re.compile(r"[^\W_]+|%")

Spellings = frozenset[str]


@dataclass(frozen=True)
class Word:
    """Where a word stands, such as the organisation's code: in the cell beside one of these labels, or below it."""

    labels: Spellings
    sheets: Spellings = frozenset()
    below: bool = False


@dataclass(frozen=True)
class Part:
    """What a row or a column says of its cells; the other of the two says the rest."""

    cell: str = ""
    group: str = ""
    year: str = ""
    prefilled: bool = False
    times: Decimal = Decimal(1)


@dataclass(frozen=True)
class ColumnMap:
    """A column of numbers: the words above it from the top, each in its spellings, and what it holds."""

    headings: tuple[tuple[str, ...], ...]
    part: Part
    optional: bool = False


@dataclass(frozen=True)
class RowMap:
    """A row of numbers: its label and the section that it stands under, each in its spellings, and what it holds."""

    labels: tuple[str, ...]
    under: tuple[str, ...]
    part: Part
    optional: bool = False


@dataclass(frozen=True)
class TableMap:
    """A table of numbers on the sheets of these names; on any sheet where none is named."""

    sheets: Spellings
    columns: tuple[ColumnMap, ...]
    rows: tuple[RowMap, ...]
    ignored: Spellings = frozenset()


@dataclass(frozen=True)
class LayoutMap:
    """A whole map: whose layout it is of, for which standard and years, where its words and its numbers stand."""

    title: str
    standard: Standard
    first: int
    last: int
    tables: tuple[TableMap, ...]
    words: Mapping[str, Word] = field(default_factory=dict)

    def covers(self, year: int) -> bool:
        return self.first <= year <= self.last and year in self.standard.editions


def plain(text: str) -> str:
    """Words as they are compared: without capitals, punctuation and doubled spaces."""
    return " ".join(_WORD.findall(text.lower()))


def known_maps() -> list[str]:
    """The names of the maps that come with the program."""
    return sorted(path.stem for path in _HOME.glob("*.yaml"))


def load_map(name: str | Path) -> LayoutMap:
    """The map in a file, or the one of that name that comes with the program.

    Raises UsageError where there is none and DefinitionError, with every problem, where it is wrong.
    """
    path = _HOME / f"{name}.yaml" if str(name) in known_maps() else Path(name)
    if not path.is_file():
        raise UsageError(f"There is no map {name}. {suggestion(str(name), known_maps())}")
    notes = Notes(path.name)
    tree = read_tree(path, notes)
    made = _map(Section(tree, notes, "the map"), notes) if tree else None
    if notes.problems or made is None:
        problems = in_order(notes.problems)
        lines = "\n".join(f"  {p.file}, line {p.row}: {p.sentence} {p.remedy}" for p in problems)
        raise DefinitionError(f"The map {path.name} cannot be used:\n{lines}", problems)
    return made


def _map(section: Section, notes: Notes) -> LayoutMap | None:
    section.choice("format", [FORMAT])
    title, standard = section.text("title"), _standard(section)
    years = [section.parsed(key, int, "a year", 0) or 0 for key in ("from", "to")]
    words = {name: _word(inner) for name, inner in section.sections("words", required=False).items()}
    tables = tuple(_table(inner) for inner in section.items("tables"))
    section.done()
    if standard is None:
        return None
    made = LayoutMap(
        title, standard, years[0] or min(standard.editions), years[1] or max(standard.editions), tables, words
    )
    editions = [year for year in standard.editions if made.covers(year)]
    if not editions:
        section.wrong("from", f"{standard.id} has no edition from {made.first} to {made.last}.", "Correct the years.")
    _check_words(section, words)
    _check_cells(section, made, {year: keys_of(standard.edition(year)) for year in editions}, notes)
    return made


def _standard(section: Section) -> Standard | None:
    name = section.text("standard")
    try:
        return load_standard(name) if name else None
    except UsageError as error:
        section.wrong("standard", str(error), "Name a standard, such as wres.")
        return None


def spellings(text: str) -> tuple[str, ...]:
    """The spellings of a label or heading, written `Band 8a | Band 8 A`."""
    return tuple(word for part in text.split("|") if (word := plain(part)))


def _word(section: Section) -> Word:
    side = "below" if section.has("below") else "beside"
    labels, sheets = spellings(section.text(side)), spellings(section.text("sheet", ""))
    section.done()
    return Word(frozenset(labels), frozenset(sheets), side == "below")


def _table(section: Section) -> TableMap:
    sheets = spellings(section.text("sheet", ""))
    columns, rows = tuple(map(_column, section.items("columns"))), tuple(map(_row, section.items("rows")))
    ignored = frozenset(word for text in section.texts("ignore") for word in spellings(text))
    section.done()
    if len({len(column.headings) for column in columns}) > 1:
        remedy = "Repeat the word that stands over several rows, or make two tables."
        section.wrong("columns", "The columns of a table must have equally many headings each.", remedy)
    return TableMap(frozenset(sheets), columns, rows, ignored)


def _column(section: Section) -> ColumnMap:
    headings = tuple(_heading(text) for text in section.texts("headings", required=True))
    part, optional = _part(section), section.flag("optional", False)
    section.done()
    return ColumnMap(headings, part, optional)


def _heading(text: str) -> tuple[str, ...]:
    """The spellings of a heading; the words for years stay as they are."""
    return tuple(" ".join(_years_kept(part)) for part in text.split("|") if part.strip())


def _years_kept(text: str) -> Iterator[str]:
    for piece in re.split(r"(\{[a-z ]+\})", text):
        yield from [piece] if piece.startswith("{") else [words] if (words := plain(piece)) else []


def _row(section: Section) -> RowMap:
    labels, under = spellings(section.text("label")), spellings(section.text("under", ""))
    part, optional = _part(section), section.flag("optional", False)
    section.done()
    return RowMap(labels, under, part, optional)


def _part(section: Section) -> Part:
    return Part(
        section.text("cell", ""), section.text("group", ""), section.choice("year", (THIS, LAST), ""),
        section.flag("prefilled", False), section.parsed("times", _times, "a number above 0", Decimal(1)) or Decimal(1),
    )  # fmt: skip


def _times(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ValueError(text) from None
    if not (number.is_finite() and number > 0):
        raise ValueError(text)
    return number


def together(row: Part, column: Part) -> Part:
    """What a row and a column say together."""
    return Part(
        row.cell or column.cell, row.group or column.group, row.year or column.year or THIS,
        row.prefilled or column.prefilled, row.times * column.times,
    )  # fmt: skip


def field_of(part: Part, keys: Keys) -> str:
    """The name of the cell of a return: with its group, where it has one; empty where the edition has no such cell.

    A figure of one group alone, such as a difference, is not that of another group's column.
    """
    single = keys.spellings.get(part.cell)
    if isinstance(single, FigureKey) and (":" in single.group or single.group in (ALL, part.group or single.group)):
        return part.cell
    named = f"{part.cell}.{part.group}"
    return named if named in keys.spellings else ""


def _check_words(section: Section, words: Mapping[str, Word]) -> None:
    known = [ORGANISATION, YEAR, *WORDS]
    for name in words:
        if name not in known and not re.fullmatch(OF_INDICATOR, name):
            remedy = suggestion(name, known)
            section.wrong("words", f"`{name}` is no word of a return.", remedy, "unknown-key")


def _check_cells(section: Section, made: LayoutMap, keys: Mapping[int, Keys], notes: Notes) -> None:
    """Every row with some column, and every column with some row, must name a cell that all editions of the map have."""
    groups = {group for known in keys.values() for key in known.tallies if (group := key.group)}
    for table, inner in zip(made.tables, section.items("tables"), strict=True):
        entries: list[RowMap | ColumnMap] = [*table.rows, *table.columns]
        for entry, place in zip(entries, [*inner.items("rows"), *inner.items("columns")], strict=True):
            if entry.part.group not in ("", *groups):
                sentence = f"`{entry.part.group}` is no group of {made.standard.id}."
                notes.add("unknown-group", place.tree.line, sentence, suggestion(entry.part.group, groups))
                continue
            parts = list(_parts(entry, table))
            years = [year for year, known in keys.items() if not any(field_of(part, known) for part in parts)]
            if years and parts:
                _no_cell(notes, place.tree.line, parts[0], years[0], keys[years[0]])


def _parts(entry: RowMap | ColumnMap, table: TableMap) -> Iterator[Part]:
    """What a row says together with each column, or a column with each row."""
    if isinstance(entry, RowMap):
        yield from (together(entry.part, column.part) for column in table.columns)
    else:
        yield from (together(row.part, entry.part) for row in table.rows)


def _no_cell(notes: Notes, line: int, part: Part, year: int, keys: Keys) -> None:
    name = f"{part.cell}.{part.group}".strip(".") or "(none)"
    near = difflib.get_close_matches(name[:60], sorted(keys.spellings), 1, 0.6)
    sentence = f"A return of {year} has no cell called `{name}`."
    remedy = f"Did you mean `{near[0]}`?" if near else "Name one, such as `w2.appointed`, and its group, such as `bme`."
    notes.add("unknown-field", line, sentence, remedy)
