"""Workbooks in: what their sheets hold, and the columns that are wanted as CSV.

A hostile workbook can exhaust or abort the process that reads it, so this one checks and a child process reads.
What the sheets mean is not known here.
"""

from __future__ import annotations

import os
import tempfile
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openwres.files.archives import check_directory, unpacked
from openwres.files.delimited import UnreadableFileError
from openwres.files.scanning import SheetScan, scan
from openwres.files.sniffing import (
    NOT_A_WORKBOOK,
    WORKBOOKS,
    What,
    old_workbook_has_macros,
    plain_name,
    what_and_entries,
)
from openwres.files.workbook_process import WorkbookProcess

MOST_BYTES = 500 << 20
_INDEX_BYTES = 8 << 20
_MACROS = "The workbook holds macros. They were not run."
_LINKS = "The workbook has links to other workbooks. They were not followed: what it showed when it was saved was read."
_BLANK_ERRORS = "Errors such as #N/A are read as blank from this kind of workbook."

Range = tuple[int, int, int, int]


@dataclass(frozen=True)
class Sheet:
    """A visible sheet that holds anything.

    `height` is the number of its last row, `width` how many columns there are up to its last. `head` is its first 60
    rows as text, blank ones included: the row with index 0 is row 1 of the spreadsheet. `merged` are merged cells:
    first row, first column, last row, last column, rows from 1, columns from 0. `uncalculated` is how many formulas
    have no saved value and are read as blank.
    """

    name: str
    number: int
    height: int
    width: int
    head: tuple[tuple[str, ...], ...]
    merged: tuple[Range, ...] = ()
    uncalculated: int = 0


class Workbook:
    """An open workbook. Every method raises UnreadableFileError where the workbook cannot be read further."""

    def __init__(
        self, process: WorkbookProcess, scratch: Path, found: Sequence[dict[str, Any]], scans: dict[str, SheetScan]
    ) -> None:
        self._process, self._scratch = process, scratch
        self._errors = {sheet["index"]: scans[sheet["name"]].errors for sheet in found if sheet["name"] in scans}
        self.hidden = tuple(sheet["name"] for sheet in found if sheet["hidden"])
        visible = [self._sheet(sheet, scans.get(sheet["name"], SheetScan())) for sheet in found if not sheet["hidden"]]
        self.sheets = tuple(sheet for sheet in visible if _holds_anything(sheet))
        self.notes: tuple[str, ...] = ()

    def write(self, sheet: Sheet, header_row: int, columns: Sequence[int]) -> Path:
        """A CSV file in the scratch folder with these columns, in this order, of the rows after row `header_row`.

        UTF-8, lines end in a newline, no header line. Blank rows stay, so line n is row `header_row` + n unless a cell
        holds a line break.
        """
        if not columns:
            raise ValueError("no columns to write")
        handle, name = tempfile.mkstemp(suffix=".csv", prefix="sheet-", dir=self._scratch)
        os.close(handle)
        at = {column: place for place, column in enumerate(columns)}
        errors = [
            (row, at[column], word)
            for (row, column), word in self._errors.get(sheet.number, {}).items()
            if row > header_row and column in at
        ]
        try:
            self._process.ask(
                {
                    "do": "write",
                    "index": sheet.number,
                    "after": header_row,
                    "columns": list(columns),
                    "path": name,
                    "errors": errors,
                }
            )
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        return Path(name)

    def rows(self, sheet: Sheet, limit: int) -> list[tuple[str, ...]]:
        """All rows of a sheet as text, from row 1. Refused where there are more cells than `limit`."""
        refuse_large(sheet.height, sheet.width, limit)
        rows = self._process.ask({"do": "rows", "index": sheet.number})["rows"]
        return [tuple(row) for row in with_errors(rows, self._errors.get(sheet.number, {}))]

    def _sheet(self, found: dict[str, Any], scanned: SheetScan) -> Sheet:
        head = tuple(tuple(row) for row in with_errors(found["head"], scanned.errors))
        merged = tuple((top, left, bottom, right) for top, left, bottom, right in found["merged"])
        return Sheet(found["name"], found["index"], found["height"], found["width"], head, merged, scanned.uncalculated)


@contextmanager
def open_workbook(path: Path, scratch: Path) -> Iterator[Workbook]:
    """The workbook, whatever its name ends in, until the block ends. Raises UnreadableFileError where it cannot be read."""
    outside = outside_of(path)
    process = WorkbookProcess()
    try:
        process.send({"do": "open", "path": str(path.resolve())})
        scanned = scan(path, outside.entries, process.alive)
        found = list(_described(process))
        book = Workbook(process, scratch, found, by_sheet(path, outside.entries, scanned))
        if not book.sheets:
            raise nothing_there()
        book.notes = notes_of(outside, {sheet.name: sheet.uncalculated for sheet in book.sheets})
        yield book
    finally:
        process.close()


