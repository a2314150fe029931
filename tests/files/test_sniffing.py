"""What a file really is, whatever it is called."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from openwres.files.sniffing import NOT_A_TABLE, NOT_A_WORKBOOK, WORKBOOKS, What, what_is
from tests.files.made_workbooks import compound, ods, ods_cell, ods_parts, ods_row, packed, row_xml, xlsx


def content(data: str | bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(data if isinstance(data, bytes) else data.encode())


def parquet(path: Path) -> None:
    pl.DataFrame({"a": [1]}).write_parquet(path)


def zipped(*names: str) -> Callable[[Path], object]:
    return lambda path: packed(path, dict.fromkeys(names, "<x/>"))


def text_document(path: Path) -> None:
    packed(path, ods_parts("") | {"mimetype": "application/vnd.oasis.opendocument.text"})


ROW = row_xml(1, ["a"])
FILES: list[tuple[Callable[[Path], object], What]] = [
    (content(""), What.EMPTY),
    (content("person,grade\nP1,5\n"), What.TEXT),
    (content("a < b; <b>"), What.TEXT),
    (content("person\nJosé".encode("cp1252")), What.TEXT),
    (content("person,grade\n".encode("utf-16")), What.TEXT),
    (content("person,grade\n".encode("utf-16-le")), What.TEXT),
    (content(b"\xef\xbb\xbfperson"), What.TEXT),
    (content(b"\x00\x01\x02binary\x00"), What.BINARY),
    (content(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), What.BINARY),
    (content("%PDF-1.7\n"), What.PDF),
    (content(gzip.compress(b"a,b\n")), What.ARCHIVE),
    (content("<html><table><tr><td>person</td></tr></table>"), What.PAGE),
    (content('\n <!-- made by us -->\n<!DOCTYPE HTML PUBLIC "x"><TABLE>'), What.PAGE),
    (content("<table border=1><tr><td>person"), What.PAGE),
    (content("\ufeff<html>".encode("utf-16")), What.PAGE),
    (content('<?xml version="1.0"?><html xmlns:x="urn:x">'), What.PAGE),
    (content("<!---->" * 9_000 + "<x>"), What.TEXT),
    (content("<!---->" * 9_000 + "<html>"), What.PAGE),
    (content("MIME-Version: 1.0\nContent-Type: multipart/related\n"), What.PAGE),
    (content('<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">'), What.XML_WORKBOOK),
    (lambda path: xlsx(path, ROW), What.XLSX),
    (lambda path: xlsx(path, ROW, more={"xl/vbaProject.bin": "x"}), What.XLSM),
    (zipped("xl/workbook.bin"), What.XLSB),
    (lambda path: ods(path, ods_row(ods_cell("a"))), What.ODS),
    (lambda path: ods(path, "", manifest="<manifest:encryption-data/>"), What.ENCRYPTED),
    (text_document, What.ARCHIVE),
    (zipped("word/document.xml"), What.DOCX),
    (zipped("staff.csv"), What.ARCHIVE),
    (parquet, What.PARQUET),
    (content(compound("Workbook")), What.XLS),
    (content(compound("Book")), What.XLS),
    (content(compound("EncryptionInfo", "EncryptedPackage")), What.ENCRYPTED),
    (content(compound("WordDocument")), What.BINARY),
    (content(b"PK\x03\x04\0\0"), What.BROKEN_ZIP),
]  # fmt: skip


@pytest.mark.parametrize(("write", "what"), FILES)
@pytest.mark.parametrize("name", ["staff.csv", "staff.xls", "staff"])
def test_the_content_decides(tmp_path: Path, write: Callable[[Path], object], what: What, name: str) -> None:
    write(tmp_path / name)
    assert what_is(tmp_path / name) is what


def test_the_words_of_a_cell_do_not_make_a_workbook_encrypted(tmp_path: Path) -> None:
    (tmp_path / "a.xls").write_bytes(compound("Workbook") + "EncryptedPackage\0".encode("utf-16-le"))
    assert what_is(tmp_path / "a.xls") is What.XLS


def test_every_kind_of_file_is_read_or_has_its_own_sentence() -> None:
    assert set(NOT_A_WORKBOOK) == set(What) - WORKBOOKS
    assert set(NOT_A_TABLE) == set(What) - WORKBOOKS - {What.TEXT, What.PARQUET}
    assert len({sentence for sentence, _ in NOT_A_WORKBOOK.values()}) == len(NOT_A_WORKBOOK)


def test_a_directory_of_gigabytes_is_not_read(tmp_path: Path) -> None:
    """The end of a zip file says how long its directory is; a file full of holes can claim anything."""
    path = tmp_path / "a.xlsx"
    with path.open("wb") as file:
        file.write(b"PK\x03\x04")
        file.truncate(1 << 30)
        file.seek(0, 2)
        file.write(b"PK\x05\x06" + bytes(4) + b"\xff\xff\xff\xff" + (1 << 30).to_bytes(4, "little") + bytes(6))
    assert what_is(path) is What.ARCHIVE
