"""Looks through the XML of a workbook, unpacked but not parsed, for what must stop it and for what its reader leaves out.

It stops entities, and cells so far apart that a reader would make room for billions; it finds errors (`#N/A`) and
formulas that were never calculated, which the reader gives as blank.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from openwres.files.archives import damaged, unpacked_from
from openwres.files.delimited import UnreadableFileError
from openwres.files.sniffing import plain_name

MOST_ROWS = 1 << 20
MOST_COLUMNS = 1 << 14
MOST_CELLS = 60_000_000
_CARRIED = 1 << 20
_SMALL = 1 << 20
_ELEMENT = re.compile(rb"<[A-Za-z_]")
_DECLARED = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_NEAR_COLUMNS, _NEAR_ROWS = 26, 99_999

# A cell that is not closed at once and lies beyond column Z or row 99,999; nearer ones need no look. Spreadsheet
# programs begin every cell with its place. Where all in a piece are so, the first pattern does, nine times as quick.
# A tag of more than 2,000 signs is taken for one. Here and below no pattern may try the same signs twice (`*+`), for a
# hostile file would be made so that it does.
_BEYOND = rb"""(?:([A-Za-z]{2,}+)([0-9]++)|([A-Za-z])([0-9]{6,}+))["'](?:[^<>]{0,2000}+(?<!/)>|[^<>]{2000})"""
_FAR = re.compile(rb'<c r="' + _BEYOND)
_FAR_ANYHOW = re.compile(rb"""["']""" + _BEYOND)
_ROW = re.compile(rb"""<(?:\w+:)?row\s[^<>]*?\br\s*=\s*["']([0-9]+)["']""")
_UNPLACED_CELL = re.compile(rb"""<(?:\w+:)?c(?:>|\s(?![^<>]*\br\s*=)[^<>]*>)""")
_ERROR = re.compile(
    rb"""<(?:\w+:)?c\s([^<>]*\bt\s*=\s*["']e["'][^<>]*+)(?<!/)>(?:(?!</?(?:\w+:)?[vc][\s/>]).){0,20000}+<(?:\w+:)?v>([^<]*+)<""",
    re.S,
)
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,3})([0-9]{1,7})["']""")

# What most sheets have nowhere, each quick to look for; where none of it is, there is nothing to find. Cells other than near
# ones that begin with place, style and kind, the kind no error (`<cols>`, `<conditionalFormatting>` and `<cfRule>` are no
# cells); prefixes; formulas that no value follows.
_NO_PLAIN_CELL = re.compile(rb'<c(?! r="[A-Z][0-9]{1,5}"(?: s="[0-9]{1,6}")?(?: t="(?:s|str|n|b|inlineStr)")?/?>|o|f)')
_PREFIXED = re.compile(rb":[cf][\s/>]")
_VALUELESS = re.compile(rb"</f(?!><v>[^<]|o)")
_VALUELESS_SHARED = re.compile(rb"<f(?:\s[^<>]*+)?+(?<=/)>(?!<v>[^<])")
_UNUSUAL = re.compile(rb'<c(?! r="|o|f)')

_UNCALCULATED = re.compile(
    rb"</?(?:\w+:)?f(?:\s[^<>]*+)?>\s*+(?:<(?:\w+:)?v\s*+/>|<(?:\w+:)?v></(?:\w+:)?v>)?+\s*+</(?:\w+:)?c>"
)


@dataclass
class SheetScan:
    """What the XML of one sheet shows: errors by row (from 1) and column (from 0), and formulas without a value."""

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    uncalculated: int = 0
    rows: int = _NEAR_ROWS
    columns: int = _NEAR_COLUMNS


def scan(
    path: Path, entries: Iterable[zipfile.ZipInfo], goes_on: Callable[[], bool] = lambda: True
) -> dict[str, SheetScan]:
    """What the sheets show, by the name of their part. Raises UnreadableFileError; ends early when nobody waits."""
    found = {}
    with _opened(path) as file:
        for entry in sorted(entries, key=lambda entry: entry.file_size):
            if not goes_on():
                break
            name = plain_name(entry)
            if (sheet := _scan_part(name, unpacked_from(file, entry))) is not None:
                found[name] = sheet
    return found


