"""The child process that reads workbooks, one after another: `python -I -S workbook_child.py LIBRARIES PACKAGE`.

Run as a script; nothing of the package is loaded unless whole books are asked for. Requests and answers are lines of JSON; it ends when its parent
does. What it could not read it tells in one word, never in a message that could quote a cell, and then it ends too.
The calls that set limits stand here and nowhere else.
"""

from __future__ import annotations

import contextlib
import csv
import datetime
import io
import itertools
import json
import math
import operator
import os
import queue
import sys
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

try:
    import resource
except ImportError:  # Windows has only the parent's clock
    _BOUNDS = False
else:
    _BOUNDS = True

ADDRESS_SPACE = 4 << 30
CPU_SECONDS = 240
FILE_BYTES = 4 << 30
MOST_SHEETS = 1_000
HEAD_ROWS = 60
MOST_SIGNS = 16_000_000  # that the heads of all sheets, or an answer, may hold together
KEPT_CELLS = 40_000_000  # cells of sheets that stay in memory between two requests
BATCH = 250  # rows that fit the cache of a processor
_WHOLE = 1e16  # from here on a float no longer tells whole numbers apart

Row = Sequence[Any]


class LimitError(Exception):
    """More than is read of a workbook; the message is one word."""


def limit() -> None:
    """Bound memory and written bytes where the system can; leave no image of memory behind."""
    for name, most in {"AS": ADDRESS_SPACE, "FSIZE": FILE_BYTES, "CORE": 0}.items():
        _bound(name, most, for_good=True)


def limit_time() -> None:
    """Bound the processor time of the next book, whatever those before it took."""
    if _BOUNDS:
        used = resource.getrusage(resource.RUSAGE_SELF)
        _bound("CPU", math.ceil(used.ru_utime + used.ru_stime) + CPU_SECONDS, for_good=False)


def _bound(name: str, most: int, *, for_good: bool) -> None:
    if not _BOUNDS:
        return
    which = getattr(resource, f"RLIMIT_{name}")
    hard = resource.getrlimit(which)[1]
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    with contextlib.suppress(ValueError, OSError):  # macOS knows some limits by name only
        resource.setrlimit(which, (most, most if for_good else hard))


def number(value: float) -> str:
    """A number as text: a whole one without a point, another as short as it can be told."""
    return str(int(value)) if value.is_integer() and abs(value) < _WHOLE else repr(value)


def duration(value: datetime.timedelta) -> str:
    """A length of time in hours, minutes and seconds."""
    seconds = round(value.total_seconds())
    minutes, rest = divmod(abs(seconds), 60)
    return f"{'-' if seconds < 0 else ''}{minutes // 60}:{minutes % 60:02}:{rest:02}"


def truth(value: object) -> str:
    """A yes or no in words."""
    return "true" if value else "false"


_TEXTS: dict[type, Callable[[Any], str]] = {float: number, bool: truth, datetime.timedelta: duration}


def text(value: object) -> str:
    """A cell as text: dates in ISO form, a blank as nothing."""
    return _TEXTS.get(type(value), str)(value)


def texts(column: Sequence[Any]) -> Sequence[str]:
    """The cells of a column as text; quick where all are of a kind."""
    kinds = set(map(type, column))
    if kinds == {str}:
        return column
    if not kinds & _TEXTS.keys():
        return list(map(str, column))
    if kinds == {float} and all(map(float.is_integer, column)) and max(map(abs, column)) < _WHOLE:
        return list(map(str, map(int, column)))
    return list(map(number if kinds == {float} else text, column))


def as_csv(columns: Sequence[Sequence[str]]) -> str:
    """The rows of these columns as lines of CSV.

    Joining them is quicker than the CSV writer, and does where nothing needs quotes: then there are just as many commas
    and line ends as were put in.
    """
    rows, gaps = len(columns[0]), len(columns) - 1
    lines = "\n".join(map(",".join, zip(*columns, strict=True)))
    if (
        gaps
        and lines.count(",") == rows * gaps
        and lines.count("\n") == rows - 1
        and '"' not in lines
        and "\r" not in lines
    ):
        return lines + "\n"
    quoted = io.StringIO(newline="")
    csv.writer(quoted, lineterminator="\n").writerows(zip(*columns, strict=True))
    return quoted.getvalue()


