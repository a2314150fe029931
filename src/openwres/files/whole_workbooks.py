"""Many small workbooks in, each as the text of all its cells: one child process reads them, one after another.

The limits of `workbooks` hold for every book. A book on which the child ends costs no other book: a fresh child goes on.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openwres.files.delimited import UnreadableFileError
from openwres.files.scanning import SheetScan, scan
from openwres.files.workbook_process import WorkbookProcess
from openwres.files.workbooks import Outside, by_sheet, notes_of, nothing_there, outside_of, refuse_large, with_errors

AHEAD = 3
"""So many books the child is given before they are asked for, so that it reads while the program works."""


@dataclass(frozen=True)
class Contents:
    """What a workbook holds: the text of its visible sheets from row 1, the names of hidden ones, what is to be told."""

    sheets: Mapping[str, Sequence[Sequence[str]]]
    hidden: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def read_workbooks(paths: Iterable[Path], most_cells: int) -> Iterator[tuple[Path, Contents | UnreadableFileError]]:
    """Each file with its contents, or with why it cannot be read, in this order; no sheet may have more cells."""
    reading = _Reading(most_cells)
    asked: deque[Path] = deque()
    try:
        for path in paths:
            reading.ask(path)
            asked.append(path)
            if len(asked) > AHEAD:
                yield asked.popleft(), reading.answer()
        while asked:
            yield asked.popleft(), reading.answer()
    finally:
        reading.child.close()


class _Reading:
    """The books that were asked for and not answered, and the child that has them, in the same order."""

    def __init__(self, most_cells: int) -> None:
        self.most_cells = most_cells
        self.asked: deque[tuple[Path, Outside | UnreadableFileError]] = deque()
        self.child = WorkbookProcess()
        self.used = False  # whether this child answered of a book

    def ask(self, path: Path) -> None:
        try:
            outside = outside_of(path)
        except UnreadableFileError as error:
            self.asked.append((path, error))
        else:
            self.asked.append((path, outside))
            self._send(path)

    def answer(self) -> Contents | UnreadableFileError:
        """What is to be said of the first book that was asked for."""
        path, outside = self.asked.popleft()
        if isinstance(outside, UnreadableFileError):
            return outside
        try:
            scanned = scan(path, outside.entries)
        except UnreadableFileError as error:
            self._start_again()
            return error
        try:
            return _contents(self._found(path), by_sheet(path, outside.entries, scanned), outside, self.most_cells)
        except UnreadableFileError as error:
            return error

    def _found(self, path: Path) -> Sequence[Mapping[str, Any]]:
        """The sheets, as the child tells of them.

        Where it cannot and has read others before, a fresh one tries, so that what is said of a book depends on no other.
        """
        try:
            found: Sequence[Mapping[str, Any]] = self.child.answer()["sheets"]
        except UnreadableFileError:
            if not self.used:
                self._start_again()
                raise
            self._start_again(path)
            return self._found(path)
        self.used = True
        return found

    def _send(self, path: Path) -> None:
        self.child.send({"do": "read", "path": str(path.resolve()), "most_cells": self.most_cells})

    def _start_again(self, *first: Path) -> None:
        """End the child, and give a fresh one these and what else is asked for."""
        self.child.close()
        self.child, self.used = WorkbookProcess(), False
        for path in (*first, *(path for path, outside in self.asked if isinstance(outside, Outside))):
            self._send(path)


def _contents(
    found: Sequence[Mapping[str, Any]], scanned: Mapping[str, SheetScan], outside: Outside, most_cells: int
) -> Contents:
    sheets, uncalculated = {}, {}
    for sheet in found:
        if not sheet["hidden"]:
            refuse_large(sheet["height"], sheet["width"], most_cells)
            its = scanned.get(sheet["name"], SheetScan())
            rows = with_errors(sheet["rows"], its.errors)
            if any(cell.strip() for row in rows for cell in row):
                sheets[sheet["name"]], uncalculated[sheet["name"]] = rows, its.uncalculated
    if not sheets:
        raise nothing_there()
    hidden = tuple(sheet["name"] for sheet in found if sheet["hidden"])
    return Contents(sheets, hidden, notes_of(outside, uncalculated))
