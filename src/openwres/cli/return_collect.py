"""The command `return collect`: a folder of returns becomes a store, and who is missing is listed."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from openwres.cli.return_check import add_map

if TYPE_CHECKING:
    from openwres.returns.collecting import Collected

_EPILOG = """FOLDER holds files of tallies or of named cells, of one organisation or of many. STORE gets tallies/STANDARD/YEAR,
collected/STANDARD-YEAR with status.csv and gaps.csv, and as-merged: every year as the organisations of the newest one. It
holds unprotected counts.

example:
  openwres return collect returns --year 2026 --store store --register register --received received.csv --deadline 2026-05-31"""
_SHOWN = 20


def add_return_collect(commands: Any, command: Callable[..., Any]) -> None:
    """Add `collect` to the commands of `return`."""
    parser = command(commands, "collect", "put many returns into a store, and list what is missing", _collect, _EPILOG)
    parser.add_argument("input", metavar="FOLDER", help="a folder of returns, or one file with many")
    parser.add_argument("--year", type=int, required=True, metavar="YEAR", help="reporting year")
    parser.add_argument("--standard", default="wres", metavar="NAME", help="standard (default: wres)")
    parser.add_argument("--store", required=True, metavar="DIR", help="store to put the year into")
    parser.add_argument("--register", required=True, metavar="PATH", help="register: who is expected, areas, mergers")
    add_map(parser)
    parser.add_argument("--received", metavar="FILE", help="CSV of organisation, received (2026-05-28)")
    parser.add_argument("--deadline", metavar="DAY", help="day by which returns were due (2026-05-31)")
    parser.add_argument("--replace", action="store_true", help="drop returns of the year that are not in FOLDER")
    parser.add_argument("--json", action="store_true", help="print JSON")


def _collect(given: argparse.Namespace) -> int:
    from pathlib import Path

    from openwres.cli.return_check import map_of, path_of
    from openwres.organisations import load_register
    from openwres.returns.collecting import collect, keep, read_received, restate
    from openwres.returns.files import read_before
    from openwres.standards import load_standard

    layout = map_of(given)
    standard = layout.standard if layout else load_standard(given.standard)
    edition, last = standard.edition(given.year), standard.editions.get(given.year - 1)
    register, store = load_register(path_of(given.register)), Path(given.store).absolute()
    before = read_before(store, last) if last and store.is_dir() else None
    received = read_received(path_of(given.received)) if given.received else {}
    found = collect(path_of(given.input), edition, register, before, received, _day(given.deadline), last, layout)
    keep(found, store, replacing=given.replace)
    changed = restate(store, standard, register) if not found.tallies.is_empty() else []
    if given.json:
        _print_json(found, changed)
    else:
        _print(found, changed, given.store)
    return 0


def _day(word: str | None) -> Any:
    from datetime import date

    from openwres.contracts.exceptions import UsageError

    try:
        return date.fromisoformat(word) if word else None
    except ValueError:
        raise UsageError(f"`{word}` is no day. Write it as 2026-05-31.") from None


def _print_json(found: Collected, changed: list[int]) -> None:
    from openwres.cli.printing import print_json

    value = {"standard": found.edition.standard, "year": found.edition.year, "as_merged": changed}
    problems = {code: [p.as_dict() for p in its] for code, its in found.problems.items()}
    print_json(
        value
        | {"status": found.status.to_dicts(), "gaps": found.gaps.to_dicts(), "problems": problems}
        | {"unread": [problem.as_dict() for problem in found.unread]}
    )


def _print(found: Collected, changed: list[int], store: str) -> None:
    import sys

    from openwres.cli.printing import print_problems

    print_problems(found.unread, sys.stdout)
    status = found.status
    for word in ("missing", "partial", "not expected"):
        own = status.filter(status["status"] == word)
        for code, name, lacking, heir in (
            own.select("organisation", "name", "lacking", "continued_by").head(_SHOWN).iter_rows()
        ):
            what = (
                f"; lacks {lacking.replace(' ', ', ')}"
                if word == "partial"
                else f"; continued by {heir}"
                if heir
                else ""
            )
            print(f"{word:<13}{code}  {name}{what}")
        if len(own) > _SHOWN:
            print(f"... and {len(own) - _SHOWN} more {word}; status.csv has them all.")
    gaps = found.gaps.filter(found.gaps["area_type"] == "nation")
    for area, name, there, expected in gaps.select("area", "indicator", "organisations", "expected").iter_rows():
        print(f"total        {area}, indicator {name}: {there} of {expected} organisations")
    counts = ", ".join(
        f"{number} {word}" for word, number in status.group_by("status").len().sort("status").iter_rows()
    )
    late = status.filter(status["days_late"] > 0).height
    print(f"{found.edition.label}: {counts or 'no organisation'}{f'; {late} late' if late else ''}. Kept in {store}.")
    if changed:
        print(f"As merged, in {store}/as-merged, these years differ: {', '.join(map(str, changed))}.")
