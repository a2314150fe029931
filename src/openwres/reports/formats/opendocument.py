"""A document's sheets as an OpenDocument spreadsheet. What stands on the sheets is decided in `sheets`."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from xml.sax.saxutils import escape, quoteattr

from openwres.reports.document import Document
from openwres.reports.formats.archives import settled
from openwres.reports.formats.parts import cleaned, full_title, keywords_of
from openwres.reports.formats.sheets import Form, Look, Sheet, SheetCell, sheets_of
from openwres.reports.formats.words import words_of

_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMES = {
    "office": "office:1.0", "style": "style:1.0", "text": "text:1.0", "table": "table:1.0", "number": "datastyle:1.0",
    "fo": "xsl-fo-compatible:1.0", "meta": "meta:1.0", "config": "config:1.0",
}  # fmt: skip
_SPACES = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{urn}"' for name, urn in _NAMES.items())
_SPACES += (
    ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.3"'
)

_WRAP, _BOLD = 'fo:wrap-option="wrap"', 'fo:font-weight="bold"'
_RULED = 'fo:border-top="1.5pt solid #1d262c" fo:border-bottom="0.75pt solid #1d262c" style:vertical-align="bottom"'
_HAIR = 'fo:border-bottom="0.5pt solid #c9d1d8"'
_LOOKS: dict[Look, tuple[str, str, str]] = {
    Look.TITLE: ("", "", f'{_BOLD} fo:font-size="16pt"'),
    Look.HEADING: (_WRAP, "", _BOLD),
    Look.TEXT: (_WRAP, "", ""),
    Look.SOFT: ("", "", 'fo:color="#47586a"'),
    Look.LINK: ("", "", 'fo:color="#004b96" style:text-underline-style="solid"'),
    Look.HEADER: (f"{_WRAP} {_RULED}", "", _BOLD),
    Look.HEADER_RIGHT: (f"{_WRAP} {_RULED}", 'fo:text-align="end"', _BOLD),
    Look.CELL: (f"{_WRAP} {_HAIR}", "", ""),
    Look.CELL_RIGHT: (_HAIR, 'fo:text-align="end"', ""),
}
"""What a look says of the cell, of its paragraph and of its letters."""

_MILLIMETRES_PER_CHARACTER = 2.3


def write(document: Document) -> bytes:
    """The document's figures as ODS. The same document gives the same bytes."""
    document = cleaned(document)
    sheets = sheets_of(document)
    files = {
        "content.xml": _content(sheets),
        "styles.xml": _styles(document),
        "meta.xml": _meta(document),
        "settings.xml": _settings(sheets),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", _TYPE, zipfile.ZIP_STORED)  # first and plain, so that programs know the file by it
        package.writestr("META-INF/manifest.xml", _manifest(files))
        for name, content in files.items():
            package.writestr(name, content)
    return settled(out.getvalue())


def _content(sheets: Sequence[Sheet]) -> str:
    forms = list(dict.fromkeys(cell.form for cell in _cells(sheets) if cell.number is not None))
    widths = list(dict.fromkeys(width for sheet in sheets for width in sheet.widths))
    styles = chain(map(_width_style, widths), map(_look_style, Look), map(_form_style, enumerate(forms)))
    tables = "".join(_table(sheet, forms) for sheet in sheets)
    return (
        f"{_HEAD}<office:document-content {_SPACES}><office:automatic-styles>{''.join(styles)}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}{_ranges(sheets)}</office:spreadsheet></office:body></office:document-content>"
    )


def _cells(sheets: Iterable[Sheet]) -> Iterator[SheetCell]:
    return (cell for sheet in sheets for row in sheet.rows for cell in row)


def _width_style(width: int) -> str:
    return (
        f'<style:style style:name="width-{width}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{width * _MILLIMETRES_PER_CHARACTER:.1f}mm"/></style:style>'
    )


def _look_style(look: Look) -> str:
    cell, paragraph, letters = _LOOKS[look]
    return _cell_style(look, "Default", cell, paragraph, letters)


def _cell_style(name: str, parent: str, cell: str, paragraph: str, letters: str, form: str = "") -> str:
    return (
        f'<style:style style:name="{name}" style:family="table-cell" style:parent-style-name="{parent}"{form}>'
        f"<style:table-cell-properties {cell}/><style:paragraph-properties {paragraph}/><style:text-properties {letters}/></style:style>"
    )


def _form_style(numbered: tuple[int, Form]) -> str:
    """The form of a number, and the cell that is set in it."""
    number, form = numbered
    kind = "percentage-style" if form.percent else "number-style"
    digits = (
        f'<number:number number:decimal-places="{form.places}" number:min-decimal-places="{form.places}" '
        f'number:min-integer-digits="1" number:grouping="{str(form.grouped).lower()}"/>'
    )
    behind = ("%" if form.percent else "") + form.behind
    body = digits + (f"<number:text>{escape(behind)}</number:text>" if behind else "")
    cell, paragraph, letters = _LOOKS[Look.CELL_RIGHT]
    style = _cell_style(
        f"form-{number}", "Default", cell, paragraph, letters, f' style:data-style-name="number-{number}"'
    )
    if not form.signed:
        return f'<number:{kind} style:name="number-{number}">{body}</number:{kind}>{style}'
    above = f'<number:{kind} style:name="number-{number}-above" style:volatile="true"><number:text>+</number:text>{body}</number:{kind}>'
    apart = f'<style:map style:condition="value()&gt;0" style:apply-style-name="number-{number}-above"/>'
    return f'{above}<number:{kind} style:name="number-{number}">{body}{apart}</number:{kind}>{style}'


def _table(sheet: Sheet, forms: Sequence[Form]) -> str:
    columns = "".join(f'<table:table-column table:style-name="width-{width}"/>' for width in sheet.widths)
    rows = [f"<table:table-row>{''.join(_cell(cell, forms) for cell in row)}</table:table-row>" for row in sheet.rows]
    if sheet.header >= 0:
        rows[sheet.header] = f"<table:table-header-rows>{rows[sheet.header]}</table:table-header-rows>"
    return f"<table:table table:name={quoteattr(sheet.name)}>{columns}{''.join(rows)}</table:table>"


def _cell(cell: SheetCell, forms: Sequence[Form]) -> str:
    text = f"<text:p>{escape(cell.text)}</text:p>"
    if cell.number is not None:
        kind = "percentage" if cell.form.percent else "float"
        style = f"form-{forms.index(cell.form)}"
        value = f'office:value-type="{kind}" office:value="{cell.number:.16G}"'
        return f'<table:table-cell table:style-name="{style}" {value}>{text}</table:table-cell>'
    if not cell.text:
        return f'<table:table-cell table:style-name="{cell.look}"/>'
    if cell.link:
        address = quoteattr(f"#{_quoted(cell.link)}.A1")
        text = f'<text:p><text:a xlink:href={address} xlink:type="simple">{escape(cell.text)}</text:a></text:p>'
    return f'<table:table-cell table:style-name="{cell.look}" office:value-type="string">{text}</table:table-cell>'


def _quoted(name: str) -> str:
    return "'" + name.replace("'", "''") + "'"


def _ranges(sheets: Sequence[Sheet]) -> str:
    """Tables marked as such, under the names that they have in Excel."""
    ranges = [
        f'<table:database-range table:name="table_{number}" table:contains-header="true" table:target-range-address='
        f"{quoteattr(f'{_quoted(sheet.name)}.A{sheet.header + 1}:{_quoted(sheet.name)}.{_letters(len(sheet.widths))}{len(sheet.rows)}')}/>"
        for number, sheet in enumerate(sheets)
        if 0 <= sheet.header < len(sheet.rows) - 1
    ]
    return f"<table:database-ranges>{''.join(ranges)}</table:database-ranges>" if ranges else ""


def _letters(column: int) -> str:
    """The letters of a column, counted from 1: A, Z, AA."""
    before, last = divmod(column - 1, 26)
    return (_letters(before) if before else "") + chr(ord("A") + last)


def _styles(document: Document) -> str:
    """The letters of every cell, the paper, and the foot of each page."""
    language, _, country = document.language.partition("-")
    before, between, after = words_of(document.language).page.replace("{total}", "{number}").split("{number}")
    pages = f"{escape(before)}<text:page-number/>{escape(between)}<text:page-count/>{escape(after)}"
    return (
        f'{_HEAD}<office:document-styles {_SPACES}><office:styles><style:style style:name="Default" style:family="table-cell">'
        '<style:table-cell-properties style:vertical-align="top"/><style:text-properties fo:font-family="Arial" '
        f'fo:font-size="11pt" fo:color="#1d262c" fo:language="{language}" fo:country="{country or "GB"}"/></style:style></office:styles>'
        '<office:automatic-styles><style:page-layout style:name="page"><style:page-layout-properties fo:page-width="297mm" '
        'fo:page-height="210mm" style:print-orientation="landscape" style:scale-to-X="1" style:scale-to-Y="0"/>'
        '<style:footer-style><style:header-footer-properties fo:min-height="8mm"/></style:footer-style></style:page-layout>'
        '</office:automatic-styles><office:master-styles><style:master-page style:name="Default" style:page-layout-name="page">'
        f"<style:footer><text:p>{escape(document.marking)} {pages}</text:p></style:footer></style:master-page></office:master-styles>"
        "</office:document-styles>"
    )


def _meta(document: Document) -> str:
    day = f"{document.as_at.isoformat()}T00:00:00"
    told = [
        ("dc:title", full_title(document)), ("dc:subject", document.subtitle), ("dc:creator", document.publisher),
        ("meta:initial-creator", document.publisher), ("dc:description", document.marking), ("dc:language", document.language),
        *(("meta:keyword", keyword) for keyword in keywords_of(document)), ("meta:creation-date", day), ("dc:date", day),
    ]  # fmt: skip
    texts = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in told if text)
    return f"{_HEAD}<office:document-meta {_SPACES}><office:meta>{texts}</office:meta></office:document-meta>"


