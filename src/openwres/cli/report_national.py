"""The command `report national`: a nation's figures as a document, with every table as data."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

_EPILOG = """Needs a register: it says which organisations belong to the nation, its regions and types. The workbooks hold every table.

example:
  openwres report national releases --year 2026 --register register --out national"""


def add_report_national(commands: Any, command: Callable[..., Any]) -> None:
    """Add `report national` to the parser."""
    from openwres.cli.report_files import add_look_options
    from openwres.cli.report_source import add_source_options

    parser = command(commands, "national", "the national data analysis report", _national, _EPILOG)
    add_source_options(parser)
    parser.add_argument("--nation", default="england", metavar="CODE", help="area of type nation (default: england)")
    parser.add_argument("--outcomes", metavar="FILE", help="outcomes measured elsewhere, for right for all")
    add_look_options(parser)


def _national(given: argparse.Namespace) -> int:
    from openwres.cli.report_files import day_of, write_files
    from openwres.cli.report_source import read_source
    from openwres.findings.history import Asked
    from openwres.organisations.outcomes import read_outcomes
    from openwres.reports.board import Settings
    from openwres.reports.national import national_report

    asked = Asked(outcomes=read_outcomes(Path(given.outcomes)) if given.outcomes else ())
    day = day_of(given.as_at)
    source = read_source(given, "")
    settings = Settings(day, given.publisher, source.marking, source.basis, given.term, asked=asked)
    document = national_report(source.history, given.nation, settings)
    return write_files(
        given, document, f"{given.standard}-{given.year}-{given.nation}-national", {"nation": given.nation}
    )
