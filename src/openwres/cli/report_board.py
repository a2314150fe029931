"""The command `report board`: an organisation's figures as a document for its board. Of many organisations it goes on in `report_many`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

_EPILOG = """DIR gets one file for each format, all or none. Of several organisations it gets a folder for each and an index; started again,
the command makes what is missing or made from something else. A report under `own-organisation` says `Not for publication`
on every page.

examples:
  openwres report board openwres-demo --organisation Z0001 --year 2026 --register openwres-demo/nation/register --policy own-organisation --out board
  openwres report board releases --all --year 2026 --format pdf docx --out boards"""

_PLAN = "CSV file of last year's actions: indicator, action; perhaps owner, due, progress"


def add_report_board(commands: Any, command: Callable[..., Any]) -> None:
    """Add `report board` to the parser."""
    from openwres.cli.findings import PEERS
    from openwres.cli.report_files import add_look_options
    from openwres.cli.report_many import add_choice
    from openwres.cli.report_source import add_source_options

    parser = command(commands, "board", "an organisation's report to its board, or those of many", _board, _EPILOG)
    add_source_options(parser)
    add_choice(parser)
    add_look_options(parser)
    parser.add_argument("--peers", default="all", metavar="WORD|FILE", help=PEERS)
    parser.add_argument("--plan", metavar="FILE", help=_PLAN)
    parser.add_argument("--language", default="en-GB", metavar="TAG", help="language of the report (default: en-GB)")
    parser.add_argument("--catalogue", metavar="FILE", help="translations into that language, compiled (.mo)")


def _board(given: argparse.Namespace) -> int:
    from openwres.cli.report_files import write_report
    from openwres.cli.report_many import make_many, of_many
    from openwres.cli.report_source import read_source
    from openwres.reports.board import board_report

    settings = _settings(given)
    if of_many(given):
        return make_many(given, settings)
    (given.organisation,) = given.organisation
    code = given.organisation.upper()
    source = read_source(given, code)
    document = board_report(source.history, code, settings(source.marking, source.basis))
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
    day, asked = day_of(given.as_at), Asked(peers=peers, own_peers=own)
    return lambda marking, basis: Settings(day, given.publisher, marking, basis, given.term, language, asked, plan)
