"""What is given to protection: the unprotected counts of a year, of organisations and areas, from a store.

How they are protected is said in `disclosure`.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from openwres.contracts.exceptions import InputError, UsageError
from openwres.contracts.problems import in_order
from openwres.contracts.tables import COUNT_KEY
from openwres.disclosure.policy import Policy
from openwres.figures.areas import ORGANISATION, Areas
from openwres.figures.released import area_counts, organisation_counts
from openwres.organisations import Register
from openwres.standards import Edition, Standard
from openwres.tallies.stores import read_stored_year


def unprotected_counts(
    store: Path, standard: Standard, edition: Edition, policy: Policy, organisation: str, areas: Areas | None
) -> pl.DataFrame:
    """Counts of the year in COUNT_SCHEMA, sorted by key; of one organisation where one is named, and then of no area.

    What the policy publishes in no part is left out, since nothing else rests on it.
    """
    only = {organisation} if organisation else None
    this = read_stored_year(store, edition, only)
    if this.is_empty():
        of = f" of {organisation}" if organisation else ""
        raise UsageError(
            f"{store.name} holds nothing{of} for {edition.label}. Name another store, year or organisation."
        )
    last = standard.editions.get(edition.year - 1)
    before = this.clear() if last is None else read_stored_year(store, last, only)
    own = organisation_counts(pl.concat([this, before]), edition)
    found = own if areas is None else pl.concat([own, area_counts(own, edition, areas)])
    return _published(found, policy).sort(COUNT_KEY)


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
