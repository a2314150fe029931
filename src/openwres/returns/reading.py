"""A return workbook read back, cell by cell: tallies, pre-filled tallies, typed figures, explanations and words.

Rows are found by the keys of their first column and columns by their headings, so that inserted rows and columns, moved
and renamed sheets do no harm. Opening untrusted files is the work of `files`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from openwres.contracts.codes import ORGANISATION_CODE
from openwres.contracts.exceptions import UsageError
from openwres.contracts.problems import Problem, Severity, in_order
from openwres.files.delimited import UnreadableFileError
from openwres.files.whole_workbooks import Contents, read_workbooks
from openwres.returns.details import NAME
from openwres.returns.layout import Column, Layout, layout_of
from openwres.returns.model import Explanation, ReturnVersion
from openwres.returns.sheets import MOST_CELLS, Rows, letter, notes_of
from openwres.returns.tallying import Plan, Read, version_of
from openwres.standards import Edition, load_standard

if TYPE_CHECKING:
    import polars as pl

MOST_BYTES = 5 << 20
KEY, VALUE = "key", "to fill in"
EXPLAINED = ("problem", "about", "reason", "person", "date")
_REMEDY = "Make a new workbook with `openwres return new --from` this one, or write the key again."

Places = frozenset[tuple[int, int]]
Reading = tuple[ReturnVersion | None, list[Problem]]


@dataclass(frozen=True)
class Page:
    """A sheet as text, and its table: the row with its headings (from 0) and what stands in them, in lower case."""

    name: str
    rows: Rows
    header: int
    headings: tuple[str, ...]

    def cells(self) -> Iterator[tuple[int, Sequence[str]]]:
        """Rows below the headings, with their number as a spreadsheet counts."""
        yield from enumerate(self.rows[self.header + 1 :], self.header + 2)


def return_year(path: Path) -> int | None:
    """The reporting year of a return workbook; None where a file is none."""
    ((_, found),) = read_workbooks([path], MOST_CELLS)
    return None if isinstance(found, UnreadableFileError) else _year(found)


def _year(found: Contents) -> int | None:
    words = dict(_words([page for name, rows in found.sheets.items() for page in _tables(name, rows)]))
    year = words.get("return.year", "")
    return int(year) if "return.standard" in words and year.isdigit() else None


def read_workbook(path: Path) -> Reading:
    """The version that a workbook holds and every problem of it; None where it says not whose return it is."""
    (read,) = read_workbooks_as_returns([path])
    return read


def read_if_return(path: Path) -> Reading | None:
    """The same; None where a file is no return workbook. A return is small: a large file is not opened."""
    if path.stat().st_size > MOST_BYTES:
        return None
    ((_, found),) = read_workbooks([path], MOST_CELLS)
    return None if isinstance(found, UnreadableFileError) or _year(found) is None else _read(found, path)


def read_workbooks_as_returns(paths: Iterable[Path]) -> Iterator[Reading]:
    """The same of many workbooks, in their order, all of them opened by one process."""
    for path, found in read_workbooks(paths, MOST_CELLS):
        yield _read(found, path)


def _read(found: Contents | UnreadableFileError, path: Path) -> Reading:
    if isinstance(found, UnreadableFileError):
        return None, [Problem("unreadable-file", Severity.BLOCK, str(found), found.remedy, path.name)]
    version, problems = from_sheets(found.sheets, path.name, found.as_text)
    return version, in_order([*notes_of(found, path), *problems])


def tallies_as_asked(
    read: Reading, file: str, edition: Edition, organisation: str | None
) -> tuple[pl.DataFrame | None, list[Problem]]:
    """The tallies of a return that should be of this edition and, where one is named, of this organisation."""
    version, problems = read
    if version is None:
        return None, problems
    if (version.standard, version.year) != (edition.standard, edition.year):
        said = f"The file is a return of {version.standard.upper()} {version.year}; {edition.label} was asked for."
        problems.append(_not_asked_for(said, "Name its standard and year with --standard and --year.", file))
    if organisation and version.organisation != organisation.upper():
        said = f"The file is the return of {version.organisation}, not of {organisation.upper()}."
        problems.append(_not_asked_for(said, "Check the code, or leave it out.", file))
    return version.tallies, problems


def _not_asked_for(sentence: str, remedy: str, file: str) -> Problem:
    return Problem("nothing-to-read", Severity.BLOCK, sentence, remedy, file)


def from_sheets(sheets: Mapping[str, Rows], file: str, as_text: Mapping[str, Places] | None = None) -> Reading:
    """The same from the text of sheets; `as_text` are the places of numbers that are kept as text."""
    pages = [page for name, rows in sheets.items() for page in _tables(name, rows)]
    words = dict(_words(pages))
    identified = _identity(words, file)
    if not isinstance(identified, tuple):
        return None, [identified]
    plan, organisation = identified
    read, problems = _cells(pages, plan.layout, file, as_text or {})
    version, more = version_of(plan, organisation, read, file)
    details = {key: text for key, text in words.items() if not key.startswith("return.") and text}
    details |= {NAME: name} if (name := words.get("return.name")) else {}
    explanations = tuple(_explanations(pages))
    return replace(version, details=details, explanations=explanations), [*problems, *more]


def _tables(name: str, rows: Rows) -> Iterator[Page]:
    """The table of a sheet: it begins where a row has `Key`, or all headings of explanations."""
    for number, row in enumerate(rows):
        headings = tuple(" ".join(cell.lower().split()) for cell in row)
        if KEY in headings or set(EXPLAINED) <= set(headings):
            yield Page(name, rows, number, headings)
            return


def _words(pages: Sequence[Page]) -> Iterator[tuple[str, str]]:
    """Keys and texts of the sheets that hold words."""
    for page in pages:
        if KEY in page.headings and VALUE in page.headings:
            key, value = page.headings.index(KEY), page.headings.index(VALUE)
            for _, row in page.cells():
                if row[key].strip():
                    yield row[key].strip().lower(), row[value].strip()


def _identity(words: dict[str, str], file: str) -> tuple[Plan, str] | Problem:
    """The plan of the layout and the organisation that the cover names."""
    if "return.standard" not in words or "return.year" not in words:
        sentence = "No sheet has the keys return.standard and return.year, so that this is no return of OpenWRES."
        remedy = "Fill in the workbook that `openwres return new` makes; read other layouts with --map."
        return Problem("not-a-return", Severity.BLOCK, sentence, remedy, file)
    organisation = words.get("return.organisation", "").upper()
    if not ORGANISATION_CODE.fullmatch(organisation):
        sentence, remedy = "The cover names no organisation's code.", "Write the ODS code in its row on the cover."
        return Problem("not-a-code", Severity.BLOCK, sentence, remedy, file, column="organisation")
    try:
        return _plan(words["return.standard"].lower(), words["return.year"]), organisation
    except UsageError:
        sentence = "The cover names a standard and a year that have no edition here."
        return Problem("not-a-return", Severity.BLOCK, sentence, "Correct the cover, or update OpenWRES.", file)


@lru_cache(maxsize=64)
def _plan(name: str, year: str) -> Plan:
    """What the cells of an edition's returns hold, worked out once for all of them."""
    standard, number = load_standard(name), int(year) if year.isdigit() else 0
    return Plan(layout_of(standard.edition(number), number - 1 in standard.editions))


