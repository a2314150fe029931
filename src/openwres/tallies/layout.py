"""From counted cells to tallies: groups and categories added up, every place of the grid filled, zeros written.

What was not collected is written as such and never as zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from openwres.contracts.tables import State
from openwres.standards.codes import Classification
from openwres.standards.model import Breakdown, Category, Edition

ALL = "all"
_KEY = ["part", "organisation", "category", "group"]


@dataclass(frozen=True)
class Part:
    """One item in one basis, classification and breakdown.

    Its categories with whether their columns were there, the organisations that gave it, and counted cells with a
    column `group`.
    """

    item: str
    basis: str
    classification: Classification
    breakdown: Breakdown | None
    categories: dict[str, bool]
    organisations: Sequence[str]
    cells: pl.DataFrame


def lay_out(parts: Sequence[Part], edition: Edition) -> pl.DataFrame:
    """Item, basis, breakdown, category, classification, group, organisation, count, state and reason of every place."""
    if not parts:
        return pl.DataFrame()
    leaves = pl.concat([_leaves(part, edition).with_columns(part=pl.lit(n, pl.Int32)) for n, part in enumerate(parts)])
    by_group = leaves.group_by(_KEY).agg(count=pl.col("n").sum())
    everyone = by_group.group_by("part", "organisation", "category").agg(pl.col("count").sum())
    counted = pl.concat([by_group, everyone.with_columns(group=pl.lit(ALL)).select(*_KEY, "count")])
    there = pl.col("there")
    filled = _grid(parts).join(counted, on=_KEY, how="left").with_columns(
        count=pl.when(there).then(pl.col("count").fill_null(0)),
        state=pl.when(there).then(pl.lit(str(State.VALUE))).otherwise(pl.lit(str(State.NOT_COLLECTED))),
        reason=pl.when(there).then(pl.lit("")).otherwise(pl.lit("column_absent")),
    )  # fmt: skip
    return filled.drop("part", "there")


def _grid(parts: Sequence[Part]) -> pl.DataFrame:
    """Every organisation, category and group of every part."""
    labels = [
        (n, p.item, p.basis, p.classification.id, p.breakdown.code if p.breakdown else "") for n, p in enumerate(parts)
    ]
    names = ["part", "item", "basis", "classification", "breakdown"]
    grid = pl.DataFrame(labels, schema=[("part", pl.Int32), *((name, pl.String) for name in names[1:])], orient="row")
    for column, kind, rows in (
        ("organisation", pl.String, [(n, code) for n, p in enumerate(parts) for code in p.organisations]),
        ("group", pl.String, [(n, group) for n, p in enumerate(parts) for group in (*p.classification.groups, ALL)]),
        ("category", pl.String, [(n, category) for n, p in enumerate(parts) for category in p.categories]),
    ):
        grid = grid.join(pl.DataFrame(rows, schema=[("part", pl.Int32), (column, kind)], orient="row"), on="part")
    there = [(n, category, there) for n, p in enumerate(parts) for category, there in p.categories.items()]
    schema = [("part", pl.Int32), ("category", pl.String), ("there", pl.Boolean)]
    return grid.join(pl.DataFrame(there, schema=schema, orient="row"), on=["part", "category"])


def _leaves(part: Part, edition: Edition) -> pl.DataFrame:
    """The cells of a part with their category."""
    if part.breakdown is None:
        return _select(part.cells, pl.lit(""))
    if part.breakdown.of:
        rows = edition.breakdowns[part.breakdown.of]
        larger = {row: category.code for category in part.breakdown.categories.values() for row in category.rows}
        category = _own_row(rows).replace_strict(larger, default=None, return_dtype=pl.String)
        return _select(part.cells, category).filter(pl.col("category").is_not_null())
    present = [part.breakdown.categories[code] for code, there in part.categories.items() if there]
    return _in_categories(part.cells, part.breakdown, present)


def _select(cells: pl.DataFrame, category: pl.Expr) -> pl.DataFrame:
    return cells.select("organisation", category.alias("category"), "group", "n")


def _own_row(breakdown: Breakdown) -> pl.Expr:
    """The row that counts a cell: a row that is part of another one is counted there."""
    parents = {c.code: c.part_of for c in breakdown.categories.values() if c.part_of}
    return pl.col(breakdown.column).replace(parents)


def _in_categories(cells: pl.DataFrame, breakdown: Breakdown, categories: Sequence[Category]) -> pl.DataFrame:
    """The cells of each category: by the code in its column, by its condition, or as a part of another category."""
    parts = [_select(cells, pl.lit("")).clear()]
    if breakdown.column:
        rows = [c.code for c in categories if not c.part_of]
        parts.append(_select(cells, _own_row(breakdown)).filter(pl.col("category").is_in(rows)))
    for category in categories:
        if category.part_of or not breakdown.column:
            parts.append(_select(cells.filter(_belongs(breakdown, category)), pl.lit(category.code)))
    return pl.concat(parts)


def _belongs(breakdown: Breakdown, category: Category) -> pl.Expr:
    """Whether a cell meets a category's condition, or carries its code itself."""
    condition = pl.all_horizontal(*(pl.col(column).is_in(codes) for column, codes in category.where.items()))
    if not breakdown.column:
        return condition
    column = pl.col(breakdown.column)
    return (column == category.code) | ((column == category.part_of) & condition)
