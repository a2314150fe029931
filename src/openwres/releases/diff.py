"""What differs between the figures of two releases, figure by figure. How a difference reads is said in `wording`."""

from __future__ import annotations

from enum import StrEnum

import polars as pl

from openwres.contracts.tables import FIGURE_KEY, FIGURE_SCHEMA, State

KEY = [name for name in FIGURE_KEY if name != "edition"]
_SHOWN = [name for name in FIGURE_SCHEMA if name not in FIGURE_KEY]
_NUMBERS = [name for name in _SHOWN if FIGURE_SCHEMA[name] == pl.Float64]
_COUNTS = ["numerator", "denominator", "reference_numerator", "reference_denominator", "organisations", "expected"]
_STATE = ["state", "reason"]
_RULE = ["receipt", "verified", "method", "adverse"]
_AS_SHOWN = 1e-11  # tables hold twelve significant digits
AREA_TYPES = ("nation", "region", "icb", "type", "organisation")


class Change(StrEnum):
    """How a figure differs, in the order in which it is told."""

    GONE = "gone"
    NEW = "new"
    STATE = "state"
    VALUE = "value"
    BESIDE = "beside"
    RULE = "rule"


def between(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """One row for each figure that differs: its key, `change`, and everything shown as `before_NAME` and `after_NAME`.

    Only the worst difference of a figure is named: that it is gone or new, then its state, its value, its counts or
    interval beside the same value, last the rule by which it was made.
    """
    sides = [_side(table, name) for table, name in ((before, "before"), (after, "after"))]
    both = sides[0].join(sides[1], on=KEY, how="full", coalesce=True)
    change = (
        pl.when(pl.col("after_state").is_null()).then(pl.lit(str(Change.GONE)))
        .when(pl.col("before_state").is_null()).then(pl.lit(str(Change.NEW)))
        .when(_any(_STATE)).then(pl.lit(str(Change.STATE)))
        .when(_moved("value")).then(pl.lit(str(Change.VALUE)))
        .when(pl.any_horizontal(_moved(name) for name in _NUMBERS) | _any(_COUNTS)).then(pl.lit(str(Change.BESIDE)))
        .when(_any(_RULE)).then(pl.lit(str(Change.RULE)))
    )  # fmt: skip
    found = both.with_columns(change=change).filter(pl.col("change").is_not_null())
    order = pl.Enum([str(one) for one in Change])
    return found.sort(pl.col("change").cast(order), *KEY).select(*KEY, "change", pl.exclude(*KEY, "change"))


def _side(figures: pl.DataFrame, name: str) -> pl.DataFrame:
    return figures.select(*KEY, pl.col(_SHOWN).name.prefix(f"{name}_"))


def _any(names: list[str]) -> pl.Expr:
    return pl.any_horizontal(pl.col(f"before_{name}").ne_missing(pl.col(f"after_{name}")) for name in names)


def _moved(name: str) -> pl.Expr:
    """Whether a number differs in the digits that tables hold."""
    before, after = pl.col(f"before_{name}"), pl.col(f"after_{name}")
    size = pl.max_horizontal(before.abs(), after.abs())
    return (before.is_null() != after.is_null()) | ((before - after).abs() > _AS_SHOWN * size).fill_null(False)


def hidden_now(changed: pl.DataFrame) -> pl.DataFrame:
    """The figures that had a value and are suppressed now, which readers will ask about."""
    return changed.filter(pl.col("before_state") == str(State.VALUE), pl.col("after_state") == str(State.SUPPRESSED))


def counted(changed: pl.DataFrame) -> pl.DataFrame:
    """How many figures changed in which way, by indicator and kind of area."""
    order = pl.Enum([str(one) for one in Change])
    groups = changed.group_by("change", "indicator", "area_type").len("figures")
    return groups.sort(pl.col("change").cast(order), "indicator", "area_type")
