"""A document written in the formats asked for, each a file of its own, all of them or none.

What a document says is decided before; how a format looks is the business of `formats`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path

from openwres.contracts.exceptions import UsageError
from openwres.reports.document import Document

FORMATS: Mapping[str, str] = {
    "pdf": "openwres.reports.formats.pdf",
    "docx": "openwres.reports.formats.word",
    "html": "openwres.reports.formats.page",
}
"""The endings of files, each with the module that writes such a file."""


def known_formats(asked: Sequence[str]) -> tuple[str, ...]:
    """The formats asked for, all of them where none is named; UsageError for one that is not known."""
    unknown = [name for name in asked if name not in FORMATS]
    if unknown:
        raise UsageError(f"There is no format `{unknown[0]}`. Ask for one or more of {', '.join(FORMATS)}.")
    return tuple(dict.fromkeys(asked)) or tuple(FORMATS)


def write_document(document: Document, folder: Path, name: str, formats: Sequence[str] = ()) -> tuple[Path, ...]:
    """Write `NAME.pdf` and so on into a folder, which is replaced where it holds the like only; OutputError otherwise."""
    from openwres.files.output import whole_folder

    chosen = known_formats(formats)
    files = {f"{name}.{ending}": import_module(FORMATS[ending]).write(document) for ending in chosen}
    with whole_folder(folder, [f"{name}.{ending}" for ending in FORMATS]) as fresh:
        for path, written in files.items():
            (fresh / path).write_bytes(written if isinstance(written, bytes) else written.encode("utf-8"))
    return tuple(folder / path for path in files)
