"""One return out of whatever a user names: a workbook, a document, a file of several, somebody else's layout, a store.

What each kind of file is and how it is read is known in `files`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from openwres.contracts.exceptions import InputError, UsageError
from openwres.contracts.problems import Problem
from openwres.contracts.tables import TALLY_KEY, TALLY_SCHEMA, Source
from openwres.files.scratch import scratch_folder
from openwres.returns.documents import is_document
from openwres.returns.files import is_mappable, newest_year, read_one, read_returns
from openwres.returns.maps.applying import read_mapped
from openwres.returns.maps.map_file import LayoutMap
from openwres.returns.model import ReturnVersion
from openwres.returns.sheets import WORKBOOKS
from openwres.standards.model import Edition, Standard
from openwres.tallies.stores import read_stored_year, stored_years


def read_version(
    path: Path, standard: Standard, layout: LayoutMap | None = None, year: int | None = None, organisation: str = ""
) -> tuple[ReturnVersion | None, list[Problem]]:
    """The version in a file with its year before, and every problem; None where a file of one return cannot be read.

    Of a file or store of several, that of `organisation` and `year`, the newest where none is named; UsageError where it is
    not clear which is meant.
    """
    if layout and is_mappable(path):
        with scratch_folder() as scratch:
            return read_mapped(path, layout, scratch, year, organisation)
    if path.suffix.lower() in WORKBOOKS or is_document(path):
        return read_one(path)
    if path.is_dir():
        return _of_store(path, standard, year, organisation), []
    year = year or newest_year(path, standard)
    now, problems = read_returns(path, standard.edition(year))
    version = _the_one(now, organisation, path)
    last = standard.editions.get(year - 1)
    if last is None or version is None:
        return version, problems
    try:
        before, more = read_returns(path, last)
    except InputError:  # the file has nothing of that year
        return version, problems
    earlier = [one for one in before if one.organisation == version.organisation]
    if not earlier:
        return version, problems
    return with_year_before(version, earlier), [*problems, *(problem for problem in more if problem not in problems)]


def _the_one(versions: Sequence[ReturnVersion], organisation: str, path: Path) -> ReturnVersion | None:
    own = [version for version in versions if organisation.upper() in ("", version.organisation)]
    if len(own) > 1 or (versions and not own):
        codes = ", ".join(version.organisation for version in versions[:3]) + (" ..." if len(versions) > 3 else "")
        raise UsageError(f"{path.name} holds the returns of {codes}. Name one of them with --organisation.")
    return own[0] if own else None


def _of_store(store: Path, standard: Standard, year: int | None, organisation: str) -> ReturnVersion:
    """What a store holds of an organisation in a year and the year before."""
    if not organisation:
        raise UsageError(f"{store.name} is a store of many organisations. Name one with --organisation.")
    code, years = organisation.upper(), stored_years(store, standard)
    year = year or years[-1]
    found = [
        read_stored_year(store, standard.edition(at), [code]) for at in (year, year - 1) if at in standard.editions
    ]
    if not found or found[0].is_empty():
        raise UsageError(
            f"{store.name} holds nothing of {code} in {year}. It has the years {', '.join(map(str, years))}."
        )
    return version_of_tallies(pl.concat(found), standard.edition(year), code)


def version_of_tallies(tallies: pl.DataFrame, edition: Edition, organisation: str) -> ReturnVersion:
    """A version of tallies that are there, those of source `prefilled` as what it was given to begin with."""
    own = tallies.select(list(TALLY_SCHEMA)).sort(*TALLY_KEY, "source")
    before = pl.col("source") == str(Source.PREFILLED)
    return ReturnVersion(
        edition.standard, edition.year, organisation, own.filter(~before), prefilled=own.filter(before)
    )


def with_year_before(version: ReturnVersion, earlier: Sequence[ReturnVersion]) -> ReturnVersion:
    """The version with the tallies, typed figures and places of the same organisation's year before."""
    parts = [version, *earlier]
    return replace(
        version,
        tallies=pl.concat([part.tallies for part in parts]).sort(TALLY_KEY),
        prefilled=pl.concat([part.prefilled for part in parts]).sort(TALLY_KEY),
        typed=pl.concat([part.typed for part in parts]).unique(maintain_order=True),
        places=pl.concat([part.places for part in parts]).sort(TALLY_KEY),
    )
