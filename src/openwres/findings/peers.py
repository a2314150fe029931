"""Each organisation among its peers: whether there is a disparity, and whether it is unlike that of its peers.

The two questions are never merged. Sentences are in `peer_words`, groups of peers in `peer_groups`, formulas in `statistics`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from openwres.contracts.tables import FIGURE_SCHEMA
from openwres.findings.compared import COUNTS, SCALES, Laid, laid_out, official
from openwres.findings.history import Asked, History
from openwres.findings.peer_groups import PeerGroup, peer_groups
from openwres.findings.peer_words import LISTED, peer_sentence
from openwres.statistics.discovery import adjusted_p_values
from openwres.statistics.elementwise import normal_tail
from openwres.statistics.funnel import Dispersion, Funnel, funnel
from openwres.statistics.ranks import Ranks, gap_estimates, rank_intervals, ratio_estimates
from openwres.statistics.scores import RATIO, Scale
from openwres.statistics.shrinkage import Pooled, partly_pooled

if TYPE_CHECKING:
    from openwres.statistics.elementwise import Floats

FEWEST_PEERS = 5
WORTH_SHOWING = {"relative_likelihood": 1.5, "gap": 5.0}
"""The distance from the peers' average that the counts should be able to show: a factor, or percentage points."""

METHOD = "funnel-additive"


class Disparity(StrEnum):
    """The answer to the first question, by the figure's own interval."""

    ADVERSE_TO_FOCUS = "adverse_to_focus"
    ADVERSE_TO_REFERENCE = "adverse_to_reference"
    NOT_SHOWN = "not_shown"


class Verdict(StrEnum):
    """The answer to the second question.

    `too_few_to_tell`: not shown to be unlike, but so few counts that a difference worth showing would be missed more
    often than not.
    """

    LIKE = "like_peers"
    MORE_ADVERSE = "more_adverse_than_peers"
    LESS_ADVERSE = "less_adverse_than_peers"
    TOO_FEW_TO_TELL = "too_few_to_tell"
    TOO_FEW_PEERS = "too_few_peers"


