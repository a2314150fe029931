"""A store: kept tallies as `tallies/STANDARD/YEAR/ORGANISATION.parquet`. How one file of them is read is in `reading`."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import polars as pl

from openwres.contracts.exceptions import InputError
from openwres.contracts.tables import TALLY_KEY, TALLY_SCHEMA
from openwres.standards.model import Edition, Standard
from openwres.tallies.reading import check_tally_rows, read_tallies


def stored_years(store: Path, standard: Standard) -> list[int]:
    """The years of a standard that a store holds and that have an edition, in order; InputError where there are none."""
    home = store / "tallies" / standard.id
    years = [year for year in sorted(standard.editions) if any((home / str(year)).glob("*.parquet"))]
    if not years:
        raise InputError(
            f"{store.name} is no store of {standard.id}: tallies/{standard.id}/YEAR/ORGANISATION.parquet is not there. "
            "`openwres demo` makes one; results of `calculate` are kept as one by that layout."
        )
    return years


def is_store(folder: Path, standard: Standard) -> bool:
    """Whether a folder keeps tallies of a standard by year."""
    return (folder / "tallies" / standard.id).is_dir()


def read_stored_year(store: Path, edition: Edition, organisations: Collection[str] | None = None) -> pl.DataFrame:
    """All tallies of one year of a store, in the schema of tallies; InputError with every problem of its files.

    Only those of the organisations that are named, where any are. The files are read and checked as one table, and one by
    one only where something is wrong, to say where.
    """
    files = sorted((store / "tallies" / edition.standard / str(edition.year)).glob("*.parquet"))
    if organisations is not None:
        files = [path for path in files if path.stem in organisations]
    if not files:
        return pl.DataFrame(schema=TALLY_SCHEMA)
    try:
        together = pl.read_parquet(files)
    except pl.exceptions.PolarsError:
        together = None
    if together is not None:
        tallies, problems = check_tally_rows(together, edition)
        if not problems:
            return tallies.filter(pl.col("year") == edition.year)
    return _one_by_one(files, edition)


def read_stored_wholes(store: Path, edition: Edition, breakdowns: Collection[str] = ()) -> pl.DataFrame:
    """The counts of every organisation in the main classification: of the whole, and by the breakdowns that are named.

    It is what comparing one organisation with others takes; the rest of the files is never read.
    """
    files = sorted((store / "tallies" / edition.standard / str(edition.year)).glob("*.parquet"))
    if not files:
        return pl.DataFrame(schema=TALLY_SCHEMA)
    wanted = (pl.col("classification") == edition.main) & pl.col("breakdown").is_in(["", *sorted(breakdowns)])
    try:
        tallies, problems = check_tally_rows(pl.scan_parquet(files).filter(wanted).collect(), edition)
    except pl.exceptions.PolarsError:
        return _one_by_one(files, edition).filter(wanted)
    return (_one_by_one(files, edition) if problems else tallies).filter(wanted, pl.col("year") == edition.year)


def _one_by_one(files: list[Path], edition: Edition) -> pl.DataFrame:
    found = [read_tallies(path, edition) for path in files]
    problems = [problem for _, its in found for problem in its if problem.id != "nothing-to-read"]
    if problems:
        first = problems[0]
        raise InputError(f"The store cannot be used: {first.place}: {first.sentence} {first.remedy}", problems)
    tallies = pl.concat([frame.drop("row") for frame, _ in found])
    return tallies.filter(pl.col("year") == edition.year).sort(TALLY_KEY)
