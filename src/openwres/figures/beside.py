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
_VALUE = pl.col("state") == str(State.VALUE)
_MADE = ("value", "lower", "upper", "confidence", "method", "in_band", "excludes_one")

Rows = pl.DataFrame
Comparing = Callable[[Rows], Rows]


def beside(compared: Rows, gaps: Rows, sides: Rows, unknown: Rows, comparing: Comparing, focus: str) -> Iterator[Rows]:
    """All that stands beside the figures `compared`, which `comparing` made of the `sides`.

    `gaps` are the differences of the same sides in points, `unknown` the rates of the people of unknown group.
    """
    yield in_people(gaps, focus)
    yield from _tests(compared)
    yield from scenarios(sides, unknown, comparing)


def in_people(gaps: Rows, focus: str) -> Rows:
    """The gap times the people of the focus group: how many more of them had it worse, or would have had it better.

    The interval is that of the gap, with the number of people taken as it is.
    """
    people = pl.when(pl.col("over") == focus).then("people").when(pl.col("under") == focus).then("other_people")
    directed = gaps.filter(pl.col("sign").is_not_null(), people.is_not_null() | ~_VALUE)
    directed = directed.with_columns(scale=pl.col("sign") * people / 100)
    limits = [pl.col(name) * pl.col("scale") for name in ("lower", "upper")]
    return directed.with_columns(
        value=pl.col("value") * pl.col("scale"),
        lower=pl.when(pl.col("sign") > 0).then(limits[0]).otherwise(limits[1]),
        upper=pl.when(pl.col("sign") > 0).then(limits[1]).otherwise(limits[0]),
        statistic=pl.lit("excess_people"),
    )


def _tests(compared: Rows) -> Iterator[Rows]:
    """Power and, where a count is small, the mid-P test; of flows with counts only."""
    counted = pl.all_horizontal(pl.col(name).is_not_null() for name in COUNTS) & ~pl.col("stock")
    whole = compared.filter(counted).filter(pl.col("people") > 0, pl.col("other_people") > 0)
    bare = whole.drop(name for name in _MADE if name in whole.columns)
    bare = bare.with_columns(state=pl.lit(str(State.VALUE)), reason=pl.lit(""))
    yield _power(bare)
    without = pl.min_horizontal(
        "event", "other_event", pl.col("people") - pl.col("event"), pl.col("other_people") - pl.col("other_event")
    )
    small = bare.filter(without < SMALL_COUNT, pl.col("event") + pl.col("other_event") > 0)
    small = small.filter(pl.col("event") <= pl.col("people"), pl.col("other_event") <= pl.col("other_people"))
    p_values = _each(statistics.mid_p_value, small, COUNTS)
    yield small.with_columns(
        value=pl.Series(p_values, dtype=pl.Float64), method=pl.lit("mid-p"), statistic=pl.lit("mid_p")
    )


def _power(rows: Rows) -> Rows:
    """The chance in per cent that a true disparity would show, a ratio for likelihoods and a gap for percentages."""
    rate = (pl.col("event") + pl.col("other_event")) / (pl.col("people") + pl.col("other_people"))
    rated = rows.with_columns(rate=rate).filter(pl.col("rate") > 0, pl.col("rate") < 1)
    parts = []
    for formula, method, kind in (
        (_of_ratio, "power-ratio", pl.col("statistic") == "relative_likelihood"),
        (_of_gap, "power-gap", pl.col("statistic") == "gap"),
    ):
        its = rated.filter(kind)
        adverse = its.with_columns(  # the first group is the one with the higher true rate
            first=pl.when(pl.col("sign") < 0).then("other_people").otherwise("people"),
            second=pl.when(pl.col("sign") < 0).then("people").otherwise("other_people"),
        )
        chances = _each(formula, adverse, ("first", "second", "rate"))
        value = pl.Series([None if chance is None else 100 * chance for chance in chances], dtype=pl.Float64)
        parts.append(its.with_columns(value=value, method=pl.lit(method), statistic=pl.lit("power")))
    return pl.concat(parts).filter(pl.col("value").is_not_null())


def _of_ratio(first: Any, second: Any, rate: Any) -> Any:
    return statistics.power_to_show_ratio(first, second, rate, TRUE_RATIO, doubt.CONFIDENCE)


def _of_gap(first: Any, second: Any, rate: Any) -> Any:
    return statistics.power_to_show_difference(first, second, rate, TRUE_GAP, doubt.CONFIDENCE)


def _each(formula: Callable[..., Any], rows: Rows, columns: Sequence[str]) -> list[float | None]:
    """A formula of plain numbers for few rows, of arrays for many; None where it is not defined."""
    given = [rows[name].to_list() for name in columns]
    found = [formula(*one) for one in zip(*given, strict=True)] if len(rows) <= doubt.FEW else formula(*given).tolist()
    return [value if isfinite(value) else None for value in found]


def scenarios(sides: Rows, unknown: Rows, comparing: Comparing) -> Iterator[Rows]:
    """The comparison with everybody of unknown group on one side, on the other, and its bounds over every assignment."""
    on = [*PLACE, "asked"]
    theirs = unknown.filter(_VALUE, pl.col("event").is_not_null(), pl.col("people") > 0)
    whole = sides.filter(pl.col("breakdown") == "", pl.all_horizontal(pl.col(name).is_not_null() for name in COUNTS))
    both = whole.join(theirs.select(*on, unknown_event="event", unknown_people="people"), on=on)
    for event, people, side in (("event", "people", "over"), ("other_event", "other_people", "under")):
        added = both.with_columns(
            pl.col(event) + pl.col("unknown_event"),
            pl.col(people) + pl.col("unknown_people"),
            variant=pl.concat_str(pl.lit("scenario-all-"), pl.col(side)),
        )
        rates = [(100 * pl.col(f"{of}event") / pl.col(f"{of}people")).alias(f"{of}value") for of in ("", "other_")]
        yield comparing(added.with_columns(rates))
    yield _bounds(comparing(both))


def _bounds(rows: Rows) -> Rows:
    """The least and the greatest value over every assignment; one value cannot be given."""
    usable = rows.filter(pl.col("event") <= pl.col("people"), pl.col("other_event") <= pl.col("other_people"))
    usable = usable.filter(pl.col("unknown_event") <= pl.col("unknown_people"))
    parts = []
    for name, formula, scale in (
        ("relative_likelihood", statistics.ratio_bounds, 1.0),
        ("gap", statistics.difference_bounds, 100.0),
    ):
        its = usable.filter(pl.col("statistic") == name)
        given = [its[column].to_list() for column in (*COUNTS, "unknown_event", "unknown_people")]
        lower, upper = doubt.limits_of(formula, given, scale)
        limits = [pl.Series(ends, dtype=pl.Float64) for ends in (lower, upper)]
        parts.append(
            its.drop(made for made in _MADE if made in its.columns).with_columns(lower=limits[0], upper=limits[1])
        )
    return pl.concat(parts).with_columns(
        variant=pl.lit(BOUNDS), method=pl.lit("sharp-bounds"),
        state=pl.lit(str(State.NOT_CALCULABLE)), reason=pl.lit("bounds_only"),
    )  # fmt: skip
