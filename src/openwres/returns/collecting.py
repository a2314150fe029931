"""Many returns become a store: who gave what and when, what is missing and what that does to each total, mergers.

How a store is read is in `tallies.stores`; how a return is checked in `checks`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from openwres.contracts.exceptions import InputError, UsageError
from openwres.contracts.problems import Problem, Severity
from openwres.contracts.tables import TALLY_SCHEMA, State
from openwres.files.output import whole_folder
from openwres.organisations import Register
from openwres.returns.batch import sorted_tallies
from openwres.returns.checks import check_returns
from openwres.returns.files import is_mappable, is_return, is_workbook, read_many
from openwres.returns.maps.map_file import LayoutMap
from openwres.returns.mergers import VARIANT, as_merged
from openwres.returns.model import ReturnVersion
from openwres.standards.model import Edition, Indicator, Standard
from openwres.tallies.stores import read_stored_year, stored_years

MERGED = VARIANT
"""The store within a store that holds every year as the organisations of the newest one."""

COMPLETE, PARTIAL, MISSING, NOT_EXPECTED = "complete", "partial", "missing", "not expected"

STATUS_SCHEMA: dict[str, type[pl.DataType]] = {
    "standard": pl.String, "year": pl.Int32, "organisation": pl.String, "name": pl.String, "status": pl.String,
    "indicators": pl.Int32, "of": pl.Int32, "lacking": pl.String, "received": pl.Date, "days_late": pl.Int32,
    "blocks": pl.Int32, "to_confirm": pl.Int32, "continued_by": pl.String,
}  # fmt: skip
"""One row for each organisation: whether its return is there and whole, when it came, and what its checks say."""

GAPS_SCHEMA: dict[str, type[pl.DataType]] = {
    "standard": pl.String, "year": pl.Int32, "area_type": pl.String, "area": pl.String, "indicator": pl.String,
    "organisations": pl.Int32, "expected": pl.Int32, "lacking": pl.String,
}  # fmt: skip
"""One row for each total that lacks somebody: how many of how many organisations are in it, and who is not."""


@dataclass(frozen=True)
class Collected:
    """A year of returns: who gave what, which totals lack whom, the problems of each return, and the tallies to keep."""

    edition: Edition
    status: pl.DataFrame
    gaps: pl.DataFrame
    problems: Mapping[str, Sequence[Problem]]
    unread: Sequence[Problem]
    tallies: pl.DataFrame


def collect(
    folder: Path,
    edition: Edition,
    register: Register,
    before: pl.DataFrame | None = None,
    received: Mapping[str, date] | None = None,
    deadline: date | None = None,
    last_edition: Edition | None = None,
    layout: LayoutMap | None = None,
) -> Collected:
    """The returns of a folder, or of one file. `before` are last year's tallies; `received` says when each return came.

    Files that are no returns of ours are read by the map `layout`, where there is one.

    Raises InputError where two files give a return of one organisation.
    """
    versions, unread = _versions(folder, edition, layout)
    problems = check_returns(versions, edition, before, None, register, last_edition)
    status = _status(versions, problems, edition, register, received or {}, deadline)
    tallies = [version.tallies for version in versions]
    kept = sorted_tallies(pl.concat(tallies)) if tallies else pl.DataFrame(schema=TALLY_SCHEMA)
    return Collected(edition, status, gaps(versions, edition, register), problems, unread, kept)


def _versions(folder: Path, edition: Edition, layout: LayoutMap | None) -> tuple[list[ReturnVersion], list[Problem]]:
    """Every return of the year in a folder; of a folder in a folder, too."""
    paths = sorted(filter(_may_be_return(layout), folder.rglob("*"))) if folder.is_dir() else [folder]
    found: dict[str, tuple[str, ReturnVersion]] = {}
    problems = []
    for path, (versions, its) in zip(paths, read_many(paths, edition, layout), strict=True):
        problems += its
        for version in versions:
            if version.organisation in found:
                other = found[version.organisation][0]
                raise InputError(
                    f"{other} and {path.name} both hold a return of {version.organisation}. Keep one of them."
                )
            found[version.organisation] = (path.name, version)
    return [version for _, (_, version) in sorted(found.items())], problems


def _may_be_return(layout: LayoutMap | None) -> Callable[[Path], bool]:
    """Whether a file of a folder is a return, or a workbook, of which it is told if it is none.

    Programs leave files beside a workbook that is open; their names begin so.
    """

    def may_be(path: Path) -> bool:
        if not path.is_file() or path.name.startswith(("~$", ".")):
            return False
        return is_workbook(path) or is_return(path) or (layout is not None and is_mappable(path))

    return may_be


def _given(version: ReturnVersion, edition: Edition) -> list[Indicator]:
    """The indicators of which a return has both sides as values: the event and, where it is a count, the population."""
    whole = version.tallies.filter(
        pl.col("state") == str(State.VALUE), pl.col("classification") == edition.main,
        pl.col("group").is_in([edition.focus, edition.reference]),
    )  # fmt: skip
    counts = set(whole.filter(pl.col("count").is_not_null())["item"])
    values = set(whole.filter(pl.col("value").is_not_null())["item"])
    return [
        i for i in edition.indicators
        if not i.supplementary and ((i.event or i.population) in values or all(item in counts for item in i.items))
    ]  # fmt: skip


def _status(
    versions: Sequence[ReturnVersion], problems: Mapping[str, Sequence[Problem]], edition: Edition, register: Register,
    received: Mapping[str, date], deadline: date | None,
) -> pl.DataFrame:  # fmt: skip
    by_code = {version.organisation: version for version in versions}
    expected = {organisation.code for organisation in register.open_at(edition.snapshot)}
    rows = []
    for code in sorted(expected | set(by_code)):
        known, version = register.organisation(code), by_code.get(code)
        asked = [i.name for i in edition.indicators if not i.supplementary]
        there = [i.name for i in _given(version, edition)] if version else []
        lacking = [name for name in asked if name not in there]
        status = NOT_EXPECTED if code not in expected else MISSING if not version else PARTIAL if lacking else COMPLETE
        came = received.get(code)
        late = (came - deadline).days if came and deadline else None
        its = [problem.severity for problem in problems.get(code, ())]
        heir = register.successor(code)
        rows.append(
            (
                edition.standard, edition.year, code, known.name if known else "", status, len(there), len(asked),
                " ".join(lacking), came, max(late, 0) if late is not None else None, its.count(Severity.BLOCK),
                its.count(Severity.CONFIRM), heir[0] if heir else "",
            )
        )  # fmt: skip
    return pl.DataFrame(rows, schema=STATUS_SCHEMA, orient="row")


def gaps(versions: Sequence[ReturnVersion], edition: Edition, register: Register) -> pl.DataFrame:
    """The totals that lack an organisation: an area sums only those that have every item of the indicator."""
    given = {version.organisation: {i.name for i in _given(version, edition)} for version in versions}
    expected = {organisation.code for organisation in register.open_at(edition.snapshot)}
    members: dict[tuple[str, str], list[str]] = {}
    for code, area_type, area in register.areas_at(register.geography_date(edition.snapshot)):
        if code in expected:
            members.setdefault((area_type, area), []).append(code)
    rows = []
    for (area_type, area), codes in sorted(members.items()):
        for indicator in edition.indicators:
            lacking = [code for code in codes if indicator.name not in given.get(code, set())]
            if lacking and not indicator.supplementary:
                there = len(codes) - len(lacking)
                rows.append(
                    (
                        edition.standard,
                        edition.year,
                        area_type,
                        area,
                        indicator.name,
                        there,
                        len(codes),
                        " ".join(lacking),
                    )
                )
    return pl.DataFrame(rows, schema=GAPS_SCHEMA, orient="row")


def keep(collected: Collected, store: Path, *, replacing: bool = False) -> Path:
    """Write the year's tallies into a store, a file for each organisation, and what is missing beside them.

    A year is put in place whole or not at all; other years stay. Raises UsageError where the store has a return of the
    year that the collection lacks, unless it is `replacing` the year.
    """
    e = collected.edition
    home = store / "tallies" / e.standard / str(e.year)
    lost = sorted({path.stem for path in home.glob("*.parquet")} - set(collected.tallies["organisation"]))
    if lost and not replacing:
        named = ", ".join(lost[:3]) + (" ..." if len(lost) > 3 else "")
        raise UsageError(
            f"{store.name} holds returns of {e.label} that are not among these: {named}. Put them into the folder too, "
            "or say --replace."
        )
    with whole_folder(store / "collected" / f"{e.standard}-{e.year}", ["status.csv", "gaps.csv"]) as fresh:
        collected.status.write_csv(fresh / "status.csv")
        collected.gaps.write_csv(fresh / "gaps.csv")
    return _keep_year(collected.tallies, e, store)


def _keep_year(tallies: pl.DataFrame, edition: Edition, store: Path) -> Path:
    home = store / "tallies" / edition.standard / str(edition.year)
    own = {code: its for (code,), its in tallies.partition_by("organisation", as_dict=True).items()}
    earlier = [path.name for path in home.glob("*.parquet")] if home.is_dir() else []
    with whole_folder(home, [*earlier, *(f"{code}.parquet" for code in own)]) as fresh:
        for code, its in own.items():
            its.write_parquet(fresh / f"{code}.parquet")
    return home


def restate(store: Path, standard: Standard, register: Register) -> list[int]:
    """Write every year of a store again as the organisations of its newest year, into the store `as-merged` within it.

    Returns the years in which that changed something; the store itself stays as it was.
    """
    years = stored_years(store, standard)
    day, changed = standard.edition(years[-1]).snapshot, []
    for year in years:
        edition = standard.edition(year)
        tallies = read_stored_year(store, edition)
        restated = as_merged(tallies, register, edition, day)
        changed += [year] if restated is not tallies else []
        _keep_year(sorted_tallies(restated), edition, store / MERGED)
    return changed


def read_received(path: Path) -> dict[str, date]:
    """When each return came, from a CSV file with `organisation` and `received` (2026-05-28)."""
    table = pl.read_csv(path, infer_schema=False).rename(lambda name: name.strip().lower())
    if not {"organisation", "received"} <= set(table.columns):
        raise InputError(f"{path.name} must have the columns organisation and received.")
    found = {}
    for code, day in table.select("organisation", "received").drop_nulls().iter_rows():
        try:
            found[code.strip().upper()] = date.fromisoformat(day.strip())
        except ValueError:
            raise UsageError(f"`{day[:20]}` in {path.name} is no day. Write it as 2026-05-28.") from None
    return found
