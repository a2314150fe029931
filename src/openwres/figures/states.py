"""Typed states of figures: what stands in the way of a value, said once and in the same order everywhere."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from openwres.contracts.tables import State

_BEFORE = (State.SUPPRESSED, State.MISSING, State.NOT_COLLECTED)


def reason_code(*words: str) -> str:
    """A reason such as `no_bme_shortlisted`; an item's hyphens become underscores."""
    return "_".join(word.replace("-", "_") for word in words if word)


def inherited(names: Sequence[str]) -> tuple[pl.Expr, pl.Expr]:
    """State and reason that a figure takes from its counts: suppressed before missing before not collected, else value."""
    state: pl.Expr = pl.lit(str(State.VALUE))
    reason: pl.Expr = pl.lit("")
    for worse in reversed(_BEFORE):
        for name in reversed(names):
            hit = pl.col(f"{name}_state") == str(worse)
            state, reason = (
                pl.when(hit).then(pl.lit(str(worse))).otherwise(state),
                pl.when(hit).then(f"{name}_reason").otherwise(reason),
            )
    return state, reason


def with_state(frame: pl.DataFrame, names: Sequence[str], checks: Sequence[tuple[pl.Expr, pl.Expr]]) -> pl.DataFrame:
    """The frame with `state` and `reason`: those of the counts, then the first check (condition, reason) that holds."""
    state, reason = inherited(names)
    framed = frame.with_columns(state=state, reason=reason)
    value = pl.col("state") == str(State.VALUE)
    why: pl.Expr = pl.lit(None, pl.String)
    for condition, words in reversed(checks):
        why = pl.when(condition).then(words).otherwise(why)
    framed = framed.with_columns(why=pl.when(value).then(why))
    stopped = pl.col("why").is_not_null()
    return framed.with_columns(
        state=pl.when(stopped).then(pl.lit(str(State.NOT_CALCULABLE))).otherwise("state"),
        reason=pl.when(stopped).then("why").otherwise("reason"),
    ).drop("why")


def only_values(expression: pl.Expr) -> pl.Expr:
    """The expression where the state is `value`, else null."""
    return pl.when(pl.col("state") == str(State.VALUE)).then(expression)
