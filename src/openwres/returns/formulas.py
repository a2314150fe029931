"""The calculated cells of a return: one small formula each, said once and both written for a spreadsheet and evaluated here.

What a formula means must be what `figures` calculates; a test recalculates workbooks and compares.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, cast

NOT_COMPLETE = "not complete"
NOBODY = "nobody to count"
NO_EVENTS = "no events to compare with"
REASONS = frozenset((NOT_COMPLETE, NOBODY, NO_EVENTS))
"""What stands in a calculated cell that has no number."""


class Ref(NamedTuple):
    """A cell of the same year: the key of its row, and its group."""

    row: str
    group: str


@dataclass(frozen=True)
class Formula:
    """`sum` and `less` of counts, `rate` per hundred of events and people (times `years`), `ratio` and `gap` of two rates."""

    op: str
    of: tuple[Ref, ...]
    years: int = 1


Result = float | str
_NUMBERS = frozenset((int, float))


def excel(formula: Formula, address: Callable[[Ref], str]) -> str:
    """The formula in the English syntax of spreadsheet files."""
    cells = [address(ref) for ref in formula.of]
    if formula.op in ("ratio", "gap"):
        one, other = cells
        result = f"{one}-{other}" if formula.op == "gap" else f'IF({other}=0,"{NO_EVENTS}",{one}/{other})'
        return f"=IF(ISNUMBER({one}),IF(ISNUMBER({other}),{result},{_why(other)}),{_why(one)})"
    listed = ",".join(cells)
    return f'=IF(COUNT({listed})={len(cells)},{_excel_of_counts(formula, cells)},"{NOT_COMPLETE}")'


def _why(cell: str) -> str:
    return f'IF(ISTEXT({cell}),{cell},"{NOT_COMPLETE}")'


def _excel_of_counts(formula: Formula, cells: list[str]) -> str:
    if formula.op == "sum":
        return f"SUM({','.join(cells)})"
    one, other = cells
    if formula.op == "less":
        return f"{one}-{other}"
    people = other if formula.years == 1 else f"({other}*{formula.years})"
    return f'IF({other}=0,"{NOBODY}",100*{one}/{people})'


def evaluate(formula: Formula, cells: Sequence[Result | None]) -> Result:
    """What a spreadsheet makes of the formula, where `cells` are the numbers, texts and blanks of its cells."""
    if _NUMBERS.issuperset(map(type, cells)):
        return _calculated(formula, cast("Sequence[float]", cells))
    if formula.op in ("ratio", "gap"):
        return next(found for found in cells if type(found) not in _NUMBERS) or NOT_COMPLETE
    return NOT_COMPLETE


def _calculated(formula: Formula, numbers: Sequence[float]) -> Result:
    if formula.op == "sum":
        return sum(numbers)
    one, other = numbers
    if formula.op in ("less", "gap"):
        return one - other
    if other == 0:
        return NOBODY if formula.op == "rate" else NO_EVENTS
    return 100 * one / (other * formula.years) if formula.op == "rate" else one / other
