"""Documents of the tests: made of typed counts, and looked up block by block."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import polars as pl

from openwres.findings.history import History
from openwres.reports.board import Settings, board_report
from openwres.reports.document import Blank, Bullets, Document, Drawing, Heading, Link, Note, Paragraph, Table, Terms
from tests.findings.histories import WRES, history, tallies

AS_AT = date(2026, 11, 1)
Counts = Mapping[str, int | None]

WHOLE: Mapping[tuple[str, str], tuple[int, int, int]] = {
    ("staff", ""): (1400, 500, 100),
    ("shortlisted", ""): (1000, 800, 40),
    ("appointed", ""): (180, 90, 6),
    ("disciplined", "one-year"): (14, 9, 0),
    ("trained", ""): (560, 200, 30),
    ("asked-harassed-by-public", ""): (600, 200, 10),
    ("harassed-by-public", ""): (150, 60, 2),
    ("asked-harassed-by-staff", ""): (600, 200, 10),
    ("harassed-by-staff", ""): (110, 52, 2),
    ("asked-equal-opportunities", "incl-dk"): (600, 200, 10),
    ("equal-opportunities", "incl-dk"): (350, 90, 5),
    ("asked-discriminated", ""): (600, 200, 10),
    ("discriminated", ""): (40, 28, 1),
    ("board", ""): (11, 1, 0),
}
"""Counts of white people, BME people and people of whom nobody knows it, by item and basis."""


def year_of(
    organisation: str, year: int = 2026, without: tuple[str, ...] = (), hidden: tuple[str, ...] = ()
) -> Iterator[pl.DataFrame]:
    """The counts of an organisation and year, without some items, and with the BME count of others hidden."""
    for (item, basis), (white, bme, unknown) in WHOLE.items():
        if item not in without:
            counts = {"white": white, "bme": None if item in hidden else bme, "unknown": unknown}
            yield tallies(organisation, item, counts, year=year, basis=basis)
    for grade, (white, bme) in {"clinical-5": (300, 200), "clinical-8a": (60, 6), "clinical-vsm": (4, 0)}.items():
        yield tallies(organisation, "staff", {"white": white, "bme": bme, "unknown": 0}, "grade", grade, year=year)
    for kind, (white, bme) in {
        "voting": (8, 1),
        "non-voting": (3, 0),
        "executive": (6, 0),
        "non-executive": (5, 1),
    }.items():
        yield tallies(organisation, "board", {"white": white, "bme": bme, "unknown": 0}, "membership", kind, year=year)


def report_of(made: History, organisation: str = "R01", **settings: object) -> Document:
    """The board report of an organisation."""
    return board_report(made, organisation, Settings(AS_AT, **settings))  # type: ignore[arg-type]


def alone(*years: int, **kinds: tuple[str, ...]) -> History:
    """One organisation without peers, in these years (2026 where none is named)."""
    return history([frame for year in years or (2026,) for frame in year_of("R01", year, **kinds)])


def texts(document: Document) -> Iterator[str]:
    """Every text that a reader meets, in order."""
    yield from (document.title, document.subtitle, document.subject, document.publisher, document.marking)
    for block in document.blocks:
        yield from texts_of(block)


def texts_of(block: object) -> Iterator[str]:
    """Every text of a block."""
    if isinstance(block, Heading | Paragraph):
        yield block.text
    elif isinstance(block, Bullets):
        yield from block.items
    elif isinstance(block, Note):
        yield from (block.title, block.text)
    elif isinstance(block, Terms):
        yield from (text for entry in block.entries for text in entry)
    elif isinstance(block, Blank):
        yield block.label
    elif isinstance(block, Link):
        yield block.text
    elif isinstance(block, Drawing):
        yield from (block.title, block.chart.description, *block.notes, *block.chart.table.columns)
        yield from (value for row in block.chart.table.iter_rows() for value in row if isinstance(value, str))
    elif isinstance(block, Table):
        yield from (block.caption, *(c.title for c in block.columns), *(c.unit for c in block.columns), *block.notes)
        yield from (cell.text for row in block.rows for cell in row)


def table(document: Document, name: str) -> list[list[str]]:
    """The cells of a table as text."""
    found = next(block for block in document.blocks if isinstance(block, Table) and block.name == name)
    return [[cell.text for cell in row] for row in found.rows]


def under(document: Document, heading: str) -> list[str]:
    """The texts under a heading of level 1, up to the next one."""
    blocks = list(document.blocks)
    start = next(
        at
        for at, block in enumerate(blocks)
        if isinstance(block, Heading) and block.level == 1 and block.text == heading
    )
    rest = blocks[start + 1 :]
    end = next((at for at, block in enumerate(rest) if isinstance(block, Heading) and block.level == 1), len(rest))
    return [text for block in rest[:end] for text in texts_of(block)]


__all__ = ["AS_AT", "WRES", "alone", "report_of", "table", "texts", "under", "year_of"]
