"""The words beside the numbers of a return: how to fill it in, and what each indicator counts."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from openwres.standards.model import Edition, Indicator

FILLING_IN = (
    "Fill in the bordered yellow cells of the sheet Return; the column Entry says which rows they are in.",
    "Write people or applications as whole numbers. None is 0; leave a cell blank where you have not got the number yet.",
    "Where there will be no number, write missing, not collected or suppressed.",
    "Rates, ratios, totals and differences are calculated from the counts. Nobody types a ratio.",
    "Of which rows are part of the row that they name and are not added to totals again.",
    "Rows and columns may be inserted and sheets renamed; leave the first column and the headings as they are.",
)


class Note(NamedTuple):
    """What is said of an indicator."""

    indicator: str
    title: str
    counted: str
    reading: str
    source: str


def notes_of(edition: Edition) -> list[Note]:
    """A note for each indicator of the form."""
    return [
        Note(i.name, i.title, _counted(edition, i), " ".join(f"{i.how_to_read} {i.caution}".split()), _source(i))
        for i in edition.indicators
        if not i.supplementary
    ]


def _counted(edition: Edition, indicator: Indicator) -> str:
    items = ", ".join(f"{edition.items[item].title} ({_when(edition, item)})" for item in indicator.items)
    asked = f" Survey questions: {', '.join(indicator.questions)}." if indicator.questions else ""
    return f"{items[:1].upper()}{items[1:]}.{asked}"


def _when(edition: Edition, code: str) -> str:
    item = edition.items[code]
    if item.at:
        return f"on {_day(edition.snapshot)}"
    if item.date:
        return f"from {_day(edition.window_start)} to {_day(edition.snapshot)}"
    return "as given"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _source(indicator: Indicator) -> str:
    sure = "" if indicator.verified else " Not verified against the owner's guidance."
    return f"{indicator.edition_source}{sure}".strip()