class Book:
    """An open workbook; sheets that are small enough together stay read."""

    def __init__(self, path: str) -> None:
        import python_calamine

        self.file = open(path, "rb")  # noqa: SIM115, PTH123 - for as long as the book is open
        self.book: CalamineWorkbook = python_calamine.CalamineWorkbook.from_filelike(self.file)
        self.kinds = python_calamine.SheetTypeEnum
        self.visible = python_calamine.SheetVisibleEnum.Visible
        self.kept: dict[int, CalamineSheet] = {}
        self.room, self.signs = KEPT_CELLS, MOST_SIGNS

    def sheet(self, index: int) -> CalamineSheet:
        if index in self.kept:
            return self.kept[index]
        sheet = self.book.get_sheet_by_index(index)
        cells = sheet.height * sheet.width
        if cells <= self.room:
            self.room -= cells
            self.kept[index] = sheet
        return sheet

    def describe(self) -> Iterator[dict[str, Any]]:
        """A line for each sheet with cells of its own, and a last one."""
        for index, found in enumerate(self._metadata()):
            if found.typ != self.kinds.WorkSheet:
                continue
            if found.visible != self.visible:
                yield {"index": index, "name": found.name, "hidden": True}
            else:
                yield {"index": index, "name": found.name, "hidden": False} | self._measures(self.sheet(index))
        yield {"done": True}

    def _metadata(self) -> list[Any]:
        sheets = self.book.sheets_metadata
        if len(sheets) > MOST_SHEETS:
            raise LimitError("sheets")
        return sheets

    def _measures(self, sheet: CalamineSheet) -> dict[str, Any]:
        """Height and width as a spreadsheet counts them, the first rows, and which cells are merged."""
        end = sheet.end or (-1, -1)
        head = self._texts(itertools.islice(whole_rows(sheet), HEAD_ROWS))
        merged = (sheet.merged_cell_ranges or [])[:100_000]
        return {
            "height": end[0] + 1,
            "width": end[1] + 1,
            "head": head,
            "merged": [(top + 1, left, bottom + 1, right) for (top, left), (bottom, right) in merged],
        }

    def everything(self, most_cells: int) -> Iterator[dict[str, Any]]:
        """Each sheet with its name and all its cells, row after row; of one that has more than so many cells, no cells."""
        for index, found in enumerate(self._metadata()):
            if found.typ != self.kinds.WorkSheet:
                continue
            told: dict[str, Any] = {"name": found.name, "hidden": found.visible != self.visible}
            if not told["hidden"]:
                sheet = self.book.get_sheet_by_index(index)
                height, width = (place + 1 for place in sheet.end or (-1, -1))
                told |= {"height": height, "width": width}
                cells = list(all_cells(sheet)) if height * width <= most_cells else []
                told |= {"cells": self._as_texts(cells), "as_text": list(numbers_as_text(cells, width))}
            yield told

    def _as_texts(self, cells: Row) -> list[str]:
        told = [cell if type(cell) is str else text(cell) for cell in cells]
        self._count(sum(map(len, told)) + len(told))
        return told

    def _texts(self, rows: Iterable[Row]) -> list[list[str]]:
        found = []
        for row in rows:
            words = row if set(map(type, row)) == {str} else [c if type(c) is str else text(c) for c in row]
            found.append([*words])
            self._count(len("".join(words)) + len(row))
        return found

    def _count(self, signs: int) -> None:
        self.signs -= signs
        if self.signs < 0:
            raise LimitError("text")

    def rows(self, request: dict[str, Any]) -> dict[str, Any]:
        """All cells of a sheet as text."""
        self.signs = MOST_SIGNS
        return {"rows": self._texts(whole_rows(self.sheet(request["index"])))}

    def write(self, request: dict[str, Any]) -> dict[str, Any]:
        """The asked columns of the rows after the header, as CSV."""
        columns, after = request["columns"], request["after"]
        errors: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
        for row, place, word in request["errors"]:
            batch, within = divmod(row - 1 - after, BATCH)
            errors[batch].append((within, place, word))
        rows = itertools.islice(whole_rows(self.sheet(request["index"])), after, None)
        with open(request["path"], "w", encoding="utf-8", newline="") as target:  # noqa: PTH123 - pathlib loads slowly
            for batch in itertools.count():
                some = list(itertools.islice(rows, BATCH))
                if not some:
                    break
                target.write(as_csv(_with_errors(_columns(some, columns), errors.get(batch, []))))
        return {"written": True}


