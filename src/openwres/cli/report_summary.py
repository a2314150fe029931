"""The command `report summary`: what an organisation must put on its own website, in the order of the published template."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from openwres.contracts.exceptions import UsageError

if TYPE_CHECKING:
    from openwres.findings.history import History
    from openwres.reports.document import Document

_EPILOG = """Words that only people can say, such as who signed it, are left open to write in; with --final they are left out.

example:
  openwres report summary releases --organisation RXX --year 2026 --format html --out summary"""


def add_report_summary(commands: Any, command: Callable[..., Any]) -> None:
    """Add `report summary` to the parser."""
    from openwres.cli.report_files import add_document_options
    from openwres.cli.report_source import add_source_options

    parser = command(
        commands, "summary", "the summary that an organisation publishes on its website", _summary, _EPILOG
    )
    add_source_options(parser)
    add_document_options(parser)
    parser.add_argument("--final", action="store_true", help="leave out what people would have to write in")


def _summary(given: argparse.Namespace) -> int:
    from openwres.cli.report_files import write_report
    from openwres.cli.report_source import read_source

    source = read_source(given, given.organisation.upper())
    return write_report(given, _document(given, source.history, source.marking), "summary")


def _document(given: argparse.Namespace, history: History, marking: str) -> Document:
    import polars as pl

    from openwres.cli.report_files import day_of
    from openwres.reports.template import Template, report_template
    from openwres.standards.terms import with_term

    code, edition = given.organisation.upper(), history.newest
    if code not in history.organisations.get(edition.year, ()):
        raise UsageError(
            f"There are no figures of {code} in {edition.label}. Name an organisation and year that are there."
        )
    known = history.register.organisation(code) if history.register else None
    years = {year: history.figures.filter(pl.col("year") == year) for year in (edition.year, edition.year - 1)}
    named = with_term(edition, given.term) if given.term else edition
    last = years[edition.year - 1] if edition.year - 1 in history.editions else None
    made = Template(named, code, years[edition.year], last, name=known.name if known else "", blanks=not given.final)
    return report_template(made, day_of(given.as_at), given.publisher, marking)
