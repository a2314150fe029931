"""The command `return check`: every rule asked of a return, or of every return in a file."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

    from openwres.contracts.problems import Problem
    from openwres.returns.maps.map_file import LayoutMap
    from openwres.returns.model import ReturnVersion
    from openwres.standards.model import Edition, Standard

_EPILOG = """RETURN is a CSV or Parquet file of tallies, with typed.csv beside it where figures were typed, or a CSV file of named
cells (organisation, year, field, cell). The store and the other returns of the file are the peers whose spread sets the
limits of what is plausible. Exit code 1 where something blocks or is not confirmed, else 0.

example:
  openwres return check return.csv --last-year last.csv --explanations explanations.csv"""


def add_return_check(commands: Any, command: Callable[..., Any]) -> None:
    """Add `check` to the commands of `return`."""
    parser = command(commands, "check", "find what cannot be or is unlikely in a return", _check, _EPILOG)
    parser.add_argument("input", metavar="RETURN", help="a file of tallies or of named cells")
    parser.add_argument("--year", type=int, metavar="YEAR", help="reporting year (default: the newest of the file)")
    parser.add_argument("--standard", default="wres", metavar="NAME", help="standard (default: wres)")
    parser.add_argument("--organisation", default="", metavar="CODE", help="only this one of the file")
    add_map(parser)
    parser.add_argument("--last-year", metavar="PATH", help="last year's return or returns: a file, or a store")
    parser.add_argument("--store", metavar="PATH", help="a store: peers of this year and of the year before")
    parser.add_argument("--register", metavar="PATH", help="register of organisations: codes and mergers")
    parser.add_argument("--explanations", metavar="FILE", help="CSV of problem, about, reason, person, date")
    parser.add_argument("--json", action="store_true", help="print JSON")


def _check(given: argparse.Namespace) -> int:
    from openwres.returns.checks import not_told_again, unexplained
    from openwres.returns.files import read_newest, read_returns
    from openwres.standards import load_standard

    path, layout = path_of(given.input), map_of(given)
    standard = layout.standard if layout else load_standard(given.standard)
    if given.year:
        edition = standard.edition(given.year)
        versions, unread = read_returns(path, edition, layout, given.organisation)
    else:
        edition, (versions, unread) = read_newest(path, standard, layout, given.organisation)
    problems = _problems(given, [*_explained(versions, given)], standard, edition)
    unread = not_told_again(unread, problems)
    code = 1 if unexplained({**problems, "": unread}) else 0
    if given.json:
        _print_json(edition, problems, unread)
    else:
        _print(edition, problems, unread)
    return code


def add_map(parser: Any) -> None:
    """Add `--map` to a command that reads returns."""
    parser.add_argument(
        "--map", metavar="MAP", help="map of somebody else's layout: a file, or one that `return map` lists"
    )


def map_of(given: argparse.Namespace) -> LayoutMap | None:
    from openwres.returns.maps.map_file import load_map

    return load_map(given.map) if given.map else None


def path_of(given: str) -> Path:
    from openwres.contracts.exceptions import UsageError

    path = Path(given)
    if not path.exists():
        raise UsageError(f"There is no file or folder {given}. Check the path; quote it where it has spaces.")
    return path


def _explained(versions: Sequence[ReturnVersion], given: argparse.Namespace) -> Sequence[ReturnVersion]:
    """The versions that are asked about, with the explanations of the file beside their own."""
    from dataclasses import replace

    from openwres.contracts.exceptions import UsageError
    from openwres.returns.files import read_explanations

    code = given.organisation.upper()
    mine = [version for version in versions if code in ("", version.organisation)]
    if not mine and versions:
        raise UsageError(
            f"{Path(given.input).name} holds no return of {code}. Check the code, or leave --organisation out."
        )
    if not given.explanations:
        return mine
    found = read_explanations(path_of(given.explanations))
    return [
        replace(v, explanations=(*v.explanations, *found.get("", ()), *found.get(v.organisation, ()))) for v in mine
    ]


def _problems(
    given: argparse.Namespace, versions: Sequence[ReturnVersion], standard: Standard, edition: Edition
) -> Mapping[str, Sequence[Problem]]:
    from openwres.organisations import load_register
    from openwres.returns.checks import check_returns

    register = load_register(path_of(given.register)) if given.register else None
    before, peers = compared(given, standard, edition)
    return check_returns(versions, edition, before, peers, register, standard.editions.get(edition.year - 1))


def compared(given: argparse.Namespace, standard: Standard, edition: Edition) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Last year's tallies, those of `--last-year` before those of the store, and this year's of the store."""
    import polars as pl

    from openwres.contracts.tables import TALLY_SCHEMA
    from openwres.returns.files import read_before

    before = peers = pl.DataFrame(schema=TALLY_SCHEMA)
    last = standard.editions.get(edition.year - 1)
    if given.store:
        peers = read_before(path_of(given.store), edition)
        before = read_before(path_of(given.store), last) if last else before
    if given.last_year and last:
        own = read_before(path_of(given.last_year), last, map_of(given))
        others = before.filter(~pl.col("organisation").is_in(own["organisation"].unique().to_list()))
        before = pl.concat([others.select(list(TALLY_SCHEMA)), own.select(list(TALLY_SCHEMA))])
    return before, peers


def _print_json(edition: Edition, problems: Mapping[str, Sequence[Problem]], unread: Sequence[Problem]) -> None:
    from openwres.cli.printing import print_json

    returns = [{"organisation": code, "problems": [p.as_dict() for p in its]} for code, its in problems.items()]
    value = {"standard": edition.standard, "year": edition.year, "returns": returns}
    print_json(value | {"unread": [problem.as_dict() for problem in unread]})


def _print(edition: Edition, problems: Mapping[str, Sequence[Problem]], unread: Sequence[Problem]) -> None:
    import sys

    from openwres.cli.printing import counted, print_problems

    print_problems(unread, sys.stdout)
    for code, its in problems.items():
        print(f"{code}: {counted(its)}.")
        print_problems(its, sys.stdout)
    everything = [problem for its in problems.values() for problem in its]
    print(f"Checked {len(problems)} as {edition.label}: {counted([*everything, *unread])}.")
