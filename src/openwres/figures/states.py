"""Typed states of figures: what stands in the way of a value, said once and in the same order everywhere."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from openwres.contracts.tables import State

_BEFORE = (State.SUPPRESSED, State.MISSING, State.NOT_COLLECTED, State.NOT_CALCULABLE)


def reason_code(*words: str) -> str:
    """A reason such as `no_bme_shortlisted`; an item's hyphens become underscores."""
    return "_".join(word.replace("-", "_") for word in words if word)


def reason_of(*words: pl.Expr) -> pl.Expr:
    """A reason such as `no_bme_shortlisted`, where the words differ by row; a null is left out."""
    return pl.concat_str(pl.lit("no"), *words, separator="_", ignore_nulls=True).str.replace_all("[-*]", "_")


def with_state(frame: pl.DataFrame, names: Sequence[str], checks: Sequence[tuple[pl.Expr, pl.Expr]]) -> pl.DataFrame:
    """The frame with `state` and `reason`: what stands in the way of a value, or `value` where nothing does.

    First those of the counts, suppressed before missing before not collected, then the first check (condition, reason)
    that holds.
    """
    stops = [
        (pl.col(f"{name}_state") == str(worse), pl.lit(str(worse)), pl.col(f"{name}_reason"))
        for worse in _BEFORE
        for name in names
    ]
    stops += [(condition, pl.lit(str(State.NOT_CALCULABLE)), words) for condition, words in checks]
    state: pl.Expr = pl.lit(str(State.VALUE))
    reason: pl.Expr = pl.lit("")
    for condition, its_state, its_reason in reversed(stops):
        state = pl.when(condition).then(its_state).otherwise(state)
        reason = pl.when(condition).then(its_reason).otherwise(reason)
    return frame.with_columns(state=state, reason=reason)


def only_values(expression: pl.Expr) -> pl.Expr:
    """The expression where the state is `value`, else null."""
    return pl.when(pl.col("state") == str(State.VALUE)).then(expression)
