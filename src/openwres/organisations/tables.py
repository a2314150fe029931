"""CSV files of unknown making read into rows of trimmed text, and the list that problems are put on while reading.

What the columns mean is left to the caller.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar

from openwres.contracts.exceptions import InputError
from openwres.contracts.problems import Problem, Severity, blocks, in_order
from openwres.organisations.codes import compact_date, iso_date, organisation_code

# The whole NHS trust file has 60 kB; a register of thousands stays far under this.
LARGEST_FILE = 20_000_000

_FOREIGN_FILES = (
    (b"PK\x03\x04", "a workbook or a zip archive", "Unzip it, or save the sheet as CSV, and give the CSV file."),
    (b"\xd0\xcf\x11\xe0", "an old workbook", "Open it and save the sheet as CSV UTF-8."),
    (b"%PDF", "a PDF", "Give the CSV file."),
    (b"\xff\xfe", "text in UTF-16", "Save it as CSV UTF-8."),
    (b"\xfe\xff", "text in UTF-16", "Save it as CSV UTF-8."),
    (b"<", "a web page or XML", "Download the CSV file itself, not the page around it."),
)


@dataclass(slots=True)
class ProblemList:
    """The problems found so far while one thing is read; all of them are told at once at the end."""

    found: list[Problem] = field(default_factory=list)

    def block(
        self,
        name: str,
        sentence: str,
        remedy: str,
        file: str = "",
        row: int | None = None,
        column: str = "",
        rows: int = 0,
    ) -> None:
        """Put on the list what must be put right."""
        self.found.append(Problem(name, Severity.BLOCK, sentence, remedy, file, "", row, column, rows))

    def note(
        self,
        name: str,
        sentence: str,
        remedy: str,
        file: str = "",
        row: int | None = None,
        column: str = "",
        rows: int = 0,
    ) -> None:
        """Put on the list what a reader should know."""
        self.found.append(Problem(name, Severity.NOTE, sentence, remedy, file, "", row, column, rows))

    def raise_blocks(self, what: str) -> None:
        """Raise InputError with every problem where any of them blocks."""
        if not blocks(self.found):
            return
        count = sum(problem.severity is Severity.BLOCK for problem in self.found)
        words = "a problem" if count == 1 else f"{count} problems"
        raise InputError(f"{what} has {words} to put right first.", in_order(self.found))


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: where it stands, and its cells by column, trimmed."""

    file: str
    number: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A CSV file's rows that are not blank, each with its number as a spreadsheet counts, and the file's SHA-256."""

    file: str
    sha256: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A CSV file with a header: its columns in lower case, and its rows."""

    file: str
    sha256: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def quoted(text: str) -> str:
    """A value for a sentence, cut short where it is long."""
    return repr(text if len(text) <= 40 else text[:39] + "…")


def read_sheet(path: Path, problems: ProblemList) -> Sheet | None:
    """The rows of a CSV file, or None with the reason among the problems."""
    data = read_bytes(path, problems)
    text = None if data is None else _decoded(data, path.name, problems)
    if data is None or text is None:
        return None
    rows: list[tuple[int, tuple[str, ...]]] = []
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    number = 0
    try:
        for number, cells in enumerate(lines, start=1):
            tidy = tuple(" ".join(cell.split()) for cell in cells)
            if any(tidy):
                rows.append((number, tidy))
    except csv.Error as error:
        remedy = "Look at the quotation marks in this row and the one before; download or save the file again."
        problems.block("not-readable", f"The file cannot be read on: {error}.", remedy, file=path.name, row=number + 1)
        return None
    if not rows:
        problems.block("empty-file", "The file is empty.", "Give the file with its rows.", file=path.name)
        return None
    return Sheet(path.name, hashlib.sha256(data).hexdigest(), tuple(rows))


def read_table(
    path: Path,
    required: Sequence[str],
    problems: ProblemList,
    optional: Callable[[str], bool] | None = None,
    hint: str = "",
) -> Table | None:
    """A CSV file with a header, or None with the reason among the problems.

    Columns stand in any order. Others than the required ones are left aside; but where
    `optional` is given, each must satisfy it, so that a misspelt column is not lost silently.
    `hint` is added to the remedy for a missing column.
    """
    sheet = read_sheet(path, problems)
    if sheet is None:
        return None
    number, header = sheet.rows[0]
    columns = tuple(name.lower() for name in header)
    known = len(problems.found)
    _check_required(sheet.file, number, columns, required, hint, problems)
    _check_columns(sheet.file, number, columns, required, optional, problems)
    if len(problems.found) > known:
        return None
    rows = tuple(_rows_under(columns, sheet, problems))
    return Table(sheet.file, sheet.sha256, columns, rows)


