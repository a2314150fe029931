"""Protection as it is often done: small counts hidden, one more in every row and column, each table by itself.

It is no part of the program. `protected` takes and gives counts of a release; `nation_counts` makes them of tallies.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl

from openwres.contracts.tables import COUNT_KEY, COUNT_SCHEMA
from openwres.figures.counts import complete_counts
from openwres.standards.model import Edition

SMALL = 5
_WHOLE = {"staff": ("wres", "ethnic-5", "ethnic-16", "wres*sex"), "board": ("wres",)}
_TABLE = ["area_type", "area", "indicator", "item", "basis", "breakdown", "classification"]
Array = np.ndarray[Any, np.dtype[Any]]


def nation_counts(tallies: pl.DataFrame, edition: Edition, members: pl.DataFrame) -> pl.DataFrame:
    """Counts of organisations and areas, unprotected, of the tables that are usually published."""
    own = complete_counts(tallies, edition).filter(_published(), pl.col("count").is_not_null())
    own = own.with_columns(
        standard=pl.lit(edition.standard), year=pl.lit(edition.year, pl.Int32), area_type=pl.lit("organisation"),
        area="organisation", indicator=pl.lit(""), organisations=pl.lit(None, pl.Int32), expected=pl.lit(None, pl.Int32),
    )  # fmt: skip
    areas = [_area_counts(own, members, i.name, i.items, i.bases) for i in edition.indicators]
    return pl.concat([one.select(list(COUNT_SCHEMA)) for one in (own, *areas)]).sort(COUNT_KEY)


def _published() -> pl.Expr:
    whole = [(pl.col("item") == item) & pl.col("classification").is_in(list(kinds)) for item, kinds in _WHOLE.items()]
    others = ~pl.col("item").is_in(list(_WHOLE)) & pl.col("classification").is_in(["wres", "ethnic-5", "ethnic-16"])
    at_whole = (pl.col("breakdown") == "") & pl.any_horizontal(*whole, others)
    main, breakdown = pl.col("classification") == "wres", pl.col("breakdown")
    rows = (breakdown == "grade") & pl.col("item").is_in(["staff", "shortlisted", "appointed"])
    tiers = (breakdown == "tier") & (pl.col("item") == "staff")
    fine = tiers & (pl.col("classification") == "ethnic-5")
    current = pl.col("basis").is_in(["", "one-year", "incl-dk"]) & (pl.col("item") != "population")
    return current & (at_whole | main & (rows | tiers | breakdown.is_in(["source", "membership"])) | fine)


def _area_counts(own: pl.DataFrame, members: pl.DataFrame, indicator: str, items: tuple[str, ...], bases: tuple[str, ...]) -> pl.DataFrame:  # fmt: skip
    """The sums of organisations that have every item of the indicator."""
    mine = own.filter(pl.col("item").is_in(list(items)), pl.col("basis").is_in(["", *bases])).drop("area_type", "area")
    having = mine.filter(pl.col("breakdown") == "").group_by("organisation").agg(n=pl.col("item").n_unique())
    mine = mine.join(having.filter(pl.col("n") == len(items)), on="organisation", how="semi")
    expected = members.group_by("area_type", "area").agg(expected=pl.len().cast(pl.Int32))
    by = ["area_type", "area", *(name for name in COUNT_KEY if name not in ("area_type", "area"))]
    sums = mine.join(members, on="organisation").group_by(by).agg(
        pl.col("count").sum(), pl.col("state", "reason").first(), pl.col("value", "base").first(), organisations=pl.len().cast(pl.Int32)
    )  # fmt: skip
    return sums.with_columns(indicator=pl.lit(indicator)).join(expected, on=["area_type", "area"])


def protected(counts: pl.DataFrame) -> pl.DataFrame:
    """The counts with small ones hidden and one more in every row and column of each table, tables apart."""
    tables = counts.with_row_index("n").partition_by(_TABLE, as_dict=True)
    hidden = np.zeros(len(counts), bool)
    for key, table in tables.items():
        official = key[5] in ("", "membership") and key[6] == "wres"
        if not official:
            hidden[_hidden(table)] = True
    gone = pl.Series("gone", hidden)
    nothing: Mapping[str, pl.Expr] = {
        name: pl.when(gone).then(None).otherwise(name).alias(name) for name in ("count", "value", "base")
    }
    return counts.with_columns(
        **nothing,
        state=pl.when(gone).then(pl.lit("suppressed")).otherwise("state"),
        reason=pl.when(gone).then(pl.lit("disclosive")).otherwise("reason"),
    )


def _hidden(table: pl.DataFrame) -> Array:
    """The rows of a table that are hidden."""
    lines, line = np.unique(table["category"].to_numpy(), return_inverse=True)
    columns, column = np.unique(table["group"].to_numpy(), return_inverse=True)
    number, size = np.full((len(lines), len(columns)), -1), np.full((len(lines), len(columns)), np.inf)
    number[line, column] = table["n"].to_numpy()
    size[line, column] = table["count"].to_numpy()
    hidden = (size >= 1) & (size < SMALL)
    for _ in range(4):
        for by in (hidden, hidden.T) if len(lines) > 1 else (hidden,):
            values = size if by is hidden else size.T
            for n in np.flatnonzero(by.sum(1) == 1):
                left = np.where(by[n] | (values[n] == 0), np.inf, values[n])
                if np.isfinite(left).any():
                    by[n, left.argmin()] = True
    return number[hidden & (number >= 0)]
