"""What a check reports: one problem, with its place, its sentence and its remedy.

The rules that find problems live with what they check.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """How much a problem stops: everything, a moment for a person to confirm, or nothing."""

    BLOCK = "block"
    CONFIRM = "confirm"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that a check found.

    `id` is stable and kebab-case (`unmapped-value`). `file` is a file's name, never a path of the
    machine; `row` counts as a spreadsheet does (the header is row 1); `rows` is how many rows are
    touched, `row` being the first of them. `about` names what a problem of a return is about by its
    key, such as `w2.appointed.bme`, so that an explanation can name it. `sentence` says what is wrong and why it matters,
    `remedy` what to do. Values are quoted only where the column is a coded one. `stops` names the
    breakdown that a problem which blocks leaves out, where it does not stop everything.
    """

    id: str
    severity: Severity
    sentence: str
    remedy: str
    file: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""
    rows: int = 0
    stops: str = ""
    about: str = ""

    def stopping(self, breakdown: str) -> Problem:
        """The same problem, stopping one breakdown only."""
        return replace(self, stops=breakdown)

    @property
    def place(self) -> str:
        """Where, in words: `staff.csv, row 17, column Ethnic Origin`."""
        parts = [self.file, f"sheet {self.sheet}" if self.sheet else ""]
        parts.append(f"row {self.row}" if self.row is not None else "")
        parts.append(f"column {self.column}" if self.column else "")
        return ", ".join(part for part in parts if part)

    def as_dict(self) -> dict[str, Any]:
        """The problem as plain values, for JSON."""
        return asdict(self) | {"severity": str(self.severity)}


_ORDER = {Severity.BLOCK: 0, Severity.CONFIRM: 1, Severity.NOTE: 2}


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Problems as a person works through them: blocks first, then by file, row and column."""
    return sorted(problems, key=lambda p: (_ORDER[p.severity], p.file, p.sheet, p.row or 0, p.column, p.id, p.sentence))


def blocks(problems: Iterable[Problem]) -> bool:
    """Whether any of them must be put right before anything is counted."""
    return any(problem.severity is Severity.BLOCK and not problem.stops for problem in problems)
