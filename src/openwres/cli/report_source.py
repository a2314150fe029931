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
RELEASES = "releases"
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


_INPUT = (
    "a store with its releases, or a folder of releases; with --policy own-organisation a store (tallies/STANDARD/YEAR) "
    "or whatever `calculate` takes: extracts, tallies, a return"
)


def read_source(given: argparse.Namespace, organisation: str) -> Source:
    """What a report is made from, of one organisation or (where none is named) of all. UsageError where the source holds nothing under the policy."""
    if given.policy == OWN:
        return Source(_own(given, organisation), MARKING, OWN_BASIS)
    return _published(given)


def releases_of(given: argparse.Namespace) -> Path:
    """The folder of releases: the one that is named, or that of the store that is named."""
    home = Path(given.source)
    return home / RELEASES if (home / RELEASES).is_dir() else home


def _published(given: argparse.Namespace) -> Source:
    """The releases that are current, up to the year; all of them were made under the policy."""
    from openwres.releases.catalogue import current
    from openwres.releases.folder import releases_in
    from openwres.releases.past import history_of

    home = releases_of(given)
    its = (
        [one.manifest for one in current(releases_in(home, given.standard)) if one.manifest.year <= given.year]
        if home.is_dir()
        else []
    )
    if not any(manifest.year == given.year for manifest in its):
        raise UsageError(
            f"{given.source} holds no release of {given.standard.upper()} {given.year}, and a report under `{given.policy}` is made from one. "
            f"`openwres release build` makes it; a report that stays within the organisation needs --policy {OWN}."
        )
    others = sorted({manifest.policy for manifest in its} - {given.policy})
    if others:
        raise UsageError(
            f"The releases were made under `{others[0]}`, not under `{given.policy}`. Say --policy {others[0]}."
        )
    names = ", ".join(manifest.release for manifest in its)
    return Source(
        history_of(home, given.standard).until(given.year),
        "",
        f"These figures are those of what was published: {names}.",
    )


def _own(given: argparse.Namespace, organisation: str) -> History:
    from openwres.comparison import read_input_of, read_store, read_store_of
    from openwres.organisations import load_register
    from openwres.standards import load_standard
    from openwres.tallies.stores import is_store

    home, register = Path(given.source), Path(given.register) if given.register else None
    if is_store(home, load_standard(given.standard)):
        known = load_register(register) if register else None
        if not organisation:
            return read_store(home, given.standard, given.year, known)
        return read_store_of(home, given.standard, given.year, known, organisation)
    earlier = Path(given.history) if given.history else None
    return read_input_of(home, given.standard, given.year, register, organisation, earlier)
