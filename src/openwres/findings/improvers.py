"""Sustained improvers: organisations whose disparity was high, came down and stayed down, beyond chance and return to the usual.

How that is told is in `statistics.improvement`. How often it is wrong: `python benchmarks/simulate.py improvers`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from openwres.display import numbers
from openwres.findings.history import Asked, History
from openwres.findings.series import KEY, RATIO, STOCK, Series, all_series
from openwres.findings.trend_words import name_of, value_in_words
from openwres.findings.trends import CONFIDENCE, counts_in_words

SUSTAINED, NOT_SHOWN, TOO_FEW = "sustained", "not_shown", "too_few"
LEVEL = 0.10

SCHEMA: dict[str, type[pl.DataType]] = {
    "standard": pl.String,
    "year": pl.Int32,
    **dict.fromkeys(KEY, pl.String),
    "state": pl.String,
    "reason": pl.String,
    "verdict": pl.String,
    "baseline_from": pl.Int32,
    "baseline_to": pl.Int32,
    "confirmed_from": pl.Int32,
    "confirmed_to": pl.Int32,
    "observed_baseline": pl.Float64,
    "baseline": pl.Float64,
    "after": pl.Float64,
    "change": pl.Float64,
    "change_lower": pl.Float64,
    "change_upper": pl.Float64,
    "confidence": pl.Float64,
    "peers_before": pl.Float64,
    "peers_after": pl.Float64,
    "p_value": pl.Float64,
    "q_value": pl.Float64,
    "counts": pl.String,
    "method": pl.String,
    "sentence": pl.String,
}
_METHOD = "confirmed-after-shrunk-baseline"


def find(history: History, asked: Asked) -> pl.DataFrame:
    """Every organisation and indicator with counts: whether a sustained improvement is shown, or why that cannot be said.

    Only those whose drawn-in baseline is adverse are tested; q is over all of these, whatever is asked for.
    """
    from openwres.statistics.discovery import adjusted_p_values

    blocks = [s for s in all_series(history, ["organisation"]) if s.kind != STOCK and s.sign]
    frames = [frame for s in blocks if (frame := _of_indicator(s)) is not None]
    if not frames:
        return pl.DataFrame(schema=SCHEMA)
    every = pl.concat(frames)
    q = adjusted_p_values(every["p_value"].fill_null(float("nan")).to_numpy())
    every = every.with_columns(
        q_value=pl.Series(q, nan_to_null=True), standard=pl.lit(history.newest.standard), year=pl.lit(history.years[-1]),
        confidence=pl.lit(CONFIDENCE), method=pl.lit(_METHOD),
    )  # fmt: skip
    known = pl.col("state") == "value"
    shown = pl.when(pl.col("q_value") <= LEVEL).then(pl.lit(SUSTAINED)).otherwise(pl.lit(NOT_SHOWN))
    every = every.with_columns(verdict=pl.when(known).then(shown).otherwise(pl.lit(TOO_FEW)))
    if asked.organisation:
        every = every.filter(pl.col("area") == asked.organisation)
    of_name = {s.indicator.name: s for s in blocks}
    said = [_sentence(row, of_name[row["indicator"]], history) for row in every.iter_rows(named=True)]
    every = every.with_columns(sentence=pl.Series(said, dtype=pl.String))
    return every.select(pl.col(name).cast(kind) for name, kind in SCHEMA.items()).sort(KEY)


def _of_indicator(s: Series) -> pl.DataFrame | None:
    """All organisations in one indicator, adverse pointing up inside; None where years or peers are too few for anybody."""
    import numpy as np

    from openwres.statistics.improvement import FEWEST_YEARS, split, sustained_improvement
    from openwres.statistics.points import gap_points, ratio_points

    if len(s.years) < FEWEST_YEARS:
        return _nobody(s, "too_few_years")
    points = (ratio_points if s.kind == RATIO else gap_points)(*s.counts, s.counted)
    try:
        found = sustained_improvement(s.years, s.sign * points.values, points.variances, points.there, CONFIDENCE)
    except ValueError:
        return _nobody(s, "too_few_peers")
    first, last = split(len(s.years))
    tested = found.baseline > 0
    known = np.isfinite(found.baseline)
    ends = (found.lower, found.upper) if s.sign > 0 else (found.upper, found.lower)
    placed = {"observed_baseline": found.observed, "baseline": found.baseline, "after": found.after,
              "change": found.after - found.baseline, "change_lower": ends[0], "change_upper": ends[1],
              "peers_before": np.where(known, found.usual, np.nan), "peers_after": np.where(known, found.usual_after, np.nan)}  # fmt: skip
    back = np.exp if s.kind == RATIO else (lambda each: 100 * each)
    reason = np.select([~known, ~tested], ["too_few_years", "no_adverse_baseline"], "")
    return s.keys.with_columns(
        state=pl.Series(np.where(reason == "", "value", "not_calculable").tolist()), reason=pl.Series(reason.tolist()),
        **{name: pl.lit(int(year)) for name, year in zip(_PERIOD, (*s.years[first][[0, -1]], *s.years[last][[0, -1]]), strict=True)},
        **{name: pl.Series(back(s.sign * each), nan_to_null=True) for name, each in placed.items()},
        p_value=pl.Series(np.where(tested, found.p, np.nan), nan_to_null=True), counts=pl.Series(counts_in_words(s), dtype=pl.String),
    )  # fmt: skip


_PERIOD = ("baseline_from", "baseline_to", "confirmed_from", "confirmed_to")
_NUMBERS = (
    "observed_baseline",
    "baseline",
    "after",
    "change",
    "change_lower",
    "change_upper",
    "peers_before",
    "peers_after",
    "p_value",
)


def _nobody(s: Series, reason: str) -> pl.DataFrame:
    """Rows that say why nobody can be judged."""
    return s.keys.with_columns(
        state=pl.lit("not_calculable"), reason=pl.lit(reason), **{name: pl.lit(None, pl.Int32) for name in _PERIOD},
        **{name: pl.lit(None, pl.Float64) for name in _NUMBERS}, counts=pl.Series(counts_in_words(s), dtype=pl.String),
    )  # fmt: skip


def _sentence(row: Mapping[str, Any], s: Series, history: History) -> str:
    """Told of sustained improvers only: not to be on the list says little."""
    if row["verdict"] != SUSTAINED:
        return ""
    before, after, usual, usual_after = (
        value_in_words(row[name], s) for name in ("baseline", "after", "peers_before", "peers_after")
    )
    return (
        f"{name_of(row, history)}: a sustained improvement, from {before} in {row['baseline_from']} to {row['baseline_to']} "
        f"(observed {value_in_words(row['observed_baseline'], s)}, drawn towards the peers) to {after} in {row['confirmed_from']} to "
        f"{row['confirmed_to']}, in all of these years but any one; peers moved from {usual} to {usual_after} "
        f"(q {numbers.p_value(row['q_value'])}).{_past(row, s)}"
    )


def _past(row: Mapping[str, Any], s: Series) -> str:
    """Said where the last years lie on the side that is not adverse, so that nobody reads on as before."""
    if s.sign * (row["after"] - s.parity) >= 0:
        return ""
    return " That is past equality: to go further this way would be no improvement."
