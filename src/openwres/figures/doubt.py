"""Intervals beside figures: sampling intervals of flows and survey answers, never of stocks, and those of a random allocation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import isfinite
from typing import Any

import polars as pl

from openwres import statistics
from openwres.statistics.method import Method

CONFIDENCE = 0.95
WILSON = "wilson"
SCORE = "miettinen-nurminen"
ODDS = "odds-ratio-score"
AGAINST_REST = "against-rest-score"
FEW = 750
"""Up to so many rows, which is more than one organisation has, plain numbers cost less than the import of numpy."""
METHODS = (
    Method(
        code=AGAINST_REST,
        title="Interval of a grade's share over that of everybody else",
        answers="How far would chance alone move the share of a group in a grade, over its share among everybody else, if the same "
        "people were dealt out to the grades anew?",
        formula="ratio = (x1 / n1) / (x2 / n2), interval: every ratio that the Miettinen-Nurminen score test keeps\n"
        "x1 of the group among n1 people in the grade, x2 among the n2 who are not in it",
        assumptions="The people are counted completely, so this is no sampling error: it is the scatter of a random allocation of "
        "the same people to the grades.",
        at_zero="Nobody in the grade, or nobody of the group elsewhere: no ratio. Nobody of the group in the grade: from 0 on.",
        source="Miettinen and Nurminen (1985), Statistics in Medicine 4, 213-226, on a part and the rest of a finite population",
    ),
)
Limits = tuple[list[float | None], list[float | None]]


def with_interval(
    frame: pl.DataFrame, formula: Callable[..., Any], columns: Sequence[str], method: str, scale: float = 1.0,
    unless: str = "",
) -> pl.DataFrame:  # fmt: skip
    """The frame with lower, upper, confidence and method where the counts allow an interval.

    `columns` are events and trials, in pairs; `unless` names a column that says where there is none. A limit that does
    not exist is null. Every call to the table library takes longer than a handful of intervals, so there is one.
    """
    if len(frame) > FEW:
        return _with_many(frame, formula, columns, method, scale, unless)
    given = [frame[name].to_list() for name in columns]
    barred = frame[unless].to_list() if unless else [False] * len(frame)
    usable = [not bar and _allow(row) for bar, row in zip(barred, zip(*given, strict=True), strict=True)]
    chosen = [[value for value, use in zip(column, usable, strict=True) if use] for column in given]
    lower, upper = (iter(ends) for ends in limits_of(formula, chosen, scale, CONFIDENCE))
    return frame.with_columns(
        pl.Series("lower", [next(lower) if use else None for use in usable], pl.Float64),
        pl.Series("upper", [next(upper) if use else None for use in usable], pl.Float64),
        pl.Series("confidence", [CONFIDENCE if use else None for use in usable], pl.Float64),
        pl.Series("method", [method if use else None for use in usable], pl.String),
    )


def _allow(counts: Sequence[int | None]) -> bool:
    """Whether there are people, all counts are known, and no more events than people."""
    pairs = zip(counts[::2], counts[1::2], strict=True)
    return all(events is not None and trials is not None and 0 <= events <= trials > 0 for events, trials in pairs)


def _with_many(
    frame: pl.DataFrame, formula: Callable[..., Any], columns: Sequence[str], method: str, scale: float, unless: str
) -> pl.DataFrame:
    """The same for many rows, by columns."""
    import numpy as np

    pairs = zip(columns[::2], columns[1::2], strict=True)
    usable = pl.all_horizontal(
        *(pl.col(events).is_between(0, pl.col(trials)) & (pl.col(trials) > 0) for events, trials in pairs),
        *([~pl.col(unless)] if unless else []),
    ).fill_null(False)
    rows = frame.select(*{*columns}, usable=usable)
    use = rows["usable"].to_numpy()
    pair = formula(*(rows[name].filter(rows["usable"]).to_numpy() for name in columns), CONFIDENCE)
    limits = []
    for name, found in (("lower", pair.lower), ("upper", pair.upper)):
        column = np.full(len(frame), np.nan)
        column[use] = np.where(np.isfinite(found), found * scale, np.nan)
        limits.append(pl.Series(name, column, nan_to_null=True))
    said = pl.when(rows["usable"])
    return frame.with_columns(
        *limits, said.then(pl.lit(CONFIDENCE)).alias("confidence"), said.then(pl.lit(method)).alias("method")
    )


def limits_of(formula: Callable[..., Any], columns: Sequence[Sequence[Any]], scale: float, *more: float) -> Limits:
    """Lower and upper limits; plain numbers while they are few, because arrays cost the import of numpy first."""
    if len(columns[0]) <= FEW:
        pairs = [formula(*row, *more) for row in zip(*columns, strict=True)]
        lower, upper = [pair.lower for pair in pairs], [pair.upper for pair in pairs]
    else:
        pair = formula(*columns, *more)
        lower, upper = pair.lower.tolist(), pair.upper.tolist()
    return _finite(lower, scale), _finite(upper, scale)


def _finite(limits: Sequence[float], scale: float) -> list[float | None]:
    return [limit * scale if isfinite(limit) else None for limit in limits]


def with_wilson(frame: pl.DataFrame, columns: Sequence[str], unless: str = "") -> pl.DataFrame:
    """A Wilson interval of a percentage."""
    return with_interval(frame, statistics.wilson_interval, columns, WILSON, 100.0, unless)


def with_ratio_interval(frame: pl.DataFrame, columns: Sequence[str], unless: str = "") -> pl.DataFrame:
    """A Miettinen-Nurminen score interval of a ratio of rates, one-sided where the ratio is undefined."""
    return with_interval(frame, statistics.ratio_interval, columns, SCORE, 1.0, unless)


def with_difference_interval(frame: pl.DataFrame, columns: Sequence[str], unless: str = "") -> pl.DataFrame:
    """A Miettinen-Nurminen score interval of a difference of rates, in percentage points."""
    return with_interval(frame, statistics.difference_interval, columns, SCORE, 100.0, unless)


def with_odds_interval(frame: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """A score interval of an odds ratio: how far chance would move it if the same people were allotted anew."""
    return with_interval(frame, statistics.odds_ratio_interval, columns, ODDS)


def with_rest_interval(frame: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """The same of a share over the share among everybody else."""
    return with_interval(frame, statistics.ratio_interval, columns, AGAINST_REST)
