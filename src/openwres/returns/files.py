"""Returns from files, whatever they are: workbooks, JSON documents, named cells, tallies, other layouts by a map.

A file of tables may hold one organisation or many. How each kind is read is known elsewhere.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from openwres.contracts.exceptions import InputError, UsageError
from openwres.contracts.problems import Problem, Severity, blocks
from openwres.contracts.tables import TALLY_SCHEMA, Source
from openwres.files.guard import unguarded
from openwres.files.scratch import scratch_folder
from openwres.returns.documents import is_document, read_document
from openwres.returns.keyed import is_keyed, read_keyed
from openwres.returns.maps.applying import mapped_year, read_mapped
from openwres.returns.maps.map_file import LayoutMap
from openwres.returns.model import PLACES_SCHEMA, TYPED_SCHEMA, Explanation, ReturnVersion
from openwres.returns.reading import Reading, read_with_year, read_workbook, read_workbooks_as_returns, return_year
from openwres.returns.sheets import WORKBOOKS
from openwres.standards.model import Edition, Standard
from openwres.tallies.reading import is_tally_file, read_tallies
from openwres.tallies.stores import read_stored_year

TYPED = "typed.csv"
"""The file beside one of tallies that holds figures as they were typed."""

Found = tuple[list[ReturnVersion], list[Problem]]
_NAMED = ("problem", "about", "reason", "person", "date")


def is_workbook(path: Path) -> bool:
    """Whether a file is called a workbook."""
    return path.suffix.lower() in WORKBOOKS


def is_return(path: Path) -> bool:
    """Whether a file is one that `read_returns` takes."""
    if path.name == TYPED:
        return False
    if is_workbook(path):
        return return_year(path) is not None
    return is_document(path) or is_keyed(path) or (path.suffix.lower() in (".csv", ".parquet") and is_tally_file(path))


def read_returns(path: Path, edition: Edition, layout: LayoutMap | None = None, organisation: str = "") -> Found:
    """The returns in a file, in order of organisation, and what of it cannot be read.

    A file that is no return of ours is read by the map `layout`, where there is one; it is that of `organisation` where it
    does not say whose it is. Raises InputError where the file is no return, or holds nothing of the edition's year.
    """
    if layout and is_mappable(path):
        return _from_layout(path, edition, layout, organisation)
    if path.is_file() and (is_workbook(path) or is_document(path)):
        return _of_year(_own_of(read_one(path), edition), path, edition)
    if not path.is_file() or not is_return(path):
        wanted = "organisation, year, field and cell, or those of tallies"
        raise InputError(f"{path.name} is no return that can be read here: its columns are not {wanted}.")
    return _of_year(read_keyed(path, edition) if is_keyed(path) else _from_tallies(path, edition), path, edition)


def read_newest(
    path: Path, standard: Standard, layout: LayoutMap | None = None, organisation: str = ""
) -> tuple[Edition, Found]:
    """The returns of the newest year in a file, with its edition. A workbook is opened once."""
    if layout or not is_workbook(path):
        edition = standard.edition(newest_year(path, standard, layout))
        return edition, read_returns(path, edition, layout, organisation)
    year, read = read_with_year(path)
    edition = standard.edition(_known_year(year, path))
    return edition, _of_year(_own_of(read, edition), path, edition)


def _known_year(year: int | None, path: Path) -> int:
    if year is None:
        raise UsageError(f"{path.name} is no return workbook. `openwres return new` makes one.")
    return year


def read_many(paths: Sequence[Path], edition: Edition, layout: LayoutMap | None = None) -> Iterator[Found]:
    """The same of many files, in their order; why nothing is taken of one is a problem. One process reads all our workbooks."""
    ours = [is_workbook(path) and not (layout and is_mappable(path)) for path in paths]
    workbooks = read_workbooks_as_returns(path for path, own in zip(paths, ours, strict=True) if own)
    for path, own in zip(paths, ours, strict=True):
        try:
            if own:
                yield _of_year(_own_of(next(workbooks), edition), path, edition)
            else:
                yield read_returns(path, edition, layout)
        except InputError as error:
            remedy = "Take it out of the folder, or name its year."
            yield [], [Problem("return-not-taken", Severity.CONFIRM, f"{error}", remedy, path.name)]


def _of_year(found: Found, path: Path, edition: Edition) -> Found:
    """What was found; InputError where that is nothing, and nothing says why."""
    versions, problems = found
    if not versions and not blocks(problems):
        raise InputError(f"{path.name} holds no return of {edition.label}. Name its year with --year.")
    return found


def is_mappable(path: Path) -> bool:
    """Whether a file is one that only a map could read: a workbook or a CSV file that is no return of ours."""
    return path.is_file() and path.name != TYPED and path.suffix.lower() in (*WORKBOOKS, ".csv") and not is_return(path)


def newest_year(path: Path, standard: Standard, layout: LayoutMap | None = None) -> int:
    """The newest year of a file that has an edition of the standard; UsageError where there is none."""
    if layout and is_mappable(path):
        year = mapped_year(path, layout)
        if year is None:
            raise UsageError(f"{path.name} does not say its year where the map looks for it. Name it with --year.")
        return year
    if is_workbook(path):
        return _known_year(return_year(path), path)
    if is_document(path):
        version, problems = read_document(path)
        if version is None:
            raise InputError(f"{path.name} cannot be read as a return.", problems)
        return version.year
    table = pl.read_parquet(path) if path.suffix.lower() == ".parquet" else pl.read_csv(path, infer_schema=False)
    named = {name.strip().lower(): name for name in table.columns}
    years = table[named["year"]].cast(pl.String).unique().to_list() if "year" in named else []
    known = [int(year) for year in years if year and year.isdigit() and int(year) in standard.editions]
    if not known:
        raise UsageError(f"{path.name} names no year that has an edition of {standard.id}. Name one with --year.")
    return max(known)


def read_one(path: Path) -> Reading:
    """The version in a file that is of one organisation."""
    return read_document(path) if is_document(path) else read_workbook(path)


def _own_of(read: Reading, edition: Edition) -> Found:
    """The return in a workbook or a document, if it is one of the edition's standard and year."""
    version, problems = read
    if version is None or (version.standard, version.year) != (edition.standard, edition.year):
        return [], problems
    return [replace(version, tallies=version.tallies.filter(pl.col("year") == edition.year))], problems


