"""From counted cells to tallies: groups and categories added up, every place of the grid filled, zeros written.

What was not collected is written as such and never as zero.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from openwres.contracts.tables import State
from openwres.standards.codes import Classification
from openwres.standards.model import Breakdown, Category, Edition

ALL = "all"
_PART = ["item", "basis", "classification", "breakdown"]
_KEY = [*_PART, "organisation", "category", "group"]


@dataclass(frozen=True)
class Part:
    """One item in one basis, classification and breakdown, with the organisations that gave it.

    `categories` are those that the item can have, each with whether its columns were there.
    """

    item: str
    basis: str
    classification: Classification
    breakdown: Breakdown | None
    categories: dict[str, bool]
    organisations: Sequence[str]


def lay_out(cells: pl.DataFrame, parts: Sequence[Part], edition: Edition) -> pl.DataFrame:
    """Item, basis, breakdown, category, classification, group, organisation, count, state and reason of every place.

    `cells` hold counts `n` by item, basis and organisation, and by the columns of codes and breakdowns.
    """
    if not parts:
        return pl.DataFrame()
    leaves = pl.concat(list(_leaves(cells, parts, edition)))
    by_group = leaves.group_by(_KEY).agg(count=pl.col("n").sum())
    everyone = by_group.group_by(*_PART, "organisation", "category").agg(pl.col("count").sum())
    counted = pl.concat([by_group, everyone.with_columns(group=pl.lit(ALL)).select(*_KEY, "count")])
    there = pl.col("there")
    return _grid(parts).join(counted, on=_KEY, how="left").with_columns(
        count=pl.when(there).then(pl.col("count").fill_null(0)),
        state=pl.when(there).then(pl.lit(str(State.VALUE))).otherwise(pl.lit(str(State.NOT_COLLECTED))),
        reason=pl.when(there).then(pl.lit("")).otherwise(pl.lit("column_absent")),
    ).drop("there")  # fmt: skip


def _grid(parts: Sequence[Part]) -> pl.DataFrame:
    """Every organisation, category and group of every part."""
    labels = [
        (n, p.item, p.basis, p.classification.id, p.breakdown.code if p.breakdown else "") for n, p in enumerate(parts)
    ]
    part = ("part", pl.Int32)
    grid = pl.DataFrame(labels, schema=[part, *((name, pl.String) for name in _PART)], orient="row")
    organisations = [(n, code) for n, p in enumerate(parts) for code in p.organisations]
    groups = [(n, group) for n, p in enumerate(parts) for group in (*p.classification.groups, ALL)]
    categories = [(n, *category) for n, p in enumerate(parts) for category in p.categories.items()]
    for rows, columns in (
        (organisations, [("organisation", pl.String)]),
        (groups, [("group", pl.String)]),
        (categories, [("category", pl.String), ("there", pl.Boolean)]),
    ):
        grid = grid.join(pl.DataFrame(rows, schema=[part, *columns], orient="row"), on="part")
    return grid.drop("part")


def _leaves(cells: pl.DataFrame, parts: Sequence[Part], edition: Edition) -> Iterator[pl.DataFrame]:
    """The cells of each category and group: every classification in the breakdowns that it has, and in no other."""
    needed: dict[str, list[Part]] = {}
    for part in parts:
        needed.setdefault(part.classification.id, []).append(part)
    for its in needed.values():
        yield from _in_categories(_in_groups(cells, its[0].classification, edition), its, edition)


def _in_groups(cells: pl.DataFrame, classification: Classification, edition: Edition) -> pl.DataFrame:
    """The cells by their group in a classification, or in both parts of a cross: codes of one group are added up."""
    lists = edition.code_lists.values()
    names = classification.parts or (classification.id,)
    parts = [
        code_list.classifications[name] for name in names for code_list in lists if name in code_list.classifications
    ]
    blanks = {code_list.column: code_list.blank for code_list in lists}
    groups = [
        pl.col(part.column).fill_null(blanks[part.column]).replace_strict(part.of_code, return_dtype=pl.String)
        for part in parts
    ]
    read = {name for b in edition.breakdowns.values() for c in b.categories.values() for name in (b.column, *c.where)}
    kept = [name for name in cells.columns if name != "n" and (name in read or name not in blanks)]
    group = pl.concat_str(groups, separator="*").alias("group")
    summed = cells.group_by(*kept, group).agg(pl.col("n").sum())
    return summed.with_columns(classification=pl.lit(classification.id))


def _in_categories(cells: pl.DataFrame, parts: Sequence[Part], edition: Edition) -> Iterator[pl.DataFrame]:
    """The cells once for each category to which they belong, breakdown by breakdown."""
    there: dict[str, list[str]] = {}
    for part in parts:
        code = part.breakdown.code if part.breakdown else ""
        there.setdefault(code, []).extend(category for category, there in part.categories.items() if there)
    for code, categories in ((code, its) for code, its in there.items() if its):
        breakdown = edition.breakdowns.get(code)
        if breakdown is None:
            yield _select(cells, code, pl.lit(""))
        elif breakdown.of:
            larger = {row: category.code for category in breakdown.categories.values() for row in category.rows}
            row = _own_row(edition.breakdowns[breakdown.of])
            yield _select(cells, code, row.replace_strict(larger, default=None, return_dtype=pl.String))
        else:
            yield from _in_rows(cells, breakdown, [breakdown.categories[name] for name in dict.fromkeys(categories)])


def _in_rows(cells: pl.DataFrame, breakdown: Breakdown, categories: Sequence[Category]) -> Iterator[pl.DataFrame]:
    """The cells of each category: by the code in its column, by its condition, or as a part of another category."""
    if breakdown.column:
        yield _select(cells, breakdown.code, _own_row(breakdown))
    for category in categories:
        if category.part_of or not breakdown.column:
            yield _select(cells.filter(_belongs(breakdown, category)), breakdown.code, pl.lit(category.code))


def _select(cells: pl.DataFrame, breakdown: str, category: pl.Expr) -> pl.DataFrame:
    return cells.select(
        "item", "basis", "classification", "organisation", "group", "n", breakdown=pl.lit(breakdown), category=category
    )


def _own_row(breakdown: Breakdown) -> pl.Expr:
    """The row that counts a cell: a row that is part of another one is counted there."""
    parents = {c.code: c.part_of for c in breakdown.categories.values() if c.part_of}
    return pl.col(breakdown.column).replace(parents)


def _belongs(breakdown: Breakdown, category: Category) -> pl.Expr:
    """Whether a cell meets a category's condition, or carries its code itself."""
    condition = pl.all_horizontal(*(pl.col(column).is_in(codes) for column, codes in category.where.items()))
    if not breakdown.column:
        return condition
    column = pl.col(breakdown.column)
    return (column == category.code) | ((column == category.part_of) & condition)
