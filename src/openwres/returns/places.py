"""Where the cells of a return stand in the sheets of a workbook: rows by the keys of their first column, columns by headings.

Most returns have the same keys and headings, and what follows from these is worked out once. What cells say: `tallying`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from openwres.contracts.problems import Problem, Severity
from openwres.returns.layout import Column, Layout
from openwres.returns.sheets import Rows, letter
from openwres.returns.tallying import Cells, Plan, Where

KEY = "key"
_REMEDY = "Make a new workbook with `openwres return new --from` this one, or write the key again."

TextPlaces = frozenset[tuple[int, int]]


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

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the rows below the headings."""
        key = self.headings.index(KEY)
        return tuple([row[key].strip().lower() for row in self.rows[self.header + 1 :]])


class _Look(NamedTuple):
    """What of a page says where cells stand; `columns` are the places of its columns of numbers."""

    name: str
    header: int
    headings: tuple[str, ...]
    columns: tuple[tuple[int, Column], ...]
    keys: tuple[str, ...]


class _Spot(NamedTuple):
    """A cell: its number in the layout, its page, and the row and the place there, both from 0."""

    cell: int
    page: int
    row: int
    place: int


@dataclass(frozen=True)
class _Form:
    """Where the cells of all returns stand whose pages look the same.

    `wrong` are problems with keys and headings, whatever the cells hold; `keyless` are rows without a key, which are told
    of if they hold anything: page, row, its place of keys and its places of numbers.
    """

    spots: tuple[_Spot, ...]
    where: tuple[Where | None, ...]
    wrong: tuple[Problem, ...]
    keyless: tuple[tuple[int, int, int, tuple[int, ...]], ...]


def cells_of(
    pages: Sequence[Page], plan: Plan, organisation: str, file: str, as_text: Mapping[str, TextPlaces]
) -> tuple[Cells, list[Problem]]:
    """The texts of the cells, the first where a row stands twice, and what is lacking, doubled, or not to be read."""
    ours = [(page, columns) for page in pages if KEY in page.headings and (columns := _columns(plan, page.headings))]
    form = _form(
        plan, tuple(_Look(page.name, page.header, page.headings, columns, page.keys) for page, columns in ours)
    )
    rows = [page.rows for page, _ in ours]
    texts: list[str | None] = [None] * len(plan.layout.cells)
    for cell, page, row, place in form.spots:
        texts[cell] = rows[page][row][place].strip()
    problems = [Problem(p.id, p.severity, p.sentence, p.remedy, file, p.sheet, p.row, p.column) for p in form.wrong]
    for page, row, key, places in form.keyless:
        if any(rows[page][row][place].strip() for place in places):
            problems.append(_unknown("The row has numbers and no key", file, ours[page][0].name, row, key))
    for found, columns in ours:
        problems += _kept_as_text(found, dict(columns), as_text.get(found.name, frozenset()), plan.layout, file)
    return Cells(organisation, file, texts, form.where), problems


@lru_cache(maxsize=1024)
def _columns(plan: Plan, headings: tuple[str, ...]) -> tuple[tuple[int, Column], ...]:
    """The columns of numbers among these headings, by their places."""
    return tuple((place, plan.headings[text]) for place, text in enumerate(headings) if text in plan.headings)


@lru_cache(maxsize=64)
def _form(plan: Plan, looks: tuple[_Look, ...]) -> _Form:
    finding = _Finding(plan.layout)
    for number, look in enumerate(looks):
        finding.look_at(number, look)
    spots = tuple(finding.spots.values())
    where: list[Where | None] = [None] * len(plan.layout.cells)
    for spot in spots:
        column = letter(spot.place)
        where[spot.cell] = Where(looks[spot.page].name, spot.row + 1, column, f"{column}{spot.row + 1}")
    return _Form(spots, tuple(where), (*_lacking(finding.spots, plan.layout), *finding.wrong), tuple(finding.keyless))


@dataclass
class _Finding:
    """What is found, page by page."""

    layout: Layout
    spots: dict[int, _Spot] = field(default_factory=dict)
    wrong: list[Problem] = field(default_factory=list)
    keyless: list[tuple[int, int, int, tuple[int, ...]]] = field(default_factory=list)

    def look_at(self, number: int, look: _Look) -> None:
        """Put the cells of a page among those that were found."""
        key = look.headings.index(KEY)
        cells = self.layout.in_rows(look.columns)
        for row, name in enumerate(look.keys, look.header + 1):
            if name in cells:
                for place, cell in cells[name]:
                    self._found(_Spot(cell, number, row, place), name, look)
            elif name:
                said = f"The key `{name[:40]}` is not one of this return"
                self.wrong.append(_unknown(said, "", look.name, row, key))
            else:
                self.keyless.append((number, row, key, tuple(place for place, _ in look.columns)))

    def _found(self, spot: _Spot, name: str, look: _Look) -> None:
        if self.spots.setdefault(spot.cell, spot) is not spot:
            sentence = f"The cell gives {name} again, and the first was taken."
            self.wrong.append(
                Problem("duplicate-tally", Severity.BLOCK, sentence, "Keep one of the rows.", "", look.name, spot.row + 1,
                        letter(spot.place))
            )  # fmt: skip


def _unknown(said: str, file: str, sheet: str, row: int, key: int) -> Problem:
    sentence = f"{said}, so that the row was not read."
    return Problem("unknown-row", Severity.CONFIRM, sentence, _REMEDY, file, sheet, row + 1, letter(key))


def _lacking(found: Mapping[int, _Spot], layout: Layout) -> Iterator[Problem]:
    if all(number in found for number in layout.to_be_there):
        return
    there = [layout.cells[number] for number in found]
    rows = {cell.row for cell in there}
    lost = [row.key for row in layout.rows if row.key not in rows]
    if lost:
        shown = ", ".join(lost[:3]) + (f" and {len(lost) - 3} more" if len(lost) > 3 else "")
        yield Problem("row-lost", Severity.BLOCK, f"The return has no row with the key {shown}.", _REMEDY)
    columns = {cell.column for cell in there}
    for column in layout.columns():
        if rows and column not in columns:
            sentence = f"No column is headed {layout.heading(column)}."
            yield Problem("missing-column", Severity.BLOCK, sentence, "Write the heading as it was.")


def _kept_as_text(
    page: Page, columns: Mapping[int, Column], places: TextPlaces, layout: Layout, file: str
) -> Iterator[Problem]:
    """A number that is kept as text is read; the spreadsheet does not add it up."""
    key = page.headings.index(KEY)
    for number, place in sorted(places):
        if place in columns and page.rows[number - 1][key].strip().lower() in layout.row:
            sentence = "The number is kept as text, so that the spreadsheet does not calculate with it; it was read as a number."
            remedy = "Type it again, or have the spreadsheet turn it into a number."
            yield Problem("cell-as-text", Severity.NOTE, sentence, remedy, file, page.name, number, letter(place))