@dataclass(frozen=True)
class Outside:
    """What a workbook shows before it is read: its kind, the entries of its zip file, whether it holds macros or links."""

    what: What
    entries: Sequence[zipfile.ZipInfo]
    macros: bool
    links: bool


def outside_of(path: Path) -> Outside:
    """The outside of a file that may be read as a workbook. Raises UnreadableFileError."""
    try:
        what, entries = what_and_entries(path)
        if what not in WORKBOOKS:
            raise UnreadableFileError(*NOT_A_WORKBOOK[what])
        if path.stat().st_size > MOST_BYTES:
            raise UnreadableFileError(f"The workbook is larger than {MOST_BYTES >> 20} MB.", "Save the sheet as CSV.")
        check_directory(entries)
        macros = old_workbook_has_macros(path) if what is What.XLS else _has_macros(entries)
    except OSError as error:
        raise UnreadableFileError(
            f"The file cannot be opened: {error.strerror}.", "Close it elsewhere, and see who may read it."
        ) from None
    links = any(plain_name(entry).startswith("xl/externallinks/") for entry in entries)
    return Outside(what, entries, macros, links)


def nothing_there() -> UnreadableFileError:
    """What is said of a workbook without a visible sheet that holds anything."""
    return UnreadableFileError("No visible sheet of the workbook holds anything.", "Export it again.")


def _described(process: WorkbookProcess) -> Iterator[dict[str, Any]]:
    while "done" not in (line := process.answer()):
        yield line


def _has_macros(entries: Sequence[zipfile.ZipInfo]) -> bool:
    return any(
        name.endswith("/vbaproject.bin") or name.startswith(("basic/", "scripts/")) for name in map(plain_name, entries)
    )


def notes_of(outside: Outside, uncalculated: Mapping[str, int]) -> tuple[str, ...]:
    """What is told of a workbook that is read; how many formulas of each sheet were never calculated."""
    notes = [_MACROS] if outside.macros else []
    notes += [_LINKS] if outside.links else []
    notes += [_BLANK_ERRORS] if outside.what not in (What.XLSX, What.XLSM) else []
    return (*notes, *(
        f"{number:,} formulas on the sheet {name[:60]} were never calculated and are read as blank."
        for name, number in uncalculated.items() if number
    ))  # fmt: skip


def refuse_large(height: int, width: int, most_cells: int) -> None:
    """Raise UnreadableFileError of a sheet that should be a table of counts and has more cells than one."""
    if height * width > most_cells:
        raise UnreadableFileError(
            f"The sheet reaches over {height:,} rows and {width:,} columns, more than a table of counts has.",
            "Delete what is not part of the table.",
        )


def _holds_anything(sheet: Sheet) -> bool:
    return sheet.height > len(sheet.head) or any(cell.strip() for row in sheet.head for cell in row)


def with_errors(rows: Sequence[Sequence[str]], errors: dict[tuple[int, int], str]) -> Sequence[Sequence[str]]:
    """The rows with the errors (#N/A ...) that the reader gives as blank."""
    if not errors:
        return rows
    filled = [list(row) for row in rows]
    for (row, column), word in errors.items():
        if row <= len(filled) and column < len(filled[row - 1]):
            filled[row - 1][column] = word
    return filled


def by_sheet(path: Path, entries: Sequence[zipfile.ZipInfo], scanned: dict[str, SheetScan]) -> dict[str, SheetScan]:
    """What the scan found by the name of the sheet; the workbook says which part is which sheet."""
    if not any(sheet.errors or sheet.uncalculated for sheet in scanned.values()):
        return {}
    by_name = {plain_name(entry): entry for entry in entries}
    targets = {
        link.get("Id"): link.get("Target", "")
        for link in _index(path, by_name.get("xl/_rels/workbook.xml.rels"), "Relationship")
    }
    found = {}
    for sheet in _index(path, by_name.get("xl/workbook.xml"), "sheet"):
        link = next((value for key, value in sheet.items() if key.endswith("}id")), "")
        part = targets.get(link, "").lower().lstrip("/")
        part = part if part.startswith("xl/") else f"xl/{part}"
        if part in scanned:
            found[sheet.get("name", "")] = scanned[part]
    return found


def _index(path: Path, entry: zipfile.ZipInfo | None, tag: str) -> list[ET.Element]:
    """The elements of that name in a small part of the workbook."""
    if entry is None or entry.file_size > _INDEX_BYTES:
        return []
    try:
        root = ET.fromstring(b"".join(unpacked(path, entry)))  # noqa: S314 - it holds no entities
    except ET.ParseError:
        return []
    return [element for element in root.iter() if element.tag.rpartition("}")[2] == tag]
