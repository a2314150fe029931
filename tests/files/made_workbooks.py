"""Workbooks for tests, written part by part so that they can be wrong in any way."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
Parts = dict[str, str | bytes]


def sheet_xml(rows: str, before: str = "") -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData></worksheet>'


def row_xml(number: int, cells: Sequence[str | float]) -> str:
    return (
        f'<row r="{number}">'
        + "".join(cell_xml(f"{chr(65 + n)}{number}", cell) for n, cell in enumerate(cells))
        + "</row>"
    )


def cell_xml(place: str, value: str | float) -> str:
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>'
    return f'<c r="{place}"><v>{value!r}</v></c>'


def xlsx_parts(sheets: Mapping[str, str]) -> Parts:
    """The parts of a workbook with these sheets, given as XML."""
    names = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(sheets, 1))
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{LINKS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    return {
        "[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>{names}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">{links}</Relationships>',
        **{f"xl/worksheets/sheet{n}.xml": xml for n, xml in enumerate(sheets.values(), 1)},
    }


def packed(path: Path, parts: Mapping[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def xlsx(path: Path, rows: str, before: str = "", more: Mapping[str, str | bytes] | None = None) -> Path:
    """A workbook with one sheet of these rows, given as XML, and more parts."""
    return packed(path, {**xlsx_parts({"Staff": sheet_xml(rows, before)}), **(more or {})})


def ods_cell(value: str | float, attributes: str = "") -> str:
    kind = (
        'office:value-type="string"' if isinstance(value, str) else f'office:value-type="float" office:value="{value}"'
    )
    return f"<table:table-cell {attributes} {kind}><text:p>{value}</text:p></table:table-cell>"


def ods_row(cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{cells}</table:table-row>"


def ods_parts(rows: str, before: str = "", manifest: str = "") -> Parts:
    spaces = " ".join(f'xmlns:{name}="{_ODF}{name}:1.0"' for name in ("office", "table", "text", "style"))
    return {
        "mimetype": ODS_TYPE,
        "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{_ODF}manifest:1.0">{manifest}</manifest:manifest>',
        "content.xml": f'<?xml version="1.0" encoding="UTF-8"?>{before}<office:document-content {spaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="Staff">{rows}</table:table></office:spreadsheet></office:body></office:document-content>',
    }  # fmt: skip


def ods(path: Path, rows: str, before: str = "", manifest: str = "") -> Path:
    return packed(path, ods_parts(rows, before, manifest))


def record(kind: int, content: bytes = b"") -> bytes:
    """A record of XLSB; kinds above 127 take two bytes, and so do sizes."""
    number = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return number + bytes([len(content) & 0x7F | 0x80, len(content) >> 7]) + content


def xlsb(path: Path, cells: Sequence[tuple[int, int, float]]) -> Path:
    """A binary workbook with one sheet of numbers: row and column, both from 0, and value."""
    name = b"".join(struct.pack("<I", len(word)) + word.encode("utf-16-le") for word in ("rId1", "Staff"))
    book = record(131) + record(143) + record(156, struct.pack("<II", 0, 1) + name) + record(144) + record(132)
    sheet = record(129) + record(148, struct.pack("<IIII", 0, 0, 0, 0)) + record(145)
    for row, column, value in cells:
        sheet += record(0, struct.pack("<II", row, 0) + bytes(9)) + record(5, struct.pack("<IId", column, 0, value))
    parts = xlsx_parts({"Staff": ""})
    links = str(parts["xl/_rels/workbook.xml.rels"]).replace("sheet1.xml", "sheet1.bin")
    kept: Parts = {name: parts[name] for name in ("[Content_Types].xml", "_rels/.rels")}
    more: Parts = {"xl/workbook.bin": book, "xl/_rels/workbook.bin.rels": links}
    return packed(path, {**kept, **more, "xl/worksheets/sheet1.bin": sheet + record(146) + record(130)})


def compound(*streams: str) -> bytes:
    """A compound file (the container of old and of encrypted workbooks) whose directory names these streams."""
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<I", 0) + b"\xff" * (512 - len(header) - 4)
    table = struct.pack("<II", 0xFFFFFFFD, 0xFFFFFFFE) + b"\xff" * 504
    entries = b"".join(_directory_entry(name, 5 if name == "Root Entry" else 2) for name in ("Root Entry", *streams))
    return header + table + entries.ljust(512, b"\0")


def _directory_entry(name: str, kind: int) -> bytes:
    words = name.encode("utf-16-le") + b"\0\0"
    return (
        words.ljust(64, b"\0")
        + struct.pack("<HBB", len(words), kind, 1)
        + b"\xff" * 12
        + b"\0" * 36
        + struct.pack("<IQ", 0xFFFFFFFE, 0)
    )
