"""A file as sheets of text: a workbook, or a CSV file as a single sheet without a name. What they mean is not known here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from openwres.contracts.problems import Problem, Severity
from openwres.files.delimited import UnreadableFileError, prepare
from openwres.files.whole_workbooks import Contents, read_workbooks

MOST_CELLS = 400_000
MOST_ROWS = 20_000
WORKBOOKS = (".xlsx", ".xlsm", ".ods", ".xls")

Rows = Sequence[Sequence[str]]


def read_sheets(path: Path, scratch: Path) -> tuple[Mapping[str, Rows], list[Problem]]:
    """The visible sheets by name and what is to be noted; no sheet and a problem that blocks where the file cannot be read."""
    if path.suffix.lower() in WORKBOOKS:
        ((_, found),) = read_workbooks([path], MOST_CELLS)
        if isinstance(found, UnreadableFileError):
            return {}, [_unreadable(path, found)]
        return found.sheets, list(notes_of(found, path))
    try:
        return {"": _table(path, scratch)}, []
    except UnreadableFileError as error:
        return {}, [_unreadable(path, error)]


def notes_of(found: Contents, path: Path) -> Iterator[Problem]:
    """What is to be noted of a workbook: macros and the like, hidden sheets."""
    for note in found.notes:
        yield _note(path, "about-workbook", note)
    for name in found.hidden:
        said = f"The sheet {name[:60]} is hidden and was left out."
        yield replace(_note(path, "hidden-sheet", said), sheet=name[:60])


def _unreadable(path: Path, error: UnreadableFileError) -> Problem:
    return Problem("unreadable-file", Severity.BLOCK, str(error), error.remedy, path.name)


def _table(path: Path, scratch: Path) -> Rows:
    rows = prepare(path, scratch).cells(MOST_ROWS)
    if not rows:
        raise UnreadableFileError(
            f"The file has more than {MOST_ROWS:,} rows, which no return has, or cannot be read as CSV.",
            "Name the file of the return, saved as CSV.",
        )
    return rows


def letter(place: int) -> str:
    """The letters of a column, counted from 0: 0 is A, 26 is AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _note(path: Path, problem_id: str, sentence: str) -> Problem:
    return Problem(problem_id, Severity.NOTE, sentence, "Nothing need be done where that is right.", path.name)