_OF_FIGURE = (
    "standard", "year", "area_type", "area", "indicator", "statistic", "classification", "group", "basis",
    "value", "lower", "upper", "confidence", *COUNTS, "adverse", "state", "reason",
)  # fmt: skip
_NUMBERS = (
    "peer_average", "spread", "dispersion_factor", "standard_error",
    "lower_95", "upper_95", "lower_998", "upper_998",
    "sampling_lower_95", "sampling_upper_95", "sampling_lower_998", "sampling_upper_998",
    "expected_at_peer_average", "p_value", "q_value", "average_p_value", "average_q_value", "chance_to_show",
    "pooled", "pooled_lower", "pooled_upper", "own_weight", "rank", "rank_first", "rank_last",
)  # fmt: skip
SCHEMA: dict[str, Any] = {
    **{name: FIGURE_SCHEMA[name] for name in _OF_FIGURE if name not in ("state", "reason")},
    "disparity": pl.String,
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


def find(history: History, asked: Asked) -> pl.DataFrame:
    """One row for each organisation, year, official likelihood ratio or survey gap, and group of peers.

    Columns are those of `SCHEMA`; sentences are of the newest year. Figures without counts have their state and no more.
    """
    rows = official(history, tuple(SCALES)).filter(~pl.col("stock"))
    groups = peer_groups(history, asked)
    found = [_of_scale(groups, rows.filter(pl.col("statistic") == statistic)) for statistic in SCALES]
    table = pl.concat([pl.DataFrame(schema=SCHEMA), *found], how="diagonal_relaxed")
    table = _with_verdicts(_with_q_values(table))
    table = _with_sentences(table, history) if asked.sentences else table.with_columns(sentence=pl.lit(""))
    return table.select([pl.col(name).cast(kind) for name, kind in SCHEMA.items()]).sort(
        "standard", "year", "area_type", "area", "indicator", "statistic", "basis", "peers"
    )


def _with_q_values(table: pl.DataFrame) -> pl.DataFrame:
    """Both p-values adjusted for their lists: all organisations of a year and indicator."""
    lists = (table["year"].cast(pl.String) + "|" + table["indicator"] + "|" + table["basis"]).to_numpy()
    return table.with_columns(
        pl.Series(
            f"{of}q_value", adjusted_p_values(table[f"{of}p_value"].fill_null(np.nan).to_numpy(), lists)
        ).fill_nan(None)
        for of in ("", "average_")
    )


def _of_scale(groups: Mapping[int, Sequence[PeerGroup]], rows: pl.DataFrame) -> pl.DataFrame:
    """The rows of one statistic beside their peers; those without counts or without peers with no more than a state."""
    laid = laid_out(groups, rows)
    alone = set(range(len(rows))) - set(laid.judged[:, 2].tolist())
    ungrouped = _listed(rows[sorted(alone)]).with_columns(_otherwise("no_peer_group"))
    if not len(laid.at):
        return ungrouped
    statistic = rows["statistic"][0]
    judged = _listed(rows[laid.judged[:, 2]])
    numbers = _numbers(laid, SCALES[statistic], judged, statistic)
    return pl.concat([judged.with_columns(numbers), ungrouped], how="diagonal_relaxed")


def _listed(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows as the table has them; a value known without counts cannot be told from chance."""
    listed = rows.select(*_OF_FIGURE, "counted", "focus_first").with_columns(_disparity())
    uncounted = (pl.col("state") == "value") & ~pl.col("counted")
    return listed.with_columns(
        state=pl.when(uncounted).then(pl.lit("not_calculable")).otherwise("state"),
        reason=pl.when(uncounted).then(pl.lit("no_counts")).otherwise("reason"),
    )


def _otherwise(reason: str) -> list[pl.Expr]:
    """The state `missing` for a reason, where there was a value."""
    had = pl.col("state") == "value"
    return [
        pl.when(had).then(pl.lit("missing")).otherwise("state").alias("state"),
        pl.when(had).then(pl.lit(reason)).otherwise("reason").alias("reason"),
    ]


def _disparity() -> pl.Expr:
    """Whether the figure's own interval leaves out equality, and on which side."""
    limit = pl.col("adverse").str.extract(r"([\d.]+)$").cast(pl.Float64)
    above, below = pl.col("lower") > limit, pl.col("upper") < limit
    upwards = pl.col("adverse").str.starts_with("above")
    adverse = (above & upwards) | (below & ~upwards)
    other = (above & ~upwards) | (below & upwards)
    return (
        pl.when(pl.col("lower").is_null() & pl.col("upper").is_null()).then(None)
        .when(adverse.fill_null(False)).then(pl.lit(str(Disparity.ADVERSE_TO_FOCUS)))
        .when(other.fill_null(False)).then(pl.lit(str(Disparity.ADVERSE_TO_REFERENCE)))
        .otherwise(pl.lit(str(Disparity.NOT_SHOWN))).alias("disparity")
    )  # fmt: skip


def _numbers(laid: Laid, scale: Scale, judged: pl.DataFrame, statistic: str) -> list[pl.Series]:
    """What the peers say of each judged organisation, as columns."""
    given = laid.counts()
    around, pooled = funnel(given, scale), partly_pooled(given, scale)
    upwards = judged["adverse"].str.starts_with("above").fill_null(True).to_numpy()
    columns = {
        **_funnel_columns(laid, scale, around, statistic),
        **_pooled_columns(laid, scale, pooled),
        **_rank_columns(laid, upwards, rank_intervals(*(ratio_estimates if scale is RATIO else gap_estimates)(given))),
    }
    columns["expected_at_peer_average"] = _expected(judged, columns["peer_average"], statistic)
    peers = laid.of_judged(around.peers)
    known = judged["counted"].to_numpy() & (peers >= FEWEST_PEERS) & np.isfinite(columns["standard_error"])
    z = np.where(upwards, 1, -1) * laid.of_judged(around.chance_z)
    return [
        *(pl.Series(name, np.where(known, values, np.nan)).fill_nan(None) for name, values in columns.items()),
        pl.Series("organisations", peers.astype(np.int32)),
        pl.Series("towards", np.where(z > 0, "more_adverse", "less_adverse")),
        pl.Series("peers", [laid.names[line] for line in laid.judged[:, 0]], dtype=pl.String),
    ]


def _funnel_columns(laid: Laid, scale: Scale, around: Funnel, statistic: str) -> dict[str, Floats]:
    columns = {
        "peer_average": scale.shown(laid.of_judged(around.average)),
        "spread": laid.of_judged(around.spread) * (1 if scale is RATIO else 100),
        "dispersion_factor": laid.of_judged(around.factor),
        "standard_error": np.sqrt(laid.of_judged(around.variance)) * (1 if scale is RATIO else 100),
        "p_value": laid.of_judged(around.p_value),
        "average_p_value": 2 * normal_tail(np.abs(laid.of_judged(around.chance_z))),
        "chance_to_show": laid.of_judged(_chance_to_show(np.sqrt(around.variance), statistic)),
    }
    for prefix, dispersion in (("", around.dispersion), ("sampling_", Dispersion.NONE)):
        for name, confidence in (("95", 0.95), ("998", 0.998)):
            limits = around.limits(confidence, dispersion)
            columns[f"{prefix}lower_{name}"] = scale.shown(laid.of_judged(limits.lower))
            columns[f"{prefix}upper_{name}"] = scale.shown(laid.of_judged(limits.upper))
    return columns


def _chance_to_show(error: Floats, statistic: str) -> Floats:
    """The chance that counts of this precision lie outside 95% limits of chance alone if the truth is worth showing."""
    worth = WORTH_SHOWING[statistic]
    distance = np.log(worth) if statistic == "relative_likelihood" else worth / 100
    z = distance / np.where(error > 0, error, np.nan)
    found: Floats = normal_tail(1.959964 - z) + normal_tail(1.959964 + z)
    return found


def _pooled_columns(laid: Laid, scale: Scale, pooled: Pooled) -> dict[str, Floats]:
    value, lower, upper = (scale.shown(laid.of_judged(c)) for c in (pooled.value, pooled.lower, pooled.upper))
    own = laid.of_judged(pooled.own_weight)
    return {"pooled": value, "pooled_lower": lower, "pooled_upper": upper, "own_weight": own}


def _rank_columns(laid: Laid, upwards: Any, ranks: Ranks) -> dict[str, Floats]:
    """Ranks from the least adverse up, whichever side that is."""
    all_of = laid.of_judged(np.nansum(~np.isnan(ranks.rank), axis=-1)) + 1
    rank, first, last = (laid.of_judged(places) for places in ranks)
    return {
        "rank": np.where(upwards, rank, all_of - rank),
        "rank_first": np.where(upwards, first, all_of - last),
        "rank_last": np.where(upwards, last, all_of - first),
    }


def _expected(judged: pl.DataFrame, average: Floats, statistic: str) -> Floats:
    """How many of the focus group would have the event at the peers' average, the other group's rate as it is."""
    x1, n1, x2, n2 = (judged[name].cast(pl.Float64).fill_null(np.nan).to_numpy() for name in COUNTS)
    first = judged["focus_first"].to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        if statistic == "relative_likelihood":
            rate = np.where(first, x2 / n2 * average, x1 / n1 / average)
        else:
            rate = np.where(first, x2 / n2 + average / 100, x1 / n1 - average / 100)
    people = np.where(first, n1, n2)
    found: Floats = np.clip(people * rate, 0, people)
    return found


def _with_verdicts(table: pl.DataFrame) -> pl.DataFrame:
    """The verdict of each row that has counts to go by."""
    listed = pl.col("q_value") <= LISTED
    more = pl.col("towards") == "more_adverse"
    verdict = (
        pl.when(pl.col("counted") & (pl.col("organisations") < FEWEST_PEERS)).then(pl.lit(str(Verdict.TOO_FEW_PEERS)))
        .when(pl.col("standard_error").is_null()).then(None)
        .when(listed & more).then(pl.lit(str(Verdict.MORE_ADVERSE)))
        .when(listed).then(pl.lit(str(Verdict.LESS_ADVERSE)))
        .when(pl.col("chance_to_show") < 0.5).then(pl.lit(str(Verdict.TOO_FEW_TO_TELL)))
        .otherwise(pl.lit(str(Verdict.LIKE)))
    )  # fmt: skip
    return table.with_columns(
        verdict=verdict,
        towards=pl.when(pl.col("standard_error").is_not_null()).then("towards"),
        method=pl.when(pl.col("standard_error").is_not_null()).then(pl.lit(METHOD)),
    )


def _with_sentences(table: pl.DataFrame, history: History) -> pl.DataFrame:
    newest = history.years[-1]
    said = [
        peer_sentence(row, history) if row["year"] == newest and row["verdict"] else ""
        for row in table.iter_rows(named=True)
    ]
    return table.with_columns(sentence=pl.Series(said, dtype=pl.String))