def _cells(
    pages: Sequence[Page], layout: Layout, file: str, as_text: Mapping[str, Places]
) -> tuple[list[Read | None], list[Problem]]:
    """What was read of every cell by its number, the first where a row stands twice, and what is lacking or doubled."""
    headings = {layout.heading(column).lower(): column for year in [layout.years] for column in layout.columns(year)}
    found: list[Read | None] = [None] * len(layout.cells)
    problems: list[Problem] = []
    for page in pages:
        columns = {place: headings[text] for place, text in enumerate(page.headings) if text in headings}
        if columns and KEY in page.headings:
            problems += _read_page(page, layout, columns, file, found)
            problems += _kept_as_text(page, columns, as_text.get(page.name, frozenset()), layout, file)
    return found, [*_lacking(found, layout, file), *problems]


def _read_page(
    page: Page, layout: Layout, columns: Mapping[int, Column], file: str, found: list[Read | None]
) -> Iterator[Problem]:
    """Put the cells of a page among those that were found."""
    key, letters = page.headings.index(KEY), {place: letter(place) for place in columns}
    cells = layout.in_rows(tuple(columns.items()))
    for number, row in page.cells():
        name = row[key].strip().lower()
        if name in layout.row:
            for place, cell in cells[name]:
                if found[cell] is None:
                    found[cell] = Read(row[place].strip(), page.name, number, letters[place])
                else:
                    yield Problem("duplicate-tally", Severity.BLOCK, f"The cell gives {name} again, and the first was taken.",
                                  "Keep one of the rows.", file, page.name, number, letters[place])  # fmt: skip
        elif name or any(row[place].strip() for place in columns):
            said = f"The key `{name[:40]}` is not one of this return" if name else "The row has numbers and no key"
            yield Problem("unknown-row", Severity.CONFIRM, f"{said}, so that the row was not read.", _REMEDY,
                          file, page.name, number, letter(key))  # fmt: skip


def _kept_as_text(
    page: Page, columns: Mapping[int, Column], places: Places, layout: Layout, file: str
) -> Iterator[Problem]:
    """A number that is kept as text is read; the spreadsheet does not add it up."""
    key = page.headings.index(KEY)
    for number, place in sorted(places):
        if place in columns and page.rows[number - 1][key].strip().lower() in layout.row:
            sentence = "The number is kept as text, so that the spreadsheet does not calculate with it; it was read as a number."
            remedy = "Type it again, or have the spreadsheet turn it into a number."
            yield Problem("cell-as-text", Severity.NOTE, sentence, remedy, file, page.name, number, letter(place))


def _lacking(found: Sequence[Read | None], layout: Layout, file: str) -> Iterator[Problem]:
    if all(found[number] is not None for number in layout.to_be_there):
        return
    there = [cell for cell, read in zip(layout.cells, found, strict=True) if read is not None]
    rows = {cell.row for cell in there}
    lost = [row.key for row in layout.rows if row.key not in rows]
    if lost:
        shown = ", ".join(lost[:3]) + (f" and {len(lost) - 3} more" if len(lost) > 3 else "")
        yield Problem("row-lost", Severity.BLOCK, f"The return has no row with the key {shown}.", _REMEDY, file)
    columns = {cell.column for cell in there}
    for column in layout.columns():
        if rows and column not in columns:
            sentence = f"No column is headed {layout.heading(column)}."
            yield Problem("missing-column", Severity.BLOCK, sentence, "Write the heading as it was.", file)


def _explanations(pages: Sequence[Page]) -> Iterator[Explanation]:
    for page in pages:
        if set(EXPLAINED) <= set(page.headings):
            places = [page.headings.index(name) for name in EXPLAINED]
            for _, row in page.cells():
                cells = [row[place].strip() for place in places]
                if any(cells):
                    yield Explanation(*cells)
