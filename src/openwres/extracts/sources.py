"""From what the user names to the tables in it: which organisation, which file, which sheet, where the header is.

What a table holds is settled in `columns`; its rows are read in `loading`.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from openwres.contracts.codes import ORGANISATION_CODE
from openwres.contracts.problems import Problem, Severity
from openwres.files.delimited import GLOB, UnreadableFileError, prepare
from openwres.files.sniffing import NOT_A_TABLE, WORKBOOKS, What, what_is

if TYPE_CHECKING:
    from openwres.files.workbooks import Sheet, Workbook

RESULTS = "run.json"  # what only a folder of results holds
NOT_READ = (".json", ".pdf", ".docx", ".doc", ".html", ".htm", ".xml", ".zip", ".accdb", ".mdb")
TEXTS = (".csv", ".txt", ".tsv")
SUFFIXES = (*TEXTS, ".parquet", ".xlsx", ".xlsm", ".ods", ".xls", ".xlsb")
MOST_CELLS = 200_000

SMALL = 5_000  # rows: a printed table has fewer

Head = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Rows:
    """Where the engine reads the rows below a header, and how; a position of the header has the name `names[position]`."""

    path: Path
    names: dict[int, str]
    delimiter: str = ""
    lines_above: int = 0
    width: int = 0
    headed: bool = True

    @property
    def parquet(self) -> bool:
        return not self.delimiter


@dataclass(frozen=True)
class Source:
    """One table of one file: what it is called in problems, its first rows, and a way to fetch the rows below its header.

    `fetch` takes the row of the header (as a spreadsheet counts) and the positions that are wanted; `cells` all cells.
    """

    file: str
    sheet: str
    organisation: str
    encoding: str
    head: Head
    fetch: Callable[[int, Sequence[int]], Rows]
    cells: Callable[[], list[list[str]]]
    header_row: int = 1
    alone: bool = True
    merged: tuple[tuple[int, int, int, int], ...] = ()

    @property
    def header(self) -> tuple[str, ...]:
        return self.head[self.header_row - 1] if self.header_row <= len(self.head) else ()

    @property
    def above(self) -> Head:
        """The rows above the header: titles, dates, filters."""
        return self.head[: self.header_row - 1]


@dataclass
class Opener:
    """Opens files into sources; workbooks stay open until the caller's stack closes."""

    scratch: Path
    stack: ExitStack
    parquet_columns: Callable[[Path], list[str]]
    notes: list[Problem] = field(default_factory=list)
    _one_at_a_time: Lock = field(default_factory=Lock)

    def open(self, organisation: str, path: Path, label: str) -> Iterator[Source]:
        """Every table in a file, whatever its name ends in; raises UnreadableFileError where it holds none."""
        what = what_is(path)
        if what is What.PARQUET:
            yield self._parquet(organisation, path, label)
        elif what in WORKBOOKS:
            yield from self._workbook(organisation, path, label)
        elif what is What.TEXT or (what is What.BINARY and path.suffix.lower() in TEXTS):
            yield self._text(organisation, path, label)
        else:
            raise UnreadableFileError(*NOT_A_TABLE[what])

    def _workbook(self, organisation: str, path: Path, label: str) -> Iterator[Source]:
        from openwres.files.workbooks import open_workbook  # only whoever has a workbook waits for it

        book = self.stack.enter_context(open_workbook(path, self.scratch))
        self.notes += [_about_workbook(label, note) for note in book.notes]
        if book.hidden:
            self.notes.append(_hidden(label, len(book.hidden)))
        for sheet in book.sheets:
            yield self._sheet(organisation, label, book, sheet)

    def _sheet(self, organisation: str, label: str, book: Workbook, sheet: Sheet) -> Source:
        def fetch(header_row: int, positions: Sequence[int]) -> Rows:
            with self._one_at_a_time:  # kinds are read side by side, and a workbook's process answers one question
                path = book.write(sheet, header_row, positions)
            names = {position: f"c{place}" for place, position in enumerate(positions)}
            return Rows(path, names, ",", 0, len(positions), headed=False)

        def cells() -> list[list[str]]:
            return [list(row) for row in book.rows(sheet, MOST_CELLS)] if sheet.height <= SMALL else []

        alone = len(book.sheets) == 1
        head = tuple(tuple(cell.strip() for cell in row) for row in sheet.head)
        return Source(label, sheet.name, organisation, "workbook", head, fetch, cells, 1, alone, sheet.merged)

    def _parquet(self, organisation: str, path: Path, label: str) -> Source:
        if GLOB & set(str(path)):
            path = Path(shutil.copy(path, self.scratch / f"{len(list(self.scratch.iterdir()))}-copy.parquet"))
        header = tuple(self.parquet_columns(path))
        rows = Rows(path, dict(enumerate(header)))
        return Source(label, "", organisation, "parquet", (header,), lambda *_: rows, list)

    def _text(self, organisation: str, path: Path, label: str) -> Source:
        ready = prepare(path, self.scratch)
        if ready.mended:
            self.notes.append(_mended(label))

        def fetch(header_row: int, _: Sequence[int]) -> Rows:
            width = len(ready.head[header_row - 1])
            names = {position: f"c{position}" for position in range(width)}
            return Rows(ready.path, names, ready.delimiter, ready.lines[header_row - 1] - 1, width)

        return Source(label, "", organisation, ready.encoding, ready.head, fetch, lambda: ready.cells(SMALL))


