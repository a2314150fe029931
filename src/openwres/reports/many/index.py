"""The index of a run: a page and a table that say of each organisation which files it has, how many pages, and what went wrong."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from openwres.display.numbers import quantity
from openwres.files.guard import guarded
from openwres.reports.many.run import Condition, Outcome

FORMATS = {"pdf": "PDF", "docx": "Word", "html": "web page", "xlsx": "workbook (XLSX)", "ods": "workbook (ODS)"}
"""What files of each ending are called."""

COLUMNS = ("organisation", "name", "state", "pages", "files", "problem")


@dataclass(frozen=True)
class About:
    """What the index says of all reports together."""

    title: str
    marking: str
    basis: str


def index_of(about: About, found: Sequence[Outcome]) -> Mapping[str, bytes]:
    """`index.html` and `index.csv`, in the order in which the outcomes are given."""
    return {"index.html": page_of(about, found).encode(), "index.csv": table_of(found).encode()}


def table_of(found: Sequence[Outcome]) -> str:
    """The outcomes as CSV, files by their paths with a space between them."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in found:
        pages = one.pages or ""
        texts = (one.organisation, one.name, str(one.condition), str(pages), " ".join(one.files), one.problem)
        writer.writerow([guarded(text) for text in texts])
    return text.getvalue()


def page_of(about: About, found: Sequence[Outcome]) -> str:
    """The outcomes as a page; those that went wrong first."""
    from openwres.reports.pages import environment

    return (
        environment()
        .get_template("reports.html")
        .render(about=about, found=found, counted=counted(found), wrong=wrong_of(found), called=_called)
    )


def wrong_of(found: Sequence[Outcome]) -> list[Outcome]:
    """Those that could not be made."""
    return [one for one in found if one.condition is Condition.FAILED]


def counted(found: Sequence[Outcome]) -> str:
    """How many reports there are of each condition: `12 reports made, 3 not made`."""
    conditions = [one.condition for one in found]
    said = [(condition, conditions.count(condition)) for condition in Condition if condition in conditions]
    if not said:
        return "no reports"
    (first, number), *rest = said
    return ", ".join([f"{quantity(number, 'report', 'reports')} {first}", *(f"{count} {word}" for word, count in rest)])


def _called(file: str) -> str:
    """What a file is called in the page."""
    ending = file.rpartition(".")[2]
    return FORMATS.get(ending, ending)
