"""Hard nuts: disparities that are shown, have lasted, and did not come down although the counts would have shown it.

What it takes is in `statistics.persistence`. How often it is wrong: `python benchmarks/simulate.py hard_nuts`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from openwres.display import numbers
from openwres.findings.history import Asked, History
from openwres.findings.series import KEY, RATIO, STOCK, WOBBLE, Series, all_series
from openwres.findings.trend_words import name_of, pooled_in_words
from openwres.findings.trends import CONFIDENCE, counts_in_words, judged, pooled_columns

HARD_NUT, TOO_FEW_TO_TELL = "hard_nut", "too_few_to_tell"

SCHEMA: dict[str, type[pl.DataType]] = {
    "standard": pl.String,
    "year": pl.Int32,
    **dict.fromkeys(KEY, pl.String),
    "state": pl.String,
    "reason": pl.String,
    "verdict": pl.String,
    "years_adverse": pl.Int32,
    "first_year": pl.Int32,
    "pooled_value": pl.Float64,
    "pooled_lower": pl.Float64,
    "pooled_upper": pl.Float64,
    "pooled_years": pl.Int32,
    "numerator": pl.Int64,
    "denominator": pl.Int64,
    "reference_numerator": pl.Int64,
    "reference_denominator": pl.Int64,
    "p_value": pl.Float64,
    "q_value": pl.Float64,
    "change_lower": pl.Float64,
    "change_upper": pl.Float64,
    "stated_change": pl.Float64,
    "power": pl.Float64,
    "confidence": pl.Float64,
    "counts": pl.String,
    "method": pl.String,
    "sentence": pl.String,
}
LEVEL = 0.05
_METHOD = "disparity-without-improvement"


def find(history: History, asked: Asked) -> pl.DataFrame:
    """Every disparity that is shown and has lasted: hard nuts, and those of which too little is known to call them so.

    q is over all organisations and indicators, and over all areas of one type and all indicators.
    """
    candidates = [
        (series, _candidates(series)) for series in all_series(history) if series.kind != STOCK and series.sign
    ]
    if not candidates:
        return pl.DataFrame(schema=SCHEMA)
    every = _with_q(pl.concat([frame for _, frame in candidates]))
    of_name = {series.indicator.name: series for series, _ in candidates}
    lasting = every.filter(pl.col("lasting"), pl.col("q_value") <= LEVEL).with_columns(
        standard=pl.lit(history.newest.standard), year=pl.lit(history.years[-1]), confidence=pl.lit(CONFIDENCE), method=pl.lit(_METHOD),
        verdict=pl.when("hard").then(pl.lit(HARD_NUT)).otherwise(pl.lit(TOO_FEW_TO_TELL)),
        state=pl.when("hard").then(pl.lit("value")).otherwise(pl.lit("not_calculable")),
        reason=pl.when("hard").then(pl.lit("")).otherwise(pl.lit("too_few_to_tell")),
    )  # fmt: skip
    if asked.organisation:
        lasting = lasting.filter(pl.col("area") == asked.organisation)
    said = [_sentence(row, of_name[row["indicator"]], history) for row in lasting.iter_rows(named=True)]
    lasting = lasting.with_columns(sentence=pl.Series(said, dtype=pl.String))
    return lasting.select(pl.col(name).cast(kind) for name, kind in SCHEMA.items()).sort(KEY)


def _with_q(candidates: pl.DataFrame) -> pl.DataFrame:
    """The p-values adjusted within each type of area."""
    from openwres.statistics.discovery import adjusted_p_values

    parts = [
        part.with_columns(q_value=pl.Series(adjusted_p_values(part["p_value"].fill_null(float("nan")).to_numpy()), nan_to_null=True))
        for part in candidates.partition_by("area_type", maintain_order=True)
    ]  # fmt: skip
    return pl.concat(parts)


def _candidates(s: Series) -> pl.DataFrame:
    """All series of an indicator with what is asked of hard nuts, adverse pointing up."""
    import numpy as np

    from openwres.statistics.persistence import hard_nuts, persistence
    from openwres.statistics.points import gap_points, ratio_points
    from openwres.statistics.trend import Trend

    points = (ratio_points if s.kind == RATIO else gap_points)(*s.counts, s.counted)
    there, trend, _ = judged(s)
    if s.sign < 0:
        trend = Trend(-trend.change, -trend.upper, -trend.lower, trend.wobble, trend.years)
    with np.errstate(divide="ignore", invalid="ignore"):
        adverse = s.sign * (s.x1 * s.n2 - s.x2 * s.n1) > 0
    common = np.nan_to_num(s.sign * points.common)
    found = persistence(
        s.years, points.variances, there, adverse & there, common, trend, WOBBLE[s.kind], logs=s.kind == RATIO
    )
    pooled = pooled_columns(s)
    limit = pooled["pooled_lower" if s.sign > 0 else "pooled_upper"].fill_null(float("nan")).to_numpy()
    with np.errstate(invalid="ignore"):
        shown = s.sign * (limit - s.parity) > 0
    hard, few = hard_nuts(found, trend, shown)
    scale = 1.0 if s.kind == RATIO else 100.0
    lower, upper = (trend.lower, trend.upper) if s.sign > 0 else (-trend.upper, -trend.lower)
    back = np.exp if s.kind == RATIO else np.asarray
    columns = {name: pl.Series(back(scale * each), nan_to_null=True) for name, each in
               (("change_lower", lower), ("change_upper", upper), ("stated_change", s.sign * found.stated))}  # fmt: skip
    return s.keys.with_columns(
        years_adverse=pl.Series(found.run.astype(int)), first_year=pl.Series(s.years[there.argmax(axis=1)].astype(int)),
        power=pl.Series(found.power, nan_to_null=True),
        p_value=pl.Series(s.pooled().p_value, nan_to_null=True), hard=pl.Series(hard), lasting=pl.Series(hard | few),
        counts=pl.Series(counts_in_words(s), dtype=pl.String), **pooled, **columns,
    )  # fmt: skip


def _sentence(row: Mapping[str, Any], s: Series, history: History) -> str:
    years = f"adverse in each of the last {row['years_adverse']} years with counts, {pooled_in_words(row, s)}"
    if row["verdict"] == HARD_NUT:
        told = f"half of the excess gone since {row['first_year']} would have shown {numbers.chance(row['power'])}, and did not"
        return f"{name_of(row, history)}: a hard nut; {years}; {told}."
    told = "no improvement is shown, but these counts do not rule one out"
    power = f"half of the excess gone since {row['first_year']} would show {numbers.chance(row['power'])}"
    return f"{name_of(row, history)}: too few to tell whether it moves; {years}; {told}: {power}."
