"""What is given to protection: the unprotected counts of a year, of organisations and areas, from a store.

How they are protected is said in `disclosure`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from openwres.contracts.exceptions import InputError, UsageError
from openwres.contracts.problems import in_order
from openwres.contracts.tables import COUNT_KEY, State
from openwres.disclosure.policy import Policy
from openwres.figures.areas import ORGANISATION, Areas
from openwres.figures.released import area_counts, organisation_counts
from openwres.organisations import Register
from openwres.standards import Edition, Standard
from openwres.tallies.stores import read_stored_year

Years = Mapping[int, pl.DataFrame]
_ROW = [name for name in COUNT_KEY if name not in ("year", "basis")]


def unprotected_counts(
    store: Path, standard: Standard, edition: Edition, policy: Policy, organisation: str, areas: Areas | None
) -> pl.DataFrame:
    """Counts of the year in COUNT_SCHEMA, sorted by key; of one organisation where one is named, and then of no area.

    What the policy publishes in no part is left out, since nothing else rests on it.
    """
    first = edition.year - max(policy.few_events.years - 1, 1)
    years = [year for year in range(first, edition.year + 1) if year in standard.editions]
    only = {organisation} if organisation else None
    tallies = {year: read_stored_year(store, standard.edition(year), only) for year in years}
    this = tallies[edition.year]
    if this.is_empty():
        of = f" of {organisation}" if organisation else ""
        raise UsageError(
            f"{store.name} holds nothing{of} for {edition.label}. Name another store, year or organisation."
        )
    own = organisation_counts(pl.concat([this, tallies.get(edition.year - 1, this.clear())]), edition)
    found = [own, _over_years(tallies, standard, edition, policy)]
    if areas is not None:
        found.append(area_counts(own, edition, areas))
    return _published(pl.concat(found), policy).sort(COUNT_KEY)


def _over_years(tallies: Years, standard: Standard, edition: Edition, policy: Policy) -> pl.DataFrame:
    """Whole counts over the years that the policy pools, of organisations of this year that have every one of them."""
    few = policy.few_events
    items = {i.event for i in edition.indicators if i.name in few.indicators}
    of_one_year = [
        (item, name) for item in items for name, basis in edition.items[item].bases.items() if basis.years == 1
    ]
    asked = pl.DataFrame(of_one_year, schema={"item": pl.String, "basis": pl.String}, orient="row")
    counts = pl.concat([organisation_counts(its, standard.edition(year)) for year, its in tallies.items()])
    known = counts.join(asked, on=["item", "basis"], how="semi").filter(
        pl.col("breakdown") == "", pl.col("classification") == edition.main,
        pl.col("state") == str(State.VALUE), pl.col("count").is_not_null(),
    )  # fmt: skip
    sums = known.group_by(_ROW).agg(pl.col("count").sum(), n=pl.len()).filter(pl.col("n") == few.years)
    named = sums.with_columns(
        year=pl.lit(edition.year), basis=pl.lit(few.pooled), value=None, base=None, organisations=None, expected=None,
        state=pl.lit(str(State.VALUE)), reason=pl.lit(""),
    )  # fmt: skip
    return named.select([pl.col(name).cast(kind) for name, kind in counts.schema.items()])


def _published(counts: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """The counts of tables that the policy publishes at least in part."""
    tables = counts.select("item", "breakdown", "classification").unique()
    shown = [table for table in tables.iter_rows() if policy.publishes(*table)]
    kept = pl.DataFrame(shown, schema=tables.schema, orient="row")
    return counts.join(kept, on=tables.columns, how="semi")


def check_known(counts: pl.DataFrame, register: Register, edition: Edition) -> None:
    """InputError, with every problem, where the register does not know an organisation or says that it was closed."""
    codes = counts.filter(pl.col("area_type") == ORGANISATION)["area"].unique().sort()
    problems = [problem for code in codes for problem in register.problems_with(code, edition.snapshot)]
    if problems:
        first = problems[0]
        said = f"{len(problems)} organisations cannot be released, the first: {first.sentence} {first.remedy}"
        raise InputError(said, in_order(problems))
