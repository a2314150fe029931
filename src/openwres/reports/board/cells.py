"""Cells of the tables of a report: a number with its text, or the shorthand of official statistics where there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from openwres.contracts.tables import State
from openwres.display import numbers
from openwres.display.language import Language, marked
from openwres.display.reasons import shorthand
from openwres.findings import figure_words as words
from openwres.findings.sentences.subject import Row, Subject
from openwres.reports.document import Cell

_MEANINGS: Mapping[str, str] = {
    "[c]": marked("[c] means that a number is not shown, to protect people."),
    "[x]": marked("[x] means that a number is not available: it is missing or was not collected."),
    "[z]": marked("[z] means that a number does not apply: it cannot be calculated."),
}
NOT_AVAILABLE = Cell("[x]")
NOT_APPLICABLE = Cell("[z]")


def value_cell(row: Row | None, form: Callable[[float], str]) -> Cell:
    """The value of a figure."""
    if row is None:
        return NOT_AVAILABLE
    if row["state"] != State.VALUE or row["value"] is None:
        return Cell(shorthand(row["state"]) or "[x]")
    return Cell(form(row["value"]), row["value"])


def count_cell(row: Row | None, name: str) -> Cell:
    """One of the counts behind a figure."""
    if row is None:
        return NOT_AVAILABLE
    if row[name] is None:
        return Cell(shorthand(row["state"]) or "[x]")
    return Cell(numbers.count(row[name]), row[name])


def interval_cell(s: Subject, row: Row | None) -> Cell:
    """The limits of an interval."""
    if row is None:
        return NOT_AVAILABLE
    if not words.has_interval(row):
        return Cell(shorthand(row["state"]) or "[z]")
    return Cell(s.limits(row["lower"], row["upper"]))


def percent(value: float) -> str:
    """A percentage."""
    return words.percent(value)


def meanings(language: Language, rows: Iterable[Sequence[Cell]]) -> tuple[str, ...]:
    """What the shorthand means that stands in the rows of a table."""
    used = {cell.text for row in rows for cell in row}
    return tuple(language.say(meaning) for sign, meaning in _MEANINGS.items() if sign in used)
