"""Documents written in the formats that people ask for. What a document says is decided before it comes here.

Each format is a module with `write(document) -> bytes`, loaded when it is first asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path

from openwres.contracts.exceptions import UsageError
from openwres.files.output import whole_folder
from openwres.reports.document import Document

FORMATS = {"pdf": "pdf", "docx": "word", "html": "page", "xlsx": "workbook", "ods": "opendocument"}
"""The ending of a file and the module that writes it."""


def write(document: Document, ending: str) -> bytes:
    """The document in the format of an ending such as `pdf`. The same document gives the same bytes."""
    if ending not in FORMATS:
        raise UsageError(f"No format is called {ending}. Choose from {', '.join(FORMATS)}.")
    content: bytes = import_module(f"{__name__}.{FORMATS[ending]}").write(document)
    return content


def write_all(document: Document, endings: Iterable[str]) -> dict[str, bytes]:
    """The document in several formats, side by side: while Typst lays out pages or pictures, Python writes the other files."""
    asked = tuple(endings)
    with ThreadPoolExecutor(max(1, len(asked))) as threads:
        return dict(zip(asked, threads.map(lambda ending: write(document, ending), asked), strict=True))


def write_document(document: Document, folder: Path, name: str, formats: Iterable[str] = tuple(FORMATS)) -> None:
    """Write `NAME.pdf`, `NAME.docx` ... into a folder of their own: all of them or, where one fails, none."""
    with whole_folder(folder, {f"{name}.{ending}" for ending in FORMATS}) as fresh:
        for ending, content in write_all(document, formats).items():
            (fresh / f"{name}.{ending}").write_bytes(content)
