"""Looks at a delimited text file without trusting it: its encoding, its delimiter, its first rows.

The original is never changed; where the engine could not read it as it is, a copy in the scratch folder is read.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

_CHUNK = 1 << 20
_SAMPLE = 1 << 18
HEAD_ROWS = 60
GLOB = frozenset("*?[")  # the engine would take a path with these for a pattern
DELIMITERS = (",", ";", "\t", "|")
_MARKS = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_BOM = codecs.BOM_UTF8


class UnreadableFileError(Exception):
    """A file that cannot be read as what it claims to be; the message is a sentence, `remedy` what to try."""

    def __init__(self, sentence: str, remedy: str, row: int | None = None) -> None:
        super().__init__(sentence)
        self.remedy, self.row = remedy, row


@dataclass(frozen=True)
class Delimited:
    """A text table that the engine can read: where, and how.

    `head` holds the first rows as a spreadsheet counts them, blank ones included; `lines` the line of the file on which
    each of them begins. `mended` says what a copy had to mend: `byte-order-mark`.
    """

    path: Path
    encoding: str
    delimiter: str
    head: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    mended: tuple[str, ...] = ()

    def cells(self, limit: int) -> list[list[str]]:
        """All rows of a small table, blank ones included; nothing where there are more than `limit`."""
        with self.path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            reader = csv.reader(file, delimiter=self.delimiter)
            try:
                rows = [[cell.strip() for cell in row] for row in islice(reader, limit + 1)]
            except csv.Error:
                return []
        return rows if len(rows) <= limit else []


@dataclass
class _Look:
    """What one pass over the bytes shows."""

    encoding: str = "utf-8"
    blank_lines: bool = False
    old_line_ends: bool = False
    marks_within: bool = False

    @property
    def as_it_is(self) -> bool:
        """Whether the engine can read the file itself."""
        return self.encoding in ("utf-8", "utf-8-sig") and not (
            self.blank_lines or self.old_line_ends or self.marks_within
        )


def prepare(path: Path, scratch: Path) -> Delimited:
    """The file as UTF-8 in which every row is a line or more. Raises UnreadableFileError where it is empty or no text."""
    look = _look(path)
    ready = path
    if not look.as_it_is or GLOB & set(str(path)):
        ready = scratch / f"{len(list(scratch.iterdir()))}-copy.csv"
        _copy(path, ready, look.encoding)
    encoding = "utf-8-sig" if look.encoding == "utf-8-sig" and ready == path else "utf-8"
    with ready.open(encoding=encoding, errors="replace", newline="") as file:
        text = file.read(_SAMPLE)
    if not text.strip():
        raise UnreadableFileError("The file holds no text.", "Export it again, or take it out of the folder.")
    delimiter = _delimiter(text)
    head, lines = _rows(text, delimiter)
    return Delimited(ready, look.encoding, delimiter, head, lines, ("byte-order-mark",) * look.marks_within)


def _look(path: Path) -> _Look:
    """The encoding (UTF-8, UTF-16, else Windows-1252), and whether lines are blank or end as on old machines."""
    look, decoder, tail = _Look(), codecs.getincrementaldecoder("utf-8")(), b""
    with path.open("rb") as file:
        chunk = file.read(_CHUNK)
        if not chunk.strip():
            raise UnreadableFileError("The file is empty.", "Export it again, or take it out of the folder.")
        if encoding := _two_bytes(chunk):
            return _Look(encoding)
        if chunk.startswith(_BOM):
            look.encoding = "utf-8-sig"
        look.old_line_ends = b"\r" in chunk and b"\n" not in chunk
        while chunk:
            if b"\0" in chunk:
                raise _nul_byte(path)
            look.blank_lines = look.blank_lines or _has_blank_line(chunk, tail)
            if not chunk.isascii() or decoder.getstate()[0]:
                look.marks_within = look.marks_within or (tail + chunk).find(_BOM, 0 if tail else 3) >= 0
                if look.encoding != "cp1252":
                    look.encoding = _still_utf8(decoder, chunk, look.encoding)
            tail, chunk = chunk[-3:], file.read(_CHUNK)
    if look.encoding != "cp1252":
        look.encoding = _still_utf8(decoder, b"", look.encoding, final=True)  # a letter cut off at the very end
    return look


def _still_utf8(decoder: codecs.IncrementalDecoder, chunk: bytes, encoding: str, final: bool = False) -> str:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return "cp1252"
    return encoding


def _two_bytes(chunk: bytes) -> str:
    """UTF-16 by its mark, or by a NUL in nearly every second place; else nothing."""
    for mark, encoding in _MARKS.items():
        if chunk.startswith(mark):
            return encoding
    start = chunk[:4096]
    for encoding, first in (("utf-16-le", 1), ("utf-16-be", 0)):
        every = start[first::2]
        if len(every) > 8 and every.count(0) > 0.9 * len(every) and start[1 - first :: 2].count(0) == 0:
            return encoding
    return ""


def _nul_byte(path: Path) -> UnreadableFileError:
    """What is said of a NUL byte, and in which line the first one stands."""
    row = 1
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            before, nul, _ = chunk.partition(b"\0")
            row += before.count(b"\n")
            if nul:
                break
    sentence = f"There is a NUL byte in row {row}, so it is not a text table or was damaged on its way."
    return UnreadableFileError(sentence, "Export it again as CSV or XLSX.", row)


def _has_blank_line(chunk: bytes, tail: bytes) -> bool:
    """Whether a blank line stands in a piece of the file, or where it joins the one before."""
    if b"\n\n" in chunk or b"\n\r\n" in chunk:
        return True
    joint = tail + chunk[:2]
    if not tail:
        return chunk.startswith((b"\n", b"\r\n", b"\xef\xbb\xbf\n", b"\xef\xbb\xbf\r\n"))
    return b"\n\n" in joint or b"\n\r\n" in joint


def _delimiter(text: str) -> str:
    """The delimiter that splits the widest of the first lines most, quoted parts left out."""
    bare = re.sub(r'"[^"]*"', "", text[: 1 << 14]).splitlines()[:HEAD_ROWS]
    return max(DELIMITERS, key=lambda delimiter: max((line.count(delimiter) for line in bare), default=0))


def _rows(text: str, delimiter: str) -> tuple[tuple[tuple[str, ...], ...], tuple[int, ...]]:
    """The first rows, and the line on which each of them begins; a row that the sample cuts off is left out."""
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    rows, lines, begins = [], [], 1
    try:
        for row in islice(reader, HEAD_ROWS):
            rows.append(tuple(cell.strip() for cell in row))
            lines.append(begins)
            begins = reader.line_num + 1
    except csv.Error:  # a field beyond all bounds: an opening quotation mark that nothing closes
        pass
    if len(rows) > 1 and reader.line_num and begins > text.count("\n") + 1 and len(text) >= _SAMPLE - 4:
        rows, lines = rows[:-1], lines[:-1]
    return tuple(rows), tuple(lines)


def _copy(path: Path, ready: Path, encoding: str) -> None:
    """A copy in UTF-8 in which a blank line holds a space, so that the engine gives it a row and rows keep their numbers."""
    with (
        path.open(encoding=encoding, errors="replace", newline=None) as source,
        ready.open("w", encoding="utf-8", newline="\n") as target,
    ):
        for line in source:
            whole = line.replace("\ufeff", "")
            target.write(whole if whole.strip("\n") else " \n")
