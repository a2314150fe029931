"""Tallies made complete: one source for each count, totals and tiers from their parts, two-year windows from two years.

What cannot be derived stays absent; nothing is estimated here but the counts behind a published percentage with its base.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from openwres.contracts.tables import State
from openwres.standards.model import Edition

ALL = "all"
_SOURCES = {"verified": 0, "extract": 1, "published": 2, "prefilled": 3}
_KEY = ["organisation", "item", "breakdown", "category", "classification", "group", "basis"]
_COLUMNS = [*_KEY, "count", "value", "base", "state", "reason"]


def complete_counts(tallies: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    """The counts of the edition's year, one row for each key, with what follows from them.

    `tallies` may hold the year before, for windows of two years.
    """
    mine = _one_source(tallies.filter(pl.col("standard") == edition.standard))
    this, before = (mine.filter(pl.col("year") == year).select(_COLUMNS) for year in (edition.year, edition.year - 1))
    counts = _with_percentages(this, edition)
    counts = _two_years(counts, before, edition)
    counts = _everyone(counts, edition)
    return _larger_rows(counts, edition)


def _one_source(tallies: pl.DataFrame) -> pl.DataFrame:
    """Where a count came twice, what was verified goes before what was extracted, published or pre-filled."""
    rank = pl.col("source").replace_strict(_SOURCES, return_dtype=pl.Int8)
    return tallies.sort(rank).unique([*_KEY, "year"], keep="first", maintain_order=True)


def _with_percentages(counts: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    """The counts behind a percentage whose base is known, for intervals and roll-ups; the value itself stays as it came."""
    percentages = [item.code for item in edition.items.values() if item.counted]
    known = pl.col("count").is_null() & pl.col("value").is_not_null() & pl.col("base").is_not_null()
    known &= pl.col("item").is_in(percentages)
    estimate = (pl.col("value") * pl.col("base") / 100).round().cast(pl.Int64)
    asked = [i for i in edition.indicators if i.population and edition.items[i.population].unit == "respondent"]
    bases = {i.event: i.population for i in asked}
    populations = counts.filter(known, pl.col("item").is_in(list(bases))).with_columns(
        item=pl.col("item").replace_strict(bases, default=None, return_dtype=pl.String),
        count=pl.col("base"),
        value=pl.lit(None, pl.Float64),
    )
    return _added(counts.with_columns(count=pl.when(known).then(estimate).otherwise("count")), populations)


def _added(counts: pl.DataFrame, more: pl.DataFrame) -> pl.DataFrame:
    """The counts with derived rows, except those that are there already."""
    new = more.select(_COLUMNS).join(counts, on=_KEY, how="anti")
    return pl.concat([counts, new])


def _two_years(counts: pl.DataFrame, before: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    """Totals over two years, where both years are known and the total was not given."""
    for item in edition.items.values():
        spans = {basis.years: name for name, basis in item.bases.items()}
        if 1 in spans and 2 in spans:
            keys = [key for key in _KEY if key != "basis"]
            of_item = (
                (pl.col("item") == item.code) & (pl.col("basis") == spans[1]) & (pl.col("state") == str(State.VALUE))
            )
            earlier = before.filter(of_item).select(*keys, earlier="count")
            both = (
                counts.filter(of_item)
                .join(earlier, on=keys)
                .with_columns(
                    count=pl.col("count") + pl.col("earlier"), basis=pl.lit(spans[2]), base=pl.lit(None, pl.Int64)
                )
            )
            counts = _added(counts, both)
    return counts


def _sums(counts: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """Sums of complete sets of parts: all `parts` of them there, all with a value and a count."""
    usable = counts.filter(
        pl.col("state") == str(State.VALUE), pl.col("count").is_not_null(), pl.col("value").is_null()
    )
    summed = (
        usable.group_by([*by, "parts"]).agg(pl.col("count").sum(), n=pl.len()).filter(pl.col("n") == pl.col("parts"))
    )
    return summed.with_columns(
        value=pl.lit(None, pl.Float64), base=pl.lit(None, pl.Int64), state=pl.lit(str(State.VALUE)), reason=pl.lit("")
    )


def _everyone(counts: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    """The total over all groups of a classification."""
    groups = {name: len(classification.groups) for name, classification in edition.classifications.items()}
    parts = pl.col("classification").replace_strict(groups, default=None, return_dtype=pl.Int64)
    of_groups = counts.filter(pl.col("group") != ALL).with_columns(parts=parts)
    by = [key for key in _KEY if key != "group"]
    return _added(counts, _sums(of_groups, by).with_columns(group=pl.lit(ALL)))


def _larger_rows(counts: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    """The whole from the finest rows, as a return that has only rows gives it, and tiers from the rows that they add up."""
    larger = [
        (rows_of, row, code, category, len(rows))
        for rows_of, code, category, rows in _sets_of_rows(edition)
        for row in rows
    ]
    schema = {
        "breakdown": pl.String,
        "category": pl.String,
        "larger": pl.String,
        "its_category": pl.String,
        "parts": pl.Int64,
    }
    of_rows = counts.join(pl.DataFrame(larger, schema=schema, orient="row"), on=["breakdown", "category"])
    of_rows = of_rows.drop("breakdown", "category").rename({"larger": "breakdown", "its_category": "category"})
    return _added(counts, _sums(of_rows, _KEY))


def _sets_of_rows(edition: Edition) -> Iterator[tuple[str, str, str, Sequence[str]]]:
    """Sets of rows that add up to a larger one: their breakdown, the larger one's breakdown and category, the rows."""
    for breakdown in edition.breakdowns.values():
        if breakdown.column == "grade_row":
            yield breakdown.code, "", "", [c.code for c in breakdown.categories.values() if not c.part_of]
        for category in breakdown.categories.values() if breakdown.of else ():
            yield breakdown.of, breakdown.code, category.code, category.rows
