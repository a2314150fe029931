"""The commands `return new`, `read`, `compare` and `entry`: a return written, read back, compared, keyed."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openwres.cli.return_check import add_map, map_of

if TYPE_CHECKING:
    from openwres.contracts.problems import Problem
    from openwres.returns.maps.map_file import LayoutMap
    from openwres.returns.model import ReturnVersion
    from openwres.standards.model import Edition, Standard

_NEW = """FILE is a workbook (.xlsx), named cells (.csv) or a document (.json). PATH is what it is filled with: extracts, tallies of this
year and the year before, or a return, also last year's, whose numbers become those of the previous year; of a store, its
numbers of the year as pre-filled and those of the year before. It may be named several times; without it the return is
empty. Numbers of source `prefilled` stand in columns of their own beside those to fill in.

examples:
  openwres return new --organisation RXX --year 2026 --out return.xlsx
  openwres return new --organisation RXX --year 2026 --from extracts --from last-year.xlsx --out return.xlsx
  openwres return new --organisation RXX --year 2026 --from store --out return.xlsx"""
_READ = """RETURN is a workbook, a JSON document, a CSV file of named cells or of tallies, a store, or with --map another layout. DIR gets
tallies, pre-filled tallies (csv, parquet, json), return.json with typed figures, explanations, words and problems, and
return.csv, the same as named cells, with explanations.csv.
Exit code 1 where something blocks; nothing is written then.

example:
  openwres return read return.xlsx --out read"""


_ENTRY = """The page has the numbers in the order of the national form. It is for printing, and not for publication.

example:
  openwres return entry return.xlsx --out entry.html"""
_COMPARE = """The numbers of each return's own year are compared, cell by cell: counts by the size of the change, then percentages and
scores, then what is no number.

