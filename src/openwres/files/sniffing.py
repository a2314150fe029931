"""What a file really is, by its first bytes and, where it is a container, by its directory.

Nothing is parsed or unpacked here beyond that, and what the file means is not known.
"""

from __future__ import annotations

import mmap
import re
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path

_SIGN = 8
_HEAD = 1 << 16
_MANIFEST = 1 << 20
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
# It never goes back (`*+`): many comments would have it try every way to tell them apart.
_PAGE = re.compile(
    rb"\s*+(?:<\?xml[^>]*+>\s*+)?+(?:(?><!--.*?-->)\s*+)*+<(?:!doctype\s+html|html|head|body|table|style|meta)\b",
    re.I | re.S,
)


class What(StrEnum):
    """What a file really is."""

    EMPTY = "empty"
    TEXT = "text"
    XLSX = "xlsx"
    XLSM = "xlsm"
    XLSB = "xlsb"
    ODS = "ods"
    XLS = "xls"
    ENCRYPTED = "encrypted"
    PARQUET = "parquet"
    PAGE = "page"
    XML_WORKBOOK = "xml-workbook"
    PDF = "pdf"
    DOCX = "docx"
    ARCHIVE = "archive"
    BROKEN_ZIP = "broken-zip"
    BINARY = "binary"


WORKBOOKS = frozenset({What.XLSX, What.XLSM, What.XLSB, What.ODS, What.XLS})

_SAVE = "Open it in a spreadsheet program and save it as XLSX or CSV."
# What to say of each where a table was expected: a sentence, and what to try.
NOT_A_TABLE: Mapping[What, tuple[str, str]] = {
    What.EMPTY: ("The file is empty.", "Export it again, or take it out of the folder."),
    What.ENCRYPTED: ("The workbook is protected by a password.", "Save it without a password."),
    What.PAGE: ("The file is a web page, although its name says otherwise; some systems export tables so.", _SAVE),
    What.XML_WORKBOOK: ("The file is an XML spreadsheet of 2003, which is not read.", _SAVE),
    What.PDF: ("The file is a PDF document.", "Export the table as XLSX or CSV."),
    What.DOCX: ("The file is a Word document.", "Copy the table into a spreadsheet and save it as XLSX or CSV."),
    What.ARCHIVE: ("The file is an archive, not a table.", "Unpack it, and put what it holds into the folder."),
    What.BROKEN_ZIP: ("The file is damaged or was cut off.", "Copy or export it again."),
    What.BINARY: ("The file is neither text nor a workbook.", "Export the table as XLSX or CSV."),
}
NOT_A_WORKBOOK: Mapping[What, tuple[str, str]] = {
    **NOT_A_TABLE,
    What.TEXT: ("The file is text, not a workbook.", "Give it a name that ends in .csv."),
    What.PARQUET: ("The file is a Parquet file, not a workbook.", "Give it a name that ends in .parquet."),
}

_BEGINNINGS = {
    b"PAR1": What.PARQUET, b"%PDF-": What.PDF, b"\x1f\x8b": What.ARCHIVE, b"7z\xbc\xaf\x27\x1c": What.ARCHIVE,
    b"Rar!\x1a\x07": What.ARCHIVE,
}  # fmt: skip


def what_is(path: Path) -> What:
    """What the file is, whatever it is called. Raises OSError where it cannot be opened."""
    return what_and_entries(path)[0]


def what_and_entries(path: Path) -> tuple[What, Sequence[zipfile.ZipInfo]]:
    """The same, and the directory of a zip file, which is read but not checked; empty where the file is none."""
    with path.open("rb") as file:
        sign = file.read(_SIGN)
        if sign.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            return _zip(path)
        head = sign + file.read(_HEAD - _SIGN)
    return _by_head(path, head), ()


def _by_head(path: Path, head: bytes) -> What:
    if not head:
        return What.EMPTY
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _compound(path)
    return next((what for start, what in _BEGINNINGS.items() if head.startswith(start)), None) or _text(head)


def _text(head: bytes) -> What:
    """Text, a page, or neither. Text in UTF-16 has a mark, or a NUL in every other place."""
    if not head.startswith(_UTF16_MARKS):
        halves = head[0:2000:2], head[1:2000:2]
        if b"\0" in head and max(half.count(0) / (len(half) or 1) for half in halves) < 0.5:
            return What.BINARY
    plain = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")
    if b"urn:schemas-microsoft-com:office:spreadsheet" in plain and plain.lstrip().startswith(b"<"):
        return What.XML_WORKBOOK
    if _PAGE.match(plain) or plain.lower().startswith(b"mime-version:"):
        return What.PAGE
    return What.TEXT


