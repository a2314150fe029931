"""The commands `return new` and `return read`: a return as a workbook, and back from it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openwres.contracts.problems import Problem
    from openwres.returns.model import ReturnVersion
    from openwres.standards.model import Edition

_NEW = """PATH is what the workbook is filled with: extracts, tallies of this year and the year before, or a return workbook,
also last year's, whose numbers become those of the previous year. It may be named several times; without it the workbook
is empty. Numbers of source `prefilled` stand in columns of their own beside those to fill in.

examples:
  openwres return new --organisation RXX --year 2026 --out return.xlsx
  openwres return new --organisation RXX --year 2026 --from extracts --from last-year.xlsx --out return.xlsx"""
_READ = """DIR gets tallies, pre-filled tallies (csv, parquet, json) and return.json: typed figures, explanations, words, problems.
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
  openwres return compare return.xlsx"""


def add_return_new(commands: Any, command: Callable[..., Any]) -> None:
    """Add `new` to the commands of `return`."""
    parser = command(commands, "new", "make a return workbook to fill in", _new, _NEW)
    parser.add_argument("--organisation", required=True, metavar="CODE", help="code of the organisation, such as RXX")
    parser.add_argument("--year", type=int, required=True, metavar="YEAR", help="reporting year")
    parser.add_argument("--standard", default="wres", metavar="NAME", help="standard (default: wres)")
    parser.add_argument("--name", default="", metavar="WORDS", help="name of the organisation, for the cover")
    parser.add_argument("--from", dest="start", action="append", default=[], metavar="PATH", help="fill it with this")
    parser.add_argument("--out", required=True, metavar="FILE", help="the workbook; it must not be there yet")


def add_return_read(commands: Any, command: Callable[..., Any]) -> None:
    """Add `read` to the commands of `return`."""
    parser = command(commands, "read", "read a return workbook back", _read, _READ)
    parser.add_argument("input", metavar="WORKBOOK", help="a workbook that `openwres return new` made")
    parser.add_argument("--out", metavar="DIR", help="folder for the tallies; replaced where it holds such only")
    parser.add_argument("--json", action="store_true", help="print JSON")


def add_return_entry(commands: Any, command: Callable[..., Any]) -> None:
    """Add `entry` to the commands of `return`."""
    parser = command(
        commands, "entry", "make a sheet to key a return from, with sums and check letters", _entry, _ENTRY
    )
    parser.add_argument("input", metavar="WORKBOOK", help="a return workbook")
    parser.add_argument("--out", required=True, metavar="FILE", help="the page (HTML); an earlier one is replaced")


def _entry(given: argparse.Namespace) -> int:
    from openwres.files.output import replace_text
    from openwres.returns.entry import entry_html
    from openwres.returns.layout import layout_of
    from openwres.standards import load_standard

    version = _version(given.input)
    layout = layout_of(load_standard(version.standard).edition(version.year), False)
    replace_text(Path(given.out), entry_html(layout, version.organisation, version.tallies))
    print(f"Wrote {given.out}.")
    return 0


def add_return_compare(commands: Any, command: Callable[..., Any]) -> None:
    """Add `compare` to the commands of `return`."""
    parser = command(
        commands, "compare", "say what differs between two returns, or from the pre-filled numbers", _compare, _COMPARE
    )
    parser.add_argument("before", metavar="BEFORE", help="a return workbook")
    parser.add_argument(
        "after", metavar="AFTER", nargs="?", help="another; without it, the pre-filled numbers come before"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")


def _compare(given: argparse.Namespace) -> int:
    from dataclasses import asdict

    from openwres.cli.printing import print_json
    from openwres.contracts.exceptions import UsageError
    from openwres.returns.compare import compare
    from openwres.returns.layout import layout_of
    from openwres.standards import load_standard

    first = _version(given.before)
    last = _version(given.after) if given.after else first
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


def _version(given: str) -> ReturnVersion:
    """The version in a workbook; InputError where it cannot be read."""
    from openwres.contracts.exceptions import InputError
    from openwres.contracts.problems import blocks

    version, problems = _read_version(given)
    if version is None or blocks(problems):
        raise InputError(f"{Path(given).name} cannot be read as a return.", problems)
    return version


def _read_version(given: str) -> tuple[ReturnVersion | None, Sequence[Problem]]:
    from openwres.contracts.exceptions import UsageError
    from openwres.returns.reading import read_workbook

    path = Path(given)
    if not path.is_file():
        raise UsageError(f"There is no file {given}. Check the path; quote it where it has spaces.")
    return read_workbook(path)


def _new(given: argparse.Namespace) -> int:
    from openwres.cli.printing import print_problems
    from openwres.contracts.codes import ORGANISATION_CODE
    from openwres.contracts.exceptions import UsageError
    from openwres.inputs import tallies_of
    from openwres.returns.filling import started
    from openwres.returns.layout import layout_of
    from openwres.returns.writing import write_new
    from openwres.standards import load_standard

    code = given.organisation.upper()
    if not ORGANISATION_CODE.fullmatch(code):
        raise UsageError(f"`{given.organisation}` is not an organisation's code. Give the ODS code, such as RXX.")
    standard = load_standard(given.standard)
    edition, last = standard.edition(given.year), standard.editions.get(given.year - 1)
    found = [tallies_of(start, _edition_of(start, edition, last), code) for start in given.start]
    version, unheld = started(layout_of(edition, last is not None), code, [tallies for tallies, _ in found])
    write_new(version, layout_of(edition, last is not None), Path(given.out), given.name)
    print_problems([problem for _, problems in found for problem in problems], sys.stderr)
    print(f"Wrote {given.out}: {edition.label}, {len(version.tallies):,} numbers of {code}.")
    if unheld:
        print(
            f"{unheld:,} numbers have no cell in the return, such as those of optional breakdowns, and were left out."
        )
    return 0


def _edition_of(start: str, edition: Edition, last: Edition | None) -> Edition:
    """The edition of an input: that of the year before where it is last year's return."""
    from openwres.returns.reading import return_year

    path = Path(start)
    if last and path.suffix.lower() in (".xlsx", ".xlsm", ".ods") and path.is_file() and return_year(path) == last.year:
        return last
    return edition


def _read(given: argparse.Namespace) -> int:
    from openwres.contracts.exceptions import InputError
    from openwres.contracts.problems import blocks
    from openwres.returns.writing import as_document, write_read

    version, problems = _read_version(given.input)
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
