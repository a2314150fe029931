"""Many small workbooks in, each as the text of all its cells: a child process reads them, one after another; two read many.

The limits of `workbooks` hold for every book. A book on which a child ends costs no other book: a fresh child goes on.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openwres.files.delimited import UnreadableFileError
from openwres.files.scanning import SheetScan, scan
from openwres.files.workbook_process import WorkbookProcess
from openwres.files.workbooks import by_sheet, notes_of, nothing_there, outside_of, refuse_large

AHEAD = 4
"""So many books a child is given at a time, so that it reads while the program works."""

ALONE = 32
"""Fewer books than these one child reads alone: to start another takes as long as reading some of them."""

CHILDREN = 2

_BETWEEN = "\x7f"  # between the cells of a sheet, which are passed on as one text

Rows = Sequence[Sequence[str]]


@dataclass(frozen=True)
class Contents:
    """What a workbook holds: the text of its visible sheets from row 1, the names of hidden ones, what is to be told.

    `as_text` are, by sheet, the row (from 1) and column (from 0) of numbers that are kept as text.
    """

    sheets: Mapping[str, Rows]
    hidden: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    as_text: Mapping[str, frozenset[tuple[int, int]]] = field(default_factory=dict)


def read_workbooks(paths: Iterable[Path], most_cells: int) -> Iterator[tuple[Path, Contents | UnreadableFileError]]:
    """Each file with its contents, or with why it cannot be read, in this order; no sheet may have more cells."""
    books, readings = list(paths), list[_Reading]()
    waiting: deque[_Reading] = deque()
    try:
        for _ in range(min(CHILDREN, os.cpu_count() or 1) if len(books) >= ALONE else 1):
            readings.append(_Reading(most_cells))
        for path in books:
            waiting.append(min(readings, key=lambda reading: len(reading.asked)))
            waiting[-1].ask(path)
            if len(waiting) == AHEAD * len(readings):
                yield _next(waiting)
        while waiting:
            yield _next(waiting)
    finally:
        for reading in readings:
            reading.child.close()


def _next(waiting: deque[_Reading]) -> tuple[Path, Contents | UnreadableFileError]:
    reading = waiting.popleft()
    return reading.asked[0], reading.answer()


class _Reading:
    """The books that were asked for and not answered, and the child that has them, in the same order."""

    def __init__(self, most_cells: int) -> None:
        self.most_cells = most_cells
        self.asked: deque[Path] = deque()
        self.child = WorkbookProcess()
        self.used = False  # whether this child answered of a book

    def ask(self, path: Path) -> None:
        self.asked.append(path)
        self._send(path)

    def answer(self) -> Contents | UnreadableFileError:
        """What is to be said of the first book that was asked for.

        Where the child ends and has read others before, a fresh one tries, so that what is said of a book depends on no
        other.
        """
        try:
            found = self.child.answer()
        except UnreadableFileError as error:
            again = self.used
            if not again:
                self.asked.popleft()
            self._start_again()
            return self.answer() if again else error
        self.used = True
        self.asked.popleft()
        if "refused" in found:
            return UnreadableFileError(*found["refused"])
        as_text = {name: frozenset((row, column) for row, column in its) for name, its in found["as_text"].items()}
        sheets = {name: _rows(*its) for name, its in found["sheets"].items()}
        return Contents(sheets, tuple(found["hidden"]), tuple(found["notes"]), as_text)

    def _send(self, path: Path) -> None:
        self.child.send({"do": "read", "path": str(path.resolve()), "most_cells": self.most_cells})

    def _start_again(self) -> None:
        """End the child, and give a fresh one what is still asked for."""
        self.child.close()
        self.child, self.used = WorkbookProcess(), False
        for path in self.asked:
            self._send(path)


def told_of(path: Path, read: Callable[[], Iterable[Mapping[str, Any]]], most_cells: int) -> dict[str, Any]:
    """What the child tells of a book: its contents, or why it is refused. Nothing of it is read before it was looked through."""
    try:
        outside = outside_of(path)
        scanned = by_sheet(path, outside.entries, scan(path, outside.entries))
        found = list(read())
        sheets = dict(_visible(found, scanned, most_cells))
        if not sheets:
            raise nothing_there()
    except UnreadableFileError as error:
        return {"refused": [str(error), error.remedy]}
    uncalculated = {name: scanned[name].uncalculated for name in sheets if name in scanned}
    hidden = [sheet["name"] for sheet in found if sheet["hidden"]]
    as_text = {sheet["name"]: sheet["as_text"] for sheet in found if not sheet["hidden"]}
    return {"sheets": sheets, "hidden": hidden, "notes": notes_of(outside, uncalculated), "as_text": as_text}


def _visible(
    found: Iterable[Mapping[str, Any]], scanned: Mapping[str, SheetScan], most_cells: int
) -> Iterator[tuple[str, tuple[int, str | list[str]]]]:
    """The sheets that are shown and hold anything: how wide they are, and their cells."""
    for sheet in found:
        if not sheet["hidden"]:
            width, cells = sheet["width"], sheet["cells"]
            refuse_large(sheet["height"], width, most_cells)
            if sheet["name"] in scanned:
                _put_errors(cells, width, scanned[sheet["name"]].errors)
            if any(cell.strip() for cell in cells):
                yield sheet["name"], (width, _as_one(cells))


def _put_errors(cells: list[str], width: int, errors: Mapping[tuple[int, int], str]) -> None:
    """Put the errors (#N/A ...) that the reader gives as blank in their places."""
    for (row, column), word in errors.items():
        place = (row - 1) * width + column
        if column < width and place < len(cells):
            cells[place] = word


def _as_one(cells: list[str]) -> str | list[str]:
    """The cells as one text, which is passed on much quicker than a list; as a list where a cell holds what stands between."""
    one = _BETWEEN.join(cells)
    return one if one.count(_BETWEEN) == len(cells) - 1 else cells


def _rows(width: int, told: str | list[str]) -> Rows:
    cells = told.split(_BETWEEN) if isinstance(told, str) else told
    return [cells[start : start + width] for start in range(0, len(cells), width)]