def _opened(path: Path) -> IO[bytes]:
    """The file; a small one is read at once, for it is gone through in leaps."""
    return io.BytesIO(path.read_bytes()) if path.stat().st_size < _SMALL else path.open("rb")


def _scan_part(name: str, content: Iterator[bytes]) -> SheetScan | None:
    """What a part shows, if it is a sheet."""
    if name.startswith("xl/worksheets/") and name.endswith(".bin"):
        _scan_binary_sheet(content)
    elif name.endswith((".xml", ".rels", ".vml")):
        pieces = _without_entities(content)
        if name.startswith("xl/worksheets/") and "/_rels/" not in name:
            return _scan_sheet(pieces)
        if name == "content.xml":
            _scan_open_document(pieces)
        else:
            deque(pieces, maxlen=0)
    return None


def _without_entities(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes. A declaration of entities can only stand before the first element."""
    prolog: bytes | None = b""
    for piece in pieces:
        if prolog is not None:
            prolog += piece
            if prolog.startswith((b"\xff\xfe", b"\xfe\xff", b"\0<", b"<\0")):
                raise UnreadableFileError("The workbook is not in UTF-8, as workbooks are.", "Save it again as XLSX.")
            if _DECLARED.search(prolog) or len(prolog) > _CARRIED:
                raise UnreadableFileError(
                    "The workbook declares entities, which can make it read other files or grow without end.",
                    "Open it in a spreadsheet program and save it again, or do not trust it.",
                )
            prolog = None if _ELEMENT.search(prolog) else prolog
        yield piece


def _whole_cells(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes, cut where a cell ends, so that none lies in two pieces."""
    carried = b""
    for piece in pieces:
        text = carried + piece
        cut = max(text.rfind(b"/c>"), text.rfind(b":c>")) + 3
        if cut < 3:
            cut = len(text) if len(text) > _CARRIED else 0
        carried = text[cut:]
        yield text[:cut]
    yield carried


def _scan_sheet(pieces: Iterable[bytes]) -> SheetScan:
    sheet = SheetScan()
    for text in _whole_cells(pieces):
        if not any(found.search(text) for found in (_NO_PLAIN_CELL, _PREFIXED, _VALUELESS, _VALUELESS_SHARED)):
            continue
        as_usual = not _UNUSUAL.search(text) and not _PREFIXED.search(text)
        for letters, digits, letter, far in (_FAR if as_usual else _FAR_ANYHOW).findall(text):
            sheet.columns = max(sheet.columns, _column(letters or letter) + 1)
            sheet.rows = max(sheet.rows, int((digits or far)[:9]))
        if not as_usual:
            _count_unplaced(text, sheet)
        if b't="e"' in text or (not as_usual and b"'e'" in text):
            _find_errors(text, sheet)
        if b"<f" in text or (not as_usual and b":f" in text):
            sheet.uncalculated += len(_UNCALCULATED.findall(text))
        _refuse_far(sheet.rows, sheet.columns)
    return sheet


def _count_unplaced(text: bytes, sheet: SheetScan) -> None:
    """A cell without a place of its own stands where its row says."""
    if _UNPLACED_CELL.search(text):
        sheet.rows = max([sheet.rows, *(int(row[:9]) for row in _ROW.findall(text))])


def _find_errors(text: bytes, sheet: SheetScan) -> None:
    for attributes, value in _ERROR.findall(text):
        if place := _PLACE.search(attributes):
            sheet.errors[int(place[2]), _column(place[1])] = value.decode("ascii", "replace")[:20]


def _column(letters: bytes) -> int:
    """The position of a column, from 0. More letters than any column has are cut, and still lie too far."""
    number = 0
    for letter in letters[:5].upper():
        number = number * 26 + letter - 64
    return number - 1


def _refuse_far(rows: int, columns: int) -> None:
    if rows > MOST_ROWS or columns > MOST_COLUMNS or rows * columns > MOST_CELLS:
        raise UnreadableFileError(
            f"A sheet reaches over {rows:,} rows and {columns:,} columns, too many to be read.",
            "Delete what stands far away from the table, or save the table alone as CSV.",
        )


_TOKEN = re.compile(
    rb"<table:table-row\b[^<>]*>|</table:table-row>|<table:(?:covered-)?table-cell\b[^<>]*>|<table:table\b"
)
_REPEATED = re.compile(rb"""number-(?:rows|columns)-repeated\s*=\s*["']([0-9]+)["']""")


@dataclass
class _Place:
    """How far the cells of an ODS sheet reach, as its rows and cells pass by."""

    row: int = 0  # rows before this one, repeated ones counted
    repeats: int = 1
    column: int = 0
    holds: bool = False  # this row holds anything
    rows: int = 0
    columns: int = 0

    def take(self, token: bytes) -> None:
        if token.startswith(b"<table:table-row"):
            self.repeats, self.column, self.holds = _repeats(token), 0, False
        elif token.startswith(b"</"):
            self._end_row()
        elif token == b"<table:table":
            self.row = self.rows = self.columns = 0
        else:
            self.column += _repeats(token)
            if not token.endswith(b"/>") or b"office:value" in token:
                self.holds, self.columns = True, max(self.columns, self.column)
        if token.startswith(b"<table:table-row") and token.endswith(b"/>"):
            self._end_row()

    def _end_row(self) -> None:
        self.row += self.repeats
        if self.holds:
            self.rows = max(self.rows, self.row)


def _repeats(token: bytes) -> int:
    found = _REPEATED.search(token)
    return int(found[1][:9]) if found else 1


def _scan_open_document(pieces: Iterable[bytes]) -> None:
    place = _Place()
    carried = b""
    for piece in pieces:
        text = carried + piece
        cut = text.rfind(b">") + 1 or (len(text) if len(text) > _CARRIED else 0)
        carried = text[cut:]
        for token in _TOKEN.findall(text, 0, cut):
            place.take(token)
        _refuse_far(max(place.rows, 1), max(place.columns, 1))


_ROW_RECORD = 0
_LONGEST_RECORD = 1 << 20
_CELL_RECORDS = range(2, 12)  # every kind of cell but the blank one


def _scan_binary_sheet(pieces: Iterable[bytes]) -> None:
    """A sheet of XLSB is a run of records; a row's begins with its number, a cell's with its column."""
    row = rows = columns = 0
    for kind, start in _records(pieces):
        if kind == _ROW_RECORD:
            row = start + 1
        elif kind in _CELL_RECORDS:
            rows, columns = max(rows, row), max(columns, start + 1)
            if rows * columns > MOST_CELLS or rows > MOST_ROWS:
                break
    _refuse_far(rows, columns)


def _records(pieces: Iterable[bytes]) -> Iterator[tuple[int, int]]:
    """The kind of each record and its first four bytes as a number."""
    content, at = b"", 0
    for piece in pieces:
        content, at = content[at:] + piece, 0
        while (found := _record(content, at)) is not None:
            kind, start, end = found
            if end - start > _LONGEST_RECORD:
                raise damaged()
            if end > len(content):
                break
            yield kind, int.from_bytes(content[start : min(end, start + 4)], "little")
            at = end


def _record(content: bytes, at: int) -> tuple[int, int, int] | None:
    """The kind of the record here, and where what it holds begins and ends; nothing where too little is there."""
    if at + 2 > len(content):
        return None
    kind = content[at]
    at += 1
    if kind & 0x80:
        kind |= content[at] << 8
        at += 1
    size = shift = 0
    while at < len(content):
        byte = content[at]
        at += 1
        size |= (byte & 0x7F) << shift
        shift += 7
        if not byte & 0x80 or shift == 28:
            return kind, at, at + size
    return None
