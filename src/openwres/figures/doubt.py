"""Sampling intervals beside figures that have them: flows and survey answers, never stocks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import isfinite
from typing import Any

import polars as pl

from openwres import statistics

CONFIDENCE = 0.95
WILSON = "wilson"
SCORE = "miettinen-nurminen"
ODDS = "odds-ratio-score"
AGAINST_REST = "against-rest-score"
FEW = 5_000


def with_interval(
    frame: pl.DataFrame, formula: Callable[..., Any], columns: Sequence[str], method: str, scale: float = 1.0
) -> pl.DataFrame:
    """The frame with lower, upper, confidence and method where the counts allow an interval.

    `columns` are events and trials, in pairs. A limit that does not exist is null.
    """
    usable = pl.all_horizontal(
        *(pl.col(name).is_not_null() for name in columns),
        *(
            (pl.col(trials) > 0) & (pl.col(events) <= pl.col(trials))
            for events, trials in zip(columns[::2], columns[1::2], strict=True)
        ),
    )
    rows = frame.with_row_index("at")
    chosen = rows.filter(usable)
    limits = limits_of(formula, [chosen[name].to_list() for name in columns], scale, CONFIDENCE)
    found = pl.DataFrame(
        {"at": chosen["at"], "lower": limits[0], "upper": limits[1]},
        schema_overrides={"lower": pl.Float64, "upper": pl.Float64},
    )
    found = found.with_columns(confidence=pl.lit(CONFIDENCE), method=pl.lit(method))
    return rows.join(found, on="at", how="left", maintain_order="left").drop("at")


def limits_of(
    formula: Callable[..., Any], columns: list[list[int]], scale: float, *more: float
) -> tuple[list[float | None], list[float | None]]:
    """Lower and upper limits; plain numbers while they are few, because arrays cost the import of numpy first."""
    if len(columns[0]) <= FEW:
        pairs = [formula(*row, *more) for row in zip(*columns, strict=True)]
        lower, upper = [pair.lower for pair in pairs], [pair.upper for pair in pairs]
    else:
        pair = formula(*columns, *more)
        lower, upper = list(pair.lower), list(pair.upper)
    return _finite(lower, scale), _finite(upper, scale)


def _finite(limits: Sequence[float], scale: float) -> list[float | None]:
    return [float(limit) * scale if isfinite(limit) else None for limit in limits]


def with_wilson(frame: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """A Wilson interval of a percentage."""
    return with_interval(frame, statistics.wilson_interval, columns, WILSON, 100.0)


def with_ratio_interval(frame: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """A Miettinen-Nurminen score interval of a ratio of rates, one-sided where the ratio is undefined."""
    return with_interval(frame, statistics.ratio_interval, columns, SCORE)


def with_difference_interval(frame: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """A Miettinen-Nurminen score interval of a difference of rates, in percentage points."""
    return with_interval(frame, statistics.difference_interval, columns, SCORE, 100.0)


def with_odds_interval(frame: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """A score interval of an odds ratio: how far chance would move it if the same people were allotted anew."""
    return with_interval(frame, statistics.odds_ratio_interval, columns, ODDS)


def with_rest_interval(frame: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """The same of a share over the share among everybody else."""
    return with_interval(frame, statistics.ratio_interval, columns, AGAINST_REST)
