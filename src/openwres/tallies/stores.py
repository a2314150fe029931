"""A store: kept tallies as `tallies/STANDARD/YEAR/ORGANISATION.parquet`. How one file of them is read is in `reading`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

import polars as pl

from openwres.contracts.exceptions import InputError
from openwres.contracts.problems import Problem, Severity
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


def stored_files(store: Path, standard: str, year: int) -> list[Path]:
    """The files of one year of a store, each called by the code of its organisation, in order."""
    return sorted((store / "tallies" / standard / str(year)).glob("*.parquet"))


def read_stored_year(store: Path, edition: Edition, organisations: Collection[str] | None = None) -> pl.DataFrame:
    """All tallies of one year of a store, in the schema of tallies; InputError with every problem of its files.

    Only those of the organisations that are named, where any are. The files are read and checked as one table, and one by
    one only where something is wrong, to say where.
    """
    files = stored_files(store, edition.standard, edition.year)
    if organisations is not None:
        files = [path for path in files if path.stem in organisations]
    together = _together(files, edition, pl.lit(True))
    return _one_by_one(files, edition) if together is None else together


def read_stored_wholes(store: Path, edition: Edition, breakdowns: Collection[str] = ()) -> pl.DataFrame:
    """The counts of every organisation in the main classification: of the whole, and by the breakdowns that are named.

    It is what comparing one organisation with others takes; the rest of the files is never read.
    """
    files = stored_files(store, edition.standard, edition.year)
    wanted = _of_main(edition) & pl.col("breakdown").is_in(["", *sorted(breakdowns)])
    together = _together(files, edition, wanted)
    return _one_by_one(files, edition).filter(wanted) if together is None else together


def read_stored_sound(
    store: Path, edition: Edition, *, main: bool = False
) -> tuple[pl.DataFrame, dict[str, Sequence[Problem]]]:
    """The tallies of every organisation whose file is sound, and the problems of the other files by organisation.

    In the main classification alone where that is asked for.
    """
    files, wanted = stored_files(store, edition.standard, edition.year), _of_main(edition) if main else pl.lit(True)
    together = _together(files, edition, wanted)
    if together is not None:
        return together, {}
    wrong = {path.stem: problems for path in files if (problems := _problems_of(path, edition))}
    sound = [path for path in files if path.stem not in wrong]
    return _one_by_one(sound, edition).filter(wanted) if sound else _nothing(), wrong


def _of_main(edition: Edition) -> pl.Expr:
    return pl.col("classification") == edition.main


def _nothing() -> pl.DataFrame:
    return pl.DataFrame(schema=TALLY_SCHEMA)


def _together(files: list[Path], edition: Edition, wanted: pl.Expr) -> pl.DataFrame | None:
    """The wanted rows of all files, read and checked as one table; None where anything is wrong in them."""
    if not files:
        return _nothing()
    try:
        tallies, problems = check_tally_rows(pl.scan_parquet(files).filter(wanted).collect(), edition)
    except pl.exceptions.PolarsError:
        return None
    return None if problems else tallies.filter(wanted, pl.col("year") == edition.year)


def _problems_of(path: Path, edition: Edition) -> Sequence[Problem]:
    """What is wrong with one file; nothing to read in it is no fault of it."""
    try:
        _, problems = read_tallies(path, edition)
    except InputError as error:
        return error.problems or (
            Problem("not-readable", Severity.BLOCK, str(error), "Write the file again.", path.name),
        )
    return [problem for problem in problems if problem.id != "nothing-to-read"]


def _one_by_one(files: list[Path], edition: Edition) -> pl.DataFrame:
    found = [read_tallies(path, edition) for path in files]
    problems = [problem for _, its in found for problem in its if problem.id != "nothing-to-read"]
    if problems:
        first = problems[0]
        raise InputError(f"The store cannot be used: {first.place}: {first.sentence} {first.remedy}", problems)
    tallies = pl.concat([frame.drop("row") for frame, _ in found])
    return tallies.filter(pl.col("year") == edition.year).sort(TALLY_KEY)
