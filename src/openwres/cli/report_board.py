"""The command `report board`: one organisation's figures as a document for its board."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

_EPILOG = """DIR gets one file for each format, all or none. A report under `own-organisation` says `Not for publication` on every page.

example:
  openwres report board openwres-demo --organisation Z0001 --year 2026 --register openwres-demo/nation/register --policy own-organisation --out board"""

_PLAN = "CSV file of last year's actions: indicator, action; perhaps owner, due, progress"


def add_report_board(commands: Any, command: Callable[..., Any]) -> None:
    """Add `report board` to the parser."""
    from openwres.cli.findings import PEERS
    from openwres.cli.report_files import add_document_options
    from openwres.cli.report_source import add_source_options

    parser = command(commands, "board", "one organisation's report to its board", _board, _EPILOG)
    add_source_options(parser)
    add_document_options(parser)
    parser.add_argument("--peers", default="all", metavar="WORD|FILE", help=PEERS)
    parser.add_argument("--plan", metavar="FILE", help=_PLAN)
    parser.add_argument("--language", default="en-GB", metavar="TAG", help="language of the report (default: en-GB)")
    parser.add_argument("--catalogue", metavar="FILE", help="translations into that language, compiled (.mo)")


def _board(given: argparse.Namespace) -> int:
    from openwres.cli.report_files import write_report
    from openwres.cli.report_source import read_source
    from openwres.reports.board import board_report

    settings = _settings(given)
    source = read_source(given, given.organisation.upper())
    document = board_report(source.history, given.organisation.upper(), settings(source.marking, source.basis))
    return write_report(given, document, "board")


def _settings(given: argparse.Namespace) -> Callable[[str, str], Any]:
    """What was asked for, once it is known what the figures rest on; mistakes in it are found before anything is read."""
    from openwres.cli.findings import peers_of
    from openwres.cli.report_files import day_of
    from openwres.display.language import read_language
    from openwres.findings.history import Asked
    from openwres.reports.board import Settings
    from openwres.reports.board.plan import read_plan

    language = read_language(given.language, Path(given.catalogue) if given.catalogue else None)
    plan = read_plan(Path(given.plan)) if given.plan else ()
    peers, own = peers_of(given.peers)
    day, asked = day_of(given.as_at), Asked(given.organisation.upper(), peers, own)
    return lambda marking, basis: Settings(day, given.publisher, marking, basis, given.term, language, asked, plan)