examples:
  openwres return compare last-year.xlsx return.xlsx
  openwres return compare return.xlsx
  openwres return compare store store --organisation RXX --years 2025 2026"""


def add_return_new(commands: Any, command: Callable[..., Any]) -> None:
    """Add `new` to the commands of `return`."""
    parser = command(commands, "new", "make a return workbook to fill in", _new, _NEW)
    parser.add_argument("--organisation", required=True, metavar="CODE", help="code of the organisation, such as RXX")
    parser.add_argument("--year", type=int, required=True, metavar="YEAR", help="reporting year")
    parser.add_argument("--standard", default="wres", metavar="NAME", help="standard (default: wres)")
    parser.add_argument("--name", default="", metavar="WORDS", help="name of the organisation, for the cover")
    parser.add_argument("--from", dest="start", action="append", default=[], metavar="PATH", help="fill it with this")
    add_map(parser)
    parser.add_argument("--out", required=True, metavar="FILE", help="the workbook; it must not be there yet")


def add_return_read(commands: Any, command: Callable[..., Any]) -> None:
    """Add `read` to the commands of `return`."""
    parser = command(commands, "read", "read a return workbook back", _read, _READ)
    parser.add_argument(
        "input", metavar="RETURN", help="a workbook, a JSON or CSV file, a store, or with --map another layout"
    )
    add_which(parser)
    parser.add_argument("--out", metavar="DIR", help="folder for the tallies; replaced where it holds such only")
    parser.add_argument("--json", action="store_true", help="print JSON")


def add_return_entry(commands: Any, command: Callable[..., Any]) -> None:
    """Add `entry` to the commands of `return`."""
    parser = command(
        commands, "entry", "make a sheet to key a return from, with sums and check letters", _entry, _ENTRY
    )
    parser.add_argument("input", metavar="RETURN", help="a return, as `read` takes it")
    add_which(parser)
    parser.add_argument("--out", required=True, metavar="FILE", help="the page (HTML); an earlier one is replaced")


def _entry(given: argparse.Namespace) -> int:
    from openwres.files.output import replace_text
    from openwres.returns.entry import entry_html
    from openwres.returns.layout import layout_of
    from openwres.standards import load_standard

    version = open_return(given.input, given)
    layout = layout_of(load_standard(version.standard).edition(version.year), False)
    replace_text(Path(given.out), entry_html(layout, version.organisation, version.tallies))
    print(f"Wrote {given.out}.")
    return 0


def add_return_compare(commands: Any, command: Callable[..., Any]) -> None:
    """Add `compare` to the commands of `return`."""
    parser = command(
        commands, "compare", "say what differs between two returns, or from the pre-filled numbers", _compare, _COMPARE
    )
    parser.add_argument("before", metavar="BEFORE", help="a return, as `read` takes it")
    parser.add_argument(
        "after", metavar="AFTER", nargs="?", help="another; without it, the pre-filled numbers come before"
    )
    add_which(parser, year=False)
    parser.add_argument(
        "--years",
        type=int,
        nargs=2,
        metavar=("YEAR", "YEAR"),
        help="of files or stores of several years: of BEFORE, of AFTER",
    )
    parser.add_argument("--json", action="store_true", help="print JSON")


def _compare(given: argparse.Namespace) -> int:
    from dataclasses import asdict

    from openwres.cli.printing import print_json
    from openwres.contracts.exceptions import UsageError
    from openwres.returns.compare import compare
    from openwres.returns.layout import layout_of
    from openwres.standards import load_standard

    years = given.years or (None, None)
    first = open_return(given.before, given, years[0])
    last = open_return(given.after, given, years[1]) if given.after else first
    if first.standard != last.standard:
        raise UsageError(
            f"One is a return of {first.standard}, the other of {last.standard}: they have no cells in common."
        )
    tables = (first.tallies if given.after else first.prefilled, last.tallies)
    before, after = (table.filter(table["year"] == v.year) for table, v in zip(tables, (first, last), strict=True))
    changes = compare(layout_of(load_standard(last.standard).edition(last.year), False), before, after)
    if given.json:
        print_json({"before": first.year, "after": last.year, "changes": [asdict(change) for change in changes]})
        return 0
    for change in changes:
        print(change.sentence)
    print(f"{len(changes):,} numbers differ." if changes else "Nothing differs.")
    return 0


def add_which(parser: Any, *, year: bool = True) -> None:
    """Add the options that say which return of a file or store is meant, and in whose layout it stands."""
    parser.add_argument(
        "--standard", default="wres", metavar="NAME", help="standard, where it is not said (default: wres)"
    )
    parser.add_argument(
        "--organisation", default="", metavar="CODE", help="whose it is, of several or where it is not said"
    )
    if year:
        parser.add_argument("--year", type=int, metavar="YEAR", help="its year (default: the newest)")
    add_map(parser)


def open_return(given: str, options: argparse.Namespace, year: int | None = None) -> ReturnVersion:
    """The version in a file or store; InputError where it cannot be read."""
    from openwres.contracts.exceptions import InputError
    from openwres.contracts.problems import blocks

    version, problems = _read_version(given, options, year)
    if version is None or blocks(problems):
        raise InputError(f"{Path(given).name} cannot be read as a return.", problems)
    return version


def _read_version(
    given: str, options: argparse.Namespace, year: int | None = None
) -> tuple[ReturnVersion | None, Sequence[Problem]]:
    from openwres.cli.return_check import path_of
    from openwres.returns.opening import read_version
    from openwres.standards import load_standard

    layout = map_of(options)
    standard = layout.standard if layout else load_standard(options.standard)
    return read_version(path_of(given), standard, layout, year or getattr(options, "year", None), options.organisation)


def _new(given: argparse.Namespace) -> int:
    from dataclasses import replace

    from openwres.cli.printing import print_problems
    from openwres.contracts.codes import ORGANISATION_CODE
    from openwres.contracts.exceptions import UsageError
    from openwres.inputs import tallies_of
    from openwres.returns.details import NAME
    from openwres.returns.filling import started
    from openwres.returns.layout import layout_of
    from openwres.returns.writing import write_new
    from openwres.standards import load_standard

    code = given.organisation.upper()
    if not ORGANISATION_CODE.fullmatch(code):
        raise UsageError(f"`{given.organisation}` is not an organisation's code. Give the ODS code, such as RXX.")
    standard = load_standard(given.standard)
    edition, last = standard.edition(given.year), standard.editions.get(given.year - 1)
    layout = map_of(given)
    found = [
        tallies_of(start, _edition_of(start, edition, last, layout, standard), code, layout) for start in given.start
    ]
    version, unheld = started(layout_of(edition, last is not None), code, [tallies for tallies, _ in found])
    if given.name:
        version = replace(version, details={**version.details, NAME: given.name})
    write_new(version, layout_of(edition, last is not None), Path(given.out))
    print_problems([problem for _, problems in found for problem in problems], sys.stderr)
    print(f"Wrote {given.out}: {edition.label}, {len(version.tallies):,} numbers of {code}.")
    if unheld:
        print(
            f"{unheld:,} numbers have no cell in the return, such as those of optional breakdowns, and were left out."
        )
    return 0


def _edition_of(
    start: str, edition: Edition, last: Edition | None, layout: LayoutMap | None, standard: Standard
) -> Edition:
    """The edition of an input: that of the year before where it is last year's return."""
    from openwres.returns.documents import is_document
    from openwres.returns.files import is_mappable, newest_year
    from openwres.returns.keyed import is_keyed
    from openwres.returns.maps.applying import mapped_year
    from openwres.returns.reading import return_year
    from openwres.returns.sheets import WORKBOOKS

    path = Path(start)
    if not last or not path.is_file():
        return edition
    year = return_year(path) if path.suffix.lower() in WORKBOOKS else None
    if year is None and layout and is_mappable(path):
        year = mapped_year(path, layout)
    elif year is None and (is_document(path) or is_keyed(path)):
        year = newest_year(path, standard)
    return last if year == last.year else edition


def _read(given: argparse.Namespace) -> int:
    from openwres.contracts.exceptions import InputError
    from openwres.contracts.problems import blocks
    from openwres.returns.documents import as_document
    from openwres.returns.writing import write_read

    version, problems = _read_version(given.input, given)
    if version is None or blocks(problems):
        raise InputError(f"{Path(given.input).name} cannot be read as a return; nothing was written.", problems)
    if given.out:
        write_read(version, problems, Path(given.out))
    if given.json:
        from openwres.cli.printing import print_json

        print_json(as_document(version, problems))
    else:
        _print(version, problems)
    return 0


def _print(version: ReturnVersion, problems: Sequence[Problem]) -> None:
    from openwres.cli.printing import counted, print_problems

    print_problems(problems, sys.stdout)
    own = version.tallies.filter(version.tallies["year"] == version.year)
    print(
        f"Read {version.standard.upper()} {version.year} of {version.organisation}: {len(own):,} numbers of the year, "
        f"{len(version.tallies) - len(own):,} of the year before, {len(version.typed):,} typed figures; {counted(problems)}."
    )