def _mended(label: str) -> Problem:
    sentence = "There are byte order marks within the file, as if several files had been put one behind the other; they were left out."
    return Problem("mended-text", Severity.NOTE, sentence, "Check that no header stands among the rows.", label)


def _about_workbook(label: str, note: str) -> Problem:
    remedy = "Look whether a column that is needed is meant; save the workbook after calculating it."
    return Problem("about-workbook", Severity.NOTE, note, remedy, label)


def _hidden(label: str, number: int) -> Problem:
    sentence = "A hidden sheet was left out." if number == 1 else f"{number} hidden sheets were left out."
    return Problem("hidden-sheet", Severity.NOTE, sentence, "Unhide what should be read.", label)


def find_files(given: Path, organisation: str | None) -> list[tuple[str, Path]]:
    """Organisation and path of every extract file: of one file, a folder, or a folder of folders.

    A folder of folders is many organisations, each folder named by its code; an empty code means that the
    file itself must say.
    """
    if given.is_file():
        return [(organisation or "", given)]
    files = [(organisation or _as_code(given.name), path) for path in _extracts(given)]
    for folder in _folders(given):
        if _as_code(folder.name):
            files += [(folder.name, path) for path in _extracts(folder)]
    return files


def _folders(given: Path) -> list[Path]:
    """Folders in the folder, those of results and hidden ones left out."""
    folders = (path for path in given.iterdir() if path.is_dir() and not path.name.startswith("."))
    return sorted(path for path in folders if not (path / RESULTS).exists())


def _as_code(name: str) -> str:
    """A folder's name where it looks like an organisation's code: short, with a capital and no small letter."""
    return name if ORGANISATION_CODE.fullmatch(name) and len(name) <= 6 and not name.isdigit() else ""


def _extracts(folder: Path) -> list[Path]:
    paths = (path for path in folder.iterdir() if path.is_file() and path.suffix.lower() in SUFFIXES)
    return sorted(path for path in paths if not path.name.startswith((".", "~$")))


def not_read(given: Path) -> Iterator[Problem]:
    """What lies among the extracts and was left out: other kinds of file, folders that are no code, files open elsewhere."""
    for path in sorted(given.iterdir()) if given.is_dir() else [given]:
        if path.name.startswith("~$"):
            yield _open_elsewhere(path)
        elif path.is_file() and path.suffix.lower() in NOT_READ and not path.name.startswith("."):
            sentence = f"Files that end in {path.suffix} are not read."
            yield Problem("not-read", Severity.NOTE, sentence, "Save it as XLSX or CSV.", path.name)
    for folder in _folders(given) if given.is_dir() else []:
        if not _as_code(folder.name) and _extracts(folder):
            sentence = f"The folder {folder.name} is not read: its name is not an organisation's code in capitals."
            remedy = "Name it by the code, such as RXX, or move its files up."
            yield Problem("folder-not-read", Severity.CONFIRM, sentence, remedy, folder.name)
        elif (folder / "decisions.yaml").exists():
            sentence = (
                "The decisions in an organisation's folder are not read where several organisations are read at once."
            )
            remedy = "Put what holds for all into decisions.yaml of the outer folder, or read the folders one by one."
            yield Problem("decisions-not-read", Severity.CONFIRM, sentence, remedy, f"{folder.name}/decisions.yaml")


def _open_elsewhere(path: Path) -> Problem:
    sentence = "The workbook is open in another program; what is read is what was saved last."
    return Problem("open-elsewhere", Severity.NOTE, sentence, "Save and close it, then run again.", path.name[2:])


def unreadable(error: UnreadableFileError, label: str) -> Problem:
    """The problem of a file that cannot be read."""
    return Problem("unreadable-file", Severity.BLOCK, str(error), error.remedy, file=label, row=error.row)
