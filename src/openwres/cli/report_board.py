"""The command `report board`: one organisation's figures as a document for its board."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

FORMATS = ("pdf", "docx", "html", "xlsx", "ods")
_EPILOG = """DIR gets one file for each format, all or none. A report under `own-organisation` says `Not for publication` on every page.

example:
  openwres report board openwres-demo --organisation Z0001 --year 2026 --register openwres-demo/nation/register --policy own-organisation --out board"""

_TERM = 'how the group that the standard asks about is called, such as "ethnic minority" (default: the standard\'s own term)'
_PLAN = "CSV file of last year's actions: indicator, action; perhaps owner, due, progress"


def add_report_board(commands: Any, command: Callable[..., Any]) -> None:
    """Add `report board` to the parser."""
    from openwres.cli.findings import PEERS
    from openwres.cli.report_source import add_source_options

    parser = command(commands, "board", "one organisation's report to its board", _board, _EPILOG)
    add_source_options(parser)
    parser.add_argument("--organisation", required=True, metavar="CODE", help="code of the organisation")
    parser.add_argument(
        "--format",
        nargs="+",
        default=[],
        choices=FORMATS,
        metavar="NAME",
        help=f"{', '.join(FORMATS)} (default: all of them)",
    )
    parser.add_argument("--term", default="", metavar="TEXT", help=_TERM)
    parser.add_argument("--peers", default="all", metavar="WORD|FILE", help=PEERS)
    parser.add_argument("--plan", metavar="FILE", help=_PLAN)
    parser.add_argument(
        "--publisher", default="", metavar="NAME", help="who answers for the report (default: the organisation)"
    )
    parser.add_argument("--as-at", metavar="DATE", help="date of the report, such as 2026-11-01 (default: today)")
    parser.add_argument("--language", default="en-GB", metavar="TAG", help="language of the report (default: en-GB)")
    parser.add_argument("--catalogue", metavar="FILE", help="translations into that language, compiled (.mo)")
    parser.add_argument(
        "--out", required=True, metavar="DIR", help="folder for the files; replaced where it holds such files only"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")


def _board(given: argparse.Namespace) -> int:
    from openwres.cli.printing import print_json
    from openwres.cli.report_source import read_source
    from openwres.reports.board import board_report
    from openwres.reports.formats import write_document

    code = given.organisation.upper()
    settings = _settings(given)
    source = read_source(given, code)
    document = board_report(source.history, code, settings(source.marking, source.basis))
    name = f"{given.standard}-{given.year}-{code.lower()}-board"
    formats = tuple(dict.fromkeys(given.format or FORMATS))
    write_document(document, Path(given.out), name, formats)
    files = [Path(given.out) / f"{name}.{ending}" for ending in formats]
    if given.json:
        print_json({"organisation": code, "year": given.year, "files": [str(path) for path in files]})
        return 0
    marking = f" {document.marking}." if document.marking else ""
    print(f"{document.title}, {document.subject}.{marking}")
    for path in files:
        print(f"  {path}")
    return 0


def _settings(given: argparse.Namespace) -> Callable[[str, str], Any]:
    """What was asked for, once it is known what the figures rest on; mistakes in it are found before anything is read."""
    from openwres.cli.findings import peers_of
    from openwres.display.language import read_language
    from openwres.findings.history import Asked
    from openwres.reports.board import Settings
    from openwres.reports.board.plan import read_plan

    language = read_language(given.language, Path(given.catalogue) if given.catalogue else None)
    plan = read_plan(Path(given.plan)) if given.plan else ()
    peers, own = peers_of(given.peers)
    day, asked = _date(given.as_at), Asked(given.organisation.upper(), peers, own)
    return lambda marking, basis: Settings(day, given.publisher, marking, basis, given.term, language, asked, plan)


def _date(text: str | None) -> Any:
    from datetime import date, datetime

    from openwres.contracts.exceptions import UsageError

    if text is None:
        return datetime.now().astimezone().date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"`{text}` is no date. Write it as 2026-11-01.") from None
