"""A return as a workbook: cover, the form with live formulas, words of the report, explanations, notes.

What stands in which cell is known in `layout` and `filling`; reading it back is the work of `reading`. The same return
gives the same bytes.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import datetime, time
from pathlib import Path
from typing import Any, TypeAlias

from openwres.returns.celltext import ANSWER, BASE, COUNT
from openwres.returns.details import NAME, details_of
from openwres.returns.filling import Filled, fill
from openwres.returns.formulas import Ref, excel
from openwres.returns.layout import CALCULATED, DEFAULT, INPUT, Cell, Column, Layout, Row
from openwres.returns.model import ReturnVersion
from openwres.returns.notes import FILLING_IN, notes_of
from openwres.returns.reading import EXPLAINED
from openwres.returns.sheets import letter
from openwres.standards.model import SCORE, YES_NO

Workbook: TypeAlias = Any  # the library comes without types
Worksheet: TypeAlias = Any
Format: TypeAlias = Any

SHEETS = ("Cover", "Return", "Report", "Explanations", "Notes")
_FIRST = ("Key", "Indicator", "Part", "Data item", "Measure", "Entry")
_WIDTHS = (38, 9, 20, 46, 13, 22)
_ENTRIES = {
    INPUT: "Fill in",
    DEFAULT: "Calculated; write over it if it is not so",
    CALCULATED: "Calculated",
}
_WORDS = ("suppressed", "missing", "not collected")
_EXPLANATION_ROWS = 60
_LINE, _HIGHEST = 12.75, 400.0  # points; no program shows higher rows than 409
_LETTERS = 1.15  # letters of a text to the digits that a column is wide
_A4, _A3 = 9, 8  # papers by their numbers in spreadsheet files
_PROTECTED = {"format_columns": True, "format_rows": True, "select_locked_cells": True}


def write_workbook(version: ReturnVersion, layout: Layout, path: Path, name: str = "") -> None:
    """Write a version into a workbook; `name` is that of the organisation."""
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(path, options) as book:
        _Writing(book, version, layout, name).run()


class _Writing:
    """One workbook in the making."""

    def __init__(self, book: Workbook, version: ReturnVersion, layout: Layout, name: str) -> None:
        self.book, self.version, self.layout, self.name = book, version, layout, name or version.details.get(NAME, "")
        self.edition = layout.edition
        self.filled: Filled = fill(layout, version.tallies, version.prefilled)
        self.columns = layout.columns(self.filled.prefilled)
        self.place = {column: len(_FIRST) + number for number, column in enumerate(self.columns)}
        self.widths = (*_WIDTHS, *(13 for _ in self.columns), 90)
        self.at = {row.key: number for number, row in enumerate(layout.rows, 2)}
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}

    def run(self) -> None:
        """Every sheet, and the properties of the document."""
        title = f"{self.edition.label} return of {self.version.organisation}"
        created = datetime.combine(self.edition.snapshot, time())
        self.book.set_properties(
            {"title": title, "subject": self.edition.title, "author": "OpenWRES", "created": created}
        )
        self.book.set_size(2400, 1400)
        for name in SHEETS:
            sheet = self.book.add_worksheet(name)
            sheet.set_paper(_A4)
            if name != SHEETS[0]:
                sheet.set_landscape()
            getattr(self, f"_{name.lower()}")(sheet)
            self._finish(sheet, title)

    def _finish(self, sheet: Worksheet, title: str) -> None:
        sheet.protect("", dict(_PROTECTED))
        sheet.fit_to_pages(1, 0)
        sheet.set_header(f"&L{title.replace('&', '&&')}&R&A")
        sheet.set_footer("&LNot for publication&RPage &P of &N")

    def _format(self, **wanted: Any) -> Format:
        key = tuple(sorted(wanted.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(
                {"font_name": "Arial", "font_size": 10, "valign": "top", **wanted}
            )
        return self._formats[key]

    def _words(self, sheet: Worksheet, row: int, column: int, text: str, **wanted: Any) -> None:
        """A text; where it could be taken for a formula, marked as a text for good."""
        sheet.write_string(
            row, column, text, self._format(text_wrap=True, quote_prefix=text[:1] in tuple("=+-@\t\r"), **wanted)
        )

    def _header(self, sheet: Worksheet, row: int, names: Sequence[str], widths: Sequence[float]) -> None:
        for place, name in enumerate(names):
            self._words(sheet, row, place, name, bold=True, bottom=2, bg_color="#E8EDEE")
        _fit(sheet, row, names, widths)

    def _wide(self, sheet: Worksheet, widths: Sequence[float]) -> None:
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width)

    def _cover(self, sheet: Worksheet) -> None:
        widths = (24, 30, 70)
        self._wide(sheet, widths)
        sheet.write_string(
            0, 0, f"{self.edition.title}: return of {self.edition.year}", self._format(bold=True, font_size=16)
        )
        self._header(sheet, 2, ("Key", "What", "To fill in"), widths)
        named = (
            ("return.standard", "Standard", self.edition.standard), ("return.year", "Reporting year", str(self.edition.year)),
            ("return.organisation", "Organisation's code", self.version.organisation),
            ("return.name", "Organisation's name", self.name), ("return.snapshot", "Snapshot", self.edition.snapshot.isoformat()),
        )  # fmt: skip
        for number, cells in enumerate(named, 3):
            for place, text in enumerate(cells):
                self._words(sheet, number, place, text)
            _fit(sheet, number, cells, widths)
        after = len(named) + 4
        for number, text in enumerate(FILLING_IN, after):
            self._words(sheet, number, 2, text)
            _fit(sheet, number, ("", "", text), widths)
            sheet.write_string(number, 1, "How to fill it in" if number == after else "", self._format(bold=True))
        contents = after + len(FILLING_IN) + 1
        sheet.write_string(contents, 1, "Sheets", self._format(bold=True))
        for number, name in enumerate(SHEETS[1:], contents):
            link = self._format(font_color="#005EB8", underline=1)
            sheet.write_url(number, 2, f"internal:'{name}'!A1", link, string=f"{name}: {_CONTENTS[name]}")

    def _return(self, sheet: Worksheet) -> None:
        headings = (*_FIRST, *(self.layout.heading(column) for column in self.columns), "Note")
        self._wide(sheet, self.widths)
        self._header(sheet, 0, headings, self.widths)
        sheet.freeze_panes(1, 4)
        self._printed(sheet)
        notes = {note.indicator: note for note in notes_of(self.edition)}
        before = ""
        for number, row in enumerate(self.layout.rows, 1):
            first = row.indicator != before
            self._row(sheet, number, row, notes[row.indicator].title if first else "", {"top": 2} if first else {})
            before = row.indicator
        self._validations(sheet)

    def _printed(self, sheet: Worksheet) -> None:
        """On paper without keys and notes, and on a larger sheet where numbers were pre-filled."""
        sheet.set_paper(_A3 if self.filled.prefilled else _A4)
        sheet.repeat_rows(0)
        sheet.print_area(0, 1, len(self.layout.rows), len(_FIRST) + len(self.columns) - 1)

    def _row(self, sheet: Worksheet, number: int, row: Row, note: str, border: dict[str, int]) -> None:
        kind = INPUT if INPUT in map(row.kind, row.groups) else DEFAULT if row.overwritable else CALCULATED
        words = (row.key, row.indicator, row.section, row.label, row.measure, _ENTRIES[kind])
        for place, text in enumerate(words):
            self._words(sheet, number, place, text, **border, **({"font_color": "#425563"} if place == 0 else {}))
        for column in self.columns:
            if column.group in row.groups:
                self._cell(sheet, number, row, column, border)
            elif border:
                sheet.write_blank(number, self.place[column], None, self._format(**border))
        self._words(sheet, number, len(_FIRST) + len(self.columns), note, indent=1, **border)
        cells = (
            self.filled.filled(Cell(row.key, column)) if column.group in row.groups else None for column in self.columns
        )
        _fit(sheet, number, (*words, *(cell if isinstance(cell, str) else "" for cell in cells), note), self.widths)

    def _cell(self, sheet: Worksheet, number: int, row: Row, column: Column, border: dict[str, int]) -> None:
        cell, kind = Cell(row.key, column), row.kind(column.group)
        look = _look(row, kind, column.prefilled) | border
        place, content = self.place[column], self.filled.filled(cell)
        if content is None and column.group in row.formulas:
            formula = excel(row.formulas[column.group], lambda ref: self._address(ref, column))
            sheet.write_formula(number, place, formula, self._format(**look), self.filled.calculated(cell))
        elif isinstance(content, int | float):
            sheet.write_number(number, place, content, self._format(**look))
        elif content:
            self._words(sheet, number, place, content, **look)
        else:
            sheet.write_blank(number, place, None, self._format(**look))

    def _address(self, ref: Ref, column: Column) -> str:
        return f"{letter(self.place[column._replace(group=ref.group)])}{self.at[ref.row]}"

    def _validations(self, sheet: Worksheet) -> None:
        """What may stand in cells to fill in, said when one of them is chosen: once a row, told of its first cell."""
        for number, row in enumerate(self.layout.rows, 1):
            own = [column for column in self.columns if column.group in row.groups and not column.prefilled]
            columns = [column for column in own if row.kind(column.group) != CALCULATED]
            if columns:
                ranges = [(number, first, number, last) for first, last in _runs(self.place[c] for c in columns)]
                others = {"other_cells": ranges[1:]} if ranges[1:] else {}
                sheet.data_validation(*ranges[0], self._allowed(row, columns[0]) | others)

    def _allowed(self, row: Row, column: Column) -> dict[str, Any]:
        told = {
            "input_title": _short(row.measure.capitalize(), 32),
            "error_title": "This cannot stand here",
            "error_type": "stop",
        }
        if row.holds == ANSWER:
            return {"validate": "list", "source": ["yes", "no", *_WORDS], "input_message": "Yes or no.",
                    "error_message": "Write yes or no.", **told}  # fmt: skip
        here = f"{letter(self.place[column])}{self.at[row.key]}"
        checks, message = [f"{here}>=0"], "A whole number; none is 0."
        if row.holds in (COUNT, BASE):
            checks.append(f"{here}=INT({here})")
        elif row.most is not None:
            checks.append(f"{here}<={row.most:g}")
            message = (
                f"A number from 0 to {row.most:g}, without a percent sign."
                if row.measure == "%"
                else f"A score from 0 to {row.most:g}."
            )
        if row.at_most:
            parent = self._address(Ref(row.at_most, column.group), column)
            checks.append(f"IF(ISNUMBER({parent}),{here}<={parent},TRUE)")
            message += f" Not more than: {self.layout.row[row.at_most].label.lower()}."
        words = ",".join(f'{here}="{word}"' for word in _WORDS)
        formula = f"=IF(ISNUMBER({here}),AND({','.join(checks)}),OR({words}))"
        message = _short(f"{message} Where there is no number: {', '.join(_WORDS)}.", 255)
        return {"validate": "custom", "value": formula, "input_message": message, "error_message": message, **told}

    def _report(self, sheet: Worksheet) -> None:
        widths = (24, 46, 40, 70)
        self._wide(sheet, widths)
        self._header(sheet, 0, ("Key", "Field", "What to write", "To fill in"), widths)
        for number, detail in enumerate(details_of(self.edition), 1):
            for place, text in enumerate(detail[:3]):
                self._words(sheet, number, place, text)
            text = self.version.details.get(detail.key, "")
            self._words(sheet, number, 3, text, locked=False, border=1, bg_color="#FFF9C4")
            _fit(sheet, number, (*detail[:3], text), widths, least=5 if detail.narrative else 1)
        sheet.freeze_panes(1, 0)

    def _explanations(self, sheet: Worksheet) -> None:
        widths = (26, 30, 70, 24, 14)
        self._wide(sheet, widths)
        self._header(sheet, 0, [name.capitalize() for name in EXPLAINED], widths)
        rows = [(e.problem, e.about, e.reason, e.person, e.date) for e in self.version.explanations]
        for number in range(1, max(_EXPLANATION_ROWS, len(rows) + 20)):
            for place in range(len(EXPLAINED)):
                text = rows[number - 1][place] if number <= len(rows) else ""
                self._words(sheet, number, place, text, locked=False, border=1, bg_color="#FFF9C4")
            if number <= len(rows):
                _fit(sheet, number, rows[number - 1], widths)
        sheet.freeze_panes(1, 0)

    def _notes(self, sheet: Worksheet) -> None:
        widths = (10, 44, 50, 60, 34)
        self._wide(sheet, widths)
        self._header(
            sheet, 0, ("Indicator", "Title", "What is counted", "How to read it", "Where the rule stands"), widths
        )
        for number, note in enumerate(notes_of(self.edition), 1):
            for place, text in enumerate(note):
                self._words(sheet, number, place, text)
            _fit(sheet, number, note, widths)
        sheet.freeze_panes(1, 0)


_CONTENTS = {
    "Return": "the numbers, in the order of the national form",
    "Report": "the words of the published report: lead, contact, sign-off, narrative",
    "Explanations": "why something that a check asks to confirm is right",
    "Notes": "what each indicator counts, and how to read it",
}


def _look(row: Row, kind: str, prefilled: bool) -> dict[str, Any]:
    """How a cell looks: whether it is to be filled in shows in its border and in the words of its row, not by colour alone."""
    places = {"%": "0.0", "ratio": "0.00", "points": "+0.0;-0.0;0.0", SCORE: "0.00", YES_NO: "@"}
    look: dict[str, Any] = {"num_format": places.get(row.measure, "#,##0"), "align": "right"}
    if prefilled or kind == CALCULATED:
        return look | {"bg_color": "#F0F4F5", "italic": True}
    return look | {"locked": False, "border": 1, "bg_color": "#FFF9C4" if kind == INPUT else "#FFFDE7"}


def _fit(sheet: Worksheet, row: int, texts: Sequence[str], widths: Sequence[float], least: int = 1) -> None:
    """Make a row as high as its texts need; one of a single line stays as high as the program makes it."""
    lines = max(least, *(_lines(text, width) for text, width in zip(texts, widths, strict=True)))
    if lines > 1:
        sheet.set_row(row, min(_LINE * lines + 2, _HIGHEST))


def _lines(text: str, width: float) -> int:
    """How many lines a text takes in a column, counted from above."""
    return sum(max(1, math.ceil(len(part) / (_LETTERS * width))) for part in text.split("\n"))


def _runs(places: Iterable[int]) -> list[tuple[int, int]]:
    """The first and the last of numbers that follow one another."""
    runs: list[tuple[int, int]] = []
    for place in places:
        if runs and runs[-1][1] == place - 1:
            runs[-1] = (runs[-1][0], place)
        else:
            runs.append((place, place))
    return runs


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 3]}..."
