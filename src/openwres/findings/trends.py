"""Trends: whether an official value of an organisation or area moves over its comparable years, and its pooled value.

How a trend is judged is in `statistics.trend`; years before a break are never used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from openwres.findings.history import Asked, History
from openwres.findings.series import GAP, KEY, RATIO, STOCK, WOBBLE, Series, all_series
from openwres.findings.trend_words import sentence

if TYPE_CHECKING:
    from openwres.findings.series import Floats, Truths
    from openwres.statistics.trend import Trend

IMPROVING, WORSENING, NO_CHANGE_SHOWN, TOO_FEW = "improving", "worsening", "no_change_shown", "too_few"
RISING, FALLING = "rising", "falling"
CONFIDENCE = 0.95
STATED = {RATIO: 0.9, GAP: 0.01}
"""The improvement a year whose chance to show is told: a tenth off a ratio, one point off a gap."""

SCHEMA: dict[str, type[pl.DataType]] = {
    "standard": pl.String,
    "year": pl.Int32,
    **dict.fromkeys(KEY, pl.String),
    "adverse": pl.String,
    "state": pl.String,
    "reason": pl.String,
    "verdict": pl.String,
    "years": pl.Int32,
    "first_year": pl.Int32,
    "last_year": pl.Int32,
    "missing_years": pl.String,
    "break_year": pl.Int32,
    "first_value": pl.Float64,
    "last_value": pl.Float64,
    "change": pl.Float64,
    "change_lower": pl.Float64,
    "change_upper": pl.Float64,
    "confidence": pl.Float64,
    "wobble": pl.Float64,
    "power": pl.Float64,
    "pooled_value": pl.Float64,
    "pooled_lower": pl.Float64,
    "pooled_upper": pl.Float64,
    "pooled_years": pl.Int32,
    "numerator": pl.Int64,
    "denominator": pl.Int64,
    "reference_numerator": pl.Int64,
    "reference_denominator": pl.Int64,
    "counts": pl.String,
    "method": pl.String,
    "sentence": pl.String,
}


def find(history: History, asked: Asked) -> pl.DataFrame:
    """The trend of every organisation and area in every indicator; of one organisation where it is asked for."""
    frames = [pl.DataFrame(schema=SCHEMA), *(_of_indicator(history, series) for series in all_series(history))]
    found = pl.concat(frames)
    if asked.organisation:
        found = found.filter(pl.col("area") == asked.organisation)
    return found.sort(KEY)


def _of_indicator(history: History, s: Series) -> pl.DataFrame:
    there, trend, power = judged(s)
    frame = s.keys.with_columns(
        standard=pl.lit(history.newest.standard), year=pl.lit(history.years[-1]), adverse=pl.lit(s.indicator.adverse or None),
        break_year=_break(history, s), confidence=pl.lit(CONFIDENCE), **_judgement(s, there, trend, power), **pooled_columns(s),
        counts=pl.Series(counts_in_words(s), dtype=pl.String), method=pl.lit("yearly-changes" if s.kind == STOCK else "counts-and-wobble"),
    )  # fmt: skip
    named = [sentence(row, s, history) for row in frame.iter_rows(named=True)]
    frame = frame.with_columns(sentence=pl.Series(named, dtype=pl.String))
    return frame.select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())


def judged(s: Series) -> tuple[Truths, Trend, Floats]:
    """Where each series has a point, its trend (of logs where it is a ratio), and the chance to show the stated improvement."""
    import numpy as np

    from openwres.statistics.points import gap_points, ratio_points
    from openwres.statistics.trend import power_at_width, power_to_show_change, trend_of_counts, trend_of_stocks

    if s.kind == STOCK:
        there = np.isfinite(s.values) & ((s.values > 0) | (not s.logs))
        values = np.log(np.where(there, s.values, 1.0)) if s.logs else s.values
        return there, trend_of_stocks(s.years, values, there, _grain(s)), np.full(len(there), np.nan)
    points = (ratio_points if s.kind == RATIO else gap_points)(*s.counts, s.counted)
    trend = trend_of_counts(s.years, points.values, points.variances, points.there, WOBBLE[s.kind], CONFIDENCE)
    stated = np.log(STATED[RATIO]) if s.kind == RATIO else STATED[GAP]
    power = power_to_show_change(s.years, points.variances, points.there, stated, WOBBLE[s.kind], CONFIDENCE)
    return points.there, trend, np.fmin(power, power_at_width(trend, stated, CONFIDENCE))


def _grain(s: Series) -> Floats:
    """What one person changes in a share of the first population, in points; of a ratio nothing is assumed."""
    import numpy as np

    largest = s.n1.max(axis=1)
    return np.where((largest > 0) & (not s.logs), 100 / np.maximum(largest, 1), 0.0)


def verdicts(trend: Trend, sign: int) -> list[str]:
    """The verdict of each trend: by its interval, and by the side that is adverse."""
    import numpy as np

    up, down = (WORSENING, IMPROVING) if sign > 0 else (IMPROVING, WORSENING) if sign < 0 else (RISING, FALLING)
    words = np.select(
        [trend.lower > 0, trend.upper < 0, np.isfinite(trend.change)], [up, down, NO_CHANGE_SHOWN], TOO_FEW
    )
    return [str(word) for word in words]


def _judgement(s: Series, there: Truths, trend: Trend, power: Floats) -> dict[str, pl.Series]:
    """The columns of the verdict. A change is a factor a year for a ratio, points a year otherwise."""
    import numpy as np

    verdict = verdicts(trend, s.sign)
    few = [word == TOO_FEW for word in verdict]
    scale = 100.0 if s.kind == GAP else 1.0
    limits = (trend.change, trend.lower, trend.upper)
    change, lower, upper = (np.exp(each) if s.logs else scale * each for each in limits)
    shown = np.isfinite(s.values)
    return {
        "verdict": pl.Series(verdict),
        "state": pl.Series(["not_calculable" if one else "value" for one in few]),
        "reason": pl.Series(["too_few_years" if one else "" for one in few]),
        "years": pl.Series(there.sum(axis=1)),
        "first_year": _at_end(s.years, shown, first=True).cast(pl.Int32),
        "last_year": _at_end(s.years, shown, first=False).cast(pl.Int32),
        "first_value": _at_end(s.values, shown, first=True), "last_value": _at_end(s.values, shown, first=False),
        "missing_years": pl.Series([_missing(s.years, row) for row in there], dtype=pl.String),
        "change": _known(change), "change_lower": _known(lower), "change_upper": _known(upper),
        "wobble": _known(trend.wobble * scale), "power": _known(np.where(few, np.nan, power)),
    }  # fmt: skip


def _known(numbers: Floats) -> pl.Series:
    """Numbers with null where there is none, or no limit."""
    import numpy as np

    return pl.Series(np.where(np.isfinite(numbers), numbers, np.nan), nan_to_null=True)


def _at_end(table: Floats, shown: Truths, *, first: bool) -> pl.Series:
    """What stands in the first or last year that has a value."""
    import numpy as np

    order = shown if first else shown[:, ::-1]
    at = order.argmax(axis=1)
    at = at if first else shown.shape[1] - 1 - at
    found = table[at] if table.ndim == 1 else table[np.arange(len(table)), at]
    return pl.Series(np.where(shown.any(axis=1), found, np.nan), nan_to_null=True)


def _missing(years: Floats, there: Truths) -> str:
    return " ".join(str(int(year)) for year, known in zip(years, there, strict=True) if not known)


def _break(history: History, s: Series) -> pl.Expr:
    """The year of the break that hides earlier years of the history; null where none does."""
    year = s.indicator.break_year
    return pl.lit(year if year and year > history.years[0] else None, pl.Int32)


def pooled_columns(s: Series) -> dict[str, pl.Series]:
    """The value of up to three years together, with its counts; null for stocks."""
    import numpy as np

    names = ("numerator", "denominator", "reference_numerator", "reference_denominator")
    if s.kind == STOCK:
        nothing = pl.Series([None] * len(s.keys), dtype=pl.Float64)
        return dict.fromkeys(("pooled_value", "pooled_lower", "pooled_upper", "pooled_years", *names), nothing)
    sums = s.pooled()
    found: tuple[Floats, ...]
    found = sums.ratio(CONFIDENCE) if s.logs else tuple(100 * each for each in sums.gap(CONFIDENCE))
    without = (found[1] == 0) & np.isinf(found[2])
    limits = {
        name: _known(np.where(without, np.nan, each)) for name, each in zip(("lower", "upper"), found[1:], strict=True)
    }
    counts = dict(zip(names, (sums.x1, sums.n1, sums.x2, sums.n2), strict=True))
    return {
        "pooled_value": _known(found[0]), "pooled_lower": limits["lower"], "pooled_upper": limits["upper"],
        "pooled_years": _known(np.where(sums.years > 0, sums.years, np.nan)).cast(pl.Int32),
        **{name: _known(np.where(sums.years > 0, each, np.nan)) for name, each in counts.items()},
    }  # fmt: skip


def counts_in_words(s: Series) -> list[str]:
    """The counts of each year, as evidence: `2025: 90/800 and 180/1000; 2026: ...`, the first group first."""
    parts = [each.astype(int).tolist() for each in s.counts]
    years, known = [int(year) for year in s.years], s.counted.tolist()
    return [
        "; ".join(
            f"{year}: {parts[0][n][at]}/{parts[1][n][at]} and {parts[2][n][at]}/{parts[3][n][at]}"
            for at, year in enumerate(years)
            if known[n][at]
        )
        for n in range(len(known))
    ]
