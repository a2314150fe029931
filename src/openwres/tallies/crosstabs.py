"""Counts that came as cross-tables, put beside those that were counted from records; and grids that are not whole.

A cross-table has no breakdown but its own: the others of the same item are not collected, also where records have them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

import polars as pl

from openwres.contracts.tables import TALLY_KEY, TALLY_SCHEMA, Source, State
from openwres.standards.model import Edition

if TYPE_CHECKING:
    from openwres.extracts.crosstabs import Crosstab

_ALL = "all"
_PLACE = ["organisation", "item"]
_CELL = {
    "organisation": pl.String, "item": pl.String, "basis": pl.String, "breakdown": pl.String, "category": pl.String,
    "classification": pl.String, "group": pl.String, "count": pl.Int64, "value": pl.Float64, "base": pl.Int64, "state": pl.String,
}  # fmt: skip


def without_grid(tallies: pl.DataFrame, edition: Edition, ungraded: Sequence[tuple[str, str]]) -> pl.DataFrame:
    """The tallies with nothing by grade for items and organisations where somebody's grade gives no row: a part is no grid."""
    if not ungraded:
        return tallies
    grids = {b.code for b in edition.breakdowns.values() if b.column == "grade_row"}
    grids |= {b.code for b in edition.breakdowns.values() if b.of in grids}
    places = pl.DataFrame(ungraded, schema={"item": pl.String, "organisation": pl.String}, orient="row")
    missing = {"state": pl.lit(str(State.MISSING)), "reason": pl.lit("unmapped_grade")}
    marked = tallies.join(places.with_columns(marked=True), on=places.columns, how="left", maintain_order="left")
    stopped = pl.col("marked").is_not_null() & pl.col("breakdown").is_in(list(grids))
    without = marked.with_columns(
        count=pl.when(~stopped).then("count"),
        **{name: pl.when(stopped).then(value).otherwise(name) for name, value in missing.items()},
    ).drop("marked")
    whole = without.filter(pl.col("breakdown") == "", pl.col("classification") == edition.main)
    tiers = (
        whole.join(places, on=places.columns, how="semi")
        .drop("breakdown", "category")
        .join(_added_up(edition, grids), on="item")
    )
    named = tiers.with_columns(count=pl.lit(None, pl.Int64), **missing).select(without.columns)
    return pl.concat([without, named]).sort(TALLY_KEY)


def _added_up(edition: Edition, grids: Collection[str]) -> pl.DataFrame:
    """Item, breakdown and category of what is added up from the rows of a grid."""
    rows = [
        (item.code, code, category)
        for item in edition.items.values()
        for code in item.breakdowns
        if edition.breakdowns[code].of in grids
        for category in edition.breakdowns[code].categories
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(("item", "breakdown", "category"), pl.String), orient="row")


def with_crosstabs(tallies: pl.DataFrame, edition: Edition, crosstabs: Sequence[Crosstab]) -> pl.DataFrame:
    """The tallies with the cells of cross-tables added, in the schema of `contracts.tables`, sorted by key."""
    cells = _cells(crosstabs)
    if cells.is_empty():
        return tallies
    counted = pl.concat([_summed(cells, edition), _percentages(cells, edition)])
    places = counted.select(_PLACE).unique()
    both = _added(tallies.join(places, on=_PLACE, how="semi"), counted, edition)
    others = tallies.join(places, on=_PLACE, how="anti")
    return pl.concat([others, both]).select(list(TALLY_SCHEMA)).sort(TALLY_KEY)


def _cells(crosstabs: Sequence[Crosstab]) -> pl.DataFrame:
    """One row for each cell and classification that its labels tell."""
    rows = [
        (
            cell.organisation or table.organisation, cell.item, cell.basis, cell.breakdown, cell.category, classification,
            group, cell.count, cell.value, cell.base, cell.state,
        )
        for table in crosstabs
        for cell in table.cells
        for classification, group in cell.groups.items()
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=_CELL, orient="row")