class DirectoryTooLongError(zipfile.BadZipFile):
    """The directory of a zip file is longer than that of any workbook."""


class _Bounded:
    """A file that refuses to read much at once, so that nobody is made to hold a directory of gigabytes."""

    MOST = 4 << 20

    def __init__(self, path: Path) -> None:
        self.file = path.open("rb")
        self.seek, self.tell, self.close = self.file.seek, self.file.tell, self.file.close

    def seekable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        if size > self.MOST:
            raise DirectoryTooLongError
        return self.file.read(size)


def zip_directory(path: Path) -> list[zipfile.ZipInfo]:
    """The directory of a zip file, in the order in which it stands there. Raises BadZipFile."""
    file = _Bounded(path)
    try:
        with zipfile.ZipFile(file) as archive:
            if archive.comment:
                raise zipfile.BadZipFile("words after the end")  # another reader could find another directory there
            entries: list[zipfile.ZipInfo] = archive.infolist()
            return entries
    except (ValueError, NotImplementedError, EOFError, OverflowError, UnicodeError, LookupError) as error:
        raise zipfile.BadZipFile(str(error)) from None
    finally:
        file.close()


def plain_name(entry: zipfile.ZipInfo) -> str:
    """The name of an entry as workbooks are searched for it: in small letters, with the usual separator."""
    return entry.filename.lower().replace("\\", "/")


def _zip(path: Path) -> tuple[What, Sequence[zipfile.ZipInfo]]:
    try:
        entries = zip_directory(path)
    except DirectoryTooLongError:
        return What.ARCHIVE, ()
    except zipfile.BadZipFile:
        return What.BROKEN_ZIP, ()
    return _by_entries(path, {plain_name(entry): entry for entry in entries}), entries


def _by_entries(path: Path, entries: Mapping[str, zipfile.ZipInfo]) -> What:
    if "content.xml" in entries or "encrypted-package" in entries:
        return _open_document(path, entries)
    if "word/document.xml" in entries:
        return What.DOCX
    if "xl/workbook.bin" in entries:
        return What.XLSB
    if not any(name.startswith("xl/") for name in entries):
        return What.ARCHIVE
    return What.XLSM if any(name.endswith("/vbaproject.bin") for name in entries) else What.XLSX


def _open_document(path: Path, entries: Mapping[str, zipfile.ZipInfo]) -> What:
    """A workbook, an encrypted one, or a text or drawing of the same family."""
    if b"encryption-data" in _beginning(path, entries, "meta-inf/manifest.xml"):
        return What.ENCRYPTED
    kind = _beginning(path, entries, "mimetype") or _beginning(path, entries, "meta-inf/manifest.xml")
    return What.ODS if not kind or b"opendocument.spreadsheet" in kind else What.ARCHIVE


def _beginning(path: Path, entries: Mapping[str, zipfile.ZipInfo], name: str) -> bytes:
    if name not in entries:
        return b""
    try:
        with zipfile.ZipFile(path) as archive, archive.open(entries[name]) as file:
            return file.read(_MANIFEST)
    except (zipfile.BadZipFile, EOFError, RuntimeError, NotImplementedError, ValueError, zlib.error):
        return b""


def _compound(path: Path) -> What:
    """An old workbook, an encrypted new one, or another document of that time, by the names of its streams."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if _has_stream(content, "EncryptedPackage"):
            return What.ENCRYPTED
        return What.XLS if _has_stream(content, "Workbook") or _has_stream(content, "Book") else What.BINARY


def _has_stream(content: mmap.mmap, name: str) -> bool:
    """Whether a directory entry has that name: 128 bytes, on a multiple of 128, the name's length at byte 64."""
    words = name.encode("utf-16-le") + b"\0\0"
    at = content.find(words)
    while at >= 0:
        if at % 128 == 0 and content[at + 64 : at + 66] == len(words).to_bytes(2, "little"):
            return True
        at = content.find(words, at + 1)
    return False


def old_workbook_has_macros(path: Path) -> bool:
    """Whether an old workbook holds a storage for macros."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return _has_stream(content, "_VBA_PROJECT_CUR")
