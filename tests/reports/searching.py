"""Everything that a file of a report holds, in one text to search: what is shown, what is packed, what is drawn, what is said of the file."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pikepdf

from tests.reports.pdf_text import page_texts


def everything_in(path: Path) -> str:
    """The text of a file with its marks and without them, unpacked."""
    content = path.read_bytes()
    if path.suffix == ".pdf":
        return "\n".join((*page_texts(content), _unpacked_pdf(content)))
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as package:
            return "\n".join(_with_and_without_marks(package.read(name)) for name in package.namelist())
    return _with_and_without_marks(content)


def _with_and_without_marks(content: bytes) -> str:
    text = content.decode("utf-8", "ignore")
    return f"{text}\n{re.sub('<[^>]*>', '', text)}"


def _unpacked_pdf(content: bytes) -> str:
    """Every object of a PDF as it stands in the file, no stream of it packed."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as book:
        book.save(
            out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )  # fmt: skip
    return out.getvalue().decode("latin-1")


def written_as(number: int) -> tuple[str, str]:
    """A whole number as it is written for readers and for programs."""
    return f"{number:,}", str(number)
