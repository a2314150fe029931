"""A document's sheets as an Excel workbook. What stands on the sheets is decided in `sheets`."""

from __future__ import annotations

import io
from datetime import datetime, time
from typing import Any, TypeAlias

from openwres.reports.document import Document
from openwres.reports.formats.archives import settled
from openwres.reports.formats.parts import cleaned, full_title, keywords_of
from openwres.reports.formats.sheets import Form, Look, Sheet, SheetCell, sheets_of
from openwres.reports.formats.words import words_of

Workbook: TypeAlias = Any  # the library comes without types
Worksheet: TypeAlias = Any
Format: TypeAlias = Any

_PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_BASE = {"font_name": "Arial", "font_size": 11, "font_color": "#1D262C", "valign": "top"}
_HAIR = {"bottom": 1, "bottom_color": "#C9D1D8"}
_LOOKS: dict[Look, dict[str, Any]] = {
    Look.TITLE: {"bold": True, "font_size": 16},
    Look.HEADING: {"bold": True, "text_wrap": True},
    Look.TEXT: {"text_wrap": True},
    Look.SOFT: {"font_color": "#47586A"},
    Look.LINK: {"font_color": "#004B96", "underline": 1},
    Look.HEADER: {"bold": True, "text_wrap": True, "valign": "bottom", "top": 2, "bottom": 1},
    Look.HEADER_RIGHT: {"bold": True, "text_wrap": True, "valign": "bottom", "top": 2, "bottom": 1, "align": "right"},
    Look.CELL: {"text_wrap": True, **_HAIR},
    Look.CELL_RIGHT: {"align": "right", **_HAIR},
}
_LIKE_FORMULAS = tuple("=+-@\t\r")
_WIDTH_OF_PAGE = 95
_A4 = 9
_HEIGHT, _HEIGHT_OF_TITLE, _MOST_HEIGHT = 15, 24, 400


def write(document: Document) -> bytes:
    """The document's figures as XLSX. The same document gives the same bytes."""
    import xlsxwriter

    document = cleaned(document)
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, **_PLAIN}) as book:
        _Writing(book, document).run()
    return settled(out.getvalue())


class _Writing:
    """One workbook in the making."""

    def __init__(self, book: Workbook, document: Document) -> None:
        self.book, self.document = book, document
        self._formats: dict[tuple[Any, ...], Format] = {}

    def run(self) -> None:
        """Every sheet, and the properties of the file."""
        document = self.document
        about = {
            "title": full_title(document), "subject": document.subtitle, "author": document.publisher,
            "keywords": ", ".join(keywords_of(document)), "comments": document.marking, "status": document.marking,
            "created": datetime.combine(document.as_at, time()),
        }  # fmt: skip
        self.book.set_properties({name: value for name, value in about.items() if value})
        self.book.set_size(2400, 1400)
        for number, sheet in enumerate(sheets_of(document)):
            self._sheet(self.book.add_worksheet(sheet.name), sheet, number)

    def _sheet(self, page: Worksheet, sheet: Sheet, number: int) -> None:
        for place, width in enumerate(sheet.widths):
            page.set_column(place, place, width)
        for row, cells in enumerate(sheet.rows):
            for place, cell in enumerate(cells):
                self._cell(page, row, place, cell)
            if cells and cells[0].look is Look.TITLE:
                page.set_row(row, _HEIGHT_OF_TITLE)
            elif (lines := sheet.lines(row)) > 1:
                page.set_row(row, min(lines * _HEIGHT, _MOST_HEIGHT))
        page.hide_gridlines(2)
        if sheet.header >= 0:
            page.freeze_panes(sheet.frozen_rows, int(sheet.frozen_column))
            page.repeat_rows(sheet.header)
            self._table(page, sheet, number)
        self._print(page, sheet)

    def _cell(self, page: Worksheet, row: int, place: int, cell: SheetCell) -> None:
        if cell.number is not None:
            page.write_number(row, place, cell.number, self._format(cell.look, pattern(cell.form)))
        elif cell.link:
            address = f"internal:'{cell.link.replace(chr(39), chr(39) * 2)}'!A1"
            page.write_url(row, place, address, self._format(cell.look), string=cell.text)
        elif not cell.text:
            page.write_blank(row, place, None, self._format(cell.look))
        else:
            page.write_string(
                row, place, cell.text, self._format(cell.look, quoted=cell.text.startswith(_LIKE_FORMULAS))
            )

    def _table(self, page: Worksheet, sheet: Sheet, number: int) -> None:
        """Marks the table as one, so that programs and screen readers know its header."""
        header = sheet.rows[sheet.header]
        last = len(sheet.rows) - 1
        if last == sheet.header or not header:
            return  # Excel knows no table without rows
        columns = [{"header": cell.text, "header_format": self._format(cell.look)} for cell in header]
        page.add_table(
            sheet.header, 0, last, len(header) - 1,
            {"name": f"table_{number}", "columns": columns, "autofilter": False, "style": None},
        )  # fmt: skip

    def _print(self, page: Worksheet, sheet: Sheet) -> None:
        page.set_paper(_A4)
        page.fit_to_pages(1, 0)
        if sum(sheet.widths) > _WIDTH_OF_PAGE:
            page.set_landscape()
        pages = words_of(self.document.language).page.format(number="&P", total="&N")
        page.set_footer(f"&L{self.document.marking.replace('&', '&&')[:100]}&R{pages}")

    def _format(self, look: Look, number_pattern: str = "", quoted: bool = False) -> Format:
        key = (look, number_pattern, quoted)
        if key not in self._formats:
            more = {"num_format": number_pattern} if number_pattern else {}
            self._formats[key] = self.book.add_format({**_BASE, **_LOOKS[look], **more, "quote_prefix": quoted})
        return self._formats[key]


def pattern(form: Form) -> str:
    """The form of a number as Excel writes it: `#,##0.0`, `+0.0" pp";-0.0" pp";0.0" pp"`."""
    digits = ("#,##0" if form.grouped else "0") + ("." + "0" * form.places if form.places else "")
    behind = ("%" if form.percent else "") + (f'"{form.behind}"' if form.behind else "")
    body = digits + behind
    return f"+{body};-{body};{body}" if form.signed else body
