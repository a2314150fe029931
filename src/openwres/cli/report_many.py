"""The command `report board` for many organisations: a folder of reports with an index, made by several processes.

What one report is made from and how is said in `report_board`.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openwres.contracts.exceptions import UsageError

if TYPE_CHECKING:
    from openwres.cli.report_inputs import Inputs
    from openwres.cli.report_source import Source
    from openwres.reports.board import Settings
    from openwres.reports.many.run import Given, Outcome

_SHOWN = 20
_MOST_WORKERS = 64


def add_choice(parser: Any) -> None:
    """The words by which the organisations are named: one, several, or all of a kind."""
    one = parser.add_mutually_exclusive_group(required=True)
    one.add_argument(
        "--organisation", nargs="+", default=[], metavar="CODE", help="code of the organisation, or several codes"
    )
    one.add_argument("--all", action="store_true", help="all organisations, each into a folder of its own in DIR")
    one.add_argument("--type", metavar="TYPE", help="all organisations of a type of the register, such as acute")
    one.add_argument(
        "--area", nargs=2, metavar=("KIND", "CODE"), help="all organisations of an area, such as: region Y56"
    )
    parser.add_argument(
        "--workers", type=int, default=2, metavar="N", help="processes that make reports of many (default: 2)"
    )


def of_many(given: argparse.Namespace) -> bool:
    """Whether more than one organisation is asked for."""
    return len(given.organisation) != 1


def make_many(given: argparse.Namespace, settings: Callable[[str, str], Settings]) -> int:
    """Make what is missing or out of date, and say what became of it. 1 where a report could not be made, 130 interrupted."""
    from openwres.cli.progress import Progress
    from openwres.cli.report_inputs import chosen, inputs_of
    from openwres.cli.report_source import OWN_BASIS
    from openwres.reports.many.index import About, index_of
    from openwres.reports.many.run import Job, run_many

    _check(given)
    inputs = inputs_of(given)
    codes = chosen(given, inputs)
    digest = _digest_of(given, inputs)
    jobs = [Job(code, inputs.name(code), digest(code)) for code in codes]
    title = f"{given.standard.upper()} {given.year}: reports to the board"
    progress = Progress("reports")
    try:
        found, ended = run_many(
            Path(given.out), jobs, lambda code: f"{given.standard}-{given.year}-{code.lower()}-board",
            lambda: _read(given, inputs, settings), lambda found: index_of(About(title, inputs.marking, OWN_BASIS if inputs.marking else ""), found),
            given.workers, progress,
        )  # fmt: skip
    finally:
        progress.end()
    (_print_json if given.json else _print)(given, found, ended)
    return 130 if not ended else int(any(one.problem for one in found))


def _check(given: argparse.Namespace) -> None:
    if given.plan:
        raise UsageError("A plan is that of one organisation. Leave --plan out, or name one --organisation.")
    if not 1 <= given.workers <= _MOST_WORKERS:
        raise UsageError(f"--workers is a number from 1 to {_MOST_WORKERS}.")


def _digest_of(given: argparse.Namespace, inputs: Inputs) -> Callable[[str], str]:
    """What the report of an organisation is made from: its inputs, the program, and every word that changes a report.

    The date is among them only where it was asked for: else a report keeps the day on which it was made.
    """
    from openwres.reports.many.digests import digest_of, digest_of_files, digest_of_program

    words = ("standard", "year", "policy", "term", "publisher", "as_at", "peers", "language")
    files = [Path(path) for path in (given.catalogue, given.standard, given.peers) if path and Path(path).exists()]
    said = {word: getattr(given, word) for word in words}
    shared = digest_of(said, sorted(_formats(given)), inputs.shared, digest_of_files(files), digest_of_program())
    return lambda code: digest_of(shared, code, inputs.own.get(code, ""), inputs.name(code))


def _formats(given: argparse.Namespace) -> tuple[str, ...]:
    from openwres.cli.report_files import FORMATS

    return tuple(dict.fromkeys(given.format or FORMATS))


def _read(given: argparse.Namespace, inputs: Inputs, settings: Callable[[str, str], Settings]) -> Given:
    """Read everything once, and find once what organisations say of one another."""
    from dataclasses import replace

    from openwres.display.language import Language
    from openwres.reports.board.among import among
    from openwres.reports.board.facts import with_terms
    from openwres.reports.many import Shared
    from openwres.reports.many.run import Given

    source, problems = inputs.read()
    asked, history = settings(source.marking, source.basis), source.history
    catalogue = Path(given.catalogue) if given.catalogue else None
    shared = Shared(
        history.editions,
        replace(history.register) if history.register else None,  # what it has worked out cannot be handed over
        among(with_terms(history, asked.term), asked.asked),
        replace(asked, language=Language(asked.language.tag)),
        catalogue,
        _formats(given),
    )
    return Given(shared, lambda code: _own(source, code), problems)


def _own(source: Source, code: str) -> Any:
    import polars as pl

    from openwres.figures.areas import ORGANISATION
    from openwres.reports.many.making import Own

    its = (pl.col("area_type") == ORGANISATION) & (pl.col("area") == code)
    tallies = source.history.tallies.filter(pl.col("organisation") == code)
    return Own(code, source.history.figures.filter(its), tallies)


def _print(given: argparse.Namespace, found: Sequence[Outcome], ended: bool) -> None:
    import sys

    from openwres.reports.many.index import counted, wrong_of

    wrong = wrong_of(found)
    for one in wrong[:_SHOWN]:
        print(f"not made {one.organisation}  {one.name}\n         {one.problem}", file=sys.stderr)
    if len(wrong) > _SHOWN:
        print(f"... and {len(wrong) - _SHOWN} more that were not made; index.csv has them all.", file=sys.stderr)
    print(f"{counted(found)}.")
    print(f"  {Path(given.out) / 'index.html'}")
    if not ended:
        print("Interrupted: every report is whole or not there. The same command goes on from there.", file=sys.stderr)


def _print_json(given: argparse.Namespace, found: Sequence[Outcome], ended: bool) -> None:
    from openwres.cli.printing import print_json

    rows: list[Mapping[str, Any]] = [
        {"organisation": one.organisation, "name": one.name, "state": str(one.condition), "pages": one.pages,
         "files": [str(Path(given.out) / file) for file in one.files], "problem": one.problem}
        for one in found
    ]  # fmt: skip
    print_json({"year": given.year, "ended": ended, "reports": rows})
