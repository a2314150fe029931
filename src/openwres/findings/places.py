"""Where an organisation's stock, such as its board against its workforce, lies within those of its peers.

A stock counts everyone on one day: there is no sampling error, so no test and no interval, only the spread among peers.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from openwres.contracts.tables import FIGURE_SCHEMA
from openwres.display import numbers
from openwres.findings.compared import COUNTS, laid_out, official
from openwres.findings.history import Asked, History
from openwres.findings.naming import area_named
from openwres.findings.peer_groups import peer_groups
from openwres.findings.peers import FEWEST_PEERS
from openwres.statistics.method import Method

METHODS = (
    Method(
        code="fences",
        title="Place of a stock among peers",
        answers="Does a count of everyone on one day lie outside what is usual among peers?",
        formula="usual = lower quartile - 1.5 r to upper quartile + 1.5 r,  r = upper quartile - lower quartile",
        assumptions="None of chance. One person can move a board far: what one person changes stands with the figure.",
        at_zero="As any other value. Under five peers nothing is said.",
        source="Tukey (1977), Exploratory Data Analysis, chapter 2",
    ),
)

_OF_FIGURE = ("standard", "year", "area_type", "area", "indicator", "statistic", "classification", "group", "basis")
_NUMBERS = ("peer_median", "lower_quartile", "upper_quartile", "usual_lower", "usual_upper")
SCHEMA: dict[str, Any] = {
    **{name: FIGURE_SCHEMA[name] for name in (*_OF_FIGURE, "value", *COUNTS, "adverse")},
    "peers": pl.String,
    "organisations": pl.Int32,
    **dict.fromkeys(_NUMBERS, pl.Float64),
    "towards": pl.String,
    "verdict": pl.String,
    "state": pl.String,
    "reason": pl.String,
    "method": pl.String,
    "sentence": pl.String,
}
_REACH = 1.5


def find(history: History, asked: Asked) -> pl.DataFrame:
    """One row for each organisation, year, official difference of stocks or gap of scores, and group of peers.

    What has no side that is adverse, such as the shares of indicator 1, has no place and is not here.
    """
    rows = official(history, ("difference", "gap", "relative_likelihood"))
    scores = (pl.col("statistic") == "gap") & pl.col("method").is_null() & pl.col("numerator").is_null()
    rows = rows.filter(pl.col("stock") | (pl.col("statistic") == "difference") | (scores & _is_score(history)))
    rows = rows.filter(pl.col("adverse").is_not_null())
    laid = laid_out(peer_groups(history, asked), rows)
    table = pl.DataFrame(schema=SCHEMA)
    if len(laid.at):
        values = np.where(laid.at < 0, np.nan, rows["value"].fill_null(np.nan).to_numpy()[laid.at])
        peers = (~np.isnan(values)).sum(axis=-1)
        kept = rows[laid.judged[:, 2]].select(*_OF_FIGURE, "value", *COUNTS, "adverse", "state", "reason")
        columns = {"organisations": peers, **_quartiles(values, peers)}
        table = kept.with_columns(
            *(pl.Series(name, laid.of_judged(column)).fill_nan(None) for name, column in columns.items()),
            pl.Series("peers", [laid.names[line] for line in laid.judged[:, 0]], dtype=pl.String),
        )
    table = _with_verdicts(table.select([c for c in SCHEMA if c in table.columns]))
    said = [_sentence(row, history) for row in table.iter_rows(named=True)]
    table = table.with_columns(sentence=pl.Series(said, dtype=pl.String))
    return table.select(pl.col(name).cast(kind) for name, kind in SCHEMA.items()).sort(*_OF_FIGURE, "peers")


def _is_score(history: History) -> pl.Expr:
    names = {i.name for edition in history.editions.values() for i in edition.indicators if i.kind == "score"}
    return pl.col("indicator").is_in(sorted(names))


def _quartiles(values: Any, peers: Any) -> dict[str, Any]:
    """Median, quartiles and fences of each line; NaN where there are too few peers."""
    enough = peers >= FEWEST_PEERS
    quiet = np.where(enough[:, np.newaxis], values, 0.0)
    lower, middle, upper = (np.where(enough, q, np.nan) for q in np.nanquantile(quiet, (0.25, 0.5, 0.75), axis=-1))
    reach = _REACH * (upper - lower)
    return {
        "peer_median": middle, "lower_quartile": lower, "upper_quartile": upper,
        "usual_lower": lower - reach, "usual_upper": upper + reach,
    }  # fmt: skip


def _with_verdicts(table: pl.DataFrame) -> pl.DataFrame:
    there = pl.col("value").is_not_null()
    upwards = pl.col("adverse").str.starts_with("above")
    above, below = pl.col("value") > pl.col("usual_upper"), pl.col("value") < pl.col("usual_lower")
    higher = pl.col("value") > pl.col("peer_median")
    verdict = (
        pl.when(~there).then(None)
        .when(pl.col("usual_lower").is_null()).then(pl.lit("too_few_peers"))
        .when((above & upwards) | (below & ~upwards)).then(pl.lit("more_adverse_than_peers"))
        .when(above | below).then(pl.lit("less_adverse_than_peers"))
        .otherwise(pl.lit("like_peers"))
    )  # fmt: skip
    towards = pl.when(higher == upwards).then(pl.lit("more_adverse")).otherwise(pl.lit("less_adverse"))
    known = there & pl.col("peer_median").is_not_null() & (pl.col("value") != pl.col("peer_median"))
    return table.with_columns(
        verdict=verdict, towards=pl.when(known).then(towards), method=pl.when(there).then(pl.lit(METHODS[0].code))
    )


def _sentence(row: dict[str, Any], history: History) -> str:
    if row["year"] != history.years[-1] or row["verdict"] in (None, "too_few_peers"):
        return ""
    edition = history.editions[row["year"]]
    write = _written(edition.indicator(row["indicator"]).kind)
    says = {
        "like_peers": "within what is usual among",
        "more_adverse_than_peers": "more adverse than is usual among",
        "less_adverse_than_peers": "less adverse than is usual among",
    }
    return (
        f"{area_named(history, row['area_type'], row['area'])}, indicator {row['indicator']}, {row['year']}: {write(row['value'])} "
        f"({row['adverse']} is adverse), {says[row['verdict']]} {row['organisations']} organisations ({row['peers']}), "
        f"half of which lie between {write(row['lower_quartile'])} and {write(row['upper_quartile'])}."
    )


def _written(kind: str) -> Any:
    if kind == "score":
        return numbers.score_difference
    return numbers.ratio if kind == "relative_likelihood" else lambda value: numbers.points(value / 100)
