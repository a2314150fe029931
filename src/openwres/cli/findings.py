"""The command `findings`: what the figures of a store say when they are compared."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

_SHOWN = 100
_EPILOG = """STORE holds tallies of several years, as `openwres demo` writes them. DIR gets one table for each kind of finding
(csv, parquet, json), all or nothing. Findings rest on unprotected counts: they are not for publication.

example:
  openwres findings openwres-demo --register openwres-demo/nation/register --organisation Z0001 --out findings"""

PEERS = "peers: all (default), type, size, region, neighbours, an area type, or a CSV file of your own"
_OUTCOMES = "CSV file of outcomes measured elsewhere: organisation, outcome, value; perhaps higher_is, measured_on"


def add_findings(commands: Any, command: Callable[..., Any]) -> None:
    """Add `findings` to the parser."""
    parser = command(commands, "findings", "compare organisations and years", _findings, _EPILOG)
    parser.add_argument("store", metavar="STORE", help="a store: a folder with tallies/STANDARD/YEAR")
    parser.add_argument("--year", type=int, metavar="YEAR", help="newest year to use (default: the store's newest)")
    parser.add_argument("--standard", default="wres", metavar="NAME", help="standard (default: wres)")
    parser.add_argument("--register", metavar="PATH", help="register of organisations: types, regions, areas")
    parser.add_argument("--organisation", default="", metavar="CODE", help="print findings of this one only")
    parser.add_argument("--peers", default="all", metavar="WORD|FILE", help=PEERS)
    parser.add_argument("--kind", action="append", default=[], metavar="KIND", help="only this kind; may be repeated")
    parser.add_argument("--outcomes", metavar="FILE", help=_OUTCOMES)
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="seed of what is simulated (default: 1)")
    parser.add_argument("--out", metavar="DIR", help="folder for the tables; replaced where it holds findings only")
    parser.add_argument("--json", action="store_true", help="print JSON")


def _findings(given: argparse.Namespace) -> int:
    from openwres.cli.printing import print_json
    from openwres.comparison import find
    from openwres.findings.history import Asked
    from openwres.organisations.outcomes import read_outcomes

    outcomes = read_outcomes(Path(given.outcomes)) if given.outcomes else ()
    asked = Asked(given.organisation.upper(), *peers_of(given.peers), outcomes=outcomes, seed=given.seed)
    found = find(
        given.store, year=given.year, standard=given.standard, register=given.register, kinds=given.kind, asked=asked
    )
    if given.out:
        found.write(given.out)
    if given.json:
        tables = {name: table.to_dicts() for name, table in found.findings.items()}
        print_json({"standard": found.edition.standard, "years": list(found.years), "findings": tables})
        return 0
    said = found.sentences(asked.organisation)
    for kind, sentence in said[:_SHOWN]:
        print(f"{kind:<16} {sentence}")
    if len(said) > _SHOWN:
        print(f"... and {len(said) - _SHOWN:,} more; --out writes them all.")
    rows = ", ".join(f"{len(table):,} {name}" for name, table in found.findings.items())
    print(f"{found.edition.label}, years {found.years[0]} to {found.years[-1]}: {rows or 'no findings'}.")
    return 0


def peers_of(given: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The word for peers, and the list that a file holds; what ends in `.csv`, or is a file, is no word."""
    from pathlib import Path

    from openwres.findings.peer_groups import OWN
    from openwres.organisations.peer_lists import read_peer_list

    if given.lower().endswith(".csv") or Path(given).is_file():
        return OWN, read_peer_list(Path(given))
    return given, ()
