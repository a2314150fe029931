"""A return workbook read back, cell by cell: tallies, pre-filled tallies, typed figures, explanations and words.

Inserted rows and columns, moved and renamed sheets do no harm: where cells stand is found out in `places`. Opening untrusted
files is the work of `files`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from openwres.contracts.codes import ORGANISATION_CODE
from openwres.contracts.exceptions import UsageError
from openwres.contracts.problems import Problem, Severity, in_order
from openwres.files.delimited import UnreadableFileError
from openwres.files.whole_workbooks import Contents, read_workbooks
from openwres.returns.details import NAME
from openwres.returns.layout import layout_of
from openwres.returns.model import Explanation, ReturnVersion
from openwres.returns.places import KEY, Page, TextPlaces, cells_of
from openwres.returns.sheets import MOST_CELLS, Rows, notes_of
from openwres.returns.tallying import Cells, Plan, versions_from
from openwres.standards import Edition, load_standard

if TYPE_CHECKING:
    import polars as pl

MOST_BYTES = 5 << 20
VALUE = "to fill in"
EXPLAINED = ("problem", "about", "reason", "person", "date")
_TOGETHER = 64
"""So many workbooks are made versions of at once: tables cost the same for one as for many."""

Reading = tuple[ReturnVersion | None, list[Problem]]


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


def read_with_year(path: Path) -> tuple[int | None, Reading]:
    """The same with the reporting year that it names, None where it is no return workbook; the file is opened once."""
    ((_, found),) = read_workbooks([path], MOST_CELLS)
    year = None if isinstance(found, UnreadableFileError) else _year(found)
    return year, _read([(path, found)])[0]


def read_if_return(path: Path) -> Reading | None:
    """The same; None where a file is no return workbook. A return is small: a large file is not opened."""
    if path.stat().st_size > MOST_BYTES:
        return None
    ((_, found),) = read_workbooks([path], MOST_CELLS)
    return None if isinstance(found, UnreadableFileError) or _year(found) is None else _read([(path, found)])[0]


def read_workbooks_as_returns(paths: Iterable[Path]) -> Iterator[Reading]:
    """The same of many workbooks, in their order, all of them opened by one process."""
    books = read_workbooks(paths, MOST_CELLS)
    while some := list(islice(books, _TOGETHER)):
        yield from _read(some)


def _read(books: Sequence[tuple[Path, Contents | UnreadableFileError]]) -> list[Reading]:
    understood = [
        Problem("unreadable-file", Severity.BLOCK, str(found), found.remedy, path.name)
        if isinstance(found, UnreadableFileError)
        else _understood(found.sheets, path.name, found.as_text)
        for path, found in books
    ]
    read = zip(_versions(understood), books, strict=True)
    return [
        (version, in_order(problems if isinstance(found, UnreadableFileError) else [*notes_of(found, path), *problems]))
        for (version, problems), (path, found) in read
    ]


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


def from_sheets(sheets: Mapping[str, Rows], file: str, as_text: Mapping[str, TextPlaces] | None = None) -> Reading:
    """The same from the text of sheets; `as_text` are the places of numbers that are kept as text."""
    (read,) = _versions([_understood(sheets, file, as_text or {})])
    return read


@dataclass(frozen=True)
class _Understood:
    """A workbook of which is known whose return it is and which of its texts are which cells, words and explanations."""

    plan: Plan
    cells: Cells
    problems: Sequence[Problem]
    details: Mapping[str, str]
    explanations: tuple[Explanation, ...]


def _understood(sheets: Mapping[str, Rows], file: str, as_text: Mapping[str, TextPlaces]) -> _Understood | Problem:
    """What the sheets of a workbook are, or why they are no return."""
    pages = [page for name, rows in sheets.items() for page in _tables(name, rows)]
    words = dict(_words(pages))
    identified = _identity(words, file)
    if not isinstance(identified, tuple):
        return identified
    plan, organisation = identified
    cells, problems = cells_of(pages, plan, organisation, file, as_text)
    details = {key: text for key, text in words.items() if not key.startswith("return.") and text}
    details |= {NAME: name} if (name := words.get("return.name")) else {}
    return _Understood(plan, cells, problems, details, tuple(_explanations(pages)))


def _versions(books: Sequence[_Understood | Problem]) -> list[Reading]:
    """The versions in workbooks, made together of those with one layout."""
    found: list[Reading] = [(None, [book]) if isinstance(book, Problem) else (None, []) for book in books]
    by_plan: dict[Plan, list[tuple[int, _Understood]]] = {}
    for number, book in enumerate(books):
        if isinstance(book, _Understood):
            by_plan.setdefault(book.plan, []).append((number, book))
    for plan, its in by_plan.items():
        made = versions_from(plan, [book.cells for _, book in its])
        for (number, book), (version, problems) in zip(its, made, strict=True):
            whole = replace(version, details=book.details, explanations=book.explanations)
            found[number] = (whole, [*book.problems, *problems])
    return found


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


def _explanations(pages: Sequence[Page]) -> Iterator[Explanation]:
    for page in pages:
        if set(EXPLAINED) <= set(page.headings):
            places = [page.headings.index(name) for name in EXPLAINED]
            for _, row in page.cells():
                cells = [row[place].strip() for place in places]
                if any(cells):
                    yield Explanation(*cells)
