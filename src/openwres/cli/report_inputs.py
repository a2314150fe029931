"""What the reports of many organisations are made from: who is there, by which digest each is known, and how it is read.

What a report of one organisation is made from is said in `report_source`.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from openwres.cli.report_source import MARKING, OWN, OWN_BASIS, Source, read_source, releases_of
from openwres.contracts.exceptions import UsageError

if TYPE_CHECKING:
    from openwres.organisations import Register


@dataclass(frozen=True)
class Inputs:
    """The organisations that have figures of the year, and what reports about them rest on.

    `shared` and `own` are digests: of what every report rests on, and of what that of one organisation rests on besides.
    `read` gives the figures of all of them and the problems of those whose figures cannot be read.
    """

    organisations: Sequence[str]
    register: Register | None
    marking: str
    shared: str
    own: Mapping[str, str]
    read: Callable[[], tuple[Source, Mapping[str, str]]]

    def name(self, organisation: str) -> str:
        """The name of an organisation; empty where nobody knows it."""
        known = self.register.organisation(organisation) if self.register else None
        return known.name if known else ""


def inputs_of(given: argparse.Namespace) -> Inputs:
    """The inputs that the words of the command name. UsageError where they hold nothing of the year under the policy."""
    from openwres.standards import load_standard
    from openwres.tallies.stores import is_store

    if given.policy == OWN and is_store(Path(given.source), load_standard(given.standard)):
        return _of_store(given)
    return _read_at_once(given)


def _of_store(given: argparse.Namespace) -> Inputs:
    """Of a store each file is asked for its digest; only then is it known whether anything must be read."""
    from openwres.comparison import read_store_of_each
    from openwres.organisations import load_register
    from openwres.reports.many.digests import digest_of, digest_of_files
    from openwres.standards import load_standard
    from openwres.tallies.stores import stored_files, stored_years

    store, standard = Path(given.source), load_standard(given.standard)
    files = {
        year: stored_files(store, standard.id, year) for year in stored_years(store, standard) if year <= given.year
    }
    if given.year not in files:
        raise UsageError(f"{store.name} holds nothing of {standard.id.upper()} {given.year}. Name one of its years.")
    newest = files.pop(given.year)
    own = {
        path.stem: digest_of(
            {year: digest_of_files(one for one in its if one.stem == path.stem) for year, its in files.items()}
        )
        for path in newest
    }
    register = load_register(Path(given.register)) if given.register else None

    def read() -> tuple[Source, Mapping[str, str]]:
        history, wrong = read_store_of_each(store, given.standard, given.year, register)
        problems = {
            code: f"{its[0].place or code}: {its[0].sentence} {its[0].remedy}".strip() for code, its in wrong.items()
        }
        return Source(history, MARKING, OWN_BASIS), problems

    shared = digest_of(digest_of_files(newest), _digest_of_register(given))
    return Inputs([path.stem for path in newest], register, MARKING, shared, own, read)


def _read_at_once(given: argparse.Namespace) -> Inputs:
    """Of releases and of files of one year it is only known who is there once they are read."""
    from openwres.reports.many.digests import digest_of, digest_of_files

    source = read_source(given, "")
    paths = (
        [Path(path) for path in (given.source, given.history) if path] if given.policy == OWN else [releases_of(given)]
    )
    shared = digest_of(digest_of_files(paths), _digest_of_register(given))
    there = source.history.organisations.get(given.year, ())
    return Inputs(there, source.history.register, source.marking, shared, {}, lambda: (source, {}))


def _digest_of_register(given: argparse.Namespace) -> str:
    from openwres.reports.many.digests import digest_of_files

    return digest_of_files([Path(given.register)]) if given.register else ""


def chosen(given: argparse.Namespace, inputs: Inputs) -> Sequence[str]:
    """The organisations whose reports are asked for: those that are named, those of a type or area, or all."""
    if given.organisation:
        return tuple(dict.fromkeys(code.upper() for code in given.organisation))
    if given.all:
        return inputs.organisations
    kind, area = given.area or ("type", given.type)
    members = _members(given, inputs, kind, area)
    return [code for code in inputs.organisations if code in members]


def _members(given: argparse.Namespace, inputs: Inputs, kind: str, area: str) -> set[str]:
    """Who belongs to an area at the snapshot of the year."""
    from openwres.standards import load_standard

    register = inputs.register
    if register is None:
        raise UsageError("Who is of which type, and in which area, is said by a register. Name one with --register.")
    day = register.geography_date(load_standard(given.standard).edition(given.year).snapshot)
    there = [(code, known) for code, its_kind, known in register.areas_at(day) if its_kind == kind]
    members = {code for code, known in there if known == area}
    if not members:
        areas = sorted({known for _, known in there})
        known = f"one of {', '.join(areas)}" if areas else f"an area of {', '.join(register.area_types)}"
        raise UsageError(f"The register knows no {kind} `{area}`. Name {known}.")
    return members
