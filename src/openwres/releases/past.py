"""What was published, as the history that findings are made of: the current releases of a standard, year by year."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from openwres.contracts.exceptions import InputError
from openwres.contracts.tables import FIGURE_SCHEMA, TALLY_SCHEMA
from openwres.figures.areas import ORGANISATION
from openwres.findings.history import History
from openwres.organisations import Area, Membership, Organisation, Register, register_of
from openwres.releases.catalogue import current
from openwres.releases.figures import tallies_of
from openwres.releases.folder import ORGANISATIONS, Release, releases_in


def history_of(home: Path, standard: str) -> History:
    """The history that releases hold; InputError where there are none.

    Of a year it takes the newest release, and from releases of one organisation alone those that are not in it. Areas and
    names are those of the newest year.
    """
    by_year: dict[int, list[Release]] = {}
    for release in current(releases_in(home, standard)):
        by_year.setdefault(release.manifest.year, []).append(release)
    if not by_year:
        raise InputError(f"{home} holds no release of {standard}. `openwres release build` makes one.")
    tallies, figures = [pl.DataFrame(schema=TALLY_SCHEMA)], [pl.DataFrame(schema=FIGURE_SCHEMA)]
    for releases in by_year.values():
        for release, left in _without_doubles(releases):
            tallies.append(tallies_of(release.counts).filter(~pl.col("organisation").is_in(left)))
            figures.append(release.figures.filter((pl.col("area_type") != ORGANISATION) | ~pl.col("area").is_in(left)))
    editions = {year: releases[0].edition for year, releases in sorted(by_year.items())}
    return History(pl.concat(figures), pl.concat(tallies), editions, register_from(by_year[max(by_year)]))


def _without_doubles(releases: Sequence[Release]) -> list[tuple[Release, list[str]]]:
    """Each release with the organisations that an earlier one in the list has; that of all comes first."""
    seen: set[str] = set()
    found = []
    for release in sorted(releases, key=lambda r: r.manifest.organisation):
        own = set(release.counts.filter(pl.col("area_type") == ORGANISATION)["area"])
        found.append((release, sorted(own & seen)))
        seen |= own
    return found


def register_from(releases: Sequence[Release]) -> Register:
    """Who was measured and belonged where, as releases tell it."""
    organisations: dict[str, Organisation] = {}
    memberships: set[tuple[str, str, str]] = set()
    areas: dict[tuple[str, str], str] = {}
    for release in releases:
        for code, name, kind in release.register_table(ORGANISATIONS).iter_rows():
            organisations[code] = Organisation(code, name, kind)
        memberships |= {row for row in release.members.iter_rows() if row[1] != "type"}
        areas |= {key: name for key, name in release.names.items() if key[0] != ORGANISATION}
    return register_of(
        organisations.values(),
        [Membership(code, kind, area) for code, kind, area in sorted(memberships)],
        [Area(kind, area, name) for (kind, area), name in areas.items()],
    )