def read_bytes(path: Path, problems: ProblemList) -> bytes | None:
    """A file's content, or None with the reason among the problems."""
    try:
        with path.open("rb") as stream:
            data = stream.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        problems.block("file-missing", "The file is not there.", "Check its name and folder.", file=path.name)
        return None
    except OSError as error:
        reason = error.strerror or "unknown reason"
        remedy = "Give a file, not a folder; close it in other programs; check that you may read it."
        problems.block("not-readable", f"The file cannot be opened: {reason}.", remedy, file=path.name)
        return None
    if len(data) > LARGEST_FILE:
        sentence = f"The file is larger than {LARGEST_FILE // 1_000_000} MB; a register is far smaller."
        problems.block("file-too-large", sentence, "Check that it is the right file.", file=path.name)
        return None
    return data


def code_in(row: Row, column: str, problems: ProblemList) -> str | None:
    """The organisation code in a cell, or None with the reason among the problems."""
    code = organisation_code(row[column])
    if code is None:
        sentence = f"{quoted(row[column])} is not an organisation code: 2 to 10 letters and digits."
        problems.block(
            "code-form",
            sentence,
            "Write the code as the ODS does, such as RJ1.",
            file=row.file,
            row=row.number,
            column=column,
        )
    return code


def date_in(row: Row, column: str, problems: ProblemList, compact: bool = False) -> date | None:
    """The date in a cell (2026-03-31, or 20260331 if compact); None for a blank, and with a problem for no date."""
    try:
        return (compact_date if compact else iso_date)(row[column])
    except ValueError:
        form = "20260331" if compact else "2026-03-31"
        problems.block(
            "date-form",
            f"{quoted(row[column])} is not a date written as {form}.",
            f"Write it as {form}; a spreadsheet may have changed it when the file was saved.",
            file=row.file,
            row=row.number,
            column=column,
        )
        return None


def _decoded(data: bytes, file: str, problems: ProblemList) -> str | None:
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:8]
    for mark, what, remedy in _FOREIGN_FILES:
        if start.startswith(mark):
            problems.block("not-csv", f"This is {what}, not a CSV file.", remedy, file=file)
            return None
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    problems.block("not-text", "This is not text in UTF-8 or Windows-1252.", "Save it as CSV UTF-8.", file=file)
    return None


def _delimiter(text: str) -> str:
    # A spreadsheet in some countries writes semicolons; the first line decides, and a comma wins a tie.
    first = text.lstrip("\r\n").partition("\n")[0]
    return max(",;\t", key=first.count)


def _check_required(
    file: str, number: int, columns: Sequence[str], required: Sequence[str], hint: str, problems: ProblemList
) -> None:
    missing = [name for name in required if name not in columns]
    if missing:
        words = "column" if len(missing) == 1 else "columns"
        sentence = f"The header in the first row lacks what is needed: {', '.join(missing)}."
        remedy = f"Add the header or the {words}; needed are {', '.join(required)}.{hint}"
        problems.block("column-missing", sentence, remedy, file, number)


def _check_columns(
    file: str,
    number: int,
    columns: Sequence[str],
    required: Sequence[str],
    optional: Callable[[str], bool] | None,
    problems: ProblemList,
) -> None:
    if not set(required) <= set(columns):
        # Where the header itself is in doubt, complaints about its other cells would only distract.
        return
    named = [name for name in columns if name]
    for name in sorted({name for name in named if named.count(name) > 1}):
        sentence = f"The column {quoted(name)} stands twice in the header."
        problems.block("column-twice", sentence, "Keep one of them.", file, number, name)
    for name in named if optional is not None else ():
        if name not in required and optional is not None and not optional(name):
            sentence = f"The column {quoted(name)} is not one that a register has."
            remedy = "Correct its name, write 'area:' before it if it is an area of your own, or take it out."
            problems.block("column-unknown", sentence, remedy, file, number, name)


def _rows_under(columns: Collection[str], sheet: Sheet, problems: ProblemList) -> Iterator[Row]:
    width = len(columns)
    for number, cells in sheet.rows[1:]:
        if len(cells) < width or any(cells[width:]):
            sentence = f"The row has {len(cells)} cells where the header has {width}."
            remedy = "Look for a missing or extra delimiter; put text with commas in quotation marks."
            problems.block("row-width", sentence, remedy, file=sheet.file, row=number)
            continue
        yield Row(sheet.file, number, {name: cell for name, cell in zip(columns, cells, strict=False) if name})


_Item = TypeVar("_Item")


def only_once(items: Sequence[tuple[Row, str, _Item]], column: str, problems: ProblemList) -> dict[str, _Item]:
    """The items by key, with a problem for each key that stands more than once; the first one is kept."""
    found: dict[str, _Item] = {}
    first: dict[str, int] = {}
    for row, key, item in items:
        if key in found:
            sentence = f"{key} stands twice; row {first[key]} has it already."
            problems.block(
                "duplicate", sentence, "Keep the row that is right.", file=row.file, row=row.number, column=column
            )
            continue
        found[key], first[key] = item, row.number
    return found
