"""Where a report takes its figures from: a release under a public policy, or, where it is asked for, an organisation's own store."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openwres.contracts.exceptions import UsageError

if TYPE_CHECKING:
    from openwres.findings.history import History

OWN, PUBLIC = "own-organisation", "wres-public"
MARKING = "Not for publication"
OWN_BASIS = "These figures rest on unprotected counts, which can tell something of single people. They are for the organisation's own use."


@dataclass(frozen=True)
class Source:
    """A history, and what a document must say of it."""

    history: History
    marking: str
    basis: str


def add_source_options(parser: Any) -> None:
    """The words by which a report says what it is made from."""
    policies = f"{PUBLIC} (the default): from a release, which hides what could tell of single people; {OWN}: from unprotected counts"
    parser.add_argument("source", metavar="INPUT", help=_INPUT)
    parser.add_argument("--year", type=int, required=True, metavar="YEAR", help="reporting year")
    parser.add_argument("--standard", default="wres", metavar="NAME", help="standard (default: wres)")
    parser.add_argument("--register", metavar="PATH", help="register of organisations: names, types, regions")
    parser.add_argument("--history", metavar="PATH", help="where INPUT is of one year: a store, or last year's results")
    parser.add_argument("--policy", default=PUBLIC, metavar="NAME", help=policies)


_INPUT = "a store (tallies/STANDARD/YEAR), or whatever `calculate` takes: extracts, tallies, a return; its results too"


def read_source(given: argparse.Namespace, organisation: str) -> Source:
    """What a report of one organisation is made from. UsageError where the policy is not one that the source can be read under."""
    if given.policy != OWN:
        raise UsageError(
            f"A report under the policy `{given.policy}` is made from a release, and none can be read yet. "
            f"For a report that stays within the organisation, say --policy {OWN}."
        )
    return Source(_own(given, organisation), MARKING, OWN_BASIS)


def _own(given: argparse.Namespace, organisation: str) -> History:
    from openwres.comparison import read_input_of, read_store_of
    from openwres.organisations import load_register
    from openwres.standards import load_standard
    from openwres.tallies.stores import is_store

    home, register = Path(given.source), Path(given.register) if given.register else None
    if is_store(home, load_standard(given.standard)):
        known = load_register(register) if register else None
        return read_store_of(home, given.standard, given.year, known, organisation)
    earlier = Path(given.history) if given.history else None
    return read_input_of(home, given.standard, given.year, register, organisation, earlier)