class Service:
    """Answers requests about books, one of which is open at a time."""

    def __init__(self) -> None:
        self.open: list[Book] = []

    def _opened(self, path: str) -> Book:
        self.open.clear()  # the one before gives its memory back
        self.open.append(Book(path))
        return self.open[0]

    def _whole(self, path: str, most_cells: int) -> dict[str, Any]:
        """What a book holds, or why it is refused; how books are judged is known in the package."""
        from pathlib import Path

        from openwres.files.whole_workbooks import told_of

        return told_of(Path(path), lambda: self._opened(path).everything(most_cells), most_cells)

    def answer(self, request: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """A book is opened to be described and then asked, or read as a whole at once."""
        do = request["do"]
        if do in ("open", "read"):
            limit_time()
        if do == "open":
            yield from self._opened(request["path"]).describe()
        elif do == "read":
            yield self._whole(request["path"], request["most_cells"])
        else:
            yield {"rows": self.open[0].rows, "write": self.open[0].write}[do](request)


def numbers_as_text(cells: Row, width: int) -> Iterator[tuple[int, int]]:
    """Row, from 1, and column, from 0, of texts that are digits: a spreadsheet does not calculate with them."""
    for number, cell in enumerate(cells):
        if type(cell) is str and "0" <= cell < ":" and cell.replace(".", "", 1).isdecimal():
            yield number // width + 1, number % width


def all_cells(sheet: CalamineSheet) -> Iterator[Any]:
    """All cells from the first row and the first column on, row after row."""
    return itertools.chain.from_iterable(sheet.to_python(skip_empty_area=False)) if sheet.start else iter(())


def whole_rows(sheet: CalamineSheet) -> Iterator[Row]:
    """The rows from row 1 on, each from the first column on; the reader leaves out empty columns before the data."""
    if sheet.start is None:
        return iter(())
    missing: list[Any] = [""] * sheet.start[1]
    return (missing + row for row in sheet.iter_rows()) if missing else sheet.iter_rows()


def _columns(rows: list[Row], positions: list[int]) -> list[Sequence[str]]:
    """The cells of these rows, column by column."""
    pick = operator.itemgetter(*positions)
    if len(positions) == 1:
        return [texts(list(map(pick, rows)))]
    return [texts(column) for column in zip(*map(pick, rows), strict=True)]


def _with_errors(columns: list[Sequence[str]], errors: list[tuple[int, int, str]]) -> list[Sequence[str]]:
    """The columns with what the reader leaves blank: row in the batch, column, and word of each error."""
    if not errors:
        return columns
    filled = [list(column) for column in columns]
    for row, place, word in errors:
        filled[place][row] = word
    return [*filled]


def say(line: dict[str, Any]) -> None:
    """One line to the parent; where there is none any more, the end."""
    try:
        sys.stdout.buffer.write(json.dumps(line, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
        sys.stdout.buffer.flush()
    except OSError:
        os._exit(1)


def listen(requests: queue.Queue[dict[str, Any]]) -> None:
    """Pass requests on, and end at once when the parent is gone. Reading a sheet does not hold this up."""
    for line in sys.stdin.buffer:
        requests.put(json.loads(line))
    os._exit(1)


def main() -> None:
    """Read, answer, and tell in one word why not."""
    requests: queue.Queue[dict[str, Any]] = queue.Queue()
    threading.Thread(target=listen, args=(requests,), daemon=True).start()
    try:
        service = Service()
        while True:
            for line in service.answer(requests.get()):
                say(line)
    except LimitError as error:
        say({"error": str(error)})
    except MemoryError:
        say({"error": "memory"})
    except OSError:
        say({"error": "system"})
    except BaseException as error:  # a panic of the reader is no Exception; its words may quote a cell
        say({"error": "password" if type(error).__name__ == "PasswordError" else "damaged"})
    os._exit(1)


if __name__ == "__main__":
    limit()
    sys.path += sys.argv[1:]
    main()
