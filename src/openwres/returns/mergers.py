"""Tallies of organisations that merged, put under their successor: a variant that is always named as such.

Who continues whom is the register's business.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from openwres.contracts.tables import TALLY_KEY, State
from openwres.figures import calculate_figures
from openwres.figures.areas import Areas
from openwres.figures.calculate import OFFICIAL, UNSETTLED, with_receipts
from openwres.organisations import Register
from openwres.standards.model import Edition

VARIANT = "as-merged"

NOT_SUMMED = "board_of_a_predecessor"
"""The reason of a board's tally as merged: the board of a successor is another board and no sum."""


def successors(register: Register, day: date) -> Mapping[str, str]:
    """Who continues whom on a day, along chains of mergers; who was split is continued by nobody in particular."""
    found = {}
    for organisation in register.organisations:
        code, seen = organisation.code, set[str]()
        links = [link for link in register.successions_of(code) if link.date <= day]
        while len(links) == 1 and code not in seen:
            seen.add(code)
            code = links[0].successor
            links = [link for link in register.successions_of(code) if link.date <= day]
        if code != organisation.code and not links:
            found[organisation.code] = code
    return found


def as_merged(tallies: pl.DataFrame, register: Register, edition: Edition, day: date | None = None) -> pl.DataFrame:
    """The tallies with those of predecessors added up under the code that continues them on a day: the snapshot, or later.

    A sum has a value only where every part has one; boards are not calculable, because a board is not the sum of boards.
    """
    heirs = successors(register, day or edition.snapshot)
    touched = sorted({*heirs, *heirs.values()})
    mine = pl.col("organisation").is_in(touched)
    moved = tallies.filter(mine).with_columns(pl.col("organisation").replace(dict(heirs)).alias("heir"))
    if moved.filter(pl.col("heir") != pl.col("organisation")).is_empty():
        return tallies
    own = moved.group_by("heir").agg(n=pl.col("organisation").n_unique())
    moved = moved.join(own, on="heir").drop("organisation").rename({"heir": "organisation"})
    summed = _with_all(_summed(moved, edition).select(tallies.columns))
    return pl.concat([tallies.filter(~mine), summed]).sort(*TALLY_KEY)


def figures_as_merged(tallies: pl.DataFrame, edition: Edition, areas: Areas | None = None) -> pl.DataFrame:
    """The figures of tallies as merged, under a variant of their own, so that nothing takes them for official ones."""
    official = calculate_figures(tallies, edition, areas).filter(pl.col("variant").is_in([OFFICIAL, UNSETTLED]))
    figures = official.with_columns(variant=pl.lit(VARIANT))
    return with_receipts(figures, {i.name: i.digest for i in edition.indicators}, ())


def _with_all(summed: pl.DataFrame) -> pl.DataFrame:
    """The sums, with `all` of a board not calculable where its groups are not, so that no total is missed instead."""
    no_sum = summed.filter(pl.col("reason") == NOT_SUMMED).with_columns(group=pl.lit("all"))
    new = no_sum.unique(list(TALLY_KEY), maintain_order=True).join(summed, on=list(TALLY_KEY), how="anti")
    return pl.concat([summed, new])


def _summed(moved: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    """One row for each key, the counts of all `n` parts added up. Percentages are added where their base is known."""
    boards = [i.event for i in edition.indicators if i.kind == "representation_gap"]
    known = (pl.col("state") == str(State.VALUE)) & pl.col("count").is_not_null()
    summed = moved.group_by(*TALLY_KEY, "n", maintain_order=True).agg(
        count=pl.col("count").sum(), known=known.sum(), source=pl.col("source").first(),
    )  # fmt: skip
    board, whole = pl.col("item").is_in(boards) & (pl.col("n") > 1), pl.col("known") == pl.col("n")
    value = whole & ~board
    return summed.with_columns(
        count=pl.when(value).then("count"), value=pl.lit(None, pl.Float64), base=pl.lit(None, pl.Int64),
        state=pl.when(board).then(pl.lit(str(State.NOT_CALCULABLE))).when(value).then(pl.lit(str(State.VALUE)))
        .otherwise(pl.lit(str(State.MISSING))),
        reason=pl.when(board).then(pl.lit(NOT_SUMMED)).when(value).then(pl.lit(""))
        .otherwise(pl.lit("not_all_predecessors_have_it")),
    )  # fmt: skip
