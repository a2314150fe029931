"""The official file of NHS trusts of the Organisation Data Service (`etr.csv`), read and checked.

It has no header and 27 columns; what several of them say over time is put together in `importing`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

from openwres.organisations.codes import official_code
from openwres.organisations.model import Area
from openwres.organisations.tables import ProblemList, Row, Sheet, code_in, date_in, only_once, quoted, read_sheet

WIDTH = 27

# The position of each column that is used, and its name in the official description of the file.
_USED = {
    "organisation code": 0,
    "name": 1,
    "national grouping": 2,
    "high level health geography": 3,
    "open date": 10,
    "close date": 11,
    "government office region": 23,
}


@dataclass(frozen=True, slots=True)
class Trust:
    """One row of the file. `region`, `icb` and `nation` are area codes, empty where the file names none."""

    name: str
    region: str
    icb: str
    nation: str
    opened: date | None
    closed: date | None

    @property
    def areas(self) -> dict[str, str]:
        """Its area of each type, empty where none."""
        return {"region": self.region, "icb": self.icb, "nation": self.nation}


@dataclass(frozen=True, slots=True)
class TrustFile:
    """One official file: the date it speaks for, its name, its SHA-256, and its trusts by code."""

    as_at: date
    file: str
    sha256: str
    trusts: Mapping[str, Trust]


def read_trust_file(as_at: date, path: Path, problems: ProblemList) -> TrustFile | None:
    """The trusts in the file at `path`, or None where it cannot be read; every problem is put on the problems."""
    sheet = read_sheet(path, problems)
    if sheet is None or _is_headed(sheet, problems):
        return None
    read = [(row, *_trust(row, problems)) for row in _rows(sheet, problems)]
    trusts = only_once([(row, code, trust) for row, code, trust in read if code], "organisation code", problems)
    return TrustFile(as_at, sheet.file, sheet.sha256, trusts)


@cache
def nhs_areas() -> tuple[Area, ...]:
    """The nations and the seven regions of NHS England with their names."""
    return tuple(Area(row["area_type"], row["area"], row["name"]) for row in _data("nhs_areas.csv"))


@cache
def _nations() -> Mapping[tuple[str, str], str]:
    return {(row["column"], row["code"]): row["nation"] for row in _data("nations.csv")}


def _data(name: str) -> list[dict[str, str]]:
    text = files("openwres.organisations").joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _is_headed(sheet: Sheet, problems: ProblemList) -> bool:
    number, first = sheet.rows[0]
    opened = first[_USED["open date"]] if len(first) == WIDTH else ""
    if not opened or any(character.isdigit() for character in opened):
        return False
    sentence = "The first row is a header; the official file has none, and its columns are known by position."
    problems.block("header", sentence, "Give the file as downloaded, or take this row out.", sheet.file, number)
    return True


def _rows(sheet: Sheet, problems: ProblemList) -> Iterator[Row]:
    _check_widths(sheet, problems)
    for number, cells in sheet.rows:
        if len(cells) == WIDTH:
            yield Row(sheet.file, number, {column: cells[position] for column, position in _USED.items()})


def _check_widths(sheet: Sheet, problems: ProblemList) -> None:
    # A whole file of another kind is one problem, not one for each of its rows.
    wrong: dict[int, list[int]] = {}
    for number, cells in sheet.rows:
        if len(cells) != WIDTH:
            wrong.setdefault(len(cells), []).append(number)
    for width, numbers in wrong.items():
        there = "1 row has" if len(numbers) == 1 else f"{len(numbers)} rows have"
        columns = "1 column" if width == 1 else f"{width} columns"
        problems.block(
            "row-width",
            f"{there} {columns}; the official trust file has {WIDTH} and no header.",
            "Give etr.csv as downloaded from the Organisation Data Service; another list comes as a simple register.",
            sheet.file,
            numbers[0],
            rows=len(numbers),
        )


def _trust(row: Row, problems: ProblemList) -> tuple[str | None, Trust]:
    code = code_in(row, "organisation code", problems)
    if not row["name"]:
        problems.block("name-missing", "The trust has no name.", "Write its name.", row.file, row.number, "name")
    opened = date_in(row, "open date", problems, compact=True)
    closed = date_in(row, "close date", problems, compact=True)
    if opened and closed and closed < opened:
        sentence = f"It closed on {closed}, before it opened on {opened}."
        problems.block("closed-before-opened", sentence, "Correct the dates.", row.file, row.number, "close date")
    nation = _nation(row)
    # Only England has NHS regions and ICBs: what stands there for a Welsh trust (W00, Q99) is a filler.
    abroad = nation not in ("", "england")
    region, icb = (_area(row, column, problems) for column in ("national grouping", "high level health geography"))
    return code, Trust(row["name"], "" if abroad else region, "" if abroad else icb, nation, opened, closed)


def _nation(row: Row) -> str:
    # The trust's own region decides; where it has none, the region that its address lies in.
    # Anything that is not in the table leaves the nation unknown.
    columns: Sequence[str] = ("national grouping", "government office region")
    found = (_nations().get((column, row[column].upper()), "") for column in columns)
    return next(filter(None, found), "")


def _area(row: Row, column: str, problems: ProblemList) -> str:
    code = row[column].upper()
    if code and not official_code(code):
        sentence = f"{quoted(row[column])} is not an area code: 2 to 10 letters and digits."
        remedy = "Correct it; look whether the columns have shifted in this row."
        problems.block("area-form", sentence, remedy, row.file, row.number, column)
    return code
