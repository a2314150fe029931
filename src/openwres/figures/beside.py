"""What stands beside a comparison of two groups: people, power, an exact test of small counts, and what the unknown could do.

The comparisons themselves are made in `comparisons`, from the same rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import isfinite
from typing import Any

import polars as pl

from openwres import statistics
from openwres.contracts.tables import State
from openwres.figures import doubt
from openwres.figures.areas import PLACE

TRUE_RATIO, TRUE_GAP = 1.5, 0.05
"""The disparities whose chance of showing is stated: a ratio, and a difference of rates."""

SMALL_COUNT = 5
BOUNDS = "bounds-unknown"
COUNTS = ("event", "people", "other_event", "other_people")
Rows = pl.DataFrame
Comparing = Callable[[Rows], Rows]

_VALUE = pl.col("state") == str(State.VALUE)
_COUNTED = pl.all_horizontal(pl.col(name).is_not_null() for name in COUNTS)
_POSSIBLE = (pl.col("event") <= pl.col("people")) & (pl.col("other_event") <= pl.col("other_people"))
_NO_INTERVAL = [
    *(pl.lit(None, pl.Float64).alias(name) for name in ("lower", "upper", "confidence")),
    *(pl.lit(None, pl.Boolean).alias(name) for name in ("in_band", "excludes_one")),
]


def in_people(gaps: Rows, focus: str) -> Rows:
    """The gap times the people of the focus group: how many more of them had it worse, or would have had it better.

    The interval is that of the gap, with the number of people taken as it is.
    """
    people = pl.when(pl.col("over") == focus).then("people").when(pl.col("under") == focus).then("other_people")
    scale = pl.col("sign") * people / 100
    lower, upper = pl.col("lower") * scale, pl.col("upper") * scale
    return gaps.filter(pl.col("sign").is_not_null(), people.is_not_null() | ~_VALUE).with_columns(
        value=pl.col("value") * scale,
        lower=pl.when(pl.col("sign") > 0).then(lower).otherwise(upper),
        upper=pl.when(pl.col("sign") > 0).then(upper).otherwise(lower),
        statistic=pl.lit("excess_people"),
    )


def tests(compared: Rows, ratios: bool) -> Iterator[Rows]:
    """Power and, where a count is small, the mid-P test; of flows with counts and at least one event."""
    events, people = pl.col("event") + pl.col("other_event"), pl.col("people") + pl.col("other_people")
    some = (events > 0) & (pl.col("people") > 0) & (pl.col("other_people") > 0)
    likely = compared.filter(_COUNTED & _POSSIBLE & some & ~pl.col("stock"))
    likely = likely.with_columns(
        *_NO_INTERVAL,
        # The first group is the one with the higher true rate.
        first=pl.when(pl.col("sign") < 0).then("other_people").otherwise("people"),
        second=pl.when(pl.col("sign") < 0).then("people").otherwise("other_people"),
        rate=events / people, state=pl.lit(str(State.VALUE)), reason=pl.lit(""),
    )  # fmt: skip
    yield _power(likely, ratios)
    without = [pl.col("people") - pl.col("event"), pl.col("other_people") - pl.col("other_event")]
    small = likely.filter(pl.min_horizontal("event", "other_event", *without) < SMALL_COUNT)
    p_values = pl.Series(_each(statistics.mid_p_value, small, COUNTS), dtype=pl.Float64)
    yield small.with_columns(value=p_values, method=pl.lit("mid-p"), statistic=pl.lit("mid_p"))


def _power(rows: Rows, ratios: bool) -> Rows:
    """The chance in per cent that a true disparity would show: a ratio beside a ratio, a gap beside a gap."""
    found = _each(_of_ratio if ratios else _of_gap, rows, ("first", "second", "rate"))
    chances = pl.Series([None if chance is None else 100 * chance for chance in found], dtype=pl.Float64)
    method = "power-ratio" if ratios else "power-gap"
    powers = rows.with_columns(value=chances, method=pl.lit(method), statistic=pl.lit("power"))
    return powers.filter(pl.col("value").is_not_null())


def _of_ratio(first: Any, second: Any, rate: Any) -> Any:
    return statistics.power_to_show_ratio(first, second, rate, TRUE_RATIO, doubt.CONFIDENCE)


def _of_gap(first: Any, second: Any, rate: Any) -> Any:
    return statistics.power_to_show_difference(first, second, rate, TRUE_GAP, doubt.CONFIDENCE)


def _each(formula: Callable[..., Any], rows: Rows, columns: Sequence[str]) -> list[float | None]:
    """A formula of plain numbers for few rows, of arrays for many; None where it is not defined."""
    given = [rows[name].to_list() for name in columns]
    found = [formula(*one) for one in zip(*given, strict=True)] if len(rows) <= doubt.FEW else formula(*given).tolist()
    return [value if isfinite(value) else None for value in found]


def scenarios(sides: Rows, unknown: Rows, comparing: Comparing, ratios: bool) -> Iterator[Rows]:
    """The comparison with everybody of unknown group on one side, on the other, and its bounds over every assignment.

    `unknown` are the rates of the people of unknown group, `comparing` makes comparisons of sides.
    """
    on = [*PLACE, "asked"]
    theirs = unknown.filter(_VALUE, pl.col("event").is_not_null(), pl.col("people") > 0)
    theirs = theirs.select(*on, unknown_event="event", unknown_people="people")
    both = sides.filter(_COUNTED, pl.col("breakdown") == "").join(theirs, on=on)
    if both.is_empty():
        return
    prefix = pl.lit("scenario-all-")
    assigned = [
        _assigned(both, pl.concat_str(prefix, "over"), 1, 0),
        _assigned(both, pl.concat_str(prefix, "under"), 0, 1),
        _assigned(both, pl.lit(BOUNDS), 0, 0),
    ]
    compared = comparing(pl.concat(assigned))
    of_bounds = pl.col("variant") == BOUNDS
    yield compared.filter(~of_bounds)
    yield _bounds(compared.filter(of_bounds & _POSSIBLE), ratios)


def _assigned(both: Rows, variant: pl.Expr, first: int, second: int) -> Rows:
    """The sides with the unknown people and their events added to the first group, to the second, or to neither."""
    event, people = (
        pl.col("event") + first * pl.col("unknown_event"),
        pl.col("people") + first * pl.col("unknown_people"),
    )
    other_event = pl.col("other_event") + second * pl.col("unknown_event")
    other_people = pl.col("other_people") + second * pl.col("unknown_people")
    return both.with_columns(
        event=event, people=people, other_event=other_event, other_people=other_people,
        value=100 * event / people, other_value=100 * other_event / other_people, variant=variant,
    )  # fmt: skip


def _bounds(rows: Rows, ratios: bool) -> Rows:
    """The least and the greatest value over every assignment; one value cannot be given."""
    usable = rows.filter(pl.col("unknown_event") <= pl.col("unknown_people"))
    formula, scale = (statistics.ratio_bounds, 1.0) if ratios else (statistics.difference_bounds, 100.0)
    given = [usable[column].to_list() for column in (*COUNTS, "unknown_event", "unknown_people")]
    lower, upper = doubt.limits_of(formula, given, scale)
    nothing = [column for column in _NO_INTERVAL if column.meta.output_name() not in ("lower", "upper")]
    return usable.with_columns(
        *nothing, pl.Series("lower", lower, pl.Float64), pl.Series("upper", upper, pl.Float64), value=pl.lit(None, pl.Float64),
        method=pl.lit("sharp-bounds"), state=pl.lit(str(State.NOT_CALCULABLE)), reason=pl.lit("bounds_only"),
    )  # fmt: skip
