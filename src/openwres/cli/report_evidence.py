"""The command `report evidence`: for an inspector, one organisation's figures with how each came about."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

_EPILOG = """--results is the folder that `calculate` wrote: its problems.json and run.json say what was checked, decided and read.

example:
  openwres report evidence extracts --organisation RXX --year 2026 --policy own-organisation --results results --out evidence"""


def add_report_evidence(commands: Any, command: Callable[..., Any]) -> None:
    """Add `report evidence` to the parser."""
    from openwres.cli.findings import PEERS
    from openwres.cli.report_files import add_document_options
    from openwres.cli.report_source import add_source_options

    parser = command(
        commands, "evidence", "an inspector's pack: receipts, checks, overrides, audit", _evidence, _EPILOG
    )
    add_source_options(parser)
    add_document_options(parser)
    parser.add_argument("--peers", default="all", metavar="WORD|FILE", help=PEERS)
    parser.add_argument("--results", metavar="DIR", help="folder that `calculate` wrote")
    parser.add_argument("--explanations", metavar="FILE", help="CSV of problem, about, reason, person, date")


def _evidence(given: argparse.Namespace) -> int:
    from openwres.cli.findings import peers_of
    from openwres.cli.report_files import day_of, write_report
    from openwres.cli.report_source import read_source
    from openwres.findings.history import Asked
    from openwres.inputs import path_of
    from openwres.reports.board import Settings
    from openwres.reports.evidence import evidence_pack, read_record
    from openwres.returns.files import read_explanations

    code, day = given.organisation.upper(), day_of(given.as_at)
    told = read_explanations(path_of(given.explanations)) if given.explanations else {}
    record = read_record(Path(given.results) if given.results else None, (*told.get("", ()), *told.get(code, ())))
    source = read_source(given, code)
    asked = Asked(code, *peers_of(given.peers))
    settings = Settings(day, given.publisher, source.marking, source.basis, given.term, asked=asked)
    return write_report(given, evidence_pack(source.history, code, settings, record), "evidence")