def _from_layout(
    path: Path, edition: Edition, layout: LayoutMap, organisation: str
) -> tuple[list[ReturnVersion], list[Problem]]:
    with scratch_folder() as scratch:
        version, problems = read_mapped(path, layout, scratch, edition.year, organisation)
    if version is None:
        return [], problems
    return [replace(version, tallies=version.tallies.filter(pl.col("year") == edition.year))], problems


def _from_tallies(path: Path, edition: Edition) -> tuple[list[ReturnVersion], list[Problem]]:
    tallies, problems = read_tallies(path, edition)
    mine = tallies.filter(pl.col("year") == edition.year)
    typed = _typed(path.parent / TYPED, edition)
    given, before = (
        mine.filter(pl.col("source") != str(Source.PREFILLED)),
        mine.filter(pl.col("source") == str(Source.PREFILLED)),
    )
    places = _with_places(given, path)
    versions = [
        ReturnVersion(
            edition.standard,
            edition.year,
            code,
            tallies=_own(given, code).select(list(TALLY_SCHEMA)),
            prefilled=_own(before, code).select(list(TALLY_SCHEMA)),
            typed=_own(typed, code).select(list(TYPED_SCHEMA)) if "organisation" in typed.columns else typed,
            places=_own(places, code).select(list(PLACES_SCHEMA)),
        )
        for code in sorted(given["organisation"].unique())
    ]
    return versions, problems


def _own(table: pl.DataFrame, code: str) -> pl.DataFrame:
    return table.filter(pl.col("organisation") == code)


def _with_places(tallies: pl.DataFrame, path: Path) -> pl.DataFrame:
    """The tallies with the place of each count in a CSV file, as a spreadsheet names it."""
    letter = ""
    if path.suffix.lower() == ".csv":
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            header = [name.strip().lower() for name in next(csv.reader(file), [])]
        number = header.index("count") if "count" in header else header.index("value")
        letter = chr(ord("A") + number) if number < 26 else ""
    shown = pl.coalesce(pl.col("count").cast(pl.String), pl.col("value").cast(pl.String), pl.lit(""))
    place = pl.format("{}{}", pl.lit(letter), "row") if letter else pl.lit("")
    return tallies.with_columns(cell=shown, sheet=pl.lit(""), place=place)


def _typed(path: Path, edition: Edition) -> pl.DataFrame:
    """Typed figures beside a file of tallies; with a column `organisation` of several."""
    if not path.is_file():
        return pl.DataFrame(schema=TYPED_SCHEMA)
    table = pl.read_csv(path, infer_schema=False).rename(str.lower)
    absent = [name for name in ("indicator", "statistic", "cell") if name not in table.columns]
    if absent:
        raise InputError(f"{path.name} has no column {absent[0]}. It has the columns {', '.join(TYPED_SCHEMA)}.")
    defaults = {"year": str(edition.year), "classification": edition.main}
    filled = table.with_columns(
        pl.lit(defaults.get(name, "")).alias(name) for name in TYPED_SCHEMA if name not in table.columns
    )
    filled = filled.with_columns(pl.all().fill_null("").str.strip_chars())
    place = pl.when(pl.col("place") == "").then(pl.lit("")).otherwise("place")
    return filled.with_columns(place=place, year=pl.col("year").cast(pl.Int32, strict=False).fill_null(edition.year))


def read_before(path: Path, edition: Edition, layout: LayoutMap | None = None) -> pl.DataFrame:
    """The tallies of an edition's year from a file of returns, by a map where it needs one, or from a store."""
    if path.is_dir():
        there = any((path / "tallies" / edition.standard / str(edition.year)).glob("*.parquet"))
        return read_stored_year(path, edition) if there else pl.DataFrame(schema=TALLY_SCHEMA)
    versions, problems = read_returns(path, edition, layout)
    if blocks(problems):
        raise InputError(f"{path.name} cannot be used: {problems[0].sentence} {problems[0].remedy}", problems)
    return pl.concat([version.tallies for version in versions])


def read_explanations(path: Path) -> Mapping[str, tuple[Explanation, ...]]:
    """Explanations by organisation from a CSV file; those that name none are of every return that is checked, under ``."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        absent = [name for name in _NAMED if name not in (reader.fieldnames or [])]
        if absent:
            raise InputError(
                f"{path.name} has no column {absent[0]}. Explanations have the columns {', '.join(_NAMED)}."
            )
        found: dict[str, tuple[Explanation, ...]] = {}
        for code, one in _explanations(reader):
            found[code] = (*found.get(code, ()), one)
    return found


def _explanations(reader: csv.DictReader[str]) -> Iterator[tuple[str, Explanation]]:
    for row in reader:
        code = (row.get("organisation") or "").strip().upper()
        yield code, Explanation(*(unguarded((row[name] or "").strip()) for name in _NAMED))
