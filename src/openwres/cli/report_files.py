"""The words by which a report says how its files are made, and the files written: all of them or none."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openwres.contracts.exceptions import UsageError

if TYPE_CHECKING:
    from datetime import date

    from openwres.reports.document import Document

FORMATS = ("pdf", "docx", "html", "xlsx", "ods")
_TERM = 'how the group that the standard asks about is called, such as "ethnic minority" (default: the standard\'s own term)'


def add_document_options(parser: Any) -> None:
    """Organisation, and how the document is made."""
    parser.add_argument("--organisation", required=True, metavar="CODE", help="code of the organisation")
    add_look_options(parser)


def add_look_options(parser: Any) -> None:
    """Formats, term, publisher, date, folder."""
    formats = f"{', '.join(FORMATS)} (default: all of them)"
    parser.add_argument("--format", nargs="+", default=[], choices=FORMATS, metavar="NAME", help=formats)
    parser.add_argument("--term", default="", metavar="TEXT", help=_TERM)
    parser.add_argument("--publisher", default="", metavar="NAME", help="who answers for it (default: the subject)")
    parser.add_argument("--as-at", metavar="DATE", help="date of the document, such as 2026-11-01 (default: today)")
    parser.add_argument(
        "--out", required=True, metavar="DIR", help="folder for the files; replaced where it holds such files only"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")


def day_of(text: str | None) -> date:
    """The date asked for, today where none is."""
    from datetime import date, datetime

    if text is None:
        return datetime.now().astimezone().date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"`{text}` is no date. Write it as 2026-11-01.") from None


def write_report(given: argparse.Namespace, document: Document, kind: str) -> int:
    """Write a document about one organisation in the formats asked for, and say what was written."""
    code = given.organisation.upper()
    name = f"{given.standard}-{given.year}-{code.lower()}-{kind}"
    return write_files(given, document, name, {"organisation": code})


def write_files(given: argparse.Namespace, document: Document, name: str, about: Mapping[str, str]) -> int:
    """Write a document under a name in the formats asked for, and say what was written, `about` whom."""
    from openwres.cli.printing import print_json
    from openwres.reports.formats import write_document

    formats = tuple(dict.fromkeys(given.format or FORMATS))
    write_document(document, Path(given.out), name, formats)
    files = [str(Path(given.out) / f"{name}.{ending}") for ending in formats]
    if given.json:
        print_json({**about, "year": given.year, "files": files})
        return 0
    print(f"{document.title}, {document.subject}.{f' {document.marking}.' if document.marking else ''}")
    for path in files:
        print(f"  {path}")
    return 0