def _summed(cells: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    """Counts by group; of classifications that every row of the item tells, and with the groups that have nobody."""
    counts = cells.filter(pl.col("value").is_null() & pl.col("base").is_null())
    told = _told_by_all(counts, edition)
    hidden = (pl.col("state") == str(State.SUPPRESSED)).any()
    key = [*_PLACE, "basis", "breakdown", "category", "classification"]
    by_group = told.group_by(*key, "group").agg(pl.col("count").sum(), hidden=hidden)
    grid = _grid(by_group.select(key).unique(), edition)
    filled = grid.join(by_group, on=[*key, "group"], how="left").with_columns(
        pl.col("count").fill_null(0), pl.col("hidden").fill_null(False)
    )
    everyone = (
        filled.group_by(key).agg(pl.col("count").sum(), hidden=pl.col("hidden").any()).with_columns(group=pl.lit(_ALL))
    )
    whole = pl.concat([filled, everyone.select(filled.columns)])
    return (
        _with_whole(whole, edition)
        .with_columns(
            count=pl.when(~pl.col("hidden")).then("count"),
            value=pl.lit(None, pl.Float64),
            base=pl.lit(None, pl.Int64),
            state=pl.when("hidden").then(pl.lit(str(State.SUPPRESSED))).otherwise(pl.lit(str(State.VALUE))),
            reason=pl.when("hidden").then(pl.lit("hidden_in_source")).otherwise(pl.lit("")),
        )
        .drop("hidden")
    )


def _told_by_all(cells: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    """The cells of those classifications that every row of an item tells: a broad label says nothing of a fine one."""
    used = cells.filter(pl.col("classification").is_in(list(edition.counted)))
    rows = used.group_by(*_PLACE, "classification").agg(n=pl.len())
    most = cells.filter(pl.col("classification") == edition.main).group_by(_PLACE).agg(most=pl.len())
    whole = rows.join(most, on=_PLACE).filter(pl.col("n") == pl.col("most")).drop("n", "most")
    return used.join(whole, on=[*_PLACE, "classification"], how="semi")


def _grid(places: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    """Every group of every place; beside a grade row that is there, all other rows of the grid, with nobody in them."""
    groups = [(name, group) for name, c in edition.counted.items() for group in c.groups]
    named = pl.DataFrame(groups, schema=["classification", "group"], orient="row")
    graded = {
        b.code: [c.code for c in b.categories.values() if not c.part_of]
        for b in edition.breakdowns.values()
        if b.column == "grade_row"
    }
    rows = [(code, category) for code, categories in graded.items() for category in categories]
    of_grid = (
        places.drop("category")
        .unique()
        .join(pl.DataFrame(rows, schema={"breakdown": pl.String, "category": pl.String}, orient="row"), on="breakdown")
    )
    return pl.concat([places, of_grid.select(places.columns)]).unique().join(named, on="classification")


def _with_whole(counts: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    """The whole of an item that came by grade only."""
    key = [*_PLACE, "basis", "classification", "group"]
    graded = [b.code for b in edition.breakdowns.values() if b.column == "grade_row"]
    there = counts.filter(pl.col("breakdown") == "")
    summed = (
        counts.filter(pl.col("breakdown").is_in(graded))
        .group_by(key)
        .agg(pl.col("count").sum(), pl.col("hidden").any())
    )
    new = summed.join(there, on=key, how="anti").with_columns(breakdown=pl.lit(""), category=pl.lit(""))
    return pl.concat([counts, new.select(counts.columns)])


def _percentages(cells: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    """Percentages with their bases, where a column gives them, in the main classification."""
    key = [*_PLACE, "basis", "breakdown", "category", "classification", "group"]
    rows = cells.filter(
        pl.col("value").is_not_null() | pl.col("base").is_not_null(), pl.col("classification") == edition.main
    )
    both = rows.group_by(key).agg(pl.col("value").drop_nulls().first(), pl.col("base").drop_nulls().first())
    return (
        both.filter(pl.col("value").is_not_null())
        .with_columns(count=pl.lit(None, pl.Int64), state=pl.lit(str(State.VALUE)), reason=pl.lit(""))
        .select(*key, "count", "value", "base", "state", "reason")
    )


def _added(records: pl.DataFrame, crosstabs: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    """Counts of both; what only one of them tells, and the other has people of, is not collected."""
    constants = {"standard": edition.standard, "year": edition.year, "source": str(Source.EXTRACT)}
    mine = records.select(crosstabs.columns)
    key = [name for name in TALLY_KEY if name not in constants]
    from_both = pl.concat([mine, crosstabs]).group_by(key).agg(
        pl.col("count").sum(), pl.col("value").first(), pl.col("base").first(), sources=pl.len(),
        state=pl.col("state").sort_by(pl.col("state") == str(State.VALUE)).first(), reason=pl.col("reason").sort(descending=True).first(),
    )  # fmt: skip
    alone = (
        crosstabs.select(_PLACE)
        .unique()
        .join(mine.select(_PLACE).unique(), on=_PLACE, how="anti")
        .with_columns(alone=pl.lit(True))
    )
    joined = from_both.join(alone, on=_PLACE, how="left")
    partial = (pl.col("sources") < 2) & pl.col("alone").is_null()
    counted = joined.with_columns(
        count=pl.when(~partial & (pl.col("state") == str(State.VALUE)) & pl.col("value").is_null()).then("count"),
        state=pl.when(partial).then(pl.lit(str(State.NOT_COLLECTED))).otherwise("state"),
        reason=pl.when(partial).then(pl.lit("only_in_part_of_the_files")).otherwise("reason"),
    ).drop("sources", "alone")
    filled = pl.concat([counted, _not_collected(counted, edition).select(counted.columns)])
    named = filled.with_columns(**{name: pl.lit(value) for name, value in constants.items()})
    return named.select([pl.col(name).cast(kind) for name, kind in TALLY_SCHEMA.items()])


def _not_collected(counted: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    """Every place of the item's breakdowns that no file gave."""
    rows = [
        (item.code, basis, code, category, edition.main, group)
        for item in edition.items.values()
        for basis in item.bases
        for code in item.breakdowns
        for category in edition.breakdowns[code].categories
        for group in (*edition.classifications[edition.main].groups, _ALL)
    ]
    columns = ["item", "basis", "breakdown", "category", "classification", "group"]
    grid = pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")
    graded = [b.code for b in edition.breakdowns.values() if b.column == "grade_row"]
    derived = {
        b.code for b in edition.breakdowns.values() if b.of in graded
    }  # added up from the grid, where it is there
    places = counted.filter(pl.col("value").is_null()).select(*_PLACE, "basis").unique()
    absent = places.join(grid.filter(~pl.col("breakdown").is_in(list(derived))), on=["item", "basis"]).join(
        counted, on=["organisation", *columns], how="anti"
    )
    return absent.with_columns(
        count=pl.lit(None, pl.Int64), value=pl.lit(None, pl.Float64), base=pl.lit(None, pl.Int64),
        state=pl.lit(str(State.NOT_COLLECTED)), reason=pl.lit("not_in_the_crosstab"),
    )  # fmt: skip
