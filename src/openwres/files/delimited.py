"""Makes a delimited text file ready for the engine: its encoding, its delimiter, its header.

The original is never changed; where it is not plain UTF-8 or has blank lines, a copy in the scratch folder is read.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path

_CHUNK = 1 << 20
_HEAD = 1 << 16
GLOB = frozenset("*?[")  # the engine would take a path with these for a pattern
DELIMITERS = (",", ";", "\t", "|")


class UnreadableFileError(Exception):
    """A file that cannot be read as what it claims to be; the message is a sentence, `remedy` what to try."""

    def __init__(self, sentence: str, remedy: str) -> None:
        super().__init__(sentence)
        self.remedy = remedy


@dataclass(frozen=True)
class Delimited:
    """A text table that the engine can read: where, and how. `header_row` counts as a spreadsheet does."""

    path: Path
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    header_row: int = 1


def prepare(path: Path, scratch: Path) -> Delimited:
    """The file as UTF-8 without blank lines. Raises UnreadableFileError where it is empty or no text."""
    encoding, blank_lines = _look(path)
    ready = path
    if encoding not in ("utf-8", "utf-8-sig") or blank_lines or GLOB & set(str(path)):
        ready = scratch / f"{len(list(scratch.iterdir()))}-copy.csv"
    head, skipped = _head(path, encoding)
    if not head.strip():
        raise UnreadableFileError("The file holds no text.", "Export it again, or take it out of the folder.")
    delimiter = _delimiter(head)
    header = next(csv.reader(io.StringIO(head), delimiter=delimiter), [])
    if ready != path:
        _copy(path, ready, encoding, delimiter * max(len(header) - 1, 1))
    return Delimited(ready, encoding, delimiter, tuple(name.strip() for name in header), skipped + 1)


def _look(path: Path) -> tuple[str, bool]:
    """The encoding (UTF-8, UTF-16 by its mark, else Windows-1252) and whether lines are blank."""
    decoder, encoding, blank, tail = codecs.getincrementaldecoder("utf-8")(), "utf-8", False, b""
    with path.open("rb") as file:
        chunk = file.read(_CHUNK)
        if not chunk.strip():
            raise UnreadableFileError("The file is empty.", "Export it again, or take it out of the folder.")
        if chunk.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16", True
        encoding = "utf-8-sig" if chunk.startswith(codecs.BOM_UTF8) else encoding
        while chunk:
            if b"\0" in chunk:
                raise UnreadableFileError(
                    "The file holds NUL bytes, so it is not a text table.", "Export it as CSV or XLSX."
                )
            blank = blank or _has_blank_line(tail + chunk, at_start=not tail)
            if encoding != "cp1252":
                try:
                    decoder.decode(chunk)
                except UnicodeDecodeError:
                    encoding = "cp1252"
            tail, chunk = chunk[-2:], file.read(_CHUNK)
    if encoding != "cp1252":
        try:
            decoder.decode(b"", final=True)  # a letter cut off at the very end
        except UnicodeDecodeError:
            encoding = "cp1252"
    return encoding, blank


def _has_blank_line(text: bytes, *, at_start: bool) -> bool:
    if at_start and b"\r" in text and b"\n" not in text:
        return True  # lines that end as they did on old machines: the copy mends them too
    return b"\n\n" in text or b"\n\r\n" in text or (at_start and text.startswith((b"\n", b"\r\n")))


def _head(path: Path, encoding: str) -> tuple[str, int]:
    """The beginning of the text, and how many blank lines stand before it."""
    with path.open(encoding=encoding, errors="replace", newline=None) as file:
        text = file.read(_HEAD)
    head = text.lstrip("\n")
    return head, len(text) - len(head)


def _delimiter(head: str) -> str:
    """The delimiter that splits the first line most, quoted parts left out."""
    line = (re.sub(r'"[^"]*"', "", head).splitlines() or [""])[0]
    return max(DELIMITERS, key=line.count)


def _copy(path: Path, ready: Path, encoding: str, filler: str) -> None:
    """A copy in UTF-8 in which a blank line is a row of empty cells, so that rows keep their numbers."""
    with (
        path.open(encoding=encoding, errors="replace", newline=None) as source,
        ready.open("w", encoding="utf-8", newline="\n") as target,
    ):
        started = False
        for line in source:
            if line.strip():
                started = True
                target.write(line)
            elif started:
                target.write(f"{filler}\n")
