"""How an indicator is spread over the organisations of an area: pooled, mean and median values, each under its own name.

The pooled value is the figure of the area itself; the others treat every organisation alike, whatever its size.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from openwres.contracts.tables import FIGURE_SCHEMA
from openwres.findings.areas import members, of_areas
from openwres.findings.compared import SCALES, official
from openwres.findings.history import Asked, History
from openwres.findings.naming import area_named
from openwres.findings.peer_words import shown, sides
from openwres.findings.peers import FEWEST_PEERS
from openwres.statistics.method import Method

METHODS = (
    Method(
        code="spread-of-organisations",
        title="Pooled, mean and median values",
        answers="What is an area's value, and what is that of its usual organisation?",
        formula="pooled = the ratio or gap of the summed counts;  mean = sum of values / k;\n"
        "median and quartiles = the middle, a quarter and three quarters of the ordered values, between two on a line",
        assumptions="None. Large organisations rule the pooled value; small ones, which scatter widely, count as much as "
        "large ones in the others, and a mean of ratios is pulled up by a few high ones.",
        at_zero="An organisation whose ratio cannot be calculated is in the pooled value but not in the others.",
        source="Hyndman and Fan (1996), American Statistician 50, 361-365, definition 7, for quartiles",
    ),
)

_KEY = ("standard", "year", "area_type", "area", "indicator", "statistic", "classification", "group", "basis")
_VALUES = (
    "pooled",
    "pooled_lower",
    "pooled_upper",
    "mean",
    "median",
    "lower_quartile",
    "upper_quartile",
    "lowest",
    "highest",
)
SCHEMA: dict[str, Any] = {
    **{name: FIGURE_SCHEMA[name] for name in _KEY},
    "organisations": pl.Int32,
    "without_value": pl.Int32,
    **dict.fromkeys(_VALUES, pl.Float64),
    "pooled_organisations": pl.Int32,
    "state": pl.String,
    "reason": pl.String,
    "method": pl.String,
    "sentence": pl.String,
}


def find(history: History, asked: Asked) -> pl.DataFrame:
    """One row for each area with a register (nation, regions, types ...), year and official ratio or gap.

    `organisations` have a value, `without_value` have none; `pooled_organisations` entered the pooled value. An area
    that is asked for one organisation's sake (`asked.organisation`) is one that it belongs to.
    """
    rows = official(history, tuple(SCALES)).filter(~pl.col("stock"))
    value = pl.col("value").filter(pl.col("state") == "value")
    found = (
        members(history, rows).group_by(_KEY)
        .agg(
            organisations=value.len(), without_value=pl.len() - value.len(), mean=value.mean(), median=value.median(),
            lower_quartile=value.quantile(0.25, "linear"), upper_quartile=value.quantile(0.75, "linear"),
            lowest=value.min(), highest=value.max(),
        )
        .join(_pooled(history), on=_KEY, how="left")
        .with_columns(_state(), method=pl.lit(METHODS[0].code))
    )  # fmt: skip
    said = [_sentence(row, history) for row in found.iter_rows(named=True)]
    found = of_areas(found.with_columns(sentence=pl.Series(said, dtype=pl.String)), history, asked)
    return found.select(pl.col(name).cast(kind) for name, kind in SCHEMA.items()).sort(_KEY)


def _pooled(history: History) -> pl.DataFrame:
    """The figures of areas themselves."""
    return history.figures.filter(
        pl.col("area_type") != "organisation", pl.col("breakdown") == "", pl.col("category") == "",
        pl.col("variant") == "official", pl.col("state") == "value",
    ).select(
        *_KEY, pl.col("value").alias("pooled"), pl.col("lower").alias("pooled_lower"),
        pl.col("upper").alias("pooled_upper"), pl.col("organisations").alias("pooled_organisations"),
    )  # fmt: skip


def _state() -> list[pl.Expr]:
    none = pl.col("organisations") == 0
    return [
        pl.when(none).then(pl.lit("missing")).otherwise(pl.lit("value")).alias("state"),
        pl.when(none).then(pl.lit("no_organisation_has_it")).otherwise(pl.lit("")).alias("reason"),
    ]


def _sentence(row: dict[str, Any], history: History) -> str:
    if (
        row["year"] != history.years[-1]
        or row["state"] != "value"
        or row["pooled"] is None
        or row["organisations"] < FEWEST_PEERS
    ):
        return ""
    area = area_named(history, row["area_type"], row["area"])
    what = "ratio" if row["statistic"] == "relative_likelihood" else "gap"
    of = f"the {what} {sides(row, history.editions[row['year']])}"
    return (
        f"{area}, indicator {row['indicator']}, {row['year']}: {of} of all counts together (pooled) is "
        f"{shown(row, row['pooled'])}; of {row['organisations']} organisations taken one by one the median is "
        f"{shown(row, row['median'])}, half of them between {shown(row, row['lower_quartile'])} and "
        f"{shown(row, row['upper_quartile'])}, and the mean {shown(row, row['mean'])}."
    )