def _settings(sheets: Sequence[Sheet]) -> str:
    """Headers that stay in sight."""
    frozen = "".join(_frozen(sheet) for sheet in sheets if sheet.header >= 0)
    return (
        f'{_HEAD}<office:document-settings {_SPACES}><office:settings><config:config-item-set config:name="ooo:view-settings">'
        '<config:config-item-map-indexed config:name="Views"><config:config-item-map-entry>'
        '<config:config-item config:name="ViewId" config:type="string">view1</config:config-item>'
        f'<config:config-item-map-named config:name="Tables">{frozen}</config:config-item-map-named>'
        f'<config:config-item config:name="ActiveTable" config:type="string">{escape(sheets[0].name)}</config:config-item>'
        "</config:config-item-map-entry></config:config-item-map-indexed></config:config-item-set></office:settings></office:document-settings>"
    )


def _frozen(sheet: Sheet) -> str:
    column = int(sheet.frozen_column)
    row = sheet.frozen_rows
    told = {
        "HorizontalSplitMode": ("short", 2 if column else 0), "HorizontalSplitPosition": ("int", column), "PositionRight": ("int", column),
        "VerticalSplitMode": ("short", 2 if row else 0), "VerticalSplitPosition": ("int", row), "PositionBottom": ("int", row),
        "ActiveSplitRange": ("short", 2 + (1 if column else 0) if row else 1 if column else 0),
    }  # fmt: skip
    items = "".join(
        f'<config:config-item config:name="{name}" config:type="{kind}">{value}</config:config-item>'
        for name, (kind, value) in told.items()
    )
    return f"<config:config-item-map-entry config:name={quoteattr(sheet.name)}>{items}</config:config-item-map-entry>"


def _manifest(files: Iterable[str]) -> str:
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="text/xml"/>' for name in files
    )
    return (
        f'{_HEAD}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
        f'<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{_TYPE}"/>{entries}</manifest:manifest>'
    )
